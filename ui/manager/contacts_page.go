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

// contactsPage is the table of customers of one seat or of all.
type contactsPage struct {
	host   *host
	root   fyne.CanvasObject
	filter model.ContactFilter
	narrow model.SeatID // another page asked for this seat; 0: the one at hand
	seat   model.SeatID // that was at hand when the page was shown last
	bar    *contactBar
	roster *roster[model.ContactID, model.ContactRow]
	faces  *screen.Faces

	table       *widgets.Table
	first, last int // rows in sight
	columns     *screen.ColumnChoice
	middle      *fyne.Container

	mark    *markLine
	read    *readings
	actions *contactActions
	foot    *fyne.Container
}

func newContactsPage(h *host) *contactsPage {
	p := &contactsPage{host: h, first: -1, last: -1, faces: screen.NewFaces(h.env)}
	p.roster = newRoster[model.ContactID, model.ContactRow](h.env, h.scope, "contacts")
	p.roster.read = h.env.Console.People.Rows
	p.roster.shown = p.shown
	p.columns = screen.NewColumnChoice(h.env, h.scope, "contacts", contactColumns(h.env.T), contactUsual)
	p.table = p.columns.Table
	p.table.Cells = p.cell
	p.table.Chosen = p.roster.isChosen
	p.table.OnChoose = func(first, last int, on bool) {
		p.roster.choose(first, last, on)
		p.tell()
	}
	p.table.ChosenCount = func() int { return len(p.roster.chosen) }
	p.table.OnOpen = p.open
	p.table.OnMenu = func(row int, at fyne.Position) { p.actions.menu(row, at) }
	p.table.OnEdit = func(row int) { p.edit(row, "") }
	p.table.OnCell = func(row int, column string) bool {
		if column != columnRemark && column != columnDescription {
			return false
		}
		p.edit(row, column)
		return true
	}
	p.table.OnRing = p.ringed
	p.table.OnSort = p.sort
	p.table.OnVisible = p.visible
	p.table.SetPicture = p.faces.Set
	p.middle = container.NewStack(widgets.NewEmptyState(nil, h.env.T("shell.loading"), "", widgets.Action{}))
	p.bar = newContactBar(p)
	p.mark = newMarkLine(h)
	p.read = newReadings(h, model.ListOfContacts, model.CanListContacts)
	p.actions = newContactActions(p)
	p.build()
	p.columns.Read()
	return p
}

func (p *contactsPage) build() {
	line := screen.MinSize(screen.NewFill(theme.Divider, 0), 0, 1)
	p.foot = screen.Column(0, line, screen.Inset(p.mark.object, 0, 2, 0, 1), screen.Inset(p.read.object, 0, 2, 0, 1), screen.Inset(p.actions.object, 0, 2, 1, 1))
	top := screen.Inset(p.bar.object, 1, 2, 1, 2)
	root := screen.Dock(top, p.foot, nil, nil, p.middle)
	root.Objects = []fyne.CanvasObject{top, p.middle, p.foot} // in the order of Tab
	p.root = root
}

func (p *contactsPage) Object() fyne.CanvasObject { return p.root }

func (p *contactsPage) Focus() fyne.Focusable { return p.bar.entry }

func (p *contactsPage) Close() {
	p.roster.close()
	p.faces.Close()
}

// show is called when the page comes into sight, or another seat is at hand.
func (p *contactsPage) Show() {
	if p.seat != p.host.seat {
		p.seat, p.narrow = p.host.seat, 0
	}
	p.actions.show()
	p.search()
	p.read.reload()
}

// showFilter shows the customers that another page asks for.
func (p *contactsPage) showFilter(f model.ContactFilter) {
	p.seat, p.narrow = p.host.seat, 0
	if f.Seat != p.seat {
		p.narrow = f.Seat
	}
	f.Order = p.filter.Order
	p.filter = f
	p.bar.show()
	p.search()
}

// search reads what the filter chooses, from its top.
func (p *contactsPage) search() {
	p.filter.Seat = p.narrow
	if p.narrow == 0 {
		p.filter.Seat = p.host.seat
	}
	p.bar.say()
	p.reload()
}

// reload reads the ids by the filter as it is now.
func (p *contactsPage) reload() {
	f := p.filter
	p.roster.list = func(ctx context.Context) ([]model.ContactID, error) { return p.host.env.Console.People.IDs(ctx, f) }
	p.roster.reload()
}

// changed is told by the bus.
func (p *contactsPage) Changed(c bus.Change) {
	if p.roster.list != nil && (len(c.Contacts) > 0 || len(c.Batches) > 0) {
		p.roster.changed()
	}
	if p.roster.list != nil && len(c.Contacts) > 0 {
		p.read.reload()
	}
}

