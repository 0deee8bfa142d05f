package juhe

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"seatdeck/providers/internal/wire"
)

// The limits of a socket.
const (
	connectTimeout = 20 * time.Second
	writeTimeout   = 10 * time.Second // for one frame, in real time
	ackTimeout     = 20 * time.Second
	pingEvery      = 25 * time.Second
	silentMost     = 70 * time.Second // without a frame or a pong
	maxFrame       = 1 << 20          // bytes
	keptHead       = 4 << 10          // bytes of a frame that is too large
	maxOut         = 256 << 10        // bytes of a frame of ours
)

var (
	// ErrNotConnected says that nothing was sent.
	ErrNotConnected = errors.New("the socket is not connected")
	// ErrSilent is the end of a socket over which nothing came any more.
	ErrSilent = errors.New("nothing heard over the socket")
	// ErrServerClosed is the end of a socket that the back end closed.
	ErrServerClosed = errors.New("the socket was closed by the back end")
	// ErrClosed is the end of a socket that was closed here.
	ErrClosed = errors.New("the socket was closed")
	// ErrTooLarge is a frame beyond a limit.
	ErrTooLarge = errors.New("the frame is too large")
)

// UncertainError says that a message may have been sent.
type UncertainError struct{ Err error }

// Error gives the reason.
func (e *UncertainError) Error() string { return "it may have been sent: " + e.Err.Error() }

// Unwrap gives the reason.
func (e *UncertainError) Unwrap() error { return e.Err }

// Socket is one connection to the socket. It lives as long as its Run.
type Socket struct {
	client *Client
	ws     *websocket.Conn
	ctx    context.Context // its cause says why the socket ended
	end    context.CancelCauseFunc

	out     chan outgoing
	pongs   chan string  // the requestId of a ping that is to be answered
	heard   atomic.Int64 // when the last frame came, in ns of the clock
	hearing atomic.Bool  // a frame is being handed on: it is we who don't listen
	tasks   sync.WaitGroup

	mu   sync.Mutex
	acks map[string]chan inFrame // by requestId
}

// outgoing is one frame for the writer and the place for its outcome.
type outgoing struct {
	frame   []byte
	outcome chan error
}

// Connect asks where the socket is and opens it. Whoever has it must call Run.
func (c *Client) Connect(ctx context.Context) (*Socket, error) {
	address, err := GetSocketURL.Do(ctx, c, UserQuery{})
	if err != nil {
		return nil, err
	}
	token, err := GetChatToken.Do(ctx, c, None{})
	if err != nil {
		return nil, err
	}
	secret := cmp.Or(token.Token, address.Token)
	switch {
	case address.URL == "":
		return nil, c.unreadable(GetSocketURL.path, errNoSocket)
	case secret == "":
		return nil, c.unreadable(GetChatToken.path, errNoToken)
	}
	u, err := url.Parse(address.URL)
	if err != nil {
		return nil, c.unreadable(GetSocketURL.path, errNoSocket)
	}
	query := u.Query()
	query.Set("token", secret)
	u.RawQuery, u.Fragment = query.Encode(), ""
	return c.dial(ctx, u)
}

// dial opens the websocket at a URL, which holds a token.
func (c *Client) dial(ctx context.Context, to *url.URL) (*Socket, error) {
	ctx, cancel := wire.WithTimeout(ctx, c.config.Clock, connectTimeout)
	defer cancel()
	dialer := websocket.Dialer{Proxy: http.ProxyFromEnvironment}
	if c.config.Dialer != nil {
		dialer = *c.config.Dialer
	}
	dial := dialer.NetDialContext
	if dial == nil {
		dial = new(net.Dialer).DialContext
	}
	var given []func() bool // stops what ends a connection together with ctx
	dialer.NetDialContext = func(_ context.Context, network, addr string) (net.Conn, error) {
		conn, err := dial(ctx, network, addr)
		if err == nil {
			// The handshake itself knows deadlines of the wall clock only.
			given = append(given, context.AfterFunc(ctx, func() { _ = conn.Close() }))
		}
		return conn, err
	}
	ws, response, err := dialer.DialContext(ctx, to.String(), nil)
	late := false
	for _, stop := range given {
		late = !stop() || late
	}
	switch {
	case response != nil && errors.Is(err, websocket.ErrBadHandshake):
		return nil, fmt.Errorf("socket: %w", &wire.StatusError{Host: to.Host, Status: response.StatusCode})
	case err == nil && late:
		_ = ws.Close()
		err = context.Cause(ctx)
	}
	if err != nil {
		if cause := context.Cause(ctx); cause != nil {
			err = cause
		} else {
			err = errors.New(strings.ReplaceAll(c.fit(err.Error()), to.Query().Get("token"), "***"))
		}
		return nil, fmt.Errorf("socket: %w", &wire.NetError{Host: to.Host, Sent: true, Err: err})
	}
	return newSocket(c, ws), nil
}

