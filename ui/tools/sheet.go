// Package tools holds small things that a seat's back end can find out or do: where
// a link really leads, short links of mini programs, and logging the seat's
// account in at a site. It also asks before any link is opened.
package tools

import (
	"context"
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/widgets"
)

// Able tells whether a seat's back end can do any of this.
func Able(seat screen.SeatView) bool {
	return seat.Can.Has(model.CanResolveLink) || seat.Can.Has(model.CanMiniLinks) || seat.Can.Has(model.CanWebLogin)
}

// sheet is the dialog.
type sheet struct {
	env   *screen.Env
	scope *screen.Scope
	deeds *screen.Scope // what was granted is told even when the sheet is gone
	able  []screen.SeatView
	seat  screen.SeatView

	pick    *screen.Select
	pasted  *screen.Entry
	says    *widget.Label   // what the pasted text is
	does    *fyne.Container // what can be done with it
	result  *fyne.Container
	making  *maker
	body    *container.Scroll
	window  *screen.Sheet
	link    string
	enter   func() // what Enter does in the field
	closed  bool
	buttons []*screen.Button
}

// Open shows the tools of those seats that have any; chosen is the one to begin
// with, if it is among them.
func Open(env *screen.Env, seats []screen.SeatView, chosen model.SeatID) {
	t := env.T
	s := &sheet{env: env, scope: env.Scope(), deeds: env.Scope(), does: screen.Wrap(2), result: screen.Column(1)}
	var names []string
	at := 0
	for _, seat := range seats {
		if !Able(seat) {
			continue
		}
		if seat.ID == chosen {
			at = len(s.able)
		}
		s.able, names = append(s.able, seat), append(names, widgets.OneLine(seat.DisplayName(), 60))
	}
	if len(s.able) == 0 {
		env.Tell(t("tools.title"), t("tools.unable"))
		return
	}
	s.pick = screen.NewSelect(unlike(names), nil)
	s.pick.SetSelectedIndex(at)
	s.seat = s.able[at]
	s.pick.OnChanged = func(string) { s.choose(s.able[s.pick.SelectedIndex()]) }
	s.pasted = screen.NewEntry()
	s.pasted.SetPlaceHolder(t("tools.hint"))
	s.pasted.OnChanged = func(string) { s.look() }
	s.pasted.OnSubmitted = func(string) {
		if s.enter != nil {
			s.enter()
		}
	}
	s.says = screen.Wrapped("")
	s.making = newMaker(s)
	rows := screen.Column(2,
		screen.LabelRow(t("tools.seat"), screen.Boxed(s.pick)),
		screen.LabelRow(t("tools.link"), s.pasted),
		s.says, s.does, s.result, s.making.object,
	)
	s.body = container.NewVScroll(screen.Inset(rows, 1, 3, 2, 0))
	done := screen.NewButton(t("shell.close"), nil, func() { s.window.Close() })
	s.window = env.Sheets.Show(screen.Form{
		Title: t("tools.title"), Size: fyne.NewSize(600, 560), Focus: s.pasted, Body: s.body,
		Buttons: []fyne.CanvasObject{done},
	})
	s.window.OnClose = func() {
		s.closed = true
		s.scope.Close()
	}
	s.choose(s.seat)
}

// unlike gives seats of the same name a number: a drop-down tells its lines apart
// by their words.
func unlike(names []string) []string {
	taken := map[string]bool{}
	different := make([]string, len(names))
	for i, name := range names {
		different[i] = name
		for n := 2; taken[different[i]]; n++ {
			different[i] = fmt.Sprintf("%s (%d)", name, n)
		}
		taken[different[i]] = true
	}
	return different
}

func (s *sheet) can(c model.Capability) bool { return s.seat.Can.Has(c) }

// choose has another seat asked from now on.
func (s *sheet) choose(seat screen.SeatView) {
	s.seat = seat
	s.making.choose()
	s.look()
}

// look says what was pasted and offers what can be done with it.
func (s *sheet) look() {
	t := s.env.T
	s.forget()
	var what kind
	s.link, what = recognise(s.pasted.Text)
	s.does.Objects, s.buttons, s.enter = nil, nil, nil
	resolve := func() { s.offer(t("tools.resolve"), s.resolve) }
	ask := func() { s.offer(t("tools.login.ask"), s.askLogin) }
	text, importance := "", widget.MediumImportance
	switch what {
	case nothing:
		text, importance = t("tools.can")+"\n"+s.takes(), widget.LowImportance
	case unknown:
		text, importance = t("tools.unknown")+"\n"+s.takes(), widget.WarningImportance
	case webLink:
		text = t("tools.is.web", "host", Host(s.link))
		if s.can(model.CanResolveLink) {
			resolve()
		}
		if s.can(model.CanWebLogin) {
			ask()
		}
	case loginLink:
		text = t("tools.is.login", "host", Host(s.link))
		if s.can(model.CanWebLogin) {
			ask()
		}
		if s.can(model.CanResolveLink) {
			resolve()
		}
	case miniLink:
		text = t("tools.is.mini")
		if s.can(model.CanMiniLinks) {
			s.offer(t("tools.mini.resolve"), s.resolveMini)
		}
	}
	if what > unknown && s.enter == nil {
		text, importance = text+"\n"+t("tools.unable.kind", "name", s.seat.DisplayName()), widget.WarningImportance
	}
	s.says.Importance = importance
	s.says.SetText(text)
	s.does.Hidden = len(s.does.Objects) == 0
	s.arrange()
}

