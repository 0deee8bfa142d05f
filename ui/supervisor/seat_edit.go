package supervisor

import (
	"context"
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/widgets"
)

// seatEdit is the form of what a back end keeps of a seat and lets be changed.
type seatEdit struct {
	page  *seatPage
	seat  model.Seat
	sheet *screen.Sheet

	number, managers, least, most, perDay *screen.Field
	enabled, auto                         *screen.Select
	said                                  *widget.Label
	save                                  *screen.Button
}

// openSeatEdit shows the form. What a person does not touch stays as it is.
func openSeatEdit(p *seatPage, seat model.Seat) {
	t := p.host.env.T
	e := &seatEdit{page: p, seat: seat}
	e.number = screen.NewField(t("seatpage.edit.number"), "", false, true)
	e.number.Entry.SetText(seat.Number)
	e.managers = screen.NewField(t("seatpage.edit.managers"), t("seatpage.edit.managers.hint"), false, true)
	limits := seat.AddLimits
	e.least = e.amount("seatpage.edit.min", "", int(limits.Min/time.Second))
	e.most = e.amount("seatpage.edit.max", "", int(limits.Max/time.Second))
	e.perDay = e.amount("seatpage.edit.perday", t("seatpage.edit.limits.hint"), limits.PerDay)
	choices := []string{t("seatpage.edit.same"), t("seatpage.edit.on"), t("seatpage.edit.off")}
	e.enabled, e.auto = screen.NewSelect(choices, nil), screen.NewSelect(choices, nil)
	e.enabled.SetSelectedIndex(0)
	e.auto.SetSelectedIndex(0)
	body := screen.Column(1, e.number.Object, e.managers.Object, e.least.Object, e.most.Object, e.perDay.Object,
		screen.LabelRow(t("seatpage.edit.enabled"), screen.Boxed(e.enabled)))
	if p.host.env.Console.Seats.Admin(seat.Connection).AutoLogin {
		body.Add(screen.LabelRow(t("seatpage.edit.auto"), screen.Boxed(e.auto)))
	}
	e.said = screen.Wrapped("")
	e.said.Importance = widget.DangerImportance
	e.said.Hide()
	body.Add(e.said)
	cancel := screen.NewButton(t("shell.cancel"), nil, func() { e.sheet.Leave() })
	e.save = screen.NewButton(t("seatpage.edit.save"), nil, e.submit)
	e.save.Importance = widget.HighImportance
	e.sheet = p.host.env.Sheets.Show(screen.Form{
		Title: t("seatpage.edit.title", "name", widgets.OneLine(seat.DisplayName(), 40)), Body: body, Size: fyne.NewSize(460, 0),
		Buttons: []fyne.CanvasObject{cancel, e.save}, Focus: e.number.Entry, Submit: e.submit,
	})
	e.sheet.Fit()
	edited := screen.Since(func() any {
		return [...]any{
			e.number.Value(), e.managers.Value(), e.least.Value(), e.most.Value(), e.perDay.Value(), e.enabled.SelectedIndex(), e.auto.SelectedIndex(),
		}
	})
	p.host.env.Guard(e.sheet, func() bool { return edited() && !e.save.Disabled() })
}

// mostAmount bounds seconds and counts that are typed.
const mostAmount = 1_000_000

// amount is a field for a whole number; nothing is no limit.
func (e *seatEdit) amount(key, hint string, now int) *screen.Field {
	f := screen.NewField(e.page.host.env.T(key), hint, false, true)
	if now > 0 {
		f.Entry.SetText(strconv.Itoa(now))
	}
	f.Check = func(v string) string {
		if n, err := strconv.Atoi(v); v != "" && (err != nil || n < 0 || n > mostAmount) {
			return e.page.host.env.T("seatpage.edit.bad")
		}
		return ""
	}
	return f
}

func number(f *screen.Field) int {
	n, _ := strconv.Atoi(f.Value()) // checked before
	return n
}

// change is what differs from what is known.
func (e *seatEdit) change() (c model.SeatSettings, any bool) {
	if v := e.number.Value(); v != e.seat.Number {
		c.Number, any = &v, true
	}
	if v := e.managers.Value(); v != "" {
		c.Managers, any = &v, true
	}
	limits := model.AddLimits{Min: time.Duration(number(e.least)) * time.Second, Max: time.Duration(number(e.most)) * time.Second, PerDay: number(e.perDay)}
	if limits != e.seat.AddLimits {
		c.AddLimits, any = &limits, true
	}
	for _, choice := range []struct {
		of *screen.Select
		to **bool
	}{{e.enabled, &c.Enabled}, {e.auto, &c.AutoLogin}} {
		if i := choice.of.SelectedIndex(); i > 0 {
			on := i == 1
			*choice.to, any = &on, true
		}
	}
	return c, any
}

func (e *seatEdit) submit() {
	env := e.page.host.env
	for _, f := range []*screen.Field{e.least, e.most, e.perDay} {
		if f.Problem() != "" {
			f.Reveal()
			return
		}
	}
	if least, most := number(e.least), number(e.most); most > 0 && least > most {
		e.say(env.T("seatpage.edit.order"))
		return
	}
	change, any := e.change()
	if !any {
		e.sheet.Close()
		return
	}
	e.save.Disable()
	id := e.seat.ID
	e.page.scope.Act("edit", func(ctx context.Context) error { return env.Console.Seats.Edit(ctx, id, change) }, func(err error) {
		e.save.Enable()
		if err != nil {
			e.refused(err)
			return
		}
		e.sheet.Close()
		env.Nav.Toast(env.T("seatpage.edit.done"))
		e.page.read()
	})
}

// refused says what went wrong, of the limits at their fields.
func (e *seatEdit) refused(err error) {
	env := e.page.host.env
	t := model.AsTrouble(err)
	if t.Code != model.TroubleInvalid || t.About != "add limits" {
		e.say(env.TroubleNext(err))
		return
	}
	e.most.Refuse(env.Detail(t.Detail))
	e.said.Hide()
	e.sheet.Fit()
}

func (e *seatEdit) say(text string) {
	e.said.SetText(text)
	e.said.Show()
	e.sheet.Fit()
}
