package app

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/app/supervise"
	"seatdeck/storage"
	"seatdeck/storage/storagetest"
)

func TestTheBoardIsRightAfterARestart(t *testing.T) {
	inBubble(t, func(b *bench) {
		ctx := context.Background()
		first := b.back.says("u1", "在吗")
		b.back.push("u1", first)
		time.Sleep(time.Minute)
		b.back.push("u2", b.back.says("u2", "你好"))
		time.Sleep(time.Second)
		b.send("u2", "在的")
		time.Sleep(4 * time.Second)
		synctest.Wait()
		c := b.with("u1")
		board := func() supervise.Board {
			got, err := b.console.Supervisor.Board(ctx)
			require.NoError(t, err)
			require.Len(t, got.Rows, 1)
			return got
		}
		before := board()
		row := before.Rows[0]
		require.Equal(t, "小美", row.Seat.Name)
		require.Equal(t, []any{"scripted", "one", model.LinkOnline}, []any{row.Kind, row.Connection, row.Link.Link})
		require.Equal(t, []any{c.ID, first.SentAt, 1, 1}, []any{row.Longest, row.LongestFrom, row.Seat.Waiting, row.Seat.Unread})
		require.Equal(t, b.with("u2").LastAt, row.LastAt)
		require.Equal(t, []int{2, 1, 2, 1}, []int{row.Today.Received, row.Today.Sent, row.Today.Asked, row.Today.Answered})
		require.Equal(t, supervise.BoardTotals{Seats: 1, Online: 1, Unread: 1, Waiting: 1, LongestFrom: first.SentAt, Today: row.Today}, before.Totals)
		b.stop()
		b.start()
		after := board()
		require.NotEqual(t, model.LinkOnline, after.Rows[0].Link.Link, "its state is not known now")
		after.At, after.Rows[0].Link = before.At, row.Link
		require.Equal(t, before, after)
	})
}

func TestARowIsThatOfTheBoard(t *testing.T) {
	inBubble(t, func(b *bench) {
		ctx := context.Background()
		y, m, d := time.Now().Date()
		day := time.Date(y, m, d, 0, 0, 0, 0, time.Local)
		b.back.push("u1", b.back.says("u1", "在吗"))
		storagetest.Write(t, b.store, func(tx *storage.Tx) error {
			for _, more := range []model.Seat{{RemoteID: "other", Name: "阿强", Teams: "3", CorpID: "ww1"}, {RemoteID: "gone", Removed: true}} {
				more.Connection = 1
				if _, _, err := tx.UpsertSeat(more); err != nil {
					return err
				}
			}
			return tx.PutTallies(storage.SeatDay{Seat: 2, Day: day}, []model.HourTally{
				{Seat: 2, Hour: time.Now().UTC().Truncate(time.Hour), Tally: model.Tally{Received: 9}},
			})
		})
		time.Sleep(4 * time.Second)
		storagetest.Write(t, b.store, func(tx *storage.Tx) error {
			now := time.Now()
			_, _, err := tx.RaiseAlert(model.Alert{Kind: model.AlertBanned, Grave: true, Connection: 1, Seat: 2, Since: now, Raised: now, Count: 1})
			return err
		})
		board, err := b.console.Supervisor.Board(ctx)
		require.NoError(t, err)
		require.Len(t, board.Rows, 2)
		require.Equal(t, []int{1, 0, 1}, []int{board.Rows[0].Today.Received, board.Rows[0].Alerts, board.Rows[0].Seat.Waiting})
		require.Equal(t, []int{9, 1, 0}, []int{board.Rows[1].Today.Received, board.Rows[1].Alerts, board.Rows[1].Seat.Waiting})
		for _, want := range board.Rows {
			row, there, err := b.console.Supervisor.Row(ctx, want.Seat.ID)
			require.NoError(t, err)
			require.True(t, there)
			require.Equal(t, want, row)
		}
		for _, none := range []model.SeatID{0, 3, 99} {
			_, there, err := b.console.Supervisor.Row(ctx, none)
			require.NoError(t, err)
			require.False(t, there, none)
		}
	})
}

func TestTakenOverInOneCallOutOfTheWaiting(t *testing.T) {
	inBubble(t, func(b *bench) {
		ctx := context.Background()
		b.back.push("u2", b.back.says("u2", "在吗"))
		time.Sleep(time.Minute)
		b.back.push("u1", b.back.says("u1", "在吗"))
		waiting, err := b.console.Supervisor.Waiting(ctx, 0, 10)
		require.NoError(t, err)
		require.Equal(t, []model.ConversationID{b.with("u2").ID, b.with("u1").ID}, []model.ConversationID{waiting[0].ID, waiting[1].ID})
		c, err := b.console.Supervisor.TakeOver(ctx, waiting[0].ID)
		require.NoError(t, err)
		require.NotEmpty(t, c.TakenBy)
		b.send("u2", "在的")
		synctest.Wait()
		require.Equal(t, c.TakenBy, b.with("u2").TakenBy)
		require.NoError(t, b.console.Supervisor.Resolve(ctx, c.ID))
		require.NoError(t, b.console.Supervisor.Resolve(ctx, b.with("u1").ID))
		rows, err := b.console.Supervisor.Board(ctx)
		require.NoError(t, err)
		require.Zero(t, rows.Totals.Waiting)
		require.True(t, rows.Rows[0].LongestFrom.IsZero())
	})
}
