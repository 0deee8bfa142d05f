package batch

import (
	"log/slog"
	"testing"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/audit"
	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/storage"
	"seatdeck/storage/storagetest"
)

func TestACancelAtTheLastMomentIsHeard(t *testing.T) {
	store, clock, log := storagetest.New(t), clockwork.NewFakeClockAt(storagetest.Start), slog.New(slog.DiscardHandler)
	news := bus.New(clock)
	b := New(Deps{Store: store, Bus: news, Clock: clock, Log: log, Audit: audit.New(store, news, clock, log, "小王")})
	seat := storagetest.Seat(t, store, model.Seat{})
	var id model.BatchID
	storagetest.Write(t, store, func(tx *storage.Tx) (err error) {
		id, err = tx.AddBatch(model.Batch{Kind: model.DeedTag}, []model.Deed{{Kind: model.DeedTag, Seat: seat.ID, Target: "c1"}})
		return err
	})
	read, err := b.Deeds(t.Context(), id, nil, 0, 0)
	require.NoError(t, err)
	require.Len(t, read, 1)
	require.NoError(t, b.Cancel(t.Context(), id))
	begun, err := (&worker{b: b, seat: seat.ID}).begin(t.Context(), read)
	require.NoError(t, err)
	require.Empty(t, begun)
	batch, err := b.Get(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, model.DeedCounts{Cancelled: 1}, batch.Deeds)
}
