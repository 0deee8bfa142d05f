// Package bus carries the news that something changed, from whoever changed it to
// whoever shows it.
package bus

import (
	"context"
	"maps"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"

	"seatdeck/app/internal/pause"
	"seatdeck/app/model"
)

// Frame is how often a subscriber is told at most: once a screen frame.
const Frame = 16 * time.Millisecond

// Change says what changed, never the content: whoever shows it reads the
// newest state.
type Change struct {
	Connections   bool // the list, or how a link is doing
	Outbox        bool
	Requests      bool // friend requests
	Settings      bool
	Unreadable    bool // a payload could not be decoded
	Alerts        bool // one was raised, acknowledged or is over, or the rules changed
	Tallies       bool // hours were counted anew, or a back end's totals and statistics came
	Company       bool // teams, companies, quotas, notices or detections
	Audit         bool // a line was added
	Seats         map[model.SeatID]bool
	Conversations map[model.ConversationID]bool
	Contacts      map[model.SeatID]bool // contacts, groups and tags of a seat
	Logins        map[model.SeatID]bool // a login moved on
	Transfers     map[model.MessageID]bool
	Moments       map[model.SeatID]bool
	Batches       map[model.BatchID]bool // or one of its deeds
}

// NewChange is an empty change, into whose sets what changed can be put.
func NewChange() Change {
	return Change{
		Seats:         map[model.SeatID]bool{},
		Conversations: map[model.ConversationID]bool{},
		Contacts:      map[model.SeatID]bool{},
		Logins:        map[model.SeatID]bool{},
		Transfers:     map[model.MessageID]bool{},
		Moments:       map[model.SeatID]bool{},
		Batches:       map[model.BatchID]bool{},
	}
}

func (c *Change) merge(o Change) {
	c.Connections = c.Connections || o.Connections
	c.Outbox = c.Outbox || o.Outbox
	c.Requests = c.Requests || o.Requests
	c.Settings = c.Settings || o.Settings
	c.Unreadable = c.Unreadable || o.Unreadable
	c.Alerts = c.Alerts || o.Alerts
	c.Tallies = c.Tallies || o.Tallies
	c.Company = c.Company || o.Company
	c.Audit = c.Audit || o.Audit
	maps.Copy(c.Seats, o.Seats)
	maps.Copy(c.Conversations, o.Conversations)
	maps.Copy(c.Contacts, o.Contacts)
	maps.Copy(c.Logins, o.Logins)
	maps.Copy(c.Transfers, o.Transfers)
	maps.Copy(c.Moments, o.Moments)
	maps.Copy(c.Batches, o.Batches)
}

func (c *Change) empty() bool {
	return !c.Connections && !c.Outbox && !c.Requests && !c.Settings && !c.Unreadable &&
		!c.Alerts && !c.Tallies && !c.Company && !c.Audit &&
		len(c.Seats) == 0 && len(c.Conversations) == 0 && len(c.Contacts) == 0 &&
		len(c.Logins) == 0 && len(c.Transfers) == 0 && len(c.Moments) == 0 && len(c.Batches) == 0
}

// Bus tells subscribers what changed, after it is committed. Bursts are merged
// per subscriber, so that a slow one never holds up the rest.
type Bus struct {
	clock clockwork.Clock
	mu    sync.Mutex
	subs  map[*subscription]struct{}
}

// New makes a bus that nobody listens to yet.
func New(clock clockwork.Clock) *Bus {
	return &Bus{clock: clock, subs: map[*subscription]struct{}{}}
}

type subscription struct {
	fn      func(Change)
	mu      sync.Mutex
	pending Change
	wake    chan struct{} // holds one token while something is pending
	stop    context.CancelFunc
	done    chan struct{}
}

// Subscribe has fn told of changes, on a goroutine of the bus, one call at a
// time. The function returned ends that and waits for a call under way; it must
// not be called from fn.
func (b *Bus) Subscribe(fn func(Change)) (cancel func()) {
	ctx, stop := context.WithCancel(context.Background())
	s := &subscription{fn: fn, pending: NewChange(), wake: make(chan struct{}, 1), stop: stop, done: make(chan struct{})}
	b.mu.Lock()
	b.subs[s] = struct{}{}
	b.mu.Unlock()
	go s.run(ctx, b.clock)
	return func() {
		b.mu.Lock()
		delete(b.subs, s)
		b.mu.Unlock()
		s.stop()
		<-s.done
	}
}

// Tell hands a change to every subscriber and returns at once.
func (b *Bus) Tell(c Change) {
	if c.empty() {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for s := range b.subs {
		s.mu.Lock()
		s.pending.merge(c)
		s.mu.Unlock()
		pause.Wake(s.wake)
	}
}

func (s *subscription) run(ctx context.Context, clock clockwork.Clock) {
	defer close(s.done)
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
		}
		s.mu.Lock()
		c := s.pending
		s.pending = NewChange()
		s.mu.Unlock()
		if !c.empty() {
			s.fn(c)
		}
		if pause.For(ctx, clock, Frame) != nil {
			return
		}
	}
}
