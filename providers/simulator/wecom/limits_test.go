package wecom

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/providers/simulator/internal/wirejson"
)

func TestTokens(t *testing.T) {
	b := newBench(t, Options{TokenLife: time.Hour})
	ask := func(corp, secret string) answer {
		return b.ask(http.MethodGet, "gettoken", url.Values{"corpid": {corp}, "corpsecret": {secret}}, nil)
	}
	require.Equal(t, codeCorp, ask("ww", corpSecret).code())
	wrong := ask(corpID, "wrong")
	require.Equal(t, codeSecret, wrong.code())
	require.NotContains(t, wrong.text("errmsg"), corpSecret)
	require.Contains(t, wrong.text("errmsg"), "hint: [")
	b.clock.Advance(10 * time.Minute)
	a := ask(corpID, corpSecret)
	require.Equal(t, []string{b.token, "3000"}, []string{a.text("access_token"), a.text("expires_in")}, "the same while it is valid")

	list := func(token string) int {
		return b.ask(http.MethodGet, "department/list", url.Values{"access_token": {token}}, nil).code()
	}
	require.Equal(t, codeTokenMissing, list(""))
	require.Equal(t, codeToken, list("forged"))
	require.Zero(t, list(b.token))
	b.clock.Advance(50 * time.Minute)
	require.Equal(t, codeTokenOld, list(b.token))
	old := b.token
	b.renew()
	require.NotEqual(t, old, b.token)
	require.Equal(t, "1", b.control("tokens", nil).text("expired"))
	require.Equal(t, codeTokenOld, list(b.token))

	suite := b.ask(http.MethodPost, "service/get_suite_token", nil, wirejson.Encode(object{"suite_id": suiteID, "suite_secret": suiteSecret, "suite_ticket": "old"}))
	require.Equal(t, codeTicket, suite.code())
	b.renew()
	require.Equal(t, codeSuiteToken, b.ask(http.MethodGet, "service/get_pre_auth_code", url.Values{"suite_access_token": {b.token}}, nil).code(), "another scope's token")
}

func TestWhereCallsGo(t *testing.T) {
	b := newBench(t, Options{})
	status, raw := b.raw(http.MethodPost, "externalcontact/no_such", url.Values{"access_token": {b.token}}, []byte(`{}`))
	require.Equal(t, http.StatusNotFound, status)
	require.JSONEq(t, `{"errcode":404,"errmsg":"not found"}`, string(raw))
	with := url.Values{"access_token": {b.token}}
	require.Equal(t, codeNeedGet, b.ask(http.MethodPost, "department/list", with, []byte(`{}`)).code())
	require.Equal(t, codeNeedPost, b.ask(http.MethodGet, "externalcontact/groupchat/list", with, nil).code())
	for body, code := range map[string]int{
		``: codeEmptyBody, `{"limit":`: codeFormat, `[]`: codeFormat, `<xml/>`: codeFormat, `{"limit":"x"}`: codeParameter, `{"limit":{}}`: codeParameter,
	} {
		require.Equal(t, code, b.ask(http.MethodPost, "externalcontact/groupchat/list", with, []byte(body)).code(), body)
	}
}

