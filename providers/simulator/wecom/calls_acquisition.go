package wecom

import (
	"net/url"
	"slices"
	"time"
	"unicode/utf8"

	"seatdeck/providers/simulator/internal/talk"
)

func acquisitionCalls() []endpoint {
	return []endpoint{
		post("externalcontact/customer_acquisition/list_link", (*Server).linkList),
		post("externalcontact/customer_acquisition/get", (*Server).linkDetail),
		post("externalcontact/customer_acquisition/create_link", (*Server).createLink),
		post("externalcontact/customer_acquisition/update_link", (*Server).updateLink),
		post("externalcontact/customer_acquisition/delete_link", (*Server).deleteLink),
		post("externalcontact/customer_acquisition/customer", (*Server).linkCustomers),
		post("externalcontact/customer_acquisition/statistic", (*Server).linkStatistic),
		get("externalcontact/customer_acquisition_quota", (*Server).quotaLeft),
	}
}

// link is an acquisition link: who opens it may add one of its members.
type link struct {
	seq         int64
	id, name    string
	created     int64
	skipVerify  bool
	users       []string
	departments []int64
	priority    object
	customers   []*linkCustomer
	clicks      map[int64]int // by day
	added       map[int64]int
}

// linkCustomer is somebody who came by a link.
type linkCustomer struct {
	seq      int64
	customer *customer
	member   *member
	state    string
	chatted  int // 0 not yet, 1 the customer has written
}

func (l *link) url() string { return "https://work.weixin.qq.com/ca/" + l.id }

func (l *link) row() object {
	return object{
		"link_id": l.id, "link_name": l.name, "url": l.url(), "create_time": l.created, "skip_verify": l.skipVerify, "mark_source": true,
	}
}

// quota is how many customers may still come: lots with their ends.
type quota struct {
	lots  []*lot
	total int64
	told  string // the last notice
}

type lot struct{ expires, left int64 }

func (q *quota) balance(now time.Time) (sum int64) {
	for _, l := range q.lots {
		if l.expires > now.Unix() {
			sum += l.left
		}
	}
	return sum
}

// spend takes one from the lot that ends first; false: there is none.
func (q *quota) spend(now time.Time) bool {
	for _, l := range q.lots {
		if l.expires > now.Unix() && l.left > 0 {
			l.left--
			return true
		}
	}
	return false
}

func (s *Server) linkList(in paging) (object, *refusal) {
	part, next, no := page("list_link", s.world.links, func(l *link) int64 { return l.seq }, in, 100, 100)
	if no != nil {
		return nil, no
	}
	ids := []string{}
	for _, l := range part {
		ids = append(ids, l.id)
	}
	return object{"link_id_list": ids, "next_cursor": next}, nil
}

type byLink struct {
	ID string `json:"link_id"`
	paging
}

func (s *Server) link(id string) (*link, *refusal) {
	l := first(s.world.links, func(l *link) bool { return l.id == id })
	if l == nil {
		return nil, invalid("link_id")
	}
	return l, nil
}

func (s *Server) linkDetail(in byLink) (object, *refusal) {
	l, no := s.link(in.ID)
	if no != nil {
		return nil, no
	}
	answer := object{
		"link":        l.row(),
		"range":       object{"user_list": list(l.users), "department_list": list(l.departments)},
		"skip_verify": l.skipVerify,
	}
	if l.priority != nil {
		answer["priority_option"] = l.priority
	}
	return answer, nil
}

type linkRequest struct {
	ID    string `json:"link_id"`
	Name  string `json:"link_name"`
	Range *struct {
		Users       []string `json:"user_list"`
		Departments []number `json:"department_list"`
	} `json:"range"`
	SkipVerify *flag  `json:"skip_verify"`
	Priority   object `json:"priority_option"`
}

// maxLinkMembers is how many members a link may have.
const maxLinkMembers = 500

