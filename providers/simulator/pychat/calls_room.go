package pychat

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"
)

// What is answered in this file is assumed, but for newChatroomData and the
// names of its fields (wire.md); so is who may do what in a room.

const (
	maxAdded = 40  // members up to which people are added, and beyond which they are invited: 低于40人 in the document
	maxRoom  = 500 // members
)

// States of a person in memberList.
const (
	memberAdded   = 0
	memberThere   = 1 // is a member already
	memberRefuses = 3 // deleted or blocked us
)

// roomCalls are those of the section Room.
func roomCalls() []endpoint {
	return []endpoint{
		call("/room/get_chatroom_detail", shapeEnvelope, (*Server).roomDetail),
		call("/room/get_chatroom_member_detail", shapeEnvelope, (*Server).roomMembers),
		call("/room/create_chatroom", shapeRaw, (*Server).createRoom),
		call("/room/add_chatroom_member", shapeRaw, (*Server).addMembers),
		call("/room/invite_chatroom_member", shapeRaw, (*Server).inviteMembers),
		call("/room/del_chatroom_member", shapeRaw, (*Server).removeMembers),
		call("/room/modify_chatroom_name", shapeRaw, (*Server).renameRoom),
		call("/room/set_chatroom_announcement", shapeInner, (*Server).announceNotice),
		call("/room/modify_chatroom_display_name", shapeRaw, (*Server).displayName),
		call("/room/modify_chatroom_show_name_flag", shapeEnvelope, roomFlag(func(r *room) *bool { return &r.showNames })),
		call("/room/modify_chatroom_contact_flag", shapeEnvelope, roomFlag(func(r *room) *bool { return &r.saved })),
		call("/room/modify_chatroom_fold_flag", shapeEnvelope, roomFlag(func(r *room) *bool { return &r.folded })),
		call("/room/modify_chatroom_disturb_flag", shapeEnvelope, roomFlag(func(r *room) *bool { return &r.disturb })),
		call("/room/add_chatroom_member_friend", shapeInner, (*Server).befriendMember),
		call("/room/quit_chatroom", shapeRaw, (*Server).quitRoom),
		call("/room/tranfer_chatroom_owner", shapeRaw, (*Server).transferRoom),
		call("/room/set_top_msg", shapeErrCode, (*Server).pinMessage),
		call("/room/remove_top_msg", shapeErrCode, (*Server).unpinMessage),
		call("/room/get_top_msg_list", shapeErrCode, (*Server).pinnedMessages),
		call("/room/get_chatroom_qrcode", shapeEnvelope, (*Server).roomCode),
		call("/room/modify_chatroom_top_flag", shapeEnvelope, (*Server).topRoom),
	}
}

type roomRequest struct {
	byGUID
	Room string `json:"room_username"`
}

// inRoom finds a room we are in.
func (in *instance) inRoom(username string) (*room, *refusal) {
	if r := in.room(username); r != nil {
		return r, nil
	}
	return nil, refuse("群不存在或已不在群内")
}

// ownKind finds a room that these calls may change: those at WeCom are changed
// at WeCom.
func (in *instance) ownKind(username string) (*room, *refusal) {
	r, no := in.inRoom(username)
	if no == nil && r.openIM() {
		return nil, refuse("企业微信群不支持此操作")
	}
	return r, no
}

// ruled finds a room that we own or administrate.
func (in *instance) ruled(username string) (*room, *refusal) {
	r, no := in.ownKind(username)
	if no == nil && r.role(in.account.username) == plain {
		return nil, refuse("仅群主或管理员可以操作")
	}
	return r, no
}

// role of somebody in a room; plain for who is no member.
func (r *room) role(username string) int {
	if m := r.member(username); m != nil {
		return m.role
	}
	return plain
}

func (s *Server) roomDetail(in *instance, req roomRequest) (any, *refusal) {
	r, no := in.ownKind(req.Room)
	if no != nil {
		return nil, no
	}
	return s.roomShape(r), nil
}

// roomShape is a room with its members' names, its own names wrapped.
func (s *Server) roomShape(r *room) object {
	shape := s.briefShape("", "", r.avatar)
	shape["userName"], shape["nickName"] = wrapped(r.username), wrapped(r.name)
	shape["chatRoomOwner"], shape["announcement"] = r.owner, r.notice
	members := []object{}
	for _, m := range r.members {
		members = append(members, object{
			"userName": m.username, "nickName": m.nickname, "displayName": m.display, "chatroomMemberFlag": m.role,
		})
	}
	shape["newChatroomData"] = object{"memberCount": len(r.members), "chatRoomMember": members}
	return shape
}

// memberShape is a member in detail.
func (s *Server) memberShape(m *member) object {
	shape := s.briefShape(m.username, "", m.avatar)
	shape["nickName"], shape["displayName"] = m.nickname, m.display
	shape["chatroomMemberFlag"], shape["inviterUserName"], shape["addSource"] = m.role, m.inviter, m.source
	return shape
}

type membersRequest struct {
	byGUID
	Room    string `json:"room_username"`
	Version int64  `json:"version"`
}

