package wecom

import "seatdeck/providers/internal/wire"

// The calls for messages to customers (消息推送): mass messages and welcomes.
var (
	// AddGroupMsg is 创建企业群发. The members still have to send it.
	AddGroupMsg = Call[GroupMsgRequest, GroupMsgAdded]{endpoint{path: "externalcontact/add_msg_template", title: "创建企业群发"}}
	// ListGroupMsgs is 获取群发记录列表.
	ListGroupMsgs = Call[ListGroupMsgsRequest, GroupMsgsAnswer]{endpoint{path: "externalcontact/get_groupmsg_list_v2", title: "获取群发记录列表", read: true}}
	// ListGroupMsgTasks is 获取群发成员发送任务列表.
	ListGroupMsgTasks = Call[GroupMsgSearch, GroupMsgTasksAnswer]{endpoint{path: "externalcontact/get_groupmsg_task", title: "获取群发成员发送任务列表", read: true}}
	// ListGroupMsgResults is 获取企业群发成员执行结果.
	ListGroupMsgResults = Call[GroupMsgSearch, GroupMsgResultsAnswer]{endpoint{path: "externalcontact/get_groupmsg_send_result", title: "获取企业群发成员执行结果", read: true}}
	// SendWelcome is 发送新客户欢迎语: once, and within 20 s of the event that
	// brought the code.
	SendWelcome = Call[WelcomeRequest, Done]{endpoint{path: "externalcontact/send_welcome_msg", title: "发送新客户欢迎语"}}
)

// The values of chat_type.
const (
	ChatSingle = "single" // 发送给客户
	ChatGroup  = "group"  // 发送给客户群
)

// GroupMsgRequest is the document's ExGroupMsg.
type GroupMsgRequest struct {
	ChatType       string         `json:"chat_type,omitempty"`       // "": ChatSingle
	ExternalUserID []string       `json:"external_userid,omitempty"` // at most 10,000
	ChatIDList     []string       `json:"chat_id_list,omitempty"`    // at most 2,000
	TagFilter      *TagFilter     `json:"tag_filter,omitempty"`
	Sender         string         `json:"sender,omitempty"` // userid; wanted for ChatGroup
	AllowSelect    bool           `json:"allow_select,omitempty"`
	Text           *ExText        `json:"text,omitempty"`
	Attachments    []ExAttachment `json:"attachments,omitempty"` // at most 9
}

// TagFilter narrows to customers with, of each group, any of the tags.
type TagFilter struct {
	GroupList []TagFilterGroup `json:"group_list"`
}

// TagFilterGroup are tags of which one will do.
type TagFilterGroup struct {
	TagList []string `json:"tag_list"`
}

// GroupMsgAdded is the document's ExGroupMsgResult.
type GroupMsgAdded struct {
	FailList []wire.Text `json:"fail_list"` // external_userid or chat_id
	MsgID    wire.Text   `json:"msgid"`
}

// ExText is the words of a message, at most 4,000 bytes; the document says 2,048.
type ExText struct {
	Content wire.Text `json:"content"`
}

// The values of ExAttachment.MsgType and Attachment.MsgType.
const (
	AttachImage       = "image"
	AttachLink        = "link"
	AttachMiniProgram = "miniprogram"
	AttachVideo       = "video"
	AttachFile        = "file"
)

// ExAttachment is what goes with the words: the field that MsgType names.
type ExAttachment struct {
	MsgType     wire.Text  `json:"msgtype"`
	Image       *ExImage   `json:"image,omitempty"`
	Link        *ExLink    `json:"link,omitempty"`
	MiniProgram *ExProgram `json:"miniprogram,omitempty"`
	Video       *ExVideo   `json:"video,omitempty"`
	File        *ExFile    `json:"file,omitempty"`
	Voice       *ExVoice   `json:"voice,omitempty"` // only in answers
}

// ExImage is a picture: uploaded, or at a URL.
type ExImage struct {
	MediaID wire.Text `json:"media_id,omitempty"`
	PicURL  wire.Text `json:"pic_url,omitempty"`
}