// change puts what a request names into a link.
func (s *Server) change(l *link, in linkRequest) *refusal {
	if in.Name != "" {
		l.name = in.Name
	}
	if n := utf8.RuneCountInString(l.name); n < 1 || n > 30 {
		return invalid("link_name has 1 to 30 characters")
	}
	if in.Range != nil {
		l.users, l.departments = in.Range.Users, numbers(in.Range.Departments)
	}
	if in.SkipVerify != nil {
		l.skipVerify = bool(*in.SkipVerify)
	}
	if in.Priority != nil {
		l.priority = in.Priority
	}
	for _, id := range l.users {
		if _, no := s.world.seat(id); no != nil {
			return no
		}
	}
	for _, id := range l.departments {
		if s.world.department(id) == nil {
			return refuse(codeDepartment)
		}
	}
	if n := len(s.linkMembers(l)); n == 0 || n > maxLinkMembers {
		return invalid("range has 1 to %d members", maxLinkMembers)
	}
	return nil
}

// linkMembers are the seats of a link's range.
func (s *Server) linkMembers(l *link) []*member {
	members := s.world.inDepartments(l.departments)
	for _, id := range l.users {
		if m := s.world.member(id); m != nil && !slices.Contains(members, m) {
			members = append(members, m)
		}
	}
	return slices.DeleteFunc(members, func(m *member) bool { return !m.external })
}

func (s *Server) createLink(in linkRequest) (object, *refusal) {
	l := &link{skipVerify: true, created: s.now().Unix(), clicks: map[int64]int{}, added: map[int64]int{}}
	if no := s.change(l, in); no != nil {
		return nil, no
	}
	l.seq, l.id = s.world.next(), "cawcde"+talk.HexText(s.rand, 10)
	s.world.links = append(s.world.links, l)
	return object{"link": l.row()}, nil
}

func (s *Server) updateLink(in linkRequest) (object, *refusal) {
	l, no := s.link(in.ID)
	if no != nil {
		return nil, no
	}
	changed := *l
	if no := s.change(&changed, in); no != nil {
		return nil, no
	}
	*l = changed
	return nil, nil
}

func (s *Server) deleteLink(in byLink) (object, *refusal) {
	l, no := s.link(in.ID)
	if no != nil {
		return nil, no
	}
	s.world.links = slices.DeleteFunc(s.world.links, func(other *link) bool { return other == l })
	return nil, nil
}

func (s *Server) linkCustomers(in byLink) (object, *refusal) {
	l, no := s.link(in.ID)
	if no != nil {
		return nil, no
	}
	part, next, no := page("customer_acquisition/customer", l.customers, func(c *linkCustomer) int64 { return c.seq }, in.paging, 1000, 1000)
	if no != nil {
		return nil, no
	}
	rows := []object{}
	for _, c := range part {
		rows = append(rows, object{"external_userid": c.customer.id, "userid": c.member.id, "chat_status": c.chatted, "state": c.state})
	}
	return object{"customer_list": rows, "next_cursor": next}, nil
}

func (s *Server) linkStatistic(in struct {
	ID   string `json:"link_id"`
	From number `json:"start_time"`
	To   number `json:"end_time"`
},
) (object, *refusal) {
	l, no := s.link(in.ID)
	if no != nil {
		return nil, no
	}
	from, to, no := s.days(int64(in.From), int64(in.To))
	if no != nil {
		return nil, no
	}
	clicks, added := 0, 0
	for day := from; day <= to; day += daySeconds {
		clicks += l.clicks[day]
		added += l.added[day]
	}
	return object{"click_link_customer_cnt": clicks, "new_customer_cnt": added}, nil
}

func (s *Server) quotaLeft(url.Values) (object, *refusal) {
	q := &s.world.quota
	rows := []object{}
	for _, l := range q.lots {
		if l.expires > s.now().Unix() {
			rows = append(rows, object{"expire_date": l.expires, "balance": l.left})
		}
	}
	return object{"total": q.total, "balance": q.balance(s.now()), "quota_list": rows}, nil
}
