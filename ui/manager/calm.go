package manager

import (
	"time"

	"github.com/jonboulle/clockwork"

	"seatdeck/ui/screen"
)

// rereadRest is how long what is shown may lag behind what changed: while a back
// end's lists are read there are many changes.
const rereadRest = 400 * time.Millisecond

// calm does something at most every so often, and once more if it was asked to
// meanwhile.
type calm struct {
	env     *screen.Env
	do      func()
	resting clockwork.Timer
	again   bool
}

func newCalm(env *screen.Env, do func()) *calm { return &calm{env: env, do: do} }

func (c *calm) changed() {
	if c.resting != nil {
		c.again = true
		return
	}
	c.do()
	c.resting = c.env.Clock.AfterFunc(rereadRest, func() {
		c.env.Dispatch(func() {
			c.resting = nil
			if c.again {
				c.again = false
				c.changed()
			}
		})
	})
}

func (c *calm) close() {
	if c.resting != nil {
		c.resting.Stop()
	}
}
