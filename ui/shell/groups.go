package shell

import (
	"seatdeck/app/model"
	"seatdeck/ui/panel"
	"seatdeck/ui/screen"
)

// makesGroups tells that a seat's back end makes groups.
func makesGroups(v screen.SeatView) bool { return v.Can.Has(model.CanCreateGroup) }

// newGroup makes a group of contacts, of the seat at hand to begin with.
func (s *Shell) newGroup() {
	chosen := s.selected
	if chosen == 0 {
		chosen = s.seat.Conversation().Seat
	}
	panel.OpenNewGroup(s.env, s.state.seats, chosen)
}
