// Package supervisor is the place of who watches over all seats: a board of them,
// what is wrong, what was done, reports, and what companies keep.
package supervisor

import (
	"context"

	"fyne.io/fyne/v2"

	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
)

// Page names a part of the supervisor's place.
type Page int

// The pages, in the order of their keys.
const (
	Board Page = iota
	Alerts
	Reports
	Company
	Audit
	Rules
	pageCount
)

// Pages is how many there are.
const Pages = int(pageCount)

// host is what the pages are given.
type host struct {
	env   *screen.Env
	scope *screen.Scope
	seats []screen.SeatView // all there are

	refocus  func()                     // gives the keyboard to what the page in sight wants to have it
	openSeat func(model.SeatID)         // shows a seat, on the board's page
	takeOver func(model.ConversationID) // this person answers there from now on: opens it
}

// view finds a seat.
func (h *host) view(id model.SeatID) screen.SeatView {
	for _, v := range h.seats {
		if v.ID == id {
			return v
		}
	}
	return screen.SeatView{}
}

// Screen is the supervisor's place. It is used on the UI goroutine.
type Screen struct {
	Object fyne.CanvasObject

	host  *host
	pages *screen.Pages
	board *boardPage
}

// New makes the place for the seats there are.
func New(env *screen.Env, seats []screen.SeatView) *Screen {
	h := &host{env: env, scope: env.Scope(), seats: seats}
	s := &Screen{host: h, board: newBoardPage(h)}
	list := []screen.Page{s.board, newAlertsPage(h), newReportsPage(h), newCompanyPage(h), newAuditPage(h), newRulesPage(h)}
	var names []string
	for _, key := range []string{"board", "alerts", "reports", "company", "audit", "rules"} {
		names = append(names, env.T("supervisor."+key))
	}
	s.pages = screen.NewPages(env, names, list, nil)
	s.Object = s.pages.Object
	h.refocus = s.pages.Focus
	h.openSeat = func(id model.SeatID) { s.Show(Board); s.board.openSeat(id) }
	h.takeOver = s.takeOver
	env.OnChange(h.scope, s.changed)
	s.countAlerts()
	return s
}

// Show opens a page.
func (s *Screen) Show(p Page) { s.pages.Show(int(p)) }

// Open shows the page that was open last, or the board.
func (s *Screen) Open() { s.pages.Open() }

// OpenSeat shows a seat.
func (s *Screen) OpenSeat(id model.SeatID) { s.host.openSeat(id) }

// Back leaves the page of a seat for the board; false: none is open.
func (s *Screen) Back() bool { return s.pages.At() == int(Board) && s.board.back() }

// Focus gives the keyboard to what the open page wants to have it.
func (s *Screen) Focus() { s.pages.Focus() }

// SetSeats tells which seats there are and what they can do.
func (s *Screen) SetSeats(seats []screen.SeatView) { s.host.seats = seats }

// Close ends the place.
func (s *Screen) Close() {
	s.pages.Close()
	s.host.scope.Close()
}

func (s *Screen) changed(c bus.Change) {
	s.pages.Changed(c)
	if c.Alerts {
		s.countAlerts()
	}
}

// countAlerts says in the line of pages how many alerts nobody has acknowledged.
func (s *Screen) countAlerts() {
	h := s.host
	type count struct {
		n     int
		grave bool
	}
	screen.Keep(h.scope, "alerts", func(ctx context.Context) (c count, err error) {
		c.n, c.grave, err = h.env.Console.Alerts.Count(ctx)
		return c, err
	}, func(c count, err error) {
		if err != nil {
			return
		}
		name, colour := h.env.T("supervisor.alerts"), theme.TextSecondary
		if c.n > 0 {
			name = h.env.T("supervisor.alerts.n", "n", c.n)
		}
		if c.grave {
			colour = theme.Danger
		}
		s.pages.Rename(int(Alerts), name, colour)
	})
}

// takeOver notes who answers from now on and opens the conversation.
func (s *Screen) takeOver(id model.ConversationID) {
	h := s.host
	screen.Do(h.scope, "take", func(ctx context.Context) (model.Conversation, error) {
		return h.env.Console.Supervisor.TakeOver(ctx, id)
	}, func(c model.Conversation, err error) {
		if err != nil {
			h.env.Fail(err)
			return
		}
		h.env.Nav.OpenConversation(c, 0)
	})
}
