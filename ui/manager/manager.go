// Package manager is the one place to manage groups and tags over all seats: a
// table of groups, one of contacts, the tags, and what is being done to many of
// them at once.
package manager

import (
	"seatdeck/app/model"
	"seatdeck/ui/screen"
)

// host is what the manager gives its pages.
type host struct {
	env   *screen.Env
	scope *screen.Scope
	seats []screen.SeatView // all there are
	seat  model.SeatID      // at hand; 0: all

	refocus      func()                    // gives the keyboard to what the page in sight wants to have it
	showContacts func(model.ContactFilter) // the table of contacts, by that filter
	showBatch    func(model.BatchID)
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

// able are the seats at hand that can do something.
func (h *host) able(can model.Capability) (list []screen.SeatView) {
	for _, v := range h.seats {
		if (h.seat == 0 || v.ID == h.seat) && v.Can.Has(can) {
			list = append(list, v)
		}
	}
	return list
}
