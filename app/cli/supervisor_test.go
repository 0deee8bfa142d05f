package cli_test

import (
	"database/sql"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"seatdeck/app"
	"seatdeck/app/model"
	"seatdeck/storage"
)

type board struct {
	At     int64
	Totals struct {
		Seats, Online, Unread, Waiting, Alerts int
		LongestFrom                            int64 `json:"longest_from"`
	}
	Seats []struct {
		ID, Unread, Waiting, Longest int
		RemoteID                     string `json:"remote_id"`
		Name, State, Provider        string
		Since                        int64
		LongestFrom                  int64 `json:"longest_from"`
		Today                        struct{ Received, Sent int }
	}
}

// watched gives a command line whose folder has read a simulated world.
func watched(t *testing.T) (b *bench, perSeat map[string]int) {
	t.Helper()
	server, url := backEnd(t)
	b = newBench(t)
	b.deps.Who = "小王"
	b.connect(url)
	b.ok("", "sync", "--for", "2s")
	perSeat = map[string]int{}
	for _, m := range server.Truth() {
		perSeat[m.RobotKey]++
	}
	return b, perSeat
}

func TestTheBoardIsReadFromTheFile(t *testing.T) {
	b, seats := watched(t)
	got := decode[board](t, b.ok("", "board", "--json"))
	require.Equal(t, len(seats), got.Totals.Seats)
	require.Len(t, got.Seats, len(seats))
	unread, waiting := 0, 0
	for _, s := range got.Seats {
		require.Contains(t, seats, s.RemoteID)
		require.Equal(t, "youjiyun", s.Provider)
		require.NotZero(t, s.Since)
		require.LessOrEqual(t, s.Since, got.At)
		require.Equal(t, s.Waiting > 0, s.LongestFrom != 0 && s.Longest != 0)
		unread, waiting = unread+s.Unread, waiting+s.Waiting
	}
	require.Equal(t, unread, got.Totals.Unread)
	require.Equal(t, waiting, got.Totals.Waiting)
	require.NotZero(t, waiting, "somebody waits in this world")

	lines := strings.Split(strings.TrimSpace(b.ok("", "board")), "\n")
	require.Len(t, lines, 1+len(seats)+1, "headings, seats, totals")
	for _, line := range lines[:len(lines)-1] {
		require.Equal(t, 8, strings.Count(line, "\t"), "%q", line)
	}
	b.env["LANG"] = "zh_CN.UTF-8"
	require.Contains(t, b.ok("", "board"), "最久等待")
}

// raise puts alerts into the file, as a console that runs does after a while.
func (b *bench) raise(alerts ...model.Alert) {
	b.t.Helper()
	store, err := storage.Open(b.t.Context(), b.data, storage.Options{})
	require.NoError(b.t, err)
	defer store.Close()
	require.NoError(b.t, store.Write(b.t.Context(), func(tx *storage.Tx) error {
		for i, a := range alerts {
			a.Rule, a.Since, a.Raised = int64(i+1), time.Now().Add(-time.Hour), time.Now()
			if _, _, err := tx.RaiseAlert(a); err != nil {
				return err
			}
		}
		return nil
	}))
}

