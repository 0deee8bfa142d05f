package supervisor

import (
	"context"
	"image"
	"image/png"
	"io"
	"math"
	"path/filepath"
	"strings"
	"time"
	"unicode"

	"fyne.io/fyne/v2"

	"seatdeck/app/files"
	"seatdeck/app/model"
	"seatdeck/app/supervise"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

const (
	stripHeight = 22 * screen.Unit
	chartHeight = 44 * screen.Unit
)

// pictureSize is the size in which charts are saved; pictures have twice as many
// pixels.
var pictureSize = fyne.NewSize(960, 320)

// seatCharts are the strip of states and the charts of a seat's page.
type seatCharts struct {
	page   *seatPage
	object *fyne.Container

	reaches  []*screen.TextButton
	strip    *widgets.Strip
	answers  *widgets.Lines
	messages *widgets.Bars
}

func newSeatCharts(p *seatPage) *seatCharts {
	env := p.host.env
	t := env.T
	c := &seatCharts{page: p}
	c.strip = widgets.NewStrip(env.Texts, env.Zone, t("seatpage.strip.none"))
	c.answers = widgets.NewLines(t("seatpage.answers.none"))
	c.messages = widgets.NewBars(t("seatpage.messages.none"), false)
	choose := screen.Row(0)
	for r := range reachCount {
		b := screen.NewTextButton(t([reachCount]string{"seatpage.day", "seatpage.week", "seatpage.month"}[r]), nil, func() { p.look(r) })
		c.reaches = append(c.reaches, b)
		choose.Add(b)
	}
	save := func(key string, draw func(title string) image.Image) *screen.TextButton {
		return screen.NewTextButton(t("chart.save"), nil, func() {
			title := t(key) + " · " + widgets.OneLine(p.head.row.Seat.DisplayName(), 40)
			savePicture(p.host.env, p.scope, p.id, title, func() image.Image { return draw(title) })
		})
	}
	c.object = screen.Column(
		2,
		section(t("seatpage.strip"), screen.Row(1, choose, save("seatpage.strip", func(title string) image.Image { return c.strip.Picture(title, pictureSize) })),
			screen.MinSize(c.strip, 0, stripHeight)),
		section(t("seatpage.answers"), save("seatpage.answers", func(string) image.Image { return c.answers.Picture(pictureSize) }),
			screen.MinSize(c.answers, 0, chartHeight)),
		section(t("seatpage.messages"), save("seatpage.messages", func(string) image.Image { return c.messages.Picture(pictureSize) }),
			screen.MinSize(c.messages, 0, chartHeight)),
	)
	c.mark()
	return c
}

// section puts a heading, what stands at its end (may be nil) and a body together.
func section(title string, right, body fyne.CanvasObject) *fyne.Container {
	if right == nil {
		right = screen.Row(0)
	}
	return screen.Column(0, screen.Line(nil, screen.Heading(title), right), body)
}

// mark shows which reach is chosen.
func (c *seatCharts) mark() {
	for r, b := range c.reaches {
		b.SetOn(reach(r) == c.page.reach)
	}
}

func (c *seatCharts) show(r seatRead) {
	back, name := c.page.reach, widgets.OneLine(r.row.Seat.DisplayName(), 40)
	t := c.page.host.env.T
	c.strip.Set(r.now.AddDate(0, 0, -back.days()), r.now, r.spans)
	answers, messages := answersPlot(c.page.host.env, back, r), messagesPlot(c.page.host.env, back, r)
	answers.Title, messages.Title = t("seatpage.answers")+" · "+name, t("seatpage.messages")+" · "+name
	c.answers.Set(answers)
	c.messages.Set(messages)
}

// seatHours are the tallies of all hours of a reach, those without anything too.
func seatHours(back reach, r seatRead, zone *time.Location) ([]widgets.Step, []model.Tally) {
	known := make(map[int64]model.Tally, len(r.hours))
	for _, h := range r.hours {
		known[h.Hour.Unix()] = h.Tally
	}
	var steps []widgets.Step
	var tallies []model.Tally
	last := r.now.Truncate(time.Hour)
	for at := last.Add(-time.Duration(24*back.days()-1) * time.Hour); !at.After(last); at = at.Add(time.Hour) {
		here := at.In(zone)
		tick := here.Format("15:04")
		if back != reachDay {
			if tick = here.Format("01-02"); here.Hour() != 0 {
				tick = ""
			}
		}
		steps = append(steps, widgets.Step{Name: here.Format("01-02 15:04") + " – " + here.Add(time.Hour).Format("15:04"), Tick: tick})
		tallies = append(tallies, known[at.Unix()])
	}
	return steps, tallies
}

// seatDays are the tallies of all days of a reach.
func seatDays(r seatRead) ([]widgets.Step, []model.Tally) {
	steps, tallies := make([]widgets.Step, len(r.days)), make([]model.Tally, len(r.days))
	for i, d := range r.days {
		steps[i], tallies[i] = dayStep(d), d.Tally
	}
	return steps, tallies
}

func dayStep(d supervise.DayTally) widgets.Step {
	return widgets.Step{Name: d.Day.Format(time.DateOnly), Tick: d.Day.Format("01-02")}
}

// answersPlot is how long customers waited for answers: the mean, and what nine of
// ten did not exceed. By the hour of a day, else by the day.
func answersPlot(env *screen.Env, back reach, r seatRead) widgets.Plot {
	steps, tallies := seatDays(r)
	if back == reachDay {
		steps, tallies = seatHours(back, r, env.Zone)
	}
	mean, most := make([]float64, len(tallies)), make([]float64, len(tallies))
	for i, tally := range tallies {
		mean[i], most[i] = math.NaN(), math.NaN()
		if d, ok := tally.MeanWait(); ok {
			mean[i] = d.Seconds()
		}
		if d, ok := waitShare(tally, 0.9); ok {
			most[i] = d.Seconds()
		}
	}
	return widgets.Plot{
		Steps: steps, Times: true, Format: func(v float64) string { return widgets.SpanText(env.Texts, time.Duration(v*float64(time.Second))) },
		Series: []widgets.Series{
			{Name: env.T("seatpage.mean"), Colour: theme.Accent, Values: mean},
			{Name: env.T("seatpage.most"), Colour: theme.Warn, Values: most},
		},
	}
}

// messagesPlot is how many messages came and went, by the hour, or the day of a
// month.
func messagesPlot(env *screen.Env, back reach, r seatRead) widgets.Plot {
	steps, tallies := seatHours(back, r, env.Zone)
	if back == reachMonth {
		steps, tallies = seatDays(r)
	}
	in, out := make([]float64, len(tallies)), make([]float64, len(tallies))
	for i, tally := range tallies {
		in[i], out[i] = float64(tally.Received), float64(tally.Sent)
	}
	return widgets.Plot{Steps: steps, Series: []widgets.Series{
		{Name: env.T("seatpage.received"), Colour: theme.Offline, Values: in},
		{Name: env.T("seatpage.sent"), Colour: theme.Accent, Values: out},
	}}
}

// waitShare is the wait that so large a share of the answered waits did not exceed,
// as far as the lengths that are told apart say; ok is false where none was.
func waitShare(t model.Tally, share float64) (wait time.Duration, ok bool) {
	var all int
	for _, n := range t.Spread {
		all += n
	}
	if all == 0 {
		return 0, false
	}
	want, before := share*float64(all), 0
	for i, n := range t.Spread {
		if n == 0 || float64(before+n) < want {
			before += n
			continue
		}
		from, to := time.Duration(0), t.Longest
		if i > 0 {
			from = model.SpreadEnds[i-1]
		}
		if i < len(model.SpreadEnds) && (to == 0 || model.SpreadEnds[i] < to) {
			to = model.SpreadEnds[i]
		}
		to = max(to, from)
		return from + time.Duration(float64(to-from)*(want-float64(before))/float64(n)), true
	}
	return t.Longest, true
}

// savePicture asks where to, and writes a picture there as a PNG.
func savePicture(env *screen.Env, scope *screen.Scope, seat model.SeatID, title string, draw func() image.Image) {
	env.AskFile(screen.FileQuestion{
		Title: env.T("chart.save"), Confirm: env.T("chart.save"), Save: true, Extensions: []string{".png"}, Name: fileName(title) + ".png",
	}, func(path string) {
		picture := draw()
		name := filepath.Base(path)
		scope.Act("picture", func(ctx context.Context) error {
			if err := files.Write(path, func(w io.Writer) error { return png.Encode(w, picture) }); err != nil {
				return err
			}
			return env.Console.Audits.Note(ctx, model.AuditEntry{What: model.AuditExport, Seat: seat, About: title, Detail: name})
		}, func(err error) {
			if err != nil {
				env.Fail(err)
				return
			}
			env.Nav.Toast(env.T("chart.saved", "file", widgets.OneLine(name, 60)))
		})
	})
}

// fileName is a name that no file system objects to.
func fileName(title string) string {
	return strings.Trim(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return '-'
	}, title), "-")
}
