//go:build chaos

// Package chaos kills the program while it works, again and again, and then
// compares what it has with what the back end knows. CHAOS=long kills it twenty
// times instead of three.
package chaos

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/tools/rig"
)

const tags = "nowindow"

func kills() int {
	if os.Getenv("CHAOS") == "long" {
		return 20
	}
	return 3
}

// TestNothingIsLostOrDoubled floods the program, cuts its sockets and kills it;
// after one undisturbed run, export and truth are the same.
func TestNothingIsLostOrDoubled(t *testing.T) {
	p := rig.Build(t, tags)
	simulator := p.Simulate(t, "--seats", "3", "--conversations", "8", "--messages", "30", "--rate", "0", "--seed", "5")
	p.Connect(t, simulator, "模拟", "reconnect_min=1s")

	dice := rand.New(rand.NewPCG(5, 5))
	var said strings.Builder // all that was ever printed
	for range kills() {
		simulator.Control(t, "faults", map[string]any{"lose": 0.02, "repeat": 0.02, "reorder": 0.05, "half_frames": 1, "half_answers": 1})
		console := p.Start(t, "sync")
		before := count(t, p)
		flood := make(chan struct{})
		go func() {
			defer close(flood)
			for range 4 {
				simulator.Control(t, "flood", map[string]any{"messages": 250, "drop": 0.004, "repeat": 0.02, "shuffle": 6})
			}
		}()
		rig.Until(t, 60*time.Second, "something to arrive", func() error {
			n := count(t, p)
			return rig.Check(n > before, "still %d messages", n)
		})
		time.Sleep(time.Duration(dice.IntN(1500)) * time.Millisecond) // any moment will do
		console.Kill()
		said.WriteString(console.Stdout() + console.Stderr())
		<-flood
		require.True(t, doctor(t, p).Integrity.Sound, "after a kill")
	}

	simulator.Control(t, "faults", map[string]any{})
	truth := simulator.Truth(t)
	var last summary
	for range 6 {
		r := p.Try(t, "", "sync", "--for", "5s", "--json")
		said.WriteString(r.Stdout + r.Stderr)
		require.Zero(t, r.Code, "%s", r.Stderr)
		last = decode[summary](t, r.Stdout)
		if last.GapsOpen == 0 && last.Messages == len(truth) {
			break
		}
	}
	require.Zero(t, last.GapsOpen)
	require.Zero(t, last.Outbox.Queued+last.Outbox.Sending)
	same(t, truth, export(t, p))
	noSecret(t, p, said.String())
}

// TestTypedWhileTheSocketIsDown: what is queued while there is no socket, and
// survives a kill, is sent once and in order.
func TestTypedWhileTheSocketIsDown(t *testing.T) {
	p := rig.Build(t, tags)
	simulator := p.Simulate(t, "--seats", "1", "--conversations", "1", "--messages", "4", "--rate", "0", "--seed", "9")
	p.Connect(t, simulator, "模拟", "reconnect_min=30s")
	p.Run(t, "", "sync", "--for", "3s")
	first := simulator.Truth(t)[0]

	console := p.Start(t, "sync")
	rig.Until(t, 30*time.Second, "the socket", func() error {
		return rig.Check(online(t, simulator), "none")
	})
	simulator.Control(t, "drop", nil)
	rig.Until(t, 30*time.Second, "the socket to be gone", func() error {
		return rig.Check(!online(t, simulator), "still there")
	})
	texts := []string{"第一句", "second line", "第三句 <b>"}
	for _, text := range texts {
		p.Run(t, "", "send", "--seat", first.RobotKey, "--to", first.ChatID, "--wait", "0", text)
	}
	console.Kill()
	require.Empty(t, simulator.Sent(t), "there was no socket")

	sent := func() []string {
		var list []string
		for _, one := range simulator.Sent(t) {
			list = append(list, one.Text)
		}
		return list
	}
	again := p.Start(t, "sync")
	rig.Until(t, 60*time.Second, "all to be sent", func() error {
		return rig.Check(len(sent()) >= len(texts), "sent: %q", sent())
	})
	again.Interrupt()
	require.Zero(t, again.Wait(t, 20*time.Second).Code)
	p.Run(t, "", "sync", "--for", "2s")
	require.Equal(t, texts, sent(), "once each, in order")
	for _, text := range texts {
		rows := slices.DeleteFunc(export(t, p), func(r row) bool { return r.Text != text })
		require.Len(t, rows, 1, "%q", text)
		require.Equal(t, "sent", rows[0].State)
	}
	same(t, simulator.Truth(t), export(t, p))
}

