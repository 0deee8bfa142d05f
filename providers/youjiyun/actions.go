package youjiyun

import (
	"encoding/json"

	"seatdeck/providers/internal/wire"
)

// The actions of section 3.
var (
	// ForwardMessage is 3.7 消息转发. Its result is an event "message" per target.
	ForwardMessage = Action[*ForwardRequest, Acknowledged]{actionKind{section: "3.7", name: "消息转发", typ: "robot.message.forward"}}
	// AcceptFriend is 3.8 通过好友请求.
	AcceptFriend = Action[*AcceptFriendRequest, AcceptFriendAnswer]{actionKind{section: "3.8", name: "通过好友请求", typ: "robot.accept.friend.request"}}
	// AddByPhone is 3.9 手机号加好友.
	AddByPhone = Action[*AddByPhoneRequest, AddByPhoneAnswer]{actionKind{section: "3.9", name: "手机号加好友", typ: "robot.phone.contact.add"}}
	// MarkTags is 3.11 打标签: one at a time for one robot.
	MarkTags = Action[*MarkTagsRequest, MarkTagsAnswer]{actionKind{section: "3.11", name: "打标签", typ: "robot.cust.tags", queued: true}}
	// SyncTags is 3.12 标签查询.
	SyncTags = Action[*SyncTagsRequest, SyncTagsAnswer]{actionKind{section: "3.12", name: "标签查询", typ: "robot.tags.sync", read: true}}
	// EditRemark is 3.13 修改客户备注和描述.
	EditRemark = Action[*EditRemarkRequest, EditRemarkAnswer]{actionKind{section: "3.13", name: "修改客户备注和描述", typ: "robot.cust.remark"}}
	// EditProfile is 3.14 修改自己信息.
	EditProfile = Action[*EditProfileRequest, EditProfileAnswer]{actionKind{section: "3.14", name: "修改自己信息", typ: "robot.info.modify"}}
	// RemoveMembers is 3.15 删除群成员-踢人.
	RemoveMembers = Action[*RemoveMembersRequest, GroupFriendsAnswer]{actionKind{section: "3.15", name: "删除群成员", typ: "robot.delete.group.members"}}
	// ListAdmins is 3.16 查询群管理员.
	ListAdmins = Action[*ListAdminsRequest, AdminsAnswer]{actionKind{section: "3.16", name: "查询群管理员", typ: "robot.conv.admins", read: true}}
	// ModifyAdmins is 3.17 设置群管理员.
	ModifyAdmins = Action[*ModifyAdminsRequest, AdminsAnswer]{actionKind{section: "3.17", name: "设置群管理员", typ: "robot.conv.modify.admins"}}
	// InviteFriends is 3.18 拉好友入群.
	InviteFriends = Action[*InviteFriendsRequest, GroupFriendsAnswer]{actionKind{section: "3.18", name: "拉好友入群", typ: "robot.invite.friends.join.group"}}
	// RenameGroup is 3.19 修改群名.
	RenameGroup = Action[*RenameGroupRequest, RenameGroupAnswer]{actionKind{section: "3.19", name: "修改群名", typ: "robot.modify.group.name"}}
	// CreateGroup is 3.20 拉人建群.
	CreateGroup = Action[*CreateGroupRequest, CreateGroupAnswer]{actionKind{section: "3.20", name: "拉人建群", typ: "robot.create.group"}}
	// InquireContacts is 3.21 联系人信息查询, of people or of groups.
	InquireContacts = Action[*InquireContactsRequest, InquireContactsAnswer]{actionKind{section: "3.21", name: "联系人信息查询", typ: "robot.contacts.inquiry", read: true}}
	// SetAnnouncement is 3.23 修改群公告.
	SetAnnouncement = Action[*SetAnnouncementRequest, SetAnnouncementAnswer]{actionKind{section: "3.23", name: "修改群公告", typ: "robot.set.group.announcement"}}
)

