package app

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"time"

	"seatdeck/app/internal/pause"
	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/storage"
)

const (
	callbacksKey   = "callbacks"     // the row of the counts, for other processes
	callbacksEvery = 2 * time.Second // the counts are stored, if they changed
	callbacksRetry = time.Minute     // after that failed: a disk that is full stays so for a while
)

// CallbackCounts tell what became of callbacks since a console began to take them.
type CallbackCounts struct {
	Since time.Time                                   `json:"since"`
	By    map[model.ConnectionID]model.CallbackCounts `json:"by"` // those of connections that take any
}

// Callbacks gives the counts of the console that runs, or ran last, as of a few
// seconds ago; Since is zero where none ever did.
func (c *Connections) Callbacks(ctx context.Context) (CallbackCounts, error) {
	var counts CallbackCounts
	raw, err := c.store.Setting(ctx, callbacksKey)
	if err != nil || raw == "" {
		return counts, err
	}
	if err := json.Unmarshal([]byte(raw), &counts); err != nil {
		return counts, fmt.Errorf("read the counts of callbacks: %w", err)
	}
	return counts, nil
}

// keepCallbacks stores the counts until ctx ends, and once more then.
func (c *Connections) keepCallbacks(ctx context.Context) {
	now := CallbackCounts{Since: c.clock.Now().UTC(), By: map[model.ConnectionID]model.CallbackCounts{}}
	stored := now
	for first, last := true, false; ; {
		rest := callbacksEvery
		now.By = c.sessions.callbacks()
		if first || !maps.Equal(now.By, stored.By) {
			if err := c.storeCallbacks(context.WithoutCancel(ctx), now); err != nil {
				c.sessions.deps.Log.Warn("counts of callbacks not stored", "err", err)
				rest = callbacksRetry
			} else {
				stored, first = now, false
			}
		}
		if last {
			return
		}
		last = pause.For(ctx, c.clock, rest) != nil
	}
}

func (c *Connections) storeCallbacks(ctx context.Context, counts CallbackCounts) error {
	raw, err := json.Marshal(counts)
	if err != nil {
		return err
	}
	return c.store.Write(ctx, func(tx *storage.Tx) error { return tx.PutSetting(callbacksKey, string(raw)) })
}

// callbacks are the counts of the links there are now.
func (s *sessions) callbacks() map[model.ConnectionID]model.CallbackCounts {
	by := map[model.ConnectionID]model.CallbackCounts{}
	for _, one := range s.all() {
		if able, ok := one.session.link.(providers.CallbackCounter); ok {
			by[one.session.connection.ID] = able.Callbacks()
		}
	}
	return by
}
