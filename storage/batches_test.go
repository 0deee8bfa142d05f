package storage_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/storage"
	"seatdeck/storage/storagetest"
)

func (w *town) batch(b model.Batch, deeds ...model.Deed) (id model.BatchID) {
	w.t.Helper()
	w.write(func(tx *storage.Tx) (err error) {
		id, err = tx.AddBatch(b, deeds)
		return err
	})
	return id
}

func (w *town) deeds(id model.BatchID, states ...model.DeedState) []model.Deed {
	w.t.Helper()
	list, err := w.Deeds(w.t.Context(), id, states, 0, 0)
	require.NoError(w.t, err)
	return list
}

// save stores a deed with a new state.
func (w *town) save(d model.Deed, state model.DeedState, reason *model.Trouble) {
	w.t.Helper()
	d.State, d.Reason = state, reason
	if !state.Pending() {
		d.Ended = storagetest.Start.Add(time.Duration(d.ID) * time.Minute)
	}
	w.write(func(tx *storage.Tx) error { return tx.SaveDeed(d) })
}

func (w *town) move(id model.BatchID, to model.DeedState, from ...model.DeedState) (n int) {
	w.t.Helper()
	w.write(func(tx *storage.Tx) (err error) {
		n, err = tx.MoveDeeds(id, from, to, storagetest.Start.Add(time.Hour))
		return err
	})
	return n
}

func (w *town) batchOf(id model.BatchID) model.Batch {
	w.t.Helper()
	b, err := w.Batch(w.t.Context(), id)
	require.NoError(w.t, err)
	return b
}

func putTag(seat model.SeatID, target string) model.Deed {
	return model.Deed{
		Kind: model.DeedTag, Seat: seat, Target: target, Label: "客户" + target,
		Want: model.DeedDetail{Put: []model.Tag{{RemoteID: big, Name: "金牌"}}},
	}
}

var no = &model.Trouble{Code: model.TroubleRejected, About: "张东", Detail: "不行"}

func TestDeedsAreKeptExactly(t *testing.T) {
	w := newTown(t)
	remark := "老李 \"<\x01>"
	want := model.Batch{Kind: model.DeedTag, Want: model.DeedDetail{Put: []model.Tag{{RemoteID: big, Name: "金牌"}}, ToAll: true}, Created: storagetest.Start}
	first, second := putTag(w.east, big), putTag(w.west, "p5")
	second.State, second.Was = model.DeedDone, model.DeedDetail{Remark: &remark}
	id := w.batch(want, first, second)
	want.ID, want.Seats, want.Deeds.Queued = id, 2, 2
	require.Equal(t, want, w.batchOf(id), "all deeds are queued at first")

	list := w.deeds(id)
	require.Len(t, list, 2)
	first.ID, first.Batch, first.State = list[0].ID, id, model.DeedQueued
	require.Equal(t, first, list[0])
	first.Was, first.Want.Name, first.Target = model.DeedDetail{Take: []model.Tag{{RemoteID: "1"}}, Remark: &remark}, "新", "8"
	first.State, first.Reason, first.Attempts = model.DeedRefused, no, 3
	first.NotBefore, first.Ended = storagetest.Start.Add(time.Second), storagetest.Start.Add(time.Minute)
	w.write(func(tx *storage.Tx) error {
		require.NoError(t, tx.SaveDeed(first))
		d, err := tx.Deed(first.ID)
		require.NoError(t, err)
		require.Equal(t, first, d)
		_, err = tx.Deed(99)
		require.True(t, model.IsTrouble(err, model.TroubleNotFound))
		require.True(t, model.IsTrouble(tx.SaveDeed(model.Deed{ID: 99}), model.TroubleNotFound))
		b, err := tx.Batch(id)
		require.NoError(t, err)
		require.Equal(t, model.DeedCounts{Queued: 1, Refused: 1}, b.Deeds)
		require.Zero(t, b.Ended, "one is still to come")
		return nil
	})
	w.save(list[1], model.DeedDone, nil)
	b := w.batchOf(id)
	require.Equal(t, model.DeedCounts{Done: 1, Refused: 1}, b.Deeds)
	require.Equal(t, storagetest.Start.Add(2*time.Minute), b.Ended)
	_, err := w.Batch(t.Context(), 99)
	require.True(t, model.IsTrouble(err, model.TroubleNotFound))
}

