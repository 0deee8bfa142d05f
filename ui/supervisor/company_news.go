package supervisor

import (
	"context"
	"slices"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app"
	"seatdeck/app/model"
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
	open  func() // nil: it says all
}

// newsList is a table of what companies were told of.
type newsList struct {
	host    *host
	key     string
	object  *fyne.Container
	table   *widgets.Table
	middle  *fyne.Container
	counted *widget.Label
	more    *screen.Button
	lines   []newsLine
	asked   int
	known   bool
}

func newNewsList(h *host, key string) *newsList {
	t := h.env.T
	l := &newsList{host: h, key: key, asked: newsPart, counted: screen.Note("")}
	l.counted.Wrapping = fyne.TextWrapOff
	l.table = widgets.NewTable(newsColumns(h.env, key))
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
	head := screen.Inset(screen.Line(nil, screen.Note(t("company.news."+key+".text")), again), 1, 2, 1, 2)
	foot := screen.Inset(screen.Line(nil, l.counted, l.more), 0.5, 2, 0.5, 2)
	l.object = screen.Dock(head, foot, nil, nil, l.middle)
	return l
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
	l.lines = l.linesOf(r)
	l.table.SetCount(len(l.lines))
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
	line := newsLine{}
	if v.ID != 0 {
		seat = textCell(v.DisplayName())
		line.open = func() { l.host.openSeat(v.ID) }
	}
	line.cells = map[string]widgets.Cell{
		"at": {Text: env.When(n.At)}, "kind": textCell(kind), "seat": seat, "about": textCell(n.About), "detail": textCell(n.Detail),
	}
	return line
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
	return newsLine{cells: map[string]widgets.Cell{
		"connection": textCell(c.Name), "kind": textCell(recordWords{env: env}.of("company.quota."+string(q.Kind), string(q.Kind))),
		"ref": textCell(q.Ref), "left": left, "total": {Text: widgets.Number(int(q.Total))}, "expires": textCell(env.Date(q.Expires)),
	}}
}

func (l *newsList) detection(d model.Detection) newsLine {
	env := l.host.env
	banned := widgets.Cell{Text: strconv.Itoa(d.Banned)}
	if d.Banned > 0 {
		banned.Tone, banned.Bold = theme.Danger, true
	}
	complete := env.T("company.no")
	if d.Complete {
		complete = env.T("company.yes")
	}
	return newsLine{
		cells: map[string]widgets.Cell{
			"at": {Text: env.When(d.At)}, "title": textCell(d.Title), "total": {Text: strconv.Itoa(d.Total)}, "banned": banned,
			"normal": {Text: strconv.Itoa(d.Normal)}, "complete": {Text: complete},
		},
		open: func() { l.openDetection(d) },
	}
}

// openDetection shows what a look for bans found, those that are banned first.
func (l *newsList) openDetection(d model.Detection) {
	env := l.host.env
	t := env.T
	records := slices.Clone(d.Records)
	slices.SortStableFunc(records, func(a, b model.DetectionRecord) int { return gravity(b) - gravity(a) })
	table := widgets.NewTable([]widgets.Column{
		{Key: "name", Title: t("company.column.account"), Width: 150, Grow: 1},
		{Key: "state", Title: t("company.column.state"), Width: 100},
		{Key: "from", Title: t("company.column.from"), Width: 130},
		{Key: "unlock", Title: t("company.column.unlock"), Width: 130},
		{Key: "content", Title: t("company.column.detail"), Width: 140, Grow: 2},
	})
	table.Cells = func(row int, column string) widgets.Cell {
		if row >= len(records) {
			return widgets.Cell{}
		}
		return detectedCell(env, records[row], column)
	}
	var sheet *screen.Sheet
	table.OnOpen = func(row int) {
		if v := l.seatOf(records[row].Seat); row < len(records) && v.ID != 0 {
			sheet.Close()
			l.host.openSeat(v.ID)
		}
	}
	done := screen.NewButton(t("shell.close"), nil, func() { sheet.Close() })
	sheet = env.Sheets.Show(screen.Form{
		Title: widgets.OneLine(d.Title, 60), Size: fyne.NewSize(760, 520), Focus: table, Buttons: []fyne.CanvasObject{done},
		Body: screen.Dock(screen.Note(longText(d.Content)), nil, nil, nil, table),
	})
	table.SetCount(len(records))
}

func gravity(r model.DetectionRecord) int {
	switch {
	case r.Banned:
		return 2
	case r.Failed:
		return 1
	}
	return 0
}

func detectedCell(env *screen.Env, r model.DetectionRecord, column string) widgets.Cell {
	switch column {
	case "name":
		return textCell(r.Name)
	case "from":
		return textCell(env.Date(r.From))
	case "unlock":
		return textCell(env.Date(r.UnlockAt))
	case "content":
		return textCell(r.Content)
	}
	switch gravity(r) {
	case 2:
		return widgets.Cell{Text: env.T("company.detected.banned"), Tone: theme.Danger, Bold: true}
	case 1:
		return widgets.Cell{Text: env.T("company.detected.failed"), Tone: theme.Warn}
	}
	return widgets.Cell{Text: env.T("company.detected.normal")}
}
