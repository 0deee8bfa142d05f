package pychat

// The calls of the section App.
var (
	// GetA8Key is 取真实URL.
	GetA8Key = Call[GetA8KeyRequest, A8KeyAnswer]{endpoint{section: "App", title: "取真实URL", path: "/app/get_a8key", read: true}}
	// MpGetA8Key is 取真实URL.
	MpGetA8Key = Call[MpGetA8KeyRequest, A8KeyAnswer]{endpoint{section: "App", title: "取真实URL", path: "/app/mp_get_a8key", read: true}}
	// JsLogin is 小程序授权登录.
	JsLogin = Call[JsLoginRequest, JsLoginAnswer]{endpoint{section: "App", title: "小程序授权登录", path: "/app/js_login"}}
	// JsOperateWxData is 小程序安全通讯.
	JsOperateWxData = Call[JsOperateWxDataRequest, JsDataAnswer]{endpoint{section: "App", title: "小程序安全通讯", path: "/app/js_operate_wxdata"}}
	// JsOperateWxDataVIP is 小程序安全通讯VIP.
	JsOperateWxDataVIP = Call[JsOperateWxDataVIPRequest, JsDataAnswer]{endpoint{section: "App", title: "小程序安全通讯VIP", path: "/app/js_operate_wxdata_vip"}}
	// OAuthAuthorize is OAuth登录授权.
	OAuthAuthorize = Call[OAuthAuthorizeRequest, AuthorizeAnswer]{endpoint{section: "App", title: "OAuth登录授权", path: "/app/oauth_authorize"}}
	// OAuthAuthorizeConfirm is OAuth登录授权确认.
	OAuthAuthorizeConfirm = Call[OAuthAuthorizeConfirmRequest, AuthorizeAnswer]{endpoint{section: "App", title: "OAuth登录授权确认", path: "/app/oauth_authorize_confirm"}}
	// QRConnectAuthorize is 第三方网站扫码登录授权.
	QRConnectAuthorize = Call[QRConnectAuthorizeRequest, AuthorizeAnswer]{endpoint{section: "App", title: "第三方网站扫码登录授权", path: "/app/qrconnect_authorize"}}
	// QRConnectAuthorizeConfirm is 第三方网站扫码登录授权确认. The scope is
	// ["snsapi_login"].
	QRConnectAuthorizeConfirm = Call[QRConnectAuthorizeConfirmRequest, AuthorizeAnswer]{endpoint{section: "App", title: "第三方网站扫码登录授权确认", path: "/app/qrconnect_authorize_confirm"}}
	// CreateWxaShortLink is 生成小程序短链接.
	CreateWxaShortLink = Call[CreateWxaShortLinkRequest, ShortLinkAnswer]{endpoint{section: "App", title: "生成小程序短链接", path: "/app/create_wxa_short_link"}}
	// ResolveWxaShortLink is 解析小程序短链接. Links like #小程序://xxxx/xxxx.
	ResolveWxaShortLink = Call[ResolveWxaShortLinkRequest, ShortLinkAnswer]{endpoint{section: "App", title: "解析小程序短链接", path: "/app/resolve_wxa_short_link", read: true}}
	// ResolveWxaAppShortLink is 解析小程序短链接. Links like mp://xxxxxxx.
	ResolveWxaAppShortLink = Call[ResolveWxaAppShortLinkRequest, ShortLinkAnswer]{endpoint{section: "App", title: "解析小程序短链接", path: "/app/resolve_wxa_app_short_link", read: true}}
)

// GetA8KeyRequest is the body of /app/get_a8key.
type GetA8KeyRequest struct {
	GUID          string `json:"guid"`
	ReqURL        string `json:"req_url"`
	Scene         int64  `json:"scene"`
	ClientVersion int64  `json:"client_version"`
	DeviceType    string `json:"device_type"`
}

// MpGetA8KeyRequest is the body of /app/mp_get_a8key.
type MpGetA8KeyRequest struct {
	GUID          string `json:"guid"`
	ReqURL        string `json:"req_url"`
	Scene         int64  `json:"scene"`
	ClientVersion int64  `json:"client_version"`
	DeviceType    string `json:"device_type"`
}

// JsLoginRequest is the body of /app/js_login.
type JsLoginRequest struct {
	GUID  string `json:"guid"`
	AppID string `json:"appid"`
}

// JsOperateWxDataRequest is the body of /app/js_operate_wxdata.
type JsOperateWxDataRequest struct {
	GUID       string `json:"guid"`
	AppID      string `json:"appid"`
	Data       string `json:"data"`
	GrantScope string `json:"grant_scope"`
}

// JsOperateWxDataVIPRequest is the body of /app/js_operate_wxdata_vip.
type JsOperateWxDataVIPRequest struct {
	GUID       string `json:"guid"`
	AppID      string `json:"appid"`
	Data       string `json:"data"`
	GrantScope string `json:"grant_scope"`
}

// OAuthAuthorizeRequest is the body of /app/oauth_authorize. The document's
// table says that scene is a text; its example, which is sent, has a number.
type OAuthAuthorizeRequest struct {
	GUID     string `json:"guid"`
	URL      string `json:"url"`
	Username string `json:"username"`
	Scene    int64  `json:"scene"`
}

// OAuthAuthorizeConfirmRequest is the body of /app/oauth_authorize_confirm.
type OAuthAuthorizeConfirmRequest struct {
	GUID     string       `json:"guid"`
	URL      string       `json:"url"`
	Scope    List[string] `json:"scope"`
	AvatarID int64        `json:"avatar_id"`
	Opt      int64        `json:"opt"`
}

// QRConnectAuthorizeRequest is the body of /app/qrconnect_authorize; scene as in
// OAuthAuthorizeRequest.
type QRConnectAuthorizeRequest struct {
	GUID     string `json:"guid"`
	URL      string `json:"url"`
	Username string `json:"username"`
	Scene    int64  `json:"scene"`
}

// QRConnectAuthorizeConfirmRequest is the body of /app/qrconnect_authorize_confirm.
type QRConnectAuthorizeConfirmRequest struct {
	GUID     string       `json:"guid"`
	URL      string       `json:"url"`
	Scope    List[string] `json:"scope"`
	AvatarID int64        `json:"avatar_id"`
	Opt      int64        `json:"opt"`
}

// CreateWxaShortLinkRequest is the body of /app/create_wxa_short_link.
type CreateWxaShortLinkRequest struct {
	GUID      string `json:"guid"`
	AppID     string `json:"appid"`
	PagePath  string `json:"page_path"`
	PageTitle string `json:"page_title"`
}

// ResolveWxaShortLinkRequest is the body of /app/resolve_wxa_short_link.
type ResolveWxaShortLinkRequest struct {
	GUID      string `json:"guid"`
	ShortLink string `json:"short_link"`
}

// ResolveWxaAppShortLinkRequest is the body of /app/resolve_wxa_app_short_link.
type ResolveWxaAppShortLinkRequest struct {
	GUID      string `json:"guid"`
	ShortLink string `json:"short_link"`
}
