package app

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/storage"
	"seatdeck/storage/storagetest"
)

const guid = "6f1c"

// gateStart is when the clocks of these tests begin.
var gateStart = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func openStore(t *testing.T, dir string, clock clockwork.Clock) *storage.Store {
	t.Helper()
	storagetest.Prepare(t, dir)
	store, err := storage.Open(context.Background(), dir, storage.Options{Clock: clock, Readers: 2})
	require.NoError(t, err)
	return store
}

// try asks for one call without waiting.
func try(t *testing.T, g *gates, perMinute int, urgent bool) time.Duration {
	t.Helper()
	a := g.account(1, guid)
	a.mu.Lock()
	defer a.mu.Unlock()
	wait, err := a.try(context.Background(), perMinute, urgent)
	require.NoError(t, err)
	return wait
}

// most is the largest number of calls in any minute, both of its ends included.
func most(calls []time.Time) (count int) {
	from := 0
	for i, at := range calls {
		for at.Sub(calls[from]) > time.Minute {
			from++
		}
		count = max(count, i-from+1)
	}
	return count
}

// Whoever calls, in whatever order, from however many processes, and however
// often they are killed: no minute has more calls than are allowed.
func TestNoMinuteHasMoreCallsThanAllowed(t *testing.T) {
	for _, perMinute := range []int{1, 2, 7, 20, 90, 99} {
		t.Run(fmt.Sprint(perMinute), func(t *testing.T) {
			rng := rand.New(rand.NewPCG(uint64(perMinute), 3))
			clock, dir := clockwork.NewFakeClockAt(gateStart), t.TempDir()
			var stores [2]*storage.Store
			var processes [2]*gates
			for i := range processes {
				stores[i] = openStore(t, dir, clock)
				defer func() { require.NoError(t, stores[i].Close()) }()
				processes[i] = newGates(stores[i], bus.New(clock), clock)
			}
			var calls []time.Time
			hurried := true // many at once and a few far apart take turns
			for len(calls) < 100+10*perMinute {
				if hurried {
					hurried = rng.IntN(2*perMinute) > 0
				} else {
					hurried = rng.IntN(3) == 0
				}
				one := rng.IntN(len(processes))
				if rng.IntN(30) == 0 { // killed, and started again
					processes[one] = newGates(stores[one], bus.New(clock), clock)
				}
				wait := try(t, processes[one], perMinute, rng.IntN(2) == 0)
				switch n := rng.IntN(10); {
				case wait == 0:
					calls = append(calls, clock.Now())
					if !hurried {
						clock.Advance(time.Duration(rng.IntN(60_000)) * time.Millisecond)
					}
				case n < 5:
					clock.Advance(wait) // exactly when it is said to be free
				default:
					clock.Advance(time.Duration(rng.Int64N(int64(wait))) + 1)
				}
			}
			require.LessOrEqual(t, most(calls), perMinute)
		})
	}
}

func TestTheAllowanceCanBeUsed(t *testing.T) {
	clock := clockwork.NewFakeClockAt(gateStart)
	store := openStore(t, t.TempDir(), clock)
	defer func() { require.NoError(t, store.Close()) }()
	for name, c := range map[string]struct {
		step  time.Duration
		least int // calls in ten minutes
	}{
		"all at once": {0, 885},                      // one burst each 61 s
		"spread":      {666 * time.Millisecond, 800}, // the newest share is gone until its last call is a minute old
	} {
		g, made := newGates(store, bus.New(clock), clock), 0
		clock.Advance(10 * time.Minute)
		for from := clock.Now(); clock.Since(from) < 10*time.Minute; {
			if wait := try(t, g, 90, true); wait > 0 {
				clock.Advance(wait)
				continue
			}
			made++
			clock.Advance(c.step)
		}
		require.GreaterOrEqual(t, made, c.least, name)
	}
}

