package wecom

import (
	"context"
	"sync"
	"time"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/wire"
)

const (
	lookEvery    = 5 * time.Minute // the seats are read
	lookFirst    = 2 * time.Second // after a look that failed
	lookMax      = time.Minute
	refusedPause = 5 * time.Minute // a refused secret is not tried again sooner, unasked
	tagsEvery    = time.Hour       // the tags are read, unless a callback tells of them
)

// Run takes callbacks, reads what they tell of, and reads the seats again and
// again. See providers.Link.
func (l *link) Run(ctx context.Context, sink providers.Sink) error {
	l.health.begin(sink, l.crypt != nil)
	defer l.health.end()
	if l.crypt == nil {
		l.log.Info("no callbacks are taken: changes are seen when lists are read", "connection", l.name)
	}
	var tasks sync.WaitGroup
	tasks.Go(func() { l.watch(ctx, sink) })
	tasks.Go(func() { l.doChores(ctx, sink) })
	if l.crypt != nil {
		tasks.Go(func() { l.receive(ctx, sink) })
	}
	tasks.Wait()
	return context.Cause(ctx)
}

// watch reads the seats and the tags when it is time, and when it is woken, until
// ctx ends. What it finds says whether the back end answers.
func (l *link) watch(ctx context.Context, sink providers.Sink) {
	w := &watcher{link: l, sink: sink, told: map[string]string{}}
	waits := l.lookWaits()
	for {
		err := w.look(providers.Background(ctx))
		if ctx.Err() != nil {
			return
		}
		wait := lookEvery
		switch trouble := troubleOf(err, l.name); {
		case trouble == nil:
			waits = l.lookWaits()
		case trouble.Code == model.TroubleCredentials:
			wait = refusedPause
		default:
			wait = waits()
		}
		if err != nil {
			l.log.Warn("seats not read", "connection", l.name, "err", err)
		}
		timer := l.clock.NewTimer(wait)
		select {
		case <-timer.Chan():
		case <-l.looks:
		case <-ctx.Done():
		}
		timer.Stop()
		if ctx.Err() != nil {
			return
		}
	}
}

func (l *link) lookWaits() func() time.Duration {
	return wire.Retry{Rand: l.rand, First: lookFirst, Max: lookMax}.Waits()
}

// watcher reads the seats and the tags.
type watcher struct {
	link *link
	sink providers.Sink
	tags time.Time         // when they were read last
	book []model.TagGroup  // what was read
	told map[string]string // which tags each seat was told of, as one text
}

// look reads the seats, and the tags if it is time for them. That what was read is
// stored is part of it.
func (w *watcher) look(ctx context.Context) error {
	l := w.link
	events, err := l.ListSeats(ctx)
	l.health.looked(troubleOf(err, l.name))
	if err != nil {
		return err
	}
	if err := w.deliver(ctx, events); err != nil {
		return err
	}
	now := l.clock.Now()
	if l.staff.tagsChanged() || w.tags.IsZero() || now.Sub(w.tags) >= tagsEvery {
		book, err := l.readTags(ctx)
		switch {
		case refusedByAPI(err): // an app without the right to tags still has seats
			l.log.Info("tags not read", "connection", l.name, "err", err)
		case err != nil:
			l.staff.changeTags()
			return err
		default:
			w.book = book
		}
		w.tags = now
	}
	return w.tellTags(ctx, events)
}

// tellTags tells of the tags of every seat that was not told of them as they are
// now. They are the company's, so each seat has the same.
func (w *watcher) tellTags(ctx context.Context, seats []model.Event) error {
	if w.book == nil {
		return nil
	}
	now := tagPrint(w.book)
	for _, e := range seats {
		seen, ok := e.(model.SeatSeen)
		if !ok || w.told[seen.Seat.RemoteID] == now {
			continue
		}
		if err := w.deliver(ctx, []model.Event{model.TagsSeen{Seat: refOf(seen.Seat.RemoteID), Groups: w.book}}); err != nil {
			return err
		}
		w.told[seen.Seat.RemoteID] = now
	}
	return nil
}

func (w *watcher) deliver(ctx context.Context, events []model.Event) error {
	err := w.sink.Deliver(ctx, events)
	if err != nil {
		w.link.health.stored(model.AsTrouble(err))
		return err
	}
	w.link.health.stored(nil)
	return nil
}
