// Package ui is the window of the console. It puts the shell into a Fyne
// application: theme, tray icon, notifications, and a clean end.
package ui

import (
	"context"
	"net/url"
	"os"
	"sync"
	"time"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/driver/desktop"
	fynetheme "fyne.io/fyne/v2/theme"
	"github.com/jonboulle/clockwork"

	"seatdeck/app"
	"seatdeck/assets"
	"seatdeck/ui/picture"
	"seatdeck/ui/screen"
	"seatdeck/ui/shell"
)

// appID names the console to the desktop.
const appID = "cn.seatdeck.console"

// The size of the window at first, in device-independent pixels.
const (
	width  float32 = 1280
	height float32 = 800
)

// Options are what the window is made of. Console is needed.
type Options struct {
	Console *app.Console
	Version string
	DataDir string
	Demo    bool // said in the title

	Clock    clockwork.Clock // default: the real one
	Zone     *time.Location  // of the times shown; default: Local
	Language string          // "zh" or "en" of the system; default: from the environment
	Dispatch func(func())    // runs on the UI goroutine; default: fyne.Do
	Ready    func()          // called once, when the first conversations are on the screen
}

// Window is the console in a Fyne application. Its methods are called on the UI
// goroutine.
type Window struct {
	Shell *shell.Shell

	app      fyne.App
	window   fyne.Window
	group    *screen.Group
	pictures *picture.Loader
	closed   bool
}

// Run shows the console until it is closed or ctx ends, and returns when nothing
// of it runs any more. It must be called on the main goroutine.
func Run(ctx context.Context, o Options) error {
	a := fyneapp.NewWithID(appID)
	fonts := loadFonts(ctx, a, o.Console)
	w := New(ctx, a, o)
	started := make(chan struct{})
	a.Lifecycle().SetOnStarted(func() { close(started) })
	ended := make(chan struct{})
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		select {
		case <-ctx.Done():
		case <-ended:
			return
		}
		select {
		case <-started:
			fyne.Do(w.Quit)
		case <-ended:
		}
	}()
	w.window.Show()
	<-fonts
	a.Run()
	close(ended)
	<-watched
	w.Close()
	return nil
}

// loadFonts sets the theme a person chose and has the toolkit unpack its fonts,
// which takes as long as opening a window and needs none: both are done at the
// same time. Nothing may measure text until the channel is closed.
func loadFonts(ctx context.Context, a fyne.App, console *app.Console) <-chan struct{} {
	p, err := console.Settings.Get(ctx)
	if err != nil {
		p = app.Preferences{} // the shell asks again, and tells
	}
	shell.SetTheme(a, p.Theme)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for _, bold := range []bool{false, true} {
			fyne.MeasureText("坐席", fynetheme.TextSize(), fyne.TextStyle{Bold: bold})
		}
	}()
	return done
}

// New makes the window in an application and shows nothing yet.
func New(ctx context.Context, a fyne.App, o Options) *Window {
	if o.Clock == nil {
		o.Clock = clockwork.NewRealClock()
	}
	if o.Zone == nil {
		o.Zone = time.Local
	}
	if o.Language == "" {
		o.Language = assets.PickLang(os.Getenv)
	}
	if o.Dispatch == nil {
		o.Dispatch = fyne.Do
	}
	w := &Window{app: a, window: a.NewWindow("Seatdeck")}
	icon := fyne.NewStaticResource("icon.png", assets.Icon())
	a.SetIcon(icon)
	w.window.SetIcon(icon)
	w.window.SetMaster()
	w.group = screen.NewGroup(ctx, o.Dispatch, o.Clock)
	w.pictures = picture.New(picture.Options{Fetch: o.Console.Media.Fetch, Dispatch: o.Dispatch, Clock: o.Clock})
	w.Shell = shell.New(shell.Options{
		App: a, Window: w.window, Console: o.Console, Group: w.group, Dispatch: o.Dispatch, Pictures: w.pictures,
		Clock: o.Clock, Zone: o.Zone, Language: o.Language, Version: o.Version, DataDir: o.DataDir, Demo: o.Demo,
		OpenURL: func(u *url.URL) error { return a.OpenURL(u) }, Quit: w.Quit, OnTray: w.showTray, OnListed: ready(o),
	})
	w.window.Resize(fyne.NewSize(width, height))
	w.window.CenterOnScreen()
	w.window.SetCloseIntercept(w.Quit)
	a.Lifecycle().SetOnEnteredForeground(func() { w.Shell.SetForeground(true) })
	a.Lifecycle().SetOnExitedForeground(func() { w.Shell.SetForeground(false) })
	return w
}

// ready calls Ready two turns of the loop after the first list was filled: then
// a frame with it has been drawn.
func ready(o Options) func() {
	if o.Ready == nil {
		return nil
	}
	var once sync.Once
	return func() {
		once.Do(func() { go o.Dispatch(func() { go o.Dispatch(o.Ready) }) })
	}
}

// Window is the Fyne window, for tests and pictures.
func (w *Window) Window() fyne.Window { return w.window }

// Quit saves what is being typed and ends the application.
func (w *Window) Quit() {
	if w.closed {
		return
	}
	w.Close()
	w.app.Quit()
}

// Close saves what is being typed, ends the screens and waits for all that they
// started.
func (w *Window) Close() {
	if w.closed {
		return
	}
	w.closed = true
	w.Shell.Close()
	w.group.Close()
	w.pictures.Close()
}

// showTray puts an icon into the tray where the desktop has one.
func (w *Window) showTray(state assets.TrayState, texts *assets.Texts) {
	tray, ok := w.app.(desktop.App)
	if !ok {
		return
	}
	tray.SetSystemTrayMenu(fyne.NewMenu("Seatdeck",
		fyne.NewMenuItem(texts.T("shell.tray.show"), func() {
			w.window.Show()
			w.window.RequestFocus()
		}),
		fyne.NewMenuItemSeparator(),
		fyne.NewMenuItem(texts.T("shell.tray.quit"), w.Quit),
	))
	tray.SetSystemTrayIcon(fyne.NewStaticResource(trayNames[state], assets.TrayIcon(state)))
}

var trayNames = map[assets.TrayState]string{
	assets.TrayIdle: "tray-idle.png", assets.TrayUnread: "tray-unread.png", assets.TrayOffline: "tray-offline.png",
}
