package supervisor

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app"
	"seatdeck/app/model"
	"seatdeck/assets"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// The news of companies.
const (
	newsNotices    = "notices"
	newsQuotas     = "quotas"
	newsDetections = "detections"
	newsKeywords   = "keywords"
)

const (
	newsPart = 200   // lines read at once
	newsMost = 20000 // older ones are in the audit log
)

// newsKeys are the news that there can be.
func (p *companyPage) newsKeys() []string {
	keys := []string{newsNotices, newsQuotas, newsDetections}
	if slices.ContainsFunc(p.admins, func(a seatAdmin) bool { return a.can.Keywords }) {
		keys = append(keys, newsKeywords)
	}
	return keys
}

// newsLine is a line of a table of news.
type newsLine struct {
	cells map[string]widgets.Cell
	order map[string]int64 // of what is no name
	open  func()           // nil: it says all
}

// sortKey is what the line is sorted by.
func (l newsLine) sortKey(column string) sortKey {
	if n, ok := l.order[column]; ok {
		return numberKey(n)
	}
	if l.cells[column] == textCell("") {
		return nameKey("")
	}
	return nameKey(l.cells[column].Text)
}

// newsList is a table of what companies were told of.
type newsList struct {
	host    *host
	key     string
	object  *fyne.Container
	columns *screen.ColumnChoice
	table   *widgets.Table
	middle  *fyne.Container
	counted *widget.Label
	more    *screen.Button
	lines   []newsLine // as they are sorted
	asked   int
	known   bool

	all    []newsLine // as they were read
	sorted string     // a column; "": as they were read
	down   bool
	spell  spelling
}

func newNewsList(h *host, key string) *newsList {
	t := h.env.T
	l := &newsList{host: h, key: key, asked: newsPart, counted: screen.Note(""), spell: spelling{}}
	l.counted.Wrapping = fyne.TextWrapOff
	all := newsColumns(h.env, key)
	usual := make([]string, len(all))
	for i := range all {
		all[i].Sortable, usual[i] = true, all[i].Key
	}
	l.columns = screen.NewColumnChoice(h.env, h.scope, "company/news/"+key, all, usual)
	l.table = l.columns.Table
	l.table.OnSort = func(column string, down bool) {
		l.sorted, l.down = column, down
		l.arrange()
	}
	l.table.Cells = func(row int, column string) widgets.Cell {
		if row >= len(l.lines) {
			return widgets.Cell{}
		}
		return l.lines[row].cells[column]
	}
	l.table.OnOpen = func(row int) {
		if row < len(l.lines) && l.lines[row].open != nil {
			l.lines[row].open()
		}
	}
	l.middle = container.NewStack(widgets.NewEmptyState(nil, t("shell.loading"), "", widgets.Action{}))
	l.more = screen.NewButton(t("company.more"), nil, func() {
		l.asked += newsPart
		l.read()
	})
	l.more.Hide()
	again := screen.NewButton("", fynetheme.ViewRefreshIcon(), l.read)
	columns := screen.NewTextButton(t("manager.columns.open"), nil, l.columns.Choose)
	head := screen.Inset(screen.Line(nil, screen.Note(t("company.news."+key+".text")), screen.Row(1, again, columns)), 1, 2, 1, 2)
	foot := screen.Inset(screen.Line(nil, l.counted, l.more), 0.5, 2, 0.5, 2)
	l.object = screen.Dock(head, foot, nil, nil, l.middle)
	l.object.Objects = []fyne.CanvasObject{head, l.middle, foot} // in the order of Tab
	l.columns.Read()
	return l
}

// arrange puts the lines in the order that a person chose.
func (l *newsList) arrange() {
	l.lines = l.all
	if l.sorted != "" {
		l.lines = ordered(l.all, l.down, l.spell, func(one newsLine) sortKey { return one.sortKey(l.sorted) })
	}
	l.table.SetCount(len(l.lines))
}

