package shell

import (
	"seatdeck/ui/manager"
	"seatdeck/ui/supervisor"
)

// OpenSupervisor shows how all seats are doing.
func (s *Shell) OpenSupervisor() {
	if len(s.state.seats) == 0 || s.first != nil {
		return
	}
	s.place = atSupervisor
	s.warns.seen()
	s.showSupervisor()
	s.watch.Open()
	s.showTabs()
}

// showSupervisor puts the supervisor's place into the window, made where there is
// none yet, and tells whether that was so.
func (s *Shell) showSupervisor() (made bool) {
	if s.watch == nil {
		s.watch, made = supervisor.New(s.env, s.state.seats), true
	}
	if s.body.Objects[0] != s.watch.Object {
		s.put(s.watch.Object)
	}
	return made
}

// openPageAt shows a page of the place in sight; from the conversations, one of
// the manager.
func (s *Shell) openPageAt(n int) {
	switch {
	case s.place == atSupervisor:
		s.watch.Show(supervisor.Page(n))
	case n <= int(manager.Batches):
		s.openPage(manager.Page(n))
	}
}
