package supervise

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestACompanyWithoutSeatsIsAskedLessAndLess(t *testing.T) {
	o := &Oversight{}
	q := &inquiry{every: statisticsEvery, ask: func(context.Context) error { return errNoSeats }}
	var rests []time.Duration
	for range 9 {
		rests = append(rests, o.try(t.Context(), q))
	}
	const s = time.Second
	require.Equal(t, []time.Duration{10 * s, 20 * s, 40 * s, 80 * s, 160 * s, 320 * s, logEvery, logEvery, logEvery}, rests)
	q.ask = func(context.Context) error { return nil }
	require.Equal(t, statisticsEvery, o.try(t.Context(), q))
	q.ask = func(context.Context) error { return errNoSeats }
	require.Equal(t, seatsWithin, o.try(t.Context(), q))
}
