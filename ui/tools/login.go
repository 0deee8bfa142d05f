package tools

import (
	"context"
	"image"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/picture"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// What is shown of a site that asks.
const (
	mostScopes   = 20
	mostSiteName = 60
	iconSide     = 44
)

// askLogin asks what a site wants of the seat's account.
func (s *sheet) askLogin() {
	link, seat := s.link, s.seat
	ask(s, func(ctx context.Context) (model.WebLogin, error) {
		return s.env.Console.Tools.AskWebLogin(ctx, seat.ID, link)
	}, func(login model.WebLogin) { s.showLogin(seat, login) })
}

// showLogin shows who asks and for what, and what granting it means.
func (s *sheet) showLogin(seat screen.SeatView, login model.WebLogin) {
	t := s.env.T
	site := widgets.OneLine(login.Name, mostSiteName)
	if site == "" {
		site = t("tools.login.nameless")
	}
	icon := widgets.NewAvatar(iconSide)
	icon.Set(site, site)
	if s.env.Pictures != nil && picture.IsRemote(login.Icon) {
		s.env.Pictures.Load(login.Icon, image.Pt(2*iconSide, 2*iconSide), func(r picture.Result) {
			if r.Err == nil {
				icon.SetImage(r.Image)
			}
		})
	}
	who := screen.Dock(nil, nil, screen.Inset(screen.Column(0, icon), 1, 2, 1, 1), nil,
		screen.Column(0, screen.Heading(site), screen.Note(t("tools.login.by", "host", Host(login.URL)))))
	rows := []fyne.CanvasObject{who, screen.Wrapped(t("tools.login.wants"))}
	for _, scope := range login.Scopes[:min(len(login.Scopes), mostScopes)] {
		text := widgets.OneLine(scope.Text, 200)
		if text == "" {
			text = widgets.OneLine(scope.ID, 200)
		}
		rows = append(rows, screen.Wrapped("· "+text))
	}
	if len(login.Scopes) == 0 {
		rows = append(rows, screen.Wrapped("· "+t("tools.login.wants.login")))
	}
	warning := screen.Wrapped(t("tools.login.warning", "name", seat.DisplayName(), "site", site))
	warning.Importance = widget.DangerImportance
	warning.TextStyle = fyne.TextStyle{Bold: true}
	said := screen.Column(0)
	yes := screen.NewButton(t("tools.login.yes"), nil, nil)
	yes.Importance = widget.DangerImportance
	yes.OnTapped = func() {
		s.env.Confirm(t("tools.login.title", "name", seat.DisplayName()), t("tools.login.text", "name", seat.DisplayName(), "site", site), t("tools.login.yes"), func() {
			s.grant(seat, login, site, yes, said)
		})
	}
	rows = append(rows, container.NewStack(screen.NewFill(theme.DangerTint, 6), screen.Inset(warning, 0, 1, 0, 1)), container.NewHBox(yes), said)
	s.put(rows...)
}

// grant logs the seat's account in at the site.
func (s *sheet) grant(seat screen.SeatView, login model.WebLogin, site string, yes *screen.Button, said *fyne.Container) {
	env := s.env
	yes.Disable()
	say := func(o fyne.CanvasObject) {
		said.Objects = []fyne.CanvasObject{o}
		s.arrange()
	}
	say(screen.Note(env.T("tools.asking")))
	s.deeds.Act("grant", func(ctx context.Context) error { return env.Console.Tools.ConfirmWebLogin(ctx, seat.ID, login) }, func(err error) {
		if env.Group.Context().Err() != nil { // the console is being closed
			return
		}
		if err == nil {
			done := env.T("tools.login.done", "name", seat.DisplayName(), "site", site)
			l := screen.Wrapped(done)
			l.Importance = widget.SuccessImportance
			env.Nav.Toast(done) // where something else was pasted since, it is not seen here
			say(l)
			return
		}
		if s.closed || !slices.Contains(s.result.Objects, fyne.CanvasObject(said)) {
			env.Fail(err)
		}
		yes.Enable()
		say(complaint(env, err))
	})
}
