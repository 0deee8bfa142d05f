package juhe

import (
	"context"
	"errors"
	"sync"
	"time"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/upkeep"
	"seatdeck/providers/internal/wire"
)

const (
	reconnectMin = 2 * time.Second
	reconnectMax = time.Minute
	refusedPause = 5 * time.Minute // a refused account is not tried again sooner, unasked
)

// Run keeps the socket alive, takes callbacks, and reads what neither of them
// tells. See providers.Link.
func (l *link) Run(ctx context.Context, sink providers.Sink) error {
	l.health.begin(sink)
	defer l.health.end()
	pump := newPump(l, sink)
	var all, tasks sync.WaitGroup
	all.Go(func() { pump.Run(ctx) })
	tasks.Go(func() { l.keepSocket(ctx, pump) })
	tasks.Go(func() { l.watch(ctx, sink) })
	if l.options.callbackListen != "" {
		tasks.Go(func() { newReceiver(l, sink).run(ctx) })
	}
	tasks.Wait()
	pump.Close()
	all.Wait()
	return context.Cause(ctx)
}

// Nudge tries again at once. A socket that is up is given up for a new one, since
// after a sleep nobody can tell whether it still works.
func (l *link) Nudge() {
	l.door.Open()
	if socket := l.socket.Load(); socket != nil {
		socket.Close()
	}
	upkeep.Tap(l.woken)
	upkeep.Tap(l.looks)
}

// keepSocket connects and reconnects until ctx ends.
func (l *link) keepSocket(ctx context.Context, pump *pump) {
	waits := l.reconnectWaits()
	for {
		began := l.clock.Now()
		err := l.attend(ctx, pump)
		if ctx.Err() != nil {
			return
		}
		l.log.Info("socket not connected", "connection", l.name, "err", err)
		l.health.connected(l.setback(err))
		if l.clock.Since(began) >= reconnectMax {
			waits = l.reconnectWaits()
		}
		wait := waits()
		if closed := l.door.Check(l.clock.Now()); closed != nil {
			wait = refusedPause
		}
		timer := l.clock.NewTimer(wait)
		select {
		case <-timer.Chan():
		case <-l.woken:
		case <-ctx.Done():
		}
		timer.Stop()
	}
}

func (l *link) reconnectWaits() func() time.Duration {
	return wire.Retry{Rand: l.rand, First: reconnectMin, Max: reconnectMax}.Waits()
}

// attend opens the socket and stays until it ends, which the error says why.
func (l *link) attend(ctx context.Context, pump *pump) error {
	if err := l.door.Check(l.clock.Now()); err != nil {
		return err
	}
	socket, err := l.client.Connect(ctx)
	if err != nil {
		return err
	}
	select {
	case <-l.woken: // whoever asked for a connection has it
	default:
	}
	l.socket.Store(socket)
	l.health.connected(model.LinkOnline, nil)
	upkeep.Tap(l.looks)
	err = socket.Run(ctx, func(f Frame) {
		for _, event := range l.frameEvents(f) {
			pump.Put(ctx, event)
		}
	})
	l.socket.Store(nil)
	l.books.lose()
	return err
}

// setback tells what a lost connection or a failed attempt means. A refused
// account shuts the door.
func (l *link) setback(err error) (model.Link, *model.Trouble) {
	trouble := troubleOf(err, l.name)
	switch {
	case trouble.Code == model.TroubleCredentials:
		if l.door.Check(l.clock.Now()) == nil {
			l.door.Shut(err, l.clock.Now().Add(refusedPause))
		}
		return model.LinkRefused, trouble
	case errors.Is(err, ErrClosed):
		return model.LinkConnecting, nil
	case errors.Is(err, ErrSilent):
		trouble.Code = model.TroubleTimeout
	case trouble.Code == model.TroubleUnknown:
		trouble.Code = model.TroubleUnreachable
	}
	return model.LinkConnecting, trouble
}
