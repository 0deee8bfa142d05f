package app

import (
	"context"
	"sync"
)

// errands are works that a person asked a running session for and that go on by
// themselves, e.g. a login. They end with the session.
type errands struct {
	mu      sync.Mutex
	open    bool            // the session runs
	ctx     context.Context // of the session
	running sync.WaitGroup
}

// run lets errands be started until ctx ends, and returns after all have ended.
func (e *errands) run(ctx context.Context) error {
	e.set(ctx, true)
	<-ctx.Done()
	e.set(ctx, false)
	e.running.Wait()
	return ctx.Err()
}

func (e *errands) set(ctx context.Context, open bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.ctx, e.open = ctx, open
}

// do starts an errand; stop ends it before the session does. False: the session
// does not run.
func (e *errands) do(errand func(ctx context.Context)) (stop context.CancelFunc, ok bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if !e.open || e.ctx.Err() != nil {
		return func() {}, false
	}
	ctx, stop := context.WithCancel(e.ctx)
	e.running.Go(func() {
		defer stop()
		errand(ctx)
	})
	return stop, true
}