// TestNonsenseIsAnswered asks every endpoint with nothing, and with things that
// make no sense: an errcode comes, never a broken connection.
func TestNonsenseIsAnswered(t *testing.T) {
	b := newBench(t, Options{Seats: 2, Customers: 3})
	tokens := url.Values{"access_token": {b.token}}
	b.server.locked(func() {
		for name, of := range map[string]scope{"suite_access_token": scopeSuite, "provider_access_token": scopeProvider} {
			word, _ := b.server.issue(of)
			tokens.Set(name, word)
		}
	})
	for _, body := range []string{
		`{}`, `{"userid":null,"limit":-1,"cursor":"AAAAAAAAAAAAAAAAAAAAAA"}`,
		`{"userid":[],"external_userid":[""],"tag":[{}],"range":{},"attachments":[{}],"text":{},"msgtype":"news","news":{"articles":[null]}}`,
		`{"userid":"","external_userid":"","id":-1,"department":[-1],"info":[{}],"order_by":9,"offset":-5,"page_id":-1,"page_size":-1,"text":null}`,
		`{"chat_type":"group","sender":"` + b.seat(0).id + `","chat_id_list":[""],"external_userid":[],"attachments":[{"msgtype":1,"1":2}]}`,
	} {
		for _, e := range endpoints() {
			query := url.Values{"department_id": {"-1"}, "id": {"-9223372036854775808"}}
			for name, value := range tokens {
				query[name] = value
			}
			status, raw := b.raw(e.method, e.path, query, []byte(body))
			require.Equal(t, http.StatusOK, status, e.path)
			require.True(t, json.Valid(raw) || e.path == "service/get_app_qrcode", "%s: %s", e.path, raw)
		}
	}
}

