package moments

import (
	"context"
	"fmt"
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/picture"
	"seatdeck/ui/screen"
)

// albumBox is how large a picture is loaded at most, in pixels.
var albumBox = image.Pt(2400, 2400)

// countWidth is room for the number of a picture.
const countWidth = 12 * screen.Unit

// album shows the pictures of a moment over the whole window, one at a time.
type album struct {
	widget.BaseWidget
	env    *screen.Env
	scope  *screen.Scope
	sheet  *screen.Sheet
	list   []model.MomentPicture
	at     int
	stamp  string // begins the name a picture is saved under
	ticket *picture.Ticket

	shown *canvas.Image
	state *widget.Label
	count *widget.Label
	body  fyne.CanvasObject
}

// openAlbum shows the pictures of a moment, beginning with one of them.
func openAlbum(env *screen.Env, m model.Moment, at int) {
	a := &album{env: env, scope: env.Scope(), list: m.Pictures, at: at, stamp: m.At.In(env.Zone).Format("20060102-150405")}
	a.shown = canvas.NewImageFromImage(nil)
	a.shown.FillMode, a.shown.ScaleMode = canvas.ImageFillContain, canvas.ImageScaleSmooth
	a.state = widget.NewLabelWithStyle("", fyne.TextAlignCenter, fyne.TextStyle{})
	a.count = widget.NewLabel("")
	back := screen.NewButton("", fynetheme.NavigateBackIcon(), func() { a.step(-1) })
	next := screen.NewButton("", fynetheme.NavigateNextIcon(), func() { a.step(1) })
	save := screen.NewButton("", fynetheme.DownloadIcon(), a.save)
	done := screen.NewButton("", fynetheme.CancelIcon(), func() { a.sheet.Close() })
	tools := container.NewHBox(back, next, save, done)
	if len(a.list) < 2 {
		back.Hide()
		next.Hide()
	}
	ground := canvas.NewRectangle(color.NRGBA{R: 0x10, G: 0x12, B: 0x14, A: 0xFF})
	plate := container.NewStack(screen.NewFill(fynetheme.ColorNameBackground, 6), screen.Row(2, screen.MinSize(a.count, countWidth, 0), tools))
	foot := container.NewCenter(plate)
	a.body = container.NewStack(ground, screen.Dock(nil, screen.Inset(foot, 2, 0, 2, 0), nil, nil, container.NewStack(a.shown, container.NewCenter(a.state))))
	a.ExtendBaseWidget(a)
	a.sheet = env.Sheets.Show(screen.Form{Bare: true, Body: a, Size: fyne.NewSize(10000, 10000), Focus: a})
	a.sheet.OnClose = func() {
		a.ticket.Cancel()
		a.scope.Close()
	}
	a.load()
}

// address is where the large picture lies.
func address(p model.MomentPicture) string {
	for _, u := range []string{p.URL, p.Thumb} {
		if picture.IsRemote(u) {
			return u
		}
	}
	return ""
}

func (a *album) step(by int) {
	if to := a.at + by; to >= 0 && to < len(a.list) {
		a.at = to
		a.load()
	}
}

func (a *album) load() {
	a.ticket.Cancel()
	a.count.SetText(fmt.Sprintf("%d / %d", a.at+1, len(a.list)))
	a.shown.Image = nil
	a.shown.Refresh()
	source := address(a.list[a.at])
	if source == "" || a.env.Pictures == nil {
		a.say(a.env.T("moments.picture.none"))
		return
	}
	a.say(a.env.T("shell.loading"))
	a.ticket = a.env.Pictures.Load(source, albumBox, func(r picture.Result) {
		if r.Err != nil {
			a.say(a.env.T("seat.picture.failed"))
			return
		}
		a.state.Hide()
		a.shown.Image = r.Image
		a.shown.Refresh()
	})
}

func (a *album) say(text string) {
	a.state.SetText(text)
	a.state.Show()
}

// save asks where to and keeps a copy.
func (a *album) save() {
	source := address(a.list[a.at])
	if source == "" {
		return
	}
	t, console := a.env.T, a.env.Console
	a.env.AskFile(screen.FileQuestion{
		Title: t("seat.save"), Confirm: t("seat.save"), Save: true, Name: fmt.Sprintf("seatdeck-%s-%d.jpg", a.stamp, a.at+1),
	}, func(path string) {
		a.env.Nav.Toast(t("seat.saving"))
		a.scope.Act("save", func(ctx context.Context) error { return console.Media.SaveAs(ctx, source, path) }, func(err error) {
			if err != nil {
				a.env.Fail(err)
				return
			}
			a.env.Nav.Toast(t("seat.saved", "path", path))
		})
	})
}

// CreateRenderer is called by the toolkit.
func (a *album) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(a.body) }

// FocusGained is called by the toolkit.
func (a *album) FocusGained() {}

// FocusLost is called by the toolkit.
func (a *album) FocusLost() {}

// TypedRune is called by the toolkit.
func (a *album) TypedRune(rune) {}

// TypedKey is called by the toolkit.
func (a *album) TypedKey(key *fyne.KeyEvent) {
	switch key.Name {
	case fyne.KeyLeft:
		a.step(-1)
	case fyne.KeyRight:
		a.step(1)
	default:
		screen.PassKey(a, key)
	}
}
