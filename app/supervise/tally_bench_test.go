package supervise

import (
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/audit"
	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/storage"
	"seatdeck/storage/storagetest"
)

// busyDay is a file of 500 seats with 40 conversations of 10 messages each in one
// day, of which nothing is counted yet.
func busyDay(b *testing.B) *Supervisor {
	b.Helper()
	store := storagetest.New(b)
	connection := storagetest.Connection(b, store, model.Connection{})
	for n := range 500 {
		storagetest.Write(b, store, func(tx *storage.Tx) error {
			seat, _, err := tx.UpsertSeat(model.Seat{Connection: connection.ID, RemoteID: fmt.Sprint(n), State: model.SeatOnline, Teams: "1"})
			if err != nil {
				return err
			}
			for talk := range 40 {
				if err := busyTalk(tx, seat.ID, n, talk); err != nil {
					return err
				}
			}
			return nil
		})
	}
	clock := clockwork.NewFakeClockAt(minutes(15 * 60))
	news := bus.New(clock)
	log := slog.New(slog.DiscardHandler)
	return New(Deps{
		Store: store, Bus: news, Sessions: nobody{}, Clock: clock, Log: log, Audit: audit.New(store, news, clock, log, "小王"),
	}).Supervisor
}

func busyTalk(tx *storage.Tx, seat model.SeatID, n, talk int) error {
	c, _, err := tx.EnsureConversation(seat, model.ConversationRef{RemoteID: fmt.Sprintf("%d-%d", n, talk), PeerID: fmt.Sprint(talk)})
	if err != nil {
		return err
	}
	for i := range 10 {
		m := model.Message{
			Seat: seat, Conversation: c.ID, RemoteID: fmt.Sprint(i), SentAt: minutes(float64((talk*20+i*7+n)%(15*60)) + float64(i)/60),
			Direction: model.Direction(i % 2), Content: model.Content{Kind: model.KindSticker},
		}
		if m.Direction == model.Out {
			m.State = model.StateSent
		}
		if _, err := tx.PutMessage(m); err != nil {
			return err
		}
		if m.SentAt.After(c.LastAt) {
			c.LastAt = m.SentAt
		}
	}
	return tx.SaveConversation(c)
}

// BenchmarkBoard counts a busy day and reads the board of it.
func BenchmarkBoard(b *testing.B) {
	s := busyDay(b)
	began := time.Now()
	require.NoError(b, s.tallies.ensure(b.Context(), 0, minutes(0), minutes(15*60)))
	b.Logf("counted in %s", time.Since(began))
	for b.Loop() {
		board, err := s.Board(b.Context())
		require.NoError(b, err)
		require.Len(b, board.Rows, 500)
	}
}
