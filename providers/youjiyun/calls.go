package youjiyun

import "seatdeck/providers/internal/wire"

// The HTTP calls of section 2.
var (
	// Auth is 2.1 登录授权. A Client makes it by itself.
	Auth = Call[AuthRequest, AuthAnswer]{endpoint{section: "2.1", name: "登录授权", path: callAuthPath, read: true}}
	// ListRobots is 2.2 企微机器人列表.
	ListRobots = Call[ListRobotsRequest, RobotsAnswer]{endpoint{section: "2.2", name: "企微机器人列表", path: "/wxworkapi/robot/list", read: true}}
	// ListUsers is 2.3 企微客户列表.
	ListUsers = Call[ListUsersRequest, UsersAnswer]{endpoint{section: "2.3", name: "企微客户列表", path: "/wxworkapi/external/user/list", read: true}}
	// ListGroups is 2.4 企微群列表.
	ListGroups = Call[ListGroupsRequest, GroupsAnswer]{endpoint{section: "2.4", name: "企微群列表", path: "/wxworkapi/group/list", read: true}}
	// DownloadGroups is 2.5 企微群列表下载.
	DownloadGroups = Call[DownloadGroupsRequest, DownloadAnswer]{endpoint{section: "2.5", name: "企微群列表下载", path: "/wxworkapi/grouptag/list/download", read: true}}
	// ListMembers is 2.6 企微群成员列表.
	ListMembers = Call[ListMembersRequest, MembersAnswer]{endpoint{section: "2.6", name: "企微群成员列表", path: "/wxworkapi/group/member/list", read: true}}
	// SaveBroadcast is 2.7 消息群发.
	SaveBroadcast = Call[BroadcastRequest, Done]{endpoint{section: "2.7", name: "消息群发", path: "/wxworkapi/multiple/task/save", json: true}}
	// Bridge is 2.8 即时消息同步请求: a socket action as an HTTP call.
	Bridge = Call[any, ActionHead]{endpoint{section: "2.8", name: "即时消息同步请求", path: "/wxworkapi/bridge", json: true}}
	// DuplicateSettings is 2.9 同步群聊配置.
	DuplicateSettings = Call[DuplicateSettingsRequest, Done]{endpoint{section: "2.9", name: "同步群聊配置", path: "/wxworkapi/group/setting/duplicate", read: true}}
	// ListChats is 2.10 最近会话列表.
	ListChats = Call[ListChatsRequest, ChatsAnswer]{endpoint{section: "2.10", name: "最近会话列表", path: "/wxworkapi/chat/list", read: true}}
	// ListMessages is 2.11 会话聊天记录.
	ListMessages = Call[ListMessagesRequest, MessagesAnswer]{endpoint{section: "2.11", name: "会话聊天记录", path: "/wxworkapi/chat/message", read: true}}
	// CleanUnread is 2.12 清除未读会话消息.
	CleanUnread = Call[CleanUnreadRequest, Done]{endpoint{section: "2.12", name: "清除未读会话消息", path: "/wxworkapi/unreadmsg/clean", read: true}}
	// SyncContacts is 2.13 通讯录同步.
	SyncContacts = Call[SyncContactsRequest, Done]{endpoint{section: "2.13", name: "通讯录同步", path: "/wxworkapi/contact/sync", read: true}}
)

// Done is an answer that says no more than that it worked (1.2).
type Done struct{}

// AuthRequest is 2.1's.
type AuthRequest struct {
	AccessKey    string `json:"accessKey"`
	AccessSecret string `json:"accessSecret"`
}

// AuthAnswer is 2.1's.
type AuthAnswer struct {
	Data Grant `json:"data"`
}

// Grant is a token and how long it lasts (2.1).
type Grant struct {
	CreateTime    wire.Millis `json:"createTime"`
	ExpireMinutes wire.Int    `json:"expireMinutes"` // after CreateTime
	AccessToken   wire.Text   `json:"accessToken"`
	Username      wire.Text   `json:"username"`
}

// ListRobotsRequest is 2.2's; it has no fields.
type ListRobotsRequest struct{}

// RobotsAnswer is 2.2's.
type RobotsAnswer struct {
	Robots wire.Rows[Robot] `json:"model"`
}

// The values of robotStatus (2.2).
const (
	RobotInitializing = 0 // 初始化
	RobotOnline       = 1 // 在线
	RobotOffline      = 2 // 离线
	RobotBanned       = 3 // 封号禁止登录
	RobotKicked       = 4 // 被踢出登录
)

// Robot is one WeCom account (2.2).
type Robot struct {
	RobotKey         wire.Text `json:"robotKey"`
	LastLoginTime    wire.Date `json:"lastLoginTime"`
	AliasName        wire.Text `json:"aliasName"`
	HeadImg          wire.Text `json:"headImg"`
	Color            wire.Text `json:"color"`
	ServiceCode      wire.Text `json:"serviceCode"`
	RobotStatus      *wire.Int `json:"robotStatus"`
	NickName         wire.Text `json:"nickName"`
	ClientCode       wire.Text `json:"clientCode"` // the user it belongs to
	Wxid             wire.Text `json:"wxid"`
	OfficialUserID   wire.Text `json:"officialUserId"` // the table spells it officailUserId
	CorpID           wire.Text `json:"corpid"`
	MasterClientCode wire.Text `json:"masterClientCode"`
}

// DownloadGroupsRequest is 2.5's, in either of its two forms: one robot with its
// groups, or robots with conditions.
type DownloadGroupsRequest struct {
	RobotKey        string   `json:"robotKey,omitempty"`
	ConversationIDs []string `json:"conversationIds,omitempty"`

	RobotKeys      []string `json:"robotKeys,omitempty"`
	Status         *int     `json:"status,omitempty"` // whether the robot is in the group
	CreatorName    string   `json:"creatorName,omitempty"`
	CreatorID      string   `json:"creatorId,omitempty"`
	Name           string   `json:"name,omitempty"`          // part of it
	MemberCount    int      `json:"memberCount,omitempty"`   // at least
	UpMemberCount  int      `json:"upmemberCount,omitempty"` // at most
	OuterGroupChat *int     `json:"outerGroupChat,omitempty"`
	OrderBy        int      `json:"orderBy,omitempty"` // 1, 2 name up, down; 3, 4 creation up, down
}

// DownloadAnswer is 2.5's: the URL of an Excel file.
type DownloadAnswer struct {
	DownloadURL wire.Text `json:"downloadUrl"`
}

// DuplicateSettingsRequest is 2.9's.
type DuplicateSettingsRequest struct {
	Chatroom     []string `json:"chatroom"` // per robot its groups, joined with ";"
	FromGroup    string   `json:"g"`
	Modules      []string `json:"module"`
	FromRobotKey string   `json:"r"`
	RobotKeys    []string `json:"robotKey"`
}

// The modules of 2.9.
const (
	ModuleWelcome      = "WELCOME_NEW_MEMBER"  // 入群欢迎语
	ModuleKeywordReply = "GROUP_KEYWORD_REPLY" // 群关键词回复
	ModulePeriodReply  = "PERIOD_AUTO_REPLY"   // 默认回复
)

// SyncUsersAndGroups is a syncType of 2.13.
const SyncUsersAndGroups = 3

// SyncContactsRequest is 2.13's.
type SyncContactsRequest struct {
	RobotKey string `json:"robotKey"`
	SyncType int    `json:"syncType,omitempty"` // 0 all, 1 customers, 2 groups, 3 both, 4 departments
}
