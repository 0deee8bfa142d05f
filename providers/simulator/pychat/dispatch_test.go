package pychat

import (
	"encoding/json"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/providers/simulator/internal/wirejson"
)

// documented is one call of the document.
type documented struct {
	Path string         `json:"path"`
	Body map[string]any `json:"body"`
}

func document(t *testing.T) []documented {
	t.Helper()
	data, err := os.ReadFile("../../pychat/testdata/calls.json")
	require.NoError(t, err)
	var calls []documented
	d := json.NewDecoder(strings.NewReader(string(data)))
	d.UseNumber()
	require.NoError(t, d.Decode(&calls))
	require.Len(t, calls, 130)
	return calls
}

func TestEveryDocumentedCallIsThere(t *testing.T) {
	s := New(Options{Seats: 1})
	for _, call := range document(t) {
		_, there := s.calls[call.Path]
		require.True(t, there, call.Path)
	}
	require.Len(t, endpoints(), 130, "and no other, none twice")
}

// TestDocumentedBodiesFit holds every schema against the document's example.
func TestDocumentedBodiesFit(t *testing.T) {
	s := New(Options{Seats: 1})
	for _, call := range document(t) {
		e, there := s.calls[call.Path]
		require.True(t, there, call.Path)
		wrong := e.schema.check(wirejson.Encode(call.Body))
		if call.Path == "/cloud/download_wxemotion" {
			// The example and the table of this call differ; the table holds.
			require.Equal(t, []invalid{{[]any{"body", "aes_key"}, "Field required", "missing"}}, wrong)
			continue
		}
		require.Empty(t, wrong, call.Path)
		for _, f := range e.schema {
			_, there = call.Body[f.name]
			require.True(t, there || call.Path == "/openim/del_openim_contact", "%s has no %s in the document", call.Path, f.name)
		}
	}
}

func TestWrongBodies(t *testing.T) {
	b := newBench(t, Options{})
	for name, c := range map[string]struct {
		path, body, loc, kind string
	}{
		"not JSON":                 {"/msg/send_text", `{"guid":`, `["body"]`, "json_invalid"},
		"no object":                {"/msg/send_text", `[]`, `["body"]`, "model_attributes_type"},
		"a number for a text":      {"/msg/send_text", `{"content":1}`, `["body","content"]`, "string_type"},
		"null for a text":          {"/msg/send_text", `{"content":null}`, `["body","content"]`, "string_type"},
		"a text for an integer":    {"/client/update_client", `{"new_client_type":"2"}`, `["body","new_client_type"]`, "int_type"},
		"a fraction":               {"/client/update_client", `{"new_client_type":1.5}`, `["body","new_client_type"]`, "int_type"},
		"too big for an integer":   {"/client/update_client", `{"new_client_type":99999999999999999999}`, `["body","new_client_type"]`, "int_type"},
		"a text for a number":      {"/msg/send_location", `{"latitude":"1"}`, `["body","latitude"]`, "float_type"},
		"a number for a flag":      {"/client/restore_client", `{"auto_start":1}`, `["body","auto_start"]`, "bool_type"},
		"a text for a list":        {"/msg/send_room_at", `{"at_list":"x"}`, `["body","at_list"]`, "list_type"},
		"null for a list":          {"/msg/send_room_at", `{"at_list":null}`, `["body","at_list"]`, "list_type"},
		"a number in a list":       {"/msg/send_room_at", `{"at_list":["x",1]}`, `["body","at_list",1]`, "string_type"},
		"a required field missing": {"/login/verify_login_url", `{"guid":"","pin":"1"}`, `["body","ticket"]`, "missing"},
		"one inside an object": {
			"/msg/send_refer_msg", `{"to_username":"","content":"","refer_msg":{"msg_type":1,"from_username":"","from_nickname":"","source":"","content":""}}`,
			`["body","refer_msg","msg_id"]`, "missing",
		},
	} {
		status, answer, err := b.do(c.path, []byte(c.body))
		require.NoError(t, err)
		require.Equal(t, http.StatusUnprocessableEntity, status, name)
		var refusal struct {
			Detail []struct {
				Loc  json.RawMessage `json:"loc"`
				Msg  string          `json:"msg"`
				Type string          `json:"type"`
			} `json:"detail"`
		}
		require.NoError(t, json.Unmarshal(answer, &refusal))
		require.Len(t, refusal.Detail, 1, name)
		require.JSONEq(t, c.loc, string(refusal.Detail[0].Loc), name)
		require.Equal(t, c.kind, refusal.Detail[0].Type, name)
		require.NotEmpty(t, refusal.Detail[0].Msg)
	}
	total, _ := b.server.Calls(b.in.guid)
	require.Zero(t, total, "none of them was a call")
}

func TestWhereCallsGo(t *testing.T) {
	b := newBench(t, Options{})
	status, _, err := b.do("/msg/send_nothing", []byte(`{}`))
	require.NoError(t, err)
	require.Equal(t, http.StatusNotFound, status)
	answer, err := http.Get(b.http.URL + "/msg/send_text")
	require.NoError(t, err)
	answer.Body.Close()
	require.Equal(t, http.StatusMethodNotAllowed, answer.StatusCode)

	_, raw, err := b.do("/client/get_client_status", []byte(`{"guid":"nobody"}`))
	require.NoError(t, err)
	require.JSONEq(t, `{"errcode":10001,"errmsg":"实例不存在"}`, string(raw))
	_, raw, err = b.do("/client/get_client_status", []byte(`{}`))
	require.NoError(t, err)
	require.Contains(t, string(raw), "10001", "a guid is not required by the schema")
}

