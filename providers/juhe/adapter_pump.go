package juhe

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

// pump delivers what the socket brings in batches: what comes while one is being
// delivered is the next. Nothing is dropped: there is no history to read instead.
type pump struct {
	link  *link
	sink  providers.Sink
	queue chan model.Event
}

func newPump(l *link, sink providers.Sink) *pump {
	return &pump{link: l, sink: sink, queue: make(chan model.Event, pumpQueue)}
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
	l := p.link
	retry := wire.Retry{Clock: l.clock, Rand: l.rand, First: time.Second, Max: 30 * time.Second}
	err := retry.Do(ctx, func(err error) bool {
		l.log.Warn("events not stored", "connection", l.name, "events", len(batch), "err", err)
		l.health.stored(model.AsTrouble(err))
		return true
	}, func(ctx context.Context) error { return p.sink.Deliver(ctx, batch) })
	if err == nil {
		l.health.stored(nil)
		return
	}
	ctx, cancel := wire.WithTimeout(context.WithoutCancel(ctx), l.clock, lastTry)
	defer cancel()
	if err := p.sink.Deliver(ctx, batch); err != nil {
		l.log.Warn("events given up", "connection", l.name, "events", len(batch), "err", err)
	}
}
