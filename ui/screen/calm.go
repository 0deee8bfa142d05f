package screen

import (
	"time"

	"github.com/jonboulle/clockwork"
)

// Calm does something at most every so often, and once more if it was asked to
// meanwhile. It is used on the UI goroutine.
type Calm struct {
	env     *Env
	rest    time.Duration
	do      func()
	resting clockwork.Timer
	again   bool
}

// NewCalm makes one that rests for so long after each time.
func NewCalm(env *Env, rest time.Duration, do func()) *Calm {
	return &Calm{env: env, rest: rest, do: do}
}

// Changed asks for it.
func (c *Calm) Changed() {
	if c.resting != nil {
		c.again = true
		return
	}
	c.do()
	c.resting = c.env.Clock.AfterFunc(c.rest, func() {
		c.env.Dispatch(func() {
			c.resting = nil
			if c.again {
				c.again = false
				c.Changed()
			}
		})
	})
}

// Close stops what would be done later.
func (c *Calm) Close() {
	if c.resting != nil {
		c.resting.Stop()
	}
}
