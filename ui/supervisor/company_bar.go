package supervisor

import (
	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
)

// recordBar is what can be done with the list and with the record in the ring.
type recordBar struct {
	list   *recordList
	object *fyne.Container
	ringed []*screen.Button // those that want a record
}

func newRecordBar(l *recordList) *recordBar {
	t := l.host.env.T
	b := &recordBar{list: l, object: screen.Wrap(1)}
	withRinged := func(label string, do func(model.Record)) {
		one := screen.NewButton(label, nil, func() {
			if r, ok := l.ringed(); ok {
				do(r)
			}
		})
		b.ringed = append(b.ringed, one)
		b.object.Add(one)
	}
	if l.schema.Create {
		one := screen.NewButton(t("company.new"), fynetheme.ContentAddIcon(), l.create)
		one.Importance = widget.HighImportance
		b.object.Add(one)
	}
	open := t("company.open")
	if l.schema.Edit {
		open = t("company.edit")
	}
	withRinged(open, func(r model.Record) { l.open(r) })
	for _, a := range l.schema.Actions {
		withRinged(l.words.action(a.Key), func(r model.Record) { l.act(r, a, nil) })
	}
	if l.schema.Delete {
		withRinged(t("company.delete"), func(r model.Record) { l.remove(r, nil) })
	}
	again := screen.NewButton("", fynetheme.ViewRefreshIcon(), l.read)
	b.object.Add(again)
	columns := screen.NewTextButton(t("manager.columns.open"), nil, l.columns.Choose)
	b.object.Add(screen.MinSize(columns, 0, again.MinSize().Height)) // in line with the others
	b.enable()
	return b
}

func (b *recordBar) enable() {
	_, ok := b.list.ringed()
	for _, one := range b.ringed {
		if ok {
			one.Enable()
		} else {
			one.Disable()
		}
	}
}

// recordFilter is what a list is narrowed by, or has to be asked by.
type recordFilter struct {
	list   *recordList
	object *fyne.Container
	form   []*filterPart
	wrong  *widget.Label
}

type filterPart struct {
	field model.RecordField
	input *input
}

// filterWidth is the room for a value of a filter.
func filterWidth(f model.RecordField) float32 {
	switch f.Type {
	case model.FieldSwitch:
		return 64
	case model.FieldDay, model.FieldChoice, model.FieldNumber:
		return 124
	}
	return 232
}

func newRecordFilter(l *recordList) *recordFilter {
	f := &recordFilter{list: l, object: screen.Wrap(2), wrong: screen.Note("")}
	f.wrong.Importance, f.wrong.Wrapping = widget.DangerImportance, fyne.TextWrapOff
	m := &inputs{env: l.host.env, scope: l.host.scope, words: l.words, names: l.names, label: l.words.field, value: f.value}
	for _, field := range l.schema.Filter {
		p := &filterPart{field: field}
		at := field.Type
		p.input = m.enter(field, func() {
			switch at {
			case model.FieldText, model.FieldNumber, model.FieldURL, model.FieldTime, model.FieldDay, model.FieldLong, model.FieldWords, model.FieldSpan:
			default:
				l.read() // what is typed waits for Enter
			}
		})
		if e, ok := p.input.focus.(*screen.Entry); ok {
			e.OnSubmitted = func(string) { l.read() }
		}
		p.input.set(field.Default)
		f.form = append(f.form, p)
		f.object.Add(screen.Row(0.5, widget.NewLabel(l.words.heading(field.Key)), screen.Width(p.input.object, filterWidth(field))))
	}
	f.object.Add(screen.NewButton(l.host.env.T("company.ask"), fynetheme.SearchIcon(), l.read))
	f.object.Add(f.wrong)
	return f
}

func (f *recordFilter) value(key string) string { return f.values()[key] }

func (f *recordFilter) values() map[string]string {
	values := map[string]string{}
	for _, p := range f.form {
		if v := p.input.get(); v != "" {
			values[p.field.Key] = v
		}
	}
	return values
}

// valid says what is wrong with what is asked by.
func (f *recordFilter) valid() bool {
	text, missing := "", false
	for _, p := range f.form {
		if p.input.problem != nil && p.input.problem() != "" {
			text = p.input.problem()
		}
	}
	if text == "" && f.list.parent == "" { // what belongs to one record needs no more
		for _, p := range f.list.host.env.Console.Company.Check(f.list.schema, f.list.schema.Filter, f.values()) {
			missing = missing || p.Problem == "required" // the list says so
			if text == "" && p.Problem != "required" {
				text = f.list.words.heading(p.Key) + ": " + f.list.words.problem(p)
			}
		}
	}
	f.wrong.SetText(text)
	f.wrong.Hidden = text == ""
	f.object.Refresh()
	return text == "" && !missing
}
