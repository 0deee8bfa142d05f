package wecom

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// app is a callback to an app of the company, suite one to a suite.
func app(event, change, more string) string {
	return "<xml><ToUserName><![CDATA[ww-corp]]></ToUserName>\n<FromUserName><![CDATA[sys]]></FromUserName> \n<CreateTime>1767323045</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[" + event + "]]></Event>" + changed(change) + more + "</xml>"
}

func suite(event, change, more string) string {
	return "<xml><SuiteId><![CDATA[ww-suite]]></SuiteId><AuthCorpId><![CDATA[ww-auth]]></AuthCorpId><InfoType> <![CDATA[" + event + "]]></InfoType><TimeStamp>1767323045 </TimeStamp>" + changed(change) + more + "</xml>"
}

func changed(change string) string {
	if change == "" {
		return ""
	}
	return "<ChangeType><![CDATA[" + change + "]]></ChangeType>"
}

// noticeExamples are callbacks in the form of the official API, one or more for
// each word and type of document 001.
var noticeExamples = []struct {
	raw  string
	body any
}{
	{
		app(EventChangeExternalContact, ChangeAddExternalContact, "<UserID>lisi</UserID><ExternalUserID><![CDATA[wmA]]></ExternalUserID><State><![CDATA[门店 3]]></State><WelcomeCode>code-1</WelcomeCode>"),
		&ExternalContactNotify{ChangeType: "add_external_contact", UserID: "lisi", ExternalUserID: "wmA", State: "门店 3", WelcomeCode: "code-1"},
	},
	{
		suite(EventChangeExternalContact, ChangeEditExternalContact, "<UserID>lisi</UserID><ExternalUserID>wmA</ExternalUserID>"),
		&ExternalContactNotify{ChangeType: "edit_external_contact", SuiteID: "ww-suite", AuthCorpID: "ww-auth", UserID: "lisi", ExternalUserID: "wmA"},
	},
	{app(EventChangeExternalContact, ChangeAddHalfExternalContact, "<UserID>lisi</UserID>"), &ExternalContactNotify{ChangeType: "add_half_external_contact", UserID: "lisi"}},
	{app(EventChangeExternalContact, ChangeDeleteExternalContact, "<Source>DELETE_BY_TRANSFER</Source>"), &ExternalContactNotify{ChangeType: "del_external_contact", Source: "DELETE_BY_TRANSFER"}},
	{app(EventChangeExternalContact, ChangeDeleteFollowUser, ""), &ExternalContactNotify{ChangeType: "del_follow_user"}},
	{app(EventChangeExternalContact, ChangeTransferFail, "<FailReason>customer_refused</FailReason>"), &ExternalContactNotify{ChangeType: "transfer_fail", FailReason: "customer_refused"}},
	{
		app(EventChangeExternalContact, ChangeAgreed, "<UserID>lisi</UserID><ExternalUserID>wmA</ExternalUserID><WelcomeCode>c</WelcomeCode>"),
		&AgreeNotify{ToUserName: "ww-corp", FromUserName: "sys", UserID: "lisi", ExternalUserID: "wmA", WelcomeCode: "c"},
	},
	{app(EventChangeExternalContact, "who_knows", "<UserID>lisi</UserID>"), nil},
	{app(EventChangeExternalChat, ChangeCreate, "<ChatId>wrA</ChatId>"), &ExternalChatNotify{ChangeType: "create", ChatID: "wrA"}},
	{
		app(EventChangeExternalChat, ChangeUpdate, "<ChatId>wrA</ChatId><UpdateDetail>add_member</UpdateDetail><JoinScene>3</JoinScene><QuitScene>0</QuitScene><MemChangeCnt>2</MemChangeCnt><MemChangeList><Item>lisi</Item>\n<Item><![CDATA[wmB]]></Item></MemChangeList><LastMemVer>9c3f</LastMemVer><CurMemVer>7121</CurMemVer>"),
		&ExternalChatNotify{ChangeType: "update", ChatID: "wrA", UpdateDetail: "add_member", JoinScene: 3, MemChangeCnt: 2, MemChangeList: MemChangeList{"lisi", "wmB"}, LastMemVer: "9c3f", CurMemVer: "7121"},
	},
	{
		app(EventChangeExternalChat, ChangeUpdate, "<UpdateDetail>del_member</UpdateDetail><QuitScene>1</QuitScene><MemChangeList><![CDATA[lisi, wmB,]]></MemChangeList>"),
		&ExternalChatNotify{ChangeType: "update", UpdateDetail: "del_member", QuitScene: 1, MemChangeList: MemChangeList{"lisi", "wmB"}},
	},
	{
		app(EventChangeExternalChat, ChangeUpdate, "<MemChangeList><Item>lisi</Item></MemChangeList><MemChangeList><Item>wmB</Item></MemChangeList>"), // as 001 has it
		&ExternalChatNotify{ChangeType: "update", MemChangeList: MemChangeList{"lisi", "wmB"}},
	},
	{suite(EventChangeExternalChat, ChangeDismiss, "<ChatId>wrA</ChatId>"), &ExternalChatNotify{ChangeType: "dismiss", SuiteID: "ww-suite", AuthCorpID: "ww-auth", ChatID: "wrA"}},
	{app(EventChangeExternalTag, ChangeCreate, "<Id>et1</Id><TagType>tag</TagType><StrategyId>1</StrategyId>"), &ExternalTagNotify{ChangeType: "create", ID: "et1", TagType: "tag", StrategyID: 1}},
	{app(EventChangeExternalTag, ChangeUpdate, "<Id>et1</Id><TagType>tag_group</TagType>"), &ExternalTagNotify{ChangeType: "update", ID: "et1", TagType: "tag_group"}},
	{app(EventChangeExternalTag, ChangeDelete, "<Id>et1</Id><TagType>tag</TagType>"), &ExternalTagNotify{ChangeType: "delete", ID: "et1", TagType: "tag"}},
	{suite(EventChangeExternalTag, ChangeShuffle, "<Id></Id>"), &ExternalTagNotify{ChangeType: "shuffle", SuiteID: "ww-suite", AuthCorpID: "ww-auth"}},
	{app(EventCustomerAcquisition, ChangeBalanceLow, ""), &CustomerAcquisitionNotify{ChangeType: "balance_low"}},
	{app(EventCustomerAcquisition, ChangeBalanceExhausted, ""), &CustomerAcquisitionNotify{ChangeType: "balance_exhausted"}},
	{app(EventCustomerAcquisition, ChangeDeleteLink, "<LinkId>cawA</LinkId>"), &CustomerAcquisitionNotify{ChangeType: "delete_link", LinkID: "cawA"}},
	{app(EventCustomerAcquisition, ChangeQuotaExpireSoon, "<ExpireTime>1768000000</ExpireTime><ExpireQuotaNum>80</ExpireQuotaNum>"), &CustomerAcquisitionNotify{ChangeType: "quota_expire_soon", ExpireTime: 1768000000, ExpireQuotaNum: 80}},
	{
		app(EventCustomerAcquisition, ChangeCustomerStartChat, "<LinkId>cawA</LinkId><State>ad-7</State><UserID>lisi</UserID><ExternalUserID>wmA</ExternalUserID>"),
		&CustomerAcquisitionNotify{ChangeType: "customer_start_chat", LinkID: "cawA", State: "ad-7", UserID: "lisi", ExternalUserID: "wmA"},
	},
	{
		app(EventChangeContact, ChangeCreateUser, "<UserID>lisi</UserID><OpenUserID>wo1</OpenUserID><Name>李 四</Name><Department><![CDATA[1,2,9007199254740993]]></Department><MainDepartment>1</MainDepartment><IsLeaderInDept>1,0,0</IsLeaderInDept><DirectLeader>wangwu,zhaoliu</DirectLeader><Position>经理</Position><Mobile>13800000000</Mobile><Gender>1</Gender><Email>a@x.cn</Email><BizMail>b@x.cn</BizMail><Status>1</Status><Avatar>https://x.cn/a</Avatar><Alias>li</Alias><Telephone>020-1</Telephone><ExtAttr><Item><Name>爱好</Name><Type>0</Type><Text><Value>旅游</Value></Text></Item><Item><Name>卡号</Name><Type>1</Type><Web><Title>卡</Title><Url>https://x.cn/k</Url></Web></Item></ExtAttr>"),
		&ContactNotify{
			ChangeType: "create_user", UserID: "lisi", OpenUserID: "wo1", Name: "李 四", Department: Numbers{1, 2, 9007199254740993}, MainDepartment: 1,
			IsLeaderInDept: Numbers{1, 0, 0}, DirectLeader: Words{"wangwu", "zhaoliu"}, Position: "经理", Mobile: "13800000000", Gender: 1, Email: "a@x.cn", BizMail: "b@x.cn",
			Status: 1, Avatar: "https://x.cn/a", Alias: "li", Telephone: "020-1",
			ExtAttribute: []ExtAttribute{{Name: "爱好", Text: "旅游"}, {Name: "卡号", Type: 1, Title: "卡", URL: "https://x.cn/k"}},
		},
	},
	{
		suite(EventChangeContact, "", "<XCtType>update_user</XCtType><UserID>lisi</UserID><NewUserID>lisi2</NewUserID><Gender>unknown</Gender>"), // 001's name of ChangeType
		&ContactNotify{ChangeType: "update_user", SuiteID: "ww-suite", AuthCorpID: "ww-auth", UserID: "lisi", NewUserID: "lisi2"},
	},
	{app(EventChangeContact, ChangeDeleteUser, "<UserID>lisi</UserID>"), &ContactNotify{ChangeType: "delete_user", UserID: "lisi"}},
	{app(EventChangeContact, ChangeCreateParty, "<Id>2</Id><Name>研发</Name><ParentId>1</ParentId><Order>9</Order>"), &DepartmentNotify{ChangeType: "create_party", ID: 2, Name: "研发", ParentID: 1, Order: 9}},
	{app(EventChangeContact, ChangeUpdateParty, "<Id>2</Id>"), &DepartmentNotify{ChangeType: "update_party", ID: 2}},
	{suite(EventChangeContact, ChangeDeleteParty, "<Id>2</Id>"), &DepartmentNotify{ChangeType: "delete_party", SuiteID: "ww-suite", AuthCorpID: "ww-auth", ID: 2}},
	{
		app(EventChangeContact, ChangeUpdateTag, "<TagId>7</TagId><AddUserItems>a,b</AddUserItems><DelUserItems>c</DelUserItems><AddPartyItems>4,5,x</AddPartyItems><DelPartyItems></DelPartyItems>"),
		&ContactTagNotify{ChangeType: "update_tag", TagID: 7, AddUserItems: Words{"a", "b"}, DelUserItems: Words{"c"}, AddPartyItems: Numbers{4, 5}},
	},
	{app(EventChangeContact, "create_planet", ""), nil},
	{suite(EventCreateAuth, "", "<AuthCode>auth-1</AuthCode><State>s</State>"), &AuthNotify{SuiteID: "ww-suite", AuthCorpID: "ww-auth", AuthCode: "auth-1", State: "s"}},
	{suite(EventChangeAuth, "", ""), &AuthNotify{SuiteID: "ww-suite", AuthCorpID: "ww-auth"}},
	{suite(EventCancelAuth, "", ""), &AuthNotify{SuiteID: "ww-suite", AuthCorpID: "ww-auth"}},
	{suite(EventResetPermanentCode, "", "<AuthCode>auth-2</AuthCode>"), &AuthNotify{SuiteID: "ww-suite", AuthCorpID: "ww-auth", AuthCode: "auth-2"}},
	{suite(EventSuiteTicket, "", "<SuiteTicket>ticket-1</SuiteTicket>"), &SuiteTicketNotify{SuiteID: "ww-suite", AuthCorpID: "ww-auth", SuiteTicket: "ticket-1"}},
	{suite(EventSuiteTicket, "", "<SuiteTicketNotify>ticket-2</SuiteTicketNotify>"), &SuiteTicketNotify{SuiteID: "ww-suite", AuthCorpID: "ww-auth", SuiteTicket: "ticket-2"}}, // 001's name
	{app(EventUnlicensed, "", "<AgentID>1000002</AgentID>"), &UnLicensedNotify{ToUserName: "ww-corp", FromUserName: "sys", AgentID: 1000002}},
	{
		suite(EventLicensePaid, "", "<ServiceCorpId>ww-us</ServiceCorpId><OrderId>OI1</OrderId><BuyerUserId>boss</BuyerUserId>"),
		&OrderSuccessNotify{AuthCorpID: "ww-auth", ServiceCorpID: "ww-us", OrderID: "OI1", BuyerUserID: "boss"},
	},
	{
		suite(EventLicenseRefund, "", "<ServiceCorpId>ww-us</ServiceCorpId><OrderId>OI1</OrderId><OrderStatus>2</OrderStatus>"),
		&OrderRefundNotify{AuthCorpID: "ww-auth", ServiceCorpID: "ww-us", OrderID: "OI1", OrderStatus: 2},
	},
	{
		suite(EventLicenseActivated, "", "<ServiceCorpId>ww-us</ServiceCorpId><Scene>1</Scene><AccountList><ActiveCode>LA1</ActiveCode><Type>1</Type><ExpireTime>1800000000</ExpireTime><UserId>lisi</UserId><PreviousStatus>1</PreviousStatus></AccountList><AccountList><ActiveCode>LA2</ActiveCode><Type>2</Type><UserId>wangwu</UserId><PreviousActiveCode>LA0</PreviousActiveCode></AccountList>"),
		&ActiveNotify{AuthCorpID: "ww-auth", ServiceCorpID: "ww-us", Scene: "1", AccountList: []AccountList{
			{ActiveCode: "LA1", Type: 1, ExpireTime: 1800000000, UserID: "lisi", PreviousStatus: 1},
			{ActiveCode: "LA2", Type: 2, UserID: "wangwu", PreviousActiveCode: "LA0"},
		}},
	},
	{app(EventUploadFinished, "", "<JobId>job-1</JobId>"), &UploadNotify{JobID: "job-1"}},
	{
		app(EventBatchJobResult, "", "<BatchJob><JobId>job-2</JobId><JobType>export_user</JobType><ErrCode>0</ErrCode><ErrMsg>ok</ErrMsg></BatchJob>"),
		&ExportNotify{JobID: "job-2", JobType: "export_user", ErrMsg: "ok"},
	},
	{app(EventBatchJobResult, "", "<JobId>job-3</JobId><JobType>sync_user</JobType><ErrCode>-1</ErrCode>"), &ExportNotify{JobID: "job-3", JobType: "sync_user", ErrCode: -1}},
	{app(EventBatchJobResult, "", "<SuiteId>job-4</SuiteId><AuthCorpId>export_tag</AuthCorpId>"), &ExportNotify{JobID: "job-4", JobType: "export_tag"}}, // 001's names
	{app("enter_agent", "", "<EventKey></EventKey>"), nil},
}

