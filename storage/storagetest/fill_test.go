package storagetest_test

import (
	"testing"

	"github.com/stretchr/testify/require"

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
