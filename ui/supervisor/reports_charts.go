package supervisor

import (
	"fmt"
	"image"
	"math"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"seatdeck/app/model"
	"seatdeck/app/supervise"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// reportDrawings are the charts below a report: messages by day, how long customers
// waited, and messages by the hour of the day. A report of one day has no days to
// compare: its waits are by the hour.
type reportDrawings struct {
	host   *host
	object *fyne.Container

	days  *widgets.Bars
	waits *widgets.Lines
	hours *widgets.Bars
	first *fyne.Container // with the chart of days
}

func newReportDrawings(h *host) *reportDrawings {
	t := h.env.T
	d := &reportDrawings{host: h, days: widgets.NewBars(t("reports.chart.none"), false), waits: widgets.NewLines(t("reports.chart.none")), hours: widgets.NewBars(t("reports.chart.none"), false)}
	box := func(key string, o fyne.CanvasObject, draw func() image.Image) *fyne.Container {
		save := screen.NewTextButton(t("chart.save"), nil, func() { savePicture(h.env, h.scope, 0, t(key), draw) })
		head := screen.Line(nil, screen.Heading(t(key)), save)
		return screen.Dock(head, nil, nil, nil, o)
	}
	d.first = box("reports.chart.days", d.days, func() image.Image { return d.days.Picture(pictureSize) })
	d.object = container.NewGridWithRows(1,
		d.first,
		box("reports.chart.waits", d.waits, func() image.Image { return d.waits.Picture(pictureSize) }),
		box("reports.chart.hours", d.hours, func() image.Image { return d.hours.Picture(pictureSize) }),
	)
	return d
}

func (d *reportDrawings) show(r supervise.ServiceReport) {
	env := d.host.env
	var days, hours []widgets.Step
	var daily []model.Tally
	for _, day := range r.Days {
		days, daily = append(days, widgets.Step{Name: day.Day.Format(reportDay), Tick: day.Day.Format("01-02")}), append(daily, day.Tally)
	}
	for h := range r.Hours {
		hours = append(hours, widgets.Step{Name: fmt.Sprintf("%02d:00 – %02d:00", h, h+1), Tick: fmt.Sprintf("%02d", h)})
	}
	one := len(r.Days) < 2
	d.days.Set(titled(env, "reports.chart.days", r, messagesOf(env, days, daily)))
	if one {
		d.waits.Set(titled(env, "reports.chart.waits", r, waitsOf(env, hours, r.Hours[:])))
	} else {
		d.waits.Set(titled(env, "reports.chart.waits", r, waitsOf(env, days, daily)))
	}
	d.hours.Set(titled(env, "reports.chart.hours", r, messagesOf(env, hours, r.Hours[:])))
	d.first.Hidden = one
	d.object.Refresh()
}

// titled gives a plot the heading of its picture.
func titled(env *screen.Env, key string, r supervise.ServiceReport, p widgets.Plot) widgets.Plot {
	first, last := r.Wish.First.In(env.Zone).Format(reportDay), r.Wish.Last.In(env.Zone).Format(reportDay)
	p.Title = env.T(key) + " · " + first
	if last != first {
		p.Title += " – " + last
	}
	return p
}

// messagesOf is how many messages came and went.
func messagesOf(env *screen.Env, steps []widgets.Step, tallies []model.Tally) widgets.Plot {
	in, out := make([]float64, len(tallies)), make([]float64, len(tallies))
	for i, t := range tallies {
		in[i], out[i] = float64(t.Received), float64(t.Sent)
	}
	return widgets.Plot{Steps: steps, Series: []widgets.Series{
		{Name: env.T("reports.column.received"), Colour: theme.Offline, Values: in},
		{Name: env.T("reports.column.sent"), Colour: theme.Accent, Values: out},
	}}
}

// waitsOf is how long customers waited: for the first answer, and for any.
func waitsOf(env *screen.Env, steps []widgets.Step, tallies []model.Tally) widgets.Plot {
	first, all := make([]float64, len(tallies)), make([]float64, len(tallies))
	known := func(d time.Duration, ok bool) float64 {
		if !ok {
			return math.NaN()
		}
		return d.Seconds()
	}
	for i, t := range tallies {
		first[i], all[i] = known(t.MeanFirst()), known(t.MeanWait())
	}
	return widgets.Plot{
		Steps: steps, Times: true, Format: func(v float64) string { return widgets.SpanText(env.Texts, time.Duration(v*float64(time.Second))) },
		Series: []widgets.Series{
			{Name: env.T("reports.column.mean_first"), Colour: theme.Accent, Values: first},
			{Name: env.T("reports.column.mean_wait"), Colour: theme.Warn, Values: all},
		},
	}
}
