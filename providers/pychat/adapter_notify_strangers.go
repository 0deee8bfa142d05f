package pychat

import (
	"sync"
	"time"

	"github.com/jonboulle/clockwork"
)

const (
	strangerMost   = 20          // wrong paths of one host in a window
	strangerWindow = time.Minute //
	strangersMost  = 1000        // hosts that are told apart
)

// strangers counts, per host, how often somebody asked for a path that is none of
// ours. Whoever knows the path is never counted.
type strangers struct {
	clock clockwork.Clock

	mu    sync.Mutex
	since time.Time // when the window began
	seen  map[string]int
}

func newStrangers(clock clockwork.Clock) *strangers {
	return &strangers{clock: clock, seen: map[string]int{}}
}

// count counts one more of a host in this window, and gives the sum.
func (s *strangers) count(host string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now := s.clock.Now(); now.Sub(s.since) >= strangerWindow {
		clear(s.seen)
		s.since = now
	}
	if _, known := s.seen[host]; !known && len(s.seen) >= strangersMost {
		host = "" // the rest are counted together
	}
	s.seen[host]++
	return s.seen[host]
}
