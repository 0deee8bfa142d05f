package wecom

import (
	"encoding/json"
	"net/url"
	"slices"
	"time"

	"seatdeck/providers/simulator/internal/talk"
)

func momentCalls() []endpoint {
	return []endpoint{
		post("externalcontact/add_moment_task", (*Server).addMoment),
		get("externalcontact/get_moment_task_result", (*Server).momentTaskResult),
		post("externalcontact/cancel_moment_task", (*Server).cancelMoment),
		post("externalcontact/get_moment_list", (*Server).momentList),
		post("externalcontact/get_moment_task", (*Server).momentTasks),
	}
}

// moment is what members post to their customers' moments.
type moment struct {
	seq     int64
	id      string
	job     string
	ready   time.Time // from then on the task is made
	created time.Time
	content content
	visible int // 0 to some, 1 to all
	posts   []*momentPost
	invalid momentInvalid
	ended   bool // cancelled
}

type momentPost struct {
	seq    int64
	member *member
	sent   bool
}

// momentInvalid is what visible_range named in vain.
type momentInvalid struct {
	users       []string
	departments []int64
	tags        []string
}

func (s *Server) addMoment(in struct {
	content
	Range struct {
		Senders struct {
			Users       []string `json:"user_list"`
			Departments []number `json:"department_list"`
		} `json:"sender_list"`
		Customers struct {
			Tags []string `json:"tag_list"`
		} `json:"external_contact_list"`
	} `json:"visible_range"`
},
) (object, *refusal) {
	if no := in.check(s); no != nil {
		return nil, no
	}
	m := &moment{
		seq: s.world.next(), id: "mom" + opaque(s.rand, 29), job: s.jobID(), content: in.content,
		created: s.now(), ready: s.clock.Now().Add(s.options.JobTakes),
	}
	senders := map[*member]bool{}
	for _, id := range in.Range.Senders.Users {
		if seat, no := s.world.seat(id); no == nil {
			senders[seat] = true
		} else {
			m.invalid.users = append(m.invalid.users, id)
		}
	}
	for _, id := range numbers(in.Range.Senders.Departments) {
		if s.world.department(id) == nil {
			m.invalid.departments = append(m.invalid.departments, id)
		}
		for _, seat := range s.world.inDepartments([]int64{id}) {
			senders[seat] = senders[seat] || seat.external
		}
	}
	for _, id := range in.Range.Customers.Tags {
		if t, _ := s.world.tag(id); t == nil {
			m.invalid.tags = append(m.invalid.tags, id)
		}
	}
	everybody := len(in.Range.Senders.Users)+len(in.Range.Senders.Departments) == 0
	if everybody && len(in.Range.Customers.Tags) == 0 {
		m.visible = 1
	}
	for _, seat := range s.world.seats() {
		if everybody || senders[seat] {
			m.posts = append(m.posts, &momentPost{seq: s.world.next(), member: seat})
		}
	}
	s.world.moments = append(s.world.moments, m)
	if s.options.ConfirmWithin > 0 {
		for _, p := range m.posts {
			s.schedule.After(s.options.JobTakes, func() { s.within(s.options.ConfirmWithin, func() { p.sent = p.sent || !m.ended }) })
		}
	}
	return object{"jobid": m.job}, nil
}

// momentTaskResult tells how far the making is: 1 begun, 2 under way, 3 done.
func (s *Server) momentTaskResult(query url.Values) (object, *refusal) {
	m := first(s.world.moments, func(m *moment) bool { return m.job == query.Get("jobid") })
	if m == nil {
		return nil, invalid("jobid")
	}
	answer := object{"type": "add_moment_task"}
	left := m.ready.Sub(s.clock.Now())
	switch {
	case left > s.options.JobTakes/2:
		answer["status"] = 1
	case left > 0:
		answer["status"] = 2
	default:
		answer["status"] = 3
		result := object{
			"errcode": 0, "errmsg": "ok", "moment_id": m.id,
			"invalid_sender_list":           object{"user_list": list(m.invalid.users), "department_list": list(m.invalid.departments)},
			"invalid_external_contact_list": object{"tag_list": list(m.invalid.tags)},
		}
		if len(m.posts) == 0 {
			result["errcode"], result["errmsg"], result["moment_id"] = codeNobody, words[codeNobody], ""
		}
		answer["result"] = result
	}
	return answer, nil
}

type byMoment struct {
	ID string `json:"moment_id"`
	paging
}

func (s *Server) moment(id string) (*moment, *refusal) {
	m := first(s.world.moments, func(m *moment) bool { return m.id == id && !m.ready.After(s.clock.Now()) })
	if m == nil {
		return nil, invalid("moment_id")
	}
	return m, nil
}

func (s *Server) cancelMoment(in byMoment) (object, *refusal) {
	m, no := s.moment(in.ID)
	if no != nil {
		return nil, no
	}
	m.ended = true
	return nil, nil
}

func (s *Server) momentTasks(in byMoment) (object, *refusal) {
	m, no := s.moment(in.ID)
	if no != nil {
		return nil, no
	}
	part, next, no := page("get_moment_task", m.posts, func(p *momentPost) int64 { return p.seq }, in.paging, 500, 1000)
	if no != nil {
		return nil, no
	}
	rows := []object{}
	for _, p := range part {
		status := 0
		if p.sent {
			status = 1
		}
		rows = append(rows, object{"userid": p.member.id, "publish_status": status})
	}
	return object{"task_list": rows, "next_cursor": next}, nil
}

func (s *Server) momentList(in struct {
	From    number `json:"start_time"`
	To      number `json:"end_time"`
	Creator string `json:"creator"`
	Filter  *int   `json:"filter_type"`
	paging
},
) (object, *refusal) {
	if in.From <= 0 || in.To < in.From || in.To-in.From > 30*daySeconds {
		return nil, invalid("at most 30 days")
	}
	moments := slices.DeleteFunc(slices.Clone(s.world.moments), func(m *moment) bool {
		at := m.created.Unix()
		personal := in.Filter != nil && *in.Filter == 1 // those of members: there are none
		return m.ended || m.ready.After(s.clock.Now()) || len(m.posts) == 0 || at < int64(in.From) || at > int64(in.To) || personal || in.Creator != ""
	})
	part, next, no := page("get_moment_list", moments, func(m *moment) int64 { return m.seq }, in.paging, 20, 20)
	if no != nil {
		return nil, no
	}
	rows := []object{}
	for _, m := range part {
		rows = append(rows, m.row())
	}
	return object{"moment_list": rows, "next_cursor": next}, nil
}

// row has the attachments under their kinds: pictures as a list, others alone.
func (m *moment) row() object {
	row := object{"moment_id": m.id, "create_time": m.created.Unix(), "create_type": 0, "visible_type": m.visible}
	if m.content.Text != nil {
		row["text"] = m.content.Text
	}
	var pictures []json.RawMessage
	for _, a := range m.content.Attachments {
		if kind := a.kind(); kind == "image" {
			pictures = append(pictures, a[kind])
		} else {
			row[kind] = a[kind]
		}
	}
	if pictures != nil {
		row["image"] = pictures
	}
	return row
}

// jobID is that of an asynchronous job.
func (s *Server) jobID() string { return "jobid_" + talk.HexText(s.rand, 40) }
