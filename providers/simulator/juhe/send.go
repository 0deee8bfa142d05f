package juhe

import (
	"encoding/json"
	"net/url"
	"strings"

	"seatdeck/providers/simulator/internal/wirejson"
)

// SentMessage is one message a client sent and the back end took.
type SentMessage struct {
	UserID   string `json:"userId"` // the account's
	Peer     string `json:"peer"`   // a customer, or a room
	ClientID string `json:"clientId"`
	MsgID    string `json:"msgId"`
	Time     int64  `json:"time"` // ms
	MsgType  int    `json:"msgType"`
	Text     string `json:"text"` // text, or the URL of what was sent
	// Tries counts how often this clientId was sent; only the first was delivered.
	Tries int `json:"tries"`
}

// maxClientID is the longest clientId that is taken, in bytes.
const maxClientID = 128

// frame is what a client sends.
type frame struct {
	Type      string          `json:"type"`
	RequestID string          `json:"requestId"`
	Data      json.RawMessage `json:"data"`
}

// outMessage is the data of a frame of type send.
type outMessage struct {
	ChatUserID string          `json:"chatUserId"`
	ToID       string          `json:"toId"`
	RoomID     string          `json:"roomId"`
	MsgType    int             `json:"msgType"`
	Content    json.RawMessage `json:"content"`
	ClientID   string          `json:"clientId"`
}

// frame takes what a client sent. What is not understood is not answered.
func (s *Server) frame(k *socket, raw []byte) {
	var f frame
	if exact(raw, &f) != nil || f.Type != "send" {
		return // a pong, or nonsense
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	m, repeat, no := s.take(f.Data)
	ack := map[string]any{"type": "ack", "requestId": f.RequestID, "code": codeOK, "msg": "", "data": nil}
	if no != nil {
		ack["code"], ack["msg"] = no.code, no.msg
	} else {
		ack["data"] = map[string]any{"msgId": m.id, "time": m.at.UnixMilli()}
	}
	if !s.faults.Use(func(p *FaultPlan) *int { return &p.LoseAcks }) {
		k.put(wirejson.Encode(ack))
	}
	if no == nil && !repeat {
		s.announce(m)
		s.react(m.chat)
	}
}

// take carries out a send; one whose clientId is known is done already.
func (s *Server) take(raw []byte) (m *message, repeat bool, no *refusal) {
	var out outMessage
	if exact(raw, &out) != nil || out.ClientID == "" || len(out.ClientID) > maxClientID {
		return nil, false, refuse(codeParameter, "消息格式错误")
	}
	a := s.world.byChatUser(out.ChatUserID)
	if a == nil {
		return nil, false, refuse(codeNotFound, "账号不存在")
	}
	if m := a.seenSent[out.ClientID]; m != nil {
		for i := range s.sent {
			if s.sent[i].MsgID == m.id {
				s.sent[i].Tries++
			}
		}
		return m, true, nil
	}
	switch {
	case a.banned:
		return nil, false, refuse(codeBanned, "账号已被封禁")
	case !a.online:
		return nil, false, refuse(codeOffline, "账号不在线")
	case s.faults.Use(func(p *FaultPlan) *int { return &p.FailSends }):
		return nil, false, refuse(codeBusy, "发送失败，请稍后再试")
	}
	peer := out.ToID
	if out.RoomID != "" {
		peer = out.RoomID
	}
	c := a.chatWith(peer)
	if c == nil || (c.room != nil) != (out.RoomID != "") {
		return nil, false, refuse(codeNotFound, "接收人不存在")
	}
	b, no := readBody(out)
	if no != nil {
		return nil, false, no
	}
	m = &message{at: s.clock.Now(), chat: c, body: b, clientID: out.ClientID}
	s.world.add(m)
	a.seenSent[out.ClientID] = m
	s.sent = append(s.sent, SentMessage{
		UserID: a.userID, Peer: c.peer(), ClientID: out.ClientID, MsgID: m.id, Time: m.at.UnixMilli(), MsgType: b.kind, Text: b.brief(), Tries: 1,
	})
	return m, false, nil
}

// readBody checks what is to be sent.
func readBody(out outMessage) (body, *refusal) {
	if out.MsgType == kindText {
		var text string
		if exact(out.Content, &text) != nil || strings.TrimSpace(text) == "" {
			return body{}, refuse(codeParameter, "消息内容为空")
		}
		return body{kind: kindText, text: text}, nil
	}
	var file map[string]any
	if out.MsgType < kindImage || out.MsgType > kindCard || exact(out.Content, &file) != nil {
		return body{}, refuse(codeParameter, "不支持的消息类型")
	}
	if out.MsgType <= kindLink {
		address, _ := file["url"].(string)
		if u, err := url.Parse(address); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
			return body{}, refuse(codeParameter, "文件无法下载")
		}
	}
	return body{kind: out.MsgType, fields: file}, nil
}
