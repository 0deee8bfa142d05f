package socketioserver

import (
	"context"
	"encoding/binary"
	"errors"
	"net/url"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// writeTimeout bounds one write to a peer that has stopped reading. It is wall
// time, because the kernel's buffer and not a test's clock decides it.
const writeTimeout = 10 * time.Second

// maxBacklog frames may wait for one peer; a peer that far behind is cut, as
// a server out of memory would.
const maxBacklog = 1 << 20

// Socket is one websocket that speaks Engine.IO 3 or 4. Its methods may be
// called from any goroutine; frames leave in the order of the calls.
type Socket struct {
	ID      string
	Version int        // 3 or 4
	Query   url.Values // of the websocket URL, and of a version 3 CONNECT; fixed once joined

	ws   *websocket.Conn
	beat chan struct{} // the peer is alive: any frame in version 3, a pong in 4

	mu     sync.Mutex
	queue  []outgoing
	joined bool // CONNECT to the namespace was accepted
	muted  bool
	wake   chan struct{} // something to write; holds one
	eased  chan struct{} // the queue has shrunk; holds one

	once sync.Once
	done chan struct{} // closed by Cut
}

var errHalfFrame = errors.New("half a frame was asked for")

// outgoing is one frame, and how it is written.
type outgoing struct {
	text string
	half bool
}

func newSocket(id string, version int, query url.Values, ws *websocket.Conn) *Socket {
	return &Socket{
		ID: id, Version: version, Query: query, ws: ws,
		beat: make(chan struct{}, 1), wake: make(chan struct{}, 1),
		eased: make(chan struct{}, 1), done: make(chan struct{}),
	}
}

// Send queues one text frame as it stands, Engine.IO prefix included.
func (s *Socket) Send(frame string) { s.enqueue(outgoing{text: frame}) }

// SendHalf queues half the bytes of a frame; the connection breaks after them.
func (s *Socket) SendHalf(frame string) { s.enqueue(outgoing{text: frame, half: true}) }

// Mute makes the socket swallow everything it should write, heartbeats
// included, while it stays open.
func (s *Socket) Mute(muted bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.muted = muted
}

// Cut ends the connection without a word: no close frame, no packet.
func (s *Socket) Cut() {
	s.once.Do(func() {
		close(s.done)
		_ = s.ws.NetConn().Close()
	})
}

// Drained waits until fewer than below frames are waiting to be written, the
// socket is gone, or the context ends.
func (s *Socket) Drained(ctx context.Context, below int) {
	for {
		s.mu.Lock()
		waiting := len(s.queue)
		s.mu.Unlock()
		if waiting < below {
			return
		}
		select {
		case <-s.eased:
		case <-s.done:
			return
		case <-ctx.Done():
			return
		}
	}
}

func (s *Socket) enqueue(frame outgoing) {
	s.mu.Lock()
	full := len(s.queue) >= maxBacklog
	if !s.muted && !full {
		s.queue = append(s.queue, frame)
	}
	s.mu.Unlock()
	if full {
		s.Cut()
		return
	}
	signal(s.wake)
}

// flush writes all that waits. Only the writer goroutine calls it.
func (s *Socket) flush() error {
	s.mu.Lock()
	frames := s.queue
	s.queue = nil
	s.mu.Unlock()
	defer signal(s.eased)
	for _, frame := range frames {
		if err := s.ws.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil {
			return err
		}
		if frame.half {
			whole := rawTextFrame(frame.text)
			_, _ = s.ws.NetConn().Write(whole[:len(whole)/2])
			return errHalfFrame
		}
		if err := s.ws.WriteMessage(websocket.TextMessage, []byte(frame.text)); err != nil {
			return err
		}
	}
	return nil
}

// rawTextFrame is an unmasked websocket text frame, header and all.
func rawTextFrame(text string) []byte {
	frame := []byte{0x81}
	switch n := len(text); {
	case n < 126:
		frame = append(frame, byte(n))
	case n < 1<<16:
		frame = binary.BigEndian.AppendUint16(append(frame, 126), uint16(n))
	default:
		frame = binary.BigEndian.AppendUint64(append(frame, 127), uint64(n))
	}
	return append(frame, text...)
}

// adopt adds what a version 3 CONNECT says in its query, as a 2.x server does.
func (s *Socket) adopt(query string) {
	values, _ := url.ParseQuery(query)
	for name := range values {
		if !s.Query.Has(name) {
			s.Query.Set(name, values.Get(name))
		}
	}
}

func (s *Socket) setJoined(joined bool) (was bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	was, s.joined = s.joined, joined
	return was
}

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
