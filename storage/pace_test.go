package storage_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/storage"
	"seatdeck/storage/storagetest"
)

func TestPacesAreThoseUnderAKey(t *testing.T) {
	s := storagetest.New(t)
	want := map[string]time.Time{"1": storagetest.Start, "2": storagetest.Start.Add(time.Second), "b/3": storagetest.Start}
	require.NoError(t, s.Write(t.Context(), func(tx *storage.Tx) error {
		for rest, at := range want {
			if err := tx.PutPace("calls/a/"+rest, at); err != nil {
				return err
			}
		}
		for _, other := range []string{"calls/a", "calls/a0", "calls/ab/1", "calls/b/1", "shut/a"} {
			if err := tx.PutPace(other, storagetest.Start); err != nil {
				return err
			}
		}
		got, err := tx.Paces("calls/a")
		require.Equal(t, want, got, "within the transaction too")
		return err
	}))
	got, err := s.Paces(t.Context(), "calls/a")
	require.NoError(t, err)
	require.Equal(t, want, got)
}
