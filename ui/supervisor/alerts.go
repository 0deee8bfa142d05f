package supervisor

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/app/supervise"
	"seatdeck/ui/login"
	"seatdeck/ui/screen"
	"seatdeck/ui/widgets"
)

const (
	alertsOpenMost = 1000                   // open ones that are listed
	alertsOverPart = 200                    // of those that are over, as many at once
	alertsOverMost = 5000                   // older ones are in the audit log
	alertsRest     = 300 * time.Millisecond // what is shown may lag so far behind
)

// alertsPage lists what is wrong, and what was.
type alertsPage struct {
	host *host
	root fyne.CanvasObject
	bar  *alertsBar
	foot *alertsFoot

	columns *screen.ColumnChoice
	table   *widgets.Table
	middle  *fyne.Container

	filter supervise.AlertFilter // kind and seat
	over   bool                  // those that are over are listed too
	asked  int                   // how many of them
	alerts []model.Alert         // in the order of the table
	more   bool                  // there may be older ones
	rules  map[int64]model.AlertRule
	known  bool
	chosen map[model.AlertID]bool
	ringed model.AlertID

	calm   *screen.Calm
	ticker *ticker // how long they have been going on is drawn anew
}

// alertsRead is what the page reads.
type alertsRead struct {
	open, over []model.Alert
	rules      []model.AlertRule
	full       bool // as many were read as were asked for
}

func newAlertsPage(h *host) *alertsPage {
	p := &alertsPage{host: h, asked: alertsOverPart, chosen: map[model.AlertID]bool{}, rules: map[int64]model.AlertRule{}}
	p.calm = screen.NewCalm(h.env, alertsRest, p.read)
	p.columns = screen.NewColumnChoice(h.env, h.scope, "alerts", alertColumns(h.env.T), alertUsual)
	p.table = p.columns.Table
	p.table.Cells = p.cell
	p.table.Chosen = func(row int) bool { return p.chosen[p.at(row).ID] }
	p.table.ChosenCount = func() int { return len(p.chosen) }
	p.table.OnChoose = p.choose
	p.table.OnOpen = func(row int) { p.act(p.at(row)) }
	p.table.OnMenu = p.menu
	p.table.OnPress = p.pressed
	p.table.OnRing = p.ring
	p.table.OnVisible = p.visible
	p.middle = container.NewStack(widgets.NewEmptyState(nil, h.env.T("shell.loading"), "", widgets.Action{}))
	p.bar = newAlertsBar(p)
	p.foot = newAlertsFoot(p)
	top := screen.Inset(p.bar.object, 1, 2, 1, 2)
	root := screen.Dock(top, p.foot.object, nil, nil, p.middle)
	root.Objects = []fyne.CanvasObject{top, p.middle, p.foot.object} // in the order of Tab
	p.root = root
	p.ticker = newTicker(h.env, root, func() {
		p.table.Refresh()
		p.foot.tick()
	})
	p.columns.Read()
	return p
}

// Object implements screen.Page.
func (p *alertsPage) Object() fyne.CanvasObject { return p.root }

// Show implements screen.Page.
func (p *alertsPage) Show() {
	p.bar.show()
	p.read()
	p.ticker.start()
}

// Changed implements screen.Page.
func (p *alertsPage) Changed(c bus.Change) {
	if c.Alerts && inSight(p.host.env, p.root) {
		p.calm.Changed()
	}
	if len(c.Seats) > 0 {
		p.foot.show(p.at(p.table.Ring())) // a seat may want a login now, or no longer
	}
}

// Focus implements screen.Page.
func (p *alertsPage) Focus() fyne.Focusable {
	if len(p.alerts) == 0 {
		return nil
	}
	return p.table
}

// Close implements screen.Page.
func (p *alertsPage) Close() {
	p.calm.Close()
	p.ticker.close()
}

