package composer

import (
	"time"

	"github.com/jonboulle/clockwork"
)

// draftPause is how long nothing is typed before the draft is told.
const draftPause = 600 * time.Millisecond

// drafts waits for a pause in typing. Open flushes it before it changes the target,
// so that a draft is never told of another conversation.
type drafts struct {
	timer  clockwork.Timer
	serial int
}

// later tells the draft after a pause.
func (d *drafts) later(c *Composer) {
	d.stop()
	if c.target.Conversation == 0 || c.closed {
		return
	}
	serial := d.serial
	d.timer = c.o.Clock.AfterFunc(draftPause, func() {
		c.o.Dispatch(func() {
			if d.timer != nil && d.serial == serial {
				d.now(c)
			}
		})
	})
}

// flush tells the draft at once if one waits.
func (d *drafts) flush(c *Composer) {
	if d.timer != nil {
		d.now(c)
	}
}

// now tells the text as it is.
func (d *drafts) now(c *Composer) {
	d.stop()
	if c.closed || c.target.Conversation == 0 || c.o.OnDraft == nil {
		return
	}
	c.o.OnDraft(c.target.Conversation, c.entry.Text)
}

func (d *drafts) stop() {
	d.serial++
	if d.timer != nil {
		d.timer.Stop()
		d.timer = nil
	}
}
