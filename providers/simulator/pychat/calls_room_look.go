package pychat

import (
	"encoding/base64"
	"fmt"
	"slices"

	"github.com/skip2/go-qrcode"

	"seatdeck/providers/simulator/internal/talk"
)

// Limits of what a room shows. Assumed.
const (
	maxNotice = 2000 // characters
	maxPinned = 10   // messages
)

type renameRequest struct {
	byGUID
	Room string `json:"room_username"`
	Name string `json:"name"`
}

func (s *Server) renameRoom(in *instance, req renameRequest) (any, *refusal) {
	r, no := in.ownKind(req.Room)
	if no != nil {
		return nil, no
	}
	if req.Name == "" || len([]rune(req.Name)) > maxName {
		return nil, refuse("群名称应为1到%d个字", maxName)
	}
	r.name = req.Name
	s.roomChanged(in, r, notifyRoomNamed)
	s.system(in, r.username, "你修改群名为“"+r.name+"”")
	return nil, nil
}

type noticeRequest struct {
	byGUID
	Room   string `json:"room_username"`
	Notice string `json:"announcement"`
}

// announceNotice sets the notice of a room, which everybody is told of by a
// message that names all; an empty one is taken away in silence.
func (s *Server) announceNotice(in *instance, req noticeRequest) (any, *refusal) {
	r, no := in.ruled(req.Room)
	if no != nil {
		return nil, no
	}
	if len([]rune(req.Notice)) > maxNotice {
		return nil, refuse("群公告过长")
	}
	r.notice = req.Notice
	s.roomChanged(in, r, notifyRoomNotice)
	if r.notice != "" {
		s.say(in, r.username, in.account.username, textBody("@所有人 "+r.notice), in.source(r.username, []string{everybody}))
	}
	return nil, nil
}

type displayNameRequest struct {
	byGUID
	Room string `json:"room_username"`
	Name string `json:"display_name"`
}

// displayName is what we are called in a room; empty: by our own name.
func (s *Server) displayName(in *instance, req displayNameRequest) (any, *refusal) {
	r, no := in.ownKind(req.Room)
	if no != nil {
		return nil, no
	}
	if len([]rune(req.Name)) > maxName {
		return nil, refuse("群昵称过长")
	}
	r.member(in.account.username).display = req.Name
	s.roomChanged(in, r, notifyContact, in.account.username)
	return nil, nil
}

type roomFlagRequest struct {
	byGUID
	Room   string `json:"room_username"`
	Status int64  `json:"status"`
}

// roomFlag makes the call that sets one flag. Each is ours alone, so rooms at
// WeCom have them too, and no other member hears of it.
func roomFlag(of func(*room) *bool) func(*Server, *instance, roomFlagRequest) (any, *refusal) {
	return func(s *Server, in *instance, req roomFlagRequest) (any, *refusal) {
		r, no := in.inRoom(req.Room)
		if no != nil {
			return nil, no
		}
		return nil, s.setFlag(of(r), req.Status, func() { r.seq = in.nextSeq() })
	}
}

type topRoomRequest struct {
	byGUID
	Room   string `json:"room_username" need:"true"`
	Status int64  `json:"status"`
}

func (s *Server) topRoom(in *instance, req topRoomRequest) (any, *refusal) {
	return roomFlag(func(r *room) *bool { return &r.top })(s, in, roomFlagRequest(req))
}

// chatMsg is ChatMsgModel of the document.
type chatMsg struct {
	From    string `json:"from_username" need:"true"`
	To      string `json:"to_username" need:"true"`
	Sender  string `json:"chatroom_sender" need:"true"`
	Time    int64  `json:"create_time" need:"true"`
	Desc    string `json:"desc" need:"true"`
	MsgID   string `json:"msg_id" need:"true"`
	MsgType int64  `json:"msg_type" need:"true"`
	Room    string `json:"chatroom" need:"true"`
	Source  string `json:"source" need:"true"`
	Content string `json:"content" need:"true"`
}

type pinRequest struct {
	byGUID
	Room    string  `json:"room_username" need:"true"`
	Summary string  `json:"summary" need:"true"`
	Msg     chatMsg `json:"msg_info" need:"true"`
}

// pinMessage puts a message on top of a room; one that is there moves up.
func (s *Server) pinMessage(in *instance, req pinRequest) (any, *refusal) {
	r, no := in.ruled(req.Room)
	if no != nil {
		return nil, no
	}
	m := in.message(req.Msg.MsgID)
	if m == nil || m.peer != r.username || m.revoked {
		return nil, refuse("消息不存在或已被撤回")
	}
	r.pinned = slices.DeleteFunc(r.pinned, func(p pinned) bool { return p.msgID == req.Msg.MsgID })
	if len(r.pinned) >= maxPinned {
		return nil, refuse("置顶消息最多%d条", maxPinned)
	}
	r.pinned = append(r.pinned, pinned{summary: req.Summary, msgID: req.Msg.MsgID, by: in.account.username, at: s.now()})
	s.system(in, r.username, "你置顶了一条消息")
	return nil, nil
}

type unpinRequest struct {
	byGUID
	Room  string `json:"room_username" need:"true"`
	MsgID string `json:"msg_id" need:"true"`
}

func (s *Server) unpinMessage(in *instance, req unpinRequest) (any, *refusal) {
	r, no := in.ruled(req.Room)
	if no != nil {
		return nil, no
	}
	i := slices.IndexFunc(r.pinned, func(p pinned) bool { return p.msgID == req.MsgID })
	if i < 0 {
		return nil, refuse("该消息未置顶")
	}
	r.pinned = slices.Delete(r.pinned, i, i+1)
	s.system(in, r.username, "你移除了一条置顶消息")
	return nil, nil
}

type pinnedRequest struct {
	byGUID
	Room string `json:"room_username" need:"true"`
}

// pinnedMessages are those on top of a room, newest first.
func (s *Server) pinnedMessages(in *instance, req pinnedRequest) (any, *refusal) {
	r, no := in.inRoom(req.Room)
	if no != nil {
		return nil, no
	}
	list := []object{}
	for _, p := range slices.Backward(r.pinned) {
		list = append(list, object{"summary": p.summary, "msg_id": p.msgID, "username": p.by, "create_time": p.at.Unix()})
	}
	return object{"list": list}, nil
}

type roomCodeRequest struct {
	needGUID
	Room string `json:"room_username" need:"true"`
}

// roomCode is a QR code that strangers may join by for a week.
func (s *Server) roomCode(in *instance, req roomCodeRequest) (any, *refusal) {
	r, no := in.ownKind(req.Room)
	if no != nil {
		return nil, no
	}
	content := "http://weixin.qq.com/g/A" + talk.HexText(s.rand, 30)
	picture, err := qrcode.Encode(content, qrcode.Medium, 256)
	if err != nil {
		return nil, refuse("二维码生成失败")
	}
	until := s.now().In(shanghai).AddDate(0, 0, 7)
	return object{
		"qrcode": base64.StdEncoding.EncodeToString(picture), "qrcode_content": content,
		"footerWording": fmt.Sprintf("该二维码7天内(%d月%d日前)有效，重新进入将更新", until.Month(), until.Day()),
		"room_username": r.username,
	}, nil
}
