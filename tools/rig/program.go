// Package rig runs the built program and its simulators as separate processes,
// the way a person would, and asks both what happened. Everything has a
// deadline; nothing waits for a fixed time.
package rig

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Secret is what the simulators take; tests look for it where it must not be.
const Secret = "Q3KR21ME"

// Root is the folder of the module.
func Root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	require.NoError(t, err)
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		require.NotEqual(t, dir, up, "no go.mod above the test")
		dir = up
	}
}

// Out is a folder under out/ for what a person may want to look at afterwards.
func Out(t testing.TB, name string) string {
	t.Helper()
	dir := filepath.Join(Root(t), "out", name)
	require.NoError(t, os.MkdirAll(dir, 0o755))
	return dir
}

// Program is the built program, run on one data folder.
type Program struct {
	Path string
	Data string
	Env  []string // beside the environment of the test
}

// Build gives the program: SEATDECK_BIN, else one built with these tags.
func Build(t testing.TB, tags string) Program {
	t.Helper()
	path := os.Getenv("SEATDECK_BIN")
	if path == "" {
		path = filepath.Join(t.TempDir(), "seatdeck")
		build := exec.Command("go", "build", "-tags", tags, "-o", path, ".")
		build.Dir = Root(t)
		out, err := build.CombinedOutput()
		require.NoError(t, err, "build: %s", out)
	}
	path, err := filepath.Abs(path)
	require.NoError(t, err)
	return Program{Path: path, Data: filepath.Join(t.TempDir(), "data"), Env: []string{
		"LANG=zh_CN.UTF-8", "LC_ALL=", "LANGUAGE=", "SEATDECK_KEY=", "SEATDECK_SECRET=",
		"DBUS_SESSION_BUS_ADDRESS=", "XDG_RUNTIME_DIR=", // no keyring of the person who runs the test
	}}
}

func (p Program) command(args ...string) *exec.Cmd {
	cmd := exec.Command(p.Path, append([]string{"--data", p.Data}, args...)...)
	cmd.Env = append(os.Environ(), p.Env...)
	return cmd
}

// Result is how a command ended.
type Result struct {
	Code           int
	Stdout, Stderr string
}

// Try runs a command to its end, however it ends.
func (p Program) Try(t testing.TB, stdin string, args ...string) Result {
	t.Helper()
	process := p.start(t, stdin, args...)
	return process.Wait(t, 2*time.Minute)
}

// Run runs a command that must work and gives its stdout.
func (p Program) Run(t testing.TB, stdin string, args ...string) string {
	t.Helper()
	r := p.Try(t, stdin, args...)
	require.Zero(t, r.Code, "seatdeck %s: %s", strings.Join(args, " "), r.Stderr)
	return r.Stdout
}

// JSON runs a command that must work and decodes what it prints.
func (p Program) JSON(t testing.TB, to any, args ...string) {
	t.Helper()
	out := p.Run(t, "", append([]string{"--json"}, args...)...)
	require.NoError(t, json.Unmarshal([]byte(out), to), "%s", out)
}

// Start starts a command that goes on.
func (p Program) Start(t testing.TB, args ...string) *Process {
	t.Helper()
	return p.start(t, "", args...)
}

func (p Program) start(t testing.TB, stdin string, args ...string) *Process {
	t.Helper()
	cmd := p.command(args...)
	cmd.Stdin = strings.NewReader(stdin)
	process := &Process{cmd: cmd, name: strings.Join(args, " "), done: make(chan struct{})}
	cmd.Stdout, cmd.Stderr = &process.stdout, &process.stderr
	require.NoError(t, cmd.Start())
	go func() {
		_ = cmd.Wait()
		close(process.done)
	}()
	t.Cleanup(process.Kill)
	return process
}

// Process is a command under way.
type Process struct {
	cmd            *exec.Cmd
	name           string
	stdout, stderr safeBuffer
	done           chan struct{}
}

// PID is the number of the process.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Ended tells whether the process is gone.
func (p *Process) Ended() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// Kill ends the process as a power cut would, and returns when it is gone.
func (p *Process) Kill() {
	_ = p.cmd.Process.Kill()
	<-p.done
}

// Interrupt asks the process to end, as Ctrl+C does.
func (p *Process) Interrupt() { _ = p.cmd.Process.Signal(os.Interrupt) }

// Wait gives how the process ended; it must end within limit.
func (p *Process) Wait(t testing.TB, limit time.Duration) Result {
	t.Helper()
	select {
	case <-p.done:
	case <-time.After(limit):
		p.Kill()
		require.FailNow(t, "did not end in time", "seatdeck %s\n%s", p.name, p.stderr.String())
	}
	return Result{Code: p.cmd.ProcessState.ExitCode(), Stdout: p.stdout.String(), Stderr: p.stderr.String()}
}

// Stdout is what was printed so far.
func (p *Process) Stdout() string { return p.stdout.String() }

// Stderr is what was complained of so far.
func (p *Process) Stderr() string { return p.stderr.String() }

// safeBuffer may be read while the process writes to it.
type safeBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *safeBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *safeBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

var errNotYet = errors.New("not yet")

// Until asks again and again until what it asks for is there.
func Until(t testing.TB, limit time.Duration, what string, ask func() error) {
	t.Helper()
	deadline := time.Now().Add(limit)
	err := errNotYet
	for time.Now().Before(deadline) {
		if err = ask(); err == nil {
			return
		}
		time.Sleep(50 * time.Millisecond) // between two looks, not for anything to happen
	}
	require.FailNow(t, "waited in vain for "+what, "%v", err)
}

// Check makes a condition something Until can ask.
func Check(ok bool, format string, args ...any) error {
	if ok {
		return nil
	}
	return fmt.Errorf(format, args...)
}
