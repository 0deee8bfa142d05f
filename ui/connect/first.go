package connect

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
)

// First is the screen of a console without any connection: what this is, and
// the form to begin with.
type First struct {
	Object fyne.CanvasObject
	scope  *screen.Scope
	editor *editor
}

// NewFirst makes the first-run screen. The shell takes it away once there is a
// connection.
func NewFirst(env *screen.Env) *First {
	f := &First{scope: env.Scope()}
	f.editor = newEditor(env, f.scope, env.Console.Connections.Kinds(), nil, nil)
	f.editor.onResize = func() { f.Object.Refresh() }
	f.editor.form.OnResize = f.editor.onResize
	f.editor.onSaved = func() { env.Nav.Toast(env.T("connect.saved")) }
	title := widget.NewLabelWithStyle(env.T("connect.first.title"), fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	title.SizeName = fynetheme.SizeNameHeadingText
	buttons := container.NewHBox(screen.MinSize(f.editor.test, 80, 0), screen.MinSize(f.editor.save, 80, 0))
	card := screen.Column(2,
		title,
		screen.Note(env.T("connect.first.text")),
		f.editor.form.Object,
		screen.LabelRow("", buttons),
		f.editor.line, // below: what it says must not move what is about to be clicked
	)
	box := container.NewStack(
		screen.NewFill(fynetheme.ColorNameOverlayBackground, 8),
		screen.Inset(container.NewVScroll(screen.Inset(card, 0, 3, 0, 0)), 5, 4, 5, 6),
	)
	f.Object = container.NewStack(screen.NewFill(theme.Sidebar, 0), container.New(&cardLayout{width: 640, content: card}, box))
	return f
}

// Focus puts the cursor into the first field that needs it.
func (f *First) Focus(c fyne.Canvas) {
	if first := f.editor.form.First(); first != nil {
		c.Focus(first)
	}
}

// Close ends what the screen started.
func (f *First) Close() { f.scope.Close() }

// cardLayout centres one object of a fixed width. Its top stays where it is when
// it grows, so that nothing moves under the pointer.
type cardLayout struct {
	width   float32
	content fyne.CanvasObject
}

func (l *cardLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(320, 240) }

func (l *cardLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	w := min(l.width, size.Width-8*screen.Unit)
	h := min(l.content.MinSize().Height+12*screen.Unit, size.Height-8*screen.Unit)
	const usual = 120 * screen.Unit // the height of the form with all its parts
	top := max((size.Height-max(h, usual))/3, 4*screen.Unit)
	for _, o := range objects {
		o.Move(fyne.NewPos((size.Width-w)/2, top))
		o.Resize(fyne.NewSize(w, h))
	}
}
