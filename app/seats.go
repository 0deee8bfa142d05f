package app

import (
	"context"

	"seatdeck/app/audit"
	"seatdeck/app/model"
	"seatdeck/storage"
)

// Seats tells about the seats of all connections.
type Seats struct {
	store    *storage.Store
	sessions *sessions
	audit    *audit.Log
	adds     *adds
}

// List gives all seats that a back end still has, with unread, waiting and gaps.
func (s *Seats) List(ctx context.Context) ([]model.Seat, error) {
	all, err := s.store.Seats(ctx)
	if err != nil {
		return nil, err
	}
	list := all[:0]
	for _, seat := range all {
		if !seat.Removed {
			list = append(list, seat)
		}
	}
	return list, nil
}

// Refresh asks the back ends for their seats now, also before Run.
func (s *Seats) Refresh(ctx context.Context) error { return s.sessions.readSeats(ctx) }

// Link says how the connection of a seat is doing.
func (s *Seats) Link(seat model.Seat) model.LinkStatus { return s.sessions.Status(seat.Connection) }

// Capabilities says what the back end of a seat can do; none while its
// connection is not open.
func (s *Seats) Capabilities(seat model.Seat) model.Capabilities {
	if one := s.sessions.get(seat.Connection); one != nil {
		return one.link.Capabilities(seat)
	}
	return nil
}
