package screen

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Unit is the one spacing unit of the console.
const Unit float32 = 4

// MinSize wraps an object so that it is never smaller than the size given.
func MinSize(o fyne.CanvasObject, width, height float32) fyne.CanvasObject {
	return container.New(&boundsLayout{min: fyne.NewSize(width, height)}, o)
}

// Width wraps an object so that it asks for exactly that width.
func Width(o fyne.CanvasObject, width float32) fyne.CanvasObject {
	return container.New(&boundsLayout{min: fyne.NewSize(width, 0), exact: true}, o)
}

type boundsLayout struct {
	min   fyne.Size
	exact bool // min.Width is also the most that is asked for
}

func (l *boundsLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.NewPos(0, 0))
		o.Resize(size)
	}
}

func (l *boundsLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := l.min
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		m := o.MinSize()
		if !l.exact {
			size.Width = max(size.Width, m.Width)
		}
		size.Height = max(size.Height, m.Height)
	}
	return size
}

// Inset puts space around an object, in units.
func Inset(o fyne.CanvasObject, top, right, bottom, left float32) fyne.CanvasObject {
	return container.New(&insetLayout{top * Unit, right * Unit, bottom * Unit, left * Unit}, o)
}

type insetLayout struct{ top, right, bottom, left float32 }

func (l *insetLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.NewPos(l.left, l.top))
		o.Resize(fyne.NewSize(size.Width-l.left-l.right, size.Height-l.top-l.bottom))
	}
}

func (l *insetLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, o := range objects {
		if o.Visible() {
			size = size.Max(o.MinSize())
		}
	}
	return size.AddWidthHeight(l.left+l.right, l.top+l.bottom)
}

// Column stacks objects with a gap of so many units; hidden ones take no room.
func Column(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&flowLayout{gap: gap * Unit}, objects...)
}

// Row puts objects side by side with a gap of so many units, each as wide as it
// asks and centred in height.
func Row(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&flowLayout{gap: gap * Unit, across: true}, objects...)
}

type flowLayout struct {
	gap    float32
	across bool
}

func (l *flowLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	var at float32
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		m := o.MinSize()
		if l.across {
			o.Move(fyne.NewPos(at, (size.Height-m.Height)/2))
			o.Resize(m)
			at += m.Width + l.gap
			continue
		}
		// The height of text that wraps is known once its width is.
		o.Resize(fyne.NewSize(size.Width, m.Height))
		m = o.MinSize()
		o.Move(fyne.NewPos(0, at))
		o.Resize(fyne.NewSize(size.Width, m.Height))
		at += m.Height + l.gap
	}
}

func (l *flowLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	var gap float32
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		m := o.MinSize()
		if l.across {
			size = fyne.NewSize(size.Width+gap+m.Width, max(size.Height, m.Height))
		} else {
			size = fyne.NewSize(max(size.Width, m.Width), size.Height+gap+m.Height)
		}
		gap = l.gap
	}
	return size
}

// Heading is a title in medium weight.
func Heading(text string) *widget.Label {
	l := widget.NewLabelWithStyle(text, fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	l.Truncation = fyne.TextTruncateEllipsis
	return l
}

// Note is a grey, smaller text that wraps.
func Note(text string) *widget.Label {
	l := widget.NewLabel(text)
	l.Wrapping = fyne.TextWrapWord
	l.Importance = widget.LowImportance
	l.SizeName = theme.SizeNameCaptionText
	return l
}

// Wrapped is a body text that wraps.
func Wrapped(text string) *widget.Label {
	l := widget.NewLabel(text)
	l.Wrapping = fyne.TextWrapWord
	return l
}

// Fill is a rectangle in a colour of the theme that follows the theme.
type Fill struct {
	widget.BaseWidget
	name fyne.ThemeColorName
	rect *canvas.Rectangle
}

// NewFill makes a background of that colour.
func NewFill(name fyne.ThemeColorName, radius float32) *Fill {
	f := &Fill{name: name, rect: canvas.NewRectangle(nil)}
	f.rect.CornerRadius = radius
	f.ExtendBaseWidget(f)
	return f
}

// CreateRenderer is called by the toolkit.
func (f *Fill) CreateRenderer() fyne.WidgetRenderer {
	r := &fillRenderer{fill: f}
	r.Refresh()
	return r
}

type fillRenderer struct{ fill *Fill }

func (r *fillRenderer) Layout(size fyne.Size)        { r.fill.rect.Resize(size) }
func (r *fillRenderer) MinSize() fyne.Size           { return fyne.Size{} }
func (r *fillRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.fill.rect} }
func (r *fillRenderer) Destroy()                     {}
func (r *fillRenderer) Refresh() {
	th := r.fill.Theme()
	r.fill.rect.FillColor = th.Color(r.fill.name, fyne.CurrentApp().Settings().ThemeVariant())
	r.fill.rect.Refresh()
}

// OnFill puts an object on a background of a colour of the theme.
func OnFill(name fyne.ThemeColorName, o fyne.CanvasObject) fyne.CanvasObject {
	return container.NewStack(NewFill(name, 0), o)
}

// Wrap places objects one after the other in lines, like words.
func Wrap(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&wrapLayout{gap: gap * Unit}, objects...)
}

type wrapLayout struct {
	gap   float32
	width float32 // it was last laid out to
}

func (l *wrapLayout) place(objects []fyne.CanvasObject, width float32, put func(fyne.CanvasObject, fyne.Position, fyne.Size)) float32 {
	var x, y, line float32
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		m := o.MinSize()
		m.Width = min(m.Width, max(width, 1))
		if x > 0 && x+m.Width > width {
			x, y, line = 0, y+line+l.gap, 0
		}
		put(o, fyne.NewPos(x, y), m)
		x, line = x+m.Width+l.gap, max(line, m.Height)
	}
	return y + line
}

func (l *wrapLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	l.place(objects, size.Width, func(o fyne.CanvasObject, at fyne.Position, s fyne.Size) {
		o.Move(at)
		o.Resize(s)
	})
}

func (l *wrapLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	width := l.width
	if width == 0 {
		width = 240
	}
	height := l.place(objects, width, func(fyne.CanvasObject, fyne.Position, fyne.Size) {})
	return fyne.NewSize(0, height)
}
