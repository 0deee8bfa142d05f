package juhe

import (
	"context"
	"time"

	"seatdeck/app/model"
	"seatdeck/providers"
)

const (
	watchEvery = time.Minute
	logEvery   = 5 * time.Minute
	namesEvery = time.Hour // names of classes are asked for again
)

// watcher reads what no push tells: the totals, the login log, the names of
// classes, and while the socket is down the list of seats. While it is up the app
// has the list read.
type watcher struct {
	link  *link
	sink  providers.Sink
	seats bool // the list was delivered once: what is told of a seat finds it
	log   time.Time
	names time.Time
}

// watch looks every minute, and when it is woken, until ctx ends.
func (l *link) watch(ctx context.Context, sink providers.Sink) {
	w := &watcher{link: l, sink: sink}
	for {
		if l.door.Check(l.clock.Now()) == nil {
			err := w.look(ctx)
			if ctx.Err() != nil {
				return
			}
			if err != nil {
				l.log.Warn("not read", "connection", l.name, "err", err)
			}
			l.health.reading(troubleOf(err, l.name))
			if model.IsTrouble(err, model.TroubleCredentials) {
				l.door.Shut(err, l.clock.Now().Add(refusedPause))
			}
		}
		timer := l.clock.NewTimer(watchEvery)
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

// look reads what is due. What was read and not stored is due again.
func (w *watcher) look(ctx context.Context) error {
	ctx = providers.Background(ctx)
	if !w.seats || !w.link.health.online() {
		if err := w.deliver(ctx, w.link.ListSeats); err != nil {
			return err
		}
		w.seats = true
	}
	if err := w.deliver(ctx, w.link.ReadPanel); err != nil {
		return err
	}
	if now := w.link.clock.Now(); now.Sub(w.log) >= logEvery {
		if err := w.readLog(ctx); err != nil {
			return err
		}
		w.log = now
	}
	if now := w.link.clock.Now(); now.Sub(w.names) >= namesEvery {
		w.link.known.forgetNames()
		w.names = now
	}
	return w.deliver(ctx, w.link.readNames)
}

func (w *watcher) deliver(ctx context.Context, read func(context.Context) ([]model.Event, error)) error {
	events, err := read(ctx)
	if err != nil || len(events) == 0 {
		return err
	}
	return w.sink.Deliver(ctx, events)
}

// readLog reads the login log down to what was stored the last time.
func (w *watcher) readLog(ctx context.Context) error {
	events, newest, whole, err := w.link.readLog(ctx)
	if err != nil {
		return err
	}
	if len(events) > 0 {
		if err := w.sink.Deliver(ctx, events); err != nil {
			return err
		}
	}
	w.link.known.logRead(newest, whole)
	return nil
}
