package wecom

import (
	"net/url"
	"strings"
	"testing"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
)

// suiteRecords are those of a service provider, on a script.
func suiteRecords(s script) (*records, *backEnd) {
	s[GetSuiteToken.path] = says(`{"suite_access_token":"suite-token","expires_in":7200}`)
	s[GetProviderToken.path] = says(`{"provider_access_token":"provider-token","expires_in":7200}`)
	s[GetCorpToken.path] = says(`{"access_token":"corp-token","expires_in":7200}`)
	back := scripted(s)
	config := configOf(back)
	config.CorpID = sampleCorp
	config.Suite = Suite{ID: "ww-suite", Secret: "s", PermanentCode: "perm", ProviderCorpID: "ww-p", ProviderSecret: "ps"}
	return newRecords(NewClient(config), clockwork.NewFakeClockAt(aNoon), "企业"), back
}

const anAuthorisation = `{"dealer_corp_info":{"corp_name":"代理"},
	"auth_corp_info":{"corpid":"ww1","corp_name":"万禾","corp_full_name":"万禾有限公司","corp_type":"verified","corp_scale":"1-50人","verified_end_time":1767323045},
	"auth_info":{"agent":[{"agentid":7,"name":"坐席台","privilege":{"level":1,"allow_user":["a","b"],"allow_party":[1]}}]},
	"edition_info":{"agent":[{"agentid":7,"edition_name":"基础版","user_limit":4294967295,"expired_time":1767323045},{"edition_name":"专业版","user_limit":"20"}]}}`

func TestWhatAServiceProviderSees(t *testing.T) {
	r, back := suiteRecords(script{
		GetAuthInfo.path:          says(anAuthorisation),
		GetAdmins.path:            says(`{"errcode":0,"admin":[{"userid":"zhang","auth_type":1},{"userid":"li"},{"userid":"zhang"}]}`),
		GetAppQRCode.path:         says(`{"errcode":0,"qrcode":"https://code.example/1.png"}`),
		GetPreAuthCode.path:       says(`{"pre_auth_code":"pre&1","expires_in":1200}`),
		GetCustomizedAuthURL.path: says(`{"errcode":0,"qrcode_url":"https://auth.example/x","expires_in":60}`),
	})
	page, err := r.ListRecords(t.Context(), model.RecordQuery{Kind: model.RecordSuite})
	require.NoError(t, err)
	require.Len(t, page.Records, 1)
	suite := page.Records[0]
	requireValues(t, map[string]string{
		"corp": "万禾", "corp_full": "万禾有限公司", "corp_id": "ww1", "corp_type": "verified", "corp_more": "1-50人", "apps": "坐席台", "dealer": "代理",
		"level": "坐席台: 1", "members": "坐席台: 2", "parties": "坐席台: 1", "tags": "坐席台: 0",
		"editions": "基础版 × ∞ 2026-01-02\n专业版 × 20",
		"expires":  millis(aNoon), "verified_until": millis(aNoon),
	}, suite)
	for _, value := range suite.Values {
		require.NotContains(t, value, "perm", "the permanent code is a secret")
	}
	do := func(action string, with map[string]string) model.Record {
		done, _, err := r.ActOnRecord(t.Context(), suite, action, with)
		require.NoError(t, err)
		return done
	}
	require.Equal(t, "li\nzhang", do("admins", nil).Get("admins"))
	require.Equal(t, "https://code.example/1.png", do("code", map[string]string{"state": "x"}).Get("code"))
	link, err := url.Parse(do("authorise", map[string]string{"redirect": "https://us.example/back", "state": "s1", "test": "1"}).Get("link"))
	require.NoError(t, err)
	require.Equal(t, url.Values{"suite_id": {"ww-suite"}, "pre_auth_code": {"pre&1"}, "redirect_uri": {"https://us.example/back"}, "state": {"s1"}}, link.Query())
	require.Equal(t, 1, bodyOf[SessionInfoRequest](t, back.called(SetSessionInfo.path)[0]).SessionInfo.AuthType)
	require.Equal(t, "https://auth.example/x", do("custom_link", map[string]string{"templates": "t1\nt2"}).Get("link"))
	require.Equal(t, []string{"t1", "t2"}, bodyOf[CustomizedAuthURLRequest](t, back.called(GetCustomizedAuthURL.path)[0]).TemplateIDList)
}

func TestLicencesOfSeats(t *testing.T) {
	r, _ := suiteRecords(script{
		ListFollowUsers.path: says(someSeats),
		BatchGetContacts.path: func(one sentCall) string {
			require.Equal(t, []string{"lisi", "wangwu"}, bodyOf[BatchGetContactsRequest](t, one).UserIDList)
			return `{"errcode":0,"fail_info":{"unlicensed_userid_list":["wangwu"]}}`
		},
	})
	page, err := r.ListRecords(t.Context(), model.RecordQuery{Kind: model.RecordLicence})
	require.NoError(t, err)
	require.Equal(t, "1", page.Records[0].Get("licensed"))
	require.Equal(t, "", page.Records[1].Get("licensed"))

	r, _ = suiteRecords(script{ListFollowUsers.path: says(someSeats), BatchGetContacts.path: refuses(codeNoRelation)})
	page, err = r.ListRecords(t.Context(), model.RecordQuery{Kind: model.RecordLicence})
	require.NoError(t, err)
	require.Len(t, page.Records, 2, "that none has customers says nothing of licences")
}

