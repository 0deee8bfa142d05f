package wecom

import (
	"net/url"
	"regexp"
	"slices"
)

func memberCalls() []endpoint {
	return []endpoint{
		get("user/simplelist", func(s *Server, q url.Values) (object, *refusal) { return s.membersOf(q, s.simpleRow) }),
		get("user/list", func(s *Server, q url.Values) (object, *refusal) { return s.membersOf(q, s.memberRow) }),
		get("user/get", (*Server).memberDetail),
		post("user/create", (*Server).createMember),
		post("user/update", (*Server).updateMember),
		get("user/delete", (*Server).deleteMember),
		post("user/getuserid", (*Server).memberByMobile),
		post("user/list_id", (*Server).memberIDs),
		post("user/list_member_auth", (*Server).memberAuths),
		post("user/list_selected_ticket_user", (*Server).selectedTicket),
		get("tag/list", (*Server).userTags),
		get("tag/get", (*Server).userTagMembers),
		get("agent/get", (*Server).agentDetail),
		get("auth/getuserinfo", (*Server).userInfo),
		get("user/getuserinfo", (*Server).userInfo),
		post("auth/getuserdetail", (*Server).userDetail),
	}
}

// userTag is one of members.
type userTag struct {
	id      int64
	name    string
	users   []string
	parties []int64
}

func (s *Server) simpleRow(m *member) object {
	return object{"userid": m.id, "name": m.name, "department": m.departments, "open_userid": m.openID}
}

func (s *Server) memberRow(m *member) object {
	row := s.simpleRow(m)
	leads := make([]int, len(m.departments))
	for i, id := range m.departments {
		if d := s.world.department(id); d != nil && slices.Contains(d.leaders, m.id) {
			leads[i] = 1
		}
	}
	for name, value := range (object{
		"alias": m.alias, "mobile": m.mobile, "position": m.position, "gender": text(m.gender), "email": m.email, "biz_mail": m.email,
		"avatar": s.origin.URL(m.avatar), "thumb_avatar": s.origin.URL(m.avatar), "telephone": "", "address": "", "main_department": m.main,
		"is_leader_in_dept": leads, "direct_leader": []string{}, "order": make([]int, len(m.departments)), "status": m.status(), "enable": 1 - bit(m.disabled),
		"qr_code": s.codeURL(m.openID), "external_position": m.position,
		"extattr":          object{"attrs": []object{}},
		"external_profile": object{"external_corp_name": s.world.departments[0].name, "external_attr": []object{}},
	}) {
		row[name] = value
	}
	return row
}

// status is 1 active, 2 disabled.
func (m *member) status() int { return 1 + bit(m.disabled) }

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (s *Server) membersOf(query url.Values, row func(*member) object) (object, *refusal) {
	id, no := departmentID(query.Get("department_id"))
	if no != nil {
		return nil, no
	}
	if s.world.department(id) == nil {
		return nil, refuse(codeDepartment)
	}
	rows := []object{}
	for _, m := range s.world.members {
		direct := m.inPost() && slices.Contains(m.departments, id)
		if direct || query.Get("fetch_child") == "1" && slices.Contains(s.world.inDepartments([]int64{id}), m) {
			rows = append(rows, row(m))
		}
	}
	return object{"userlist": rows}, nil
}

func (s *Server) memberDetail(query url.Values) (object, *refusal) {
	m := s.world.member(query.Get("userid"))
	if m == nil {
		return nil, refuse(codeUserGone)
	}
	return s.memberRow(m), nil
}

type memberRequest struct {
	ID          string   `json:"userid"`
	Name        *string  `json:"name"`
	Alias       *string  `json:"alias"`
	Mobile      *string  `json:"mobile"`
	Position    *string  `json:"position"`
	Gender      number   `json:"gender"`
	Email       *string  `json:"email"`
	Departments []number `json:"department"`
	Main        number   `json:"main_department"`
	Enable      *number  `json:"enable"`
}

