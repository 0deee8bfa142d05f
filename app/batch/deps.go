package batch

import (
	"context"
	"log/slog"

	"github.com/jonboulle/clockwork"

	"seatdeck/app/audit"
	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/storage"
)

// Sessions are the connections at work, as far as deeds need them.
type Sessions interface {
	// LinkOf gives the link of a connection, opened for the caller where none is open.
	LinkOf(ctx context.Context, id model.ConnectionID) (providers.Link, error)
	// LiveLink gives the link of a connection that is up; false: it is not.
	LiveLink(id model.ConnectionID) (link providers.Link, ok bool)
	// Deliver stores what the back end of a connection said.
	Deliver(ctx context.Context, id model.ConnectionID, events []model.Event) error
}

// People are the contacts of seats.
type People interface {
	// CheckFriend asks whether a contact still has the seat as one, and stores the answer.
	CheckFriend(ctx context.Context, seat model.SeatID, contactID string) (model.Friendship, error)
}

// Deps are what Batches are made of.
type Deps struct {
	Store    *storage.Store
	Bus      *bus.Bus
	Sessions Sessions
	People   People
	Clock    clockwork.Clock
	Log      *slog.Logger
	Audit    *audit.Log
}

// New makes Batches. They answer at once; nothing is worked off before Run.
func New(d Deps) *Batches {
	return &Batches{
		store: d.Store, bus: d.Bus, sessions: d.Sessions, clock: d.Clock, log: d.Log, audit: d.Audit, doers: newDoers(d.People),
		wake: make(chan struct{}, 1), workers: map[model.SeatID]chan struct{}{}, stopped: map[model.BatchID]bool{},
	}
}
