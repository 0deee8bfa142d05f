package messageview

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/theme"
)

// tall is how high a row may be before only the shapes near the sight are drawn.
const tall = 1600

// row draws one message. It is used again for another one as the list scrolls;
// so are the objects it draws with.
type row struct {
	widget.BaseWidget
	view *View

	msg      model.Message
	media    media
	transfer model.Transfer
	moving   bool       // there is a transfer
	kind     model.Kind // drawn last
	laid     *laid
	selected bool
	from, to float32 // the part of a tall layout that is drawn
	used     bool    // while rows are handed out

	mark     *canvas.Rectangle // beside a selected message
	objects  []fyne.CanvasObject
	texts    pool[canvas.Text]
	rects    pool[canvas.Rectangle]
	lines    pool[canvas.Line]
	images   pool[canvas.Image]
	pictures []*frame
	meters   []*meter
	metered  int // of those in use
	pointing bool
}

var (
	_ fyne.Tappable          = (*row)(nil)
	_ fyne.SecondaryTappable = (*row)(nil)
	_ desktop.Hoverable      = (*row)(nil)
	_ desktop.Cursorable     = (*row)(nil)
)

// pool hands out objects of one type, the same ones each round.
type pool[T any] struct {
	all  []*T
	next int
}

func (p *pool[T]) take() *T {
	if p.next == len(p.all) {
		p.all = append(p.all, new(T))
	}
	p.next++
	return p.all[p.next-1]
}

func newRow(v *View) *row {
	r := &row{view: v, mark: canvas.NewRectangle(color.Transparent)}
	r.ExtendBaseWidget(r)
	return r
}

// bind makes the row draw a layout, between the heights from and to of it.
func (r *row) bind(it *item, l *laid, selected bool, from, to float32) {
	r.msg, r.media, r.kind = it.msg, it.media, it.msg.Content.Kind
	moved := r.transfer != it.transfer || r.moving != it.moving
	inside := l.h <= tall || from >= r.from && to <= r.to
	if r.laid == l && r.selected == selected && inside {
		if moved {
			r.progress(it)
		}
		return
	}
	r.transfer, r.moving = it.transfer, it.moving
	r.laid, r.selected = l, selected
	r.from, r.to = from-tall/4, to+tall/4
	r.Resize(fyne.NewSize(l.w, l.h))
	r.rebuild()
	canvas.Refresh(r)
}

func (r *row) rebuild() {
	r.texts.next, r.rects.next, r.lines.next, r.images.next, r.metered = 0, 0, 0, 0, 0
	r.objects = append(r.objects[:0], r.mark)
	r.mark.FillColor = color.Transparent
	if r.selected {
		r.mark.FillColor = theme.Current(theme.FocusRing)
	}
	r.mark.CornerRadius = 1.5
	r.mark.Move(fyne.NewPos(theme.Unit, r.laid.body))
	r.mark.Resize(fyne.NewSize(3, r.laid.h-r.laid.body))
	wanted := 0
	for i := range r.laid.shapes {
		s := &r.laid.shapes[i]
		if r.laid.h > tall && (s.y+s.h < r.from || s.y > r.to) {
			continue
		}
		if s.form == formMeter {
			p := r.takeMeter()
			p.show(s, r.transfer, r.moving)
			r.objects = append(r.objects, p.objects()...)
			continue
		}
		if s.form == formPicture {
			if wanted == len(r.pictures) {
				r.pictures = append(r.pictures, newFrame(r.view))
			}
			r.pictures[wanted].show(s)
			r.objects = append(r.objects, r.pictures[wanted].objects()...)
			wanted++
			continue
		}
		r.objects = append(r.objects, r.object(s))
	}
	for _, f := range r.pictures[wanted:] {
		f.clear()
	}
}

func (r *row) takeMeter() *meter {
	if r.metered == len(r.meters) {
		r.meters = append(r.meters, newMeter(r.view))
	}
	r.metered++
	return r.meters[r.metered-1]
}

