package app

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/app/supervise"
	"seatdeck/providers"
	"seatdeck/storage"
)

// settleLimit is how long Settle may take. A back end that is down is given up
// much sooner; this is for one with much to tell on a slow machine.
const settleLimit = 30 * time.Second

// sessions holds a session for each connection that runs.
type sessions struct {
	deps    Deps
	bus     *bus.Bus
	ingest  *ingest
	uploads *uploads
	gates   *gates
	told    func(model.ConnectionID, []model.Event) // of what sessions stored

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
		s.bus.Tell(bus.Change{Connections: true})
		return
	}
	delete(s.refused, c.ID)
	ctx, stop := context.WithCancel(base)
	r := &running{
		session: newSession(c, link, s),
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
	if sealed[tokenSecret] == nil {
		if err := s.makeToken(ctx, c, sealed); err != nil {
			return nil, err
		}
	}
	secrets := map[string]string{}
	for name, blob := range sealed {
		plain, err := s.deps.Vault.Unseal(sealName(c.ID, name), blob)
		if err != nil {
			return nil, fmt.Errorf("secrets of connection %s: %w", c.Name, err)
		}
		secrets[name] = string(plain)
	}
	token := secrets[tokenSecret]
	maps.DeleteFunc(secrets, func(name, _ string) bool { return name == tokenSecret || strings.HasPrefix(name, startPrefix) })
	return s.openWith(c, secrets, token)
}

// makeToken seals a token for a connection that has none. Another process may
// open it for the first time too: the first one's token is everybody's.
func (s *sessions) makeToken(ctx context.Context, c model.Connection, sealed map[string][]byte) error {
	blob, err := s.deps.Vault.Seal(sealName(c.ID, tokenSecret), []byte(newToken()))
	if err != nil {
		return fmt.Errorf("secrets of connection %s: %w", c.Name, err)
	}
	return s.deps.Store.Write(ctx, func(tx *storage.Tx) error {
		now, err := s.deps.Store.Sealed(ctx, c.ID) // nobody else writes before the transaction ends
		if err != nil {
			return err
		}
		if sealed[tokenSecret] = now[tokenSecret]; sealed[tokenSecret] != nil {
			return nil
		}
		sealed[tokenSecret] = blob
		return tx.PutSealed(c.ID, tokenSecret, blob)
	})
}

// newToken makes a token that nobody can guess: 32 hex digits.
func newToken() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // it never fails
	return hex.EncodeToString(b[:])
}

func (s *sessions) openWith(c model.Connection, secrets map[string]string, token string) (providers.Link, error) {
	p, err := s.deps.Registry.Get(c.Kind)
	if err != nil {
		return nil, err
	}
	started := func(ctx context.Context, seat string) model.StartOptions {
		o, err := s.startedWith(ctx, c.ID, seat)
		if err != nil {
			s.deps.Log.Warn("not known what a seat was started with", "connection", c.Name, "err", err)
		}
		return o
	}
	keep := func(ctx context.Context, name, value string) error {
		blob, err := s.deps.Vault.Seal(sealName(c.ID, name), []byte(value))
		if err != nil {
			return fmt.Errorf("secrets of connection %s: %w", c.Name, err)
		}
		return s.deps.Store.Write(ctx, func(tx *storage.Tx) error { return tx.PutSealed(c.ID, name, blob) })
	}
	return p.Open(providers.Settings{
		Connection: c, Secret: secrets[mainSecret], Secrets: secrets, Token: token, Keep: keep, Gate: gate{s.gates, c.ID}, Started: started,
		HTTP: s.deps.HTTP, Clock: s.deps.Clock, Rand: s.deps.Rand, Log: s.deps.Log,
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

// Oversights are those of the connections that run.
func (s *sessions) Oversights() []*supervise.Oversight {
	var list []*supervise.Oversight
	for _, r := range s.all() {
		list = append(list, r.session.oversight)
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

// Status says how a connection is doing.
func (s *sessions) Status(id model.ConnectionID) model.LinkStatus {
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

// anyLink gives the link of a seat's connection where no session runs too: for
// what needs no live link.
func (s *sessions) anyLink(ctx context.Context, seat model.SeatID) (providers.Link, model.Seat, error) {
	row, err := s.deps.Store.Seat(ctx, seat)
	if err != nil {
		return nil, row, err
	}
	link, err := s.LinkOf(ctx, row.Connection)
	return link, row, err
}

// LinkOf gives the link of a connection, opened for the caller where no session
// has it open.
func (s *sessions) LinkOf(ctx context.Context, id model.ConnectionID) (providers.Link, error) {
	if one := s.get(id); one != nil {
		return one.link, nil
	}
	list, err := s.deps.Store.Connections(ctx)
	if err != nil {
		return nil, err
	}
	for _, c := range list {
		if c.ID == id {
			return s.open(ctx, c)
		}
	}
	return nil, &model.Trouble{Code: model.TroubleNotFound, About: fmt.Sprintf("connection %d", id)}
}

// LiveLink gives the link of a connection that is up; false: it is not.
func (s *sessions) LiveLink(id model.ConnectionID) (link providers.Link, ok bool) {
	if one := s.get(id); one != nil && one.online() {
		return one.link, true
	}
	return nil, false
}

// Deliver stores what the back end of a connection said.
func (s *sessions) Deliver(ctx context.Context, id model.ConnectionID, events []model.Event) error {
	_, err := s.ingest.deliver(ctx, id, events)
	return err
}

// readSeats asks every back end for its seats, whether a session runs or not.
// One that can't be asked does not keep the others from it.
func (s *sessions) readSeats(ctx context.Context) error {
	list, err := s.deps.Store.Connections(ctx)
	if err != nil {
		return err
	}
	var g errgroup.Group
	errs := make([]error, len(list))
	for i, c := range list {
		g.Go(func() error {
			if err := s.readSeatsOf(ctx, c); err != nil {
				errs[i] = fmt.Errorf("connection %s: %w", c.Name, err)
			}
			return nil
		})
	}
	_ = g.Wait() // each error is kept apart
	return errors.Join(errs...)
}

func (s *sessions) readSeatsOf(ctx context.Context, c model.Connection) error {
	link, err := s.LinkOf(ctx, c.ID)
	if err != nil {
		return err
	}
	lister, ok := link.(providers.SeatLister)
	if !ok {
		return nil
	}
	events, err := lister.ListSeats(ctx)
	if err != nil {
		return err
	}
	if _, err := s.ingest.deliver(ctx, c.ID, events); err != nil {
		return err
	}
	s.told(c.ID, events)
	return nil
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

// senderOf gives what sends messages of a seat, whether it is connected or not: a
// message may be queued while nothing is. A back end that sends none is told as
// TroubleUnsupported.
func (s *sessions) senderOf(ctx context.Context, seat model.Seat) (providers.Sender, error) {
	link, err := s.LinkOf(ctx, seat.Connection)
	if err != nil {
		return nil, err
	}
	sender, ok := link.(providers.Sender)
	if !ok {
		return nil, &model.Trouble{Code: model.TroubleUnsupported, About: seat.DisplayName()}
	}
	return sender, nil
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
