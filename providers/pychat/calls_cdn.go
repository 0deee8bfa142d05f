package pychat

// The calls of the section CDN.
var (
	// GetCDNInfo is 获取cdn信息. It holds for 3 hours.
	GetCDNInfo = Call[GetCDNInfoRequest, CDNInfoAnswer]{endpoint{section: "CDN", title: "获取cdn信息", path: "/cdn/get_cdn_info", read: true}}
)

// GetCDNInfoRequest is the body of /cdn/get_cdn_info.
type GetCDNInfoRequest struct {
	GUID string `json:"guid"`
}
