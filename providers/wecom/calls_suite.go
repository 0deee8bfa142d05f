package wecom

import "seatdeck/providers/internal/wire"

// The calls of a third-party suite and of a service provider (应用授权). Those for
// their tokens are in calls_token.go.
var (
	// GetPreAuthCode is 获取预授权码.
	GetPreAuthCode = Call[NoFields, PreAuthCode]{endpoint{path: "service/get_pre_auth_code", title: "获取预授权码", token: suiteToken, get: true, read: true, bare: true}}
	// SetSessionInfo is 设置授权配置.
	SetSessionInfo = Call[SessionInfoRequest, Done]{endpoint{path: "service/set_session_info", title: "设置授权配置", token: suiteToken, read: true}}
	// GetPermanentCode is 获取企业永久授权码; an auth code is good for one call.
	GetPermanentCode = Call[PermanentCodeRequest, Permanent]{endpoint{path: "service/get_permanent_code", title: "获取企业永久授权码", token: suiteToken, bare: true}}
	// GetAuthInfo is 获取企业授权信息.
	GetAuthInfo = Call[AuthInfoRequest, PermanentInfo]{endpoint{path: "service/get_auth_info", title: "获取企业授权信息", token: suiteToken, read: true, bare: true}}
	// GetAdmins is 获取应用的管理员列表.
	GetAdmins = Call[AdminsRequest, AdminList]{endpoint{path: "service/get_admin_list", title: "获取应用的管理员列表", token: suiteToken, read: true}}
	// GetAppQRCode is 获取应用二维码.
	GetAppQRCode = Call[AppQRCodeRequest, AppQRCodeAnswer]{endpoint{path: "service/get_app_qrcode", title: "获取应用二维码", token: suiteToken, read: true}}
	// GetUserInfo3rd is 获取访问用户身份, of a suite.
	GetUserInfo3rd = Call[UserCodeRequest, UserInfo3rd]{endpoint{path: "service/auth/getuserinfo3rd", title: "获取访问用户身份(第三方)", token: suiteToken, get: true, read: true, bare: true}}
	// GetUserDetail3rd is 获取访问用户敏感信息, of a suite.
	GetUserDetail3rd = Call[UserTicketRequest, UserDetail3rd]{endpoint{path: "service/auth/getuserdetail3rd", title: "获取访问用户敏感信息(第三方)", token: suiteToken, read: true, bare: true}}
	// GetLoginInfo is 获取登录用户信息.
	GetLoginInfo = Call[LoginInfoRequest, LoginInfo]{endpoint{path: "service/get_login_info", title: "获取登录用户信息", token: loginToken, bare: true}}
	// GetCustomizedAuthURL is 获取带参授权链接.
	GetCustomizedAuthURL = Call[CustomizedAuthURLRequest, CustomizedAuthURL]{endpoint{path: "service/get_customized_auth_url", title: "获取带参授权链接", token: providerToken, read: true, bare: true}}
)

// PreAuthCode begins an authorisation.
type PreAuthCode struct {
	PreAuthCode wire.Text `json:"pre_auth_code"`
	ExpiresIn   wire.Int  `json:"expires_in"` // s
}

// SessionInfoRequest is the body of service/set_session_info.
type SessionInfoRequest struct {
	PreAuthCode string      `json:"pre_auth_code"`
	SessionInfo SessionInfo `json:"session_info"`
}

// SessionInfo says how a corp authorises.
type SessionInfo struct {
	AuthType int `json:"auth_type"` // 0 for real, 1 for a test
}

// PermanentCodeRequest is the body of service/get_permanent_code.
type PermanentCodeRequest struct {
	AuthCode string `json:"auth_code"`
}

// AuthInfoRequest is the body of service/get_auth_info.
type AuthInfoRequest struct {
	AuthCorpID    string `json:"auth_corpid"`
	PermanentCode string `json:"permanent_code"`
}

// Permanent is a corp's authorisation, with its first token; a customised app
// gets none.
type Permanent struct {
	AccessToken wire.Text `json:"access_token"`
	ExpiresIn   wire.Int  `json:"expires_in"` // s
	PermanentInfo
}

