package supervisor

import (
	"time"

	"fyne.io/fyne/v2"
	"github.com/jonboulle/clockwork"

	"seatdeck/ui/screen"
)

// inSight tells whether an object is in the window. The place of the supervisor is
// kept while another one is shown, and is not to work then.
func inSight(env *screen.Env, o fyne.CanvasObject) bool {
	return holds(env.Window.Canvas().Content(), o)
}

// holds looks for an object in what is in sight, as far as containers go.
func holds(in, o fyne.CanvasObject) bool {
	if in == nil || !in.Visible() {
		return false
	}
	if in == o {
		return true
	}
	c, ok := in.(*fyne.Container)
	if !ok {
		return false
	}
	for _, child := range c.Objects {
		if holds(child, o) {
			return true
		}
	}
	return false
}

// boardTick is how often texts that tick are drawn anew, and how often at most the
// board is read while changes come.
const boardTick = time.Second

// ticker calls tick on the UI goroutine once a second as long as an object is in
// the window. It is started whenever the object comes into sight.
type ticker struct {
	env   *screen.Env
	of    fyne.CanvasObject
	tick  func()
	timer clockwork.Timer // nil: none runs
	ended bool
}

func newTicker(env *screen.Env, of fyne.CanvasObject, tick func()) *ticker {
	return &ticker{env: env, of: of, tick: tick}
}

// start has tick called from now on.
func (t *ticker) start() {
	if t.timer != nil || t.ended {
		return
	}
	t.timer = t.env.Clock.AfterFunc(boardTick, func() {
		t.env.Dispatch(func() {
			if t.timer = nil; !t.ended && inSight(t.env, t.of) {
				t.tick()
				t.start()
			}
		})
	})
}

// close ends it for good.
func (t *ticker) close() {
	t.ended = true
	if t.timer != nil {
		t.timer.Stop()
	}
}
