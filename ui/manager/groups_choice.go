package manager

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/panel"
	"seatdeck/ui/screen"
	"seatdeck/ui/widgets"
)

// openGroupChoice asks for one group of a seat at hand that can do what is needed.
func openGroupChoice(h *host, title string, need model.Capability, done func(model.GroupRow)) {
	t, scope := h.env.T, h.env.Scope()
	seats := h.able(need)
	entry := screen.NewEntry()
	entry.SetPlaceHolder(t("groups.search"))
	table := newGroupTable(h, scope, "choice", nil)
	read := func() {
		text := strings.TrimSpace(entry.Text)
		table.roster.list = func(ctx context.Context) ([]model.GroupID, error) { return groupsOfSeats(ctx, h, seats, text) }
		table.roster.reload()
	}
	table.columns.Set([]string{columnName, columnSeat, columnOwner, columnMembers})
	table.OnChoose = nil
	said := panel.NewNotice()
	table.shown = func(err error) { said.Fail(h.env, err) }
	var sheet *screen.Sheet
	yes := screen.NewButton(t("groups.choose.yes"), nil, func() { table.OnOpen(table.Ring()) })
	yes.Importance = widget.HighImportance
	table.OnOpen = func(row int) {
		if at, ok := table.roster.at(row); ok && at.ID != 0 {
			sheet.Close()
			done(at)
		}
	}
	entry.OnChanged = func(string) { read() }
	entry.OnSubmitted = func(string) {
		if len(table.roster.ids) == 1 {
			table.OnOpen(0)
		}
	}
	entry.OnKey = func(key *fyne.KeyEvent) bool {
		down := key.Name == fyne.KeyDown && len(table.roster.ids) > 0
		if down {
			h.env.Window.Canvas().Focus(table.Table)
		}
		return down
	}
	cancel := screen.NewButton(t("shell.cancel"), nil, func() { sheet.Close() })
	sheet = h.env.Sheets.Show(screen.Form{
		Title: title, Size: fyne.NewSize(640, 520), Focus: entry,
		Body: screen.Dock(screen.Inset(entry, 0, 0, 1, 0), said.Label, nil, nil, table.Table), Buttons: []fyne.CanvasObject{cancel, yes},
	})
	sheet.OnClose = func() {
		table.close()
		scope.Close()
	}
	read()
}

// groupsOfSeats are the groups of seats that a text finds.
func groupsOfSeats(ctx context.Context, h *host, seats []screen.SeatView, text string) (all []model.GroupID, err error) {
	for _, v := range seats {
		ids, err := h.env.Console.Groups.IDs(ctx, model.GroupFilter{Seat: v.ID, Text: text})
		if err != nil {
			return nil, err
		}
		all = append(all, ids...)
	}
	return all, nil
}

// ownersMost is how many owners are listed.
const ownersMost = 500

// openPersons asks for one of some people.
func openPersons(h *host, title string, read func(ctx context.Context) ([]model.Person, error), done func(model.Person)) {
	t, scope := h.env.T, h.env.Scope()
	var all, found []model.Person
	entry := screen.NewEntry()
	entry.SetPlaceHolder(t("groups.people.search"))
	table := widgets.NewTable(slices.DeleteFunc(personColumns(t, 2), func(c widgets.Column) bool { return c.Key == columnRole || c.Key == columnContactOf }))
	faces := screen.NewFaces(h.env)
	table.SetPicture = faces.Set
	table.Cells = func(row int, column string) widgets.Cell {
		if row >= len(found) {
			return widgets.Cell{}
		}
		return personCell(h.env, found[row], column)
	}
	find := func() {
		text := strings.ToLower(strings.TrimSpace(entry.Text))
		found = slices.DeleteFunc(slices.Clone(all), func(one model.Person) bool {
			return !strings.Contains(strings.ToLower(one.Name), text) && one.RemoteID != text
		})
		table.SetCount(len(found))
	}
	entry.OnChanged = func(string) { find() }
	var sheet *screen.Sheet
	table.OnOpen = func(row int) {
		if row >= 0 && row < len(found) {
			one := found[row]
			sheet.Close()
			done(one)
		}
	}
	entry.OnSubmitted = func(string) {
		if len(found) == 1 {
			table.OnOpen(0)
		}
	}
	entry.OnKey = func(key *fyne.KeyEvent) bool {
		down := key.Name == fyne.KeyDown && len(found) > 0
		if down {
			h.env.Window.Canvas().Focus(table)
		}
		return down
	}
	said := panel.NewNotice()
	cancel := screen.NewButton(t("shell.cancel"), nil, func() { sheet.Close() })
	yes := screen.NewButton(t("groups.choose.yes"), nil, func() { table.OnOpen(table.Ring()) })
	yes.Importance = widget.HighImportance
	sheet = h.env.Sheets.Show(screen.Form{
		Title: title, Size: fyne.NewSize(480, 480), Focus: entry,
		Body: screen.Dock(screen.Inset(entry, 0, 0, 1, 0), said.Label, nil, nil, table), Buttons: []fyne.CanvasObject{cancel, yes},
	})
	sheet.OnClose = func() {
		faces.Close()
		scope.Close()
	}
	screen.Ask(scope, "persons", read, func(list []model.Person, err error) {
		said.Fail(h.env, err)
		all = list
		find()
	})
}

// openGroupConversation shows what was said in a group.
func openGroupConversation(h *host, g model.Group) {
	panel.OpenConversation(h.env, h.scope, g.Seat, g.RemoteID, h.env.T("groups.silent", "name", groupName(g)))
}
