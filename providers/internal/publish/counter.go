package publish

import (
	"io"
	"sync"
)

// counter tells how much was read from a file. The transport reads it on a
// goroutine of its own, which may outlive the call by a moment.
type counter struct {
	io.ReadCloser

	mu   sync.Mutex
	told func(done int64) // nil: nobody listens, or no longer
	done int64
}

// Read reads on, and tells.
func (c *counter) Read(p []byte) (int, error) {
	n, err := c.ReadCloser.Read(p)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.done += int64(n)
	if c.told != nil && n > 0 {
		c.told(c.done)
	}
	return n, err
}

// end is the last moment at which anything is told.
func (c *counter) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.told = nil
}
