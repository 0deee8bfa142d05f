package wecom

import (
	"fmt"
	"strconv"

	"seatdeck/providers/internal/wire"
)

// The calls for customer groups (客户群).
var (
	// ListGroups is 获取客户群列表.
	ListGroups = Call[ListGroupsRequest, GroupsAnswer]{endpoint{path: "externalcontact/groupchat/list", title: "获取客户群列表", read: true}}
	// GetGroup is 获取客户群详情.
	GetGroup = Call[GetGroupRequest, GroupAnswer]{endpoint{path: "externalcontact/groupchat/get", title: "获取客户群详情", read: true}}
	// GetGroupStatistics is 获取「群聊数据统计」数据, 按群主聚合.
	GetGroupStatistics = Call[GroupStatisticsRequest, GroupStatisticsAnswer]{endpoint{path: "externalcontact/groupchat/statistic", title: "群聊数据统计:按群主聚合", read: true}}
	// GetGroupStatisticsByDay is the same, 按自然日聚合.
	GetGroupStatisticsByDay = Call[GroupStatisticsByDayRequest, GroupStatisticsByDayAnswer]{endpoint{path: "externalcontact/groupchat/statistic_group_by_day", title: "群聊数据统计:按自然日聚合", read: true}}
	// TransferGroups is 分配离职成员的客户群.
	TransferGroups = Call[TransferGroupsRequest, TransferGroupsAnswer]{endpoint{path: "externalcontact/groupchat/transfer", title: "分配离职成员的客户群"}}
	// TransferGroupsInPost is 分配在职成员的客户群.
	TransferGroupsInPost = Call[TransferGroupsRequest, TransferGroupsAnswer]{endpoint{path: "externalcontact/groupchat/onjob_transfer", title: "分配在职成员的客户群"}}
)

// The values of status_filter and GroupChat.Status.
const (
	GroupNormal          = 0 // 跟进人正常; as a filter: all
	GroupOwnerLeft       = 1 // 跟进人离职
	GroupTransferring    = 2 // 离职继承中
	GroupTransferredLeft = 3 // 离职继承完成
)

// ListGroupsRequest is the document's ExternalGroupListReq.
type ListGroupsRequest struct {
	StatusFilter int          `json:"status_filter"`
	OwnerFilter  *OwnerFilter `json:"owner_filter,omitempty"`
	Cursor       string       `json:"cursor,omitempty"`
	Limit        int          `json:"limit"` // 1 to 1000
}

func (r *ListGroupsRequest) turn(position string) error {
	r.Cursor = position
	return nil
}

// OwnerFilter narrows to groups of these members, at most 100.
type OwnerFilter struct {
	UserIDList []string `json:"userid_list,omitempty"`
}

// GroupsAnswer is a page of groups.
type GroupsAnswer struct {
	GroupChatList []GroupChat `json:"group_chat_list"`
	Cursor
}

// GroupChat is a group in a list.
type GroupChat struct {
	ChatID wire.Text `json:"chat_id"`
	Status wire.Int  `json:"status"`
}

// GetGroupRequest is the body of groupchat/get.
type GetGroupRequest struct {
	ChatID   string `json:"chat_id"`
	NeedName int    `json:"need_name"` // 1: with the names of members
}

// GroupAnswer is a group.
type GroupAnswer struct {
	GroupChat GroupChatDetail `json:"group_chat"`
}

// GroupChatDetail is a group with its members.
type GroupChatDetail struct {
	ChatID        wire.Text     `json:"chat_id"`
	Name          wire.Text     `json:"name"`
	Owner         wire.Text     `json:"owner"`
	Notice        wire.Text     `json:"notice"`
	MemberVersion wire.Text     `json:"member_version"`
	CreateTime    Seconds       `json:"create_time"`
	MemberList    []GroupMember `json:"member_list"`
	AdminList     []GroupAdmin  `json:"admin_list"`
}

// The values of GroupMember.Type.
const (
	MemberOfCorp   = 1 // 企业成员
	MemberExternal = 2 // 外部联系人
)

// GroupMember is a person in a group.
type GroupMember struct {
	UserID        wire.Text `json:"userid"`
	Type          wire.Int  `json:"type"`
	UnionID       wire.Text `json:"unionid"`
	JoinTime      Seconds   `json:"join_time"`
	JoinScene     wire.Int  `json:"join_scene"` // 1 invited, 2 by an invitation's link, 3 by QR code
	Invitor       *Invitor  `json:"invitor,omitempty"`
	GroupNickname wire.Text `json:"group_nickname"`
	Name          wire.Text `json:"name"`
	State         wire.Text `json:"state,omitempty"`
}

