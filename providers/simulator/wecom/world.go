package wecom

import (
	"slices"
	"time"
)

// shanghai is the zone whose days statistics count. A fixed offset, because a
// machine may lack the zone's file and there is no summer time.
var shanghai = time.FixedZone("Asia/Shanghai", 8*60*60)

// dayOf is the first second of a time's day.
func dayOf(t time.Time) int64 {
	y, m, d := t.In(shanghai).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, shanghai).Unix()
}

const daySeconds = 24 * 60 * 60

// world is the company. The Server's lock guards it. What can be listed has a
// seq that grows.
type world struct {
	seq         int64
	departments []*department
	members     []*member
	customers   []*customer
	tagGroups   []*tagGroup
	userTags    []*userTag
	chats       []*chat
	ways        []*contactWay
	masses      []*mass
	moments     []*moment
	rules       []*rule
	links       []*link
	quota       quota
	transfers   []*transfer
	rooms       []*room
	appChats    []*appChat
	jobs        []*job
	media       []*medium
	suite       suite
	welcomes    map[string]*welcome
	sent        []Sent
	agent       object // agent/get
}

func (w *world) next() int64 {
	w.seq++
	return w.seq
}

type department struct {
	id, parent int64
	order      int64
	name, en   string
	leaders    []string
}

// member is one of the company.
type member struct {
	id, openID    string
	name, alias   string
	mobile, email string
	position      string
	gender        int
	departments   []int64
	main          int64
	avatar        string
	disabled      bool
	external      bool // may have customers
	left          time.Time
	archived      bool // the archive keeps what they write
	licensed      bool // the interface licence is active
	licenceUntil  time.Time
	licenceCode   string
	days          map[int64]*memberDay
	follows       []*follow // with the customers, oldest first
}

func (m *member) inPost() bool { return m.left.IsZero() }

// memberDay is what a member did in a day, as get_user_behavior_data counts.
type memberDay struct {
	chats, messages   int
	asked, replied    int // chats that customers began; of them, answered
	replySeconds      int
	negative          int
	applied, accepted int
}

func (m *member) day(day int64) *memberDay {
	d := m.days[day]
	if d == nil {
		d = &memberDay{}
		m.days[day] = d
	}
	return d
}

// customer is an external contact.
type customer struct {
	seq                 int64
	id, unionID, openID string
	pendingID, tmpID    string
	name, avatar        string
	position, corp      string
	kind                int // 1 WeChat, 2 WeCom
	gender              int
	follows             []*follow
	massDay             int64 // the day of the last mass message taken
	consent             string
	consentAt           int64
}

// How a member got a customer: add_way of the public documentation.
const (
	wayCode     = 1   // by a QR code
	wayLink     = 16  // by an acquisition link
	wayAssigned = 202 // handed over by an administrator
)

// follow is a customer of a member.
type follow struct {
	seq             int64
	member          *member
	customer        *customer
	remark, about   string
	corp            string
	mobiles         []string
	tags            []string
	since           time.Time
	way             int
	oper, state     string
	channels        object
	talkedDay       int64 // the last day they talked
	unassignedTaken bool  // a departed member's, and already being handed over
}

type tagGroup struct {
	id       string
	name     string
	order    int64
	created  int64
	strategy int64 // 0: a corp tag group
	tags     []*tag
}

type tag struct {
	id, name string
	order    int64
	created  int64
}

// chat is a customer group.
type chat struct {
	seq     int64
	id      string
	name    string
	owner   *member
	notice  string
	version int64
	created time.Time
	members []*chatMember // those who left too
	admins  []string
	status  int // 0, or of its inheritance: 1 the owner has left, 2 being handed over, 3 handed over
	days    map[int64]*chatDay
	ended   bool // dismissed
	openID  string
}

type chatMember struct {
	id, unionID, name, nick string
	inside                  bool // a member of the company
	scene                   int
	invitor                 string
	joined                  time.Time
	gone                    time.Time
}

func (c *chat) present() []*chatMember {
	return slices.DeleteFunc(slices.Clone(c.members), func(m *chatMember) bool { return !m.gone.IsZero() })
}

type chatDay struct {
	messages int
	speakers map[string]bool
}

func (c *chat) day(day int64) *chatDay {
	d := c.days[day]
	if d == nil {
		d = &chatDay{speakers: map[string]bool{}}
		c.days[day] = d
	}
	return d
}

func (w *world) department(id int64) *department {
	return first(w.departments, func(d *department) bool { return d.id == id })
}

// member finds one in post.
func (w *world) member(id string) *member {
	return first(w.members, func(m *member) bool { return m.id == id && m.inPost() })
}

// departed finds one who has left.
func (w *world) departed(id string) *member {
	return first(w.members, func(m *member) bool { return m.id == id && !m.inPost() })
}

// seat finds a member who may have customers.
func (w *world) seat(id string) (*member, *refusal) {
	m := w.member(id)
	switch {
	case m == nil:
		return nil, refuse(codeUser)
	case !m.external:
		return nil, refuse(codeNoFollow)
	}
	return m, nil
}

func (w *world) seats() []*member {
	return slices.DeleteFunc(slices.Clone(w.members), func(m *member) bool { return !m.external || !m.inPost() })
}

func (w *world) customer(id string) *customer {
	return first(w.customers, func(c *customer) bool { return c.id == id })
}

func (w *world) chat(id string) *chat {
	return first(w.chats, func(c *chat) bool { return c.id == id && !c.ended })
}

// inDepartments are the members in post of departments and those below them.
func (w *world) inDepartments(ids []int64) []*member {
	wanted := map[int64]bool{}
	for _, id := range ids {
		for _, d := range w.below(id) {
			wanted[d.id] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(w.members), func(m *member) bool {
		return !m.inPost() || !slices.ContainsFunc(m.departments, func(id int64) bool { return wanted[id] })
	})
}

// below is a department and all under it.
func (w *world) below(id int64) []*department {
	var all []*department
	if d := w.department(id); d != nil {
		all = append(all, d)
	}
	for _, d := range w.departments {
		if d.parent == id && d.id != id {
			all = append(all, w.below(d.id)...)
		}
	}
	return all
}

// follow is a customer's row of a member in post; nil: none.
func (c *customer) follow(m *member) *follow {
	return first(c.follows, func(f *follow) bool { return f.member == m })
}

// begin makes a customer one of a member's.
func (w *world) begin(c *customer, m *member, at time.Time, way int) *follow {
	f := &follow{seq: w.next(), member: m, customer: c, since: at, way: way, oper: m.id}
	if way == wayCode || way == wayLink || way == tempWay { // the customer asked
		f.oper = c.id
	}
	c.follows = append(c.follows, f)
	m.follows = append(m.follows, f)
	return f
}

// end takes a customer from a member.
func (w *world) end(f *follow) {
	same := func(other *follow) bool { return other == f }
	f.customer.follows = slices.DeleteFunc(f.customer.follows, same)
	f.member.follows = slices.DeleteFunc(f.member.follows, same)
}

func first[T any](items []*T, is func(*T) bool) *T {
	if i := slices.IndexFunc(items, is); i >= 0 {
		return items[i]
	}
	return nil
}

func (w *world) tag(id string) (*tag, *tagGroup) {
	for _, g := range w.tagGroups {
		if t := first(g.tags, func(t *tag) bool { return t.id == id }); t != nil {
			return t, g
		}
	}
	return nil, nil
}
