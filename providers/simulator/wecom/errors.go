package wecom

import "fmt"

// Codes of refusals: errcode of the public documentation. Those whose meaning
// it gives only by example are assumed for the like.
const (
	codeBusy          = -1
	codeSecret        = 40001
	codeUser          = 40003
	codeMediaType     = 40004
	codeMedia         = 40007
	codeMsgType       = 40008
	codeCorp          = 40013
	codeToken         = 40014
	codeOAuth         = 40029
	codeAgent         = 40056
	codeParameter     = 40058
	codeTag           = 40068
	codeAuthCode      = 40078
	codeSuiteSecret   = 40080
	codeSuiteToken    = 40082
	codeSuite         = 40083
	codePermanent     = 40084
	codeTicket        = 40085
	codeProvider      = 40091
	codeExternal      = 40096
	codeTransferring  = 40100
	codeTokenMissing  = 41001
	codeConfig        = 41044
	codeNobody        = 41048
	codeWelcome       = 41050
	codeWelcomed      = 41051
	codeWelcoming     = 41096 // only by a fault; may be tried again
	codeTokenOld      = 42001
	codeSuiteTokenOld = 42009
	codeNeedGet       = 43001
	codeNeedPost      = 43002
	codeEmptyBody     = 44001
	codeEmptyText     = 44004
	codeTooMany       = 45009
	codeAtOnce        = 45033
	codeFormat        = 47001
	codeDepartmentDup = 60008
	codeDepartment    = 60003
	codeDepartmentIn  = 60005
	codeDepartmentSub = 60006
	codeAddress       = 60020
	codeUserTaken     = 60102
	codeUserGone      = 60111
	codeReceivers     = 81013
	codeNoRelation    = 84061
	codeNoFollow      = 84074
	codeRoom          = 86003
	codeRoomTaken     = 86215
	codeChat          = 90501
	codeNotResigned   = 90500
	codeResigned      = 90502
	codeRobot         = 93000
	codeLicence       = 701008
)

// words are what the real ones say, in front of the hint.
var words = map[int]string{
	codeBusy: "system error", codeSecret: "invalid credential", codeUser: "invalid userid", codeMediaType: "invalid media type",
	codeMedia: "invalid media_id", codeMsgType: "invalid message type", codeCorp: "invalid corpid", codeToken: "invalid access_token",
	codeOAuth: "invalid code", codeAgent: "invalid agentid", codeParameter: "invalid Request Parameter", codeTag: "invalid tagid",
	codeAuthCode: "invalid auth_code", codeSuiteSecret: "invalid suite_secret", codeSuiteToken: "invalid suite_token", codeSuite: "invalid suite_id",
	codePermanent: "invalid permanent_code", codeTicket: "invalid suite_ticket", codeProvider: "invalid provider_secret",
	codeExternal: "invalid external userid", codeTransferring: "external contact is being transferred", codeTokenMissing: "access_token missing",
	codeConfig: "invalid config_id", codeNobody: "no customer to send", codeWelcome: "invalid welcome_code", codeWelcoming: "welcome msg is being distributed", codeWelcomed: "externaluser has started chatting or welcome msg has been sent",
	codeTokenOld: "access_token expired", codeSuiteTokenOld: "suite_token expired", codeNeedGet: "require GET method", codeNeedPost: "require POST method",
	codeEmptyBody: "empty media data", codeEmptyText: "text content is empty", codeTooMany: "api freq out of limit", codeAtOnce: "api concurrent out of limit",
	codeFormat: "data format error", codeDepartmentDup: "department existed", codeDepartment: "department not found", codeDepartmentIn: "department not empty",
	codeDepartmentSub: "department has sub department", codeAddress: "not allow to access from your ip", codeUserTaken: "userid existed", codeUserGone: "userid not found",
	codeReceivers: "user & party & tag all invalid", codeNoRelation: "not external contact", codeNoFollow: "not follow user", codeRoom: "invalid chatid", codeRoomTaken: "chatid existed",
	codeChat: "chat is not external group chat", codeNotResigned: "the owner of group chat is not resigned", codeResigned: "the owner of group chat has resigned",
	codeRobot: "invalid webhook url", codeLicence: "account not found",
}

// refusal is an errcode other than 0.
type refusal struct {
	code int
	msg  string
}

func refuse(code int) *refusal {
	msg := words[code]
	if msg == "" {
		msg = "failed"
	}
	return &refusal{code, msg}
}

// invalid is 40058 with what is wrong.
func invalid(format string, args ...any) *refusal {
	return &refusal{codeParameter, fmt.Sprintf(format, args...) + ". " + words[codeParameter]}
}

// body has the hint that the real ones append, by which their support finds a
// call.
func (no *refusal) body(call int, at int64) object {
	return object{"errcode": no.code, "errmsg": fmt.Sprintf(
		"%s, hint: [%d_%d], from ip: 127.0.0.1, more info at https://open.work.weixin.qq.com/devtool/query?e=%d",
		no.msg, at, call, no.code,
	)}
}

// refuseAs is a refusal with a code that occurs once.
func refuseAs(code int, msg string) *refusal { return &refusal{code, msg} }
