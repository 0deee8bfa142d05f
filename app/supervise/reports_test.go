package supervise

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"seatdeck/app/audit"
	"seatdeck/app/model"
	"seatdeck/storage"
	"seatdeck/storage/storagetest"
)

// reporting is a desk of two more seats, in teams, with a day of work.
func reporting(t *testing.T) (*desk, *Reports) {
	d := newDesk(t)
	d.clock.Advance(3 * storage.Day)
	both := storagetest.Seat(t, d.store, model.Seat{Name: "=1+1", Teams: "a,b"})
	one := storagetest.Seat(t, d.store, model.Seat{Connection: both.Connection, Name: "@cmd", Teams: "a"})
	gone := storagetest.Seat(t, d.store, model.Seat{Connection: both.Connection, Name: "离职"})
	storagetest.Write(t, d.store, func(tx *storage.Tx) error {
		_, err := tx.PutTeams(both.Connection, []model.Team{{ID: "a", Name: "+早班"}})
		if err != nil {
			return err
		}
		gone.Removed = true
		if _, _, err := tx.UpsertSeat(gone); err != nil {
			return err
		}
		_, err = tx.PutSeatLog(both.ID, []model.SeatLogEntry{
			{At: minutes(60), State: model.SeatOffline}, {At: minutes(90), State: model.SeatOnline}, {At: minutes(120), State: model.SeatBanned},
		})
		return err
	})
	for _, seat := range []model.SeatID{d.talk.Seat, both.ID, one.ID} {
		c := storagetest.Conversation(t, d.store, seat, model.ConversationRef{})
		d.said(c, 1, model.In)
		d.said(c, 7, model.Out) // late by any limit
	}
	again := storagetest.Conversation(t, d.store, both.ID, model.ConversationRef{})
	d.said(again, 24*60, model.In)
	d.said(again, 24*60+4, model.Out) // later than a first answer is to be
	return d, d.reports
}

func TestReports(t *testing.T) {
	d, reports := reporting(t)
	first, last := minutes(0), minutes(24*60)
	type line struct {
		name                  string
		seats, received, late int
	}
	sum := func(r ReportRow) line { return line{r.Name, r.Seats, r.Received, r.Late} }
	for name, tc := range map[string]struct {
		wish  ReportWish
		rows  []line
		total line
	}{
		"by seat": {
			ReportWish{By: BySeat}, []line{{"=1+1", 1, 2, 1}, {"@cmd", 1, 1, 1}, {"坐席1", 1, 1, 1}}, line{"", 3, 4, 3},
		},
		"by team: one in two counts in each": {
			ReportWish{By: ByTeam}, []line{{"+早班", 2, 3, 2}, {"b", 1, 2, 1}, {"", 1, 1, 1}}, line{"", 3, 4, 3},
		},
		"by connection": {
			ReportWish{By: ByConnection}, []line{{"接入2", 2, 3, 2}, {"接入1", 1, 1, 1}}, line{"", 3, 4, 3},
		},
		"by day": {
			ReportWish{By: ByDay}, []line{{first.Local().Format(dayLayout), 3, 3, 3}, {last.Local().Format(dayLayout), 3, 1, 0}}, line{"", 3, 4, 3},
		},
		"of a team": {
			ReportWish{By: ByTeam, Teams: []string{"b"}}, []line{{"b", 1, 2, 1}}, line{"", 1, 2, 1},
		},
		"of a connection": {
			ReportWish{By: BySeat, Connections: []model.ConnectionID{1}}, []line{{"坐席1", 1, 1, 1}}, line{"", 1, 1, 1},
		},
	} {
		t.Run(name, func(t *testing.T) {
			tc.wish.First, tc.wish.Last = first, last
			r, err := reports.Make(t.Context(), tc.wish)
			require.NoError(t, err)
			var rows []line
			for _, row := range r.Rows {
				rows = append(rows, sum(row))
			}
			require.Equal(t, tc.rows, rows)
			require.Equal(t, tc.total, sum(r.Total))
			require.Len(t, r.Days, 2)
			require.Equal(t, r.Total.Received, r.Days[0].Received+r.Days[1].Received)
			require.Equal(t, d.clock.Now().UTC(), r.Made)
		})
	}
	_, err := reports.Make(t.Context(), ReportWish{First: last, Last: first})
	require.True(t, model.IsTrouble(err, model.TroubleInvalid))
	_, err = reports.Make(t.Context(), ReportWish{First: first, Last: first.AddDate(3, 0, 0)})
	require.True(t, model.IsTrouble(err, model.TroubleInvalid))
}