// TestAnswerLostAndKilled: a message went out, its echo never came, the program
// was killed. It is not sent again, and the history settles that it was sent.
func TestAnswerLostAndKilled(t *testing.T) {
	p := rig.Build(t, tags)
	simulator := p.Simulate(t, "--seats", "1", "--conversations", "1", "--messages", "4", "--rate", "0", "--seed", "3")
	p.Connect(t, simulator, "模拟", "reconnect_min=1s")
	p.Run(t, "", "sync", "--for", "3s")
	first := simulator.Truth(t)[0]

	const text = "只发一次"
	simulator.Control(t, "faults", map[string]any{"lose_echoes": 1})
	sending := p.Start(t, "send", "--seat", first.RobotKey, "--to", first.ChatID, "--wait", "60s", text)
	rig.Until(t, 30*time.Second, "the message at the back end", func() error {
		return rig.Check(simulator.SentTexts(t)[text] > 0, "not yet")
	})
	sending.Kill()

	rig.Until(t, 60*time.Second, "the history to settle it", func() error {
		p.Run(t, "", "sync", "--for", "2s")
		rows := slices.DeleteFunc(export(t, p), func(r row) bool { return r.Text != text })
		return rig.Check(len(rows) == 1 && rows[0].State == "sent", "%+v", rows)
	})
	require.Equal(t, 1, simulator.SentTexts(t)[text])
	same(t, simulator.Truth(t), export(t, p))
}

type summary struct {
	Messages int `json:"messages"`
	GapsOpen int `json:"gaps_open"`
	Outbox   struct {
		Queued  int `json:"queued"`
		Sending int `json:"sending"`
	} `json:"outbox"`
}

type diagnosis struct {
	Integrity struct {
		Sound   bool   `json:"sound"`
		Problem string `json:"problem"`
	} `json:"integrity"`
	Messages int `json:"messages"`
}

type row struct {
	Seat         string `json:"seat"`
	Conversation string `json:"conversation"`
	MessageID    string `json:"message_id"`
	ServerID     string `json:"server_id"`
	SentAt       int64  `json:"sent_at"`
	Kind         string `json:"kind"`
	State        string `json:"state"`
	Text         string `json:"text"`
}

func decode[T any](t *testing.T, text string) (v T) {
	t.Helper()
	require.NoError(t, json.Unmarshal([]byte(text), &v), "%s", text)
	return v
}

func doctor(t *testing.T, p rig.Program) (d diagnosis) {
	t.Helper()
	p.JSON(t, &d, "doctor")
	return d
}

func count(t *testing.T, p rig.Program) int { return len(export(t, p)) }

func export(t *testing.T, p rig.Program) (rows []row) {
	t.Helper()
	for line := range strings.Lines(p.Run(t, "", "export", "--format", "jsonl")) {
		rows = append(rows, decode[row](t, line))
	}
	return rows
}

// same compares every message: those of the back end, once each, and no others.
func same(t *testing.T, truth []rig.Truth, rows []row) {
	t.Helper()
	want, got := map[string]int{}, map[string]int{}
	texts := map[string]string{}
	for _, m := range truth {
		key := fmt.Sprintf("%s|%s|%s|%s|%d", m.RobotKey, m.ChatID, m.MessageID, m.MsgSvrID, m.Timestamp)
		want[key]++
		texts[key] = m.Text
	}
	for _, r := range rows {
		key := fmt.Sprintf("%s|%s|%s|%s|%d", r.Seat, r.Conversation, r.MessageID, r.ServerID, r.SentAt)
		got[key]++
		if text := texts[key]; r.Kind == "text" && text != r.Text {
			t.Errorf("text of %s: %q, want %q", key, r.Text, text)
		}
	}
	missing, spare := 0, 0
	for key, n := range want {
		if got[key] < n {
			if missing++; missing <= 5 {
				t.Errorf("missing: %s %q", key, texts[key])
			}
		}
	}
	for key, n := range got {
		if want[key] < n {
			if spare++; spare <= 5 {
				t.Errorf("too many: %s", key)
			}
		}
	}
	require.Zero(t, missing+spare, "%d of %d missing, %d too many", missing, len(truth), spare)
}

// noSecret looks for the secret in all that was stored and printed.
func noSecret(t *testing.T, p rig.Program, printed string) {
	t.Helper()
	require.NotContains(t, printed, rig.Secret)
	files := 0
	err := filepath.WalkDir(p.Data, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		require.NotContains(t, string(raw), rig.Secret, path)
		files++
		return err
	})
	require.NoError(t, err)
	require.Greater(t, files, 2)
}

// online tells whether a console holds a socket, by pushing one message.
func online(t *testing.T, s *rig.Simulator) bool {
	t.Helper()
	var flooded struct {
		Pushed int `json:"pushed"`
	}
	require.NoError(t, json.Unmarshal(s.Control(t, "flood", map[string]any{"messages": 1}), &flooded))
	return flooded.Pushed > 0
}
