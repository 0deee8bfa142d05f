package juhe

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"
)

const (
	testToken  = "tok-4f7c1d"
	testSecret = "sec-90aa31"
)

// today is the clock of most tests: 2026-05-06 15:08:09.010 in Shanghai.
var today = time.Date(2026, 5, 6, 7, 8, 9, 10e6, time.UTC)

// docCall is a call as the document shows it.
type docCall struct {
	Title  string          `json:"title"`
	Path   string          `json:"path"`
	Query  []string        `json:"query"`
	Schema string          `json:"schema"` // of the body
	Body   json.RawMessage `json:"body"`
	Answer json.RawMessage `json:"answer"`
}

func theDocument(t testing.TB) []docCall {
	t.Helper()
	var calls []docCall
	require.NoError(t, json.Unmarshal(testdata(t, "calls.json"), &calls))
	for i := range calls {
		if string(calls[i].Body) == "null" {
			calls[i].Body = nil // none
		}
	}
	return calls
}

func testdata(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	require.NoError(t, err)
	return data
}

// call is one request a back end got.
type call struct {
	Method string
	Path   string
	Type   string // Content-Type
	Query  url.Values
	Body   string
}

// backend plays 聚合聊天: a test says what a path answers.
type backend struct {
	URL string

	mu      sync.Mutex
	calls   []call
	answers map[string]func(call) (status int, body string)
	peers   chan *peer // who opened the socket
}

func newBackend(t testing.TB) *backend {
	b := &backend{answers: map[string]func(call) (int, string){}, peers: make(chan *peer, 10)}
	server := httptest.NewServer(b)
	t.Cleanup(server.Close)
	b.URL = server.URL
	b.says(GetSocketURL.path, `{"code":0,"msg":"","data":{"name":"chat","url":"ws`+server.URL[len("http"):]+`/socket?v=1"}}`)
	b.says(GetChatToken.path, `{"code":0,"msg":"","data":{"token":"chat-token-1","chatUserId":"c-main"}}`)
	return b
}

func (b *backend) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/socket" {
		var upgrader websocket.Upgrader
		if ws, err := upgrader.Upgrade(w, r, nil); err == nil {
			b.peers <- &peer{ws: ws, query: r.URL.Query()}
		}
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, "what?", http.StatusBadRequest)
		return
	}
	c := call{Method: r.Method, Path: r.URL.Path, Type: r.Header.Get("Content-Type"), Query: r.URL.Query(), Body: string(body)}
	b.mu.Lock()
	b.calls = append(b.calls, c)
	answer := b.answers[c.Path]
	b.mu.Unlock()
	status, text := http.StatusNotFound, "<html>404</html>"
	switch {
	case c.Query.Get("accessToken") != testToken:
		status, text = http.StatusOK, `{"code":401,"msg":"bad token `+c.Query.Get("accessToken")+`","data":null}`
	case answer != nil:
		status, text = answer(c)
	}
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text)
}

// on sets the answer of a path.
func (b *backend) on(path string, answer func(call) (int, string)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.answers[path] = answer
}

// says sets the same answer for ever.
func (b *backend) says(path, body string) {
	b.on(path, func(call) (int, string) { return http.StatusOK, body })
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

// peer is the back end's end of a socket.
type peer struct {
	ws    *websocket.Conn
	query url.Values
	mu    sync.Mutex // one frame after the other
}

func (p *peer) write(frames ...string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, frame := range frames {
		if err := p.ws.WriteMessage(websocket.TextMessage, []byte(frame)); err != nil {
			return err
		}
	}
	return nil
}

func (p *peer) send(t testing.TB, frames ...string) {
	t.Helper()
	require.NoError(t, p.write(frames...))
}

func (p *peer) next() (f outFrameSeen, err error) {
	_, data, err := p.ws.ReadMessage()
	if err == nil {
		err = json.Unmarshal(data, &f)
	}
	return f, err
}

func (p *peer) read(t testing.TB) outFrameSeen {
	t.Helper()
	f, err := p.next()
	require.NoError(t, err)
	return f
}

// replies answers the next frame, beside the test, with frames in which %q is its
// requestId. What it returns waits until that is done, and gives the frame.
func (p *peer) replies(t testing.TB, frames ...string) (frame func() outFrameSeen) {
	var got outFrameSeen
	done := make(chan error, 1)
	go func() {
		var err error
		got, err = p.next()
		for _, frame := range frames {
			if err == nil {
				err = p.write(strings.ReplaceAll(frame, "%q", strconv.Quote(got.RequestID)))
			}
		}
		done <- err
	}()
	return func() outFrameSeen {
		t.Helper()
		require.NoError(t, <-done)
		return got
	}
}

// outFrameSeen is a frame of ours as the back end reads it.
type outFrameSeen struct {
	Type      string          `json:"type"`
	RequestID string          `json:"requestId"`
	Data      json.RawMessage `json:"data"`
}

// dice gives different numbers, the same in each run.
func dice() func() float64 {
	state := uint64(1)
	return func() float64 {
		state = state*6364136223846793005 + 1442695040888963407
		return float64(state>>11) / (1 << 53)
	}
}

func newTestClient(t testing.TB, base string, clock clockwork.Clock) *Client {
	t.Helper()
	return NewClient(Config{
		BaseURL: base + "/", Account: "main", AccessToken: testToken, ProjectID: "7", CorpID: "ww1",
		CallbackSecret: testSecret, Clock: clock, Rand: dice(),
	})
}

// hasty is a clock on which nobody has to wait: timers ring at once, though calls
// have all the time there is.
type hasty struct{ *clockwork.FakeClock }

func (h hasty) NewTimer(time.Duration) clockwork.Timer { return h.FakeClock.NewTimer(0) }
