package juhe

import (
	"encoding/json"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/providers/internal/sourcetest"
	"seatdeck/providers/internal/wire"
)

func TestCallsAreThoseOfTheDocument(t *testing.T) {
	type row struct {
		Title, Path string
		Callback    bool
	}
	callbacks := []string{"/message/chat/loginCallBack", "/message/chat/syncUserInfo", "/message/chat/detection/notice"}
	var want, got []row
	for _, c := range theDocument(t) {
		want = append(want, row{c.Title, c.Path, slices.Contains(callbacks, c.Path)})
	}
	for _, c := range Calls() {
		got = append(got, row{c.Title, c.Path, c.Callback})
	}
	require.Len(t, want, 26)
	require.Equal(t, want, got)
}

func TestTheCatalogNamesEveryVariable(t *testing.T) {
	got := map[string]string{}
	for _, c := range Calls() {
		got[c.Name] = c.Path
	}
	require.Equal(t, sourcetest.Calls(t), got)
}

// TestEveryCall makes each of the 23 calls with the document's body and answer,
// and compares what arrives.
func TestEveryCall(t *testing.T) {
	b := newBackend(t)
	c := newTestClient(t, b.URL, clockwork.NewFakeClockAt(today))
	signed := []string{"timestamp", "nonce", "secretId", "signature", "requestSeq"}
	infos := Calls()
	for i, one := range documented() {
		doc, info := theDocument(t)[i], infos[i]
		if info.Callback {
			continue
		}
		t.Run(doc.Path, func(t *testing.T) {
			b.says(doc.Path, string(doc.Answer))
			request := doc.Body
			if request == nil {
				request = json.RawMessage(`{}`)
			}
			answer, err := one.call.try(t.Context(), c, request)
			if slices.Contains([]string{Online.path, Offline.path, Update.path, Delete.path, ImportUser.path, SyncLinker.path}, doc.Path) {
				// The examples show data false.
				var api *APIError
				require.ErrorAs(t, err, &api)
				require.True(t, api.NotDone())
			} else {
				require.NoError(t, err)
			}
			require.Equal(t, info.Answer, reflect.TypeOf(answer))

			sent := b.got(doc.Path)
			require.Len(t, sent, 1)
			require.Equal(t, http.MethodPost, sent[0].Method)
			require.Equal(t, testToken, sent[0].Query.Get("accessToken"))
			require.Equal(t, "7", sent[0].Query.Get("projectId"))
			require.Equal(t, "ww1", sent[0].Query.Get("corpid"))
			require.Equal(t, "main", sent[0].Query.Get("userid"))
			require.Len(t, sent[0].Query, 4)
			if doc.Body == nil {
				require.Empty(t, sent[0].Body)
				require.Empty(t, sent[0].Type)
				return
			}
			require.Equal(t, "application/json", sent[0].Type)
			var want, got map[string]any
			require.NoError(t, json.Unmarshal(doc.Body, &want))
			require.NoError(t, json.Unmarshal([]byte(sent[0].Body), &got))
			if _, isSigned := want["signature"]; isSigned {
				for _, name := range signed {
					require.NotEqual(t, want[name], got[name], name)
					require.IsType(t, want[name], got[name], name)
					want[name] = got[name]
				}
			}
			require.Equal(t, want, got)
		})
	}
}

// TestEveryFieldIsRead fills each field that the document's models name with a
// value of its own, and looks for it in what is decoded.
func TestEveryFieldIsRead(t *testing.T) {
	var models map[string][]string
	require.NoError(t, json.Unmarshal(testdata(t, "models.json"), &models))
	for name, of := range map[string]reflect.Type{
		"QwUserVo": reflect.TypeFor[Account](), "QwUserClass": reflect.TypeFor[Class](),
		"QwSubAccountLoginLogVo": reflect.TypeFor[LoginLogRow](), "PanelVo": reflect.TypeFor[Panel](),
		"ChatSeatVo": reflect.TypeFor[ChatSeat](), "TransferCountResVo": reflect.TypeFor[TransferCount](),
		"ChatUserInfoResponse": reflect.TypeFor[ChatUser](), "PageVoQwUserVo": reflect.TypeFor[Page[Account]](),
		"PageVoQwSubAccountLoginLogVo": reflect.TypeFor[Page[LoginLogRow]](),
		"AccountCallBackVo":            reflect.TypeFor[LoginNotice](), "SyncUserInfoVo": reflect.TypeFor[BanNotice](),
		"DetectionNoticeVo": reflect.TypeFor[DetectionNotice](), "InspectionTaskRecord": reflect.TypeFor[DetectionRecord](),
		"SearchAccountVo": reflect.TypeFor[SearchRequest](), "QwSubAccountVo": reflect.TypeFor[SubAccountRequest](),
		"SonAccount": reflect.TypeFor[SonAccount](), "UpdateUserVo": reflect.TypeFor[UpdateRequest](),
		"OnOffLineRequest": reflect.TypeFor[OnOffRequest](), "NeedInputCodeRequest": reflect.TypeFor[LoginCodeRequest](),
		"ChatCustomerReqVo": reflect.TypeFor[ChatSeatRequest](), "SyncLinkerRequest": reflect.TypeFor[SyncLinkerRequest](),
		"FindUserInfoVo": reflect.TypeFor[FindUserRequest](), "FindCustomInfoVo": reflect.TypeFor[FindCustomerRequest](),
		"QryTransferVo": reflect.TypeFor[TransferRequest](), "AutographVo": reflect.TypeFor[KeywordRequest](),
		"ChatUserInfoRequest": reflect.TypeFor[ChatUserRequest](),
	} {
		t.Run(name, func(t *testing.T) {
			require.NotEmpty(t, models[name])
			got := fieldNames(of)
			slices.Sort(got)
			want := slices.Sorted(slices.Values(models[name]))
			require.Equal(t, want, got)
		})
	}
}

