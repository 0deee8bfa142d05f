package wecom

import (
	"net/url"
	"strings"
	"time"

	"seatdeck/providers/simulator/internal/talk"
)

// Names of events: Event and InfoType of document 001's constants.
const (
	eventCustomer    = "change_external_contact"
	eventChat        = "change_external_chat"
	eventTag         = "change_external_tag"
	eventContact     = "change_contact"
	eventJob         = "batch_job_result"
	eventAcquisition = "customer_acquisition"
)

// event tells the company's application of something. What calls do is not
// told, as the real one doesn't either, but for what ends later.
func (s *Server) event(name, change string, more ...element) {
	all := []element{
		said("ToUserName", corpID), said("FromUserName", "sys"), counted("CreateTime", s.now().Unix()),
		said("MsgType", "event"), said("Event", name),
	}
	if change != "" {
		all = append(all, said("ChangeType", change))
	}
	s.tell(document(append(all, more...)...), corpID)
}

// notice tells the maker of the suite of something.
func (s *Server) notice(info string, more ...element) {
	all := []element{said("SuiteId", suiteID), said("InfoType", info), counted("TimeStamp", s.now().Unix())}
	s.tell(document(append(all, more...)...), suiteID)
}

// tell seals a message and puts it in the queue, with what faults make of it.
func (s *Server) tell(message, receiver string) {
	fate := s.faults.callback()
	now := s.now()
	d, wanted := s.notifier.sealed(message, receiver, s.nonce(), s.salt(), now)
	if !wanted || fate.lose || s.clock.Now().Before(s.outage) {
		s.notifier.lose()
		return
	}
	var all []delivery
	if fate.forge {
		forged := d
		forged.url, forged.once = changedSignature(d.url), true
		all = append(all, forged)
	}
	if fate.stale {
		if stale, ok := s.notifier.sealed(message, receiver, s.nonce(), s.salt(), now.AddDate(0, 0, -1)); ok {
			stale.once = true
			all = append(all, stale)
		}
	}
	all = append(all, d)
	if fate.repeat {
		again := d
		again.once = true
		all = append(all, again)
	}
	s.notifier.put(all...)
}

func (s *Server) nonce() string { return text(1_000_000_000 + s.rand.Int64N(1_000_000_000)) }

func (s *Server) salt() []byte { return []byte(talk.HexText(s.rand, 16)) }

func changedSignature(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	query := u.Query()
	query.Set("msg_signature", strings.Repeat("0", 40))
	u.RawQuery = query.Encode()
	return u.String()
}

func (s *Server) customerChanged(change string, m *member, c *customer, more ...element) {
	s.event(eventCustomer, change, append([]element{said("UserID", m.id), said("ExternalUserID", c.id)}, more...)...)
}

// chatChanged is create, update or dismiss.
func (s *Server) chatChanged(change string, c *chat, more ...element) {
	s.event(eventChat, change, append([]element{said("ChatId", c.id)}, more...)...)
}

// chatMembersChanged is an update whose detail is add_member or del_member.
func (s *Server) chatMembersChanged(detail string, c *chat, before string, who []string, scene element) {
	items := []element{}
	for _, id := range who {
		items = append(items, said("Item", id))
	}
	s.chatChanged(
		"update", c, said("UpdateDetail", detail), scene, counted("MemChangeCnt", int64(len(who))),
		nested("MemChangeList", items...), said("LastMemVer", before), said("CurMemVer", c.memberVersion()),
	)
}

// tagChanged is of a tag or a tag_group; strategy 0 is a corp tag's.
func (s *Server) tagChanged(change, id, kind string, strategy int64) {
	more := []element{said("Id", id), said("TagType", kind)}
	if strategy > 0 {
		more = append(more, counted("StrategyId", strategy))
	}
	s.event(eventTag, change, more...)
}

func (s *Server) memberChanged(change string, m *member) {
	if change == "delete_user" {
		s.event(eventContact, change, said("UserID", m.id))
		return
	}
	departments := make([]string, len(m.departments))
	leads := make([]string, len(m.departments))
	for i, id := range m.departments {
		departments[i], leads[i] = text(id), "0"
	}
	s.event(
		eventContact, change, said("UserID", m.id), said("Name", m.name), said("Department", strings.Join(departments, ",")),
		counted("MainDepartment", m.main), said("IsLeaderInDept", strings.Join(leads, ",")), said("Position", m.position),
		said("Mobile", m.mobile), counted("Gender", int64(m.gender)), said("Email", m.email), counted("Status", int64(m.status())),
		said("Avatar", s.origin.URL(m.avatar)), said("Alias", m.alias),
	)
}

func (s *Server) departmentChanged(change string, d *department) {
	if change == "delete_party" {
		s.event(eventContact, change, counted("Id", d.id))
		return
	}
	s.event(eventContact, change, counted("Id", d.id), said("Name", d.name), counted("ParentId", d.parent), counted("Order", d.order))
}

func (s *Server) jobEnded(j *job) {
	s.event(eventJob, "", nested(
		"BatchJob", said("JobId", j.id), said("JobType", j.kind), counted("ErrCode", 0), said("ErrMsg", "ok"),
	))
}

// quotaChanged tells when the acquisition quota runs low or out, once each.
func (s *Server) quotaChanged() {
	q := &s.world.quota
	state := ""
	switch left := q.balance(s.now()); {
	case left == 0:
		state = "balance_exhausted"
	case left < 20:
		state = "balance_low"
	}
	if state != "" && state != q.told {
		s.event(eventAcquisition, state)
	}
	q.told = state
}

// sendTickets has the suite's ticket renewed and told every ten minutes.
func (s *Server) sendTickets() {
	s.schedule.After(10*time.Minute, s.sendTickets)
	s.newTicket()
}

func (s *Server) newTicket() {
	s.world.suite.ticket = talk.HexText(s.rand, 64)
	s.notice("suite_ticket", said("SuiteTicket", s.world.suite.ticket))
}
