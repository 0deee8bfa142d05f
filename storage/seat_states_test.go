package storage_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/storage"
	"seatdeck/storage/storagetest"
)

func TestAStateIsBelievedByWhenItWas(t *testing.T) {
	start := storagetest.Start
	minute := func(n int) time.Time { return start.Add(time.Duration(n) * time.Minute) }
	change := func(state model.SeatState, n int) storage.SeatChange {
		return storage.SeatChange{State: state, At: minute(n)}
	}
	banned := change(model.SeatBanned, 10)
	banned.BannedFrom, banned.UnlockAt = minute(9), minute(600)
	for _, c := range []struct {
		name  string
		told  []storage.SeatChange
		state model.SeatState
		since time.Time
		log   int
		check func(t *testing.T, s model.Seat)
	}{
		{"a newer one counts", []storage.SeatChange{change(model.SeatOffline, 5)}, model.SeatOffline, minute(5), 2, func(t *testing.T, s model.Seat) {
			require.Equal(t, minute(5), s.LastLogout)
		}},
		{"the same twice", []storage.SeatChange{change(model.SeatOffline, 5), change(model.SeatOffline, 5)}, model.SeatOffline, minute(5), 2, nil},
		{"the same again, later", []storage.SeatChange{change(model.SeatOffline, 5), change(model.SeatOffline, 8)}, model.SeatOffline, minute(5), 2, nil},
		{"an older one goes to the log", []storage.SeatChange{change(model.SeatOffline, 5), change(model.SeatKicked, 3)}, model.SeatOffline, minute(5), 3, nil},
		{
			"the same began earlier than was seen",
			[]storage.SeatChange{change(model.SeatOffline, 5), change(model.SeatOffline, 3)},
			model.SeatOffline, minute(3), 3, nil,
		},
		{
			"but not where another state was between",
			[]storage.SeatChange{change(model.SeatOffline, 5), change(model.SeatOnline, 4), change(model.SeatOffline, 3)},
			model.SeatOffline, minute(5), 4, nil,
		},
		{"a ban has its times", []storage.SeatChange{banned}, model.SeatBanned, minute(10), 2, func(t *testing.T, s model.Seat) {
			require.Equal(t, minute(9), s.BannedFrom)
			require.Equal(t, minute(600), s.UnlockAt)
		}},
		{"what is not told of a ban stays", []storage.SeatChange{banned, change(model.SeatBanned, 11)}, model.SeatBanned, minute(10), 2, func(t *testing.T, s model.Seat) {
			require.Equal(t, minute(600), s.UnlockAt)
		}},
		{"the end of a ban takes them away", []storage.SeatChange{banned, change(model.SeatOnline, 20)}, model.SeatOnline, minute(20), 3, func(t *testing.T, s model.Seat) {
			require.Zero(t, s.BannedFrom)
			require.Zero(t, s.UnlockAt)
			require.Equal(t, minute(20), s.LastLogin)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := storagetest.New(t)
			seat := storagetest.Seat(t, s, model.Seat{RemoteID: "r", State: model.SeatOnline, StateSince: start})
			for range 2 { // feeding all of it twice changes nothing
				for _, told := range c.told {
					storagetest.Write(t, s, func(tx *storage.Tx) error {
						_, err := tx.SetSeatState(seat.ID, told)
						return err
					})
				}
				got, err := s.Seat(t.Context(), seat.ID)
				require.NoError(t, err)
				require.Equal(t, c.state, got.State)
				require.Equal(t, c.since, got.StateSince)
				log, err := s.SeatLogNewest(t.Context(), seat.ID, 10)
				require.NoError(t, err)
				require.Len(t, log, c.log)
				if c.check != nil {
					c.check(t, got)
				}
				if c.told[len(c.told)-1].At.Before(c.told[0].At) || len(c.told) > 1 && c.state != c.told[0].State {
					break // told again from the beginning it would be another story
				}
			}
		})
	}
}

func TestAStateOfATimeToComeHoldsNobodyUp(t *testing.T) {
	s := storagetest.New(t)
	now := storagetest.Start
	for _, state := range []model.SeatState{model.SeatOnline, model.SeatOffline} {
		seat := storagetest.Seat(t, s, model.Seat{State: model.SeatOnline, StateSince: now.Add(time.Hour)}) // then the clock was set back
		storagetest.Write(t, s, func(tx *storage.Tx) error {
			changed, err := tx.SetSeatState(seat.ID, storage.SeatChange{State: state, At: now, Now: now})
			require.True(t, changed)
			return err
		})
		got, err := s.Seat(t.Context(), seat.ID)
		require.NoError(t, err)
		require.Equal(t, state, got.State)
		require.Equal(t, now, got.StateSince)
	}
}

func TestAListDoesNotForgetWhatItDoesNotSay(t *testing.T) {
	s := storagetest.New(t)
	at := storagetest.Start
	conn := storagetest.Connection(t, s, model.Connection{})
	upsert := func(seat model.Seat) model.Seat {
		seat.Connection, seat.RemoteID = conn.ID, "r"
		storagetest.Write(t, s, func(tx *storage.Tx) (err error) {
			seat, _, err = tx.UpsertSeat(seat)
			return err
		})
		return seat
	}
	upsert(model.Seat{State: model.SeatBanned, StateSince: at, LastLogin: at, UnlockAt: at.Add(time.Hour)})
	seat := upsert(model.Seat{State: model.SeatUnknown})
	require.Equal(t, at, seat.LastLogin)
	require.Equal(t, at.Add(time.Hour), seat.UnlockAt)
	seat = upsert(model.Seat{State: model.SeatOffline, StateSince: at.Add(time.Minute)})
	require.Zero(t, seat.UnlockAt)
	require.Equal(t, at.Add(time.Minute), seat.LastLogout)
}

func TestTheBackEndsLogIsReadAgainAndAgain(t *testing.T) {
	s := storagetest.New(t)
	seat := storagetest.Seat(t, s, model.Seat{State: model.SeatOnline, StateSince: storagetest.Start})
	entries := []model.SeatLogEntry{
		{At: storagetest.Start.Add(time.Minute), State: model.SeatOffline, Source: model.LoggedRemote},
		{At: storagetest.Start, State: model.SeatOnline, Source: model.LoggedRemote}, // seen here too
		{State: model.SeatOnline, Source: model.LoggedRemote},                        // at no time
	}
	for _, want := range []int{1, 0} {
		storagetest.Write(t, s, func(tx *storage.Tx) error {
			added, err := tx.PutSeatLog(seat.ID, entries)
			require.Equal(t, want, added)
			return err
		})
	}
	log, err := s.SeatLogNewest(t.Context(), seat.ID, 10)
	require.NoError(t, err)
	require.Len(t, log, 2)
}
