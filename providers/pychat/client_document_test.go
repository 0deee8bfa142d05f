package pychat

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/providers/internal/sourcetest"
)

// beside are the fields that a request has beside those of the document's
// example: its table names them.
var beside = map[string][]string{"/cloud/download_wxemotion": {"aes_key"}}

func TestCallsAreThoseOfTheDocument(t *testing.T) {
	type row struct{ Section, Title, Path string }
	var want, got []row
	for _, c := range theDocument(t) {
		want = append(want, row{c.Section, c.Title, c.Path})
	}
	for _, c := range Calls() {
		got = append(got, row{c.Section, c.Title, c.Path})
	}
	require.Len(t, want, 130)
	require.Equal(t, want, got)
}

func TestTheCatalogNamesEveryVariable(t *testing.T) {
	got := map[string]string{}
	for _, c := range Calls() {
		got[c.Name] = c.Path
	}
	require.Equal(t, sourcetest.Calls(t), got)
}

func TestRequestsReadAndWriteTheDocument(t *testing.T) {
	calls := Calls()
	for i, doc := range theDocument(t) {
		t.Run(doc.Path, func(t *testing.T) {
			written, err := json.Marshal(readRequest(t, calls[i].Request, doc.Body))
			require.NoError(t, err)
			require.JSONEq(t, documentedBody(t, doc), string(written))
		})
	}
}

func TestEmptyRequestsHaveTheFieldsOfTheDocument(t *testing.T) {
	calls := Calls()
	for i, doc := range theDocument(t) {
		t.Run(doc.Path, func(t *testing.T) {
			written, err := json.Marshal(reflect.New(calls[i].Request).Interface())
			require.NoError(t, err)
			require.NotContains(t, string(written), "null")
			var want, got map[string]json.RawMessage
			require.NoError(t, json.Unmarshal([]byte(documentedBody(t, doc)), &want))
			require.NoError(t, json.Unmarshal(written, &got))
			for name, value := range want {
				require.Contains(t, got, name)
				require.Equal(t, value[0] == '[', got[name][0] == '[', name)
				require.Equal(t, value[0] == '{', got[name][0] == '{', name)
			}
			require.Len(t, got, len(want))
		})
	}
}

// documentedBody is the body of the document, with what its table adds.
func documentedBody(t testing.TB, doc docCall) string {
	t.Helper()
	var fields map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(doc.Body, &fields))
	for _, name := range beside[doc.Path] {
		fields[name] = json.RawMessage(`""`)
	}
	body, err := json.Marshal(fields)
	require.NoError(t, err)
	return string(body)
}

// TestEveryCall makes each of the 130 calls over a socket, typed and raw, in both
// ways there are, and compares what arrives with the document.
func TestEveryCall(t *testing.T) {
	main, cdn := &backEnd{}, &backEnd{}
	mainServer, cdnServer := httptest.NewServer(main), httptest.NewServer(cdn)
	t.Cleanup(mainServer.Close)
	t.Cleanup(cdnServer.Close)
	gate := &countingGate{}
	direct := Config{BaseURL: mainServer.URL + "/", CDNBase: cdnServer.URL, Clock: clockwork.NewRealClock(), Gate: gate}
	gateway := direct
	gateway.Gateway, gateway.AppKey, gateway.AppSecret = "open/GuidRequest", "key", testSecret

	docs := theDocument(t)
	for i, one := range documented() {
		doc := docs[i]
		t.Run(doc.Path, func(t *testing.T) {
			body := documentedBody(t, doc)
			info := one.call.describe()
			private := strings.Contains(body, `"base_request"`)
			require.Equal(t, private, info.Private)
			answers := func(sentCall) (int, string) { return http.StatusOK, string(doc.Answer) }
			main.answer, cdn.answer = answers, answers
			server := main
			if private {
				server = cdn
			}
			calls := map[string]func(*Client) error{
				"typed": func(c *Client) error {
					answer, err := doAny(t.Context(), one.call, c, readRequest(t, info.Request, doc.Body))
					require.Equal(t, info.Answer, reflect.TypeOf(answer))
					return err
				},
				"raw": func(c *Client) error {
					_, err := c.Raw(t.Context(), doc.Path, json.RawMessage(body))
					return err
				},
			}
			for name, call := range calls {
				for _, config := range []Config{direct, gateway} {
					main.sent, cdn.sent, gate.passed = nil, nil, nil
					require.NoError(t, call(NewClient(config)), name)

					require.Len(t, append(main.got(), cdn.got()...), 1)
					got := server.got()[0]
					want := sentCall{Method: "POST", Path: doc.Path, Type: "application/json", Accept: "application/json", Body: got.Body}
					wantBody := body
					if config.Gateway != "" && !private {
						want.Path = "/open/GuidRequest"
						wantBody = `{"app_key":"key","app_secret":"s3\"<cret","path":"` + doc.Path + `","data":` + body + `}`
					}
					require.Equal(t, want, got, name)
					require.JSONEq(t, wantBody, got.Body, name)
					if private {
						require.Empty(t, gate.passed)
						continue
					}
					require.Equal(t, []passedCall{{guidOf([]byte(body)), !info.Background}}, gate.passed)
				}
			}
		})
	}
}

