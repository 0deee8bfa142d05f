package youjiyun

import (
	"time"

	"seatdeck/providers/simulator/internal/socketioserver"
)

const namespace = "/imchat"

// heldLongest is how long a frame that should be overtaken waits for another.
const heldLongest = time.Second

// delivery is one frame on its way to every socket of the account.
type delivery struct {
	frame    string
	filtered bool // sockets with msgFilter=1 don't get it
}

// push sends an event to every socket of the account, as far as the faults in
// force let it. The caller holds the lock.
func (s *Server) push(event string, payload any, filtered bool) {
	frame, err := socketioserver.EventFrame(namespace, event, payload)
	if err != nil {
		return // our own shapes always encode
	}
	d := delivery{frame, filtered}
	fate := s.faults.fate()
	switch {
	case fate.drop:
		s.cutAll()
		return
	case fate.lose:
		return
	case fate.broken:
		d.frame = frame[:len(frame)*2/3]
	case fate.half:
		for socket := range s.sockets {
			socket.SendHalf(frame)
		}
		return
	}
	if fate.delay > 0 {
		s.schedule.After(fate.delay, func() { s.deliver(d, fate.repeat) })
		return
	}
	if fate.reorder && s.held == nil {
		s.held = &d
		s.schedule.After(heldLongest, s.release)
		return
	}
	s.deliver(d, fate.repeat)
	s.release()
}

// release lets the held frame go.
func (s *Server) release() {
	if d := s.held; d != nil {
		s.held = nil
		s.deliver(*d, false)
	}
}

func (s *Server) deliver(d delivery, twice bool) {
	for socket := range s.sockets {
		if d.filtered && socket.Query.Get("msgFilter") == "1" {
			continue
		}
		socket.Send(d.frame)
		if twice {
			socket.Send(d.frame)
		}
	}
}

func (s *Server) cutAll() {
	for socket := range s.sockets {
		socket.Cut()
		delete(s.sockets, socket)
	}
}

// announce pushes a message as 3.2 to 3.4 say: the chat, then the message.
func (s *Server) announce(m *message) {
	chat := s.chatShape(m.chat)
	if m.self {
		chat["chatUser"] = m.chat.user()
		chat["botInfo"].(map[string]any)["robotKey"] = m.chat.robot.key
	}
	s.push("chat", chat, true)
	s.push("message", s.messageShape(m), !passesFilter(m))
}

// passesFilter is msgFilter=1 of 3.1: private text, and text in a group that
// names the robot.
func passesFilter(m *message) bool {
	if m.content.ContentType != typeText {
		return false
	}
	return m.chat.group == nil || m.content.mentions(m.chat.robot.wxid)
}

// chatShape is the body of `chat`, 3.3.
func (s *Server) chatShape(c *chat) map[string]any {
	return map[string]any{
		"chatId": c.id(), "chatName": c.name(), "isGroupChat": flag(c.group != nil),
		"lastMsgActive": c.active(), "unreadCount": c.unread,
		"botInfo": map[string]any{
			"wxid": c.robot.wxid, "nickName": c.robot.nickName,
			"headImg": s.origin.URL(c.robot.headImg), "robotStatus": c.robot.state,
		},
		"pushContent": c.pushContent(), "assignTo": c.robot.assignTo,
	}
}

// pushContent is the last message in a few words, with its speaker in a group.
func (c *chat) pushContent() string {
	m := c.last()
	switch {
	case m == nil:
		return ""
	case c.group != nil:
		return m.from.name + "：" + m.content.brief()
	}
	return m.content.brief()
}

// messageShape is the body of `message`: 3.2 for what others say, 3.4 for what
// the robot says.
func (s *Server) messageShape(m *message) map[string]any {
	from := s.fromShape(m)
	shape := map[string]any{
		"messageId": m.id, "msgSvrID": m.svrID, "timestamp": m.at, "robotKey": m.chat.robot.key,
		"chatId": m.chat.id(), "from": from, "isGroupChat": flag(m.chat.group != nil),
		"content": m.content.absolute(s.origin), "assignTo": m.chat.robot.assignTo,
	}
	if m.self {
		from["isSelf"] = 1
		shape["chatUser"] = m.chat.user()
	} else {
		shape["chatName"] = m.chat.name()
	}
	return shape
}

func (s *Server) fromShape(m *message) map[string]any {
	return map[string]any{
		"contactId": m.from.id, "nickName": m.from.name,
		"headImg": s.origin.URL(m.from.avatar), "isGroupContact": flag(m.chat.group != nil),
	}
}
