package wecom

import "seatdeck/providers/internal/wire"

// The calls of customer acquisition (获客助手).
var (
	// ListAcquisitionLinks is 获取获客链接列表.
	ListAcquisitionLinks = Call[Paging, AcquisitionLinksAnswer]{endpoint{path: "externalcontact/customer_acquisition/list_link", title: "获取获客链接列表", read: true}}
	// GetAcquisitionLink is 获取获客链接详情.
	GetAcquisitionLink = Call[AcquisitionLinkRequest, AcquisitionInfo]{endpoint{path: "externalcontact/customer_acquisition/get", title: "获取获客链接详情", read: true}}
	// CreateAcquisitionLink is 创建获客链接.
	CreateAcquisitionLink = Call[CreateAcquisitionLinkRequest, AcquisitionLinkAnswer]{endpoint{path: "externalcontact/customer_acquisition/create_link", title: "创建获客链接"}}
	// UpdateAcquisitionLink is 编辑获客链接.
	UpdateAcquisitionLink = Call[UpdateAcquisitionLinkRequest, Done]{endpoint{path: "externalcontact/customer_acquisition/update_link", title: "编辑获客链接", read: true}}
	// DeleteAcquisitionLink is 删除获客链接.
	DeleteAcquisitionLink = Call[AcquisitionLinkRequest, Done]{endpoint{path: "externalcontact/customer_acquisition/delete_link", title: "删除获客链接"}}
	// ListAcquiredCustomers is 获取由获客链接添加的客户信息.
	ListAcquiredCustomers = Call[AcquiredCustomersRequest, AcquiredCustomersAnswer]{endpoint{path: "externalcontact/customer_acquisition/customer", title: "获取由获客链接添加的客户信息", read: true}}
	// GetAcquisitionQuota is 查询剩余使用量.
	GetAcquisitionQuota = Call[NoFields, AcquisitionQuotas]{endpoint{path: "externalcontact/customer_acquisition_quota", title: "查询剩余使用量", get: true, read: true}}
	// GetAcquisitionStatistics is 查询链接使用详情.
	GetAcquisitionStatistics = Call[AcquisitionStatisticsRequest, AcquisitionStatistics]{endpoint{path: "externalcontact/customer_acquisition/statistic", title: "查询链接使用详情", read: true}}
)

// AcquisitionLinksAnswer is a page of links.
type AcquisitionLinksAnswer struct {
	LinkIDList []wire.Text `json:"link_id_list"`
	Cursor
}

// AcquisitionLinkRequest names a link.
type AcquisitionLinkRequest struct {
	LinkID string `json:"link_id"`
}

// AcquisitionInfo is the document's CustomerAcquisitionInfo.
type AcquisitionInfo struct {
	Link       AcquisitionLink  `json:"link"`
	Range      AcquisitionRange `json:"range"`
	SkipVerify Bool             `json:"skip_verify"` // the official example has it in link
}

// Skips tells whether customers are added without a question, wherever the
// answer says so.
func (i AcquisitionInfo) Skips() bool { return bool(i.SkipVerify || i.Link.SkipVerify) }

// AcquisitionLink is the document's CustomerAcquisitionLink.
type AcquisitionLink struct {
	LinkID     wire.Text `json:"link_id,omitempty"`
	LinkName   wire.Text `json:"link_name"`
	URL        wire.Text `json:"url"`
	CreateTime Seconds   `json:"create_time"`
	SkipVerify Bool      `json:"skip_verify,omitempty"`
}

// AcquisitionRange is the document's CustomerAcquisitionRange: who takes the
// customers.
type AcquisitionRange struct {
	UserList       []wire.Text `json:"user_list,omitempty"`
	DepartmentList []wire.Int  `json:"department_list,omitempty"`
}

// CreateAcquisitionLinkRequest is the document's CustomerAcquisition.
type CreateAcquisitionLinkRequest struct {
	LinkName   string           `json:"link_name"`
	Range      AcquisitionRange `json:"range"`
	SkipVerify bool             `json:"skip_verify"` // left out it would mean true
}

// AcquisitionLinkAnswer is the document's CustomerAcquisitionResult.
type AcquisitionLinkAnswer struct {
	Link AcquisitionLink `json:"link"`
}

// UpdateAcquisitionLinkRequest is the body of update_link. What is nil or empty
// stays as it is.
type UpdateAcquisitionLinkRequest struct {
	LinkID     string            `json:"link_id"`
	LinkName   string            `json:"link_name,omitempty"`
	Range      *AcquisitionRange `json:"range,omitempty"`
	SkipVerify *bool             `json:"skip_verify,omitempty"`
}

// AcquiredCustomersRequest is the document's CustomerAcquisitionSearch.
type AcquiredCustomersRequest struct {
	LinkID string `json:"link_id"`
	Paging        // at most 1000 rows
}

// AcquiredCustomersAnswer is the document's CustomerAcquisitionCustomerList.
type AcquiredCustomersAnswer struct {
	CustomerList []AcquiredCustomer `json:"customer_list"`
	Cursor
}

// AcquiredCustomer is the document's CustomerAcquisitionCustomer.
type AcquiredCustomer struct {
	ExternalUserID wire.Text `json:"external_userid"`
	UserID         wire.Text `json:"userid"`
	ChatStatus     wire.Int  `json:"chat_status"` // 0 wrote nothing, 1 wrote
	State          wire.Text `json:"state"`       // of the link's customer_channel
}

// AcquisitionQuotas is the document's CustomerAcquisitionQuotaList.
type AcquisitionQuotas struct {
	Total     wire.Int           `json:"total"`
	Balance   wire.Int           `json:"balance"`
	QuotaList []AcquisitionQuota `json:"quota_list"`
}

// AcquisitionQuota is the document's CustomerAcquisitionQuota: what runs out on
// one day.
type AcquisitionQuota struct {
	ExpireDate Seconds  `json:"expire_date"`
	Balance    wire.Int `json:"balance"`
}

// AcquisitionStatisticsRequest is the document's
// CustomerAcquisitionStatisticSearch, over at most 30 days.
type AcquisitionStatisticsRequest struct {
	LinkID    string  `json:"link_id"`
	StartTime Seconds `json:"start_time"`
	EndTime   Seconds `json:"end_time"`
}

// AcquisitionStatistics is the document's CustomerAcquisitionStatisticResult.
type AcquisitionStatistics struct {
	ClickLinkCustomerCnt wire.Int `json:"click_link_customer_cnt"`
	NewCustomerCnt       wire.Int `json:"new_customer_cnt"`
}
