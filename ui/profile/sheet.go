// Package profile changes what the account of a seat says of itself.
package profile

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
)

// longest is how many characters a field may have.
const longest = 64

// Able tells that a seat's account can be changed.
func Able(v screen.SeatView) bool { return v.Can.Has(model.CanEditOwnProfile) }

// sheet is the form. What was not touched is not sent: most of it can't be read.
type sheet struct {
	env    *screen.Env
	scope  *screen.Scope
	seat   screen.SeatView
	window *screen.Sheet

	name, alias, phone, mobile, position *screen.Field
	gender                               *screen.Select
	said                                 *widget.Label
	save                                 *screen.Button
}

// Open shows the form of a seat.
func Open(env *screen.Env, seat screen.SeatView) {
	t := env.T
	s := &sheet{env: env, scope: env.Scope(), seat: seat}
	field := func(key, value string) *screen.Field {
		f := screen.NewField(t(key), "", false, false)
		f.Entry.SetText(value)
		f.Check = func(v string) string {
			if n := len([]rune(v)); n > longest {
				return t("profile.toolong", "n", longest, "now", n)
			}
			return ""
		}
		f.OnEdit = s.show
		return f
	}
	s.name, s.alias = field("profile.name", seat.Name), field("profile.alias", seat.Alias)
	s.phone, s.mobile, s.position = field("profile.phone", ""), field("profile.mobile", ""), field("profile.position", "")
	named := s.name.Check
	s.name.Check = func(v string) string {
		if v == "" {
			return t("profile.noname")
		}
		return named(v)
	}
	for _, f := range []*screen.Field{s.phone, s.mobile, s.position} {
		f.Entry.SetPlaceHolder(t("profile.keep"))
	}
	s.gender = screen.NewSelect([]string{t("profile.keep"), t("profile.male"), t("profile.female")}, nil)
	s.gender.SetSelectedIndex(0)
	s.gender.OnChanged = func(string) { s.show() }
	s.said = screen.Wrapped("")
	s.said.Hide()
	s.save = screen.NewButton(t("profile.save"), nil, s.store)
	s.save.Importance = widget.HighImportance
	cancel := screen.NewButton(t("shell.cancel"), nil, func() { s.window.Leave() })
	body := screen.Column(1, screen.Note(t("profile.about", "name", seat.DisplayName())), s.name.Object, s.alias.Object,
		screen.LabelRow(t("profile.gender"), screen.Boxed(s.gender)), s.phone.Object, s.mobile.Object, s.position.Object, s.said)
	s.window = env.Sheets.Show(screen.Form{
		Title: t("profile.title"), Size: fyne.NewSize(480, 0), Focus: s.name.Entry, Body: container.NewVScroll(screen.MinSize(body, 0, 0)),
		Buttons: []fyne.CanvasObject{cancel, s.save},
	})
	env.Guard(s.window, func() bool { _, any := s.changes(); return any })
	s.window.OnClose = s.scope.Close
	s.show()
}

// changes is what was touched; false: nothing.
func (s *sheet) changes() (p model.Profile, any bool) {
	touched := func(f *screen.Field, before string) *string {
		v := f.Value()
		if v == before {
			return nil
		}
		any = true
		return &v
	}
	p.Name, p.Alias = touched(s.name, s.seat.Name), touched(s.alias, s.seat.Alias)
	p.Phone, p.Mobile, p.Position = touched(s.phone, ""), touched(s.mobile, ""), touched(s.position, "")
	if i := s.gender.SelectedIndex(); i > 0 {
		g := model.Gender(i) // male, female
		p.Gender, any = &g, true
	}
	return p, any
}

func (s *sheet) show() {
	_, any := s.changes()
	for _, f := range []*screen.Field{s.name, s.alias, s.phone, s.mobile, s.position} {
		any = any && f.Problem() == ""
	}
	if any {
		s.save.Enable()
	} else {
		s.save.Disable()
	}
}

func (s *sheet) store() {
	p, any := s.changes()
	if !any {
		return
	}
	s.save.Disable()
	s.say(s.env.T("profile.saving"), widget.LowImportance)
	s.scope.Act("save", func(ctx context.Context) error {
		return s.env.Console.Seats.EditProfile(ctx, s.seat.ID, p)
	}, func(err error) {
		s.show()
		if err != nil {
			s.say(s.env.TroubleNext(err), widget.DangerImportance)
			return
		}
		s.window.Close()
		s.env.Nav.Toast(s.env.T("profile.saved", "name", s.seat.DisplayName()))
	})
}

func (s *sheet) say(text string, tone widget.Importance) {
	s.said.Importance = tone
	s.said.SetText(text)
	s.said.Show()
	s.window.Fit()
}
