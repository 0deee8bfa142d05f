package seat

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"github.com/jonboulle/clockwork"

	"seatdeck/app/model"
	"seatdeck/app/supervise"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// beat is how often the clock in the header is drawn anew while it runs.
const beat = time.Second

// countedMost is the time from which nobody counts seconds.
const countedMost = 10 * time.Hour

// service says in the header how the visit of a conversation stands: what the SLA
// has left, who answers, and that it is done.
type service struct {
	env    *screen.Env
	sla    *supervise.SLA
	object *fyne.Container
	clock  *screen.TextButton // of an SLA; it can't be pressed
	taken  *screen.TextButton // takes over, or says who did
	done   *screen.TextButton

	shown model.Conversation
	beat  clockwork.Timer // until the clock is drawn anew; nil: none runs
}

func newService(env *screen.Env, sla *supervise.SLA, take, resolve func()) *service {
	v := &service{env: env, sla: sla}
	v.clock = screen.NewTextButton("", nil, nil)
	v.taken = screen.NewTextButton("", nil, take)
	v.done = screen.NewTextButton(env.T("seat.resolve"), nil, resolve)
	v.done.Set(env.T("seat.resolve"), theme.AccentText)
	v.object = screen.Row(0.5, v.clock, v.taken, v.done)
	v.show(model.Conversation{})
	return v
}

// show shows how a conversation stands.
func (v *service) show(c model.Conversation) {
	v.shown = c
	open := c.ID != 0 && !c.Group && !(c.VisitFrom.IsZero() && c.WaitingFrom.IsZero())
	switch {
	case !open:
	case c.TakenBy != "":
		v.taken.Set(v.env.T("seat.taken", "name", widgets.OneLine(c.TakenBy, 12)), theme.TextSecondary)
	default:
		v.taken.Set(v.env.T("seat.take"), theme.AccentText)
	}
	v.taken.Hidden, v.done.Hidden = !open, !open
	v.tick()
	v.object.Refresh()
}

// tick shows the clock as of now, and again in a moment while it runs.
func (v *service) tick() {
	v.stop()
	clock, runs := v.sla.Clock(v.shown, v.env.Clock.Now())
	if runs = runs && v.shown.ID != 0; !runs {
		v.clock.Hide()
		return
	}
	v.clock.Set(v.words(clock), widgets.SLATone(clock.State))
	v.clock.Show()
	v.beat = v.env.Clock.AfterFunc(beat, func() {
		v.env.Dispatch(func() {
			if v.beat != nil {
				v.tick()
			}
		})
	})
}

// words says what a clock counts and what is left of it: "首次响应 剩 1:20".
func (v *service) words(clock supervise.Clock) string {
	key := "seat.sla.next"
	switch clock.Kind {
	case supervise.ClockFirst:
		key = "seat.sla.first"
	case supervise.ClockResolution:
		key = "seat.sla.resolution"
	}
	what, left := v.env.T(key), clock.Left.Abs()
	text := widgets.CountdownText(left)
	if left >= countedMost {
		text = widgets.SpanText(v.env.Texts, left)
	}
	if clock.State == supervise.ClockOver {
		return v.env.T("seat.sla.over", "what", what, "time", text)
	}
	return v.env.T("seat.sla.left", "what", what, "time", text)
}

func (v *service) stop() {
	if v.beat != nil {
		v.beat.Stop()
		v.beat = nil
	}
}

// readSLA reads by what the clocks go.
func (s *Screen) readSLA() {
	screen.Keep(s.scope, "sla", s.env.Console.SLAs.Get, func(sla supervise.SLA, err error) {
		if err != nil {
			s.env.Fail(err)
			return
		}
		s.sla = sla
		s.Tick()
		s.header.service.tick()
		s.header.line.Refresh()
	})
}

// TakeOver notes that this person answers in the open conversation from now on.
func (s *Screen) TakeOver() {
	id := s.open.ID
	if id == 0 || s.open.Group {
		return
	}
	screen.Do(s.scope, "service", func(ctx context.Context) (model.Conversation, error) {
		return s.env.Console.Supervisor.TakeOver(ctx, id)
	}, func(_ model.Conversation, err error) { s.served(id, err, s.env.T("seat.take.done")) })
}

// Resolve says that what the customer of the open conversation wanted is done.
func (s *Screen) Resolve() {
	c := s.open
	if c.ID == 0 || c.Group {
		return
	}
	if c.VisitFrom.IsZero() && c.WaitingFrom.IsZero() {
		s.env.Nav.Toast(s.env.T("seat.resolve.none"))
		return
	}
	s.scope.Act("service", func(ctx context.Context) error {
		return s.env.Console.Supervisor.Resolve(ctx, c.ID)
	}, func(err error) { s.served(c.ID, err, s.env.T("seat.resolve.done")) })
}

// served says how it went and shows the conversation as it is now.
func (s *Screen) served(id model.ConversationID, err error, done string) {
	if err != nil {
		s.env.Fail(err)
		return
	}
	s.env.Nav.Toast(done)
	if s.open.ID == id {
		s.reread()
	}
}
