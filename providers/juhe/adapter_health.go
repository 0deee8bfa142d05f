package juhe

import (
	"sync"
	"time"

	"github.com/jonboulle/clockwork"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/wire"
)

// health tells the sink how the link is doing, whenever that changes. The socket,
// the receiver of callbacks and the delivery each have a say.
type health struct {
	clock clockwork.Clock

	mu       sync.Mutex
	sink     providers.Sink // nil: Run is not at work
	link     model.Link     // of the socket
	why      *model.Trouble
	deaf     *model.Trouble // callbacks can't be taken
	unread   *model.Trouble // lists can't be read
	unstored *model.Trouble // what came can't be kept
	told     model.LinkStatus
}

// change changes what is known and tells what follows from it.
func (h *health) change(to func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	to()
	now := model.LinkStatus{Link: h.link, Err: h.why}
	switch {
	case h.link == model.LinkOnline && h.unstored != nil:
		now.Link, now.Err = model.LinkConnecting, h.unstored
	case h.link == model.LinkOnline:
		now.Err = h.unread
		if h.deaf != nil {
			now.Err = h.deaf
		}
	}
	h.say(now)
}

// begin has the sink told from now on.
func (h *health) begin(sink providers.Sink) {
	h.change(func() {
		h.sink, h.told = sink, model.LinkStatus{}
		h.link, h.why, h.deaf, h.unread, h.unstored = model.LinkConnecting, nil, nil, nil, nil
	})
}

// end tells that the link is idle, and nothing after that.
func (h *health) end() {
	h.change(func() { h.link, h.why = model.LinkIdle, nil })
	h.mu.Lock()
	defer h.mu.Unlock()
	h.sink = nil
}

// connected tells how the socket is doing.
func (h *health) connected(link model.Link, why *model.Trouble) {
	h.change(func() { h.link, h.why = link, why })
}

// listening tells whether callbacks can be taken; nil: they can.
func (h *health) listening(err *model.Trouble) { h.change(func() { h.deaf = err }) }

// reading tells whether lists can be read; nil: they can.
func (h *health) reading(err *model.Trouble) { h.change(func() { h.unread = err }) }

// stored tells whether what came can be kept; nil: it can.
func (h *health) stored(err *model.Trouble) { h.change(func() { h.unstored = err }) }

// online tells whether the socket is connected.
func (h *health) online() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.link == model.LinkOnline
}

func (h *health) say(now model.LinkStatus) {
	fresh := h.told.Since.IsZero()
	if h.sink == nil || !fresh && now.Link == h.told.Link && wire.SameTrouble(now.Err, h.told.Err) {
		return
	}
	now.Since = h.told.Since
	if fresh || now.Link != h.told.Link {
		now.Since = h.clock.Now().UTC()
	}
	h.told = now
	h.sink.LinkChanged(now)
}

// door stays shut for a while after the account was refused: more tries may get
// it locked.
type door struct {
	mu     sync.Mutex
	closed error
	until  time.Time
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

// check gives the refusal while the door is shut.
func (d *door) check(now time.Time) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed != nil && now.Before(d.until) {
		return d.closed
	}
	d.closed = nil
	return nil
}
