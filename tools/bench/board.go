package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/jonboulle/clockwork"

	"seatdeck/app"
	"seatdeck/app/model"
	"seatdeck/app/supervise"
	"seatdeck/providers"
	"seatdeck/storage"
)

// The busy day that the board is measured with, and what it is measured beside.
const (
	fullBoard, smallBoard = 500, 20 // seats
	talksOfSeat           = 40
	messagesOfTalk        = 10
)

// board: the longest frame while the board of all seats is opened, filtered, sorted
// and scrolled in a real window, beside a small one; what it reads; and how fast a
// day's tallies are counted.
func (b *bench) board() ([]row, error) {
	full, rows, err := b.busyDay(fullBoard)
	if err != nil {
		return nil, err
	}
	small, _, err := b.busyDay(smallBoard)
	if err != nil {
		return rows, err
	}
	ours, err := b.readBoard(full)
	if err != nil {
		return rows, err
	}
	reference, err := b.readBoard(small)
	if err != nil {
		return rows, err
	}
	rows = append(rows, row{
		what: fmt.Sprintf("board, read of %d seats", fullBoard), value: fmt.Sprintf("%.1f ms", ours),
		reference: fmt.Sprintf("%d seats: %.1f ms", smallBoard, reference), ratio: fmt.Sprintf("%.1f×", ours/max(reference, 0.01)),
		budget: "≤ 50 ms", met: ours <= 50,
	})
	framed, err := b.window(full, small, fmt.Sprintf("%d seats", smallBoard), "-board")
	return append(rows, framed...), err
}

// busyDay gives a folder with seats whose customers wrote today, all of it counted.
// The rows say how fast that was, if it was made now.
func (b *bench) busyDay(seats int) (dir string, rows []row, err error) {
	now := time.Now()
	dir = filepath.Join(b.dir, fmt.Sprintf("board-%d-%s", seats, now.Format(time.DateOnly)))
	if err := os.RemoveAll(dir); err != nil { // what was left of another run may be half of it
		return dir, nil, err
	}
	s, err := storage.Open(b.ctx, dir, storage.Options{})
	if err != nil {
		return dir, nil, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	var connection model.ConnectionID
	err = s.Write(b.ctx, func(tx *storage.Tx) error {
		connection, err = tx.AddConnection(model.Connection{Kind: "youjiyun", Name: "bench", BaseURL: "http://localhost", Created: now.UTC()})
		return err
	})
	if err != nil {
		return dir, nil, err
	}
	for n := range seats {
		if err := s.Write(b.ctx, func(tx *storage.Tx) error { return busySeat(tx, connection, n, now) }); err != nil {
			return dir, nil, err
		}
	}
	began := time.Now()
	if _, err := supervisor(s, dir).Days(b.ctx, 0, now, now); err != nil { // counts what it tells
		return dir, nil, err
	}
	counted := time.Since(began)
	began = time.Now()
	if _, err := supervisor(s, dir).Days(b.ctx, 0, now, now); err != nil {
		return dir, nil, err
	}
	again := time.Since(began)
	messages := seats * talksOfSeat * messagesOfTalk
	return dir, []row{{
		what: fmt.Sprintf("tallies, a day of %d messages counted", messages), value: fmt.Sprintf("%.1f s", counted.Seconds()),
		reference: fmt.Sprintf("read when counted: %.0f ms", float64(again.Microseconds())/1000),
		ratio:     fmt.Sprintf("%.0f messages/s", float64(messages)/counted.Seconds()), budget: "≤ 2 s", met: counted <= 2*time.Second,
	}}, nil
}

// supervisor is that of a console on a store which nothing runs on.
func supervisor(s *storage.Store, dir string) *supervise.Supervisor {
	return app.New(app.Deps{
		Store: s, Registry: providers.NewRegistry(), Clock: clockwork.NewRealClock(), Rand: rand.Float64,
		Log: slog.New(slog.DiscardHandler), HTTP: http.DefaultClient, DataDir: dir,
	}).Supervisor
}

// busySeat is a seat with its customers of today.
func busySeat(tx *storage.Tx, connection model.ConnectionID, n int, now time.Time) error {
	states := []model.SeatState{model.SeatOnline, model.SeatOnline, model.SeatOnline, model.SeatOffline, model.SeatBanned}
	seat, _, err := tx.UpsertSeat(model.Seat{
		Connection: connection, RemoteID: fmt.Sprintf("seat-%d", n), Name: fmt.Sprintf("坐席 %03d", n),
		State: states[n%len(states)], StateSince: now.Add(-time.Duration(n) * time.Minute).UTC(), Teams: fmt.Sprint(n % 12),
		LastLogin: now.Add(-8 * time.Hour).UTC(),
	})
	if err != nil {
		return err
	}
	y, m, d := now.Date()
	midnight := time.Date(y, m, d, 0, 0, 0, 0, time.Local)
	for talk := range talksOfSeat {
		if err := busyTalk(tx, seat.ID, n, talk, midnight, now); err != nil {
			return err
		}
	}
	return nil
}

// busyTalk is a conversation of today; in some, the customer waits at its end.
func busyTalk(tx *storage.Tx, seat model.SeatID, n, talk int, from, to time.Time) error {
	c, _, err := tx.EnsureConversation(seat, model.ConversationRef{RemoteID: fmt.Sprintf("c-%d-%d", n, talk), PeerID: fmt.Sprintf("p-%d", talk)})
	if err != nil {
		return err
	}
	step := to.Sub(from) / (talksOfSeat * messagesOfTalk)
	last := messagesOfTalk
	if (n+talk)%7 == 0 {
		last-- // the last word is the customer's
	}
	for i := range last {
		m := model.Message{
			Seat: seat, Conversation: c.ID, RemoteID: fmt.Sprint(i), SentAt: from.Add(step * time.Duration(talk*messagesOfTalk+i)).UTC(),
			Direction: model.Direction(i % 2), Content: model.Content{Kind: model.KindSticker},
		}
		if m.Direction == model.Out {
			m.State = model.StateSent
		}
		if _, err := tx.PutMessage(m); err != nil {
			return err
		}
		c.LastAt = m.SentAt
		if c.WaitingFrom = (time.Time{}); m.Direction == model.In {
			c.WaitingFrom, c.Unread = m.SentAt, 1
		}
	}
	return tx.SaveConversation(c)
}

// readBoard is how long the board is read for, in ms.
func (b *bench) readBoard(dir string) (float64, error) {
	s, err := storage.Open(b.ctx, dir, storage.Options{})
	if err != nil {
		return 0, err
	}
	defer s.Close()
	boss := supervisor(s, dir)
	var times []float64
	for range 15 {
		began := time.Now()
		board, err := boss.Board(context.WithoutCancel(b.ctx))
		if err != nil {
			return 0, err
		}
		if len(board.Rows) == 0 {
			return 0, fmt.Errorf("nothing was read")
		}
		times = append(times, float64(time.Since(began).Microseconds())/1000)
	}
	return median(times), nil
}
