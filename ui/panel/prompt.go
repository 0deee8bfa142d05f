package panel

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"seatdeck/ui/screen"
	"seatdeck/ui/widgets"
)

// Question asks for a text that something is then done with. What was typed stays
// until that worked.
type Question struct {
	Title, Label, Hint string
	Value              string            // to begin with
	Yes                string            // words of the button
	Limit              int               // in characters
	Lines              int               // more than one: a text of several lines
	Blank              bool              // may be empty
	Same               bool              // may stay as it was
	Below              fyne.CanvasObject // what else is to be chosen; may be nil
}

// Ask shows the question; do is asked off the UI goroutine, done is called once it
// worked.
func (q Question) Ask(env *screen.Env, do func(ctx context.Context, text string) error, done func(text string)) {
	t, scope := env.T, env.Scope()
	said := NewNotice()
	var sheet *screen.Sheet
	working := false
	cancel := screen.NewButton(t("shell.cancel"), nil, func() { sheet.Leave() })
	yes := screen.NewButton(q.Yes, nil, nil)
	yes.Importance = widget.HighImportance
	in := newInput(q)
	in.check = func(text string) string {
		if n := len([]rune(text)); n > q.Limit {
			return t("panel.toolong", "n", q.Limit, "now", n)
		}
		return ""
	}
	ready := func() bool {
		text := in.text()
		return in.check(text) == "" && (q.Blank || text != "") && (q.Same || text != q.Value)
	}
	in.edited = func() {
		enable(yes, ready())
	}
	yes.OnTapped = func() {
		if !ready() || yes.Disabled() {
			return
		}
		text := in.text()
		working = true
		yes.Disable()
		said.Say(t("panel.working"), widget.LowImportance)
		scope.Act("ask", func(ctx context.Context) error { return do(ctx, text) }, func(err error) {
			working = false
			if err != nil {
				in.edited()
				said.Fail(env, err)
				sheet.Fit()
				return
			}
			sheet.Close()
			done(text)
		})
	}
	in.submit(yes.OnTapped)
	in.edited()
	body := screen.Column(1, in.object)
	if q.Below != nil {
		body.Add(q.Below)
	}
	body.Add(said.Label)
	sheet = env.Sheets.Show(screen.Form{
		Title: q.Title, Size: fyne.NewSize(480, 0), Focus: in.focus(),
		Body: body, Buttons: []fyne.CanvasObject{cancel, yes}, Submit: yes.OnTapped,
	})
	sheet.OnClose = scope.Close
	edited := screen.Since(func() any { return in.text() })
	env.Guard(sheet, func() bool { return !working && edited() })
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
	area   *Area
}

func newInput(q Question) *input {
	in := &input{}
	if q.Lines > 1 {
		in.area = NewArea(q.Lines)
		in.area.SetText(q.Value)
		wrong := NewNotice()
		in.area.OnChanged = func(text string) {
			wrong.Say(in.check(text), widget.DangerImportance)
			in.edited()
		}
		in.object = screen.Column(0, widget.NewLabel(q.Label), in.area, screen.Note(q.Hint), wrong.Label)
		return in
	}
	in.field = screen.NewField(q.Label, q.Hint, false, false)
	in.field.Entry.SetText(q.Value)
	in.field.Entry.CursorColumn = len([]rune(q.Value))
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
	if in.area == nil {
		in.field.Entry.OnSubmitted = func(string) { do() }
	}
}

// Area is a text of several lines that lets the console's keys through. Tab goes
// on to what comes next; Ctrl+Enter submits the sheet.
type Area struct{ widget.Entry }

// NewArea makes one that shows so many lines.
func NewArea(lines int) *Area {
	a := &Area{}
	a.MultiLine = true
	a.Wrapping = fyne.TextWrapBreak
	a.ExtendBaseWidget(a)
	a.SetMinRowsVisible(lines)
	return a
}

// AcceptsTab is called by the toolkit.
func (a *Area) AcceptsTab() bool { return false }

// TypedKey is called by the toolkit.
func (a *Area) TypedKey(key *fyne.KeyEvent) {
	if !screen.PassKey(a, key) {
		a.Entry.TypedKey(key)
	}
}

// TypedShortcut is called by the toolkit.
func (a *Area) TypedShortcut(shortcut fyne.Shortcut) {
	if _, custom := shortcut.(*desktop.CustomShortcut); custom {
		widgets.PassShortcut(a, shortcut)
		return
	}
	a.Entry.TypedShortcut(shortcut)
}