func TestNoticesOfEveryKind(t *testing.T) {
	for _, test := range noticeExamples {
		n := ReadNotice([]byte(test.raw))
		require.NoError(t, n.Err, test.raw)
		require.Equal(t, test.raw, string(n.Raw))
		if test.body == nil {
			require.Nil(t, n.Body, test.raw)
		} else {
			require.Equal(t, test.body, n.Body, test.raw)
		}
		require.Contains(t, test.raw, n.Event)
		require.Equal(t, time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), n.Time, test.raw)
		if change := reflect.ValueOf(test.body); change.IsValid() && change.Elem().FieldByName("ChangeType").IsValid() {
			require.Equal(t, n.Change, change.Elem().FieldByName("ChangeType").String())
		}
	}
}

func TestWhoseNoticeItIs(t *testing.T) {
	n := ReadNotice([]byte(app("enter_agent", "", "<AgentID>7</AgentID>")))
	require.Equal(t, "ww-corp  sys 7", fmt.Sprint(n.Corp, " ", n.Suite, " ", n.From, " ", n.Agent))
	n = ReadNotice([]byte(suite(EventChangeAuth, "", "")))
	require.Equal(t, "ww-auth ww-suite  0", fmt.Sprint(n.Corp, " ", n.Suite, " ", n.From, " ", n.Agent))
	n = ReadNotice([]byte(sampleText))
	require.NoError(t, n.Err)
	require.Equal(t, "text mycreate 218", fmt.Sprint(n.Event, " ", n.From, " ", n.Agent))
	require.Nil(t, n.Body)
}

