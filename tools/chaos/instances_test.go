//go:build chaos

package chaos

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/tools/rig"
)

// instances starts the simulated guid instances, connects them, and gives one
// that is online and a person it knows.
func instances(t *testing.T, p rig.Program, args ...string) (s *rig.Simulator, guid, peer string) {
	t.Helper()
	s = p.SimulateKind(t, "pychat", append([]string{"--rate", "0", "--seed", "11"}, args...)...)
	var options []string
	for name, value := range s.Options {
		options = append(options, name+"="+value)
	}
	p.Connect(t, s, "实例", options...)
	p.Run(t, "", "sync", "--for", "4s")
	var states []struct {
		GUID   string `json:"guid"`
		Status int    `json:"status"`
	}
	s.Get(t, "state", &states)
	for _, one := range states {
		if one.Status == 2 {
			guid = one.GUID
			break
		}
	}
	require.NotEmpty(t, guid, "no instance is online: %+v", states)
	for _, m := range rig.Lines[said](t, s, "truth") {
		if m.GUID == guid && strings.HasPrefix(m.Peer, "wxid_") {
			return s, guid, m.Peer
		}
	}
	require.FailNow(t, "nobody wrote to the instance")
	return nil, "", ""
}

// said is one message that the simulated instances know.
type said struct {
	GUID    string `json:"guid"`
	Peer    string `json:"peer"`
	MsgID   string `json:"msg_id"`
	MsgType int    `json:"msg_type"`
	Time    int64  `json:"time"` // s
	Text    string `json:"text"`
}

// marker is the msg_type that only tells of reading, and is shown nowhere.
const marker = 51

// TestCallbacksAreTakenOnce floods the receiver with 10,000 callbacks, with
// repeats, batches, unknown types, garbage, broken XML and bodies of 1 MB, and
// kills the program on the way. There is no history to fetch what was lost: what
// was acknowledged is here, what was not is sent again.
func TestCallbacksAreTakenOnce(t *testing.T) {
	t.Parallel() // it mostly waits
	p := rig.Build(t, tags)
	simulator, guid, _ := instances(t, p)

	type flooded struct {
		Messages, Repeated, Rubbish, Huge int
	}
	var all flooded
	rounds := kills() + 1
	peak := 0
	for round := range rounds {
		console := p.Start(t, "sync")
		waitForReceiver(t, simulator, guid, console)
		flood := make(chan flooded, 1)
		go func() {
			var f flooded
			raw := simulator.Control(t, "flood", map[string]any{
				"guid": guid, "messages": 10000 / rounds, "repeat": 0.1, "shuffle": 8, "batch": 0.05,
				"unknown": 0.03, "garbage": 0.03, "broken": 0.03, "huge": 0.004,
			})
			if err := json.Unmarshal(raw, &f); err != nil {
				t.Errorf("flood: %v", err)
			}
			flood <- f
		}()
		if round < rounds-1 {
			before := count(t, p)
			rig.Until(t, 60*time.Second, "something to arrive", func() error {
				return rig.Check(count(t, p) > before, "nothing")
			})
			peak = max(peak, resident(t, console.PID()))
			console.Kill()
			console = p.Start(t, "sync") // the back end sends again what was not taken
		}
		f := <-flood
		all.Messages, all.Repeated, all.Rubbish, all.Huge = all.Messages+f.Messages, all.Repeated+f.Repeated, all.Rubbish+f.Rubbish, all.Huge+f.Huge
		rig.Until(t, 3*time.Minute, "all callbacks to be taken", func() error {
			peak = max(peak, resident(t, console.PID()))
			n := waiting(t, simulator, guid)
			return rig.Check(n == 0, "%d wait", n)
		})
		console.Kill()
	}
	t.Logf("%+v; resident at most %d MB", all, peak>>20)
	require.Less(t, peak, 400<<20, "bytes resident")

	want := map[string]string{}
	for _, m := range rig.Lines[said](t, simulator, "truth") {
		if m.MsgType != marker {
			want[m.GUID+"|"+m.MsgID] = m.Peer
		}
	}
	got := map[string]int{}
	for _, r := range export(t, p) {
		key := r.Seat + "|" + r.MessageID
		got[key]++
		require.Equal(t, want[key], r.Conversation, key)
	}
	missing := 0
	for key := range want {
		if got[key] != 1 {
			missing++
			t.Errorf("%s is here %d times", key, got[key])
		}
		if missing > 5 {
			break
		}
	}
	require.Len(t, got, len(want))
	require.True(t, doctor(t, p).Integrity.Sound)
}

func waiting(t *testing.T, s *rig.Simulator, guid string) int {
	t.Helper()
	var states []struct {
		GUID    string `json:"guid"`
		Waiting int    `json:"waiting"`
		URL     string `json:"notify_url"`
	}
	s.Get(t, "state", &states)
	for _, one := range states {
		if one.GUID == guid {
			return one.Waiting
		}
	}
	return -1
}

// waitForReceiver returns when a callback is taken.
func waitForReceiver(t *testing.T, s *rig.Simulator, guid string, console *rig.Process) {
	t.Helper()
	s.Control(t, "push", map[string]any{"guid": guid, "notify_type": 1009, "data": map[string]any{}})
	rig.Until(t, 60*time.Second, "the receiver", func() error {
		if console.Ended() {
			return fmt.Errorf("it ended: %s", console.Stderr())
		}
		return rig.Check(waiting(t, s, guid) == 0, "callbacks wait")
	})
}

// resident is how much memory a process holds, in bytes; 0 where that can't be
// read.
func resident(t *testing.T, pid int) int {
	t.Helper()
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(raw))
	if len(fields) < 2 {
		return 0
	}
	pages, _ := strconv.Atoi(fields[1])
	return pages * os.Getpagesize()
}

