package youjiyun

import (
	"context"
	"time"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/wire"
)

const (
	pumpQueue = 2000            // events that wait; beyond them the socket waits
	pumpBatch = 500             // events delivered at once
	lastTry   = 3 * time.Second // for what is left when Run ends
)

// pump delivers events in batches: what comes while one is being delivered is
// the next. Nothing is dropped: a batch that can't be delivered is tried until
// it can.
type pump struct {
	link   *link
	sink   providers.Sink
	health *health
	queue  chan model.Event
}

func newPump(l *link, sink providers.Sink, h *health) *pump {
	return &pump{link: l, sink: sink, health: h, queue: make(chan model.Event, pumpQueue)}
}

// put waits while the queue is full, until ctx ends.
func (p *pump) put(ctx context.Context, event model.Event) {
	select {
	case p.queue <- event:
	case <-ctx.Done():
	}
}

// close ends run once the queue is empty. Nothing may be put any more.
func (p *pump) close() { close(p.queue) }

func (p *pump) run(ctx context.Context) {
	for first := range p.queue {
		p.deliver(ctx, p.batch(first))
	}
}

func (p *pump) batch(first model.Event) []model.Event {
	batch := []model.Event{first}
	for len(batch) < pumpBatch {
		select {
		case event, ok := <-p.queue:
			if !ok {
				return batch
			}
			batch = append(batch, event)
		default:
			return batch
		}
	}
	return batch
}

func (p *pump) deliver(ctx context.Context, batch []model.Event) {
	retry := wire.Retry{Clock: p.link.clock, Rand: p.link.rand, First: time.Second, Max: 30 * time.Second}
	err := retry.Do(ctx, func(err error) bool {
		p.link.log.Warn("events not stored", "connection", p.link.name, "events", len(batch), "err", err)
		p.health.delivery(model.AsTrouble(err))
		return true
	}, func(ctx context.Context) error { return p.sink.Deliver(ctx, batch) })
	if err == nil {
		p.health.delivery(nil)
		return
	}
	// Run is ending. A friend request, say, would not be in the history.
	ctx, cancel := wire.WithTimeout(context.WithoutCancel(ctx), p.link.clock, lastTry)
	defer cancel()
	if err := p.sink.Deliver(ctx, batch); err != nil {
		p.link.log.Warn("events given up", "connection", p.link.name, "events", len(batch), "err", err)
	}
}
