package seat

import (
	"context"
	"errors"
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/ui/picture"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
)

// viewerBox is how large a picture is loaded at most, in pixels.
var viewerBox = image.Pt(3000, 3000)

// The bounds and the step of the zoom.
const (
	leastZoom float32 = 0.1
	mostZoom  float32 = 8
	zoomStep  float32 = 1.25
)

// openViewer shows the picture of a message over the whole window: what is small
// and here first, then the original once it has come.
func openViewer(env *screen.Env, m model.Message, save func()) {
	v := newViewer()
	shown := &viewing{env: env, scope: env.Scope(), message: m, viewer: v, state: widget.NewLabel(env.T("shell.loading"))}
	shown.state.Alignment = fyne.TextAlignCenter
	tools := container.NewHBox(
		screen.NewButton("", fynetheme.ZoomOutIcon(), func() { v.zoomBy(1 / zoomStep) }),
		screen.NewButton("", fynetheme.ZoomInIcon(), func() { v.zoomBy(zoomStep) }),
		screen.NewButton("", fynetheme.ZoomFitIcon(), v.fit),
		screen.NewButton("", fynetheme.DownloadIcon(), func() { shown.sheet.Close(); save() }),
		screen.NewButton("", fynetheme.CancelIcon(), func() { shown.sheet.Close() }),
	)
	ground := canvas.NewRectangle(color.NRGBA{R: 0x10, G: 0x12, B: 0x14, A: 0xFF})
	shown.plate = container.NewStack(screen.NewFill(theme.Sidebar, 6), shown.state)
	foot := screen.Column(1, container.NewCenter(shown.plate), container.NewCenter(tools))
	body := container.NewStack(ground, v, container.NewBorder(nil, screen.Inset(foot, 0, 0, 3, 0), nil, nil))
	shown.sheet = env.Sheets.Show(screen.Form{Bare: true, Body: body, Size: fyne.NewSize(10000, 10000), Focus: v})
	shown.sheet.OnClose = shown.close
	shown.begin()
}

// viewing is a picture that is being looked at, and what is still to come of it.
type viewing struct {
	env     *screen.Env
	scope   *screen.Scope
	message model.Message
	viewer  *viewer
	state   *widget.Label
	plate   *fyne.Container // behind the state
	sheet   *screen.Sheet
	tickets []*picture.Ticket
	here    bool // the original is shown
}

// parts are where the forms of a picture are loaded from.
type parts struct{ preview, original string }

func (w *viewing) begin() {
	media, m := w.env.Console.Media, w.message
	screen.Ask(w.scope, "parts", func(context.Context) (parts, error) {
		return parts{media.Address(m, model.MediaPreview), media.Address(m, model.MediaOriginal)}, nil
	}, func(at parts, _ error) {
		local := m.Direction == model.Out && at == parts{} && m.Content.URL != ""
		switch {
		case local: // of ours, not published yet
			at.original = m.Content.URL
		case at == parts{}:
			w.say(w.env.T("seat.picture.failed"))
			return
		case at.original == "":
			at.original, at.preview = at.preview, ""
		}
		w.load(at)
	})
	w.env.OnChange(w.scope, func(c bus.Change) {
		if c.Transfers[m.ID] && !w.here {
			w.progress()
		}
	})
}

func (w *viewing) load(at parts) {
	if at.preview != "" && at.preview != at.original {
		w.tickets = append(w.tickets, w.env.Pictures.Load(at.preview, viewerBox, func(r picture.Result) {
			if r.Err == nil && !w.here {
				w.viewer.set(r.Image)
			}
		}))
	}
	w.tickets = append(w.tickets, w.env.Pictures.Load(at.original, viewerBox, func(r picture.Result) {
		w.here = true
		w.scope.Forget("progress")
		switch {
		case r.Err == nil:
			w.plate.Hide()
			w.viewer.set(r.Image)
		case errors.Is(r.Err, picture.ErrTooManyBytes), errors.Is(r.Err, picture.ErrTooManyPixels):
			w.say(w.env.T("message.picture_large"))
		case errors.Is(r.Err, picture.ErrFormat):
			w.say(w.env.T("seat.picture.failed"))
		default:
			w.say(w.env.T("seat.picture.failed") + "\n" + w.env.TroubleNext(r.Err))
		}
	}))
}

// progress says how much of the original is here.
func (w *viewing) progress() {
	screen.Keep(w.scope, "progress", func(ctx context.Context) ([]model.Transfer, error) {
		return w.env.Console.Transfers.Of(ctx, w.message.ID)
	}, func(list []model.Transfer, err error) {
		for _, t := range list {
			if err == nil && !w.here && t.Part == model.MediaOriginal && t.State == model.TransferRunning && t.Size > 0 {
				w.say(w.env.T("seat.picture.coming", "n", 100*t.Done/t.Size))
			}
		}
	})
}

