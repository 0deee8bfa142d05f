package supervisor

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app"
	"seatdeck/app/model"
	"seatdeck/ui/panel"
	"seatdeck/ui/screen"
)

const (
	sheetWidth  float32 = 680
	sheetHeight float32 = 760 // at most, for one of many fields; the window bounds it
	sheetFrame  float32 = 172 // of it, round the fields
)

// recordSheet shows a record, or makes one. What was typed stays until the back end
// took it.
type recordSheet struct {
	list  *recordList
	env   *screen.Env
	scope *screen.Scope
	was   model.Record // as it was read; without an id: a new one

	sheet   *screen.Sheet // nil: closed
	form    *recordForm
	tabs    []*screen.TextButton
	parts   []fyne.CanvasObject
	lists   []*recordList // of the children, by tab from the second on
	frame   *fyne.Container
	body    *fyne.Container
	scroll  *container.Scroll
	said    *panel.Notice
	busy    *widget.Activity
	again   *screen.Button
	save    *screen.Button // nil: nothing can be changed
	deeds   []*screen.Button
	working bool
	sending bool // what was entered is on its way
	read    bool // all of the record is known
}

// create opens the sheet of a new record.
func (l *recordList) create() { l.sheet(model.Record{Kind: l.schema.Kind}) }

// open opens the sheet of a record.
func (l *recordList) open(r model.Record) {
	if r.ID != "" {
		l.sheet(r)
	}
}

func (l *recordList) sheet(r model.Record) {
	env := l.host.env
	t := env.T
	made := r.ID != ""
	s := &recordSheet{list: l, env: env, scope: env.Scope(), was: r, read: !made || !l.schema.Single}
	locked := made && !l.schema.Edit
	s.form = newRecordForm(l.inputs(s.scope, func() string { return l.words.title(l.schema, s.was) }, l.words.field), l.schema.Fields, made, locked)
	s.form.resized = s.relayout
	s.form.edited = func() { s.say("", widget.MediumImportance) }
	s.said, s.busy = panel.NewNotice(), widget.NewActivity()
	s.busy.Hide()
	s.again = screen.NewButton(t("alerts.again"), nil, s.get)
	s.again.Hide()
	s.scroll = container.NewVScroll(screen.Inset(s.form.object, 0, 3, 0, 0))
	s.body = container.NewStack(s.scroll)
	foot := screen.Inset(screen.Line(s.busy, s.said.Label, s.again), 1, 0, 0, 0)
	var head fyne.CanvasObject
	if made {
		head = s.children()
	}
	s.frame = screen.Dock(head, foot, nil, nil, s.body)
	form := screen.Form{Title: l.words.name() + " · " + t("company.new"), Body: s.frame, Submit: s.submit}
	if made {
		form.Title = l.words.name() + " · " + l.words.title(l.schema, r)
		form.Left = s.actions()
	}
	close := screen.NewButton(t("shell.close"), nil, func() { s.sheet.Leave() })
	form.Buttons, form.Focus = []fyne.CanvasObject{close}, close
	if !locked {
		close.SetText(t("shell.cancel"))
		s.save = screen.NewButton(t("company.save"), nil, s.submit)
		if !made {
			s.save.SetText(t("company.create"))
		}
		s.save.Importance = widget.HighImportance
		form.Buttons = append(form.Buttons, s.save)
	}
	if made {
		s.form.fill(r.Values)
	} else {
		s.form.start()
	}
	if first := s.form.first(); first != nil && !locked {
		form.Focus = first
	}
	form.Size = s.form.sizeIn(sheetWidth)
	if len(s.lists) > 0 {
		form.Size.Height = sheetHeight
	}
	s.sheet = env.Sheets.Show(form)
	env.Guard(s.sheet, func() bool { return s.form.dirty() && !s.sending })
	s.sheet.OnClose = func() {
		s.sheet = nil
		s.form.close()
		s.scope.Close()
	}
	if !s.read {
		s.get()
	}
}

// inputs makes the inputs of a sheet.
func (l *recordList) inputs(scope *screen.Scope, about func() string, label func(string) (string, string)) *inputs {
	return &inputs{env: l.host.env, scope: scope, words: l.words, names: l.names, about: about, label: label}
}

// children are the tabs of lists that belong to the record; nil where there is none.
func (s *recordSheet) children() fyne.CanvasObject {
	l := s.list
	s.parts = []fyne.CanvasObject{s.scroll}
	line := screen.Row(1)
	add := func(name string) {
		at := len(s.tabs)
		tab := screen.NewTextButton(name, nil, func() { s.show(at) })
		s.tabs = append(s.tabs, tab)
		line.Add(tab)
	}
	add(s.env.T("company.details"))
	of := app.CompanyKinds{Connection: model.Connection{ID: l.connection}, Schemas: l.schemas}
	for _, kind := range l.schema.Children {
		for _, schema := range l.schemas {
			if schema.Kind == kind {
				child := newRecordList(l.host, of, schema, s.was.ID, l.names)
				s.lists, s.parts = append(s.lists, child), append(s.parts, child.object)
				add(child.words.name())
			}
		}
	}
	if len(s.lists) == 0 {
		return nil
	}
	s.tabs[0].SetOn(true)
	return screen.Inset(line, 0, 0, 1, 0)
}