// Invitor is the member of the corp who invited.
type Invitor struct {
	UserID wire.Text `json:"userid"`
}

// GroupAdmin may manage the group.
type GroupAdmin struct {
	UserID wire.Text `json:"userid"`
}

// The values of order_by.
const (
	OrderByNewGroups  = 1
	OrderByGroups     = 2
	OrderByNewMembers = 3
	OrderByMembers    = 4
)

// GroupStatisticsRequest is the document's GroupChatStatisticReq.
type GroupStatisticsRequest struct {
	DayBeginTime Seconds     `json:"day_begin_time"`
	DayEndTime   Seconds     `json:"day_end_time,omitempty"` // 0: that one day
	OwnerFilter  OwnerFilter `json:"owner_filter"`
	OrderBy      int         `json:"order_by,omitempty"`
	OrderAsc     int         `json:"order_asc"`        // 1: the smallest first
	Offset       int64       `json:"offset,omitempty"` // 0: from the start
	Limit        int         `json:"limit,omitempty"`  // 1 to 1000; 0: 500
}

func (r *GroupStatisticsRequest) turn(position string) error {
	offset, err := strconv.ParseInt(position, 10, 64)
	if err != nil || offset <= r.Offset {
		return fmt.Errorf("offset %q after %d: %w", position, r.Offset, ErrNoEnd)
	}
	r.Offset = offset
	return nil
}

// GroupStatisticsAnswer is the document's GroupChatStatisticResult.
type GroupStatisticsAnswer struct {
	Total      wire.Int          `json:"total"`
	NextOffset wire.Int          `json:"next_offset"` // as Total: this was the last page
	Items      []GroupStatistics `json:"items"`
}

func (a GroupStatisticsAnswer) next() string {
	if len(a.Items) == 0 || a.NextOffset >= a.Total {
		return ""
	}
	return strconv.FormatInt(int64(a.NextOffset), 10)
}

// GroupStatistics is the document's GroupChatStatisticItem: one owner.
type GroupStatistics struct {
	Owner wire.Text              `json:"owner"`
	Data  GroupChatStatisticData `json:"data"`
}

// GroupChatStatisticData is what is counted.
type GroupChatStatisticData struct {
	NewChatCnt            wire.Int `json:"new_chat_cnt"`
	ChatTotal             wire.Int `json:"chat_total"`
	ChatHasMsg            wire.Int `json:"chat_has_msg"`
	NewMemberCnt          wire.Int `json:"new_member_cnt"`
	MemberTotal           wire.Int `json:"member_total"`
	MemberHasMsg          wire.Int `json:"member_has_msg"`
	MsgTotal              wire.Int `json:"msg_total"`
	MigrateTraineeChatCnt wire.Int `json:"migrate_trainee_chat_cnt"`
}

// GroupStatisticsByDayRequest is the document's GroupChatDayStatisticReq.
type GroupStatisticsByDayRequest struct {
	DayBeginTime Seconds     `json:"day_begin_time"`
	DayEndTime   Seconds     `json:"day_end_time,omitempty"` // 0: that one day
	OwnerFilter  OwnerFilter `json:"owner_filter"`
}

// GroupStatisticsByDayAnswer is the document's GroupChatDayStatisticResult.
type GroupStatisticsByDayAnswer struct {
	Items []GroupStatisticsOfDay `json:"items"`
}

// GroupStatisticsOfDay is the document's GroupChatDayStatisticItem.
type GroupStatisticsOfDay struct {
	StatTime Seconds                `json:"stat_time"`
	Data     GroupChatStatisticData `json:"data"`
}

// TransferGroupsRequest is the document's GroupTransfer: at most 100 groups.
type TransferGroupsRequest struct {
	ChatIDList []string `json:"chat_id_list"`
	NewOwner   string   `json:"new_owner"`
}

// TransferGroupsAnswer is the document's GroupTransferResult.
type TransferGroupsAnswer struct {
	FailedChatList []FailedChat `json:"failed_chat_list"`
}

// FailedChat is a group that was not transferred.
type FailedChat struct {
	ChatID  wire.Text `json:"chat_id"`
	ErrCode wire.Int  `json:"errcode"`
	ErrMsg  wire.Text `json:"errmsg"`
}
