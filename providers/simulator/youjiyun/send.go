package youjiyun

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"seatdeck/providers/simulator/internal/socketioserver"
)

// SentMessage is one send the back end accepted.
type SentMessage struct {
	RobotKey    string `json:"robotKey"`
	ChatID      string `json:"chatId"`
	ChatUser    string `json:"chatUser"`
	MessageID   string `json:"messageId"` // as the client gave it
	MsgSvrID    string `json:"msgSvrID"`
	Timestamp   int64  `json:"timestamp"` // ms
	ContentType int    `json:"contentType"`
	Text        string `json:"text"` // text, or the URL of what was sent
	At          string `json:"at,omitempty"`
	Via         string `json:"via"` // socket, bridge, forward or broadcast
	// Times is 1 for the first accepted send of this messageId in this
	// conversation. The document promises no idempotency: a second one is sent
	// to the customer again.
	Times int `json:"times"`
}

// Ways of SentMessage.Via.
const (
	viaSocket    = "socket"
	viaBridge    = "bridge"
	viaForward   = "forward"
	viaBroadcast = "broadcast"
)

const maxMessageID = 32 // 3.0

// sendRequest is the `message` event a client emits, 3.4.
type sendRequest struct {
	Message   json.RawMessage `json:"message"`
	ChatID    string          `json:"chatId"`
	MessageID string          `json:"messageId"`
}

