package wecom

import (
	"context"
	"sync"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/upkeep"
	"seatdeck/providers/internal/wire"
)

const (
	choresAtOnce = 4
	mostChores   = 20_000 // that wait; more are left to the next reading of the lists
)

// chore is something that a callback named and that has to be read: a customer of a
// member, or a group.
type chore struct {
	kind  choreKind
	user  string // userid; of a contact
	about string // external_userid or chat_id
}

type choreKind int

const (
	choreContact choreKind = iota
	choreGroup
)

// chores wait to be done in the background, each once, and again where it could not
// be done for now. They are lost when the program ends: the next reading of the
// lists brings what they would have.
type chores struct {
	wake chan struct{} // capacity 1

	mu      sync.Mutex
	waiting []chore
	known   map[chore]bool // is waiting
}

func newChores() *chores {
	return &chores{wake: make(chan struct{}, 1), known: map[chore]bool{}}
}

// put has something read, unless it waits for that already; false: too much waits.
func (c *chores) put(one chore) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known[one] {
		return true
	}
	if len(c.waiting) >= mostChores {
		return false
	}
	c.known[one] = true
	c.waiting = append(c.waiting, one)
	upkeep.Tap(c.wake)
	return true
}

// next waits for something to do; false: ctx ended.
func (c *chores) next(ctx context.Context) (chore, bool) {
	for ctx.Err() == nil {
		if one, ok := c.take(); ok {
			return one, true
		}
		select {
		case <-ctx.Done():
		case <-c.wake:
		}
	}
	return chore{}, false
}

func (c *chores) take() (chore, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.waiting) == 0 {
		return chore{}, false
	}
	one := c.waiting[0]
	c.waiting = c.waiting[1:]
	delete(c.known, one)
	if len(c.waiting) > 0 {
		upkeep.Tap(c.wake) // for another worker
	}
	return one, true
}

// doChores reads what callbacks named, until ctx ends.
func (l *link) doChores(ctx context.Context, sink providers.Sink) {
	ctx = providers.Background(ctx)
	var workers sync.WaitGroup
	for range choresAtOnce {
		workers.Go(func() {
			waits := l.lookWaits()
			for {
				one, ok := l.chores.next(ctx)
				if !ok {
					return
				}
				err := l.do(ctx, sink, one)
				if err == nil {
					waits = l.lookWaits()
					continue
				}
				if ctx.Err() == nil {
					l.log.Warn("what a callback named was not read", "connection", l.name, "about", one.about, "err", err)
				}
				// The lists that would bring it are not read for hours.
				if forNow(err) && wire.Sleep(ctx, l.clock, waits()) == nil {
					l.chores.put(one)
				}
			}
		})
	}
	workers.Wait()
}

// forNow tells a failure that may be gone later on: of the network, or of limits
// that are used up.
func forNow(err error) bool { return wire.Passing(err) || isAPIError(err, (*APIError).Busy) }

// do reads one thing and delivers it. One that can't be found is gone, or not there
// yet, and the callback that says so comes, or came.
func (l *link) do(ctx context.Context, sink providers.Sink, one chore) error {
	if l.health.refused() {
		return nil // more tries may get the app locked
	}
	var events []model.Event
	switch one.kind {
	case choreContact:
		seen, found, err := l.readContact(ctx, one.user, one.about)
		if err != nil {
			return err
		}
		if found {
			events = append(events, seen)
		}
	case choreGroup:
		var err error
		if events, err = l.readGroup(ctx, one.about); err != nil {
			return err
		}
	}
	if len(events) == 0 {
		return nil
	}
	err := sink.Deliver(ctx, events)
	l.health.stored(model.AsTrouble(err))
	return err
}
