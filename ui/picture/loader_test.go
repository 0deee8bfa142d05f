package picture

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"
	"golang.org/x/image/bmp"
)

func sample(w, h int) image.Image {
	img := image.NewPaletted(image.Rect(0, 0, w, h), color.Palette{color.White, color.NRGBA{R: 200, A: 255}})
	for x := range w {
		img.SetColorIndex(x, h/2, 1)
	}
	return img
}

func encoded(t testing.TB, encode func(io.Writer, image.Image) error, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, encode(&b, sample(w, h)))
	return b.Bytes()
}

func pngOf(t testing.TB, w, h int) []byte { return encoded(t, png.Encode, w, h) }

// pngClaiming is a small file whose header claims w × h pixels.
func pngClaiming(t testing.TB, w, h uint32) []byte {
	data := pngOf(t, 4, 4)
	binary.BigEndian.PutUint32(data[16:], w)
	binary.BigEndian.PutUint32(data[20:], h)
	binary.BigEndian.PutUint32(data[29:], crc32.ChecksumIEEE(data[12:29]))
	return data
}

// loaderWith answers every address from files and delivers on the channel.
func loaderWith(t testing.TB, opt Options, files map[string][]byte) (*Loader, <-chan func()) {
	t.Helper()
	ui := make(chan func(), 64)
	opt.Dispatch = func(f func()) { ui <- f }
	if opt.Fetch == nil {
		opt.Fetch = func(_ context.Context, url string) (io.ReadCloser, error) {
			data, ok := files[url]
			if !ok {
				return nil, errors.New("404")
			}
			return io.NopCloser(bytes.NewReader(data)), nil
		}
	}
	l := New(opt)
	t.Cleanup(l.Close)
	return l, ui
}

func TestLoadsByBytesNotByName(t *testing.T) {
	files := map[string][]byte{
		"https://h/a.exe": pngOf(t, 400, 100),
		"https://h/a.png": encoded(t, func(w io.Writer, m image.Image) error { return jpeg.Encode(w, m, nil) }, 400, 100),
		"https://h/b":     encoded(t, func(w io.Writer, m image.Image) error { return gif.Encode(w, m, nil) }, 400, 100),
		"https://h/c":     encoded(t, bmp.Encode, 400, 100),
	}
	l, ui := loaderWith(t, Options{}, files)
	for url := range files {
		var got Result
		l.Load(url, image.Pt(200, 200), func(r Result) { got = r })
		(<-ui)()
		require.NoError(t, got.Err, url)
		require.Equal(t, image.Pt(200, 50), got.Image.Bounds().Size(), url)
		require.Equal(t, image.Pt(400, 100), got.Natural, url)
		cached, ok := l.Cached(url, image.Pt(200, 200))
		require.True(t, ok)
		require.Same(t, got.Image, cached.Image)
	}
}

func TestRefusesWhatIsHostile(t *testing.T) {
	for name, c := range map[string]struct {
		url  string
		data []byte
		want error
	}{
		"bomb":            {"https://h/1", pngClaiming(t, 60000, 60000), ErrTooManyPixels},
		"overflow":        {"https://h/2", pngClaiming(t, 1<<31-1, 1<<31-1), ErrFormat},
		"long strip":      {"https://h/3", pngClaiming(t, 1<<30, 1), ErrTooManyPixels},
		"svg":             {"https://h/4.png", []byte("<svg onload='x'/>"), ErrFormat},
		"html":            {"https://h/5.jpg", []byte("<html>"), ErrFormat},
		"empty":           {"https://h/6", nil, ErrFormat},
		"cut":             {"https://h/7", pngOf(t, 50, 50)[:60], ErrFormat},
		"riff not webp":   {"https://h/8", []byte("RIFF\x10\x00\x00\x00WAVEfmt "), ErrFormat},
		"webp cut":        {"https://h/9", []byte("RIFF\x10\x00\x00\x00WEBPVP8 "), ErrFormat},
		"too many bytes":  {"https://h/a", bytes.Repeat([]byte{0x89}, 5000), ErrTooManyBytes},
		"other scheme":    {"file:///etc/passwd", nil, ErrSource},
		"javascript":      {"javascript://x", nil, ErrSource},
		"no such file":    {"/nowhere/at/all.png", nil, ErrSource},
		"a folder":        {os.TempDir(), nil, ErrSource},
		"nothing":         {"", nil, ErrSource},
		"http, no host":   {"http:///x", nil, ErrSource},
		"claims 0 pixels": {"https://h/b", pngClaiming(t, 0, 5), ErrFormat},
	} {
		t.Run(name, func(t *testing.T) {
			l, ui := loaderWith(t, Options{MaxBytes: 4096}, map[string][]byte{c.url: c.data})
			var got Result
			l.Load(c.url, image.Pt(10, 10), func(r Result) { got = r })
			(<-ui)()
			require.ErrorIs(t, got.Err, c.want)
			require.Nil(t, got.Image)
		})
	}
}

func TestLocalFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "图.bin")
	require.NoError(t, os.WriteFile(path, pngOf(t, 20, 40), 0o600))
	l, ui := loaderWith(t, Options{}, nil)
	var got Result
	l.Load(path, image.Pt(10, 10), func(r Result) { got = r })
	(<-ui)()
	require.NoError(t, got.Err)
	require.Equal(t, image.Pt(5, 10), got.Image.Bounds().Size())
}

func TestFailureIsRememberedThenTriedAgain(t *testing.T) {
	clock := clockwork.NewFakeClock()
	var calls atomic.Int32
	l, ui := loaderWith(t, Options{Clock: clock, Fetch: func(context.Context, string) (io.ReadCloser, error) {
		calls.Add(1)
		return nil, errors.New("offline")
	}}, nil)
	load := func() {
		l.Load("https://h/x", image.Pt(1, 1), func(Result) {})
		(<-ui)()
	}
	load()
	load()
	require.EqualValues(t, 1, calls.Load())
	clock.Advance(DefaultRetryAfter)
	load()
	require.EqualValues(t, 2, calls.Load())
}

func TestSharedAndCancelled(t *testing.T) {
	release, ended := make(chan struct{}), make(chan error, 1)
	var calls atomic.Int32
	data := pngOf(t, 4, 4)
	l, ui := loaderWith(t, Options{Fetch: func(ctx context.Context, url string) (io.ReadCloser, error) {
		calls.Add(1)
		released := release
		if url == "https://h/alone" {
			released = nil // what is released is meant for the other
		}
		select {
		case <-released:
			return io.NopCloser(bytes.NewReader(data)), nil
		case <-ctx.Done():
			ended <- ctx.Err()
			return nil, ctx.Err()
		}
	}}, nil)

	box := image.Pt(4, 4)
	alone := l.Load("https://h/alone", box, func(Result) { t.Error("cancelled load was delivered") })
	alone.Cancel()
	(*Ticket)(nil).Cancel()

	got := 0
	first := l.Load("https://h/shared", box, func(Result) { t.Error("cancelled ticket was called") })
	l.Load("https://h/shared", box, func(Result) { got++ })
	first.Cancel()
	release <- struct{}{}
	(<-ui)()
	require.Equal(t, 1, got)
	select {
	case err := <-ended:
		require.ErrorIs(t, err, context.Canceled)
	default: // cancelled before it reached a worker
	}

	// Cancelled after it was handed over, before the UI goroutine took it.
	late := l.Load("https://h/shared", box, func(Result) { t.Error("late ticket was called") })
	f := <-ui
	late.Cancel()
	f()
}

func TestAtMostSoManyAtOnce(t *testing.T) {
	var now, peak atomic.Int32
	gate := make(chan struct{})
	entered := make(chan struct{}, 20)
	data := pngOf(t, 4, 4)
	l, ui := loaderWith(t, Options{Workers: 3, Fetch: func(ctx context.Context, _ string) (io.ReadCloser, error) {
		peak.Store(max(peak.Load(), now.Add(1)))
		entered <- struct{}{}
		<-gate
		now.Add(-1)
		return io.NopCloser(bytes.NewReader(data)), nil
	}}, nil)
	for i := range 12 {
		l.Load(fmt.Sprintf("https://h/%d", i), image.Pt(4, 4), func(Result) {})
	}
	for range 3 {
		<-entered
	}
	close(gate)
	for range 12 {
		(<-ui)()
	}
	require.LessOrEqual(t, peak.Load(), int32(3))
}

