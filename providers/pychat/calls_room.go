package pychat

// The calls of the section Room.
var (
	// GetChatroomDetail is 获取群信息.
	GetChatroomDetail = Call[GetChatroomDetailRequest, RoomAnswer]{endpoint{section: "Room", title: "获取群信息", path: "/room/get_chatroom_detail", read: true, background: true}}
	// GetChatroomMemberDetail is 获取群成员详细.
	GetChatroomMemberDetail = Call[GetChatroomMemberDetailRequest, MembersAnswer]{endpoint{section: "Room", title: "获取群成员详细", path: "/room/get_chatroom_member_detail", read: true, background: true}}
	// CreateChatroom is 创建群组.
	CreateChatroom = Call[CreateChatroomRequest, CreateRoomAnswer]{endpoint{section: "Room", title: "创建群组", path: "/room/create_chatroom"}}
	// AddChatroomMember is 添加群成员(低于40人). Below 40 members; above, they are
	// invited.
	AddChatroomMember = Call[AddChatroomMemberRequest, MembersChangedAnswer]{endpoint{section: "Room", title: "添加群成员(低于40人)", path: "/room/add_chatroom_member"}}
	// InviteChatroomMember is 邀请群成员.
	InviteChatroomMember = Call[InviteChatroomMemberRequest, MembersChangedAnswer]{endpoint{section: "Room", title: "邀请群成员", path: "/room/invite_chatroom_member"}}
	// DelChatroomMember is 移除群成员.
	DelChatroomMember = Call[DelChatroomMemberRequest, MembersChangedAnswer]{endpoint{section: "Room", title: "移除群成员", path: "/room/del_chatroom_member"}}
	// ModifyChatroomName is 修改群名称.
	ModifyChatroomName = Call[ModifyChatroomNameRequest, Done]{endpoint{section: "Room", title: "修改群名称", path: "/room/modify_chatroom_name"}}
	// SetChatroomAnnouncement is 设置群公告.
	SetChatroomAnnouncement = Call[SetChatroomAnnouncementRequest, Done]{endpoint{section: "Room", title: "设置群公告", path: "/room/set_chatroom_announcement"}}
	// ModifyChatroomDisplayName is 修改群显示昵称.
	ModifyChatroomDisplayName = Call[ModifyChatroomDisplayNameRequest, Done]{endpoint{section: "Room", title: "修改群显示昵称", path: "/room/modify_chatroom_display_name"}}
	// ModifyChatroomShowNameFlag is 是否显示群成员昵称.
	ModifyChatroomShowNameFlag = Call[ModifyChatroomShowNameFlagRequest, Done]{endpoint{section: "Room", title: "是否显示群成员昵称", path: "/room/modify_chatroom_show_name_flag"}}
	// ModifyChatroomContactFlag is 是否保存到通讯录.
	ModifyChatroomContactFlag = Call[ModifyChatroomContactFlagRequest, Done]{endpoint{section: "Room", title: "是否保存到通讯录", path: "/room/modify_chatroom_contact_flag"}}
	// ModifyChatroomFoldFlag is 是否折叠群.
	ModifyChatroomFoldFlag = Call[ModifyChatroomFoldFlagRequest, Done]{endpoint{section: "Room", title: "是否折叠群", path: "/room/modify_chatroom_fold_flag"}}
	// ModifyChatroomDisturbFlag is 消息免打扰.
	ModifyChatroomDisturbFlag = Call[ModifyChatroomDisturbFlagRequest, Done]{endpoint{section: "Room", title: "消息免打扰", path: "/room/modify_chatroom_disturb_flag"}}
	// AddChatroomMemberFriend is 添加群成员为好友.
	AddChatroomMemberFriend = Call[AddChatroomMemberFriendRequest, Done]{endpoint{section: "Room", title: "添加群成员为好友", path: "/room/add_chatroom_member_friend"}}
	// QuitChatroom is 退出群.
	QuitChatroom = Call[QuitChatroomRequest, Done]{endpoint{section: "Room", title: "退出群", path: "/room/quit_chatroom"}}
	// TransferChatroomOwner is 转让群主. The path is spelled as the document does.
	TransferChatroomOwner = Call[TransferChatroomOwnerRequest, Done]{endpoint{section: "Room", title: "转让群主", path: "/room/tranfer_chatroom_owner"}}
	// SetTopMsg is 置顶消息.
	SetTopMsg = Call[SetTopMsgRequest, Done]{endpoint{section: "Room", title: "置顶消息", path: "/room/set_top_msg"}}
	// RemoveTopMsg is 取消置顶消息.
	RemoveTopMsg = Call[RemoveTopMsgRequest, Done]{endpoint{section: "Room", title: "取消置顶消息", path: "/room/remove_top_msg"}}
	// GetTopMsgList is 获取置顶消息列表.
	GetTopMsgList = Call[GetTopMsgListRequest, TopMsgsAnswer]{endpoint{section: "Room", title: "获取置顶消息列表", path: "/room/get_top_msg_list", read: true}}
	// GetChatroomQRCode is 获取群二维码.
	GetChatroomQRCode = Call[GetChatroomQRCodeRequest, QRCodeAnswer]{endpoint{section: "Room", title: "获取群二维码", path: "/room/get_chatroom_qrcode", read: true}}
	// ModifyChatroomTopFlag is 置顶聊天. Status 1 puts it on top, 0 takes it off.
	ModifyChatroomTopFlag = Call[ModifyChatroomTopFlagRequest, Done]{endpoint{section: "Room", title: "置顶聊天", path: "/room/modify_chatroom_top_flag"}}
)

