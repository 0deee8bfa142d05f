package calls

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/providers"
)

func TestWhatTheErrorOfACallMeans(t *testing.T) {
	refused := &model.Trouble{Code: model.TroubleRejected}
	for name, c := range map[string]struct {
		err  error
		want Ending
	}{
		"none":                      {nil, Done},
		"it never left":             {fmt.Errorf("call: %w", &providers.NotTried{Err: refused}), Later},
		"the account is blocked":    {&model.Trouble{Code: model.TroubleBlocked}, Later},
		"no":                        {fmt.Errorf("call: %w", refused), Refused},
		"no, to what came after it": {NotSeen(refused), Unclear},
		"no answer":                 {&model.Trouble{Code: model.TroubleTimeout}, Unclear},
		"an unreadable answer":      {&model.Trouble{Code: model.TroubleBadAnswer}, Unclear},
		"something else":            {errors.New("odd"), Unclear},
	} {
		require.Equal(t, c.want, EndOf(c.err), name)
	}
	require.ErrorIs(t, NotSeen(refused), refused, "the reason is still told")
}

func TestRestsGrowAndABlockIsWaitedFor(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	busy := &model.Trouble{Code: model.TroubleBusy}
	for tries, want := range map[int]time.Duration{
		0: 2 * time.Second, 1: 2 * time.Second, 2: 4 * time.Second, 5: 32 * time.Second, 6: RestMost, 1000: RestMost,
	} {
		require.Equal(t, want, RestAfter(busy, tries, now), tries)
	}
	blocked := func(until string) *model.Trouble { return &model.Trouble{Code: model.TroubleBlocked, Detail: until} }
	require.Equal(t, time.Hour, RestAfter(blocked("2026-03-02T10:00:00Z"), 1, now))
	require.Equal(t, RestMost, RestAfter(blocked("2026-03-02T08:00:00Z"), 1, now), "it is over, and lasts all the same")
	require.Equal(t, RestMost, RestAfter(blocked("later"), 1, now))
}

func TestACrossingCountsWhatPassed(t *testing.T) {
	Note(context.Background(), true) // of no errand
	ctx, c := WithCrossing(context.Background())
	require.False(t, c.TurnedBack(), "nobody came to the gate")
	Note(ctx, false)
	require.True(t, c.TurnedBack())
	Note(ctx, true)
	require.False(t, c.TurnedBack(), "one call left")
}
