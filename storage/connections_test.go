package storage_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/storage"
	"seatdeck/storage/storagetest"
)

func TestConnections(t *testing.T) {
	s := storagetest.New(t)
	want := model.Connection{
		Kind: "pychat", Name: "主接入", BaseURL: "https://a", Account: "app", Created: storagetest.Start,
		Options: map[string]string{"guids": "a,b", "rate": "90"},
	}
	want = storagetest.Connection(t, s, want)
	other := storagetest.Connection(t, s, model.Connection{Name: "另一个"})
	list, err := s.Connections(t.Context())
	require.NoError(t, err)
	require.Len(t, list, 2)
	require.Contains(t, list, want)

	add := func(name string) error {
		return s.Write(t.Context(), func(tx *storage.Tx) error {
			_, err := tx.AddConnection(model.Connection{Name: name})
			return err
		})
	}
	require.True(t, model.IsTrouble(add("主接入"), model.TroubleInvalid))
	require.True(t, model.IsTrouble(add(""), model.TroubleInvalid))
	rename := func(c model.Connection) error {
		return s.Write(t.Context(), func(tx *storage.Tx) error { return tx.UpdateConnection(c) })
	}
	other.Name = want.Name
	require.True(t, model.IsTrouble(rename(other), model.TroubleInvalid))
	other.ID = 999
	other.Name = "新"
	require.True(t, model.IsTrouble(rename(other), model.TroubleNotFound))
	want.Name, want.Options = "改名", map[string]string{}
	require.NoError(t, rename(want))
	list, err = s.Connections(t.Context())
	require.NoError(t, err)
	require.Contains(t, list, want)
}

func TestRemoveConnectionTakesAllOfIt(t *testing.T) {
	s := storagetest.New(t)
	keep := storagetest.Seat(t, s, model.Seat{})
	gone := storagetest.Seat(t, s, model.Seat{})
	for _, seat := range []model.Seat{keep, gone} {
		c := storagetest.Conversation(t, s, seat.ID, model.ConversationRef{})
		text := storagetest.Text("共同的话")
		text.SenderName, text.ClientID, text.State = "张三", "c", model.StateQueued
		m := storagetest.Message(t, s, c, text)
		storagetest.Write(t, s, func(tx *storage.Tx) error {
			_, err := tx.AddJob(model.Job{Seat: seat.ID, Conversation: c.ID, Message: m.ID})
			require.NoError(t, err)
			_, err = tx.UpsertContact(model.Contact{Seat: seat.ID, RemoteID: "p", Tags: []model.Tag{{RemoteID: "t", Name: "标签"}}}, false)
			require.NoError(t, err)
			require.NoError(t, tx.PutMembers(seat.ID, "g", []model.Member{{RemoteID: "m"}}, true))
			_, err = tx.PutFriendRequest(model.FriendRequest{Seat: seat.ID, RemoteID: "f"})
			require.NoError(t, err)
			require.NoError(t, tx.PutUndecodable(seat.Connection, seat.ID, "push", "bad", []byte("x")))
			return tx.PutSealed(seat.Connection, "secret", []byte("sealed"))
		})
	}
	before, err := s.RowCounts(t.Context())
	require.NoError(t, err)
	remove := func(tx *storage.Tx) error { return tx.RemoveConnection(gone.Connection) }
	storagetest.Write(t, s, remove)
	after, err := s.RowCounts(t.Context())
	require.NoError(t, err)
	for table, n := range before {
		require.Equal(t, n, 2*after[table], table)
	}
	require.Len(t, found(t, s, "共同", storage.SearchOptions{}), 1)
	require.True(t, model.IsTrouble(s.Write(t.Context(), remove), model.TroubleNotFound))
}

func TestSealedSettingsAndPace(t *testing.T) {
	s := storagetest.New(t)
	c := storagetest.Connection(t, s, model.Connection{})
	storagetest.Write(t, s, func(tx *storage.Tx) error {
		require.NoError(t, tx.PutSealed(c.ID, "secret", []byte{1}))
		require.NoError(t, tx.PutSealed(c.ID, "secret", []byte{2, 0}))
		require.NoError(t, tx.PutSealed(c.ID, "other", []byte{3}))
		require.NoError(t, tx.PutSealed(c.ID, "other", nil))
		require.NoError(t, tx.PutSetting("theme", "dark"))
		require.NoError(t, tx.PutSetting("theme", "light"))
		require.NoError(t, tx.PutPace("seat/1", storagetest.Start.Add(1)))
		return tx.PutPace("seat/1", storagetest.Start)
	})
	sealed, err := s.Sealed(t.Context(), c.ID)
	require.NoError(t, err)
	require.Equal(t, map[string][]byte{"secret": {2, 0}}, sealed)
	settings, err := s.Settings(t.Context())
	require.NoError(t, err)
	require.Equal(t, map[string]string{"theme": "light"}, settings)
	next, err := s.Pace(t.Context(), "seat/1")
	require.NoError(t, err)
	require.Equal(t, storagetest.Start, next)
	next, err = s.Pace(t.Context(), "seat/2")
	require.NoError(t, err)
	require.True(t, next.IsZero())
}