// The actions that come unasked.
var (
	// OnFriendRequest is 3.8 好友请求通知.
	OnFriendRequest = Notice[FriendRequest]{actionKind{section: "3.8", name: "好友请求通知", typ: "robot.on.new.friend.request"}}
	// OnMembersChanged is 3.22 群成员变更事件通知.
	OnMembersChanged = Notice[MembersChanged]{actionKind{section: "3.22", name: "群成员变更事件通知", typ: "robot.group.members.changed"}}
)

// Notice is an action the back end sends unasked.
type Notice[Body any] struct{ actionKind }

// Acknowledged is an answer of which the document shows no fields of its own.
type Acknowledged struct{ ActionHead }

// ForwardRequest is 3.7's.
type ForwardRequest struct {
	ActionHead
	MsgSvrID wire.ID     `json:"msgSvrID"`
	Friends  []wire.Text `json:"friends"` // userId or conversationId
}

// FriendRequest is 3.8's notice.
type FriendRequest struct {
	ActionHead
	Reason       wire.Text `json:"reason"`
	WechatImgURL wire.Text `json:"wechatImgUrl"`
	Name         wire.Text `json:"name"`
	UserID       wire.Text `json:"userId"`
	Gender       wire.Int  `json:"gender"`
	Remarks      wire.Text `json:"remarks"`
	IsOuterUser  wire.Flag `json:"isOuterUser"`
}

// AcceptFriendRequest is 3.8's.
type AcceptFriendRequest struct {
	ActionHead
	FriendWxid wire.Text `json:"friendWxid"` // userId of the request
}

// AcceptFriendAnswer is 3.8's.
type AcceptFriendAnswer struct {
	ActionHead
	FriendWxid wire.Text `json:"friendWxid"`
}

// AddByPhoneRequest is 3.9's.
type AddByPhoneRequest struct {
	ActionHead
	Phone  string `json:"phone"`
	Reason string `json:"reason,omitempty"`
}

// AddByPhoneAnswer is 3.9's.
type AddByPhoneAnswer struct {
	ActionHead
	Phone    wire.Text `json:"phone"`
	UserData UserData  `json:"userData"`
}

// UserData is the person behind a phone number (3.9).
type UserData struct {
	WechatImgURL wire.Text `json:"wechatImgUrl"`
	UserID       wire.Text `json:"userId"`
	Name         wire.Text `json:"name"`
	Gender       wire.Int  `json:"gender"`
	IsOuterUser  wire.Flag `json:"isOuterUser"`
}

// MarkTagsRequest is 3.11's: tags, by labelId, to put on and to take off.
type MarkTagsRequest struct {
	ActionHead
	UserID      wire.Text   `json:"userId"`
	Tags        []wire.Text `json:"tags"`
	ErasingTags []wire.Text `json:"erasingTags"`
}

// MarkTagsAnswer is 3.11's.
type MarkTagsAnswer struct {
	ActionHead
	UserID      wire.Text   `json:"userId"`
	Tags        []wire.Text `json:"tags"`
	ErasingTags []wire.Text `json:"erasingTags"`
}

// SyncTagsRequest is 3.12's.
type SyncTagsRequest struct{ ActionHead }

// SyncTagsAnswer is 3.12's.
type SyncTagsAnswer struct {
	ActionHead
	Wxid        wire.Text             `json:"wxid"`
	GroupLabels wire.Rows[LabelGroup] `json:"groupLabels"`
	PersonLabel *LabelGroup           `json:"personLabel"` // is in GroupLabels too
	CompanyID   wire.Text             `json:"companyId"`
	CompanyName wire.Text             `json:"companyName"`
}

// LabelGroup is a group of tags (3.12).
type LabelGroup struct {
	Label
	SubLabelList wire.Rows[Label] `json:"subLabelList"`
}

// Label is a tag or, with IsGroupLabel, the group of some (3.12).
type Label struct {
	LabelID            wire.Text `json:"labelId"`
	LabelGroupID       wire.Text `json:"labelGroupId"`
	Name               wire.Text `json:"name"`
	FullName           wire.Text `json:"fullName"`
	GroupName          wire.Text `json:"groupName"`
	IsCorpLabel        wire.Flag `json:"isCorpLabel"` // else personal
	IsGroupLabel       wire.Flag `json:"isGroupLabel"`
	IsCustomLabelGroup wire.Flag `json:"isCustomLabelGroup"`
	CreateTime         wire.Date `json:"createTime"`
}