// roomMembers gives who is in a room, unless the asker has the newest version.
func (s *Server) roomMembers(in *instance, req membersRequest) (any, *refusal) {
	r, no := in.ownKind(req.Room)
	if no != nil {
		return nil, no
	}
	return s.membersShape(r, req.Version), nil
}

func (s *Server) membersShape(r *room, version int64) object {
	members := []object{}
	if version != r.version {
		for _, m := range r.members {
			members = append(members, s.memberShape(m))
		}
	}
	return object{
		"chatroomUserName": r.username, "serverVersion": r.version,
		"newChatroomData": object{"memberCount": len(r.members), "chatRoomMember": members},
	}
}

type createRoomRequest struct {
	byGUID
	Usernames []string `json:"username_list"`
}

// createRoom makes a room of us and at least two friends.
func (s *Server) createRoom(in *instance, req createRoomRequest) (any, *refusal) {
	names := unique(req.Usernames)
	if len(names) < 2 {
		return nil, refuse("创建群聊至少需要选择2位好友")
	}
	if len(names) >= maxAdded {
		return nil, refuse("创建群聊最多选择%d位好友", maxAdded-1)
	}
	us := in.account
	r := &room{
		username: newRoomName(s.rand), owner: us.username, showNames: true, version: 700_000_000,
		members: []*member{{username: us.username, nickname: us.nickname, avatar: us.avatar, role: owner}},
	}
	list, added, no := s.join(in, r, names)
	if no != nil {
		return nil, no
	}
	if len(added) < 2 {
		return nil, refuse("创建群聊失败，可加入的好友不足2位")
	}
	r.name, r.avatar = strings.Join(added[:min(len(added), 3)], "、"), in.contact(r.members[1].username).avatar
	in.rooms = append(in.rooms, r)
	s.roomChanged(in, r, notifyRoomCreated, names...)
	s.system(in, r.username, "你邀请"+quoted2(added)+"加入了群聊")
	return object{"chatRoomName": wrapped(r.username), "memberCount": len(r.members), "memberList": list}, nil
}

// newRoomName is the username of a new room.
func newRoomName(r *rand.Rand) string {
	return strconv.FormatInt(10_000_000_000+r.Int64N(50_000_000_000), 10) + roomEnding
}

