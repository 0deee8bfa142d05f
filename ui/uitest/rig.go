package uitest

import (
	"context"
	"fmt"
	"image/png"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app"
	"seatdeck/providers"
	"seatdeck/storage"
	"seatdeck/storage/storagetest"
	"seatdeck/ui"
	"seatdeck/ui/messageview"
)

// Rig is a console with a window on a scripted back end, in fake time. What the
// console does in the background is over when Settle returns.
type Rig struct {
	T       *testing.T
	Back    *Back
	Console *app.Console
	App     fyne.App
	Window  *ui.Window
	Canvas  fyne.Canvas

	Notified *fyne.Notification // the last one, as the desktop would show it
	Opened   []*url.URL         // addresses handed to the desktop

	mu    sync.Mutex
	queue []func()
}

// Options of a rig.
type Options struct {
	Seats     int
	Language  string // default "zh"
	Theme     string // default "light"
	Size      fyne.Size
	Unplugged bool // no connection: a first run
	Secret    string
}

// Run runs a test on a rig. Nothing may be left running when it ends.
func Run(t *testing.T, o Options, fn func(r *Rig)) {
	t.Helper()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		r := &Rig{T: t, Back: NewBack(o.Seats)}
		stop := r.start(dir, o)
		defer stop()
		r.Settle()
		fn(r)
	})
}

// plainVault seals nothing: a test has no secrets.
type plainVault struct{}

func (plainVault) Seal(_ string, plain []byte) ([]byte, error)    { return plain, nil }
func (plainVault) Unseal(_ string, sealed []byte) ([]byte, error) { return sealed, nil }
func (plainVault) Where() string                                  { return "test" }

func (r *Rig) start(dir string, o Options) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	clock := clockwork.NewRealClock()
	storagetest.Prepare(r.T, dir)
	store, err := storage.Open(ctx, dir, storage.Options{Clock: clock, Readers: 2})
	require.NoError(r.T, err)
	r.Console = app.New(app.Deps{
		Store: store, Vault: plainVault{}, Registry: providers.NewRegistry(r.Back), Clock: clock,
		Rand: func() float64 { return 0.5 }, Log: slog.New(slog.DiscardHandler), DataDir: dir, HTTP: &http.Client{Transport: r.Back},
	})
	p, err := r.Console.Settings.Get(ctx)
	require.NoError(r.T, err)
	p.Language, p.Theme = "zh", "light"
	if o.Language != "" {
		p.Language = o.Language
	}
	if o.Theme != "" {
		p.Theme = o.Theme
	}
	require.NoError(r.T, r.Console.Settings.Set(ctx, p))
	if !o.Unplugged {
		secret := "s3cret"
		if o.Secret != "" {
			secret = o.Secret
		}
		_, err = r.Console.Connections.Add(ctx, app.NewConnection{Kind: Kind, Name: "有机云演示", BaseURL: "https://api.example.com", Account: "ak", Secret: secret})
		require.NoError(r.T, err)
	}
	done := make(chan error, 1)
	go func() { done <- r.Console.Run(ctx) }()
	synctest.Wait()
	r.App = test.NewApp()
	r.Window = ui.New(ctx, told{r.App, r}, ui.Options{
		Console: r.Console, Version: "0.0.0-test", DataDir: "/home/agent/.local/share/seatdeck", Clock: clock,
		Zone: time.FixedZone("CST", 8*3600), Language: "zh", Dispatch: r.dispatch,
	})
	r.Canvas = r.Window.Window().Canvas()
	size := o.Size
	if size.IsZero() {
		size = fyne.NewSize(1280, 800)
	}
	r.Window.Window().Resize(size)
	return func() {
		r.Window.Close()
		r.drain()
		cancel()
		require.NoError(r.T, <-done)
		require.NoError(r.T, store.Close())
	}
}

// told is an application that keeps what it should hand to the desktop.
type told struct {
	fyne.App
	rig *Rig
}

func (t told) OpenURL(u *url.URL) error {
	t.rig.mu.Lock()
	defer t.rig.mu.Unlock()
	t.rig.Opened = append(t.rig.Opened, u)
	return nil
}

func (t told) SendNotification(n *fyne.Notification) { t.rig.Notified = n }

// dispatch keeps what belongs to the UI goroutine until the test, which is that
// goroutine, runs it.
func (r *Rig) dispatch(fn func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.queue = append(r.queue, fn)
}

func (r *Rig) drain() bool {
	r.mu.Lock()
	queue := r.queue
	r.queue = nil
	r.mu.Unlock()
	for _, fn := range queue {
		fn()
	}
	return len(queue) > 0
}

// busFrame is longer than anything holds a change back.
const busFrame = 120 * time.Millisecond