func TestCacheIsBoundedByBytes(t *testing.T) {
	c := newLRU(100_000)
	img := image.NewRGBA(image.Rect(0, 0, 100, 100)) // 40,000 bytes
	for i := range 50 {
		c.put(key{source: fmt.Sprint(i)}, Result{Image: img}, time.Time{})
		require.LessOrEqual(t, c.used, c.limit)
	}
	require.Equal(t, 2, c.order.Len())
	_, ok := c.get(key{source: "49"}, time.Time{})
	require.True(t, ok)
	_, ok = c.get(key{source: "0"}, time.Time{})
	require.False(t, ok)
}

func TestCloseWaitsAndDeliversNothing(t *testing.T) {
	started := make(chan struct{})
	var once sync.Once
	l := New(Options{
		Dispatch: func(func()) { t.Error("delivered after Close") },
		Fetch: func(ctx context.Context, _ string) (io.ReadCloser, error) {
			once.Do(func() { close(started) })
			<-ctx.Done()
			return nil, ctx.Err()
		},
	})
	l.Load("https://h/x", image.Pt(1, 1), func(Result) { t.Error("called after Close") })
	<-started
	l.Close()
	l.Load("https://h/x", image.Pt(1, 1), func(Result) { t.Error("called after Close") }).Cancel()
}

func TestFit(t *testing.T) {
	for _, c := range []struct{ natural, box, want image.Point }{
		{image.Pt(100, 50), image.Pt(50, 50), image.Pt(50, 25)},
		{image.Pt(50, 100), image.Pt(50, 50), image.Pt(25, 50)},
		{image.Pt(10, 10), image.Pt(50, 50), image.Pt(10, 10)},
		{image.Pt(10000, 1), image.Pt(50, 50), image.Pt(50, 1)},
		{image.Pt(0, 0), image.Pt(50, 50), image.Pt(1, 1)},
	} {
		require.Equal(t, c.want, Fit(c.natural, c.box))
	}
}

func TestIsRemote(t *testing.T) {
	for source, want := range map[string]bool{
		"http://a/b": true, "HTTPS://a": true, "ftp://a": false, "/etc/passwd": false,
		`\\evil\share\x.png`: false, "javascript:alert(1)": false, "": false, "http://": false,
	} {
		require.Equal(t, want, IsRemote(source), source)
	}
}

func FuzzUnpack(f *testing.F) {
	f.Add(pngOf(f, 3, 3))
	f.Add(encoded(f, bmp.Encode, 3, 3))
	f.Add([]byte("RIFF\x10\x00\x00\x00WEBPVP8 "))
	f.Add([]byte(strings.Repeat("GIF89a", 4)))
	f.Fuzz(func(t *testing.T, data []byte) {
		kind, size, err := measure(data, 1<<16)
		if err != nil {
			return
		}
		img, err := unpack(kind, data)
		if err != nil {
			require.ErrorIs(t, err, ErrFormat)
			return
		}
		require.LessOrEqual(t, size.X*size.Y, 1<<16)
		small := shrink(img, image.Pt(8, 8)).Bounds().Size()
		require.True(t, small.X <= 8 && small.Y <= 8)
	})
}

func TestNamesOfTheAppAreFetchedAndFailuresForgotten(t *testing.T) {
	require.True(t, IsOwn("media:7/preview"))
	require.False(t, IsOwn("https://a/media:7"))
	fail, fetched := true, []string{}
	l, ui := loaderWith(t, Options{
		Fetch: func(_ context.Context, source string) (io.ReadCloser, error) {
			fetched = append(fetched, source)
			if fail {
				return nil, errors.New("offline")
			}
			return io.NopCloser(bytes.NewReader(pngOf(t, 8, 8))), nil
		},
		Open: func(string) (io.ReadCloser, error) { t.Error("it is no file of ours"); return nil, ErrSource },
	}, nil)
	box := image.Pt(8, 8)
	var got Result
	load := func() {
		l.Load("media:7/preview", box, func(r Result) { got = r })
		(<-ui)()
	}
	load()
	require.Error(t, got.Err)
	fail = false
	load()
	require.Error(t, got.Err, "a failure is remembered")
	l.Forget("media:7/preview")
	load()
	require.NoError(t, got.Err)
	l.Forget("media:7/preview")
	_, known := l.Cached("media:7/preview", box)
	require.True(t, known, "what came stays")
	require.Equal(t, []string{"media:7/preview", "media:7/preview"}, fetched)
}
