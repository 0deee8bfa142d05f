package moments

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/ui/picture"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
)

// tile is a small picture that can be pressed. It holds its pixels only while it
// is near what is in sight.
type tile struct {
	widget.BaseWidget
	OnTapped func()

	pictures *picture.Loader
	source   string // "": there is nothing to load
	size     fyne.Size
	film     bool

	ticket           *picture.Ticket
	loaded           image.Image
	failed           bool
	hovered, focused bool
}

// newTile makes one; source is an address or, where a person chose it, a path.
func newTile(pictures *picture.Loader, source string, size fyne.Size, tapped func()) *tile {
	t := &tile{pictures: pictures, source: source, size: size, OnTapped: tapped}
	t.ExtendBaseWidget(t)
	return t
}

// near loads the picture, or lets go of it.
func (t *tile) near(now bool) {
	switch {
	case !now:
		t.ticket.Cancel()
		t.ticket = nil
		if t.loaded != nil {
			t.loaded = nil
			t.Refresh()
		}
	case t.ticket == nil && t.loaded == nil && !t.failed && t.source != "" && t.pictures != nil:
		box := image.Pt(2*int(t.size.Width), 2*int(t.size.Height)) // denser screens have two pixels for one
		if known, ok := t.pictures.Cached(t.source, box); ok {
			t.show(known)
			return
		}
		t.ticket = t.pictures.Load(t.source, box, t.show)
	}
}

func (t *tile) show(r picture.Result) {
	t.ticket = nil
	t.loaded, t.failed = r.Image, r.Err != nil
	t.Refresh()
}

// Tapped is called by the toolkit.
func (t *tile) Tapped(*fyne.PointEvent) {
	if t.OnTapped != nil {
		t.OnTapped()
	}
}

// Disabled tells whether pressing it does nothing; it then takes no focus.
func (t *tile) Disabled() bool { return t.OnTapped == nil }

// Disable is there for fyne.Disableable only.
func (t *tile) Disable() { t.OnTapped = nil }

// Enable does nothing: set OnTapped.
func (t *tile) Enable() {}

// Cursor is called by the toolkit.
func (t *tile) Cursor() desktop.Cursor {
	if t.OnTapped == nil {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}

// MouseIn is called by the toolkit.
func (t *tile) MouseIn(*desktop.MouseEvent) { t.hovered = true; t.Refresh() }

// MouseMoved is called by the toolkit.
func (t *tile) MouseMoved(*desktop.MouseEvent) {}

// MouseOut is called by the toolkit.
func (t *tile) MouseOut() { t.hovered = false; t.Refresh() }

// FocusGained is called by the toolkit.
func (t *tile) FocusGained() { t.focused = true; t.Refresh() }

// FocusLost is called by the toolkit.
func (t *tile) FocusLost() { t.focused = false; t.Refresh() }

// TypedRune is called by the toolkit.
func (t *tile) TypedRune(rune) {}

// TypedKey is called by the toolkit.
func (t *tile) TypedKey(key *fyne.KeyEvent) {
	switch key.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		t.Tapped(nil)
	default:
		screen.PassKey(t, key)
	}
}

// CreateRenderer is called by the toolkit.
func (t *tile) CreateRenderer() fyne.WidgetRenderer {
	r := &tileRenderer{
		tile: t, back: canvas.NewRectangle(nil), picture: canvas.NewImageFromImage(nil),
		sign: widget.NewIcon(nil), ring: canvas.NewRectangle(nil),
	}
	r.back.CornerRadius, r.ring.CornerRadius, r.ring.StrokeWidth = 4, 4, 2
	r.picture.FillMode, r.picture.CornerRadius = canvas.ImageFillCover, 4
	r.paint()
	return r
}

type tileRenderer struct {
	tile       *tile
	back, ring *canvas.Rectangle
	picture    *canvas.Image
	sign       *widget.Icon // says what is not there, or that it is a film
}

func (r *tileRenderer) Destroy()           {}
func (r *tileRenderer) MinSize() fyne.Size { return r.tile.size }

func (r *tileRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.back, r.picture, r.sign, r.ring}
}

func (r *tileRenderer) Layout(size fyne.Size) {
	for _, o := range []fyne.CanvasObject{r.back, r.picture, r.ring} {
		o.Move(fyne.NewPos(0, 0))
		o.Resize(size)
	}
	side := min(size.Width, size.Height, 9*screen.Unit)
	r.sign.Resize(fyne.NewSquareSize(side))
	r.sign.Move(fyne.NewPos((size.Width-side)/2, (size.Height-side)/2))
}

func (r *tileRenderer) Refresh() {
	r.paint()
	for _, o := range r.Objects() {
		canvas.Refresh(o)
	}
}

func (r *tileRenderer) paint() {
	t := r.tile
	r.back.FillColor = theme.Current(theme.RowHover)
	r.picture.Image = t.loaded
	r.picture.Hidden = t.loaded == nil
	var sign fyne.Resource
	switch {
	case t.film:
		sign = fynetheme.MediaPlayIcon()
	case t.failed || t.source == "":
		sign = fynetheme.BrokenImageIcon()
	case t.loaded == nil:
		sign = fynetheme.MediaPhotoIcon()
	}
	r.sign.Hidden = sign == nil
	if sign != nil {
		colour := theme.TextSecondary
		if t.film && t.loaded != nil {
			colour = theme.TextOnAccent
		}
		r.sign.SetResource(fynetheme.NewColoredResource(sign, colour))
	}
	r.ring.FillColor = nil
	r.ring.StrokeColor = theme.Current(theme.FocusRing)
	r.ring.Hidden = !t.focused && !(t.hovered && t.OnTapped != nil)
}

// newGrid sets tiles out in lines.
func newGrid(tiles []fyne.CanvasObject) fyne.CanvasObject { return container.New(grid{}, tiles...) }

// grid sets tiles in lines as a phone does: three in a line, four in two.
type grid struct{}

const gridGap = screen.Unit

func (grid) columns(n int) int {
	if n == 4 {
		return 2
	}
	return 3
}

func (g grid) Layout(objects []fyne.CanvasObject, _ fyne.Size) {
	for i, o := range objects {
		size := o.MinSize()
		n := g.columns(len(objects))
		o.Resize(size)
		o.Move(fyne.NewPos(float32(i%n)*(size.Width+gridGap), float32(i/n)*(size.Height+gridGap)))
	}
}

func (g grid) MinSize(objects []fyne.CanvasObject) fyne.Size {
	if len(objects) == 0 {
		return fyne.Size{}
	}
	size, n := objects[0].MinSize(), g.columns(len(objects))
	across, down := min(n, len(objects)), (len(objects)+n-1)/n
	return fyne.NewSize(float32(across)*(size.Width+gridGap)-gridGap, float32(down)*(size.Height+gridGap)-gridGap)
}