func newSocket(c *Client, ws *websocket.Conn) *Socket {
	s := &Socket{client: c, ws: ws, out: make(chan outgoing), pongs: make(chan string, 1), acks: map[string]chan inFrame{}}
	s.ctx, s.end = context.WithCancelCause(context.Background())
	return s
}

// Run hands on what comes, one frame after the other, until ctx or the connection
// ends; the error says why. It returns after all its goroutines have ended.
func (s *Socket) Run(ctx context.Context, hear func(Frame)) error {
	stop := context.AfterFunc(ctx, func() { s.end(context.Cause(ctx)) })
	defer stop()
	s.touch()
	s.ws.SetPongHandler(func(string) error { s.touch(); return nil })
	answer := s.ws.PingHandler()
	s.ws.SetPingHandler(func(data string) error { s.touch(); return answer(data) })
	s.tasks.Go(func() { s.read(hear) })
	s.write()
	goodbye := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")
	_ = s.ws.WriteControl(websocket.CloseMessage, goodbye, time.Now().Add(200*time.Millisecond))
	_ = s.ws.Close()
	s.tasks.Wait()
	return context.Cause(s.ctx)
}

// Close ends Run.
func (s *Socket) Close() { s.end(ErrClosed) }

// Send sends a message and waits until the back end has it. The error is an
// *APIError where it was refused, ErrNotConnected, ErrTooLarge or the end of ctx
// where it was not sent, else an *UncertainError.
func (s *Socket) Send(ctx context.Context, m OutMessage) (Ack, error) {
	id := s.client.NewID()
	frame, err := json.Marshal(outFrame{Type: frameSend, RequestID: id, Data: m})
	switch {
	case err != nil:
		return Ack{}, err
	case len(frame) > maxOut:
		return Ack{}, ErrTooLarge
	}
	answer := make(chan inFrame, 1)
	s.expect(id, answer)
	defer s.expect(id, nil)
	if err := s.put(ctx, frame); err != nil {
		return Ack{}, err
	}
	ctx, cancel := wire.WithTimeout(ctx, s.client.config.Clock, ackTimeout)
	defer cancel()
	select {
	case head := <-answer:
		return s.ackOf(head)
	case <-ctx.Done():
		err = context.Cause(ctx)
	case <-s.ctx.Done():
		err = context.Cause(s.ctx)
	}
	return Ack{}, &UncertainError{err}
}

func (s *Socket) ackOf(head inFrame) (Ack, error) {
	if head.Code != "" && head.Code != codeOK && head.Code != codeAlsoOK {
		return Ack{}, s.client.refusal("socket", 0, head.Code.String(), wordsOf(head.Msg))
	}
	var ack Ack
	_ = json.Unmarshal(head.Data, &ack) // it was taken, whatever it is called
	return ack, nil
}

// expect says who waits for an ack; nil: nobody any more.
func (s *Socket) expect(id string, answer chan inFrame) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if answer == nil {
		delete(s.acks, id)
		return
	}
	s.acks[id] = answer
}

