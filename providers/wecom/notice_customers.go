package wecom

// ExternalContactNotify says what happened between a member and a customer (001,
// ExternalContactNotify; EventChangeExternalContact).
type ExternalContactNotify struct {
	ChangeType     string `xml:"ChangeType"` // 001: XCtType
	SuiteID        string `xml:"SuiteId"`
	AuthCorpID     string `xml:"AuthCorpId"`
	UserID         string `xml:"UserID"`
	ExternalUserID string `xml:"ExternalUserID"`
	State          string `xml:"State"`       // of the contact way by which the customer came
	WelcomeCode    string `xml:"WelcomeCode"` // for one welcome message, within 20 s
	FailReason     string `xml:"FailReason"`  // ChangeTransferFail: "customer_refused", "customer_limit_exceed"
	Source         string `xml:"Source"`      // ChangeDeleteExternalContact: "DELETE_BY_TRANSFER"; not in 001
}

// AgreeNotify says that a customer agreed to have the chat archived (001,
// AgreeNotify; EventChangeExternalContact with ChangeAgreed).
type AgreeNotify struct {
	ToUserName     string `xml:"ToUserName"`
	FromUserName   string `xml:"FromUserName"`
	UserID         string `xml:"UserID"`
	ExternalUserID string `xml:"ExternalUserID"`
	WelcomeCode    string `xml:"WelcomeCode"`
}

// ExternalChatNotify says what changed of a customer group (001,
// ExternalChatNotify; EventChangeExternalChat).
type ExternalChatNotify struct {
	ChangeType    string        `xml:"ChangeType"` // 001: XCtType; create, update or dismiss
	SuiteID       string        `xml:"SuiteId"`
	AuthCorpID    string        `xml:"AuthCorpId"`
	ChatID        string        `xml:"ChatId"`
	UpdateDetail  string        `xml:"UpdateDetail"` // add_member, del_member, change_owner, change_name, change_notice
	LastMemVer    string        `xml:"LastMemVer"`   // version of the members before …
	CurMemVer     string        `xml:"CurMemVer"`    // … and after it
	MemChangeCnt  Number        `xml:"MemChangeCnt"`
	MemChangeList MemChangeList `xml:"MemChangeList"`
	JoinScene     Number        `xml:"JoinScene"` // 0 invited by a member, 3 by a code; add_member only
	QuitScene     Number        `xml:"QuitScene"` // 0 left, 1 removed; del_member only
}

// MemChangeList is who came into a group or left it: ids of members and customers
// (001, MemChangeList). 001 has it as a list of elements with an Item each; on the
// wire it is one element with many, or a text with commas.
type MemChangeList = Words

// ExternalTagNotify says that a tag of customers, or a group of tags, changed (001
// prints no fields; the names are those of the official API;
// EventChangeExternalTag).
type ExternalTagNotify struct {
	ChangeType string `xml:"ChangeType"` // create, update, delete or shuffle
	SuiteID    string `xml:"SuiteId"`
	AuthCorpID string `xml:"AuthCorpId"`
	ID         string `xml:"Id"`      // of the tag or the group; of shuffle: of the group, or "" for all
	TagType    string `xml:"TagType"` // "tag" or "tag_group"
	StrategyID Number `xml:"StrategyId"`
}

// CustomerAcquisitionNotify says what happened to acquisition links and their
// quota (001 has the words only; the names are those of the official API;
// EventCustomerAcquisition).
type CustomerAcquisitionNotify struct {
	ChangeType     string `xml:"ChangeType"`
	SuiteID        string `xml:"SuiteId"`
	AuthCorpID     string `xml:"AuthCorpId"`
	LinkID         string `xml:"LinkId"`
	State          string `xml:"State"`          // the customer_channel of the link
	ExpireTime     Number `xml:"ExpireTime"`     // s; ChangeQuotaExpireSoon
	ExpireQuotaNum Number `xml:"ExpireQuotaNum"` // how many are lost then
	UserID         string `xml:"UserID"`
	ExternalUserID string `xml:"ExternalUserID"`
}
