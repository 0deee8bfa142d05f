package supervise

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
)

func TestAGapOfASeatThatIsGoneIsForgotten(t *testing.T) {
	d := newDesk(t)
	alerts := &Alerts{store: d.store, bus: d.news, clock: d.clock}
	w := &lookout{Alerts: alerts, gaps: map[model.SeatID]gapSeen{}}
	kept := func() map[string]time.Time {
		list, err := d.store.Paces(t.Context(), "gap")
		require.NoError(t, err)
		return list
	}
	seats := []model.Seat{{ID: 1, Gaps: 2}, {ID: 2, Gaps: 1}, {ID: 3}}
	_, err := w.openGaps(t.Context(), seats, minutes(0))
	require.NoError(t, err)
	require.Empty(t, kept())
	since, err := w.openGaps(t.Context(), seats, minutes(5))
	require.NoError(t, err)
	require.Equal(t, map[model.SeatID]time.Time{1: minutes(0), 2: minutes(0)}, since)
	require.Len(t, kept(), 2)
	since, err = w.openGaps(t.Context(), seats[1:], minutes(6))
	require.NoError(t, err)
	require.Equal(t, map[model.SeatID]time.Time{2: minutes(0)}, since)
	require.True(t, kept()["1"].IsZero())
}

func TestWhereThereIsMuchToLookAtIsMoreRest(t *testing.T) {
	require.Equal(t, lookRest, restAfter(time.Millisecond))
	require.Equal(t, 600*time.Millisecond, restAfter(200*time.Millisecond))
	require.Equal(t, lookRestMost, restAfter(time.Minute))
}
