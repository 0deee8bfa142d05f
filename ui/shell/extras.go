package shell

import (
	"seatdeck/app/model"
	"seatdeck/ui/moments"
	"seatdeck/ui/screen"
	"seatdeck/ui/tools"
)

// seesMoments tells that a seat's back end shows moments.
func seesMoments(v screen.SeatView) bool { return v.Can.Has(model.CanMoments) }

// openMoments shows the timeline of the seat whose tab is open, else asks which.
func (s *Shell) openMoments() {
	show := func(v screen.SeatView) { moments.Open(s.env, v, "", "") }
	v, there := s.state.seat(s.selected)
	switch {
	case s.first != nil:
	case there && seesMoments(v):
		show(v)
	case len(s.state.those(seesMoments)) == 0:
		s.Toast(s.env.T("moments.unable"))
	default:
		s.pickSeat(s.env.T("moments.pick"), seesMoments, show)
	}
}

// openTools shows the tools, for the seat whose tab is open if it has any.
func (s *Shell) openTools() {
	if s.first == nil {
		tools.Open(s.env, s.state.seats, s.selected)
	}
}
