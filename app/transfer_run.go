package app

import (
	"cmp"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"seatdeck/app/bus"
	"seatdeck/app/internal/calls"
	"seatdeck/app/model"
	"seatdeck/storage"
)

const (
	laneAtOnce     = 3 // transfers of a lane at the same time
	laneConnection = 2 // and of one connection
	triesMost      = 8 // in a row that brought nothing
)

// bringing is a transfer under way.
type bringing struct {
	connection model.ConnectionID
	preview    bool
	stop       context.CancelFunc
	ended      chan struct{}
	done, size atomic.Int64
	gained     atomic.Int64 // bytes that this try brought
	pulse      pulse
}

// resting is a transfer that goes on by itself after a while.
type resting struct {
	until  time.Time
	tries  int // in a row that brought nothing
	reason *model.Trouble
}

// run brings what is wanted until ctx ends, and returns after all it started has
// ended. Films and pictures have a lane each, so that a picture on screen does not
// wait for a film.
func (t *Transfers) run(ctx context.Context) {
	t.setLive(true)
	defer t.setLive(false)
	cancel := t.bus.Subscribe(func(c bus.Change) {
		if c.Connections {
			t.poke() // a link came up, perhaps
		}
	})
	defer cancel()
	if err := t.sweep(ctx); err != nil {
		t.log.Warn("media folder not swept", "err", err)
	}
	var jobs sync.WaitGroup
	defer jobs.Wait()
	for ctx.Err() == nil {
		wait, err := t.startDue(ctx, &jobs)
		if err != nil && ctx.Err() == nil {
			t.log.Error("transfers not readable", "err", err)
			wait = calls.RestMost
		}
		t.pause(ctx, wait)
	}
}

// pause waits until something is due or told.
func (t *Transfers) pause(ctx context.Context, wait time.Duration) {
	var due <-chan time.Time
	if wait > 0 {
		timer := t.clock.NewTimer(wait)
		defer timer.Stop()
		due = timer.Chan()
	}
	select {
	case <-ctx.Done():
	case <-t.wake:
	case <-due:
	}
}

// setLive says whether anything is brought now. Who waits at the end is told.
func (t *Transfers) setLive(live bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.live = live
	for id := range t.waiters {
		t.release(id, &model.Trouble{Code: model.TroubleInterrupted})
	}
}

// sweep removes what was left of transfers that are no more.
func (t *Transfers) sweep(ctx context.Context) error {
	rows, err := t.store.OpenTransfers(ctx)
	if err != nil {
		return err
	}
	open := map[string]bool{}
	for _, row := range rows {
		open[strconv.FormatInt(int64(row.ID), 10)] = true
	}
	files, err := os.ReadDir(filepath.Dir(t.cache.partial(0)))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	for _, f := range files {
		if !open[f.Name()] {
			err = errors.Join(err, os.Remove(filepath.Join(filepath.Dir(t.cache.partial(0)), f.Name())))
		}
	}
	return err
}

// dueTransfer is a transfer that waits, with what decides whether it may begin.
type dueTransfer struct {
	row        storage.Transfer
	connection model.ConnectionID
	barred     error
}

// startDue starts what is due and has room, and tells when more may be due by
// itself; 0: nothing will be.
func (t *Transfers) startDue(ctx context.Context, jobs *sync.WaitGroup) (wait time.Duration, err error) {
	t.mu.Lock()
	before := t.ends
	t.mu.Unlock()
	list, err := t.waiting(ctx)
	if err != nil {
		return 0, err
	}
	now := t.clock.Now()
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ends != before {
		return 0, nil // the list is out of date, and whoever ended poked
	}
	// Files in the order in which they were wanted; of the pictures the one asked
	// for last is on screen.
	slices.SortStableFunc(list, func(a, b dueTransfer) int {
		x, y := t.waiters[a.row.ID], t.waiters[b.row.ID]
		if !isPreview(a.row) || !isPreview(b.row) || x == nil || y == nil {
			return 0
		}
		return cmp.Compare(y.last, x.last)
	})
	for _, d := range list {
		rest := t.resting[d.row.ID]
		switch left := rest.until.Sub(now); {
		case t.active[d.row.ID] != nil:
		case d.barred != nil:
			t.resting[d.row.ID] = resting{tries: rest.tries, reason: model.AsTrouble(d.barred)}
			t.release(d.row.ID, d.barred)
		case left > 0:
			if wait == 0 || left < wait {
				wait = left
			}
		case t.room(d.connection, isPreview(d.row)):
			t.start(ctx, jobs, d.row, d.connection)
		}
	}
	return wait, nil
}

