// Package manager is the one place to manage groups and tags over all seats: a
// table of groups, one of contacts, the tags, and what is being done to many of
// them at once.
package manager

import (
	"fyne.io/fyne/v2"

	"seatdeck/app"
	"seatdeck/app/model"
	"seatdeck/ui/screen"
)

// page is one of the parts of the manager. It lives as long as the manager.
type page interface {
	object() fyne.CanvasObject
	show()                 // it came into sight, or the seat at hand changed
	changed(c app.Change)  // on every change, in sight or not
	focus() fyne.Focusable // what is to have the keyboard
	close()
}

// host is what the manager gives its pages.
type host struct {
	env   *screen.Env
	scope *screen.Scope
	seats []screen.SeatView // all there are
	seat  model.SeatID      // at hand; 0: all

	refocus      func()                    // gives the keyboard to what the page in sight wants to have it
	showContacts func(model.ContactFilter) // the table of contacts, by that filter
	showGroups   func(model.GroupFilter)
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