// fieldNames are the JSON names of a struct, those of what it embeds among them.
func fieldNames(of reflect.Type) []string {
	var names []string
	for f := range of.Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous:
			names = append(names, fieldNames(f.Type)...)
		case name != "-":
			names = append(names, name)
		}
	}
	return names
}

// TestParametersOfTheQuery writes every parameter that the document lists.
func TestParametersOfTheQuery(t *testing.T) {
	var want []string
	for _, doc := range theDocument(t) {
		if doc.Path == GetSonUsers.path {
			want = doc.Query
		}
		if len(doc.Query) > 0 && doc.Path != GetSonUsers.path {
			require.Contains(t, []string{GetSonUsersByClass.path, GetSocketURL.path, GetLoginLog.path, ImportUser.path, GetChatSeat.path}, doc.Path)
		}
	}
	require.Len(t, want, 52)

	var q UserQuery
	fill(reflect.ValueOf(&q).Elem())
	b := newBackend(t)
	b.says(GetSonUsers.path, `{"code":"0","data":null}`)
	c := newTestClient(t, b.URL, clockwork.NewFakeClockAt(today))
	rows, err := GetSonUsers.Do(t.Context(), c, q)
	require.NoError(t, err)
	require.Nil(t, rows)
	got := b.got(GetSonUsers.path)[0].Query
	for _, name := range want {
		require.NotEmpty(t, got.Get(name), name)
	}
	require.Len(t, got, len(want))
	require.Equal(t, "main", got.Get("userid"))

	// Calls with a body take the same.
	b.says(GetLoginLog.path, `{"code":0,"data":{}}`)
	_, err = GetLoginLog.Do(t.Context(), c, SearchRequest{Query: UserQuery{SaleNo: "A7", User: UserFields{Status: ptr(0)}}})
	require.NoError(t, err)
	got = b.got(GetLoginLog.path)[0].Query
	require.Equal(t, "A7", got.Get("saleno"))
	require.Equal(t, "0", got.Get("qwUser.status"))
	require.NotContains(t, b.got(GetLoginLog.path)[0].Body, "A7")
}

func ptr(n wire.Int) *wire.Int { return &n }

// fill gives every field of a struct some value.
func fill(v reflect.Value) {
	for i := range v.NumField() {
		switch f := v.Field(i); f.Kind() {
		case reflect.String:
			f.SetString("x")
		case reflect.Pointer:
			f.Set(reflect.ValueOf(ptr(wire.Int(i))))
		case reflect.Struct:
			fill(f)
		}
	}
}

