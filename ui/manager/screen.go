package manager

import (
	"fyne.io/fyne/v2"

	"seatdeck/app/bus"
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

// Screen is the manager. It is used on the UI goroutine.
type Screen struct {
	Object fyne.CanvasObject

	host   *host
	pages  *screen.Pages
	pick   *screen.Select
	picked []model.SeatID // by the lines of pick
}

// New makes the manager for the seats there are.
func New(env *screen.Env, seats []screen.SeatView) *Screen {
	s := &Screen{host: &host{env: env, scope: env.Scope(), seats: seats}}
	contacts, batches := newContactsPage(s.host), newBatchesPage(s.host)
	s.host.refocus = s.Focus
	s.host.showContacts = func(f model.ContactFilter) { s.Show(Contacts); contacts.showFilter(f) }
	s.host.showBatch = func(id model.BatchID) { s.Show(Batches); batches.open(id) }
	s.pick = screen.NewSelect(nil, nil)
	s.fillSeats()
	s.pick.OnChanged = func(string) {
		if i := s.pick.SelectedIndex(); i >= 0 && i < len(s.picked) && s.picked[i] != s.host.seat {
			s.host.seat = s.picked[i]
			s.pages.Again()
		}
	}
	names := []string{env.T("manager.groups"), env.T("manager.contacts"), env.T("manager.tags"), env.T("manager.batches")}
	list := []screen.Page{newGroupsPage(s.host), contacts, newTagsPage(s.host), batches}
	s.pages = screen.NewPages(env, names, list, screen.MinSize(screen.Boxed(s.pick), 44*screen.Unit, 0))
	s.Object = s.pages.Object
	env.OnChange(s.host.scope, s.changed)
	s.readPending()
	return s
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
	chosen := s.host.seat
	s.fillSeats()
	if s.host.seat != chosen { // it is gone: other rows than before
		s.pages.Again()
		return
	}
	s.pages.Renew()
}

// Show opens a page.
func (s *Screen) Show(p Page) { s.pages.Show(int(p)) }

// Open shows the page that was open last, or groups, for a seat; 0 is all.
func (s *Screen) Open(seat model.SeatID) {
	if seat != s.host.seat {
		s.host.seat = seat
		s.fillSeats()
	}
	s.pages.Open()
}

// Focus gives the keyboard to what the page at hand wants to have it, unless a
// dialog is open.
func (s *Screen) Focus() { s.pages.Focus() }

// changed is told by the bus.
func (s *Screen) changed(c bus.Change) {
	s.pages.Changed(c)
	if len(c.Batches) > 0 {
		s.readPending()
	}
}

// readPending counts what is left to do, for the name of the page of batches.
func (s *Screen) readPending() {
	h := s.host
	screen.Keep(h.scope, "pending", h.env.Console.Batches.Pending, func(n int, err error) {
		if err != nil {
			return
		}
		name := h.env.T("manager.batches")
		if n > 0 {
			name = h.env.T("manager.batches.n", "n", n)
		}
		s.pages.Rename(int(Batches), name, theme.TextSecondary)
	})
}

// Close ends the manager.
func (s *Screen) Close() {
	s.pages.Close()
	s.host.scope.Close()
}
