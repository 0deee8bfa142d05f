package supervisor

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app"
	"seatdeck/app/model"
	"seatdeck/app/supervise"
	"seatdeck/ui/screen"
	"seatdeck/ui/widgets"
)

// reportFiles are the kinds of file that a report is written to.
var reportFiles = []string{".xlsx", ".csv"}

var reportByKeys = []string{supervise.BySeat: "seat", supervise.ByTeam: "team", supervise.ByConnection: "connection", supervise.ByDay: "day"}

// reportsBar says what is to be reported.
type reportsBar struct {
	page        *reportsPage
	object      *fyne.Container
	days, by    *screen.Select
	connection  *screen.Select
	team        *screen.Select
	from, to    *screen.Entry
	custom      *fyne.Container
	said, wrong *widget.Label
	again       *screen.Button
	export      *screen.Button

	connections []model.ConnectionID // by line, after the first
	teams       []string
}

// reportChoices are what the bar offers.
type reportChoices struct {
	connections []app.ConnectionView
	teams       []model.Team
}

func newReportsBar(p *reportsPage) *reportsBar {
	t := p.host.env.T
	b := &reportsBar{page: p}
	named := func(prefix string, keys []string) (names []string) {
		for _, key := range keys {
			names = append(names, t(prefix+key))
		}
		return names
	}
	b.days = screen.NewSelect(named("reports.days.", dayKeys), nil)
	b.days.SetSelectedIndex(daysToday)
	b.by = screen.NewSelect(named("reports.by.", reportByKeys), nil)
	b.by.SetSelectedIndex(int(supervise.BySeat))
	b.connection = screen.NewSelect([]string{t("reports.connection.any")}, nil)
	b.connection.SetSelectedIndex(0)
	b.team = screen.NewSelect([]string{t("reports.team.any")}, nil)
	b.team.SetSelectedIndex(0)
	b.from, b.to = screen.NewEntry(), screen.NewEntry()
	for _, e := range []*screen.Entry{b.from, b.to} {
		e.SetPlaceHolder(reportDay)
		e.OnSubmitted = func(string) { p.read() }
		e.OnFocus = func(focused bool) {
			if !focused {
				b.typed()
			}
		}
	}
	b.wrong = screen.Note("")
	b.wrong.Wrapping, b.wrong.Importance = fyne.TextWrapOff, widget.DangerImportance
	b.custom = screen.Row(1, screen.Width(b.from, 28*screen.Unit), widget.NewLabel("–"), screen.Width(b.to, 28*screen.Unit), b.wrong)
	b.custom.Hide()
	b.said = screen.Note("")
	b.said.Wrapping, b.said.Truncation = fyne.TextWrapOff, fyne.TextTruncateEllipsis
	b.again = screen.NewButton(t("reports.again"), nil, p.read)
	b.export = screen.NewButton(t("reports.export"), nil, b.save)
	b.export.Disable()
	columns := screen.NewTextButton(t("manager.columns.open"), nil, p.columns.Choose)
	choices := screen.Row(1,
		screen.MinSize(screen.Boxed(b.days), 24*screen.Unit, 0), screen.MinSize(screen.Boxed(b.by), 24*screen.Unit, 0),
		screen.Width(screen.Boxed(b.connection), 36*screen.Unit), screen.Width(screen.Boxed(b.team), 32*screen.Unit))
	b.object = screen.Column(0,
		screen.Line(choices, screen.Row(0), screen.Row(1, columns, b.again, b.export)),
		screen.Line(b.custom, b.said, nil))
	b.days.OnChanged = func(string) { b.spanned() }
	for _, s := range []*screen.Select{b.by, b.connection, b.team} {
		s.OnChanged = func(string) { p.read() }
	}
	return b
}

// spanned takes another span of days: custom ones begin as the ones before.
func (b *reportsBar) spanned() {
	custom := b.days.SelectedIndex() == daysCustom
	if custom && b.from.Text == "" {
		w := b.page.report.Wish
		if w.First.IsZero() {
			w.First, w.Last = reportDays(daysToday, b.page.host.env.Clock.Now().In(b.page.host.env.Zone))
		}
		b.from.SetText(w.First.Format(reportDay))
		b.to.SetText(w.Last.Format(reportDay))
	}
	b.custom.Hidden = !custom
	b.object.Refresh()
	b.page.root.Refresh()
	if custom {
		b.page.host.env.Window.Canvas().Focus(b.from)
	}
	b.page.read()
}

// typed reads what was typed into the custom days, where that is another report.
func (b *reportsBar) typed() {
	wish, ok := b.wish()
	if now := b.page.report.Wish; ok && (!wish.First.Equal(now.First) || !wish.Last.Equal(now.Last)) {
		b.page.read()
	}
}

