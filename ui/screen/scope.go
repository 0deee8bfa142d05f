package screen

import (
	"context"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"
)

// closeWait is how long Close lets writes under way finish.
const closeWait = 3 * time.Second

// Group owns the goroutines of all screens of a console. It is used on the UI
// goroutine.
type Group struct {
	dispatch func(func())
	clock    clockwork.Clock

	reads, writes         context.Context
	stopReads, stopWrites context.CancelFunc
	running               sync.WaitGroup
}

// NewGroup makes a group whose questions end with ctx at the latest. Dispatch
// runs a function on the UI goroutine.
func NewGroup(ctx context.Context, dispatch func(func()), clock clockwork.Clock) *Group {
	g := &Group{dispatch: dispatch, clock: clock}
	g.reads, g.stopReads = context.WithCancel(ctx)
	// What a person wrote is saved even while the program is being ended.
	g.writes, g.stopWrites = context.WithCancel(context.WithoutCancel(ctx))
	return g
}

// Close cancels all questions, lets writes finish for a few seconds, and returns
// when every goroutine of the group has ended.
func (g *Group) Close() {
	g.stopReads()
	ended := make(chan struct{})
	go func() {
		g.running.Wait()
		close(ended)
	}()
	timer := g.clock.NewTimer(closeWait)
	defer timer.Stop()
	select {
	case <-ended:
	case <-timer.Chan():
		g.stopWrites()
		<-ended
	}
	g.stopWrites()
}

// Context ends when the group is closed.
func (g *Group) Context() context.Context { return g.reads }

// Go runs something that lasts, until ctx ends with the group.
func (g *Group) Go(run func(ctx context.Context)) {
	g.running.Add(1)
	go func() {
		defer g.running.Done()
		run(g.reads)
	}()
}

// Scope is one screen's part of a group: the app is asked off the UI goroutine,
// and answers come back on it. It is used on the UI goroutine.
type Scope struct {
	group     *Group
	reads     context.Context
	stopReads context.CancelFunc
	queries   map[string]*query
	lanes     map[string]chan struct{}
	closed    bool
}

// query is the newest question of a slot.
type query struct {
	cancel  context.CancelFunc
	serial  uint64
	waiting bool   // for an answer
	again   func() // asks once more after it; nil: not wanted
}

// NewScope makes a scope of the group.
func (g *Group) NewScope() *Scope {
	s := &Scope{group: g, queries: map[string]*query{}, lanes: map[string]chan struct{}{}}
	s.reads, s.stopReads = context.WithCancel(g.reads)
	return s
}

// Close cancels the questions of the scope; nothing is asked or shown any more.
// Writes under way go on, and the group waits for them.
func (s *Scope) Close() {
	s.closed = true
	s.stopReads()
}

// Ask runs ask on a goroutine and hands its answer to show on the UI goroutine.
// A newer question of the same slot cancels the older one, whose answer is then
// never shown. After Close nothing is asked or shown.
func Ask[T any](s *Scope, slot string, ask func(context.Context) (T, error), show func(T, error)) {
	if s.closed {
		return
	}
	q := s.queries[slot]
	if q == nil {
		q = &query{}
		s.queries[slot] = q
	} else {
		q.cancel()
	}
	ctx, cancel := context.WithCancel(s.reads)
	q.cancel = cancel
	q.serial++
	q.waiting, q.again = true, nil
	serial := q.serial
	s.group.running.Add(1)
	go func() {
		defer s.group.running.Done()
		defer cancel()
		answer, err := ask(ctx)
		s.group.dispatch(func() {
			if s.closed || q.serial != serial {
				return
			}
			again := q.again
			q.waiting, q.again = false, nil
			show(answer, err)
			if again != nil && !q.waiting {
				again()
			}
		})
	}()
}

// Keep is Ask for what is read anew whenever something changed: while an answer
// is awaited it is not cancelled but asked for once more afterwards, so that a
// stream of changes can't keep the screen from showing any of them.
func Keep[T any](s *Scope, slot string, ask func(context.Context) (T, error), show func(T, error)) {
	if q := s.queries[slot]; q != nil && q.waiting {
		q.again = func() { Keep(s, slot, ask, show) }
		return
	}
	Ask(s, slot, ask, show)
}

// Forget cancels the question of a slot; its answer is not shown.
func (s *Scope) Forget(slot string) {
	if q := s.queries[slot]; q != nil {
		q.cancel()
		q.serial++
		q.waiting, q.again = false, nil
	}
}

// Do runs do on a goroutine, after everything given to the same lane before, and
// hands its answer to show (nil: nobody looks) on the UI goroutine. It is never
// superseded, and the group waits for it.
func Do[T any](s *Scope, lane string, do func(context.Context) (T, error), show func(T, error)) {
	if s.closed {
		return
	}
	before, done := s.lanes[lane], make(chan struct{})
	s.lanes[lane] = done
	s.group.running.Add(1)
	go func() {
		defer s.group.running.Done()
		defer close(done)
		if before != nil {
			<-before
		}
		answer, err := do(s.group.writes)
		if show == nil {
			return
		}
		s.group.dispatch(func() {
			if !s.closed {
				show(answer, err)
			}
		})
	}()
}

// Act is Do for what gives back nothing but an error.
func (s *Scope) Act(lane string, do func(context.Context) error, show func(error)) {
	var shown func(struct{}, error)
	if show != nil {
		shown = func(_ struct{}, err error) { show(err) }
	}
	Do(s, lane, func(ctx context.Context) (struct{}, error) { return struct{}{}, do(ctx) }, shown)
}
