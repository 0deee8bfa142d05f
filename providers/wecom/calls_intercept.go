package wecom

import "seatdeck/providers/internal/wire"

// The calls for intercept rules (敏感词): at most 100 rules of at most 300 words.
var (
	// AddInterceptRule is 新建敏感词规则.
	AddInterceptRule = Call[Rule, RuleAdded]{endpoint{path: "externalcontact/add_intercept_rule", title: "新建敏感词规则"}}
	// ListInterceptRules is 获取敏感词规则列表.
	ListInterceptRules = Call[NoFields, RulesAnswer]{endpoint{path: "externalcontact/get_intercept_rule_list", title: "获取敏感词规则列表", get: true, read: true}}
	// GetInterceptRule is 获取敏感词规则详情.
	GetInterceptRule = Call[RuleRequest, RuleAnswer]{endpoint{path: "externalcontact/get_intercept_rule", title: "获取敏感词规则详情", read: true}}
	// UpdateInterceptRule is 修改敏感词规则. Its body differs from a new one's.
	UpdateInterceptRule = Call[RuleChange, Done]{endpoint{path: "externalcontact/update_intercept_rule", title: "修改敏感词规则", read: true}}
	// DelInterceptRule is 删除敏感词规则.
	DelInterceptRule = Call[RuleRequest, Done]{endpoint{path: "externalcontact/del_intercept_rule", title: "删除敏感词规则"}}
)

// The limits of rules, and the values of intercept_type and semantics_list.
const (
	MaxRules     = 100
	MaxRuleWords = 300
	MaxRuleWord  = 32 // characters

	InterceptBlock = 1 // 警告并拦截发送
	InterceptWarn  = 2 // 仅发警告

	SemanticPhone     = 1 // 手机号
	SemanticMail      = 2 // 邮箱地址
	SemanticRedPacket = 3 // 红包
)

// Rule is a rule as it is made, and as it is read: RuleExtra only then.
type Rule struct {
	RuleID          wire.Text       `json:"rule_id,omitempty"`
	RuleName        wire.Text       `json:"rule_name"` // at most 20 characters
	WordList        []wire.Text     `json:"word_list"`
	SemanticsList   []wire.Int      `json:"semantics_list,omitempty"`
	InterceptType   wire.Int        `json:"intercept_type"`
	ApplicableRange ApplicableRange `json:"applicable_range"`
	ExtraRule       *RuleExtra      `json:"extra_rule,omitempty"`
}

// Semantics are those of the rule, wherever the answer has them.
func (r Rule) Semantics() []wire.Int {
	if len(r.SemanticsList) == 0 && r.ExtraRule != nil {
		return r.ExtraRule.SemanticsList
	}
	return r.SemanticsList
}

// RuleExtra is what a rule finds beside words.
type RuleExtra struct {
	SemanticsList []wire.Int `json:"semantics_list"`
}

// ApplicableRange is whose messages a rule reads; not both may be empty.
type ApplicableRange struct {
	UserList       []wire.Text `json:"user_list,omitempty"`
	DepartmentList []wire.Int  `json:"department_list,omitempty"`
}

// RuleAdded names the new rule.
type RuleAdded struct {
	RuleID wire.Text `json:"rule_id"`
}

// RulesAnswer are all rules.
type RulesAnswer struct {
	RuleList []RuleInfo `json:"rule_list"`
}

// RuleInfo is a rule in a list.
type RuleInfo struct {
	RuleID     wire.Text `json:"rule_id"`
	RuleName   wire.Text `json:"rule_name"`
	CreateTime Seconds   `json:"create_time"`
}

// RuleRequest names a rule.
type RuleRequest struct {
	RuleID string `json:"rule_id"`
}

// RuleAnswer is one rule.
type RuleAnswer struct {
	Rule Rule `json:"rule"`
}

// RuleChange changes a rule. What is nil or empty stays as it is; the range is
// added to and taken from.
type RuleChange struct {
	RuleID                string           `json:"rule_id"`
	RuleName              string           `json:"rule_name,omitempty"`
	WordList              []string         `json:"word_list,omitempty"` // all of them
	ExtraRule             *RuleExtra       `json:"extra_rule,omitempty"`
	InterceptType         int              `json:"intercept_type,omitempty"`
	AddApplicableRange    *ApplicableRange `json:"add_applicable_range,omitempty"`
	RemoveApplicableRange *ApplicableRange `json:"remove_applicable_range,omitempty"`
}
