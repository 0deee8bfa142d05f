package app

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/storage"
	"seatdeck/storage/storagetest"
)

// asker asks people to be contacts of one seat, by a clock that a test turns.
type asker struct {
	t     *testing.T
	clock *clockwork.FakeClock
	adds  *adds
	seat  model.Seat
}

func newAsker(t *testing.T, limits model.AddLimits) *asker {
	t.Helper()
	store := storagetest.New(t)
	seat := storagetest.Seat(t, store, model.Seat{Name: "小美", AddLimits: limits})
	clock := clockwork.NewFakeClockAt(time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC)) // ten in the morning in Shanghai
	return &asker{t: t, clock: clock, seat: seat, adds: &adds{store: store, clock: clock, rand: func() float64 { return 0.5 }}}
}

// again is the program after a restart: all it knows is in the file.
func (a *asker) again() {
	a.adds = &adds{store: a.adds.store, clock: a.clock, rand: func() float64 { return 0.5 }}
}

func (a *asker) ask(end error) error {
	return a.adds.ask(a.t.Context(), a.seat, func() error { return end })
}

// waits checks that the seat may not ask, and from when on it may.
func (a *asker) waits(d time.Duration) {
	a.t.Helper()
	asked := false
	err := a.adds.ask(a.t.Context(), a.seat, func() error { asked = true; return nil })
	require.True(a.t, model.IsTrouble(err, model.TroubleAddLimit), "%v", err)
	require.False(a.t, asked)
	until := a.clock.Now().Add(d).UTC()
	require.Equal(a.t, until.Format(time.RFC3339), model.AsTrouble(err).Detail)
	v, err := a.adds.view(a.t.Context(), a.seat.ID)
	require.NoError(a.t, err)
	require.False(a.t, v.Allowed)
	require.Equal(a.t, until.UnixMilli(), v.NextAt)
}

func (a *asker) today() int {
	a.t.Helper()
	v, err := a.adds.view(a.t.Context(), a.seat.ID)
	require.NoError(a.t, err)
	return v.Today
}

func TestThePauseBetweenTwoAsksSurvivesARestart(t *testing.T) {
	a := newAsker(t, model.AddLimits{Min: time.Minute, Max: 3 * time.Minute})
	require.NoError(t, a.ask(nil))
	a.waits(2 * time.Minute)
	a.clock.Advance(time.Minute)
	a.again()
	a.waits(time.Minute)
	a.clock.Advance(time.Minute)
	require.NoError(t, a.ask(nil))
	require.Equal(t, 2, a.today())
}

func TestNoPauseIsLongerThanTheLimitHasIt(t *testing.T) {
	limits := model.AddLimits{Min: time.Minute, Max: 3 * time.Minute}
	for name, later := range map[string]func(*asker){
		"the clock was set back": func(a *asker) {
			a.clock = clockwork.NewFakeClockAt(a.clock.Now().Add(-2 * time.Hour))
			a.again()
		},
		"the limit was lowered": func(a *asker) {
			a.seat.AddLimits = model.AddLimits{Min: time.Second, Max: time.Second}
			storagetest.Write(t, a.adds.store, func(tx *storage.Tx) error {
				_, _, err := tx.UpsertSeat(a.seat)
				return err
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			a := newAsker(t, limits)
			require.NoError(t, a.ask(nil))
			a.waits(2 * time.Minute)
			later(a)
			require.NoError(t, a.ask(nil))
		})
	}
}

func TestTheDayOfTheBackEndHasAnEnd(t *testing.T) {
	a := newAsker(t, model.AddLimits{PerDay: 2})
	require.NoError(t, a.ask(nil))
	require.NoError(t, a.ask(nil))
	a.again()
	a.waits(14 * time.Hour) // midnight in Shanghai
	a.clock.Advance(14*time.Hour - time.Millisecond)
	require.True(t, model.IsTrouble(a.ask(nil), model.TroubleAddLimit))
	a.clock.Advance(time.Millisecond)
	require.Zero(t, a.today())
	require.NoError(t, a.ask(nil))
	require.Equal(t, 1, a.today())
}

func TestWithoutLimitsAsksAreCountedOnly(t *testing.T) {
	a := newAsker(t, model.AddLimits{})
	for range 5 {
		require.NoError(t, a.ask(nil))
	}
	require.Equal(t, 5, a.today())
}

func TestOnlyWhatLeftCounts(t *testing.T) {
	for _, c := range []struct {
		name    string
		end     error
		counted int
		waits   bool
	}{
		{"asked", nil, 1, true},
		{"nobody knows", &model.Trouble{Code: model.TroubleTimeout}, 1, true},
		{"some error", errors.New("odd"), 1, true},
		{"not tried", &providers.NotTried{Err: errors.New("no line")}, 0, false},
		{"offline", &model.Trouble{Code: model.TroubleSeatOffline}, 0, false},
		{"no such phone", &model.Trouble{Code: model.TroubleNotFound}, 0, false},
		{"refused by the back end", &model.Trouble{Code: model.TroubleRejected}, 0, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := newAsker(t, model.AddLimits{Min: time.Minute, PerDay: 9})
			require.Equal(t, c.end, a.ask(c.end))
			require.Equal(t, c.counted, a.today())
			if c.waits {
				a.waits(time.Minute)
			} else {
				require.NoError(t, a.ask(nil))
			}
		})
	}
}

func TestEveryWayToAskKeepsTheLimits(t *testing.T) {
	onDeck(t, func(d *deck) {
		ctx := context.Background()
		people, groups := d.console.People, d.console.Groups
		ways := map[string]func() error{
			"phone":  func() error { _, err := people.AddByPhone(ctx, 1, "138", "hi"); return err },
			"found":  func() error { return people.AddFound(ctx, 1, model.FoundContact{}, "hi") },
			"member": func() error { return groups.Befriend(ctx, 1, "g", "m", "hi") },
		}
		limits := model.AddLimits{Min: time.Minute, Max: time.Minute}
		require.NoError(t, d.console.Seats.Edit(ctx, 1, model.SeatSettings{AddLimits: &limits}))
		for name, way := range ways {
			require.NoError(t, way(), name)
			for other, next := range ways {
				require.True(t, model.IsTrouble(next(), model.TroubleAddLimit), other)
			}
			d.pass(time.Minute)
		}
		asked := slices.DeleteFunc(d.boss.calls(), func(call string) bool { return len(call) < 5 || call[:5] != "a add" })
		require.Len(t, asked, 3)
		v, err := d.console.Seats.Adds(ctx, 1)
		require.NoError(t, err)
		require.Equal(t, AddsView{Limits: limits, Today: 3, Allowed: true}, v)
		require.NoError(t, d.store.Write(ctx, func(tx *storage.Tx) error {
			n, err := tx.Adds(1, backEndToday(time.Now()))
			require.Equal(t, 3, n)
			return err
		}))
	})
}