// newsColumns are the columns of a table of news.
func newsColumns(env *screen.Env, key string) []widgets.Column {
	t := env.T
	at := widgets.Column{Key: "at", Title: t("company.column.at"), Width: 120}
	connection := widgets.Column{Key: "connection", Title: t("company.column.connection"), Width: 140, Grow: 1}
	switch key {
	case newsQuotas:
		return []widgets.Column{
			connection,
			{Key: "kind", Title: t("company.column.quota"), Width: 160, Grow: 1},
			{Key: "ref", Title: t("company.column.ref"), Width: 120, Grow: 1},
			{Key: "left", Title: t("company.column.left"), Width: 90, Right: true},
			{Key: "total", Title: t("company.column.total"), Width: 90, Right: true},
			{Key: "expires", Title: t("company.column.expires"), Width: 130},
		}
	case newsDetections:
		return []widgets.Column{
			at,
			{Key: "title", Title: t("company.column.title"), Width: 160, Grow: 2},
			{Key: "total", Title: t("company.column.looked"), Width: 90, Right: true},
			{Key: "banned", Title: t("company.column.banned"), Width: 80, Right: true},
			{Key: "normal", Title: t("company.column.normal"), Width: 80, Right: true},
			{Key: "complete", Title: t("company.column.complete"), Width: 80},
		}
	case newsKeywords:
		return []widgets.Column{
			{Key: "word", Title: t("company.column.word"), Width: 240, Grow: 2}, connection,
		}
	}
	return []widgets.Column{
		at,
		{Key: "kind", Title: t("company.column.kind"), Width: 150, Grow: 1},
		{Key: "seat", Title: t("company.column.seat"), Width: 120, Grow: 1},
		{Key: "about", Title: t("company.column.about"), Width: 150, Grow: 1},
		{Key: "detail", Title: t("company.column.detail"), Width: 160, Grow: 3},
	}
}

// newsRead is what is read of one kind of news.
type newsRead struct {
	notices     []model.CompanyNotice
	quotas      map[model.ConnectionID][]model.Quota
	detections  []model.Detection
	words       map[model.ConnectionID][]string
	connections []app.ConnectionView
}

// read reads the newest.
func (l *newsList) read() {
	console, key, asked := l.host.env.Console, l.key, l.asked
	screen.Keep(l.host.scope, "company/news/"+key, func(ctx context.Context) (r newsRead, err error) {
		switch key {
		case newsNotices:
			r.notices, err = console.Supervisor.Notices(ctx, asked)
			return r, err
		case newsDetections:
			r.detections, err = console.Supervisor.Detections(ctx, asked)
			return r, err
		}
		if r.connections, err = console.Connections.List(ctx); err != nil {
			return r, err
		}
		if key == newsQuotas {
			r.quotas, err = console.Supervisor.Quotas(ctx)
			return r, err
		}
		r.words, err = keywordsOf(ctx, console, r.connections)
		return r, err
	}, l.got)
}

// keywordsOf asks all back ends that watch for words.
func keywordsOf(ctx context.Context, console *app.Console, connections []app.ConnectionView) (map[model.ConnectionID][]string, error) {
	all := map[model.ConnectionID][]string{}
	for _, c := range connections {
		if !console.Seats.Admin(c.Connection.ID).Keywords {
			continue
		}
		words, err := console.Seats.Keywords(ctx, c.Connection.ID)
		if err != nil {
			return nil, err
		}
		all[c.Connection.ID] = words
	}
	return all, nil
}

func (l *newsList) got(r newsRead, err error) {
	env := l.host.env
	if err != nil {
		if l.known {
			env.Fail(err)
			return
		}
		l.put(widgets.NewEmptyState(fynetheme.WarningIcon(), env.Trouble(err), env.Next(err), widgets.Action{Label: env.T("alerts.again"), Do: l.read}))
		return
	}
	l.known = true
	l.all = l.linesOf(r)
	l.arrange()
	shown := fyne.CanvasObject(l.table)
	if len(l.lines) == 0 {
		shown = widgets.NewEmptyState(fynetheme.ConfirmIcon(), env.T("company.news."+l.key+".none"), "", widgets.Action{})
	}
	l.put(shown)
	text := ""
	if len(l.lines) > 0 {
		text = env.T("company.count", "n", widgets.Number(len(l.lines)))
	}
	l.counted.SetText(text)
	l.more.Hidden = (l.key != newsNotices && l.key != newsDetections) || len(l.lines) < l.asked || l.asked >= newsMost
	l.object.Refresh()
}

