package seat

import (
	"context"

	"seatdeck/app/model"
	"seatdeck/ui/login"
	"seatdeck/ui/screen"
	"seatdeck/ui/widgets"
)

// showBar says over the composer why a seat can't send now, and what to do.
func (s *Screen) showBar(seat screen.SeatView) {
	t, visible := s.env.T, s.bar.Visible()
	again := widgets.Action{Label: t("seat.again"), Do: func() { s.nudge(seat.Connection.ID) }}
	fix := widgets.Action{Label: t("shell.banner.open"), Do: func() { s.env.Nav.OpenConnection(seat.Connection.ID) }}
	scan := widgets.Action{Label: t("login.begin"), Do: func() { login.Open(s.env, seat) }}
	keep := widgets.Action{Label: t("login.instance"), Do: func() { login.OpenInstance(s.env, seat) }}
	if !login.HasInstance(seat.Can) {
		keep = widgets.Action{}
	}
	name := seat.DisplayName()
	switch {
	case seat.State == model.SeatBanned:
		s.bar.Say(widgets.ToneError, t("seat.bar.banned", "name", name), widgets.Action{}, false)
	case seat.Link.Link == model.LinkRefused:
		s.bar.Say(widgets.ToneError, t("seat.bar.refused", "name", seat.Connection.Name, "why", s.env.Why(seat.Link.Err)), fix, false)
	case seat.State == model.SeatKicked && login.Wanted(seat):
		s.bar.Say(widgets.ToneWarn, t("login.bar.kicked", "name", name), scan, false)
	case seat.State == model.SeatKicked:
		s.bar.Say(widgets.ToneWarn, t("seat.bar.kicked", "name", name), keep, false)
	case login.Wanted(seat):
		s.bar.Say(widgets.ToneWarn, t("login.bar.offline", "name", name), scan, false)
	case seat.State == model.SeatOffline:
		s.bar.Say(widgets.ToneWarn, t("seat.bar.offline", "name", name), keep, false)
	case seat.Link.Link == model.LinkConnecting && seat.Link.Err != nil:
		s.bar.Say(widgets.ToneWarn, t("seat.bar.reconnecting", "why", s.env.Why(seat.Link.Err)), again, false)
	default:
		s.bar.Hide()
	}
	if visible != s.bar.Visible() || visible {
		s.middle.Layout.Layout(s.middle.Objects, s.middle.Size())
	}
}

func (s *Screen) nudge(id model.ConnectionID) {
	s.scope.Act("nudge", func(context.Context) error {
		s.env.Console.Connections.Nudge(id)
		return nil
	}, nil)
}