// EditRemarkRequest is 3.13's. A nil field stays as it is.
type EditRemarkRequest struct {
	ActionHead
	UserID     wire.Text `json:"userId"`
	RealRemark *string   `json:"realRemark,omitempty"` // 备注名
	UserRemark *string   `json:"userRemark,omitempty"` // 描述
}

// EditRemarkAnswer is 3.13's.
type EditRemarkAnswer struct {
	ActionHead
	UserID     wire.Text `json:"userId"`
	RealRemark wire.Text `json:"realRemark"`
	UserRemark wire.Text `json:"userRemark"`
}

// EditProfileRequest is 3.14's. A nil field stays as it is.
type EditProfileRequest struct {
	ActionHead
	Name     *string `json:"name,omitempty"`
	Alias    *string `json:"alias,omitempty"`
	Gender   int     `json:"gender,omitempty"` // 1 male, 2 female; 0 stays
	Phone    *string `json:"phone,omitempty"`  // 座机
	Mobile   *string `json:"mobile,omitempty"`
	Position *string `json:"position,omitempty"`
}

// EditProfileAnswer is 3.14's.
type EditProfileAnswer struct {
	ActionHead
	Name     wire.Text `json:"name"`
	Alias    wire.Text `json:"alias"`
	Gender   wire.Int  `json:"gender"`
	Phone    wire.Text `json:"phone"`
	Mobile   wire.Text `json:"mobile"`
	Position wire.Text `json:"position"`
	Address  wire.Text `json:"address"`
}

// RemoveMembersRequest is 3.15's.
type RemoveMembersRequest struct {
	ActionHead
	GroupID wire.Text `json:"groupId"`
	Members []wire.ID `json:"members"`
}

// GroupFriendsAnswer is 3.15's and 3.18's.
type GroupFriendsAnswer struct {
	ActionHead
	GroupID wire.Text   `json:"groupId"`
	Friends []wire.Text `json:"friends"`
}

// ListAdminsRequest is 3.16's.
type ListAdminsRequest struct {
	ActionHead
	ConversationID wire.Text `json:"conversationId"`
}

// AdminsAnswer is 3.16's and 3.17's. The owner is not among Admins.
type AdminsAnswer struct {
	ActionHead
	ConversationID wire.Text   `json:"conversationId"`
	OpCode         wire.Int    `json:"opcode"` // 3.17
	Admins         []wire.Text `json:"admins"`
}

// The opcodes of 3.17.
const (
	AddAdmins    = 1
	DeleteAdmins = 2
)

// ModifyAdminsRequest is 3.17's. An admin must be of the company; a group has at
// most 3 beside its owner.
type ModifyAdminsRequest struct {
	ActionHead
	OpCode         int         `json:"opcode"`
	ConversationID wire.Text   `json:"conversationId"`
	Admins         []wire.Text `json:"admins"`
}

// InviteFriendsRequest is 3.18's.
type InviteFriendsRequest struct {
	ActionHead
	GroupID wire.Text `json:"groupId"`
	Friends []wire.ID `json:"friends"`
}

// RenameGroupRequest is 3.19's.
type RenameGroupRequest struct {
	ActionHead
	GroupID wire.Text `json:"groupId"`
	NewName string    `json:"newName"`
}

// RenameGroupAnswer is 3.19's.
type RenameGroupAnswer struct {
	ActionHead
	GroupID wire.Text `json:"groupId"`
	NewName wire.Text `json:"newName"`
}

// CreateGroupRequest is 3.20's.
type CreateGroupRequest struct {
	ActionHead
	Topic       string    `json:"topic"` // the group's name
	MemberWxids []wire.ID `json:"memberWxids"`
}