// read reads what the filter asks for.
func (p *alertsPage) read() {
	f, over, asked := p.filter, p.over, p.asked
	alerts := p.host.env.Console.Alerts
	screen.Keep(p.host.scope, "alerts/list", func(ctx context.Context) (r alertsRead, err error) {
		open := f
		open.Open, open.Limit = true, alertsOpenMost
		if r.open, err = alerts.List(ctx, open); err != nil {
			return r, err
		}
		if over {
			all := f
			all.Limit = asked
			if r.over, err = alerts.List(ctx, all); err != nil {
				return r, err
			}
			r.full = len(r.over) >= asked
			r.over = slices.DeleteFunc(r.over, model.Alert.Open)
		}
		r.rules, err = alerts.Rules(ctx)
		return r, err
	}, func(r alertsRead, err error) {
		if f == p.filter && over == p.over {
			p.got(r, err)
		}
	})
}

// narrow asks for other alerts.
func (p *alertsPage) narrow() {
	p.asked, p.more = alertsOverPart, false
	clear(p.chosen)
	p.host.scope.Forget("alerts/list")
	p.read()
}

func (p *alertsPage) got(r alertsRead, err error) {
	if err != nil {
		p.say(fynetheme.WarningIcon(), p.host.env.Trouble(err), p.host.env.Next(err), widgets.Action{Label: p.host.env.T("alerts.again"), Do: p.read})
		return
	}
	first := !p.known
	p.known, p.more = true, r.full
	clear(p.rules)
	for _, rule := range r.rules {
		p.rules[rule.ID] = rule
	}
	p.alerts = append(r.open, r.over...)
	for id := range p.chosen {
		if !slices.ContainsFunc(p.alerts, func(a model.Alert) bool { return a.ID == id }) {
			delete(p.chosen, id)
		}
	}
	p.bar.tell()
	t := p.host.env.T
	switch {
	case len(p.alerts) > 0:
		p.put(p.table)
	case p.filter != supervise.AlertFilter{}:
		p.say(fynetheme.SearchIcon(), t("alerts.nomatch"), "", widgets.Action{Label: t("alerts.clear"), Do: p.bar.clear})
	case p.over:
		p.say(fynetheme.ConfirmIcon(), t("alerts.none"), t("alerts.none.ever"), widgets.Action{})
	default:
		p.say(fynetheme.ConfirmIcon(), t("alerts.none"), t("alerts.none.text"), widgets.Action{Label: t("alerts.over.show"), Do: p.bar.toggleOver})
	}
	p.table.SetCount(len(p.alerts))
	at := slices.IndexFunc(p.alerts, func(a model.Alert) bool { return a.ID == p.ringed })
	if at < 0 && len(p.alerts) > 0 {
		at = 0
	}
	p.table.SetRing(at)
	p.foot.show(p.at(at))
	if first {
		p.host.refocus() // the table could not have the keyboard before
	}
}

// say stands in place of the table.
func (p *alertsPage) say(icon fyne.Resource, title, text string, action widgets.Action) {
	p.put(widgets.NewEmptyState(icon, title, text, action))
}

func (p *alertsPage) put(o fyne.CanvasObject) {
	if p.middle.Objects[0] != o {
		p.middle.Objects = []fyne.CanvasObject{o}
		p.middle.Refresh()
	}
}

// at gives the alert of a row; an empty one where there is none.
func (p *alertsPage) at(row int) model.Alert {
	if row < 0 || row >= len(p.alerts) {
		return model.Alert{}
	}
	return p.alerts[row]
}

func (p *alertsPage) choose(first, last int, on bool) {
	for i := max(first, 0); i <= last && i < len(p.alerts); i++ {
		if on {
			p.chosen[p.alerts[i].ID] = true
		} else {
			delete(p.chosen, p.alerts[i].ID)
		}
	}
	p.foot.show(p.at(p.table.Ring()))
}

func (p *alertsPage) ring(row int) {
	a := p.at(row)
	p.ringed = a.ID
	p.foot.show(a)
}

// visible reads older ones before the last of those at hand is in sight.
func (p *alertsPage) visible(_, last int) {
	if p.more && last >= len(p.alerts)-1 && p.asked < alertsOverMost {
		p.asked, p.more = p.asked+alertsOverPart, false
		p.read()
	}
}

