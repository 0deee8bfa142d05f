package wecom

import (
	"encoding/json"
	"slices"
	"time"

	"seatdeck/providers/simulator/internal/talk"
)

func massCalls() []endpoint {
	return []endpoint{
		post("externalcontact/add_msg_template", (*Server).addMass),
		post("externalcontact/get_groupmsg_list_v2", (*Server).massList),
		post("externalcontact/get_groupmsg_task", (*Server).massTasks),
		post("externalcontact/get_groupmsg_send_result", (*Server).massResult),
		post("externalcontact/remind_groupmsg_send", (*Server).remindMass),
		post("externalcontact/cancel_groupmsg_send", (*Server).cancelMass),
	}
}

// content is what a message to customers says: a text, up to nine attachments,
// or both.
type content struct {
	Text        *textContent `json:"text"`
	Attachments []attachment `json:"attachments"`
}

type textContent struct {
	Content string `json:"content"`
}

// attachment is one thing beside the text: msgtype, and a field of that name.
type attachment map[string]json.RawMessage

func (a attachment) kind() (kind string) {
	_ = json.Unmarshal(a["msgtype"], &kind)
	return kind
}

// Limits of what is sent.
const (
	maxText        = 4000 // bytes of a text to customers
	maxAttachments = 9
	maxReceivers   = 10_000
)

// check refuses what the real one would: nothing to say, too much, unknown
// kinds and media nobody uploaded.
func (c content) check(s *Server) *refusal {
	switch {
	case (c.Text == nil || c.Text.Content == "") && len(c.Attachments) == 0:
		return invalid("text and attachments are both empty")
	case c.Text != nil && len(c.Text.Content) > maxText:
		return invalid("text.content has at most %d bytes", maxText)
	case len(c.Attachments) > maxAttachments:
		return invalid("at most %d attachments", maxAttachments)
	}
	for _, a := range c.Attachments {
		kind := a.kind()
		if !slices.Contains([]string{"image", "link", "miniprogram", "video", "file"}, kind) || len(a[kind]) == 0 {
			return refuse(codeMsgType)
		}
		var named struct {
			Media   string `json:"media_id"`
			Picture string `json:"pic_url"`
			Cover   string `json:"pic_media_id"`
		}
		if json.Unmarshal(a[kind], &named) != nil {
			return invalid("attachment %s", kind)
		}
		id := named.Media + named.Cover
		if id == "" && kind != "link" && named.Picture == "" || id != "" && s.medium(id) == nil {
			return refuse(codeMedia)
		}
	}
	return nil
}

// mass is a message of the company to many, which members confirm.
type mass struct {
	seq     int64
	id      string
	group   bool // to customer groups
	content content
	created time.Time
	tasks   []*massTask
}

// massTask is one member's part.
type massTask struct {
	seq       int64
	member    *member
	sent      time.Time // zero: not confirmed yet
	cancelled bool
	lines     []*massLine
}

// massLine is one receiver.
type massLine struct {
	seq      int64
	customer *customer
	chat     *chat
	status   int // massWaiting, …
}

// Statuses of a receiver.
const (
	massWaiting = iota
	massSent
	massNoFriend
	massHadOther
)

type massRequest struct {
	Kind      string   `json:"chat_type"`
	External  []string `json:"external_userid"`
	Chats     []string `json:"chat_id_list"`
	Sender    string   `json:"sender"`
	Select    flag     `json:"allow_select"`
	TagFilter struct {
		Groups []struct {
			Tags []string `json:"tag_list"`
		} `json:"group_list"`
	} `json:"tag_filter"`
	content
}

