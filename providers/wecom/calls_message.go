package wecom

import (
	"encoding/json"
	"net/url"

	"seatdeck/providers/internal/wire"
)

// The calls for messages to members: of an app, into an app's chat, by a group's
// robot.
var (
	// SendMessage is 发送应用消息.
	SendMessage = Call[Message, MessageAnswer]{endpoint{path: "message/send", title: "发送应用消息", agent: true}}
	// CreateAppChat is 创建群聊会话.
	CreateAppChat = Call[AppChat, AppChatCreated]{endpoint{path: "appchat/create", title: "创建群聊会话"}}
	// UpdateAppChat is 修改群聊会话.
	UpdateAppChat = Call[UpdateAppChatRequest, Done]{endpoint{path: "appchat/update", title: "修改群聊会话", read: true}}
	// GetAppChat is 获取群聊会话.
	GetAppChat = Call[AppChatRequest, AppChatAnswer]{endpoint{path: "appchat/get", title: "获取群聊会话", get: true, read: true}}
	// SendToAppChat is 应用推送消息, into the chat of Head.ChatID.
	SendToAppChat = Call[Message, Done]{endpoint{path: "appchat/send", title: "应用推送消息"}}
	// SendByRobot is 群机器人: it wants no token but the robot's key.
	SendByRobot = Call[RobotMessage, Done]{endpoint{path: "webhook/send", title: "群机器人发送消息", token: noToken}}
)

// Head is where a message goes and how: to members, parties and tags (each
// joined with "|"; @all is everyone), or into an app's chat.
type Head struct {
	ChatID                 string `json:"chatid,omitempty"`
	ToUser                 string `json:"touser,omitempty"`  // at most 1000
	ToParty                string `json:"toparty,omitempty"` // at most 100
	ToTag                  string `json:"totag,omitempty"`   // at most 100
	Type                   string `json:"msgtype"`           // set by the content
	AgentID                int64  `json:"agentid,omitempty"` // 0: the connection's
	Safe                   int    `json:"safe,omitempty"`    // 1: not to be shared, with a watermark
	EnableIDTrans          int    `json:"enable_id_trans,omitempty"`
	EnableDuplicateCheck   int    `json:"enable_duplicate_check,omitempty"`
	DuplicateCheckInterval int    `json:"duplicate_check_interval,omitempty"` // s; 0: 1800, at most 4 h
}

// Message is one message of an app: exactly one of the contents.
type Message struct {
	Head
	Text     *TextMsg     `json:"text,omitempty"`
	Image    *MediaMsg    `json:"image,omitempty"`
	Voice    *MediaMsg    `json:"voice,omitempty"`
	Video    *VideoMsg    `json:"video,omitempty"`
	File     *MediaMsg    `json:"file,omitempty"`
	TextCard *TextCard    `json:"textcard,omitempty"`
	News     *News        `json:"news,omitempty"`
	Markdown *MarkdownMsg `json:"markdown,omitempty"`
}

// MarshalJSON sets msgtype to what the content is.
func (m Message) MarshalJSON() ([]byte, error) {
	type plain Message
	p := plain(m)
	switch {
	case m.Text != nil:
		p.Type = "text"
	case m.Image != nil:
		p.Type = "image"
	case m.Voice != nil:
		p.Type = "voice"
	case m.Video != nil:
		p.Type = "video"
	case m.File != nil:
		p.Type = "file"
	case m.TextCard != nil:
		p.Type = "textcard"
	case m.News != nil:
		p.Type = "news"
	case m.Markdown != nil:
		p.Type = "markdown"
	}
	return json.Marshal(p)
}

func (m Message) from(agent int64) any {
	if m.AgentID == 0 {
		m.AgentID = agent
	}
	return m
}

// TextMsg is words, at most 2,048 bytes.
type TextMsg struct {
	Content string `json:"content"`
}

// MarkdownMsg is words with markdown, at most 2,048 bytes.
type MarkdownMsg struct {
	Content string `json:"content"`
}

