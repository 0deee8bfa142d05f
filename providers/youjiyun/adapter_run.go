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

	"github.com/jonboulle/clockwork"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/socketio"
	"seatdeck/providers/internal/upkeep"
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
	tasks.Go(func() { pump.Run(ctx) })
	err := l.socket.Run(ctx, &listener{link: l, ctx: ctx, pump: pump, health: state})
	pump.Close()
	tasks.Wait()
	l.client.SocketLost()
	state.socket(model.LinkIdle, nil)
	return err
}

// Nudge tries again at once.
func (l *link) Nudge() {
	l.door.Open()
	l.socket.Reconnect()
}

// door remembers what the last attempts to get in met; it is shut while the login
// was refused.
type door struct {
	upkeep.Door
	base string

	// Only the goroutine of Run uses these.
	token   string // of the last attempt
	turned  string // a token the socket refused
	renewed bool   // token came from a login after that
}

// endpoint says where to connect (3.1), with a new login after a refusal.
func (l *link) endpoint(ctx context.Context) (socketio.Endpoint, error) {
	d := &l.door
	if err := d.Check(l.clock.Now()); err != nil {
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
			d.Shut(err, l.clock.Now().Add(refusedPause))
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
	pump   *upkeep.Pump
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
			h.pump.Put(h.ctx, event)
		}
	}
}

// Malformed keeps what is no event at all. A message may have been in it.
func (h *listener) Malformed(frame []byte, err error) {
	h.pump.Put(h.ctx, refused(model.SeatRef{}, "socket", frame, err, true))
}

// health tells the sink how the link is doing, whenever that changes. The
// socket and the delivery each have a say.
type health struct {
	mu      sync.Mutex
	teller  upkeep.Teller
	link    model.Link
	err     *model.Trouble
	blocked *model.Trouble
}

func newHealth(sink providers.Sink, clock clockwork.Clock) *health {
	h := &health{teller: upkeep.Teller{Clock: clock}}
	h.teller.Begin(sink)
	return h
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
	now := model.LinkStatus{Link: h.link, Err: h.err}
	if h.blocked != nil && h.link == model.LinkOnline {
		now.Link, now.Err = model.LinkConnecting, h.blocked
	}
	h.teller.Say(now)
}
