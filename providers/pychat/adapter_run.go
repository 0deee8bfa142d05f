package pychat

import (
	"context"
	"errors"
	"sync"
	"time"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/wire"
)

const (
	probeEvery   = 30 * time.Second // whether the back end answers is asked, unless calls tell
	probeFirst   = 2 * time.Second  // while it does not
	probeTimeout = 15 * time.Second
	refusedPause = 5 * time.Minute // a refused account is not tried again sooner, unasked
	probedMost   = 2               // instances that are asked before the back end is given up
)

// Run takes callbacks, keeps the back end told where they go, and finds out
// whether it answers. See providers.Link.
func (l *link) Run(ctx context.Context, sink providers.Sink) error {
	l.health.begin(sink)
	defer l.health.end()
	receiver := newReceiver(l, sink)
	var tasks sync.WaitGroup
	tasks.Go(func() { receiver.run(ctx) })
	tasks.Go(func() { l.keepers.run(ctx, sink) })
	tasks.Go(func() { l.watch(ctx) })
	tasks.Wait()
	return context.Cause(ctx)
}

// Nudge tries again at once.
func (l *link) Nudge() {
	l.look()
	l.keepers.register()
}

// look asks watch to find out at once.
func (l *link) look() {
	select {
	case l.looks <- struct{}{}:
	default: // it will anyway
	}
}

// watch finds out whether the back end answers, until ctx ends. While it does
// not, nobody else calls unasked.
func (l *link) watch(ctx context.Context) {
	waits := l.probeWaits()
	timer := l.clock.NewTimer(probeEvery)
	defer timer.Stop()
	for {
		asked := false
		select {
		case <-ctx.Done():
			return
		case <-l.looks:
			asked = true
		case <-timer.Chan():
		}
		l.health.refresh()
		wait := probeEvery
		if asked || !l.health.up() || !l.pulse.felt(probeEvery) {
			err := l.probe(ctx)
			switch {
			case ctx.Err() != nil:
				return
			case err != nil:
				trouble := troubleOf(err, l.name)
				l.log.Warn("no answer", "connection", l.name, "err", err)
				l.health.lost(trouble)
				wait = waits()
				if trouble.Code == model.TroubleCredentials {
					wait = refusedPause
				}
			default:
				waits = l.probeWaits()
				if l.health.answers() {
					l.keepers.register() // it may have forgotten
				}
			}
		}
		timer.Reset(wait)
	}
}

func (l *link) probeWaits() func() time.Duration {
	return wire.Retry{Rand: l.rand, First: probeFirst, Max: probeEvery}.Waits()
}

// probe makes a cheap call. Each time another instance is asked, so that none has
// to bear all, and one that hangs is not taken for the back end.
func (l *link) probe(ctx context.Context) error {
	var err error
	for range min(probedMost, len(l.options.guids)) {
		guid := l.options.guids[l.probed%len(l.options.guids)]
		l.probed++
		if err = l.probeOne(ctx, guid); err == nil || model.IsTrouble(err, model.TroubleCredentials) {
			return err
		}
	}
	return err
}

func (l *link) probeOne(ctx context.Context, guid string) error {
	ctx, cancel := wire.WithTimeout(ctx, l.clock, probeTimeout)
	defer cancel()
	_, err := GetClientStatus.Do(ctx, l.client, GetClientStatusRequest{GUID: guid})
	if reached(err) {
		return nil
	}
	return l.trouble(err, l.name)
}

// reached tells whether a call shows that the back end is there and takes the
// account, be it that it refused the call. Nor does a call that was held back
// here show that it is not.
func reached(err error) bool {
	var api *APIError
	var trouble *model.Trouble
	switch {
	case err == nil:
		return true
	case errors.As(err, &api):
		switch codeOf(api) {
		case model.TroubleCredentials, model.TroubleUnreachable, model.TroubleTimeout:
			return false
		}
		return true
	}
	return errors.As(err, &trouble) && trouble.Code == model.TroubleBlocked
}
