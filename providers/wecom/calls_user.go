package wecom

import "seatdeck/providers/internal/wire"

// The calls for members (成员管理, 身份验证).
var (
	// ListSimpleUsers is 获取部门成员.
	ListSimpleUsers = Call[UsersRequest, SimpleUsersAnswer]{endpoint{path: "user/simplelist", title: "获取部门成员", get: true, read: true}}
	// ListUsers is 获取部门成员详情.
	ListUsers = Call[UsersRequest, UsersAnswer]{endpoint{path: "user/list", title: "获取部门成员详情", get: true, read: true}}
	// GetUser is 读取成员.
	GetUser = Call[UserRequest, Member]{endpoint{path: "user/get", title: "读取成员", get: true, read: true}}
	// CreateUser is 创建成员.
	CreateUser = Call[MemberRequest, Done]{endpoint{path: "user/create", title: "创建成员"}}
	// UpdateUser is 更新成员.
	UpdateUser = Call[MemberRequest, Done]{endpoint{path: "user/update", title: "更新成员", read: true}}
	// DeleteUser is 删除成员.
	DeleteUser = Call[UserRequest, Done]{endpoint{path: "user/delete", title: "删除成员", get: true}}
	// ListUserIDs is 获取成员ID列表.
	ListUserIDs = Call[Paging, UserIDsAnswer]{endpoint{path: "user/list_id", title: "获取成员ID列表", read: true}}
	// ListMemberAuth is 获取成员授权列表.
	ListMemberAuth = Call[Paging, MemberAuthAnswer]{endpoint{path: "user/list_member_auth", title: "获取成员授权列表", read: true}}
	// ListSelectedTicketUsers is 获取选人ticket对应的用户.
	ListSelectedTicketUsers = Call[SelectedTicketRequest, SelectedTicketAnswer]{endpoint{path: "user/list_selected_ticket_user", title: "获取选人ticket对应的用户", read: true}}
	// GetUserInfo is 获取访问用户身份.
	GetUserInfo = Call[UserCodeRequest, UserInfo]{endpoint{path: "auth/getuserinfo", title: "获取访问用户身份", get: true, read: true}}
	// GetUserDetail is 获取访问用户敏感信息.
	GetUserDetail = Call[UserTicketRequest, UserInfoDetail]{endpoint{path: "auth/getuserdetail", title: "获取访问用户敏感信息", read: true}}
	// GetJSTicket is 获取企业的jsapi_ticket.
	GetJSTicket = Call[NoFields, TicketAnswer]{endpoint{path: "get_jsapi_ticket", title: "获取企业的jsapi_ticket", get: true, read: true}}
)

// UsersRequest asks for the members of a department.
type UsersRequest struct {
	DepartmentID int64 `json:"department_id"`
	FetchChild   int   `json:"fetch_child,omitempty"` // 1: with the departments below
}

// SimpleUsersAnswer are members.
type SimpleUsersAnswer struct {
	UserList []SimpleUser `json:"userlist"`
}

// SimpleUser is a member in a list.
type SimpleUser struct {
	UserID     wire.Text  `json:"userid"`
	Name       wire.Text  `json:"name"` // the userid, where the app may not know it
	OpenUserID wire.Text  `json:"open_userid"`
	Department []wire.Int `json:"department"`
}

// UsersAnswer are members with their details.
type UsersAnswer struct {
	UserList []Member `json:"userlist"`
}

// UserRequest names a member.
type UserRequest struct {
	UserID string `json:"userid"`
}

// The values of Member.Status.
const (
	MemberActive   = 1 // 已激活
	MemberDisabled = 2 // 已禁用
	MemberInactive = 4 // 未激活
	MemberQuit     = 5 // 退出企业
)

// Member is the document's DepMember.
type Member struct {
	UserID           wire.Text        `json:"userid"`
	Name             wire.Text        `json:"name,omitempty"`
	Alias            wire.Text        `json:"alias,omitempty"`
	Mobile           wire.Text        `json:"mobile,omitempty"`
	Position         wire.Text        `json:"position,omitempty"`
	Gender           wire.Text        `json:"gender,omitempty"`
	Email            wire.Text        `json:"email,omitempty"`
	BizMail          wire.Text        `json:"biz_mail,omitempty"`
	AvatarMediaID    wire.Text        `json:"avatar_mediaid,omitempty"`
	OpenUserID       wire.Text        `json:"open_userid,omitempty"`
	Avatar           wire.Text        `json:"avatar,omitempty"`
	ThumbAvatar      wire.Text        `json:"thumb_avatar,omitempty"`
	Telephone        wire.Text        `json:"telephone,omitempty"`
	Address          wire.Text        `json:"address,omitempty"`
	QRCode           wire.Text        `json:"qr_code,omitempty"`
	ExternalPosition wire.Text        `json:"external_position,omitempty"`
	ToInvite         Bool             `json:"to_invite,omitempty"`
	Enable           wire.Int         `json:"enable"`
	Status           wire.Int         `json:"status,omitempty"`
	MainDepartment   wire.Int         `json:"main_department"`
	Department       []wire.Int       `json:"department,omitempty"`
	IsLeaderInDept   []wire.Int       `json:"is_leader_in_dept,omitempty"`
	Order            []wire.Int       `json:"order,omitempty"`
	DirectLeader     []wire.Text      `json:"direct_leader,omitempty"`
	ExtAttr          *ExtAttr         `json:"extattr,omitempty"`
	ExternalProfile  *ExternalProfile `json:"external_profile,omitempty"`
}

