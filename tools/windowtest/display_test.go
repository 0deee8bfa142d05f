//go:build window

// Package windowtest drives the built program in a real window under Xvfb, with
// real key events, against the simulator in another process.
package windowtest

import (
	"bufio"
	"bytes"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/tools/rig"
)

// display is an X server of its own.
type display struct {
	name string
	w, h int
}

// newDisplay starts Xvfb on a number that is free.
func newDisplay(t *testing.T, w, h int) *display {
	t.Helper()
	for _, tool := range []string{"Xvfb", "xdotool", "import"} {
		_, err := exec.LookPath(tool)
		require.NoError(t, err, "tools/install.sh installs it")
	}
	read, write, err := os.Pipe()
	require.NoError(t, err)
	defer read.Close()
	cmd := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", fmt.Sprintf("%dx%dx24", w, h), "-nolisten", "tcp", "-noreset")
	cmd.ExtraFiles = []*os.File{write}
	var log bytes.Buffer
	cmd.Stderr = &log
	require.NoError(t, cmd.Start())
	require.NoError(t, write.Close())
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	require.NoError(t, read.SetReadDeadline(time.Now().Add(20*time.Second)))
	number, err := bufio.NewReader(read).ReadString('\n')
	require.NoError(t, err, "Xvfb: %s", log.String())
	return &display{name: ":" + strings.TrimSpace(number), w: w, h: h}
}

var (
	keyCode = regexp.MustCompile(`<([^>\s]+)>\s*=\s*\d+;`)
	keyUsed = regexp.MustCompile(`key\s+<([^>\s]+)>`)
)

// teach gives the keyboard a key for every character of text that it lacks, as
// the layout of a person who types Chinese would. Left to itself xdotool moves
// one spare key from character to character, faster than a window follows.
func (d *display) teach(t *testing.T, text string) {
	t.Helper()
	layout := filepath.Join(t.TempDir(), "layout.xkb")
	out, err := exec.Command("xkbcomp", "-w0", "-xkb", d.name, layout).CombinedOutput()
	require.NoError(t, err, "%s", out)
	raw, err := os.ReadFile(layout)
	require.NoError(t, err)
	codes, symbols, found := strings.Cut(string(raw), "xkb_symbols")
	require.True(t, found)
	used := map[string]bool{}
	for _, m := range keyUsed.FindAllStringSubmatch(symbols, -1) {
		used[m[1]] = true
	}
	var free []string
	for _, m := range keyCode.FindAllStringSubmatch(codes, -1) {
		if !used[m[1]] {
			free = append(free, m[1])
		}
	}
	var keys strings.Builder
	taught := map[rune]bool{}
	for _, r := range text {
		if r < 0x80 || taught[r] {
			continue
		}
		require.NotEmpty(t, free, "no more keys for %q", r)
		fmt.Fprintf(&keys, "    key <%s> { [ U%04X ] };\n", free[0], r)
		free, taught[r] = free[1:], true
	}
	head, rest, found := strings.Cut(symbols, "    key ")
	require.True(t, found)
	require.NoError(t, os.WriteFile(layout, []byte(codes+"xkb_symbols"+head+keys.String()+"    key "+rest), 0o600))
	out, err = exec.Command("xkbcomp", "-w0", layout, d.name).CombinedOutput()
	require.NoError(t, err, "%s", out)
}

// env has a program draw in software on this display, and keep what the toolkit
// writes about it away from the person who runs the test.
func (d *display) env(t *testing.T) []string {
	t.Helper()
	home := t.TempDir()
	config, cache := filepath.Join(home, ".config"), filepath.Join(home, ".cache")
	for _, dir := range []string{config, cache} {
		require.NoError(t, os.Mkdir(dir, 0o700))
	}
	return []string{
		"DISPLAY=" + d.name, "WAYLAND_DISPLAY=", "LIBGL_ALWAYS_SOFTWARE=1",
		"HOME=" + home, "XDG_CONFIG_HOME=" + config, "XDG_CACHE_HOME=" + cache,
	}
}