func (l *newsList) put(o fyne.CanvasObject) {
	if l.middle.Objects[0] != o {
		l.middle.Objects = []fyne.CanvasObject{o}
		l.middle.Refresh()
	}
}

func (l *newsList) linesOf(r newsRead) (lines []newsLine) {
	for _, n := range r.notices {
		lines = append(lines, l.notice(n))
	}
	for _, d := range r.detections {
		lines = append(lines, l.detection(d))
	}
	for _, c := range r.connections {
		for _, q := range r.quotas[c.Connection.ID] {
			lines = append(lines, l.quota(c.Connection, q))
		}
		for _, word := range r.words[c.Connection.ID] {
			lines = append(lines, newsLine{cells: map[string]widgets.Cell{
				"word": textCell(word), "connection": textCell(c.Connection.Name),
			}})
		}
	}
	return lines
}

// textCell is a text that a back end sent.
func textCell(text string) widgets.Cell {
	if text == "" {
		return widgets.Cell{Text: "–", Tone: theme.TextSecondary}
	}
	return widgets.Cell{Text: widgets.OneLine(text, 2*cellMost)}
}

func (l *newsList) notice(n model.CompanyNotice) newsLine {
	env := l.host.env
	kind := recordWords{env: env}.of("company.notice."+n.Kind, n.Kind)
	v := l.seatOf(n.Seat)
	seat := textCell(n.Seat.RemoteID)
	line := newsLine{order: map[string]int64{"at": n.At.UnixMilli()}}
	if v.ID != 0 {
		seat = textCell(v.DisplayName())
		line.open = func() { l.host.openSeat(v.ID) }
	}
	line.cells = map[string]widgets.Cell{
		"at": {Text: env.When(n.At)}, "kind": textCell(kind), "seat": seat, "about": textCell(n.About), "detail": textCell(l.detail(n)),
	}
	return line
}

// detail is what was said beside the event, in a person's words where it has some.
func (l *newsList) detail(n model.CompanyNotice) string {
	t, key, detail := l.host.env.T, "company.notice."+n.Kind+".detail", n.Detail
	switch texts := l.host.env.Texts; {
	case detail == "":
	case texts.Has(key + "." + detail):
		return t(key + "." + detail)
	case texts.Has(key):
		if v := l.seatOf(model.SeatRef{RemoteID: detail}); v.ID != 0 {
			detail = v.DisplayName()
		}
		return t(key, "detail", assets.LineText(t, detail))
	}
	return assets.LineText(t, detail)
}

// seatOf finds the seat that a line is about; ids of two connections are hardly ever
// the same, and then the first is taken.
func (l *newsList) seatOf(ref model.SeatRef) screen.SeatView {
	for _, v := range l.host.seats {
		if ref.RemoteID != "" && v.RemoteID == ref.RemoteID || ref.RemoteID == "" && ref.AccountID != "" && v.AccountID == ref.AccountID {
			return v
		}
	}
	return screen.SeatView{}
}

func (l *newsList) quota(c model.Connection, q model.Quota) newsLine {
	env := l.host.env
	left := widgets.Cell{Text: widgets.Number(int(q.Left)), Bold: true}
	switch {
	case q.Left <= 0:
		left.Tone = theme.Danger
	case q.Total > 0 && q.Left*10 <= q.Total:
		left.Tone = theme.Warn
	}
	order := map[string]int64{"left": q.Left, "total": q.Total}
	if !q.Expires.IsZero() {
		order["expires"] = q.Expires.UnixMilli()
	}
	return newsLine{order: order, cells: map[string]widgets.Cell{
		"connection": textCell(c.Name), "kind": textCell(recordWords{env: env}.of("company.quota."+string(q.Kind), string(q.Kind))),
		"ref": textCell(q.Ref), "left": left, "total": {Text: widgets.Number(int(q.Total))}, "expires": textCell(env.Date(q.Expires)),
	}}
}
