package storage_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/storage"
	"seatdeck/storage/storagetest"
)

// No statement that runs while an agent works may walk all messages, nor sort a
// list that has an index for its order.
func TestNoStatementWalksTheMessages(t *testing.T) {
	s, c := newConversation(t)
	ctx := t.Context()
	m := storagetest.Message(t, s, c, model.Message{ClientID: "c1", Content: model.Content{Kind: model.KindText, Text: "话"}})
	put(t, s, c, model.Message{RemoteID: "r1", ClientID: "c2"})
	key := storage.KeyOf(m)
	storagetest.Write(t, s, func(tx *storage.Tx) error {
		_, _, err := tx.OldestUnanswered(c.ID)
		require.NoError(t, err)
		_, _, err = tx.NewestMessage(c.ID)
		require.NoError(t, err)
		_, _, err = tx.OldestMessage(c.ID)
		require.NoError(t, err)
		require.NoError(t, tx.SetMessageState(m.ID, model.StateSent, nil))
		require.NoError(t, tx.MarkTried(m.ID, storagetest.Start))
		_, err = tx.PutEcho(model.Message{Seat: c.Seat, Conversation: c.ID, RemoteID: "e", SentAt: storagetest.Start, Content: m.Content})
		require.NoError(t, err)
		require.NoError(t, tx.Confirm(m.ID, "e2", storagetest.Start))
		_, err = tx.ReceivedAfter(c.ID, key, 5)
		require.NoError(t, err)
		_, err = tx.EnsureTransfer(m.ID, model.MediaOriginal)
		require.NoError(t, err)
		require.NoError(t, tx.PutMoments(c.Seat, nil))
		return tx.SaveConversation(c)
	})
	for _, win := range []storage.MessageWindow{{Limit: 5}, {Before: &key, Limit: 5}, {After: &key, Limit: 5}, {Before: &key, After: &key}} {
		_, err := s.Messages(ctx, c.ID, win)
		require.NoError(t, err)
	}
	for _, seat := range []model.SeatID{0, c.Seat} {
		for _, sort := range []storage.ConversationSort{storage.ByTime, storage.ByWait} {
			for _, q := range []storage.ConversationQuery{
				{Seat: seat, Sort: sort, Limit: 5},
				{Seat: seat, Sort: sort, GroupsOnly: true, Limit: 5},
			} {
				_, err := s.Conversations(ctx, q)
				require.NoError(t, err)
			}
		}
		_, err := s.ConversationCount(ctx, storage.ConversationQuery{Seat: seat, WaitingOnly: true})
		require.NoError(t, err)
	}
	_, err := s.CountAfter(ctx, c.ID, key)
	require.NoError(t, err)
	_, err = s.MessageCount(ctx, c.ID)
	require.NoError(t, err)
	_, err = s.Search(ctx, "话", storage.SearchOptions{Seat: c.Seat})
	require.NoError(t, err)
	_, err = s.Seats(ctx)
	require.NoError(t, err)
	_, err = s.OutboxCounts(ctx)
	require.NoError(t, err)
	_, err = s.Unsettled(ctx, model.StateQueued, 5)
	require.NoError(t, err)
	_, err = s.OpenGaps(ctx, nil)
	require.NoError(t, err)

	_, err = s.OpenTransfers(ctx)
	require.NoError(t, err)
	_, err = s.TransfersOf(ctx, m.ID)
	require.NoError(t, err)
	_, err = s.Moments(ctx, c.Seat, "", 5)
	require.NoError(t, err)
	_, _, err = s.NextBackfill(ctx, 1)
	require.NoError(t, err)
	storagetest.Write(t, s, func(tx *storage.Tx) error { return tx.DirtyToGaps(1) })

	walk := regexp.MustCompile(`^SCAN (m|messages|c|conversations|t|tries|moments)$`)
	checked := 0
	for _, query := range s.Queries() {
		verb := strings.Fields(query)[0]
		if verb != "SELECT" && verb != "UPDATE" && verb != "DELETE" {
			continue
		}
		args := make([]any, strings.Count(query, "?"))
		for i := range args {
			args[i] = 1
		}
		steps, err := s.Plan(ctx, query, args...)
		require.NoError(t, err, query)
		checked++
		for _, step := range steps {
			require.NotRegexp(t, walk, step, query)
			if strings.Contains(query, "LIMIT") && !strings.Contains(query, "message_index") {
				require.NotContains(t, step, "TEMP B-TREE", query)
			}
		}
	}
	require.Greater(t, checked, 25)
}