// CreateGroupAnswer is 3.20's.
type CreateGroupAnswer struct {
	ActionHead
	Topic          wire.Text   `json:"topic"`
	NewName        wire.Text   `json:"newName"`
	ConversationID wire.Text   `json:"conversationId"`
	GroupWxid      wire.Text   `json:"groupWxid"`
	MemberWxids    []wire.Text `json:"memberWxids"`
}

// InquireContactsRequest is 3.21's: people or groups, not both.
type InquireContactsRequest struct {
	ActionHead
	Contacts []wire.ID `json:"contacts"`
}

// InquireContactsAnswer is 3.21's.
type InquireContactsAnswer struct {
	ActionHead
	ReqContacts []wire.Text        `json:"reqContacts"`
	Contacts    wire.Rows[Inquiry] `json:"contacts"`
}

// Person is what 3.21 says of somebody, asked for or a member of a group.
type Person struct {
	UserID         wire.Text `json:"userId"`
	Name           wire.Text `json:"name"`
	NamePinyin     wire.Text `json:"namePinyin"`
	AvatorURL      wire.Text `json:"avatorUrl"`
	WechatImgURL   wire.Text `json:"wechatImgUrl"`
	RealRemarks    wire.Text `json:"realRemarks"` // 备注名
	Remarks        wire.Text `json:"remarks"`     // 描述
	RemarkCorpName wire.Text `json:"remarkCorpName"`
	CompanyID      wire.Text `json:"companyId"` // "corpanyId" in one example
	Phone          wire.Text `json:"phone"`
	OfficePhone    wire.Text `json:"officePhone"`
	Mobile         wire.Text `json:"mobile"`
	Account        wire.Text `json:"account"`
	Position       wire.Text `json:"position"`
	Gender         wire.Int  `json:"gender"`
	IsOuterUser    wire.Flag `json:"isOuterUser"`
	IsExternalUser wire.Flag `json:"isExternalUser"`
	IsDelete       wire.Flag `json:"isDelete"`
}

// Inquiry is a person or, with a ConversationID, a group (3.21).
type Inquiry struct {
	Person
	ConversationID           wire.Text         `json:"conversationId"`
	ConversationType         wire.Int          `json:"conversationType"`
	CreatorID                wire.Text         `json:"creatorId"`
	CreateTime               wire.Date         `json:"createTime"`
	ModifyTime               wire.Date         `json:"modifyTime"`
	MemberCount              wire.Int          `json:"memberCount"`
	OuterUserCount           wire.Int          `json:"outerUserCount"`
	IsOuterGroupConversation wire.Flag         `json:"isOuterGroupConversation"`
	IsConversationDismiss    wire.Flag         `json:"isConversationDismiss"`
	GroupNotices             []json.RawMessage `json:"groupNotices"` // shape unknown
	MemberList               wire.Rows[Person] `json:"memberList"`
}

// MembersChanged is 3.22's notice.
type MembersChanged struct {
	ActionHead
	Chatroom       wire.Text            `json:"chatroom"`
	ConversationID wire.Text            `json:"conversationId"`
	GroupNickName  wire.Text            `json:"groupNickName"`
	Name           wire.Text            `json:"name"`
	NewMembers     wire.Rows[NewMember] `json:"newMembers"`
}

// NewMember is somebody who came into a group (3.22).
type NewMember struct {
	UserID        wire.Text `json:"userId"`
	UserName      wire.Text `json:"userName"`
	NickName      wire.Text `json:"nickName"`
	GroupNickName wire.Text `json:"groupNickName"`
	HeadImg       wire.Text `json:"headImg"`
	Gender        wire.Int  `json:"gender"`
}

// SetAnnouncementRequest is 3.23's.
type SetAnnouncementRequest struct {
	ActionHead
	GroupID wire.Text `json:"groupId"`
	IsAll   wire.Flag `json:"isAll"` // tell everybody
	Notice  string    `json:"notice"`
}

// SetAnnouncementAnswer is 3.23's.
type SetAnnouncementAnswer struct {
	ActionHead
	GroupID wire.Text `json:"groupId"`
	IsAll   wire.Flag `json:"isAll"`
	Notice  wire.Text `json:"notice"`
}
