// Package storagetest makes data for tests and benchmarks of what stands on
// storage.
package storagetest

import (
	"context"
	"fmt"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/storage"
)

// Start is what the clock of [New] says at first: 2026-03-02 08:00 UTC.
var Start = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)

// T is what a test or benchmark offers.
type T interface {
	require.TestingT
	Helper()
	Cleanup(func())
	TempDir() string
	Context() context.Context
}

// New opens a store in a folder that goes with the test, on a clock that stands
// still.
func New(t T) *storage.Store {
	t.Helper()
	dir := t.TempDir()
	Prepare(t, dir)
	return Open(t, dir)
}

// Open opens the store in dir until the test ends.
func Open(t T, dir string) *storage.Store {
	t.Helper()
	s, err := storage.Open(t.Context(), dir, storage.Options{Clock: clockwork.NewFakeClockAt(Start)})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

// Write runs fn in a transaction that has to succeed.
func Write(t T, s *storage.Store, fn func(*storage.Tx) error) {
	t.Helper()
	require.NoError(t, s.Write(t.Context(), fn))
}

// Connection adds one of kind youjiyun; empty fields of c are filled.
func Connection(t T, s *storage.Store, c model.Connection) model.Connection {
	t.Helper()
	if c.Kind == "" {
		c.Kind = "youjiyun"
	}
	if c.Name == "" {
		list, err := s.Connections(t.Context())
		require.NoError(t, err)
		c.Name = fmt.Sprintf("接入%d", len(list)+1)
	}
	Write(t, s, func(tx *storage.Tx) (err error) {
		c.ID, err = tx.AddConnection(c)
		return err
	})
	return c
}

// Seat adds an online seat; a connection is made where seat names none.
func Seat(t T, s *storage.Store, seat model.Seat) model.Seat {
	t.Helper()
	if seat.Connection == 0 {
		seat.Connection = Connection(t, s, model.Connection{}).ID
	}
	list, err := s.Seats(t.Context())
	require.NoError(t, err)
	n := len(list) + 1
	if seat.RemoteID == "" {
		seat.RemoteID = fmt.Sprintf("robot-%d", n)
	}
	if seat.Name == "" {
		seat.Name = fmt.Sprintf("坐席%d", n)
	}
	if seat.State == model.SeatUnknown {
		seat.State = model.SeatOnline
	}
	Write(t, s, func(tx *storage.Tx) (err error) {
		seat, _, err = tx.UpsertSeat(seat)
		return err
	})
	return seat
}

// Conversation adds one to a seat; a peer is made up where ref names nothing.
func Conversation(t T, s *storage.Store, seat model.SeatID, ref model.ConversationRef) model.Conversation {
	t.Helper()
	n, err := s.ConversationCount(t.Context(), storage.ConversationQuery{})
	require.NoError(t, err)
	if ref.RemoteID == "" && ref.PeerID == "" {
		ref.RemoteID, ref.PeerID = fmt.Sprintf("chat-%d", n+1), fmt.Sprintf("peer-%d", n+1)
	}
	if ref.Name == "" {
		ref.Name = fmt.Sprintf("客户%d", n+1)
	}
	var c model.Conversation
	Write(t, s, func(tx *storage.Tx) (err error) {
		c, _, err = tx.EnsureConversation(seat, ref)
		return err
	})
	return c
}

// Message adds one to a conversation: received text, a second after the newest
// one, where m says nothing else.
func Message(t T, s *storage.Store, c model.Conversation, m model.Message) model.Message {
	t.Helper()
	m.Seat, m.Conversation = c.Seat, c.ID
	Write(t, s, func(tx *storage.Tx) error {
		newest, found, err := tx.NewestMessage(c.ID)
		if err != nil {
			return err
		}
		switch {
		case !m.SentAt.IsZero():
		case found:
			m.SentAt = newest.SentAt.Add(time.Second)
		default:
			m.SentAt = Start
		}
		if m.RemoteID == "" && m.ClientID == "" {
			m.RemoteID = fmt.Sprintf("msg-%d-%d-%d", c.ID, newest.ID, m.SentAt.UnixMilli())
		}
		if m.Content.Kind == model.KindUnknown {
			m.Content.Kind = model.KindText
		}
		put, err := tx.PutMessage(m)
		if err != nil {
			return err
		}
		m, err = tx.Message(put.ID)
		return err
	})
	return m
}

// Text is received text.
func Text(words string) model.Message {
	return model.Message{Content: model.Content{Kind: model.KindText, Text: words}}
}
