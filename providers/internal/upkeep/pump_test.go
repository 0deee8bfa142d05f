package upkeep

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
)

func TestWhatCameBeforeTheEndIsKept(t *testing.T) {
	p := NewPump(PumpOptions{})
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for range 100 {
		p.Put(ended, model.SeatsListed{})
	}
	require.Len(t, p.queue, 100)
}
