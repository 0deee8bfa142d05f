package app

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"

	"seatdeck/app/bus"
	"seatdeck/app/internal/calls"
	"seatdeck/app/internal/pause"
	"seatdeck/app/model"
	"seatdeck/storage"
)

// gates hold the calls of all accounts back.
//
// An account has a place for each call that may be made in a minute. A call
// takes a place, which is free again when the call is a minute old. Places are
// taken in a transaction and some ahead of use, so that a write serves several
// calls; the file then says that they are gone for as long as a call could still
// be made in them and be younger than a minute. Whoever asks next finds that
// there, be it this process, the one after a kill, or another one that works on
// the same folder: all of them together keep the limit.
type gates struct {
	store *storage.Store
	bus   *bus.Bus
	clock clockwork.Clock

	mu       sync.Mutex
	accounts map[accountKey]*account
}

type accountKey struct {
	connection model.ConnectionID
	name       string
}

func newGates(store *storage.Store, bus *bus.Bus, clock clockwork.Clock) *gates {
	return &gates{store: store, bus: bus, clock: clock, accounts: map[accountKey]*account{}}
}

// gate implements providers.Gate for one connection.
type gate struct {
	all        *gates
	connection model.ConnectionID
}

// Pass returns when one more call of the account may be made.
func (g gate) Pass(ctx context.Context, name string, perMinute int, urgent bool) error {
	err := g.all.account(g.connection, name).pass(ctx, perMinute, urgent)
	calls.Note(ctx, err == nil)
	return err
}

// Shut lets no call of the account pass before a time. An earlier time than one
// that was told before changes nothing.
func (g gate) Shut(ctx context.Context, name string, until time.Time) error {
	a := g.all.account(g.connection, name)
	err := a.store.Write(ctx, func(tx *storage.Tx) error {
		before, err := tx.Paces(shutKey(g.connection))
		if err != nil || !until.After(before[name]) {
			return err
		}
		return tx.PutPace(shutKey(g.connection)+"/"+name, until)
	})
	if err != nil {
		return fmt.Errorf("shut the gate of an account: %w", err)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.wakeFirst() // it finds the gate shut, and so do those behind it
	g.all.bus.Tell(bus.Change{Connections: true})
	return nil
}

func shutKey(connection model.ConnectionID) string { return fmt.Sprintf("shut/%d", connection) }

func (g *gates) account(connection model.ConnectionID, name string) *account {
	g.mu.Lock()
	defer g.mu.Unlock()
	key := accountKey{connection, name}
	a, ok := g.accounts[key]
	if !ok {
		a = &account{
			store: g.store, clock: g.clock, name: name,
			callsKey: fmt.Sprintf("calls/%d/%s", connection, name), shutKey: shutKey(connection) + "/" + name,
		}
		g.accounts[key] = a
	}
	return a
}

// CallsView tells how many calls of an account were made or set aside of late,
// by its back end's limit.
type CallsView struct {
	Used, Limit int       // a minute; Limit 0: there is none
	ShutUntil   time.Time // zero: calls pass
}

// view tells how an account stands, of which perMinute calls may be made.
func (g *gates) view(ctx context.Context, connection model.ConnectionID, name string, perMinute int) (CallsView, error) {
	a := g.account(connection, name)
	v := CallsView{Limit: perMinute}
	until, err := g.store.Pace(ctx, a.shutKey)
	if err != nil {
		return v, err
	}
	now := g.clock.Now()
	if now.Before(until) {
		v.ShutUntil = until
	}
	if perMinute <= 0 {
		return v, nil
	}
	rows, err := g.store.Paces(ctx, a.callsKey)
	if err != nil {
		return v, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	v.Used = max(perMinute-a.book(rows, perMinute, now).left(now)-a.ready(perMinute, now), 0)
	return v, nil
}

// account is the gate of one account.
type account struct {
	store             *storage.Store
	clock             clockwork.Clock
	name              string
	callsKey, shutKey string // in the file

	mu      sync.Mutex
	waiting []*caller // in the order in which they came
	places  []*place  // that we took, as long as the file does not say when they are free
	ahead   int       // how many were taken at once last
}

// caller waits for its turn.
type caller struct {
	urgent bool
	wake   chan struct{} // holds one token
}

// pass waits for the caller's turn: urgent ones first, else as they came.
func (a *account) pass(ctx context.Context, perMinute int, urgent bool) error {
	me := &caller{urgent: urgent, wake: make(chan struct{}, 1)}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.waiting = append(a.waiting, me)
	defer a.leave(me)
	for {
		wait := time.Duration(-1) // until woken
		if a.first() == me {
			var err error
			if wait, err = a.try(ctx, perMinute, urgent); err != nil || wait == 0 {
				return err
			}
		}
		a.mu.Unlock()
		err := a.rest(ctx, me, wait)
		a.mu.Lock()
		if err != nil {
			return err
		}
	}
}

// rest sleeps until the caller may look again.
func (a *account) rest(ctx context.Context, me *caller, wait time.Duration) error {
	var due <-chan time.Time
	if wait > 0 {
		t := a.clock.NewTimer(wait)
		defer t.Stop()
		due = t.Chan()
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-me.wake:
	case <-due:
	}
	return nil
}

// first is who has the next turn.
func (a *account) first() *caller {
	for _, c := range a.waiting {
		if c.urgent {
			return c
		}
	}
	if len(a.waiting) == 0 {
		return nil
	}
	return a.waiting[0]
}

func (a *account) leave(me *caller) {
	a.waiting = slices.DeleteFunc(a.waiting, func(c *caller) bool { return c == me })
	a.wakeFirst()
}

func (a *account) wakeFirst() {
	if c := a.first(); c != nil {
		pause.Wake(c.wake)
	}
}

// try makes one call of the allowance, or tells how long to wait before it can
// be tried again.
func (a *account) try(ctx context.Context, perMinute int, urgent bool) (wait time.Duration, err error) {
	now := a.clock.Now()
	if err := a.shut(ctx, now); err != nil || perMinute <= 0 {
		return 0, err
	}
	ready := a.ready(perMinute, now)
	if !urgent || ready == 0 {
		need := 1
		if !urgent {
			need += perMinute / 3 // kept free for urgent ones
		}
		rows, err := a.store.Paces(ctx, a.callsKey)
		if err != nil {
			return 0, err
		}
		if err := a.mend(ctx, rows, now); err != nil {
			return 0, err
		}
		if wait := a.book(rows, perMinute, now).due(need-ready, now); wait > 0 {
			return wait, nil
		}
	}
	if ready == 0 {
		if wait, err = a.take(ctx, perMinute, now); err != nil || wait > 0 {
			return wait, err
		}
	}
	for _, p := range a.places {
		if p.ready(now) && p.number < placesOf(perMinute) {
			p.left--
			p.last = now
			break
		}
	}
	return 0, nil
}

// shut is the reason why no call passes now, if there is one.
func (a *account) shut(ctx context.Context, now time.Time) error {
	until, err := a.store.Pace(ctx, a.shutKey)
	if err != nil || !now.Before(until) {
		return err
	}
	return &model.Trouble{Code: model.TroubleBlocked, About: a.name, Detail: until.UTC().Format(time.RFC3339)}
}
