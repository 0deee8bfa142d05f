package pychat

import (
	"cmp"
	"slices"
)

// What is answered in this file is assumed.

const maxPage = 100 // entries of a page

// States of a card that /openim/check_openim_contact tells.
const (
	cardFine   = 0
	cardBanned = 1 // nobody can be added by it
)

// openimCalls are those of the section OpenIM: people and groups at WeCom.
func openimCalls() []endpoint {
	return []endpoint{
		call("/openim/get_openim_friends", shapeEnvelope, (*Server).openFriends),
		call("/openim/get_openim_rooms", shapeEnvelope, (*Server).openRooms),
		call("/openim/get_openim_room_members", shapeEnvelope, (*Server).openMembers),
		call("/openim/get_openim_room_detail", shapeRaw, (*Server).openRoomDetail),
		call("/openim/get_openim_room_member_detail", shapeRaw, (*Server).openMemberDetail),
		call("/openim/get_openim_contact", shapeRaw, (*Server).openContact),
		call("/openim/get_openim_resource", shapeRaw, (*Server).openResource),
		call("/openim/search_openim_contact", shapeRaw, (*Server).searchCard),
		call("/openim/del_openim_contact", shapeQuoted, (*Server).deleteOpen),
		call("/openim/check_openim_contact", shapeEnvelope, (*Server).checkCard),
		call("/openim/modify_openim_disturb_flag", shapeErrCode, openFlag(func(c *contact) *bool { return &c.disturb })),
		call("/openim/modify_openim_top_flag", shapeErrCode, openFlag(func(c *contact) *bool { return &c.top })),
	}
}

type pageRequest struct {
	byGUID
	Number int64 `json:"page_num"`
	Size   int64 `json:"page_size"`
}

// openPage cuts a page out of a list; pages count from 1. Nothing, or 0, stands
// for the document's example: page 1 of 50.
func openPage[T any](req pageRequest, all []T, show func(T) object) (any, *refusal) {
	number, size := cmp.Or(req.Number, 1), cmp.Or(req.Size, 50)
	if number < 1 || size < 1 || size > maxPage {
		return nil, refuse("分页参数错误")
	}
	list := []object{}
	length := int64(len(all))
	// Beyond the last page there is nothing, however far beyond.
	if number <= length/size+1 {
		for _, one := range all[min((number-1)*size, length):min(number*size, length)] {
			list = append(list, show(one))
		}
	}
	return object{"list": list, "total": length, "page_num": number, "page_size": size}, nil
}

func (s *Server) openFriends(in *instance, req pageRequest) (any, *refusal) {
	var friends []*contact
	for _, c := range in.contacts {
		if c.friend && c.openIM() {
			friends = append(friends, c)
		}
	}
	return openPage(req, friends, func(c *contact) object { return s.contactShape(in, c) })
}

func (s *Server) openRooms(in *instance, req pageRequest) (any, *refusal) {
	rooms := slices.DeleteFunc(slices.Clone(in.openRooms), func(r *room) bool { return r.left })
	return openPage(req, rooms, func(r *room) object {
		shape := s.briefShape(r.username, r.name, r.avatar)
		shape["chatRoomOwner"], shape["memberCount"] = r.owner, len(r.members)
		return shape
	})
}

type openMembersRequest struct {
	pageRequest
	Room string `json:"room_username"`
}

func (s *Server) openMembers(in *instance, req openMembersRequest) (any, *refusal) {
	r, no := in.openRoom(req.Room)
	if no != nil {
		return nil, no
	}
	return openPage(req.pageRequest, r.members, s.memberShape)
}

// openRoom finds a group at WeCom that we are in.
func (in *instance) openRoom(username string) (*room, *refusal) {
	r, no := in.inRoom(username)
	if no == nil && !r.openIM() {
		return nil, refuse("不是企业微信群")
	}
	return r, no
}

func (s *Server) openRoomDetail(in *instance, req roomRequest) (any, *refusal) {
	r, no := in.openRoom(req.Room)
	if no != nil {
		return nil, no
	}
	return object{"contactList": []object{s.roomShape(r)}}, nil
}

