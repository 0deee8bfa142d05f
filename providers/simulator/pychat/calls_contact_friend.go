package pychat

import (
	"slices"
	"strings"
	"time"

	"seatdeck/providers/simulator/internal/talk"
)

// How people become friends, and cease to be. What is answered is assumed.

// States of a friend that opcode 1 of /contact/verify_friend tells.
const (
	friendFine    = 0
	friendDeleted = 1 // they deleted us
	friendBlocked = 2 // they blocked us
)

// strangerName is what a search calls a person who is no friend.
func strangerName(username string) string { return strangerStart + username + strangerEnding }

const (
	strangerStart  = "v3_020b3826fd03"
	strangerEnding = "@stranger"
)

// person finds a person by their username or by that of a stranger.
func (in *instance) person(username string) *contact {
	if hidden, ok := strings.CutPrefix(username, strangerStart); ok {
		username = strings.TrimSuffix(hidden, strangerEnding)
	}
	return in.contact(username)
}

// newTicket gives a person the ticket that adding or accepting them wants.
func (s *Server) newTicket(c *contact) string {
	c.ticket = "v4_000b708f0b04000001000000000" + talk.HexText(s.rand, 64) + "@stranger"
	return c.ticket
}

type searchContactRequest struct {
	byGUID
	Username    string `json:"username"`
	FromScene   int64  `json:"from_scene"`
	SearchScene int64  `json:"search_scene"`
}

// searchContact finds a person by phone, 微信号 or QQ. A friend is named as they
// are; anybody else as a stranger, with the ticket that adding them wants.
func (s *Server) searchContact(in *instance, req searchContactRequest) (any, *refusal) {
	wanted := strings.TrimSpace(req.Username)
	i := slices.IndexFunc(in.contacts, func(c *contact) bool {
		return wanted != "" && !c.openIM() && (c.mobile == wanted || c.alias == wanted || c.qq == wanted || c.username == wanted)
	})
	if i < 0 {
		return nil, refuse("该用户不存在")
	}
	return s.foundShape(in.contacts[i]), nil
}

// foundShape is a person whom a search found.
func (s *Server) foundShape(c *contact) object {
	shape := s.briefShape("", "", c.avatar)
	shape["nickName"], shape["sex"], shape["signature"] = wrapped(c.nickname), c.sex, c.signature
	shape["province"], shape["city"], shape["isFriend"] = c.province, c.city, flag(c.friend)
	if c.friend {
		shape["userName"] = wrapped(c.username)
		return shape
	}
	shape["userName"], shape["antispamTicket"] = wrapped(strangerName(c.username)), s.newTicket(c)
	return shape
}

// Findable is somebody whom a search finds.
type Findable struct {
	Nickname string `json:"nickname"`
	Mobile   string `json:"mobile"`
	Alias    string `json:"alias"` // 微信号
	QQ       string `json:"qq"`
	Card     string `json:"card"` // of a person at WeCom: the link in their QR code, for /openim/search_openim_contact
	Banned   bool   `json:"banned"`
	Friend   bool   `json:"friend"`
}

// Findable are the people an instance can find by a search, or by the link of a
// card.
func (s *Server) Findable(guid string) []Findable {
	s.mu.Lock()
	defer s.mu.Unlock()
	in := s.world.instance(guid)
	if in == nil {
		return nil
	}
	var all []Findable
	for _, c := range in.contacts {
		if c.mobile != "" || c.card != "" {
			all = append(all, Findable{c.nickname, c.mobile, c.alias, c.qq, c.card, c.cardBanned, c.friend})
		}
	}
	return all
}

type addFriendRequest struct {
	byGUID
	Username      string `json:"username"`
	VerifyContent string `json:"verify_content"`
	Scene         int64  `json:"scene"`
	Ticket        string `json:"ticket"`
}

// addFriend asks a person to be our friend, by the ticket of the newest search
// for them.
func (s *Server) addFriend(in *instance, req addFriendRequest) (any, *refusal) {
	c := in.person(req.Username)
	switch {
	case c == nil:
		return nil, refuse("该用户不存在")
	case c.friend:
		return nil, refuse("对方已经是你的好友")
	case c.ticket == "" || req.Ticket != c.ticket:
		return nil, refuse("ticket 无效或已过期，请重新搜索")
	case c.cardBanned:
		return nil, refuse("对方被添加次数过多或已被限制，暂时无法添加")
	}
	s.offerFriendship(in, c)
	return object{"userName": c.username, "status": 0}, nil
}

