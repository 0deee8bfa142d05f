package supervisor

import (
	"context"
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/panel"
	"seatdeck/ui/screen"
	"seatdeck/ui/widgets"
)

// seatSelect is a drop-down of the seats of the connection; none, where given, is
// the words of its first line that stands for no seat.
type seatSelect struct {
	pick  *screen.Select
	seats []screen.SeatView
}

func (s *adminSheet) newSeatSelect(none string, changed func()) *seatSelect {
	p := &seatSelect{}
	var names []string
	if none != "" {
		p.seats, names = append(p.seats, screen.SeatView{}), append(names, none)
	}
	for _, v := range s.seats() {
		p.seats, names = append(p.seats, v), append(names, widgets.OneLine(v.DisplayName(), 40))
	}
	p.pick = screen.NewSelect(apart(names), nil)
	if len(names) > 0 {
		p.pick.SetSelectedIndex(0)
	}
	p.pick.OnChanged = func(string) { changed() }
	return p
}

// chosen is the seat; an empty one for none.
func (p *seatSelect) chosen() screen.SeatView {
	if i := p.pick.SelectedIndex(); i >= 0 && i < len(p.seats) {
		return p.seats[i]
	}
	return screen.SeatView{}
}

// amountField is a field for a whole number; nothing is no limit.
func amountField(env *screen.Env, label, hint string) *screen.Field {
	f := screen.NewField(label, hint, false, true)
	f.Check = func(v string) string {
		if n, err := strconv.Atoi(v); v != "" && (err != nil || n < 0 || n > mostAmount) {
			return env.T("seatpage.edit.bad")
		}
		return ""
	}
	return f
}

// importing takes an account in as a seat.
func (s *adminSheet) importing() adminPart {
	t := s.env.T
	account := screen.NewField(t("seatadmin.account"), t("seatadmin.account.hint"), false, true)
	short := screen.NewField(t("seatadmin.short"), "", false, false)
	main := s.newSeatSelect(t("seatadmin.main.own"), func() {})
	teams, ids := []string{t("seatadmin.team.none")}, []string{""}
	for _, team := range s.teams {
		if team.Connection == s.connection() {
			teams, ids = append(teams, widgets.OneLine(teamName(team), 40)), append(ids, team.ID)
		}
	}
	team := screen.NewSelect(apart(teams), nil)
	team.SetSelectedIndex(0)
	least := amountField(s.env, t("seatadmin.min"), "")
	most := amountField(s.env, t("seatadmin.max"), "")
	perDay := amountField(s.env, t("seatadmin.perday"), t("seatadmin.limits"))
	said := panel.NewNotice()
	var yes *screen.Button
	submit := func() {
		fields := []*screen.Field{least, most, perDay}
		for _, f := range fields {
			if f.Reveal(); f.Problem() != "" {
				s.env.Window.Canvas().Focus(f.Entry)
				return
			}
		}
		switch {
		case account.Value() == "":
			s.say(said, t("seatadmin.account.lacks"), widget.DangerImportance)
			s.env.Window.Canvas().Focus(account.Entry)
			return
		case number(most) > 0 && number(least) > number(most):
			s.say(said, t("seatpage.edit.order"), widget.DangerImportance)
			return
		}
		what := model.SeatImport{
			MainID: main.chosen().RemoteID, RemoteID: account.Value(), ShortName: short.Value(), Team: ids[max(team.SelectedIndex(), 0)],
			AddLimits: model.AddLimits{
				Min: time.Duration(number(least)) * time.Second, Max: time.Duration(number(most)) * time.Second, PerDay: number(perDay),
			},
		}
		s.do(yes, said, func(ctx context.Context, of model.ConnectionID) error {
			return s.env.Console.Seats.Import(ctx, of, what)
		}, func() {
			account.Entry.SetText("")
			short.Entry.SetText("")
			s.say(said, t("seatadmin.imported", "id", widgets.OneLine(what.RemoteID, 60)), widget.SuccessImportance)
		})
	}
	yes = askButton(t("seatadmin.import"), submit)
	return adminPart{
		key: "import", focus: account.Entry, submit: submit,
		edited: func() bool { return account.Value()+short.Value() != "" && !yes.Disabled() },
		object: container.NewVScroll(screen.Inset(screen.Column(2,
			account.Object, short.Object, screen.LabelRow(t("seatadmin.main"), screen.Boxed(main.pick)),
			screen.LabelRow(t("seatadmin.team"), screen.Boxed(team)), least.Object, most.Object, perDay.Object,
			screen.LabelRow("", screen.Row(0, yes)), said.Label), 0, 3, 0, 0)),
	}
}

// binding makes seats sub-accounts of a main one.
func (s *adminSheet) binding() adminPart {
	t := s.env.T
	var subs []string
	names := newRecordNames(s.host, s.connection(), nil)
	said := panel.NewNotice()
	list := widget.NewLabel("")
	list.Wrapping = fyne.TextWrapWord
	show := func() { list.SetText(chosenText(names, model.FieldSeats, subs)) }
	main := s.newSeatSelect("", func() { said.Clear() })
	choose := screen.NewButton(t("company.pick.open"), nil, func() {
		openPicker(names, picking{title: t("seatadmin.subs"), what: model.FieldSeat, chosen: subs, done: func(ids []string) {
			subs = ids
			said.Clear()
			show()
		}})
	})
	show()
	var yes *screen.Button
	submit := func() {
		var ids []model.SeatID
		for _, remote := range subs {
			if v := names.seat(remote); v.ID != 0 && v.ID != main.chosen().ID {
				ids = append(ids, v.ID)
			}
		}
		of := main.chosen()
		if len(ids) == 0 || of.ID == 0 {
			s.say(said, t("seatadmin.subs.lacks"), widget.DangerImportance)
			return
		}
		s.do(yes, said, func(ctx context.Context, _ model.ConnectionID) error {
			return s.env.Console.Seats.Bind(ctx, of.ID, ids)
		}, func() {
			subs = nil
			show()
			s.say(said, t("seatadmin.bound", "name", widgets.OneLine(of.DisplayName(), 40), "n", len(ids)), widget.SuccessImportance)
		})
	}
	yes = askButton(t("seatadmin.bind"), submit)
	return adminPart{
		key: "bind", focus: main.pick, submit: submit, edited: func() bool { return len(subs) > 0 && !yes.Disabled() },
		object: screen.Column(2, screen.LabelRow(t("seatadmin.main"), screen.Boxed(main.pick)),
			screen.LabelRow(t("seatadmin.subs"), screen.Dock(nil, nil, nil, screen.Column(0, choose), list)),
			screen.LabelRow("", screen.Row(0, yes)), said.Label),
	}
}

// do has a back end do something. What was entered stays if it refuses.
func (s *adminSheet) do(b *screen.Button, said *panel.Notice, deed func(ctx context.Context, of model.ConnectionID) error, done func()) {
	if b.Disabled() {
		return
	}
	of := s.connection()
	b.Disable()
	s.say(said, s.env.T("panel.working"), widget.LowImportance)
	s.host.scope.Act("seatadmin", func(ctx context.Context) error { return deed(ctx, of) }, func(err error) {
		b.Enable()
		if err != nil {
			s.fail(said, err)
			return
		}
		done()
	})
}