// cell shows one alert in one column.
func (p *alertsPage) cell(row int, column string) widgets.Cell {
	a := p.at(row)
	if a.ID == 0 {
		return widgets.Cell{}
	}
	return alertCell(p.host, a, p.rules[a.Rule], column, p.host.env.Clock.Now())
}

// answerable tells that an alert is about a customer whom somebody can answer.
func answerable(a model.Alert) bool { return a.Open() && a.Conversation != 0 }

// pressed does what the button in a row says.
func (p *alertsPage) pressed(row int, column string) {
	a := p.at(row)
	switch {
	case column == alertAck && a.Open() && a.Acked.IsZero():
		p.ack(a.ID)
	case column == alertDo:
		p.act(a)
	}
}

// act does the one thing that is done about an alert.
func (p *alertsPage) act(a model.Alert) {
	switch {
	case answerable(a):
		p.host.takeOver(a.Conversation)
	case p.wantsLogin(a):
		login.Open(p.host.env, p.host.view(a.Seat))
	case a.Seat != 0 && p.host.view(a.Seat).ID != 0:
		p.host.openSeat(a.Seat)
	}
}

func (p *alertsPage) wantsLogin(a model.Alert) bool {
	return a.Kind == model.AlertOffline && a.Open() && login.Wanted(p.host.view(a.Seat))
}

// toAck are the alerts that the button acknowledges: those chosen, else the one in
// the ring; of them those that nobody has yet.
func (p *alertsPage) toAck() []model.AlertID {
	var ids []model.AlertID
	for _, a := range p.alerts {
		if a.Acked.IsZero() && a.Open() && (p.chosen[a.ID] || len(p.chosen) == 0 && a.ID == p.ringed) {
			ids = append(ids, a.ID)
		}
	}
	return ids
}

// unacked are all those listed that nobody has acknowledged.
func (p *alertsPage) unacked() []model.AlertID {
	var ids []model.AlertID
	for _, a := range p.alerts {
		if a.Acked.IsZero() && a.Open() {
			ids = append(ids, a.ID)
		}
	}
	return ids
}

// ack notes that this person has seen alerts.
func (p *alertsPage) ack(ids ...model.AlertID) {
	if len(ids) == 0 {
		return
	}
	h := p.host
	h.scope.Act("alerts/ack", func(ctx context.Context) error { return h.env.Console.Alerts.Ack(ctx, ids...) }, func(err error) {
		if err != nil {
			h.env.Fail(err)
			return
		}
		clear(p.chosen)
		h.env.Nav.Toast(h.env.T("alerts.acked", "n", len(ids)))
		p.read()
	})
}

// menu offers what can be done about the alert of a row.
func (p *alertsPage) menu(row int, at fyne.Position) {
	t, a := p.host.env.T, p.at(row)
	var items []*fyne.MenuItem
	if ids := p.toAck(); len(ids) > 0 {
		items = append(items, fyne.NewMenuItem(t("alerts.ack.n", "n", len(ids)), func() { p.ack(ids...) }))
	}
	if answerable(a) {
		items = append(items, fyne.NewMenuItem(t("alerts.take"), func() { p.host.takeOver(a.Conversation) }))
	}
	if v := p.host.view(a.Seat); v.ID != 0 {
		items = append(items, fyne.NewMenuItem(t("alerts.seat.open"), func() { p.host.openSeat(v.ID) }))
		if login.Wanted(v) {
			items = append(items, fyne.NewMenuItem(t("alerts.login"), func() { login.Open(p.host.env, v) }))
		}
		items = append(items, fyne.NewMenuItem(t("alerts.seat.only"), func() {
			p.filter.Seat = v.ID
			p.bar.show()
			p.narrow()
		}))
	}
	if len(items) > 0 {
		widget.ShowPopUpMenuAtPosition(fyne.NewMenu("", items...), p.host.env.Window.Canvas(), at)
	}
}
