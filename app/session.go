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

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/storage"
)

// session is one connection at work: its link is kept alive, what comes is
// stored, what was missed is read from history, what is queued is sent.
type session struct {
	connection model.Connection
	link       providers.Link
	ingest     *ingest
	bus        *Bus
	clock      clockwork.Clock
	log        *slog.Logger

	history   *history
	sender    *sender
	directory *directory

	mu     sync.Mutex
	status model.LinkStatus
}

func newSession(c model.Connection, link providers.Link, store *storage.Store, in *ingest, bus *Bus, clock clockwork.Clock, log *slog.Logger) *session {
	log = log.With("connection", c.Name)
	s := &session{
		connection: c, link: link, ingest: in, bus: bus, clock: clock, log: log,
		status: model.LinkStatus{Link: model.LinkIdle, Since: clock.Now().UTC()},
	}
	s.history = newHistory(c.ID, link, store, in, bus, clock, log)
	s.sender = newSender(c.ID, link, store, in, bus, clock, log, s.online)
	s.directory = &directory{connection: c.ID, link: link, store: store, ingest: in, clock: clock, log: log, online: s.online}
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
	if result.seats {
		s.sender.poke()
	}
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
	s.bus.Tell(Change{Connections: true})
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
