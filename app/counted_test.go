package app

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/storage"
)

// received is how many messages of today are counted.
func (b *bench) received() int {
	b.t.Helper()
	board, err := b.console.Supervisor.Board(context.Background())
	require.NoError(b.t, err)
	return board.Totals.Today.Received
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
		day := old.SentAt.Truncate(storage.Day)
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
