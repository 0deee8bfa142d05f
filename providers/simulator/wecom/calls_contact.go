package wecom

import (
	"encoding/json"
	"net/url"
	"slices"
	"unicode/utf8"
)

func contactCalls() []endpoint {
	return []endpoint{
		get("externalcontact/get_follow_user_list", (*Server).followUsers),
		get("externalcontact/list", (*Server).customersOf),
		get("externalcontact/get", (*Server).customerDetail),
		post("externalcontact/batch/get_by_user", (*Server).customersByUser),
		post("externalcontact/remark", (*Server).remark),
		post("externalcontact/send_welcome_msg", (*Server).sendWelcome),
	}
}

func (s *Server) followUsers(url.Values) (object, *refusal) {
	ids := []string{}
	for _, m := range s.world.seats() {
		ids = append(ids, m.id)
	}
	return object{"follow_user": ids}, nil
}

// customersOf: a member without any is refused with 84061, as the real one
// does.
func (s *Server) customersOf(query url.Values) (object, *refusal) {
	m, no := s.world.seat(query.Get("userid"))
	if no != nil {
		return nil, no
	}
	if len(m.follows) == 0 {
		return nil, refuse(codeNoRelation)
	}
	ids := []string{}
	for _, f := range m.follows {
		ids = append(ids, f.customer.id)
	}
	return object{"external_userid": ids}, nil
}

// maxFollowUsers is how many follow_user rows one answer has.
const maxFollowUsers = 500

func (s *Server) customerDetail(query url.Values) (object, *refusal) {
	c := s.world.customer(query.Get("external_userid"))
	if c == nil {
		return nil, refuse(codeExternal)
	}
	rows := slices.DeleteFunc(slices.Clone(c.follows), func(f *follow) bool { return !f.member.inPost() })
	if len(rows) == 0 {
		return nil, refuse(codeNoRelation)
	}
	part, next, no := page("get", rows, (*follow).key, paging{Cursor: query.Get("cursor")}, maxFollowUsers, maxFollowUsers)
	if no != nil {
		return nil, no
	}
	follows := []object{}
	for _, f := range part {
		row := s.followRow(f)
		row["tags"] = s.tagRows(f)
		follows = append(follows, row)
	}
	return object{"external_contact": s.contactRow(c), "follow_user": follows, "next_cursor": next}, nil
}

func (f *follow) key() int64 { return f.seq }

func (s *Server) contactRow(c *customer) object {
	row := object{
		"external_userid": c.id, "name": c.name, "avatar": s.origin.URL(c.avatar), "type": c.kind, "gender": c.gender,
	}
	if c.kind == 1 {
		row["unionid"] = c.unionID
		return row
	}
	row["position"], row["corp_name"], row["corp_full_name"] = c.position, c.corp, c.corp
	row["external_profile"] = object{
		"external_corp_name": c.corp,
		"external_attr":      []object{{"type": 0, "name": "职务", "text": object{"value": c.position}}},
	}
	return row
}

func (s *Server) followRow(f *follow) object {
	way := f.way
	if way == tempWay {
		way = wayCode
	}
	row := object{
		"userid": f.member.id, "remark": f.remark, "description": f.about, "createtime": f.since.Unix(), "add_way": way, "oper_userid": f.oper,
	}
	if f.customer.kind == 1 {
		row["remark_corp_name"] = f.corp
	}
	row["remark_mobiles"] = list(f.mobiles)
	if f.state != "" {
		row["state"] = f.state
	}
	if f.channels != nil {
		row["wechat_channels"] = f.channels
	}
	return row
}

func (s *Server) tagRows(f *follow) []object {
	rows := []object{}
	for _, id := range f.tags {
		if t, g := s.world.tag(id); t != nil {
			rows = append(rows, object{"group_name": g.name, "tag_name": t.name, "type": 1, "tag_id": t.id})
		}
	}
	return rows
}

func (s *Server) customersByUser(in struct {
	Users []string `json:"userid_list"`
	paging
},
) (object, *refusal) {
	if len(in.Users) == 0 || len(in.Users) > 100 {
		return nil, invalid("userid_list wants 1 to 100")
	}
	var rows []*follow
	for _, id := range in.Users {
		m, no := s.world.seat(id)
		if no != nil {
			return nil, no
		}
		rows = append(rows, m.follows...)
	}
	slices.SortFunc(rows, func(a, b *follow) int { return int(a.seq - b.seq) })
	part, next, no := page("batch/get_by_user", rows, (*follow).key, in.paging, 50, 100)
	if no != nil {
		return nil, no
	}
	out := []object{}
	for _, f := range part {
		info := s.followRow(f)
		info["tag_id"] = list(f.tags)
		out = append(out, object{"external_contact": s.contactRow(f.customer), "follow_info": info})
	}
	if len(rows) == 0 {
		return nil, refuse(codeNoRelation)
	}
	return object{"external_contact_list": out, "next_cursor": next}, nil
}

// relation finds a member's row of a customer.
func (s *Server) relation(user, external string) (*follow, *refusal) {
	m, no := s.world.seat(user)
	if no != nil {
		return nil, no
	}
	c := s.world.customer(external)
	if c == nil {
		return nil, refuse(codeExternal)
	}
	f := c.follow(m)
	if f == nil {
		return nil, refuse(codeNoRelation)
	}
	return f, nil
}

func (s *Server) remark(in struct {
	User     string          `json:"userid"`
	External string          `json:"external_userid"`
	Remark   *string         `json:"remark"`
	About    *string         `json:"description"`
	Company  *string         `json:"remark_company"`
	Mobiles  json.RawMessage `json:"remark_mobiles"`
	Picture  *string         `json:"remark_pic_mediaid"`
},
) (object, *refusal) {
	f, no := s.relation(in.User, in.External)
	if no != nil {
		return nil, no
	}
	mobiles, said, no := remarkMobiles(in.Mobiles)
	switch {
	case no != nil:
		return nil, no
	case in.Remark == nil && in.About == nil && in.Company == nil && in.Picture == nil && !said:
		return nil, invalid("nothing to change")
	case tooLong(in.Remark, 20) || tooLong(in.Company, 20) || tooLong(in.About, 150):
		return nil, invalid("too long")
	}
	if in.Remark != nil {
		f.remark = *in.Remark
	}
	if in.About != nil {
		f.about = *in.About
	}
	if in.Company != nil && f.customer.kind == 1 {
		f.corp = *in.Company
	}
	if said {
		f.mobiles = mobiles
	}
	return nil, nil
}

// remarkMobiles is a list of numbers; an empty text, alone or in the list,
// clears them.
func remarkMobiles(raw json.RawMessage) (mobiles []string, said bool, no *refusal) {
	var one string
	switch {
	case len(raw) == 0 || string(raw) == "null":
		return nil, false, nil
	case json.Unmarshal(raw, &one) == nil:
		if one != "" {
			return nil, false, invalid("remark_mobiles is a list")
		}
		return nil, true, nil
	case json.Unmarshal(raw, &mobiles) != nil || len(mobiles) > 5:
		return nil, false, invalid("remark_mobiles is a list of at most 5")
	}
	return slices.DeleteFunc(mobiles, func(m string) bool { return m == "" }), true, nil
}

func tooLong(value *string, most int) bool {
	return value != nil && utf8.RuneCountInString(*value) > most
}
