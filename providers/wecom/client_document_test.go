package wecom

import (
	"encoding/json"
	"go/ast"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"seatdeck/providers/internal/sourcetest"
)

// typeRow says what a type of document 001 is here (testdata/types001.json).
type typeRow struct {
	Type     string `json:"type"`
	Endpoint string `json:"endpoint"`
	Role     string `json:"role"`
	Go       string `json:"go"`
	Call     string `json:"call"`
	Reason   string `json:"reason"`
}

// typesInSource are the types of the package, read from its files.
func typesInSource(t *testing.T) map[string]*ast.TypeSpec {
	t.Helper()
	types := map[string]*ast.TypeSpec{}
	sourcetest.Inspect(t, func(n ast.Node) bool {
		if spec, ok := n.(*ast.TypeSpec); ok {
			types[spec.Name.Name] = spec
		}
		return true
	})
	return types
}

func TestTheCatalogHasEveryCall(t *testing.T) {
	want := sourcetest.Calls(t)
	got, paths := map[string]string{}, map[string]bool{}
	for _, c := range Calls() {
		got[c.Name] = c.Path
		paths[c.Path] = true
		require.NotEmpty(t, c.Title, c.Path)
	}
	require.Equal(t, want, got)
	require.Len(t, paths, len(got), "no path twice")
}

// TestTheEndpointsOfTheDocument: what wire.md lists for document 001 is there.
func TestTheEndpointsOfTheDocument(t *testing.T) {
	var paths []string
	for _, c := range Calls() {
		paths = append(paths, c.Path)
	}
	const contact = `get_follow_user_list list get batch/get_by_user remark get_corp_tag_list add_corp_tag edit_corp_tag
		del_corp_tag mark_tag add_strategy_tag groupchat/list groupchat/get groupchat/statistic groupchat/statistic_group_by_day
		groupchat/transfer groupchat/onjob_transfer get_user_behavior_data add_contact_way get_contact_way list_contact_way
		update_contact_way del_contact_way add_msg_template get_groupmsg_list_v2 get_groupmsg_task get_groupmsg_send_result
		send_welcome_msg transfer_customer resigned/transfer_customer transfer_result get_unassigned_list add_moment_task
		get_moment_task_result get_moment_list add_intercept_rule customer_acquisition/list_link customer_acquisition/get
		customer_acquisition/create_link customer_acquisition/update_link customer_acquisition/delete_link
		customer_acquisition/customer customer_acquisition/statistic`
	for _, path := range strings.Fields(contact) {
		require.Contains(t, paths, "externalcontact/"+path)
	}
	for _, path := range strings.Fields(`gettoken department/list user/simplelist message/send appchat/create appchat/send
		service/get_suite_token service/get_permanent_code export/simple_user export/get_result msgaudit/groupchat/get`) {
		require.Contains(t, paths, path)
	}
}

func TestEveryTypeOfTheDocumentHasItsPlace(t *testing.T) {
	var rows []typeRow
	readTestdata(t, "types001.json", &rows)
	require.Len(t, rows, 201)
	types := typesInSource(t)
	paths := map[string]string{}
	for _, c := range Calls() {
		paths[c.Name] = c.Path
	}
	var notices []struct{ Type, Event, Go string }
	readTestdata(t, "notices001.json", &notices)
	events := map[string]string{}
	for _, one := range notices {
		events[one.Type] = one.Event
	}

	var names []string
	for _, row := range rows {
		names = append(names, row.Type)
		if row.Role == "none" {
			require.NotEmpty(t, row.Reason, row.Type)
			require.Empty(t, row.Go+row.Call+row.Endpoint, row.Type)
			continue
		}
		require.Contains(t, types, row.Go, row.Type)
		require.True(t, ast.IsExported(row.Go), row.Type)
		if row.Role == "event" {
			require.Equal(t, events[row.Type], row.Endpoint, row.Type)
			require.Empty(t, row.Call, row.Type)
			continue
		}
		require.Equal(t, paths[row.Call], row.Endpoint, "%s: %s", row.Type, row.Call)
		require.True(t, speaksOf(t, row), "%s: %s is no %s of %s", row.Type, row.Go, row.Role, row.Call)
	}
	require.True(t, slices.IsSorted(names), "in the order of the index")
	require.Len(t, slices.Compact(names), 201)
}

