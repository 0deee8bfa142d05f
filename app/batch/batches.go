// Package batch does one thing to many contacts, groups or tags, as a person wished:
// a wish becomes a plan, seat by seat, and the plan a batch of deeds, which are worked
// off in the pace of their back ends, looked up where their end is not known, and
// taken back as a batch of their own. The connections are others' work.
package batch

import (
	"context"
	"log/slog"
	"sync"

	"github.com/jonboulle/clockwork"

	"seatdeck/app/audit"
	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/storage"
)

// Batches (批量操作) do one thing to many contacts, groups or tags. What is wished
// for is a row before the back end is asked; deeds of one seat are worked off one
// after the other, those of several seats beside one another; a restart goes on
// where it was. What was handed over and not answered when the program ended is
// looked up at the back end before it is tried again.
type Batches struct {
	store    *storage.Store
	bus      *bus.Bus
	sessions Sessions
	clock    clockwork.Clock
	log      *slog.Logger
	audit    *audit.Log
	doers    map[model.DeedKind]doer

	wake chan struct{} // holds one token

	mu      sync.Mutex
	workers map[model.SeatID]chan struct{} // poke by seat
	stopped map[model.BatchID]bool         // a person cancelled it while something of it was under way
	undoing sync.Mutex                     // one Undo at a time
}

// Preview tells what a wish would do. It asks no back end.
func (b *Batches) Preview(ctx context.Context, w Wish) (Preview, error) {
	p, err := b.plan(ctx, w)
	if err != nil {
		return Preview{}, err
	}
	return p.preview(), nil
}

// Start stores a wish and begins to work on it. One that can't do anything is a
// *model.Trouble.
func (b *Batches) Start(ctx context.Context, w Wish) (model.BatchID, error) {
	p, err := b.plan(ctx, w)
	if err != nil {
		return 0, err
	}
	deeds := p.deeds()
	if len(deeds) == 0 {
		return 0, p.whyNothing()
	}
	return b.add(ctx, model.Batch{Kind: w.Kind, Want: w.common(), Created: b.clock.Now()}, deeds)
}

// add stores a batch and has it worked on.
func (b *Batches) add(ctx context.Context, batch model.Batch, deeds []model.Deed) (id model.BatchID, err error) {
	for _, d := range deeds {
		if d.Kind == batch.Kind {
			batch.Want.Things++
		}
	}
	err = b.store.Write(ctx, func(tx *storage.Tx) error {
		if id, err = tx.AddBatch(batch, deeds); err != nil {
			return err
		}
		return b.audit.NoteIn(tx, batchLine(id, batch, deeds))
	})
	if err != nil {
		return 0, err
	}
	change := bus.NewChange()
	change.Batches[id] = true
	if batch.Undoes != 0 {
		change.Batches[batch.Undoes] = true
	}
	for _, d := range deeds {
		change.Contacts[d.Seat] = true // their rows are marked
	}
	b.bus.Tell(change)
	b.Poke()
	return id, nil
}

// Cancel stops what was not tried yet.
func (b *Batches) Cancel(ctx context.Context, id model.BatchID) error {
	b.stop(id, true)
	_, err := b.move(ctx, id, model.DeedCancelled, model.DeedQueued)
	return err
}

// stop notes whether what is under way of a batch may be tried once more.
func (b *Batches) stop(id model.BatchID, stopped bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if stopped {
		b.stopped[id] = true
	} else {
		delete(b.stopped, id)
	}
}

func (b *Batches) isStopped(id model.BatchID) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.stopped[id]
}

// Retry tries what was refused, or may have been done, once more. A batch that was
// undone is TroubleInvalid.
func (b *Batches) Retry(ctx context.Context, id model.BatchID) error {
	batch, err := b.store.Batch(ctx, id)
	if err != nil {
		return err
	}
	if undone, err := b.undone(ctx, batch); err != nil || undone {
		if err == nil {
			err = &model.Trouble{Code: model.TroubleInvalid, About: "batch", Detail: "refusal.undone: it was undone"}
		}
		return err
	}
	b.stop(id, false)
	_, err = b.move(ctx, id, model.DeedQueued, model.DeedRefused, model.DeedMaybe)
	return err
}

// Drop leaves what was refused, or may have been done, as it is; rows are no longer
// marked with it.
func (b *Batches) Drop(ctx context.Context, id model.BatchID) error {
	_, err := b.move(ctx, id, model.DeedDropped, model.DeedRefused, model.DeedMaybe)
	return err
}

// move gives deeds of a batch another state and tells how many there were.
func (b *Batches) move(ctx context.Context, id model.BatchID, to model.DeedState, from ...model.DeedState) (n int, err error) {
	change := bus.NewChange()
	change.Batches[id] = true
	err = b.store.Write(ctx, func(tx *storage.Tx) error {
		if _, err := tx.Batch(id); err != nil {
			return err
		}
		n, err = tx.MoveDeeds(id, from, to, b.clock.Now())
		return err
	})
	if err != nil {
		return 0, err
	}
	if change.Contacts, err = b.seatsOf(ctx); err != nil {
		return n, err
	}
	b.bus.Tell(change)
	b.Poke()
	return n, nil
}

// seatsOf gives all seats: rows of any may have lost a mark.
func (b *Batches) seatsOf(ctx context.Context) (map[model.SeatID]bool, error) {
	seats, err := b.store.Seats(ctx)
	set := make(map[model.SeatID]bool, len(seats))
	for _, seat := range seats {
		set[seat.ID] = true
	}
	return set, err
}

// List gives batches, the newest first.
func (b *Batches) List(ctx context.Context, limit int) ([]model.Batch, error) {
	return b.store.Batches(ctx, limit)
}

// Pending counts the deeds of all batches that are still to be done.
func (b *Batches) Pending(ctx context.Context) (int, error) { return b.store.PendingDeeds(ctx) }

// Get gives one batch.
func (b *Batches) Get(ctx context.Context, id model.BatchID) (model.Batch, error) {
	return b.store.Batch(ctx, id)
}

// Deeds gives a window of the deeds of a batch in one of the states (none: in
// any), in the order in which they are worked off.
func (b *Batches) Deeds(ctx context.Context, id model.BatchID, states []model.DeedState, offset, limit int) ([]model.Deed, error) {
	return b.store.Deeds(ctx, id, states, offset, limit)
}