func TestAnswersDecode(t *testing.T) {
	b := newBackend(t)
	c := newTestClient(t, b.URL, clockwork.NewFakeClockAt(today))

	b.says(GetUsers.path, `{"code":0,"data":{"total":"2","list":[
		{"id":9007199254740993,"userId":"u1","name":"小王","unlockStatus":2,"unlockTime":"2026-05-06 18:00:00","minSecond":"30","automaticLogon":1,"roleIds":"3","department":[1,2],"isLeaderInDept":"0,1","createDate":1778051289010},
		{"userId":"u2","gender":{}}, 7]}}`)
	page, err := GetUsers.Do(t.Context(), c, SearchRequest{})
	require.NoError(t, err)
	require.Len(t, page.List, 3)
	require.NoError(t, page.List[0].Err)
	require.Error(t, page.List[1].Err)
	require.Error(t, page.List[2].Err)
	got := page.List[0].Value
	require.Equal(t, wire.Text("9007199254740993"), got.ID)
	require.Equal(t, "2026-05-06T10:00:00Z", got.UnlockTime.Time().Format("2006-01-02T15:04:05Z07:00"))
	require.Equal(t, today, got.CreateDate.Time())
	require.Equal(t, wire.Int(30), got.MinSecond)
	require.True(t, bool(got.AutomaticLogon))
	require.Equal(t, Texts{"3"}, got.RoleIDs)
	require.Equal(t, Texts{"1", "2"}, got.Department)

	for _, data := range []string{
		`{"ascription":"a","ascriptionName":"售前","list":[{"userId":"u1"}]}`,
		`[{"ascription":"a","ascriptionName":"售前","list":[{"userId":"u1"}]}]`,
	} {
		b.says(GetSonUsersByClass.path, `{"code":0,"data":`+data+`}`)
		classes, err := GetSonUsersByClass.Do(t.Context(), c, UserQuery{})
		require.NoError(t, err)
		require.Len(t, classes, 1)
		require.Equal(t, wire.Text("售前"), classes[0].AscriptionName)
		require.Equal(t, wire.Text("u1"), classes[0].List[0].Value.UserID)
	}

	for msg, want := range map[string]LoginStatus{
		`"data":false`:                             {},
		`"data":true`:                              {LoggedIn: true},
		`"msg":"NEED_CODE:k1:r:2","data":false`:    {WantsCode: true, QRCodeKey: "k1", RequestID: "r:2"},
		`"msg":"NEED_CODE:k1:r2","data":true`:      {LoggedIn: true},
		`"msg":"NEED_CODE:k1:r2"`:                  {WantsCode: true, QRCodeKey: "k1", RequestID: "r2"},
		`"msg":{"NEED_CODE":"k1:r2"},"data":false`: {},
	} {
		b.says(GetLoginStatus.path, `{"code":0,`+msg+`}`)
		status, err := GetLoginStatus.Do(t.Context(), c, UpdateRequest{UserID: "u1"})
		require.NoError(t, err)
		require.Equal(t, want, status, msg)
		require.Equal(t, want.QRCodeKey != "", status.WantsCode)
	}

	b.says(GetKeywords.path, `{"code":0,"data":["退款",7]}`)
	words, err := GetKeywords.Do(t.Context(), c, KeywordRequest{})
	require.NoError(t, err)
	require.Equal(t, Texts{"退款", "7"}, words)
}

func TestTheSocketIsFoundWhereverItStands(t *testing.T) {
	for data, want := range map[string]SocketAddress{
		`{"url":"ws://h/socket","token":"t"}`: {"ws://h/socket", "t"},
		`{"":{}}`:                             {},
		`{"a":[{"b":["http://x","wss://h:9/s?x=1","ws://late"]}],"Token":7}`:    {"wss://h:9/s?x=1", "7"},
		`{"socketToken":{"value":"inside","token":"t2"},"ws":"ws:","u":"ws:/"}`: {"", "t2"},
		`"ws://h/s"`: {"ws://h/s", ""},
		`null`:       {},
	} {
		var got SocketAddress
		require.NoError(t, json.Unmarshal([]byte(data), &got), data)
		require.Equal(t, want, got, data)
	}
	var token ChatToken
	require.NoError(t, json.Unmarshal([]byte(`{"x":{"chatuserid":"c1"},"accessTokenOfChat":"t","token":"u"}`), &token))
	require.Equal(t, ChatToken{Token: "t", ChatUserID: "c1"}, token)
	deep := strings.Repeat(`[`, 1<<20) + strings.Repeat(`]`, 1<<20)
	require.Error(t, json.Unmarshal([]byte(deep), new(SocketAddress)))
}

func TestStamps(t *testing.T) {
	for text, want := range map[string]string{
		`1778051289010`:          "2026-05-06T07:08:09.01Z",
		`"1778051289"`:           "2026-05-06T07:08:09Z",
		`"2026-05-06 15:08:09"`:  "2026-05-06T07:08:09Z",
		`1.77805128901e12`:       "2026-05-06T07:08:09.01Z",
		`"soon"`:                 "0001-01-01T00:00:00Z",
		`""`:                     "0001-01-01T00:00:00Z",
		`0`:                      "0001-01-01T00:00:00Z",
		`-5`:                     "0001-01-01T00:00:00Z",
		`9223372036854775807`:    "0001-01-01T00:00:00Z",
		`"1970-01-01 08:00:00"`:  "0001-01-01T00:00:00Z",
		`99999999999`:            "5138-11-16T09:46:39Z",
		`100000000000`:           "1973-03-03T09:46:40Z",
		`253402300799000`:        "9999-12-31T23:59:59Z",
		`" 2026-05-06 15:08:09"`: "2026-05-06T07:08:09Z",
	} {
		var s Stamp
		require.NoError(t, json.Unmarshal([]byte(text), &s), text)
		require.Equal(t, want, s.Time().Format("2006-01-02T15:04:05.999Z07:00"), text)
	}
}
