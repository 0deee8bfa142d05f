package bus

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
)

func TestBusMergesBursts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var calls []Change
		bus := New(clockwork.NewRealClock())
		cancel := bus.Subscribe(func(c Change) { calls = append(calls, c) })
		for id := range 100 {
			c := NewChange()
			c.Conversations[model.ConversationID(id)] = true
			bus.Tell(c)
		}
		time.Sleep(2 * Frame)
		synctest.Wait()
		cancel()
		total := map[model.ConversationID]bool{}
		for _, c := range calls {
			for id := range c.Conversations {
				total[id] = true
			}
		}
		require.Len(t, total, 100)
		require.LessOrEqual(t, len(calls), 2)
	})
}