func TestAFewWritesServeManyCalls(t *testing.T) {
	clock, dir := clockwork.NewFakeClockAt(gateStart), t.TempDir()
	store, other := openStore(t, dir, clock), openStore(t, dir, clock)
	defer func() { require.NoError(t, store.Close()); require.NoError(t, other.Close()) }()
	g, writes := newGates(store, bus.New(clock), clock), 0
	before, err := other.DataVersion(t.Context())
	require.NoError(t, err)
	for range 90 {
		require.Zero(t, try(t, g, 90, true))
		now, err := other.DataVersion(t.Context())
		require.NoError(t, err)
		if now != before {
			writes++
		}
		before = now
	}
	require.Equal(t, 17, writes, "1 and 2 and 4 calls, and then 6 with each")
	require.Positive(t, try(t, g, 90, true))
}

// A command that makes one call and ends must not cost a console that runs more
// than that.
func TestAProcessThatMakesOneCallTakesOne(t *testing.T) {
	clock := clockwork.NewFakeClockAt(gateStart)
	store := openStore(t, t.TempDir(), clock)
	defer func() { require.NoError(t, store.Close()) }()
	for range 60 {
		require.Zero(t, try(t, newGates(store, bus.New(clock), clock), 90, true))
	}
	g := newGates(store, bus.New(clock), clock)
	v, err := g.view(t.Context(), 1, guid, 90)
	require.NoError(t, err)
	require.Equal(t, CallsView{Used: 60, Limit: 90}, v)
	for range 30 {
		require.Zero(t, try(t, g, 90, true))
	}
}

func TestPlacesThatWereNotUsedGoBack(t *testing.T) {
	clock := clockwork.NewFakeClockAt(gateStart)
	store := openStore(t, t.TempDir(), clock)
	defer func() { require.NoError(t, store.Close()) }()
	g := newGates(store, bus.New(clock), clock)
	for range 8 {
		require.Zero(t, try(t, g, 90, true))
	}
	require.Equal(t, 5, g.account(1, guid).ready(90, clock.Now()))
	clock.Advance(placeLasts)
	require.Zero(t, try(t, g, 90, true), "it finds out that five lapsed")
	rows, err := store.Paces(t.Context(), "calls/1/"+guid)
	require.NoError(t, err)
	gone := 0
	for _, at := range rows {
		if clock.Now().Before(at) {
			gone++
		}
	}
	require.Equal(t, 8+1, gone, "and the file says so: eight were used less than a minute ago, and one is taken")
}

// A back end that allows many calls does not get as many rows.
func TestManyCallsAMinuteNeedFewPlaces(t *testing.T) {
	clock := clockwork.NewFakeClockAt(gateStart)
	store := openStore(t, t.TempDir(), clock)
	defer func() { require.NoError(t, store.Close()) }()
	g, made := newGates(store, bus.New(clock), clock), 0
	for made <= 10_000 && try(t, g, 10_000, true) == 0 {
		made++
	}
	require.InDelta(t, 10_000, made, 10)
	require.LessOrEqual(t, made, 10_000)
	rows, err := store.Paces(t.Context(), "calls/1/"+guid)
	require.NoError(t, err)
	require.LessOrEqual(t, len(rows), mostPlaces)
}

func TestAThirdIsKeptForUrgentCalls(t *testing.T) {
	clock := clockwork.NewFakeClockAt(gateStart)
	store := openStore(t, t.TempDir(), clock)
	defer func() { require.NoError(t, store.Close()) }()
	g := newGates(store, bus.New(clock), clock)
	made := func(urgent bool) (n int) {
		for n <= 90 && try(t, g, 90, urgent) == 0 {
			n++
		}
		return n
	}
	require.Equal(t, 60, made(false))
	require.Equal(t, 30, made(true))
	require.Equal(t, callWindow, try(t, g, 90, true))
	wait := try(t, g, 90, false)
	clock.Advance(wait)
	require.Zero(t, try(t, g, 90, false))
}

