// Package app is the console's core: what an agent can do, and what happens
// when a back end speaks. It knows nothing of windows.
//
// In: provider → ingest → one transaction → bus. Out: a service writes the row
// and the job in one transaction → sender → provider → echo or receipt → bus.
//
// Below it stand folders that know nothing of it: model, bus, audit and sheet, then
// supervise, which is the supervisor's part, and batch, which does one thing to many.
// Console puts all together.
package app

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"

	"seatdeck/app/audit"
	"seatdeck/app/batch"
	"seatdeck/app/bus"
	"seatdeck/app/internal/pause"
	"seatdeck/app/model"
	"seatdeck/app/supervise"
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
	Robot    providers.Robot // sends alerts; nil: there is none
	Who      string          // the user of the operating system, for the audit log
}

// Console groups the services that a screen or a command calls.
type Console struct {
	Bus         *bus.Bus
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
	Batches     *batch.Batches
	Moments     *Moments
	Tools       *Tools
	Health      *Health
	Supervisor  *supervise.Supervisor
	Alerts      *supervise.Alerts
	SLAs        *supervise.SLAs
	Reports     *supervise.Reports
	Audits      *audit.Log
	Company     *Company

	store    *storage.Store
	sessions *sessions
	clock    clockwork.Clock
	welcomes *welcomes
	watch    *supervise.Supervision
}

// New makes a console on an open store. Nothing runs before Run.
func New(d Deps) *Console {
	bus := bus.New(d.Clock)
	in := newIngest(d.Store, bus, d.Clock, d.Log)
	ss := &sessions{deps: d, bus: bus, ingest: in, gates: newGates(d.Store, bus, d.Clock), running: map[model.ConnectionID]*running{}}
	ss.uploads = newUploads(bus, d.Clock)
	files := newCache(d.HTTP, d.DataDir)
	audits := audit.New(d.Store, bus, d.Clock, d.Log, d.Who)
	transfers := newTransfers(d, bus, ss, files, ss.uploads, audits)
	logins := &Logins{sessions: ss, bus: bus, clock: d.Clock, audit: audits}
	watch := supervise.New(supervise.Deps{
		Store: d.Store, Bus: bus, Sessions: ss, Vault: d.Vault, Robot: d.Robot, Clock: d.Clock, Log: d.Log, Audit: audits,
	})
	greets := &welcomes{store: d.Store, bus: bus, ingest: in, sessions: ss, clock: d.Clock, log: d.Log, audit: audits, wake: make(chan struct{}, 1)}
	ss.told = func(id model.ConnectionID, events []model.Event) {
		logins.heard(id, events)
		watch.Heard(id, events)
		greets.heard(id, events)
	}
	asks := &adds{store: d.Store, clock: d.Clock, rand: d.Rand}
	people := &People{store: d.Store, bus: bus, ingest: in, sessions: ss, audit: audits, adds: asks}
	return &Console{
		Bus:         bus,
		Connections: &Connections{store: d.Store, vault: d.Vault, registry: d.Registry, bus: bus, sessions: ss, clock: d.Clock, audit: audits},
		Seats:       &Seats{store: d.Store, sessions: ss, audit: audits, adds: asks},
		Inbox:       &Inbox{store: d.Store, bus: bus, ingest: in, sessions: ss, clock: d.Clock},
		Outbox:      &Outbox{store: d.Store, bus: bus, ingest: in, sessions: ss, clock: d.Clock, audit: audits},
		People:      people,
		Settings:    &Settings{store: d.Store, bus: bus},
		Media:       &Media{cache: files, transfers: transfers},
		Transfers:   transfers,
		Logins:      logins,
		Instances:   &Instances{sessions: ss, audit: audits},
		Tags:        &Tags{store: d.Store, bus: bus, ingest: in, sessions: ss, audit: audits},
		Groups:      &Groups{store: d.Store, bus: bus, ingest: in, sessions: ss, people: people, files: files, audit: audits, adds: asks},
		Batches:     batch.New(batch.Deps{Store: d.Store, Bus: bus, Sessions: ss, People: people, Clock: d.Clock, Log: d.Log, Audit: audits}),
		Moments:     &Moments{store: d.Store, bus: bus, sessions: ss, audit: audits},
		Tools:       &Tools{sessions: ss, audit: audits},
		Health:      &Health{store: d.Store, vault: d.Vault, sessions: ss, dir: d.DataDir},
		Supervisor:  watch.Supervisor,
		Alerts:      watch.Alerts,
		SLAs:        watch.SLAs,
		Reports:     watch.Reports,
		Audits:      audits,
		Company:     &Company{store: d.Store, bus: bus, sessions: ss, clock: d.Clock, audit: audits},
		store:       d.Store, sessions: ss, clock: d.Clock, welcomes: greets, watch: watch,
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
	work.Go(func() { c.Batches.Run(ctx) })
	work.Go(func() { c.watch.Run(ctx) })
	work.Go(func() { c.Connections.keepCallbacks(ctx) })
	work.Go(func() { c.welcomes.run(ctx) })
	c.watchFile(ctx)
	return nil
}

// watchFile notices jobs that another process queued, until ctx ends.
func (c *Console) watchFile(ctx context.Context) {
	var seen int64
	for pause.For(ctx, c.clock, time.Second) == nil {
		v, err := c.store.DataVersion(ctx)
		if err != nil || v == seen {
			continue
		}
		seen = v
		c.sessions.poke()
		c.Transfers.poke()
		c.Batches.Poke()
		c.watch.Poke()
	}
}

// Settle reads history once more and settles what may have been sent. It takes
// at most half a minute.
func (c *Console) Settle(ctx context.Context) error { return c.sessions.settle(ctx) }
