package youjiyun

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"
)

func itoa(n int) string { return strconv.Itoa(n) }

// today is the clock of most tests: 2026-05-06 15:08:09.010 in Shanghai.
var today = time.Date(2026, 5, 6, 7, 8, 9, 10e6, time.UTC)

// call is one request a backend got.
type call struct {
	Path      string
	Token     string
	RequestID string
	Type      string // Content-Type
	Body      string
	Form      url.Values
}

// backend answers the calls of section 2 as the document says.
type backend struct {
	URL string

	mu      sync.Mutex
	calls   []call
	logins  int
	tokens  map[string]bool
	answers map[string]func(call) (status int, body string)
	upgrade http.HandlerFunc // of the socket; nil: there is none
}

func newBackend(t testing.TB) *backend {
	b := &backend{tokens: make(map[string]bool), answers: make(map[string]func(call) (int, string))}
	b.answers[callAuthPath] = b.login
	server := httptest.NewServer(b)
	t.Cleanup(server.Close)
	b.URL = server.URL
	return b
}

func (b *backend) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b.mu.Lock()
	upgrade := b.upgrade
	b.mu.Unlock()
	if r.URL.Path == "/socket.io/" && upgrade != nil {
		upgrade(w, r)
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil || r.Method != http.MethodPost {
		http.Error(w, "what?", http.StatusBadRequest)
		return
	}
	c := call{
		Path: r.URL.Path, Token: r.Header.Get("token"), RequestID: r.URL.Query().Get("request_id"),
		Type: r.Header.Get("Content-Type"), Body: string(body),
	}
	if strings.HasPrefix(c.Type, "application/x-www-form-urlencoded") {
		c.Form, _ = url.ParseQuery(c.Body)
	}
	b.mu.Lock()
	b.calls = append(b.calls, c)
	answer, known := b.answers[c.Path]
	valid := c.Path == callAuthPath || b.tokens[c.Token]
	b.mu.Unlock()
	status, text := http.StatusOK, `{"code":"1000","msg":"用户认证失败"}`
	switch {
	case valid && known:
		status, text = answer(c)
	case valid:
		status, text = http.StatusNotFound, "<html>404</html>"
	}
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text)
}

func (b *backend) login(c call) (int, string) {
	if c.Form.Get("accessKey") != "user1" || c.Form.Get("accessSecret") != "Q3KR21ME" {
		return 200, `{"code":"1000","msg":"bad password Q3KR21MX"}`
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.logins++
	token := fmt.Sprintf("token-%d", b.logins)
	b.tokens[token] = true
	return 200, fmt.Sprintf(`{"code":"0","msg":"OK","data":{"createTime":%d,"expireMinutes":60,"accessToken":%q,"username":"user1"}}`, today.UnixMilli(), token)
}

// on sets the answer of a path.
func (b *backend) on(path string, answer func(call) (int, string)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.answers[path] = answer
}

// says sets the same answer for ever.
func (b *backend) says(path, body string) {
	b.on(path, func(call) (int, string) { return 200, body })
}

// forget makes all tokens invalid.
func (b *backend) forget() {
	b.mu.Lock()
	defer b.mu.Unlock()
	clear(b.tokens)
}

func (b *backend) got(path string) []call {
	b.mu.Lock()
	defer b.mu.Unlock()
	var calls []call
	for _, c := range b.calls {
		if c.Path == path {
			calls = append(calls, c)
		}
	}
	return calls
}

// dice gives different numbers, the same in each run.
func dice() func() float64 {
	state := uint64(1)
	return func() float64 {
		state = state*6364136223846793005 + 1442695040888963407
		return float64(state>>11) / (1 << 53)
	}
}

func newTestClient(t testing.TB, base string, clock clockwork.Clock, socket Emitter) *Client {
	t.Helper()
	return NewClient(Config{BaseURL: base + "/", AccessKey: "user1", AccessSecret: "Q3KR21ME", Clock: clock, Rand: dice(), Socket: socket})
}

// fakeSocket records what is emitted and answers it.
type fakeSocket struct {
	mu        sync.Mutex
	connected bool
	fail      error
	emitted   []emitted
	heard     chan emitted
}

type emitted struct {
	Event string
	Body  json.RawMessage
	Head  ActionHead
}

func newFakeSocket() *fakeSocket {
	return &fakeSocket{connected: true, heard: make(chan emitted, 100)}
}

func (s *fakeSocket) Connected() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.connected
}

func (s *fakeSocket) Emit(_ context.Context, event string, args ...any) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail != nil {
		return s.fail
	}
	body, err := json.Marshal(args[0])
	if err != nil {
		return err
	}
	e := emitted{Event: event, Body: body}
	_ = json.Unmarshal(body, &e.Head)
	s.emitted = append(s.emitted, e)
	s.heard <- e
	return nil
}

// answer sends an action back with some more fields, as an event.
func answer(t testing.TB, c *Client, e emitted, more string) []Frame {
	t.Helper()
	var fields, added map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(e.Body, &fields))
	require.NoError(t, json.Unmarshal([]byte(more), &added))
	for name, value := range added {
		fields[name] = value
	}
	raw, err := json.Marshal(fields)
	require.NoError(t, err)
	return c.Receive("action", []json.RawMessage{raw})
}
