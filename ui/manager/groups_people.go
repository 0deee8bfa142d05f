package manager

import (
	"context"
	"maps"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/panel"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// peopleList is a search over a table of people, of whom some can be chosen.
type peopleList[ID comparable, Row any] struct {
	h      *host
	scope  *screen.Scope
	object fyne.CanvasObject
	entry  *screen.Entry
	table  *widgets.Table
	roster *roster[ID, Row]

	list    func(context.Context, string) ([]ID, error)   // those whom a text finds
	remote  func(context.Context, []ID) ([]string, error) // the remote ids of those chosen
	changed func()                                        // others are chosen
	told    func()                                        // rows were read or chosen; may be nil
	picked  []string                                      // remote ids of those chosen

	faces       *screen.Faces
	said        *panel.Notice
	none        *widget.Label
	first, last int
}

// newPeopleList makes one that read fills.
func newPeopleList[ID comparable, Row any](h *host, columns []widgets.Column, list func(context.Context, string) ([]ID, error),
	read func(context.Context, []ID) ([]Row, error), cell func(Row, string) widgets.Cell,
) *peopleList[ID, Row] {
	t := h.env.T
	p := &peopleList[ID, Row]{h: h, scope: h.env.Scope(), faces: screen.NewFaces(h.env), said: panel.NewNotice(), first: -1, last: -1}
	p.entry = screen.NewEntry()
	p.entry.SetPlaceHolder(t("groups.people.search"))
	p.entry.OnChanged = func(string) { p.read() }
	p.entry.OnKey = func(key *fyne.KeyEvent) bool {
		down := key.Name == fyne.KeyDown && len(p.roster.ids) > 0
		if down {
			h.env.Window.Canvas().Focus(p.table)
		}
		return down
	}
	p.roster = newRoster[ID, Row](h.env, p.scope, "people")
	p.list, p.roster.read, p.roster.shown, p.roster.keeps = list, read, p.shown, true
	p.table = widgets.NewTable(columns)
	p.table.Cells = func(row int, column string) widgets.Cell {
		at, ok := p.roster.at(row)
		if !ok {
			return widgets.Cell{}
		}
		return cell(at, column)
	}
	p.table.Chosen = p.roster.isChosen
	p.table.ChosenCount = func() int { return len(p.roster.chosen) }
	p.table.OnChoose = p.choose
	p.table.OnVisible = func(first, last int) {
		p.first, p.last = first, last
		p.roster.visible(first, last)
	}
	p.table.OnRing = func(int) { p.tell() }
	p.table.SetPicture = p.faces.Set
	p.none = screen.Note(t("shell.loading"))
	p.object = screen.Dock(screen.Inset(p.entry, 0, 0, 1, 0), p.said.Label, nil, nil, underHead(p.table, p.none))
	return p
}

// read asks who is found by what is typed.
func (p *peopleList[ID, Row]) read() {
	text := strings.TrimSpace(p.entry.Text)
	p.roster.list = func(ctx context.Context) ([]ID, error) { return p.list(ctx, text) }
	p.roster.reload()
}

func (p *peopleList[ID, Row]) close() {
	p.roster.close()
	p.faces.Close()
	p.scope.Close()
}

func (p *peopleList[ID, Row]) shown(err error) {
	p.said.Fail(p.h.env, err)
	p.none.SetText(p.h.env.T("groups.people.none"))
	p.none.Hidden = len(p.roster.ids) > 0 || !p.roster.known
	p.none.Refresh()
	p.table.SetCount(len(p.roster.ids))
	p.roster.visible(p.first, p.last)
	p.tell()
}

func (p *peopleList[ID, Row]) tell() {
	if p.told != nil {
		p.told()
	}
}

// choose chooses rows. Their remote ids may have to be read.
func (p *peopleList[ID, Row]) choose(first, last int, on bool) {
	p.roster.choose(first, last, on)
	p.table.SetCount(len(p.roster.ids))
	p.tell()
	ids := slices.Collect(maps.Keys(p.roster.chosen))
	screen.Ask(p.scope, "picked", func(ctx context.Context) ([]string, error) { return p.remote(ctx, ids) }, func(list []string, err error) {
		p.said.Fail(p.h.env, err)
		slices.Sort(list)
		p.picked = slices.Compact(list)
		p.tell()
		if p.changed != nil {
			p.changed()
		}
	})
}

// chosen are the remote ids of those chosen.
func (p *peopleList[ID, Row]) chosen() []string { return p.picked }

// groupPeople are those of groups.
type groupPeople = peopleList[string, model.Person]

// newPeopleTable lists who is in groups, those in most of them first. changed is
// told when others are chosen.
func newPeopleTable(h *host, groups []model.GroupID, changed func()) *groupPeople {
	service := h.env.Console.Groups
	p := newPeopleList(h, personColumns(h.env.T, len(groups)), func(ctx context.Context, text string) ([]string, error) {
		return service.People(ctx, groups, text)
	}, func(ctx context.Context, ids []string) ([]model.Person, error) {
		return service.PeopleRows(ctx, groups, ids)
	}, func(one model.Person, column string) widgets.Cell { return personCell(h.env, one, column) })
	p.remote = func(_ context.Context, ids []string) ([]string, error) { return ids, nil }
	p.changed = changed
	return p
}

// newInviteTable lists the customers of seats who can be brought into a group.
func newInviteTable(h *host, seats []screen.SeatView, changed func()) *peopleList[model.ContactID, model.ContactRow] {
	people := h.env.Console.People
	columns := slices.DeleteFunc(contactColumns(h.env.T), func(c widgets.Column) bool {
		return !slices.Contains([]string{columnName, columnRemark, columnSeat, columnCorp}, c.Key) || c.Key == columnSeat && len(seats) < 2
	})
	for i := range columns {
		columns[i].Sortable = false
	}
	p := newPeopleList(h, columns, func(ctx context.Context, text string) (all []model.ContactID, err error) {
		for _, v := range seats {
			ids, err := people.IDs(ctx, model.ContactFilter{Seat: v.ID, Text: text})
			if err != nil {
				return nil, err
			}
			all = append(all, ids...)
		}
		return all, nil
	}, people.Rows, func(row model.ContactRow, column string) widgets.Cell { return inviteCell(h.env, row, column) })
	p.remote = func(ctx context.Context, ids []model.ContactID) ([]string, error) {
		rows, err := people.Rows(ctx, ids)
		list := make([]string, 0, len(rows))
		for _, row := range rows {
			if row.ID != 0 {
				list = append(list, row.RemoteID)
			}
		}
		return list, err
	}
	p.changed = changed
	return p
}

func inviteCell(env *screen.Env, row model.ContactRow, column string) widgets.Cell {
	c := widgets.Cell{Text: widgets.OneLine(contactText(env.T, env.Zone, row, column), cellMost)}
	if column == columnName {
		c.Person, c.Picture = row.RemoteID, row.Avatar
		if c.Text == "" {
			c.Text = widgets.OneLine(row.RemoteID, cellMost)
		}
	}
	return c
}

// The columns of people of groups.
const (
	columnRole      = "role"
	columnIn        = "in"
	columnContactOf = "contactof"
)

func personColumns(t func(string, ...any) string, groups int) []widgets.Column {
	list := []widgets.Column{
		{Key: columnName, Width: 160, Grow: 3},
		{Key: columnKind, Width: 64},
		{Key: columnRole, Width: 72},
		{Key: columnIn, Width: 76, Right: true},
		{Key: columnContactOf, Width: 110, Grow: 1},
	}
	if groups == 1 {
		list = slices.DeleteFunc(list, func(c widgets.Column) bool { return c.Key == columnIn })
	}
	for i := range list {
		list[i].Title = t("groups.people." + list[i].Key)
	}
	return list
}

func personCell(env *screen.Env, one model.Person, column string) widgets.Cell {
	t := env.T
	switch column {
	case columnName:
		return widgets.Cell{Text: personName(one), Person: one.RemoteID, Picture: one.Avatar}
	case columnKind:
		return widgets.Cell{Text: contactKind(t, one.Kind), Tone: theme.TextSecondary}
	case columnRole:
		return widgets.Cell{Text: roleWord(t, one.Role)}
	case columnIn:
		return widgets.Cell{Text: number(one.Groups)}
	case columnContactOf:
		if one.ContactOf > 0 {
			return widgets.Cell{Text: t("groups.people.contact", "n", one.ContactOf), Tone: theme.TextSecondary}
		}
	}
	return widgets.Cell{}
}

func personName(one model.Person) string {
	if name := widgets.OneLine(one.Name, 60); name != "" {
		return name
	}
	return widgets.OneLine(one.RemoteID, 40)
}

func roleWord(t func(string, ...any) string, r model.Role) string {
	switch r {
	case model.RoleOwner:
		return t("panel.member.owner")
	case model.RoleAdmin:
		return t("panel.member.admin")
	}
	return ""
}
