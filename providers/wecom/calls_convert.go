package wecom

import "seatdeck/providers/internal/wire"

// The calls that turn one kind of id into another.
var (
	// UserIDsToOpen is userid转换 into open_userid.
	UserIDsToOpen = Call[UserIDsToOpenRequest, OpenUserIDs]{endpoint{path: "batch/userid_to_openuserid", title: "userid的转换", read: true}}
	// OpenToUserIDs is the other way round.
	OpenToUserIDs = Call[OpenToUserIDsRequest, UserIDs]{endpoint{path: "batch/openuserid_to_userid", title: "open_userid的转换", read: true}}
	// ConvertChatIDs is 客户群ID的转换.
	ConvertChatIDs = Call[ChatIDsRequest, ChatIDsAnswer]{endpoint{path: "idconvert/chatid", title: "客户群ID的转换", read: true}}
	// ConvertKFIDs is 微信客服ID的转换.
	ConvertKFIDs = Call[KFIDsRequest, KFIDsAnswer]{endpoint{path: "idconvert/open_kfid", title: "微信客服ID的转换", read: true}}
	// ConvertTagIDs is 客户标签ID的转换.
	ConvertTagIDs = Call[TagIDsRequest, TagIDsAnswer]{endpoint{path: "idconvert/external_tagid", title: "客户标签ID的转换", read: true}}
	// ConvertTmpUsers is tmp_external_userid的转换.
	ConvertTmpUsers = Call[TmpUsersRequest, TmpUsersAnswer]{endpoint{path: "idconvert/convert_tmp_external_userid", title: "tmp_external_userid的转换", read: true}}
	// UnionIDToContact is unionid转换为第三方external_userid.
	UnionIDToContact = Call[UnionIDRequest, UnionIDAnswer]{endpoint{path: "idconvert/unionid_to_external_userid", title: "unionid转换为external_userid", read: true}}
	// ContactsToPending is external_userid查询pending_id.
	ContactsToPending = Call[PendingIDsRequest, PendingIDsAnswer]{endpoint{path: "idconvert/batch/external_userid_to_pending_id", title: "external_userid查询pending_id", read: true}}
	// UnionIDToContacts3rd is 第三方主体unionid转换为第三方external_userid, by a
	// provider over its corps.
	UnionIDToContacts3rd = Call[UnionID3rdRequest, UnionID3rdAnswer]{endpoint{path: "service/externalcontact/unionid_to_external_userid_3rd", title: "第三方主体unionid转换为第三方external_userid", token: suiteToken, read: true}}
	// NewContactIDs is external_userid的转换, into that of the provider.
	NewContactIDs = Call[NewContactIDsRequest, NewContactIDsAnswer]{endpoint{path: "externalcontact/get_new_external_userid", title: "转换external_userid", read: true}}
	// NewGroupContactIDs is the same for the members of a group.
	NewGroupContactIDs = Call[NewContactIDsRequest, NewContactIDsAnswer]{endpoint{path: "externalcontact/groupchat/get_new_external_userid", title: "转换客户群成员external_userid", read: true}}
)

// UserIDsToOpenRequest is the body of batch/userid_to_openuserid.
type UserIDsToOpenRequest struct {
	UserIDList []string `json:"userid_list"` // at most 1000
}

// OpenUserIDs is the document's OpenUserId.
type OpenUserIDs struct {
	OpenUserIDList    []UserIDPair `json:"open_userid_list"`
	InvalidUserIDList []wire.Text  `json:"invalid_userid_list"`
}

// UserIDPair are both ids of a member.
type UserIDPair struct {
	UserID     wire.Text `json:"userid"`
	OpenUserID wire.Text `json:"open_userid"`
}

// OpenToUserIDsRequest is the document's UserIdReq.
type OpenToUserIDsRequest struct {
	OpenUserIDList []string `json:"open_userid_list"` // at most 1000
	SourceAgentID  int64    `json:"source_agentid"`
}

// UserIDs is the document's UserIdResult.
type UserIDs struct {
	UserIDList            []UserIDPair `json:"userid_list"`
	InvalidOpenUserIDList []wire.Text  `json:"invalid_open_userid_list"`
}

// ChatIDsRequest is the body of idconvert/chatid.
type ChatIDsRequest struct {
	ChatIDList []string `json:"chat_id_list"` // at most 100
}

// ChatIDsAnswer is the document's ChatIdConvertResult.
type ChatIDsAnswer struct {
	Items             []ChatIDPair `json:"items"`
	InvalidChatIDList []wire.Text  `json:"invalid_chat_id_list"`
}

// ChatIDPair is the document's ChatIdConvertItem.
type ChatIDPair struct {
	ChatID    wire.Text `json:"chat_id"`
	NewChatID wire.Text `json:"new_chat_id"`
}

