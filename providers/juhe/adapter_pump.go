package juhe

import (
	"context"
	"maps"
	"slices"
	"time"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/upkeep"
	"seatdeck/providers/internal/wire"
)

const (
	askAgain  = time.Minute // for the seat of an account that was in no list
	askTries  = 8           // for the list, before what came is delivered without it
	askSingly = 20          // accounts of a batch that are asked about one by one
)

// pump delivers what the socket brings. Nothing is dropped: there is no history to
// read instead.
type pump struct {
	*upkeep.Pump
	link  *link
	sink  providers.Sink
	known map[string]time.Time // accounts whose seats were asked for, and when; used by Run alone
}

func newPump(l *link, sink providers.Sink) *pump {
	p := &pump{link: l, sink: sink, known: map[string]time.Time{}}
	p.Pump = upkeep.NewPump(upkeep.PumpOptions{
		Name: l.name, Deliver: sink.Deliver, Stored: l.health.stored, Before: p.introduce,
		Clock: l.clock, Rand: l.rand, Log: l.log,
	})
	return p
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
