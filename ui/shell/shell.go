// Package shell is the window's frame: a tab for all seats and one per seat, the
// screen of the tab that is open, banners for what a person must act on, a
// status bar, and the keys.
package shell

import (
	"context"
	"net/url"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"github.com/jonboulle/clockwork"

	"seatdeck/app"
	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/assets"
	"seatdeck/ui/connect"
	"seatdeck/ui/manager"
	"seatdeck/ui/picture"
	"seatdeck/ui/screen"
	"seatdeck/ui/seat"
	"seatdeck/ui/supervisor"
	"seatdeck/ui/widgets"
)

// tick is how often waiting times are drawn anew.
const tick = 5 * time.Second

// Options are what a shell is made of.
type Options struct {
	App      fyne.App
	Window   fyne.Window
	Console  *app.Console
	Group    *screen.Group
	Dispatch func(func())
	Pictures *picture.Loader
	Clock    clockwork.Clock
	Zone     *time.Location
	Language string // of the system: "zh" or "en"
	Version  string
	DataDir  string
	Demo     bool
	OpenURL  func(*url.URL) error
	Quit     func()
	OnTray   func(assets.TrayState, *assets.Texts) // the tray icon must say something else
	OnListed func()                                // a list of conversations was filled
}

// Shell is the frame. Its methods are called on the UI goroutine.
type Shell struct {
	o     Options
	env   *screen.Env
	scope *screen.Scope
	root  *fyne.Container
	frame *fyne.Container

	preferences   app.Preferences
	state         state
	known         bool // state was read
	selected      model.SeatID
	place         place           // what the body shows
	closedBanners map[string]bool // by a person
	said          string          // by the banners in sight

	tabs    *tabStrip
	status  *StatusBar
	banners *fyne.Container
	trouble *widgets.Banner
	body    *fyne.Container
	toasts  *widgets.Toasts
	seat    *seat.Screen
	memory  *seat.Memory
	manager *manager.Screen    // nil until it is wanted
	watch   *supervisor.Screen // the same
	first   *connect.First
	empty   *widgets.EmptyState

	notes  *notifier
	warns  *warner
	unbus  func()
	closed bool
	tray   assets.TrayState

	resting clockwork.Timer // until the state may be read again; nil: now
	again   bool            // something changed meanwhile
}

// New makes the frame in a window and begins to read.
func New(o Options) *Shell {
	s := &Shell{o: o, root: container.NewStack(), closedBanners: map[string]bool{}, memory: seat.NewMemory(), tray: -1}
	s.scope = o.Group.NewScope()
	s.notes = newNotifier(s)
	o.Window.SetContent(container.New(windowLayout{}, s.root))
	o.Window.SetPadded(false)
	screen.Ask(s.scope, "preferences", func(ctx context.Context) (app.Preferences, error) {
		return o.Console.Settings.Get(ctx)
	}, func(p app.Preferences, err error) {
		s.apply(p)
		s.env.Fail(err)
		s.reload()
	})
	s.warns = newWarner(s)
	s.unbus = o.Console.Bus.Subscribe(func(c bus.Change) { o.Dispatch(func() { s.changed(c) }) })
	o.Group.Go(s.tick)
	return s
}

func (s *Shell) tick(ctx context.Context) {
	ticker := s.o.Clock.NewTicker(tick)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.Chan():
			s.o.Dispatch(func() {
				if s.seat != nil && !s.closed {
					s.seat.Tick()
				}
			})
		}
	}
}

// Close saves what is being typed and ends the screens. The group's goroutines
// end with the group.
func (s *Shell) Close() {
	if s.closed {
		return
	}
	s.closed = true
	if s.resting != nil {
		s.resting.Stop()
	}
	s.unbus()
	s.warns.close()
	s.drop()
	s.scope.Close()
}

// drop ends the screens.
func (s *Shell) drop() {
	if s.env != nil {
		s.env.Sheets.CloseAll()
	}
	if s.seat != nil {
		s.seat.Close()
		s.seat = nil
	}
	if s.manager != nil {
		s.manager.Close()
		s.manager = nil
	}
	if s.watch != nil {
		s.watch.Close()
		s.watch = nil
	}
	if s.first != nil {
		s.first.Close()
		s.first = nil
	}
	if s.toasts != nil {
		s.toasts.Close()
	}
}

// apply shows the console as the preferences say. A new language builds the
// screens anew; what was open stays open.
func (s *Shell) apply(p app.Preferences) {
	old := s.preferences
	s.preferences = p
	if s.env == nil || p.Theme != old.Theme {
		SetTheme(s.o.App, p.Theme)
	}
	language := p.Language
	if language == "" {
		language = s.o.Language
	}
	same := s.env != nil && s.env.Texts.Lang() == language && p.WarnAfter == old.WarnAfter && p.LateAfter == old.LateAfter
	if same {
		if s.seat != nil {
			s.seat.SetPreferences(p)
		}
		return
	}
	s.build(assets.LoadTexts(language))
}

