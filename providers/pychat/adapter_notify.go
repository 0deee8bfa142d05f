package pychat

import (
	"context"
	"crypto/subtle"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/wire"
)

// The limits of the receiver.
const (
	minToken      = 16 // characters of the path that nobody can guess
	maxCallback   = 4 << 20
	maxHeader     = 16 << 10
	callbacksMost = 64               // that are taken at one time
	callbackWait  = 10 * time.Second // for a place, before the back end is asked to come again
	bindFirst     = time.Second      // after an address that can't be bound
	bindMax       = 30 * time.Second
	lastAnswers   = 5 * time.Second // for what is being taken when Run ends
)

// receiver takes callbacks. It answers 200 only after what they say is committed:
// the back end sends anything else again, and has no history to read instead.
type receiver struct {
	link   *link
	sink   providers.Sink
	prefix string // of the path that a proxy leaves in front
	places chan struct{}
	lanes  map[string]*lane // by guid
	wrong  *strangers
	ending context.Context // ends with Run
}

func newReceiver(l *link, sink providers.Sink) *receiver {
	r := &receiver{
		link: l, sink: sink, prefix: pathOf(l.options.notifyURL),
		places: make(chan struct{}, callbacksMost), lanes: map[string]*lane{}, wrong: newStrangers(l.clock),
		ending: context.Background(),
	}
	for _, guid := range l.options.guids {
		r.lanes[guid] = newLane(r)
	}
	return r
}

// pathOf is the path of a URL that was checked, without slashes around it.
func pathOf(base string) string {
	_, rest, _ := strings.Cut(base, "://")
	_, path, _ := strings.Cut(rest, "/")
	return strings.Trim(path, "/")
}

// run takes callbacks until ctx ends. It returns when all that were being taken
// are answered.
func (r *receiver) run(ctx context.Context) {
	l := r.link
	r.ending = ctx
	waits := wire.Retry{Rand: l.rand, First: bindFirst, Max: bindMax}.Waits()
	for ctx.Err() == nil {
		listener, err := l.listen("tcp", l.options.notifyListen)
		if err == nil {
			err = r.serve(ctx, listener)
		}
		if ctx.Err() != nil {
			return
		}
		l.log.Warn("callbacks can't be taken", "connection", l.name, "listen", l.options.notifyListen, "err", err)
		l.health.listening(&model.Trouble{Code: model.TroubleInvalid, About: optNotifyListen, Detail: "refusal.cant_listen: " + err.Error(), Cause: err})
		if wire.Sleep(ctx, l.clock, waits()) != nil {
			return
		}
	}
}

// serve takes callbacks at one listener.
func (r *receiver) serve(ctx context.Context, listener net.Listener) error {
	l := r.link
	server := &http.Server{
		Handler:           r,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    maxHeader,
		ErrorLog:          slog.NewLogLogger(l.log.Handler(), slog.LevelDebug),
	}
	base := l.options.notifyURL
	if base == "" {
		base = "http://" + listener.Addr().String()
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	l.log.Info("callbacks are taken", "connection", l.name, "address", listener.Addr().String())
	l.health.listening(nil)
	l.keepers.moved(base + "/" + l.token + "/")
	select {
	case err := <-served:
		_ = server.Close()
		return err
	case <-ctx.Done():
	}
	last, cancel := wire.WithTimeout(context.WithoutCancel(ctx), l.clock, lastAnswers)
	defer cancel()
	if err := server.Shutdown(last); err != nil {
		_ = server.Close()
	}
	<-served
	// Whoever has every place knows that nobody is at work any more.
	for range callbacksMost {
		r.places <- struct{}{}
	}
	return nil
}

// ServeHTTP takes one callback.
func (r *receiver) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	if !r.rightPath(q.URL.Path) {
		r.turnAway(w, q)
		return
	}
	if q.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	if !r.enter(q.Context()) {
		r.later(w)
		return
	}
	defer r.leave()
	body, err := io.ReadAll(http.MaxBytesReader(w, q.Body, maxCallback))
	if err != nil {
		status := http.StatusBadRequest
		if errors.As(err, new(*http.MaxBytesError)) {
			status = http.StatusRequestEntityTooLarge
			r.link.log.Warn("callback too large", "connection", r.link.name)
		}
		w.WriteHeader(status)
		return
	}
	r.take(q.Context(), w, body)
}

// take commits what a callback says, and answers it.
func (r *receiver) take(ctx context.Context, w http.ResponseWriter, body []byte) {
	notice, err := ReadNotice(body)
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	lane := r.lanes[notice.GUID]
	if lane == nil {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	if err := lane.deliver(ctx, notice); err != nil {
		r.link.log.Warn("callback not stored", "connection", r.link.name, "seat", masked(notice.GUID), "type", notice.Type, "err", err)
		r.link.health.stored(model.AsTrouble(err))
		r.later(w)
		return
	}
	r.link.health.stored(nil)
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, `{"errcode":0}`) // if it does not arrive, the callback comes again
}

// rightPath tells whether a path is the one the back end was told.
func (r *receiver) rightPath(path string) bool {
	path = strings.Trim(path, "/")
	if cut := strings.LastIndexByte(path, '/'); cut >= 0 {
		if path[:cut] != r.prefix {
			return false
		}
		path = path[cut+1:]
	}
	return subtle.ConstantTimeCompare([]byte(path), []byte(r.link.token)) == 1
}

// turnAway answers who does not know the path, as little as possible.
func (r *receiver) turnAway(w http.ResponseWriter, q *http.Request) {
	host, _, err := net.SplitHostPort(q.RemoteAddr)
	if err != nil {
		host = q.RemoteAddr
	}
	times := r.wrong.count(host)
	if times == 1 || times == strangerMost+1 {
		r.link.log.Warn("a stranger knocks where callbacks are taken", "connection", r.link.name, "from", host, "times", times)
	}
	status := http.StatusNotFound
	if times > strangerMost {
		status = http.StatusTooManyRequests
	}
	w.Header().Set("Connection", "close")
	w.WriteHeader(status)
}

// enter waits for a place; false: there was none in time.
func (r *receiver) enter(ctx context.Context) bool {
	select {
	case r.places <- struct{}{}:
		return true
	default:
	}
	timer := r.link.clock.NewTimer(callbackWait)
	defer timer.Stop()
	select {
	case r.places <- struct{}{}:
		return true
	case <-timer.Chan():
	case <-ctx.Done():
	case <-r.ending.Done():
	}
	return false
}

func (r *receiver) leave() { <-r.places }

// later asks the back end to send a callback again.
func (r *receiver) later(w http.ResponseWriter) {
	w.Header().Set("Retry-After", "5")
	w.WriteHeader(http.StatusServiceUnavailable)
}
