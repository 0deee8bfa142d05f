package wecom

import "seatdeck/providers/internal/wire"

// The calls for corp tags (企业客户标签) and strategy tags (规则组标签).
var (
	// GetCorpTags is 获取企业标签库.
	GetCorpTags = Call[TagIDs, TagGroupsAnswer]{endpoint{path: "externalcontact/get_corp_tag_list", title: "获取企业标签库", read: true}}
	// AddCorpTags is 添加企业客户标签.
	AddCorpTags = Call[AddTagsRequest, TagGroupAnswer]{endpoint{path: "externalcontact/add_corp_tag", title: "添加企业客户标签"}}
	// EditCorpTag is 编辑企业客户标签, of a tag or of a group.
	EditCorpTag = Call[EditTagRequest, Done]{endpoint{path: "externalcontact/edit_corp_tag", title: "编辑企业客户标签", read: true}}
	// DelCorpTags is 删除企业客户标签.
	DelCorpTags = Call[TagIDs, Done]{endpoint{path: "externalcontact/del_corp_tag", title: "删除企业客户标签"}}
	// MarkTags is 编辑客户企业标签. No more than 5 may be in work.
	MarkTags = Call[MarkTagsRequest, Done]{endpoint{path: "externalcontact/mark_tag", title: "编辑客户企业标签", read: true, atOnce: 5}}
	// GetStrategyTags is 获取指定规则组下的企业客户标签.
	GetStrategyTags = Call[StrategyTagsRequest, TagGroupsAnswer]{endpoint{path: "externalcontact/get_strategy_tag_list", title: "获取指定规则组下的企业客户标签", read: true}}
	// AddStrategyTags is 为指定规则组创建企业客户标签.
	AddStrategyTags = Call[AddStrategyTagsRequest, TagGroupAnswer]{endpoint{path: "externalcontact/add_strategy_tag", title: "为指定规则组创建企业客户标签"}}
	// EditStrategyTag is 编辑指定规则组下的企业客户标签.
	EditStrategyTag = Call[EditTagRequest, Done]{endpoint{path: "externalcontact/edit_strategy_tag", title: "编辑指定规则组下的企业客户标签", read: true}}
	// DelStrategyTags is 删除指定规则组下的企业客户标签.
	DelStrategyTags = Call[TagIDs, Done]{endpoint{path: "externalcontact/del_strategy_tag", title: "删除指定规则组下的企业客户标签"}}
)

// TagIDs is the document's ExternalContactTagId: the tags and groups meant. Where
// a list is asked for, none means all.
type TagIDs struct {
	TagID   []string `json:"tag_id,omitempty"`
	GroupID []string `json:"group_id,omitempty"`
	AgentID int64    `json:"agentid,omitempty"` // only of old suites with several apps
}

// StrategyTagsRequest is the body of get_strategy_tag_list.
type StrategyTagsRequest struct {
	StrategyID int64    `json:"strategy_id,omitempty"`
	TagID      []string `json:"tag_id,omitempty"`
	GroupID    []string `json:"group_id,omitempty"`
}

// TagGroupsAnswer are tags by group.
type TagGroupsAnswer struct {
	TagGroup []TagGroup `json:"tag_group"`
}

// TagGroupAnswer is the group to which tags were added.
type TagGroupAnswer struct {
	TagGroup TagGroup `json:"tag_group"`
}

// TagGroup is the document's ExternalContactTagGroup.
type TagGroup struct {
	GroupID    wire.Text  `json:"group_id"`
	GroupName  wire.Text  `json:"group_name"`
	CreateTime Seconds    `json:"create_time"`
	Order      wire.Int   `json:"order"` // larger comes first
	Deleted    Bool       `json:"deleted,omitempty"`
	StrategyID wire.Int   `json:"strategy_id,omitempty"`
	Tag        []GroupTag `json:"tag"`
}

// GroupTag is the document's ExternalContactTagGroupItem.
type GroupTag struct {
	ID         wire.Text `json:"id"`
	Name       wire.Text `json:"name"`
	CreateTime Seconds   `json:"create_time"`
	Order      wire.Int  `json:"order"`
	Deleted    Bool      `json:"deleted,omitempty"`
}

// AddTagsRequest is the document's ExternalContactAddTagReq: into a group, or
// into a new one of that name.
type AddTagsRequest struct {
	GroupID   string   `json:"group_id,omitempty"`
	GroupName string   `json:"group_name,omitempty"`
	Order     int64    `json:"order,omitempty"`
	AgentID   int64    `json:"agentid,omitempty"` // only of old suites with several apps
	Tag       []NewTag `json:"tag"`
}

// NewTag is the document's ExternalContactTagInfo.
type NewTag struct {
	Name  string `json:"name"` // at most 30 characters
	Order int64  `json:"order,omitempty"`
}

// AddStrategyTagsRequest is the document's ExternalContactAddStrategyTagReq.
type AddStrategyTagsRequest struct {
	AddTagsRequest
	StrategyID int64 `json:"strategy_id"`
}

// EditTagRequest is the document's ExternalContactEditTagReq.
type EditTagRequest struct {
	ID      string `json:"id"` // of the tag or the group
	Name    string `json:"name,omitempty"`
	Order   *int64 `json:"order,omitempty"`
	AgentID int64  `json:"agentid,omitempty"` // only of old suites with several apps
}

// MarkTagsRequest is the document's ExternalContactMarkTagReq.
type MarkTagsRequest struct {
	UserID         string   `json:"userid"`
	ExternalUserID string   `json:"external_userid"`
	AddTag         []string `json:"add_tag,omitempty"`
	RemoveTag      []string `json:"remove_tag,omitempty"`
}
