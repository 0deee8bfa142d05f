// Package app is the console's core: what an agent can do, and what happens
// when a back end speaks. It knows nothing of windows.
//
// In: provider → ingest → one transaction → bus. Out: a service writes the row
// and the job in one transaction → sender → provider → echo or receipt → bus.
package app

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/storage"
)

// Vault seals secrets before they are stored.
type Vault interface {
	Seal(name string, plain []byte) ([]byte, error)
	Unseal(name string, sealed []byte) ([]byte, error)
	Where() string // keyring, env or file
}

// Deps are what a Console is made of.
type Deps struct {
	Store    *storage.Store
	Vault    Vault
	Registry *providers.Registry
	Clock    clockwork.Clock
	Rand     func() float64 // in [0,1)
	Log      *slog.Logger
	HTTP     *http.Client
	DataDir  string
}

// Console groups the services that a screen or a command calls.
type Console struct {
	Bus         *Bus
	Connections *Connections
	Seats       *Seats
	Inbox       *Inbox
	Outbox      *Outbox
	People      *People
	Settings    *Settings
	Media       *Media
	Transfers   *Transfers
	Logins      *Logins
	Instances   *Instances
	Tags        *Tags
	Groups      *Groups
	Batches     *Batches
	Moments     *Moments
	Tools       *Tools
	Health      *Health

	store    *storage.Store
	sessions *sessions
	clock    clockwork.Clock
}

// New makes a console on an open store. Nothing runs before Run.
func New(d Deps) *Console {
	bus := NewBus(d.Clock)
	in := newIngest(d.Store, bus, d.Clock, d.Log)
	ss := &sessions{deps: d, bus: bus, ingest: in, gates: newGates(d.Store, bus, d.Clock), running: map[model.ConnectionID]*running{}}
	logins := &Logins{sessions: ss, bus: bus, clock: d.Clock}
	ss.told = logins.heard
	ss.uploads = newUploads(bus, d.Clock)
	files := newCache(d.HTTP, d.DataDir)
	transfers := newTransfers(d, bus, ss, files, ss.uploads)
	people := &People{store: d.Store, bus: bus, ingest: in, sessions: ss}
	return &Console{
		Bus:         bus,
		Connections: &Connections{store: d.Store, vault: d.Vault, registry: d.Registry, bus: bus, sessions: ss, clock: d.Clock},
		Seats:       &Seats{store: d.Store, sessions: ss},
		Inbox:       &Inbox{store: d.Store, bus: bus, ingest: in, sessions: ss, clock: d.Clock},
		Outbox:      &Outbox{store: d.Store, bus: bus, ingest: in, sessions: ss, clock: d.Clock},
		People:      people,
		Settings:    &Settings{store: d.Store, bus: bus},
		Media:       &Media{cache: files, transfers: transfers},
		Transfers:   transfers,
		Logins:      logins,
		Instances:   &Instances{sessions: ss},
		Tags:        &Tags{store: d.Store, bus: bus, ingest: in, sessions: ss},
		Groups:      &Groups{store: d.Store, bus: bus, ingest: in, sessions: ss, people: people, files: files},
		Batches:     newBatches(d, bus, in, ss, people),
		Moments:     &Moments{store: d.Store, bus: bus, sessions: ss},
		Tools:       &Tools{sessions: ss},
		Health:      &Health{store: d.Store, vault: d.Vault, sessions: ss, dir: d.DataDir},
		store:       d.Store, sessions: ss, clock: d.Clock,
	}
}

// Run connects every connection and works until ctx ends. Only one process may
// do that with a data folder: else it is a *model.Trouble of code TroubleInUse.
func (c *Console) Run(ctx context.Context) error {
	release, err := c.store.LockLive()
	if err != nil {
		return err
	}
	defer release()
	if err := c.sessions.start(ctx); err != nil {
		return err
	}
	defer c.sessions.stop()
	var work sync.WaitGroup
	defer work.Wait()
	work.Go(func() { c.Transfers.run(ctx) })
	work.Go(func() { c.Batches.run(ctx) })
	c.watchFile(ctx)
	return nil
}

// watchFile notices jobs that another process queued, until ctx ends.
func (c *Console) watchFile(ctx context.Context) {
	var seen int64
	for sleep(ctx, c.clock, time.Second) == nil {
		v, err := c.store.DataVersion(ctx)
		if err != nil || v == seen {
			continue
		}
		seen = v
		c.sessions.poke()
		c.Transfers.poke()
		c.Batches.poke()
	}
}

// Settle reads history once more and settles what may have been sent. It takes
// at most half a minute.
func (c *Console) Settle(ctx context.Context) error { return c.sessions.settle(ctx) }
