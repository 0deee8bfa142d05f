package upkeep

import (
	"sync"
	"time"
)

// Door stays shut for a while after an account was refused: more tries may get it
// locked.
type Door struct {
	mu     sync.Mutex
	closed error
	until  time.Time
}

// Open has the next try go through.
func (d *Door) Open() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.closed = nil
}

// Shut has tries refused with that error before a time.
func (d *Door) Shut(err error, until time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.closed, d.until = err, until
}

// Check gives the refusal while the door is shut.
func (d *Door) Check(now time.Time) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed != nil && now.Before(d.until) {
		return d.closed
	}
	d.closed = nil
	return nil
}

// Tap wakes whoever waits for a channel of capacity 1.
func Tap(wake chan struct{}) {
	select {
	case wake <- struct{}{}:
	default: // it is awake
	}
}
