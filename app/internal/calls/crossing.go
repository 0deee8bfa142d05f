package calls

import (
	"context"
	"sync/atomic"
)

// Crossing notes how the calls of one errand fared at the gate: what was turned
// back there certainly did not leave.
type Crossing struct{ passed, turned atomic.Bool }

type crossingKey struct{}

// WithCrossing has the gate note the calls made with the context.
func WithCrossing(ctx context.Context) (context.Context, *Crossing) {
	c := &Crossing{}
	return context.WithValue(ctx, crossingKey{}, c), c
}

// Note is told by the gate of a call.
func Note(ctx context.Context, passed bool) {
	c, ok := ctx.Value(crossingKey{}).(*Crossing)
	switch {
	case !ok:
	case passed:
		c.passed.Store(true)
	default:
		c.turned.Store(true)
	}
}

// TurnedBack tells that calls came to the gate and none passed.
func (c *Crossing) TurnedBack() bool { return c.turned.Load() && !c.passed.Load() }
