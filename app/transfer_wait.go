package app

import (
	"context"
	"io"
	"os"
	"time"

	"seatdeck/app/files"
	"seatdeck/app/internal/calls"
	"seatdeck/app/model"
	"seatdeck/storage"
)

const (
	refusedFor   = 10 * time.Minute // a preview is not asked for again, where it is no passing trouble
	refusalsMost = 1000             // remembered
)

// waiters are those who wait for one transfer.
type waiters struct {
	count int
	last  int64 // the higher, the later one of them came
	over  chan struct{}
	err   error // why it did not come; read after over
}

// refusal is why a preview did not come.
type refusal struct {
	until  time.Time
	reason *model.Trouble
}

// open gives a part of a message's media to be shown. What is not here yet is
// brought and waited for.
func (t *Transfers) open(ctx context.Context, message model.MessageID, part model.MediaPart) (io.ReadCloser, error) {
	row, found, err := t.store.TransferOf(ctx, message, part)
	if err != nil {
		return nil, err
	}
	if found {
		if f, err := t.file(row); err == nil {
			return f, nil
		}
	}
	if err := t.refusal(partOf{message, part}); err != nil {
		return nil, err
	}
	if err := t.barred(ctx, message, part); err != nil {
		return nil, err
	}
	row, err = t.want(ctx, message, part, nil)
	if err != nil {
		return nil, err
	}
	if err := t.await(ctx, row.ID, false); err != nil {
		return nil, err
	}
	if row, err = t.store.Transfer(ctx, row.ID); err != nil {
		return nil, err
	}
	return t.file(row)
}

// refusal tells why a preview did not come a moment ago.
func (t *Transfers) refusal(p partOf) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	r, ok := t.refused[p]
	switch {
	case !ok:
		return nil
	case t.clock.Now().Before(r.until):
		return r.reason
	}
	delete(t.refused, p)
	return nil
}

// barred tells why a part can't be brought now: only a back end has it, and the
// link to that is down.
func (t *Transfers) barred(ctx context.Context, message model.MessageID, part model.MediaPart) error {
	m, err := t.store.Message(ctx, message)
	if err != nil {
		return nil // whoever tries to bring it says so
	}
	if web, err := t.wayTo(ctx, m, part); err != nil || web != "" {
		return nil
	}
	s, err := t.session(ctx, m.Seat)
	switch {
	case err != nil:
		return nil
	case s == nil:
		seat, err := t.store.Seat(ctx, m.Seat)
		if err != nil {
			return nil
		}
		return &model.Trouble{Code: model.TroubleSeatOffline, About: seat.DisplayName()}
	case s.online():
		return nil
	}
	if status := s.linkStatus(); status.Err != nil {
		return status.Err
	}
	return &model.Trouble{Code: model.TroubleUnreachable, About: s.connection.Name}
}

// file opens what a transfer brought.
func (t *Transfers) file(row storage.Transfer) (io.ReadCloser, error) {
	if row.Hash == "" {
		return nil, &model.Trouble{Code: model.TroubleNotFound, About: row.FileName}
	}
	f, err := os.Open(t.cache.path(row.Hash))
	if err != nil {
		return nil, files.Trouble(err, row.FileName)
	}
	return f, nil
}

// saved is SaveTo that waits for the copy.
func (t *Transfers) saved(ctx context.Context, message model.MessageID, part model.MediaPart, path string) error {
	row, _, err := t.store.TransferOf(ctx, message, part)
	if err != nil {
		return err
	}
	if !t.cache.has(row.Hash) {
		if err := t.barred(ctx, message, part); err != nil {
			return err
		}
	}
	row, err = t.saveTo(ctx, message, part, path)
	if err != nil {
		return err
	}
	for {
		err := t.await(ctx, row.ID, true)
		if err == nil || ctx.Err() != nil || !t.goesOn(row.ID) {
			return err
		}
	}
}

// goesOn tells whether a transfer that broke off is tried again by itself.
func (t *Transfers) goesOn(id model.TransferID) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	_, rests := t.resting[id]
	return rests && t.live
}

// release tells who waits for a transfer what came of it. The caller holds the
// lock.
func (t *Transfers) release(id model.TransferID, err error) {
	if w := t.waiters[id]; w != nil {
		w.err = err
		close(w.over)
		delete(t.waiters, id)
	}
}

// await waits for a transfer to end, well or not. One that rests has ended for
// those who are not patient.
func (t *Transfers) await(ctx context.Context, id model.TransferID, patient bool) error {
	t.mu.Lock()
	w := t.waiters[id]
	if w == nil {
		w = &waiters{over: make(chan struct{})}
		t.waiters[id] = w
	}
	t.wanted++
	w.count, w.last = w.count+1, t.wanted
	live := t.live
	t.mu.Unlock()
	defer func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		if w.count--; w.count == 0 && t.waiters[id] == w {
			delete(t.waiters, id)
		}
	}()
	if !live {
		return &model.Trouble{Code: model.TroubleInterrupted}
	}
	// It may have ended before anybody waited.
	if over, err := t.over(ctx, id, patient); over || err != nil {
		return err
	}
	t.poke()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-w.over:
		return w.err
	}
}

// awaited tells whether somebody waits for a transfer.
func (t *Transfers) awaited(id model.TransferID) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.waiters[id] != nil
}

// over tells whether a transfer has ended, and how.
func (t *Transfers) over(ctx context.Context, id model.TransferID, patient bool) (bool, error) {
	row, err := t.store.Transfer(ctx, id)
	if err != nil {
		return false, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if rest, ok := t.resting[id]; ok && t.active[id] == nil && !patient {
		return true, rest.reason
	}
	switch row.State {
	case model.TransferDone:
		return true, nil
	case model.TransferFailed:
		return true, row.Reason
	}
	return false, nil
}

// refuse forgets a preview that did not come. It is not asked for again before a
// while has passed.
func (t *Transfers) refuse(ctx context.Context, row storage.Transfer, why *model.Trouble) {
	r := refusal{until: t.clock.Now().Add(refusedFor), reason: why}
	if passing(why) {
		r.until = t.clock.Now().Add(calls.RestAfter(why, 0, t.clock.Now()))
	}
	t.mu.Lock()
	if len(t.refused) >= refusalsMost {
		clear(t.refused)
	}
	t.refused[partOf{row.Message, row.Part}] = r
	t.mu.Unlock()
	err := t.store.Write(context.WithoutCancel(ctx), func(tx *storage.Tx) error { return tx.DeleteTransfer(row.ID) })
	if err != nil {
		t.log.Error("transfer state not stored", "transfer", row.ID, "err", err)
	}
	t.forget(row.ID)
}
