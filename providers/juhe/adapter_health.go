package juhe

import (
	"sync"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/upkeep"
)

// health tells the sink how the link is doing, whenever that changes. The socket,
// the receiver of callbacks and the delivery each have a say.
type health struct {
	mu       sync.Mutex
	teller   upkeep.Teller
	link     model.Link // of the socket
	why      *model.Trouble
	deaf     *model.Trouble // callbacks can't be taken
	unread   *model.Trouble // lists can't be read
	unstored *model.Trouble // what came can't be kept
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
	h.teller.Say(now)
}

// begin has the sink told from now on.
func (h *health) begin(sink providers.Sink) {
	h.change(func() {
		h.teller.Begin(sink)
		h.link, h.why, h.deaf, h.unread, h.unstored = model.LinkConnecting, nil, nil, nil, nil
	})
}

// end tells that the link is idle, and nothing after that.
func (h *health) end() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.link, h.why = model.LinkIdle, nil
	h.teller.End()
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
