package pychat

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"seatdeck/providers/internal/wire"
)

func TestAnswersComeOutOfTheirEnvelopes(t *testing.T) {
	const inner = `{"cdn_info":"i","client_version":1}`
	quoted, err := json.Marshal(inner)
	require.NoError(t, err)
	for name, test := range map[string]struct{ body, want string }{
		"errcode":                {`{"errcode":0,"errmsg":"ok","data":` + inner + `}`, inner},
		"err_code":               {`{"err_code":0,"err_msg":"ok","data":` + inner + `}`, inner},
		"err_code and msg":       {`{"err_code":"0","msg":"ok","data":` + inner + `}`, inner},
		"both codes":             {`{"errcode":0,"err_code":0,"data":` + inner + `}`, inner},
		"code as null":           {`{"errcode":null,"data":` + inner + `}`, inner},
		"words of another type":  {`{"errcode":0,"errmsg":[1,{}],"data":` + inner + `}`, inner},
		"no code":                {`{"msg":"ok","data":` + inner + `}`, inner},
		"JSON in a string":       {`{"errcode":0,"data":` + string(quoted) + `}`, inner},
		"all of it in a string":  {string(quoted), inner},
		"the gateway's around":   {`{"errcode":0,"data":{"err_code":0,"data":` + inner + `}}`, inner},
		"raw baseResponse":       {`{"baseResponse":{"ret":0,"errMsg":{}},"a":1}`, `{"baseResponse":{"ret":0,"errMsg":{}},"a":1}`},
		"baseResponse with data": {`{"baseResponse":{"ret":0},"data":{"a":1}}`, `{"baseResponse":{"ret":0},"data":{"a":1}}`},
		"baseResponse inside":    {`{"errcode":0,"data":{"baseResponse":{"ret":0},"a":1}}`, `{"baseResponse":{"ret":0},"a":1}`},
		"fields beside the code": {`{"errcode":0,"a":1}`, `{"errcode":0,"a":1}`},
		"data null":              {`{"errcode":0,"data":null}`, `null`},
		"data a word":            {`{"errcode":0,"data":"done"}`, `"done"`},
		"data a list":            {`{"data":[1]}`, `[1]`},
		"no envelope":            {" \n" + inner + "\n", inner},
		"empty":                  {" ", ""},
		"null":                   {"null", "null"},
		"a word":                 {`"string"`, `"string"`},
		"a number":               {`2`, `2`},
		"a list":                 {`[{"a":1}]`, `[{"a":1}]`},
	} {
		t.Run(name, func(t *testing.T) {
			raw, err := clientOf(alwaysSays(200, test.body), nil).Raw(t.Context(), "/cdn/get_cdn_info", json.RawMessage(`{}`))
			require.NoError(t, err)
			require.Equal(t, test.want, string(raw))
		})
	}
}

// answered decodes an answer as a call does.
func answered[Req, Ans any](t *testing.T, call Call[Req, Ans], body string) Ans {
	t.Helper()
	var req Req
	answer, err := call.Do(t.Context(), clientOf(alwaysSays(200, body), nil), req)
	require.NoError(t, err)
	return answer
}

func TestTheDocumentedAnswer(t *testing.T) {
	for _, doc := range theDocument(t) {
		if doc.Path == GetCDNInfo.path {
			want := CDNInfoAnswer{CDNInfo: "string", Username: "string", DeviceType: "string"}
			require.Equal(t, want, answered(t, GetCDNInfo, string(doc.Answer)))
		}
	}
	got := answered(t, GetCDNInfo, `{"errcode":"0","data":{"cdn_info":"i","client_version":"1661211700","more":[]}}`)
	require.Equal(t, CDNInfoAnswer{CDNInfo: "i", ClientVersion: 1661211700}, got)
}