func TestAlertsAreListedAndAcknowledged(t *testing.T) {
	b, _ := watched(t)
	type alert struct {
		ID       int
		Kind     string
		Acked    int64
		AckedBy  string `json:"acked_by"`
		SeatName string `json:"seat_name"`
		Peer     string
		Cleared  int64
	}
	waiting := decode[board](t, b.ok("", "board", "--json"))
	longest := 0
	for _, s := range waiting.Seats {
		if s.LongestFrom == waiting.Totals.LongestFrom {
			longest = s.Longest
		}
	}
	require.NotZero(t, longest)
	b.raise(model.Alert{Kind: model.AlertOffline, Seat: 1}, model.Alert{Kind: model.AlertBanned, Grave: true, Seat: 2},
		model.Alert{Kind: model.AlertWaiting, Conversation: model.ConversationID(longest)})

	open := decode[[]alert](t, b.ok("", "alerts", "--open", "--json"))
	require.Len(t, open, 3)
	require.Equal(t, "banned", open[0].Kind, "the grave one first")
	require.NotEmpty(t, open[0].SeatName)
	require.Zero(t, open[0].Acked+open[0].Cleared)
	require.Equal(t, len(open), strings.Count(b.ok("", "alerts"), "\n"))
	first := strconv.Itoa(open[0].ID)
	b.ok("", "ack", first)
	for _, a := range decode[[]alert](t, b.ok("", "alerts", "--json")) {
		if a.ID == open[0].ID {
			require.Equal(t, "小王", a.AckedBy)
			require.NotZero(t, a.Acked)
		} else {
			require.Zero(t, a.Acked)
		}
	}
	require.Contains(t, b.ok("", "alerts"), "acknowledged by 小王")
	require.Equal(t, 1, b.try("", "ack", "999999").code)

	// Whoever takes a conversation over has seen the alerts about it.
	taken := decode[struct {
		Conversation int
		TakenBy      string `json:"taken_by"`
		TakenAt      int64  `json:"taken_at"`
	}](t, b.ok("", "take", strconv.Itoa(longest), "--json"))
	require.Equal(t, longest, taken.Conversation)
	require.Equal(t, "小王", taken.TakenBy)
	require.NotZero(t, taken.TakenAt)
	require.Contains(t, b.ok("", "take", strconv.Itoa(longest)), "taken over by 小王")
	require.Equal(t, 1, b.try("", "take", "nobody").code)
	for _, a := range decode[[]struct {
		Conversation int
		Acked        int64
	}](t, b.ok("", "alerts", "--json")) {
		if a.Conversation == longest {
			require.NotZero(t, a.Acked)
		}
	}
}

func TestReportsAreWritten(t *testing.T) {
	b, seats := watched(t)
	year := []string{"--from", time.Now().AddDate(0, 0, -300).Format(time.DateOnly)}
	out := b.ok("", append([]string{"report", "--format", "csv"}, year...)...)
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(out, "\ufeff"))).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 1+len(seats)+1, "headings, seats, the total")
	require.Equal(t, "Name", rows[0][0])
	require.Contains(t, rows[0], "Online (s)")
	require.Equal(t, "Total", rows[len(rows)-1][0])
	received := func(row []string) int {
		n, err := strconv.Atoi(row[3])
		require.NoError(t, err)
		return n
	}
	sum := 0
	for _, row := range rows[1 : len(rows)-1] {
		sum += received(row)
	}
	require.NotZero(t, sum)
	require.Equal(t, received(rows[len(rows)-1]), sum)

	file := filepath.Join(t.TempDir(), "days.xlsx")
	answer := decode[struct {
		Path string
		Rows int
	}](t, b.ok("", append([]string{"report", "--format", "xlsx", "--by", "day", "--to", "yesterday", "-o", file, "--json"}, year...)...))
	require.Equal(t, 300, answer.Rows)
	require.Equal(t, file, answer.Path)
	book, err := excelize.OpenFile(file)
	require.NoError(t, err)
	defer book.Close()
	inFile, err := book.GetRows(book.GetSheetList()[0])
	require.NoError(t, err)
	require.Len(t, inFile, 1+300+1)
}

func TestTheAuditLogIsListedCheckedAndExported(t *testing.T) {
	b, _ := watched(t)
	type line struct {
		ID                int
		Who, What, Detail string
		Hash, Previous    string
	}
	all := decode[[]line](t, b.ok("", "audit", "--json"))
	require.Len(t, all, 1, "a connection was added")
	require.Equal(t, "connection.add", all[0].What)
	require.Equal(t, "小王", all[0].Who)

	b.ok("", "export", "--format", "jsonl")
	require.Equal(t, "data.export", decode[[]line](t, b.ok("", "audit", "--what", "data.", "--json"))[0].What)
	require.Len(t, decode[[]line](t, b.ok("", "audit", "--limit", "1", "--json")), 1)
	require.Empty(t, decode[[]line](t, b.ok("", "audit", "--to", "yesterday", "--json")))
	require.Len(t, decode[[]line](t, b.ok("", "audit", "--from", "today", "--to", "today", "--json")), 2)
	require.Equal(t, 2, strings.Count(b.ok("", "audit", "--text", "小王"), "\n"))

	check := decode[struct {
		Lines, Wrong int
		Sound        bool
		Head         string
	}](t, b.ok("", "audit", "check", "--json"))
	require.True(t, check.Sound)
	require.Equal(t, 2, check.Lines)
	require.Contains(t, b.ok("", "audit", "check"), check.Head)

	file := filepath.Join(t.TempDir(), "audit.jsonl")
	b.ok("", "audit", "export", "--format", "jsonl", "-o", file)
	raw, err := os.ReadFile(file)
	require.NoError(t, err)
	previous := strings.Repeat("0", 64)
	for text := range strings.Lines(string(raw)) {
		var one line
		require.NoError(t, json.Unmarshal([]byte(text), &one))
		require.Equal(t, previous, one.Previous)
		previous = one.Hash
	}
	require.Equal(t, check.Head, previous, "the export ends where the check did")
}

