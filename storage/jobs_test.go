package storage_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/storage"
	"seatdeck/storage/storagetest"
)

func TestOutbox(t *testing.T) {
	s, c := newConversation(t)
	m := storagetest.Message(t, s, c, model.Message{ClientID: "c1", Direction: model.Out, State: model.StateQueued})
	first := model.Job{
		Kind: model.JobForward, Seat: c.Seat, Conversation: c.ID, Message: m.ID, ClientID: "c1", Payload: []byte(`{"a":1}`),
		Attempts: 1, NotBefore: storagetest.Start.Add(time.Hour), Created: storagetest.Start,
	}
	second := model.Job{Seat: c.Seat, Conversation: c.ID, Created: storagetest.Start}
	storagetest.Write(t, s, func(tx *storage.Tx) (err error) {
		first.ID, err = tx.AddJob(first)
		require.NoError(t, err)
		second.ID, err = tx.AddJob(model.Job{Seat: c.Seat, Conversation: c.ID})
		return err
	})
	jobs, err := s.Jobs(t.Context(), c.Seat)
	require.NoError(t, err)
	require.Equal(t, []model.Job{first, second}, jobs)
	jobs, err = s.Jobs(t.Context(), c.Seat+1)
	require.NoError(t, err)
	require.Empty(t, jobs)

	first.Attempts, first.NotBefore = 2, storagetest.Start.Add(2*time.Hour)
	storagetest.Write(t, s, func(tx *storage.Tx) error {
		require.NoError(t, tx.UpdateJob(first))
		j, found, err := tx.JobOfMessage(m.ID)
		require.NoError(t, err)
		require.True(t, found)
		require.Equal(t, first, j)
		require.NoError(t, tx.DeleteJob(second.ID))
		return tx.DeleteJob(second.ID)
	})
	jobs, err = s.Jobs(t.Context(), 0)
	require.NoError(t, err)
	require.Equal(t, []model.Job{first}, jobs)
	err = s.Write(t.Context(), func(tx *storage.Tx) error { return tx.UpdateJob(second) })
	require.True(t, model.IsTrouble(err, model.TroubleNotFound))

	counts, err := s.OutboxCounts(t.Context())
	require.NoError(t, err)
	require.Equal(t, map[model.SendState]int{model.StateQueued: 1}, counts)
	list, err := s.Unsettled(t.Context(), model.StateQueued, 10)
	require.NoError(t, err)
	require.Len(t, list, 1)
}

func TestUnitedMessageKeepsItsJob(t *testing.T) {
	s, c := newConversation(t)
	m := storagetest.Message(t, s, c, model.Message{ClientID: "c1", Direction: model.Out, State: model.StateSending})
	storagetest.Write(t, s, func(tx *storage.Tx) error {
		_, err := tx.AddJob(model.Job{Seat: c.Seat, Conversation: c.ID, Message: m.ID})
		return err
	})
	put(t, s, c, model.Message{RemoteID: "r1", Direction: model.Out, State: model.StateSent})
	put(t, s, c, model.Message{RemoteID: "r1", ClientID: "c1"})
	jobs, err := s.Jobs(t.Context(), 0)
	require.NoError(t, err)
	require.Len(t, jobs, 1)
	require.Equal(t, m.ID, jobs[0].Message)
}

func TestFriendRequests(t *testing.T) {
	s := storagetest.New(t)
	seat := storagetest.Seat(t, s, model.Seat{})
	put := func(r model.FriendRequest) (changed bool) {
		storagetest.Write(t, s, func(tx *storage.Tx) (err error) {
			changed, err = tx.PutFriendRequest(r)
			return err
		})
		return changed
	}
	pending := func(only bool) []model.FriendRequest {
		list, err := s.FriendRequests(t.Context(), seat.ID, only)
		require.NoError(t, err)
		return list
	}
	r := model.FriendRequest{
		Seat: seat.ID, RemoteID: "f1", Name: "甲", Avatar: "https://a", Reason: "我是甲", Gender: model.GenderFemale, WeChat: true,
		At: storagetest.Start,
	}
	require.True(t, put(r))
	require.False(t, put(r))
	r.ID = pending(true)[0].ID
	require.Equal(t, []model.FriendRequest{r}, pending(true))
	storagetest.Write(t, s, func(tx *storage.Tx) error { return tx.MarkFriendAccepted(seat.ID, "f1") })
	require.Empty(t, pending(true))
	require.False(t, put(r), "the same request again does not open it")
	require.Empty(t, pending(true))
	r.At = r.At.Add(time.Hour)
	require.True(t, put(r), "a later one does")
	require.Equal(t, []model.FriendRequest{r}, pending(true))
	all, err := s.FriendRequests(t.Context(), 0, false)
	require.NoError(t, err)
	require.Len(t, all, 1)
}
