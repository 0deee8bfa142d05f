package composer

import (
	"net/url"
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/assets"
	"seatdeck/ui/widgets"
)

// linkForm asks for a link card: a title, where it leads, and what is shown of it.
type linkForm struct {
	widget.BaseWidget
	texts  *assets.Texts
	send   func(model.Content)
	title  *formEntry
	url    *formEntry
	detail *formEntry
	cover  *formEntry
	fields []*widgets.Field
	card   fyne.CanvasObject
}

func newLinkForm(texts *assets.Texts, send func(model.Content), closeIt func() bool) *linkForm {
	f := &linkForm{texts: texts, send: send}
	entry := func() *formEntry { return newFormEntry(f.submit, closeIt) }
	f.title, f.url, f.detail, f.cover = entry(), entry(), entry(), entry()
	f.url.SetPlaceHolder("https://")
	f.fields = []*widgets.Field{
		widgets.NewField(texts.T("composer.link.title"), f.title, func() string {
			if strings.TrimSpace(f.title.Text) == "" {
				return texts.T("composer.link.title.need")
			}
			return ""
		}),
		widgets.NewField(texts.T("composer.link.url"), f.url, func() string { return f.wrong(f.url.Text) }),
		widgets.NewField(texts.T("composer.link.detail"), f.detail, nil),
		widgets.NewField(texts.T("composer.link.cover"), f.cover, func() string {
			if strings.TrimSpace(f.cover.Text) == "" {
				return ""
			}
			return f.wrong(f.cover.Text)
		}),
	}
	ok := widget.NewButton(texts.T("composer.link.send"), f.submit)
	ok.Importance = widget.HighImportance
	cancel := widget.NewButton(texts.T("composer.cancel"), func() { closeIt() })
	f.card = widgets.NewCard(container.NewVBox(
		container.NewGridWithColumns(2, f.fields[0], f.fields[2]),
		container.NewGridWithColumns(2, f.fields[1], f.fields[3]),
		container.NewHBox(layout.NewSpacer(), cancel, ok),
	))
	f.ExtendBaseWidget(f)
	return f
}

func (f *linkForm) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(f.card) }

func (f *linkForm) wrong(text string) string {
	if _, ok := webAddress(text); !ok {
		return f.texts.T("composer.link.url.need")
	}
	return ""
}

// focusIn gives the first field the keyboard. The canvas is told, because the form
// is on none before it was painted once.
func (f *linkForm) focusIn(c fyne.Canvas) {
	if c != nil && f.Visible() {
		c.Focus(f.title)
	}
}

func (f *linkForm) clear() {
	for _, e := range []*formEntry{f.title, f.url, f.detail, f.cover} {
		e.SetText("")
	}
	for _, field := range f.fields {
		field.SetError("")
	}
}

func (f *linkForm) submit() {
	if !widgets.ValidFields(f.fields...) {
		return
	}
	address, _ := webAddress(f.url.Text)
	cover, _ := webAddress(f.cover.Text)
	content := model.Content{
		Kind: model.KindLink, Title: strings.TrimSpace(f.title.Text), URL: address,
		Detail: strings.TrimSpace(f.detail.Text), Cover: cover,
	}
	content.Text = content.Title
	f.clear()
	f.send(content)
}

// webAddress is an address a customer may be sent: http or https, with a host
// and without a name in front of it that could pass for one.
func webAddress(text string) (string, bool) {
	text = strings.TrimSpace(text)
	if strings.ContainsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }) {
		return "", false
	}
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" || u.User != nil || u.Scheme != "http" && u.Scheme != "https" {
		return "", false
	}
	return u.String(), true
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
