package app

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/app/supervise"
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
