package pychat

import (
	"sync"
	"time"

	"github.com/jonboulle/clockwork"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/upkeep"
)

// health tells the sink how the link is doing, whenever that changes: online
// means that callbacks can be taken, that the back end answers, and that it was
// told of one instance at least where callbacks go.
type health struct {
	mu         sync.Mutex
	teller     upkeep.Teller
	deaf       *model.Trouble // callbacks can't be taken
	silent     *model.Trouble // the back end does not answer, or refuses the account
	refused    bool           // it refuses the account
	registered bool
	unknown    *model.Trouble // why none is registered
	unstored   *model.Trouble // what came can't be kept
	block      *model.Trouble // it takes no calls of an instance
	blockEnds  time.Time
}

func newHealth(clock clockwork.Clock) *health { return &health{teller: upkeep.Teller{Clock: clock}} }

// change changes what is known and tells what follows from it.
func (h *health) change(to func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	to()
	h.tell()
}

// begin has the sink told from now on.
func (h *health) begin(sink providers.Sink) {
	h.change(func() {
		h.teller.Begin(sink)
		h.deaf, h.silent, h.refused, h.registered, h.unknown, h.unstored = nil, nil, false, false, nil, nil
	})
}

// end tells that the link is idle, and nothing after that.
func (h *health) end() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.teller.End()
}

// listening tells whether callbacks can be taken; nil: they can. Wherever they
// went before, they no longer do.
func (h *health) listening(err *model.Trouble) {
	h.change(func() { h.deaf, h.registered = err, false })
}

// answers tells that the back end answers, and whether that is news.
func (h *health) answers() (news bool) {
	h.change(func() { news, h.silent, h.refused = h.silent != nil, nil, false })
	return news
}

// lost tells that the back end does not answer, or refuses the account. Whether
// it knows where callbacks go will have to be seen.
func (h *health) lost(err *model.Trouble) {
	h.change(func() {
		h.silent, h.refused, h.registered = err, err.Code == model.TroubleCredentials, false
	})
}

// up tells whether the back end answered when it was last asked, as far as is
// known.
func (h *health) up() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.silent == nil
}

// knows tells that the back end knows where an instance's callbacks go, or why
// it does not.
func (h *health) knows(err *model.Trouble) {
	h.change(func() {
		switch {
		case err != nil:
			h.unknown = err
		case h.silent == nil && h.deaf == nil:
			h.registered, h.unknown = true, nil
		}
	})
}

// stored tells whether what came can be kept; nil: it can.
func (h *health) stored(err *model.Trouble) { h.change(func() { h.unstored = err }) }

// blocked tells that no calls of an instance are taken until a time.
func (h *health) blocked(err *model.Trouble, until time.Time) {
	h.change(func() { h.block, h.blockEnds = err, until })
}

// refresh tells what time alone has changed.
func (h *health) refresh() { h.change(func() {}) }

func (h *health) tell() {
	switch {
	case h.deaf != nil:
		h.teller.Say(model.LinkStatus{Link: model.LinkRefused, Err: h.deaf})
	case h.refused:
		h.teller.Say(model.LinkStatus{Link: model.LinkRefused, Err: h.silent})
	case h.silent != nil:
		h.teller.Say(model.LinkStatus{Link: model.LinkConnecting, Err: h.silent})
	case !h.registered:
		h.teller.Say(model.LinkStatus{Link: model.LinkConnecting, Err: h.unknown})
	case h.unstored != nil:
		h.teller.Say(model.LinkStatus{Link: model.LinkConnecting, Err: h.unstored})
	case h.block != nil && h.teller.Clock.Now().Before(h.blockEnds):
		h.teller.Say(model.LinkStatus{Link: model.LinkOnline, Err: h.block})
	default:
		h.teller.Say(model.LinkStatus{Link: model.LinkOnline})
	}
}
