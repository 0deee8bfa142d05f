package manager

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"

	"seatdeck/app"
	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// Page names a part of the manager.
type Page int

// The pages, in the order of their keys.
const (
	Groups Page = iota
	Contacts
	Tags
	Batches
)

// batchesLooked is how many batches are looked at to tell how much is left to do.
const batchesLooked = 50

// Screen is the manager. It is used on the UI goroutine.
type Screen struct {
	Object fyne.CanvasObject

	host   *host
	pages  []page
	tabs   []*screen.TextButton
	body   *fyne.Container
	pick   *screen.Select
	picked []model.SeatID // by the lines of pick
	at     Page
	count  int // deeds still to be done
}

// New makes the manager for the seats there are.
func New(env *screen.Env, seats []screen.SeatView) *Screen {
	s := &Screen{host: &host{env: env, scope: env.Scope(), seats: seats}, at: -1}
	contacts, groups, batches := newContactsPage(s.host), newGroupsPage(s.host), newBatchesPage(s.host)
	s.host.refocus = s.Focus
	s.host.showContacts = func(f model.ContactFilter) { s.Show(Contacts); contacts.showFilter(f) }
	s.host.showGroups = func(f model.GroupFilter) { s.Show(Groups); groups.showFilter(f) }
	s.host.showBatch = func(id model.BatchID) { s.Show(Batches); batches.open(id) }
	s.pages = []page{groups, contacts, newTagsPage(s.host), batches}
	s.build()
	env.OnChange(s.host.scope, s.changed)
	s.readPending()
	return s
}

func (s *Screen) build() {
	t := s.host.env.T
	tabs := screen.Row(1)
	for i, key := range []string{"manager.groups", "manager.contacts", "manager.tags", "manager.batches"} {
		b := screen.NewTextButton(t(key), nil, func() { s.Show(Page(i)) })
		s.tabs = append(s.tabs, b)
		tabs.Add(b)
	}
	s.pick = screen.NewSelect(nil, nil)
	s.fillSeats()
	s.pick.OnChanged = func(string) {
		if i := s.pick.SelectedIndex(); i >= 0 && i < len(s.picked) && s.picked[i] != s.host.seat {
			s.host.seat = s.picked[i]
			s.showPage()
		}
	}
	right := screen.MinSize(screen.Boxed(s.pick), 44*screen.Unit, 0)
	head := screen.Inset(screen.Line(tabs, screen.Row(0), right), 1, 2, 1, 2)
	line := screen.MinSize(screen.NewFill(theme.Divider, 0), 0, 1)
	s.body = container.NewStack()
	top := screen.Column(0, screen.OnFill(theme.Sidebar, head), line)
	s.Object = container.NewStack(screen.NewFill(fynetheme.ColorNameBackground, 0), screen.Dock(top, nil, nil, nil, s.body))
}

// fillSeats lists the seats to choose from, all of them first.
func (s *Screen) fillSeats() {
	names := []string{s.host.env.T("manager.allseats")}
	s.picked = []model.SeatID{0}
	at := 0
	for _, v := range s.host.seats {
		if v.ID == s.host.seat {
			at = len(s.picked)
		}
		names = append(names, widgets.OneLine(v.DisplayName(), 24))
		s.picked = append(s.picked, v.ID)
	}
	if at == 0 {
		s.host.seat = 0
	}
	changed := s.pick.OnChanged
	s.pick.OnChanged = nil
	s.pick.SetOptions(names)
	s.pick.SetSelectedIndex(at)
	s.pick.OnChanged = changed
}

// SetSeats tells which seats there are and what they can do.
func (s *Screen) SetSeats(seats []screen.SeatView) {
	same := len(seats) == len(s.host.seats)
	for i := range seats {
		same = same && seats[i].ID == s.host.seats[i].ID && seats[i].DisplayName() == s.host.seats[i].DisplayName() &&
			len(seats[i].Can) == len(s.host.seats[i].Can)
	}
	s.host.seats = seats
	if same {
		return
	}
	s.fillSeats()
	if s.at >= 0 {
		s.showPage()
	}
}

// Show opens a page.
func (s *Screen) Show(p Page) {
	if s.at == p {
		return
	}
	s.at = p
	s.showPage()
}

// Open shows the page that was open last, or groups, for a seat; 0 is all.
func (s *Screen) Open(seat model.SeatID) {
	if seat != s.host.seat {
		s.host.seat = seat
		s.fillSeats()
	}
	s.at = max(s.at, Groups)
	s.showPage()
}

func (s *Screen) showPage() {
	for i, b := range s.tabs {
		b.SetOn(Page(i) == s.at)
	}
	s.body.Objects = []fyne.CanvasObject{s.pages[s.at].object()}
	s.body.Refresh()
	if !s.host.env.Sheets.Any() {
		s.host.env.Window.Canvas().Unfocus() // what had the keyboard may be out of sight now
	}
	s.pages[s.at].show()
	s.Focus()
}

// Focus gives the keyboard to what the page at hand wants to have it, unless a
// dialog is open.
func (s *Screen) Focus() {
	if s.at < 0 || s.host.env.Sheets.Any() {
		return
	}
	if f := s.pages[s.at].focus(); f != nil {
		s.host.env.Window.Canvas().Focus(f)
	}
}

// changed is told by the bus.
func (s *Screen) changed(c app.Change) {
	if s.at >= 0 {
		s.pages[s.at].changed(c) // another one reads when it comes into sight
	}
	if len(c.Batches) > 0 {
		s.readPending()
	}
}

// readPending counts what is left to do, for the tab of the batches.
func (s *Screen) readPending() {
	h := s.host
	screen.Keep(h.scope, "pending", func(ctx context.Context) (int, error) {
		return Pending(ctx, h.env.Console)
	}, func(n int, err error) {
		if err != nil || n == s.count {
			return
		}
		s.count = n
		text := h.env.T("manager.batches")
		if n > 0 {
			text = h.env.T("manager.batches.n", "n", n)
		}
		s.tabs[Batches].Set(text, theme.TextSecondary)
		s.Object.Refresh()
	})
}

// Pending counts the deeds of all batches that are still to be done.
func Pending(ctx context.Context, c *app.Console) (n int, err error) {
	list, err := c.Batches.List(ctx, batchesLooked)
	for _, b := range list {
		n += b.Deeds.Pending()
	}
	return n, err
}

// Close ends the manager.
func (s *Screen) Close() {
	for _, p := range s.pages {
		p.close()
	}
	s.host.scope.Close()
}
