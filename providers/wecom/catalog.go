package wecom

import "reflect"

// CallInfo describes one call.
type CallInfo struct {
	Path    string // below /cgi-bin/
	Title   string // of the official documents
	Name    string // in Go
	Get     bool   // GET, else POST
	Read    bool   // changes nothing, or nothing more when repeated
	Token   string // the query's name of the token; "" where there is none
	Request reflect.Type
	Answer  reflect.Type
}

// Calls lists all calls that the client knows.
func Calls() []CallInfo {
	list := known()
	infos := make([]CallInfo, 0, len(list))
	for _, one := range list {
		info := one.call.describe()
		info.Name = one.name
		infos = append(infos, info)
	}
	return infos
}

// anyCall is a Call, its types aside.
type anyCall interface {
	describe() CallInfo
	where() endpoint
}

func (call Call[Req, Ans]) where() endpoint { return call.endpoint }

func (call Call[Req, Ans]) describe() CallInfo {
	return CallInfo{
		Path: call.path, Title: call.title, Get: call.get, Read: call.read, Token: call.token.parameter(),
		Request: reflect.TypeFor[Req](), Answer: reflect.TypeFor[Ans](),
	}
}

// namedCall is a Call and the name of its variable.
type namedCall struct {
	name string
	call anyCall
}