// Settle waits until nothing is under way any more but what waits for time.
func (r *Rig) Settle() {
	for quiet := false; ; {
		synctest.Wait()
		switch {
		case r.drain():
			quiet = false
		case quiet:
			return
		default:
			time.Sleep(busFrame) // fake time
			quiet = true
		}
	}
}

// Pass lets time pass, and all that it brings about.
func (r *Rig) Pass(d time.Duration) {
	time.Sleep(d) // fake time: all goroutines are in the bubble
	r.Settle()
}

// Texts lists every text in sight, the topmost dialog last.
func (r *Rig) Texts() []string {
	var texts []string
	roots := append([]fyne.CanvasObject{r.Canvas.Content()}, r.Canvas.Overlays().List()...)
	for _, root := range roots {
		walk(root, func(o fyne.CanvasObject) bool {
			switch o := o.(type) {
			case *canvas.Text:
				if o.Text != "" {
					texts = append(texts, o.Text)
				}
			case *widget.Label:
				if o.Text != "" {
					texts = append(texts, o.Text)
				}
				return false
			}
			return true
		})
	}
	return texts
}

// walk calls fn for what is in sight, from the outside in; false goes no deeper.
func walk(o fyne.CanvasObject, fn func(fyne.CanvasObject) bool) {
	if o == nil || !o.Visible() || !fn(o) {
		return
	}
	switch o := o.(type) {
	case *fyne.Container:
		for _, child := range o.Objects {
			walk(child, fn)
		}
	case fyne.Widget:
		for _, child := range test.WidgetRenderer(o).Objects() {
			walk(child, fn)
		}
	}
}

// All finds everything of one type in sight.
func All[T fyne.CanvasObject](r *Rig) []T {
	var found []T
	roots := append([]fyne.CanvasObject{r.Canvas.Content()}, r.Canvas.Overlays().List()...)
	for _, root := range roots {
		walk(root, func(o fyne.CanvasObject) bool {
			if one, ok := o.(T); ok {
				found = append(found, one)
			}
			return true
		})
	}
	return found
}

// Sees tells whether a text that holds part is in sight.
func (r *Rig) Sees(part string) bool {
	for _, text := range r.Texts() {
		if strings.Contains(text, part) {
			return true
		}
	}
	return false
}

// MustSee fails the test unless every part is in sight.
func (r *Rig) MustSee(parts ...string) {
	r.T.Helper()
	for _, part := range parts {
		if !r.Sees(part) {
			r.T.Fatalf("not in sight: %q\nin sight: %q", part, r.Texts())
		}
	}
}

// MustNotSee fails the test if a part is in sight.
func (r *Rig) MustNotSee(parts ...string) {
	r.T.Helper()
	for _, part := range parts {
		if r.Sees(part) {
			r.T.Fatalf("in sight: %q\nall: %q", part, r.Texts())
		}
	}
}

// Tap presses the topmost thing that shows exactly this text.
func (r *Rig) Tap(text string) {
	r.T.Helper()
	var at fyne.CanvasObject
	roots := append([]fyne.CanvasObject{r.Canvas.Content()}, r.Canvas.Overlays().List()...)
	for _, root := range roots {
		walk(root, func(o fyne.CanvasObject) bool {
			switch o := o.(type) {
			case *canvas.Text:
				if o.Text == text {
					at = o
				}
			case *widget.Label:
				if o.Text == text {
					at = o
				}
				return false
			}
			return true
		})
	}
	if at == nil {
		r.T.Fatalf("nothing to press says %q\nin sight: %q", text, r.Texts())
	}
	r.tapMiddle(at)
}

// TapIcon presses the topmost icon whose name holds part.
func (r *Rig) TapIcon(part string) {
	r.T.Helper()
	var at *canvas.Image
	for _, icon := range All[*canvas.Image](r) {
		if icon.Resource != nil && strings.Contains(icon.Resource.Name(), part) {
			at = icon
		}
	}
	require.NotNil(r.T, at, "no icon %s", part)
	r.tapMiddle(at)
}

// TapImage presses the largest picture.
func (r *Rig) TapImage() {
	r.T.Helper()
	var at *canvas.Image
	for _, img := range All[*canvas.Image](r) {
		if img.Image != nil && (at == nil || img.Size().Width > at.Size().Width) {
			at = img
		}
	}
	require.NotNil(r.T, at, "no picture")
	r.tapMiddle(at)
}

func (r *Rig) tapMiddle(at fyne.CanvasObject) {
	pos := fyne.CurrentApp().Driver().AbsolutePositionForObject(at)
	test.TapCanvas(r.Canvas, pos.AddXY(at.Size().Width/2, at.Size().Height/2))
	r.Settle()
}

