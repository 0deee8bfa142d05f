package app

import (
	"context"
	"sync/atomic"
)

// crossing notes how the calls of one errand fared at the gate: what was turned
// back there certainly did not leave.
type crossing struct{ passed, turned atomic.Bool }

type crossingKey struct{}

// withCrossing has the gate note the calls made with the context.
func withCrossing(ctx context.Context) (context.Context, *crossing) {
	c := &crossing{}
	return context.WithValue(ctx, crossingKey{}, c), c
}

// note is told by the gate of a call.
func note(ctx context.Context, passed bool) {
	c, ok := ctx.Value(crossingKey{}).(*crossing)
	switch {
	case !ok:
	case passed:
		c.passed.Store(true)
	default:
		c.turned.Store(true)
	}
}

// turnedBack tells that calls came to the gate and none passed.
func (c *crossing) turnedBack() bool { return c.turned.Load() && !c.passed.Load() }