// show shows the record or one of its lists.
func (s *recordSheet) show(at int) {
	for i, tab := range s.tabs {
		tab.SetOn(i == at)
	}
	s.body.Objects = []fyne.CanvasObject{s.parts[at]}
	s.body.Refresh()
	if at > 0 && !s.lists[at-1].known {
		s.lists[at-1].read()
	}
}

// actions are the buttons of what else can be done with the record.
func (s *recordSheet) actions() (list []fyne.CanvasObject) {
	l := s.list
	add := func(label string, do func()) {
		b := screen.NewButton(label, nil, do)
		s.deeds, list = append(s.deeds, b), append(list, b)
	}
	if l.schema.Delete {
		add(s.env.T("company.delete"), func() { l.remove(s.was, s.close) })
	}
	for _, a := range l.schema.Actions {
		add(l.words.action(a.Key), func() { l.act(s.was, a, s.changed) })
	}
	return list
}

// changed shows the record after an action.
func (s *recordSheet) changed(r model.Record) {
	if s.sheet != nil {
		s.was = r
		s.form.fill(r.Values)
		s.relayout()
	}
}

func (s *recordSheet) close() {
	if s.sheet != nil {
		s.sheet.Close()
	}
}

func (s *recordSheet) relayout() {
	if s.frame != nil {
		s.scroll.Content.Refresh()
		s.frame.Refresh()
	}
	if s.sheet != nil {
		s.sheet.Grow(s.form.sizeNow(s.said.Label))
	}
}

// say says something at the foot.
func (s *recordSheet) say(text string, importance widget.Importance) {
	s.said.Say(text, importance)
	s.relayout()
}

// get reads all of the record: a list does not tell everything.
func (s *recordSheet) get() {
	s.work(true, s.env.T("shell.loading"))
	s.again.Hide()
	company, from := s.env.Console.Company, s.was
	screen.Ask(s.scope, "get", func(ctx context.Context) (model.Record, error) {
		return company.Get(ctx, s.list.connection, from)
	}, func(r model.Record, err error) {
		s.work(false, "")
		if err != nil {
			s.again.Show()
			s.say(panel.Why(s.env, named(err, s.list.words.field)), widget.DangerImportance)
			return
		}
		s.read = true
		s.enable()
		s.changed(r)
	})
}

// work shows that a back end is asked.
func (s *recordSheet) work(on bool, text string) {
	s.working = on
	s.busy.Hidden = !on
	if on {
		s.busy.Start()
	} else {
		s.busy.Stop()
	}
	s.busy.Refresh()
	s.say(text, widget.LowImportance)
	s.enable()
}

// enable shuts the buttons while the back end is asked. What is not wholly known
// can't be saved: the rest would be lost.
func (s *recordSheet) enable() {
	if s.save != nil {
		set(s.save, !s.working && s.read)
	}
	for _, b := range s.deeds {
		set(b, !s.working)
	}
}

func set(b *screen.Button, on bool) {
	if on {
		b.Enable()
	} else {
		b.Disable()
	}
}

// submit checks what was entered and hands it to the back end.
func (s *recordSheet) submit() {
	l := s.list
	if s.save == nil || s.working || !s.read {
		return
	}
	if s.was.ID != "" && !s.form.dirty() {
		s.close()
		return
	}
	check := func(fields []model.RecordField, values map[string]string) []app.FieldTrouble {
		return s.env.Console.Company.Check(l.schema, fields, values)
	}
	if !s.form.valid(check, l.words.problem) {
		s.say(s.env.T("company.wrong"), widget.DangerImportance)
		return
	}
	r := model.Record{Kind: l.schema.Kind, ID: s.was.ID, Values: s.form.entered()}
	was := s.was
	s.sending = true
	s.work(true, s.env.T("company.saving"))
	// The scope of the page: what was sent is told even when the sheet is closed.
	screen.Do(l.host.scope, "company/put", func(ctx context.Context) (model.Record, error) {
		return s.env.Console.Company.Put(ctx, l.connection, r, was)
	}, func(done model.Record, err error) { s.put(done, err) })
}

// put shows what became of what was sent.
func (s *recordSheet) put(r model.Record, err error) {
	l := s.list
	s.sending = false
	s.work(false, "")
	if err != nil {
		if s.sheet == nil {
			s.env.Fail(named(err, l.words.field))
			return
		}
		s.say(l.why(s.form, err), widget.DangerImportance)
		return
	}
	if r.Kind == l.schema.Kind {
		l.took(r)
	}
	made := s.was.ID == ""
	open := s.sheet != nil
	s.close()
	key := "company.changed"
	if made {
		key = "company.made"
	}
	s.env.Nav.Toast(s.env.T(key, "name", l.words.title(l.schema, r)))
	if made && open && r.ID != "" && l.tellsMore(r) {
		l.open(r)
	}
}

// tellsMore tells whether a record that was just made says something that a person
// wants at once: a code, an address, who failed.
func (l *recordList) tellsMore(r model.Record) bool {
	for _, f := range l.schema.Fields {
		if f.Told && r.Get(f.Key) != "" && (f.Type == model.FieldCode || f.Type == model.FieldURL || f.Type == model.FieldWords) {
			return true
		}
	}
	return false
}