// ExtAttr are the attributes that the corp added. The document has one Attribute
// in its place; the official answers have this list.
type ExtAttr struct {
	Attrs []Attribute `json:"attrs"`
}

// MemberRequest is the document's CreateUpdateDepMember. The numbers are numbers
// here, as in the official documents; the document has them as texts. Where a
// member is changed, what is nil or empty stays as it is.
type MemberRequest struct {
	UserID           string           `json:"userid"`
	Name             string           `json:"name,omitempty"`
	Alias            string           `json:"alias,omitempty"`
	Mobile           string           `json:"mobile,omitempty"`
	Position         string           `json:"position,omitempty"`
	Gender           string           `json:"gender,omitempty"` // "1" male, "2" female
	Email            string           `json:"email,omitempty"`
	BizMail          string           `json:"biz_mail,omitempty"`
	AvatarMediaID    string           `json:"avatar_mediaid,omitempty"`
	Telephone        string           `json:"telephone,omitempty"`
	Address          string           `json:"address,omitempty"`
	MainDepartment   int64            `json:"main_department,omitempty"`
	ToInvite         *bool            `json:"to_invite,omitempty"` // left out it means true
	ExternalPosition string           `json:"external_position,omitempty"`
	Enable           *int             `json:"enable,omitempty"` // 1 enabled, 0 disabled
	Order            []int64          `json:"order,omitempty"`
	Department       []int64          `json:"department,omitempty"`
	IsLeaderInDept   []int            `json:"is_leader_in_dept,omitempty"`
	DirectLeader     []string         `json:"direct_leader,omitempty"`
	ExtAttr          *ExtAttr         `json:"extattr,omitempty"`
	ExternalProfile  *ExternalProfile `json:"external_profile,omitempty"`
}

// UserIDsAnswer is a page of members with a department each.
type UserIDsAnswer struct {
	DeptUser []DepUser `json:"dept_user"`
	Cursor
}

// DepUser is a member in a department; one in several has a row for each. A
// provider's app is told the open id in the place of the other.
type DepUser struct {
	UserID     wire.Text `json:"userid,omitempty"`
	OpenUserID wire.Text `json:"open_userid,omitempty"`
	Department wire.Int  `json:"department"`
}

// MemberAuthAnswer is the document's MemberAuthResult: who authorised the app.
type MemberAuthAnswer struct {
	MemberAuthList []MemberAuth `json:"member_auth_list"`
	Cursor
}

// MemberAuth is a member who authorised the app.
type MemberAuth struct {
	OpenUserID wire.Text `json:"open_userid"`
}

// SelectedTicketRequest is the body of user/list_selected_ticket_user.
type SelectedTicketRequest struct {
	SelectedTicket string `json:"selected_ticket"`
}

// SelectedTicketAnswer is the document's SelectedTicketResult.
type SelectedTicketAnswer struct {
	OperatorOpenUserID   wire.Text   `json:"operator_open_userid"`
	OpenUserIDList       []wire.Text `json:"open_userid_list"`
	UnauthOpenUserIDList []wire.Text `json:"unauth_open_userid_list"`
	Total                wire.Int    `json:"total"`
}

// UserCodeRequest has the code that a page was opened with.
type UserCodeRequest struct {
	Code string `json:"code"`
}

// UserInfo is who opened a page.
type UserInfo struct {
	UserID         wire.Text `json:"userid"`
	UserTicket     wire.Text `json:"user_ticket"`
	OpenID         wire.Text `json:"openid"` // of one who is no member
	ExternalUserID wire.Text `json:"external_userid"`
}

// UserTicketRequest has the ticket of UserInfo or UserInfo3rd.
type UserTicketRequest struct {
	UserTicket string `json:"user_ticket"`
}

// UserInfoDetail is what that member let the app know.
type UserInfoDetail struct {
	UserID  wire.Text `json:"userid"`
	Name    wire.Text `json:"name"`
	Gender  wire.Text `json:"gender"`
	Avatar  wire.Text `json:"avatar"`
	QRCode  wire.Text `json:"qr_code"`
	Mobile  wire.Text `json:"mobile"`
	Email   wire.Text `json:"email"`
	BizMail wire.Text `json:"biz_mail"`
	Address wire.Text `json:"address"`
}

// TicketAnswer is the document's Ticket.
type TicketAnswer struct {
	Ticket    wire.Text `json:"ticket"`
	ExpiresIn wire.Int  `json:"expires_in"` // s
}
