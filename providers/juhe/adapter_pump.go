package juhe

import (
	"context"
	"time"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/wire"
)

const (
	pumpQueue = 2000            // events that wait; beyond them the socket waits
	pumpBatch = 500             // events delivered at once
	lastTry   = 3 * time.Second // for what is left when Run ends
	askAgain  = time.Minute     // for the seat of an account that was in no list
)

// pump delivers what the socket brings in batches: what comes while one is being
// delivered is the next. Nothing is dropped: there is no history to read instead.
type pump struct {
	link  *link
	sink  providers.Sink
	queue chan model.Event
	known map[string]time.Time // accounts whose seats were asked for, and when; used by run alone
}

func newPump(l *link, sink providers.Sink) *pump {
	return &pump{link: l, sink: sink, queue: make(chan model.Event, pumpQueue), known: map[string]time.Time{}}
}

// put waits while the queue is full, until ctx ends.
func (p *pump) put(ctx context.Context, event model.Event) {
	select {
	case p.queue <- event:
	case <-ctx.Done():
	}
}

// close ends run once the queue is empty. Nothing may be put any more.
func (p *pump) close() { close(p.queue) }

func (p *pump) run(ctx context.Context) {
	for first := range p.queue {
		batch := p.batch(first)
		p.introduce(ctx, batch)
		p.deliver(ctx, batch)
	}
}

// introduce has the seats told first that a batch speaks of by their accounts: the
// socket is often faster than the list, and an account alone makes no seat. One that
// is in no list is asked for again after a while.
func (p *pump) introduce(ctx context.Context, batch []model.Event) {
	l, now := p.link, p.link.clock.Now()
	unknown := false
	for _, event := range batch {
		account := accountOf(event)
		if at, asked := p.known[account]; account != "" && (!asked || !at.IsZero() && now.Sub(at) >= askAgain) {
			p.known[account], unknown = now, true
		}
	}
	if !unknown {
		return
	}
	events, err := l.ListSeats(ctx)
	if err == nil {
		err = p.sink.Deliver(ctx, events)
	}
	if err != nil {
		l.log.Warn("seats not read for what came", "connection", l.name, "err", err)
		return
	}
	for _, event := range events {
		if seen, ok := event.(model.SeatSeen); ok {
			p.known[seen.Seat.AccountID] = time.Time{}
		}
	}
}

// accountOf is the account by which an event of the socket names its seat.
func accountOf(event model.Event) string {
	switch e := event.(type) {
	case model.MessageSeen:
		return e.Seat.AccountID
	case model.MessageRevoked:
		return e.Seat.AccountID
	case model.ContactSeen:
		return e.Seat.AccountID
	}
	return ""
}

func (p *pump) batch(first model.Event) []model.Event {
	batch := []model.Event{first}
	for len(batch) < pumpBatch {
		select {
		case event, ok := <-p.queue:
			if !ok {
				return batch
			}
			batch = append(batch, event)
		default:
			return batch
		}
	}
	return batch
}

func (p *pump) deliver(ctx context.Context, batch []model.Event) {
	l := p.link
	retry := wire.Retry{Clock: l.clock, Rand: l.rand, First: time.Second, Max: 30 * time.Second}
	err := retry.Do(ctx, func(err error) bool {
		l.log.Warn("events not stored", "connection", l.name, "events", len(batch), "err", err)
		l.health.stored(model.AsTrouble(err))
		return true
	}, func(ctx context.Context) error { return p.sink.Deliver(ctx, batch) })
	if err == nil {
		l.health.stored(nil)
		return
	}
	ctx, cancel := wire.WithTimeout(context.WithoutCancel(ctx), l.clock, lastTry)
	defer cancel()
	if err := p.sink.Deliver(ctx, batch); err != nil {
		l.log.Warn("events given up", "connection", l.name, "events", len(batch), "err", err)
	}
}
