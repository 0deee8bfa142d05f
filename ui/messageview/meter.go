package messageview

import (
	"fmt"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"seatdeck/app/model"
	"seatdeck/assets"
	"seatdeck/ui/theme"
)

// meterKind is where a meter stands.
type meterKind uint8

const (
	meterFoot  meterKind = iota // in place of the foot of a card
	meterOver                   // over the lower edge of a picture
	meterShort                  // in place of how long a voice message is
)

// Measures of a meter.
const (
	meterOverH = 27
	meterCross = 20 // the part at its end that cancels
	meterSlit  = 3  // the bar
)

// meter draws how far a transfer is, in a place that was reserved for it: nothing
// moves when it begins, goes on or ends. While there is none it draws the words
// that stand there otherwise.
type meter struct {
	view   *View
	shape  shape
	state  model.Transfer
	moving bool

	ground, track, fill *canvas.Rectangle
	words               *canvas.Text
	cross               *canvas.Image
}

func newMeter(v *View) *meter {
	return &meter{
		view:   v,
		ground: canvas.NewRectangle(color.Transparent), track: canvas.NewRectangle(color.Transparent), fill: canvas.NewRectangle(color.Transparent),
		words: canvas.NewText("", nil), cross: &canvas.Image{},
	}
}

func (p *meter) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{p.ground, p.track, p.fill, p.words, p.cross}
}

// under tells that bytes are on their way, or will be.
func under(t model.Transfer) bool {
	return t.State == model.TransferRunning || t.State == model.TransferWaiting
}

// show takes a place and a state over.
func (p *meter) show(s *shape, t model.Transfer, moving bool) {
	p.shape, p.state, p.moving = *s, t, moving
	p.paint()
}

// cancels tells whether the cross is there to be clicked.
func (p *meter) cancels() bool {
	return p.moving && under(p.state) && (p.state.Up || p.view.opt.OnCancelTransfer != nil)
}

// answers tells whether a click on the whole does something.
func (p *meter) answers() bool {
	switch {
	case !p.moving || p.state.Up:
		return false
	case p.state.State == model.TransferFailed:
		return p.view.opt.OnRetryTransfer != nil
	case p.state.State == model.TransferDone:
		return p.view.opt.OnShowFolder != nil && p.state.SaveTo != ""
	}
	return false
}

func (p *meter) paint() {
	s := &p.shape
	for _, o := range p.objects() {
		o.Hide()
	}
	words, colour := s.text, colourGrey
	if p.moving {
		words, colour = p.view.style.transfer(p.state, s.meter)
		if words == "" {
			words, colour = s.text, colourGrey
		}
	}
	f := p.view.style.tiny
	x, y, w := s.x, s.y+meterSlit, s.w
	if s.meter == meterOver {
		if !p.moving || words == "" {
			return
		}
		p.ground.FillColor, p.ground.CornerRadius = theme.Current(theme.Sidebar), 4
		place(p.ground, s.x, s.y, s.w, s.h)
		x, y, w = x+6, y+meterSlit+2, w-12
	}
	if p.cancels() {
		w -= meterCross
		const size = 14
		p.cross.Image, p.cross.FillMode = p.view.icons.picture(iconCross, theme.Current(colourGrey), size), canvas.ImageFillContain
		place(p.cross, x+w+(meterCross-size)/2, y+(f.leading-size)/2, size, size)
		p.cross.Refresh()
	}
	p.words.Text = ""
	if words != "" {
		p.words.Text = f.fit([]rune(words), max(w, 1), 1)[0]
	}
	p.words.TextSize, p.words.TextStyle, p.words.Color = f.size, f.style, theme.Current(colour)
	place(p.words, x, y, w, f.leading)
	if !p.moving || !under(p.state) {
		return
	}
	bar := s.w
	at := s.x
	if s.meter == meterOver {
		at, bar = x, s.w-12
	}
	p.track.FillColor, p.track.CornerRadius = theme.Current(theme.Divider), meterSlit/2
	place(p.track, at, y-meterSlit, bar, meterSlit)
	p.fill.FillColor, p.fill.CornerRadius = theme.Current(theme.Accent), meterSlit/2
	place(p.fill, at, y-meterSlit, bar*share(p.state), meterSlit)
}

func place(o fyne.CanvasObject, x, y, w, h float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(w, h))
	o.Show()
}

// share is how much of a transfer is done, 0 to 1; 0 where its size is not known.
func share(t model.Transfer) float32 {
	if t.Size <= 0 {
		return 0
	}
	return max(0, min(float32(t.Done)/float32(t.Size), 1))
}

// transfer says how a transfer is doing; "": nothing worth saying.
func (s *style) transfer(t model.Transfer, where meterKind) (string, fyne.ThemeColorName) {
	short := where == meterShort
	why := func() string {
		if t.Reason == nil {
			return ""
		}
		return cleanLine(assets.TroubleText(s.t, string(t.Reason.Code), t.Reason.About, t.Reason.Detail))
	}
	switch t.State {
	case model.TransferWaiting:
		if t.Reason != nil && !short {
			return s.t("message.transfer.waits_because", "reason", why()), theme.Warn
		}
		return s.t("message.transfer.waits"), colourGrey
	case model.TransferFailed:
		if short {
			return s.t("message.transfer.again"), theme.Danger
		}
		return s.t("message.transfer.failed", "reason", why()), theme.Danger
	case model.TransferDone:
		switch {
		case where == meterOver:
			return "", colourGrey // it would hide the picture for ever
		case t.SaveTo == "":
			return s.here(where), colourGrey
		case short:
			return s.t("message.transfer.folder"), theme.AccentText
		}
		return s.t("message.transfer.saved"), theme.AccentText
	}
	done := size(t.Done)
	if t.Size > 0 {
		done = fmt.Sprintf("%d%%", int(100*share(t)))
		if !short {
			done += "  " + size(t.Done) + " / " + size(t.Size)
		}
	}
	if t.Up && !short {
		return s.t("message.transfer.up", "done", done), colourGrey
	}
	return done, colourGrey
}

// here says that the content is on this machine.
func (s *style) here(where meterKind) string {
	if where == meterShort {
		return "" // how long it is says more
	}
	return s.t("message.transfer.here")
}