func (s *Server) addMass(in massRequest) (object, *refusal) {
	if no := in.check(s); no != nil {
		return nil, no
	}
	m := &mass{group: in.Kind == "group", content: in.content, created: s.now()}
	var sender *member
	if in.Sender != "" {
		var no *refusal
		if sender, no = s.world.seat(in.Sender); no != nil {
			return nil, no
		}
	}
	var failed []string
	var no *refusal
	switch {
	case in.Kind != "" && in.Kind != "single" && in.Kind != "group" || len(in.External) > maxReceivers:
		return nil, invalid("chat_type, or more than %d receivers", maxReceivers)
	case m.group:
		no = s.massToChats(m, sender, in.Chats)
	default:
		failed, no = s.massToCustomers(m, sender, in)
	}
	if no != nil {
		return nil, no
	}
	if len(m.tasks) == 0 {
		return nil, refuse(codeNobody)
	}
	m.seq, m.id = s.world.next(), "msgGCAAAX"+talk.HexText(s.rand, 22)
	s.world.masses = append(s.world.masses, m)
	s.confirmLater(m)
	return object{"fail_list": list(failed), "msgid": m.id}, nil
}

// massToCustomers gives every member in question the receivers that are
// theirs. A receiver nobody knows, or who is nobody's, fails.
func (s *Server) massToCustomers(m *mass, sender *member, in massRequest) (failed []string, no *refusal) {
	if sender == nil && len(in.External) == 0 {
		return nil, invalid("external_userid or sender")
	}
	if len(in.External) == 0 {
		for _, f := range sender.follows {
			in.External = append(in.External, f.customer.id)
		}
	}
	for _, id := range in.External {
		c := s.world.customer(id)
		if c == nil || !in.wants(c, sender) {
			failed = append(failed, id)
			continue
		}
		reached := false
		for _, f := range c.follows {
			if f.member.inPost() && (sender == nil || f.member == sender) {
				s.line(m, f.member, &massLine{customer: c})
				reached = true
				break // one of its members writes, not all
			}
		}
		if !reached {
			failed = append(failed, id)
		}
	}
	return failed, nil
}

// wants holds the tag filter: of every group named, one tag at least.
func (in massRequest) wants(c *customer, sender *member) bool {
	for _, group := range in.TagFilter.Groups {
		if !slices.ContainsFunc(c.follows, func(f *follow) bool {
			return (sender == nil || f.member == sender) && slices.ContainsFunc(f.tags, func(id string) bool { return slices.Contains(group.Tags, id) })
		}) {
			return false
		}
	}
	return true
}

func (s *Server) massToChats(m *mass, sender *member, ids []string) *refusal {
	if sender == nil {
		return invalid("sender")
	}
	for _, c := range s.world.chats {
		if !c.ended && c.owner == sender && (len(ids) == 0 || slices.Contains(ids, c.id)) {
			s.line(m, sender, &massLine{chat: c})
		}
	}
	return nil
}

func (s *Server) line(m *mass, by *member, l *massLine) {
	t := first(m.tasks, func(t *massTask) bool { return t.member == by })
	if t == nil {
		t = &massTask{seq: s.world.next(), member: by}
		m.tasks = append(m.tasks, t)
	}
	l.seq = s.world.next()
	t.lines = append(t.lines, l)
}

// confirmLater has members confirm by themselves, if they do.
func (s *Server) confirmLater(m *mass) {
	if s.options.ConfirmWithin <= 0 {
		return
	}
	for _, t := range m.tasks {
		s.within(s.options.ConfirmWithin, func() { s.confirm(t) })
	}
}

// confirm is a member pressing 发送. A customer takes one mass message a day.
func (s *Server) confirm(t *massTask) {
	if !t.sent.IsZero() || t.cancelled {
		return
	}
	t.sent = s.now()
	for _, l := range t.lines {
		switch {
		case l.chat != nil && (l.chat.ended || l.chat.owner != t.member):
			l.status = massNoFriend
		case l.chat != nil:
			l.status = massSent
			l.chat.speak(dayOf(t.sent), t.member.id)
		case l.customer.follow(t.member) == nil:
			l.status = massNoFriend
		case l.customer.massDay == dayOf(t.sent):
			l.status = massHadOther
		default:
			l.status, l.customer.massDay = massSent, dayOf(t.sent)
			t.member.day(dayOf(t.sent)).messages++
		}
	}
}