func TestWhatCantBeReadIsKept(t *testing.T) {
	deep := func(n int) string { return strings.Repeat("<a>", n) + strings.Repeat("</a>", n) }
	for name, raw := range map[string]string{
		"nothing":        "",
		"text":           "hello",
		"JSON":           `{"Event":"x"}`,
		"cut off":        `<xml><Event>change_contact</Event>`,
		"wrong end":      `<xml><Event>x</xml></Event>`,
		"no event":       `<xml></xml>`,
		"two":            app("a", "", "") + app("b", "", ""),
		"text behind":    app("a", "", "") + "hello",
		"deep":           "<xml><Event>x</Event>" + deep(maxXMLDepth) + "</xml>",
		"deeper":         deep(50_000),
		"a type":         `<!DOCTYPE xml><xml><Event>x</Event></xml>`,
		"many":           "<xml>" + strings.Repeat("<a/>", maxXMLElements) + "</xml>",
		"attributes":     "<xml " + strings.Repeat(`a="" `, maxXMLAttrs+1) + "/>",
		"billion laughs": `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;">]><xml><Event>&lol2;</Event></xml>`,
		"a file":         `<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><xml><Event>&f;</Event></xml>`,
		"an entity":      `<xml><Event>&nbsp;x</Event></xml>`,
		"a style":        `<?xml-stylesheet href="http://evil.example/"?><xml><Event>x</Event></xml>`,
		"GBK":            `<?xml version="1.0" encoding="GBK"?><xml><Event>x</Event></xml>`,
		"no UTF-8":       "<xml><Event>\xff</Event></xml>",
		"zero":           "<xml><Event>a\x00b</Event></xml>",
	} {
		n := ReadNotice([]byte(raw))
		require.Error(t, n.Err, name)
		require.Nil(t, n.Body, name)
		require.Equal(t, raw, string(n.Raw), name)
	}
	require.NoError(t, ReadNotice([]byte("<xml><Event>x</Event>"+deep(maxXMLDepth-1)+"</xml>")).Err)
	n := ReadNotice([]byte(`<?xml version="1.0" encoding="UTF-8"?>` + "\n<!-- a word -->" + app("a", "", "") + "\n\n"))
	require.NoError(t, n.Err)
}

