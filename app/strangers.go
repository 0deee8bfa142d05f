package app

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"

	"seatdeck/app/internal/pause"
	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/storage"
)

const (
	strangersAfter = time.Second // gathered before a back end is asked
	strangersMost  = 20          // asked about in one call
	strangersAgain = time.Hour   // and about the same one not sooner
)

// strangers asks the back end who wrote, where a message came from somebody or in
// a group whose name is not known here. An agent can't answer a number.
type strangers struct {
	inquirer providers.ContactInquirer // nil: this back end can't be asked
	store    *storage.Store
	deliver  func(context.Context, []model.Event) error
	clock    clockwork.Clock
	log      *slog.Logger
	online   func() bool

	wake chan struct{} // holds one token

	mu     sync.Mutex
	queued []stranger
	asked  map[stranger]time.Time
}

// stranger is the other side of a conversation without a name.
type stranger struct {
	seat model.SeatID
	peer string
}

func newStrangers(link providers.Link, store *storage.Store, clock clockwork.Clock, log *slog.Logger, online func() bool, deliver func(context.Context, []model.Event) error) *strangers {
	s := &strangers{store: store, deliver: deliver, clock: clock, log: log, online: online, wake: make(chan struct{}, 1), asked: map[stranger]time.Time{}}
	s.inquirer, _ = link.(providers.ContactInquirer)
	return s
}

// met is told who wrote without a name.
func (s *strangers) met(list []stranger) {
	if s.inquirer == nil || len(list) == 0 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.clock.Now()
	for _, one := range list {
		if at, ok := s.asked[one]; !ok || now.Sub(at) >= strangersAgain {
			s.asked[one] = now
			s.queued = append(s.queued, one)
		}
	}
	if len(s.queued) == 0 {
		return
	}
	pause.Wake(s.wake)
}

// run asks until ctx ends.
func (s *strangers) run(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-s.wake:
		}
		if err := pause.For(ctx, s.clock, strangersAfter); err != nil {
			return err
		}
		for seat, peers := range s.take() {
			if err := s.ask(ctx, seat, peers); err != nil {
				s.log.Warn("who wrote is not known", "seat", seat, "count", len(peers), "err", err)
			}
		}
	}
}

// take gives those to be asked about, by seat; what is too much waits.
func (s *strangers) take() map[model.SeatID][]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.online() {
		for _, one := range s.queued {
			delete(s.asked, one) // the next message asks again
		}
		s.queued = nil
	}
	batch := map[model.SeatID][]string{}
	var rest []stranger
	for _, one := range s.queued {
		if len(batch[one.seat]) == strangersMost {
			rest = append(rest, one)
			continue
		}
		batch[one.seat] = append(batch[one.seat], one.peer)
	}
	if s.queued = rest; len(rest) > 0 {
		pause.Wake(s.wake)
	}
	return batch
}

func (s *strangers) ask(ctx context.Context, id model.SeatID, peers []string) error {
	seat, err := s.store.Seat(ctx, id)
	if err != nil {
		return err
	}
	events, err := s.inquirer.InquireContacts(ctx, seat, peers)
	if err != nil || len(events) == 0 {
		return err
	}
	return s.deliver(ctx, events)
}