func TestRefusals(t *testing.T) {
	b := newBench(t, Options{})
	seat, other := b.seat(0), b.seat(1)
	mine := seat.follows[0].customer.id
	stranger := first(b.server.world.customers, func(c *customer) bool { return c.follow(seat) == nil }).id
	say := object{"content": "好"}
	many := make([]string, 301)
	for i := range many {
		many[i] = "词" + text(i)
	}
	rule := func(words []string) object {
		return object{"rule_name": "r", "word_list": words, "intercept_type": 1, "applicable_range": object{"user_list": []string{seat.id}}}
	}
	for name, c := range map[string]struct {
		path string
		body object
		code int
	}{
		"a userid nobody has":            {"externalcontact/remark", object{"userid": "nobody", "external_userid": mine, "remark": "x"}, codeUser},
		"a member without customers":     {"externalcontact/remark", object{"userid": "finance", "external_userid": mine, "remark": "x"}, codeNoFollow},
		"an external_userid nobody has":  {"externalcontact/remark", object{"userid": seat.id, "external_userid": "wm", "remark": "x"}, codeExternal},
		"another member's customer":      {"externalcontact/remark", object{"userid": seat.id, "external_userid": stranger, "remark": "x"}, codeNoRelation},
		"nothing to remark":              {"externalcontact/remark", object{"userid": seat.id, "external_userid": mine}, codeParameter},
		"a tag nobody made":              {"externalcontact/mark_tag", object{"userid": seat.id, "external_userid": mine, "add_tag": []string{"et"}}, codeTag},
		"a tag that is there":            {"externalcontact/add_corp_tag", object{"group_name": "客户等级", "tag": []object{{"name": "VIP"}}}, 40071},
		"a tag of a long name":           {"externalcontact/add_corp_tag", object{"group_name": "新", "tag": []object{{"name": strings.Repeat("长", 31)}}}, codeParameter},
		"no limit":                       {"externalcontact/groupchat/list", object{}, codeParameter},
		"a forged cursor":                {"externalcontact/groupchat/list", object{"limit": 1, "cursor": "abc"}, codeParameter},
		"a chat nobody has":              {"externalcontact/groupchat/get", object{"chat_id": "wr"}, 49008},
		"a way for two":                  {"externalcontact/add_contact_way", object{"type": 1, "scene": 2, "user": []string{seat.id, other.id}}, codeParameter},
		"a way for nobody":               {"externalcontact/add_contact_way", object{"type": 1, "scene": 2, "user": []string{"nobody"}}, codeUser},
		"a temporary way for a month":    {"externalcontact/add_contact_way", object{"type": 1, "scene": 2, "user": []string{seat.id}, "is_temp": true, "expires_in": 2592000}, codeParameter},
		"an empty mass message":          {"externalcontact/add_msg_template", object{"external_userid": []string{mine}}, codeParameter},
		"a mass message to nobody":       {"externalcontact/add_msg_template", object{"external_userid": []string{"wm"}, "text": say}, codeNobody},
		"a picture nobody uploaded":      {"externalcontact/add_msg_template", object{"external_userid": []string{mine}, "attachments": []object{{"msgtype": "image", "image": object{"media_id": "m"}}}}, codeMedia},
		"an attachment of no kind":       {"externalcontact/add_msg_template", object{"external_userid": []string{mine}, "attachments": []object{{"msgtype": "dance", "dance": object{}}}}, codeMsgType},
		"ten attachments":                {"externalcontact/add_msg_template", object{"external_userid": []string{mine}, "attachments": make([]object, 10)}, codeParameter},
		"a welcome code nobody has":      {"externalcontact/send_welcome_msg", object{"welcome_code": "c", "text": say}, codeWelcome},
		"to oneself":                     {"externalcontact/transfer_customer", object{"handover_userid": seat.id, "takeover_userid": seat.id, "external_userid": []string{mine}}, codeParameter},
		"from one in post, as resigned":  {"externalcontact/resigned/transfer_customer", object{"handover_userid": seat.id, "takeover_userid": other.id, "external_userid": []string{mine}}, codeUser},
		"301 words":                      {"externalcontact/add_intercept_rule", rule(many), codeParameter},
		"a long word":                    {"externalcontact/add_intercept_rule", rule([]string{strings.Repeat("长", 33)}), codeParameter},
		"a rule nobody made":             {"externalcontact/get_intercept_rule", object{"rule_id": "1"}, codeParameter},
		"a link for nobody":              {"externalcontact/customer_acquisition/create_link", object{"link_name": "l", "range": object{"department_list": []int{4}}}, codeParameter},
		"31 days of statistics":          {"externalcontact/get_user_behavior_data", object{"userid": []string{seat.id}, "start_time": noon.AddDate(0, 0, -31).Unix(), "end_time": noon.Unix()}, codeParameter},
		"statistics of 181 days ago":     {"externalcontact/get_user_behavior_data", object{"userid": []string{seat.id}, "start_time": noon.AddDate(0, 0, -181).Unix(), "end_time": noon.AddDate(0, 0, -180).Unix()}, codeParameter},
		"statistics of nobody":           {"externalcontact/get_user_behavior_data", object{"start_time": noon.Unix(), "end_time": noon.Unix()}, codeParameter},
		"statistics of an unknown owner": {"externalcontact/groupchat/statistic", object{"day_begin_time": noon.Unix(), "owner_filter": object{"userid_list": []string{"x"}}}, codeUser},
		"another agent's message":        {"message/send", object{"touser": "@all", "agentid": 1, "msgtype": "text", "text": say}, codeAgent},
		"a message to nobody":            {"message/send", object{"touser": "x", "agentid": agentID, "msgtype": "text", "text": say}, codeReceivers},
		"a message of nothing":           {"message/send", object{"touser": "@all", "agentid": agentID, "msgtype": "text", "text": object{"content": ""}}, codeEmptyText},
		"an app chat of one":             {"appchat/create", object{"userlist": []string{seat.id}}, codeParameter},
		"an app chat nobody made":        {"appchat/send", object{"chatid": "x", "msgtype": "text", "text": say}, codeRoom},
		"an export with a short key":     {"export/user", object{"encoding_aeskey": "abc"}, codeParameter},
		"an export with a plus in it":    {"export/user", object{"encoding_aeskey": "IJUiXNpvGbODwKEBSEsAeOAPAhkqHqNCF6g19t9wf+2"}, codeParameter},
		"a department below itself":      {"department/update", object{"id": 3, "parentid": 5}, 60004},
		"a department that is there":     {"department/create", object{"name": "售前", "parentid": 1}, codeDepartmentDup},
		"a userid that is there":         {"user/create", object{"userid": seat.id, "name": "x", "department": []int{1}}, codeUserTaken},
		"a room nobody archives":         {"msgaudit/groupchat/get", object{"roomid": "x"}, 301059},
	} {
		a := b.post(c.path, c.body)
		require.Equal(t, c.code, a.code(), "%s: %v", name, a["errmsg"])
	}
	for name, c := range map[string]struct {
		path  string
		query url.Values
		code  int
	}{
		"customers of nobody":       {"externalcontact/list", url.Values{"userid": {"nobody"}}, codeUser},
		"a department with members": {"department/delete", url.Values{"id": {"2"}}, codeDepartmentIn},
		"one with others below":     {"department/delete", url.Values{"id": {"3"}}, codeDepartmentSub},
		"no department":             {"user/list", url.Values{"department_id": {"x"}}, codeParameter},
		"no job":                    {"export/get_result", url.Values{"jobid": {"x"}}, codeParameter},
		"no medium":                 {"media/get", url.Values{"media_id": {"x"}}, codeMedia},
	} {
		require.Equal(t, c.code, b.get(c.path, c.query).code(), name)
	}
	require.Equal(t, codeRobot, b.ask(http.MethodPost, "webhook/send", url.Values{"key": {"x"}}, []byte(`{}`)).code())
}

