package storage_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/storage"
	"seatdeck/storage/storagetest"
)

func TestRecordsAreKeptByKindNewestFirst(t *testing.T) {
	store := storagetest.New(t)
	conn := storagetest.Connection(t, store, model.Connection{Name: "a"}).ID
	other := storagetest.Connection(t, store, model.Connection{Name: "b"}).ID
	put := func(c model.ConnectionID, r model.Record) {
		storagetest.Write(t, store, func(tx *storage.Tx) error { return tx.PutRecord(c, r, storagetest.Start) })
	}
	for i := range 5 {
		put(conn, model.Record{Kind: model.RecordExport, ID: fmt.Sprint(i), Values: map[string]string{"n": fmt.Sprint(i)}})
	}
	put(conn, model.Record{Kind: model.RecordTransfer, ID: "0"})
	put(other, model.Record{Kind: model.RecordExport, ID: "0", Values: map[string]string{"n": "other"}})
	put(conn, model.Record{Kind: model.RecordExport, ID: "1", Values: map[string]string{"n": "changed\nin two lines"}})

	var got []string
	for before, rounds := int64(0), 0; rounds < 5; rounds++ {
		list, next, err := store.Records(t.Context(), conn, model.RecordExport, before, 2)
		require.NoError(t, err)
		for _, r := range list {
			require.Equal(t, model.RecordExport, r.Kind)
			got = append(got, r.ID+" "+r.Get("n"))
		}
		if before = next; next == 0 {
			break
		}
	}
	require.Equal(t, []string{"4 4", "3 3", "2 2", "1 changed\nin two lines", "0 0"}, got)

	storagetest.Write(t, store, func(tx *storage.Tx) error {
		require.NoError(t, tx.DeleteRecord(conn, model.RecordExport, "nobody's"))
		return tx.DeleteRecord(conn, model.RecordExport, "4")
	})
	list, next, err := store.Records(t.Context(), conn, model.RecordExport, 0, 0)
	require.NoError(t, err)
	require.Zero(t, next)
	require.Len(t, list, 4)
	list, _, err = store.Records(t.Context(), other, model.RecordExport, 0, 0)
	require.NoError(t, err)
	require.Equal(t, "other", list[0].Get("n"), "another company's is another one")
}

func TestARecordWantsAnID(t *testing.T) {
	store := storagetest.New(t)
	conn := storagetest.Connection(t, store, model.Connection{Name: "a"}).ID
	err := store.Write(t.Context(), func(tx *storage.Tx) error {
		return tx.PutRecord(conn, model.Record{Kind: model.RecordExport}, storagetest.Start)
	})
	require.True(t, model.IsTrouble(err, model.TroubleInvalid), err)
}
