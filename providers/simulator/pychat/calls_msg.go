package pychat

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// msgCalls are section Msg of the document, but for files and for speech as
// text.
func msgCalls() []endpoint {
	return []endpoint{
		call("/msg/send_text", shapeRaw, (*Server).sendText),
		call("/msg/send_room_at", shapeQuoted, (*Server).sendRoomAt),
		call("/msg/send_share_card", shapeRaw, (*Server).sendShareCard),
		call("/msg/send_share_card_raw", shapeRaw, (*Server).sendShareCardRaw),
		call("/msg/send_location", shapeRaw, (*Server).sendLocation),
		slowCall("/msg/send_emoji_url", shapeEnvelope, (*Server).sendEmojiURL),
		call("/msg/send_pat", shapeRaw, (*Server).sendPat),
		call("/msg/send_app_msg", shapeRaw, (*Server).sendAppMsg),
		call("/msg/send_finder_video", shapeRaw, (*Server).sendFinderVideo),
		call("/msg/revoke_msg", shapeRaw, (*Server).revokeMsg),
		call("/msg/send_refer_msg", shapeRaw, (*Server).sendReferMsg),
		call("/msg/set_session_read", shapeErrCode, (*Server).setSessionRead),
	}
}

// to begins the body of most sends.
type to struct {
	byGUID
	ToUsername string `json:"to_username"`
}

// maxText bytes are sent in one message. Assumed.
const maxText = 8 << 10

type textRequest struct {
	to
	Content string `json:"content"`
}

func (s *Server) sendText(in *instance, req textRequest) (any, *refusal) {
	if no := checkText(req.Content); no != nil {
		return nil, no
	}
	m, no := s.put(in, "/msg/send_text", req.ToUsername, textBody(req.Content), nil)
	if no != nil {
		return nil, no
	}
	return listAnswer(m), nil
}

func checkText(text string) *refusal {
	switch {
	case text == "":
		return refuse("消息内容不能为空")
	case len(text) > maxText:
		return refuse("消息内容过长")
	}
	return nil
}

type roomAtRequest struct {
	to
	Content string   `json:"content"`
	AtList  []string `json:"at_list"`
}

// sendRoomAt names members by @. The document: the text has to have their names
// in it. Assumed: only the owner and administrators may name everybody.
func (s *Server) sendRoomAt(in *instance, req roomAtRequest) (any, *refusal) {
	if no := checkText(req.Content); no != nil {
		return nil, no
	}
	r := in.room(req.ToUsername)
	switch {
	case r == nil:
		return nil, refuse("群不存在或已不在群内")
	case len(req.AtList) == 0:
		return nil, refuse("at_list 不能为空")
	}
	for _, username := range req.AtList {
		if username == everybody {
			if me := r.member(in.account.username); me == nil || me.role == plain {
				return nil, refuse("只有群主或管理员可以@所有人")
			}
			continue
		}
		m := r.member(username)
		switch {
		case m == nil:
			return nil, refuse("被@的成员不在群内")
		case !strings.Contains(req.Content, "@"+m.shownName()) && !strings.Contains(req.Content, "@"+m.nickname):
			return nil, refuse("content 需要带上 @%s", m.shownName())
		}
	}
	m, no := s.put(in, "/msg/send_room_at", req.ToUsername, textBody(req.Content), req.AtList)
	if no != nil {
		return nil, no
	}
	return listAnswer(m), nil
}

type cardRequest struct {
	byGUID
	ToUsername string `json:"to_username" need:"true"`
	Username   string `json:"share_username" need:"true"`
	Nickname   string `json:"share_nickname"`
	Avatar     string `json:"share_head_img"`
}

func (s *Server) sendShareCard(in *instance, req cardRequest) (any, *refusal) {
	c := in.contact(req.Username)
	if c == nil {
		return nil, refuse("名片对应的联系人不存在")
	}
	return s.sendBody(in, "/msg/send_share_card", req.ToUsername, cardBody(
		c.username, firstOf(req.Nickname, c.nickname), c.alias, firstOf(req.Avatar, s.origin.URL(c.avatar)), c.sex))
}

type xmlRequest struct {
	to
	XML string `json:"xml"`
}

func (s *Server) sendShareCardRaw(in *instance, req xmlRequest) (any, *refusal) {
	root, no := rootOf(req.XML)
	switch {
	case no != nil:
		return nil, no
	case root.name != "msg" || root.attributes["username"] == "":
		return nil, refuse("名片 xml 缺少 username")
	}
	return s.sendBody(in, "/msg/send_share_card_raw", req.ToUsername, body{
		kind: msgCard, content: req.XML, desc: "[名片]" + root.attributes["nickname"],
	})
}

type locationRequest struct {
	to
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
	Title     string  `json:"title"`
	Address   string  `json:"address"`
	Scale     int64   `json:"scale"`
}

func (s *Server) sendLocation(in *instance, req locationRequest) (any, *refusal) {
	if req.Latitude < -90 || req.Latitude > 90 || req.Longitude < -180 || req.Longitude > 180 {
		return nil, refuse("经纬度错误")
	}
	return s.sendBody(in, "/msg/send_location", req.ToUsername, locationBody(req.Latitude, req.Longitude, req.Scale, req.Address, req.Title))
}

// sendBody sends what has been checked, and answers as a picture is answered.
func (s *Server) sendBody(in *instance, path, peer string, b body) (any, *refusal) {
	m, no := s.put(in, path, peer, b, nil)
	if no != nil {
		return nil, no
	}
	return idAnswer(m), nil
}

type patRequest struct {
	to
	Patted string `json:"patted_username"`
}

