package juhe

import (
	"encoding/json"
	"net/url"

	"seatdeck/providers/internal/wire"
)

// The calls about accounts: seats, their classes, their settings.
var (
	// GetUsers is 获取账户列表.
	GetUsers = Call[SearchRequest, Page[Account]]{endpoint{title: "获取账户列表", path: "/message/chat/getUsers", read: true}}
	// GetSonUsers is 获取主账户下子账户, the plain list.
	GetSonUsers = Call[UserQuery, wire.Rows[Account]]{endpoint{title: "获取主账户下子账户", path: "/message/chat/getSonUsers", query: true, read: true}}
	// GetSonUsersByClass is 获取主账户下子账户, by class.
	GetSonUsersByClass = Call[UserQuery, Classes]{endpoint{title: "获取主账户下子账户", path: "/message/chat/getSonUsersByClass", query: true, read: true}}
	// Binding is 绑定子账户.
	Binding = Call[SubAccountRequest, Done]{endpoint{title: "绑定子账户", path: "/message/chat/binding", deed: true}}
	// ImportUser is 导入用户.
	ImportUser = Call[ImportRequest, Done]{endpoint{title: "导入用户", path: "/message/chat/importUser", deed: true}}
	// Update is 修改.
	Update = Call[UpdateRequest, Done]{endpoint{title: "修改", path: "/message/chat/update", deed: true}}
	// Delete is 删除, of an account.
	Delete = Call[UpdateRequest, Done]{endpoint{title: "删除", path: "/message/chat/delete", deed: true}}
	// GetPanel is 获取坐席数.
	GetPanel = Call[None, Panel]{endpoint{title: "获取坐席数", path: "/message/chat/getPanel", query: true, read: true}}
	// FindUserByPhone is 根据手机号or姓名查询坐席.
	FindUserByPhone = Call[FindUserRequest, wire.Text]{endpoint{title: "根据手机号or姓名查询坐席", path: "/message/chat/findUserByPhone", read: true}}
	// QryTransferCount is qryTransferCount.
	QryTransferCount = Call[TransferRequest, TransferCount]{endpoint{title: "qryTransferCount", path: "/message/chat/qryTransferCount", read: true}}
	// GetUserInfo is 获取聚合用户信息.
	GetUserInfo = Call[ChatUserRequest, ChatUser]{endpoint{title: "获取聚合用户信息", path: "/message/chat/userInfo", read: true}}
)

// SearchRequest chooses accounts (SearchAccountVo). Assumed: pages count from 1.
type SearchRequest struct {
	Name             string     `json:"name,omitempty"` // 企微号
	UserIDs          []string   `json:"userIds,omitempty"`
	PageNo           int        `json:"pageNo"`
	PageSize         int        `json:"pageSize"`
	MainUserID       string     `json:"mainUserId,omitempty"`
	Ascription       string     `json:"ascription,omitempty"`
	UnlockStatus     *wire.Int  `json:"unlockStatus,omitempty"`
	Status           *wire.Int  `json:"status,omitempty"`
	BeginUnlockTime  string     `json:"beginUnlockTime,omitempty"`
	EndUnlockTime    string     `json:"endUnlockTime,omitempty"`
	AccountAttribute *wire.Int  `json:"accountAttribute,omitempty"`
	ClassifyIDs      []wire.Int `json:"classifyIds,omitempty"`
	Query            UserQuery  `json:"-"` // of 获取登录记录
}

func (r SearchRequest) put(values url.Values) error { return r.Query.put(values) }

// Page is a part of a list (PageVo…).
type Page[T any] struct {
	PageSize wire.Int     `json:"pageSize"`
	Total    wire.Int     `json:"total"` // rows of the whole list
	PageNo   wire.Int     `json:"pageNo"`
	List     wire.Rows[T] `json:"list"`
}

// The values of unlockStatus.
const (
	UnlockNormal = 1
	UnlockBanned = 2
)