// MediaMsg is something uploaded: the document's ImageMsg and VoiceMsg.
type MediaMsg struct {
	MediaID string `json:"media_id"`
}

// VideoMsg is an uploaded video.
type VideoMsg struct {
	MediaID     string `json:"media_id"`
	Title       string `json:"title,omitempty"`
	Description string `json:"description,omitempty"`
}

// TextCard is a card with a link.
type TextCard struct {
	Title  string `json:"title"`       // at most 128 bytes
	Desc   string `json:"description"` // at most 512
	URL    string `json:"url"`
	BtnTxt string `json:"btntxt,omitempty"`
}

// News are 1 to 8 links with pictures.
type News struct {
	Articles []Article `json:"articles"`
}

// Article is the document's Articles: one link.
type Article struct {
	Title       string `json:"title"`
	Description string `json:"description,omitempty"`
	URL         string `json:"url,omitempty"`
	PicURL      string `json:"picurl,omitempty"`
	AppID       string `json:"appid,omitempty"` // a mini program in the place of the URL
	PagePath    string `json:"pagepath,omitempty"`
}

// MessageAnswer is the document's MessageResponse: who can't be reached. The
// errcode is 0 where it comes.
type MessageAnswer struct {
	ErrCode        wire.Int  `json:"errcode"`
	ErrMsg         wire.Text `json:"errmsg"`
	InvalidUser    wire.Text `json:"invaliduser"` // joined with "|", as the next ones
	InvalidParty   wire.Text `json:"invalidparty"`
	InvalidTag     wire.Text `json:"invalidtag"`
	UnlicensedUser wire.Text `json:"unlicenseduser"`
	MsgID          wire.Text `json:"msgid"`
	ResponseCode   wire.Text `json:"response_code"` // of a card with buttons, for its update
}

// AppChat is the document's Group: a chat of members that the app made.
type AppChat struct {
	ChatID   wire.Text   `json:"chatid,omitempty"` // of our making, or made by the back end
	Name     wire.Text   `json:"name,omitempty"`
	Owner    wire.Text   `json:"owner,omitempty"` // userid; "" where it is made: anyone of them
	UserList []wire.Text `json:"userlist"`        // 2 to 2000 where it is made
}

// AppChatCreated names the new chat.
type AppChatCreated struct {
	ChatID wire.Text `json:"chatid"`
}

// UpdateAppChatRequest changes a chat. What is empty stays as it is.
type UpdateAppChatRequest struct {
	ChatID      string   `json:"chatid"`
	Name        string   `json:"name,omitempty"`
	Owner       string   `json:"owner,omitempty"`
	AddUserList []string `json:"add_user_list,omitempty"`
	DelUserList []string `json:"del_user_list,omitempty"`
}

// AppChatRequest names a chat.
type AppChatRequest struct {
	ChatID string `json:"chatid"`
}

// AppChatAnswer is a chat.
type AppChatAnswer struct {
	ChatInfo AppChat `json:"chat_info"`
}

// RobotMessage is a message of a group's robot, words or markdown; at most 20 in
// a minute.
type RobotMessage struct {
	Key      string       `json:"-"` // of the robot's address; a secret
	Type     string       `json:"msgtype"`
	Text     *RobotText   `json:"text,omitempty"`
	Markdown *MarkdownMsg `json:"markdown,omitempty"`
}

// RobotText is words, and whom they call.
type RobotText struct {
	Content             string   `json:"content"`
	MentionedList       []string `json:"mentioned_list,omitempty"` // userid; @all
	MentionedMobileList []string `json:"mentioned_mobile_list,omitempty"`
}

func (m RobotMessage) query() url.Values { return url.Values{"key": {m.Key}} }

// MarshalJSON sets msgtype to what the content is.
func (m RobotMessage) MarshalJSON() ([]byte, error) {
	type plain RobotMessage
	p := plain(m)
	switch {
	case m.Text != nil:
		p.Type = "text"
	case m.Markdown != nil:
		p.Type = "markdown"
	}
	return json.Marshal(p)
}
