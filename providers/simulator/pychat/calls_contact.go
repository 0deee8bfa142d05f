package pychat

import (
	"slices"
	"strconv"
	"strings"
)

// What is answered in this file is assumed, but for contactList and the names
// of its fields (wire.md).

const (
	maxDetails = 20  // names in one /contact/get_contact; assumed
	maxBriefs  = 100 // names in one /contact/batch_get_contact_brief_info; assumed
	syncPage   = 12  // names in one answer of /contact/init_contact; assumed
	maxName    = 32  // characters of a name somebody gives; assumed
)

// contactCalls are those of the section Contact.
func contactCalls() []endpoint {
	return []endpoint{
		call("/contact/init_contact", shapeEnvelope, (*Server).initContact),
		call("/contact/modify_contact_top_flag", shapeErrCode, (*Server).topContact),
		call("/contact/get_contact", shapeRaw, (*Server).getContacts),
		call("/contact/batch_get_contact_brief_info", shapeEnvelope, (*Server).getBriefs),
		call("/contact/search_contact", shapeRaw, (*Server).searchContact),
		call("/contact/add_friend", shapeInner, (*Server).addFriend),
		call("/contact/verify_friend", shapeRaw, (*Server).verifyFriend),
		call("/contact/modify_remark", shapeRaw, (*Server).modifyRemark),
		call("/contact/del_friend", shapeRaw, (*Server).deleteFriend),
	}
}

type initContactRequest struct {
	byGUID
	ContactSeq int64 `json:"contact_seq"`
	RoomSeq    int64 `json:"room_seq"`
}

// initContact gives the names that changed since two sequences, oldest change
// first. People and groups at WeCom have lists of their own.
func (s *Server) initContact(in *instance, req initContactRequest) (any, *refusal) {
	type change struct {
		seq      int64
		username string
		seen     *int64 // the sequence it raises
	}
	contactSeq, roomSeq := req.ContactSeq, req.RoomSeq
	var changes []change
	for _, c := range in.contacts {
		// A deleted friend is news only to who knew of them.
		if (c.friend || c.gone && req.ContactSeq > 0) && !c.openIM() && c.seq > req.ContactSeq {
			changes = append(changes, change{c.seq, c.username, &contactSeq})
		}
	}
	for _, r := range in.rooms {
		if !r.left && r.seq > req.RoomSeq {
			changes = append(changes, change{r.seq, r.username, &roomSeq})
		}
	}
	slices.SortFunc(changes, func(a, b change) int { return int(a.seq - b.seq) })
	more := len(changes) > syncPage
	names := []wrapped{}
	for _, c := range changes[:min(len(changes), syncPage)] {
		names = append(names, wrapped(c.username))
		*c.seen = max(*c.seen, c.seq)
	}
	return object{"contact_seq": contactSeq, "room_seq": roomSeq, "username_list": names, "continue_flag": flag(more)}, nil
}

type topContactRequest struct {
	byGUID
	Username string `json:"username" need:"true"`
	Status   int64  `json:"status"`
}

func (s *Server) topContact(in *instance, req topContactRequest) (any, *refusal) {
	c := in.friend(req.Username)
	if c == nil {
		return nil, refuse("联系人不存在")
	}
	return nil, s.setFlag(&c.top, req.Status, func() { s.contactChanged(in, c) })
}

// setFlag turns a flag on or off: 0 or 1, nothing else.
func (s *Server) setFlag(it *bool, status int64, changed func()) *refusal {
	if status != 0 && status != 1 {
		return refuse("status 参数错误")
	}
	if on := status == 1; *it != on {
		*it = on
		changed()
	}
	return nil
}

type getContactsRequest struct {
	byGUID
	Usernames []string `json:"username_list"`
	Room      string   `json:"room_username"`
}