func TestGateway(t *testing.T) {
	b := newBench(t, Options{})
	key, secret := b.server.Credentials()
	ask := func(key, secret, path string, data any) (int, string) {
		status, answer, err := b.do(Gateway, wirejson.Encode(object{"app_key": key, "app_secret": secret, "path": path, "data": data}))
		require.NoError(t, err)
		return status, string(answer)
	}
	status, answer := ask(key, secret, "/client/get_client_status", object{"guid": b.in.guid})
	require.Equal(t, http.StatusOK, status)
	require.JSONEq(t, `{"errcode":0,"errmsg":"ok","data":{"status":2}}`, answer)
	status, answer = ask(key, "wrong", "/client/get_client_status", object{"guid": b.in.guid})
	require.Equal(t, http.StatusUnauthorized, status)
	require.Contains(t, answer, `"errcode":401`)
	require.NotContains(t, answer, secret)
	status, _ = ask("wrong", secret, "/client/get_client_status", object{"guid": b.in.guid})
	require.Equal(t, http.StatusUnauthorized, status)
	status, _ = ask(key, secret, "/client/nothing", object{})
	require.Equal(t, http.StatusNotFound, status)
	status, _ = ask(key, secret, "/cloud/download", object{})
	require.Equal(t, http.StatusNotFound, status, "a private CDN server is no instance")
	status, _ = ask(key, secret, "/client/get_client_status", "text")
	require.Equal(t, http.StatusUnprocessableEntity, status)
	status, _, err := b.do(Gateway, []byte(`{"app_key":"demo"}`))
	require.NoError(t, err)
	require.Equal(t, http.StatusUnprocessableEntity, status)
}

// TestShapes shows every way in which success and refusal are told.
func TestShapes(t *testing.T) {
	for shape, want := range map[shape][2]string{
		shapeEnvelope: {`{"errcode":0,"errmsg":"ok","data":{"a":1}}`, `{"errcode":-1,"errmsg":"不"}`},
		shapeErrCode:  {`{"err_code":0,"err_msg":"","data":{"a":1}}`, `{"err_code":-1,"err_msg":"不","data":null}`},
		shapeMsg:      {`{"errcode":0,"msg":"success","data":{"a":1}}`, `{"errcode":-1,"msg":"不"}`},
		shapeRaw: {
			`{"baseResponse":{"ret":0,"errMsg":{"string":""}},"a":1}`,
			`{"baseResponse":{"ret":-1,"errMsg":{"string":"不"}}}`,
		},
		shapeInner: {
			`{"errcode":0,"errmsg":"ok","data":{"baseResponse":{"ret":0,"errMsg":{"string":""}},"a":1}}`,
			`{"errcode":0,"errmsg":"ok","data":{"baseResponse":{"ret":-1,"errMsg":{"string":"不"}}}}`,
		},
		shapeQuoted: {
			`"{\"data\":{\"a\":1},\"errcode\":0,\"errmsg\":\"ok\"}"`,
			`"{\"errcode\":-1,\"errmsg\":\"不\"}"`,
		},
	} {
		require.JSONEq(t, want[0], string(wirejson.Encode(shape.success(object{"a": 1}))))
		require.JSONEq(t, want[1], string(wirejson.Encode(shape.refusal(refuse("不")))))
	}
	require.JSONEq(t, `{"baseResponse":{"ret":0,"errMsg":{"string":""}}}`, string(wirejson.Encode(shapeRaw.success(nil))))
	require.JSONEq(t, `{"errcode":0,"errmsg":"ok","data":null}`, string(wirejson.Encode(shapeEnvelope.success(nil))))
}

func TestTooManyCallsAreABlock(t *testing.T) {
	b := newBench(t, Options{})
	status := func() int {
		code, _ := b.post(b.in, "/client/get_client_status", nil)
		return code
	}
	for i := range maxCalls {
		require.Equal(t, http.StatusOK, status(), i)
	}
	b.clock.Advance(callSpan)
	require.Equal(t, http.StatusOK, status(), "the minute has gone by")
	for range maxCalls - 1 {
		require.Equal(t, http.StatusOK, status())
	}
	code, answer := b.post(b.in, "/client/get_client_status", nil)
	require.Equal(t, http.StatusTooManyRequests, code)
	require.Equal(t, json.Number("429"), answer.(map[string]any)["errcode"])
	total, blocked := b.server.Calls(b.in.guid)
	require.Equal(t, []int{2*maxCalls + 1, 1}, []int{total, blocked})

	other := b.server.world.instances[1]
	code, _ = b.post(other, "/client/get_client_status", nil)
	require.Equal(t, http.StatusOK, code, "the block is of one account")
	b.clock.Advance(blockSpan - time.Second)
	require.Equal(t, http.StatusTooManyRequests, status())
	b.clock.Advance(time.Second)
	require.Equal(t, http.StatusOK, status())

	b.control("instance", object{"guid": b.in.guid, "do": Block})
	require.Equal(t, http.StatusTooManyRequests, status())
	b.control("instance", object{"guid": b.in.guid, "do": Unblock})
	require.Equal(t, http.StatusOK, status())
}