// takes lists what can be pasted for this seat.
func (s *sheet) takes() string {
	var lines []string
	for _, one := range []struct {
		can model.Capability
		key string
	}{{model.CanResolveLink, "tools.takes.web"}, {model.CanMiniLinks, "tools.takes.mini"}, {model.CanWebLogin, "tools.takes.login"}} {
		if s.can(one.can) {
			lines = append(lines, s.env.T(one.key))
		}
	}
	return strings.Join(lines, "\n")
}

// offer adds a button; the first one is what Enter does.
func (s *sheet) offer(label string, do func()) {
	b := screen.NewButton(label, nil, do)
	if s.enter == nil {
		s.enter = func() {
			if !b.Disabled() {
				do()
			}
		}
		b.Importance = widget.HighImportance
	}
	s.buttons = append(s.buttons, b)
	s.does.Add(b)
}

// forget drops what was found out about something else.
func (s *sheet) forget() {
	s.scope.Forget("ask")
	s.result.Objects = nil
}

func (s *sheet) arrange() {
	s.body.Content.Refresh()
	s.body.Refresh()
}

// put shows what came of a question.
func (s *sheet) put(rows ...fyne.CanvasObject) {
	s.result.Objects = rows
	s.arrange()
}

func (s *sheet) complain(err error) { s.put(complaint(s.env, err)) }

// complaint says what went wrong and what to do.
func complaint(env *screen.Env, err error) fyne.CanvasObject {
	l := screen.Wrapped(env.TroubleNext(err))
	l.Importance = widget.DangerImportance
	return l
}

// ask asks the back end; the buttons are shut meanwhile, and something else that
// is pasted drops the question.
func ask[T any](s *sheet, question func(context.Context) (T, error), show func(T)) {
	for _, b := range s.buttons {
		b.Disable()
	}
	s.put(screen.Note(s.env.T("tools.asking")))
	screen.Ask(s.scope, "ask", question, func(answer T, err error) {
		for _, b := range s.buttons {
			b.Enable()
		}
		if err != nil {
			s.complain(err)
			return
		}
		show(answer)
	})
}

// resolve finds out where a link really leads.
func (s *sheet) resolve() {
	link, seat := s.link, s.seat.ID
	ask(s, func(ctx context.Context) (string, error) { return s.env.Console.Tools.ResolveLink(ctx, seat, link) }, s.showReal)
}

func (s *sheet) showReal(address string) {
	t := s.env.T
	host := Host(address)
	if host == "" {
		s.put(screen.Wrapped(t("tools.real.odd")), s.value(t("tools.real"), widgets.OneLine(address, shownAddress), address))
		return
	}
	open := screen.NewButton(t("tools.open"), nil, func() { OpenLink(s.env, s.scope, address) })
	s.put(s.value(t("tools.real.host"), host, host), s.value(t("tools.real"), Shortened(address), address), container.NewHBox(open))
}

// resolveMini finds out where a short link of a mini program leads.
func (s *sheet) resolveMini() {
	link, seat := s.link, s.seat.ID
	ask(s, func(ctx context.Context) (model.MiniLink, error) {
		return s.env.Console.Tools.ResolveMiniLink(ctx, seat, link)
	}, func(to model.MiniLink) {
		t := s.env.T
		s.put(s.value(t("tools.mini.title"), to.Title, to.Title), s.value(t("tools.mini.app"), to.AppID, to.AppID), s.value(t("tools.mini.page"), to.Page, to.Page))
	})
}

// value is a caption and a text that can be copied as it is.
func (s *sheet) value(label, shown, whole string) fyne.CanvasObject {
	text := widget.NewLabel(widgets.OneLine(shown, shownAddress+1))
	text.Wrapping = fyne.TextWrapBreak
	text.Selectable = true
	if text.Text == "" {
		text.SetText(s.env.T("tools.blank"))
		return screen.LabelRow(label, text)
	}
	copyIt := screen.NewTextButton(s.env.T("tools.copy"), nil, func() {
		fyne.CurrentApp().Clipboard().SetContent(whole)
		s.env.Nav.Toast(s.env.T("tools.copied"))
	})
	return screen.LabelRow(label, screen.Dock(nil, nil, nil, screen.Column(0, copyIt), text))
}