func TestDeedsMoveTogether(t *testing.T) {
	w := newTown(t)
	id := w.batch(model.Batch{}, putTag(w.east, "1"), putTag(w.east, "2"), putTag(w.east, "3"), putTag(w.west, "4"))
	other := w.batch(model.Batch{}, putTag(w.east, "5"))
	list := w.deeds(id)
	list[0].Attempts, list[0].NotBefore = 4, storagetest.Start
	w.save(list[0], model.DeedRefused, no)
	w.save(list[1], model.DeedMaybe, nil)
	require.Equal(t, 2, w.move(id, model.DeedQueued, model.DeedRefused, model.DeedMaybe))
	require.Zero(t, w.move(id, model.DeedQueued, model.DeedRefused, model.DeedMaybe))
	d := w.deeds(id)[0]
	require.Equal(t, []any{model.DeedQueued, (*model.Trouble)(nil), 0, time.Time{}, time.Time{}}, []any{d.State, d.Reason, d.Attempts, d.NotBefore, d.Ended})

	w.save(list[0], model.DeedRefused, no)
	require.Equal(t, 1, w.move(id, model.DeedDropped, model.DeedRefused, model.DeedMaybe))
	require.Equal(t, 3, w.move(id, model.DeedCancelled, model.DeedQueued))
	dropped, cancelled := w.deeds(id, model.DeedDropped), w.deeds(id, model.DeedCancelled)
	require.Equal(t, no, dropped[0].Reason, "why it was refused can still be read")
	require.Equal(t, storagetest.Start.Add(time.Minute), dropped[0].Ended)
	require.Equal(t, storagetest.Start.Add(time.Hour), cancelled[0].Ended)
	b := w.batchOf(id)
	require.Equal(t, model.DeedCounts{Dropped: 1, Cancelled: 3}, b.Deeds)
	require.Equal(t, storagetest.Start.Add(time.Hour), b.Ended)
	require.Equal(t, model.DeedCounts{Queued: 1}, w.batchOf(other).Deeds)
}

func TestWorkOfSeats(t *testing.T) {
	w := newTown(t)
	seats := func() []model.SeatID {
		list, err := w.SeatsWithDeeds(t.Context())
		require.NoError(t, err)
		return list
	}
	require.Empty(t, seats())
	id := w.batch(model.Batch{}, putTag(w.west, "1"), putTag(w.east, "2"), putTag(w.west, "3"), putTag(w.west, "4"))
	require.Equal(t, []model.SeatID{w.east, w.west}, seats())
	list := w.deeds(id)
	w.save(list[1], model.DeedDone, nil)
	w.save(list[0], model.DeedDoing, nil)
	require.Equal(t, []model.SeatID{w.west}, seats())
	next, err := w.NextDeeds(t.Context(), w.west, 2)
	require.NoError(t, err)
	require.Equal(t, []string{"1", "3"}, []string{next[0].Target, next[1].Target})
	underway, err := w.DeedsUnderway(t.Context())
	require.NoError(t, err)
	require.Len(t, underway, 1)
	require.Equal(t, list[0].ID, underway[0].ID)

	window := func(offset, limit int, states ...model.DeedState) (targets string) {
		list, err := w.Deeds(t.Context(), id, states, offset, limit)
		require.NoError(t, err)
		for _, d := range list {
			targets += d.Target
		}
		return targets
	}
	require.Equal(t, "1234", window(0, 0))
	require.Equal(t, "23", window(1, 2))
	require.Equal(t, "134", window(0, 9, model.DeedQueued, model.DeedDoing))
	require.Equal(t, "34", window(1, 9, model.DeedQueued, model.DeedDoing))
}

