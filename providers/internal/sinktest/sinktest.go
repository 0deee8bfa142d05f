// Package sinktest is where tests of providers have a link deliver: to a sink that
// a test waits at for what comes.
package sinktest

import (
	"context"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
)

// room is more than any test brings about without looking.
const room = 10_000

// Sink records what a link delivers and says. It is a providers.Sink.
type Sink struct {
	Events   chan model.Event      // one by one
	Batches  chan []model.Event    // the same, as they were delivered
	Statuses chan model.LinkStatus // of the link
	Entered  chan struct{}         // where not nil, told that a Deliver begins
	Gate     chan struct{}         // where not nil, a Deliver takes one before it goes on

	mu   sync.Mutex
	fail error
}

// New makes a sink that takes everything.
func New() *Sink {
	return &Sink{Events: make(chan model.Event, room), Batches: make(chan []model.Event, room), Statuses: make(chan model.LinkStatus, room)}
}

// Deliver implements providers.Sink.
func (s *Sink) Deliver(ctx context.Context, events []model.Event) error {
	if s.Entered != nil {
		s.Entered <- struct{}{}
	}
	if s.Gate != nil {
		select {
		case <-s.Gate:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail != nil {
		return s.fail
	}
	s.Batches <- events
	for _, e := range events {
		s.Events <- e
	}
	return nil
}

// LinkChanged implements providers.Sink.
func (s *Sink) LinkChanged(status model.LinkStatus) { s.Statuses <- status }

// FailWith has everything refused; nil takes it again.
func (s *Sink) FailWith(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fail = err
}

// Until takes statuses up to one of that kind.
func (s *Sink) Until(link model.Link) model.LinkStatus {
	for {
		if status := <-s.Statuses; status.Link == link {
			return status
		}
	}
}

// Take takes events until there are n.
func (s *Sink) Take(n int) []model.Event {
	events := make([]model.Event, n)
	for i := range events {
		events[i] = <-s.Events
	}
	return events
}

// Next takes events up to one of type E.
func Next[E model.Event](s *Sink) E {
	for {
		if e, ok := (<-s.Events).(E); ok {
			return e
		}
	}
}

// Run runs a link until the test ends or stop is called, which wait for its end.
func Run(t testing.TB, run func(context.Context) error) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		require.ErrorIs(t, <-done, context.Canceled)
	})
	t.Cleanup(stop)
	return stop
}
