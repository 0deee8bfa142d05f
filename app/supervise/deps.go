package supervise

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

// Sessions are the connections at work, as far as a supervisor needs them.
type Sessions interface {
	// Status says how a connection is doing.
	Status(id model.ConnectionID) model.LinkStatus
	// LinkOf gives the link of a connection, opened for the caller where none is open.
	LinkOf(ctx context.Context, id model.ConnectionID) (providers.Link, error)
	// Oversights are those of the connections that run.
	Oversights() []*Oversight
}

// Vault seals the addresses of robots.
type Vault interface {
	Seal(name string, plain []byte) ([]byte, error)
	Unseal(name string, sealed []byte) ([]byte, error)
}

// Deps are what a Supervision is made of.
type Deps struct {
	Store    *storage.Store
	Bus      *bus.Bus
	Sessions Sessions
	Vault    Vault
	Robot    providers.Robot // sends alerts; nil: there is none
	Clock    clockwork.Clock
	Log      *slog.Logger
	Audit    *audit.Log
}
