// Package app is the console's core: what an agent can do, and what happens
// when a back end speaks. It knows nothing of windows.
//
// In: provider → ingest → one transaction → bus. Out: a service writes the row
// and the job in one transaction → sender → provider → echo or receipt → bus.
package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"
	"golang.org/x/sync/errgroup"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/storage"
)

// settleLimit is how long Settle may take. A back end that is down is given up
// much sooner; this is for one with much to tell on a slow machine.
const settleLimit = 30 * time.Second

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
	Health      *Health

	store    *storage.Store
	sessions *sessions
	clock    clockwork.Clock
}

// New makes a console on an open store. Nothing runs before Run.
func New(d Deps) *Console {
	bus := NewBus(d.Clock)
	in := newIngest(d.Store, bus, d.Clock, d.Log)
	ss := &sessions{deps: d, bus: bus, ingest: in, running: map[model.ConnectionID]*running{}}
	return &Console{
		Bus:         bus,
		Connections: &Connections{store: d.Store, vault: d.Vault, registry: d.Registry, bus: bus, sessions: ss, clock: d.Clock},
		Seats:       &Seats{store: d.Store, sessions: ss},
		Inbox:       &Inbox{store: d.Store, bus: bus, ingest: in, sessions: ss, clock: d.Clock},
		Outbox:      &Outbox{store: d.Store, bus: bus, sessions: ss, clock: d.Clock},
		People:      &People{store: d.Store, bus: bus, ingest: in, sessions: ss},
		Settings:    &Settings{store: d.Store, bus: bus},
		Media:       newMedia(d.HTTP, d.DataDir),
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
	}
}

// Settle reads history once more and settles what may have been sent. It takes
// at most half a minute.
func (c *Console) Settle(ctx context.Context) error { return c.sessions.settle(ctx) }

// sessions holds a session for each connection that runs.
type sessions struct {
	deps   Deps
	bus    *Bus
	ingest *ingest

	mu      sync.Mutex
	base    context.Context // of Run; nil while nothing runs
	running map[model.ConnectionID]*running
	refused map[model.ConnectionID]model.LinkStatus // could not even be opened
}

type running struct {
	session *session
	stop    context.CancelFunc
	done    chan struct{}
}

func (s *sessions) start(ctx context.Context) error {
	list, err := s.deps.Store.Connections(ctx)
	if err != nil {
		return err
	}
	s.mu.Lock()
	s.base, s.refused = ctx, map[model.ConnectionID]model.LinkStatus{}
	s.mu.Unlock()
	for _, c := range list {
		s.startOne(c)
	}
	return nil
}

// startOne opens and runs one connection. One that can't be opened says why in
// its status and does not hold up the rest.
func (s *sessions) startOne(c model.Connection) {
	s.mu.Lock()
	base := s.base
	s.mu.Unlock()
	if base == nil || base.Err() != nil {
		return
	}
	// Outside the lock: the keyring may take its time, and screens ask for states.
	link, err := s.open(base, c)
	s.mu.Lock()
	defer s.mu.Unlock()
	if base.Err() != nil || s.running[c.ID] != nil {
		return // ended, or started by another in the meantime
	}
	if err != nil {
		s.refused[c.ID] = model.LinkStatus{Link: model.LinkRefused, Since: s.deps.Clock.Now().UTC(), Err: model.AsTrouble(err)}
		s.deps.Log.Error("connection not opened", "connection", c.Name, "err", err)
		s.bus.Tell(Change{Connections: true})
		return
	}
	delete(s.refused, c.ID)
	ctx, stop := context.WithCancel(base)
	r := &running{
		session: newSession(c, link, s.deps.Store, s.ingest, s.bus, s.deps.Clock, s.deps.Log),
		stop:    stop, done: make(chan struct{}),
	}
	s.running[c.ID] = r
	go func() {
		defer close(r.done)
		if err := r.session.run(ctx); err != nil {
			s.deps.Log.Error("session ended", "err", err)
		}
	}()
}