func (s *Server) mass(id string) (*mass, *refusal) {
	m := first(s.world.masses, func(m *mass) bool { return m.id == id })
	if m == nil {
		return nil, refuseAs(41061, "invalid msgid")
	}
	return m, nil
}

func (s *Server) massList(in struct {
	Kind    string `json:"chat_type"`
	From    number `json:"start_time"`
	To      number `json:"end_time"`
	Creator string `json:"creator"`
	Filter  *int   `json:"filter_type"`
	paging
},
) (object, *refusal) {
	if in.Kind != "single" && in.Kind != "group" || in.From <= 0 || in.To < in.From || in.To-in.From > 31*daySeconds {
		return nil, invalid("chat_type, or a span of more than a month")
	}
	masses := slices.DeleteFunc(slices.Clone(s.world.masses), func(m *mass) bool {
		at := m.created.Unix()
		personal := in.Filter != nil && *in.Filter == 1 // those of members: there are none
		return m.group != (in.Kind == "group") || at < int64(in.From) || at > int64(in.To) || personal || in.Creator != ""
	})
	part, next, no := page("get_groupmsg_list_v2", masses, func(m *mass) int64 { return m.seq }, in.paging, 50, 100)
	if no != nil {
		return nil, no
	}
	rows := []object{}
	for _, m := range part {
		row := object{"msgid": m.id, "create_time": m.created.Unix(), "create_type": 0, "attachments": list(m.content.Attachments)}
		if m.content.Text != nil {
			row["text"] = m.content.Text
		}
		rows = append(rows, row)
	}
	return object{"group_msg_list": rows, "next_cursor": next}, nil
}

type byMass struct {
	ID   string `json:"msgid"`
	User string `json:"userid"`
	paging
}

func (s *Server) massTasks(in byMass) (object, *refusal) {
	m, no := s.mass(in.ID)
	if no != nil {
		return nil, no
	}
	part, next, no := page("get_groupmsg_task", m.tasks, func(t *massTask) int64 { return t.seq }, in.paging, 500, 1000)
	if no != nil {
		return nil, no
	}
	rows := []object{}
	for _, t := range part {
		row := object{"userid": t.member.id, "status": 0}
		if !t.sent.IsZero() {
			row["status"], row["send_time"] = 2, t.sent.Unix()
		}
		rows = append(rows, row)
	}
	return object{"task_list": rows, "next_cursor": next}, nil
}

func (s *Server) massResult(in byMass) (object, *refusal) {
	m, no := s.mass(in.ID)
	if no != nil {
		return nil, no
	}
	t := first(m.tasks, func(t *massTask) bool { return t.member.id == in.User })
	if t == nil {
		return nil, refuse(codeUser)
	}
	part, next, no := page("get_groupmsg_send_result", t.lines, func(l *massLine) int64 { return l.seq }, in.paging, 500, 1000)
	if no != nil {
		return nil, no
	}
	rows := []object{}
	for _, l := range part {
		row := object{"userid": t.member.id, "status": l.status}
		if l.chat != nil {
			row["chat_id"] = l.chat.id
		} else {
			row["external_userid"] = l.customer.id
		}
		if l.status == massSent {
			row["send_time"] = t.sent.Unix()
		}
		rows = append(rows, row)
	}
	return object{"send_list": rows, "next_cursor": next}, nil
}

func (s *Server) remindMass(in byMass) (object, *refusal) {
	_, no := s.mass(in.ID)
	return nil, no
}

func (s *Server) cancelMass(in byMass) (object, *refusal) {
	m, no := s.mass(in.ID)
	if no != nil {
		return nil, no
	}
	for _, t := range m.tasks {
		t.cancelled = true
	}
	return nil, nil
}
