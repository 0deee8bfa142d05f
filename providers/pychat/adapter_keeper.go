package pychat

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/wire"
)

const (
	keptAtOnce    = 4                // instances that are called at one time
	registerEvery = time.Hour        // a back end that forgot where callbacks go is told again
	retryFirst    = 2 * time.Second  // after a call that failed
	retryMax      = 5 * time.Minute  //
	restoreEvery  = 10 * time.Minute // an instance is restored no more often, unasked
	lookUpAfter   = 5 * time.Second  // what changed is read again, together
	lookUpMost    = 20               // of it at one time
)

// keepers look after the instances, one each.
type keepers struct {
	link   *link
	list   []*keeper
	byGUID map[string]*keeper
	places chan struct{} // taken by those who call

	mu  sync.Mutex
	url string // where callbacks go; "": nowhere yet
}

func newKeepers(l *link) *keepers {
	all := &keepers{link: l, byGUID: map[string]*keeper{}, places: make(chan struct{}, keptAtOnce)}
	for _, guid := range l.options.guids {
		k := &keeper{link: l, all: all, guid: guid, woken: make(chan struct{}, 1), lookUps: map[string]bool{}}
		all.byGUID[guid] = k
		all.list = append(all.list, k)
	}
	return all
}

// of gives the keeper of an instance; nil: it is none of ours.
func (all *keepers) of(guid string) *keeper { return all.byGUID[guid] }

// run keeps all until ctx ends.
func (all *keepers) run(ctx context.Context, sink providers.Sink) {
	var tasks sync.WaitGroup
	defer tasks.Wait()
	for _, k := range all.list {
		tasks.Go(func() { k.run(ctx, sink) })
	}
}

// moved says where callbacks go from now on, and has the back end told.
func (all *keepers) moved(url string) {
	all.mu.Lock()
	all.url = url
	all.mu.Unlock()
	all.register()
}

func (all *keepers) notifyURL() string {
	all.mu.Lock()
	defer all.mu.Unlock()
	return all.url
}

// register has the back end told of every instance where its callbacks go.
func (all *keepers) register() {
	for _, k := range all.list {
		k.ask(func() { k.unregistered = true })
	}
}

// keeper has the back end told where one instance's callbacks go, and does what
// else a callback asks for.
type keeper struct {
	link  *link
	all   *keepers
	guid  string
	woken chan struct{} // capacity 1

	mu           sync.Mutex
	unregistered bool            // the back end has to be told
	unread       bool            // who is logged in has to be read
	unrestored   bool            // it has to be restored
	restored     time.Time       // when it was, unasked
	lookUps      map[string]bool // contacts and groups to read again
	lookUpAt     time.Time       // when; zero: there are none
}

// errands are what a keeper has to do.
type errands struct {
	register, read, restore bool
	lookUp                  []string
}

// add adds to what has to be done, the next time there is something.
func (k *keeper) add(more func()) {
	k.mu.Lock()
	defer k.mu.Unlock()
	more()
}

// ask adds to what has to be done now.
func (k *keeper) ask(more func()) {
	k.add(more)
	select {
	case k.woken <- struct{}{}:
	default: // it will look anyway
	}
}

// registerAgain has the back end told where the callbacks go.
func (k *keeper) registerAgain() { k.ask(func() { k.unregistered = true }) }

// readAgain has it read who is logged in.
func (k *keeper) readAgain() { k.ask(func() { k.unread = true }) }

// restore has the instance restored with the messages it missed.
func (k *keeper) restore() { k.ask(func() { k.unrestored = true }) }

// lookUp has a contact or group read again, a little later: where one thing
// changes, more do. Of too many at a time some are left to the reading of all,
// which comes every few hours.
func (k *keeper) lookUp(username string) {
	k.ask(func() {
		if len(k.lookUps) == 0 {
			k.lookUpAt = k.link.clock.Now().Add(lookUpAfter)
		}
		if len(k.lookUps) < lookUpMost {
			k.lookUps[username] = true
		}
	})
}

// lookUpLater puts off what was to be read again.
func (k *keeper) lookUpLater() {
	k.add(func() {
		if !k.lookUpAt.IsZero() {
			k.lookUpAt = k.link.clock.Now().Add(lookUpAfter)
		}
	})
}

// take gives what has to be done now.
func (k *keeper) take() errands {
	k.mu.Lock()
	defer k.mu.Unlock()
	now := k.link.clock.Now()
	e := errands{register: k.unregistered, read: k.unread}
	e.restore = k.unrestored && (k.restored.IsZero() || now.Sub(k.restored) >= restoreEvery)
	if !k.lookUpAt.IsZero() && !now.Before(k.lookUpAt) {
		e.lookUp = slices.Sorted(maps.Keys(k.lookUps))
		clear(k.lookUps)
		k.lookUpAt = time.Time{}
	}
	k.unregistered, k.unread, k.unrestored = false, false, false
	return e
}

// putBack keeps errands for the next time.
func (k *keeper) putBack(e errands) {
	k.add(func() {
		k.unread = k.unread || e.read
		k.unregistered = k.unregistered || e.register
		k.unrestored = k.unrestored || e.restore
	})
}