func unique(names []string) []string {
	var all []string
	for _, name := range names {
		if !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	return all
}

// quoted2 is names as a system line has them.
func quoted2(names []string) string { return `"` + strings.Join(names, "、") + `"` }

// joinable refuses who can't be in a room: who is no friend, people at WeCom, and
// official accounts.
func (in *instance) joinable(usernames []string) *refusal {
	for _, name := range usernames {
		if c := in.friend(name); c == nil || c.openIM() {
			return refuse("%s 不是你的好友", name)
		}
		if strings.HasPrefix(name, "gh_") {
			return refuse("公众号不能加入群聊")
		}
	}
	return nil
}

// join puts friends into a room: what memberList tells of each, and the names of
// who joined.
func (s *Server) join(in *instance, r *room, usernames []string) (list []object, joined []string, no *refusal) {
	if no := in.joinable(usernames); no != nil {
		return nil, nil, no
	}
	for _, name := range usernames {
		c, state := in.friend(name), memberAdded
		switch {
		case r.member(name) != nil:
			state = memberThere
		case c.deleted || c.blocked:
			state = memberRefuses
		default:
			r.members = append(r.members, &member{username: name, nickname: c.nickname, avatar: c.avatar, inviter: in.account.username, source: cameInvited})
			joined = append(joined, c.nickname)
		}
		list = append(list, object{"memberName": wrapped(name), "memberStatus": state})
	}
	return list, joined, nil
}

// roomChanged raises what members and lists are compared by, and tells of the
// change.
func (s *Server) roomChanged(in *instance, r *room, kind int, usernames ...string) {
	r.version++
	r.seq = in.nextSeq()
	s.announce(in, kind, s.roomBody(in, r, usernames))
}

// roomBody is the data of callbacks about a room. Assumed.
func (s *Server) roomBody(in *instance, r *room, usernames []string) object {
	if usernames == nil {
		usernames = []string{}
	}
	return object{
		"room_username": r.username, "nick_name": r.name, "owner": r.owner, "announcement": r.notice,
		"member_count": len(r.members), "username_list": usernames, "operator": in.account.username,
	}
}

type usernamesRequest struct {
	byGUID
	Room      string   `json:"room_username"`
	Usernames []string `json:"username_list"`
}

// addMembers puts friends into a small room at once.
func (s *Server) addMembers(in *instance, req usernamesRequest) (any, *refusal) {
	r, no := in.ownKind(req.Room)
	if no != nil {
		return nil, no
	}
	names := unique(req.Usernames)
	if no := count(names, maxAdded); no != nil {
		return nil, no
	}
	if len(r.members)+len(names) > maxAdded {
		return nil, refuse("群成员已达%d人，请使用邀请群成员接口", maxAdded)
	}
	list, added, no := s.join(in, r, names)
	if no != nil {
		return nil, no
	}
	if len(added) > 0 {
		s.roomChanged(in, r, notifyRoomJoined, names...)
		s.system(in, r.username, "你邀请"+quoted2(added)+"加入了群聊")
	}
	return object{"memberCount": len(r.members), "memberList": list}, nil
}

// inviteMembers asks friends to join; each decides after a while.
func (s *Server) inviteMembers(in *instance, req usernamesRequest) (any, *refusal) {
	r, no := in.ownKind(req.Room)
	if no != nil {
		return nil, no
	}
	names := unique(req.Usernames)
	if no := count(names, maxAdded); no != nil {
		return nil, no
	}
	if len(r.members)+len(names) > maxRoom {
		return nil, refuse("群成员已达上限")
	}
	if no := in.joinable(names); no != nil {
		return nil, no
	}
	for _, name := range names {
		s.later(2*time.Second, 10*time.Second, func() { s.joinInvited(in, r, name) })
	}
	return object{"memberCount": len(r.members)}, nil
}

// joinInvited has somebody accept an invitation.
func (s *Server) joinInvited(in *instance, r *room, username string) {
	if r.left || in.friend(username) == nil {
		return
	}
	if _, joined, no := s.join(in, r, []string{username}); no == nil && len(joined) > 0 {
		s.roomChanged(in, r, notifyRoomJoined, username)
		s.system(in, r.username, "你邀请"+quoted2(joined)+"加入了群聊")
	}
}

// removeMembers puts people out of a room: the owner anybody, an administrator
// those who rule nothing.
func (s *Server) removeMembers(in *instance, req usernamesRequest) (any, *refusal) {
	r, no := in.ruled(req.Room)
	if no != nil {
		return nil, no
	}
	names := unique(req.Usernames)
	if no := count(names, maxRoom); no != nil {
		return nil, no
	}
	var gone []string
	for _, name := range names {
		m := r.member(name)
		switch {
		case m == nil:
			return nil, refuse("%s 不在群内", name)
		case in.self(name):
			return nil, refuse("不能移除自己")
		case m.role >= r.role(in.account.username):
			return nil, refuse("没有权限移除%s", m.shownName())
		}
		gone = append(gone, m.nickname)
	}
	r.members = slices.DeleteFunc(r.members, func(m *member) bool { return slices.Contains(names, m.username) })
	s.roomChanged(in, r, notifyRoomRemoved, names...)
	s.system(in, r.username, "你将"+quoted2(gone)+"移出了群聊")
	return object{"memberCount": len(r.members)}, nil
}

type befriendMemberRequest struct {
	byGUID
	Room          string `json:"room_username"`
	Username      string `json:"username"`
	VerifyContent string `json:"verify_content"`
}

// befriendMember asks a member to be our friend: having a room in common, it
// needs no ticket.
func (s *Server) befriendMember(in *instance, req befriendMemberRequest) (any, *refusal) {
	r, no := in.ownKind(req.Room)
	if no != nil {
		return nil, no
	}
	m := r.member(req.Username)
	switch {
	case m == nil || in.self(req.Username):
		return nil, refuse("对方不在群内")
	case in.friend(req.Username) != nil:
		return nil, refuse("对方已经是你的好友")
	}
	c := in.contact(req.Username)
	if c == nil {
		c = &contact{username: m.username, nickname: m.nickname, avatar: m.avatar}
		in.know(c)
	}
	s.offerFriendship(in, c)
	return object{"userName": wrapped(c.username), "status": 0}, nil
}

// quitRoom takes us out of a room. One we own goes to the next.
func (s *Server) quitRoom(in *instance, req roomRequest) (any, *refusal) {
	r, no := in.inRoom(req.Room)
	if no != nil {
		return nil, no
	}
	r.left = true
	r.members = slices.DeleteFunc(r.members, func(m *member) bool { return in.self(m.username) })
	if in.self(r.owner) && len(r.members) > 0 {
		r.owner, r.members[0].role = r.members[0].username, owner
	}
	in.chats = slices.DeleteFunc(in.chats, func(c *chat) bool { return c.room == r })
	kind := notifyRoomQuit
	if r.openIM() {
		kind = notifyOpenIMRoom
	}
	s.roomChanged(in, r, kind, in.account.username)
	return nil, nil
}

type transferRequest struct {
	byGUID
	Room     string `json:"room_username" need:"true"`
	Username string `json:"username" need:"true"`
}

func (s *Server) transferRoom(in *instance, req transferRequest) (any, *refusal) {
	r, no := in.ownKind(req.Room)
	if no != nil {
		return nil, no
	}
	m := r.member(req.Username)
	switch {
	case !in.self(r.owner):
		return nil, refuse("仅群主可以转让")
	case m == nil || in.self(req.Username):
		return nil, refuse("对方不在群内")
	}
	r.member(r.owner).role, m.role, r.owner = plain, owner, m.username
	s.roomChanged(in, r, notifyRoomOwner, m.username)
	s.system(in, r.username, `"`+m.shownName()+`"已成为新群主`)
	return nil, nil
}