// TestHostileLists: what a back end says too much of is cut, and a list's item
// can't pretend to be two.
func TestHostileLists(t *testing.T) {
	rows := strings.TrimSuffix(strings.Repeat(`{"rule_id":"1","rule_name":"n"},`, mostRows+5), ",")
	l, _ := linkTo(t, script{
		ListInterceptRules.path: says(`{"errcode":0,"rule_list":[` + rows + `]}`),
		GetInterceptRule.path: says(`{"errcode":0,"rule":{"rule_name":"` + strings.Repeat("长", mostValue) + `","word_list":["a\nb"," ","c"],"intercept_type":77,
			"applicable_range":{"department_list":["1",2]}}}`),
	})
	page, err := l.ListRecords(t.Context(), model.RecordQuery{Kind: model.RecordIntercept})
	require.NoError(t, err)
	require.Len(t, page.Records, mostRows)
	got, err := l.GetRecord(t.Context(), page.Records[0])
	require.NoError(t, err)
	require.LessOrEqual(t, len(got.Get("name")), mostValue)
	require.Equal(t, []string{"a b", "c"}, got.Items("words"))
	require.Equal(t, unknownWord, got.Get("type"))
	require.Equal(t, "1\n2", got.Get("parties"))
}

// TestWhatCantBeDone is refused without a call.
func TestWhatCantBeDone(t *testing.T) {
	l, back := linkTo(t, script{})
	record := model.Record{Kind: model.RecordMoment, ID: "1"}
	_, err := l.PutRecord(t.Context(), record, record)
	require.True(t, model.IsTrouble(err, model.TroubleUnsupported), err)
	require.True(t, model.IsTrouble(l.DeleteRecord(t.Context(), record), model.TroubleUnsupported))
	_, _, err = l.ActOnRecord(t.Context(), record, "explode", nil)
	require.True(t, model.IsTrouble(err, model.TroubleUnsupported), err)
	_, err = l.ListRecords(t.Context(), model.RecordQuery{Kind: model.RecordTransfer})
	require.True(t, model.IsTrouble(err, model.TroubleUnsupported), "that list is kept here: %v", err)
	_, err = l.ListRecords(t.Context(), model.RecordQuery{Kind: "nonsense"})
	require.True(t, model.IsTrouble(err, model.TroubleUnsupported), err)
	got, err := l.GetRecord(t.Context(), record)
	require.NoError(t, err)
	require.Equal(t, record, got)
	require.Empty(t, back.got())
}

// TestAFileIsFetchedFromNowhereElse: the address is the back end's word.
func TestAFileIsFetchedFromNowhereElse(t *testing.T) {
	for _, address := range []string{"http://elsewhere.test/f", "file:///etc/passwd", "ftp://wecom.test/f", "", "//wecom.test/f", "https://"} {
		l, back := linkTo(t, script{GetExport.path: says(`{"errcode":0,"status":2,"data_list":[{"url":"` + address + `","size":1}]}`)})
		calls := len(back.got())
		_, _, err := l.ActOnRecord(t.Context(), model.Record{Kind: model.RecordExport, ID: "j"}, "fetch", map[string]string{"file": "1"})
		require.True(t, model.IsTrouble(err, model.TroubleBadAnswer), "%q: %v", address, err)
		require.Len(t, back.got(), calls+1)
	}
	l, _ := linkTo(t, script{
		GetExport.path: says(`{"errcode":0,"status":2,"data_list":[{"url":"http://wecom.test/cgi-bin/file","md5":"00"}]}`),
		"file":         says("x"),
	})
	_, _, err := l.ActOnRecord(t.Context(), model.Record{Kind: model.RecordExport, ID: "j"}, "fetch", map[string]string{"file": "1"})
	require.True(t, model.IsTrouble(err, model.TroubleBadAnswer), "another sum: %v", err)
}

func TestAWelcomeIsSentAsItIs(t *testing.T) {
	l, back := linkTo(t, script{UploadMedia.path: says(`{"errcode":0,"media_id":"m1"}`)})
	greeting := model.Record{Kind: model.RecordWelcome, Values: map[string]string{
		"text": "您好", "pictures": aPicture(t), "link_url": "https://a.example", "link_title": "官网",
	}}
	require.NoError(t, l.Welcome(t.Context(), "code1", greeting))
	require.JSONEq(t, `{"welcome_code":"code1","text":{"content":"您好"},"attachments":[
		{"msgtype":"link","link":{"title":"官网","url":"https://a.example"}},{"msgtype":"image","image":{"media_id":"m1"}}]}`,
		back.called(SendWelcome.path)[0].Body)

	l, back = linkTo(t, script{SendWelcome.path: refuses(codeWelcomeSent)})
	err := l.Welcome(t.Context(), "code1", greeting.With("pictures", ""))
	require.True(t, model.IsTrouble(err, model.TroubleRejected), err)
	require.Len(t, back.called(SendWelcome.path), 1)
	require.True(t, model.IsTrouble(l.Welcome(t.Context(), "c", greeting.With("text", strings.Repeat("长", 1334))), model.TroubleTooLong))
}
