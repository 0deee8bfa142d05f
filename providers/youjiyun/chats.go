package youjiyun

import (
	"strings"

	"seatdeck/providers/internal/wire"
)

// ListChatsRequest is 2.10's.
type ListChatsRequest struct {
	Count     int         `json:"count"`
	Timestamp wire.Millis `json:"timestamp,omitempty"` // ms; up to then
	RobotKey  string      `json:"robotKey,omitempty"`  // "": all robots
}

// ChatsAnswer is 2.10's, newest first.
type ChatsAnswer struct {
	Chats wire.Rows[Chat] `json:"chats"`
}

// Chat is a conversation: a row of 2.10, or the event "chat" (3.3).
type Chat struct {
	ChatID        wire.Text   `json:"chatId"`
	ChatUser      wire.Text   `json:"chatUser"`
	ChatName      wire.Text   `json:"chatName"`
	ChatHeadImg   wire.Text   `json:"chatHeadImg"`
	IsGroupChat   wire.Flag   `json:"isGroupChat"`
	LastMsgActive wire.Millis `json:"lastMsgActive"`
	UnreadCount   *wire.Int   `json:"unreadCount"`
	BotInfo       BotInfo     `json:"botInfo"`
	PushContent   wire.Text   `json:"pushContent"`
	AssignTo      wire.Text   `json:"assignTo"`
}

// BotInfo is the robot of a conversation (2.10, 3.3).
type BotInfo struct {
	RobotKey    wire.Text `json:"robotKey"` // missing in 3.3
	Wxid        wire.Text `json:"wxid"`
	NickName    wire.Text `json:"nickName"`
	HeadImg     wire.Text `json:"headImg"`
	RobotStatus *wire.Int `json:"robotStatus"` // missing in 2.10
}

// ListMessagesRequest is 2.11's.
type ListMessagesRequest struct {
	RobotKey    string      `json:"robotKey"`
	ChatUser    string      `json:"chatUser"`
	ContentType int         `json:"contentType,omitempty"`
	From        wire.Millis `json:"s_timestamp,omitempty"` // ms
	Until       wire.Millis `json:"timestamp,omitempty"`   // ms; default now
	MsgIDs      []string    `json:"msgIds,omitempty"`
	Offset      int         `json:"offset,omitempty"`
	Count       int         `json:"count,omitempty"` // default 20
}

// MessagesAnswer is 2.11's, newest first.
type MessagesAnswer struct {
	Messages wire.Rows[Message] `json:"model"`
}

// Message is a row of 2.11, or the event "message" (3.2). Code and Msg are there
// where it answers a message of ours (3.0).
type Message struct {
	MessageID   wire.Text   `json:"messageId"`
	MsgSvrID    wire.Text   `json:"msgSvrID"` // what a forward needs (3.7)
	Timestamp   wire.Millis `json:"timestamp"`
	RobotKey    wire.Text   `json:"robotKey"`
	ChatID      wire.Text   `json:"chatId"`
	ChatUser    wire.Text   `json:"chatUser"`
	ChatName    wire.Text   `json:"chatName"`
	From        Speaker     `json:"from"`
	IsGroupChat wire.Flag   `json:"isGroupChat"`
	Content     *Content    `json:"content"`
	AssignTo    wire.Text   `json:"assignTo"`
	SendStatus  *wire.Int   `json:"sendStatus"` // as the examples of 2.11 spell it
	SentStatus  *wire.Int   `json:"sentStatus"` // as its table does
	Code        wire.Text   `json:"code"`
	Msg         wire.Text   `json:"msg"`
}

// The values of sendStatus (2.11).
const (
	NotSent    = 0 // 未发送（可重试发送）
	Sent       = 1 // 发送成功
	SendFailed = 2 // 发送失败
)

// Status is what was said of the sending under either name; ok is false where
// nothing was.
func (m Message) Status() (status wire.Int, ok bool) {
	for _, said := range []*wire.Int{m.SendStatus, m.SentStatus} {
		if said != nil {
			return *said, true
		}
	}
	return 0, false
}

// Speaker is who wrote a message (3.2).
type Speaker struct {
	ContactID      wire.Text `json:"contactId"`
	NickName       wire.Text `json:"nickName"`
	HeadImg        wire.Text `json:"headImg"`
	IsGroupContact wire.Flag `json:"isGroupContact"`
	IsSelf         wire.Flag `json:"isSelf"` // the robot
}

// The kinds of content: those of 3.2, those sent by 3.4–3.6, 3.10 and 3.24, and
// those of 2.7.
const (
	ContentText        = 1
	ContentFromPhone   = 2 // text that the robot's owner wrote on the phone
	ContentPicture     = 3
	ContentVideo       = 5
	ContentImage       = 7
	ContentFile        = 8
	ContentVoice       = 9
	ContentLink        = 13
	ContentH5Link      = 16
	ContentSticker     = 29
	ContentSharedFile  = 49
	ContentMiniProgram = 78
)

// Content is what a message says (2.7, 3.2–3.6, 3.10, 3.24); which fields are
// there depends on ContentType.
type Content struct {
	ContentType  wire.Int  `json:"contentType"`
	Content      wire.Text `json:"content,omitempty"`
	AtUserList   wire.Text `json:"atUserList,omitempty"` // ids, separated by commas
	Pic          wire.Text `json:"pic,omitempty"`        // URL
	FileName     wire.Text `json:"fileName,omitempty"`   // URL, whatever its name says
	Title        wire.Text `json:"title,omitempty"`
	Link         wire.Text `json:"link,omitempty"`
	Description  wire.Text `json:"description,omitempty"`
	CoverImgFile wire.Text `json:"coverImgFile,omitempty"` // URL without a query
	SenderName   wire.Text `json:"senderName,omitempty"`
	SenderImg    wire.Text `json:"senderHeadImg,omitempty"`
	Logo         wire.Text `json:"logo,omitempty"`
}

// CleanUnreadRequest is 2.12's.
type CleanUnreadRequest struct {
	ChatID string `json:"chatId"`
}

// SplitChatID takes a chatId apart, S:<wxid>_<peer>: who the robot is and whom
// it talks to. The form is seen in every example and nowhere described.
func SplitChatID(chatID string) (wxid, peer string, ok bool) {
	rest, found := strings.CutPrefix(chatID, "S:")
	if !found {
		return "", "", false
	}
	wxid, peer, ok = strings.Cut(rest, "_")
	if !ok || wxid == "" || peer == "" {
		return "", "", false
	}
	return wxid, peer, true
}

// JoinChatID is the other way round.
func JoinChatID(wxid, peer string) string { return "S:" + wxid + "_" + peer }

// IsGroupID tells whether an id names a group rather than a person.
func IsGroupID(id string) bool { return strings.HasPrefix(id, "R:") }
