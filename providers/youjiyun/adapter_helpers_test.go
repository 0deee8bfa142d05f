package youjiyun

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/gorilla/websocket"
	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/providers"
)

// openLink opens a connection to a backend.
func openLink(t testing.TB, base string, clock clockwork.Clock, options map[string]string) *link {
	t.Helper()
	l, err := New().Open(providers.Settings{
		Connection: model.Connection{Name: "shop", BaseURL: base, Account: "user1", Options: options},
		Secret:     "Q3KR21ME",
		Clock:      clock,
		Rand:       dice(),
	})
	require.NoError(t, err)
	return l.(*link)
}

// sink records what a link delivers.
type sink struct {
	batches  chan []model.Event
	statuses chan model.LinkStatus
	entered  chan struct{} // where not nil, told that a Deliver begins
	gate     chan struct{} // where not nil, a Deliver takes one before it goes on

	mu   sync.Mutex
	fail error
}

func newSink() *sink {
	return &sink{batches: make(chan []model.Event, 1000), statuses: make(chan model.LinkStatus, 1000)}
}

func (s *sink) Deliver(ctx context.Context, events []model.Event) error {
	if s.entered != nil {
		s.entered <- struct{}{}
	}
	if s.gate != nil {
		select {
		case <-s.gate:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail != nil {
		return s.fail
	}
	s.batches <- events
	return nil
}

func (s *sink) LinkChanged(status model.LinkStatus) { s.statuses <- status }

func (s *sink) failWith(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fail = err
}

// next takes events until there are n.
func (s *sink) next(n int) []model.Event {
	var events []model.Event
	for len(events) < n {
		events = append(events, <-s.batches...)
	}
	return events
}

// until takes statuses up to one of that kind.
func (s *sink) until(link model.Link) model.LinkStatus {
	for status := range s.statuses {
		if status.Link == link {
			return status
		}
	}
	return model.LinkStatus{}
}

// socketServer is a back end whose socket the test plays, by Engine.IO 3.
type socketServer struct {
	*backend
	peers chan *peer
}

type peer struct {
	t  testing.TB
	ws *websocket.Conn
	r  *http.Request
}

func newSocketServer(t testing.TB) *socketServer {
	s := &socketServer{backend: newBackend(t), peers: make(chan *peer, 10)}
	var upgrader websocket.Upgrader
	s.mu.Lock()
	defer s.mu.Unlock()
	s.upgrade = func(w http.ResponseWriter, r *http.Request) {
		ws, err := upgrader.Upgrade(w, r, nil)
		if err == nil {
			s.peers <- &peer{t: t, ws: ws, r: r}
		}
	}
	return s
}

// connect takes the next connection and greets it, up to its CONNECT, which it
// returns.
func (s *socketServer) connect(t testing.TB) (*peer, string) {
	t.Helper()
	p := <-s.peers
	t.Cleanup(func() { _ = p.ws.Close() })
	p.send(`0{"sid":"x","upgrades":[],"pingInterval":25000,"pingTimeout":20000}`, `40`)
	return p, strings.TrimSuffix(p.read(), ",")
}

// admit takes the next connection and lets it into the namespace.
func (s *socketServer) admit(t testing.TB) *peer {
	t.Helper()
	p, _ := s.connect(t)
	p.send(`40/imchat,`)
	return p
}

func (p *peer) send(frames ...string) {
	p.t.Helper()
	for _, frame := range frames {
		require.NoError(p.t, p.ws.WriteMessage(websocket.TextMessage, []byte(frame)))
	}
}

func (p *peer) event(name, body string) {
	p.t.Helper()
	p.send(`42/imchat,["` + name + `",` + body + `]`)
}

func (p *peer) read() string {
	p.t.Helper()
	_, data, err := p.ws.ReadMessage()
	require.NoError(p.t, err)
	return string(data)
}

// readEvent reads an event of ours.
func (p *peer) readEvent() (name string, body json.RawMessage) {
	p.t.Helper()
	rest, ok := strings.CutPrefix(p.read(), "42/imchat,")
	require.True(p.t, ok)
	return event(p.t, []byte(rest))
}

// running starts Run and returns how to end it.
func running(t testing.TB, l *link, s *sink) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- l.Run(ctx, s) }()
	stop = sync.OnceFunc(func() {
		cancel()
		require.ErrorIs(t, <-done, context.Canceled)
	})
	t.Cleanup(stop)
	return stop
}

var (
	theSeat = model.Seat{RemoteID: "cfb3e2c2686d437ab1109cd63b87ea48", AccountID: "1688853470427542", Name: "Pe"}
	theChat = model.Conversation{RemoteID: "S:1688853470427542_1688853470829406", PeerID: "1688853470829406"}
)
