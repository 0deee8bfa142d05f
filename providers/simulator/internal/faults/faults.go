// Package faults holds what a simulator is told to get wrong.
package faults

import (
	"math/rand/v2"
	"sync"
)

// Store holds the plan in force, a struct of probabilities (0–1) and of counts that
// run down as they are used. Its methods may be called at any time.
type Store[P any] struct {
	changed func(P)

	mu   sync.Mutex
	rand *rand.Rand
	plan P
}

// New makes a store with the zero plan: nothing goes wrong. changed is told of each
// plan that is put in force; nil: nobody is.
func New[P any](rand *rand.Rand, changed func(P)) *Store[P] {
	return &Store[P]{rand: rand, changed: changed}
}

// Set puts a plan in force.
func (s *Store[P]) Set(plan P) {
	s.mu.Lock()
	s.plan = plan
	s.mu.Unlock()
	if s.changed != nil {
		s.changed(plan)
	}
}

// Plan is the plan in force, counts run down so far.
func (s *Store[P]) Plan() P {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.plan
}

// Use takes one off a count of the plan, and says whether one was left.
func (s *Store[P]) Use(count func(*P) *int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return Take(count(&s.plan))
}

// Decide has a fate decided: decide may throw the dice and take off counts.
func Decide[P, Fate any](s *Store[P], decide func(plan *P, dice *rand.Rand) Fate) Fate {
	s.mu.Lock()
	defer s.mu.Unlock()
	return decide(&s.plan, s.rand)
}

// Take takes one off a count, and says whether one was left.
func Take(n *int) bool {
	if *n <= 0 {
		return false
	}
	*n--
	return true
}

// Chance is true with the probability p. For 0 no dice are thrown, so a plan that
// leaves something out changes nothing else.
func Chance(dice *rand.Rand, p float64) bool { return p > 0 && dice.Float64() < p }
