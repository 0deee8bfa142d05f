package wire

import (
	"context"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/jonboulle/clockwork"
)

// Retry says how often and when a call that may be repeated is tried again.
type Retry struct {
	Clock clockwork.Clock
	Rand  func() float64 // in [0,1); nil: no jitter
	Tries int            // all together; 0: without end
	First time.Duration  // the first wait; each next one is twice as long
	Max   time.Duration  // the longest wait
}

// Do calls until it succeeds, again says no, the tries are used up, or ctx ends.
// The error is the last one of the call.
func (r Retry) Do(ctx context.Context, again func(error) bool, call func(context.Context) error) error {
	waits := r.Waits()
	for try := 1; ; try++ {
		err := call(ctx)
		if err == nil || try == r.Tries || ctx.Err() != nil || !again(err) {
			return err
		}
		if Sleep(ctx, r.Clock, waits()) != nil {
			return err
		}
	}
}

// Waits gives the waits one after the other, each up to a half shorter by
// chance, so that many callers don't come back at the same instant.
func (r Retry) Waits() func() time.Duration {
	grow := &backoff.ExponentialBackOff{InitialInterval: r.First, Multiplier: 2, MaxInterval: r.Max}
	grow.Reset()
	return func() time.Duration {
		wait := grow.NextBackOff()
		if r.Rand != nil {
			wait -= time.Duration(r.Rand() * float64(wait) / 2)
		}
		return wait
	}
}

// Sleep waits on the clock, or until ctx ends, whose reason it returns then.
func Sleep(ctx context.Context, clock clockwork.Clock, d time.Duration) error {
	timer := clock.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.Chan():
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
