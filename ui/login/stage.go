package login

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
)

// veilAlpha is how much of a code that was scanned is hidden: it is to be seen
// that there is one, and that it is of no use any more.
const veilAlpha = 0xEC

// stage is the square with the code, or with what stands in its place.
type stage struct {
	widget.BaseWidget
	side    float32
	code    drawing
	shown   bool // the code
	veiled  bool // and what is in the middle on top of it
	middle  *fyne.Container
	repaint bool // the code is another one
}

// newStage makes a stage at least so large; middle is shown while no code is.
func newStage(side float32, middle *fyne.Container) *stage {
	s := &stage{side: side, middle: middle}
	s.ExtendBaseWidget(s)
	return s
}

// setCode gives the stage another code.
func (s *stage) setCode(code drawing) {
	s.code, s.repaint = code, true
	s.Refresh()
}

// set shows the code, the middle, or the middle over the code.
func (s *stage) set(code, veiled bool) {
	s.shown, s.veiled = code, veiled
	s.middle.Hidden = code && !veiled
	s.Refresh()
}

// Cursor is called by the toolkit.
func (s *stage) Cursor() desktop.Cursor { return desktop.DefaultCursor }

// CreateRenderer is called by the toolkit.
func (s *stage) CreateRenderer() fyne.WidgetRenderer {
	r := &stageRenderer{s: s, ground: canvas.NewRectangle(nil), veil: canvas.NewRectangle(nil)}
	r.ground.CornerRadius, r.veil.CornerRadius = 6, 6
	r.raster = canvas.NewRaster(s.code.paint)
	r.Refresh()
	return r
}

type stageRenderer struct {
	s            *stage
	ground, veil *canvas.Rectangle
	raster       *canvas.Raster
}

func (r *stageRenderer) Destroy() {}

func (r *stageRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground, r.raster, r.veil, r.s.middle}
}

func (r *stageRenderer) MinSize() fyne.Size {
	return fyne.NewSquareSize(r.s.side).Max(r.s.middle.MinSize())
}

func (r *stageRenderer) Layout(size fyne.Size) {
	square := min(size.Width, size.Height)
	at := fyne.NewPos((size.Width-square)/2, (size.Height-square)/2)
	r.veil.Move(at)
	r.veil.Resize(fyne.NewSquareSize(square))
	r.raster.Move(at.AddXY(screen.Unit, screen.Unit))
	r.raster.Resize(fyne.NewSquareSize(square - 2*screen.Unit))
	r.ground.Move(fyne.Position{})
	r.ground.Resize(size)
	if r.coded() { // white is only what the code needs
		r.ground.Move(at)
		r.ground.Resize(fyne.NewSquareSize(square))
	}
	// The height of text that wraps is known once its width is.
	width := size.Width - 6*screen.Unit
	r.s.middle.Resize(fyne.NewSize(width, r.s.middle.MinSize().Height))
	height := min(r.s.middle.MinSize().Height, size.Height)
	r.s.middle.Resize(fyne.NewSize(width, height))
	r.s.middle.Move(fyne.NewPos(3*screen.Unit, (size.Height-height)/2))
}

// coded tells whether a code is drawn.
func (r *stageRenderer) coded() bool { return r.s.shown && !r.s.code.empty() }

func (r *stageRenderer) Refresh() {
	s, shown := r.s, r.coded()
	r.ground.FillColor = theme.Current(theme.Sidebar)
	if shown {
		r.ground.FillColor = color.White
	}
	r.raster.Hidden, r.veil.Hidden = !shown, !shown || !s.veiled
	red, green, blue, _ := theme.Current(theme.Sidebar).RGBA()
	r.veil.FillColor = color.NRGBA{R: uint8(red >> 8), G: uint8(green >> 8), B: uint8(blue >> 8), A: veilAlpha}
	if s.repaint {
		s.repaint = false
		r.raster.Generator = s.code.paint
		r.raster.Refresh()
	}
	r.Layout(s.Size())
	s.middle.Refresh() // what is in it may ask for another size
	canvas.Refresh(s)
}
