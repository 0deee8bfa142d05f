package connect

import (
	"context"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app"
	"seatdeck/app/model"
	"seatdeck/ui/screen"
)

func itoa(n int) string { return strconv.Itoa(n) }

// editor is a form with its test and save buttons, joined to the app.
type editor struct {
	env    *screen.Env
	scope  *screen.Scope
	form   *Form
	edited *model.Connection

	test, save *screen.Button
	busy       *widget.Activity
	result     *widget.Label
	line       fyne.CanvasObject
	working    bool
	onSaved    func()
	onResize   func()
}

func newEditor(env *screen.Env, scope *screen.Scope, kinds []app.KindSpec, edited *model.Connection, taken []string) *editor {
	e := &editor{env: env, scope: scope, edited: edited}
	e.form = NewForm(env, kinds, edited, taken)
	e.test = screen.NewButton(env.T("connect.test"), nil, e.onTest)
	e.save = screen.NewButton(env.T("connect.save"), nil, e.onSave)
	e.save.Importance = widget.HighImportance
	e.busy = widget.NewActivity()
	e.busy.Hide()
	e.result = screen.Wrapped("")
	e.result.Hide()
	e.line = container.NewBorder(nil, nil, e.busy, nil, e.result)
	e.form.OnChange = e.changed
	e.changed()
	return e
}

func (e *editor) changed() {
	e.enable()
	e.scope.Forget("test")
	if e.working {
		e.setBusy(false)
	}
	e.say("", widget.MediumImportance)
}

func (e *editor) enable() {
	for _, b := range []*screen.Button{e.test, e.save} {
		if e.form.Valid() && !e.working {
			b.Enable()
		} else {
			b.Disable()
		}
	}
}

func (e *editor) setBusy(busy bool) {
	e.working = busy
	if busy {
		e.busy.Show()
		e.busy.Start()
	} else {
		e.busy.Stop()
		e.busy.Hide()
	}
	e.enable()
}

func (e *editor) say(text string, importance widget.Importance) {
	if text == "" {
		e.result.Hide()
		e.result.SetText("")
		return
	}
	e.result.Importance = importance
	e.result.Show()
	e.result.SetText(text)
	if e.onResize != nil {
		e.onResize()
	}
}

func (e *editor) onTest() {
	if !e.form.Valid() {
		e.form.Reveal()
		return
	}
	if e.form.NeedsSecret() {
		e.say(e.env.T("connect.test.secret"), widget.WarningImportance)
		return
	}
	value := e.form.Value()
	e.setBusy(true)
	e.say(e.env.T("connect.testing"), widget.MediumImportance)
	connections := e.env.Console.Connections
	screen.Ask(e.scope, "test", func(ctx context.Context) (struct{}, error) {
		if e.edited != nil && value.Secret == "" {
			return struct{}{}, connections.Test(ctx, e.edited.ID)
		}
		return struct{}{}, connections.TestNew(ctx, value)
	}, func(_ struct{}, err error) {
		e.setBusy(false)
		if err != nil {
			e.failed(err)
			return
		}
		e.say(e.env.T("connect.works"), widget.SuccessImportance)
	})
}

func (e *editor) onSave() {
	if !e.form.Valid() {
		e.form.Reveal()
		return
	}
	value := e.form.Value()
	e.setBusy(true)
	e.say(e.env.T("connect.saving"), widget.MediumImportance)
	connections := e.env.Console.Connections
	e.scope.Act("save", func(ctx context.Context) error {
		if e.edited != nil {
			return connections.Update(ctx, e.edited.ID, value)
		}
		_, err := connections.Add(ctx, value)
		return err
	}, func(err error) {
		e.setBusy(false)
		if err != nil {
			e.failed(err)
			return
		}
		if e.onSaved != nil {
			e.onSaved()
		}
	})
}

// failed says what went wrong, of a field at the field itself.
func (e *editor) failed(err error) {
	text := e.env.TroubleNext(err)
	if e.form.Refused(err) {
		text = e.env.T("connect.wrong")
	}
	e.say(text, widget.DangerImportance)
}

// Open shows the form of a connection in a dialog: id 0 for a new one. Option
// names one to put the cursor into, "" for the first field that needs it.
func Open(env *screen.Env, id model.ConnectionID, option string) {
	scope := env.Scope()
	screen.Ask(scope, "open", func(ctx context.Context) ([]app.ConnectionView, error) {
		return env.Console.Connections.List(ctx)
	}, func(list []app.ConnectionView, err error) {
		if err != nil {
			env.Fail(err)
			return
		}
		var edited *model.Connection
		var taken []string
		for _, v := range list {
			if v.Connection.ID == id {
				edited = &v.Connection
				continue
			}
			taken = append(taken, v.Connection.Name)
		}
		openSheet(env, scope, edited, taken, option)
	})
}

func openSheet(env *screen.Env, scope *screen.Scope, edited *model.Connection, taken []string, option string) {
	e := newEditor(env, scope, env.Console.Connections.Kinds(), edited, taken)
	title := env.T("connect.add")
	if edited != nil {
		title = env.T("connect.edit", "name", edited.Name)
	}
	focus := e.form.First()
	if option != "" {
		focus = e.form.ShowOptions(option)
	}
	var sheet *screen.Sheet
	cancel := screen.NewButton(env.T("shell.cancel"), nil, func() { sheet.Leave() })
	body := container.NewVScroll(screen.Inset(screen.Column(2, e.form.Object, e.line), 0, 3, 0, 0))
	sheet = env.Sheets.Show(screen.Form{
		Title: title, Body: body, Size: fyne.NewSize(600, 440), Focus: focus,
		Left: []fyne.CanvasObject{e.test}, Buttons: []fyne.CanvasObject{cancel, e.save},
	})
	e.onResize = func() { body.Content.Refresh(); body.ScrollToBottom() }
	e.onSaved = func() {
		sheet.Close()
		env.Nav.Toast(env.T("connect.saved"))
	}
	env.Guard(sheet, screen.Since(func() any { return e.form.Value() }))
	sheet.OnClose = scope.Close
}
