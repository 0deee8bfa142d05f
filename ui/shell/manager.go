package shell

import (
	"seatdeck/app/model"
	"seatdeck/ui/manager"
	"seatdeck/ui/profile"
	"seatdeck/ui/screen"
)

// OpenManager shows groups, contacts and tags of a seat; 0 is all.
func (s *Shell) OpenManager(seat model.SeatID) {
	if len(s.state.seats) == 0 || s.first != nil {
		return
	}
	s.place = atManager
	s.showManager()
	s.manager.Open(seat)
	s.showTabs()
}

// showManager puts the manager into the window, made where there is none yet, and
// tells whether that was so.
func (s *Shell) showManager() (made bool) {
	if s.manager == nil {
		s.manager, made = manager.New(s.env, s.state.seats), true
	}
	if s.body.Objects[0] != s.manager.Object {
		s.put(s.manager.Object)
	}
	return made
}

// openPage shows a page of the manager.
func (s *Shell) openPage(p manager.Page) {
	if s.place != atManager {
		s.OpenManager(s.selected)
	}
	if s.place == atManager {
		s.manager.Show(p)
	}
}

func (s *Shell) openBatches() { s.openPage(manager.Batches) }

// backToSeats goes back to the conversations.
func (s *Shell) backToSeats() {
	if s.place != atSeats {
		s.Select(s.selected)
	}
}

// inConversations runs what only means something where conversations are in sight.
func (s *Shell) inConversations(do func()) func() {
	return func() {
		if s.place == atSeats {
			do()
		}
	}
}

func (s *Shell) showTabs() { s.tabs.show(s.state, s.selected, s.place) }

// openProfile changes what a seat's account says of itself: of the seat whose tab
// is open, else asks which.
func (s *Shell) openProfile() {
	show := func(v screen.SeatView) { profile.Open(s.env, v) }
	if v, there := s.state.seat(s.selected); there && profile.Able(v) {
		show(v)
		return
	}
	s.pickSeat(s.env.T("profile.pick"), profile.Able, show)
}
