package wecom

import "seatdeck/providers/internal/wire"

// The calls for contact ways (客户联系「联系我」).
var (
	// AddContactWay is 配置客户联系「联系我」方式.
	AddContactWay = Call[AddContactWayRequest, ContactWayAdded]{endpoint{path: "externalcontact/add_contact_way", title: "配置客户联系「联系我」方式"}}
	// GetContactWay is 获取企业已配置的「联系我」方式.
	GetContactWay = Call[WayItem, ContactWayAnswer]{endpoint{path: "externalcontact/get_contact_way", title: "获取企业已配置的「联系我」方式", read: true}}
	// ListContactWays is 获取企业已配置的「联系我」列表.
	ListContactWays = Call[ListContactWaysRequest, ContactWaysAnswer]{endpoint{path: "externalcontact/list_contact_way", title: "获取企业已配置的「联系我」列表", read: true}}
	// UpdateContactWay is 更新企业已配置的「联系我」方式.
	UpdateContactWay = Call[UpdateContactWayRequest, Done]{endpoint{path: "externalcontact/update_contact_way", title: "更新企业已配置的「联系我」方式", read: true}}
	// DelContactWay is 删除企业已配置的「联系我」方式.
	DelContactWay = Call[WayItem, Done]{endpoint{path: "externalcontact/del_contact_way", title: "删除企业已配置的「联系我」方式"}}
	// CloseTempChat is 结束临时会话; the conclusions are sent then.
	CloseTempChat = Call[CloseTempChatRequest, Done]{endpoint{path: "externalcontact/close_temp_chat", title: "结束临时会话"}}
)

// The values of type and scene of a contact way.
const (
	WayOfOne  = 1 // 单人
	WayOfMany = 2 // 多人

	WayInMiniProgram = 1 // 在小程序中联系
	WayByQRCode      = 2 // 通过二维码联系
)

// AddContactWayRequest is the document's AddContactWay.
type AddContactWayRequest struct {
	Type          int          `json:"type"`
	Scene         int          `json:"scene"`
	Style         int          `json:"style,omitempty"`  // of the control in a mini program
	Remark        string       `json:"remark,omitempty"` // at most 30 characters
	SkipVerify    bool         `json:"skip_verify"`      // left out it would mean true
	State         string       `json:"state,omitempty"`  // at most 30 characters
	User          []string     `json:"user,omitempty"`   // one, where the type is WayOfOne
	Party         []int64      `json:"party,omitempty"`
	IsTemp        bool         `json:"is_temp,omitempty"`
	ExpiresIn     int64        `json:"expires_in,omitempty"`      // s, of a temporary QR code
	ChatExpiresIn int64        `json:"chat_expires_in,omitempty"` // s, of a temporary conversation
	UnionID       string       `json:"unionid,omitempty"`
	IsExclusive   bool         `json:"is_exclusive,omitempty"` // a customer gets only one member
	Conclusions   *Conclusions `json:"conclusions,omitempty"`
}

// ContactWayAdded is the document's AddContactWayResult.
type ContactWayAdded struct {
	ConfigID wire.Text `json:"config_id"`
	QRCode   wire.Text `json:"qr_code"` // URL of a picture, where the scene is WayByQRCode
}

// WayItem names a contact way.
type WayItem struct {
	ConfigID wire.Text `json:"config_id"`
}

// ContactWayAnswer is one contact way.
type ContactWayAnswer struct {
	ContactWay ContactWay `json:"contact_way"`
}

// ContactWay is a way to reach members.
type ContactWay struct {
	ConfigID      wire.Text    `json:"config_id"`
	Type          wire.Int     `json:"type"`
	Scene         wire.Int     `json:"scene"`
	Style         wire.Int     `json:"style"`
	Remark        wire.Text    `json:"remark"`
	SkipVerify    Bool         `json:"skip_verify"`
	State         wire.Text    `json:"state"`
	QRCode        wire.Text    `json:"qr_code"`
	User          []wire.Text  `json:"user"`
	Party         []wire.Int   `json:"party"`
	IsTemp        Bool         `json:"is_temp"`
	ExpiresIn     wire.Int     `json:"expires_in"`      // s
	ChatExpiresIn wire.Int     `json:"chat_expires_in"` // s
	UnionID       wire.Text    `json:"unionid"`
	Conclusions   *Conclusions `json:"conclusions,omitempty"`
}

// Conclusions end a temporary conversation: a text, and one of the others.
type Conclusions struct {
	Text        *ExText    `json:"text,omitempty"`
	Image       *ExImage   `json:"image,omitempty"`
	Link        *ExLink    `json:"link,omitempty"`
	MiniProgram *ExProgram `json:"miniprogram,omitempty"`
}

// ListContactWaysRequest is the document's CursorSearchReq.
type ListContactWaysRequest struct {
	StartTime Seconds `json:"start_time,omitempty"` // 0: 90 days ago
	EndTime   Seconds `json:"end_time,omitempty"`
	Paging            // at most 1000 rows
}

// ContactWaysAnswer is a page of contact ways.
type ContactWaysAnswer struct {
	ContactWay []WayItem `json:"contact_way"`
	Cursor
}

// UpdateContactWayRequest is the document's UpdateContactWay. What is nil or
// empty stays as it is.
type UpdateContactWayRequest struct {
	ConfigID      string       `json:"config_id"`
	Remark        *string      `json:"remark,omitempty"`
	SkipVerify    *bool        `json:"skip_verify,omitempty"`
	Style         int          `json:"style,omitempty"`
	State         *string      `json:"state,omitempty"`
	User          []string     `json:"user,omitempty"`
	Party         []int64      `json:"party,omitempty"`
	ExpiresIn     int64        `json:"expires_in,omitempty"`      // s
	ChatExpiresIn int64        `json:"chat_expires_in,omitempty"` // s
	UnionID       string       `json:"unionid,omitempty"`
	Conclusions   *Conclusions `json:"conclusions,omitempty"`
}

// CloseTempChatRequest is the body of close_temp_chat.
type CloseTempChatRequest struct {
	UserID         string `json:"userid"`
	ExternalUserID string `json:"external_userid"`
}
