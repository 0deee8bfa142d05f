package supervisor

import (
	"context"
	"fmt"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app"
	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/tools"
	"seatdeck/ui/widgets"
)

// recordList lists the records of one kind of a connection, or those that belong to
// one record.
type recordList struct {
	host       *host
	connection model.ConnectionID
	schema     model.RecordSchema
	schemas    []model.RecordSchema // of the connection
	parent     string
	names      *recordNames
	words      recordWords
	slot       string // of its questions

	object  *fyne.Container
	filter  *recordFilter
	bar     *recordBar
	columns *screen.ColumnChoice
	table   *widgets.Table
	middle  *fyne.Container
	counted *widget.Label
	more    *screen.Button

	records []model.Record // as the back end lists them
	rows    []model.Record // the same, as they are sorted
	sorted  string         // a column; "": as the back end lists them
	down    bool
	spell   spelling
	next    string
	total   int
	known   bool
	busy    bool
}

func newRecordList(h *host, of app.CompanyKinds, schema model.RecordSchema, parent string, names *recordNames) *recordList {
	l := &recordList{
		host: h, connection: of.Connection.ID, schema: schema, schemas: of.Schemas, parent: parent, names: names,
		words: recordWords{env: h.env, kind: schema.Kind, names: names},
		slot:  fmt.Sprint("company/list/", of.Connection.ID, "/", schema.Kind, "/", parent),
		spell: spelling{},
	}
	// A person wants the same of a kind wherever it is kept.
	l.columns = screen.NewColumnChoice(h.env, h.scope, "company/"+string(schema.Kind), recordColumns(schema, l.words), usualColumns(schema))
	l.columns.Changed = func() { l.learn(l.records) }
	l.table = l.columns.Table
	l.table.OnSort = l.sort
	l.table.Cells = func(row int, column string) widgets.Cell { return l.cell(l.at(row), column) }
	l.table.OnOpen = func(row int) { l.open(l.at(row)) }
	l.table.OnPress = func(row int, column string) { l.press(l.at(row), column) }
	l.table.OnMenu = l.menu
	l.table.OnRing = func(int) { l.bar.enable() }
	l.middle = container.NewStack()
	l.counted = screen.Note("")
	l.counted.Wrapping = fyne.TextWrapOff
	l.more = screen.NewButton(h.env.T("company.more"), nil, l.readMore)
	l.more.Hide()
	l.bar = newRecordBar(l)
	top := screen.Column(1, l.bar.object)
	if len(schema.Filter) > 0 {
		l.filter = newRecordFilter(l)
		top.Objects = []fyne.CanvasObject{l.filter.object, l.bar.object}
	}
	if about := l.words.about(); about != "" {
		top.Objects = slices.Insert(top.Objects, 0, fyne.CanvasObject(screen.Note(about)))
	}
	foot := screen.Inset(screen.Line(nil, l.counted, l.more), 0.5, 2, 0.5, 2)
	head := screen.Inset(top, 1, 2, 1, 2)
	l.object = screen.Dock(head, foot, nil, nil, l.middle)
	l.object.Objects = []fyne.CanvasObject{head, l.middle, foot} // in the order of Tab
	l.say(nil, h.env.T("shell.loading"), "", widgets.Action{})
	l.columns.Read()
	return l
}

// columnOf is the column of a field, as wide as what it holds usually is.
func columnOf(f model.RecordField, title string) widgets.Column {
	c := widgets.Column{Key: f.Key, Title: title, Width: 130, Grow: 1, Sortable: sortable(f)}
	switch f.Type {
	case model.FieldLong, model.FieldWords:
		c.Width, c.Grow = 180, 3
	case model.FieldText:
		c.Grow = 2
	case model.FieldNumber:
		c.Width, c.Grow, c.Right = 84, 0, true
	case model.FieldSwitch:
		c.Width, c.Grow = 72, 0
	case model.FieldCode:
		c.Width, c.Grow = 84, 0
	case model.FieldTime:
		c.Width, c.Grow = 132, 0
	case model.FieldDay:
		c.Width, c.Grow = 100, 0
	case model.FieldChoice:
		c.Width = 112
	case model.FieldSpan:
		c.Width, c.Grow = 112, 0
	}
	// A heading that is cut says nothing: what a column holds may say less.
	c.Width = max(c.Width, min(fyne.MeasureText(title, theme.TextCaption, fyne.TextStyle{Bold: true}).Width+headRoom, headMost))
	return c
}

const (
	headRoom float32 = 9 * screen.Unit // round a heading and for its arrow
	headMost float32 = 176
)