func TestRulesAreAtMostAHundred(t *testing.T) {
	b := newBench(t, Options{})
	rule := object{"rule_name": "r", "word_list": []string{"x"}, "intercept_type": 2, "applicable_range": object{"department_list": []int{1}}}
	for range maxRules - 1 {
		b.call("externalcontact/add_intercept_rule", rule)
	}
	require.Equal(t, codeParameter, b.post("externalcontact/add_intercept_rule", rule).code())
}

func TestTooManyCalls(t *testing.T) {
	b := newBench(t, Options{MaxPerMinute: 3})
	for range 3 {
		b.look("department/list", nil)
	}
	require.Equal(t, codeTooMany, b.get("department/list", nil).code())
	require.Zero(t, b.get("tag/list", nil).code(), "the limit is of one path")
	b.clock.Advance(time.Minute)
	b.look("department/list", nil)
	for range 20 {
		b.clock.Advance(time.Minute)
		for range 3 {
			b.get("department/list", nil)
		}
	}
	require.Equal(t, codeTooMany, b.get("department/list", nil).code(), "the hour has its own")
	b.clock.Advance(time.Hour)
	b.look("department/list", nil)
}

// TestARobotTakesTwentyAMinute: what is more is refused, and nobody reads it.
func TestARobotTakesTwentyAMinute(t *testing.T) {
	b := newBench(t, Options{})
	say := func(key, content string) int {
		body := wirejson.Encode(object{"msgtype": "text", "text": object{"content": content}})
		return b.ask(http.MethodPost, "webhook/send", url.Values{"key": {key}}, body).code()
	}
	require.Equal(t, codeEmptyText, say(robotKey, ""), "what isn't sent doesn't count")
	require.Equal(t, codeRobot, say("another", "告警"))
	for range 20 {
		require.Zero(t, say(robotKey, "告警"))
	}
	require.Equal(t, 45009, say(robotKey, "告警"))
	require.Len(t, b.server.Sent(), 20)
	b.look("department/list", nil) // the limit is the robot's
	b.clock.Advance(time.Minute)
	require.Zero(t, say(robotKey, "告警"))
	require.Len(t, b.server.Sent(), 21)
}

func TestMarkingIsAtMostFiveAtOnce(t *testing.T) {
	b := newBench(t, Options{})
	seat := b.seat(0)
	body := wirejson.Encode(object{
		"userid": seat.id, "external_userid": seat.follows[0].customer.id, "add_tag": []string{b.server.world.tagGroups[0].tags[0].id},
	})
	b.server.Faults().Set(FaultPlan{Path: "externalcontact/mark_tag", LateAnswers: 5, DelayMS: 1000})
	var calls sync.WaitGroup
	codes := make(chan int, 5)
	for range 5 {
		calls.Go(func() {
			codes <- b.ask(http.MethodPost, "externalcontact/mark_tag", url.Values{"access_token": {b.token}}, body).code()
		})
	}
	require.NoError(t, b.clock.BlockUntilContext(t.Context(), 5))
	require.Equal(t, codeAtOnce, b.ask(http.MethodPost, "externalcontact/mark_tag", url.Values{"access_token": {b.token}}, body).code())
	b.clock.Advance(time.Second)
	calls.Wait()
	for range 5 {
		require.Zero(t, <-codes)
	}
	require.Zero(t, b.ask(http.MethodPost, "externalcontact/mark_tag", url.Values{"access_token": {b.token}}, body).code())
}

