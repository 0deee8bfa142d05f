package composer

import (
	"net/url"
	"strings"
	"unicode"

	"seatdeck/app/model"
	"seatdeck/assets"
	"seatdeck/ui/widgets"
)

// linkForm asks for a link card: a title, where it leads, and what is shown of it.
type linkForm struct {
	form
	texts  *assets.Texts
	send   func(model.Content)
	title  *formEntry
	url    *formEntry
	detail *formEntry
	cover  *formEntry
}

func newLinkForm(texts *assets.Texts, send func(model.Content), closeIt func() bool) *linkForm {
	f := &linkForm{texts: texts, send: send}
	entry := func() *formEntry { return newFormEntry(f.submit, closeIt) }
	f.title, f.url, f.detail, f.cover = entry(), entry(), entry(), entry()
	f.url.SetPlaceHolder("https://")
	f.fields = []*widgets.Field{
		widgets.NewField(texts.T("composer.link.title"), f.title, f.title.needed(texts.T("composer.link.title.need"))),
		widgets.NewField(texts.T("composer.link.url"), f.url, func() string { return f.wrong(f.url.Text) }),
		widgets.NewField(texts.T("composer.link.detail"), f.detail, nil),
		widgets.NewField(texts.T("composer.link.cover"), f.cover, func() string {
			if strings.TrimSpace(f.cover.Text) == "" {
				return ""
			}
			return f.wrong(f.cover.Text)
		}),
	}
	f.entries = []*formEntry{f.title, f.url, f.detail, f.cover}
	f.lay(texts, texts.T("composer.link.send"), f.submit, closeIt, [2][2]int{{0, 2}, {1, 3}})
	f.ExtendBaseWidget(f)
	return f
}

func (f *linkForm) wrong(text string) string {
	if _, ok := webAddress(text); !ok {
		return f.texts.T("composer.link.url.need")
	}
	return ""
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
