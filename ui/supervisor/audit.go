package supervisor

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"

	"seatdeck/app/audit"
	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/widgets"
)

const (
	auditPart = 200                    // lines read at once
	auditRest = 300 * time.Millisecond // what is shown may lag so far behind
)

// auditPage lists who did what, newest first. Lines are only ever added, so what
// was read stays as it is.
type auditPage struct {
	host *host
	root fyne.CanvasObject
	bar  *auditBar
	foot *auditFoot

	columns *screen.ColumnChoice
	table   *widgets.Table
	middle  *fyne.Container

	filter audit.Filter // without Before and Limit
	lines  []model.AuditEntry
	more   bool // there are older ones
	known  bool
	ringed int64

	calm *screen.Calm
}

func newAuditPage(h *host) *auditPage {
	p := &auditPage{host: h}
	p.calm = screen.NewCalm(h.env, auditRest, p.fresh)
	p.columns = screen.NewColumnChoice(h.env, h.scope, "audit", auditColumns(h.env.T), auditUsual)
	p.table = p.columns.Table
	p.table.Cells = func(row int, column string) widgets.Cell {
		if row >= len(p.lines) {
			return widgets.Cell{}
		}
		return auditCell(h.env, p.lines[row], column)
	}
	p.table.OnRing = func(row int) {
		e := p.at(row)
		p.ringed = e.ID
		p.foot.show(e)
	}
	p.table.OnOpen = func(row int) {
		if v := h.view(p.at(row).Seat); v.ID != 0 {
			h.openSeat(v.ID)
		}
	}
	p.table.OnVisible = func(_, last int) {
		if p.more && last >= len(p.lines)-1 {
			p.older()
		}
	}
	p.middle = container.NewStack(widgets.NewEmptyState(nil, h.env.T("shell.loading"), "", widgets.Action{}))
	p.bar = newAuditBar(p)
	p.foot = newAuditFoot(h)
	top := screen.Inset(p.bar.object, 1, 2, 1, 2)
	root := screen.Dock(top, p.foot.object, nil, nil, p.middle)
	root.Objects = []fyne.CanvasObject{top, p.middle, p.foot.object} // in the order of Tab
	p.root = root
	p.foot.resized = root.Refresh
	p.columns.Read()
	return p
}

// Object implements screen.Page.
func (p *auditPage) Object() fyne.CanvasObject { return p.root }

// Show implements screen.Page.
func (p *auditPage) Show() {
	p.bar.show()
	p.search()
}

// Changed implements screen.Page.
func (p *auditPage) Changed(c bus.Change) {
	if c.Audit && p.known && inSight(p.host.env, p.root) {
		p.calm.Changed()
	}
}

// Focus implements screen.Page.
func (p *auditPage) Focus() fyne.Focusable { return p.bar.entry }

// Close implements screen.Page.
func (p *auditPage) Close() { p.calm.Close() }

// search reads the newest lines of the filter.
func (p *auditPage) search() {
	f := p.filter
	f.Limit = auditPart
	p.host.scope.Forget("audit/older")
	p.ask("audit/list", f, func(list []model.AuditEntry) {
		p.lines, p.more = list, len(list) == auditPart
		p.table.ScrollTo(0)
	})
}

// fresh reads lines that were added.
func (p *auditPage) fresh() {
	f := p.filter
	f.Limit = auditPart
	p.ask("audit/list", f, func(list []model.AuditEntry) {
		newest := int64(0)
		if len(p.lines) > 0 {
			newest = p.lines[0].ID
		}
		added := 0
		for added < len(list) && list[added].ID > newest {
			added++
		}
		if added == auditPart { // there may be more between them
			p.lines, p.more = list, true
			return
		}
		p.lines = append(list[:added:added], p.lines...)
	})
}

// older reads lines before those at hand.
func (p *auditPage) older() {
	f := p.filter
	f.Limit, f.Before = auditPart, p.lines[len(p.lines)-1].ID
	p.more = false // until it is known
	p.ask("audit/older", f, func(list []model.AuditEntry) {
		p.lines, p.more = append(p.lines, list...), len(list) == auditPart
	})
}

func (p *auditPage) ask(slot string, f audit.Filter, take func([]model.AuditEntry)) {
	audits, filter := p.host.env.Console.Audits, p.filter
	screen.Ask(p.host.scope, slot, func(ctx context.Context) ([]model.AuditEntry, error) { return audits.List(ctx, f) }, func(list []model.AuditEntry, err error) {
		if filter != p.filter {
			return
		}
		if err == nil {
			take(list)
			p.known = true
		}
		p.shown(err)
	})
}

// shown brings the table in line with the lines at hand.
func (p *auditPage) shown(err error) {
	t := p.host.env.T
	shown := fyne.CanvasObject(p.table)
	switch {
	case err != nil && !p.known:
		shown = widgets.NewEmptyState(fynetheme.WarningIcon(), p.host.env.Trouble(err), p.host.env.Next(err), widgets.Action{Label: t("alerts.again"), Do: p.search})
	case err != nil:
		p.host.env.Fail(err)
		return
	case len(p.lines) == 0 && p.filter != audit.Filter{}:
		shown = widgets.NewEmptyState(fynetheme.SearchIcon(), t("audit.nomatch"), "", widgets.Action{Label: t("alerts.clear"), Do: p.bar.clear})
	case len(p.lines) == 0:
		shown = widgets.NewEmptyState(fynetheme.DocumentIcon(), t("audit.none"), t("audit.none.text"), widgets.Action{})
	}
	if p.middle.Objects[0] != shown {
		p.middle.Objects = []fyne.CanvasObject{shown}
		p.middle.Refresh()
	}
	p.table.SetCount(len(p.lines))
	at := -1
	for i, e := range p.lines {
		if e.ID == p.ringed {
			at = i
			break
		}
	}
	if at != p.table.Ring() && p.ringed != 0 {
		p.table.SetRing(at)
	}
	p.foot.show(p.at(at))
}

// at gives the line of a row; an empty one where there is none.
func (p *auditPage) at(row int) model.AuditEntry {
	if row < 0 || row >= len(p.lines) {
		return model.AuditEntry{}
	}
	return p.lines[row]
}
