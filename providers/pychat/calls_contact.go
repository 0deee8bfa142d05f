package pychat

// The calls of the section Contact.
var (
	// InitContact is 同步联系人.
	InitContact = Call[InitContactRequest, InitContactAnswer]{endpoint{section: "Contact", title: "同步联系人", path: "/contact/init_contact", read: true, background: true}}
	// ModifyContactTopFlag is 置顶聊天. Status 1 puts it on top, 0 takes it off.
	ModifyContactTopFlag = Call[ModifyContactTopFlagRequest, Done]{endpoint{section: "Contact", title: "置顶聊天", path: "/contact/modify_contact_top_flag"}}
	// GetContact is 获取联系人详细. People, rooms, or members of a room; only the
	// last want room_username.
	GetContact = Call[GetContactRequest, ContactsAnswer]{endpoint{section: "Contact", title: "获取联系人详细", path: "/contact/get_contact", read: true, background: true}}
	// BatchGetContactBriefInfo is 批量获取联系人简要信息.
	BatchGetContactBriefInfo = Call[BatchGetContactBriefInfoRequest, ContactsAnswer]{endpoint{section: "Contact", title: "批量获取联系人简要信息", path: "/contact/batch_get_contact_brief_info", read: true, background: true}}
	// SearchContact is 通过手机号，微信号或QQ搜素微信用户.
	SearchContact = Call[SearchContactRequest, SearchAnswer]{endpoint{section: "Contact", title: "通过手机号，微信号或QQ搜素微信用户", path: "/contact/search_contact", read: true}}
	// AddFriend is 添加微信用户.
	AddFriend = Call[AddFriendRequest, FriendAnswer]{endpoint{section: "Contact", title: "添加微信用户", path: "/contact/add_friend"}}
	// VerifyFriend is 检查好友状态、单向加好友和同意好友申请. The opcode says which of
	// the three: FriendCheck, FriendAdd, FriendAccept.
	VerifyFriend = Call[VerifyFriendRequest, FriendAnswer]{endpoint{section: "Contact", title: "检查好友状态、单向加好友和同意好友申请", path: "/contact/verify_friend"}}
	// ModifyRemark is 修改好友备注.
	ModifyRemark = Call[ModifyRemarkRequest, Done]{endpoint{section: "Contact", title: "修改好友备注", path: "/contact/modify_remark"}}
	// DelFriend is 删除好友.
	DelFriend = Call[DelFriendRequest, Done]{endpoint{section: "Contact", title: "删除好友", path: "/contact/del_friend"}}
)

// InitContactRequest is the body of /contact/init_contact.
type InitContactRequest struct {
	GUID       string `json:"guid"`
	ContactSeq int64  `json:"contact_seq"`
	RoomSeq    int64  `json:"room_seq"`
}

// ModifyContactTopFlagRequest is the body of /contact/modify_contact_top_flag.
type ModifyContactTopFlagRequest struct {
	GUID     string `json:"guid"`
	Username string `json:"username"`
	Status   int64  `json:"status"`
}

// GetContactRequest is the body of /contact/get_contact.
type GetContactRequest struct {
	GUID         string       `json:"guid"`
	UsernameList List[string] `json:"username_list"`
	RoomUsername string       `json:"room_username"`
}

// BatchGetContactBriefInfoRequest is the body of /contact/batch_get_contact_brief_info.
type BatchGetContactBriefInfoRequest struct {
	GUID         string       `json:"guid"`
	UsernameList List[string] `json:"username_list"`
}

// SearchContactRequest is the body of /contact/search_contact.
type SearchContactRequest struct {
	GUID        string `json:"guid"`
	Username    string `json:"username"`
	FromScene   int64  `json:"from_scene"`
	SearchScene int64  `json:"search_scene"`
}

// AddFriendRequest is the body of /contact/add_friend.
type AddFriendRequest struct {
	GUID          string `json:"guid"`
	Username      string `json:"username"`
	VerifyContent string `json:"verify_content"`
	Scene         int64  `json:"scene"`
	Ticket        string `json:"ticket"`
}

// VerifyFriendRequest is the body of /contact/verify_friend.
type VerifyFriendRequest struct {
	GUID     string `json:"guid"`
	Username string `json:"username"`
	Ticket   string `json:"ticket"`
	Scene    int64  `json:"scene"`
	Opcode   int64  `json:"opcode"`
}

// ModifyRemarkRequest is the body of /contact/modify_remark.
type ModifyRemarkRequest struct {
	GUID     string `json:"guid"`
	Username string `json:"username"`
	Remark   string `json:"remark"`
}

// DelFriendRequest is the body of /contact/del_friend.
type DelFriendRequest struct {
	GUID     string `json:"guid"`
	Username string `json:"username"`
}