func TestDeedsOfABatchAreCountedBySeat(t *testing.T) {
	w := newTown(t)
	pending := func() int {
		n, err := w.PendingDeeds(t.Context())
		require.NoError(t, err)
		return n
	}
	count := func(batch model.BatchID, seat model.SeatID) model.DeedCounts {
		c, err := w.DeedsAtSeat(t.Context(), batch, seat)
		require.NoError(t, err)
		return c
	}
	did := func(batch model.BatchID, seat model.SeatID, kind model.DeedKind) bool {
		done, err := w.AnyDone(t.Context(), batch, seat, kind)
		require.NoError(t, err)
		return done
	}
	require.Zero(t, pending())
	made := putTag(w.east, "")
	made.Kind = model.DeedCreateTag
	id := w.batch(model.Batch{}, made, putTag(w.east, "1"), putTag(w.east, "2"), putTag(w.west, "3"))
	other := w.batch(model.Batch{}, putTag(w.east, "1"))
	list := w.deeds(id)
	require.Equal(t, 5, pending())
	w.save(list[0], model.DeedDone, nil)
	w.save(list[1], model.DeedDoing, nil)
	w.save(list[3], model.DeedDone, nil)
	require.Equal(t, 3, pending(), "those under way too, of all batches")
	require.Equal(t, model.DeedCounts{Queued: 1, Doing: 1, Done: 1}, count(id, w.east))
	require.Equal(t, model.DeedCounts{Done: 1}, count(id, w.west))
	require.Equal(t, model.DeedCounts{Queued: 1}, count(other, w.east))
	require.Zero(t, count(other, w.west))
	require.True(t, did(id, w.east, model.DeedCreateTag))
	require.False(t, did(id, w.east, model.DeedTag), "another kind, and another seat")
	require.True(t, did(id, w.west, model.DeedTag))
	w.save(list[1], model.DeedSame, nil)
	require.False(t, did(id, w.east, model.DeedTag), "nothing was changed")
	w.save(list[2], model.DeedDone, nil)
	require.True(t, did(id, w.east, model.DeedTag))
	require.False(t, did(other, w.east, model.DeedTag), "another batch")
	w.move(other, model.DeedCancelled, model.DeedQueued)
	require.Zero(t, pending())
}

func TestABatchIsUndoneOnce(t *testing.T) {
	w := newTown(t)
	id := w.batch(model.Batch{}, putTag(w.east, "1"))
	undo := w.batch(model.Batch{Undoes: id}, putTag(w.east, "1"))
	require.Equal(t, undo, w.batchOf(id).UndoneBy)
	require.Equal(t, id, w.batchOf(undo).Undoes)
	err := w.Write(t.Context(), func(tx *storage.Tx) error {
		_, err := tx.AddBatch(model.Batch{Undoes: id}, nil)
		return err
	})
	require.True(t, model.IsTrouble(err, model.TroubleInvalid), "%v", err)
	list, err := w.Batches(t.Context(), 1)
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.Equal(t, undo, list[0].ID, "the newest first")
}

func TestOldBatchesAreForgotten(t *testing.T) {
	w := newTown(t)
	var ids []model.BatchID
	for range 5 {
		ids = append(ids, w.batch(model.Batch{}, putTag(w.east, "1")))
	}
	for _, id := range ids[:4] {
		w.save(w.deeds(id)[0], model.DeedDone, nil)
	}
	w.move(ids[1], model.DeedQueued, model.DeedDone)
	forget := func(before time.Time, keep int) (n int) {
		w.write(func(tx *storage.Tx) (err error) {
			n, err = tx.ForgetBatches(before, keep)
			return err
		})
		return n
	}
	require.Zero(t, forget(storagetest.Start, 0))
	require.Zero(t, forget(storagetest.Start.Add(time.Hour), 5))
	require.Equal(t, 2, forget(storagetest.Start.Add(4*time.Minute), 1), "not what is to come, nor what ended then or later")
	var left []model.BatchID
	list, err := w.Batches(t.Context(), 9)
	require.NoError(t, err)
	for _, b := range list {
		left = append(left, b.ID)
	}
	require.Equal(t, []model.BatchID{ids[4], ids[3], ids[1]}, left)
	require.Empty(t, w.deeds(ids[0]))
}

func TestDeedsGoWithTheirConnection(t *testing.T) {
	w := newTown(t)
	id := w.batch(model.Batch{Created: storagetest.Start}, putTag(w.east, "1"), putTag(w.strange, "2"))
	for _, name := range []model.SeatID{w.strange, w.east} {
		seat, err := w.Seat(t.Context(), name)
		require.NoError(t, err)
		w.write(func(tx *storage.Tx) error { return tx.RemoveConnection(seat.Connection) })
	}
	b := w.batchOf(id)
	require.Equal(t, model.Batch{ID: id, Created: storagetest.Start, Ended: storagetest.Start}, b)
}

