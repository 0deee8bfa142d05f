package callback

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/jonboulle/clockwork"
	"golang.org/x/net/netutil"

	"seatdeck/app/model"
	"seatdeck/providers/internal/wire"
)

// The limits of a listener.
const (
	DefaultBody = 256 << 10 // bytes of one callback
	DefaultMost = 64        // callbacks that are handled at one time

	maxHeader   = 16 << 10
	maxLinks    = 512              // connections; each may hold one body
	readHeader  = 5 * time.Second  // for the head of a request
	readAll     = 10 * time.Second // for a whole request
	writeAll    = 30 * time.Second // for a place, the work and the answer
	idle        = 30 * time.Second // between two requests of one connection
	placeWait   = 2 * time.Second  // before a callback is asked to come again
	lastAnswers = 5 * time.Second  // for what is being handled when Run ends
	bindFirst   = time.Second      // after an address that can't be bound
	bindMax     = 30 * time.Second // between two tries
	retryAfter  = "5"              // s
)

// Listener takes HTTP requests at an address. What its handler gets has been read
// to the end and is within the limits; no more than Most are with it at a time.
type Listener struct {
	Name    string // of the connection, for the log
	Address string // host:port, port 0 for any
	Handler http.Handler
	Listen  func(network, address string) (net.Listener, error) // net.Listen
	Clock   clockwork.Clock
	Rand    func() float64 // in [0,1)
	Log     *slog.Logger
	Tally   *Tally         // counts TooLarge and Busy
	Health  func(error)    // called when callbacks can be taken (nil) and when not; may be nil
	Bound   func(net.Addr) // called with the address each time it is bound; may be nil
	Body    int64          // bytes of a body; 0: DefaultBody
	Most    int            // 0: DefaultMost
	Within  time.Duration  // when a request's context ends, counted from its arrival, so that waiting for a place is part of it; 0: never
}

// Run takes callbacks until ctx ends, and binds the address again when it can't
// or when it is lost. It returns when all that were being handled are answered.
func (l *Listener) Run(ctx context.Context) {
	door := l.door(ctx)
	waits := l.waits()
	for ctx.Err() == nil {
		listener, err := l.Listen("tcp", l.Address)
		if err == nil {
			waits = l.waits()
			err = l.serve(ctx, listener, door)
		}
		if ctx.Err() != nil {
			return
		}
		l.Log.Warn("callbacks can't be taken", "connection", l.Name, "listen", l.Address, "err", err)
		l.tell(err)
		if wire.Sleep(ctx, l.Clock, waits()) != nil {
			return
		}
	}
}

func (l *Listener) waits() func() time.Duration {
	return wire.Retry{Rand: l.Rand, First: bindFirst, Max: bindMax}.Waits()
}

func (l *Listener) tell(err error) {
	if l.Health != nil {
		l.Health(err)
	}
}

// serve takes callbacks at one listener.
func (l *Listener) serve(ctx context.Context, listener net.Listener, door *door) error {
	server := &http.Server{
		Handler:           door,
		ReadHeaderTimeout: readHeader,
		ReadTimeout:       readAll,
		WriteTimeout:      writeAll,
		IdleTimeout:       idle,
		MaxHeaderBytes:    maxHeader,
		ErrorLog:          slog.NewLogLogger(l.Log.Handler(), slog.LevelDebug),
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(netutil.LimitListener(listener, maxLinks)) }()
	l.Log.Info("callbacks are taken", "connection", l.Name, "address", listener.Addr().String())
	l.tell(nil)
	if l.Bound != nil {
		l.Bound(listener.Addr())
	}
	select {
	case err := <-served:
		_ = server.Close()
		return err
	case <-ctx.Done():
	}
	last, cancel := wire.WithTimeout(context.WithoutCancel(ctx), l.Clock, lastAnswers)
	defer cancel()
	if err := server.Shutdown(last); err != nil {
		_ = server.Close()
	}
	<-served
	// Whoever has every place knows that nobody is at work any more.
	for range cap(door.places) {
		door.places <- struct{}{}
	}
	return nil
}

// door lets requests in to the handler.
type door struct {
	handler http.Handler
	clock   clockwork.Clock
	tally   *Tally
	limit   int64         // of a body
	within  time.Duration // 0: without end
	places  chan struct{} // in it is who is with the handler
	ending  <-chan struct{}
}

func (l *Listener) door(ctx context.Context) *door {
	return &door{
		handler: l.Handler, clock: l.Clock, tally: l.Tally,
		limit: orElse(l.Body, DefaultBody), within: l.Within, places: make(chan struct{}, orElse(l.Most, DefaultMost)), ending: ctx.Done(),
	}
}

func orElse[T int | int64](value, fallback T) T {
	if value == 0 {
		return fallback
	}
	return value
}

// ServeHTTP reads a request before it waits for a place, so that who sends slowly
// takes none from the others.
func (d *door) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	if d.within != 0 {
		ctx, cancel := wire.WithTimeout(q.Context(), d.clock, d.within)
		defer cancel()
		q = q.WithContext(ctx)
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, q.Body, d.limit))
	switch {
	case errors.As(err, new(*http.MaxBytesError)):
		d.tally.Add(TooLarge)
		w.WriteHeader(http.StatusRequestEntityTooLarge)
		return
	case err != nil:
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if !d.enter(q.Context()) {
		d.tally.Add(Busy)
		ComeAgain(w)
		return
	}
	defer func() { <-d.places }()
	q.Body = io.NopCloser(bytes.NewReader(body))
	d.handler.ServeHTTP(w, q)
}

// enter waits for a place; false: there was none in time.
func (d *door) enter(ctx context.Context) bool {
	select {
	case d.places <- struct{}{}:
		return true
	default:
	}
	timer := d.clock.NewTimer(placeWait)
	defer timer.Stop()
	select {
	case d.places <- struct{}{}:
		return true
	case <-timer.Chan():
	case <-ctx.Done():
	case <-d.ending:
	}
	return false
}

// ComeAgain asks the sender, with a status 503, to send a callback again.
func ComeAgain(w http.ResponseWriter) {
	w.Header().Set("Retry-After", retryAfter)
	w.WriteHeader(http.StatusServiceUnavailable)
}

// Deaf is the trouble of an address that can't be listened at, as an option of a
// connection names it; nil for nil.
func Deaf(option string, err error) *model.Trouble {
	if err == nil {
		return nil
	}
	return &model.Trouble{Code: model.TroubleInvalid, About: option, Detail: "refusal.cant_listen: " + err.Error(), Cause: err}
}
