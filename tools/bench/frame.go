package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// frameRuns is how often each program is started; the median counts.
const frameRuns = 7

// firstFrame: from the start of the process to conversations on the screen,
// beside an empty Fyne window. It needs a display; Xvfb will do.
func (b *bench) firstFrame() ([]row, error) {
	if os.Getenv("DISPLAY") == "" {
		return nil, fmt.Errorf("no display: run it under xvfb-run")
	}
	console := os.Getenv("SEATDECK_BIN")
	if console == "" {
		return nil, fmt.Errorf("SEATDECK_BIN names no program")
	}
	empty := filepath.Join(b.dir, "emptywindow")
	build := exec.CommandContext(b.ctx, "go", "build", "-tags", "x11,migrated_fynedo", "-o", empty, "./tools/bench/emptywindow")
	if out, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("build the empty window: %w\n%s", err, out)
	}
	// The file the other measurements read has cached conversations.
	data := filepath.Join(b.dir, fmt.Sprintf("messages-%d", b.messages))
	if _, err := os.Stat(filepath.Join(data, "seatdeck.db")); err != nil {
		if _, err := b.openConversation(); err != nil {
			return nil, err
		}
	}
	var ours, reference []float64
	for range frameRuns { // turn by turn, so that noise hits both
		t, err := b.frameOf(empty)
		if err != nil {
			return nil, err
		}
		reference = append(reference, t)
		if t, err = b.frameOf(console, "--data", data); err != nil {
			return nil, err
		}
		ours = append(ours, t)
	}
	o, r := median(ours), median(reference)
	return []row{{
		what: "first frame with cached conversations", value: fmt.Sprintf("%.0f ms", o), reference: fmt.Sprintf("empty window %.0f ms", r),
		ratio: fmt.Sprintf("%.2f×", o/r), budget: "≤ 1.5×", met: o <= 1.5*r,
	}}, nil
}

// frameOf starts a program that says on stdout, as a number of milliseconds
// since 1970, when its first frame is there, and gives the time it took in ms.
func (b *bench) frameOf(program string, args ...string) (float64, error) {
	cmd := exec.CommandContext(b.ctx, program, args...)
	cmd.Env = append(os.Environ(), "SEATDECK_SAY_FIRST_FRAME=1", "SEATDECK_KEY="+strings.Repeat("5e", 32))
	out, err := cmd.StdoutPipe()
	if err != nil {
		return 0, err
	}
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	defer func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}()
	timeout := time.AfterFunc(30*time.Second, func() { _ = cmd.Process.Kill() })
	defer timeout.Stop()
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if ms, err := strconv.ParseInt(strings.TrimSpace(lines.Text()), 10, 64); err == nil {
			return float64(time.UnixMilli(ms).Sub(began).Microseconds()) / 1000, nil
		}
	}
	return 0, fmt.Errorf("%s showed no frame", filepath.Base(program))
}
