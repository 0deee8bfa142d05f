package tools

import (
	"context"
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
)

// The longest of what is asked for, in characters.
const (
	longestApp   = 64
	longestPage  = 1024
	longestTitle = 100
)

// maker is the form that makes a short link to a page of a mini program.
type maker struct {
	sheet  *sheet
	object *fyne.Container
	app    *screen.Field
	page   *screen.Field
	title  *screen.Field
	make   *screen.Button
	result *fyne.Container
}

func newMaker(s *sheet) *maker {
	t := s.env.T
	m := &maker{sheet: s, result: screen.Column(1)}
	m.app = screen.NewField(t("tools.mini.app"), "", false, true)
	m.app.Entry.SetPlaceHolder("wx0123456789abcdef")
	m.app.Check = func(v string) string {
		odd := func(r rune) bool { return r > unicode.MaxASCII || unicode.IsSpace(r) || unicode.IsControl(r) }
		if v == "" || len(v) > longestApp || strings.ContainsFunc(v, odd) {
			return t("tools.mini.app.bad")
		}
		return ""
	}
	m.page = screen.NewField(t("tools.mini.page"), "", false, true)
	m.page.Entry.SetPlaceHolder("pages/index/index")
	m.page.Check = func(v string) string {
		if len([]rune(v)) > longestPage || strings.ContainsFunc(v, unicode.IsSpace) {
			return t("tools.mini.page.bad")
		}
		return ""
	}
	m.title = screen.NewField(t("tools.mini.title"), "", false, false)
	m.title.Check = func(v string) string {
		if len([]rune(v)) > longestTitle {
			return t("tools.mini.title.bad", "n", longestTitle)
		}
		return ""
	}
	m.make = screen.NewButton(t("tools.mini.make"), nil, m.submit)
	for _, f := range m.fields() {
		f.Entry.OnSubmitted = func(string) { m.submit() }
		f.OnEdit = s.arrange
	}
	m.object = screen.Column(1, widget.NewSeparator(), screen.Heading(t("tools.mini")), m.app.Object, m.page.Object, m.title.Object,
		container.NewHBox(m.make), m.result)
	return m
}

func (m *maker) fields() []*screen.Field { return []*screen.Field{m.app, m.page, m.title} }

// choose begins anew for another seat; what was typed stays.
func (m *maker) choose() {
	m.sheet.scope.Forget("make")
	m.make.Enable()
	m.result.Objects = nil
	m.object.Hidden = !m.sheet.can(model.CanMiniLinks)
}

func (m *maker) submit() {
	if m.make.Disabled() {
		return
	}
	for _, f := range m.fields() {
		if f.Problem() != "" {
			for _, one := range m.fields() {
				one.Reveal()
			}
			m.sheet.arrange()
			return
		}
	}
	s := m.sheet
	to, seat := model.MiniLink{AppID: m.app.Value(), Page: m.page.Value(), Title: m.title.Value()}, s.seat.ID
	m.make.Disable()
	m.put(screen.Note(s.env.T("tools.asking")))
	screen.Ask(s.scope, "make", func(ctx context.Context) (string, error) {
		return s.env.Console.Tools.CreateMiniLink(ctx, seat, to)
	}, func(link string, err error) {
		m.make.Enable()
		if err != nil {
			m.put(complaint(s.env, err))
			return
		}
		m.put(s.value(s.env.T("tools.mini.link"), link, link))
	})
}

// put shows what came of it, and scrolls to it.
func (m *maker) put(o fyne.CanvasObject) {
	m.result.Objects = []fyne.CanvasObject{o}
	m.sheet.arrange()
	m.sheet.body.ScrollToBottom()
}
