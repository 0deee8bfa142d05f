// Package pause waits, on a clock that a test may hold, until it is time or somebody
// wakes who waits.
package pause

import (
	"context"
	"time"

	"github.com/jonboulle/clockwork"
)

// For waits for d on the clock. It returns early, with why, when ctx ends.
func For(ctx context.Context, clock clockwork.Clock, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := clock.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.Chan():
		return nil
	}
}

// AtMost waits for a token of wake, for d on the clock at most, or for ctx to end.
// A nil wake brings no token.
func AtMost(ctx context.Context, clock clockwork.Clock, wake <-chan struct{}, d time.Duration) {
	t := clock.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-wake:
	case <-t.Chan():
	}
}

// Wake leaves a token in wake, a channel that holds one: whoever waits for it, now or
// next, does not wait any longer.
func Wake(wake chan<- struct{}) {
	select {
	case wake <- struct{}{}:
	default:
	}
}
