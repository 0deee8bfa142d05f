package storage

import (
	"context"
	"time"

	"seatdeck/app/model"
)

// AddBatch stores a batch with its deeds, which all are queued; Created is now
// when it is zero. One that undoes a batch which another one undoes already is
// TroubleInvalid.
func (tx *Tx) AddBatch(b model.Batch, deeds []model.Deed) (model.BatchID, error) {
	if b.Created.IsZero() {
		b.Created = tx.s.clock.Now()
	}
	var undoes any
	if b.Undoes != 0 {
		undoes = b.Undoes
	}
	id, err := tx.q.insert(tx.ctx, `INSERT INTO batches (kind, want, undoes, created) VALUES (?, ?, ?, ?)`,
		b.Kind, jsonOf{b.Want}, undoes, ms(b.Created))
	if isUnique(err) {
		return 0, invalid("batch", "refusal.undone: it is being undone already")
	}
	if err != nil {
		return 0, err
	}
	b.ID = model.BatchID(id)
	for _, d := range deeds {
		d.Batch, d.State = b.ID, model.DeedQueued
		if err := tx.addDeed(d); err != nil {
			return 0, err
		}
	}
	return b.ID, nil
}

// ForgetBatches drops batches with their deeds that ended before a time, but for
// the newest of all batches, and tells how many there were. What was refused in
// them no longer marks a row.
func (tx *Tx) ForgetBatches(before time.Time, keep int) (int, error) {
	list, err := batches(tx.ctx, tx.q, -1)
	if err != nil {
		return 0, err
	}
	forgotten := 0
	for _, b := range list[min(max(keep, 0), len(list)):] {
		if b.Deeds.Pending() > 0 || !b.Ended.Before(before) {
			continue
		}
		if err := tx.exec(`DELETE FROM batches WHERE id = ?`, b.ID); err != nil {
			return forgotten, err
		}
		forgotten++
	}
	return forgotten, nil
}

// Batches gives batches, the newest first.
func (s *Store) Batches(ctx context.Context, limit int) (list []model.Batch, err error) {
	err = s.snapshot(ctx, func(q *queries) error {
		list, err = batches(ctx, q, limit)
		return err
	})
	return list, err
}

// Batch gives one batch; one that is gone is TroubleNotFound.
func (s *Store) Batch(ctx context.Context, id model.BatchID) (b model.Batch, err error) {
	err = s.snapshot(ctx, func(q *queries) error {
		b, err = batchByID(ctx, q, id)
		return err
	})
	return b, err
}

// Batch is [Store.Batch] as the transaction sees it.
func (tx *Tx) Batch(id model.BatchID) (model.Batch, error) { return batchByID(tx.ctx, tx.q, id) }

const batchQuery = `SELECT b.id, b.kind, b.want, coalesce(b.undoes, 0), coalesce(u.id, 0), b.created
	FROM batches b LEFT JOIN batches u ON u.undoes = b.id`

func scanBatch(row scanner) (b model.Batch, err error) {
	err = row.Scan(&b.ID, &b.Kind, asJSON{&b.Want}, &b.Undoes, &b.UndoneBy, when{&b.Created})
	return b, err
}

func batchByID(ctx context.Context, q *queries, id model.BatchID) (model.Batch, error) {
	b, err := must(ctx, q, scanBatch, "batch", id, batchQuery+` WHERE b.id = ?`, id)
	if err != nil {
		return b, err
	}
	list := []model.Batch{b}
	err = sumBatches(ctx, q, list)
	return list[0], err
}

// batches gives the newest; a limit below 0 is none.
func batches(ctx context.Context, q *queries, limit int) ([]model.Batch, error) {
	list, err := all(ctx, q, scanBatch, batchQuery+` ORDER BY b.id DESC LIMIT ?`, limit)
	if err != nil {
		return nil, err
	}
	return list, sumBatches(ctx, q, list)
}

