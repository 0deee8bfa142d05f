package wecom

import (
	"cmp"
	"math"
	"slices"
)

func statisticCalls() []endpoint {
	return []endpoint{
		post("externalcontact/get_user_behavior_data", (*Server).behavior),
		post("externalcontact/groupchat/statistic", (*Server).chatStatistic),
		post("externalcontact/groupchat/statistic_group_by_day", (*Server).chatStatisticByDay),
	}
}

// maxStatisticDays is how many days one call tells of.
const maxStatisticDays = 30

// days is the span from the day of one second to the day of another, both
// included: at most 30 days, and none older than 180.
func (s *Server) days(from, to int64) (first, last int64, no *refusal) {
	today := dayOf(s.now())
	first, last = from-((from+8*3600)%daySeconds), to-((to+8*3600)%daySeconds)
	switch {
	case from <= 0 || to < from || first > today:
		return 0, 0, invalid("time range")
	case to-from > maxStatisticDays*daySeconds:
		return 0, 0, invalid("at most %d days", maxStatisticDays)
	case first < today-historyDays*daySeconds:
		return 0, 0, invalid("at most %d days ago", historyDays)
	}
	return first, min(last, today), nil
}

// behavior adds the counts of the members named, day by day.
func (s *Server) behavior(in struct {
	Users   []string `json:"userid"`
	Parties []number `json:"partyid"`
	From    number   `json:"start_time"`
	To      number   `json:"end_time"`
},
) (object, *refusal) {
	if len(in.Users)+len(in.Parties) == 0 || len(in.Users) > 100 || len(in.Parties) > 100 {
		return nil, invalid("userid or partyid, at most 100 each")
	}
	from, to, no := s.days(int64(in.From), int64(in.To))
	if no != nil {
		return nil, no
	}
	counted, no := s.counted(in.Users, in.Parties)
	if no != nil {
		return nil, no
	}
	rows := []object{}
	for day := from; day <= to; day += daySeconds {
		var sum memberDay
		for m := range counted {
			if d := m.days[day]; d != nil {
				sum.add(*d)
			}
		}
		rows = append(rows, sum.row(day))
	}
	return object{"behavior_data": rows}, nil
}

// counted are members in post by name and by department, each once.
func (s *Server) counted(users []string, parties []number) (map[*member]bool, *refusal) {
	counted := map[*member]bool{}
	for _, id := range users {
		m := s.world.member(id)
		if m == nil {
			return nil, refuse(codeUser)
		}
		counted[m] = true
	}
	for _, id := range numbers(parties) {
		if s.world.department(id) == nil {
			return nil, refuse(codeDepartment)
		}
		for _, m := range s.world.inDepartments([]int64{id}) {
			counted[m] = true
		}
	}
	return counted, nil
}

func (d *memberDay) add(o memberDay) {
	d.chats += o.chats
	d.messages += o.messages
	d.asked += o.asked
	d.replied += o.replied
	d.replySeconds += o.replySeconds
	d.negative += o.negative
	d.applied += o.applied
	d.accepted += o.accepted
}

// row has no reply figures on a day without chats that customers began, as the
// real one has.
func (d *memberDay) row(day int64) object {
	row := object{
		"stat_time": day, "chat_cnt": d.chats, "message_cnt": d.messages, "negative_feedback_cnt": d.negative,
		"new_apply_cnt": d.applied, "new_contact_cnt": d.accepted,
	}
	if d.asked > 0 {
		row["reply_percentage"] = math.Round(float64(d.replied)/float64(d.asked)*10_000) / 100
	}
	if d.replied > 0 {
		row["avg_reply_time"] = (d.replySeconds/d.replied + 59) / 60 // minutes
	}
	return row
}

type chatSpan struct {
	From  number      `json:"day_begin_time"`
	To    number      `json:"day_end_time"`
	Owner ownerFilter `json:"owner_filter"`
}

