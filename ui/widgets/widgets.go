// Package widgets holds the reusable parts of the screens. They only show what
// they are given and call back; none of them asks the network or a disk.
package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/ui/theme"
)

// Dispatcher runs a function on the UI goroutine, later or at once. Goroutines
// of a widget reach it in no other way. In the program it is fyne.Do.
type Dispatcher func(func())

// painter is a renderer made of functions; layout and refresh may be nil.
type painter struct {
	objects []fyne.CanvasObject
	min     func() fyne.Size
	layout  func(fyne.Size)
	refresh func()
}

func (p *painter) Destroy()                     {}
func (p *painter) Objects() []fyne.CanvasObject { return p.objects }
func (p *painter) MinSize() fyne.Size           { return p.min() }
func (p *painter) Layout(size fyne.Size) {
	if p.layout != nil {
		p.layout(size)
	}
}

func (p *painter) Refresh() {
	if p.refresh != nil {
		p.refresh()
	}
	for _, o := range p.objects {
		canvas.Refresh(o)
	}
}

func newPainter(p *painter) *painter {
	if p.refresh != nil {
		p.refresh()
	}
	return p
}

func colour(w fyne.Widget, name fyne.ThemeColorName) color.Color {
	return fynetheme.ColorForWidget(name, w)
}

func place(o fyne.CanvasObject, x, y, width, height float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(width, height))
}

func newText(size float32, bold bool) *canvas.Text {
	t := canvas.NewText("", color.Transparent)
	t.TextSize = size
	t.TextStyle.Bold = bold
	return t
}

// pressable is what can be pressed with the pointer, Enter or Space, and shows
// that it is under the pointer or has the keyboard. Widgets embed it.
type pressable struct {
	widget.BaseWidget
	OnTapped func()

	hovered, focused bool
}

func (p *pressable) Tapped(*fyne.PointEvent) {
	if p.OnTapped != nil {
		p.OnTapped()
	}
}

func (p *pressable) Cursor() desktop.Cursor { return desktop.PointerCursor }

func (p *pressable) MouseIn(*desktop.MouseEvent)    { p.hovered = true; p.Refresh() }
func (p *pressable) MouseMoved(*desktop.MouseEvent) {}
func (p *pressable) MouseOut()                      { p.hovered = false; p.Refresh() }
func (p *pressable) FocusGained()                   { p.focused = true; p.Refresh() }
func (p *pressable) FocusLost()                     { p.focused = false; p.Refresh() }
func (p *pressable) TypedRune(rune)                 {}

func (p *pressable) TypedKey(key *fyne.KeyEvent) {
	switch key.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		p.Tapped(nil)
	}
}

// PassKey hands a key that a focused widget has no use for to the window, which
// hears it only while nothing has the focus.
func PassKey(w fyne.CanvasObject, key *fyne.KeyEvent) {
	c := fyne.CurrentApp().Driver().CanvasForObject(w)
	if c != nil && c.OnTypedKey() != nil {
		c.OnTypedKey()(key)
	}
}

// PassShortcut does the same with a shortcut.
func PassShortcut(w fyne.CanvasObject, shortcut fyne.Shortcut) {
	if c, ok := fyne.CurrentApp().Driver().CanvasForObject(w).(fyne.Shortcutable); ok {
		c.TypedShortcut(shortcut)
	}
}

// ring draws the focus round a widget.
func newRing(radius float32) *canvas.Rectangle {
	r := canvas.NewRectangle(color.Transparent)
	r.StrokeWidth = 2
	r.CornerRadius = radius
	return r
}

func setRing(r *canvas.Rectangle, w fyne.Widget, focused bool) {
	r.StrokeColor = color.Transparent
	if focused {
		r.StrokeColor = colour(w, theme.FocusRing)
	}
}
