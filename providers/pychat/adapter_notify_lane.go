package pychat

import (
	"context"
	"sync"

	"seatdeck/app/model"
)

// lane keeps the callbacks of one instance in order: a message is committed
// before what revokes it. Those that arrive while a commit is under way wait
// together and are committed together, so the order costs no time.
type lane struct {
	receiver *receiver

	mu    sync.Mutex // guards queue
	queue []*arrival

	turn chan struct{} // capacity 1: in it is whoever commits
}

func newLane(r *receiver) *lane { return &lane{receiver: r, turn: make(chan struct{}, 1)} }

// arrival is a callback and, after the commit, what came of it.
type arrival struct {
	notice Notice
	err    error
	done   bool
}

// deliver returns after what the callback says is committed, or with the reason
// why it is not.
func (n *lane) deliver(ctx context.Context, notice Notice) error {
	mine := &arrival{notice: notice}
	n.mu.Lock()
	n.queue = append(n.queue, mine)
	n.mu.Unlock()

	n.turn <- struct{}{}
	defer func() { <-n.turn }()
	if mine.done {
		return mine.err
	}
	n.mu.Lock()
	batch := n.queue
	n.queue = nil
	n.mu.Unlock()
	// The batch holds other callbacks too: one caller leaving must not undo them.
	n.commit(context.WithoutCancel(ctx), batch)
	return mine.err
}

// commit delivers a batch. Where that fails each is tried by itself: one that
// can't be stored must not have all the others sent again for ever.
func (n *lane) commit(ctx context.Context, batch []*arrival) {
	l := n.receiver.link
	events := make([][]model.Event, len(batch))
	var all []model.Event
	for i, one := range batch {
		events[i] = l.noticeEvents(ctx, one.notice)
		all = append(all, events[i]...)
	}
	err := n.store(ctx, all)
	for i, one := range batch {
		if err != nil && len(batch) > 1 {
			one.err = n.store(ctx, events[i])
		} else {
			one.err = err
		}
		one.done = true
	}
}

func (n *lane) store(ctx context.Context, events []model.Event) error {
	if len(events) == 0 {
		return nil
	}
	return n.receiver.sink.Deliver(ctx, events)
}