// The values of status of an account.
const (
	AccountRemoved  = -1
	AccountDisabled = 0
	AccountEnabled  = 1
)

// Account is a WeCom account (QwUserVo).
type Account struct {
	ID                    wire.Text `json:"id"`
	ProjectID             wire.Text `json:"projectId"`
	CorpID                wire.Text `json:"corpId"`
	UserID                wire.Text `json:"userId"`
	Name                  wire.Text `json:"name"`
	Gender                wire.Int  `json:"gender"` // 0 unknown, 1 male, 2 female
	Email                 wire.Text `json:"email"`
	Department            Texts     `json:"department"` // a text, or a list as WeCom itself has it
	MainDepartment        wire.Text `json:"mainDepartment"`
	IsLeaderInDept        Texts     `json:"isLeaderInDept"` // as department
	Avatar                wire.Text `json:"avatar"`
	ThumbAvatar           wire.Text `json:"thumbAvatar"`
	Mobile                wire.Text `json:"mobile"`
	Alias                 wire.Text `json:"alias"`
	OpenUserID            wire.Text `json:"openUserid"`
	QRCode                wire.Text `json:"qrCode"`
	Status                *wire.Int `json:"status"`
	Creator               wire.Text `json:"creator"`
	CreateDate            Stamp     `json:"createDate"`
	UpdateDate            Stamp     `json:"updateDate"`
	RoleIDs               Texts     `json:"roleIds"`
	SaleNo                wire.Text `json:"saleNo"`         // 坐席编号
	Administrators        wire.Text `json:"administrators"` // 管理坐席编号
	ChatUserID            wire.Text `json:"chatUserId"`     // how messages name it
	AccessToken           wire.Text `json:"accessToken"`    // a secret
	MinSecond             wire.Int  `json:"minSecond"`      // s between two who are asked to be contacts
	MaxSecond             wire.Int  `json:"maxSecond"`      // s
	UpperLimit            wire.Int  `json:"upperLimit"`     // of them a day
	UserIDs               Texts     `json:"userIds"`
	CropName              wire.Text `json:"cropName"` // name of the company
	ShortName             wire.Text `json:"shortName"`
	Ascription            wire.Text `json:"ascription"` // 归属关系
	PageSize              wire.Int  `json:"pageSize"`
	PageNo                wire.Int  `json:"pageNo"`
	LoginType             wire.Text `json:"loginType"` // "qrcode"
	AutomaticLogon        wire.Flag `json:"automaticLogon"`
	SupportAutomaticLogin wire.Flag `json:"supportAutomaticLogin"`
	UnlockStatus          wire.Int  `json:"unlockStatus"`
	UnlockTime            Stamp     `json:"unlockTime"`
	AccountAttribute      wire.Int  `json:"accountAttribute"`
	ClassifyID            wire.Text `json:"classifyId"`
}

func (a Account) key() string { return a.UserID.String() }

// Class is a class of sub-accounts (QwUserClass).
type Class struct {
	Ascription     wire.Text          `json:"ascription"`
	AscriptionName wire.Text          `json:"ascriptionName"`
	List           wire.Rows[Account] `json:"list"`
}

// Classes are the classes. The document shows one; several are taken too.
type Classes []Class

// UnmarshalJSON reads an object or an array of them.
func (c *Classes) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '{' {
		var one Class
		err := json.Unmarshal(data, &one)
		*c = Classes{one}
		return err
	}
	var list []Class
	err := json.Unmarshal(data, &list)
	*c = list
	return err
}

