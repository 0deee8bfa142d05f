package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"
	"golang.org/x/sync/errgroup"

	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/app/supervise"
	"seatdeck/providers"
)

// session is one connection at work: its link is kept alive, what comes is
// stored, what was missed is read from history, what is queued is sent.
type session struct {
	connection model.Connection
	link       providers.Link
	ingest     *ingest
	bus        *bus.Bus
	clock      clockwork.Clock
	log        *slog.Logger

	gates *gates
	told  func(model.ConnectionID, []model.Event) // of what was stored

	history   *history
	sender    *sender
	directory *directory
	strangers *strangers
	oversight *supervise.Oversight
	errands   errands

	mu     sync.Mutex
	status model.LinkStatus
	events int
}

func newSession(c model.Connection, link providers.Link, all *sessions) *session {
	store, in, bus, clock := all.deps.Store, all.ingest, all.bus, all.deps.Clock
	log := all.deps.Log.With("connection", c.Name)
	s := &session{
		connection: c, link: link, ingest: in, bus: bus, clock: clock, log: log, gates: all.gates, told: all.told,
		status: model.LinkStatus{Link: model.LinkIdle, Since: clock.Now().UTC()},
	}
	s.history = newHistory(c.ID, link, store, in, bus, clock, log)
	s.history.told = func(events []model.Event) { s.told(c.ID, events) }
	s.sender = newSender(c.ID, link, store, in, bus, all.uploads, clock, log, s.online)
	s.directory = &directory{connection: c.ID, link: link, store: store, ingest: in, bus: bus, clock: clock, log: log, online: s.online, wake: make(chan struct{}, 1)}
	deliver := func(ctx context.Context, events []model.Event) error {
		_, err := in.deliver(ctx, c.ID, events)
		return err
	}
	s.strangers = newStrangers(link, store, clock, log, s.online, deliver)
	s.oversight = supervise.NewOversight(c, link, store, deliver, clock, log, s.online)
	return s
}

// run works until ctx ends, and returns after all it started has ended.
func (s *session) run(ctx context.Context) error {
	if err := s.sender.recover(ctx); err != nil {
		s.log.Error("outbox not recovered", "err", err)
	}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return ended(ctx, s.link.Run(ctx, s)) })
	g.Go(func() error { return ended(ctx, s.history.run(ctx)) })
	g.Go(func() error { return ended(ctx, s.sender.run(ctx)) })
	g.Go(func() error { return ended(ctx, s.directory.run(ctx)) })
	g.Go(func() error { return ended(ctx, s.strangers.run(ctx)) })
	g.Go(func() error { return ended(ctx, s.errands.run(ctx)) })
	g.Go(func() error { return ended(ctx, s.oversight.Run(ctx)) })
	err := g.Wait()
	s.setStatus(model.LinkStatus{Link: model.LinkIdle, Since: s.clock.Now().UTC(), Err: model.AsTrouble(err)})
	if err != nil {
		return fmt.Errorf("connection %s: %w", s.connection.Name, err)
	}
	return nil
}

// ended drops the error that only says that we were told to stop.
func ended(ctx context.Context, err error) error {
	if ctx.Err() != nil || errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// Deliver implements providers.Sink.
func (s *session) Deliver(ctx context.Context, events []model.Event) error {
	result, err := s.ingest.deliver(ctx, s.connection.ID, events)
	if err != nil {
		return err
	}
	s.history.heard(result)
	s.strangers.met(result.nameless)
	if result.seats {
		s.sender.poke()
	}
	s.told(s.connection.ID, events)
	s.mu.Lock()
	s.events += len(events)
	s.mu.Unlock()
	return nil
}

// LinkChanged implements providers.Sink.
func (s *session) LinkChanged(status model.LinkStatus) {
	if status.Since.IsZero() {
		status.Since = s.clock.Now().UTC()
	}
	s.setStatus(status)
	if status.Link == model.LinkOnline {
		s.history.reconnected()
		s.oversight.Reconnected()
		s.sender.poke()
	}
}

func (s *session) setStatus(status model.LinkStatus) {
	s.mu.Lock()
	changed := s.status.Link != status.Link || (s.status.Err == nil) != (status.Err == nil)
	s.status = status
	s.mu.Unlock()
	if changed {
		s.log.Info("link", "state", int(status.Link), "trouble", troubleText(status.Err))
	}
	s.bus.Tell(bus.Change{Connections: true})
}

func troubleText(t *model.Trouble) string {
	if t == nil {
		return ""
	}
	return t.Error()
}

func (s *session) linkStatus() model.LinkStatus {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.status
}

// taken is how many events of the link were stored since it was opened.
func (s *session) taken() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.events
}

// calls tells how many calls of a seat are left.
func (s *session) calls(ctx context.Context, seat model.Seat) (CallsView, error) {
	return s.gates.view(ctx, s.connection.ID, seat.RemoteID, s.link.Pace().CallsPerMinute)
}

// welcome reads what there is to know of a seat that came online.
func (s *session) welcome(ctx context.Context, seat model.Seat) {
	s.history.readSeats()
	if err := s.directory.readSoon(ctx, seat.ID); err != nil {
		s.log.Warn("contacts and groups not read anew", "seat", seat.DisplayName(), "err", err)
	}
}

func (s *session) online() bool { return s.linkStatus().Link == model.LinkOnline }

// settle reads history once more and settles what may have been sent, at the
// end of a run without a window. It needs no live link.
func (s *session) settle(ctx context.Context, limit time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	if err := s.history.catchUp(ctx); err != nil {
		return err
	}
	return s.sender.settle(ctx)
}