// put gives a frame to the writer and waits for the outcome.
func (s *Socket) put(ctx context.Context, frame []byte) error {
	o := outgoing{frame: frame, outcome: make(chan error, 1)}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	select {
	case s.out <- o:
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-s.ctx.Done():
		return ErrNotConnected
	}
	err := <-o.outcome // the writer has its own deadline
	if err == nil || errors.Is(err, ErrNotConnected) {
		return err
	}
	return &UncertainError{err}
}

// write is the only writer of frames. It also finds out when nothing comes any
// more.
func (s *Socket) write() {
	clock := s.client.config.Clock
	beat := clock.NewTicker(pingEvery)
	defer beat.Stop()
	for {
		var err error
		select {
		case <-s.ctx.Done():
			return
		case o := <-s.out:
			if s.ctx.Err() != nil {
				o.outcome <- ErrNotConnected
				return
			}
			err = s.writeFrame(o.frame)
			o.outcome <- err
		case id := <-s.pongs:
			var frame []byte
			if frame, err = json.Marshal(outFrame{Type: framePong, RequestID: id}); err == nil {
				err = s.writeFrame(frame)
			}
		case <-beat.Chan():
			if !s.hearing.Load() && clock.Since(time.Unix(0, s.heard.Load())) >= silentMost {
				err = ErrSilent
				break
			}
			err = s.ws.WriteControl(websocket.PingMessage, nil, time.Now().Add(writeTimeout))
		}
		if err != nil {
			s.end(err)
		}
	}
}

// writeFrame has a deadline of the operating system's clock: it is about bytes
// that don't move.
func (s *Socket) writeFrame(frame []byte) error {
	_ = s.ws.SetWriteDeadline(time.Now().Add(writeTimeout))
	return s.ws.WriteMessage(websocket.TextMessage, frame)
}

func (s *Socket) touch() { s.heard.Store(s.client.config.Clock.Now().UnixNano()) }

// read hands frames on until the connection ends.
func (s *Socket) read(hear func(Frame)) {
	for s.ctx.Err() == nil {
		raw, err := s.next()
		s.touch()
		switch {
		case errors.Is(err, ErrTooLarge):
			s.handOn(hear, Frame{Raw: raw, Err: err})
		case err != nil:
			s.end(err)
		default:
			s.receive(raw, hear)
		}
	}
}

func (s *Socket) handOn(hear func(Frame), f Frame) {
	s.hearing.Store(true)
	hear(f)
	s.touch()
	s.hearing.Store(false)
}

// next is the next whole frame. Of one beyond the limit it is the beginning, with
// ErrTooLarge; the rest is skipped.
func (s *Socket) next() ([]byte, error) {
	_, r, err := s.ws.NextReader()
	if err != nil {
		return nil, plain(err)
	}
	var frame bytes.Buffer
	if _, err := frame.ReadFrom(io.LimitReader(r, maxFrame+1)); err != nil {
		return nil, plain(err)
	}
	if frame.Len() > maxFrame {
		return bytes.Clone(frame.Bytes()[:keptHead]), fmt.Errorf("%w: more than %d bytes", ErrTooLarge, maxFrame)
	}
	return frame.Bytes(), nil
}

// plain turns a close frame, whose text is the back end's, into an error of ours.
func plain(err error) error {
	if closed, ok := errors.AsType[*websocket.CloseError](err); ok && closed.Code != websocket.CloseAbnormalClosure {
		return fmt.Errorf("%w (websocket close %d)", ErrServerClosed, closed.Code)
	}
	return err
}

// receive deals with one frame.
func (s *Socket) receive(raw []byte, hear func(Frame)) {
	var head *inFrame
	if err := json.Unmarshal(raw, &head); err != nil || head == nil {
		s.handOn(hear, Frame{Raw: raw, Err: errNoFrame})
		return
	}
	switch head.Type {
	case framePing:
		select {
		case s.pongs <- head.RequestID.String():
		default: // one is being answered: that will do
		}
	case framePong:
	case frameAck:
		s.mu.Lock()
		answer := s.acks[head.RequestID.String()]
		s.mu.Unlock()
		select {
		case answer <- *head:
		default: // nobody waits any more
		}
	default:
		s.handOn(hear, readFrame(*head, raw))
	}
}
