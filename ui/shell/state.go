package shell

import (
	"context"

	"seatdeck/app"
	"seatdeck/app/model"
	"seatdeck/ui/screen"
)

// state is what the shell shows round the screens.
type state struct {
	connections []app.ConnectionView
	seats       []screen.SeatView
	outbox      app.OutboxCounts
	requests    int
	transfers   int            // files on their way that somebody asked for
	pending     int            // deeds of batches that are still to be done
	alerts      int            // open, and nobody has acknowledged them
	unreadable  map[string]int // what back ends sent and nobody could read, by reason
}

// readState asks the app for all of it.
func readState(ctx context.Context, c *app.Console) (s state, err error) {
	if s.connections, err = c.Connections.List(ctx); err != nil {
		return s, err
	}
	seats, err := c.Seats.List(ctx)
	if err != nil {
		return s, err
	}
	for _, seat := range seats {
		s.seats = append(s.seats, s.view(c, seat))
	}
	if s.outbox, err = c.Outbox.Counts(ctx); err != nil {
		return s, err
	}
	if s.unreadable, err = c.Health.Unreadable(ctx); err != nil {
		return s, err
	}
	list, err := c.People.Requests(ctx, 0, true)
	if err != nil {
		return s, err
	}
	s.requests = len(list)
	if s.transfers, err = openTransfers(ctx, c); err != nil {
		return s, err
	}
	if s.pending, err = c.Batches.Pending(ctx); err != nil {
		return s, err
	}
	s.alerts, _, err = c.Alerts.Count(ctx)
	return s, err
}

// view puts beside a seat what screens need to know.
func (s state) view(c *app.Console, seat model.Seat) screen.SeatView {
	v := screen.SeatView{Seat: seat, Can: c.Seats.Capabilities(seat)}
	for _, connection := range s.connections {
		if connection.Connection.ID == seat.Connection {
			v.Connection, v.Link = connection.Connection, connection.Status
		}
	}
	return v
}

// seat finds a seat; false where it is gone.
func (s state) seat(id model.SeatID) (screen.SeatView, bool) {
	for _, seat := range s.seats {
		if seat.ID == id {
			return seat, true
		}
	}
	return screen.SeatView{}, false
}

// those lists the seats of which able holds.
func (s state) those(able func(screen.SeatView) bool) []screen.SeatView {
	var list []screen.SeatView
	for _, seat := range s.seats {
		if able(seat) {
			list = append(list, seat)
		}
	}
	return list
}

// gaps counts conversations whose history is being read, over all seats.
func (s state) gaps() int {
	n := 0
	for _, seat := range s.seats {
		n += seat.Gaps
	}
	return n
}

// unread counts unread messages over all seats.
func (s state) unread() int {
	n := 0
	for _, seat := range s.seats {
		n += seat.Unread
	}
	return n
}

// online tells whether any seat can be written from.
func (s state) online() bool {
	for _, seat := range s.seats {
		if seat.State == model.SeatOnline && seat.Link.Link == model.LinkOnline {
			return true
		}
	}
	return false
}
