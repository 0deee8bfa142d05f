package messageview

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"seatdeck/ui/theme"
)

// pill is a small round button over the list: "3 new", "to the newest", "try again".
type pill struct {
	widget.BaseWidget
	icons icons
	face  *face
	tap   func()

	words  string
	arrow  bool
	accent bool

	ground *canvas.Rectangle
	text   *canvas.Text
	icon   *canvas.Image
}

func newPill(set icons, f *face, tap func()) *pill {
	p := &pill{icons: set, face: f, tap: tap, ground: canvas.NewRectangle(color.Transparent), text: canvas.NewText("", nil), icon: &canvas.Image{}}
	p.ExtendBaseWidget(p)
	p.Hide()
	return p
}

// say shows the pill with its words, an arrow down, or both.
func (p *pill) say(words string, arrow, accent bool) {
	if p.Visible() && p.words == words && p.arrow == arrow && p.accent == accent {
		return
	}
	p.words, p.arrow, p.accent = words, arrow, accent
	p.paint()
	p.Show()
}

func (p *pill) paint() {
	fill, ink := theme.Sidebar, theme.TextSecondary
	p.ground.StrokeColor, p.ground.StrokeWidth = theme.Current(theme.Divider), 1
	if p.accent {
		fill, ink = theme.Accent, theme.TextOnAccent
		p.ground.StrokeWidth = 0
	}
	p.ground.FillColor = theme.Current(fill)
	p.text.Text, p.text.TextSize, p.text.Color = p.words, p.face.size, theme.Current(ink)
	p.icon.Image, p.icon.FillMode = p.icons.picture(iconDown, theme.Current(ink), 14), canvas.ImageFillContain
	p.icon.Hidden = !p.arrow

	const h = 28
	x := float32(7)
	if p.words != "" {
		x = 12
		w := p.face.widthOf(p.words)
		p.text.Move(fyne.NewPos(x, (h-p.face.leading)/2))
		p.text.Resize(fyne.NewSize(w, p.face.leading))
		x += w + 4
	}
	if p.arrow {
		p.icon.Move(fyne.NewPos(x, (h-14)/2))
		p.icon.Resize(fyne.NewSize(14, 14))
		p.icon.Refresh()
		x += 14
	}
	if p.words != "" {
		x += 8
	} else {
		x += 7
	}
	p.ground.CornerRadius = h / 2
	p.ground.Resize(fyne.NewSize(x, h))
	p.Resize(fyne.NewSize(x, h))
	canvas.Refresh(p)
}

// Tapped is part of fyne.Tappable.
func (p *pill) Tapped(*fyne.PointEvent) { p.tap() }

// Cursor is a hand.
func (p *pill) Cursor() desktop.Cursor { return desktop.PointerCursor }

// CreateRenderer is part of fyne.Widget.
func (p *pill) CreateRenderer() fyne.WidgetRenderer {
	return &fixedRenderer{objects: []fyne.CanvasObject{p.ground, p.text, p.icon}, refresh: p.paint}
}

// fixedRenderer draws objects that place themselves.
type fixedRenderer struct {
	objects []fyne.CanvasObject
	refresh func()
}

func (r *fixedRenderer) Destroy()                     {}
func (r *fixedRenderer) Layout(fyne.Size)             {}
func (r *fixedRenderer) MinSize() fyne.Size           { return fyne.Size{} }
func (r *fixedRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *fixedRenderer) Refresh()                     { r.refresh() }
