package storage_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/storage"
	"seatdeck/storage/storagetest"
)

func TestUpsertSeat(t *testing.T) {
	s := storagetest.New(t)
	conn := storagetest.Connection(t, s, model.Connection{})
	at := storagetest.Start
	upsert := func(seat model.Seat) (model.Seat, bool) {
		var changed bool
		storagetest.Write(t, s, func(tx *storage.Tx) (err error) {
			seat, changed, err = tx.UpsertSeat(seat)
			return err
		})
		stored, err := s.Seat(t.Context(), seat.ID)
		require.NoError(t, err)
		require.Equal(t, stored, seat)
		return seat, changed
	}
	full := model.Seat{
		Connection: conn.ID, RemoteID: "robot", AccountID: "wxid", Name: "名", Alias: "别名", Avatar: "https://a", Corp: "公司",
		Owner: "user", State: model.SeatOnline, StateSince: at.Add(-time.Hour), LastLogin: at.Add(-2 * time.Hour),
	}
	seat, changed := upsert(full)
	require.True(t, changed)
	full.ID = seat.ID
	require.Equal(t, full, seat)
	_, changed = upsert(full)
	require.False(t, changed)

	later := full
	later.StateSince = at
	seat, changed = upsert(later)
	require.False(t, changed, "since is the first time the state was seen")
	require.Equal(t, full.StateSince, seat.StateSince)

	later.State, later.StateSince, later.Alias = model.SeatKicked, time.Time{}, "新别名"
	seat, changed = upsert(later)
	require.True(t, changed)
	require.Equal(t, at, seat.StateSince, "the clock's time when nobody says")
	later.State = model.SeatUnknown
	seat, changed = upsert(later)
	require.False(t, changed)
	require.Equal(t, model.SeatKicked, seat.State)

	log, err := s.SeatLogNewest(t.Context(), seat.ID, 10)
	require.NoError(t, err)
	require.Equal(t, []model.SeatLogEntry{{State: model.SeatKicked, At: at}, {State: model.SeatOnline, At: at.Add(-time.Hour)}}, log)

	set := func(state model.SeatState) (changed bool) {
		storagetest.Write(t, s, func(tx *storage.Tx) (err error) {
			changed, err = tx.SetSeatState(seat.ID, storage.SeatChange{State: state, At: at.Add(time.Minute)})
			return err
		})
		return changed
	}
	require.False(t, set(model.SeatKicked))
	require.True(t, set(model.SeatBanned))
	seat, err = s.Seat(t.Context(), seat.ID)
	require.NoError(t, err)
	require.Equal(t, at.Add(time.Minute), seat.StateSince)
	log, err = s.SeatLogNewest(t.Context(), seat.ID, 1)
	require.NoError(t, err)
	require.Equal(t, []model.SeatLogEntry{{State: model.SeatBanned, At: at.Add(time.Minute)}}, log)
	_, err = s.Seat(t.Context(), 999)
	require.True(t, model.IsTrouble(err, model.TroubleNotFound))
}

func TestSeatByRef(t *testing.T) {
	s := storagetest.New(t)
	seat := storagetest.Seat(t, s, model.Seat{RemoteID: "r", AccountID: "a"})
	noAccount := storagetest.Seat(t, s, model.Seat{Connection: seat.Connection, RemoteID: "r2"})
	stranger := storagetest.Seat(t, s, model.Seat{RemoteID: "r", AccountID: "a"})
	storagetest.Write(t, s, func(tx *storage.Tx) error {
		for ref, want := range map[model.SeatRef]model.SeatID{
			{RemoteID: "r"}:                  seat.ID,
			{AccountID: "a"}:                 seat.ID,
			{RemoteID: "r2", AccountID: "a"}: noAccount.ID,
			{RemoteID: "no", AccountID: "a"}: seat.ID,
			{RemoteID: "no"}:                 0,
			{}:                               0,
		} {
			got, found, err := tx.SeatByRef(seat.Connection, ref)
			require.NoError(t, err)
			require.Equal(t, want != 0, found, "%+v", ref)
			require.Equal(t, want, got.ID, "%+v", ref)
		}
		changed, err := tx.MarkSeatsRemoved(seat.Connection, []string{"r"})
		require.NoError(t, err)
		require.Equal(t, []model.SeatID{noAccount.ID}, changed)
		changed, err = tx.MarkSeatsRemoved(seat.Connection, []string{"r"})
		require.NoError(t, err)
		require.Empty(t, changed)
		return nil
	})
	seats, err := s.Seats(t.Context())
	require.NoError(t, err)
	require.Equal(t, []model.SeatID{seat.ID, noAccount.ID, stranger.ID}, []model.SeatID{seats[0].ID, seats[1].ID, seats[2].ID})
	require.Equal(t, []bool{false, true, false}, []bool{seats[0].Removed, seats[1].Removed, seats[2].Removed})
}