func (s *Server) openMemberDetail(in *instance, req membersRequest) (any, *refusal) {
	r, no := in.openRoom(req.Room)
	if no != nil {
		return nil, no
	}
	return s.membersShape(r, req.Version), nil
}

type openContactRequest struct {
	byGUID
	Username string `json:"username"`
	Room     string `json:"room_username"`
	Ticket   string `json:"ticket"`
}

// openContact tells of a friend, of a member of a group, or of whom a ticket was
// given for.
func (s *Server) openContact(in *instance, req openContactRequest) (any, *refusal) {
	c := in.person(req.Username)
	if c == nil || !c.openIM() {
		return nil, refuse("联系人不存在")
	}
	r := in.room(req.Room)
	member := r != nil && r.member(c.username) != nil
	if !c.friend && !member && (c.ticket == "" || c.ticket != req.Ticket) {
		return nil, refuse("没有权限查看该联系人")
	}
	return object{"contact": s.contactShape(in, c)}, nil
}

type resourceRequest struct {
	byGUID
	AppID     string `json:"appid"`
	WordingID string `json:"wording_id"`
}

// openResource is the company of a person at WeCom.
func (s *Server) openResource(in *instance, req resourceRequest) (any, *refusal) {
	i := slices.IndexFunc(in.contacts, func(c *contact) bool {
		return c.openIM() && c.wordingID == req.WordingID && c.appID == req.AppID
	})
	if i < 0 {
		return nil, refuse("资源不存在")
	}
	return object{"wordingId": req.WordingID, "wording": in.contacts[i].corp}, nil
}

type byCardRequest struct {
	byGUID
	URL string `json:"url"`
}

// byCard finds a person at WeCom by the link in their QR code.
func (in *instance) byCard(url string) (*contact, *refusal) {
	i := slices.IndexFunc(in.contacts, func(c *contact) bool { return c.card != "" && c.card == url })
	if i < 0 {
		return nil, refuse("二维码已失效或不存在")
	}
	return in.contacts[i], nil
}

func (s *Server) searchCard(in *instance, req byCardRequest) (any, *refusal) {
	c, no := in.byCard(req.URL)
	if no != nil {
		return nil, no
	}
	shape := s.foundShape(c)
	shape["appid"], shape["descWordingId"] = c.appID, c.wordingID
	return shape, nil
}

type deleteOpenRequest struct {
	needGUID
	Username string `json:"username" need:"true"`
}

func (s *Server) deleteOpen(in *instance, req deleteOpenRequest) (any, *refusal) {
	c := in.friend(req.Username)
	if c == nil || !c.openIM() {
		return nil, refuse("联系人不存在")
	}
	s.unfriend(in, c)
	return nil, nil
}

type checkCardRequest struct {
	needGUID
	URL string `json:"url" need:"true"`
}

func (s *Server) checkCard(in *instance, req checkCardRequest) (any, *refusal) {
	c, no := in.byCard(req.URL)
	switch {
	case no != nil:
		return nil, no
	case c.cardBanned:
		return object{"status": cardBanned, "reason": "对方账号异常，无法添加"}, nil
	}
	return object{"status": cardFine, "reason": ""}, nil
}

type openFlagRequest struct {
	needGUID
	Username string `json:"username" need:"true"`
	Status   int64  `json:"status" need:"true"`
}

// openFlag makes the call that sets one flag of a person at WeCom.
func openFlag(of func(*contact) *bool) func(*Server, *instance, openFlagRequest) (any, *refusal) {
	return func(s *Server, in *instance, req openFlagRequest) (any, *refusal) {
		c := in.friend(req.Username)
		if c == nil || !c.openIM() {
			return nil, refuse("联系人不存在")
		}
		return nil, s.setFlag(of(c), req.Status, func() {
			c.seq = in.nextSeq()
			s.announce(in, notifyOpenIM, s.contactBody(c))
		})
	}
}
