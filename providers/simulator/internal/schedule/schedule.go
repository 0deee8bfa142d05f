// Package schedule has things done at their time, on a clock that is passed in.
package schedule

import (
	"container/heap"
	"context"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"
)

// Schedule runs functions at their time: late answers, customers' reactions,
// the steps of a broadcast. Nothing happens unless Run is running.
type Schedule struct {
	clock clockwork.Clock

	mu    sync.Mutex
	queue dueHeap
	count int
	wake  chan struct{}
}

// due is one function and its time.
type due struct {
	at    time.Time
	order int // of the calls, for equal times
	do    func()
}

// New makes an empty schedule.
func New(clock clockwork.Clock) *Schedule {
	return &Schedule{clock: clock, wake: make(chan struct{}, 1)}
}

// At has do called at a time.
func (s *Schedule) At(t time.Time, do func()) {
	s.mu.Lock()
	s.count++
	heap.Push(&s.queue, due{t, s.count, do})
	s.mu.Unlock()
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// After has do called once d has gone by.
func (s *Schedule) After(d time.Duration, do func()) { s.At(s.clock.Now().Add(d), do) }

// Run calls what is due, each through the given wrapper, until ctx ends.
func (s *Schedule) Run(ctx context.Context, wrap func(do func())) {
	for {
		do, wait := s.next()
		if do != nil {
			wrap(do)
			if ctx.Err() != nil {
				return
			}
			continue
		}
		timer := s.clock.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-s.wake:
			timer.Stop()
		case <-timer.Chan():
		}
	}
}

// next is what is due now, or else how long to wait.
func (s *Schedule) next() (do func(), wait time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.queue) == 0 {
		return nil, time.Hour
	}
	if wait = s.queue[0].at.Sub(s.clock.Now()); wait > 0 {
		return nil, wait
	}
	return heap.Pop(&s.queue).(due).do, 0
}

// Pass lets time go by on a clock that only moves when told to, and calls what
// falls due in order, each through the given wrapper. It is what a test has
// instead of Run.
func (s *Schedule) Pass(clock interface{ Advance(time.Duration) }, d time.Duration, wrap func(do func())) {
	for end := s.clock.Now().Add(d); ; {
		do, wait := s.next()
		if do != nil {
			wrap(do)
			continue
		}
		left := end.Sub(s.clock.Now())
		if left <= 0 {
			return
		}
		clock.Advance(min(wait, left))
	}
}

// dueHeap orders by time.
type dueHeap []due

func (h dueHeap) Len() int { return len(h) }
func (h dueHeap) Less(i, j int) bool {
	if h[i].at.Equal(h[j].at) {
		return h[i].order < h[j].order
	}
	return h[i].at.Before(h[j].at)
}
func (h dueHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *dueHeap) Push(x any)   { *h = append(*h, x.(due)) }
func (h *dueHeap) Pop() any {
	old := *h
	x := old[len(old)-1]
	*h = old[:len(old)-1]
	return x
}
