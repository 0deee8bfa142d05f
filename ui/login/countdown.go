package login

import (
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
	"github.com/jonboulle/clockwork"

	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
)

// hurry is when the rest of a code's time turns amber.
const hurry = 10 * time.Second

const (
	ringSize  float32 = 34
	ringWidth float32 = 3
)

// countdown is a ring that empties round the seconds that are left.
type countdown struct {
	widget.BaseWidget
	left, whole time.Duration
}

func newCountdown() *countdown {
	c := &countdown{}
	c.ExtendBaseWidget(c)
	c.Hide()
	return c
}

// set shows what is left of the whole; nothing where nothing is.
func (c *countdown) set(left, whole time.Duration) {
	if left <= 0 {
		c.Hide()
		return
	}
	c.left, c.whole = left, max(whole, left)
	c.Show()
	c.Refresh()
}

// seconds is what the ring says: a second begun counts.
func (c *countdown) seconds() int { return int((c.left + time.Second - 1) / time.Second) }

// CreateRenderer is called by the toolkit.
func (c *countdown) CreateRenderer() fyne.WidgetRenderer {
	r := &countdownRenderer{c: c, track: canvas.NewCircle(nil), arc: canvas.NewArc(0, 360, 1-2*ringWidth/ringSize, nil), text: canvas.NewText("", nil)}
	r.text.TextSize, r.text.TextStyle.Bold, r.text.Alignment = theme.TextCaption, true, fyne.TextAlignCenter
	r.Refresh()
	return r
}

type countdownRenderer struct {
	c     *countdown
	track *canvas.Circle
	arc   *canvas.Arc
	text  *canvas.Text
}

func (r *countdownRenderer) Destroy()           {}
func (r *countdownRenderer) MinSize() fyne.Size { return fyne.NewSquareSize(ringSize) }
func (r *countdownRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.track, r.arc, r.text}
}

func (r *countdownRenderer) Layout(size fyne.Size) {
	at := fyne.NewPos((size.Width-ringSize)/2, (size.Height-ringSize)/2)
	r.track.Move(at.AddXY(ringWidth/2, ringWidth/2)) // a stroke is drawn on the edge
	r.track.Resize(fyne.NewSquareSize(ringSize - ringWidth))
	r.arc.Move(at)
	r.arc.Resize(fyne.NewSquareSize(ringSize))
	h := r.text.MinSize().Height
	r.text.Move(fyne.NewPos(0, (size.Height-h)/2))
	r.text.Resize(fyne.NewSize(size.Width, h))
}

func (r *countdownRenderer) Refresh() {
	colour, words := theme.Accent, fynetheme.ColorNameForeground
	if r.c.left <= hurry {
		colour, words = theme.Warn, theme.Warn
	}
	r.track.StrokeColor, r.track.StrokeWidth = theme.Current(theme.Divider), ringWidth
	r.arc.FillColor = theme.Current(colour)
	r.arc.StartAngle, r.arc.EndAngle = 0, 0
	if r.c.whole > 0 {
		r.arc.EndAngle = 360 * float32(r.c.left) / float32(r.c.whole)
	}
	r.text.Text, r.text.Color = strconv.Itoa(r.c.seconds()), theme.Current(words)
	r.Layout(r.c.Size())
	canvas.Refresh(r.c)
}

// ringRoom keeps room for a ring, there or not.
func ringRoom(ring *countdown) fyne.CanvasObject { return screen.MinSize(ring, ringSize, ringSize) }

// pulse calls tick on the UI goroutine once a second, as long as it is wanted.
type pulse struct {
	env     *screen.Env
	tick    func()
	timer   clockwork.Timer // nil: none runs
	stopped bool
}

// want has tick called a second from now.
func (p *pulse) want() {
	if p.timer != nil || p.stopped {
		return
	}
	p.timer = p.env.Clock.AfterFunc(time.Second, func() {
		p.env.Dispatch(func() {
			if !p.stopped {
				p.timer = nil
				p.tick()
			}
		})
	})
}

// stop ends it for good.
func (p *pulse) stop() {
	p.stopped = true
	if p.timer != nil {
		p.timer.Stop()
	}
}
