package screen

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"seatdeck/ui/theme"
)

// TextButton is a word that can be pressed, for places too small for a button.
type TextButton struct {
	widget.BaseWidget
	OnTapped func()

	text             string
	colour           fyne.ThemeColorName
	before           fyne.CanvasObject // may be nil
	on               bool
	onlyClicked      bool
	hovered, focused bool
	back, ring       *canvas.Rectangle
	words            *canvas.Text
}

// NewTextButton makes one; before is drawn ahead of the words and may be nil.
func NewTextButton(text string, before fyne.CanvasObject, tapped func()) *TextButton {
	b := &TextButton{text: text, OnTapped: tapped, before: before, colour: theme.TextSecondary}
	b.back, b.ring, b.words = canvas.NewRectangle(nil), canvas.NewRectangle(nil), canvas.NewText("", nil)
	b.back.CornerRadius, b.ring.CornerRadius, b.ring.StrokeWidth = 4, 4, 2
	b.words.TextSize = theme.TextCaption + 0.5
	b.ExtendBaseWidget(b)
	return b
}

// Set changes the words and their colour.
func (b *TextButton) Set(text string, colour fyne.ThemeColorName) {
	if b.text == text && b.colour == colour {
		return
	}
	b.text, b.colour = text, colour
	b.Refresh()
}

// Text is what it says.
func (b *TextButton) Text() string { return b.text }

// SetOn shows that what the button stands for is chosen.
func (b *TextButton) SetOn(on bool) {
	if b.on != on {
		b.on = on
		b.Refresh()
	}
}

// On tells whether it is chosen.
func (b *TextButton) On() bool { return b.on }

// OnlyClicked keeps the button out of what Tab goes through: it stands in a row of
// a list, and the list has a key for it.
func (b *TextButton) OnlyClicked() *TextButton {
	b.onlyClicked = true
	return b
}

// Disabled tells the toolkit that the button takes no focus.
func (b *TextButton) Disabled() bool { return b.OnTapped == nil || b.onlyClicked }

// Disable and Enable are there for fyne.Disableable only.
func (b *TextButton) Disable() { b.OnTapped = nil }

// Enable does nothing: set OnTapped.
func (b *TextButton) Enable() {}

// Tapped is called by the toolkit.
func (b *TextButton) Tapped(*fyne.PointEvent) {
	if b.OnTapped != nil {
		b.OnTapped()
	}
}

// Cursor is called by the toolkit.
func (b *TextButton) Cursor() desktop.Cursor {
	if b.OnTapped == nil {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}

// MouseIn is called by the toolkit.
func (b *TextButton) MouseIn(*desktop.MouseEvent) { b.hovered = true; b.Refresh() }

// MouseMoved is called by the toolkit.
func (b *TextButton) MouseMoved(*desktop.MouseEvent) {}

// MouseOut is called by the toolkit.
func (b *TextButton) MouseOut() { b.hovered = false; b.Refresh() }

// FocusGained is called by the toolkit.
func (b *TextButton) FocusGained() { b.focused = true; b.Refresh() }

// FocusLost is called by the toolkit.
func (b *TextButton) FocusLost() { b.focused = false; b.Refresh() }

// TypedRune is called by the toolkit.
func (b *TextButton) TypedRune(rune) {}

// TypedKey is called by the toolkit.
func (b *TextButton) TypedKey(key *fyne.KeyEvent) {
	switch key.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		b.Tapped(nil)
	default:
		PassKey(b, key)
	}
}

// CreateRenderer is called by the toolkit.
func (b *TextButton) CreateRenderer() fyne.WidgetRenderer {
	r := &textButtonRenderer{b}
	r.Refresh()
	return r
}

type textButtonRenderer struct{ b *TextButton }

func (r *textButtonRenderer) Destroy() {}

func (r *textButtonRenderer) Objects() []fyne.CanvasObject {
	objects := []fyne.CanvasObject{r.b.back, r.b.words, r.b.ring}
	if r.b.before != nil {
		objects = append(objects, r.b.before)
	}
	return objects
}

func (r *textButtonRenderer) MinSize() fyne.Size {
	m := r.b.words.MinSize()
	width := m.Width + 4*Unit
	if r.b.before != nil && r.b.before.Visible() {
		width += r.b.before.MinSize().Width + Unit
	}
	return fyne.NewSize(width, max(m.Height+Unit, 6*Unit))
}

func (r *textButtonRenderer) Layout(size fyne.Size) {
	r.b.back.Resize(size)
	r.b.ring.Move(fyne.NewPos(1, 1))
	r.b.ring.Resize(size.SubtractWidthHeight(2, 2))
	x := 2 * Unit
	if o := r.b.before; o != nil && o.Visible() {
		m := o.MinSize()
		o.Move(fyne.NewPos(x, (size.Height-m.Height)/2))
		o.Resize(m)
		x += m.Width + Unit
	}
	m := r.b.words.MinSize()
	r.b.words.Move(fyne.NewPos(x, (size.Height-m.Height)/2))
	r.b.words.Resize(m)
}

func (r *textButtonRenderer) Refresh() {
	b := r.b
	b.words.Text = b.text
	b.words.Color = theme.Current(b.colour)
	b.back.Hidden = !b.hovered && !b.on
	b.back.FillColor = theme.Current(theme.RowHover)
	if b.on {
		b.back.FillColor = theme.Current(theme.RowSelected)
		b.words.Color = theme.Current(theme.AccentText)
	}
	b.back.Hidden = b.back.Hidden || b.OnTapped == nil
	b.ring.StrokeColor = theme.Current(theme.FocusRing)
	b.ring.Hidden = !b.focused
	r.Layout(b.Size())
	canvas.Refresh(b)
}
