package wecom

import (
	"slices"
	"time"
)

func transferCalls() []endpoint {
	return []endpoint{
		post("externalcontact/transfer_customer", func(s *Server, in transferRequest) (object, *refusal) { return s.transferCustomers(in, false) }),
		post("externalcontact/transfer_result", func(s *Server, in transferRequest) (object, *refusal) { return s.transferResult(in, false) }),
		post("externalcontact/resigned/transfer_customer", func(s *Server, in transferRequest) (object, *refusal) { return s.transferCustomers(in, true) }),
		post("externalcontact/resigned/transfer_result", func(s *Server, in transferRequest) (object, *refusal) { return s.transferResult(in, true) }),
		post("externalcontact/get_unassigned_list", (*Server).unassigned),
	}
}

// Statuses of a transfer: those of transfer_result.
const (
	transferDone = iota + 1
	transferWaiting
	transferRefused
	transferFull
)

// transfer is one customer being handed over.
type transfer struct {
	seq      int64
	customer *customer
	from, to *member
	resigned bool
	status   int
	at       time.Time // when it was taken over; zero: not yet
}

type transferRequest struct {
	From     string   `json:"handover_userid"`
	To       string   `json:"takeover_userid"`
	External []string `json:"external_userid"`
	Message  string   `json:"transfer_success_msg"`
	Cursor   string   `json:"cursor"`
}

// sides finds who gives and who takes. A departed member gives only by the
// resigned calls, one in post only by the others.
func (s *Server) sides(in transferRequest, resigned bool) (from, to *member, no *refusal) {
	if resigned {
		from = s.world.departed(in.From)
		if from == nil {
			return nil, nil, refuse(codeUser)
		}
	} else if from, no = s.world.seat(in.From); no != nil {
		return nil, nil, no
	}
	to, no = s.world.seat(in.To)
	if no == nil && to == from {
		no = invalid("handover_userid is takeover_userid")
	}
	return from, to, no
}

// maxSeatCustomers is how many customers a member may have.
const maxSeatCustomers = 20_000

func (s *Server) transferCustomers(in transferRequest, resigned bool) (object, *refusal) {
	if len(in.External) == 0 || len(in.External) > 100 || len([]rune(in.Message)) > 200 {
		return nil, invalid("external_userid wants 1 to 100, transfer_success_msg at most 200 characters")
	}
	from, to, no := s.sides(in, resigned)
	if no != nil {
		return nil, no
	}
	rows := []object{}
	for _, id := range in.External {
		code := s.transferOne(id, from, to, resigned)
		rows = append(rows, object{"external_userid": id, "errcode": code})
	}
	return object{"customer": rows}, nil
}

func (s *Server) transferOne(id string, from, to *member, resigned bool) (code int) {
	c := s.world.customer(id)
	if c == nil {
		return codeExternal
	}
	f := c.follow(from)
	if f == nil {
		return codeNoRelation
	}
	if slices.ContainsFunc(s.world.transfers, func(t *transfer) bool {
		return t.customer == c && t.from == from && t.status == transferWaiting
	}) {
		return codeTransferring
	}
	t := &transfer{seq: s.world.next(), customer: c, from: from, to: to, resigned: resigned, status: transferWaiting}
	s.world.transfers = append(s.world.transfers, t)
	f.unassignedTaken = resigned
	refused := s.rand.IntN(8) == 0
	s.schedule.After(s.options.TransferWait, func() { s.settleTransfer(t, refused) })
	return 0
}

// settleTransfer ends the wait: the customer has refused, or is handed over.
func (s *Server) settleTransfer(t *transfer, refused bool) {
	old := t.customer.follow(t.from)
	switch {
	case refused || !t.to.inPost() || old == nil:
		t.status = transferRefused
		s.transferFailed(t, "customer_refused")
		return
	case len(t.to.follows) >= maxSeatCustomers:
		t.status = transferFull
		s.transferFailed(t, "customer_limit_exceed")
		return
	}
	t.status, t.at = transferDone, s.now()
	s.world.end(old)
	if t.customer.follow(t.to) != nil {
		return // they know each other already
	}
	f := s.world.begin(t.customer, t.to, t.at, wayAssigned)
	f.remark, f.about, f.corp, f.mobiles, f.tags = old.remark, old.about, old.corp, old.mobiles, old.tags
	f.oper = "admin"
	s.customerChanged("add_external_contact", t.to, t.customer)
}

func (s *Server) transferFailed(t *transfer, reason string) {
	if old := t.customer.follow(t.from); old != nil {
		old.unassignedTaken = false
	}
	s.customerChanged("transfer_fail", t.to, t.customer, said("FailReason", reason))
}

// transferResult is of the last transfer of each customer between the two.
func (s *Server) transferResult(in transferRequest, resigned bool) (object, *refusal) {
	from, to, no := s.sides(in, resigned)
	if no != nil {
		return nil, no
	}
	last := map[*customer]*transfer{}
	for _, t := range s.world.transfers {
		if t.from == from && t.to == to {
			last[t.customer] = t
		}
	}
	transfers := slices.DeleteFunc(slices.Clone(s.world.transfers), func(t *transfer) bool { return last[t.customer] != t })
	part, next, no := page("transfer_result", transfers, func(t *transfer) int64 { return t.seq }, paging{Cursor: in.Cursor}, 1000, 1000)
	if no != nil {
		return nil, no
	}
	rows := []object{}
	for _, t := range part {
		row := object{"external_userid": t.customer.id, "status": t.status}
		if !t.at.IsZero() {
			row["takeover_time"] = t.at.Unix()
		}
		rows = append(rows, row)
	}
	return object{"customer": rows, "next_cursor": next}, nil
}

// unassigned are the customers of members who left.
func (s *Server) unassigned(in struct {
	Page   *int   `json:"page_id"`
	Size   int    `json:"page_size"`
	Cursor string `json:"cursor"`
},
) (object, *refusal) {
	var waiting []*follow
	for _, m := range s.world.members {
		if m.inPost() {
			continue
		}
		for _, f := range m.follows {
			if !f.unassignedTaken {
				waiting = append(waiting, f)
			}
		}
	}
	slices.SortFunc(waiting, func(a, b *follow) int { return int(a.seq - b.seq) })
	if in.Size <= 0 || in.Size > 1000 {
		in.Size = 1000
	}
	if in.Page != nil && in.Cursor == "" && *in.Page > 0 {
		waiting = waiting[min(*in.Page*in.Size, len(waiting)):]
	}
	part, next, no := page("get_unassigned_list", waiting, (*follow).key, paging{in.Cursor, in.Size}, 1000, 1000)
	if no != nil {
		return nil, no
	}
	rows := []object{}
	for _, f := range part {
		rows = append(rows, object{"handover_userid": f.member.id, "external_userid": f.customer.id, "dimission_time": f.member.left.Unix()})
	}
	return object{"info": rows, "is_last": next == "", "next_cursor": next}, nil
}

// leave has a member leave the company: their customers are unassigned, their
// groups wait for an owner.
func (s *Server) leave(m *member) {
	m.left = s.now()
	for _, c := range s.world.chats {
		if c.owner == m && !c.ended {
			c.status = 1
		}
	}
	for _, d := range s.world.departments {
		d.leaders = slices.DeleteFunc(d.leaders, func(id string) bool { return id == m.id })
	}
}
