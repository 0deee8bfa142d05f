package widgets

import (
	"image/color"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/supervise"
	"seatdeck/assets"
	"seatdeck/ui/theme"
)

// WaitLimits say when waiting is long and when it is too long.
type WaitLimits struct {
	Warn, Late time.Duration
}

// DefaultWaitLimits suit a console where a customer expects an answer in minutes.
var DefaultWaitLimits = WaitLimits{Warn: 3 * time.Minute, Late: 10 * time.Minute}

// Tone is the colour of a wait in words: none while it is not long.
func (l WaitLimits) Tone(waited time.Duration) fyne.ThemeColorName {
	switch {
	case waited >= l.Late:
		return theme.Danger
	case waited >= l.Warn:
		return theme.Warn
	}
	return ""
}

// WaitClock shows how long a customer has waited, or what is left until an SLA
// wants something done. It warms from grey over amber to red.
type WaitClock struct {
	widget.BaseWidget
	texts  *assets.Texts
	limits WaitLimits
	waited time.Duration
	sla    supervise.Clock
	counts bool // it shows sla, not waited
}

// NewWaitClock makes a clock that shows nothing yet.
func NewWaitClock(texts *assets.Texts, limits WaitLimits) *WaitClock {
	c := &WaitClock{texts: texts, limits: limits, waited: -1}
	c.ExtendBaseWidget(c)
	return c
}

// Set shows a time; a negative one means that nobody waits.
func (c *WaitClock) Set(waited time.Duration) {
	if waited < 0 {
		waited = -1
	} else {
		waited = waited.Truncate(waitStep)
	}
	if waited == c.waited && !c.counts {
		return
	}
	c.waited, c.counts, c.sla = waited, false, supervise.Clock{}
	c.Refresh()
}

// waitStep is how finely a clock in a list tells the time.
const waitStep = 5 * time.Second

// SetClock shows an SLA clock.
func (c *WaitClock) SetClock(clock supervise.Clock) {
	clock = supervise.Clock{Kind: clock.Kind, State: clock.State, Left: clock.Left.Truncate(waitStep)}
	if c.counts && c.sla == clock {
		return
	}
	c.waited, c.counts, c.sla = -1, true, clock
	c.Refresh()
}

// SetLimits changes when waiting is long.
func (c *WaitClock) SetLimits(limits WaitLimits) {
	if c.limits != limits {
		c.limits = limits
		c.Refresh()
	}
}

// Text is what the clock says.
func (c *WaitClock) Text() string {
	if c.counts {
		return SLAText(c.texts, c.sla)
	}
	return WaitText(c.texts, c.waited)
}

// slaWords name the kinds of an SLA clock.
var slaWords = [...]string{supervise.ClockFirst: "widgets.sla.first", supervise.ClockNext: "widgets.sla.next", supervise.ClockResolution: "widgets.sla.resolution"}

// SLAText says in a few signs what an SLA clock counts and what is left, or how
// long ago it ran out: "首响 2分", "回复 +5分".
func SLAText(t *assets.Texts, clock supervise.Clock) string {
	key := "widgets.sla.left"
	if clock.State == supervise.ClockOver {
		key = "widgets.sla.over"
	}
	return t.T(key, "what", t.T(slaWords[clock.Kind]), "time", shortSpan(t, clock.Left.Abs()))
}

// shortSpan says a time in its largest unit.
func shortSpan(t *assets.Texts, d time.Duration) string {
	switch {
	case d < time.Minute:
		return t.T("widgets.sla.seconds", "n", int(d.Seconds()))
	case d < time.Hour:
		return t.T("widgets.sla.minutes", "n", int(d.Minutes()))
	case d < 48*time.Hour:
		return t.T("widgets.sla.hours", "n", int(d.Hours()))
	}
	return t.T("widgets.sla.days", "n", int(d.Hours()/24))
}

// SLATone is the colour of an SLA clock.
func SLATone(state supervise.ClockState) fyne.ThemeColorName {
	switch state {
	case supervise.ClockWarn:
		return theme.Warn
	case supervise.ClockOver:
		return theme.Danger
	}
	return theme.TextSecondary
}

// WaitText says a time in its largest unit; "" for a negative one.
func WaitText(t *assets.Texts, waited time.Duration) string {
	switch {
	case waited < 0:
		return ""
	case waited < time.Minute:
		return t.T("widgets.wait.now")
	case waited < time.Hour:
		return t.T("widgets.wait.minutes", "n", int(waited.Minutes()))
	case waited < 48*time.Hour:
		return t.T("widgets.wait.hours", "n", int(waited.Hours()))
	}
	return t.T("widgets.wait.days", "n", int(waited.Hours()/24))
}

// CreateRenderer is called by the toolkit.
func (c *WaitClock) CreateRenderer() fyne.WidgetRenderer {
	text := newText(theme.TextCaption, true)
	text.Alignment = fyne.TextAlignTrailing
	return newPainter(&painter{
		objects: []fyne.CanvasObject{text},
		min:     text.MinSize,
		layout: func(size fyne.Size) {
			h := text.MinSize().Height
			place(text, 0, (size.Height-h)/2, size.Width, h)
		},
		refresh: func() {
			text.Text = c.Text()
			text.Hidden = text.Text == ""
			if c.counts {
				text.Color = colour(c, SLATone(c.sla.State))
				return
			}
			text.Color = warmth(
				colour(c, theme.TextSecondary), colour(c, theme.Warn), colour(c, theme.Danger),
				c.waited, c.limits,
			)
		},
	})
}

// warmth is the colour of a wait: calm until half of Warn, warm at Warn, hot from Late.
func warmth(calm, warm, hot color.Color, waited time.Duration, limits WaitLimits) color.Color {
	half := limits.Warn / 2
	switch {
	case waited <= half:
		return calm
	case waited < limits.Warn:
		return blend(calm, warm, float64(waited-half)/float64(limits.Warn-half))
	case waited < limits.Late:
		return blend(warm, hot, float64(waited-limits.Warn)/float64(limits.Late-limits.Warn))
	}
	return hot
}

func blend(a, b color.Color, share float64) color.Color {
	ar, ag, ab, _ := a.RGBA()
	br, bg, bb, _ := b.RGBA()
	mix := func(x, y uint32) uint8 {
		return uint8((float64(x)*(1-share) + float64(y)*share) / 257)
	}
	return color.NRGBA{R: mix(ar, br), G: mix(ag, bg), B: mix(ab, bb), A: 0xFF}
}