// After a kill nobody knows which of the places at hand were used: none of them
// can be used again before a call in it would be a minute old.
func TestAfterAKillNoPlaceIsUsedTwice(t *testing.T) {
	clock, dir := clockwork.NewFakeClockAt(gateStart), t.TempDir()
	store := openStore(t, dir, clock)
	g := newGates(store, bus.New(clock), clock)
	for range 33 {
		require.Zero(t, try(t, g, 90, true))
	}
	require.NoError(t, store.Close())
	store = openStore(t, dir, clock)
	defer func() { require.NoError(t, store.Close()) }()
	g = newGates(store, bus.New(clock), clock)
	v, err := g.view(t.Context(), 1, guid, 90)
	require.NoError(t, err)
	require.Equal(t, CallsView{Used: 37, Limit: 90}, v)
	for range 53 {
		require.Zero(t, try(t, g, 90, true))
	}
	require.Positive(t, try(t, g, 90, true))
	clock.Advance(placeHeld)
	v, err = g.view(t.Context(), 1, guid, 90)
	require.NoError(t, err)
	require.Zero(t, v.Used)
}

func TestPlacesThatWereUsedLateAreGoneForAsLong(t *testing.T) {
	clock := clockwork.NewFakeClockAt(gateStart)
	store := openStore(t, t.TempDir(), clock)
	defer func() { require.NoError(t, store.Close()) }()
	var calls []time.Time
	make := func(g *gates, number int) {
		for range number {
			require.Zero(t, try(t, g, 90, true))
			calls = append(calls, clock.Now())
		}
	}
	killed, next := newGates(store, bus.New(clock), clock), newGates(store, bus.New(clock), clock)
	make(killed, 8)
	clock.Advance(placeLasts - time.Second)
	make(killed, 5) // what it had at hand
	make(next, 90-13)
	for range 180 {
		for len(calls) < 1000 && try(t, next, 90, true) == 0 {
			calls = append(calls, clock.Now())
		}
		clock.Advance(time.Second)
	}
	require.Equal(t, 90, most(calls))
}

func TestAClockSetBackDoesNotShutTheGate(t *testing.T) {
	ahead := clockwork.NewFakeClockAt(gateStart.Add(24 * time.Hour))
	store := openStore(t, t.TempDir(), ahead)
	defer func() { require.NoError(t, store.Close()) }()
	require.Zero(t, try(t, newGates(store, bus.New(ahead), ahead), 1, true))
	clock := clockwork.NewFakeClockAt(gateStart)
	g := newGates(store, bus.New(clock), clock)
	require.Equal(t, placeHeld, try(t, g, 1, true))
	clock.Advance(placeHeld)
	require.Zero(t, try(t, g, 1, true))
}

// gateBench is a gate of few calls with callers that wait at it, in a bubble of
// fake time.
type gateBench struct {
	t    *testing.T
	gate gate

	mu     sync.Mutex
	passed []string
	errs   map[string]error
}

func inGateBubble(t *testing.T, fn func(b *gateBench)) {
	t.Helper()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		clock := clockwork.NewRealClock()
		store := openStore(t, dir, clock)
		fn(&gateBench{t: t, gate: gate{newGates(store, bus.New(clock), clock), 1}, errs: map[string]error{}})
		synctest.Wait()
		require.NoError(t, store.Close())
	})
}

// call waits for its turn in the background; one call a minute is allowed.
func (b *gateBench) call(ctx context.Context, name string, urgent bool) {
	go func() {
		err := b.gate.Pass(ctx, guid, 1, urgent)
		b.mu.Lock()
		defer b.mu.Unlock()
		if err != nil {
			b.errs[name] = err
			return
		}
		b.passed = append(b.passed, name)
	}()
	synctest.Wait()
}

// order is who has passed, and error why somebody has not.
func (b *gateBench) order() []string {
	synctest.Wait()
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.passed)
}