// open makes a link of a stored connection, with its secrets unsealed.
func (s *sessions) open(ctx context.Context, c model.Connection) (providers.Link, error) {
	sealed, err := s.deps.Store.Sealed(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	secrets := map[string]string{}
	for name, blob := range sealed {
		plain, err := s.deps.Vault.Unseal(sealName(c.ID, name), blob)
		if err != nil {
			return nil, fmt.Errorf("secrets of connection %s: %w", c.Name, err)
		}
		secrets[name] = string(plain)
	}
	return s.openWith(c, secrets)
}

func (s *sessions) openWith(c model.Connection, secrets map[string]string) (providers.Link, error) {
	p, err := s.deps.Registry.Get(c.Kind)
	if err != nil {
		return nil, err
	}
	return p.Open(providers.Settings{
		Connection: c, Secret: secrets[mainSecret], Secrets: secrets,
		HTTP: s.deps.HTTP, Clock: s.deps.Clock, Rand: s.deps.Rand, Log: s.deps.Log.With("connection", c.Name),
	})
}

func (s *sessions) stopOne(id model.ConnectionID) {
	s.mu.Lock()
	r := s.running[id]
	delete(s.running, id)
	delete(s.refused, id)
	s.mu.Unlock()
	if r != nil {
		r.stop()
		<-r.done
	}
}

func (s *sessions) stop() {
	for _, r := range s.all() {
		r.stop()
	}
	for _, r := range s.all() {
		<-r.done
	}
	s.mu.Lock()
	s.base = nil
	clear(s.running)
	s.mu.Unlock()
}

func (s *sessions) all() []*running {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]*running, 0, len(s.running))
	for _, r := range s.running {
		list = append(list, r)
	}
	return list
}

func (s *sessions) get(id model.ConnectionID) *session {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r := s.running[id]; r != nil {
		return r.session
	}
	return nil
}

func (s *sessions) status(id model.ConnectionID) model.LinkStatus {
	if one := s.get(id); one != nil {
		return one.linkStatus()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.refused[id]
}

// link gives the open link of a seat's connection, or says that it is not there.
func (s *sessions) link(ctx context.Context, seat model.SeatID) (providers.Link, model.Seat, error) {
	row, err := s.deps.Store.Seat(ctx, seat)
	if err != nil {
		return nil, row, err
	}
	if one := s.get(row.Connection); one != nil {
		return one.link, row, nil
	}
	return nil, row, &model.Trouble{Code: model.TroubleSeatOffline, About: row.DisplayName()}
}

func (s *sessions) poke() {
	for _, r := range s.all() {
		r.session.sender.poke()
	}
}

func (s *sessions) pokeOne(id model.ConnectionID) {
	if one := s.get(id); one != nil {
		one.sender.poke()
	}
}

// clientID makes an id for a message of ours, running or not: a message may be
// queued while nothing is connected.
func (s *sessions) clientID(ctx context.Context, id model.ConnectionID) (string, error) {
	var link providers.Link
	if one := s.get(id); one != nil {
		link = one.link
	} else {
		list, err := s.deps.Store.Connections(ctx)
		if err != nil {
			return "", err
		}
		for _, c := range list {
			if c.ID != id {
				continue
			}
			if link, err = s.open(ctx, c); err != nil {
				return "", err
			}
		}
	}
	if sender, ok := link.(providers.Sender); ok {
		return sender.NewClientID(), nil
	}
	return "", &model.Trouble{Code: model.TroubleUnsupported}
}

// settle lets every session read history once more, each for itself: one back
// end that can't be reached does not keep the others from it.
func (s *sessions) settle(ctx context.Context) error {
	var g errgroup.Group
	all := s.all()
	errs := make([]error, len(all))
	for i, r := range all {
		g.Go(func() error {
			if err := r.session.settle(ctx, settleLimit); err != nil {
				errs[i] = fmt.Errorf("connection %s: last reading of history: %w", r.session.connection.Name, err)
			}
			return nil
		})
	}
	_ = g.Wait() // each error is kept apart
	return errors.Join(errs...)
}
