package wecom

// AuthNotify says that a company gave an app its rights, changed them or took
// them back (001, AuthNotify; EventCreateAuth, EventChangeAuth, EventCancelAuth,
// EventResetPermanentCode).
type AuthNotify struct {
	SuiteID    string `xml:"SuiteId"`
	AuthCorpID string `xml:"AuthCorpId"`
	AuthCode   string `xml:"AuthCode"` // for the permanent code, within 10 minutes: a secret
	State      string `xml:"State"`
}

// SuiteTicketNotify is the ticket for the next suite tokens; it comes every ten
// minutes (001, SuiteTicketNotify; EventSuiteTicket).
type SuiteTicketNotify struct {
	SuiteID     string `xml:"SuiteId"`
	AuthCorpID  string `xml:"AuthCorpId"`
	SuiteTicket string `xml:"SuiteTicket"` // 001: SuiteTicketNotify; a secret
}

// UnLicensedNotify says that a member without a licence opened the app: who is
// the Notice's From (001 prints no fields; EventUnlicensed).
type UnLicensedNotify struct {
	ToUserName   string `xml:"ToUserName"`
	FromUserName string `xml:"FromUserName"`
	AgentID      Number `xml:"AgentID"`
}

// OrderSuccessNotify says that an order of licences was paid (001,
// OrderSuccessNotify; EventLicensePaid).
type OrderSuccessNotify struct {
	AuthCorpID    string `xml:"AuthCorpId"`
	ServiceCorpID string `xml:"ServiceCorpId"`
	OrderID       string `xml:"OrderId"`
	BuyerUserID   string `xml:"BuyerUserId"`
}

// OrderRefundNotify says what became of a refund (001, OrderRefundNotify;
// EventLicenseRefund).
type OrderRefundNotify struct {
	AuthCorpID    string `xml:"AuthCorpId"`
	ServiceCorpID string `xml:"ServiceCorpId"`
	OrderID       string `xml:"OrderId"`
	OrderStatus   Number `xml:"OrderStatus"` // 1 refunded, 2 refused
}

// ActiveNotify says which members got a licence without being asked (001,
// ActiveNotify; EventLicenseActivated).
type ActiveNotify struct {
	AuthCorpID    string        `xml:"AuthCorpId"`
	ServiceCorpID string        `xml:"ServiceCorpId"`
	Scene         string        `xml:"Scene"`       // "1": the member opened the app
	AccountList   []AccountList `xml:"AccountList"` // an element each
}

// AccountList is one licence that was given (001, AccountList).
type AccountList struct {
	ActiveCode         string `xml:"ActiveCode"`
	UserID             string `xml:"UserId"`
	PreviousActiveCode string `xml:"PreviousActiveCode"` // what the member had before
	ExpireTime         Number `xml:"ExpireTime"`         // s
	Type               Number `xml:"Type"`               // 1 basic, 2 with customers
	PreviousStatus     Number `xml:"PreviousStatus"`
}

// ExportNotify says that a job is finished: an export, or an import of members
// (001, ExportNotify and KEBatchJobResult; EventBatchJobResult).
type ExportNotify struct {
	JobID   string `xml:"JobId"`
	JobType string `xml:"JobType"` // export_user, export_simple_user, export_department, export_tag; sync_user …
	ErrCode Number `xml:"ErrCode"`
	ErrMsg  string `xml:"ErrMsg"`

	Job        *ExportNotify `xml:"BatchJob"`   // where an export has them all
	SuiteID    string        `xml:"SuiteId"`    // 001's other name of JobID
	AuthCorpID string        `xml:"AuthCorpId"` // 001's other name of JobType
}

// settle puts in their places what came elsewhere.
func (n *ExportNotify) settle() {
	if n.Job != nil {
		inner := *n.Job
		inner.Job = nil // one in another is nobody's job
		*n = inner
	}
	if n.JobID == "" {
		n.JobID, n.JobType = n.SuiteID, n.AuthCorpID
	}
	n.SuiteID, n.AuthCorpID = "", ""
}

// UploadNotify says that an upload by URL is finished (001 has the word only;
// EventUploadFinished).
type UploadNotify struct {
	JobID string `xml:"JobId"`
}