// fewColumns are shown of a kind that names no columns.
const fewColumns = 4

// usualColumns are shown of a kind until a person chooses others.
func usualColumns(s model.RecordSchema) (keys []string) {
	for _, f := range s.Fields {
		if f.InList {
			keys = append(keys, f.Key)
		}
	}
	if len(keys) == 0 {
		for _, f := range s.Fields[:min(len(s.Fields), fewColumns)] {
			keys = append(keys, f.Key)
		}
	}
	return keys
}

// recordColumns are all columns that there can be of a kind, the one that is always
// shown first. Where a list does not tell all of a record, they are the usual ones:
// of the rest it would say that there is nothing.
func recordColumns(s model.RecordSchema, w recordWords) (list []widgets.Column) {
	usual := usualColumns(s)
	for _, f := range s.Fields {
		known := slices.Contains(usual, f.Key)
		if !known && (s.Single || f.Type == model.FieldPictures) {
			continue
		}
		one := columnOf(f, w.heading(f.Key))
		if known && f.Key == usual[0] {
			list = slices.Insert(list, 0, one)
			continue
		}
		list = append(list, one)
	}
	return list
}

func (l *recordList) field(key string) model.RecordField {
	for _, f := range l.schema.Fields {
		if f.Key == key {
			return f
		}
	}
	return model.RecordField{Key: key, Type: model.FieldText}
}

func (l *recordList) cell(r model.Record, column string) widgets.Cell {
	f := l.field(column)
	value := r.Get(column)
	text := l.words.value(f, value)
	if value == "" && f.Type != model.FieldSwitch {
		return widgets.Cell{Text: "–", Tone: theme.TextSecondary}
	}
	return widgets.Cell{Text: widgets.OneLine(text, cellMost), Pressable: f.Type == model.FieldCode || f.Type == model.FieldURL}
}

// at gives the record of a row; an empty one where there is none.
func (l *recordList) at(row int) model.Record {
	if row < 0 || row >= len(l.rows) {
		return model.Record{}
	}
	return l.rows[row]
}

// ringed is the record in the ring.
func (l *recordList) ringed() (model.Record, bool) {
	row := l.table.Ring()
	return l.at(row), row >= 0 && row < len(l.rows)
}

func (l *recordList) press(r model.Record, column string) {
	switch f := l.field(column); f.Type {
	case model.FieldCode:
		openCode(l.host.env, l.words.title(l.schema, r), r.Get(column))
	case model.FieldURL:
		tools.OpenLink(l.host.env, l.host.scope, r.Get(column))
	}
}

// read reads the first page anew.
func (l *recordList) read() {
	if !l.schema.List {
		l.known = true
		l.shown(nil)
		return
	}
	if l.filter != nil && !l.filter.valid() {
		l.host.scope.Forget(l.slot)
		l.records, l.rows, l.next, l.total, l.known = nil, nil, "", 0, false
		l.say(fynetheme.SearchIcon(), l.host.env.T("company.filter.first"), "", widgets.Action{})
		l.counts()
		return
	}
	l.ask("")
}

func (l *recordList) readMore() {
	if l.next != "" && !l.busy {
		l.ask(l.next)
	}
}

func (l *recordList) ask(page string) {
	q := model.RecordQuery{Kind: l.schema.Kind, Parent: l.parent, Page: page}
	if l.filter != nil {
		q.Filter = l.filter.values()
	}
	company := l.host.env.Console.Company
	l.busy = true
	l.counts()
	screen.Ask(l.host.scope, l.slot, func(ctx context.Context) (model.RecordPage, error) {
		return company.List(ctx, l.connection, q)
	}, func(p model.RecordPage, err error) {
		l.busy = false
		if err == nil {
			l.got(p, page != "")
		}
		l.shown(err)
	})
}

func (l *recordList) got(p model.RecordPage, more bool) {
	if more {
		for _, r := range p.Records {
			// What was put in meanwhile moves others to the next page.
			if !slices.ContainsFunc(l.records, func(o model.Record) bool { return o.ID == r.ID }) {
				l.records = append(l.records, r)
			}
		}
	} else {
		l.records = slices.Clone(p.Records)
	}
	l.next, l.total, l.known = p.Next, p.Total, true
	l.learn(p.Records)
}

func (l *recordList) learn(records []model.Record) {
	var fields []model.RecordField
	for _, f := range l.schema.Fields {
		if l.columns.Shows(f.Key) {
			fields = append(fields, f)
		}
	}
	l.names.learn(fields, records, func() {
		l.arrange() // by the names that are known now
		l.table.Refresh()
	})
}