// KFIDsRequest is the body of idconvert/open_kfid.
type KFIDsRequest struct {
	OpenKFIDList []string `json:"open_kfid_list"` // at most 1000
}

// KFIDsAnswer is the document's KFIDResult.
type KFIDsAnswer struct {
	Items               []KFIDPair  `json:"items"`
	InvalidOpenKFIDList []wire.Text `json:"invalid_open_kfid_list"`
}

// KFIDPair is the document's KFIDItem.
type KFIDPair struct {
	OpenKFID    wire.Text `json:"open_kfid"`
	NewOpenKFID wire.Text `json:"new_open_kfid"`
}

// TagIDsRequest is the body of idconvert/external_tagid.
type TagIDsRequest struct {
	ExternalTagIDList []string `json:"external_tagid_list"` // at most 1000
}

// TagIDsAnswer is the document's ExternalTagIDResult.
type TagIDsAnswer struct {
	Items                    []TagIDPair `json:"items"`
	InvalidExternalTagIDList []wire.Text `json:"invalid_external_tagid_list"`
}

// TagIDPair are both ids of a tag.
type TagIDPair struct {
	ExternalTagID     wire.Text `json:"external_tagid"`
	OpenExternalTagID wire.Text `json:"open_external_tagid"`
}

// TmpUsersRequest is the document's TmpExternalUser.
type TmpUsersRequest struct {
	BusinessType          int      `json:"business_type"` // 1 meeting, 2 form
	UserType              int      `json:"user_type"`     // 1 customer, 2 member of another corp, 3 of the upstream, 4 of the downstream
	TmpExternalUserIDList []string `json:"tmp_external_userid_list"`
}

// TmpUsersAnswer is the document's TmpExternalUserResult.
type TmpUsersAnswer struct {
	Results                      []TmpUser   `json:"results"`
	InvalidTmpExternalUserIDList []wire.Text `json:"invalid_tmp_external_userid_list"`
}

// TmpUser is who a temporary id stands for: a customer, or a member of a corp.
type TmpUser struct {
	TmpExternalUserID wire.Text `json:"tmp_external_userid"`
	ExternalUserID    wire.Text `json:"external_userid,omitempty"`
	CorpID            wire.Text `json:"corpid,omitempty"`
	UserID            wire.Text `json:"userid,omitempty"`
}

// UnionIDRequest is the document's UnionIdTo.
type UnionIDRequest struct {
	UnionID     string `json:"unionid"`
	OpenID      string `json:"openid"`
	SubjectType int    `json:"subject_type,omitempty"` // 0 the corp's mini program, 1 the provider's
}

// UnionIDAnswer is the document's UnionIdToResult: a customer, or the id of one
// who is none yet.
type UnionIDAnswer struct {
	ExternalUserID wire.Text `json:"external_userid"`
	PendingID      wire.Text `json:"pending_id"`
}

// PendingIDsRequest is the body of external_userid_to_pending_id.
type PendingIDsRequest struct {
	ChatID         string   `json:"chat_id,omitempty"`
	ExternalUserID []string `json:"external_userid"` // at most 100
}

// PendingIDsAnswer is the document's ExtToPendingIdResult.
type PendingIDsAnswer struct {
	Result []PendingID `json:"result"`
}

// PendingID is the document's ExtToPendingId.
type PendingID struct {
	ExternalUserID wire.Text `json:"external_userid"`
	PendingID      wire.Text `json:"pending_id"`
}

// UnionID3rdRequest is the body of unionid_to_external_userid_3rd.
type UnionID3rdRequest struct {
	UnionID string `json:"unionid"`
	OpenID  string `json:"openid"`
	CorpID  string `json:"corpid,omitempty"` // "": every corp
}

// UnionID3rdAnswer has a row for each corp.
type UnionID3rdAnswer struct {
	ExternalUserIDInfo []CorpContactID `json:"external_userid_info"`
}

// CorpContactID is the document's ExternalUserIdInfo.
type CorpContactID struct {
	CorpID         wire.Text `json:"corpid"`
	ExternalUserID wire.Text `json:"external_userid"`
}

// NewContactIDsRequest is the document's NewExternalUserid.
type NewContactIDsRequest struct {
	ChatID             string   `json:"chat_id,omitempty"` // only for NewGroupContactIDs
	ExternalUserIDList []string `json:"external_userid_list"`
}

// NewContactIDsAnswer is the document's ExternalUserIds.
type NewContactIDsAnswer struct {
	Items []ContactIDPair `json:"items"`
}

// ContactIDPair is the document's ExternalUserIdItem.
type ContactIDPair struct {
	ExternalUserID    wire.Text `json:"external_userid"`
	NewExternalUserID wire.Text `json:"new_external_userid"`
}
