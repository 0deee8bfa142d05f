package panel

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"seatdeck/ui/screen"
	"seatdeck/ui/widgets"
)

// question asks for a text that something is then done with. What was typed stays
// until that worked.
type question struct {
	title, label, hint string
	value              string // to begin with
	yes                string // words of the button
	limit              int    // in characters
	lines              int    // more than one: a text of several lines
	blank              bool   // may be empty
	same               bool   // may stay as it was
}

// ask shows the question; do is asked off the UI goroutine, done is called once it
// worked.
func (q question) ask(env *screen.Env, do func(ctx context.Context, text string) error, done func(text string)) {
	t, scope := env.T, env.Scope()
	said := newNotice()
	var sheet *screen.Sheet
	cancel := screen.NewButton(t("shell.cancel"), nil, func() { sheet.Close() })
	yes := screen.NewButton(q.yes, nil, nil)
	yes.Importance = widget.HighImportance
	in := newInput(q)
	in.check = func(text string) string {
		if n := len([]rune(text)); n > q.limit {
			return t("panel.toolong", "n", q.limit, "now", n)
		}
		return ""
	}
	ready := func() bool {
		text := in.text()
		return in.check(text) == "" && (q.blank || text != "") && (q.same || text != q.value)
	}
	in.edited = func() {
		enable(yes, ready())
	}
	yes.OnTapped = func() {
		if !ready() || yes.Disabled() {
			return
		}
		text := in.text()
		yes.Disable()
		said.say(t("panel.working"), widget.LowImportance)
		scope.Act("ask", func(ctx context.Context) error { return do(ctx, text) }, func(err error) {
			if err != nil {
				in.edited()
				said.fail(env, err)
				sheet.Fit()
				return
			}
			sheet.Close()
			done(text)
		})
	}
	in.submit(yes.OnTapped)
	in.edited()
	sheet = env.Sheets.Show(screen.Form{
		Title: q.title, Size: fyne.NewSize(480, 0), Focus: in.focus(),
		Body: screen.Column(1, in.object, said.label), Buttons: []fyne.CanvasObject{cancel, yes},
	})
	sheet.OnClose = scope.Close
	sheet.Fit()
}

func enable(b *screen.Button, on bool) {
	if on {
		b.Enable()
	} else {
		b.Disable()
	}
}

// input is the field of a question: one line or several.
type input struct {
	object fyne.CanvasObject
	check  func(text string) string
	edited func()
	field  *screen.Field
	area   *area
}

func newInput(q question) *input {
	in := &input{}
	if q.lines > 1 {
		in.area = newArea(q.lines)
		in.area.SetText(q.value)
		wrong := newNotice()
		in.area.OnChanged = func(text string) {
			wrong.say(in.check(text), widget.DangerImportance)
			in.edited()
		}
		in.object = screen.Column(0, widget.NewLabel(q.label), in.area, screen.Note(q.hint), wrong.label)
		return in
	}
	in.field = screen.NewField(q.label, q.hint, false, false)
	in.field.Entry.SetText(q.value)
	in.field.Entry.CursorColumn = len([]rune(q.value))
	in.field.Check = func(v string) string { return in.check(v) }
	in.field.OnEdit = func() {
		if in.field.Problem() != "" {
			in.field.Reveal()
		}
		in.edited()
	}
	in.object = in.field.Object
	return in
}

func (in *input) text() string {
	if in.area != nil {
		return in.area.Text
	}
	return in.field.Value()
}

func (in *input) focus() fyne.Focusable {
	if in.area != nil {
		return in.area
	}
	return in.field.Entry
}

func (in *input) submit(do func()) {
	if in.area != nil {
		in.area.onSubmit = do
		return
	}
	in.field.Entry.OnSubmitted = func(string) { do() }
}

// area is a text of several lines that lets the console's keys through. Tab goes
// on to what comes next; Ctrl+Enter does what the main button does.
type area struct {
	widget.Entry
	onSubmit func()
}

func newArea(lines int) *area {
	a := &area{}
	a.MultiLine = true
	a.Wrapping = fyne.TextWrapBreak
	a.ExtendBaseWidget(a)
	a.SetMinRowsVisible(lines)
	return a
}

// AcceptsTab is called by the toolkit.
func (a *area) AcceptsTab() bool { return false }

// TypedKey is called by the toolkit.
func (a *area) TypedKey(key *fyne.KeyEvent) {
	if !screen.PassKey(a, key) {
		a.Entry.TypedKey(key)
	}
}

// TypedShortcut is called by the toolkit.
func (a *area) TypedShortcut(shortcut fyne.Shortcut) {
	custom, ok := shortcut.(*desktop.CustomShortcut)
	switch {
	case !ok:
		a.Entry.TypedShortcut(shortcut)
	case custom.Modifier == fyne.KeyModifierShortcutDefault && (custom.KeyName == fyne.KeyReturn || custom.KeyName == fyne.KeyEnter):
		a.onSubmit()
	default:
		widgets.PassShortcut(a, shortcut)
	}
}
