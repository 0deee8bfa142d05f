package manager

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/batch"
	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/app/sheet"
	"seatdeck/ui/screen"
	"seatdeck/ui/widgets"
)

// crowd is the sheet of who is in one of several groups, each once.
type crowd struct {
	h      *host
	groups []model.GroupID
	list   *groupPeople
	count  *widget.Label
	row    *fyne.Container
	sheet  *screen.Sheet

	remove, invite, where *screen.Button
}

// openGroupPeople lists who is in groups.
func openGroupPeople(h *host, groups []model.GroupID) {
	t := h.env.T
	c := &crowd{h: h, groups: groups, count: widget.NewLabel("")}
	c.count.SizeName = fynetheme.SizeNameCaptionText
	c.list = newPeopleTable(h, groups, nil)
	c.list.told = c.tell
	c.list.table.OnOpen = func(row int) {
		if one, ok := c.list.roster.at(row); ok {
			openPersonGroups(h, one.Seat, one.RemoteID, one.Name)
		}
	}
	c.remove = screen.NewButton(t("groups.crowd.remove"), nil, func() { openRemove(h, groups, c.picked()) })
	c.invite = screen.NewButton(t("groups.crowd.invite"), nil, c.bring)
	c.where = screen.NewButton(t("groups.crowd.where"), nil, func() {
		if at := c.at(); at != nil {
			openPersonGroups(h, at.Seat, at.RemoteID, at.Name)
		}
	})
	export := screen.NewButton(t("groups.do.export"), nil, c.export)
	row := screen.Wrap(1, c.count)
	c.row = row
	if len(h.able(model.CanRemoveMembers)) > 0 {
		row.Add(c.remove)
	}
	if len(h.able(model.CanInviteMembers)) > 0 {
		row.Add(c.invite)
	}
	row.Add(c.where)
	row.Add(export)
	done := screen.NewButton(t("shell.close"), nil, func() { c.sheet.Close() })
	c.sheet = h.env.Sheets.Show(screen.Form{
		Title: t("groups.crowd.title", "n", len(groups)), Size: sheetSize, Focus: c.list.entry,
		Body: screen.Dock(nil, row, nil, nil, c.list.object), Buttons: []fyne.CanvasObject{done},
	})
	c.sheet.OnClose = c.list.close
	h.env.OnChange(c.list.scope, func(change bus.Change) {
		if len(change.Contacts) > 0 {
			c.list.roster.changed()
		}
	})
	c.tell()
	c.list.read()
}

// sheetSize is that of the sheets with a table in them; the window bounds it.
var sheetSize = fyne.NewSize(880, 600)

// at is the person in the ring.
func (c *crowd) at() *model.Person {
	if one, ok := c.list.roster.at(c.list.table.Ring()); ok && one.RemoteID != "" {
		return &one
	}
	return nil
}

// picked are those chosen, else the one in the ring.
func (c *crowd) picked() []string {
	if len(c.list.roster.chosen) > 0 {
		return slices.Sorted(maps.Keys(c.list.roster.chosen))
	}
	return c.list.roster.picked(c.list.table.Ring())
}

func (c *crowd) tell() {
	n, r := len(c.picked()), c.list.roster
	c.count.SetText(c.h.env.T("groups.crowd.count", "chosen", len(r.chosen), "all", len(r.ids)))
	for _, b := range []*screen.Button{c.remove, c.invite} {
		enable(b, n > 0)
	}
	enable(c.where, c.at() != nil)
	c.row.Refresh()
}

func enable(b *screen.Button, on bool) {
	if on {
		b.Enable()
	} else {
		b.Disable()
	}
}

// bring invites those chosen into another group.
func (c *crowd) bring() {
	h, people := c.h, c.picked()
	if len(people) > 0 {
		openBring(h, people)
	}
}

// openBring asks into which group people are to be brought, and then has it done.
func openBring(h *host, people []string) {
	t := h.env.T
	openGroupChoice(h, t("groups.bring.title", "n", len(people)), model.CanInviteMembers, func(g model.GroupRow) {
		wish := batch.Wish{Kind: model.DeedInvite, Groups: []model.GroupID{g.ID}, People: people}
		openWish(h, wishForm{
			title: t("groups.bring.to", "n", len(people), "name", groupName(g.Group)), body: screen.Note(t("groups.bring.text")),
			start: t("groups.invite.start"), wish: func() (batch.Wish, string) { return wish, "" },
		})
	})
}

// export writes those chosen, or all, to a file.
func (c *crowd) export() {
	people := slices.Clone(c.list.roster.ids)
	if len(c.list.roster.chosen) > 0 {
		people = c.picked()
	}
	if len(people) == 0 {
		return
	}
	h, t, groups := c.h, c.h.env.T, c.groups
	askSpreadsheet(h, t("groups.crowd.export.title", "n", len(people)), t("groups.crowd.file"), func(ctx context.Context, path string) (int, error) {
		return h.env.Console.Groups.ExportPeople(ctx, groups, people, personSheet(h.env), path)
	})
}

func personSheet(env *screen.Env) sheet.Of[model.Person] {
	t := env.T
	head := []string{t("groups.export.number")}
	columns := personColumns(t, 2)
	for _, c := range columns {
		head = append(head, c.Title)
	}
	head = append(head, t("panel.id"))
	return sheet.Of[model.Person]{Head: head, Numbers: []int{0, slices.IndexFunc(columns, func(c widgets.Column) bool { return c.Key == columnIn }) + 1}, Cells: func(n int, one model.Person) []string {
		return []string{
			strconv.Itoa(n + 1), one.Name, contactKind(t, one.Kind), roleWord(t, one.Role), strconv.Itoa(one.Groups),
			personCell(env, one, columnContactOf).Text, one.RemoteID,
		}
	}}
}

// today is the day, for the name of a file.
func today(env *screen.Env) string { return env.Clock.Now().In(env.Zone).Format(time.DateOnly) }