func (w *viewing) say(text string) {
	w.state.SetText(text)
	w.plate.Show()
}

func (w *viewing) close() {
	for _, t := range w.tickets {
		t.Cancel()
	}
	w.scope.Close()
}

// viewer shows one picture, zoomed by wheel and keys and moved by dragging.
type viewer struct {
	widget.BaseWidget
	picture *canvas.Image
	natural fyne.Size
	zoom    float32 // 0: as large as fits
	shift   fyne.Delta
}

func newViewer() *viewer {
	v := &viewer{picture: canvas.NewImageFromImage(nil)}
	v.picture.ScaleMode = canvas.ImageScaleSmooth
	v.picture.FillMode = canvas.ImageFillStretch
	v.ExtendBaseWidget(v)
	return v
}

func (v *viewer) set(img image.Image) {
	v.picture.Image = img
	b := img.Bounds()
	v.natural = fyne.NewSize(float32(b.Dx()), float32(b.Dy()))
	v.fit()
}

func (v *viewer) fit() {
	v.zoom, v.shift = 0, fyne.Delta{}
	v.Refresh()
}

// scale is pixels of the screen per pixel of the picture.
func (v *viewer) scale() float32 {
	if v.zoom != 0 {
		return v.zoom
	}
	if v.natural.Width == 0 || v.natural.Height == 0 {
		return 1
	}
	return min(v.Size().Width/v.natural.Width, v.Size().Height/v.natural.Height, 1)
}

func (v *viewer) zoomBy(factor float32) {
	v.zoom = min(max(v.scale()*factor, leastZoom), mostZoom)
	v.Refresh()
}

// Scrolled is called by the toolkit.
func (v *viewer) Scrolled(ev *fyne.ScrollEvent) {
	if ev.Scrolled.DY > 0 {
		v.zoomBy(zoomStep)
	} else if ev.Scrolled.DY < 0 {
		v.zoomBy(1 / zoomStep)
	}
}

// Dragged is called by the toolkit.
func (v *viewer) Dragged(ev *fyne.DragEvent) {
	v.shift.DX += ev.Dragged.DX
	v.shift.DY += ev.Dragged.DY
	v.Refresh()
}

// DragEnd is called by the toolkit.
func (v *viewer) DragEnd() {}

// DoubleTapped is called by the toolkit.
func (v *viewer) DoubleTapped(*fyne.PointEvent) {
	if v.zoom == 0 {
		v.zoom = 1
		v.Refresh()
		return
	}
	v.fit()
}

// Cursor is called by the toolkit.
func (v *viewer) Cursor() desktop.Cursor { return desktop.CrosshairCursor }

// FocusGained is called by the toolkit.
func (v *viewer) FocusGained() {}

// FocusLost is called by the toolkit.
func (v *viewer) FocusLost() {}

// TypedRune is called by the toolkit.
func (v *viewer) TypedRune(r rune) {
	switch r {
	case '+', '=':
		v.zoomBy(zoomStep)
	case '-':
		v.zoomBy(1 / zoomStep)
	case '0':
		v.fit()
	}
}

// TypedKey is called by the toolkit.
func (v *viewer) TypedKey(key *fyne.KeyEvent) {
	const step = 60
	switch key.Name {
	case fyne.KeyLeft:
		v.shift.DX += step
	case fyne.KeyRight:
		v.shift.DX -= step
	case fyne.KeyUp:
		v.shift.DY += step
	case fyne.KeyDown:
		v.shift.DY -= step
	default:
		screen.PassKey(v, key)
		return
	}
	v.Refresh()
}

// CreateRenderer is called by the toolkit.
func (v *viewer) CreateRenderer() fyne.WidgetRenderer { return &viewerRenderer{v} }

type viewerRenderer struct{ v *viewer }

func (r *viewerRenderer) Destroy()                     {}
func (r *viewerRenderer) MinSize() fyne.Size           { return fyne.NewSize(200, 200) }
func (r *viewerRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.v.picture} }
func (r *viewerRenderer) Refresh() {
	r.Layout(r.v.Size())
	canvas.Refresh(r.v.picture)
}

func (r *viewerRenderer) Layout(size fyne.Size) {
	v := r.v
	s := v.scale()
	w, h := v.natural.Width*s, v.natural.Height*s
	// At least a corner stays in sight, however far it is dragged.
	v.shift.DX = min(max(v.shift.DX, -(size.Width+w)/2+40), (size.Width+w)/2-40)
	v.shift.DY = min(max(v.shift.DY, -(size.Height+h)/2+40), (size.Height+h)/2-40)
	v.picture.Resize(fyne.NewSize(w, h))
	v.picture.Move(fyne.NewPos((size.Width-w)/2+v.shift.DX, (size.Height-h)/2+v.shift.DY))
}
