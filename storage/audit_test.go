package storage_test

import (
	"crypto/sha256"
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite"

	"seatdeck/app/model"
	"seatdeck/storage"
	"seatdeck/storage/storagetest"
)

func writeLines(t *testing.T, s *storage.Store, lines ...model.AuditEntry) {
	t.Helper()
	storagetest.Write(t, s, func(tx *storage.Tx) error {
		for _, e := range lines {
			if _, err := tx.AddAudit(e); err != nil {
				return err
			}
		}
		return nil
	})
}

func threeLines() []model.AuditEntry {
	at := storagetest.Start
	return []model.AuditEntry{
		{At: at, Who: "Anna", What: model.AuditSend, Connection: 1, Seat: 7, Conversation: 3, SeatName: "小美", About: "张三", Detail: "text"},
		{At: at.Add(time.Minute), Who: "Bert", What: model.AuditRevoke, Seat: 8, About: "ＡＢＣ公司"},
		{At: at.Add(time.Hour), Who: "Bert", What: model.AuditExport, Detail: "contacts: 3", Refused: "disk_full"},
	}
}

func TestTheAuditLogIsAChain(t *testing.T) {
	s := storagetest.New(t)
	lines, wrong, head, err := s.AuditSound(t.Context())
	require.NoError(t, err)
	require.Zero(t, lines+wrong)
	require.Nil(t, head)
	writeLines(t, s, threeLines()...)
	lines, wrong, head, err = s.AuditSound(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, 3, lines)
	require.Zero(t, wrong)

	// What the documentation of AuditHash says, done anew.
	previous := make([]byte, 32)
	for i, e := range threeLines() {
		text := ""
		for _, field := range []string{
			fmt.Sprint(i + 1), fmt.Sprint(e.At.UnixMilli()), e.Who, string(e.What), fmt.Sprint(int64(e.Connection)), fmt.Sprint(int64(e.Seat)),
			fmt.Sprint(int64(e.Conversation)), e.SeatName, e.About, e.Detail, e.Refused,
		} {
			text += fmt.Sprintf("%d:%s", len(field), field)
		}
		sum := sha256.Sum256(append(append([]byte{}, previous...), text...))
		previous = sum[:]
	}
	require.Equal(t, previous, head)
	require.NotEqual(t, storage.AuditHash(head, model.AuditEntry{Who: "a", SeatName: "b"}), storage.AuditHash(head, model.AuditEntry{Who: "ab"}),
		"no two lines are written the same")
}

func TestLinesOfTheAuditLogStay(t *testing.T) {
	for _, c := range []struct {
		name, change string
		wrong        int64 // -1: the file does not take it
	}{
		{"change", `UPDATE audit SET about = '李四' WHERE id = 1`, -1},
		{"delete", `DELETE FROM audit WHERE id = 1`, -1},
		{"change without the guard", `DROP TRIGGER audit_kept; UPDATE audit SET about = '李四' WHERE id = 2`, 2},
		{"delete without the guard", `DROP TRIGGER audit_stays; DELETE FROM audit WHERE id = 1`, 2},
		{"swap without the guard", `DROP TRIGGER audit_kept; UPDATE audit SET id = 9 WHERE id = 1; UPDATE audit SET id = 1 WHERE id = 2; UPDATE audit SET id = 2 WHERE id = 9`, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			s := storagetest.Open(t, dir)
			writeLines(t, s, threeLines()...)
			db, err := sql.Open("sqlite", filepath.Join(dir, "seatdeck.db"))
			require.NoError(t, err)
			defer db.Close() //nolint:errcheck // only read from here on
			_, err = db.ExecContext(t.Context(), c.change)
			if c.wrong < 0 {
				require.Error(t, err)
				return
			}
			require.NoError(t, err)
			_, wrong, _, err := s.AuditSound(t.Context())
			require.NoError(t, err)
			require.Equal(t, c.wrong, wrong)
		})
	}
}

func TestTheAuditLogIsSearched(t *testing.T) {
	s := storagetest.New(t)
	writeLines(t, s, threeLines()...)
	at := storagetest.Start
	for name, c := range map[string]struct {
		filter storage.AuditFilter
		want   []int64
	}{
		"all, newest first":  {storage.AuditFilter{}, []int64{3, 2, 1}},
		"some":               {storage.AuditFilter{Limit: 2}, []int64{3, 2}},
		"before":             {storage.AuditFilter{Before: 2}, []int64{1}},
		"a deed":             {storage.AuditFilter{What: model.AuditSend}, []int64{1}},
		"a family":           {storage.AuditFilter{What: "message."}, []int64{2, 1}},
		"a seat":             {storage.AuditFilter{Seat: 8}, []int64{2}},
		"from":               {storage.AuditFilter{From: at.Add(time.Minute)}, []int64{3, 2}},
		"to":                 {storage.AuditFilter{To: at.Add(time.Minute)}, []int64{1}},
		"words, folded":      {storage.AuditFilter{Text: "bert abc"}, []int64{2}},
		"a word of a detail": {storage.AuditFilter{Text: "contacts"}, []int64{3}},
		"the seat's name":    {storage.AuditFilter{Text: "小美"}, []int64{1}},
		"nothing":            {storage.AuditFilter{Text: "zzz"}, nil},
	} {
		list, err := s.Audits(t.Context(), c.filter)
		require.NoError(t, err)
		var ids []int64
		for _, e := range list {
			ids = append(ids, e.ID)
		}
		require.Equal(t, c.want, ids, name)
	}
}
