package youjiyun

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/url"
	"strings"
	"sync"
	"time"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/socketio"
	"seatdeck/providers/internal/wire"
)

// refusedPause is how long a refused account is not tried again unasked: more
// tries with a wrong password get it locked.
const refusedPause = 5 * time.Minute

// Run keeps the socket alive and delivers what comes. See providers.Link.
func (l *link) Run(ctx context.Context, sink providers.Sink) error {
	state := newHealth(sink, l.clock)
	pump := newPump(l, sink, state)
	state.socket(model.LinkConnecting, nil)
	var tasks sync.WaitGroup
	tasks.Go(func() { pump.run(ctx) })
	err := l.socket.Run(ctx, &listener{link: l, ctx: ctx, pump: pump, health: state})
	pump.close()
	tasks.Wait()
	l.client.SocketLost()
	state.socket(model.LinkIdle, nil)
	return err
}

// Nudge tries again at once.
func (l *link) Nudge() {
	l.door.open()
	l.socket.Reconnect()
}

// door remembers what the last attempts to get in met.
type door struct {
	base string

	mu     sync.Mutex
	closed error // the login was refused
	until  time.Time

	// Only the goroutine of Run uses these.
	token   string // of the last attempt
	turned  string // a token the socket refused
	renewed bool   // token came from a login after that
}

func (d *door) open() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.closed = nil
}

func (d *door) shut(err error, until time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.closed, d.until = err, until
}

func (d *door) check(now time.Time) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed != nil && now.Before(d.until) {
		return d.closed
	}
	d.closed = nil
	return nil
}

// endpoint says where to connect (3.1), with a new login after a refusal.
func (l *link) endpoint(ctx context.Context) (socketio.Endpoint, error) {
	d := &l.door
	if err := d.check(l.clock.Now()); err != nil {
		return socketio.Endpoint{}, err
	}
	var err error
	if d.renewed = d.turned != ""; d.renewed {
		d.token, err = l.client.Renew(ctx, d.turned)
	} else {
		d.token, err = l.client.Token(ctx)
	}
	if err != nil {
		if refusedLogin(err) {
			d.shut(err, l.clock.Now().Add(refusedPause))
		}
		return socketio.Endpoint{}, err
	}
	query := url.Values{"token": {d.token}}
	if l.options.msgFilter {
		query.Set("msgFilter", "1")
	}
	return socketio.Endpoint{
		URL:  strings.TrimRight(d.base, "/") + "/imchat?" + query.Encode(),
		Auth: map[string]any{"token": d.token},
		EIO:  l.options.eio,
	}, nil
}

func refusedLogin(err error) bool {
	return isAPIError(err, func(e *APIError) bool { return e.AtLogin() && !e.Busy() })
}

// listener hears the socket.
type listener struct {
	link   *link
	ctx    context.Context // of Run
	pump   *pump
	health *health
}

// Connected tells that messages flow now.
func (h *listener) Connected(context.Context) {
	h.link.door.turned = ""
	h.health.socket(model.LinkOnline, nil)
}

// Disconnected tells why they don't; the socket tries again by itself.
func (h *listener) Disconnected(err error) {
	l := h.link
	l.client.SocketLost()
	if h.ctx.Err() != nil {
		return // as was asked for
	}
	state, trouble := l.setback(err)
	if trouble != nil && trouble.Code == model.TroubleExpired && errors.As(err, new(*socketio.RefusedError)) {
		// The token ran out, e.g. with a restart of the back end. With a new one
		// there is nothing to wait for; if that is refused too, there is.
		l.socket.Reconnect()
	}
	l.log.Info("socket not connected", "connection", l.name, "err", err)
	h.health.socket(state, trouble)
}

// setback tells what a lost connection or a failed attempt means.
func (l *link) setback(err error) (model.Link, *model.Trouble) {
	var status *socketio.StatusError
	var refusal *socketio.RefusedError
	trouble := func(code model.TroubleCode, detail string) *model.Trouble {
		return &model.Trouble{Code: code, About: l.name, Detail: detail, Cause: err}
	}
	switch {
	case errors.As(err, &refusal):
		l.door.turned = l.door.token
		if l.door.renewed {
			return model.LinkRefused, trouble(model.TroubleRejected, refusal.Reason)
		}
		return model.LinkConnecting, trouble(model.TroubleExpired, refusal.Reason)
	case refusedLogin(err):
		return model.LinkRefused, troubleOf(err, l.name)
	case errors.Is(err, socketio.ErrReconnect):
		return model.LinkConnecting, nil
	case errors.Is(err, socketio.ErrConnectTimeout), errors.Is(err, socketio.ErrSilent), errors.Is(err, socketio.ErrWriteTimeout):
		return model.LinkConnecting, trouble(model.TroubleTimeout, "")
	case errors.As(err, &status):
		return model.LinkConnecting, wire.Trouble(&wire.StatusError{Host: wire.Host(l.door.base), Status: status.Code}, l.name)
	}
	told := troubleOf(err, l.name)
	if told.Code == model.TroubleUnknown || errors.As(err, new(*net.OpError)) {
		told = trouble(model.TroubleUnreachable, "")
	}
	return model.LinkConnecting, told
}

// Event passes on one event of the socket.
func (h *listener) Event(name string, args []json.RawMessage) {
	for _, frame := range h.link.client.Receive(name, args) {
		for _, event := range h.link.frameEvents(frame) {
			h.pump.put(h.ctx, event)
		}
	}
}

// Malformed keeps what is no event at all. A message may have been in it.
func (h *listener) Malformed(frame []byte, err error) {
	h.pump.put(h.ctx, refused(model.SeatRef{}, "socket", frame, err, true))
}

// health tells the sink how the link is doing, whenever that changes. The
// socket and the delivery each have a say.
type health struct {
	sink  providers.Sink
	clock interface{ Now() time.Time }

	mu      sync.Mutex
	link    model.Link
	err     *model.Trouble
	blocked *model.Trouble
	told    model.LinkStatus
}

func newHealth(sink providers.Sink, clock interface{ Now() time.Time }) *health {
	return &health{sink: sink, clock: clock}
}

func (h *health) socket(link model.Link, err *model.Trouble) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.link, h.err = link, err
	h.tell()
}

// delivery tells whether what came can be kept; nil: it can.
func (h *health) delivery(err *model.Trouble) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.blocked = err
	h.tell()
}

func (h *health) tell() {
	now := model.LinkStatus{Link: h.link, Since: h.told.Since, Err: h.err}
	if h.blocked != nil && h.link == model.LinkOnline {
		now.Link, now.Err = model.LinkConnecting, h.blocked
	}
	if now.Link == h.told.Link && sameTrouble(now.Err, h.told.Err) {
		return
	}
	if now.Link != h.told.Link {
		now.Since = h.clock.Now().UTC()
	}
	h.told = now
	h.sink.LinkChanged(now)
}

func sameTrouble(a, b *model.Trouble) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Code == b.Code && a.About == b.About && a.Detail == b.Detail
}