// build makes every part of the frame in a language.
func (s *Shell) build(texts *assets.Texts) {
	reopen := s.env != nil && s.env.Sheets.Any()
	s.drop()
	s.o.Window.Canvas().Unfocus() // what has the focus is about to go
	env := &screen.Env{
		Console: s.o.Console, Texts: texts, Group: s.o.Group, Clock: s.o.Clock, Pictures: s.o.Pictures, Zone: s.o.Zone,
		Window: s.o.Window, Sheets: screen.NewSheets(s.o.Window), Watch: screen.NewWatchers(), Nav: s, OpenURL: s.o.OpenURL,
		Dispatch: s.o.Dispatch, Listed: s.o.OnListed,
	}
	s.env = env
	s.o.Console.Alerts.Speak(texts.T)
	s.tabs = newTabStrip(env, s.Select, func() { s.OpenManager(0) }, s.OpenSupervisor, s.findSeat)
	s.status = NewStatusBar(env, statusActions{
		outbox: s.OpenOutbox, transfers: s.OpenTransfers, unreadable: s.OpenUnreadable, batches: s.openBatches, requests: s.OpenRequests, settings: s.OpenSettings, help: s.OpenHelp,
	})
	s.banners = screen.Column(0)
	s.trouble = widgets.NewBanner()
	s.trouble.OnDismiss = s.arrange
	s.toasts = widgets.NewToasts(s.o.Dispatch, s.o.Clock)
	s.body = container.NewStack(container.NewStack())
	s.seat = seat.New(env, s.preferences, s.memory)
	s.seat.OnSort = s.storeSort
	top := screen.Column(0, s.tabs.Container, s.trouble, s.banners)
	s.frame = screen.Dock(top, s.status.Object, nil, nil, s.body)
	s.root.Objects = []fyne.CanvasObject{screen.NewFill(fynetheme.ColorNameBackground, 0), s.frame, s.toasts}
	s.root.Refresh()
	s.bindKeys()
	title := texts.T("shell.title")
	if s.o.Demo {
		title += " · " + texts.T("shell.demo")
	}
	s.o.Window.SetTitle(title)
	s.tray, s.said = -1, ""
	if s.known {
		s.show()
	}
	if reopen {
		s.OpenSettings()
	}
}

// changed is told by the bus.
func (s *Shell) changed(c bus.Change) {
	if s.closed || s.env == nil {
		return
	}
	if c.Settings {
		screen.Ask(s.scope, "preferences", func(ctx context.Context) (app.Preferences, error) {
			return s.o.Console.Settings.Get(ctx)
		}, func(p app.Preferences, err error) {
			if err == nil {
				s.apply(p)
			}
		})
	}
	if len(c.Batches) > 0 {
		s.countPending()
	}
	if c.Connections || c.Outbox || c.Requests || c.Unreadable || len(c.Seats) > 0 || len(c.Conversations) > 0 {
		s.reload()
	}
	if len(c.Transfers) > 0 {
		s.countTransfers()
	}
	if c.Alerts {
		s.countAlerts()
	}
	s.env.Watch.Tell(c)
	s.notes.changed(c)
}

// show brings every part in line with the state.
func (s *Shell) show() {
	if _, there := s.state.seat(s.selected); !there {
		s.selected = 0
	}
	s.showTabs()
	s.showStatus()
	s.showBanners()
	s.showBody()
	s.seat.SetSeats(s.state.seats)
	if s.manager != nil {
		s.manager.SetSeats(s.state.seats)
	}
	if s.watch != nil {
		s.watch.SetSeats(s.state.seats)
	}
	s.showTray()
}

// showBody chooses between the first run, no seats yet, and the seats.
func (s *Shell) showBody() {
	switch {
	case len(s.state.connections) == 0:
		if s.first == nil {
			s.first = connect.NewFirst(s.env)
			s.put(s.first.Object)
			s.tabs.Hide()
			s.arrange()
			s.first.Focus(s.o.Window.Canvas())
		}
		return
	case len(s.state.seats) == 0:
		if s.empty == nil || s.body.Objects[0] != fyne.CanvasObject(s.empty) {
			s.empty = widgets.NewEmptyState(fynetheme.AccountIcon(), s.env.T("shell.noseats.title"), s.env.T("shell.noseats.text"),
				widgets.Action{Label: s.env.T("shell.noseats.open"), Do: s.OpenSettings})
			s.put(s.empty)
		}
	case s.place == atManager:
		if s.showManager() {
			s.manager.Open(0)
		}
	case s.place == atSupervisor:
		if s.showSupervisor() {
			s.watch.Open()
		}
	default:
		if s.body.Objects[0] != s.seat.Object {
			s.put(s.seat.Object)
			s.seat.Show(s.selected)
		}
	}
	if s.first != nil {
		s.first.Close()
		s.first = nil
	}
	if !s.tabs.Visible() {
		s.tabs.Show()
		s.arrange()
	}
}

func (s *Shell) showStatus() { s.status.Set(s.state, s.OpenConnection) }

func (s *Shell) put(o fyne.CanvasObject) {
	s.body.Objects = []fyne.CanvasObject{o}
	s.body.Refresh()
}

func (s *Shell) showTray() {
	now := assets.TrayIdle
	switch {
	case s.state.unread() > 0:
		now = assets.TrayUnread
	case !s.state.online():
		now = assets.TrayOffline
	}
	if now != s.tray && s.o.OnTray != nil {
		s.o.OnTray(now, s.env.Texts)
	}
	s.tray = now
}

// Select opens the tab of a seat; 0 is all of them.
func (s *Shell) Select(id model.SeatID) {
	if id != 0 {
		if _, there := s.state.seat(id); !there {
			return
		}
	}
	s.selected = id
	if s.place != atSeats {
		s.place = atSeats
		s.put(s.seat.Object)
	}
	s.showTabs()
	s.seat.Show(id)
}

// SetForeground tells whether the window has the focus: while it has, nothing
// needs a notification.
func (s *Shell) SetForeground(front bool) {
	s.warns.front = front
	s.notes.setForeground(front)
}

// arrange lays the frame out anew when banners come or go.
func (s *Shell) arrange() { s.frame.Layout.Layout(s.frame.Objects, s.frame.Size()) }