// Menu asks for the menu of the topmost text that holds part, as the right button
// does.
func (r *Rig) Menu(part string) {
	r.T.Helper()
	var at *canvas.Text
	for _, text := range All[*canvas.Text](r) {
		if strings.Contains(text.Text, part) {
			at = text
		}
	}
	require.NotNil(r.T, at, "nothing says %q: %s", part, r)
	pos := fyne.CurrentApp().Driver().AbsolutePositionForObject(at).AddXY(at.Size().Width/2, at.Size().Height/2)
	type secondary interface {
		fyne.CanvasObject
		fyne.SecondaryTappable
	}
	var under secondary
	var inside fyne.Position
	for _, o := range All[secondary](r) {
		from := fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
		if to := from.AddXY(o.Size().Width, o.Size().Height); pos.X >= from.X && pos.Y >= from.Y && pos.X < to.X && pos.Y < to.Y {
			under, inside = o, pos.Subtract(from)
		}
	}
	require.NotNil(r.T, under, "nothing there has a menu")
	under.TappedSecondary(&fyne.PointEvent{Position: inside, AbsolutePosition: pos})
	r.Settle()
}

// Written is the text of the input that has the focus. It ends up selected.
func (r *Rig) Written() string {
	r.T.Helper()
	f, ok := r.Canvas.Focused().(interface {
		fyne.Shortcutable
		SelectedText() string
	})
	require.True(r.T, ok, "no input has the focus")
	f.TypedShortcut(&fyne.ShortcutSelectAll{})
	return f.SelectedText()
}

// MustFit fails the test if something in sight is smaller than it has to be, or
// reaches out of the window. What scrolls may.
func (r *Rig) MustFit(where string) {
	r.T.Helper()
	window := r.Canvas.Size()
	roots := append([]fyne.CanvasObject{r.Canvas.Content()}, r.Canvas.Overlays().List()...)
	for _, root := range roots {
		walk(root, func(o fyne.CanvasObject) bool {
			switch o.(type) {
			case *container.Scroll, *messageview.View:
				return false
			}
			if _, drawn := o.(fyne.Widget); !drawn {
				if _, text := o.(*canvas.Text); !text {
					return true
				}
			}
			size, least := o.Size(), o.MinSize()
			if size.Width+1 < least.Width || size.Height+1 < least.Height {
				r.T.Errorf("%s: %T %s is %v and needs %v", where, o, said(o), size, least)
			}
			at := fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
			if at.X < -1 || at.Y < -1 || at.X+size.Width > window.Width+1 || at.Y+size.Height > window.Height+1 {
				r.T.Errorf("%s: %T %s at %v of %v is not inside %v", where, o, said(o), at, size, window)
			}
			return true
		})
	}
}

// said is what a part of the screen says, to name it in a failure.
func said(o fyne.CanvasObject) string {
	var words []string
	walk(o, func(o fyne.CanvasObject) bool {
		if text, ok := o.(*canvas.Text); ok && len(words) < 3 {
			words = append(words, text.Text)
		}
		return true
	})
	return fmt.Sprintf("%q", words)
}

// Type types into what has the focus.
func (r *Rig) Type(text string) {
	r.T.Helper()
	require.NotNil(r.T, r.Canvas.Focused(), "nothing has the focus")
	for _, c := range text {
		r.Canvas.Focused().TypedRune(c)
	}
	r.Settle()
}

// Key types a key into what has the focus, else into the window.
func (r *Rig) Key(name fyne.KeyName) {
	if f := r.Canvas.Focused(); f != nil {
		f.TypedKey(&fyne.KeyEvent{Name: name})
	} else if typed := r.Canvas.OnTypedKey(); typed != nil {
		typed(&fyne.KeyEvent{Name: name})
	}
	r.Settle()
}

// Press presses a key of the console.
func (r *Rig) Press(mod fyne.KeyModifier, key fyne.KeyName) {
	r.T.Helper()
	require.True(r.T, r.Window.Shell.Press(mod, key), "no such key")
	r.Settle()
}

// Shot writes a picture of the window when SEATDECK_SHOTS names a folder.
func (r *Rig) Shot(name string) {
	r.T.Helper()
	dir := os.Getenv("SEATDECK_SHOTS")
	if dir == "" {
		return
	}
	require.NoError(r.T, os.MkdirAll(dir, 0o755))
	f, err := os.Create(filepath.Join(dir, name+".png"))
	require.NoError(r.T, err)
	require.NoError(r.T, png.Encode(f, r.Canvas.Capture()))
	require.NoError(r.T, f.Close())
}

// Texts as one string, for a failure.
func (r *Rig) String() string { return fmt.Sprintf("%q", r.Texts()) }
