package batch

import (
	"context"
	"slices"
	"sync"
	"time"

	"seatdeck/app/bus"
	"seatdeck/app/internal/calls"
	"seatdeck/app/internal/pause"
	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/storage"
)

const (
	quickMost    = 3                   // deeds of a batch that need not wait behind a long one: a person looks at the row
	deedTries    = 5                   // calls for one deed that came to nothing, until a person decides
	looksMost    = 8                   // in a row that failed, until it is taken that nothing can be seen
	lookAgain    = 5 * time.Second     // while a seat or its link is down
	batchesKept  = 200                 // of those that ended
	batchesSince = 30 * 24 * time.Hour // and all that ended within
)

// Run works off what is wished for until ctx ends, and returns after all it
// started has ended.
func (b *Batches) Run(ctx context.Context) {
	cancel := b.bus.Subscribe(func(c bus.Change) {
		if c.Connections {
			b.Poke() // a link came up, perhaps
			return
		}
		for seat := range c.Seats {
			b.pokeSeat(seat)
		}
	})
	defer cancel()
	b.forget(ctx)
	var jobs sync.WaitGroup
	defer jobs.Wait()
	for ctx.Err() == nil {
		wait := time.Hour // whatever is to do sooner pokes
		if err := b.startWorkers(ctx, &jobs); err != nil && ctx.Err() == nil {
			b.log.Error("batches not readable", "err", err)
			wait = calls.RestMost
		}
		pause.AtMost(ctx, b.clock, b.wake, wait)
	}
}

// forget drops batches that ended long ago.
func (b *Batches) forget(ctx context.Context) {
	err := b.store.Write(ctx, func(tx *storage.Tx) error {
		_, err := tx.ForgetBatches(b.clock.Now().Add(-batchesSince), batchesKept)
		return err
	})
	if err != nil && ctx.Err() == nil {
		b.log.Warn("old batches not dropped", "err", err)
	}
}

// Poke tells that there may be work, for any seat.
func (b *Batches) Poke() {
	pause.Wake(b.wake)
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, w := range b.workers {
		pause.Wake(w)
	}
}

func (b *Batches) pokeSeat(seat model.SeatID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if w, ok := b.workers[seat]; ok {
		pause.Wake(w)
	}
}

// startWorkers starts a worker for each seat that has deeds to come and none yet.
func (b *Batches) startWorkers(ctx context.Context, jobs *sync.WaitGroup) error {
	seats, err := b.store.SeatsWithDeeds(ctx)
	if err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, seat := range seats {
		if _, ok := b.workers[seat]; ok {
			continue
		}
		w := &worker{b: b, seat: seat, wake: make(chan struct{}, 1)}
		b.workers[seat] = w.wake
		jobs.Go(func() { w.work(ctx) })
	}
	return nil
}

// worker works off the deeds of one seat, one after the other.
type worker struct {
	b     *Batches
	seat  model.SeatID
	wake  chan struct{}
	fails int // in a row of calls that came to nothing

	looked model.BatchID // of which it was asked who has its tags
}

// work ends with the last deed of the seat.
func (w *worker) work(ctx context.Context) {
	defer w.leave()
	for ctx.Err() == nil {
		rest, more, err := w.next(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			w.b.log.Error("deeds of a batch", "seat", w.seat, "err", err)
			rest = calls.RestMost
		case !more:
			return
		}
		if rest > 0 {
			pause.AtMost(ctx, w.b.clock, w.wake, rest)
		}
	}
}

// leave has the seats looked through once more: a deed may have come after the
// worker last looked.
func (w *worker) leave() {
	w.b.mu.Lock()
	delete(w.b.workers, w.seat)
	w.b.mu.Unlock()
	pause.Wake(w.b.wake)
}

// next works off what is first and tells how long to rest before the next, and
// whether there is any.
func (w *worker) next(ctx context.Context) (rest time.Duration, more bool, err error) {
	deeds, err := w.b.store.NextDeeds(ctx, w.seat, 1)
	if err != nil || len(deeds) == 0 {
		return 0, false, err
	}
	quick, first, err := w.b.store.QuickDeed(ctx, w.seat, quickMost, w.b.clock.Now())
	if err != nil {
		return 0, true, err
	}
	if first {
		deeds = []model.Deed{quick}
	}
	if wait := deeds[0].NotBefore.Sub(w.b.clock.Now()); wait > 0 {
		return wait, true, nil
	}
	at, ok, err := w.b.site(ctx, deeds[0])
	if err != nil || !ok {
		return lookAgain, true, err
	}
	if many, ok := at.link.(providers.ManyTagger); ok && !first && deeds[0].Kind == model.DeedTag {
		if deeds, err = w.b.store.NextDeeds(ctx, w.seat, max(many.TagsAtOnce(), 1)); err != nil || len(deeds) == 0 {
			return 0, true, err
		}
		deeds = alike(deeds)
	}
	if deeds[0].State == model.DeedDoing {
		return 0, true, w.settle(ctx, at, deeds)
	}
	return 0, true, w.try(ctx, at, deeds)
}

// alike gives the first of some deeds and those behind it that are about the same
// and as far.
func alike(deeds []model.Deed) []model.Deed {
	first := deeds[0]
	end := slices.IndexFunc(deeds, func(d model.Deed) bool {
		return d.Batch != first.Batch || d.Kind != first.Kind || d.State != first.State || d.NotBefore.After(first.NotBefore)
	})
	if end < 0 {
		return deeds
	}
	return deeds[:end]
}

// site finds where a deed is done; false: not now.
func (b *Batches) site(ctx context.Context, d model.Deed) (at site, ok bool, err error) {
	seat, err := b.store.Seat(ctx, d.Seat)
	if err != nil {
		return at, false, err
	}
	link, up := b.sessions.LiveLink(seat.Connection)
	if !up || seat.Removed {
		return at, false, nil
	}
	switch seat.State {
	case model.SeatOffline, model.SeatKicked, model.SeatBanned:
		return at, false, nil
	}
	batch, err := b.store.Batch(ctx, d.Batch)
	if err != nil {
		return at, false, err
	}
	return site{store: b.store, sessions: b.sessions, link: link, seat: seat, undo: batch.Undoes != 0}, true, nil
}