// speaksOf tells whether a row's Go type has the role in its call that it claims.
func speaksOf(t *testing.T, row typeRow) bool {
	t.Helper()
	for _, c := range Calls() {
		if c.Name != row.Call {
			continue
		}
		switch row.Role {
		case "request":
			return c.Request.Name() == row.Go
		case "answer":
			return c.Answer.Name() == row.Go
		case "part":
			return typeIn(c.Request, row.Go) != nil || typeIn(c.Answer, row.Go) != nil
		}
	}
	return false
}

// typeIn finds a type of that name anywhere inside another.
func typeIn(in reflect.Type, name string) reflect.Type {
	for in.Kind() == reflect.Pointer || in.Kind() == reflect.Slice {
		in = in.Elem()
	}
	if in.Name() == name {
		return in
	}
	if in.Kind() != reflect.Struct {
		return nil
	}
	for i := range in.NumField() {
		if found := typeIn(in.Field(i).Type, name); found != nil {
			return found
		}
	}
	return nil
}

// jsonFields are the names of a struct's fields, those of structs inside behind
// a dot.
func jsonFields(of reflect.Type, before string, into map[string]bool) {
	for of.Kind() == reflect.Pointer || of.Kind() == reflect.Slice {
		of = of.Elem()
	}
	if of.Kind() != reflect.Struct {
		return
	}
	for i := range of.NumField() {
		field := of.Field(i)
		if field.Anonymous {
			jsonFields(field.Type, before, into)
			continue
		}
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		into[before+name] = true
		jsonFields(field.Type, before+name+".", into)
	}
}

// TestTheFieldsOfTheDocument: for each type whose fields the document prints
// (testdata/fields001.json, cut out of it), ours has them all.
func TestTheFieldsOfTheDocument(t *testing.T) {
	var want map[string][]string
	readTestdata(t, "fields001.json", &want)
	require.Len(t, want, 75)
	var rows []typeRow
	readTestdata(t, "types001.json", &rows)
	seen := 0
	for _, row := range rows {
		fields := want[row.Type]
		if len(fields) == 0 {
			continue
		}
		seen++
		got := map[string]bool{}
		for _, c := range Calls() {
			if c.Name != row.Call {
				continue
			}
			for _, top := range []reflect.Type{c.Request, c.Answer} {
				if of := typeIn(top, row.Go); of != nil {
					jsonFields(of, "", got)
				}
			}
		}
		for _, name := range fields {
			require.True(t, got[name], "%s (%s) lacks %s", row.Type, row.Go, name)
		}
	}
	require.Equal(t, len(want), seen)
}

// TestEveryCall makes each call with its example and compares what arrives and
// what comes out with it.
func TestEveryCall(t *testing.T) {
	docs := examples(t)
	for _, one := range known() {
		info := one.call.describe()
		if _, ok := reflect.Zero(info.Request).Interface().(withFile); ok {
			continue // see TestUploads
		}
		doc, ok := docs[info.Path]
		require.True(t, ok, "no example of %s", info.Path)
		delete(docs, info.Path)
		t.Run(info.Path, func(t *testing.T) {
			b := alwaysSays(http.StatusOK, withErrCode(t, doc.Answer))
			b.tokens = func(path string, _ int) string {
				if path != info.Path {
					return ""
				}
				return withErrCode(t, doc.Answer)
			}
			req := strictly(t, info.Request, doc.Request)
			if message, ok := req.(RobotMessage); ok {
				message.Key = doc.Query["key"]
				req = message
			}
			answer, err := doAny(t.Context(), one.call, clientOf(b), req)
			require.NoError(t, err)

			all := append(b.gotTokens(), b.got()...)
			got := all[len(all)-1]
			require.Equal(t, doc.Path, got.Path)
			require.Equal(t, doc.Method, got.Method)
			query := url.Values{}
			for name, value := range doc.Query {
				query.Set(name, value)
			}
			if info.Token != "" {
				query.Set(info.Token, got.Query.Get(info.Token))
				require.NotEmpty(t, got.Query.Get(info.Token))
			}
			if info.Get {
				require.Equal(t, http.MethodGet, doc.Method)
				require.Empty(t, got.Body)
				for name, value := range leaves(t, doc.Request) {
					query.Set(name, value)
				}
			} else {
				require.JSONEq(t, string(doc.Request), got.Body)
				require.Equal(t, "application/json", got.Type)
			}
			require.Equal(t, query, got.Query)

			require.Equal(t, info.Answer, reflect.TypeOf(answer))
			strictly(t, info.Answer, doc.Answer)
			written, err := json.Marshal(answer)
			require.NoError(t, err)
			out := leaves(t, written)
			for name, value := range leaves(t, doc.Answer) {
				if value != "" {
					require.Equal(t, value, out[name], name)
				}
			}
		})
	}
	require.Empty(t, docs, "examples without a call")
}

