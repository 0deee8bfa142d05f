package wecom

import (
	"sync"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/upkeep"
)

// health tells the sink how the link is doing, whenever that changes: online means
// that the back end answers and, where callbacks are wanted, that they can be taken
// and kept.
type health struct {
	mu       sync.Mutex
	teller   upkeep.Teller
	answers  bool           // the back end answered when it was last asked
	silent   *model.Trouble // why not; nil: not asked yet
	awaited  bool           // callbacks are wanted
	bound    bool           // they can be taken
	deaf     *model.Trouble // why not
	unstored *model.Trouble // what came can't be kept
}

// change changes what is known and tells what follows from it.
func (h *health) change(to func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	to()
	h.teller.Say(h.now())
}

func (h *health) now() model.LinkStatus {
	switch {
	case h.silent != nil && h.silent.Code == model.TroubleCredentials:
		return model.LinkStatus{Link: model.LinkRefused, Err: h.silent}
	case !h.answers:
		return model.LinkStatus{Link: model.LinkConnecting, Err: h.silent}
	case h.deaf != nil:
		return model.LinkStatus{Link: model.LinkRefused, Err: h.deaf}
	case h.awaited && !h.bound:
		return model.LinkStatus{Link: model.LinkConnecting}
	case h.unstored != nil:
		return model.LinkStatus{Link: model.LinkConnecting, Err: h.unstored}
	case !h.awaited:
		return model.LinkStatus{Link: model.LinkOnline, Err: noCallbacks()}
	}
	return model.LinkStatus{Link: model.LinkOnline}
}

// noCallbacks says that changes are seen only when lists are read.
func noCallbacks() *model.Trouble {
	return invalid(optCallbackListen, Kind+".no_callbacks: no callbacks are taken, so changes of customers and groups are seen only when their lists are read")
}

// begin has the sink told from now on.
func (h *health) begin(sink providers.Sink, awaited bool) {
	h.change(func() {
		h.teller.Begin(sink)
		h.answers, h.silent, h.awaited, h.bound, h.deaf, h.unstored = false, nil, awaited, false, nil, nil
	})
}

// end tells that the link is idle, and nothing after that.
func (h *health) end() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.teller.End()
}

// looked tells whether the back end answered; nil: it did.
func (h *health) looked(err *model.Trouble) {
	h.change(func() { h.answers, h.silent = err == nil, err })
}

// listening tells whether callbacks can be taken; nil: they can.
func (h *health) listening(err *model.Trouble) {
	h.change(func() { h.bound, h.deaf = err == nil, err })
}

// stored tells whether what came can be kept; nil: it can.
func (h *health) stored(err *model.Trouble) { h.change(func() { h.unstored = err }) }

// refused tells whether the company or its secret was refused when it was last
// tried: what is not asked for by a person waits then.
func (h *health) refused() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.silent != nil && h.silent.Code == model.TroubleCredentials
}