func TestPagesNeitherRepeatNorHide(t *testing.T) {
	b := newBench(t, Options{Customers: 25})
	seat := b.seat(0)
	want := map[string]bool{}
	for _, f := range seat.follows {
		want[f.customer.id] = true
	}
	cursor, seen, pages := "", map[string]bool{}, 0
	for {
		a := b.call("externalcontact/batch/get_by_user", object{"userid_list": []string{seat.id}, "limit": 4, "cursor": cursor})
		for i := range a.size("external_contact_list") {
			id := a.text("external_contact_list", i, "external_contact", "external_userid")
			require.False(t, seen[id], "twice")
			seen[id] = true
		}
		if pages++; pages == 1 { // one of the first page goes, one comes at the end
			gone := seat.follows[0].customer.id
			require.NoError(t, b.server.Drop(seat.id, gone, true))
			came, err := b.server.Add(Arrival{UserID: seat.id})
			require.NoError(t, err)
			want[came.ExternalID] = true
		}
		if cursor = a.text("next_cursor"); cursor == "" {
			break
		}
	}
	require.Equal(t, want, seen)
	require.Equal(t, codeParameter, b.post("externalcontact/groupchat/list", object{"limit": 5, "cursor": mintCursor("get_groupmsg_task", 3)}).code(), "a cursor of another call")

	// Offsets, of the statistic by owner.
	owners := map[string]bool{}
	for offset := 0; ; {
		a := b.call("externalcontact/groupchat/statistic", object{"day_begin_time": noon.Unix(), "offset": offset, "limit": 5, "order_by": 2})
		for i := range a.size("items") {
			owners[a.text("items", i, "owner")] = true
		}
		if a.text("next_offset") == a.text("total") {
			break
		}
		offset += 5
	}
	require.Len(t, owners, 12)
}

func TestFaults(t *testing.T) {
	b := newBench(t, Options{})
	ask := func() answer { return b.get("department/list", nil) }
	b.control("fault", FaultPlan{Path: "department/", Busy: 2, Refuse: 1, Code: codeAddress})
	require.Zero(t, b.get("tag/list", nil).code(), "of another path")
	require.Equal(t, []int{codeBusy, codeBusy, codeAddress, 0}, []int{ask().code(), ask().code(), ask().code(), ask().code()})
	b.control("fault", FaultPlan{Broken: 1})
	status, raw := b.raw(http.MethodGet, "department/list", url.Values{"access_token": {b.token}}, nil)
	require.Equal(t, http.StatusInternalServerError, status)
	require.Contains(t, string(raw), "<html>")
	for _, plan := range []FaultPlan{{LoseAnswers: 1}, {HalfAnswers: 1}} {
		b.control("fault", plan)
		response, err := http.Post(
			b.http.URL+"/cgi-bin/department/create?access_token="+b.token, "", strings.NewReader(`{"name":"`+text(plan.LoseAnswers)+`","parentid":1}`),
		)
		if err == nil {
			_, err = io.ReadAll(response.Body)
			response.Body.Close()
		}
		require.Error(t, err)
	}
	require.Equal(t, 7, ask().size("department"), "both were done")

	b.control("outage", object{"seconds": 60})
	status, _ = b.raw(http.MethodGet, "department/list", url.Values{"access_token": {b.token}}, nil)
	require.Equal(t, http.StatusServiceUnavailable, status)
	require.True(t, b.server.State().Down)
	b.clock.Advance(time.Minute)
	require.Zero(t, ask().code())
}
