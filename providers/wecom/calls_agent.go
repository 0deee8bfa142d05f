package wecom

import "seatdeck/providers/internal/wire"

// The calls about apps (应用管理).
var (
	// ListAgents is 获取access_token对应的应用列表.
	ListAgents = Call[NoFields, AgentsAnswer]{endpoint{path: "agent/list", title: "获取access_token对应的应用列表", get: true, read: true}}
	// GetAgent is 获取指定的应用详情.
	GetAgent = Call[AgentRequest, AgentDetail]{endpoint{path: "agent/get", title: "获取指定的应用详情", get: true, read: true}}
)

// AgentsAnswer are the apps of a token.
type AgentsAnswer struct {
	AgentList []AgentInfo `json:"agentlist"`
}

// AgentInfo is an app in a list.
type AgentInfo struct {
	AgentID       wire.Int  `json:"agentid"`
	Name          wire.Text `json:"name"`
	SquareLogoURL wire.Text `json:"square_logo_url"`
}

// AgentRequest names an app.
type AgentRequest struct {
	AgentID int64 `json:"agentid"`
}

// AgentDetail is an app.
type AgentDetail struct {
	AgentID                 wire.Int       `json:"agentid"`
	Name                    wire.Text      `json:"name"`
	SquareLogoURL           wire.Text      `json:"square_logo_url"`
	Description             wire.Text      `json:"description"`
	RedirectDomain          wire.Text      `json:"redirect_domain"`
	HomeURL                 wire.Text      `json:"home_url"`
	AllowUserInfos          AllowUserInfos `json:"allow_userinfos"`
	AllowParties            AllowParties   `json:"allow_partys"`
	AllowTags               AllowTags      `json:"allow_tags"`
	Close                   wire.Int       `json:"close"` // 1: stopped
	ReportLocationFlag      wire.Int       `json:"report_location_flag"`
	IsReportEnter           wire.Int       `json:"isreportenter"`
	CustomizedPublishStatus wire.Int       `json:"customized_publish_status"`
}

// AllowUserInfos are the members who see the app.
type AllowUserInfos struct {
	User []AllowUser `json:"user"`
}

// AllowUser is such a member.
type AllowUser struct {
	UserID wire.Text `json:"userid"`
}

// AllowParties are the departments that see the app.
type AllowParties struct {
	PartyID []wire.Int `json:"partyid"`
}

// AllowTags are the member tags that see the app.
type AllowTags struct {
	TagID []wire.Int `json:"tagid"`
}
