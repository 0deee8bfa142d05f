package storage_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/storage"
	"seatdeck/storage/storagetest"
)

func (w *town) summaries(seat model.SeatID) []model.TagSummary {
	w.t.Helper()
	list, err := w.TagSummaries(w.t.Context(), seat)
	require.NoError(w.t, err)
	return list
}

func tagLines(list []model.TagSummary) (lines []string) {
	for _, t := range list {
		line := fmt.Sprintf("%s/%s %d:", t.Group, t.Name, t.Contacts)
		for _, on := range t.On {
			line += fmt.Sprintf(" %s %s %d", on.SeatName, on.Tag.RemoteID, on.Contacts)
		}
		lines = append(lines, line)
	}
	return lines
}

func TestTagsAreSummedOverSeats(t *testing.T) {
	w := newTown(t)
	w.people()
	require.Equal(t, []string{
		"等级/金牌 3: 张东 1 2 陈西 2 1", "等级/银牌 2: 张东 2 1 陈西 1 1", "来源/广告 1: 张东 " + big + " 1", "其他/广告 1: 陈西 9 1",
	}, tagLines(w.summaries(0)))
	require.Equal(t, []string{"等级/金牌 1: 陈西 2 1", "等级/银牌 1: 陈西 1 1", "其他/广告 1: 陈西 9 1"}, tagLines(w.summaries(w.west)))
	require.Empty(t, w.summaries(w.gone))
	require.False(t, w.summaries(0)[0].Corp)

	w.tags(w.west, model.TagGroup{RemoteID: "g1", Name: "等级", Corp: true, Tags: []model.Tag{tag("2", "金牌")}}, headed("", "", tag("7", "无题")))
	list := w.summaries(0)
	require.True(t, list[0].Corp, "where one seat has it as one of the company")
	require.Equal(t, "/无题 0: 陈西 7 0", tagLines(list)[3])
}

func TestTagsStandWhereAPersonPutThem(t *testing.T) {
	w := newTown(t)
	w.people()
	place := func(group string, names ...string) {
		w.write(func(tx *storage.Tx) error { return tx.PlaceTags(group, names) })
	}
	placeHeadings := func(names ...string) {
		w.write(func(tx *storage.Tx) error { return tx.PlaceTagGroups(names) })
	}
	order := func() (names []string) {
		for _, s := range w.summaries(0) {
			names = append(names, s.Group+s.Name)
		}
		return names
	}
	place("等级", "银牌", "", "金牌", "银牌")
	placeHeadings("其他", "没有的", "来源")
	require.Equal(t, []string{"其他广告", "来源广告", "等级银牌", "等级金牌"}, order())
	groups, err := w.Tags(t.Context(), w.east)
	require.NoError(t, err)
	require.Equal(t, "来源 等级 银牌 金牌", fmt.Sprint(groups[0].Name, " ", groups[1].Name, " ", groups[1].Tags[0].Name, " ", groups[1].Tags[1].Name))
	c, _, err := w.Contact(t.Context(), w.east, "9007199254740992")
	require.NoError(t, err)
	require.Equal(t, "银牌", c.Tags[0].Name)
	rows, err := w.ContactRows(t.Context(), []model.ContactID{c.ID})
	require.NoError(t, err)
	require.Equal(t, c.Tags, rows[0].Tags)

	place("等级", "金牌")
	placeHeadings()
	require.Equal(t, []string{"等级金牌", "等级银牌", "来源广告", "其他广告"}, order(), "what has no place stands behind, as the back end has it")
}

func TestReadings(t *testing.T) {
	w := newTown(t)
	w.contact(model.Contact{Seat: w.west, RemoteID: "1"})
	w.contact(model.Contact{Seat: w.west, RemoteID: "2", Removed: true})
	w.write(func(tx *storage.Tx) error {
		_, err := tx.UpsertGroup(model.Group{Seat: w.east, RemoteID: "R:1"}, false)
		if err == nil {
			_, err = tx.UpsertGroup(model.Group{Seat: w.east, RemoteID: "R:2", Dissolved: true}, false)
		}
		return err
	})
	r := model.Reading{Seat: w.east, What: model.ListOfGroups, Total: 12, Rows: 11, At: storagetest.Start}
	for _, put := range []model.Reading{
		{Seat: w.west, What: model.ListOfContacts, Rows: 3, At: storagetest.Start},
		{Seat: w.gone, What: model.ListOfContacts, Rows: 3},
		{Seat: w.east, What: model.ListOfGroups, Total: 9},
		r,
	} {
		w.write(func(tx *storage.Tx) error { return tx.PutReading(put) })
	}
	r.Here, r.Gone = 2, 1
	list, err := w.Readings(t.Context(), 0)
	require.NoError(t, err)
	require.Equal(t, []model.Reading{r, {Seat: w.west, What: model.ListOfContacts, Rows: 3, At: storagetest.Start, Here: 2, Gone: 1}}, list)
	list, err = w.Readings(t.Context(), w.east)
	require.NoError(t, err)
	require.Equal(t, []model.Reading{r}, list)
}