func (b *gateBench) error(name string) error {
	synctest.Wait()
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.errs[name]
}

func TestUrgentCallsGoFirstAndTheRestInOrder(t *testing.T) {
	inGateBubble(t, func(b *gateBench) {
		for _, name := range []string{"now", "one", "two"} {
			b.call(b.t.Context(), name, false)
		}
		b.call(b.t.Context(), "urgent one", true)
		b.call(b.t.Context(), "urgent two", true)
		require.Equal(b.t, []string{"now"}, b.order())
		for range 4 {
			time.Sleep(callWindow)
			synctest.Wait()
		}
		require.Equal(b.t, []string{"now", "urgent one", "urgent two", "one", "two"}, b.order())
	})
}

func TestACallerThatLeavesFreesItsPlace(t *testing.T) {
	inGateBubble(t, func(b *gateBench) {
		ctx, leave := context.WithCancel(b.t.Context())
		b.call(b.t.Context(), "now", true)
		b.call(ctx, "leaves", true)
		b.call(ctx, "leaves too", false)
		b.call(b.t.Context(), "stays", false)
		leave()
		synctest.Wait()
		require.ErrorIs(b.t, b.error("leaves"), context.Canceled)
		require.ErrorIs(b.t, b.error("leaves too"), context.Canceled)
		time.Sleep(callWindow)
		synctest.Wait()
		require.Equal(b.t, []string{"now", "stays"}, b.order())
	})
}

func TestAShutGateAnswersAtOnceAndAfterARestart(t *testing.T) {
	inGateBubble(t, func(b *gateBench) {
		b.call(b.t.Context(), "now", true)
		b.call(b.t.Context(), "waits", true)
		b.call(b.t.Context(), "waits too", false)
		until := time.Now().Add(30 * time.Minute).UTC().Truncate(time.Millisecond)
		require.NoError(b.t, b.gate.Shut(b.t.Context(), guid, until))
		require.NoError(b.t, b.gate.Shut(b.t.Context(), guid, until.Add(-time.Minute)), "the later time stays")
		synctest.Wait()
		for _, name := range []string{"waits", "waits too"} {
			require.True(b.t, model.IsTrouble(b.error(name), model.TroubleBlocked), name)
		}
		again := gate{newGates(b.gate.all.store, b.gate.all.bus, b.gate.all.clock), 1}
		for _, g := range []gate{b.gate, again} {
			trouble := model.AsTrouble(g.Pass(b.t.Context(), guid, 90, true))
			require.Equal(b.t, model.TroubleBlocked, trouble.Code)
			require.Equal(b.t, guid, trouble.About)
			require.Equal(b.t, until.Format(time.RFC3339), trouble.Detail)
			v, err := g.all.view(b.t.Context(), 1, guid, 90)
			require.NoError(b.t, err)
			require.Equal(b.t, until, v.ShutUntil)
		}
		require.NoError(b.t, again.Pass(b.t.Context(), "another", 90, true), "of this account only")
		time.Sleep(30 * time.Minute)
		require.NoError(b.t, again.Pass(b.t.Context(), guid, 90, true))
	})
}

// Many at once through the front door: the limit holds and all get through.
func TestManyCallersAtOnce(t *testing.T) {
	inGateBubble(t, func(b *gateBench) {
		const callers, perMinute = 100, 30
		times := make(chan time.Time, callers)
		for i := range callers {
			go func() {
				require.NoError(b.t, b.gate.Pass(b.t.Context(), guid, perMinute, i%3 == 0))
				times <- time.Now()
			}()
		}
		var calls []time.Time
		for range callers {
			calls = append(calls, <-times)
		}
		slices.SortFunc(calls, time.Time.Compare)
		require.LessOrEqual(b.t, most(calls), perMinute)
		require.Less(b.t, calls[len(calls)-1].Sub(calls[0]), 6*time.Minute)
	})
}
