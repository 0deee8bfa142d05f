package juhe

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"
)

var theTime = time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC)

// bench is a server on a clock that stands still, as one client sees it.
type bench struct {
	*testing.T
	*Server
	clock  *clockwork.FakeClock
	web    *httptest.Server
	nonces int
}

func newBench(t *testing.T, options Options) *bench {
	t.Helper()
	clock := clockwork.NewFakeClockAt(theTime)
	options.Clock = clock
	s := New(options)
	web := httptest.NewServer(s.Handler())
	t.Cleanup(func() {
		s.Close()
		web.Close()
	})
	return &bench{T: t, Server: s, clock: clock, web: web}
}

// pass lets time go by, and happen what falls due.
func (b *bench) pass(d time.Duration) { b.schedule.Pass(b.clock, d, b.locked) }

// reply is an answer of any call.
type reply struct {
	Code *int
	Msg  string
	Data json.RawMessage
}

// into reads the data.
func (r reply) into(t testing.TB, v any) {
	t.Helper()
	require.NotNil(t, r.Code)
	require.Equal(t, 0, *r.Code, "%s", r.Msg)
	require.NoError(t, json.Unmarshal(r.Data, v))
}

func credentials() url.Values {
	return url.Values{"accessToken": {accessToken}, "userid": {mainUser}, "projectId": {"1001"}, "corpid": {CorpID}}
}

// post makes a call with credentials and more of the query, by pairs.
func (b *bench) post(name string, body any, query ...string) reply {
	b.Helper()
	q := credentials()
	for i := 0; i < len(query); i += 2 {
		q.Set(query[i], query[i+1])
	}
	text := ""
	switch body := body.(type) {
	case nil:
	case string:
		text = body
	default:
		raw, err := json.Marshal(body)
		require.NoError(b, err)
		text = string(raw)
	}
	w := httptest.NewRecorder()
	b.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodPost, root+name+"?"+q.Encode(), strings.NewReader(text)))
	require.Equal(b, http.StatusOK, w.Code)
	var r reply
	require.NoError(b, json.Unmarshal(w.Body.Bytes(), &r), w.Body.String())
	return r
}

// call makes a call that is not refused, and reads its data.
func (b *bench) call(name string, body, data any, query ...string) {
	b.Helper()
	b.post(name, body, query...).into(b, data)
}

// ask makes a Boolean call.
func (b *bench) ask(name string, body any) (done bool, msg string) {
	b.Helper()
	r := b.post(name, body)
	r.into(b, &done)
	return done, r.Msg
}

// refused makes a call that is refused, and gives the code.
func (b *bench) refused(name string, body any, query ...string) int {
	b.Helper()
	r := b.post(name, body, query...)
	require.NotNil(b, r.Code)
	require.NotZero(b, *r.Code)
	require.NotEmpty(b, r.Msg)
	require.Equal(b, "null", string(r.Data))
	return *r.Code
}

type object = map[string]any

// signed is a body with a fresh signature.
func (b *bench) signed(body object) object {
	b.Helper()
	b.nonces++
	all := object{
		"timestamp": b.clock.Now().UnixMilli(), "nonce": b.nonces, "secretId": mainUser, "requestSeq": fmt.Sprint("seq", b.nonces),
	}
	for name, value := range body {
		all[name] = value
	}
	b.sign(all)
	return all
}

// sign puts the signature into a body.
func (b *bench) sign(all object) {
	b.Helper()
	target := b.outgoing.target
	signature, err := target.Algorithm.signature(target.Secret, fmt.Sprint(all["timestamp"]), fmt.Sprint(all["nonce"]), all)
	require.NoError(b, err)
	all["signature"] = signature
}

// state is that of an account.
func (b *bench) state(userID string) AccountState {
	b.Helper()
	for _, a := range b.State().Accounts {
		if a.UserID == userID {
			return a
		}
	}
	require.Fail(b, "no account", userID)
	return AccountState{}
}

// seat is the first account that fits.
func (b *bench) seat(is func(AccountState) bool) AccountState {
	b.Helper()
	for _, a := range b.State().Accounts {
		if is(a) {
			return a
		}
	}
	require.Fail(b, "no such account")
	return AccountState{}
}

// listener takes callbacks.
type listener struct {
	*httptest.Server
	mu     sync.Mutex
	status int
	got    []callbackGot
	came   chan struct{}
}

type callbackGot struct {
	path string
	raw  []byte
	body object
}

func newListener(t testing.TB) *listener {
	l := &listener{status: http.StatusOK, came: make(chan struct{}, 1000)}
	l.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body json.RawMessage
		var fields object
		_ = json.NewDecoder(r.Body).Decode(&body)
		_ = exact(body, &fields)
		l.mu.Lock()
		l.got = append(l.got, callbackGot{r.URL.Path, body, fields})
		w.WriteHeader(l.status)
		l.mu.Unlock()
		l.came <- struct{}{}
	}))
	t.Cleanup(l.Close)
	return l
}

// wait gives the callbacks so far, once there are so many.
func (l *listener) wait(n int) []callbackGot {
	for {
		l.mu.Lock()
		got := l.got
		l.mu.Unlock()
		if len(got) >= n {
			return got
		}
		<-l.came
	}
}

func (l *listener) answer(status int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.status = status
}

// socketOf opens a websocket as a client does.
func (b *bench) socketOf() *client {
	b.Helper()
	var place, chat struct{ URL, Token string }
	b.SetBaseURL(b.web.URL)
	b.call("getSocketUrl", nil, &place)
	b.call("getChatToken", nil, &chat)
	require.NotEqual(b, place.Token, chat.Token)
	conn, answer, err := websocket.DefaultDialer.Dial(place.URL+"?token="+chat.Token, nil)
	require.NoError(b, err)
	answer.Body.Close()
	b.Cleanup(func() { conn.Close() })
	return &client{b, conn}
}

// client is the other end of a websocket.
type client struct {
	b    *bench
	conn *websocket.Conn
}

// frameGot is a frame as a client reads it.
type frameGot struct {
	Type, RequestID, Msg string
	Code                 int
	Data                 object
}

// next reads frames until one of the type comes.
func (c *client) next(kind string) frameGot {
	c.b.Helper()
	for {
		var f frameGot
		_, raw, err := c.conn.ReadMessage()
		require.NoError(c.b, err)
		require.NoError(c.b, exact(raw, &f))
		if f.Type == kind {
			return f
		}
	}
}

// text reads messages until one says that.
func (c *client) text(says string) object {
	c.b.Helper()
	for {
		if m := c.next("message").Data; m["content"] == says {
			return m
		}
	}
}

// send sends a message and gives the ack.
func (c *client) send(data object) frameGot {
	c.b.Helper()
	require.NoError(c.b, c.conn.WriteJSON(object{"type": "send", "requestId": "r1", "data": data}))
	return c.next("ack")
}
