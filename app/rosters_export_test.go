package app

import (
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/app/sheet"
	"seatdeck/storage"
	"seatdeck/storage/storagetest"
)

func TestRowsAreReadInPages(t *testing.T) {
	ids := make([]int, 2*exportPage+1)
	for i := range ids {
		ids[i] = i
	}
	var pages []int
	var got []int
	err := EachRow(t.Context(), ids, func(_ context.Context, page []int) ([]int, error) {
		pages = append(pages, len(page))
		return page, nil
	}, func(row int) error {
		got = append(got, row)
		return nil
	})
	require.NoError(t, err)
	require.Equal(t, []int{exportPage, exportPage, 1}, pages)
	require.Equal(t, ids, got)
}

func TestGroupsContactsAndPeopleAreExported(t *testing.T) {
	store := storagetest.New(t)
	seat := storagetest.Seat(t, store, model.Seat{Name: "一号"})
	storagetest.Write(t, store, func(tx *storage.Tx) error {
		for i := range exportPage + 3 {
			_, err := tx.UpsertContact(model.Contact{Seat: seat.ID, RemoteID: fmt.Sprintf("c%04d", i), Name: fmt.Sprintf("客户%04d", i)}, false)
			if err != nil {
				return err
			}
		}
		if _, err := tx.UpsertGroup(model.Group{Seat: seat.ID, RemoteID: "g1", Name: "=群"}, false); err != nil {
			return err
		}
		return tx.PutMembers(seat.ID, "g1", []model.Member{{RemoteID: "c0001", Name: "甲"}, {RemoteID: "c0002", Name: "乙"}}, true)
	})
	audit := newAuditsOn(store)
	people, groups := &People{store: store, audit: audit}, &Groups{store: store, audit: audit}
	lines := func(path string) [][]string {
		raw, err := os.ReadFile(path)
		require.NoError(t, err)
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(raw), "\ufeff"))).ReadAll()
		require.NoError(t, err)
		return rows
	}
	path := filepath.Join(t.TempDir(), "out.csv")

	ids, err := people.IDs(t.Context(), model.ContactFilter{})
	require.NoError(t, err)
	n, err := people.Export(t.Context(), append([]model.ContactID{999_999}, ids...), sheet.Of[model.ContactRow]{
		Head:  []string{"n", "name", "seat"},
		Cells: func(n int, row model.ContactRow) []string { return []string{fmt.Sprint(n), row.Name, row.SeatName} },
	}, path)
	require.NoError(t, err)
	require.Equal(t, exportPage+3, n)
	rows := lines(path)
	require.Len(t, rows, exportPage+4)
	require.Equal(t, []string{"0", "客户0000", "一号"}, rows[1], "one that is gone is left out and not counted")
	require.Equal(t, []string{fmt.Sprint(exportPage + 2), fmt.Sprintf("客户%04d", exportPage+2), "一号"}, rows[len(rows)-1])

	chosen, err := groups.IDs(t.Context(), model.GroupFilter{})
	require.NoError(t, err)
	n, err = groups.Export(t.Context(), chosen, sheet.Of[model.GroupRow]{
		Head: []string{"name"}, Cells: func(_ int, row model.GroupRow) []string { return []string{row.Name} },
	}, path)
	require.NoError(t, err)
	require.Equal(t, 1, n)
	require.Equal(t, [][]string{{"name"}, {"'=群"}}, lines(path))

	who, err := groups.People(t.Context(), chosen, "")
	require.NoError(t, err)
	n, err = groups.ExportPeople(t.Context(), chosen, append(who, "nobody"), sheet.Of[model.Person]{
		Head: []string{"id"}, Cells: func(_ int, row model.Person) []string { return []string{row.RemoteID} },
	}, path)
	require.NoError(t, err)
	require.Equal(t, 2, n)
	require.ElementsMatch(t, [][]string{{"id"}, {"c0001"}, {"c0002"}}, lines(path))
}