// getContacts gives people and rooms or, with a room, its members. Who is
// unknown is left out.
func (s *Server) getContacts(in *instance, req getContactsRequest) (any, *refusal) {
	if no := count(req.Usernames, maxDetails); no != nil {
		return nil, no
	}
	list := []object{}
	if req.Room != "" {
		r := in.room(req.Room)
		if r == nil {
			return nil, refuse("群不存在或已退出")
		}
		for _, name := range req.Usernames {
			if m := r.member(name); m != nil {
				list = append(list, s.memberShape(m))
			}
		}
		return object{"contactCount": len(list), "contactList": list}, nil
	}
	for _, name := range req.Usernames {
		if r := in.room(name); r != nil {
			list = append(list, s.roomShape(r))
		} else if c := in.person(name); c != nil {
			list = append(list, s.contactShape(in, c))
		} else if in.self(name) {
			list = append(list, s.contactShape(in, in.account.contact()))
		}
	}
	return object{"contactCount": len(list), "contactList": list}, nil
}

// count checks how many names a call brings.
func count(names []string, most int) *refusal {
	switch {
	case len(names) == 0:
		return refuse("username_list 不能为空")
	case len(names) > most:
		return refuse("username_list 一次最多%d个", most)
	}
	return nil
}

type getBriefsRequest struct {
	byGUID
	Usernames []string `json:"username_list"`
}

func (s *Server) getBriefs(in *instance, req getBriefsRequest) (any, *refusal) {
	if no := count(req.Usernames, maxBriefs); no != nil {
		return nil, no
	}
	list := []object{}
	for _, name := range req.Usernames {
		if c := in.person(name); c != nil {
			list = append(list, s.briefShape(c.username, c.nickname, c.avatar))
		} else if r := in.room(name); r != nil {
			list = append(list, s.briefShape(r.username, r.name, r.avatar))
		}
	}
	return object{"contactList": list}, nil
}

func (s *Server) briefShape(username, nickname, avatar string) object {
	return object{
		"userName": username, "nickName": nickname,
		"bigHeadImgUrl": s.origin.URL(avatar), "smallHeadImgUrl": s.origin.URL(avatar),
	}
}

// contactShape is a person in detail, their names wrapped.
func (s *Server) contactShape(in *instance, c *contact) object {
	shape := s.briefShape("", "", c.avatar)
	shape["userName"], shape["nickName"], shape["remark"] = wrapped(c.username), wrapped(c.nickname), wrapped(c.remark)
	shape["alias"], shape["sex"], shape["province"], shape["city"], shape["signature"] = c.alias, c.sex, c.province, c.city, c.signature
	shape["labelIdList"], shape["deleteFlag"] = idList(c.labels), flag(c.gone)
	if c.friend {
		shape["mobile"] = c.mobile
	}
	if c.openIM() {
		// The company is behind /openim/get_openim_resource.
		shape["appid"], shape["descWordingId"] = c.appID, c.wordingID
	}
	return shape
}

// idList is ids with commas: "1,2".
func idList(ids []int64) string {
	var list []string
	for _, id := range ids {
		list = append(list, strconv.FormatInt(id, 10))
	}
	return strings.Join(list, ",")
}

// contact is an account of ours as others see it.
func (a account) contact() *contact {
	return &contact{username: a.username, nickname: a.nickname, alias: a.alias, mobile: a.mobile, avatar: a.avatar}
}

type modifyRemarkRequest struct {
	byGUID
	Username string `json:"username"`
	Remark   string `json:"remark"`
}

func (s *Server) modifyRemark(in *instance, req modifyRemarkRequest) (any, *refusal) {
	c := in.friend(req.Username)
	if c == nil {
		return nil, refuse("对方不是你的好友")
	}
	if len([]rune(req.Remark)) > maxName {
		return nil, refuse("备注过长")
	}
	c.remark = req.Remark
	s.contactChanged(in, c)
	return nil, nil
}

// contactChanged raises a person's sequence and tells of the change.
func (s *Server) contactChanged(in *instance, c *contact) {
	c.seq = in.nextSeq()
	s.announce(in, notifyModified, s.contactBody(c))
}

// contactBody is the data of callbacks about a person.
func (s *Server) contactBody(c *contact) object {
	body := s.briefShape(c.username, c.nickname, c.avatar)
	body["remark"], body["alias"], body["sex"] = c.remark, c.alias, c.sex
	body["labelIdList"], body["deleteFlag"] = idList(c.labels), flag(c.gone)
	return body
}