// TestNothingIsAnAnswer: the document shows null, {} and "string" for calls that
// surely answer more, so that none of these can be an error.
func TestNothingIsAnAnswer(t *testing.T) {
	bodies := []string{"", "null", `{}`, `{"errcode":0}`, `{"errcode":0,"data":null}`}
	words := []string{`"string"`, `true`, `0`, `{"errcode":0,"data":"done"}`}
	for _, one := range documented() {
		info := one.call.describe()
		_, bare := reflect.New(info.Answer).Interface().(json.Unmarshaler)
		for _, body := range append(bodies, words...) {
			if bare && (slices.Contains(words, body) || body == `{"errcode":0}`) {
				continue // see TestSomeAnswersAreBare
			}
			c := clientOf(alwaysSays(200, body), nil)
			answer, err := doAny(t.Context(), one.call, c, reflect.Zero(info.Request).Interface())
			require.NoError(t, err, "%s %s", info.Path, body)
			if body != `{}` || !bare {
				require.Zero(t, answer, "%s %s", info.Path, body)
			}
		}
	}
}

func TestSomeAnswersAreBare(t *testing.T) {
	for _, body := range []string{`2`, `"2"`, `{"status":2}`, `{"client_status":"2"}`, `{"errcode":0,"data":2}`, `{"errcode":0,"data":{"status":2.0}}`} {
		require.Equal(t, wire.Int(ClientOnline), answered(t, GetClientStatus, body).Status, body)
	}
	_, err := GetClientStatus.Do(t.Context(), clientOf(alwaysSays(200, `"string"`), nil), GetClientStatusRequest{})
	require.Error(t, err, "a word that is no state is not \"stopped\"")
	for _, body := range []string{`"8.0.50"`, `{"version":"8.0.50"}`, `{"err_code":0,"data":{"client_version":{"string":"8.0.50"}}}`} {
		require.Equal(t, Str("8.0.50"), answered(t, GetClientVersion, body).Version, body)
	}
	for _, body := range []string{`"v1"`, `{"voice_id":"v1"}`, `{"errcode":0,"data":"v1"}`} {
		require.Equal(t, Str("v1"), answered(t, NewTransVoiceId, body).VoiceID, body)
	}
	for _, body := range []string{`{"data":{"url":"http://a/b"}}`, `{"errcode":0,"data":"http://a/b"}`} {
		require.Equal(t, wire.Text("http://a/b"), answered(t, CDNDownload, body).URL, body)
	}
	require.Zero(t, answered(t, CDNDownload, `"string"`))
	require.Equal(t, wire.Text("http://a/b"), answered(t, CDNDownload, `{"errcode":0,"data":{"download_url":"http://a/b"}}`).URL2)
	for _, body := range []string{`{"errcode":0,"data":{"data":[1]}}`, `{"baseResponse":{"ret":0},"data":[1]}`, `{"errcode":0,"data":[1]}`, `{"data":{"data":[1]}}`} {
		require.JSONEq(t, `[1]`, string(answered(t, JsOperateWxData, body).Data), body)
	}
}

func TestNamesComeBareOrWrapped(t *testing.T) {
	want := Profile{UserName: "wxid_a", NickName: "小王", Alias: "wang"}
	for _, body := range []string{
		`{"userInfo":{"userName":"wxid_a","nickName":"小王","alias":"wang"}}`,
		`{"baseResponse":{"ret":0,"errMsg":{"string":""}},"userInfo":{"userName":{"string":"wxid_a"},"nickName":{"string":"小王"},"alias":"wang","bindMobile":{"string":null}}}`,
		`{"errcode":0,"data":{"userInfo":{"userName":{"str":"wxid_a"},"nickName":{"buffer":"小王","iLen":6},"alias":"wang","bindMobile":{},"userInfoExt":{"x":[]}}}}`,
	} {
		require.Equal(t, want, answered(t, GetProfile, body).User, body)
	}
	names := answered(t, InitContact, `{"username_list":["a",{"string":"b"},null,7],"contact_seq":"9","continue_flag":1}`)
	require.Equal(t, []Str{"a", "b", "", "7"}, names.Names)
	require.Equal(t, wire.Int(9), names.ContactSeq)
	require.True(t, bool(names.More))
}

