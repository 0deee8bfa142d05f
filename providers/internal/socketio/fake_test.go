package socketio

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"
)

const (
	testToken = "eea9c935b5b27c231a8b0c323feb1361"
	greeting  = `0{"sid":"x","upgrades":[],"pingInterval":25000,"pingTimeout":20000}`
)

// patience is how long a test waits for something that must happen.
const patience = 20 * time.Second

// fakeServer takes websocket connections and leaves what happens on them to the
// test.
type fakeServer struct {
	*httptest.Server
	peers chan *peer
}

// peer is the server's end of one connection.
type peer struct {
	t     testing.TB
	ws    *websocket.Conn
	query url.Values
	path  string
}

func newFakeServer(t testing.TB) *fakeServer {
	s := &fakeServer{peers: make(chan *peer, 16)}
	upgrader := websocket.Upgrader{WriteBufferSize: 64 << 10}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ws, err := upgrader.Upgrade(w, r, nil)
		if err == nil {
			s.peers <- &peer{t: t, ws: ws, query: r.URL.Query(), path: r.URL.Path}
		}
	}))
	t.Cleanup(func() {
		s.Close()
		for {
			select {
			case p := <-s.peers:
				_ = p.ws.Close()
			default:
				return
			}
		}
	})
	return s
}

func (s *fakeServer) accept(t testing.TB) *peer {
	t.Helper()
	select {
	case p := <-s.peers:
		t.Cleanup(func() { _ = p.ws.Close() })
		return p
	case <-time.After(patience):
		require.FailNow(t, "nobody connected")
		return nil
	}
}

func (p *peer) send(frames ...string) {
	p.t.Helper()
	for _, frame := range frames {
		require.NoError(p.t, p.ws.WriteMessage(websocket.TextMessage, []byte(frame)))
	}
}

func (p *peer) receive() (string, error) {
	_ = p.ws.SetReadDeadline(time.Now().Add(patience))
	_, frame, err := p.ws.ReadMessage()
	return string(frame), err
}

func (p *peer) expect(frame string) {
	p.t.Helper()
	got, err := p.receive()
	require.NoError(p.t, err)
	require.Equal(p.t, frame, got)
}

// expectEnd waits until the client has hung up.
func (p *peer) expectEnd() {
	p.t.Helper()
	for {
		if _, err := p.receive(); err != nil {
			var timeout net.Error
			require.False(p.t, errors.As(err, &timeout) && timeout.Timeout(), "the client did not hang up")
			return
		}
	}
}

// admit3 lets the client into /imchat as a server of Engine.IO 3 does.
func (p *peer) admit3() *peer {
	p.t.Helper()
	p.send(greeting, "40")
	p.expect("40/imchat?token=" + testToken + ",")
	p.send("40/imchat,")
	return p
}

// admit4 does the same as a server of Engine.IO 4.
func (p *peer) admit4() *peer {
	p.t.Helper()
	p.send(greeting)
	p.expect(`40/imchat,{"token":"` + testToken + `"}`)
	p.send(`40/imchat,{"sid":"y"}`)
	return p
}

// recorder is a handler that writes down what it is told, one line a call.
type recorder struct {
	t       testing.TB
	lines   chan string
	errs    chan error
	onEvent func(name string)
}

func newRecorder(t testing.TB) *recorder {
	return &recorder{t: t, lines: make(chan string, 1<<16), errs: make(chan error, 64)}
}

func (r *recorder) Connected(context.Context) { r.lines <- "connected" }

func (r *recorder) Disconnected(err error) {
	r.errs <- err
	r.lines <- "disconnected"
}

func (r *recorder) Event(name string, args []json.RawMessage) {
	line := "event " + name
	for _, arg := range args {
		line += " " + string(arg)
	}
	r.lines <- line
	if r.onEvent != nil {
		r.onEvent(name)
	}
}

func (r *recorder) Malformed(frame []byte, err error) {
	r.lines <- fmt.Sprintf("malformed %.40q", frame)
	r.errs <- err
}

func (r *recorder) next() string {
	r.t.Helper()
	select {
	case line := <-r.lines:
		return line
	case <-time.After(patience):
		require.FailNow(r.t, "the handler was told nothing")
		return ""
	}
}

func (r *recorder) expect(lines ...string) {
	r.t.Helper()
	for _, line := range lines {
		require.Equal(r.t, line, r.next())
	}
}

// expectErr waits for an error that the handler was told.
func (r *recorder) expectErr(line string) error {
	r.t.Helper()
	r.expect(line)
	return <-r.errs
}

// bed is a running client against a fake server, on a clock of its own.
type bed struct {
	t      *testing.T
	server *fakeServer
	clock  *clockwork.FakeClock
	client *Client
	told   *recorder
	stop   context.CancelFunc
	ended  chan error
}

func newBed(t *testing.T, adjust ...func(*Config)) *bed {
	b := &bed{
		t:      t,
		server: newFakeServer(t),
		clock:  clockwork.NewFakeClock(),
		told:   newRecorder(t),
		ended:  make(chan error, 1),
	}
	config := Config{
		Endpoint: endpointOf(b.server.URL+"/imchat", 3),
		Clock:    b.clock,
		Rand:     func() float64 { return 0 },
	}
	for _, f := range adjust {
		f(&config)
	}
	b.client = New(config)
	ctx, cancel := context.WithCancel(context.Background())
	b.stop = cancel
	t.Cleanup(func() {
		cancel()
		select {
		case <-b.ended:
		case <-time.After(patience):
			require.FailNow(t, "Run did not return")
		}
	})
	go func() {
		b.ended <- b.client.Run(ctx, b.told)
		close(b.ended)
	}()
	return b
}

func endpointOf(url string, eio int) func(context.Context) (Endpoint, error) {
	return func(context.Context) (Endpoint, error) {
		return Endpoint{URL: url, Auth: map[string]any{"token": testToken}, EIO: eio}, nil
	}
}

// eio changes the version the bed's client asks for.
func eio(version int) func(*Config) {
	return func(c *Config) {
		before := c.Endpoint
		c.Endpoint = func(ctx context.Context) (Endpoint, error) {
			e, err := before(ctx)
			e.EIO = version
			return e, err
		}
	}
}

// waiters blocks until so many timers wait on the bed's clock.
func (b *bed) waiters(n int) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	require.NoError(b.t, b.clock.BlockUntilContext(ctx, n))
}

// connected brings the bed into a connection.
func (b *bed) connected() *peer {
	b.t.Helper()
	p := b.server.accept(b.t)
	if p.query.Get("EIO") == "4" {
		p.admit4()
	} else {
		p.admit3()
	}
	b.told.expect("connected")
	b.waiters(2) // the heartbeat and the watch for silence
	return p
}

// heardNow waits until the client has read something at the clock's time.
func (b *bed) heardNow() {
	b.t.Helper()
	s, now := b.client.current.Load(), b.clock.Now().UnixNano()
	require.Eventually(b.t, func() bool { return s.heard.Load() == now }, patience, time.Millisecond)
}
