package callback

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"

	"seatdeck/providers/internal/wire"
)

// The limits of a guard where its options name none.
const (
	DefaultWindow = 5 * time.Minute // between a delivery's time and ours, either way
	DefaultNonces = 200_000         // that are remembered
	DefaultTaking = 256             // deliveries that are being applied at one time

	takeMost = 30 * time.Second // for applying one, also when nobody waits any more
)

// Hash stands for a text of any length in the guard's memory.
type Hash [16]byte

// HashOf is the hash of some parts; where one ends and the next begins counts.
func HashOf(parts ...[]byte) Hash {
	h := sha256.New()
	for _, part := range parts {
		var length [8]byte
		binary.BigEndian.PutUint64(length[:], uint64(len(part)))
		h.Write(length[:])
		h.Write(part)
	}
	return Hash(h.Sum(nil)[:len(Hash{})])
}

// Delivery is what the guard has to know of a callback. All of it must have been
// signed, as far as the back end signs it, and the signature found right before.
type Delivery struct {
	Sent  time.Time // when it was signed
	Nonce string    // what it was signed with
	Key   Hash      // of what makes it the same when it comes again: its sequence number, or all it says
	Body  Hash      // of all it says: under one nonce there is one
}

// Options of a guard; zero values are the defaults.
type Options struct {
	Window time.Duration
	Nonces int  // nonces that are remembered; when there is no room for one more, deliveries are Busy
	Taking int  // deliveries that may be under way at one time
	Strict bool // a nonce whose delivery was applied is refused, even if all else is the same too
}

// Guard lets each delivery be applied once. It knows, for as long as a delivery's
// time would be taken, its nonce and whether it was applied; nothing of that is
// forgotten early, and its memory is bounded whatever comes.
type Guard struct {
	clock   clockwork.Clock
	tally   *Tally
	options Options

	works sync.WaitGroup

	mu       sync.Mutex // guards what follows
	since    time.Time  // when the current generation began
	current  *generation
	previous *generation
	floor    time.Time // what was signed then or before may have been forgotten
	taking   map[Hash]*work
}

// generation is what came within two windows. With the one before it, it holds
// all that a delivery of now may repeat: one signed a window ahead of our clock
// stays within the window for two.
type generation struct {
	nonces map[Hash]Hash     // of the nonce: the body
	done   map[Hash]struct{} // keys of what was applied
	last   time.Time         // the latest Sent in it
}

func newGeneration() *generation {
	return &generation{nonces: map[Hash]Hash{}, done: map[Hash]struct{}{}}
}

// work is a delivery that is being applied.
type work struct {
	done chan struct{}
	err  error // once done is closed
}

// NewGuard makes a guard that counts into tally.
func NewGuard(clock clockwork.Clock, tally *Tally, options Options) *Guard {
	if options.Window == 0 {
		options.Window = DefaultWindow
	}
	if options.Nonces == 0 {
		options.Nonces = DefaultNonces
	}
	if options.Taking == 0 {
		options.Taking = DefaultTaking
	}
	return &Guard{
		clock: clock, tally: tally, options: options,
		since: clock.Now(), current: newGeneration(), previous: newGeneration(), taking: map[Hash]*work{},
	}
}

// Take has a delivery applied, unless it was before, and tells what became of it.
// One that comes again while it is being applied waits for the end of that. Where
// ctx ends first the outcome is Busy and the work goes on: the same delivery,
// sent again, finds it done. take is called at most once at a time for one key,
// with a context that ends after 30 s, and may be called again after it failed,
// whose error comes with Failed.
func (g *Guard) Take(ctx context.Context, d Delivery, take func(context.Context) error) (Outcome, error) {
	w, outcome := g.enter(ctx, d, take)
	if w == nil {
		g.tally.Add(outcome)
		return outcome, nil
	}
	select {
	case <-w.done:
	case <-ctx.Done():
		g.tally.Add(Busy)
		return Busy, context.Cause(ctx)
	}
	if w.err != nil {
		return Failed, w.err
	}
	if outcome == Repeated {
		g.tally.Add(Repeated)
	}
	return outcome, nil
}

// Wait returns when nothing is being applied any more. Nothing may be taken
// after it was called.
func (g *Guard) Wait() { g.works.Wait() }

// enter finds or begins the work that a delivery has to wait for; nil where the
// outcome is known at once.
func (g *Guard) enter(ctx context.Context, d Delivery, take func(context.Context) error) (*work, Outcome) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.clock.Now()
	g.turn(now)
	if g.old(now, d.Sent) {
		return nil, Old
	}
	nonce := HashOf([]byte(d.Nonce))
	body, known := g.body(nonce)
	switch {
	case known && body != d.Body:
		return nil, RepeatedNonce
	case !known && len(g.current.nonces)+len(g.previous.nonces) >= g.options.Nonces:
		return nil, Busy // to forget one for it would let that one be replayed
	}
	w := g.taking[d.Key]
	switch {
	case w != nil:
		g.remember(nonce, d)
		return w, Repeated
	case g.applied(d.Key) && known && g.options.Strict:
		return nil, RepeatedNonce
	case g.applied(d.Key):
		g.remember(nonce, d)
		return nil, Repeated
	case len(g.taking) >= g.options.Taking:
		return nil, Busy
	}
	g.remember(nonce, d)
	return g.begin(ctx, d.Key, take), Accepted
}

// old tells whether a time is out of the window, or so early that what was signed
// then may have been forgotten, which takes a clock that was set back.
func (g *Guard) old(now, sent time.Time) bool {
	away := now.Sub(sent)
	return away > g.options.Window || away < -g.options.Window || !sent.After(g.floor)
}

// turn begins a new generation when the current one is old enough.
func (g *Guard) turn(now time.Time) {
	if now.Before(g.since) {
		g.since = now // the clock was set back: count from here
	}
	age := now.Sub(g.since)
	if age < 2*g.options.Window {
		return
	}
	g.forget(g.previous)
	g.previous = g.current
	if age >= 4*g.options.Window {
		g.forget(g.current)
		g.previous = newGeneration()
	}
	g.current = newGeneration()
	g.since = now
}

func (g *Guard) forget(old *generation) {
	if old.last.After(g.floor) {
		g.floor = old.last
	}
}

func (g *Guard) body(nonce Hash) (Hash, bool) {
	body, known := g.current.nonces[nonce]
	if !known {
		body, known = g.previous.nonces[nonce]
	}
	return body, known
}

func (g *Guard) applied(key Hash) bool {
	_, done := g.current.done[key]
	if !done {
		_, done = g.previous.done[key]
	}
	return done
}

func (g *Guard) remember(nonce Hash, d Delivery) {
	if _, known := g.body(nonce); !known {
		g.current.nonces[nonce] = d.Body
	}
	if d.Sent.After(g.current.last) {
		g.current.last = d.Sent
	}
}

// begin applies a delivery beside whoever waits for it, so that work which takes
// longer than the sender waits is not lost.
func (g *Guard) begin(ctx context.Context, key Hash, take func(context.Context) error) *work {
	w := &work{done: make(chan struct{})}
	g.taking[key] = w
	g.works.Go(func() {
		ctx, cancel := wire.WithTimeout(context.WithoutCancel(ctx), g.clock, takeMost)
		defer cancel()
		w.err = take(ctx)
		g.end(key, w)
	})
	return w
}

func (g *Guard) end(key Hash, w *work) {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.taking, key)
	if w.err != nil {
		g.tally.Add(Failed)
	} else {
		g.tally.Add(Accepted)
		g.current.done[key] = struct{}{}
	}
	close(w.done)
}
