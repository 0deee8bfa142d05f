package supervisor

import (
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app"
	"seatdeck/app/model"
	"seatdeck/app/supervise"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// seatParts are the lists of a seat's page: who waits, contacts that were asked
// today, the totals and statistics of the back end, and the log of logins.
type seatParts struct {
	page   *seatPage
	object *fyne.Container
	look   waitingLook

	waiting, adds, panel, official, log *fyne.Container // sections
	rows                                *fyne.Container
	nobody                              *widget.Label
	shown                               []*waitingRow
	asked                               *widget.Label
	totals, days, lines                 *widgets.Grid
	totalsNote, logNote                 *widget.Label
}

func newSeatParts(p *seatPage) *seatParts {
	t := p.host.env.T
	s := &seatParts{page: p, look: waitingLook{host: p.host, faces: p.faces, limits: widgets.DefaultWaitLimits}}
	s.rows, s.nobody = screen.Column(0), screen.Note(t("board.waits.none"))
	s.asked, s.totalsNote, s.logNote = screen.Wrapped(""), screen.Note(""), screen.Note(t("seatpage.log.none"))
	s.totals = widgets.NewGrid(true, false, true, true)
	s.days = widgets.NewGrid(true, false, true, true, true, true, true, true, true)
	s.lines = widgets.NewGrid(false)
	s.waiting = section(t("seatpage.waiting"), nil, screen.Column(0, s.nobody, s.rows))
	s.adds = section(t("seatpage.adds"), nil, s.asked)
	s.panel = section(t("seatpage.panel"), nil, screen.Inset(screen.Column(0, s.totals, s.totalsNote), 0, 0, 0, 1.5))
	s.official = section(t("seatpage.official"), nil, screen.Inset(s.days, 0, 0, 0, 1.5))
	s.log = section(t("seatpage.log"), nil, screen.Inset(screen.Column(0, s.lines, s.logNote), 0, 0, 0, 1.5))
	s.adds.Hide()
	s.panel.Hide()
	s.official.Hide()
	s.object = screen.Column(2, s.waiting, s.adds, s.panel, s.official, s.log)
	return s
}

func (s *seatParts) show(r seatRead) {
	s.look.limits = r.limits
	for len(s.shown) < len(r.waiting) {
		row := newWaitingRow(&s.look)
		s.shown = append(s.shown, row)
		s.rows.Add(screen.MinSize(row, 0, waitingHeight))
	}
	now := s.page.host.env.Clock.Now()
	for i, row := range s.shown {
		if s.rows.Objects[i].(*fyne.Container).Hidden = i >= len(r.waiting); i < len(r.waiting) {
			row.set(r.waiting[i], now)
		}
	}
	s.nobody.Hidden = len(r.waiting) > 0
	words, some := addWords(s.page.host.env, r.adds)
	s.adds.Hidden = !some
	s.asked.SetText(words)
	s.panel.Hidden = r.panel == nil || r.panel.Theirs == nil
	if !s.panel.Hidden {
		s.showPanel(*r.panel)
	}
	s.official.Hidden = len(r.official) == 0
	s.days.Set(officialRows(s.page.host.env, r.official))
	s.lines.Set(logRows(s.page.host.env, r.log))
	s.logNote.Hidden = len(r.log) > 0
	s.object.Refresh()
}

func (s *seatParts) tick() {
	now := s.page.host.env.Clock.Now()
	for _, row := range s.shown {
		if row.shown.ID != 0 {
			row.set(row.shown, now)
		}
	}
}

// addWords say how many people the seat asked to be contacts, against its limits;
// false: it has none, and asked nobody.
func addWords(env *screen.Env, a app.AddsView) (string, bool) {
	t := env.T
	l := a.Limits
	if l == (model.AddLimits{}) && a.Today == 0 {
		return "", false
	}
	words := t("seatpage.adds.today", "n", a.Today)
	if l.PerDay > 0 {
		words = t("seatpage.adds.of", "n", a.Today, "of", l.PerDay)
		if a.Today >= l.PerDay {
			words += " · " + t("seatpage.adds.full")
		}
	}
	if l.Min > 0 || l.Max > 0 {
		words += " · " + t("seatpage.adds.pace", "min", widgets.SpanText(env.Texts, l.Min), "max", widgets.SpanText(env.Texts, max(l.Max, l.Min)))
	}
	return words, true
}

// showPanel holds the back end's totals of the connection against ours.
func (s *seatParts) showPanel(v supervise.PanelView) {
	env := s.page.host.env
	t := env.T
	rows, differ := panelRows(t, v)
	s.totals.Set(rows)
	note := t("seatpage.panel.same", "at", env.Date(v.Theirs.At))
	s.totalsNote.Importance = widget.LowImportance
	if differ > 0 {
		note = t("seatpage.panel.differ", "n", differ, "at", env.Date(v.Theirs.At))
		s.totalsNote.Importance = widget.WarningImportance
	}
	s.totalsNote.SetText(note)
}

func panelRows(t func(string, ...any) string, v supervise.PanelView) (rows [][]widgets.Cell, differ int) {
	rows = [][]widgets.Cell{{{Text: widgets.OneLine(v.Name, 30)}, {Text: t("seatpage.panel.theirs")}, {Text: t("seatpage.panel.ours")}}}
	for _, line := range []struct {
		key          string
		theirs, ours int
	}{
		{"users", v.Theirs.Users, v.Ours.Users},
		{"online", v.Theirs.Online, v.Ours.Online},
		{"accounts", v.Theirs.Accounts, v.Ours.Accounts},
		{"accounts.online", v.Theirs.AccountsOnline, v.Ours.AccountsOnline},
		{"accounts.offline", v.Theirs.AccountsOffline, v.Ours.AccountsOffline},
		{"accounts.normal", v.Theirs.AccountsNormal, v.Ours.AccountsNormal},
		{"accounts.banned", v.Theirs.AccountsBanned, v.Ours.AccountsBanned},
	} {
		theirs, ours := widgets.Cell{Text: widgets.Number(line.theirs)}, widgets.Cell{Text: widgets.Number(line.ours)}
		switch {
		case line.ours < 0: // not counted here
			ours.Text, ours.Tone = "–", theme.TextSecondary
		case line.theirs != line.ours:
			ours.Text, ours.Tone, ours.Bold = "≠ "+ours.Text, theme.Warn, true
			differ++
		}
		rows = append(rows, []widgets.Cell{{Text: t("seatpage.panel." + line.key)}, theirs, ours})
	}
	return rows, differ
}

// officialRows are the statistics of days, the newest first. What the back end
// does not tell is a dash.
func officialRows(env *screen.Env, days []model.OfficialDay) [][]widgets.Cell {
	t := env.T
	var head []widgets.Cell
	for _, key := range []string{"day", "chats", "messages", "replied", "first", "asked", "added", "lost"} {
		head = append(head, widgets.Cell{Text: t("seatpage.official." + key)})
	}
	rows := [][]widgets.Cell{head}
	count := func(n int) widgets.Cell {
		if n < 0 {
			return widgets.Cell{Text: "–", Tone: theme.TextSecondary}
		}
		return widgets.Cell{Text: widgets.Number(n)}
	}
	for i := len(days) - 1; i >= 0; i-- {
		d := days[i]
		share, first := count(-1), count(-1)
		if d.ReplyShare >= 0 {
			share = widgets.Cell{Text: strconv.FormatFloat(d.ReplyShare, 'f', 1, 64) + "%"}
		}
		if d.FirstReply >= 0 {
			first = widgets.Cell{Text: widgets.SpanText(env.Texts, d.FirstReply)}
		}
		// A day of the back end's: its name is the same wherever it is read.
		day := widgets.Cell{Text: d.Day.In(time.FixedZone("CST", 8*3600)).Format("01-02")}
		rows = append(rows, []widgets.Cell{day, count(d.Chats), count(d.Messages), share, first, count(d.Asked), count(d.Added), count(d.Lost)})
	}
	return rows
}

// logRows are the lines of the log, each with who noted it.
func logRows(env *screen.Env, log []model.SeatLogEntry) [][]widgets.Cell {
	rows := make([][]widgets.Cell, len(log))
	for i, e := range log {
		tone := theme.TextSecondary
		switch e.State {
		case model.SeatOnline:
			tone = theme.Online
		case model.SeatBanned, model.SeatKicked:
			tone = theme.Danger
		}
		source := "seatpage.log.here"
		if e.Source == model.LoggedRemote {
			source = "seatpage.log.remote"
		}
		rows[i] = []widgets.Cell{
			{Text: e.At.In(env.Zone).Format("2006-01-02 15:04:05")},
			{Text: widgets.StateText(env.Texts, e.State), Tone: tone},
			{Text: env.T(source), Tone: theme.TextSecondary},
		}
	}
	return rows
}
