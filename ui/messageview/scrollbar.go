package messageview

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/ui/theme"
)

const (
	barWidth = 10
	thumbMin = 28
)

// scrollbar shows where in the loaded window the sight is, counted in messages:
// heights are known only of what was drawn. Where there is more history than is
// loaded the thumb does not reach the end.
type scrollbar struct {
	widget.BaseWidget
	thumb *canvas.Rectangle
	moved func(fraction float32) // of the way from the first to the last place

	top, length float32 // of the thumb, as fractions of the bar
	grabbed     bool
	hover       bool
}

func newScrollbar(moved func(float32)) *scrollbar {
	s := &scrollbar{thumb: canvas.NewRectangle(color.Transparent), moved: moved}
	s.ExtendBaseWidget(s)
	return s
}

// set places the thumb: its top and length as fractions of the bar.
func (s *scrollbar) set(top, length float32) {
	s.top, s.length = top, length
	s.paint()
}

func (s *scrollbar) paint() {
	h := s.Size().Height
	long := fyne.Max(s.length*h, thumbMin)
	if s.length >= 1 || long >= h {
		s.thumb.Hide()
		return
	}
	share := s.top / fyne.Max(1-s.length, 0.0001)
	width := float32(4)
	if s.hover || s.grabbed {
		width = 7
	}
	s.thumb.FillColor, s.thumb.CornerRadius = theme.Current(fynetheme.ColorNameScrollBar), width/2
	s.thumb.Resize(fyne.NewSize(width, long))
	s.thumb.Move(fyne.NewPos(barWidth-width-1, share*(h-long)))
	s.thumb.Show()
}

// Dragged is part of fyne.Draggable.
func (s *scrollbar) Dragged(ev *fyne.DragEvent) {
	s.grabbed = true
	h := s.Size().Height
	free := h - fyne.Max(s.length*h, thumbMin)
	if free <= 0 {
		return
	}
	at := s.thumb.Position().Y + ev.Dragged.DY
	s.moved(fyne.Max(0, fyne.Min(1, at/free)))
}

// DragEnd is part of fyne.Draggable.
func (s *scrollbar) DragEnd() {
	s.grabbed = false
	s.paint()
}

// Tapped jumps to a place.
func (s *scrollbar) Tapped(ev *fyne.PointEvent) {
	h := s.Size().Height
	long := fyne.Max(s.length*h, thumbMin)
	if free := h - long; free > 0 {
		s.moved(fyne.Max(0, fyne.Min(1, (ev.Position.Y-long/2)/free)))
	}
}

// MouseIn is part of desktop.Hoverable.
func (s *scrollbar) MouseIn(*desktop.MouseEvent) { s.hover = true; s.paint() }

// MouseMoved is part of desktop.Hoverable.
func (s *scrollbar) MouseMoved(*desktop.MouseEvent) {}

// MouseOut is part of desktop.Hoverable.
func (s *scrollbar) MouseOut() { s.hover = false; s.paint() }

// CreateRenderer is part of fyne.Widget.
func (s *scrollbar) CreateRenderer() fyne.WidgetRenderer {
	return &fixedRenderer{objects: []fyne.CanvasObject{s.thumb}, refresh: s.paint}
}