func (k *keeper) run(ctx context.Context, sink providers.Sink) {
	k.readAgain()
	k.registerAgain()
	due := k.link.clock.Now().Add(registerEvery)
	waits := k.waits()
	for {
		if !k.sleep(ctx, due) {
			return
		}
		if !k.link.clock.Now().Before(due) {
			k.add(func() { k.unregistered = true })
		}
		told, err := k.work(ctx, sink)
		switch {
		case err != nil:
			due = k.link.clock.Now().Add(waits())
		case told:
			due, waits = k.link.clock.Now().Add(registerEvery), k.waits()
		case !k.link.clock.Now().Before(due):
			due = k.link.clock.Now().Add(registerEvery) // all are woken when it can be done
		}
	}
}

// sleep waits until there is something to do; false: ctx ended.
func (k *keeper) sleep(ctx context.Context, due time.Time) bool {
	k.add(func() {
		if !k.lookUpAt.IsZero() && k.lookUpAt.Before(due) {
			due = k.lookUpAt
		}
	})
	timer := k.link.clock.NewTimer(max(0, k.link.clock.Until(due)))
	defer timer.Stop()
	select {
	case <-k.woken:
	case <-timer.Chan():
	case <-ctx.Done():
		return false
	}
	return true
}

func (k *keeper) waits() func() time.Duration {
	return wire.Retry{Rand: k.link.rand, First: retryFirst, Max: retryMax}.Waits()
}

// work does what has to be done, once there is a place, and tells whether the back
// end was told. An error says that some of it is to be tried again.
func (k *keeper) work(ctx context.Context, sink providers.Sink) (told bool, err error) {
	// Whatever comes of it, messages wait no longer to know whose they are.
	defer k.link.accounts.settle(k.guid)
	select {
	case k.all.places <- struct{}{}:
		defer func() { <-k.all.places }()
	case <-ctx.Done():
		return false, ctx.Err()
	}
	if k.all.notifyURL() == "" || !k.link.health.up() {
		k.lookUpLater()
		return false, nil // all are woken when that changes
	}
	todo := k.take()
	// Read first: whose a message is has to be known when it comes.
	if todo.read {
		if err := k.read(ctx, sink); !reached(err) {
			k.putBack(todo)
			k.link.look()
			return false, err
		}
	}
	if todo.restore {
		k.restoreNow(ctx)
	}
	if len(todo.lookUp) > 0 {
		k.lookUpNow(ctx, sink, todo.lookUp)
	}
	if todo.register {
		return true, k.register(ctx)
	}
	return false, nil
}

func (k *keeper) register(ctx context.Context) error {
	l := k.link
	_, err := SetNotifyURL.Do(ctx, l.client, SetNotifyURLRequest{GUID: k.guid, NotifyURL: k.all.notifyURL()})
	if ctx.Err() != nil {
		return ctx.Err() // Run is ending
	}
	if err == nil {
		l.health.knows(nil)
		return nil
	}
	k.add(func() { k.unregistered = true })
	l.log.Warn("back end not told where callbacks go", "connection", l.name, "seat", masked(k.guid), "err", err)
	l.health.knows(troubleOf(err, l.name))
	if !reached(err) {
		l.look()
	}
	return err
}

func (k *keeper) read(ctx context.Context, sink providers.Sink) error {
	seen, err := k.link.readSeat(ctx, k.guid)
	if err != nil {
		k.failed("seat not read", err)
		return err
	}
	k.deliver(ctx, sink, []model.Event{seen})
	return nil
}

// restoreNow restores the instance: after a failed synchronisation that is how
// to get the messages it missed.
func (k *keeper) restoreNow(ctx context.Context) {
	k.add(func() { k.restored = k.link.clock.Now() })
	k.link.log.Info("messages not synchronised: instance is restored", "connection", k.link.name, "seat", masked(k.guid))
	err := k.link.StartSeat(ctx, model.Seat{RemoteID: k.guid}, k.link.startedWith(ctx, k.guid))
	if err != nil {
		k.failed("instance not restored", err)
	}
}

func (k *keeper) lookUpNow(ctx context.Context, sink providers.Sink, usernames []string) {
	inquirer, ok := any(k.link).(providers.ContactInquirer)
	if !ok {
		return
	}
	seat := model.Seat{RemoteID: k.guid, AccountID: k.link.accounts.wxid(k.guid)}
	events, err := inquirer.InquireContacts(ctx, seat, usernames)
	if err != nil {
		k.failed("contacts not read again", err)
	}
	k.deliver(ctx, sink, events)
}

func (k *keeper) deliver(ctx context.Context, sink providers.Sink, events []model.Event) {
	if len(events) == 0 {
		return
	}
	if err := sink.Deliver(ctx, events); err != nil {
		k.failed("events not stored", err)
	}
}

func (k *keeper) failed(what string, err error) {
	if !errors.Is(err, context.Canceled) {
		k.link.log.Warn(what, "connection", k.link.name, "seat", masked(k.guid), "err", err)
	}
}