func (s *Server) sendPat(in *instance, req patRequest) (any, *refusal) {
	if no := in.reaches(req.ToUsername); no != nil {
		return nil, no
	}
	chatroom := ""
	if r := in.room(req.ToUsername); r != nil {
		if chatroom = r.username; r.member(req.Patted) == nil {
			return nil, refuse("被拍的成员不在群内")
		}
	} else if req.Patted != req.ToUsername && !in.self(req.Patted) {
		return nil, refuse("只能拍对方或自己")
	}
	words := fmt.Sprintf(`我拍了拍 "%s"`, in.nameOf(req.Patted))
	if in.self(req.Patted) {
		words = "我拍了拍自己"
	}
	return s.sendBody(in, "/msg/send_pat", req.ToUsername, patBody(in.account.username, req.Patted, chatroom, words))
}

type appRequest struct {
	to
	AppType int64  `json:"app_type"`
	XML     string `json:"xml"`
	AppID   string `json:"appid"`
}

// sendAppMsg sends an appmsg, with or without the msg around it.
func (s *Server) sendAppMsg(in *instance, req appRequest) (any, *refusal) {
	root, no := rootOf(req.XML)
	switch {
	case no != nil:
		return nil, no
	case root.app == nil:
		return nil, refuse("xml 缺少 appmsg")
	case root.app.kind != fmt.Sprint(req.AppType):
		return nil, refuse("app_type 与 xml 不一致")
	}
	content := req.XML
	if root.name == "appmsg" {
		content = "<msg>" + content + "</msg>"
	}
	return s.sendBody(in, "/msg/send_app_msg", req.ToUsername, body{kind: msgApp, content: content, desc: "[链接]" + root.app.title})
}

type finderRequest struct {
	to
	ObjectID string `json:"object_id"`
	Nonce    string `json:"object_nonce_id"`
	Username string `json:"username"`
	Nickname string `json:"nickname"`
	Avatar   string `json:"avatar"`
	Desc     string `json:"desc"`
	ThumbURL string `json:"thumb_url"`
	URL      string `json:"url"`
	FeedType int64  `json:"feed_type"`
}

func (s *Server) sendFinderVideo(in *instance, req finderRequest) (any, *refusal) {
	if req.ObjectID == "" || req.Nonce == "" || req.Username == "" {
		return nil, refuse("视频号参数不完整")
	}
	return s.sendBody(in, "/msg/send_finder_video", req.ToUsername, finderBody(
		req.ObjectID, req.Nonce, req.Username, req.Nickname, req.Avatar, req.Desc, req.ThumbURL, req.URL, req.FeedType))
}

type revokeRequest struct {
	to
	MsgID       string `json:"msg_id"`
	ClientMsgID int64  `json:"client_msg_id"`
}

// revokeWithin is how long a message can be taken back, as in every phone.
const revokeWithin = 2 * time.Minute

func (s *Server) revokeMsg(in *instance, req revokeRequest) (any, *refusal) {
	m := in.message(req.MsgID)
	switch {
	case m == nil || m.peer != req.ToUsername || !in.self(m.sender):
		return nil, refuse("消息不存在")
	case m.revoked:
		return nil, refuse("消息已撤回")
	case s.clock.Now().Sub(m.at) > revokeWithin:
		return nil, refuse("消息发送超过2分钟，不能撤回")
	}
	s.takeBack(in, m)
	return object{"introduction": "", "isysWording": "已撤回"}, nil
}

type referRequest struct {
	byGUID
	ToUsername string `json:"to_username" need:"true"`
	Content    string `json:"content" need:"true"`
	Refer      struct {
		MsgType      int64  `json:"msg_type" need:"true"`
		MsgID        string `json:"msg_id" need:"true"`
		FromUsername string `json:"from_username" need:"true"`
		FromNickname string `json:"from_nickname" need:"true"`
		Source       string `json:"source" need:"true"`
		Content      string `json:"content" need:"true"`
	} `json:"refer_msg" need:"true"`
}

// sendReferMsg quotes a message. Assumed: it need not be one we know.
func (s *Server) sendReferMsg(in *instance, req referRequest) (any, *refusal) {
	if no := checkText(req.Content); no != nil {
		return nil, no
	}
	q := quoted{
		kind: req.Refer.MsgType, id: req.Refer.MsgID, from: req.Refer.FromUsername, fromName: req.Refer.FromNickname,
		content: req.Refer.Content, source: req.Refer.Source,
	}
	if isRoom(req.ToUsername) {
		q.chatroom = req.ToUsername
	}
	return s.sendBody(in, "/msg/send_refer_msg", req.ToUsername, quoteBody(req.Content, q))
}

func (s *Server) setSessionRead(in *instance, req to) (any, *refusal) {
	c := in.chatWith(req.ToUsername)
	if c == nil {
		return nil, refuse("会话不存在")
	}
	c.unread = 0
	return nil, nil
}

type emojiURLRequest struct {
	to
	URL string `json:"url"`
}

// sendEmojiURL fetches a picture and sends it as an emoji.
func (s *Server) sendEmojiURL(ctx context.Context, in *instance, req emojiURLRequest) (any, *refusal) {
	data, no := s.fetch(ctx, req.URL)
	switch {
	case no != nil:
		return nil, no
	case !slices.ContainsFunc([]string{"GIF8", "\x89PNG", "\xff\xd8\xff"}, func(magic string) bool { return strings.HasPrefix(string(data), magic) }):
		return nil, refuse("不是有效的表情图片")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.world.uploaded(s.media, s.rand, fileEmoji, "", data)
	return s.sendBody(in, "/msg/send_emoji_url", req.ToUsername, emojiBody(f, req.URL, in.account.username, req.ToUsername))
}