// event takes what a client emits. The document shows no acknowledgements, so
// there are none: results come as events.
func (s *Server) event(_ *socketioserver.Socket, name string, args []json.RawMessage) []any {
	if len(args) == 0 {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch name {
	case "message":
		var request sendRequest
		if err := exact(args[0], &request); err != nil {
			return nil
		}
		if _, no := s.send(request, viaSocket); no != nil {
			s.push("message", failedSend(request, s.world.chatByID(request.ChatID), no), false)
		}
	case "action":
		var request map[string]any
		if err := exact(args[0], &request); err != nil {
			return nil
		}
		busy, wrong := s.beginTagging(request)
		if busy == nil {
			s.push("action", s.act(request, wrong), false)
			break
		}
		s.schedule.After(s.options.TagTime, func() {
			busy.tagging = false
			s.push("action", s.act(request, nil), false)
		})
	}
	return nil
}

// failedSend is how a failed send is answered. Assumed: the document only has
// the field code (3.0) and no example; the answer is on the event that was
// used, with the request's ids.
func failedSend(request sendRequest, c *chat, no *refusal) map[string]any {
	answer := map[string]any{
		"messageId": request.MessageID, "chatId": request.ChatID, "code": no.code, "msg": no.msg,
	}
	if c != nil {
		answer["robotKey"] = c.robot.key
	}
	return answer
}

// send carries out a send of 3.4–3.6, 3.10 or 3.24.
func (s *Server) send(request sendRequest, via string) (*message, *refusal) {
	if request.MessageID == "" || len(request.MessageID) > maxMessageID {
		return nil, refuse("messageId 错误")
	}
	c := s.world.chatByID(request.ChatID)
	if c == nil {
		return nil, refuse("会话不存在")
	}
	body, no := s.readContent(request.Message, c)
	if no != nil {
		return nil, no
	}
	return s.put(c, body, request.MessageID, via)
}

// put is the one way out: every send of every kind ends here.
func (s *Server) put(c *chat, body content, id, via string) (*message, *refusal) {
	if no := c.robot.refusesWork(); no != nil {
		return nil, no
	}
	if c.group != nil {
		me, _ := strconv.ParseInt(c.robot.wxid, 10, 64)
		if c.group.dismissed || c.group.member(me) == nil {
			return nil, refuse("机器人不在群内")
		}
	}
	if s.faults.Use(func(p *FaultPlan) *int { return &p.FailSends }) {
		return nil, refuse("发送失败，请稍后再试")
	}
	m := &message{id: id, at: s.now(), chat: c, from: c.robot.speaker(), self: true, sendStatus: 1, content: body}
	if c.contact != nil && c.contact.deleted {
		m.sendStatus = 2 // 2.11: the customer has deleted the robot
	}
	s.world.add(m)
	s.uses[c.id()+"\n"+id]++
	s.sent = append(s.sent, SentMessage{
		RobotKey: c.robot.key, ChatID: c.id(), ChatUser: c.user(), MessageID: id, MsgSvrID: m.svrID, Timestamp: m.at,
		ContentType: body.ContentType, Text: firstOf(body.Content, body.Pic, body.FileName, body.Link), At: body.AtUserList,
		Via: via, Times: s.uses[c.id()+"\n"+id],
	})
	if !s.faults.Use(func(p *FaultPlan) *int { return &p.LoseEchoes }) {
		s.announce(m)
	}
	s.react(c)
	return m, nil
}

// readContent checks what is to be sent. Only the kinds the document shows can
// be: text, picture, link, file, video.
func (s *Server) readContent(raw json.RawMessage, c *chat) (content, *refusal) {
	var fields map[string]any
	if err := exact(raw, &fields); err != nil || fields == nil {
		return content{}, refuse("消息体错误")
	}
	body := contentOf(fields)
	switch body.ContentType {
	case typeText:
		if body.Content == "" {
			return content{}, refuse("消息内容为空")
		}
		if body.AtUserList != "" && !c.knowsAll(body.AtUserList) {
			return content{}, refuse("被@的成员不在群内")
		}
	case typePicture:
		if !s.reachable(body.Pic) {
			return content{}, refuse("图片无法下载")
		}
	case typeFile, typeVideo:
		if !s.reachable(body.FileName) {
			return content{}, refuse("文件无法下载")
		}
	case typeLink:
		cover, err := url.Parse(body.CoverImgFile)
		switch {
		case body.Title == "" || !webURL(body.Link):
			return content{}, refuse("链接消息缺少 title 或 link")
		case err != nil || cover.RawQuery != "":
			return content{}, refuse("coverImgFile 不支持带参数的url")
		case !s.reachable(body.CoverImgFile):
			return content{}, refuse("coverImgFile 无法下载")
		}
	default:
		return content{}, refuse("不支持的消息类型")
	}
	return body, nil
}

// contentOf reads the fields of a content; a number may come as text.
func contentOf(fields map[string]any) content {
	kind, _ := strconv.Atoi(idText(fields["contentType"]))
	field := func(name string) string {
		text, _ := fields[name].(string)
		return text
	}
	return content{
		ContentType: kind, Content: field("content"), AtUserList: field("atUserList"), Pic: field("pic"),
		FileName: field("fileName"), Title: field("title"), Link: field("link"), Description: field("description"),
		CoverImgFile: field("coverImgFile"), SenderName: field("senderName"),
		SenderHeadImg: field("senderHeadImg"), Logo: field("logo"),
	}
}

func (c *chat) knowsAll(list string) bool {
	if c.group == nil {
		return false
	}
	return !slices.ContainsFunc(strings.Split(list, ","), func(id string) bool {
		n, err := strconv.ParseInt(strings.TrimSpace(id), 10, 64)
		return err != nil || c.group.member(n) == nil
	})
}

// reachable says whether the back end could download a URL. The simulator asks
// no other machine: its own URLs must exist, others need only be well made.
func (s *Server) reachable(address string) bool {
	if !webURL(address) {
		return false
	}
	base := s.origin.String()
	own, ok := strings.CutPrefix(address, base+"/")
	if base == "" || !ok {
		return true
	}
	u, err := url.Parse(own)
	if err != nil {
		return false
	}
	_, ok = s.media.Get("/" + u.Path)
	return ok
}

func webURL(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

// idText is an id that may be a JSON number or a string.
func idText(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	}
	return ""
}

// idList is a JSON array of such ids.
func idList(v any) []string {
	list, _ := v.([]any)
	ids := make([]string, 0, len(list))
	for _, element := range list {
		ids = append(ids, idText(element))
	}
	return ids
}

func firstOf(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}