// span is the days of a request; without an end it is the first day alone.
func (s *Server) span(in chatSpan) (from, to int64, no *refusal) {
	if no := in.Owner.check(s.world); no != nil {
		return 0, 0, no
	}
	if in.To == 0 {
		in.To = in.From
	}
	return s.days(int64(in.From), int64(in.To))
}

// chatCounts are GroupChatStatisticData.
type chatCounts struct {
	NewChats      int `json:"new_chat_cnt"`
	Chats         int `json:"chat_total"`
	ChatsSpoken   int `json:"chat_has_msg"`
	NewMembers    int `json:"new_member_cnt"`
	Members       int `json:"member_total"`
	MembersSpoken int `json:"member_has_msg"`
	Messages      int `json:"msg_total"`
	Trainee       int `json:"migrate_trainee_chat_cnt"`
}

// count counts a chat over days; totals are those at the end of the last.
func (n *chatCounts) count(c *chat, from, to int64) {
	end := to + daySeconds
	created := c.created.Unix()
	if created >= end {
		return
	}
	n.Chats++
	if created >= from {
		n.NewChats++
	}
	for _, m := range c.members {
		joined, gone := m.joined.Unix(), m.gone.Unix()
		if joined >= from && joined < end {
			n.NewMembers++
		}
		if joined < end && (m.gone.IsZero() || gone >= end) {
			n.Members++
		}
	}
	speakers := map[string]bool{}
	for day := from; day <= to; day += daySeconds {
		if d := c.days[day]; d != nil {
			n.Messages += d.messages
			for who := range d.speakers {
				speakers[who] = true
			}
		}
	}
	n.MembersSpoken += len(speakers)
	if len(speakers) > 0 {
		n.ChatsSpoken++
	}
}

func (s *Server) chatStatistic(in struct {
	chatSpan
	OrderBy  number `json:"order_by"`
	OrderAsc number `json:"order_asc"`
	Offset   int    `json:"offset"`
	Limit    int    `json:"limit"`
},
) (object, *refusal) {
	from, to, no := s.span(in.chatSpan)
	if no != nil {
		return nil, no
	}
	if in.Limit == 0 {
		in.Limit = 500
	}
	if in.Limit < 1 || in.Limit > 1000 || in.Offset < 0 || in.OrderBy < 0 || in.OrderBy > 4 {
		return nil, invalid("limit wants 1 to 1000, order_by 1 to 4")
	}
	type item struct {
		Owner string      `json:"owner"`
		Data  *chatCounts `json:"data"`
	}
	var items []item
	for _, c := range s.world.chats {
		if c.ended || !in.Owner.chosen(c) {
			continue
		}
		i := slices.IndexFunc(items, func(i item) bool { return i.Owner == c.owner.id })
		if i < 0 {
			i = len(items)
			items = append(items, item{c.owner.id, &chatCounts{}})
		}
		items[i].Data.count(c, from, to)
	}
	by := func(n *chatCounts) int {
		return []int{n.NewChats, n.NewChats, n.Chats, n.NewMembers, n.Members}[in.OrderBy]
	}
	slices.SortStableFunc(items, func(a, b item) int {
		if in.OrderAsc == 1 {
			return cmp.Compare(by(a.Data), by(b.Data))
		}
		return cmp.Compare(by(b.Data), by(a.Data))
	})
	begin := min(in.Offset, len(items))
	end := min(begin+in.Limit, len(items))
	return object{"total": len(items), "next_offset": end, "items": list(items[begin:end])}, nil
}

func (s *Server) chatStatisticByDay(in chatSpan) (object, *refusal) {
	from, to, no := s.span(in)
	if no != nil {
		return nil, no
	}
	rows := []object{}
	for day := from; day <= to; day += daySeconds {
		var n chatCounts
		for _, c := range s.world.chats {
			if !c.ended && in.Owner.chosen(c) {
				n.count(c, day, day)
			}
		}
		rows = append(rows, object{"stat_time": day, "data": n})
	}
	return object{"items": rows}, nil
}
