package wecom

import "seatdeck/providers/internal/wire"

// The calls that hand customers over, of people in post (在职继承) and departed
// (离职继承).
var (
	// TransferCustomers is 分配在职成员的客户.
	TransferCustomers = Call[TransferRequest, TransferAnswer]{endpoint{path: "externalcontact/transfer_customer", title: "分配在职成员的客户"}}
	// TransferCustomersOfLeft is 分配离职成员的客户.
	TransferCustomersOfLeft = Call[TransferRequest, TransferAnswer]{endpoint{path: "externalcontact/resigned/transfer_customer", title: "分配离职成员的客户"}}
	// GetTransferResult is 查询客户接替状态, of people in post.
	GetTransferResult = Call[TransferResultRequest, TransferResultAnswer]{endpoint{path: "externalcontact/transfer_result", title: "查询客户接替状态(在职)", read: true}}
	// GetTransferResultOfLeft is 查询客户接替状态, of departed people.
	GetTransferResultOfLeft = Call[TransferResultRequest, TransferResultAnswer]{endpoint{path: "externalcontact/resigned/transfer_result", title: "查询客户接替状态(离职)", read: true}}
	// ListUnassigned is 获取待分配的离职成员列表.
	ListUnassigned = Call[UnassignedRequest, UnassignedAnswer]{endpoint{path: "externalcontact/get_unassigned_list", title: "获取待分配的离职成员列表", read: true}}
)

// TransferRequest is the document's TransferReq: at most 100 customers.
type TransferRequest struct {
	HandoverUserID     string   `json:"handover_userid"`
	TakeoverUserID     string   `json:"takeover_userid"`
	ExternalUserID     []string `json:"external_userid"`
	TransferSuccessMsg string   `json:"transfer_success_msg,omitempty"` // at most 200 characters; only in post
}

// TransferAnswer has a row for each customer.
type TransferAnswer struct {
	Customer []TransferredCustomer `json:"customer"`
}

// TransferredCustomer is the document's TransferResult.
type TransferredCustomer struct {
	ExternalUserID wire.Text `json:"external_userid"`
	ErrCode        wire.Int  `json:"errcode"` // 0: under way
}

// TransferResultRequest is the document's TransferResultReq.
type TransferResultRequest struct {
	HandoverUserID string `json:"handover_userid"`
	TakeoverUserID string `json:"takeover_userid"`
	Cursor         string `json:"cursor,omitempty"`
}

func (r *TransferResultRequest) turn(position string) error {
	r.Cursor = position
	return nil
}

// TransferResultAnswer is the document's TransferResultResp.
type TransferResultAnswer struct {
	Customer []TransferState `json:"customer"`
	Cursor
}

// The values of TransferState.Status.
const (
	TransferDone    = 1 // 接替完毕
	TransferWaiting = 2 // 等待接替
	TransferRefused = 3 // 客户拒绝
	TransferFull    = 4 // 接替成员客户达到上限
	TransferNothing = 5 // 无接替记录; only of people in post
)

// TransferState is how far the transfer of a customer is.
type TransferState struct {
	ExternalUserID wire.Text `json:"external_userid"`
	Status         wire.Int  `json:"status"`
	TakeoverTime   Seconds   `json:"takeover_time"`
}

// UnassignedRequest is the body of get_unassigned_list.
type UnassignedRequest struct {
	Cursor   string `json:"cursor,omitempty"`
	PageSize int    `json:"page_size,omitempty"` // at most 1000; 0: that
}

func (r *UnassignedRequest) turn(position string) error {
	r.Cursor = position
	return nil
}

// UnassignedAnswer is the document's UnAssignedList.
type UnassignedAnswer struct {
	Info   []Unassigned `json:"info"`
	IsLast Bool         `json:"is_last"`
	Cursor
}

func (a UnassignedAnswer) next() string {
	if a.IsLast {
		return ""
	}
	return a.Cursor.next()
}

// Unassigned is the document's UnAssignedInfo: a customer of someone who left.
type Unassigned struct {
	HandoverUserID wire.Text `json:"handover_userid"`
	ExternalUserID wire.Text `json:"external_userid"`
	DimissionTime  Seconds   `json:"dimission_time"`
}
