package manager

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"

	"seatdeck/app/batch"
	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// groupsPage is the table of groups of one seat or of all.
type groupsPage struct {
	h      *host
	root   *fyne.Container
	filter model.GroupFilter
	seat   model.SeatID // that was at hand when the page was shown last

	bar     *groupBar
	table   *groupTable
	read    *readings
	actions *groupActions
	middle  *fyne.Container
}

func newGroupsPage(h *host) *groupsPage {
	p := &groupsPage{h: h}
	p.table = newGroupTable(h, h.scope, "groups", nil)
	p.table.shown, p.table.chose = p.shown, p.tell
	p.table.OnSort = p.sort
	p.table.OnEdit = p.edit
	p.table.SetSort(columnName, false)
	p.middle = container.NewStack(widgets.NewEmptyState(nil, h.env.T("shell.loading"), "", widgets.Action{}))
	p.bar = newGroupBar(p)
	p.read = newReadings(h, model.ListOfGroups, model.CanListGroups)
	p.actions = newGroupActions(p)
	p.table.OnMenu = p.actions.menu
	p.build()
	p.table.columns.Read()
	return p
}

func (p *groupsPage) build() {
	line := screen.MinSize(screen.NewFill(theme.Divider, 0), 0, 1)
	foot := screen.Column(0, line, p.table.mark.object, screen.Inset(p.read.object, 1, 2, 0, 1), screen.Inset(p.actions.object, 0, 2, 1, 2))
	top := screen.Inset(p.bar.object, 1, 2, 1, 2)
	p.root = screen.Dock(top, foot, nil, nil, p.middle)
	p.root.Objects = []fyne.CanvasObject{top, p.middle, foot} // in the order of Tab
}

func (p *groupsPage) Object() fyne.CanvasObject { return p.root }
func (p *groupsPage) Focus() fyne.Focusable     { return p.bar.entry }
func (p *groupsPage) Close()                    { p.table.close() }

// show is called when the page comes into sight, or another seat is at hand.
func (p *groupsPage) Show() {
	if p.seat != p.h.seat {
		p.seat = p.h.seat
		p.filter.Owner, p.bar.owner = "", "" // of another seat
	}
	p.actions.show()
	p.search()
	p.read.reload()
}

// search reads what the filter chooses.
func (p *groupsPage) search() {
	p.filter.Seat = p.h.seat
	p.bar.say()
	groups, filter := p.h.env.Console.Groups, p.filter
	p.table.roster.list = func(ctx context.Context) ([]model.GroupID, error) { return groups.IDs(ctx, filter) }
	p.table.roster.reload()
}

func (p *groupsPage) filtered() bool {
	f := p.filter
	return f.Text != "" || f.State != model.GroupThere || f.Inner || f.Outer || f.Owner != "" || f.Ours || f.Least > 0 || f.Most > 0 ||
		!f.MemberTags.Empty() || f.Member != "" || f.Marked
}

// clear takes every filter off.
func (p *groupsPage) clear() {
	p.filter = model.GroupFilter{Order: p.filter.Order}
	p.bar.show()
	p.search()
	p.h.env.Window.Canvas().Focus(p.bar.entry)
}

// changed is told by the bus.
func (p *groupsPage) Changed(c bus.Change) {
	contacts := p.filter.Seat == 0 && len(c.Contacts) > 0 || c.Contacts[p.filter.Seat]
	if p.table.roster.list != nil && (contacts || len(c.Batches) > 0) {
		p.table.roster.changed()
	}
	if contacts {
		p.read.reload()
	}
}

// shown is told when ids or rows were read.
func (p *groupsPage) shown(err error) {
	t, r := p.h.env.T, p.table.roster
	shown := fyne.CanvasObject(p.table.Table)
	// A new one each time: the toolkit forgets how the old one was laid out once it
	// was out of sight for a while.
	say := func(icon fyne.Resource, title, text string, action widgets.Action) {
		shown = widgets.NewEmptyState(icon, title, text, action)
	}
	switch {
	case err != nil && !r.known:
		say(fynetheme.WarningIcon(), t("groups.failed"), p.h.env.TroubleNext(err), widgets.Action{Label: t("groups.retry"), Do: p.search})
	case err != nil:
		p.h.env.Fail(err)
	case len(r.ids) == 0 && p.filtered():
		say(fynetheme.SearchIcon(), t("groups.nomatch"), t("groups.nomatch.text"), widgets.Action{Label: t("groups.clear"), Do: p.clear})
	case len(r.ids) == 0:
		say(fynetheme.AccountIcon(), t("groups.none"), t("groups.none.text"), p.read.action())
	}
	if p.middle.Objects[0] != shown {
		p.middle.Objects = []fyne.CanvasObject{shown}
		p.middle.Refresh()
	}
	p.tell()
}

// tell says how many are chosen and what can be done with them.
func (p *groupsPage) tell() {
	before := p.table.mark.object.Visible()
	p.table.tellMark()
	p.read.tell(len(p.table.roster.chosen), len(p.table.roster.ids))
	p.actions.enable()
	if p.table.mark.object.Visible() != before {
		p.root.Refresh()
		p.table.ScrollTo(p.table.Ring()) // it may have lost its room to the line
	}
}

func (p *groupsPage) sort(column string, down bool) {
	by, can := groupOrders[column]
	if !can {
		return
	}
	p.filter.Order = model.Order{By: by, Down: down}
	p.search()
}

// edit lays a field over the name of a group that its seat can name.
func (p *groupsPage) edit(row int) {
	at, ok := p.table.roster.at(row)
	if !ok || at.ID == 0 {
		return
	}
	if !p.h.view(at.Seat).Can.Has(model.CanRenameGroup) {
		p.h.env.Nav.Toast(p.h.env.T("groups.edit.unable", "seat", widgets.OneLine(at.SeatName, 30)))
		return
	}
	p.table.SetRing(row)
	p.table.Edit(row, columnName, at.Name, func(text string) {
		text = strings.TrimSpace(text)
		switch n := len([]rune(text)); {
		case text == "" || text == at.Name:
		case n > groupNameMost:
			p.h.env.Nav.Toast(p.h.env.T("panel.toolong", "n", groupNameMost, "now", n))
		default:
			startWish(p.h, batch.Wish{Kind: model.DeedRenameGroup, Groups: []model.GroupID{at.ID}, Name: text, Exact: true})
		}
	})
}

// picked are the chosen groups, else the one in the ring.
func (p *groupsPage) picked() []model.GroupID { return p.table.roster.picked(p.table.Ring()) }
