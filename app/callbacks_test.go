package app

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/providers"
)

// callsBack is a back end that calls us.
type callsBack struct {
	*scripted
	counts model.CallbackCounts
}

var _ providers.CallbackCounter = (*callsBack)(nil)

func (c *callsBack) Callbacks() model.CallbackCounts {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.counts
}

func TestCallbacksAreCountedForOtherProcesses(t *testing.T) {
	back := &callsBack{scripted: newScripted()}
	back.as = back
	inBubbleOn(t, back.scripted, func(b *bench) {
		read := func() CallbackCounts {
			counts, err := b.console.Connections.Callbacks(context.Background())
			require.NoError(t, err)
			return counts
		}
		time.Sleep(callbacksEvery)
		synctest.Wait()
		since := read().Since
		require.False(t, since.IsZero())
		require.Equal(t, map[model.ConnectionID]model.CallbackCounts{1: {}}, read().By)

		back.mu.Lock()
		back.counts = model.CallbackCounts{Accepted: 5, BadSign: 2, Replayed: 1}
		back.mu.Unlock()
		time.Sleep(callbacksEvery)
		synctest.Wait()
		require.Equal(t, model.CallbackCounts{Accepted: 5, BadSign: 2, Replayed: 1}, read().By[1])
		require.EqualValues(t, 3, read().By[1].Refused())
		require.Equal(t, since, read().Since, "since the console began")
	})
}

func TestABackEndThatNeverCallsHasNoCounts(t *testing.T) {
	inBubbleOn(t, newScripted(), func(b *bench) {
		time.Sleep(callbacksEvery)
		synctest.Wait()
		counts, err := b.console.Connections.Callbacks(context.Background())
		require.NoError(t, err)
		require.Empty(t, counts.By)
	})
}
