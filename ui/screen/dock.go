package screen

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Dock sets objects at the edges and gives the middle the rest, with no space
// between. Any of them but middle may be nil; hidden ones take no room.
func Dock(top, bottom, left, right, middle fyne.CanvasObject) *fyne.Container {
	d := &dockLayout{top, bottom, left, right, middle}
	c := container.New(d)
	for _, o := range []fyne.CanvasObject{middle, left, right, top, bottom} {
		if o != nil {
			c.Objects = append(c.Objects, o)
		}
	}
	return c
}

type dockLayout struct{ top, bottom, left, right, middle fyne.CanvasObject }

func there(o fyne.CanvasObject) bool { return o != nil && o.Visible() }

func (d *dockLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	place := func(o fyne.CanvasObject, x, y, w, h float32) {
		o.Move(fyne.NewPos(x, y))
		o.Resize(fyne.NewSize(w, h))
	}
	// What wraps knows its height once it knows its width.
	tall := func(o fyne.CanvasObject) float32 {
		o.Resize(fyne.NewSize(size.Width, o.MinSize().Height))
		return o.MinSize().Height
	}
	var x, y float32
	width, height := size.Width, size.Height
	if there(d.top) {
		h := tall(d.top)
		place(d.top, 0, 0, size.Width, h)
		y, height = h, height-h
	}
	if there(d.bottom) {
		h := tall(d.bottom)
		place(d.bottom, 0, size.Height-h, size.Width, h)
		height -= h
	}
	if there(d.left) {
		w := d.left.MinSize().Width
		place(d.left, 0, y, w, height)
		x, width = w, width-w
	}
	if there(d.right) {
		w := d.right.MinSize().Width
		place(d.right, size.Width-w, y, w, height)
		width -= w
	}
	place(d.middle, x, y, width, height)
}

func (d *dockLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	size := d.middle.MinSize()
	for _, o := range []fyne.CanvasObject{d.left, d.right} {
		if there(o) {
			m := o.MinSize()
			size = fyne.NewSize(size.Width+m.Width, max(size.Height, m.Height))
		}
	}
	for _, o := range []fyne.CanvasObject{d.top, d.bottom} {
		if there(o) {
			m := o.MinSize()
			size = fyne.NewSize(max(size.Width, m.Width), size.Height+m.Height)
		}
	}
	return size
}

// Line sets objects side by side, each in the middle of the height: left as wide
// as it asks, right too, and middle gets the rest. Left and right may be nil.
func Line(left, middle, right fyne.CanvasObject) *fyne.Container {
	l := &lineLayout{left, middle, right}
	c := container.New(l)
	for _, o := range []fyne.CanvasObject{middle, left, right} {
		if o != nil {
			c.Objects = append(c.Objects, o)
		}
	}
	return c
}

type lineLayout struct{ left, middle, right fyne.CanvasObject }

func (l *lineLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	place := func(o fyne.CanvasObject, x, w float32) {
		h := min(o.MinSize().Height, size.Height)
		o.Move(fyne.NewPos(x, (size.Height-h)/2))
		o.Resize(fyne.NewSize(w, h))
	}
	x, width := float32(0), size.Width
	if there(l.left) {
		x = l.left.MinSize().Width
		place(l.left, 0, x)
		width -= x
	}
	if there(l.right) {
		w := l.right.MinSize().Width
		place(l.right, size.Width-w, w)
		width -= w
	}
	place(l.middle, x, max(width, 0))
}

func (l *lineLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	size := l.middle.MinSize()
	for _, o := range []fyne.CanvasObject{l.left, l.right} {
		if there(o) {
			m := o.MinSize()
			size = fyne.NewSize(size.Width+m.Width, max(size.Height, m.Height))
		}
	}
	return size
}
