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

	failed error // why it is not there

	back *canvas.Rectangle // until it is there, and where it failed
	icon *canvas.Image
	img  *canvas.Image
	said [3]*canvas.Text // why it failed, and what can be done
}

func newFrame(v *View) *frame {
	f := &frame{view: v, back: canvas.NewRectangle(color.Transparent), icon: &canvas.Image{}, img: &canvas.Image{}}
	for i := range f.said {
		f.said[i] = canvas.NewText("", nil)
		f.said[i].Alignment = fyne.TextAlignCenter
	}
	return f
}

func (f *frame) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{f.back, f.icon, f.img, f.said[0], f.said[1], f.said[2]}
}

// clear gives up what is being loaded.
func (f *frame) clear() {
	f.ticket.Cancel()
	f.ticket, f.source, f.failed = nil, "", nil
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
		f.failed = r.Err
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
	f.say()
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
	f.icon.Move(fyne.NewPos(f.shape.x+(f.shape.w-size)/2, f.shape.y+(f.shape.h-size)/2-f.lift()))
	f.icon.Resize(fyne.NewSize(size, size))
	f.icon.Show()
	f.icon.Refresh()
}

// lift is how much higher the icon stands because something is said below it.
func (f *frame) lift() float32 {
	if f.failed == nil {
		return 0
	}
	return 24
}

// say tells under the icon why a picture is not there, and that a click asks for
// it again.
func (f *frame) say() {
	for _, t := range f.said {
		t.Text = ""
		t.Hide()
	}
	if f.failed == nil || f.shape.hug == hugCover {
		return
	}
	face := f.view.style.tiny
	lines := face.fit([]rune(f.view.whyNoPicture(f.failed)), max(f.shape.w-12, 1), len(f.said)-1)
	lines = append(lines, f.view.opt.T("message.picture_again"))
	y := f.shape.y + f.shape.h/2 - f.lift() + 18
	for i, words := range lines {
		t := f.said[i]
		t.Text, t.TextSize, t.TextStyle, t.Color = words, face.size, face.style, theme.Current(colourGrey)
		if i == len(lines)-1 {
			t.Color = theme.Current(theme.AccentText)
		}
		place(t, f.shape.x, y, f.shape.w, face.leading)
		y += face.leading
	}
}

func (f *frame) place(img image.Image) {
	s := &f.shape
	f.failed = nil
	f.say()
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
