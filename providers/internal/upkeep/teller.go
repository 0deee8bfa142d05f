// Package upkeep has what a link does to stay in touch, whatever its back end: it
// tells how it is doing, waits after a refusal, and delivers what came.
package upkeep

import (
	"github.com/jonboulle/clockwork"

	"seatdeck/app/model"
	"seatdeck/providers/internal/wire"
)

// Teller tells a sink how a link is doing, whenever that changes. Its owner lets one
// goroutine at a time use it.
type Teller struct {
	Clock clockwork.Clock
	sink  Hearer
	told  model.LinkStatus
}

// Hearer is the part of a sink that hears how a link is doing.
type Hearer interface{ LinkChanged(model.LinkStatus) }

// Begin has a sink told from now on, whatever was told before.
func (t *Teller) Begin(sink Hearer) { t.sink, t.told = sink, model.LinkStatus{} }

// End tells that the link is idle, and nothing after that.
func (t *Teller) End() {
	t.Say(model.LinkStatus{Link: model.LinkIdle})
	t.sink = nil
}

// Say tells a status that differs from the last one, with the time since when the
// link is as it is.
func (t *Teller) Say(now model.LinkStatus) {
	fresh := t.told.Since.IsZero()
	if t.sink == nil || !fresh && now.Link == t.told.Link && wire.SameTrouble(now.Err, t.told.Err) {
		return
	}
	now.Since = t.told.Since
	if fresh || now.Link != t.told.Link {
		now.Since = t.Clock.Now().UTC()
	}
	t.told = now
	t.sink.LinkChanged(now)
}
