package screen

import (
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/ui/widgets"
)

// A focused Fyne input swallows every key. These let the console's own keys
// through: shortcuts, function keys and Esc go on to the canvas.

// PassKey hands a key that an input has no use for to the canvas, and tells
// whether it did.
func PassKey(o fyne.CanvasObject, key *fyne.KeyEvent) bool {
	switch key.Name {
	case fyne.KeyEscape, fyne.KeyF1:
	default:
		return false
	}
	widgets.PassKey(o, key)
	return true
}

// passShortcut hands a shortcut of the console to the canvas.
func passShortcut(o fyne.CanvasObject, shortcut fyne.Shortcut) bool {
	if _, custom := shortcut.(*desktop.CustomShortcut); !custom {
		return false
	}
	widgets.PassShortcut(o, shortcut)
	return true
}

// Entry is a text field that lets the console's keys through.
type Entry struct {
	widget.Entry
	OnKey   func(*fyne.KeyEvent) bool // sees keys first; true: taken
	OnFocus func(focused bool)
}

// NewEntry makes a single-line text field.
func NewEntry() *Entry {
	e := &Entry{}
	e.Wrapping = fyne.TextWrapOff
	e.ExtendBaseWidget(e)
	return e
}

// NewSearch makes a text field that keeps what is looked for in text, without the
// space around it, and searches whenever that is something else.
func NewSearch(hint string, text *string, search func()) *Entry {
	e := NewEntry()
	e.SetPlaceHolder(hint)
	e.OnChanged = func(typed string) {
		if typed = strings.TrimSpace(typed); typed != *text {
			*text = typed
			search()
		}
	}
	return e
}

// TypedKey is called by the toolkit.
func (e *Entry) TypedKey(key *fyne.KeyEvent) {
	if e.OnKey != nil && e.OnKey(key) || PassKey(e, key) {
		return
	}
	e.Entry.TypedKey(key)
}

// TypedShortcut is called by the toolkit.
func (e *Entry) TypedShortcut(shortcut fyne.Shortcut) {
	if !passShortcut(e, shortcut) {
		e.Entry.TypedShortcut(shortcut)
	}
}

// FocusGained is called by the toolkit.
func (e *Entry) FocusGained() {
	e.Entry.FocusGained()
	if e.OnFocus != nil {
		e.OnFocus(true)
	}
}

// FocusLost is called by the toolkit.
func (e *Entry) FocusLost() {
	e.Entry.FocusLost()
	if e.OnFocus != nil {
		e.OnFocus(false)
	}
}

// Button is a button that lets Esc and F1 through and is pressed by Enter too.
type Button struct{ widget.Button }

// NewButton makes a button; icon may be nil.
func NewButton(label string, icon fyne.Resource, tapped func()) *Button {
	b := &Button{}
	b.Text, b.Icon, b.OnTapped = label, icon, tapped
	b.ExtendBaseWidget(b)
	return b
}

// NewQuietButton makes a button without a background, for toolbars.
func NewQuietButton(label string, icon fyne.Resource, tapped func()) *Button {
	b := NewButton(label, icon, tapped)
	b.Importance = widget.LowImportance
	return b
}

// TypedKey is called by the toolkit.
func (b *Button) TypedKey(key *fyne.KeyEvent) {
	switch {
	case PassKey(b, key):
	case key.Name == fyne.KeyReturn || key.Name == fyne.KeyEnter:
		if !b.Disabled() && b.OnTapped != nil {
			b.OnTapped()
		}
	default:
		b.Button.TypedKey(key)
	}
}

// Select is a drop-down that lets Esc and F1 through.
type Select struct{ widget.Select }

// NewSelect makes a drop-down.
func NewSelect(options []string, changed func(string)) *Select {
	s := &Select{}
	s.Options, s.OnChanged = options, changed
	s.ExtendBaseWidget(s)
	return s
}

// TypedKey is called by the toolkit.
func (s *Select) TypedKey(key *fyne.KeyEvent) {
	if !PassKey(s, key) {
		s.Select.TypedKey(key)
	}
}

// Boxed draws the border of an input round a drop-down, which has none.
func Boxed(s *Select) fyne.CanvasObject {
	return container.NewStack(s, newBorder())
}

// border is the outline of an input; it lets the pointer through.
type border struct{ widget.BaseWidget }

func newBorder() *border {
	b := &border{}
	b.ExtendBaseWidget(b)
	return b
}

// CreateRenderer is called by the toolkit.
func (b *border) CreateRenderer() fyne.WidgetRenderer {
	r := &borderRenderer{border: b, line: canvas.NewRectangle(color.Transparent)}
	r.Refresh()
	return r
}

type borderRenderer struct {
	border *border
	line   *canvas.Rectangle
}

func (r *borderRenderer) Destroy()                     {}
func (r *borderRenderer) Layout(size fyne.Size)        { r.line.Resize(size) }
func (r *borderRenderer) MinSize() fyne.Size           { return fyne.Size{} }
func (r *borderRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.line} }
func (r *borderRenderer) Refresh() {
	th := r.border.Theme()
	r.line.StrokeWidth = th.Size(theme.SizeNameInputBorder)
	r.line.CornerRadius = th.Size(theme.SizeNameInputRadius)
	r.line.StrokeColor = th.Color(theme.ColorNameInputBorder, fyne.CurrentApp().Settings().ThemeVariant())
	r.line.Refresh()
}

// Check is a check box that lets Esc and F1 through.
type Check struct{ widget.Check }

// NewCheck makes a check box.
func NewCheck(label string, changed func(bool)) *Check {
	c := &Check{}
	c.Text, c.OnChanged = label, changed
	c.ExtendBaseWidget(c)
	return c
}

// TypedKey is called by the toolkit.
func (c *Check) TypedKey(key *fyne.KeyEvent) {
	if !PassKey(c, key) {
		c.Check.TypedKey(key)
	}
}
