package juhe

import (
	"context"
	"maps"
	"slices"
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
	askTries  = 8               // for the list, before what came is delivered without it
	askSingly = 20              // accounts of a batch that are asked about one by one
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
		return
	default:
	}
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
// socket is often faster than the list, and an account alone makes no seat. What
// came waits for a list that can't be read just now: it would be lost without.
func (p *pump) introduce(ctx context.Context, batch []model.Event) {
	strangers := p.strangers(batch)
	if len(strangers) == 0 {
		return
	}
	l := p.link
	retry := wire.Retry{Clock: l.clock, Rand: l.rand, Tries: askTries, First: time.Second, Max: 30 * time.Second}
	err := retry.Do(ctx, worthAsking, p.tellSeats)
	for _, account := range strangers {
		if at, told := p.known[account]; (!told || !at.IsZero()) && len(p.known) < mostAccounts {
			p.known[account] = l.clock.Now()
		}
	}
	if err == nil {
		err = p.tellSingly(ctx, strangers)
	}
	if err != nil {
		l.log.Warn("seats not read for what came", "connection", l.name, "err", err)
	}
}

// worthAsking tells whether the list may be read on another try: not where the back
// end understood and said no.
func worthAsking(err error) bool { return !isAPIError(err, func(*APIError) bool { return true }) }

// strangers are the accounts of a batch whose seats were not told. One that is in no
// list is asked for again after a while.
func (p *pump) strangers(batch []model.Event) []string {
	now := p.link.clock.Now()
	found := map[string]bool{}
	for _, event := range batch {
		account := accountOf(event)
		at, told := p.known[account]
		if account != "" && (!told && len(p.known) < mostAccounts || !at.IsZero() && now.Sub(at) >= askAgain) {
			found[account] = true
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// tellSeats delivers the list of seats.
func (p *pump) tellSeats(ctx context.Context) error {
	events, err := p.link.ListSeats(ctx)
	if err == nil {
		err = p.sink.Deliver(ctx, events)
	}
	if err != nil {
		return err
	}
	for _, event := range events {
		if seen, ok := event.(model.SeatSeen); ok && seen.Seat.AccountID != "" {
			p.known[seen.Seat.AccountID] = time.Time{}
		}
	}
	return nil
}

// tellSingly asks whose the accounts are that the list did not name (获取聚合用户信息):
// a row of it may lack its chatUserId.
func (p *pump) tellSingly(ctx context.Context, accounts []string) error {
	l, asked := p.link, 0
	for _, account := range accounts {
		if p.known[account].IsZero() || asked == askSingly {
			continue
		}
		asked++
		user, err := GetUserInfo.Do(ctx, l.client, ChatUserRequest{ChatUserID: account})
		switch {
		case isAPIError(err, func(e *APIError) bool { return !e.Denied() }):
			continue // it knows nobody of that name
		case err != nil:
			return err
		case user.UserName == "":
			continue
		}
		l.known.named(user.UserName.String(), account)
		seat := model.Seat{RemoteID: user.UserName.String(), AccountID: account}
		if err := p.sink.Deliver(ctx, []model.Event{model.SeatSeen{Seat: seat, Partial: true}}); err != nil {
			return err
		}
		p.known[account] = time.Time{}
	}
	return nil
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
