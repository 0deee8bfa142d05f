package wecom

import (
	"context"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/callback"
	"seatdeck/providers/internal/upkeep"
)

// receive takes callbacks until ctx ends. It returns when all that were being taken
// are answered.
func (l *link) receive(ctx context.Context, sink providers.Sink) {
	handler := NewCallback(l.name, l.crypt, l.clock, l.log, l.tally, func(ctx context.Context, n Notice) error {
		return l.take(ctx, sink, n)
	})
	listener := callback.Listener{
		Name: l.name, Address: l.options.callbackListen, Handler: handler, Listen: l.listen,
		Clock: l.clock, Rand: l.rand, Log: l.log, Tally: l.tally, Within: AnswerWithin,
		Health: func(err error) { l.health.listening(callback.Deaf(optCallbackListen, err)) },
	}
	listener.Run(ctx)
	handler.Wait()
}

// take commits what a callback says itself. What has to be read first is read
// after that, in the background: WeCom waits for 5 s and no longer.
func (l *link) take(ctx context.Context, sink providers.Sink, n Notice) error {
	h := l.hear(n)
	if h.ticket != "" {
		if err := l.ticket.set(ctx, h.ticket); err != nil { // it serves until a restart
			l.log.Warn("ticket of the suite not kept", "connection", l.name, "err", err)
		}
	}
	if len(h.events) > 0 {
		err := sink.Deliver(ctx, h.events)
		if err != nil {
			l.log.Warn("callback not stored", "connection", l.name, "event", n.Event, "change", n.Change, "err", err)
			l.health.stored(model.AsTrouble(err))
			return err
		}
		l.health.stored(nil)
	}
	for _, one := range h.chores {
		if !l.chores.put(one) {
			l.log.Warn("too much waits to be read: the next reading of the lists brings it", "connection", l.name)
		}
	}
	if h.gone != "" {
		l.owners.put(h.gone, "")
	}
	for _, id := range h.staff {
		l.staff.forget(id)
	}
	if h.tags {
		l.staff.changeTags()
	}
	if (h.tags || len(h.staff) > 0) && !l.health.refused() {
		upkeep.Tap(l.looks)
	}
	return nil
}