func TestIDsAreExact(t *testing.T) {
	const id, below = "14073752703607621", "-14073752703607621"
	labels := answered(t, GetContactLabelList, `{"labelPairList":[{"labelId":`+id+`,"labelName":"甲"},{"labelId":"`+id+`"},{"labelId":`+below+`}]}`)
	require.Equal(t, []Label{{ID: id, Name: "甲"}, {ID: id}, {ID: below}}, labels.Labels)

	sent := answered(t, SendText, `{"list":[{"ret":0,"msgId":0,"newMsgId":7216893246418612345}]}`)
	require.Equal(t, []Sent{{MsgID: "0", NewMsgID: "7216893246418612345"}}, sent.List)
	sent = answered(t, SendImage, `{"errcode":0,"data":{"msgId":1,"newMsgId":"7216893246418612345"}}`)
	require.Equal(t, wire.Text("7216893246418612345"), sent.NewMsgID)

	b := &backEnd{}
	_, err := ModifyContactLabelList.Do(t.Context(), clientOf(b, nil), ModifyContactLabelListRequest{LabelIDList: List[wire.ID]{id, "0"}})
	require.NoError(t, err)
	require.Equal(t, `{"guid":"","username_list":[],"label_id_list":[`+id+`,0]}`, b.got()[0].Body)
}

func TestListsMayBeNull(t *testing.T) {
	require.Empty(t, answered(t, GetContact, `{"contactList":null}`).Contacts)
	require.Empty(t, answered(t, GetContactLabelList, `{"errcode":0,"data":{"labelPairList":null}}`).Labels)
	members := answered(t, GetChatroomMemberDetail, `{"errcode":0,"data":{"newChatroomData":{"memberCount":"2","chatRoomMember":null}}}`)
	require.Equal(t, wire.Int(2), members.Data.Count)
	require.Empty(t, members.Data.Members)
	require.Nil(t, answered(t, GetChatroomMemberDetail, `{"newChatroomData":null}`).Data)
}

func TestARoomIsAloneOrFirstOfAList(t *testing.T) {
	const room = `{"userName":{"string":"1@chatroom"},"chatRoomOwner":"wxid_a"}`
	for _, body := range []string{room, `{"contactList":[` + room + `]}`} {
		got := answered(t, GetChatroomDetail, body).Room()
		require.Equal(t, Str("1@chatroom"), got.UserName, body)
		require.Equal(t, Str("wxid_a"), got.Owner, body)
	}
	require.Zero(t, RoomAnswer{}.Room())
}

func TestAnAnswerThatCantBeReadSaysSo(t *testing.T) {
	for name, body := range map[string]string{
		"no JSON":       `<html>`,
		"cut off":       `{"errcode":0,"data":{"url":"ht`,
		"two":           `{} {}`,
		"a list":        `[]`,
		"wrong type":    `{"errcode":0,"data":{"url":{}}}`,
		"odd code":      `{"errcode":{}}`,
		"a deep one":    strings.Repeat(`[`, 20_000) + strings.Repeat(`]`, 20_000),
		"a big integer": `{"file_size":1` + strings.Repeat("0", 5_000) + `}`,
	} {
		t.Run(name, func(t *testing.T) {
			b := alwaysSays(200, body)
			answer, err := CDNDownload.Do(t.Context(), clientOf(b, nil), CDNDownloadRequest{})
			var bad *wire.AnswerError
			require.ErrorAs(t, err, &bad)
			require.ErrorContains(t, err, "/cloud/cdn_download")
			require.Less(t, len(err.Error()), 500)
			require.Zero(t, answer)
			require.Len(t, b.got(), 1, "reading it again would change nothing")
		})
	}
}