// PermanentInfo is a corp's authorisation.
type PermanentInfo struct {
	PermanentCode    wire.Text        `json:"permanent_code"` // a secret
	DealerCorpInfo   DealerCorpInfo   `json:"dealer_corp_info"`
	AuthCorpInfo     AuthCorpInfo     `json:"auth_corp_info"`
	AuthInfo         AuthInfo         `json:"auth_info"`
	AuthUserInfo     AuthUserInfo     `json:"auth_user_info"`
	RegisterCodeInfo RegisterCodeInfo `json:"register_code_info"`
	EditionInfo      EditionInfo      `json:"edition_info"`
	State            wire.Text        `json:"state"`
}

// DealerCorpInfo is the corp that sold it.
type DealerCorpInfo struct {
	CorpID   wire.Text `json:"corpid"`
	CorpName wire.Text `json:"corp_name"`
}

// AuthCorpInfo is the corp.
type AuthCorpInfo struct {
	CorpID            wire.Text `json:"corpid"`
	CorpName          wire.Text `json:"corp_name"`
	CorpType          wire.Text `json:"corp_type"`
	CorpSquareLogoURL wire.Text `json:"corp_square_logo_url"`
	CorpUserMax       wire.Int  `json:"corp_user_max"`
	CorpFullName      wire.Text `json:"corp_full_name"`
	VerifiedEndTime   Seconds   `json:"verified_end_time"`
	SubjectType       wire.Int  `json:"subject_type"`
	CorpWxQRCode      wire.Text `json:"corp_wxqrcode"`
	CorpScale         wire.Text `json:"corp_scale"`
	CorpIndustry      wire.Text `json:"corp_industry"`
	CorpSubIndustry   wire.Text `json:"corp_sub_industry"`
}

// AuthInfo are the apps that were authorised: one, but for old suites.
type AuthInfo struct {
	Agent []Agent `json:"agent"`
}

// Agent is an app and what it may do.
type Agent struct {
	AgentID          wire.Int    `json:"agentid"`
	AppID            wire.Int    `json:"appid,omitempty"` // only of old suites
	AuthMode         wire.Int    `json:"auth_mode"`       // 0 by an admin, 1 by a member
	Name             wire.Text   `json:"name"`
	RoundLogoURL     wire.Text   `json:"round_logo_url"`
	SquareLogoURL    wire.Text   `json:"square_logo_url"`
	IsCustomizedApp  Bool        `json:"is_customized_app"`
	AuthFromThirdApp Bool        `json:"auth_from_thirdapp"`
	Privilege        Privilege   `json:"privilege"`
	SharedFrom       *SharedFrom `json:"shared_from,omitempty"`
}

// SharedFrom is the corp that shares the app. The document prints no fields.
type SharedFrom struct {
	CorpID    wire.Text `json:"corpid"`
	ShareType wire.Int  `json:"share_type"`
}

// Privilege is what an app may do: level 1 reads the address book's base, 3 all
// and writes it, 4 reads single members' base.
type Privilege struct {
	Level      wire.Int    `json:"level"`
	AllowParty []wire.Int  `json:"allow_party"`
	AllowUser  []wire.Text `json:"allow_user"`
	AllowTag   []wire.Int  `json:"allow_tag"`
	ExtraParty []wire.Int  `json:"extra_party"`
	ExtraUser  []wire.Text `json:"extra_user"`
	ExtraTag   []wire.Int  `json:"extra_tag"`
}

// AuthUserInfo is who authorised, or logged in.
type AuthUserInfo struct {
	UserID     wire.Text `json:"userid"`
	OpenUserID wire.Text `json:"open_userid"`
	Name       wire.Text `json:"name"`
	Avatar     wire.Text `json:"avatar"`
}

// RegisterCodeInfo is the code with which the corp registered.
type RegisterCodeInfo struct {
	RegisterCode wire.Text `json:"register_code"`
	TemplateID   wire.Text `json:"template_id"`
	State        wire.Text `json:"state"`
}

// EditionInfo is what the corp paid for.
type EditionInfo struct {
	Agent []Edition `json:"agent"`
}

