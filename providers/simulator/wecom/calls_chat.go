package wecom

import (
	"slices"
)

func chatCalls() []endpoint {
	return []endpoint{
		post("externalcontact/groupchat/list", (*Server).chatList),
		post("externalcontact/groupchat/get", (*Server).chatDetail),
		post("externalcontact/opengid_to_chatid", (*Server).chatOfOpenID),
		post("externalcontact/groupchat/transfer", func(s *Server, in chatHandover) (object, *refusal) { return s.handOverChats(in, true) }),
		post("externalcontact/groupchat/onjob_transfer", func(s *Server, in chatHandover) (object, *refusal) { return s.handOverChats(in, false) }),
	}
}

type ownerFilter struct {
	Users []string `json:"userid_list"`
}

// chosen tells whether a chat is of one of the owners; none named: all are.
func (o ownerFilter) chosen(c *chat) bool {
	return len(o.Users) == 0 || slices.Contains(o.Users, c.owner.id)
}

// check refuses owners nobody knows; the departed are known.
func (o ownerFilter) check(w *world) *refusal {
	if len(o.Users) > 100 {
		return invalid("userid_list: at most 100")
	}
	for _, id := range o.Users {
		if w.member(id) == nil && w.departed(id) == nil {
			return refuse(codeUser)
		}
	}
	return nil
}

func (c *chat) key() int64 { return c.seq }

func (s *Server) chatList(in struct {
	Status number      `json:"status_filter"`
	Owner  ownerFilter `json:"owner_filter"`
	paging
},
) (object, *refusal) {
	if in.Limit < 1 || in.Limit > 1000 {
		return nil, invalid("limit wants 1 to 1000")
	}
	if no := in.Owner.check(s.world); no != nil {
		return nil, no
	}
	chats := slices.DeleteFunc(slices.Clone(s.world.chats), func(c *chat) bool {
		return c.ended || !in.Owner.chosen(c) || in.Status != 0 && c.status != int(in.Status)
	})
	part, next, no := page("groupchat/list", chats, (*chat).key, in.paging, 1000, 1000)
	if no != nil {
		return nil, no
	}
	rows := []object{}
	for _, c := range part {
		rows = append(rows, object{"chat_id": c.id, "status": c.status})
	}
	return object{"group_chat_list": rows, "next_cursor": next}, nil
}

func (s *Server) chatDetail(in struct {
	ID       string `json:"chat_id"`
	NeedName number `json:"need_name"`
},
) (object, *refusal) {
	c := s.world.chat(in.ID)
	if c == nil {
		return nil, refuseAs(49008, "invalid chat_id")
	}
	members, admins := []object{}, []object{}
	for _, m := range c.present() {
		members = append(members, m.row(in.NeedName == 1))
	}
	for _, id := range c.admins {
		admins = append(admins, object{"userid": id})
	}
	return object{"group_chat": object{
		"chat_id": c.id, "name": c.name, "owner": c.owner.id, "create_time": c.created.Unix(), "notice": c.notice,
		"member_version": c.memberVersion(), "member_list": members, "admin_list": admins,
	}}, nil
}

func (m *chatMember) row(named bool) object {
	kind := 2
	if m.inside {
		kind = 1
	}
	row := object{"userid": m.id, "type": kind, "join_time": m.joined.Unix(), "join_scene": m.scene, "group_nickname": m.nick}
	if m.invitor != "" && m.scene != 3 {
		row["invitor"] = object{"userid": m.invitor}
	}
	if m.unionID != "" {
		row["unionid"] = m.unionID
	}
	if named {
		row["name"] = m.name
	}
	return row
}

func (s *Server) chatOfOpenID(in struct {
	OpenID string `json:"opengid"`
},
) (object, *refusal) {
	c := first(s.world.chats, func(c *chat) bool { return c.openID == in.OpenID && !c.ended })
	if c == nil {
		return nil, invalid("opengid")
	}
	return object{"chat_id": c.id}, nil
}

type chatHandover struct {
	Chats []string `json:"chat_id_list"`
	Owner string   `json:"new_owner"`
}

// handOverChats gives chats another owner: those of a member who left, or of
// one in post. What can't be given stands in failed_chat_list.
func (s *Server) handOverChats(in chatHandover, resigned bool) (object, *refusal) {
	if len(in.Chats) == 0 || len(in.Chats) > 100 {
		return nil, invalid("chat_id_list wants 1 to 100")
	}
	owner, no := s.world.seat(in.Owner)
	if no != nil {
		return nil, no
	}
	failed := []object{}
	for _, id := range in.Chats {
		c := s.world.chat(id)
		var no *refusal
		switch {
		case c == nil:
			no = refuse(codeChat)
		case resigned && c.owner.inPost():
			no = refuse(codeNotResigned)
		case !resigned && !c.owner.inPost():
			no = refuse(codeResigned)
		}
		if no != nil {
			failed = append(failed, object{"chat_id": id, "errcode": no.code, "errmsg": no.msg})
			continue
		}
		s.handOver(c, owner, resigned)
	}
	return object{"failed_chat_list": failed}, nil
}

// handOver gives a chat another owner at once, as the real one does with
// groups.
func (s *Server) handOver(c *chat, owner *member, resigned bool) {
	old := c.owner
	c.owner = owner
	if !slices.ContainsFunc(c.present(), func(m *chatMember) bool { return m.id == owner.id }) {
		c.members = append(c.members, &chatMember{id: owner.id, name: owner.name, inside: true, scene: 1, invitor: old.id, joined: s.now()})
		c.version++
	}
	c.status = 0
	if resigned {
		c.status = 3
	}
}