func TestATimeThatIsNone(t *testing.T) {
	for _, seconds := range []string{"", "0", "-5", "soon", "99999999999999999999", "9223372036854775807"} {
		n := ReadNotice([]byte("<xml><Event>x</Event><CreateTime>" + seconds + "</CreateTime></xml>"))
		require.NoError(t, n.Err)
		require.True(t, n.Time.IsZero(), seconds)
	}
}

// documented is a row of testdata/notices001.json: a type of document 001 that is
// a notice or a part of one, with the XML names that the document prints for it.
type documented struct {
	Type, Event, Go string
	Fields          []string
}

// xmlNames are the elements that a type takes, by the tags of its fields.
func xmlNames(t reflect.Type) map[string]bool {
	names := map[string]bool{}
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("xml"), ">")
		names[name] = true
	}
	for other, official := range otherNames {
		if names[official] {
			names[other] = true
		}
	}
	return names
}

func TestEveryNoticeOfTheDocumentIsHere(t *testing.T) {
	data, err := os.ReadFile("testdata/notices001.json")
	require.NoError(t, err)
	var rows []documented
	require.NoError(t, json.Unmarshal(data, &rows))
	require.Len(t, rows, 17)
	types := map[string]reflect.Type{}
	for _, example := range noticeExamples {
		if example.body != nil {
			body := reflect.TypeOf(example.body).Elem()
			types[body.Name()] = body
		}
	}
	for _, part := range []any{AccountList{}, ExtAttribute{}} {
		types[reflect.TypeOf(part).Name()] = reflect.TypeOf(part)
	}
	for _, row := range rows {
		if row.Go == "MemChangeList" {
			continue // a list, not a struct: TestNoticesOfEveryKind has its Item
		}
		body, known := types[row.Go]
		require.True(t, known, "%s has an example", row.Go)
		taken := xmlNames(body)
		for _, field := range row.Fields {
			require.True(t, taken[field], "%s takes %s", row.Go, field)
		}
		// Each word it comes with leads to it.
		if row.Type == "AccountList" || row.Type == "ExtAttribute" {
			continue
		}
		for event, change := range eventsOf(row.Event) {
			require.Equal(t, row.Go, reflect.TypeOf(noticeBody(event, change)).Elem().Name(), "%s %s", event, change)
		}
	}
}

