package storage_test

import (
	"bytes"
	"encoding/binary"
	"testing"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/storage"
	"seatdeck/storage/storagetest"
)

func TestUndecodableCountsAndCaps(t *testing.T) {
	s := storagetest.New(t)
	seat := storagetest.Seat(t, s, model.Seat{})
	other := storagetest.Connection(t, s, model.Connection{})
	big := bytes.Repeat([]byte("x"), 70<<10)
	bigger := append(bytes.Clone(big), 'y')
	storagetest.Write(t, s, func(tx *storage.Tx) error {
		for range 3 {
			require.NoError(t, tx.PutUndecodable(other.ID, seat.ID, "push", "bad JSON", []byte("{")))
		}
		require.NoError(t, tx.PutUndecodable(other.ID, 0, "history", "bad JSON", []byte("{")))
		require.NoError(t, tx.PutUndecodable(other.ID, 0, "push", "too big", big))
		require.NoError(t, tx.PutUndecodable(other.ID, 0, "push", "too big", bigger))
		return tx.PutUndecodable(other.ID, 0, "push", "empty", nil)
	})
	list, err := s.Undecodables(t.Context(), other.ID, 10)
	require.NoError(t, err)
	require.Len(t, list, 5)
	require.Len(t, list[1].Raw, 64<<10)
	require.Equal(t, storage.Undecodable{
		Connection: other.ID, Seat: seat.ID, Source: "push", Reason: "bad JSON", Raw: []byte("{"), Times: 3,
		First: storagetest.Start, Last: storagetest.Start,
	}, list[4])
	h, err := s.Health(t.Context())
	require.NoError(t, err)
	require.Equal(t, map[string]int{"bad JSON": 4, "too big": 2, "empty": 1}, h.Undecodable)

	storagetest.Write(t, s, func(tx *storage.Tx) error {
		return tx.FillUndecodable(seat.Connection, 9_999)
	})
	storagetest.Write(t, s, func(tx *storage.Tx) error {
		for i := range 5 {
			raw := binary.BigEndian.AppendUint32(nil, uint32(i))
			require.NoError(t, tx.PutUndecodable(seat.Connection, 0, "push", "flood", raw))
		}
		return nil
	})
	list, err = s.Undecodables(t.Context(), seat.Connection, 1_000_000)
	require.NoError(t, err)
	require.Len(t, list, 10_000)
	require.Equal(t, []byte{0, 0, 0, 4}, list[0].Raw)
}

func TestHealth(t *testing.T) {
	s, c := newConversation(t)
	storagetest.Message(t, s, c, storagetest.Text("好"))
	ours := storagetest.Message(t, s, c, model.Message{ClientID: "c1", Direction: model.Out, State: model.StateQueued})
	storagetest.Message(t, s, c, model.Message{RemoteID: "elsewhere", ClientID: "elsewhere", Direction: model.Out, State: model.StateFailed})
	storagetest.Write(t, s, func(tx *storage.Tx) error { return tx.SetMessageState(ours.ID, model.StateMaybeSent, nil) })
	save(t, s, c, func(c *model.Conversation) { c.Cursor.Gap = true })
	h, err := s.Health(t.Context())
	require.NoError(t, err)
	require.Positive(t, h.FileSize)
	h.FileSize = 0
	require.Equal(t, storage.Health{
		Sound: true, Counts: storage.Counts{
			Connections: 1, Seats: 1, Conversations: 1, Messages: 3, OpenGaps: 1, Undecodable: map[string]int{},
			Outbox: map[model.SendState]int{model.StateMaybeSent: 1}, SchemaVersion: shape,
		},
	}, h)
}