// A mark is the newest deed about a row that is not as it was wished.
func TestRowsAreMarked(t *testing.T) {
	w := newTown(t)
	w.people()
	mark := func(f model.ContactFilter) (state model.DeedState, batch model.BatchID) {
		f.Text = big
		ids, err := w.ContactIDs(t.Context(), f)
		require.NoError(t, err)
		rows, err := w.ContactRows(t.Context(), ids)
		require.NoError(t, err)
		require.Len(t, rows, 1)
		f.Marked = true
		marked, err := w.ContactIDs(t.Context(), f)
		require.NoError(t, err)
		if rows[0].Mark == nil {
			require.Empty(t, marked)
			return 0, 0
		}
		require.Equal(t, ids, marked)
		return rows[0].Mark.State, rows[0].Mark.Batch
	}
	requireMark := func(state model.DeedState, batch model.BatchID) {
		t.Helper()
		s, b := mark(model.ContactFilter{Seat: w.east})
		require.Equal(t, []any{state, batch}, []any{s, b})
		s, _ = mark(model.ContactFilter{Seat: w.west})
		require.Zero(t, s, "the same person at another seat")
	}
	deed := func(kind model.DeedKind) model.Deed { return model.Deed{Kind: kind, Seat: w.east, Target: big} }
	start := func(kind model.DeedKind) (model.BatchID, model.Deed) {
		id := w.batch(model.Batch{}, deed(kind))
		return id, w.deeds(id)[0]
	}
	requireMark(0, 0)
	one, first := start(model.DeedTag)
	requireMark(model.DeedQueued, one)
	w.save(first, model.DeedDoing, nil)
	requireMark(model.DeedDoing, one)
	w.save(first, model.DeedRefused, no)
	requireMark(model.DeedRefused, one)

	start(model.DeedRenameGroup)
	start(model.DeedDeleteTag)
	requireMark(model.DeedRefused, one)

	two, second := start(model.DeedRemark)
	requireMark(model.DeedQueued, two)
	w.save(second, model.DeedDone, nil)
	requireMark(model.DeedRefused, one)

	three, third := start(model.DeedTag)
	requireMark(model.DeedQueued, three)
	w.move(three, model.DeedCancelled, model.DeedQueued)
	requireMark(model.DeedRefused, one)
	w.move(three, model.DeedQueued, model.DeedCancelled)
	w.save(third, model.DeedSame, nil)
	requireMark(0, 0)

	w.move(one, model.DeedQueued, model.DeedRefused)
	requireMark(model.DeedQueued, one)
	w.save(first, model.DeedMaybe, nil)
	requireMark(model.DeedMaybe, one)
	w.move(one, model.DeedDropped, model.DeedMaybe)
	requireMark(0, 0)
}

func TestGroupsAndTagsAreMarked(t *testing.T) {
	w := newTown(t)
	w.rooms()
	w.batch(model.Batch{}, model.Deed{Kind: model.DeedAnnounce, Seat: w.west, Target: "r1", Want: model.DeedDetail{Notice: "公告"}})
	require.Equal(t, []string{"陈西一群"}, w.groupsOf(model.GroupFilter{Marked: true}))
	rows, err := w.GroupsOf(t.Context(), w.west, big)
	require.NoError(t, err)
	var marks int
	for _, r := range rows {
		if r.Mark != nil {
			marks++
			require.Equal(t, "公告", r.Mark.Want.Notice)
			require.Equal(t, model.DeedAnnounce, r.Mark.Kind)
		}
	}
	require.Equal(t, 1, marks)

	w.batch(model.Batch{}, model.Deed{Kind: model.DeedDeleteTag, Seat: w.east, Target: "1"})
	id := w.batch(model.Batch{}, model.Deed{Kind: model.DeedRenameTag, Seat: w.west, Target: "2"}, model.Deed{Kind: model.DeedCreateTag, Seat: w.west})
	w.save(w.deeds(id)[0], model.DeedRefused, no)
	list := w.summaries(0)
	require.Equal(t, model.DeedRenameTag, list[0].Mark.Kind, "the newest over the seats")
	require.Equal(t, no, list[0].Mark.Reason)
	require.Nil(t, list[1].Mark, "tag 1 of the west is another one")
	require.Equal(t, model.DeedDeleteTag, w.summaries(w.east)[0].Mark.Kind)
}