// xdo runs xdotool. Its locale must be a UTF-8 one for Chinese to be typed.
func (d *display) xdo(args ...string) (string, error) {
	cmd := exec.Command("xdotool", args...)
	cmd.Env = append(os.Environ(), "DISPLAY="+d.name, "LC_ALL=C.UTF-8")
	out, err := cmd.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("xdotool %s: %w: %s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out)), nil
}

// window is the program's window, with the keyboard.
type window struct {
	*display
	id   string
	test *testing.T
	dir  string // where pictures go

	seen image.Image // when last looked at; nil: not yet
}

// title is what a window of the program is called, in either language.
const title = "坐席台|Seatdeck"

// find waits for the window of the process and gives it the keyboard.
func (d *display) find(t *testing.T, p *rig.Process, dir string) *window {
	t.Helper()
	w := &window{display: d, test: t, dir: dir}
	rig.Until(t, 60*time.Second, "the window", func() error {
		if p.Ended() {
			return fmt.Errorf("the program ended: %s", p.Stderr())
		}
		out, err := d.xdo("search", "--onlyvisible", "--name", title)
		if err != nil {
			return err
		}
		w.id, _, _ = strings.Cut(out, "\n")
		return nil
	})
	w.do("windowmove", w.id, "0", "0")
	w.do("windowsize", w.id, fmt.Sprint(d.w), fmt.Sprint(d.h))
	w.do("windowfocus", "--sync", w.id)
	return w
}

func (w *window) do(args ...string) {
	w.test.Helper()
	_, err := w.xdo(args...)
	require.NoError(w.test, err)
}

// key presses keys as a person would.
func (w *window) key(keys ...string) {
	w.test.Helper()
	w.do(append([]string{"key", "--clearmodifiers", "--delay", "30"}, keys...)...)
}

// typeText types text; what no key of the keyboard has must have been taught.
func (w *window) typeText(text string) {
	w.test.Helper()
	w.do("type", "--clearmodifiers", "--delay", "40", "--", text)
}

// shoot takes a picture of all of the display.
func (w *window) shoot() (image.Image, []byte) {
	w.test.Helper()
	cmd := exec.Command("import", "-window", "root", "png:-")
	cmd.Env = append(os.Environ(), "DISPLAY="+w.name)
	raw, err := cmd.Output()
	require.NoError(w.test, err)
	picture, err := png.Decode(bytes.NewReader(raw))
	require.NoError(w.test, err)
	w.seen = picture
	return picture, raw
}

// keep stores a picture under a name.
func (w *window) keep(name string) image.Image {
	w.test.Helper()
	picture, raw := w.shoot()
	path := filepath.Join(w.dir, name+".png")
	require.NoError(w.test, os.WriteFile(path, raw, 0o644))
	w.test.Logf("picture: %s", path)
	return picture
}

// changed waits until the window differs from an earlier picture in at least so
// many pixels: more than a blinking cursor.
func (w *window) changed(before image.Image, pixels int, what string) {
	w.test.Helper()
	rig.Until(w.test, 20*time.Second, what, func() error {
		now, _ := w.shoot()
		n := different(before, now)
		return rig.Check(n >= pixels, "%d pixels changed", n)
	})
}

// patience is how long a deed may take to show; some show nothing.
const patience = 5 * time.Second

// calm waits until something has changed since the last look, and two looks in a row
// are nearly the same.
func (w *window) calm(what string) {
	w.test.Helper()
	before := w.seen
	last, _ := w.shoot()
	for end := time.Now().Add(patience); before != nil && different(before, last) < linePixels && time.Now().Before(end); {
		last, _ = w.shoot()
	}
	rig.Until(w.test, 20*time.Second, what, func() error {
		now, _ := w.shoot()
		n := different(last, now)
		last = now
		return rig.Check(n < cursorPixels, "%d pixels still change", n)
	})
}

const (
	cursorPixels = 150 // a blinking cursor, a second hand
	linePixels   = 250 // a line of text at least
)

// drawn waits until there is more than one colour to see.
func (w *window) drawn() {
	w.test.Helper()
	rig.Until(w.test, 60*time.Second, "the first frame", func() error {
		picture, _ := w.shoot()
		colours := map[[3]uint32]bool{}
		each(picture, func(x, y int) {
			r, g, b, _ := picture.At(x, y).RGBA()
			colours[[3]uint32{r, g, b}] = true
		})
		return rig.Check(len(colours) > 16, "%d colours", len(colours))
	})
}

func each(picture image.Image, do func(x, y int)) {
	b := picture.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			do(x, y)
		}
	}
}

func different(a, b image.Image) (n int) {
	if a.Bounds() != b.Bounds() {
		return 1 << 30
	}
	each(a, func(x, y int) {
		r1, g1, b1, _ := a.At(x, y).RGBA()
		r2, g2, b2, _ := b.At(x, y).RGBA()
		if r1 != r2 || g1 != g2 || b1 != b2 {
			n++
		}
	})
	return n
}