func (r *row) object(s *shape) fyne.CanvasObject {
	pos, size := fyne.NewPos(s.x, s.y), fyne.NewSize(s.w, s.h)
	switch s.form {
	case formText:
		o := r.texts.take()
		o.Text, o.TextSize, o.TextStyle, o.Color = s.text, s.face.size, s.face.style, theme.Current(s.colour)
		o.Move(pos)
		o.Resize(size)
		return o
	case formLine:
		o := r.lines.take()
		o.StrokeColor, o.StrokeWidth = theme.Current(s.colour), 1.2
		if s.h == 0 || s.w == 0 {
			o.StrokeWidth = 1
		}
		o.Position1, o.Position2 = pos, pos.AddXY(s.w, s.h)
		return o
	case formIcon:
		o := r.images.take()
		o.Image, o.FillMode = r.view.icons.picture(s.icon, theme.Current(s.colour), s.w), canvas.ImageFillContain
		o.Move(pos)
		o.Resize(size)
		o.Refresh()
		return o
	default:
		o := r.rects.take()
		o.FillColor, o.StrokeColor, o.StrokeWidth = color.Transparent, color.Transparent, 0
		if s.colour != "" {
			o.FillColor = theme.Current(s.colour)
		}
		if s.stroke != "" {
			o.StrokeColor, o.StrokeWidth = theme.Current(s.stroke), 1.2
		}
		o.CornerRadius = s.radius
		o.Move(pos)
		o.Resize(size)
		return o
	}
}

// release lets go of what the row waits for; it may be bound again.
func (r *row) release() {
	r.laid, r.msg, r.media, r.transfer, r.moving = nil, model.Message{}, media{}, model.Transfer{}, false
	for _, f := range r.pictures {
		f.clear()
	}
}

func (r *row) at(p fyne.Position) (spot, bool) {
	if r.laid == nil {
		return spot{}, false
	}
	for _, s := range r.laid.spots {
		if s.holds(p) && r.live(s.action) {
			return s, true
		}
	}
	return spot{}, false
}

// live tells whether a spot does something now.
func (r *row) live(do action) bool {
	if do != actMeter && do != actCancel {
		return true
	}
	if r.metered == 0 {
		return false
	}
	p := r.meters[0]
	return do == actMeter && p.answers() || do == actCancel && p.cancels()
}

// progress draws how far the transfer of the message is, and nothing else anew.
func (r *row) progress(it *item) {
	r.transfer, r.moving = it.transfer, it.moving
	for _, p := range r.meters[:r.metered] {
		p.show(&p.shape, r.transfer, r.moving)
		for _, o := range p.objects() {
			canvas.Refresh(o)
		}
	}
}

// Tapped does what the part that was clicked offers.
func (r *row) Tapped(ev *fyne.PointEvent) {
	r.view.pointed(r.msg)
	if s, ok := r.at(ev.Position); ok {
		r.do(s)
	}
}

// do does what a click on a part of the message offers. A picture that could not
// be loaded is tried again.
func (r *row) do(s spot) {
	switch s.action {
	case actMeter:
		r.view.doTransfer(r.transfer)
		return
	case actCancel:
		r.view.cancelTransfer(r.transfer)
		return
	case actPicture:
		for _, f := range r.pictures {
			if f.failed != nil && f.shape.hug != hugCover {
				r.view.loadAgain(r.msg, f.source)
				return
			}
		}
	}
	r.view.do(s, r.msg)
}

// TappedSecondary opens the menu of the message.
func (r *row) TappedSecondary(ev *fyne.PointEvent) {
	r.view.pointed(r.msg)
	s, _ := r.at(ev.Position)
	r.view.showMenu(r.msg, s.url, ev.AbsolutePosition)
}

// MouseIn is part of desktop.Hoverable.
func (r *row) MouseIn(ev *desktop.MouseEvent) { r.MouseMoved(ev) }

// MouseMoved notices what could be clicked.
func (r *row) MouseMoved(ev *desktop.MouseEvent) { _, r.pointing = r.at(ev.Position) }

// MouseOut is part of desktop.Hoverable.
func (r *row) MouseOut() { r.pointing = false }

// Cursor is a hand over what can be clicked.
func (r *row) Cursor() desktop.Cursor {
	if r.pointing {
		return desktop.PointerCursor
	}
	return desktop.DefaultCursor
}

// CreateRenderer is part of fyne.Widget.
func (r *row) CreateRenderer() fyne.WidgetRenderer { return &rowRenderer{r} }

type rowRenderer struct{ row *row }

func (r *rowRenderer) Destroy()                     {}
func (r *rowRenderer) Layout(fyne.Size)             {}
func (r *rowRenderer) MinSize() fyne.Size           { return fyne.Size{} }
func (r *rowRenderer) Objects() []fyne.CanvasObject { return r.row.objects }
func (r *rowRenderer) Refresh()                     { canvas.Refresh(r.row) }
