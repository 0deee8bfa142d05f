package wecom

import "seatdeck/providers/internal/wire"

// The calls for moments (客户朋友圈).
var (
	// AddMoment is 创建发表任务. The members still have to publish it.
	AddMoment = Call[AddMomentRequest, JobAnswer]{endpoint{path: "externalcontact/add_moment_task", title: "创建发表任务"}}
	// GetMomentTask is 获取任务创建结果.
	GetMomentTask = Call[JobRequest, MomentTaskResult]{endpoint{path: "externalcontact/get_moment_task_result", title: "获取任务创建结果", get: true, read: true}}
	// ListMoments is 获取企业全部的发表列表.
	ListMoments = Call[ListMomentsRequest, MomentsAnswer]{endpoint{path: "externalcontact/get_moment_list", title: "获取企业全部的发表列表", read: true}}
)

// AddMomentRequest is the document's AddMomentTask: words, attachments or both.
type AddMomentRequest struct {
	Text         *ExText       `json:"text,omitempty"`
	Attachments  []Attachment  `json:"attachments,omitempty"` // 9 pictures, or a video, or a link
	VisibleRange *VisibleRange `json:"visible_range,omitempty"`
}

// Attachment is what goes with the words of a moment: the field that MsgType
// names.
type Attachment struct {
	MsgType string           `json:"msgtype"`
	Image   *ExVideo         `json:"image,omitempty"` // a media_id, as the video
	Video   *ExVideo         `json:"video,omitempty"`
	Link    *MomentLinkMedia `json:"link,omitempty"`
}

// MomentLinkMedia is a link with an uploaded picture.
type MomentLinkMedia struct {
	Title   string `json:"title,omitempty"`
	URL     string `json:"url"`
	MediaID string `json:"media_id"`
}

// VisibleRange is who publishes a moment, and who sees it; nil is everyone.
type VisibleRange struct {
	SenderList          *MomentSenders  `json:"sender_list,omitempty"`
	ExternalContactList *MomentContacts `json:"external_contact_list,omitempty"`
}

// MomentSenders publish.
type MomentSenders struct {
	UserList       []wire.Text `json:"user_list,omitempty"`
	DepartmentList []wire.Int  `json:"department_list,omitempty"`
}

// MomentContacts see it: customers with any of the tags.
type MomentContacts struct {
	TagList []wire.Text `json:"tag_list,omitempty"`
}

// JobAnswer names a job that the back end works on.
type JobAnswer struct {
	JobID wire.Text `json:"jobid"`
}

// JobRequest asks about a job.
type JobRequest struct {
	JobID string `json:"jobid"`
}

// The values of MomentTaskResult.Status, ExportResult.Status and ImportResult.Status.
const (
	JobBegun  = 1 // 任务开始
	JobInWork = 2 // 任务处理中
	JobDone   = 3 // 任务完成
)

// MomentTaskResult is how far a moment is. Its Result counts once it is done.
type MomentTaskResult struct {
	Status wire.Int      `json:"status"`
	Type   wire.Text     `json:"type"`
	Result MomentCreated `json:"result"`
}

// MomentCreated is the moment, or why there is none.
type MomentCreated struct {
	ErrCode                    wire.Int       `json:"errcode"`
	ErrMsg                     wire.Text      `json:"errmsg"`
	MomentID                   wire.Text      `json:"moment_id"`
	InvalidSenderList          MomentSenders  `json:"invalid_sender_list"`
	InvalidExternalContactList MomentContacts `json:"invalid_external_contact_list"`
}

// ListMomentsRequest is the document's MomentListReq, over at most one month.
type ListMomentsRequest struct {
	StartTime  Seconds `json:"start_time"`
	EndTime    Seconds `json:"end_time"`
	Creator    string  `json:"creator,omitempty"`
	FilterType int     `json:"filter_type"` // as of ListGroupMsgsRequest
	Paging             // at most 20 rows
}

// MomentsAnswer is the document's MomentListResp.
type MomentsAnswer struct {
	MomentList []Moment `json:"moment_list"`
	Cursor
}

// Moment is the document's MomentInfo.
type Moment struct {
	MomentID    wire.Text      `json:"moment_id"`
	Creator     wire.Text      `json:"creator"`
	CreateTime  Seconds        `json:"create_time"`
	CreateType  wire.Int       `json:"create_type"`  // 0 the corp, 1 a member
	VisibleType wire.Int       `json:"visible_type"` // 0 some customers, 1 all
	Text        ExText         `json:"text"`
	Image       []ExVideo      `json:"image"` // media_id
	Video       MomentVideo    `json:"video"`
	Link        MomentLink     `json:"link"`
	Location    MomentLocation `json:"location"`
}

// MomentVideo is the video of a moment.
type MomentVideo struct {
	MediaID      wire.Text `json:"media_id"`
	ThumbMediaID wire.Text `json:"thumb_media_id"`
}

// MomentLink is the link of a moment.
type MomentLink struct {
	Title wire.Text `json:"title"`
	URL   wire.Text `json:"url"`
}

// MomentLocation is where a moment says it was made.
type MomentLocation struct {
	Latitude  wire.Text `json:"latitude"`
	Longitude wire.Text `json:"longitude"`
	Name      wire.Text `json:"name"`
}
