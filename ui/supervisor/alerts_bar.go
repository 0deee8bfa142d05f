package supervisor

import (
	"slices"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/app/supervise"
	"seatdeck/ui/screen"
	"seatdeck/ui/widgets"
)

// alertsBar narrows the table of alerts.
type alertsBar struct {
	page   *alertsPage
	object fyne.CanvasObject
	kind   *screen.Select
	seat   *seatChoice
	over   *screen.TextButton
	said   *widget.Label
	all    *screen.Button
}

func newAlertsBar(p *alertsPage) *alertsBar {
	t := p.host.env.T
	b := &alertsBar{page: p}
	kinds := []string{t("alerts.kind.any")}
	for _, k := range model.AlertKinds {
		kinds = append(kinds, alertKind(p.host.env, k))
	}
	b.kind = screen.NewSelect(kinds, nil)
	b.seat = newSeatChoice(p.host, func(id model.SeatID) {
		p.filter.Seat = id
		p.narrow()
	})
	b.over = screen.NewTextButton(t("alerts.over.show"), nil, b.toggleOver)
	b.said = screen.Note("")
	b.said.Wrapping, b.said.Truncation = fyne.TextWrapOff, fyne.TextTruncateEllipsis
	columns := screen.NewTextButton(t("manager.columns.open"), nil, p.columns.Choose)
	b.all = screen.NewButton(t("alerts.ack.all"), nil, func() { p.ack(p.unacked()...) })
	filters := screen.Row(1, screen.MinSize(screen.Boxed(b.kind), 34*screen.Unit, 0), b.seat.object, b.over)
	b.object = screen.Line(filters, b.said, screen.Row(1, columns, b.all))
	b.show()
	b.tell()
	return b
}

// toggleOver lists what is over too, or no longer.
func (b *alertsBar) toggleOver() {
	b.page.over = !b.page.over
	b.show()
	b.page.narrow()
}

// clear lists all kinds and seats again.
func (b *alertsBar) clear() {
	b.page.filter = supervise.AlertFilter{}
	b.show()
	b.page.narrow()
}

// show brings the controls in line with the filter.
func (b *alertsBar) show() {
	f := b.page.filter
	b.kind.OnChanged = nil
	b.kind.SetSelectedIndex(slices.Index(model.AlertKinds, f.Kind) + 1)
	b.kind.OnChanged = func(string) {
		b.page.filter.Kind = ""
		if i := b.kind.SelectedIndex(); i > 0 {
			b.page.filter.Kind = model.AlertKinds[i-1]
		}
		b.page.narrow()
	}
	b.seat.show(f.Seat)
	b.over.SetOn(b.page.over)
}

// tell says how many are open.
func (b *alertsBar) tell() {
	open := 0
	for _, a := range b.page.alerts {
		if a.Open() {
			open++
		}
	}
	fresh := len(b.page.unacked())
	b.said.SetText("")
	if open > 0 {
		b.said.SetText(b.page.host.env.T("alerts.counts", "n", open, "k", fresh))
	}
	if fresh > 0 {
		b.all.Enable()
	} else {
		b.all.Disable()
	}
}

// seatChoice is a drop-down of seats, with all of them as the first choice.
type seatChoice struct {
	host   *host
	object fyne.CanvasObject
	pick   *screen.Select
	seats  []model.SeatID // by line; the first is 0
	chosen func(model.SeatID)
}

func newSeatChoice(h *host, chosen func(model.SeatID)) *seatChoice {
	c := &seatChoice{host: h, pick: screen.NewSelect(nil, nil), chosen: chosen}
	c.object = screen.Width(screen.Boxed(c.pick), 36*screen.Unit)
	return c
}

// show offers the seats there are, and shows which is chosen.
func (c *seatChoice) show(now model.SeatID) {
	c.pick.OnChanged = nil
	names := []string{c.host.env.T("alerts.seat.any")}
	c.seats = []model.SeatID{0}
	for _, v := range c.host.seats {
		names, c.seats = append(names, widgets.OneLine(v.DisplayName(), 30)), append(c.seats, v.ID)
	}
	c.pick.SetOptions(apart(names))
	c.pick.SetSelectedIndex(max(slices.Index(c.seats, now), 0))
	c.pick.OnChanged = func(string) {
		if i := c.pick.SelectedIndex(); i >= 0 && i < len(c.seats) {
			c.chosen(c.seats[i])
		}
	}
}

// apart gives lines of the same words a number: a drop-down tells its lines apart
// by their words.
func apart(names []string) []string {
	taken := map[string]bool{}
	different := make([]string, len(names))
	for i, name := range names {
		different[i] = name
		for n := 2; taken[different[i]]; n++ {
			different[i] = name + " (" + strconv.Itoa(n) + ")"
		}
		taken[different[i]] = true
	}
	return different
}
