package supervisor

import (
	"context"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app"
	"seatdeck/app/model"
	"seatdeck/ui/panel"
	"seatdeck/ui/screen"
)

// remove deletes a record after a question; done is called once it is gone, and may
// be nil.
func (l *recordList) remove(r model.Record, done func()) {
	env := l.host.env
	t, title := env.T, l.words.title(l.schema, r)
	env.Confirm(t("company.delete.title", "kind", l.words.name(), "name", title), t("company.delete.text"), t("company.delete.yes"), func() {
		l.host.scope.Act("company/delete", func(ctx context.Context) error {
			return env.Console.Company.Delete(ctx, l.connection, r)
		}, func(err error) {
			if err != nil {
				env.Fail(named(err, l.words.field))
				return
			}
			l.lost(r.ID)
			env.Nav.Toast(t("company.deleted", "name", title))
			if done != nil {
				done()
			}
		})
	})
}

// acted is what an action came to.
type acted struct {
	record model.Record
	file   *model.RecordFile
}

// act does an action with a record: what it wants to know is asked first, and
// whether it is meant. Changed is called with the record as it is then; may be nil.
func (l *recordList) act(r model.Record, a model.RecordAction, changed func(model.Record)) {
	switch {
	case len(a.Fields) > 0:
		l.askFor(r, a, changed)
	case a.Confirm:
		l.confirm(r, a, func() { l.perform(r, a, nil, changed, nil) })
	default:
		l.perform(r, a, nil, changed, nil)
	}
}

// confirm asks whether an action that can't be undone is meant.
func (l *recordList) confirm(r model.Record, a model.RecordAction, do func()) {
	env := l.host.env
	label := l.words.deed(a.Key)
	env.Confirm(env.T("company.do.title", "do", label), env.T("company.do.text", "name", l.words.title(l.schema, r)), label, do)
}

// why says what went wrong: of a field that is in sight at the field itself.
func (l *recordList) why(form *recordForm, err error) string {
	if form.refused(err) {
		return l.host.env.T("company.wrong")
	}
	return panel.Why(l.host.env, named(err, form.inputs.label))
}

// askFor asks what an action wants to know. What was entered stays until it worked.
func (l *recordList) askFor(r model.Record, a model.RecordAction, changed func(model.Record)) {
	env, scope := l.host.env, l.host.env.Scope()
	t, label := env.T, l.words.deed(a.Key)
	title := func() string { return l.words.title(l.schema, r) }
	form := newRecordForm(l.inputs(scope, title, func(key string) (string, string) { return l.words.asked(a.Key, key) }), a.Fields, false, false)
	said := panel.NewNotice()
	var sheet *screen.Sheet
	frame := container.NewStack()
	fit := func() {
		frame.Refresh()
		if sheet != nil {
			sheet.Grow(form.sizeNow(said.Label))
		}
	}
	say := func(text string, importance widget.Importance) {
		said.Say(text, importance)
		fit()
	}
	yes := screen.NewButton(label, nil, nil)
	yes.Importance = widget.HighImportance
	if a.Confirm {
		yes.Importance = widget.DangerImportance
	}
	check := func(fields []model.RecordField, values map[string]string) []app.FieldTrouble {
		return env.Console.Company.Check(l.schema, fields, values)
	}
	run := func(with map[string]string) {
		yes.Disable()
		say(t("company.saving"), widget.LowImportance)
		l.perform(r, a, with, changed, func(err error) bool {
			if sheet == nil {
				return false
			}
			yes.Enable()
			if err == nil {
				sheet.Close()
				return true
			}
			say(l.why(form, err), widget.DangerImportance)
			return true
		})
	}
	submit := func() {
		if yes.Disabled() || !form.valid(check, l.words.problem) {
			return
		}
		with := form.entered()
		if a.Confirm {
			l.confirm(r, a, func() { run(with) })
			return
		}
		run(with)
	}
	yes.OnTapped = submit
	form.edited = func() { say("", widget.MediumImportance) }
	cancel := screen.NewButton(t("shell.cancel"), nil, func() { sheet.Leave() })
	form.start()
	scroll := container.NewVScroll(screen.Inset(form.object, 0, 3, 0, 0))
	form.resized = func() {
		scroll.Content.Refresh()
		fit()
	}
	frame.Objects = []fyne.CanvasObject{screen.Dock(nil, said.Label, nil, nil, scroll)}
	sheet = env.Sheets.Show(screen.Form{
		Title: label + " · " + title(), Size: form.sizeIn(560), Focus: form.first(), Submit: submit,
		Body: frame, Buttons: []fyne.CanvasObject{cancel, yes},
	})
	env.Guard(sheet, func() bool { return form.dirty() && !yes.Disabled() })
	sheet.OnClose = func() {
		sheet = nil
		form.close()
		scope.Close()
	}
}

// perform does an action and shows what it came to. Told sees first whether it
// worked; false, or nil: nobody there has said so.
func (l *recordList) perform(r model.Record, a model.RecordAction, with map[string]string, changed func(model.Record), told func(error) bool) {
	env := l.host.env
	screen.Do(l.host.scope, "company/act", func(ctx context.Context) (acted, error) {
		record, file, err := env.Console.Company.Act(ctx, l.connection, r, a.Key, with)
		return acted{record, file}, err
	}, func(done acted, err error) {
		said := told != nil && told(err)
		if err != nil {
			if !said {
				env.Fail(named(err, l.words.field))
			}
			return
		}
		env.Nav.Toast(env.T("company.did", "do", l.words.deed(a.Key)))
		if done.file != nil {
			saveFile(env, *done.file)
		}
		if a.Confirm {
			l.read() // what can't be undone may have changed others too
		} else {
			l.took(done.record)
		}
		if changed != nil {
			changed(done.record)
		}
	})
}

// saveFile asks where a file that an action gave is to be put.
func saveFile(env *screen.Env, file model.RecordFile) {
	name := savedName(file.Name)
	q := screen.FileQuestion{Title: env.T("company.file.title"), Confirm: env.T("company.save"), Save: true, Name: name}
	if ext := filepath.Ext(name); ext != "" {
		q.Extensions = []string{ext}
	}
	env.AskFile(q, func(path string) {
		scope := env.Scope()
		scope.Act("save", func(context.Context) error { return writeFile(path, file.Data) }, func(err error) {
			scope.Close()
			if err != nil {
				env.Fail(err)
				return
			}
			// The folder: what a back end sends is never started.
			openSaved(env, path, env.T("company.file.done"), env.T("company.open.folder"), filepath.Dir(path))
		})
	})
}
