package pychat

// The calls of the section Login.
var (
	// GetLoginQRCode is 获取登录二维码.
	GetLoginQRCode = Call[GetLoginQRCodeRequest, QRCodeAnswer]{endpoint{section: "Login", title: "获取登录二维码", path: "/login/get_login_qrcode", read: true}}
	// CheckLoginQRCode is 检查登录二维码状态. To be asked again and again after
	// GetLoginQRCode.
	CheckLoginQRCode = Call[CheckLoginQRCodeRequest, LoginAnswer]{endpoint{section: "Login", title: "检查登录二维码状态", path: "/login/check_login_qrcode", read: true}}
	// PushLoginURL is 推送手机确认登录通知.
	PushLoginURL = Call[PushLoginURLRequest, Done]{endpoint{section: "Login", title: "推送手机确认登录通知", path: "/login/push_login_url"}}
	// VerifyLoginURL is 验证登录. An iPad login may want a PIN (status 1 of
	// CheckLoginQRCode); the ticket is a parameter of the auth URL.
	VerifyLoginURL = Call[VerifyLoginURLRequest, Done]{endpoint{section: "Login", title: "验证登录", path: "/login/verify_login_url"}}
)

// GetLoginQRCodeRequest is the body of /login/get_login_qrcode.
type GetLoginQRCodeRequest struct {
	GUID string `json:"guid"`
}

// CheckLoginQRCodeRequest is the body of /login/check_login_qrcode.
type CheckLoginQRCodeRequest struct {
	GUID string `json:"guid"`
}

// PushLoginURLRequest is the body of /login/push_login_url.
type PushLoginURLRequest struct {
	GUID string `json:"guid"`
}

// VerifyLoginURLRequest is the body of /login/verify_login_url.
type VerifyLoginURLRequest struct {
	GUID   string `json:"guid"`
	Ticket string `json:"ticket"`
	Pin    string `json:"pin"`
}