// sumBatches fills in what follows from the deeds of batches: how many there are
// in which state, of how many seats, and when the last one ended.
func sumBatches(ctx context.Context, q *queries, list []model.Batch) error {
	place := make(map[model.BatchID]int, len(list))
	ids := make([]model.BatchID, len(list))
	for i, b := range list {
		place[b.ID], ids[i] = i, b.ID
	}
	lastSeat := make([]model.SeatID, len(list))
	err := each(ctx, q, func(row scanner) error {
		var (
			batch model.BatchID
			seat  model.SeatID
			state model.DeedState
			deeds int
			ended time.Time
		)
		if err := row.Scan(&batch, &seat, &state, &deeds, when{&ended}); err != nil {
			return err
		}
		i := place[batch]
		b := &list[i]
		if seat != lastSeat[i] {
			lastSeat[i] = seat
			b.Seats++
		}
		if n := countOf(&b.Deeds, state); n != nil {
			*n += deeds
		}
		if ended.After(b.Ended) {
			b.Ended = ended
		}
		return nil
	}, `SELECT batch, seat, state, deeds, ended FROM batch_sums WHERE batch IN (SELECT value FROM json_each(?)) AND deeds > 0
		ORDER BY batch, seat`, jsonOf{ids})
	for i := range list {
		b := &list[i]
		switch {
		case b.Deeds.Pending() > 0:
			b.Ended = time.Time{}
		case b.Ended.IsZero():
			b.Ended = b.Created // its seats are gone, and its deeds with them
		}
	}
	return err
}

// countOf is where the deeds of a state are counted; nil is a state that this
// program does not know.
func countOf(c *model.DeedCounts, state model.DeedState) *int {
	switch state {
	case model.DeedQueued:
		return &c.Queued
	case model.DeedDoing:
		return &c.Doing
	case model.DeedDone:
		return &c.Done
	case model.DeedSame:
		return &c.Same
	case model.DeedRefused:
		return &c.Refused
	case model.DeedMaybe:
		return &c.Maybe
	case model.DeedCancelled:
		return &c.Cancelled
	case model.DeedDropped:
		return &c.Dropped
	}
	return nil
}

// DeedsAtSeat counts the deeds of a batch that are one seat's.
func (s *Store) DeedsAtSeat(ctx context.Context, batch model.BatchID, seat model.SeatID) (c model.DeedCounts, err error) {
	err = each(ctx, s.r, func(row scanner) error {
		var (
			state model.DeedState
			deeds int
		)
		if err := row.Scan(&state, &deeds); err != nil {
			return err
		}
		if n := countOf(&c, state); n != nil {
			*n += deeds
		}
		return nil
	}, `SELECT state, deeds FROM batch_sums WHERE batch = ? AND seat = ?`, batch, seat)
	return c, err
}

// AnyDone tells whether a seat did any deed of a kind in a batch.
func (s *Store) AnyDone(ctx context.Context, batch model.BatchID, seat model.SeatID, kind model.DeedKind) (bool, error) {
	_, found, err := one(ctx, s.r, value[int], `SELECT 1 FROM deeds d
		WHERE d.batch = ? AND +d.seat = ? AND d.kind = ? AND d.state = ? LIMIT 1`, batch, seat, kind, model.DeedDone)
	return found, err
}

// PendingDeeds counts the deeds of all batches that are still to come, or under way.
func (s *Store) PendingDeeds(ctx context.Context) (int, error) {
	n, _, err := one(ctx, s.r, value[int], `SELECT coalesce(sum(deeds), 0) FROM batch_sums WHERE state IN (1, 2)`)
	return n, err
}

// SeatsWithDeeds gives the seats that have deeds still to come, or under way.
func (s *Store) SeatsWithDeeds(ctx context.Context) ([]model.SeatID, error) {
	return all(ctx, s.r, value[model.SeatID], `SELECT s.id FROM seats s
		WHERE EXISTS (SELECT 1 FROM deeds d WHERE d.seat = s.id AND d.state IN (1, 2)) ORDER BY s.id`)
}