// SubAccountRequest binds accounts to a main account, or brings one in
// (QwSubAccountVo).
type SubAccountRequest struct {
	ID               *wire.Int    `json:"id,omitempty"`
	MainUserID       string       `json:"mainUserId,omitempty"`
	CorpID           string       `json:"corpId,omitempty"`
	UserID           string       `json:"userId,omitempty"`
	ShortName        string       `json:"shortName,omitempty"`
	Status           *wire.Int    `json:"status,omitempty"`
	CreateBy         string       `json:"createBy,omitempty"`
	CreateTimeStamp  string       `json:"createTimeStamp,omitempty"`
	UpdateTimeStamp  string       `json:"updateTimeStamp,omitempty"`
	SonUsers         []SonAccount `json:"sonUsers,omitempty"`
	MinSecond        *wire.Int    `json:"minSecond,omitempty"`  // s
	MaxSecond        *wire.Int    `json:"maxSecond,omitempty"`  // s
	UpperLimit       *wire.Int    `json:"upperLimit,omitempty"` // a day
	Ascription       string       `json:"ascription,omitempty"`
	AccountAttribute *wire.Int    `json:"accountAttribute,omitempty"`
}

// SonAccount is a sub-account of a SubAccountRequest.
type SonAccount struct {
	ID     *wire.Int `json:"id,omitempty"`
	UserID string    `json:"userId"`
	Status wire.Int  `json:"status"` // 0 valid, 1 removed
}

// ImportRequest is a SubAccountRequest with parameters in the query.
type ImportRequest struct {
	SubAccountRequest
	Query UserQuery `json:"-"`
}

func (r ImportRequest) put(values url.Values) error { return r.Query.put(values) }

// UpdateRequest names an account and what is to change of it (UpdateUserVo). The
// calls about one account that change nothing take the same.
type UpdateRequest struct {
	ID               *wire.Int `json:"id,omitempty"`
	UserID           string    `json:"userId"`
	Status           *wire.Int `json:"status,omitempty"`
	SaleNo           *string   `json:"saleNo,omitempty"`
	Administrators   *string   `json:"administrators,omitempty"`
	MinSecond        *wire.Int `json:"minSecond,omitempty"`  // s
	MaxSecond        *wire.Int `json:"maxSecond,omitempty"`  // s
	UpperLimit       *wire.Int `json:"upperLimit,omitempty"` // a day
	AccountAttribute *wire.Int `json:"accountAttribute,omitempty"`
}

// Panel are totals (PanelVo).
type Panel struct {
	AllUserCount        wire.Int `json:"allUserCount"`        // 所有坐席数
	OnlineCount         wire.Int `json:"onlineCount"`         // 在线坐席数
	TotalAccountCount   wire.Int `json:"totalAccountCount"`   // 总账号数（经营）
	OnlineAccountCount  wire.Int `json:"onlineAccountCount"`  // 在线账号（经营）
	OfflineAccountCount wire.Int `json:"offlineAccountCount"` // 离线账号（经营）
	NormalAccountCount  wire.Int `json:"normalAccountCount"`  // 正常账号
	ForbidAccountCount  wire.Int `json:"forbidAccountCount"`  // 禁封账号
}

// FindUserRequest looks for a seat by either (FindUserInfoVo). Assumed: the
// answer is its userId.
type FindUserRequest struct {
	Autograph
	Phone string `json:"phone,omitempty"`
	Name  string `json:"name,omitempty"`
}

func (r FindUserRequest) signedBy(a Autograph) any {
	r.Autograph = a
	return r
}

// TransferRequest names a seat (QryTransferVo).
type TransferRequest struct {
	Autograph
	UserID string `json:"userId"`
}

func (r TransferRequest) signedBy(a Autograph) any {
	r.Autograph = a
	return r
}

// TransferCount is how many are being handed over (TransferCountResVo).
type TransferCount struct {
	TransferCount wire.Int `json:"transferCount"`
}

// ChatUserRequest names an account as messages do (ChatUserInfoRequest).
type ChatUserRequest struct {
	ChatUserID string `json:"chatUserId"`
}

// ChatUser is an account as messages know it (ChatUserInfoResponse).
type ChatUser struct {
	UserName   wire.Text `json:"userName"` // 企微ID
	ChatUserID wire.Text `json:"chatUserId"`
	AutoLogin  wire.Flag `json:"autoLogin"`
}
