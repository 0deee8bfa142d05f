package pychat

import (
	"slices"
	"strconv"
	"time"
)

// message is one that an instance has sent or received.
type message struct {
	id      int64 // 19 digits; newMsgId of the answers
	at      time.Time
	peer    string // the person or room it was said to or by
	sender  string // username; the instance's own for what it said
	kind    int    // msg_type
	content string
	source  string
	desc    string // what a phone's notification would say
	revoked bool
	file    *file // of a picture, voice, video, file or emoji; nil: none
}

func (m *message) idText() string { return strconv.FormatInt(m.id, 10) }

// text is the bare text of a text message, else what a notification would say.
func (m *message) text() string {
	if m.kind == msgText {
		return m.content
	}
	return m.desc
}

// payload is data of 1010 and each of 1011, as wire.md has it.
type payload struct {
	FromUsername   string `json:"from_username"`
	ToUsername     string `json:"to_username"`
	ChatroomSender string `json:"chatroom_sender"`
	CreateTime     int64  `json:"create_time"` // s
	Desc           string `json:"desc"`
	MsgID          string `json:"msg_id"`
	MsgType        int    `json:"msg_type"`
	IsChatroomMsg  int    `json:"is_chatroom_msg"`
	Chatroom       string `json:"chatroom"`
	Source         string `json:"source"`
	Content        string `json:"content"`
}

// payload is a message as the instance hears of it. In a room, from_username is
// the room and chatroom_sender the speaker, of our own messages too.
func (in *instance) payload(m *message) payload {
	p := payload{
		FromUsername: m.sender, ToUsername: in.account.username, CreateTime: m.at.Unix(), Desc: m.desc,
		MsgID: m.idText(), MsgType: m.kind, Source: m.source, Content: m.content,
	}
	switch {
	case in.self(m.sender): // a phone does not announce its own
		p.Desc = ""
	case m.kind != msgSystem && m.kind != msgSys:
		p.Desc = in.nameOf(m.sender) + " : " + m.desc
	}
	switch {
	case isRoom(m.peer):
		p.FromUsername, p.Chatroom, p.ChatroomSender, p.IsChatroomMsg = m.peer, m.peer, m.sender, 1
	case in.self(m.sender):
		p.ToUsername = m.peer
	}
	return p
}

// say takes in a message of a conversation and tells the instance of it.
func (s *Server) say(in *instance, peer, sender string, b body, source string) *message {
	m := s.take(in, peer, sender, b, source)
	switch {
	case in.stuck:
		in.waiting = append(in.waiting, m)
	case in.status == online:
		s.notify(in, notifyMessage, in.payload(m))
	}
	return m
}

// take takes in a message that the instance is not told of yet.
func (s *Server) take(in *instance, peer, sender string, b body, source string) *message {
	at := s.now()
	if source == "" {
		source = in.source(peer, nil)
	}
	m := &message{
		id: s.world.newMsgID(s.rand, s.clock.Now()), at: at, peer: peer, sender: sender,
		kind: b.kind, content: b.content, desc: b.desc, source: source, file: b.file,
	}
	in.keep(m)
	if c := in.chatWith(peer); c != nil {
		switch {
		case in.self(sender):
			c.unread = 0
		case b.kind != msgSystem && b.kind != msgSys && b.kind != msgMarker:
			c.unread++
		}
	}
	return m
}

// source is msgsource of a message of a conversation, with whom it names by @.
func (in *instance) source(peer string, at []string) string {
	if r := in.room(peer); r != nil {
		return sourceXML(len(r.members), at)
	}
	return sourceXML(0, nil)
}

// system tells an instance something in grey: 10000.
func (s *Server) system(in *instance, peer, text string) {
	s.say(in, peer, peer, systemBody(text), "")
}

// batchSize messages make one 1011.
const batchSize = 5

// tell lets an instance hear of messages at once: in batches if it asked for
// old messages to be synchronised, else one by one. Assumed: data of 1011 is a
// list of what data of 1010 is.
func (s *Server) tell(in *instance, messages []*message) {
	for batch := range slices.Chunk(messages, batchSize) {
		var all []payload
		for _, m := range batch {
			all = append(all, in.payload(m))
		}
		if in.syncOld {
			s.notify(in, notifyMessages, all)
			continue
		}
		for _, p := range all {
			s.notify(in, notifyMessage, p)
		}
	}
}

// SentMessage is one that a call sent.
type SentMessage struct {
	GUID    string   `json:"guid"`
	Path    string   `json:"path"` // of the call
	To      string   `json:"to"`
	MsgID   string   `json:"msg_id"`
	Time    int64    `json:"time"` // s
	MsgType int      `json:"msg_type"`
	Text    string   `json:"text"` // bare text, else what a notification would say
	Content string   `json:"content"`
	FileMD5 string   `json:"file_md5,omitempty"`
	At      []string `json:"at,omitempty"`
}

// put is the one way out: every send of every kind ends here.
func (s *Server) put(in *instance, path, to string, b body, at []string) (*message, *refusal) {
	if no := in.reaches(to); no != nil {
		return nil, no
	}
	m := s.say(in, to, in.account.username, b, in.source(to, at))
	sent := SentMessage{
		GUID: in.guid, Path: path, To: to, MsgID: m.idText(), Time: m.at.Unix(), MsgType: m.kind, Text: m.text(), Content: m.content, At: at,
	}
	if m.file != nil {
		sent.FileMD5 = m.file.md5()
	}
	s.sent = append(s.sent, sent)
	c := in.chatWith(to)
	switch {
	case c.person != nil && c.person.deleted:
		s.system(in, to, c.person.nickname+"开启了朋友验证，你还不是他（她）朋友。请先发送朋友验证请求，对方验证通过后，才能聊天。")
	case c.person != nil && c.person.blocked:
		s.system(in, to, "消息已发出，但被对方拒收了。")
	default:
		s.react(c)
	}
	return m, nil
}

// reaches says why the instance can't write to somebody.
func (in *instance) reaches(to string) *refusal {
	switch {
	case to == "":
		return refuse("接收者不能为空")
	case isRoom(to):
		if in.room(to) == nil {
			return refuse("群不存在或已不在群内")
		}
	case in.contact(to) == nil:
		return refuse("联系人不存在")
	case !in.contact(to).friend:
		return refuse("对方不是你的好友")
	}
	return nil
}

// listAnswer is what sending text gives: msgId 0 is a placeholder (wire.md).
func listAnswer(m *message) object {
	return object{"list": []object{{
		"ret": 0, "toUserName": wrapped(m.peer), "msgId": 0, "clientMsgId": m.at.Unix(), "createTime": m.at.Unix(), "newMsgId": m.id,
	}}}
}

// idAnswer is what sending a picture gives (wire.md); others too, assumed.
func idAnswer(m *message) object {
	return object{"msgId": m.id % 1_000_000_000, "newMsgId": m.id, "createTime": m.at.Unix()}
}

// textIDAnswer is idAnswer with the ids as texts: both forms occur (assumed).
func textIDAnswer(m *message) object {
	return object{"msgId": strconv.FormatInt(m.id%1_000_000_000, 10), "newMsgId": m.idText(), "createTime": strconv.FormatInt(m.at.Unix(), 10)}
}
