package upkeep

import (
	"context"
	"log/slog"
	"time"

	"github.com/jonboulle/clockwork"

	"seatdeck/app/model"
	"seatdeck/providers/internal/wire"
)

const (
	// PumpBatch is how many events are delivered at once.
	PumpBatch = 500
	// PumpQueue is how many events wait; beyond them the socket waits.
	PumpQueue = 2000

	lastTry = 3 * time.Second // for what is left when Run ends
)

// Pump delivers what a socket brings in batches: what comes while one is being
// delivered is the next. Nothing is dropped: a batch that can't be delivered is
// tried until it can.
type Pump struct {
	o     PumpOptions
	queue chan model.Event
}

// PumpOptions are what a Pump is made of.
type PumpOptions struct {
	Name    string // of the connection, for the log
	Deliver func(ctx context.Context, events []model.Event) error
	// Stored is told whether what came can be kept: nil when it can.
	Stored func(*model.Trouble)
	// Before is called before a batch is delivered; may be nil.
	Before func(ctx context.Context, batch []model.Event)

	Clock clockwork.Clock
	Rand  func() float64
	Log   *slog.Logger
}

// NewPump makes a pump; Run has it deliver.
func NewPump(o PumpOptions) *Pump { return &Pump{o: o, queue: make(chan model.Event, PumpQueue)} }

// Put waits while the queue is full, until ctx ends. What was read when it ends is
// kept where there is room: it may be in no history.
func (p *Pump) Put(ctx context.Context, event model.Event) {
	select {
	case p.queue <- event:
		return
	default:
	}
	select {
	case p.queue <- event:
	case <-ctx.Done():
	}
}

// Close ends Run once the queue is empty. Nothing may be put any more.
func (p *Pump) Close() { close(p.queue) }

// Run delivers until Close. After ctx has ended each batch is tried once more.
func (p *Pump) Run(ctx context.Context) {
	for first := range p.queue {
		batch := p.batch(first)
		if p.o.Before != nil {
			p.o.Before(ctx, batch)
		}
		p.deliver(ctx, batch)
	}
}

func (p *Pump) batch(first model.Event) []model.Event {
	batch := []model.Event{first}
	for len(batch) < PumpBatch {
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

func (p *Pump) deliver(ctx context.Context, batch []model.Event) {
	o := p.o
	retry := wire.Retry{Clock: o.Clock, Rand: o.Rand, First: time.Second, Max: 30 * time.Second}
	err := retry.Do(ctx, func(err error) bool {
		o.Log.Warn("events not stored", "connection", o.Name, "events", len(batch), "err", err)
		o.Stored(model.AsTrouble(err))
		return true
	}, func(ctx context.Context) error { return o.Deliver(ctx, batch) })
	if err == nil {
		o.Stored(nil)
		return
	}
	ctx, cancel := wire.WithTimeout(context.WithoutCancel(ctx), o.Clock, lastTry)
	defer cancel()
	if err := o.Deliver(ctx, batch); err != nil {
		o.Log.Warn("events given up", "connection", o.Name, "events", len(batch), "err", err)
	}
}
