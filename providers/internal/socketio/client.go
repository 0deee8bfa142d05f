package socketio

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net"
	"sync/atomic"
	"time"

	"github.com/jonboulle/clockwork"
)

// Config says how to connect. Only Endpoint is needed.
type Config struct {
	// Endpoint is asked before each attempt, so that a renewed token is used.
	// Its error is passed on as it is.
	Endpoint func(ctx context.Context) (Endpoint, error)

	// ReconnectMin and ReconnectMax bound the wait before another attempt
	// (default 10 s and 60 s). Jitter only adds: no wait is below ReconnectMin.
	ReconnectMin, ReconnectMax time.Duration
	ConnectTimeout             time.Duration // for one attempt at one version; default 20 s
	WriteTimeout               time.Duration // for one frame, in real time; default 10 s
	MaxFrame                   int64         // bytes in one received frame; default 16 MiB

	Clock clockwork.Clock
	Rand  func() float64 // in [0, 1)

	TLS  *tls.Config
	Dial DialFunc
}

// Handler is told what happens, by the goroutine that called Run and in order.
// It may take its time: the heartbeat goes on. It may call the client.
type Handler interface {
	// Connected says that the namespace accepted us. ctx ends with this
	// connection.
	Connected(ctx context.Context)
	// Disconnected says why a connection ended or an attempt failed; errors.As
	// finds *RefusedError, *url.Error, *StatusError, errors.Is the package's
	// errors. The events received before were all delivered, unless Run's ctx
	// ended. An attempt that Run's ctx cut short is not reported.
	Disconnected(err error)
	// Event delivers one event. The args alias one buffer of their own and may
	// be kept. An ack the server asked for is sent after the return.
	Event(name string, args []json.RawMessage)
	// Malformed delivers a frame that can't be understood; the connection goes
	// on. Of a frame beyond MaxFrame it holds the first 4 KiB.
	Malformed(frame []byte, err error)
}

// Client keeps one connection to one endpoint. Its methods may be called from
// any goroutine.
type Client struct {
	config  Config
	running atomic.Bool
	current atomic.Pointer[session]
	wake    chan struct{}
}

// New returns a client that does nothing until Run.
func New(config Config) *Client {
	setDefault(&config.ReconnectMin, 10*time.Second)
	setDefault(&config.ReconnectMax, max(60*time.Second, config.ReconnectMin))
	setDefault(&config.ConnectTimeout, 20*time.Second)
	setDefault(&config.WriteTimeout, 10*time.Second)
	setDefault(&config.MaxFrame, 16<<20)
	if config.Clock == nil {
		config.Clock = clockwork.NewRealClock()
	}
	if config.Rand == nil {
		config.Rand = rand.Float64
	}
	if config.Dial == nil {
		config.Dial = new(net.Dialer).DialContext
	}
	return &Client{config: config, wake: make(chan struct{}, 1)}
}

func setDefault[T ~int64](field *T, value T) {
	if *field <= 0 {
		*field = value
	}
}

// Run connects and reconnects until ctx ends, and returns ctx's error once all
// its goroutines have ended.
func (c *Client) Run(ctx context.Context, h Handler) error {
	if !c.running.CompareAndSwap(false, true) {
		return ErrRunning
	}
	defer c.running.Store(false)

	var v versions
	failures := 0
	for ctx.Err() == nil {
		lasted, asked := c.attempt(ctx, h, &v)
		if lasted >= c.config.ReconnectMin {
			failures = 0
		}
		if asked {
			continue
		}
		c.pause(ctx, failures)
		failures++
	}
	return ctx.Err()
}

// Connected says whether events can be emitted now.
func (c *Client) Connected() bool {
	s := c.current.Load()
	return s != nil && s.ctx.Err() == nil
}

// Reconnect asks for an immediate attempt, whatever the backoff: after wake from
// sleep or on a person's wish. A connection that is up is given up for a new
// one, since after a sleep nobody can tell whether it still works.
func (c *Client) Reconnect() { signal(c.wake) }

// Emit sends an event. nil means that it was handed to the transport, an
// *UncertainError that it may have been sent; with any other error, such as
// ErrNotConnected, nothing was sent.
func (c *Client) Emit(ctx context.Context, event string, args ...any) error {
	s := c.current.Load()
	if s == nil {
		return ErrNotConnected
	}
	frame, err := encodeEvent(s.target.namespace, noID, event, args)
	if err != nil {
		return err
	}
	return s.send(ctx, event, frame)
}

// EmitAck sends an event and waits for the server's ack. Errors are Emit's; an
// ack that does not come before ctx or the connection ends is an
// *UncertainError. The handler should leave it to another goroutine or give ctx
// a deadline: when very many events wait, the ack stands behind them.
func (c *Client) EmitAck(ctx context.Context, event string, args ...any) ([]json.RawMessage, error) {
	s := c.current.Load()
	if s == nil {
		return nil, ErrNotConnected
	}
	id, reply := s.expectAck()
	defer s.forgetAck(id)
	frame, err := encodeEvent(s.target.namespace, id, event, args)
	if err != nil {
		return nil, err
	}
	if err := s.send(ctx, event, frame); err != nil {
		return nil, err
	}
	return s.awaitAck(ctx, event, reply)
}

