package socketio

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
	"github.com/jonboulle/clockwork"
)

// session is one connection, from the greeting to its end. Its context ends
// with it, and the context's cause says why.
type session struct {
	ctx   context.Context
	end   context.CancelCauseFunc
	clock clockwork.Clock
	tasks sync.WaitGroup // every goroutine of this connection

	link         *link
	target       target
	eio          int // what the server speaks, not what was asked for
	open         openPacket
	writeTimeout time.Duration

	inbox  *inbox
	out    chan outgoing
	pong   chan struct{}
	heard  atomic.Int64 // when the last frame came, clock time in ns
	binary binaryEvent

	mu     sync.Mutex
	nextID int64
	acks   map[int64]chan []json.RawMessage
}

// outgoing is one frame for the writer and the place for its outcome.
type outgoing struct {
	frame   []byte
	outcome chan error
}

// errUnsent marks an outcome of the writer: not one byte was handed over.
var errUnsent = errors.New("unsent")

// start sets the reader and the writer going.
func (s *session) start() {
	s.touch()
	s.link.onControl(s.touch)
	s.tasks.Go(s.readLoop)
	s.tasks.Go(s.writeLoop)
}

func (s *session) touch() { s.heard.Store(s.clock.Now().UnixNano()) }

// cause prefers the reason the session was ended for over the error that ending
// it brought about.
func (s *session) cause(err error) error {
	if s.ctx.Err() != nil {
		return context.Cause(s.ctx)
	}
	return err
}

// --- reading

func (s *session) readLoop() {
	for {
		frame, binary, err := s.link.read()
		s.touch()
		switch {
		case errors.Is(err, ErrTooLarge):
			s.malformed(frame, err)
		case err != nil:
			s.end(err)
			return
		default:
			if err := s.receive(frame, binary); err != nil {
				s.end(err)
				return
			}
		}
		s.touch() // the inbox may have kept us waiting
	}
}

// receive deals with one whole frame. An error ends the session.
func (s *session) receive(frame []byte, binary bool) error {
	if binary {
		s.attachment(frame)
		return nil
	}
	if len(frame) == 0 {
		s.malformed(frame, fmt.Errorf("%w: empty frame", ErrPacket))
		return nil
	}
	switch frame[0] {
	case engineMessage:
		return s.message(frame)
	case enginePing:
		if s.eio == 4 { // a server of version 3 would take a pong for an error
			signal(s.pong)
		}
	case enginePong, engineNoop:
	case engineClose:
		return ErrServerClosed
	case engineBase64:
		s.attachment(frame)
	default: // open, upgrade or garbage
		s.malformed(frame, fmt.Errorf("%w: engine packet out of place", ErrPacket))
	}
	return nil
}

func (s *session) message(frame []byte) error {
	s.abandonBinary()
	p, err := parsePacket(frame[1:])
	if err != nil {
		s.malformed(frame, err)
		return nil
	}
	if p.namespace != s.target.namespace {
		return nil // Engine.IO 3 keeps us in the root namespace too
	}
	switch p.kind {
	case typeEvent:
		name, args, err := splitEvent(p.data)
		if err != nil {
			s.malformed(frame, err)
			return nil
		}
		s.inbox.put(s.ctx, delivery{name: name, args: args, ackID: p.id, frame: frame})
	case typeAck:
		args, err := splitArray(p.data)
		if err != nil {
			s.malformed(frame, err)
			return nil
		}
		s.acknowledge(p.id, args)
	case typeBinaryEvent, typeBinaryAck:
		s.binary = binaryEvent{frame: frame, missing: p.attachments}
		if p.attachments == 0 {
			s.reportBinary(ErrBinary)
		}
	case typeError:
		return s.refused(p)
	case typeDisconnect:
		return ErrServerClosed
	}
	return nil // a second CONNECT changes nothing
}

func (s *session) malformed(frame []byte, err error) {
	s.inbox.put(s.ctx, delivery{frame: frame, err: err})
}

// binaryEvent is an event whose attachments are still to come.
type binaryEvent struct {
	frame   []byte
	missing int
}

