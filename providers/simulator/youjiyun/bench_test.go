package youjiyun

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"
)

// noon is a working time in Shanghai.
var noon = time.Date(2026, 3, 18, 12, 0, 0, 0, shanghai)

// bench is a server under test and a client that knows the document's words and
// nothing else.
type bench struct {
	t      *testing.T
	server *Server
	http   *httptest.Server
	clock  *clockwork.FakeClock
	token  string
	serial atomic.Int64
}

func newBench(t *testing.T, options Options) *bench {
	t.Helper()
	clock := clockwork.NewFakeClockAt(noon)
	options.Clock = clock
	if options.Seed == 0 {
		options.Seed = 7
	}
	b := &bench{t: t, server: New(options), clock: clock}
	b.http = httptest.NewServer(b.server.Handler())
	b.server.SetBaseURL(b.http.URL)
	t.Cleanup(func() { b.server.Close(); b.http.Close() })
	b.login()
	return b
}

func (b *bench) login() {
	b.t.Helper()
	answer := b.call("/robotapi/client/auth", url.Values{"accessKey": {accessKey}, "accessSecret": {accessSecret}})
	require.Equal(b.t, "0", answer["code"])
	b.token = answer["data"].(map[string]any)["accessToken"].(string)
	require.Len(b.t, b.token, 32)
}

func (b *bench) requestID() string { return fmt.Sprintf("%032d", b.serial.Add(1)) }

// do posts a body as it is and returns what came back.
func (b *bench) do(path, contentType string, body []byte) (status int, answer []byte, err error) {
	request, err := http.NewRequest(http.MethodPost, b.http.URL+path, bytes.NewReader(body))
	require.NoError(b.t, err)
	request.Header.Set("Content-Type", contentType)
	request.Header.Set("token", b.token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, nil, err
	}
	defer response.Body.Close()
	answer, err = io.ReadAll(response.Body)
	return response.StatusCode, answer, err
}

func (b *bench) decode(answer []byte) map[string]any {
	b.t.Helper()
	var fields map[string]any
	require.NoError(b.t, exact(answer, &fields), string(answer))
	return fields
}

// call is a form call with what 1.3 asks for.
func (b *bench) call(path string, form url.Values) map[string]any {
	b.t.Helper()
	status, answer, err := b.do(path+"?request_id="+b.requestID(), "application/x-www-form-urlencoded", []byte(form.Encode()))
	require.NoError(b.t, err)
	require.Equal(b.t, 200, status)
	return b.decode(answer)
}

func (b *bench) callJSON(path string, body any) map[string]any {
	b.t.Helper()
	data, err := json.Marshal(body)
	require.NoError(b.t, err)
	_, answer, err := b.do(path+"?request_id="+b.requestID(), "application/json;charset=UTF-8", data)
	require.NoError(b.t, err)
	return b.decode(answer)
}

// control posts to /_control.
func (b *bench) control(name string, body string) []byte {
	b.t.Helper()
	status, answer, err := b.do("/_control/"+name, "application/json", []byte(body))
	require.NoError(b.t, err)
	require.Equal(b.t, 200, status, string(answer))
	return answer
}

// onlineRobot is the first robot, which is online.
func (b *bench) onlineRobot() *robot { return b.server.world.robots[0] }

// person and room are conversations of it that are in good order.
func (b *bench) person() *chat {
	for _, c := range b.onlineRobot().chats {
		if c.contact != nil && !c.contact.deleted {
			return c
		}
	}
	b.t.Fatal("no such chat")
	return nil
}

func (b *bench) room() *chat {
	r := b.onlineRobot()
	for _, c := range r.chats {
		if c.group != nil && !c.group.dismissed && c.group.external && fmt.Sprint(c.group.creatorID) == r.wxid {
			return c
		}
	}
	b.t.Fatal("no such chat")
	return nil
}

// socket is a raw websocket that has joined /imchat.
type socket struct {
	t  *testing.T
	ws *websocket.Conn
	id int
}