// attempt connects once and stays until the connection ends. asked says that
// Reconnect was called meanwhile.
func (c *Client) attempt(ctx context.Context, h Handler, v *versions) (lasted time.Duration, asked bool) {
	s, err := c.connect(ctx, h, v)
	if err != nil {
		if ctx.Err() == nil {
			h.Disconnected(err)
		}
		return 0, false
	}
	// Whoever asked for a connection has it.
	select {
	case <-c.wake:
	default:
	}
	began := c.config.Clock.Now()
	c.current.Store(s)
	s.start()
	h.Connected(s.ctx)
	asked = c.serve(ctx, s, h)

	c.current.Store(nil)
	s.tasks.Wait()
	lasted = c.config.Clock.Since(began)
	h.Disconnected(context.Cause(s.ctx))
	return lasted, asked
}

// connect opens a session that has passed its handshake, trying the other
// version where this one did not work.
func (c *Client) connect(ctx context.Context, h Handler, v *versions) (*session, error) {
	endpoint, err := c.config.Endpoint(ctx)
	if err != nil {
		return nil, fmt.Errorf("socketio: endpoint: %w", err)
	}
	t, err := endpoint.target()
	if err != nil {
		return nil, err
	}
	for {
		s, err := c.open(ctx, t, v.choose(endpoint.EIO), h)
		if err == nil {
			v.worked(s.eio)
			return s, nil
		}
		if ctx.Err() != nil || !v.failed(err) {
			return nil, err
		}
	}
}

// open dials and shakes hands, within ConnectTimeout.
func (c *Client) open(ctx context.Context, t target, eio int, h Handler) (*session, error) {
	s := &session{
		clock:        c.config.Clock,
		target:       t,
		writeTimeout: c.config.WriteTimeout,
		inbox:        newInbox(maxQueued),
		out:          make(chan outgoing),
		pong:         make(chan struct{}, 1),
		acks:         make(map[int64]chan []json.RawMessage),
	}
	s.ctx, s.end = context.WithCancelCause(ctx)
	timer := s.clock.AfterFunc(c.config.ConnectTimeout, func() { s.end(ErrConnectTimeout) })
	err := s.dial(eio, c.config.TLS, c.config.Dial, c.config.MaxFrame)
	if err == nil {
		if err = s.handshake(eio, h); err != nil {
			err = &handshakeError{where: t.name(), err: err}
		}
	}
	if !timer.Stop() && err == nil {
		err = &handshakeError{where: t.name(), err: ErrConnectTimeout}
	}
	if err != nil {
		s.end(err)
		s.tasks.Wait()
		return nil, err
	}
	return s, nil
}

// serve calls the handler with all that the session receives, until it ends.
func (c *Client) serve(ctx context.Context, s *session, h Handler) (asked bool) {
	over := s.ctx.Done()
	renew := func() {
		asked = true
		s.end(ErrReconnect)
	}
	for {
		batch := s.inbox.take()
		for i := range batch {
			if ctx.Err() != nil {
				return asked
			}
			c.deliver(s, h, &batch[i])
			batch[i] = delivery{}
		}
		select {
		case <-c.wake:
			renew()
		default:
		}
		if len(batch) > 0 {
			continue // more may have come meanwhile
		}
		if over == nil {
			return asked // ended, and all it had received is delivered
		}
		select {
		case <-s.inbox.ready:
		case <-c.wake:
			renew()
		case <-over:
			s.tasks.Wait() // the reader has put its last
			over = nil
		}
	}
}

func (c *Client) deliver(s *session, h Handler, d *delivery) {
	if d.err != nil {
		h.Malformed(d.frame, d.err)
		return
	}
	h.Event(d.name, d.args)
	if d.ackID != noID {
		ack := packet{kind: typeAck, namespace: s.target.namespace, id: d.ackID, data: []byte("[]")}
		// A failure here is the session's end, and is told as such.
		_ = s.send(s.ctx, d.name, appendPacket(nil, ack))
	}
}

// pause waits before the next attempt. The wait doubles with each failure up to
// the maximum; up to half of it again is jitter.
func (c *Client) pause(ctx context.Context, failures int) {
	timer := c.config.Clock.NewTimer(c.backoff(failures))
	defer timer.Stop()
	select {
	case <-timer.Chan():
	case <-c.wake:
	case <-ctx.Done():
	}
}

func (c *Client) backoff(failures int) time.Duration {
	shortest, longest := c.config.ReconnectMin, c.config.ReconnectMax
	// Room for the jitter is left below the maximum: clients of one server that
	// failed together must not stay in step.
	ceiling := max(shortest, longest*2/3)
	base := shortest
	for range failures {
		if base >= ceiling/2 {
			base = ceiling
			break
		}
		base *= 2
	}
	jitter := time.Duration(c.config.Rand() * float64(base) / 2)
	return max(shortest, min(base+jitter, longest))
}