var userIDForm = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z_.@-]{0,63}$`)

func (s *Server) createMember(in memberRequest) (object, *refusal) {
	switch {
	case !userIDForm.MatchString(in.ID):
		return nil, refuse(codeUser)
	case in.Name == nil || *in.Name == "" || len(in.Departments) == 0:
		return nil, invalid("name and department are wanted")
	case first(s.world.members, func(m *member) bool { return m.id == in.ID }) != nil:
		return nil, refuse(codeUserTaken)
	}
	m := newMember(s.rand, in.ID, *in.Name, numbers(in.Departments))
	if no := s.fill(m, in); no != nil {
		return nil, no
	}
	s.world.members = append(s.world.members, m)
	return nil, nil
}

func (s *Server) updateMember(in memberRequest) (object, *refusal) {
	m := s.world.member(in.ID)
	if m == nil {
		return nil, refuse(codeUserGone)
	}
	return nil, s.fill(m, in)
}

// fill puts what a request names into a member.
func (s *Server) fill(m *member, in memberRequest) *refusal {
	for _, id := range numbers(in.Departments) {
		if s.world.department(id) == nil {
			return refuse(codeDepartment)
		}
	}
	assign(&m.name, in.Name)
	assign(&m.alias, in.Alias)
	assign(&m.mobile, in.Mobile)
	assign(&m.position, in.Position)
	assign(&m.email, in.Email)
	if in.Gender != 0 {
		m.gender = int(in.Gender)
	}
	if len(in.Departments) > 0 {
		m.departments = numbers(in.Departments)
		m.main = m.departments[0]
	}
	if in.Main != 0 && slices.Contains(m.departments, int64(in.Main)) {
		m.main = int64(in.Main)
	}
	if in.Enable != nil {
		m.disabled = *in.Enable == 0
	}
	return nil
}

func (s *Server) deleteMember(query url.Values) (object, *refusal) {
	m := s.world.member(query.Get("userid"))
	if m == nil {
		return nil, refuse(codeUserGone)
	}
	s.leave(m)
	return nil, nil
}

func (s *Server) memberByMobile(in struct {
	Mobile string `json:"mobile"`
},
) (object, *refusal) {
	m := first(s.world.members, func(m *member) bool { return m.mobile == in.Mobile && m.inPost() })
	if m == nil {
		return nil, refuseAs(46004, "user does not exist")
	}
	return object{"userid": m.id}, nil
}

func (s *Server) present() []*member {
	return slices.DeleteFunc(slices.Clone(s.world.members), func(m *member) bool { return !m.inPost() })
}

// memberIDs has a row for every department of a member.
func (s *Server) memberIDs(in paging) (object, *refusal) {
	members, next, no := pageByPlace("user/list_id", s.present(), in, 10_000)
	if no != nil {
		return nil, no
	}
	rows := []object{}
	for _, m := range members {
		for _, id := range m.departments {
			rows = append(rows, object{"userid": m.id, "department": id})
		}
	}
	return object{"dept_user": rows, "next_cursor": next}, nil
}

// pageByPlace is page for what has no key of its own: members never move.
func pageByPlace[T any](call string, items []T, p paging, most int) (part []T, next string, no *refusal) {
	places := make([]int64, len(items))
	for i := range places {
		places[i] = int64(i) + 1
	}
	places, next, no = page(call, places, func(place int64) int64 { return place }, p, most, most)
	for _, place := range places {
		part = append(part, items[place-1])
	}
	return part, next, no
}

func (s *Server) memberAuths(in paging) (object, *refusal) {
	members, next, no := pageByPlace("user/list_member_auth", s.present(), in, 1000)
	if no != nil {
		return nil, no
	}
	rows := []object{}
	for _, m := range members {
		rows = append(rows, object{"open_userid": m.openID})
	}
	return object{"next_cursor": next, "member_auth_list": rows}, nil
}

// selectedTicket: a ticket is the userids that somebody picked, joined by |;
// assumed, as the real one is opaque.
func (s *Server) selectedTicket(in struct {
	Ticket string `json:"selected_ticket"`
},
) (object, *refusal) {
	picked, unknown := s.named(in.Ticket)
	if len(picked) == 0 || len(unknown) > 0 {
		return nil, invalid("selected_ticket")
	}
	open := []string{}
	for _, m := range picked {
		open = append(open, m.openID)
	}
	return object{"operator_open_userid": open[0], "open_userid_list": open, "unauth_open_userid_list": []string{}, "total": len(open)}, nil
}

func (s *Server) userTags(url.Values) (object, *refusal) {
	rows := []object{}
	for _, t := range s.world.userTags {
		rows = append(rows, object{"tagid": t.id, "tagname": t.name})
	}
	return object{"taglist": rows}, nil
}

func (s *Server) userTagMembers(query url.Values) (object, *refusal) {
	t := first(s.world.userTags, func(t *userTag) bool { return text(t.id) == query.Get("tagid") })
	if t == nil {
		return nil, refuse(codeTag)
	}
	rows := []object{}
	for _, id := range t.users {
		if m := s.world.member(id); m != nil {
			rows = append(rows, object{"userid": m.id, "name": m.name})
		}
	}
	return object{"tagname": t.name, "userlist": rows, "partylist": list(t.parties)}, nil
}

func (s *Server) agentDetail(query url.Values) (object, *refusal) {
	if query.Get("agentid") != text(agentID) {
		return nil, refuse(codeAgent)
	}
	users := []object{}
	for _, m := range s.world.seats() {
		users = append(users, object{"userid": m.id})
	}
	detail := object{}
	for name, value := range s.world.agent {
		detail[name] = value
	}
	detail["allow_userinfos"] = object{"user": users}
	return detail, nil
}

// userInfo: a code is the userid of who opened the page; assumed, as the real
// one is opaque. The user_ticket is likewise.
func (s *Server) userInfo(query url.Values) (object, *refusal) {
	m := s.world.member(query.Get("code"))
	if m == nil {
		return nil, refuse(codeOAuth)
	}
	return object{"userid": m.id, "user_ticket": m.openID}, nil
}

func (s *Server) userDetail(in struct {
	Ticket string `json:"user_ticket"`
},
) (object, *refusal) {
	m := first(s.world.members, func(m *member) bool { return m.openID == in.Ticket && m.inPost() })
	if m == nil {
		return nil, invalid("user_ticket")
	}
	row := s.memberRow(m)
	detail := object{}
	for _, name := range []string{"userid", "name", "gender", "avatar", "qr_code", "mobile", "email", "biz_mail", "address"} {
		detail[name] = row[name]
	}
	return detail, nil
}
