package manager

import (
	"context"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/batch"
	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/ui/panel"
	"seatdeck/ui/screen"
	"seatdeck/ui/widgets"
)

// personGroups is the sheet of the groups in which seats see one person.
type personGroups struct {
	h     *host
	scope *screen.Scope
	who   string // remote id
	name  string
	table *groupTable
	said  *panel.Notice
	none  *widget.Label
	count *widget.Label
	row   *fyne.Container
	sheet *screen.Sheet

	open, talk, remove *screen.Button
}

// openPersonGroups lists the groups in which seats of the same kind of back end see
// a person, to be opened or to take the person out of.
func openPersonGroups(h *host, seat model.SeatID, remoteID, name string) {
	t := h.env.T
	p := &personGroups{h: h, scope: h.env.Scope(), who: remoteID, name: nameOr(name, remoteID), said: panel.NewNotice(), count: widget.NewLabel("")}
	p.count.SizeName = fynetheme.SizeNameCaptionText
	groups := h.env.Console.Groups
	p.table = newGroupTable(h, p.scope, "person", func(ctx context.Context) ([]model.GroupID, error) {
		rows, err := groups.Of(ctx, seat, remoteID)
		ids := make([]model.GroupID, len(rows))
		for i, row := range rows {
			ids[i] = row.ID
		}
		return ids, err
	})
	p.table.columns.Set([]string{columnName, columnSeat, columnOwner, columnMembers, columnKind, columnState})
	p.table.shown, p.table.chose = p.shown, p.tell
	p.none = screen.Note(t("shell.loading"))
	p.open = screen.NewButton(t("groups.do.open"), nil, func() { p.table.OnOpen(p.table.Ring()) })
	p.talk = screen.NewButton(t("groups.do.talk"), nil, func() {
		if at, ok := p.table.roster.at(p.table.Ring()); ok && at.ID != 0 {
			openGroupConversation(h, at.Group)
		}
	})
	p.remove = screen.NewButton(t("groups.person.remove"), nil, func() {
		if ids := p.picked(); len(ids) > 0 {
			p.ask(ids)
		}
	})
	all := screen.NewButton(t("groups.person.all"), nil, func() {
		if len(p.table.roster.ids) > 0 {
			p.ask(p.table.roster.ids)
		}
	})
	row := screen.Wrap(1, p.count, p.open, p.talk)
	p.row = row
	if len(h.seatsAble(model.CanRemoveMembers)) > 0 {
		row.Add(p.remove)
		row.Add(all)
	} else {
		row.Add(screen.Note(t("groups.person.unable")))
	}
	done := screen.NewButton(t("shell.close"), nil, func() { p.sheet.Close() })
	foot := screen.Column(0, p.table.mark.object, p.said.Label, row)
	p.sheet = h.env.Sheets.Show(screen.Form{
		Title: t("groups.person.title", "name", p.name), Size: fyne.NewSize(820, 520), Focus: p.table.Table,
		Body: screen.Dock(nil, foot, nil, nil, underHead(p.table.Table, p.none)), Buttons: []fyne.CanvasObject{done},
	})
	p.sheet.OnClose = func() {
		p.table.close()
		p.scope.Close()
	}
	h.env.OnChange(p.scope, func(c bus.Change) {
		if len(c.Contacts) > 0 || len(c.Batches) > 0 {
			p.table.roster.changed()
		}
	})
	p.tell()
	p.table.roster.reload()
}

// seatsAble are the seats, at hand or not, that can do something.
func (h *host) seatsAble(can model.Capability) (list []screen.SeatView) {
	for _, v := range h.seats {
		if v.Can.Has(can) {
			list = append(list, v)
		}
	}
	return list
}

func (p *personGroups) picked() []model.GroupID { return p.table.roster.picked(p.table.Ring()) }

func (p *personGroups) shown(err error) {
	p.said.Fail(p.h.env, err)
	p.none.SetText(p.h.env.T("groups.person.none", "name", p.name))
	p.none.Hidden = len(p.table.roster.ids) > 0 || !p.table.roster.known
	p.none.Refresh()
	p.tell()
}

func (p *personGroups) tell() {
	r := p.table.roster
	p.table.tellMark()
	p.count.SetText(p.h.env.T("manager.count", "chosen", len(r.chosen), "all", len(r.ids)))
	at, ok := r.at(p.table.Ring())
	enable(p.open, ok && at.ID != 0)
	enable(p.talk, ok && at.ID != 0)
	enable(p.remove, len(p.picked()) > 0)
	p.row.Refresh()
}

// ask takes the person out of groups.
func (p *personGroups) ask(ids []model.GroupID) {
	t := p.h.env.T
	wish := batch.Wish{Kind: model.DeedRemoveMembers, Groups: ids, People: []string{p.who}}
	openWish(p.h, wishForm{
		title: t("groups.person.ask", "name", widgets.OneLine(p.name, 30), "n", len(ids)), body: screen.Note(t("groups.remove.text")),
		start: t("groups.remove.start"), danger: true, wish: func() (batch.Wish, string) { return wish, "" },
	})
}
