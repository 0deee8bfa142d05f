package widgets

import (
	"image/color"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"seatdeck/assets"
	"seatdeck/ui/theme"
)

// WaitLimits say when waiting is long and when it is too long.
type WaitLimits struct {
	Warn, Late time.Duration
}

// DefaultWaitLimits suit a console where a customer expects an answer in minutes.
var DefaultWaitLimits = WaitLimits{Warn: 3 * time.Minute, Late: 10 * time.Minute}

// WaitClock shows how long a customer has waited. It warms from grey over amber
// to red.
type WaitClock struct {
	widget.BaseWidget
	texts  *assets.Texts
	limits WaitLimits
	waited time.Duration
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
		waited = waited.Truncate(5 * time.Second)
	}
	if waited == c.waited {
		return
	}
	c.waited = waited
	c.Refresh()
}

// Text is what the clock says.
func (c *WaitClock) Text() string { return WaitText(c.texts, c.waited) }

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