func (p *contactsPage) visible(first, last int) {
	p.first, p.last = first, last
	p.roster.visible(first, last)
}

// shown is told when ids or rows were read.
func (p *contactsPage) shown(err error) {
	t := p.host.env.T
	shown := fyne.CanvasObject(p.table)
	// A new one each time: the toolkit forgets how the old one was laid out once it
	// was out of sight for a while.
	say := func(icon fyne.Resource, title, text string, action widgets.Action) {
		shown = widgets.NewEmptyState(icon, title, text, action)
	}
	switch {
	case err != nil && !p.roster.known:
		say(fynetheme.WarningIcon(), t("contacts.failed"), p.host.env.TroubleNext(err), widgets.Action{Label: t("contacts.retry"), Do: p.search})
	case err != nil:
		p.host.env.Fail(err)
	case len(p.roster.ids) == 0 && p.filtered():
		say(fynetheme.SearchIcon(), t("contacts.nomatch"), t("contacts.nomatch.text"), widgets.Action{Label: t("contacts.clear"), Do: p.bar.clear})
	case len(p.roster.ids) == 0:
		say(fynetheme.AccountIcon(), t("contacts.none"), t("contacts.none.text"), p.read.action())
	}
	if p.middle.Objects[0] != shown {
		p.middle.Objects = []fyne.CanvasObject{shown}
		p.middle.Refresh()
	}
	p.table.SetCount(len(p.roster.ids))
	p.roster.visible(p.first, p.last)
	p.tell()
}

// tell says how many are chosen, and what there is to know about the row at hand.
func (p *contactsPage) tell() {
	p.read.tell(len(p.roster.chosen), len(p.roster.ids))
	p.ringed(p.table.Ring())
}

// ringed says what is pending or was refused about the row in the ring.
func (p *contactsPage) ringed(row int) {
	at, _ := p.roster.at(row)
	before := p.mark.object.Visible()
	p.mark.set(at.Mark)
	if p.mark.object.Visible() != before {
		p.root.Refresh()
	}
}

func (p *contactsPage) filtered() bool {
	f := p.filter
	return f.Text != "" || !f.Tags.Empty() || f.Kind != model.PersonAny || len(f.Friendships) > 0 || f.SeveralSeats || f.Marked || p.narrow != 0
}

func (p *contactsPage) sort(column string, down bool) {
	by, can := contactOrders[column]
	if !can {
		return
	}
	p.filter.Order = model.Order{By: by, Down: down}
	p.table.SetSort(column, down)
	p.reload()
}

func (p *contactsPage) open(row int) {
	if at, ok := p.roster.at(row); ok && at.ID != 0 {
		openContact(p.host, at.ID)
	}
}

// picked are the ids of the chosen rows, else of the one in the ring.
func (p *contactsPage) picked() []model.ContactID { return p.roster.picked(p.table.Ring()) }

// edit lays a field over the remark or the description of a row, or with column ""
// over the first of them that is shown and that its seat can change.
func (p *contactsPage) edit(row int, column string) {
	at, ok := p.roster.at(row)
	if !ok || at.ID == 0 {
		return
	}
	can := p.host.view(at.Seat).Can
	for _, c := range []string{columnRemark, columnDescription} {
		if column == "" && can.Has(editNeeds(c)) && p.columns.Shows(c) {
			column = c
		}
	}
	if column == "" || !can.Has(editNeeds(column)) {
		p.host.env.Nav.Toast(p.host.env.T("contacts.edit.unable", "seat", widgets.OneLine(at.SeatName, 30)))
		return
	}
	text := at.Remark
	if column == columnDescription {
		text = at.Description
	}
	p.table.SetRing(row)
	p.table.Edit(row, column, text, func(text string) { p.edited(at, column, strings.TrimSpace(text)) })
}

// edited has what was typed into a cell done.
func (p *contactsPage) edited(row model.ContactRow, column, text string) {
	t := p.host.env.T
	if n := len([]rune(text)); n > remarkMost {
		p.host.env.Nav.Toast(t("contacts.toolong", "n", remarkMost, "now", n))
		return
	}
	wish := batch.Wish{Kind: model.DeedRemark, Contacts: []model.ContactID{row.ID}, Exact: true}
	switch {
	case column == columnRemark && text != row.Remark:
		wish.Remark = &text
	case column == columnDescription && text != row.Description:
		wish.Description = &text
	default:
		return
	}
	startWish(p.host, wish)
}

// editNeeds is what a seat must be able to do for a column to be edited.
func editNeeds(column string) model.Capability {
	if column == columnDescription {
		return model.CanDescribe
	}
	return model.CanEditRemark
}
