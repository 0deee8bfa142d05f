package login

import (
	"context"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/widgets"
)

// savedSide is how large a saved code is, in pixels: enough for a poster.
const savedSide = 1024

// codeSide is how large it is shown.
const codeSide float32 = 288

// fetched is a code that can be painted, and what stands under it.
type fetched struct {
	drawing
	wording string
}

// OpenCode shows a code that is fetched by ask, such as the one by which a seat or
// a group is joined, and saves it as a PNG if a person wants that. About is whom
// the code is for, and the name suggested for the file.
func OpenCode(env *screen.Env, title, about string, ask func(context.Context) (model.LoginCode, error)) {
	t, scope := env.T, env.Scope()
	busy := widget.NewActivity()
	busy.Start()
	said := screen.Wrapped("")
	said.Alignment = fyne.TextAlignCenter
	said.Hide()
	stage := newStage(codeSide, screen.Column(1, container.NewCenter(busy), said))
	words := caption()
	var code fetched
	var sheet *screen.Sheet
	save := screen.NewButton(t("login.code.save"), nil, func() { saveCode(env, about, code.drawing) })
	save.Importance = widget.HighImportance
	save.Disable()
	done := screen.NewButton(t("shell.close"), nil, func() { sheet.Close() })
	sheet = env.Sheets.Show(screen.Form{
		Title: title, Size: fyne.NewSize(400, 0), Focus: done,
		Body:    screen.Column(1, container.NewCenter(stage), words),
		Buttons: []fyne.CanvasObject{done, save},
	})
	sheet.OnClose = scope.Close
	screen.Ask(scope, "code", func(ctx context.Context) (fetched, error) {
		code, err := ask(ctx)
		if err != nil {
			return fetched{}, err
		}
		d, err := newDrawing(code)
		if err != nil {
			err = &model.Trouble{Code: model.TroubleBadAnswer, About: about, Detail: err.Error()}
		}
		return fetched{d, code.Wording}, err
	}, func(now fetched, err error) {
		busy.Stop()
		busy.Hide()
		if err != nil {
			say(said, complaint(env, err), widget.DangerImportance)
			stage.Refresh()
			sheet.Fit()
			return
		}
		code = now
		stage.setCode(code.drawing)
		stage.set(true, false)
		say(words, widgets.OneLine(code.wording, 120), widget.LowImportance)
		save.Enable()
		sheet.Fit()
	})
}

// saveCode asks where to, and writes the code there as a PNG.
func saveCode(env *screen.Env, about string, code drawing) {
	env.AskFile(screen.FileQuestion{
		Title: env.T("login.code.save"), Confirm: env.T("login.code.save"), Save: true, Extensions: []string{".png"},
		Name: codeName(about),
	}, func(path string) {
		scope := env.Scope()
		scope.Act("save", func(context.Context) error { return writePNG(path, code) }, func(err error) {
			scope.Close()
			if err != nil {
				env.Fail(err)
				return
			}
			env.Nav.Toast(env.T("login.code.saved", "path", path))
		})
	})
}

// codeName is a name for the file that no file system objects to.
func codeName(about string) string {
	name := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, about)
	if name == "" {
		return "qr.png"
	}
	return "qr-" + name + ".png"
}

// writePNG writes a code to a file; a failure leaves no half of one.
func writePNG(path string, code drawing) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), ".seatdeck-*")
	if err != nil {
		return fmt.Errorf("save code: %w", err)
	}
	defer os.Remove(tmp.Name()) //nolint:errcheck // gone already when it was renamed
	err = png.Encode(tmp, code.paint(savedSide, savedSide))
	if closeErr := tmp.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return fmt.Errorf("save code: %w", err)
	}
	return os.Rename(tmp.Name(), path)
}