// withErrCode puts errcode 0 into an answer.
func withErrCode(t *testing.T, answer json.RawMessage) string {
	t.Helper()
	var fields map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(answer, &fields))
	fields["errcode"] = json.RawMessage("0")
	fields["errmsg"] = json.RawMessage(`"ok"`)
	body, err := json.Marshal(fields)
	require.NoError(t, err)
	return string(body)
}

// leaves are the scalars of a JSON value by their path, as texts.
func leaves(t *testing.T, data []byte) map[string]string {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(string(data)))
	decoder.UseNumber()
	var value any
	require.NoError(t, decoder.Decode(&value))
	found := map[string]string{}
	var walk func(string, any)
	walk = func(at string, value any) {
		switch v := value.(type) {
		case map[string]any:
			for name, inner := range v {
				walk(strings.TrimPrefix(at+"."+name, "."), inner)
			}
		case []any:
			for i, inner := range v {
				walk(at+"."+strconv.Itoa(i), inner)
			}
		case json.Number:
			found[at] = v.String()
		case bool:
			found[at] = strconv.FormatBool(v)
		case string:
			found[at] = v
		}
	}
	walk("", value)
	return found
}

func TestWhatIsNotSetIsNotSent(t *testing.T) {
	for name, test := range map[string]struct {
		req  any
		want string
	}{
		"tags of all groups":  {TagIDs{}, `{}`},
		"a remark alone":      {RemarkRequest{UserID: "u", ExternalUserID: "e", Remark: new("")}, `{"userid":"u","external_userid":"e","remark":""}`},
		"mobiles taken away":  {RemarkRequest{UserID: "u", ExternalUserID: "e", RemarkMobiles: &Mobiles{}}, `{"userid":"u","external_userid":"e","remark_mobiles":""}`},
		"groups, all":         {ListGroupsRequest{Limit: 10}, `{"status_filter":0,"limit":10}`},
		"statistics":          {GroupStatisticsRequest{DayBeginTime: 5}, `{"day_begin_time":5,"owner_filter":{},"order_asc":0}`},
		"a way of one":        {AddContactWayRequest{Type: 1, Scene: 2, User: []string{"u"}}, `{"type":1,"scene":2,"skip_verify":false,"user":["u"]}`},
		"a way changed":       {UpdateContactWayRequest{ConfigID: "c", SkipVerify: new(false)}, `{"config_id":"c","skip_verify":false}`},
		"a moment for all":    {AddMomentRequest{Text: &ExText{Content: "t"}}, `{"text":{"content":"t"}}`},
		"a rule changed":      {RuleChange{RuleID: "r", InterceptType: InterceptWarn}, `{"rule_id":"r","intercept_type":2}`},
		"a first page":        {BatchGetContactsRequest{UserIDList: []string{"u"}}, `{"userid_list":["u"]}`},
		"a welcome":           {WelcomeRequest{WelcomeCode: "C", Text: &ExText{Content: "t"}}, `{"welcome_code":"C","text":{"content":"t"}}`},
		"a member renamed":    {MemberRequest{UserID: "u", Name: "n"}, `{"userid":"u","name":"n"}`},
		"a department's name": {Department{ID: 2, Name: "n"}, `{"id":2,"name":"n"}`},
		"a tag's order":       {EditTagRequest{ID: "t", Order: new(int64(0))}, `{"id":"t","order":0}`},
	} {
		t.Run(name, func(t *testing.T) {
			body, err := json.Marshal(test.req)
			require.NoError(t, err)
			require.JSONEq(t, test.want, string(body))
		})
	}
}

