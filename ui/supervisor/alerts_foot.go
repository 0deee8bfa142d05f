package supervisor

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/login"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
)

// alertsFoot says all about the alert in the ring, and has the buttons about it.
type alertsFoot struct {
	page   *alertsPage
	object *fyne.Container
	said   *widget.Label
	sent   *widget.Label // what became of it at the targets
	ack    *screen.Button
	take   *screen.Button
	open   *screen.Button
	login  *screen.Button
	shown  model.AlertID
}

func newAlertsFoot(p *alertsPage) *alertsFoot {
	h := p.host
	t := h.env.T
	f := &alertsFoot{page: p, said: widget.NewLabel(""), sent: screen.Note("")}
	f.said.Truncation = fyne.TextTruncateEllipsis
	at := func() model.Alert { return p.at(p.table.Ring()) }
	f.ack = screen.NewButton(t("alerts.ack"), nil, func() { p.ack(p.toAck()...) })
	f.take = screen.NewButton(t("alerts.take"), nil, func() { h.takeOver(at().Conversation) })
	f.take.Importance = widget.HighImportance
	f.open = screen.NewButton(t("alerts.seat.open"), nil, func() { h.openSeat(at().Seat) })
	f.login = screen.NewButton(t("alerts.login"), nil, func() { login.Open(h.env, h.view(at().Seat)) })
	buttons := screen.Row(2, f.login, f.open, f.ack, f.take)
	line := screen.MinSize(screen.NewFill(theme.Divider, 0), 0, 1)
	f.object = screen.Column(0, line, screen.Inset(screen.Line(nil, screen.Column(-1, f.said, f.sent), buttons), 0.5, 2, 0.5, 1))
	f.show(model.Alert{})
	return f
}

// show shows an alert; an empty one hides the foot.
func (f *alertsFoot) show(a model.Alert) {
	p := f.page
	f.object.Hidden = a.ID == 0
	if a.ID == 0 {
		f.shown = 0
		p.host.scope.Forget("alerts/sendings")
		f.relayout()
		return
	}
	env := p.host.env
	view := p.host.view(a.Seat)
	f.said.SetText(alertLine(p.host, a))
	ids := p.toAck()
	f.ack.SetText(env.T("alerts.ack"))
	if len(ids) > 1 {
		f.ack.SetText(env.T("alerts.ack.n", "n", len(ids)))
	}
	f.ack.Hidden = len(ids) == 0
	f.take.Hidden = !answerable(a)
	f.open.Hidden = view.ID == 0
	f.login.Hidden = !login.Wanted(view)
	if f.shown != a.ID {
		f.sent.Hide()
	}
	f.shown = a.ID
	f.relayout()
	screen.Keep(p.host.scope, "alerts/sendings", func(ctx context.Context) ([]model.AlertSending, error) {
		return env.Console.Alerts.Sendings(ctx, a.ID)
	}, func(list []model.AlertSending, err error) {
		if f.shown != a.ID {
			return
		}
		words := make([]string, 0, len(list))
		for _, s := range list {
			words = append(words, sendingWords(env, s))
		}
		if err != nil {
			words = []string{env.Trouble(err)}
		}
		f.sent.SetText(strings.Join(words, " · "))
		f.sent.Hidden = len(words) == 0
		f.relayout()
	})
}

// tick says how long a ban lasts as of now.
func (f *alertsFoot) tick() {
	if a := f.page.at(f.page.table.Ring()); a.ID != 0 {
		f.said.SetText(alertLine(f.page.host, a))
	}
}

func (f *alertsFoot) relayout() {
	f.object.Refresh()
	if f.page.root != nil {
		f.page.root.Refresh()
	}
}
