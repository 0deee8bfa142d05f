package shell

import (
	"context"
	"time"

	"seatdeck/app"
	"seatdeck/app/model"
	"seatdeck/ui/screen"
)

// rest is how long what the frame shows may lag behind.
const rest = 100 * time.Millisecond

// state is what the shell shows round the screens.
type state struct {
	connections []app.ConnectionView
	seats       []screen.SeatView
	outbox      app.OutboxCounts
	requests    int
	unreadable  map[string]int // what back ends sent and nobody could read, by reason
	counts
}

// readState asks the app for all of it but the counts.
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
	s.requests = len(list)
	return s, err
}

// reload reads what the frame shows. It rests between two reads, for it counts
// over all conversations and no one reads a count ten times a second.
func (s *Shell) reload() {
	if s.resting != nil {
		s.again = true
		return
	}
	s.recount()
	screen.Keep(s.scope, "state", func(ctx context.Context) (state, error) {
		return readState(ctx, s.o.Console)
	}, func(read state, err error) {
		if err != nil {
			s.env.Fail(err)
			return
		}
		read.counts = s.state.counts
		s.state, s.known = read, true
		s.show()
		s.rest()
	})
}

// rest holds reads back for a moment.
func (s *Shell) rest() {
	s.resting = s.o.Clock.AfterFunc(rest, func() {
		s.o.Dispatch(func() {
			s.resting = nil
			if s.again && !s.closed {
				s.again = false
				s.reload()
			}
		})
	})
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
