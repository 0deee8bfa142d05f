package manager

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/theme"
)

const meterHeight float32 = 6

// meter shows how much of a batch is over: what worked, then what did not.
type meter struct {
	widget.BaseWidget
	good, bad float32 // shares of the whole
}

func newMeter() *meter {
	m := &meter{}
	m.ExtendBaseWidget(m)
	return m
}

func (m *meter) set(c model.DeedCounts) {
	good, bad := float32(0), float32(0)
	if all := float32(c.All()); all > 0 {
		bad = float32(c.Refused+c.Maybe+c.Dropped) / all
		good = float32(c.Done+c.Same) / all
	}
	if good != m.good || bad != m.bad {
		m.good, m.bad = good, bad
		m.Refresh()
	}
}

// CreateRenderer is called by the toolkit.
func (m *meter) CreateRenderer() fyne.WidgetRenderer {
	r := &meterRenderer{m: m}
	for i := range r.parts {
		r.parts[i] = canvas.NewRectangle(nil)
		r.parts[i].CornerRadius = meterHeight / 2
	}
	r.Refresh()
	return r
}

type meterRenderer struct {
	m     *meter
	parts [3]*canvas.Rectangle // ground, good, bad
}

func (r *meterRenderer) Destroy()           {}
func (r *meterRenderer) MinSize() fyne.Size { return fyne.NewSize(40, meterHeight) }
func (r *meterRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.parts[0], r.parts[1], r.parts[2]}
}

func (r *meterRenderer) Layout(size fyne.Size) {
	y := (size.Height - meterHeight) / 2
	place := func(o fyne.CanvasObject, from, share float32) {
		o.Move(fyne.NewPos(from*size.Width, y))
		o.Resize(fyne.NewSize(share*size.Width, meterHeight))
	}
	place(r.parts[0], 0, 1)
	place(r.parts[1], 0, r.m.good)
	place(r.parts[2], r.m.good, r.m.bad)
}

func (r *meterRenderer) Refresh() {
	for i, name := range []fyne.ThemeColorName{theme.Divider, theme.Accent, theme.Warn} {
		r.parts[i].FillColor = theme.Current(name)
	}
	r.parts[1].Hidden, r.parts[2].Hidden = r.m.good == 0, r.m.bad == 0
	r.Layout(r.m.Size())
	canvas.Refresh(r.m)
}
