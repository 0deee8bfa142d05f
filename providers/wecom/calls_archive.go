package wecom

import (
	"encoding/json"

	"seatdeck/providers/internal/wire"
)

// The calls about the archive of conversations (会话内容存档), as far as they need
// no key of the archive.
var (
	// GetPermitUsers is 获取会话内容存档开启成员列表.
	GetPermitUsers = Call[PermitUsersRequest, PermitUsersAnswer]{endpoint{path: "msgaudit/get_permit_user_list", title: "获取会话内容存档开启成员列表", read: true}}
	// CheckSingleAgree is 获取会话同意情况, of one to one conversations.
	CheckSingleAgree = Call[SingleAgreeRequest, AgreeAnswer]{endpoint{path: "msgaudit/check_single_agree", title: "获取会话同意情况(单聊)", read: true}}
	// CheckRoomAgree is 获取会话同意情况, of a group.
	CheckRoomAgree = Call[RoomRequest, AgreeAnswer]{endpoint{path: "msgaudit/check_room_agree", title: "获取会话同意情况(群聊)", read: true}}
	// GetRoom is 获取会话内容存档内部群信息.
	GetRoom = Call[RoomRequest, RoomInfo]{endpoint{path: "msgaudit/groupchat/get", title: "获取会话内容存档内部群信息", read: true}}
)

// PermitUsersRequest may narrow to an edition: 1 office, 2 service, 3 enterprise.
type PermitUsersRequest struct {
	Type int `json:"type,omitempty"`
}

// PermitUsersAnswer are the members whose conversations are kept.
type PermitUsersAnswer struct {
	IDs []wire.Text `json:"ids"`
}

// SingleAgreeRequest asks about at most 100 conversations.
type SingleAgreeRequest struct {
	Info []SingleAgree `json:"info"`
}

// SingleAgree is one conversation. The official API spells the field so.
type SingleAgree struct {
	UserID         string `json:"userid"`
	ExternalOpenID string `json:"exteranalopenid"`
}

// AgreeAnswer has a row for each customer.
type AgreeAnswer struct {
	AgreeInfo []AgreeInfo `json:"agreeinfo"`
}

// The values of AgreeInfo.AgreeStatus.
const (
	Agreed          = "Agree"         // 同意
	Disagreed       = "Disagree"      // 不同意
	AgreedByDefault = "Default_Agree" // 默认同意
)

// AgreeInfo is whether a customer agrees to be kept.
type AgreeInfo struct {
	StatusChangeTime Seconds   `json:"status_change_time"`
	UserID           wire.Text `json:"userid"` // only of a single conversation
	ExternalOpenID   wire.Text `json:"exteranalopenid"`
	AgreeStatus      wire.Text `json:"agree_status"`
}

// UnmarshalJSON also reads the customer's id where it is spelled right.
func (a *AgreeInfo) UnmarshalJSON(data []byte) error {
	type plain AgreeInfo
	both := struct {
		*plain
		Right wire.Text `json:"externalopenid"`
	}{plain: (*plain)(a)}
	if err := json.Unmarshal(data, &both); err != nil {
		return err
	}
	if a.ExternalOpenID == "" {
		a.ExternalOpenID = both.Right
	}
	return nil
}

// RoomRequest names a room of the archive.
type RoomRequest struct {
	RoomID string `json:"roomid"`
}

// RoomInfo is a room of members.
type RoomInfo struct {
	Name       wire.Text    `json:"roomname"`
	Creator    wire.Text    `json:"creator"`
	Notice     wire.Text    `json:"notice"`
	CreateTime Seconds      `json:"room_create_time"`
	Members    []RoomMember `json:"members"`
}

// RoomMember is who is in a room.
type RoomMember struct {
	MemberID wire.Text `json:"memberid"`
	JoinTime Seconds   `json:"jointime"`
}