// Edition is what it paid for one app.
type Edition struct {
	EditionID        wire.Text `json:"edition_id"`
	EditionName      wire.Text `json:"edition_name"`
	AgentID          wire.Int  `json:"agentid"`
	AppStatus        wire.Int  `json:"app_status"`
	UserLimit        wire.Int  `json:"user_limit"` // 4294967295: none
	ExpiredTime      Seconds   `json:"expired_time"`
	IsVirtualVersion Bool      `json:"is_virtual_version"`
}

// AdminsRequest is the body of service/get_admin_list.
type AdminsRequest struct {
	AuthCorpID string `json:"auth_corpid"`
	AgentID    int64  `json:"agentid"`
}

// AdminList are the admins of an app.
type AdminList struct {
	Admin []AdminInfo `json:"admin"`
}

// AdminInfo is an admin: auth_type 0 may send, 1 may manage.
type AdminInfo struct {
	UserID     wire.Text `json:"userid"`
	OpenUserID wire.Text `json:"open_userid"`
	AuthType   wire.Int  `json:"auth_type"`
}

// QRCodeURL is the result_type that answers with a URL. The other one, the bytes
// of a picture, this client does not read.
const QRCodeURL = 2

// AppQRCodeRequest is the document's QRCodeReq.
type AppQRCodeRequest struct {
	SuiteID    string `json:"suite_id"`
	State      string `json:"state,omitempty"` // at most 32 bytes of a-zA-Z0-9
	AppID      int64  `json:"appid,omitempty"` // only of old suites
	Style      int    `json:"style"`           // 0 framed for print, 1 for screens, 2–4 bare, small to large
	ResultType int    `json:"result_type"`     // QRCodeURL
}

// AppQRCodeAnswer is where the picture is.
type AppQRCodeAnswer struct {
	QRCode wire.Text `json:"qrcode"`
}

// UserInfo3rd is who opened a page of the suite.
type UserInfo3rd struct {
	CorpID         wire.Text `json:"corpid"`
	UserID         wire.Text `json:"userid"`
	UserTicket     wire.Text `json:"user_ticket"`
	ExpiresIn      wire.Int  `json:"expires_in"` // s, of the ticket
	OpenUserID     wire.Text `json:"open_userid"`
	OpenID         wire.Text `json:"openid"` // of one who is no member
	ExternalUserID wire.Text `json:"external_userid"`
}

// UserDetail3rd is what that member let the suite know.
type UserDetail3rd struct {
	CorpID wire.Text `json:"corpid"`
	UserID wire.Text `json:"userid"`
	Name   wire.Text `json:"name"`
	Gender wire.Text `json:"gender"`
	Avatar wire.Text `json:"avatar"`
	QRCode wire.Text `json:"qr_code"`
}

// LoginInfoRequest is the body of service/get_login_info.
type LoginInfoRequest struct {
	AuthCode string `json:"auth_code"`
}

// LoginInfo is who logged in at the provider's site: usertype 1 founder, 2 admin
// inside, 3 outside, 4 admin of departments, 5 member.
type LoginInfo struct {
	UserType wire.Int      `json:"usertype"`
	UserInfo AuthUserInfo  `json:"user_info"`
	CorpInfo AuthCorpInfo  `json:"corp_info"`
	Agent    []LoginAgent  `json:"agent"`
	AuthInfo LoginAuthInfo `json:"auth_info"`
}

// LoginAgent is an app that the person may manage.
type LoginAgent struct {
	AgentID  wire.Int `json:"agentid"`
	AuthType wire.Int `json:"auth_type"`
}

// LoginAuthInfo are the departments that the person may manage.
type LoginAuthInfo struct {
	Department []LoginDepartment `json:"department"`
}

// LoginDepartment is such a department.
type LoginDepartment struct {
	ID       wire.Int `json:"id"`
	Writable Bool     `json:"writable"`
}

// CustomizedAuthURLRequest is the body of service/get_customized_auth_url.
type CustomizedAuthURLRequest struct {
	State          string   `json:"state"`
	TemplateIDList []string `json:"templateid_list"`
}

// CustomizedAuthURL is the link under which a corp authorises.
type CustomizedAuthURL struct {
	QRCodeURL wire.Text `json:"qrcode_url"`
	ExpiresIn wire.Int  `json:"expires_in"` // s
}