// known are all calls, by the files they are in.
func known() []namedCall {
	return []namedCall{
		{"GetToken", GetToken},
		{"GetSuiteToken", GetSuiteToken},
		{"GetProviderToken", GetProviderToken},
		{"GetCorpToken", GetCorpToken},
		{"ListFollowUsers", ListFollowUsers},
		{"ListContacts", ListContacts},
		{"GetContact", GetContact},
		{"BatchGetContacts", BatchGetContacts},
		{"RemarkContact", RemarkContact},
		{"GetBehaviorData", GetBehaviorData},
		{"GetCorpTags", GetCorpTags},
		{"AddCorpTags", AddCorpTags},
		{"EditCorpTag", EditCorpTag},
		{"DelCorpTags", DelCorpTags},
		{"MarkTags", MarkTags},
		{"GetStrategyTags", GetStrategyTags},
		{"AddStrategyTags", AddStrategyTags},
		{"EditStrategyTag", EditStrategyTag},
		{"DelStrategyTags", DelStrategyTags},
		{"ListGroups", ListGroups},
		{"GetGroup", GetGroup},
		{"GetGroupStatistics", GetGroupStatistics},
		{"GetGroupStatisticsByDay", GetGroupStatisticsByDay},
		{"TransferGroups", TransferGroups},
		{"TransferGroupsInPost", TransferGroupsInPost},
		{"AddContactWay", AddContactWay},
		{"GetContactWay", GetContactWay},
		{"ListContactWays", ListContactWays},
		{"UpdateContactWay", UpdateContactWay},
		{"DelContactWay", DelContactWay},
		{"CloseTempChat", CloseTempChat},
		{"ListAcquisitionLinks", ListAcquisitionLinks},
		{"GetAcquisitionLink", GetAcquisitionLink},
		{"CreateAcquisitionLink", CreateAcquisitionLink},
		{"UpdateAcquisitionLink", UpdateAcquisitionLink},
		{"DeleteAcquisitionLink", DeleteAcquisitionLink},
		{"ListAcquiredCustomers", ListAcquiredCustomers},
		{"GetAcquisitionQuota", GetAcquisitionQuota},
		{"GetAcquisitionStatistics", GetAcquisitionStatistics},
		{"AddGroupMsg", AddGroupMsg},
		{"ListGroupMsgs", ListGroupMsgs},
		{"ListGroupMsgTasks", ListGroupMsgTasks},
		{"ListGroupMsgResults", ListGroupMsgResults},
		{"SendWelcome", SendWelcome},
		{"TransferCustomers", TransferCustomers},
		{"TransferCustomersOfLeft", TransferCustomersOfLeft},
		{"GetTransferResult", GetTransferResult},
		{"GetTransferResultOfLeft", GetTransferResultOfLeft},
		{"ListUnassigned", ListUnassigned},
		{"AddMoment", AddMoment},
		{"GetMomentTask", GetMomentTask},
		{"ListMoments", ListMoments},
		{"AddInterceptRule", AddInterceptRule},
		{"ListInterceptRules", ListInterceptRules},
		{"GetInterceptRule", GetInterceptRule},
		{"UpdateInterceptRule", UpdateInterceptRule},
		{"DelInterceptRule", DelInterceptRule},
		{"ListDepartments", ListDepartments},
		{"CreateDepartment", CreateDepartment},
		{"UpdateDepartment", UpdateDepartment},
		{"DeleteDepartment", DeleteDepartment},
		{"ListMemberTags", ListMemberTags},
		{"CreateMemberTag", CreateMemberTag},
		{"GetMemberTag", GetMemberTag},
		{"ListSimpleUsers", ListSimpleUsers},
		{"ListUsers", ListUsers},
		{"GetUser", GetUser},
		{"CreateUser", CreateUser},
		{"UpdateUser", UpdateUser},
		{"DeleteUser", DeleteUser},
		{"ListUserIDs", ListUserIDs},
		{"ListMemberAuth", ListMemberAuth},
		{"ListSelectedTicketUsers", ListSelectedTicketUsers},
		{"GetUserInfo", GetUserInfo},
		{"GetUserDetail", GetUserDetail},
		{"GetJSTicket", GetJSTicket},
		{"SendMessage", SendMessage},
		{"CreateAppChat", CreateAppChat},
		{"UpdateAppChat", UpdateAppChat},
		{"GetAppChat", GetAppChat},
		{"SendToAppChat", SendToAppChat},
		{"SendByRobot", SendByRobot},
		{"GetPermitUsers", GetPermitUsers},
		{"CheckSingleAgree", CheckSingleAgree},
		{"CheckRoomAgree", CheckRoomAgree},
		{"GetRoom", GetRoom},
		{"ListAgents", ListAgents},
		{"GetAgent", GetAgent},
		{"UploadMedia", UploadMedia},
		{"UploadAttachment", UploadAttachment},
		{"ExportSimpleUsers", ExportSimpleUsers},
		{"ExportUsers", ExportUsers},
		{"ExportDepartments", ExportDepartments},
		{"ExportTagUsers", ExportTagUsers},
		{"GetExport", GetExport},
		{"SyncUsers", SyncUsers},
		{"ReplaceUsers", ReplaceUsers},
		{"ReplaceDepartments", ReplaceDepartments},
		{"GetImport", GetImport},
		{"UserIDsToOpen", UserIDsToOpen},
		{"OpenToUserIDs", OpenToUserIDs},
		{"ConvertChatIDs", ConvertChatIDs},
		{"ConvertKFIDs", ConvertKFIDs},
		{"ConvertTagIDs", ConvertTagIDs},
		{"ConvertTmpUsers", ConvertTmpUsers},
		{"UnionIDToContact", UnionIDToContact},
		{"ContactsToPending", ContactsToPending},
		{"UnionIDToContacts3rd", UnionIDToContacts3rd},
		{"NewContactIDs", NewContactIDs},
		{"NewGroupContactIDs", NewGroupContactIDs},
		{"GetPreAuthCode", GetPreAuthCode},
		{"SetSessionInfo", SetSessionInfo},
		{"GetPermanentCode", GetPermanentCode},
		{"GetAuthInfo", GetAuthInfo},
		{"GetAdmins", GetAdmins},
		{"GetAppQRCode", GetAppQRCode},
		{"GetUserInfo3rd", GetUserInfo3rd},
		{"GetUserDetail3rd", GetUserDetail3rd},
		{"GetLoginInfo", GetLoginInfo},
		{"GetCustomizedAuthURL", GetCustomizedAuthURL},
	}
}
