package wire

import "sync"

// OneAtATime lets many goroutines share a source of chance that is made for one;
// of nil it makes one that is always 0.
func OneAtATime(source func() float64) func() float64 {
	var mu sync.Mutex
	return func() float64 {
		if source == nil {
			return 0
		}
		mu.Lock()
		defer mu.Unlock()
		return source()
	}
}
