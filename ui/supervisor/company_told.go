package supervisor

import (
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/panel"
	"seatdeck/ui/screen"
	"seatdeck/ui/tools"
	"seatdeck/ui/widgets"
)

// pictureFiles are the kinds of picture that can be chosen.
var pictureFiles = []string{".png", ".jpg", ".jpeg"}

// pictures are files of this machine.
func (m *inputs) pictures(f model.RecordField, edited func()) *input {
	var paths []string
	rows := screen.Column(0)
	wrong := panel.NewNotice()
	add := screen.NewButton(m.env.T("company.picture.add"), fynetheme.ContentAddIcon(), nil)
	var show func()
	show = func() {
		rows.Objects = nil
		for i, path := range paths {
			name := widget.NewLabel(widgets.OneLine(filepath.Base(path), 60))
			name.Truncation = fyne.TextTruncateEllipsis
			drop := screen.NewButton("", fynetheme.CancelIcon(), func() {
				paths = slices.Delete(slices.Clone(paths), i, i+1)
				show()
				edited()
			})
			rows.Add(screen.Line(nil, name, drop))
		}
		rows.Refresh()
		if f.Max > 0 && len(paths) >= f.Max {
			add.Disable()
		} else {
			add.Enable()
		}
	}
	add.OnTapped = func() {
		m.env.AskFile(screen.FileQuestion{Title: m.title(f.Key), Confirm: m.env.T("company.picture.add"), Extensions: pictureFiles}, func(path string) {
			if slices.Contains(paths, path) {
				wrong.Say(m.env.T("company.picture.there"), widget.WarningImportance)
				return
			}
			wrong.Clear()
			paths = append(slices.Clone(paths), path)
			show()
			edited()
		})
	}
	return &input{
		object: screen.Column(0, rows, screen.Row(0, add), wrong.Label), focus: add,
		get: func() string { return strings.Join(paths, "\n") },
		set: func(v string) {
			paths = itemsIn(v)
			show()
		},
	}
}

// told shows a field that can't be changed.
func (m *inputs) told(f model.RecordField) *input {
	switch f.Type {
	case model.FieldCode:
		return m.toldCode()
	case model.FieldURL:
		return m.toldURL()
	}
	value := ""
	said := widget.NewLabel("")
	said.Wrapping, said.Selectable = fyne.TextWrapBreak, true
	show := func() {
		switch f.Type {
		case model.FieldText, model.FieldLong:
			said.SetText(longText(value))
		case model.FieldWords, model.FieldSeats, model.FieldCustomers, model.FieldGroups, model.FieldTags, model.FieldParties:
			said.SetText(strings.Join(m.words.items(f, value), "\n"))
		default:
			said.SetText(m.words.value(f, value))
		}
	}
	return &input{
		object: said, get: func() string { return value },
		set: func(v string) {
			value = v
			show()
			m.names.learn([]model.RecordField{f}, []model.Record{{Values: map[string]string{f.Key: v}}}, show)
		},
	}
}

// textMost bounds a text of a back end that is shown whole, in characters.
const textMost = 8000

// longText bounds a text and shows what would change how it is read.
func longText(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = widgets.OneLine(line, textMost)
	}
	text = strings.Join(lines[:min(len(lines), itemsMost)], "\n")
	if runes := []rune(text); len(runes) > textMost {
		return string(runes[:textMost]) + "…"
	}
	return text
}

func (m *inputs) toldCode() *input {
	value := ""
	box := newCodeBox(m.env, m.scope)
	return &input{
		object: box.object, get: func() string { return value }, close: box.close,
		set: func(v string) {
			value = v
			box.show(v, m.about())
		},
	}
}

// toldURL shows an address, which is opened only after a question that shows where
// it leads.
func (m *inputs) toldURL() *input {
	value := ""
	said := widget.NewLabel("")
	said.Wrapping, said.Selectable = fyne.TextWrapBreak, true
	open := screen.NewButton(m.env.T("company.url.open"), nil, func() { tools.OpenLink(m.env, m.scope, value) })
	copy := screen.NewButton(m.env.T("company.url.copy"), nil, func() {
		fyne.CurrentApp().Clipboard().SetContent(value)
		m.env.Nav.Toast(m.env.T("company.copied"))
	})
	return &input{
		object: screen.Column(0, said, screen.Row(1, open, copy)), get: func() string { return value },
		set: func(v string) {
			value = v
			said.SetText(widgets.OneLine(tools.Shortened(v), textMost))
		},
	}
}
