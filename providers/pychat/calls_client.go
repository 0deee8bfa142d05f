package pychat

// The calls of the section 客户端.
var (
	// RestoreClient is 恢复实例. The proxy is a URL of http, socks4 or
	// socks5, with user and password where it wants them; "" for none.
	RestoreClient = Call[RestoreClientRequest, Done]{endpoint{section: "客户端", title: "恢复实例", path: "/client/restore_client"}}
	// StopClient is 停止实例.
	StopClient = Call[StopClientRequest, Done]{endpoint{section: "客户端", title: "停止实例", path: "/client/stop_client"}}
	// SetNotifyURL is 设置实例通知地址.
	SetNotifyURL = Call[SetNotifyURLRequest, Done]{endpoint{section: "客户端", title: "设置实例通知地址", path: "/client/set_notify_url", read: true}}
	// SetBridge is 设置实例桥接ID.
	SetBridge = Call[SetBridgeRequest, Done]{endpoint{section: "客户端", title: "设置实例桥接ID", path: "/client/set_bridge"}}
	// SetProxy is 设置实例代理.
	SetProxy = Call[SetProxyRequest, Done]{endpoint{section: "客户端", title: "设置实例代理", path: "/client/set_proxy"}}
	// UpdateClient is 升级实例. Only ever up: a
	// downgrade gets the account banned.
	UpdateClient = Call[UpdateClientRequest, Done]{endpoint{section: "客户端", title: "升级实例", path: "/client/update_client"}}
	// GetClientStatus is 获取实例状态. The answer is one of ClientStopped,
	// ClientRunning and ClientOnline.
	GetClientStatus = Call[GetClientStatusRequest, StatusAnswer]{endpoint{section: "客户端", title: "获取实例状态", path: "/client/get_client_status", read: true}}
	// GetClientVersion is 获取实例版本.
	GetClientVersion = Call[GetClientVersionRequest, VersionAnswer]{endpoint{section: "客户端", title: "获取实例版本", path: "/client/get_client_version", read: true}}
)

// RestoreClientRequest is the body of /client/restore_client.
type RestoreClientRequest struct {
	GUID           string `json:"guid"`
	Proxy          string `json:"proxy"`
	IsLoginProxy   bool   `json:"is_login_proxy"`
	Bridge         string `json:"bridge"`
	SyncHistoryMsg bool   `json:"sync_history_msg"`
	AutoStart      bool   `json:"auto_start"`
}

// StopClientRequest is the body of /client/stop_client.
type StopClientRequest struct {
	GUID string `json:"guid"`
}

// SetNotifyURLRequest is the body of /client/set_notify_url.
type SetNotifyURLRequest struct {
	GUID      string `json:"guid"`
	NotifyURL string `json:"notify_url"`
}

// SetBridgeRequest is the body of /client/set_bridge.
type SetBridgeRequest struct {
	GUID   string `json:"guid"`
	Bridge string `json:"bridge"`
}

// SetProxyRequest is the body of /client/set_proxy.
type SetProxyRequest struct {
	GUID        string `json:"guid"`
	Proxy       string `json:"proxy"`
	IsLongProxy bool   `json:"is_long_proxy"`
}

// UpdateClientRequest is the body of /client/update_client.
type UpdateClientRequest struct {
	GUID          string `json:"guid"`
	NewClientType int64  `json:"new_client_type"`
}

// GetClientStatusRequest is the body of /client/get_client_status.
type GetClientStatusRequest struct {
	GUID string `json:"guid"`
}

// GetClientVersionRequest is the body of /client/get_client_version.
type GetClientVersionRequest struct {
	GUID string `json:"guid"`
}
