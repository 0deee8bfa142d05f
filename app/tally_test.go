package app

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/storage"
	"seatdeck/storage/storagetest"
)

// received is how many messages of today are counted.
func (b *bench) received() int {
	b.t.Helper()
	board, err := b.console.Supervisor.Board(context.Background())
	require.NoError(b.t, err)
	return board.Totals.Today.Received
}

// onCount has fn called whenever something was counted, before it is stored.
func (b *bench) onCount(fn func()) {
	t := b.console.Supervisor.tallies
	t.turn.Lock()
	defer t.turn.Unlock()
	t.read = fn
}

func TestWhatComesIsCountedSoonAndNotAllTheTime(t *testing.T) {
	inBubble(t, func(b *bench) {
		var rounds atomic.Int32
		b.onCount(func() { rounds.Add(1) })
		time.Sleep(10 * time.Second) // past what is counted at first
		synctest.Wait()
		rounds.Store(0)
		for range 100 { // ten seconds of them
			b.back.push("u1", b.back.says("u1", "在吗"))
			time.Sleep(tallyRest / 30)
		}
		require.LessOrEqual(t, rounds.Load(), int32(4))
		require.Greater(t, b.received(), 50)
		time.Sleep(tallyRest + time.Second)
		require.Equal(t, 100, b.received())
		rounds.Store(0)
		time.Sleep(time.Minute)
		require.Zero(t, rounds.Load(), "nothing came")
	})
}

func TestCountingRestsMostOfTheTime(t *testing.T) {
	inBubble(t, func(b *bench) {
		time.Sleep(time.Minute)
		synctest.Wait()
		var began, ended []time.Time
		b.onCount(func() {
			began = append(began, time.Now())
			time.Sleep(time.Second) // a slow machine
			ended = append(ended, time.Now())
		})
		for range 120 {
			b.back.push("u1", b.back.says("u1", "在吗"))
			time.Sleep(time.Second)
		}
		time.Sleep(time.Minute)
		require.Equal(t, 120, b.received())
		b.halt()
		require.GreaterOrEqual(t, len(began), 5)
		for i := range len(began) - 1 {
			require.GreaterOrEqual(t, began[i+1].Sub(ended[i]), 9*time.Second)
		}
	})
}

func TestWhatCameWhileItWasCountedIsCountedNext(t *testing.T) {
	inBubble(t, func(b *bench) {
		time.Sleep(time.Minute)
		synctest.Wait()
		once := true
		b.onCount(func() {
			if once {
				once = false
				b.back.push("u1", b.back.says("u1", "还有"))
			}
		})
		b.back.push("u1", b.back.says("u1", "在吗"))
		time.Sleep(10 * time.Second)
		synctest.Wait()
		require.Equal(t, 2, b.received())
	})
}

func TestARestartCountsWhatWasNotCounted(t *testing.T) {
	inBubble(t, func(b *bench) {
		time.Sleep(time.Minute)
		b.back.push("u1", b.back.says("u1", "在吗"))
		b.stop() // before it is counted
		b.start()
		time.Sleep(time.Second)
		synctest.Wait()
		require.Equal(t, 1, b.received())
	})
}

// A file from before there were counts has messages of days that are neither
// counted nor stale.
func TestThePastOfAnOldFileIsCounted(t *testing.T) {
	inBubble(t, func(b *bench) {
		old := b.back.says("u1", "很久以前")
		b.back.push("u1", old)
		seat := b.with("u1").Seat
		day := dayUTC(old.SentAt)
		counted := func() int {
			list, err := b.store.Tallies(context.Background(), seat, day, day.Add(storage.Day))
			require.NoError(t, err)
			sum := 0
			for _, h := range list {
				sum += h.Received
			}
			return sum
		}
		time.Sleep(5 * time.Second)
		synctest.Wait()
		require.Equal(t, 1, counted())
		b.halt()
		require.NoError(t, b.store.Write(context.Background(), func(tx *storage.Tx) error {
			if err := tx.PutTallies(storage.SeatDay{Seat: seat, Day: day}, nil); err != nil {
				return err
			}
			return tx.ForgetCounted()
		}))
		require.Zero(t, counted())
		b.stop()
		time.Sleep(20 * storage.Day)
		b.start()
		time.Sleep(time.Minute)
		synctest.Wait()
		require.Equal(t, 1, counted())
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
