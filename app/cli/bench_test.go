package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/cli"
	"seatdeck/app/model"
	"seatdeck/providers"
	simulator "seatdeck/providers/simulator/youjiyun"
	"seatdeck/providers/youjiyun"
	"seatdeck/storage"
	"seatdeck/storage/storagetest"
)

const secret = "Q3KR21ME"

// bench is a command line on a scratch data folder.
type bench struct {
	t    *testing.T
	data string
	env  map[string]string
	deps cli.Deps
}

func newBench(t *testing.T) *bench {
	data := filepath.Join(t.TempDir(), "data")
	storagetest.Prepare(t, data)
	return &bench{
		t: t, data: data, env: map[string]string{"LANG": "en_US.UTF-8", "DISPLAY": ":0"},
		deps: cli.Deps{
			Registry: providers.NewRegistry(youjiyun.New()), HTTP: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}},
			Clock: clockwork.NewRealClock(), Rand: rand.Float64,
		},
	}
}

type result struct {
	code        int
	out, errors string
}

func (b *bench) run(ctx context.Context, stdin string, args ...string) result {
	b.t.Helper()
	var out, errs bytes.Buffer
	code := cli.Run(ctx, args, cli.Env{
		Stdin: strings.NewReader(stdin), Stdout: &out, Stderr: &errs, Version: "1.2.3",
		Getenv: func(name string) string { return b.env[name] },
	}, b.deps)
	require.NotContains(b.t, out.String()+errs.String(), secret)
	return result{code, out.String(), errs.String()}
}

// try runs a command on the data folder.
func (b *bench) try(stdin string, args ...string) result {
	b.t.Helper()
	return b.run(context.Background(), stdin, append([]string{"--data", b.data}, args...)...)
}

func (b *bench) ok(stdin string, args ...string) string {
	b.t.Helper()
	r := b.try(stdin, args...)
	require.Zero(b.t, r.code, "%v: %s", args, r.errors)
	require.Empty(b.t, r.errors)
	return r.out
}

func decode[T any](t *testing.T, text string) (v T) {
	t.Helper()
	require.NoError(t, json.Unmarshal([]byte(text), &v), "%s", text)
	return v
}

// backEnd serves a small simulated world that keeps still.
func backEnd(t *testing.T) (*simulator.Server, string) {
	t.Helper()
	server := simulator.New(simulator.Options{Seats: 2, Conversations: 3, Messages: 6, Seed: 11})
	front := httptest.NewServer(server.Handler())
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- server.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		<-ended
		server.Close()
		front.Close()
	})
	return server, front.URL
}

func (b *bench) connect(url string) {
	b.t.Helper()
	b.ok(secret+"\n", "connect", "add", "--provider", "youjiyun", "--name", "一号", "--url", url, "--account", "demo", "--option", "reconnect_min=1s")
}

// written is the audit log, newest line first.
func (b *bench) written() []model.AuditEntry {
	b.t.Helper()
	store, err := storage.Open(b.t.Context(), b.data, storage.Options{})
	require.NoError(b.t, err)
	defer store.Close() //nolint:errcheck // it was only read
	lines, err := store.Audits(b.t.Context(), storage.AuditFilter{})
	require.NoError(b.t, err)
	require.NotEmpty(b.t, lines)
	return lines
}