// attachment counts one binary frame. The event it belongs to is reported once
// they are all there; a stray one is reported by itself.
func (s *session) attachment(frame []byte) {
	if s.binary.missing == 0 {
		s.malformed(frame, fmt.Errorf("%w: binary frame without an event", ErrPacket))
		return
	}
	if s.binary.missing--; s.binary.missing == 0 {
		s.reportBinary(ErrBinary)
	}
}

func (s *session) abandonBinary() {
	if s.binary.missing > 0 {
		s.reportBinary(fmt.Errorf("%w: %d attachments are missing", ErrBinary, s.binary.missing))
	}
}

func (s *session) reportBinary(err error) {
	s.malformed(s.binary.frame, err)
	s.binary = binaryEvent{}
}

// --- writing

// writeLoop is the only writer. It also keeps the heartbeat, so that neither a
// slow handler nor a full inbox stops it.
func (s *session) writeLoop() {
	beat := s.clock.NewTicker(s.beatInterval())
	defer beat.Stop()
	patience := s.open.pingInterval + s.open.pingTimeout
	silence := s.clock.NewTimer(patience)
	defer silence.Stop()
	for {
		var err error
		select {
		case <-s.ctx.Done():
			return
		case o := <-s.out:
			err = s.write(o.frame)
			o.outcome <- err
		case <-s.pong:
			err = s.write([]byte{enginePong})
		case <-beat.Chan():
			if s.eio == 3 {
				err = s.write([]byte{enginePing})
			} else if s.inbox.stalled.Load() {
				// The server's pings wait unread behind the events; an unasked
				// pong counts as an answer.
				err = s.write([]byte{enginePong})
			}
		case <-silence.Chan():
			left := patience - s.clock.Since(time.Unix(0, s.heard.Load()))
			if s.inbox.stalled.Load() {
				left = patience // it is we who don't listen
			}
			if left <= 0 {
				s.end(ErrSilent)
				return
			}
			silence.Reset(left)
		}
		if err != nil && !errors.Is(err, errUnsent) {
			s.end(err)
			return
		}
	}
}

func (s *session) beatInterval() time.Duration {
	if s.eio == 3 {
		return s.open.pingInterval
	}
	return min(s.open.pingInterval, s.open.pingTimeout) / 2
}

// write hands one text frame to the transport. Its deadline is the operating
// system's, not the clock's: it is about bytes that don't move.
func (s *session) write(frame []byte) error {
	if s.ctx.Err() != nil {
		return errUnsent
	}
	_ = s.link.ws.SetWriteDeadline(time.Now().Add(s.writeTimeout))
	err := s.link.ws.WriteMessage(websocket.TextMessage, frame)
	if late, ok := errors.AsType[net.Error](err); ok && late.Timeout() {
		err = ErrWriteTimeout
	}
	if err != nil {
		return s.cause(err)
	}
	return nil
}

// send gives a frame to the writer and waits for the outcome. Only an
// *UncertainError leaves it open whether the server has the frame.
func (s *session) send(ctx context.Context, event string, frame []byte) error {
	if s.open.maxPayload > 0 && int64(len(frame)) > s.open.maxPayload {
		return fmt.Errorf("socketio: emit %q: %w", event, ErrTooLarge)
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("socketio: emit %q: not sent: %w", event, err)
	}
	o := outgoing{frame: frame, outcome: make(chan error, 1)}
	select {
	case s.out <- o:
	case <-ctx.Done():
		return fmt.Errorf("socketio: emit %q: not sent: %w", event, ctx.Err())
	case <-s.ctx.Done():
		return ErrNotConnected
	}
	var err error
	select {
	case err = <-o.outcome:
	case <-ctx.Done():
		select {
		case err = <-o.outcome:
		default:
			err = ctx.Err()
		}
	}
	switch {
	case err == nil:
		return nil
	case errors.Is(err, errUnsent):
		return ErrNotConnected
	}
	return &UncertainError{Event: event, Err: err}
}
