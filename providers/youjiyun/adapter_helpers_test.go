package youjiyun

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/gorilla/websocket"
	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/sinktest"
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
func running(t testing.TB, l *link, s *sinktest.Sink) (stop func()) {
	t.Helper()
	return sinktest.Run(t, func(ctx context.Context) error { return l.Run(ctx, s) })
}

var (
	theSeat = model.Seat{RemoteID: "cfb3e2c2686d437ab1109cd63b87ea48", AccountID: "1688853470427542", Name: "Pe"}
	theChat = model.Conversation{RemoteID: "S:1688853470427542_1688853470829406", PeerID: "1688853470829406"}
)