// waiting lists the transfers that may begin: files whenever, previews while
// somebody waits for them.
func (t *Transfers) waiting(ctx context.Context) ([]dueTransfer, error) {
	rows, err := t.store.OpenTransfers(ctx)
	if err != nil {
		return nil, err
	}
	var list []dueTransfer
	for _, row := range rows {
		if row.State != model.TransferWaiting || isPreview(row) && !t.awaited(row.ID) {
			continue
		}
		d := dueTransfer{row: row}
		if !t.cache.has(row.Hash) {
			d.barred = t.barred(ctx, row.Message, row.Part)
		}
		if d.connection, err = t.connection(ctx, row.Seat); err != nil {
			return nil, err
		}
		list = append(list, d)
	}
	return list, nil
}

// room tells whether a lane has place for one more of a connection. The caller
// holds the lock, here and below.
func (t *Transfers) room(connection model.ConnectionID, preview bool) bool {
	all, own := 0, 0
	for _, b := range t.active {
		if b.preview != preview {
			continue
		}
		all++
		if b.connection == connection {
			own++
		}
	}
	return all < laneAtOnce && own < laneConnection
}

func (t *Transfers) start(base context.Context, jobs *sync.WaitGroup, row storage.Transfer, connection model.ConnectionID) {
	ctx, stop := context.WithCancel(base)
	b := &bringing{connection: connection, preview: isPreview(row), stop: stop, ended: make(chan struct{})}
	b.size.Store(row.Size)
	t.active[row.ID] = b
	jobs.Add(1)
	go func() {
		defer jobs.Done()
		defer stop()
		err := t.bring(ctx, b, row)
		t.ended(base, b, row, err)
	}()
}

// ended sorts what came of a transfer: here, to be tried again, or failed.
func (t *Transfers) ended(ctx context.Context, b *bringing, row storage.Transfer, err error) {
	why := model.AsTrouble(err)
	t.mu.Lock()
	before := t.resting[row.ID]
	t.mu.Unlock()
	switch {
	case err == nil, ctx.Err() != nil:
	case b.preview:
		t.refuse(ctx, row, why)
	case passing(why) && (before.tries < triesMost || b.moved()):
		rest := resting{tries: before.tries + 1, reason: why}
		if b.moved() {
			rest.tries = 1
		}
		rest.until = t.clock.Now().Add(calls.RestAfter(why, rest.tries, t.clock.Now()))
		t.mu.Lock()
		t.resting[row.ID] = rest
		t.mu.Unlock()
	default:
		t.fail(ctx, row, why)
	}
	t.mu.Lock()
	delete(t.active, row.ID)
	t.ends++
	if err == nil {
		delete(t.resting, row.ID)
	} else if ctx.Err() != nil {
		err = &model.Trouble{Code: model.TroubleInterrupted, About: row.FileName}
	}
	t.release(row.ID, err)
	t.mu.Unlock()
	close(b.ended)
	t.tell(row.Message)
	t.poke()
}

// moved tells whether a try brought any byte.
func (b *bringing) moved() bool { return b.gained.Load() > 0 }

// fail stores that a transfer does not go on by itself.
func (t *Transfers) fail(ctx context.Context, row storage.Transfer, why *model.Trouble) {
	t.log.Warn("transfer failed", "transfer", row.ID, "message", row.Message, "err", why)
	err := t.store.Write(context.WithoutCancel(ctx), func(tx *storage.Tx) error {
		_, err := tx.ChangeTransfer(row.ID, func(row *storage.Transfer) {
			row.State, row.Reason, row.Ended = model.TransferFailed, why, t.clock.Now()
		})
		return err
	})
	switch {
	case model.IsTrouble(err, model.TroubleNotFound): // it went with its conversation
		t.forget(row.ID)
	case err != nil:
		t.log.Error("transfer state not stored", "transfer", row.ID, "err", err)
	}
}

// passing tells whether a trouble may be over after a while, without a person.
func passing(why *model.Trouble) bool {
	switch why.Code {
	case model.TroubleUnreachable, model.TroubleTimeout, model.TroubleBusy, model.TroubleBlocked, model.TroubleSeatOffline:
		return true
	}
	return false
}
