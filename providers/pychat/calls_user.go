package pychat

// The calls of the section User.
var (
	// GetProfile is 获取登录账号信息.
	GetProfile = Call[GetProfileRequest, ProfileAnswer]{endpoint{section: "User", title: "获取登录账号信息", path: "/user/get_profile", read: true}}
	// GetQRCode is 获取个人二维码.
	GetQRCode = Call[GetQRCodeRequest, QRCodeAnswer]{endpoint{section: "User", title: "获取个人二维码", path: "/user/get_qrcode", read: true}}
	// Logout is 退出登录.
	Logout = Call[LogoutRequest, Done]{endpoint{section: "User", title: "退出登录", path: "/user/logout"}}
)

// GetProfileRequest is the body of /user/get_profile.
type GetProfileRequest struct {
	GUID string `json:"guid"`
}

// GetQRCodeRequest is the body of /user/get_qrcode.
type GetQRCodeRequest struct {
	GUID   string `json:"guid"`
	Style  int64  `json:"style"`
	Opcode int64  `json:"opcode"`
}

// LogoutRequest is the body of /user/logout.
type LogoutRequest struct {
	GUID string `json:"guid"`
}