// eventsOf reads "event: change, change" and "event, event".
func eventsOf(text string) func(yield func(event, change string) bool) {
	return func(yield func(string, string) bool) {
		event, changes, some := strings.Cut(text, ": ")
		if !some {
			for event := range strings.SplitSeq(text, ", ") {
				if !yield(event, "") {
					return
				}
			}
			return
		}
		for change := range strings.SplitSeq(changes, ", ") {
			if !yield(event, change) {
				return
			}
		}
	}
}

// TestEveryWordOfTheDocumentIsHere holds the constants of document 001 against
// ours: each has one, and an example that is read as a known type.
func TestEveryWordOfTheDocumentIsHere(t *testing.T) {
	words := []string{
		"create_auth", "change_auth", "cancel_auth", "change_contact", "reset_permanent_code",
		"create_user", "update_user", "delete_user", "create_party", "update_party", "delete_party",
		"unlicensed_notify", "license_pay_success", "license_refund", "auto_activate", "upload_media_job_finish",
		"change_external_contact", "customer_acquisition", "add_external_contact", "edit_external_contact",
		"add_half_external_contact", "del_external_contact", "del_follow_user", "transfer_fail", "balance_low",
		"balance_exhausted", "delete_link", "quota_expire_soon", "customer_start_chat",
		"change_external_chat", "create", "update", "dismiss", "delete", "shuffle",
		"update_tag", "change_external_tag", "batch_job_result",
	}
	ours := constants(t, "notice_constants.go")
	exampled := map[string]bool{}
	for _, example := range noticeExamples {
		if n := ReadNotice([]byte(example.raw)); n.Body != nil {
			exampled[n.Event], exampled[n.Change] = true, true
		}
	}
	for _, word := range words {
		require.Contains(t, ours, word)
		require.True(t, exampled[word], word)
	}
}

// constants are the texts of the constants of a file.
func constants(t *testing.T, file string) (texts []string) {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), filepath.FromSlash(file), nil, 0)
	require.NoError(t, err)
	ast.Inspect(parsed, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			texts = append(texts, strings.Trim(lit.Value, `"`))
		}
		return true
	})
	return texts
}

func FuzzNotice(f *testing.F) {
	for _, example := range noticeExamples {
		f.Add([]byte(example.raw))
	}
	f.Add([]byte(sampleText))
	f.Fuzz(func(t *testing.T, raw []byte) {
		n := ReadNotice(raw)
		require.Equal(t, string(raw), string(n.Raw))
		if n.Err != nil {
			require.Nil(t, n.Body)
			return
		}
		require.NotEmpty(t, n.Event)
		if n.Body != nil {
			require.Equal(t, reflect.TypeOf(noticeBody(n.Event, n.Change)), reflect.TypeOf(n.Body))
			_, err := json.Marshal(n.Body)
			require.NoError(t, err, "it can be stored")
		}
	})
}
