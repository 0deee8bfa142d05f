package composer

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"seatdeck/assets"
	"seatdeck/ui/widgets"
)

// form is what the forms over the entry share: fields in two columns, a button that
// sends and one that closes.
type form struct {
	widget.BaseWidget
	entries []*formEntry // the first one takes the keyboard
	fields  []*widgets.Field
	card    fyne.CanvasObject
}

// lay sets the fields in rows of two, by their places in fields.
func (f *form) lay(texts *assets.Texts, send string, submit func(), closeIt func() bool, rows [2][2]int) {
	ok := widget.NewButton(send, submit)
	ok.Importance = widget.HighImportance
	cancel := widget.NewButton(texts.T("composer.cancel"), func() { closeIt() })
	box := container.NewVBox()
	for _, row := range rows {
		box.Add(container.NewGridWithColumns(2, f.fields[row[0]], f.fields[row[1]]))
	}
	box.Add(container.NewHBox(layout.NewSpacer(), cancel, ok))
	f.card = widgets.NewCard(box)
}

// CreateRenderer is called by the toolkit.
func (f *form) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(f.card) }

// focusIn gives the first field the keyboard. The canvas is told, because the form
// is on none before it was painted once.
func (f *form) focusIn(c fyne.Canvas) {
	if c != nil && f.Visible() {
		c.Focus(f.entries[0])
	}
}

func (f *form) clear() {
	for _, e := range f.entries {
		e.SetText("")
	}
	for _, field := range f.fields {
		field.SetError("")
	}
}

// formEntry is a field of a form: Enter sends, Esc closes.
type formEntry struct {
	widget.Entry
	submit func()
	close  func() bool
}

func newFormEntry(submit func(), closeIt func() bool) *formEntry {
	e := &formEntry{submit: submit, close: closeIt}
	e.Wrapping = fyne.TextWrapOff
	e.ExtendBaseWidget(e)
	return e
}

func (e *formEntry) TypedKey(key *fyne.KeyEvent) {
	switch key.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		e.submit()
	case fyne.KeyEscape:
		e.close()
	default:
		e.Entry.TypedKey(key)
	}
}

// needed checks that something was typed.
func (e *formEntry) needed(need string) func() string {
	return func() string {
		if strings.TrimSpace(e.Text) == "" {
			return need
		}
		return ""
	}
}
