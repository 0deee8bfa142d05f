package faults

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

type plan struct {
	Lose   float64
	Broken int
}

func TestCountsRunDown(t *testing.T) {
	var told []plan
	s := New(rand.New(rand.NewPCG(1, 2)), func(p plan) { told = append(told, p) })
	broken := func(p *plan) *int { return &p.Broken }
	require.False(t, s.Use(broken), "the zero plan breaks nothing")
	s.Set(plan{Broken: 2})
	require.True(t, s.Use(broken))
	require.Equal(t, plan{Broken: 1}, s.Plan())
	require.True(t, Decide(s, func(p *plan, _ *rand.Rand) bool { return Take(&p.Broken) }))
	require.False(t, s.Use(broken))
	require.Zero(t, s.Plan().Broken, "never below nothing")
	s.Set(plan{Broken: -1})
	require.False(t, s.Use(broken))
	require.Equal(t, []plan{{Broken: 2}, {Broken: -1}}, told)
}

func TestChances(t *testing.T) {
	dice, other := rand.New(rand.NewPCG(1, 2)), rand.New(rand.NewPCG(1, 2))
	for range 100 {
		require.False(t, Chance(dice, 0))
		require.False(t, Chance(dice, -1))
	}
	require.Equal(t, other.Float64(), dice.Float64(), "no dice were thrown")
	came := 0
	for range 1000 {
		require.True(t, Chance(dice, 1))
		if Chance(dice, 0.25) {
			came++
		}
	}
	require.InDelta(t, 250, came, 60)
}