// GetChatroomDetailRequest is the body of /room/get_chatroom_detail.
type GetChatroomDetailRequest struct {
	GUID         string `json:"guid"`
	RoomUsername string `json:"room_username"`
}

// GetChatroomMemberDetailRequest is the body of /room/get_chatroom_member_detail.
type GetChatroomMemberDetailRequest struct {
	GUID         string `json:"guid"`
	RoomUsername string `json:"room_username"`
	Version      int64  `json:"version"`
}

// CreateChatroomRequest is the body of /room/create_chatroom.
type CreateChatroomRequest struct {
	GUID         string       `json:"guid"`
	UsernameList List[string] `json:"username_list"`
}

// AddChatroomMemberRequest is the body of /room/add_chatroom_member.
type AddChatroomMemberRequest struct {
	GUID         string       `json:"guid"`
	RoomUsername string       `json:"room_username"`
	UsernameList List[string] `json:"username_list"`
}

// InviteChatroomMemberRequest is the body of /room/invite_chatroom_member.
type InviteChatroomMemberRequest struct {
	GUID         string       `json:"guid"`
	RoomUsername string       `json:"room_username"`
	UsernameList List[string] `json:"username_list"`
}

// DelChatroomMemberRequest is the body of /room/del_chatroom_member.
type DelChatroomMemberRequest struct {
	GUID         string       `json:"guid"`
	RoomUsername string       `json:"room_username"`
	UsernameList List[string] `json:"username_list"`
}

// ModifyChatroomNameRequest is the body of /room/modify_chatroom_name.
type ModifyChatroomNameRequest struct {
	GUID         string `json:"guid"`
	RoomUsername string `json:"room_username"`
	Name         string `json:"name"`
}

// SetChatroomAnnouncementRequest is the body of /room/set_chatroom_announcement.
type SetChatroomAnnouncementRequest struct {
	GUID         string `json:"guid"`
	RoomUsername string `json:"room_username"`
	Announcement string `json:"announcement"`
}

// ModifyChatroomDisplayNameRequest is the body of /room/modify_chatroom_display_name.
type ModifyChatroomDisplayNameRequest struct {
	GUID         string `json:"guid"`
	RoomUsername string `json:"room_username"`
	DisplayName  string `json:"display_name"`
}

// ModifyChatroomShowNameFlagRequest is the body of /room/modify_chatroom_show_name_flag.
type ModifyChatroomShowNameFlagRequest struct {
	GUID         string `json:"guid"`
	RoomUsername string `json:"room_username"`
	Status       int64  `json:"status"`
}

// ModifyChatroomContactFlagRequest is the body of /room/modify_chatroom_contact_flag.
type ModifyChatroomContactFlagRequest struct {
	GUID         string `json:"guid"`
	RoomUsername string `json:"room_username"`
	Status       int64  `json:"status"`
}

// ModifyChatroomFoldFlagRequest is the body of /room/modify_chatroom_fold_flag.
type ModifyChatroomFoldFlagRequest struct {
	GUID         string `json:"guid"`
	RoomUsername string `json:"room_username"`
	Status       int64  `json:"status"`
}

// ModifyChatroomDisturbFlagRequest is the body of /room/modify_chatroom_disturb_flag.
type ModifyChatroomDisturbFlagRequest struct {
	GUID         string `json:"guid"`
	RoomUsername string `json:"room_username"`
	Status       int64  `json:"status"`
}

// AddChatroomMemberFriendRequest is the body of /room/add_chatroom_member_friend.
type AddChatroomMemberFriendRequest struct {
	GUID          string `json:"guid"`
	RoomUsername  string `json:"room_username"`
	Username      string `json:"username"`
	VerifyContent string `json:"verify_content"`
}

// QuitChatroomRequest is the body of /room/quit_chatroom.
type QuitChatroomRequest struct {
	GUID         string `json:"guid"`
	RoomUsername string `json:"room_username"`
}

// TransferChatroomOwnerRequest is the body of /room/tranfer_chatroom_owner.
type TransferChatroomOwnerRequest struct {
	GUID         string `json:"guid"`
	RoomUsername string `json:"room_username"`
	Username     string `json:"username"`
}

// SetTopMsgRequest is the body of /room/set_top_msg.
type SetTopMsgRequest struct {
	GUID         string  `json:"guid"`
	RoomUsername string  `json:"room_username"`
	Summary      string  `json:"summary"`
	MsgInfo      ChatMsg `json:"msg_info"`
}

// RemoveTopMsgRequest is the body of /room/remove_top_msg.
type RemoveTopMsgRequest struct {
	GUID         string `json:"guid"`
	RoomUsername string `json:"room_username"`
	MsgID        string `json:"msg_id"`
}

// GetTopMsgListRequest is the body of /room/get_top_msg_list.
type GetTopMsgListRequest struct {
	GUID         string `json:"guid"`
	RoomUsername string `json:"room_username"`
}

// GetChatroomQRCodeRequest is the body of /room/get_chatroom_qrcode.
type GetChatroomQRCodeRequest struct {
	GUID         string `json:"guid"`
	RoomUsername string `json:"room_username"`
}

// ModifyChatroomTopFlagRequest is the body of /room/modify_chatroom_top_flag.
type ModifyChatroomTopFlagRequest struct {
	GUID         string `json:"guid"`
	RoomUsername string `json:"room_username"`
	Status       int64  `json:"status"`
}