func TestThePrivateCDNIsTheBackEndWhereNoneIsNamed(t *testing.T) {
	b := &backEnd{}
	_, err := CloudUpload.Do(t.Context(), clientOf(b, nil), CloudUploadRequest{})
	require.NoError(t, err)
	require.Len(t, b.got(), 1)
}

func TestRawRefusesWhatIsNoCall(t *testing.T) {
	b := &backEnd{}
	c := clientOf(b, nil)
	_, err := c.Raw(t.Context(), "/msg/send_telegram", json.RawMessage(`{}`))
	require.ErrorIs(t, err, ErrUnknownCall)
	require.ErrorContains(t, err, "/msg/send_telegram")
	for _, body := range []string{"", "null", "[]", `"x"`, `{"guid":`, `{} {}`} {
		_, err := c.Raw(t.Context(), "/msg/send_text", json.RawMessage(body))
		require.ErrorContains(t, err, "not a JSON object", body)
	}
	require.Empty(t, b.got())
}

func TestRawGivesWhatIsInTheEnvelope(t *testing.T) {
	c := clientOf(alwaysSays(200, `{"errcode":0,"data":{"code":"0a1b","id":14073752703607622}}`), nil)
	raw, err := c.Raw(t.Context(), "/app/js_login", json.RawMessage(`{"guid":"g","appid":"wx"}`))
	require.NoError(t, err)
	require.Equal(t, `{"code":"0a1b","id":14073752703607622}`, string(raw))
}

// TestOnlyWhatIsHarmlessTwiceIsRepeated tells writes by the first word of their
// path, and names those that may be made again, or wait.
func TestOnlyWhatIsHarmlessTwiceIsRepeated(t *testing.T) {
	writes := []string{
		"add", "cdn_upload", "create", "del", "invite", "js", "logout", "modify", "new", "oauth", "push", "qrconnect",
		"quit", "remove", "restore", "revoke", "send", "set", "sns_comment", "sns_delete", "sns_like", "sns_post",
		"stop", "tranfer", "update", "upload", "verify", "voice",
	}
	again := []string{"/client/set_notify_url", "/cloud/update_cdn_dns", "/msg/new_trans_voice_id", "/msg/set_session_read"}
	wait := []string{"/cloud/update_cdn_dns", "/msg/set_session_read"}
	for _, c := range Calls() {
		word := c.Path[strings.LastIndex(c.Path, "/")+1:]
		write := slices.ContainsFunc(writes, func(verb string) bool { return strings.HasPrefix(word, verb) })
		require.Equal(t, !write || slices.Contains(again, c.Path), c.Read, c.Path)
		require.False(t, write && c.Background && !slices.Contains(wait, c.Path), c.Path)
	}
}
