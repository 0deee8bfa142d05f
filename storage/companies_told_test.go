package storage_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/storage"
	"seatdeck/storage/storagetest"
)

func TestNoticesOfSomeKindsOfAConnection(t *testing.T) {
	s := storagetest.New(t)
	mine := storagetest.Seat(t, s, model.Seat{RemoteID: "r"}).Connection
	storagetest.Write(t, s, func(tx *storage.Tx) error {
		for i, kind := range []string{"paid", "lost", "given", "paid"} {
			n := model.CompanyNotice{ID: string(rune('a' + i)), At: storagetest.Start.Add(time.Duration(i) * time.Minute), Kind: kind, About: "o", Detail: "d"}
			if _, err := tx.PutNotice(mine, 0, n); err != nil {
				return err
			}
		}
		return nil
	})
	ids := func(conn model.ConnectionID, limit int, kinds ...string) (list []string) {
		notices, err := s.NoticesOf(t.Context(), conn, limit, kinds...)
		require.NoError(t, err)
		for _, n := range notices {
			require.Equal(t, []string{"o", "d"}, []string{n.About, n.Detail})
			list = append(list, n.ID)
		}
		return list
	}
	require.Equal(t, []string{"d", "c", "a"}, ids(mine, 9, "paid", "given"))
	require.Equal(t, []string{"d"}, ids(mine, 1, "paid"))
	require.Empty(t, ids(mine+1, 9, "paid"), "another company's")
	require.Empty(t, ids(mine, 9))
}