// wish is what is to be reported; false: the days typed are none, and it is said
// why.
func (b *reportsBar) wish() (w supervise.ReportWish, ok bool) {
	env := b.page.host.env
	now := env.Clock.Now().In(env.Zone)
	b.wrong.SetText("")
	span := b.days.SelectedIndex()
	w.First, w.Last = reportDays(span, now)
	if span == daysCustom {
		read := func(entry *screen.Entry, day *time.Time) bool {
			if *day, ok = readDay(strings.TrimSpace(entry.Text), now); !ok {
				b.wrong.SetText(env.T("reports.bad.day", "text", widgets.OneLine(entry.Text, 20)))
			}
			return ok
		}
		if !read(b.from, &w.First) || !read(b.to, &w.Last) {
			return w, false
		}
		if w.Last.Before(w.First) {
			b.wrong.SetText(env.T("reports.bad.order"))
			return w, false
		}
	}
	w.By = supervise.ReportBy(max(b.by.SelectedIndex(), 0))
	if i := b.connection.SelectedIndex(); i > 0 && i <= len(b.connections) {
		w.Connections = []model.ConnectionID{b.connections[i-1]}
	}
	if i := b.team.SelectedIndex(); i > 0 && i <= len(b.teams) {
		w.Teams = []string{b.teams[i-1]}
	}
	return w, true
}

// read asks which connections and teams there are.
func (b *reportsBar) read() {
	console := b.page.host.env.Console
	screen.Keep(b.page.host.scope, "reports/choices", func(ctx context.Context) (c reportChoices, err error) {
		if c.connections, err = console.Connections.List(ctx); err != nil {
			return c, err
		}
		c.teams, err = console.Supervisor.Teams(ctx)
		return c, err
	}, func(c reportChoices, err error) {
		if err == nil {
			b.offer(c)
		}
	})
}

// offer offers connections and teams; what is chosen stays chosen while it exists.
func (b *reportsBar) offer(c reportChoices) {
	t := b.page.host.env.T
	before, _ := b.wish()
	names := []string{t("reports.connection.any")}
	b.connections = nil
	for _, v := range c.connections {
		names, b.connections = append(names, widgets.OneLine(v.Connection.Name, 30)), append(b.connections, v.Connection.ID)
	}
	at := 0
	if len(before.Connections) > 0 {
		at = slices.Index(b.connections, before.Connections[0]) + 1
	}
	refill(b.connection, names, at)
	names, b.teams, at = []string{t("reports.team.any")}, nil, 0
	for _, team := range c.teams {
		if slices.Contains(b.teams, team.ID) {
			continue // of another connection: the filter goes by number
		}
		names, b.teams = append(names, widgets.OneLine(teamName(team), 30)), append(b.teams, team.ID)
	}
	if len(before.Teams) > 0 {
		at = slices.Index(b.teams, before.Teams[0]) + 1
	}
	refill(b.team, names, at)
}

// refill gives a drop-down other lines, told apart, without telling of it.
func refill(s *screen.Select, names []string, at int) {
	told := s.OnChanged
	s.OnChanged = nil
	s.SetOptions(apart(names))
	s.SetSelectedIndex(at)
	s.OnChanged = told
}

// busy shows that a report is being made.
func (b *reportsBar) busy(on bool) {
	if on {
		b.again.Disable()
		return
	}
	b.again.Enable()
	if b.page.known && len(b.page.report.Rows) > 0 {
		b.export.Enable()
	} else {
		b.export.Disable()
	}
}

// tell says what the report in sight is of.
func (b *reportsBar) tell() {
	p := b.page
	env, w := p.host.env, p.report.Wish
	if !p.known {
		return
	}
	days := w.First.In(env.Zone).Format(reportDay)
	if last := w.Last.In(env.Zone).Format(reportDay); last != days {
		days = env.T("reports.days.from", "first", days, "last", last)
	}
	text := env.T("reports.said", "days", days, "n", p.report.Total.Seats, "at", p.report.Made.In(env.Zone).Format("15:04:05"))
	if p.stale {
		text += env.T("reports.stale")
	}
	b.said.SetText(text)
}

// save asks where the report goes and writes it.
func (b *reportsBar) save() {
	p := b.page
	env, report := p.host.env, p.report
	report.Rows = slices.Clone(p.rows) // as they are in sight
	name := env.T("reports.file", "first", report.Wish.First.In(env.Zone).Format(reportDay), "last", report.Wish.Last.In(env.Zone).Format(reportDay))
	env.AskFile(screen.FileQuestion{
		Title: env.T("reports.export.title"), Confirm: env.T("reports.export.yes"), Extensions: reportFiles, Save: true, Name: name + reportFiles[0],
	}, func(path string) {
		words := func(key string) string { return fileHeading(env, key) }
		p.host.scope.Act("reports/save", func(ctx context.Context) error {
			return env.Console.Reports.Save(ctx, report, formatOf(path), path, words)
		}, func(err error) {
			if err != nil {
				env.Fail(err)
				return
			}
			env.Nav.Toast(env.T("reports.export.done", "file", widgets.OneLine(filepath.Base(path), 60)))
		})
	})
}

// formatOf names the format of a file by its ending, which the question for its name
// saw to.
func formatOf(path string) string {
	return strings.TrimPrefix(strings.ToLower(filepath.Ext(path)), ".")
}

// fileHeading is the heading of a column in a file, where times are in seconds.
func fileHeading(env *screen.Env, key string) string {
	name := env.T("reports.column." + key)
	if reportTimes[key] != nil {
		return env.T("reports.column.seconds", "name", name)
	}
	return name
}