func TestTheDoctorCountsCallbacksAndDays(t *testing.T) {
	server, url := guidBackEnd(t, 1)
	b := newBench(t)
	b.connectGUIDs(server, url, "--option", "notify_listen=127.0.0.1:0")
	type diagnosis struct {
		Callbacks []struct{ Counts map[string]int64 }
		StaleDays int `json:"stale_days"`
		Audit     struct {
			Sound bool
			Lines int
		}
	}
	diagnose := func() diagnosis { return decode[diagnosis](t, b.ok("", "doctor", "--json")) }
	d := diagnose()
	require.Len(t, d.Callbacks, 1)
	require.Nil(t, d.Callbacks[0].Counts, "no console has taken any")
	require.True(t, d.Audit.Sound)
	require.Equal(t, 1, d.Audit.Lines)

	b.ok("", "sync", "--for", "1s")
	since := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	counts, err := json.Marshal(app.CallbackCounts{Since: since, By: map[model.ConnectionID]model.CallbackCounts{
		1: {Accepted: 70, Repeated: 6, BadSign: 5, Stale: 4, Replayed: 3, Undecodable: 2, TooLarge: 1, Busy: 8},
	}})
	require.NoError(t, err)
	db, err := sql.Open("sqlite", filepath.Join(b.data, "seatdeck.db"))
	require.NoError(t, err)
	defer db.Close()
	_, err = db.Exec(`INSERT OR REPLACE INTO settings (key, value) VALUES ('callbacks', ?);
		DELETE FROM stale_days; INSERT INTO stale_days VALUES (1, 0, 1), (1, 86400000, 2)`, string(counts))
	require.NoError(t, err)
	d = diagnose()
	require.Equal(t, map[string]int64{
		"since": since.UnixMilli(), "accepted": 70, "repeated": 6, "refused": 15, "bad_signature": 5, "old": 4,
		"replayed": 3, "undecodable": 2, "too_large": 1, "busy": 8,
	}, d.Callbacks[0].Counts)
	require.Equal(t, 2, d.StaleDays)
	text := b.ok("", "doctor")
	require.Contains(t, text, "70 taken, 6 repeated, 15 refused")
	require.Contains(t, text, "days to be counted\t2\n")
	require.Contains(t, text, "audit log\tsound, 1 lines\n")
}

func TestAChangedAuditLogIsFound(t *testing.T) {
	b, _ := watched(t)
	b.ok("", "export", "--format", "jsonl")
	db, err := sql.Open("sqlite", filepath.Join(b.data, "seatdeck.db")) // the driver that storage brings along
	require.NoError(t, err)
	defer db.Close()
	_, err = db.Exec(`DROP TRIGGER audit_kept; UPDATE audit SET who = '小李' WHERE id = 1`)
	require.NoError(t, err)

	r := b.try("", "audit", "check", "--json")
	require.Equal(t, 1, r.code)
	require.Contains(t, r.errors, "line 1 of the audit log does not fit")
	require.Contains(t, r.out, `"sound": false`)
	r = b.try("", "doctor", "--json")
	require.Equal(t, 1, r.code)
	diagnosis := decode[struct {
		Audit struct {
			Sound bool
			Wrong int
			Head  string
		}
	}](t, r.out)
	require.False(t, diagnosis.Audit.Sound)
	require.Equal(t, 1, diagnosis.Audit.Wrong)
	_, err = hex.DecodeString(diagnosis.Audit.Head)
	require.NoError(t, err)
}
