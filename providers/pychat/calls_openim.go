package pychat

// The calls of the section OpenIM.
var (
	// GetOpenIMFriends is 获取企微好友列表 (本地存储). Answered from what the instance stored.
	GetOpenIMFriends = Call[GetOpenIMFriendsRequest, OpenIMContactsAnswer]{endpoint{section: "OpenIM", title: "获取企微好友列表 (本地存储)", path: "/openim/get_openim_friends", read: true, background: true}}
	// GetOpenIMRooms is 获取企微群列表 (本地存储). Answered from what the instance stored.
	GetOpenIMRooms = Call[GetOpenIMRoomsRequest, OpenIMRoomsAnswer]{endpoint{section: "OpenIM", title: "获取企微群列表 (本地存储)", path: "/openim/get_openim_rooms", read: true, background: true}}
	// GetOpenIMRoomMembers is 获取企微群群成员 (本地存储). Answered from what the instance stored.
	GetOpenIMRoomMembers = Call[GetOpenIMRoomMembersRequest, OpenIMMembersAnswer]{endpoint{section: "OpenIM", title: "获取企微群群成员 (本地存储)", path: "/openim/get_openim_room_members", read: true, background: true}}
	// GetOpenIMRoomDetail is 获取企微群信息.
	GetOpenIMRoomDetail = Call[GetOpenIMRoomDetailRequest, RoomAnswer]{endpoint{section: "OpenIM", title: "获取企微群信息", path: "/openim/get_openim_room_detail", read: true, background: true}}
	// GetOpenIMRoomMemberDetail is 获取企微群成员信息.
	GetOpenIMRoomMemberDetail = Call[GetOpenIMRoomMemberDetailRequest, MembersAnswer]{endpoint{section: "OpenIM", title: "获取企微群成员信息", path: "/openim/get_openim_room_member_detail", read: true, background: true}}
	// GetOpenIMContact is 获取企微联系人详细信息.
	GetOpenIMContact = Call[GetOpenIMContactRequest, OpenIMContactAnswer]{endpoint{section: "OpenIM", title: "获取企微联系人详细信息", path: "/openim/get_openim_contact", read: true, background: true}}
	// GetOpenIMResource is 获取企微联系人企业信息.
	GetOpenIMResource = Call[GetOpenIMResourceRequest, ResourceAnswer]{endpoint{section: "OpenIM", title: "获取企微联系人企业信息", path: "/openim/get_openim_resource", read: true, background: true}}
	// SearchOpenIMContact is 通过企微二维码查询联系人.
	SearchOpenIMContact = Call[SearchOpenIMContactRequest, SearchAnswer]{endpoint{section: "OpenIM", title: "通过企微二维码查询联系人", path: "/openim/search_openim_contact", read: true}}
	// DelOpenIMContact is 删除企微联系人.
	DelOpenIMContact = Call[DelOpenIMContactRequest, Done]{endpoint{section: "OpenIM", title: "删除企微联系人", path: "/openim/del_openim_contact"}}
	// CheckOpenIMContact is 检查企微联系人状态接口. Tells whether the owner of a card is
	// banned and can't be added.
	CheckOpenIMContact = Call[CheckOpenIMContactRequest, CardStateAnswer]{endpoint{section: "OpenIM", title: "检查企微联系人状态接口", path: "/openim/check_openim_contact", read: true}}
	// ModifyOpenIMDisturbFlag is 修改企微联系人免打扰状态.
	ModifyOpenIMDisturbFlag = Call[ModifyOpenIMDisturbFlagRequest, Done]{endpoint{section: "OpenIM", title: "修改企微联系人免打扰状态", path: "/openim/modify_openim_disturb_flag"}}
	// ModifyOpenIMTopFlag is 修改企微联系人置顶状态. Status 1 puts it on top, 0 takes it off.
	ModifyOpenIMTopFlag = Call[ModifyOpenIMTopFlagRequest, Done]{endpoint{section: "OpenIM", title: "修改企微联系人置顶状态", path: "/openim/modify_openim_top_flag"}}
)

// GetOpenIMFriendsRequest is the body of /openim/get_openim_friends.
type GetOpenIMFriendsRequest struct {
	GUID     string `json:"guid"`
	PageNum  int64  `json:"page_num"`
	PageSize int64  `json:"page_size"`
}

// GetOpenIMRoomsRequest is the body of /openim/get_openim_rooms.
type GetOpenIMRoomsRequest struct {
	GUID     string `json:"guid"`
	PageNum  int64  `json:"page_num"`
	PageSize int64  `json:"page_size"`
}

// GetOpenIMRoomMembersRequest is the body of /openim/get_openim_room_members.
type GetOpenIMRoomMembersRequest struct {
	GUID         string `json:"guid"`
	RoomUsername string `json:"room_username"`
	PageNum      int64  `json:"page_num"`
	PageSize     int64  `json:"page_size"`
}

// GetOpenIMRoomDetailRequest is the body of /openim/get_openim_room_detail.
type GetOpenIMRoomDetailRequest struct {
	GUID         string `json:"guid"`
	RoomUsername string `json:"room_username"`
}

// GetOpenIMRoomMemberDetailRequest is the body of /openim/get_openim_room_member_detail.
type GetOpenIMRoomMemberDetailRequest struct {
	GUID         string `json:"guid"`
	RoomUsername string `json:"room_username"`
	Version      int64  `json:"version"`
}

// GetOpenIMContactRequest is the body of /openim/get_openim_contact.
type GetOpenIMContactRequest struct {
	GUID         string `json:"guid"`
	Username     string `json:"username"`
	RoomUsername string `json:"room_username"`
	Ticket       string `json:"ticket"`
}

// GetOpenIMResourceRequest is the body of /openim/get_openim_resource.
type GetOpenIMResourceRequest struct {
	GUID      string `json:"guid"`
	AppID     string `json:"appid"`
	WordingID string `json:"wording_id"`
}

// SearchOpenIMContactRequest is the body of /openim/search_openim_contact.
type SearchOpenIMContactRequest struct {
	GUID string `json:"guid"`
	URL  string `json:"url"`
}

// DelOpenIMContactRequest is the body of /openim/del_openim_contact.
// The document's example has ticket and verify_content, its table has neither:
// all are sent.
type DelOpenIMContactRequest struct {
	GUID          string `json:"guid"`
	Username      string `json:"username"`
	Ticket        string `json:"ticket"`
	VerifyContent string `json:"verify_content"`
}

// CheckOpenIMContactRequest is the body of /openim/check_openim_contact.
type CheckOpenIMContactRequest struct {
	GUID string `json:"guid"`
	URL  string `json:"url"`
}

// ModifyOpenIMDisturbFlagRequest is the body of /openim/modify_openim_disturb_flag.
type ModifyOpenIMDisturbFlagRequest struct {
	GUID     string `json:"guid"`
	Username string `json:"username"`
	Status   int64  `json:"status"`
}

// ModifyOpenIMTopFlagRequest is the body of /openim/modify_openim_top_flag.
type ModifyOpenIMTopFlagRequest struct {
	GUID     string `json:"guid"`
	Username string `json:"username"`
	Status   int64  `json:"status"`
}
