package messageview

import (
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"seatdeck/ui/picture"
	"seatdeck/ui/theme"
)

// frame shows a picture once it is there, in a box that was reserved for it.
type frame struct {
	view   *View
	ticket *picture.Ticket
	source string
	shape  shape

	back *canvas.Rectangle // until it is there, and where it failed
	icon *canvas.Image
	img  *canvas.Image
}

func newFrame(v *View) *frame {
	return &frame{view: v, back: canvas.NewRectangle(color.Transparent), icon: &canvas.Image{}, img: &canvas.Image{}}
}

func (f *frame) objects() []fyne.CanvasObject { return []fyne.CanvasObject{f.back, f.icon, f.img} }

// clear gives up what is being loaded.
func (f *frame) clear() {
	f.ticket.Cancel()
	f.ticket, f.source = nil, ""
	f.img.Image = nil
	f.img.Hide()
}

func (f *frame) show(s *shape) {
	same := f.source == s.source && f.shape.w == s.w && f.shape.h == s.h && f.img.Image != nil
	f.shape = *s
	if same {
		f.place(f.img.Image)
		return
	}
	f.clear()
	f.source = s.source
	f.waiting(iconImage)
	if f.view.opt.Pictures == nil {
		return
	}
	box := f.box()
	if r, ok := f.view.opt.Pictures.Cached(s.source, box); ok {
		f.arrived(r)
		return
	}
	f.ticket = f.view.opt.Pictures.Load(s.source, box, f.arrived)
}

// box is the size to load, in pixels of the screen.
func (f *frame) box() image.Point {
	scale := float32(1)
	if c := fyne.CurrentApp().Driver().CanvasForObject(f.view); c != nil {
		scale = c.Scale()
	}
	if f.shape.hug == hugCover {
		scale *= 2 // what is cut off is loaded too
	}
	return image.Pt(int(f.shape.w*scale), int(f.shape.h*scale))
}

func (f *frame) arrived(r picture.Result) {
	f.ticket = nil
	if r.Err != nil {
		f.waiting(iconBroken)
		canvas.Refresh(f.icon)
		return
	}
	f.view.style.learn(f.source, r.Natural)
	f.place(r.Image)
	canvas.Refresh(f.back)
}

// waiting draws the reserved box. Where something else is drawn below, as under
// a cover or a face, that is enough.
func (f *frame) waiting(i icon) {
	f.img.Hide()
	if f.shape.hug == hugCover {
		f.back.Hide()
		f.icon.Hide()
		return
	}
	f.back.FillColor, f.back.CornerRadius = theme.Current(theme.BubbleIn), f.shape.radius
	f.back.Move(fyne.NewPos(f.shape.x, f.shape.y))
	f.back.Resize(fyne.NewSize(f.shape.w, f.shape.h))
	f.back.Show()
	const size = 28
	f.icon.Image, f.icon.FillMode = f.view.icons.picture(i, theme.Current(colourGrey), size), canvas.ImageFillContain
	f.icon.Move(fyne.NewPos(f.shape.x+(f.shape.w-size)/2, f.shape.y+(f.shape.h-size)/2))
	f.icon.Resize(fyne.NewSize(size, size))
	f.icon.Show()
	f.icon.Refresh()
}

func (f *frame) place(img image.Image) {
	s := &f.shape
	w, h := s.w, s.h
	f.img.FillMode = canvas.ImageFillCover
	if s.hug != hugCover {
		f.img.FillMode = canvas.ImageFillContain
		size := img.Bounds().Size()
		ratio := min(s.w/float32(size.X), s.h/float32(size.Y), 1)
		w, h = float32(size.X)*ratio, float32(size.Y)*ratio
	}
	x, y := s.x, s.y+s.h-h // next to its time
	switch s.hug {
	case hugRight:
		x += s.w - w
	case hugCentre:
		x += (s.w - w) / 2
	}
	f.back.Hide()
	f.icon.Hide()
	f.img.Image, f.img.CornerRadius = img, min(s.radius, w/2, h/2)
	f.img.Move(fyne.NewPos(x, y))
	f.img.Resize(fyne.NewSize(w, h))
	f.img.Show()
	f.img.Refresh()
}