// offerFriendship has a person think about our wish for a while, and accept it
// unless they blocked us.
func (s *Server) offerFriendship(in *instance, c *contact) {
	if c.blocked {
		return
	}
	s.later(2*time.Second, 10*time.Second, func() {
		if c.friend {
			return
		}
		c.deleted = false
		s.befriend(in, c)
		s.say(in, c.username, c.username, textBody("我通过了你的朋友验证请求，现在我们可以开始聊天了"), "")
	})
}

// befriend makes a person a friend, and tells of it.
func (s *Server) befriend(in *instance, c *contact) {
	c.friend, c.asked, c.gone, c.ticket = true, false, false, ""
	kind := notifyFriendAdded
	if c.openIM() {
		kind = notifyOpenIM
	}
	s.announce(in, kind, s.contactBody(c))
	s.contactChanged(in, c)
}

// announce is notify for an instance that may have gone offline meanwhile: then
// nothing reaches it.
func (s *Server) announce(in *instance, kind int, data any) {
	if in.status == online {
		s.notify(in, kind, data)
	}
}

type verifyFriendRequest struct {
	byGUID
	Username string `json:"username"`
	Ticket   string `json:"ticket"`
	Scene    int64  `json:"scene"`
	Opcode   int64  `json:"opcode"`
}

// Opcodes of /contact/verify_friend, as the document has them.
const (
	opCheck  = 1 // 检查好友状态
	opOneWay = 2 // 单向加好友
	opAccept = 3 // 同意好友申请
)

func (s *Server) verifyFriend(in *instance, req verifyFriendRequest) (any, *refusal) {
	c := in.person(req.Username)
	if c == nil {
		return nil, refuse("该用户不存在")
	}
	switch req.Opcode {
	case opCheck:
		return s.checkFriend(c)
	case opOneWay, opAccept:
	default:
		return nil, refuse("opcode 参数错误")
	}
	switch {
	case req.Opcode == opAccept && c.friend:
		return nil, refuse("对方已经是你的好友")
	case req.Opcode == opAccept && !c.asked:
		return nil, refuse("对方没有申请添加好友")
	case c.ticket == "" || req.Ticket != c.ticket:
		return nil, refuse("ticket 无效或已过期")
	}
	// One-way: they are in our list, we are not in theirs.
	c.deleted = req.Opcode == opOneWay && !c.asked
	s.befriend(in, c)
	s.system(in, c.username, "你已添加了"+c.nickname+"，现在可以开始聊天了。")
	return object{"userName": wrapped(c.username), "status": friendFine}, nil
}

// checkFriend tells whether a friend still has us. Who deleted us gets a ticket
// to be asked again by.
func (s *Server) checkFriend(c *contact) (any, *refusal) {
	shape := object{"userName": wrapped(c.username), "status": friendFine}
	switch {
	case !c.friend:
		return nil, refuse("对方不是你的好友")
	case c.deleted:
		shape["status"], shape["antispamTicket"] = friendDeleted, s.newTicket(c)
	case c.blocked:
		shape["status"] = friendBlocked
	}
	return shape, nil
}

type deleteFriendRequest struct {
	byGUID
	Username string `json:"username"`
}

func (s *Server) deleteFriend(in *instance, req deleteFriendRequest) (any, *refusal) {
	c := in.friend(req.Username)
	if c == nil || c.openIM() {
		return nil, refuse("对方不是你的好友")
	}
	s.unfriend(in, c)
	return nil, nil
}

// unfriend takes a person out of our list, and tells of it.
func (s *Server) unfriend(in *instance, c *contact) {
	c.friend, c.gone, c.top, c.disturb, c.remark, c.labels, c.seq = false, true, false, false, "", nil, in.nextSeq()
	in.chats = slices.DeleteFunc(in.chats, func(one *chat) bool { return one.person == c })
	if c.openIM() {
		s.announce(in, notifyOpenIMDeleted, s.contactBody(c))
		return
	}
	s.announce(in, notifyFriendDeleted, s.contactBody(c))
	s.announce(in, notifyDeleted, s.contactBody(c))
}
