package cli_test

import (
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	simulator "seatdeck/providers/simulator/youjiyun"
)

type summary struct {
	Seats, Conversations, Messages, New int
	GapsOpen                            int `json:"gaps_open"`
	Undecodable                         int
	Outbox                              map[string]int
	Connections                         []struct{ Name, State, Error string }
}

func TestSyncSearchExportDoctorBackup(t *testing.T) {
	server, url := backEnd(t)
	b := newBench(t)
	b.connect(url)
	truth := server.Truth()

	first := decode[summary](t, b.ok("", "sync", "--for", "2s", "--json"))
	require.Equal(t, 2, first.Seats)
	require.Equal(t, len(truth), first.Messages)
	require.Equal(t, first.Messages, first.New)
	require.Zero(t, first.GapsOpen)
	require.Equal(t, "online", first.Connections[0].State)
	again := decode[summary](t, b.ok("", "sync", "--for", "1s", "--json"))
	require.Zero(t, again.New, "the same history again changes nothing")
	require.Equal(t, first.Messages, again.Messages)

	type row struct {
		Provider, Connection, Seat, Conversation string
		MessageID                                string `json:"message_id"`
		SentAt                                   int64  `json:"sent_at"`
		Text                                     string
	}
	lines := strings.Split(strings.TrimSpace(b.ok("", "export", "--format", "jsonl")), "\n")
	require.Len(t, lines, len(truth))
	one := decode[row](t, lines[0])
	require.Equal(t, "youjiyun", one.Provider)
	file := filepath.Join(t.TempDir(), "all.csv")
	b.ok("", "export", "--format", "csv", "-o", file)
	f, err := os.Open(file)
	require.NoError(t, err)
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	require.Len(t, records, len(truth)+1)
	require.Equal(t, []string{
		"provider", "connection", "seat", "conversation", "message_id", "server_id",
		"client_id", "sent_at", "direction", "sender", "kind", "state", "text",
	}, records[0])
	ofOne := 0
	for _, line := range lines {
		if decode[row](t, line).Conversation == one.Conversation {
			ofOne++
		}
	}
	for _, narrow := range [][]string{
		{"--conversation", one.Conversation},
		{"--seat", one.Seat, "--conversation", one.Conversation},
	} {
		out := b.ok("", append([]string{"export", "--format", "jsonl"}, narrow...)...)
		require.Equal(t, ofOne, strings.Count(out, "\n"), "%v", narrow)
	}

	word := string([]rune(strings.TrimSpace(textOf(truth)))[:1])
	type hit struct{ Text string }
	hits := decode[[]hit](t, b.ok("", "search", word, "--limit", "3", "--json"))
	require.NotEmpty(t, hits)
	require.LessOrEqual(t, len(hits), 3)
	for _, h := range hits {
		require.Contains(t, h.Text, word)
	}
	require.Equal(t, "[]\n", b.ok("", "search", "没有人说过这句话呀", "--json"))

	type doctor struct {
		Integrity    struct{ Sound bool }
		Messages     int
		Keyring      struct{ Where string }
		DiskFree     int64 `json:"disk_free"`
		Reachability []struct{ OK bool }
	}
	d := decode[doctor](t, b.ok("", "doctor", "--json"))
	require.True(t, d.Integrity.Sound)
	require.Equal(t, len(truth), d.Messages)
	require.Equal(t, "file", d.Keyring.Where)
	require.Positive(t, d.DiskFree)
	require.True(t, d.Reachability[0].OK)
	require.Contains(t, b.ok("", "doctor"), "reachable")

	copied := filepath.Join(t.TempDir(), "copy.db")
	b.ok("", "backup", copied)
	require.Equal(t, model.AuditBackup, b.written()[0].What)
	b.ok("", "connect", "remove", "1")
	require.Empty(t, b.ok("", "export", "--format", "jsonl"))
	b.ok("", "restore", copied)
	require.Equal(t, model.AuditRestore, b.written()[0].What)
	require.Equal(t, "copy.db", b.written()[0].About)
	require.Equal(t, len(truth), strings.Count(b.ok("", "export", "--format", "jsonl"), "\n"))
	require.Contains(t, b.ok("", "connect", "test", "1"), "works", "secrets came back too")
	require.Equal(t, model.AuditExport, b.written()[0].What)
}

func textOf(truth []simulator.TruthLine) string {
	for _, line := range truth {
		if line.Text != "" && !strings.HasPrefix(line.Text, "http") {
			return line.Text
		}
	}
	return ""
}

func TestSyncSaysWhenNothingCouldBeReached(t *testing.T) {
	b := newBench(t)
	b.connect("http://127.0.0.1:1")
	r := b.try("", "sync", "--for", "500ms", "--json")
	require.Equal(t, 1, r.code)
	require.Contains(t, r.errors, "一号")
	require.Equal(t, 1, strings.Count(r.errors, "\n"), "%s", r.errors)
	s := decode[summary](t, r.out)
	require.NotEqual(t, "online", s.Connections[0].State)
	require.NotEmpty(t, s.Connections[0].Error)

	_, url := backEnd(t)
	b.ok(secret+"\n", "connect", "add", "--provider", "youjiyun", "--name", "二号", "--url", url, "--account", "demo")
	ctx, interrupt := context.WithCancel(context.Background())
	time.AfterFunc(time.Second, interrupt)
	r = b.run(ctx, "", "sync", "--data", b.data)
	require.Zero(t, r.code, "one back end that is down is told, and no error: %s", r.errors)
	require.Contains(t, r.out, "online")
}

func TestAnInterruptEndsSyncCleanly(t *testing.T) {
	_, url := backEnd(t)
	b := newBench(t)
	b.connect(url)
	ctx, interrupt := context.WithCancel(context.Background())
	time.AfterFunc(time.Second, interrupt)
	r := b.run(ctx, "", "sync", "--json", "--data", b.data)
	require.Zero(t, r.code, "%s", r.errors)
	require.Positive(t, decode[summary](t, r.out).Messages)
}
