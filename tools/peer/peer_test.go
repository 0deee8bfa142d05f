// Package peer_test holds the core against an independent 有机云 server on the
// real socket.io: whatever it drops, repeats and shuffles, the stored set is
// the server's.
package peer_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app"
	"seatdeck/providers"
	"seatdeck/providers/youjiyun"
	"seatdeck/storage"
)

// server is a running peer.
type server struct {
	base, account, secret string
}

// start runs server.js, or skips where node or its modules are missing.
func start(t *testing.T, args ...string) server {
	t.Helper()
	modules := os.Getenv("SEATDECK_PEER_MODULES")
	if modules == "" {
		modules = "node_modules"
	}
	modules, err := filepath.Abs(modules)
	require.NoError(t, err)
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip("node is not installed")
	}
	if _, err := os.Stat(filepath.Join(modules, "socket.io-4")); err != nil {
		t.Skip("the npm modules of tools/peer are not installed; make test does")
	}
	cmd := exec.Command("node", append([]string{"server.js"}, args...)...)
	cmd.Env = append(os.Environ(), "NODE_PATH="+modules)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if t.Failed() {
			t.Log(errs.String())
		}
	})
	line, err := bufio.NewReader(out).ReadBytes('\n')
	require.NoError(t, err)
	var said struct {
		Port            int
		Account, Secret string
	}
	require.NoError(t, json.Unmarshal(line, &said))
	return server{base: fmt.Sprintf("http://127.0.0.1:%d", said.Port), account: said.Account, secret: said.Secret}
}

func (s server) get(t *testing.T, path string) []byte {
	t.Helper()
	resp, err := http.Get(s.base + path)
	require.NoError(t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return body
}

// truth is the server's set: conversation → message ids in order.
func (s server) truth(t *testing.T) map[string][]string {
	t.Helper()
	set := map[string][]string{}
	lines := bufio.NewScanner(bytes.NewReader(s.get(t, "/_truth")))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var m struct{ ChatID, MessageID string }
		require.NoError(t, json.Unmarshal(lines.Bytes(), &m))
		set[m.ChatID] = append(set[m.ChatID], m.MessageID)
	}
	return set
}

func (s server) wait(t *testing.T, limit time.Duration) {
	t.Helper()
	require.Eventually(t, func() bool {
		var state struct{ Produced, Total int }
		require.NoError(t, json.Unmarshal(s.get(t, "/_state"), &state))
		return state.Produced >= state.Total
	}, limit, 100*time.Millisecond)
}

func TestStoredSetIsExactAgainstRealSocketIO(t *testing.T) {
	for _, version := range []string{"2", "4"} {
		t.Run("socket.io "+version, func(t *testing.T) {
			s := start(t, "--version", version, "--messages", "20000", "--rate", "4000")
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			dir := t.TempDir()
			store, err := storage.Open(ctx, dir, storage.Options{Clock: clockwork.NewRealClock()})
			require.NoError(t, err)
			defer func() { require.NoError(t, store.Close()) }()
			console := app.New(app.Deps{
				Store: store, Vault: plain{}, Registry: providers.NewRegistry(youjiyun.New()), Clock: clockwork.NewRealClock(),
				Rand: rand.Float64, Log: slog.New(slog.DiscardHandler), HTTP: http.DefaultClient, DataDir: dir,
			})
			_, err = console.Connections.Add(ctx, app.NewConnection{
				Kind: "youjiyun", Name: "peer", BaseURL: s.base, Account: s.account, Secret: s.secret,
				Options: map[string]string{"reconnect_min": "200ms"},
			})
			require.NoError(t, err)
			done := make(chan error)
			go func() { done <- console.Run(ctx) }()
			s.wait(t, 2*time.Minute)
			began := time.Now()
			for range 6 { // each takes ten seconds at most, and goes on where the last one stopped
				if err = console.Settle(ctx); err == nil {
					break
				}
			}
			require.NoError(t, err)
			t.Logf("settled in %v; server said %s", time.Since(began).Round(time.Millisecond), s.get(t, "/_state"))
			cancel()
			require.NoError(t, <-done)

			got := map[string][]string{}
			err = store.EachMessage(context.Background(), storage.ExportFilter{}, func(r storage.ExportRow) error {
				got[r.Conversation] = append(got[r.Conversation], r.MessageID)
				return nil
			})
			require.NoError(t, err)
			require.Equal(t, s.truth(t), got)
		})
	}
}

type plain struct{}

func (plain) Seal(_ string, b []byte) ([]byte, error)   { return b, nil }
func (plain) Unseal(_ string, b []byte) ([]byte, error) { return b, nil }
func (plain) Where() string                             { return "test" }
