package audit

import (
	"encoding/hex"
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/storage"
	"seatdeck/storage/storagetest"
)

// newLog is a log of its own.
func newLog(t *testing.T) *Log {
	t.Helper()
	clock := clockwork.NewFakeClockAt(storagetest.Start)
	return New(storagetest.New(t), bus.New(clock), clock, slog.New(slog.DiscardHandler), "tester")
}

func TestAnExportOfTheAuditLogCanBeChecked(t *testing.T) {
	a := newLog(t)
	ctx := t.Context()
	for _, about := range []string{"张三", "=1+1", "<b>\u202eabc"} {
		require.NoError(t, a.Note(ctx, model.AuditEntry{What: model.AuditSend, About: about, Detail: "text"}))
	}
	dir := t.TempDir()
	for _, format := range []string{"jsonl", "csv", "xlsx"} {
		n, err := a.Export(ctx, Filter{What: model.AuditSend, Limit: 1}, format, filepath.Join(dir, "log."+format))
		require.NoError(t, err)
		require.Equal(t, 3, n, "an export has no limit")
	}
	raw, err := os.ReadFile(filepath.Join(dir, "log.jsonl"))
	require.NoError(t, err)
	previous := strings.Repeat("00", 32)
	for line := range strings.Lines(string(raw)) {
		var r row
		require.NoError(t, json.Unmarshal([]byte(line), &r))
		require.Equal(t, previous, r.Previous)
		before, err := hex.DecodeString(r.Previous)
		require.NoError(t, err)
		sum := storage.AuditHash(before, model.AuditEntry{
			ID: r.ID, At: time.UnixMilli(r.At), Who: r.Who, What: r.What, Connection: r.Connection, Seat: r.Seat, Conversation: r.Conversation,
			SeatName: r.SeatName, About: r.About, Detail: r.Detail, Refused: r.Refused,
		})
		require.Equal(t, hex.EncodeToString(sum), r.Hash)
		previous = r.Hash
	}
	raw, err = os.ReadFile(filepath.Join(dir, "log.csv"))
	require.NoError(t, err)
	require.Contains(t, string(raw), ",'=1+1,")
	_, err = a.Export(ctx, Filter{}, "pdf", filepath.Join(dir, "log.pdf"))
	require.True(t, model.IsTrouble(err, model.TroubleInvalid))
	_, err = os.Stat(filepath.Join(dir, "log.pdf"))
	require.ErrorIs(t, err, os.ErrNotExist)
	list, err := a.List(ctx, Filter{What: model.AuditExport})
	require.NoError(t, err)
	require.Len(t, list, 4, "to export is a deed, and so is to fail")
	require.NotEmpty(t, list[0].Refused)
	check, err := a.Check(ctx)
	require.NoError(t, err)
	require.Equal(t, Soundness{Lines: 7, Sound: true, Head: list[0].Hash}, check)
}

func TestALineIsNotTooLong(t *testing.T) {
	a := newLog(t)
	require.NoError(t, a.Note(t.Context(), model.AuditEntry{What: model.AuditSend, About: strings.Repeat("长", 10_000)}))
	list, err := a.List(t.Context(), Filter{})
	require.NoError(t, err)
	require.Equal(t, mostText, utf8.RuneCountInString(list[0].About))
}
