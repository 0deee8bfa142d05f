package supervise

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/storage"
	"seatdeck/storage/storagetest"
)

// counting runs a test in fake time on a desk that counts by itself until halt.
func counting(t *testing.T, fn func(d *desk, halt func())) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		d := newDeskAt(t, clockwork.NewRealClock())
		ctx, halt := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			defer close(done)
			d.supervisor.tallies.run(ctx)
		}()
		end := func() {
			halt()
			<-done
		}
		defer end()
		fn(d, end)
	})
}

// asked has the customer write now, and everybody told.
func (d *desk) asked() {
	d.t.Helper()
	d.saidAt(d.talk, time.Now().UTC(), model.In)
	change := bus.NewChange()
	change.Conversations[d.talk.ID] = true
	d.news.Tell(change)
}

// received is how many messages of today are counted.
func (d *desk) received() int {
	d.t.Helper()
	board, err := d.supervisor.Board(d.t.Context())
	require.NoError(d.t, err)
	return board.Totals.Today.Received
}

// onCount has fn called whenever something was counted, before it is stored.
func (d *desk) onCount(fn func()) {
	t := d.supervisor.tallies
	t.turn.Lock()
	defer t.turn.Unlock()
	t.read = fn
}

func TestWhatComesIsCountedSoonAndNotAllTheTime(t *testing.T) {
	counting(t, func(d *desk, halt func()) {
		var rounds atomic.Int32
		d.onCount(func() { rounds.Add(1) })
		time.Sleep(10 * time.Second) // past what is counted at first
		synctest.Wait()
		rounds.Store(0)
		for range 100 { // ten seconds of them
			d.asked()
			time.Sleep(tallyRest / 30)
		}
		require.LessOrEqual(t, rounds.Load(), int32(4))
		require.Greater(t, d.received(), 50)
		time.Sleep(tallyRest + time.Second)
		require.Equal(t, 100, d.received())
		rounds.Store(0)
		time.Sleep(time.Minute)
		require.Zero(t, rounds.Load(), "nothing came")
	})
}

func TestCountingRestsMostOfTheTime(t *testing.T) {
	counting(t, func(d *desk, halt func()) {
		time.Sleep(time.Minute)
		synctest.Wait()
		var began, ended []time.Time
		d.onCount(func() {
			began = append(began, time.Now())
			time.Sleep(time.Second) // a slow machine
			ended = append(ended, time.Now())
		})
		for range 120 {
			d.asked()
			time.Sleep(time.Second)
		}
		time.Sleep(time.Minute)
		require.Equal(t, 120, d.received())
		halt()
		require.GreaterOrEqual(t, len(began), 5)
		for i := range len(began) - 1 {
			require.GreaterOrEqual(t, began[i+1].Sub(ended[i]), 9*time.Second)
		}
	})
}

func TestWhatCameWhileItWasCountedIsCountedNext(t *testing.T) {
	counting(t, func(d *desk, halt func()) {
		time.Sleep(time.Minute)
		synctest.Wait()
		once := true
		d.onCount(func() {
			if once {
				once = false
				d.asked()
			}
		})
		d.asked()
		time.Sleep(10 * time.Second)
		synctest.Wait()
		require.Equal(t, 2, d.received())
	})
}

func TestOldDaysAreCountedWhenSomebodyAsks(t *testing.T) {
	d := newDesk(t)
	d.clock.Advance(90 * storage.Day)
	d.said(d.talk, 1, model.In)
	_, _, err := d.supervisor.tallies.step(t.Context(), map[model.SeatID]time.Time{})
	require.NoError(t, err)
	list, err := d.store.Tallies(t.Context(), 0, minutes(0), minutes(60))
	require.NoError(t, err)
	require.Empty(t, list, "not by itself")
	days, err := d.supervisor.Days(t.Context(), 0, minutes(0), minutes(1))
	require.NoError(t, err)
	require.Equal(t, 1, days[0].Received)
}

func TestAnotherVisitGapCountsAllAnew(t *testing.T) {
	d := newDesk(t)
	d.clock.Advance(storage.Day)
	d.play(script{{'i', 0}, {'o', 1}, {'i', 30}, {'o', 31}})
	require.Equal(t, 1, d.tally().Visits)
	sla := defaultSLA()
	sla.VisitGap = 10 * time.Minute
	require.NoError(t, d.slas.Set(t.Context(), sla))
	require.Equal(t, 2, d.tally().Visits)
	// It changes while somebody counts by the old one.
	d.supervisor.tallies.read = func() {
		d.supervisor.tallies.read = nil
		require.NoError(t, d.slas.Set(t.Context(), defaultSLA()))
	}
	d.said(d.talk, 32, model.In)
	d.tally()
	require.Equal(t, 1, d.tally().Visits)
}

func TestAGroupIsNotCounted(t *testing.T) {
	d := newDesk(t)
	d.clock.Advance(time.Hour)
	group := storagetest.Conversation(t, d.store, d.talk.Seat, model.ConversationRef{RemoteID: "R:1", Group: true})
	d.said(group, 1, model.In)
	d.said(d.talk, 2, model.In)
	require.Equal(t, 1, d.tally().Received)
	storagetest.Write(t, d.store, func(tx *storage.Tx) error {
		_, _, err := tx.EnsureConversation(d.talk.Seat, model.ConversationRef{RemoteID: d.talk.RemoteID, Group: true})
		return err
	})
	require.Zero(t, d.tally(), "it was one all along")
}
