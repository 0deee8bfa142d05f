package shell

import (
	"fmt"

	"seatdeck/app/model"
	"seatdeck/ui/login"
	"seatdeck/ui/screen"
	"seatdeck/ui/widgets"
)

// canLogIn tells that a seat's back end logs in by code.
func canLogIn(v screen.SeatView) bool { return v.Can.Has(model.CanQRLogin) }

// hasInstance tells that what a seat lives in can be looked after.
func hasInstance(v screen.SeatView) bool { return login.HasInstance(v.Can) }

// OpenWall shows the logins of all seats that are out.
func (s *Shell) OpenWall() {
	if s.first == nil {
		login.OpenWall(s.env, false)
	}
}

// openLogin asks which seat to log in, unless it can only be one.
func (s *Shell) openLogin() {
	s.pickSeat(s.env.T("login.pick"), login.Wanted, func(v screen.SeatView) { login.Open(s.env, v) })
}

// openInstance shows the instance of the seat whose tab is open, else asks which.
func (s *Shell) openInstance() {
	if v, there := s.state.seat(s.selected); there && hasInstance(v) {
		login.OpenInstance(s.env, v)
		return
	}
	s.pickSeat(s.env.T("login.pick.instance"), hasInstance, func(v screen.SeatView) { login.OpenInstance(s.env, v) })
}

// pickSeat asks for one of the seats that are able, and takes the only one at once.
func (s *Shell) pickSeat(hint string, able func(screen.SeatView) bool, run func(screen.SeatView)) {
	if only := s.state.those(able); len(only) == 1 {
		run(only[0])
		return
	}
	showPalette(s.env, hint, false, func(query string) []Command { return s.commandsFor(query, able, run) }, nil)
}

// offlineBanner says that seats are out, with the way to bring them back.
func (s *Shell) offlineBanner() (banner, bool) {
	out := s.state.those(login.Wanted)
	if len(out) == 0 {
		return banner{}, false
	}
	b := banner{
		key: "offline", tone: widgets.ToneWarn, text: s.env.T("login.banner", "n", len(out)),
		action: widgets.Action{Label: s.env.T("login.wall.all"), Do: func() { login.OpenWall(s.env, true) }},
	}
	for _, v := range out {
		b.key += fmt.Sprintf(" %d %v", v.ID, v.StateSince)
	}
	if len(out) == 1 {
		v := out[0]
		b.text = s.env.T("login.banner.one", "name", widgets.OneLine(v.DisplayName(), 40))
		b.action = widgets.Action{Label: s.env.T("login.begin"), Do: func() { login.Open(s.env, v) }}
	}
	return b, true
}