func (b *bench) dial(version int, query string) *socket {
	b.t.Helper()
	address := fmt.Sprintf("ws%s/socket.io/?EIO=%d&transport=websocket&token=%s%s", strings.TrimPrefix(b.http.URL, "http"), version, b.token, query)
	ws, _, err := websocket.DefaultDialer.Dial(address, nil)
	require.NoError(b.t, err)
	b.t.Cleanup(func() { ws.Close() })
	s := &socket{t: b.t, ws: ws}
	require.True(b.t, strings.HasPrefix(s.frame(), "0{"))
	if version == 3 {
		require.Equal(b.t, "40", s.frame())
		s.send("40/imchat,")
	} else {
		s.send(`40/imchat,{"token":"` + b.token + `"}`)
	}
	require.True(b.t, strings.HasPrefix(s.frame(), "40/imchat,"))
	require.Eventually(b.t, func() bool { return b.server.Sockets() > 0 }, 20*time.Second, time.Millisecond)
	return s
}

func (s *socket) send(frame string) {
	s.t.Helper()
	require.NoError(s.t, s.ws.WriteMessage(websocket.TextMessage, []byte(frame)))
}

func (s *socket) read() (string, error) {
	_ = s.ws.SetReadDeadline(time.Now().Add(20 * time.Second))
	_, frame, err := s.ws.ReadMessage()
	return string(frame), err
}

func (s *socket) frame() string {
	s.t.Helper()
	frame, err := s.read()
	require.NoError(s.t, err)
	return frame
}

// event reads the next event.
func (s *socket) event() (name string, body map[string]any) {
	s.t.Helper()
	frame := s.frame()
	data, ok := strings.CutPrefix(frame, "42/imchat,")
	require.True(s.t, ok, frame)
	var pair []any
	require.NoError(s.t, exact([]byte(data), &pair))
	require.Len(s.t, pair, 2)
	return pair[0].(string), pair[1].(map[string]any)
}

// expect reads the next event, which must have this name.
func (s *socket) expect(name string) map[string]any {
	s.t.Helper()
	got, body := s.event()
	require.Equal(s.t, name, got, body)
	return body
}

func (s *socket) emit(name string, body map[string]any) {
	s.t.Helper()
	data, err := json.Marshal([]any{name, body})
	require.NoError(s.t, err)
	s.send("42/imchat," + string(data))
}

// act emits an action and returns its answer, passing over other pushes.
func (s *socket) act(b *bench, fields map[string]any) map[string]any {
	s.t.Helper()
	s.id++
	id := fmt.Sprintf("action%d", s.id)
	body := map[string]any{"messageId": id, "robotKey": b.onlineRobot().key}
	maps.Copy(body, fields)
	s.emit("action", body)
	for {
		name, answer := s.event()
		if name == "action" && answer["messageId"] == body["messageId"] && answer["type"] == body["type"] {
			return answer
		}
	}
}

func (s *socket) silent(b *bench) {
	s.t.Helper()
	s.send("2")
	require.Equal(s.t, "3", s.frame(), "a push was not expected")
}

// documented is the field set of an example, testdata/fields.json.
func documented(t *testing.T, section string) []string {
	t.Helper()
	data, err := os.ReadFile("testdata/fields.json")
	require.NoError(t, err)
	var all map[string][]string
	require.NoError(t, json.Unmarshal(data, &all))
	require.Contains(t, all, section)
	return all[section]
}

// fieldsOf lists all field paths of an answer; elements of arrays are merged.
func fieldsOf(v any) []string {
	found := map[string]bool{}
	var walk func(prefix string, v any)
	walk = func(prefix string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for name, inner := range v {
				found[prefix+name] = true
				walk(prefix+name+".", inner)
			}
		case []any:
			for _, inner := range v {
				walk(prefix, inner)
			}
		}
	}
	walk("", v)
	return slices.Sorted(maps.Keys(found))
}

// sameFields compares an answer with the example of a section; more may be
// allowed, by full path.
func sameFields(t *testing.T, section string, answer any, allowed ...string) {
	t.Helper()
	got, want := fieldsOf(answer), documented(t, section)
	for _, field := range want {
		require.Contains(t, got, field, section)
	}
	for _, field := range got {
		if !slices.Contains(want, field) {
			require.Contains(t, allowed, field, section)
		}
	}
}
