package socketio

import (
	"context"
	"encoding/json"
	"sync"
	"sync/atomic"
)

// maxQueued bounds the bytes that wait for the handler. Beyond it the reader
// waits, and with it the server, so a slow handler costs no unbounded memory
// and loses nothing.
const maxQueued = 4 << 20

// deliveryCost is what a delivery is counted as beside its frame, so that the
// bound also holds for a flood of tiny frames.
const deliveryCost = 256

// delivery is one call the handler is owed: an event, or a malformed frame if
// err is set.
type delivery struct {
	name  string
	args  []json.RawMessage
	ackID int64
	frame []byte
	err   error
}

// inbox hands deliveries from the reader to the goroutine that calls the
// handler, in batches, so that a burst costs one wake-up.
type inbox struct {
	mu    sync.Mutex
	items []delivery
	spare []delivery
	bytes int

	limit   int
	ready   chan struct{} // something to take
	room    chan struct{} // something was taken
	stalled atomic.Bool   // the reader waits for room
}

func newInbox(limit int) *inbox {
	return &inbox{limit: limit, ready: make(chan struct{}, 1), room: make(chan struct{}, 1)}
}

// put queues d. It waits while the inbox is full, until ctx ends.
func (b *inbox) put(ctx context.Context, d delivery) {
	for !b.tryPut(d) {
		b.stalled.Store(true)
		select {
		case <-b.room:
		case <-ctx.Done():
			return
		}
	}
	b.stalled.Store(false)
}

func (b *inbox) tryPut(d delivery) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	cost := len(d.frame) + deliveryCost
	if b.bytes > 0 && b.bytes+cost > b.limit {
		return false
	}
	b.items = append(b.items, d)
	b.bytes += cost
	if len(b.items) == 1 {
		signal(b.ready)
	}
	return true
}

// take returns everything queued. The slice is good until the next take; the
// caller clears what it has dealt with, so that nothing is held longer.
func (b *inbox) take() []delivery {
	b.mu.Lock()
	defer b.mu.Unlock()
	taken := b.items
	b.items, b.spare = b.spare[:0], taken
	b.bytes = 0
	signal(b.room)
	return taken
}

// signal leaves one note in a channel of capacity 1.
func signal(ch chan struct{}) {
	select {
	case ch <- struct{}{}:
	default:
	}
}
