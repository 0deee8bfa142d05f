package juhe

import (
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
	"github.com/jonboulle/clockwork"

	"seatdeck/providers/simulator/internal/wirejson"
)

// The pace of the websocket's life. Assumed, as all of it.
const (
	pingEvery  = 20 * time.Second
	silentMost = 60 * time.Second // then it is cut
	maxFrame   = 1 << 20          // bytes a client may send at once
	maxQueued  = 16384            // frames that may wait for a slow client; then it is cut
	writeWait  = 10 * time.Second // real time: the network knows no other
)

// hub holds the open sockets.
type hub struct {
	clock    clockwork.Clock
	hear     func(*socket, []byte) // a frame of a client
	upgrader websocket.Upgrader

	mu      sync.Mutex
	sockets map[*socket]struct{}
	closed  bool
	serving sync.WaitGroup
}

func newHub(clock clockwork.Clock, hear func(*socket, []byte)) *hub {
	return &hub{clock: clock, hear: hear, sockets: map[*socket]struct{}{}}
}

// socket is one open websocket. Only its writer writes to the connection.
type socket struct {
	conn  *websocket.Conn
	queue chan []byte
	cut   chan struct{} // closed when it is to end
	once  sync.Once
	heard atomic.Int64 // ns of the last frame of the client
}

func (k *socket) end() { k.once.Do(func() { close(k.cut) }) }

// put queues a frame.
func (k *socket) put(frame []byte) {
	select {
	case k.queue <- frame:
	default:
		k.end()
	}
}

// serveSocket is the websocket at the URL of getSocketUrl.
func (s *Server) serveSocket(w http.ResponseWriter, r *http.Request) {
	if k := s.admit(w, r); k != nil {
		defer s.hub.serving.Done()
		s.hub.serve(k)
	}
}

// admit opens a socket; nil if it is refused. The lock is held meanwhile: a client
// that knows its socket is open hears all that is said from then on.
func (s *Server) admit(w http.ResponseWriter, r *http.Request) *socket {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.tokens.has(r.URL.Query().Get("token")) {
		http.Error(w, "token", http.StatusUnauthorized)
		return nil
	}
	if s.isOut() {
		panic(http.ErrAbortHandler) // since the request came
	}
	k := s.hub.open(w, r)
	if k == nil {
		return nil
	}
	if !s.greeted {
		s.greeted = true
		s.remember()
	}
	for _, frame := range s.held { // before anything new can be said
		k.put(frame)
	}
	s.held = nil
	s.hub.join(k)
	return k
}

// open upgrades a request; nil if that fails or the hub is closed. The caller owes
// a Done.
func (h *hub) open(w http.ResponseWriter, r *http.Request) *socket {
	h.mu.Lock()
	if h.closed {
		h.mu.Unlock()
		http.Error(w, "closed", http.StatusServiceUnavailable)
		return nil
	}
	h.serving.Add(1)
	h.mu.Unlock()
	conn, err := h.upgrader.Upgrade(w, r, nil)
	if err != nil {
		h.serving.Done()
		return nil
	}
	k := &socket{conn: conn, queue: make(chan []byte, maxQueued), cut: make(chan struct{})}
	k.heard.Store(h.clock.Now().UnixNano())
	return k
}

// join lets a socket hear what is said from now on.
func (h *hub) join(k *socket) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.sockets[k] = struct{}{}
	if h.closed {
		k.end()
	}
}

// serve reads and writes until the connection or the socket ends.
func (h *hub) serve(k *socket) {
	var writing sync.WaitGroup
	writing.Go(func() { h.write(k) })
	k.conn.SetReadLimit(maxFrame)
	for {
		kind, frame, err := k.conn.ReadMessage()
		if err != nil {
			break
		}
		k.heard.Store(h.clock.Now().UnixNano())
		if kind == websocket.TextMessage {
			h.hear(k, frame)
		}
	}
	h.mu.Lock()
	delete(h.sockets, k)
	h.mu.Unlock()
	k.end()
	writing.Wait()
}

// write sends what is queued and asks now and then whether anybody is there.
func (h *hub) write(k *socket) {
	defer k.conn.Close() // wakes the reader
	ticker := h.clock.NewTicker(pingEvery)
	defer ticker.Stop()
	for {
		var frame []byte
		select {
		case <-k.cut:
			return
		case <-ticker.Chan():
			if h.clock.Now().UnixNano()-k.heard.Load() > int64(silentMost) {
				return
			}
			frame = wirejson.Encode(map[string]any{"type": "ping"})
		case frame = <-k.queue:
		}
		_ = k.conn.SetWriteDeadline(time.Now().Add(writeWait))
		if k.conn.WriteMessage(websocket.TextMessage, frame) != nil {
			return
		}
	}
}

// all tells every socket and says how many there are.
func (h *hub) all(frame []byte) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	for k := range h.sockets {
		k.put(frame)
	}
	return len(h.sockets)
}

func (h *hub) count() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.sockets)
}

// cutAll ends every socket.
func (h *hub) cutAll() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for k := range h.sockets {
		k.end()
		delete(h.sockets, k)
	}
}

// close ends every socket for good and waits.
func (h *hub) close() {
	h.mu.Lock()
	h.closed = true
	h.mu.Unlock()
	h.cutAll()
	h.serving.Wait()
}

// Sockets is how many websockets are open.
func (s *Server) Sockets() int { return s.hub.count() }

// Drop cuts every websocket now.
func (s *Server) Drop() { s.hub.cutAll() }

// maxHeld frames of messages are kept while no socket is open.
const maxHeld = 8000

// push tells every socket something; s.mu is held. A message that nobody hears is
// kept for the next socket (assumed).
func (s *Server) push(kind string, data map[string]any) {
	frame := wirejson.Encode(map[string]any{"type": kind, "requestId": "", "data": data})
	fate := s.faults.frame()
	switch {
	case fate.drop:
		s.hub.cutAll()
		return
	case fate.lose:
		return
	case fate.broken:
		frame = frame[:len(frame)/2]
	}
	if fate.delay > 0 {
		s.schedule.After(fate.delay, func() { s.tell(kind, frame) })
		return
	}
	s.tell(kind, frame)
	if fate.repeat {
		s.tell(kind, frame)
	}
}

func (s *Server) tell(kind string, frame []byte) {
	if s.hub.all(frame) > 0 || kind != "message" && kind != "revoke" {
		return
	}
	if len(s.held) >= maxHeld {
		s.held = s.held[1:]
	}
	s.held = append(s.held, frame)
}
