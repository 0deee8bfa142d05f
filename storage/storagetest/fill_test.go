package storagetest_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/storage"
	"seatdeck/storage/storagetest"
)

func TestFillIsTheSameEveryTime(t *testing.T) {
	var texts [2]string
	for i := range texts {
		s := storagetest.New(t)
		require.NoError(t, storagetest.FillShape(t.Context(), s, 300, storagetest.Shape{Seats: 3, Conversations: 12, Batch: 70}))
		h, err := s.Health(t.Context())
		require.NoError(t, err)
		require.Equal(t, []int{3, 12, 300}, []int{h.Seats, h.Conversations, h.Messages})
		err = s.EachMessage(t.Context(), storage.ExportFilter{}, func(r storage.ExportRow) error {
			texts[i] += r.MessageID + r.Text + "\n"
			return nil
		})
		require.NoError(t, err)
		hits, err := s.Search(t.Context(), "退款", storage.SearchOptions{})
		require.NoError(t, err)
		require.NotEmpty(t, hits)
	}
	require.Equal(t, texts[0], texts[1])
}

func TestFillDirectoryIsTheSameEveryTime(t *testing.T) {
	shape := storagetest.DirectoryShape{Seats: 4, Contacts: 200, Groups: 20, Members: 200, Tags: 6}
	var people [2][]model.Person
	var tags [2][]model.TagSummary
	for i := range people {
		s := storagetest.New(t)
		require.NoError(t, storagetest.FillDirectory(t.Context(), s, shape))
		contacts, err := s.ContactIDs(t.Context(), model.ContactFilter{})
		require.NoError(t, err)
		require.Len(t, contacts, shape.Contacts)
		several, err := s.ContactIDs(t.Context(), model.ContactFilter{SeveralSeats: true})
		require.NoError(t, err)
		require.NotEmpty(t, several)
		groups, err := s.GroupIDs(t.Context(), model.GroupFilter{})
		require.NoError(t, err)
		require.Len(t, groups, shape.Groups)
		ids, err := s.People(t.Context(), groups, "")
		require.NoError(t, err)
		people[i], err = s.PeopleRows(t.Context(), groups, ids)
		require.NoError(t, err)
		memberships := 0
		for _, p := range people[i] {
			memberships += p.Groups
		}
		require.Equal(t, shape.Members, memberships)
		tags[i], err = s.TagSummaries(t.Context(), 0)
		require.NoError(t, err)
		require.Len(t, tags[i], shape.Tags)
	}
	require.Equal(t, people[0], people[1])
	require.Equal(t, tags[0], tags[1])
}
