package wecom

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"

	"seatdeck/providers/internal/wire"
)

// Gate holds calls back, so that no corp makes more of them than WeCom allows.
type Gate interface {
	// Pass returns when one more call of an API may be made, with what tells that
	// it ended. It is asked before each try. atOnce is how many calls of that API
	// may be in work; 0: any number.
	Pass(ctx context.Context, api string, atOnce int) (done func(), err error)
}

// The limits of one corp and one API are 10,000 calls in a minute and 150,000 in
// an hour (wire.md). A bucket lets its burst through and then its rate: in any
// span of one minute or hour no more than the two together, which stay below.
const (
	minuteBurst, minuteRate = 500, 150.0   // 500 + 150·60 = 9,500
	hourBurst, hourRate     = 10_000, 38.0 // 10,000 + 38·3600 = 146,800
)

// Limits is the Gate that keeps the documented limits. Clients of the same corp
// share one.
type Limits struct {
	clock clockwork.Clock

	mu   sync.Mutex
	apis map[string]*apiLimit
}

// apiLimit is what one API has left.
type apiLimit struct {
	minute, hour bucket
	places       chan struct{} // nil: any number at once
}

// NewLimits makes limits of which nothing is used up.
func NewLimits(clock clockwork.Clock) *Limits {
	return &Limits{clock: clock, apis: make(map[string]*apiLimit)}
}

// Pass waits for a place and for both limits.
func (l *Limits) Pass(ctx context.Context, api string, atOnce int) (done func(), err error) {
	one := l.of(api, atOnce)
	done = func() {}
	if one.places != nil {
		select {
		case one.places <- struct{}{}:
			done = func() { <-one.places }
		case <-ctx.Done():
			return nil, fmt.Errorf("wait for a place: %w", context.Cause(ctx))
		}
	}
	if wait := l.take(one); wait > 0 {
		if err := wire.Sleep(ctx, l.clock, wait); err != nil {
			done()
			return nil, fmt.Errorf("wait for the rate limit: %w", err)
		}
	}
	return done, nil
}

func (l *Limits) of(api string, atOnce int) *apiLimit {
	l.mu.Lock()
	defer l.mu.Unlock()
	one := l.apis[api]
	if one == nil {
		now := l.clock.Now()
		one = &apiLimit{minute: newBucket(now, minuteBurst, minuteRate), hour: newBucket(now, hourBurst, hourRate)}
		if atOnce > 0 {
			one.places = make(chan struct{}, atOnce)
		}
		l.apis[api] = one
	}
	return one
}

// take books one call and says how long it has to wait for its turn.
func (l *Limits) take(one *apiLimit) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.clock.Now()
	return max(one.minute.take(now), one.hour.take(now))
}

// bucket fills at its rate up to its burst. Below zero it holds the calls that
// are waiting, so that they pass in turn.
type bucket struct {
	burst, rate float64 // calls, calls a second
	left        float64
	at          time.Time
}

func newBucket(now time.Time, burst, rate float64) bucket {
	return bucket{burst: burst, rate: rate, left: burst, at: now}
}

func (b *bucket) take(now time.Time) time.Duration {
	if passed := now.Sub(b.at).Seconds(); passed > 0 {
		b.left = min(b.burst, b.left+passed*b.rate)
		b.at = now
	}
	b.left--
	if b.left >= 0 {
		return 0
	}
	return time.Duration(-b.left / b.rate * float64(time.Second))
}