// ExLink is a link.
type ExLink struct {
	Title  wire.Text `json:"title"`
	PicURL wire.Text `json:"picurl,omitempty"`
	Desc   wire.Text `json:"desc,omitempty"`
	URL    wire.Text `json:"url"`
}

// ExProgram is a page of a mini program.
type ExProgram struct {
	Title      wire.Text `json:"title"`
	PicMediaID wire.Text `json:"pic_media_id,omitempty"`
	AppID      wire.Text `json:"appid"`
	Page       wire.Text `json:"page"`
}

// ExVideo is an uploaded video.
type ExVideo struct {
	MediaID wire.Text `json:"media_id"`
}

// ExFile is an uploaded file.
type ExFile struct {
	MediaID wire.Text `json:"media_id"`
}

// ExVoice is an uploaded recording.
type ExVoice struct {
	MediaID wire.Text `json:"media_id"`
}

// The values of filter_type of ListGroupMsgsRequest.
const (
	MadeByCorp   = 0 // 企业发表
	MadeByMember = 1 // 个人发表
	MadeByAny    = 2
)

// ListGroupMsgsRequest is the document's GroupMsgReq, over at most one month.
type ListGroupMsgsRequest struct {
	ChatType   string  `json:"chat_type"`
	StartTime  Seconds `json:"start_time"`
	EndTime    Seconds `json:"end_time"`
	Creator    string  `json:"creator,omitempty"`
	FilterType int     `json:"filter_type"`
	Paging             // at most 100 rows
}

// GroupMsgsAnswer is a page of mass messages.
type GroupMsgsAnswer struct {
	GroupMsgList []GroupMsg `json:"group_msg_list"`
	Cursor
}

// GroupMsg is a mass message.
type GroupMsg struct {
	MsgID       wire.Text      `json:"msgid"`
	Creator     wire.Text      `json:"creator"`
	CreateTime  Seconds        `json:"create_time"`
	CreateType  wire.Int       `json:"create_type"` // 0 the corp, 1 a member
	Text        ExText         `json:"text"`
	Attachments []ExAttachment `json:"attachments"`
}

// GroupMsgSearch asks for the tasks, or for the results of one member.
type GroupMsgSearch struct {
	MsgID  string `json:"msgid"`
	UserID string `json:"userid,omitempty"` // only for results
	Paging        // at most 1000 rows
}

// GroupMsgTasksAnswer is a page of tasks.
type GroupMsgTasksAnswer struct {
	TaskList []GroupMsgTask `json:"task_list"`
	Cursor
}

// GroupMsgTask is one member's part in a mass message.
type GroupMsgTask struct {
	UserID   wire.Text `json:"userid"`
	Status   wire.Int  `json:"status"` // 0 not sent, 2 sent
	SendTime Seconds   `json:"send_time"`
}

// GroupMsgResultsAnswer is a page of results.
type GroupMsgResultsAnswer struct {
	SendList []GroupMsgSendResult `json:"send_list"`
	Cursor
}

// The values of GroupMsgSendResult.Status.
const (
	SendWaiting   = 0 // 未发送
	SendDone      = 1 // 已发送
	SendNoFriend  = 2 // 因客户不是好友导致发送失败
	SendHadOthers = 3 // 因客户已经收到其他群发消息导致发送失败
)

// GroupMsgSendResult is one customer or group.
type GroupMsgSendResult struct {
	ExternalUserID wire.Text `json:"external_userid"`
	ChatID         wire.Text `json:"chat_id"`
	UserID         wire.Text `json:"userid"`
	Status         wire.Int  `json:"status"`
	SendTime       Seconds   `json:"send_time"`
}

// WelcomeRequest is the document's ExWelcomeMsg: words, attachments or both.
type WelcomeRequest struct {
	WelcomeCode string         `json:"welcome_code"`
	Text        *ExText        `json:"text,omitempty"`
	Attachments []ExAttachment `json:"attachments,omitempty"` // at most 9
}