// TestKilledDuringADownloadAndASend: a file of 50 MB is on its way here and a
// message on its way there when the program is killed. After the next start the
// file is whole, from the bytes that were here, and the message was sent once and
// is not shown as failed or sent twice.
func TestKilledDuringADownloadAndASend(t *testing.T) {
	p := rig.Build(t, tags)
	simulator, guid, peer := instances(t, p)

	var offered struct {
		MsgID string `json:"msg_id"`
	}
	require.NoError(t, json.Unmarshal(simulator.Control(t, "say", map[string]string{"guid": guid, "peer": peer, "kind": "bigfile"}), &offered))
	p.Run(t, "", "sync", "--for", "4s")

	const text = "文件收到了，我看一下"
	simulator.Control(t, "faults", map[string]any{
		"slow_downloads": 8 << 20, "silent": true,
		"path": "/msg/send_text", "late_answers": 1, "delay_ms": 60000,
	})
	to := filepath.Join(t.TempDir(), "培训视频.zip")
	saving := p.Start(t, "save", "--message", offered.MsgID, to)
	partial := func() int64 {
		var size int64
		_ = filepath.WalkDir(filepath.Join(p.Data, "media", "partial"), func(_ string, d os.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				if info, err := d.Info(); err == nil {
					size += info.Size()
				}
			}
			return nil
		})
		return size
	}
	rig.Until(t, 60*time.Second, "the download", func() error {
		if saving.Ended() {
			return fmt.Errorf("it ended: %s", saving.Stderr())
		}
		return rig.Check(partial() > 4<<20, "%d bytes", partial())
	})
	sending := p.Start(t, "send", "--seat", guid, "--to", peer, "--wait", "60s", text)
	sent := func() (n int) {
		var list []struct {
			Text string `json:"text"`
		}
		simulator.Get(t, "sent", &list)
		for _, one := range list {
			if one.Text == text {
				n++
			}
		}
		return n
	}
	rig.Until(t, 30*time.Second, "the message at the back end", func() error {
		return rig.Check(sent() > 0, "not yet: %s", sending.Stderr())
	})
	saving.Kill()
	sending.Kill()
	here := partial()
	require.Greater(t, here, int64(4<<20))
	require.Less(t, here, int64(50<<20), "it was killed on the way")

	rows := func() []row {
		return slices.DeleteFunc(export(t, p), func(r row) bool { return r.Text != text })
	}
	again := p.Start(t, "sync")
	rig.Until(t, 30*time.Second, "the message to be in doubt", func() error {
		r := rows()
		return rig.Check(len(r) == 1 && r[0].State == "maybe_sent", "%+v", r)
	})
	require.GreaterOrEqual(t, max(partial(), size(to)), here, "it went on from what was here")
	simulator.Control(t, "faults", map[string]any{"slow_downloads": 32 << 20})
	rig.Until(t, 60*time.Second, "the file", func() error { return rig.Check(size(to) > 0, "%d bytes of it are here", partial()) })
	rig.Until(t, 60*time.Second, "the echo to settle the message", func() error {
		r := rows()
		return rig.Check(len(r) == 1 && r[0].State == "sent", "%+v", r)
	})
	again.Interrupt()
	require.Zero(t, again.Wait(t, 20*time.Second).Code)
	require.Equal(t, 1, sent())
	require.Equal(t, fetched(t, p, simulator, guid, offered.MsgID), sum(t, to))
}

func size(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}

func sum(t *testing.T, path string) string {
	t.Helper()
	f, err := os.Open(path)
	require.NoError(t, err)
	defer func() { _ = f.Close() }()
	return digest(t, f)
}

func digest(t *testing.T, from io.Reader) string {
	t.Helper()
	h := sha256.New()
	_, err := io.Copy(h, from)
	require.NoError(t, err)
	return hex.EncodeToString(h.Sum(nil))
}

// fetched is the file as the back end itself gives it, past everything of ours
// but the call.
func fetched(t *testing.T, p rig.Program, s *rig.Simulator, guid, msgID string) string {
	t.Helper()
	var ids struct {
		FileID, AESKey, Name string
		Size                 int64
	}
	s.Control(t, "faults", map[string]any{})
	for _, m := range rig.Lines[struct {
		said
		Content string `json:"content"`
	}](t, s, "truth") {
		if m.MsgID == msgID && m.GUID == guid {
			ids.FileID = between(m.Content, "<cdnattachurl>", "</cdnattachurl>")
			ids.AESKey = between(m.Content, "<aeskey>", "</aeskey>")
			ids.Name = between(m.Content, "<title>", "</title>")
			ids.Size, _ = strconv.ParseInt(between(m.Content, "<totallen>", "</totallen>"), 10, 64)
		}
	}
	body, err := json.Marshal(map[string]any{"file_type": 5, "file_id": ids.FileID, "aes_key": ids.AESKey, "file_size": ids.Size, "file_name": ids.Name})
	require.NoError(t, err)
	out := p.Run(t, "", "call", "--seat", guid, "/cloud/cdn_download", string(body))
	address := between(out, `url": "`, `"`)
	require.NotEmpty(t, address, "%s", out)
	answer, err := http.Get(address)
	require.NoError(t, err)
	defer func() { _ = answer.Body.Close() }()
	require.Equal(t, http.StatusOK, answer.StatusCode)
	return digest(t, answer.Body)
}

func between(text, before, after string) string {
	_, rest, ok := strings.Cut(text, before)
	if !ok {
		return ""
	}
	found, _, _ := strings.Cut(rest, after)
	return found
}