func TestWhatASeatDidStaysInTheReportAfterItIsGone(t *testing.T) {
	d, reports := reporting(t)
	wish := ReportWish{First: minutes(0), Last: minutes(24 * 60)}
	before, err := reports.Make(t.Context(), wish)
	require.NoError(t, err)
	left, err := d.store.Seat(t.Context(), d.talk.Seat)
	require.NoError(t, err)
	left.Removed = true
	storagetest.Write(t, d.store, func(tx *storage.Tx) error {
		_, _, err := tx.UpsertSeat(left)
		return err
	})
	after, err := reports.Make(t.Context(), wish)
	require.NoError(t, err)
	require.Equal(t, before.Total.Tally, after.Total.Tally)
	require.Equal(t, before.Total.Seats, after.Total.Seats)
	require.Less(t, after.Total.Known, before.Total.Known, "how it was since nobody knows")
	days, err := d.supervisor.Days(t.Context(), 0, wish.First, wish.Last)
	require.NoError(t, err)
	require.Equal(t, days, after.Days, "as the trend has it")
}

func TestAReportKnowsWhoWasThere(t *testing.T) {
	_, reports := reporting(t)
	for _, by := range []ReportBy{BySeat, ByDay} {
		r, err := reports.Make(t.Context(), ReportWish{First: minutes(0), Last: minutes(0), By: by})
		require.NoError(t, err)
		row := r.Rows[0]
		others := 0 * time.Hour // by day the two others are in the row
		known := nextDay(r.Days[0].Day).Sub(minutes(0))
		if by == ByDay {
			others = 2 * known
		}
		require.Equal(t, 90*time.Minute+others, row.Online)
		require.Equal(t, 30*time.Minute, row.Offline)
		require.Equal(t, known-2*time.Hour, row.Banned)
		require.Equal(t, known+others, row.Known)
		require.Equal(t, 1, row.Logins)
	}
}

func TestAReportIsSaved(t *testing.T) {
	_, reports := reporting(t)
	r, err := reports.Make(t.Context(), ReportWish{First: minutes(0), Last: minutes(24 * 60), By: BySeat})
	require.NoError(t, err)
	r.Rows[2].Name = "\tcmd"
	words := func(key string) string { return "<" + key + ">" }
	dir := t.TempDir()
	path := filepath.Join(dir, "a.csv")
	require.NoError(t, reports.Save(t.Context(), r, "csv", path, words))
	raw, err := os.ReadFile(path)
	require.NoError(t, err)
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(raw), "\ufeff"))).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 5)
	require.Equal(t, "<name>", rows[0][0])
	require.Equal(t, []string{"'=1+1", "接入2 · +早班 · b", "1", "2"}, rows[1][:4])
	require.Equal(t, "300", rows[1][10], "the mean of 6 and 4 minutes")
	require.Equal(t, []string{"'@cmd", "'\tcmd", "<total>"}, []string{rows[2][0], rows[3][0], rows[4][0]})

	path = filepath.Join(dir, "a.xlsx")
	require.NoError(t, reports.Save(t.Context(), r, "xlsx", path, words))
	book, err := excelize.OpenFile(path)
	require.NoError(t, err)
	kind, err := book.GetCellType("Sheet1", "A2")
	require.NoError(t, err)
	require.NotEqual(t, excelize.CellTypeFormula, kind)
	cell, err := book.GetCellValue("Sheet1", "A2")
	require.NoError(t, err)
	require.Equal(t, "'=1+1", cell)
	require.NoError(t, book.Close())

	require.True(t, model.IsTrouble(reports.Save(t.Context(), r, "pdf", path, words), model.TroubleInvalid))
	lines, err := reports.audit.List(t.Context(), audit.Filter{What: model.AuditExport, Limit: 10})
	require.NoError(t, err)
	require.Len(t, lines, 3, "also what was refused")
}