// sort shows the records by a column.
func (l *recordList) sort(column string, down bool) {
	l.sorted, l.down = column, down
	l.shown(nil)
}

// arrange puts the records at hand in the order that a person chose.
func (l *recordList) arrange() {
	l.rows = l.records
	if l.sorted != "" {
		f := l.field(l.sorted)
		l.rows = ordered(l.records, l.down, l.spell, func(r model.Record) sortKey { return l.words.sortKey(f, r) })
	}
}

// shown brings the table in line with the records at hand.
func (l *recordList) shown(err error) {
	env := l.host.env
	t := env.T
	name := l.words.name()
	err = named(err, l.words.field)
	switch {
	case err != nil && !l.known:
		l.say(fynetheme.WarningIcon(), env.Trouble(err), env.Next(err), widgets.Action{Label: t("alerts.again"), Do: l.read})
	case err != nil:
		env.Fail(err)
	case len(l.records) > 0:
		l.put(l.table)
	case l.schema.Create:
		l.say(fynetheme.DocumentIcon(), t("company.none", "kind", name), "", widgets.Action{Label: t("company.new"), Do: l.create})
	default:
		l.say(fynetheme.DocumentIcon(), t("company.none", "kind", name), "", widgets.Action{})
	}
	l.arrange()
	l.table.SetCount(len(l.rows))
	if l.table.Ring() < 0 && len(l.records) > 0 {
		l.table.SetRing(0)
	}
	l.counts()
	l.bar.enable()
}

// counts says how many are listed, and offers the next page.
func (l *recordList) counts() {
	t, text := l.host.env.T, ""
	switch {
	case l.busy:
		text = t("shell.loading")
	case l.total > len(l.records):
		text = t("company.count.of", "n", widgets.Number(len(l.records)), "total", widgets.Number(l.total))
	case l.next != "":
		text = t("company.count.more", "n", widgets.Number(len(l.records)))
	case len(l.records) > 0:
		text = t("company.count", "n", widgets.Number(len(l.records)))
	}
	if l.sorted != "" && l.next != "" && !l.busy {
		text += t("company.count.sorted")
	}
	l.counted.SetText(text)
	l.more.Hidden = l.next == ""
	if l.busy {
		l.more.Disable()
	} else {
		l.more.Enable()
	}
	l.object.Refresh()
}

func (l *recordList) say(icon fyne.Resource, title, text string, action widgets.Action) {
	l.put(widgets.NewEmptyState(icon, title, text, action))
}

func (l *recordList) put(o fyne.CanvasObject) {
	if len(l.middle.Objects) == 0 || l.middle.Objects[0] != o {
		l.middle.Objects = []fyne.CanvasObject{o}
		l.middle.Refresh()
	}
}

// took brings a record that was made or changed into the list.
func (l *recordList) took(r model.Record) {
	at := slices.IndexFunc(l.records, func(o model.Record) bool { return o.ID == r.ID })
	if at >= 0 {
		l.records[at] = r
	} else {
		l.records = slices.Insert(l.records, 0, r)
		if l.total > 0 {
			l.total++
		}
	}
	l.known = true
	l.learn([]model.Record{r})
	l.shown(nil)
	l.table.SetRing(slices.IndexFunc(l.rows, func(o model.Record) bool { return o.ID == r.ID }))
}

// lost takes a record out that was deleted.
func (l *recordList) lost(id string) {
	l.records = slices.DeleteFunc(l.records, func(o model.Record) bool { return o.ID == id })
	l.total = max(l.total-1, 0)
	l.shown(nil)
}

func (l *recordList) menu(row int, at fyne.Position) {
	r := l.at(row)
	t := l.host.env.T
	items := []*fyne.MenuItem{fyne.NewMenuItem(t("company.open"), func() { l.open(r) })}
	for _, a := range l.schema.Actions {
		items = append(items, fyne.NewMenuItem(l.words.action(a.Key), func() { l.act(r, a, nil) }))
	}
	if l.schema.Delete {
		items = append(items, fyne.NewMenuItem(t("company.delete"), func() { l.remove(r, nil) }))
	}
	widget.ShowPopUpMenuAtPosition(fyne.NewMenu("", items...), l.host.env.Window.Canvas(), at)
}

// focus is what is to have the keyboard.
func (l *recordList) focus() fyne.Focusable {
	if len(l.records) == 0 {
		return nil
	}
	return l.table
}
