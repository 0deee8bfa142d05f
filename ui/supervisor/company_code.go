package supervisor

import (
	"context"
	"errors"
	"image"
	"net/url"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"seatdeck/ui/login"
	"seatdeck/ui/panel"
	"seatdeck/ui/picture"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

const (
	codeSide  float32 = 168  // as it is shown
	codeDots  int     = 1024 // of a side of one that is saved
	titleMost int     = 60   // characters over a code that is printed
	noteMost  int     = 300  // and under it
)

// codeBox shows the code that a record has, and saves or prints it.
type codeBox struct {
	object fyne.CanvasObject
	env    *screen.Env
	scope  *screen.Scope
	about  string // whom or what it is for
	value  string
	code   login.Code
	ticket *picture.Ticket

	image   *canvas.Image
	said    *widget.Label
	again   *screen.TextButton
	buttons []*screen.Button
}

func newCodeBox(env *screen.Env, scope *screen.Scope) *codeBox {
	t := env.T
	b := &codeBox{env: env, scope: scope, image: canvas.NewImageFromImage(nil), said: screen.Note("")}
	b.image.FillMode = canvas.ImageFillContain
	b.again = screen.NewTextButton(t("alerts.again"), nil, b.load)
	b.buttons = []*screen.Button{
		screen.NewButton(t("company.code.save"), nil, b.save),
		screen.NewButton(t("company.code.print"), nil, func() { openPoster(b.env, b.about, b.code) }),
		screen.NewButton(t("company.code.copy"), nil, func() {
			fyne.CurrentApp().Clipboard().SetContent(b.value)
			env.Nav.Toast(t("company.copied"))
		}),
	}
	side := screen.Column(1, b.buttons[0], b.buttons[1], b.buttons[2], b.said, b.again)
	picture := container.NewStack(screen.MinSize(b.image, codeSide, codeSide))
	b.object = screen.Dock(nil, nil, screen.Inset(screen.Column(0, picture), 0, 3, 0, 0), nil, side)
	b.enable(false)
	return b
}

// show draws another code. Of an address what lies there is shown if that is a
// picture: back ends give the address of the code's picture, or what a code is to
// say.
func (b *codeBox) show(value, about string) {
	b.about = about
	if value == b.value {
		return
	}
	b.value, b.code = value, login.Code{}
	b.enable(false)
	if value != "" {
		b.load()
	}
}

func (b *codeBox) enable(on bool) {
	for i, one := range b.buttons {
		if on || i == 2 && b.value != "" {
			one.Enable()
		} else {
			one.Disable()
		}
	}
}

func (b *codeBox) say(text string, importance widget.Importance) {
	b.said.Importance = importance
	b.said.SetText(text)
	b.again.Hidden = importance == widget.LowImportance
	b.object.Refresh() // it may take more lines now
}

func (b *codeBox) load() {
	b.say(b.env.T("shell.loading"), widget.LowImportance)
	if b.env.Pictures == nil || !picture.IsRemote(b.value) {
		b.draw("")
		return
	}
	b.close()
	b.env.Pictures.Forget(b.value)
	value := b.value
	b.ticket = b.env.Pictures.Load(value, image.Pt(codeDots, codeDots), func(r picture.Result) {
		switch {
		case value != b.value:
		case errors.Is(r.Err, picture.ErrFormat):
			b.draw("") // a page: the code is to lead there
		case r.Err != nil:
			b.draw(b.env.T("company.code.failed"))
		default:
			b.got(login.CodeOf(r.Image), nil)
		}
	})
}

// draw draws what the code is to say; but is what is to be known about that, "" for
// nothing.
func (b *codeBox) draw(but string) {
	value := b.value
	screen.Ask(b.scope, "code", func(context.Context) (login.Code, error) { return login.DrawCode(value) }, func(code login.Code, err error) {
		if value == b.value {
			b.got(code, err)
			if err == nil && but != "" {
				b.say(but, widget.WarningImportance)
			}
		}
	})
}

func (b *codeBox) got(code login.Code, err error) {
	if err != nil {
		b.say(b.env.T("company.code.bad"), widget.DangerImportance)
		return
	}
	b.code = code
	b.image.Image = code.Paint(2*int(codeSide), 2*int(codeSide))
	b.image.Refresh()
	b.say("", widget.LowImportance)
	b.enable(true)
}

// close gives up what is awaited.
func (b *codeBox) close() {
	if b.ticket != nil {
		b.ticket.Cancel()
	}
}

// save asks where to, and writes the code there as a PNG.
func (b *codeBox) save() {
	code := b.code
	savePNG(b.env, login.FileName(b.about), func() (image.Image, error) { return code.Paint(codeDots, codeDots), nil }, func(string) {})
}

// savePNG asks for a file, and writes a picture there that is painted off the UI
// goroutine; done is called once it is there.
func savePNG(env *screen.Env, name string, paint func() (image.Image, error), done func(path string)) {
	env.AskFile(screen.FileQuestion{
		Title: env.T("company.code.save"), Confirm: env.T("company.save"), Save: true, Extensions: []string{".png"}, Name: name,
	}, func(path string) {
		scope := env.Scope()
		scope.Act("save", func(context.Context) error {
			img, err := paint()
			if err != nil {
				return err
			}
			data, err := encodePNG(img, posterDots)
			if err != nil {
				return err
			}
			return writeFile(path, data)
		}, func(err error) {
			scope.Close()
			if err != nil {
				env.Fail(err)
				return
			}
			env.Nav.Toast(env.T("company.saved", "name", widgets.OneLine(filepath.Base(path), 60)))
			done(path)
		})
	})
}

// openCode shows a code alone.
func openCode(env *screen.Env, about, value string) {
	scope := env.Scope()
	box := newCodeBox(env, scope)
	var sheet *screen.Sheet
	done := screen.NewButton(env.T("shell.close"), nil, func() { sheet.Close() })
	sheet = env.Sheets.Show(screen.Form{
		Title: about, Body: box.object, Size: fyne.NewSize(420, 0), Buttons: []fyne.CanvasObject{done}, Focus: done,
	})
	sheet.OnClose = func() {
		box.close()
		scope.Close()
	}
	box.show(value, about)
	sheet.Fit()
}

// openPoster asks what is to stand round a code on a page, and makes the page as a
// picture: the system's own program prints it.
func openPoster(env *screen.Env, about string, code login.Code) {
	t := env.T
	scope := env.Scope()
	title := screen.NewField(t("company.print.title"), "", false, false)
	title.Entry.SetText(about)
	note := panel.NewArea(3)
	note.SetText(t("company.print.usual"))
	title.Check = func(v string) string { return tooMany(env, v, titleMost) }
	wrong := panel.NewNotice()
	note.OnChanged = func(v string) { wrong.Say(tooMany(env, v, noteMost), widget.DangerImportance) }
	var names []string
	for _, p := range papers() {
		names = append(names, p.name)
	}
	paper := screen.NewSelect(names, nil)
	paper.SetSelectedIndex(0)
	preview := canvas.NewImageFromImage(nil)
	preview.FillMode = canvas.ImageFillContain
	var sheet *screen.Sheet
	save := screen.NewButton(t("company.print.save"), nil, nil)
	save.Importance = widget.HighImportance
	made := func() (poster, paperSize) {
		return poster{title.Value(), note.Text, code}, papers()[max(paper.SelectedIndex(), 0)]
	}
	show := func() {
		p, size := made()
		screen.Ask(scope, "preview", func(context.Context) (image.Image, error) {
			small := paperSize{size.name, size.width / 4, size.height / 4}
			return p.paint(small)
		}, func(img image.Image, err error) {
			if err == nil {
				preview.Image = img
				preview.Refresh()
			}
		})
	}
	title.OnEdit = show
	edited := note.OnChanged
	note.OnChanged = func(v string) { edited(v); show() }
	paper.OnChanged = func(string) { show() }
	submit := func() {
		if title.Reveal(); title.Problem() != "" || tooMany(env, note.Text, noteMost) != "" {
			return
		}
		p, size := made()
		savePNG(env, size.name+"-"+login.FileName(about), func() (image.Image, error) { return p.paint(size) }, func(path string) {
			sheet.Close()
			openSaved(env, path, t("company.print.done"), t("company.open.file"), path)
		})
	}
	save.OnTapped = submit
	cancel := screen.NewButton(t("shell.cancel"), nil, func() { sheet.Leave() })
	fields := screen.Column(1, title.Object, screen.LabelRow(t("company.print.note"), screen.Column(0, note, wrong.Label)),
		screen.LabelRow(t("company.print.paper"), screen.Boxed(paper)), screen.Note(t("company.print.how")))
	framed := container.NewStack(screen.NewFill(theme.Divider, 0), screen.Inset(screen.MinSize(preview, 180, 255), 0.25, 0.25, 0.25, 0.25))
	sheet = env.Sheets.Show(screen.Form{
		Title: t("company.code.print"), Size: fyne.NewSize(680, 0), Focus: title.Entry, Submit: submit,
		Body:    screen.Dock(nil, nil, nil, screen.Inset(screen.Column(0, framed), 0, 0, 0, 4), fields),
		Buttons: []fyne.CanvasObject{cancel, save},
	})
	sheet.OnClose = scope.Close
	env.Guard(sheet, screen.Since(func() any { return [2]string{title.Value(), note.Text} }))
	sheet.Fit()
	show()
}

// tooMany says that a text has more characters than it may; "": it has not.
func tooMany(env *screen.Env, text string, most int) string {
	if n := len([]rune(text)); n > most {
		return env.T("panel.toolong", "n", most, "now", n)
	}
	return ""
}

// openSaved says that a file was written, and offers to open something in the
// system's program.
func openSaved(env *screen.Env, path, text, label, what string) {
	open := screen.NewButton(label, nil, func() {
		scope := env.Scope()
		scope.Act("open", func(context.Context) error {
			return env.OpenURL(&url.URL{Scheme: "file", Path: filepath.ToSlash(what)})
		}, func(err error) {
			scope.Close()
			env.Fail(err)
		})
	})
	env.Tell(env.T("company.saved", "name", widgets.OneLine(filepath.Base(path), 60)), text, open)
}