func TestMessagesSayWhatTheyAre(t *testing.T) {
	head := `"touser":"u","agentid":7`
	for want, content := range map[string]Message{
		`"msgtype":"text","text":{"content":"<你好> & 再见"}`:                                         {Text: &TextMsg{Content: "<你好> & 再见"}},
		`"msgtype":"image","image":{"media_id":"M"}`:                                              {Image: &MediaMsg{MediaID: "M"}},
		`"msgtype":"voice","voice":{"media_id":"M"}`:                                              {Voice: &MediaMsg{MediaID: "M"}},
		`"msgtype":"video","video":{"media_id":"M","title":"t","description":"d"}`:                {Video: &VideoMsg{MediaID: "M", Title: "t", Description: "d"}},
		`"msgtype":"file","file":{"media_id":"M"}`:                                                {File: &MediaMsg{MediaID: "M"}},
		`"msgtype":"textcard","textcard":{"title":"t","description":"d","url":"u","btntxt":"更多"}`: {TextCard: &TextCard{Title: "t", Desc: "d", URL: "u", BtnTxt: "更多"}},
		`"msgtype":"news","news":{"articles":[{"title":"中秋节礼品领取","url":"URL","picurl":"p"}]}`:     {News: &News{Articles: []Article{{Title: "中秋节礼品领取", URL: "URL", PicURL: "p"}}}},
		`"msgtype":"markdown","markdown":{"content":"**x**"}`:                                     {Markdown: &MarkdownMsg{Content: "**x**"}},
		`"msgtype":"text","text":{"content":"x"},"enable_duplicate_check":1,"agentid":9,"safe":1`: {Text: &TextMsg{Content: "x"}, Head: Head{AgentID: 9, Safe: 1, EnableDuplicateCheck: 1}},
	} {
		b := &backEnd{}
		content.ToUser = "u"
		_, err := SendMessage.Do(t.Context(), clientOf(b), content)
		require.NoError(t, err)
		if content.AgentID != 0 {
			require.JSONEq(t, `{"touser":"u",`+want+`}`, b.got()[0].Body)
			continue
		}
		require.JSONEq(t, `{`+head+`,`+want+`}`, b.got()[0].Body)
	}
	b := &backEnd{}
	_, err := SendToAppChat.Do(t.Context(), clientOf(b), Message{Head: Head{ChatID: "c"}, Text: &TextMsg{Content: "x"}})
	require.NoError(t, err)
	require.JSONEq(t, `{"chatid":"c","msgtype":"text","text":{"content":"x"}}`, b.got()[0].Body, "a chat knows its app")
	_, err = SendByRobot.Do(t.Context(), clientOf(b), RobotMessage{Key: "k", Markdown: &MarkdownMsg{Content: "x"}})
	require.NoError(t, err)
	require.JSONEq(t, `{"msgtype":"markdown","markdown":{"content":"x"}}`, b.got()[1].Body)
	require.Equal(t, url.Values{"key": {"k"}}, b.got()[1].Query)
}

func TestUploads(t *testing.T) {
	b := alwaysSays(http.StatusOK, `{"errcode":0,"type":"file","media_id":"M1","created_at":"1380000000"}`)
	c := clientOf(b)
	file := Upload{Type: MediaFile, Name: "报价 \"1\".pdf", Data: []byte("%PDF-1.7")}
	answer, err := UploadMedia.Do(t.Context(), c, file)
	require.NoError(t, err)
	require.Equal(t, MediaAnswer{Type: "file", MediaID: "M1", CreatedAt: 1380000000}, answer)
	_, err = UploadAttachment.Do(t.Context(), c, AttachmentUpload{Upload: file, Use: AttachmentOfMoment})
	require.NoError(t, err)

	got := b.got()
	require.Equal(t, url.Values{"type": {"file"}, "access_token": {"T1"}}, got[0].Query)
	require.Equal(t, url.Values{"media_type": {"file"}, "attachment_type": {"1"}, "access_token": {"T1"}}, got[1].Query)
	for _, one := range got {
		require.Equal(t, http.MethodPost, one.Method)
		kind, params, err := mime.ParseMediaType(one.Type)
		require.NoError(t, err)
		require.Equal(t, "multipart/form-data", kind)
		form, err := multipart.NewReader(strings.NewReader(one.Body), params["boundary"]).ReadForm(1 << 20)
		require.NoError(t, err)
		require.Len(t, form.File["media"], 1)
		require.Equal(t, file.Name, form.File["media"][0].Filename)
		require.EqualValues(t, len(file.Data), form.File["media"][0].Size)
	}
}
