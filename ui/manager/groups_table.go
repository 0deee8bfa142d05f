package manager

import (
	"context"
	"strconv"
	"strings"
	"time"

	fynetheme "fyne.io/fyne/v2/theme"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// The columns of groups that customers don't have.
const (
	columnOwner    = "owner"
	columnMembers  = "members"
	columnOuter    = "outer"
	columnState    = "state"
	columnModified = "modified"
)

// groupOrders says by what a column sorts.
var groupOrders = map[string]model.OrderBy{
	columnName: model.ByName, columnSeat: model.BySeat, columnOwner: model.ByOwner, columnMembers: model.ByMembers,
	columnOuter: model.ByOuter, columnCreated: model.ByCreated, columnModified: model.ByModified,
}

// groupColumns are all the columns there are, in their order.
func groupColumns(t func(string, ...any) string) []widgets.Column {
	list := []widgets.Column{
		{Key: columnName, Width: 180, Grow: 3},
		{Key: columnSeat, Width: 84, Grow: 1},
		{Key: columnOwner, Width: 80, Grow: 1},
		{Key: columnMembers, Width: 78, Right: true},
		{Key: columnOuter, Width: 64, Right: true},
		{Key: columnKind, Width: 76},
		{Key: columnState, Width: 110, Grow: 1},
		{Key: columnCreated, Width: 92},
		{Key: columnModified, Width: 92},
	}
	for i := range list {
		list[i].Title = t("groups.column." + list[i].Key)
		_, list[i].Sortable = groupOrders[list[i].Key]
	}
	return list
}

// groupTable shows groups and what is pending or was refused about each.
type groupTable struct {
	*widgets.Table
	h      *host
	roster *roster[model.GroupID, model.GroupRow]
	mark   *markLine // about the row in the ring
	faces  *screen.Faces
	shown  func(error) // ids or rows were read; may be nil
	chose  func()      // other rows are chosen, or the ring moved; may be nil

	columns     *screen.ColumnChoice
	first, last int // in sight
}

// newGroupTable makes a table of the groups that list gives.
func newGroupTable(h *host, scope *screen.Scope, slot string, list func(context.Context) ([]model.GroupID, error)) *groupTable {
	g := &groupTable{h: h, first: -1, last: -1, faces: screen.NewFaces(h.env), mark: newMarkLine(h)}
	all := groupColumns(h.env.T)
	usual := make([]string, len(all))
	for i, c := range all {
		usual[i] = c.Key
	}
	g.columns = screen.NewColumnChoice(h.env, scope, slot, all, usual)
	g.Table = g.columns.Table
	r := newRoster[model.GroupID, model.GroupRow](h.env, scope, slot)
	r.list, r.read, r.shown = list, h.env.Console.Groups.Rows, g.got
	g.roster = r
	g.Cells = g.cell
	g.Chosen = r.isChosen
	g.ChosenCount = func() int { return len(r.chosen) }
	g.OnChoose = func(first, last int, on bool) {
		r.choose(first, last, on)
		g.SetCount(len(r.ids))
		g.tell()
	}
	g.OnOpen = func(row int) {
		if at, ok := r.at(row); ok && at.ID != 0 {
			openGroup(h, at.ID)
		}
	}
	g.OnVisible = func(first, last int) {
		g.first, g.last = first, last
		r.visible(first, last)
	}
	g.OnRing = func(int) { g.tell() }
	g.SetPicture = g.faces.Set
	return g
}

func (g *groupTable) close() {
	g.roster.close()
	g.faces.Close()
}

func (g *groupTable) got(err error) {
	g.SetCount(len(g.roster.ids))
	g.roster.visible(g.first, g.last)
	if g.shown != nil {
		g.shown(err)
	}
}

func (g *groupTable) tell() {
	if g.chose != nil {
		g.chose()
	}
}

// tellMark says what is pending or was refused about the row in the ring.
func (g *groupTable) tellMark() {
	at, _ := g.roster.at(g.Ring())
	g.mark.set(at.Mark)
}

// cell says what a row shows in a column; of a row that was not read, nothing.
func (g *groupTable) cell(row int, column string) widgets.Cell {
	at, ok := g.roster.at(row)
	if !ok {
		return widgets.Cell{}
	}
	return groupCell(g.h.env, at, column)
}

func groupCell(env *screen.Env, at model.GroupRow, column string) widgets.Cell {
	t := env.T
	if at.ID == 0 {
		if column == columnName {
			return widgets.Cell{Text: t("groups.forgotten"), Tone: fynetheme.ColorNameDisabled}
		}
		return widgets.Cell{}
	}
	var c widgets.Cell
	switch column {
	case columnName:
		c = widgets.Cell{Text: groupName(at.Group), Person: at.RemoteID, Picture: at.Avatar}
		c.Glyph, c.GlyphTone = markSign(at.Mark)
	case columnSeat:
		c.Text = widgets.OneLine(at.SeatName, 40)
	case columnOwner:
		c.Text = widgets.OneLine(at.OwnerName, 40)
		if c.Text == "" {
			c.Text = widgets.OneLine(at.OwnerID, 40)
		}
	case columnMembers:
		c.Text = number(at.MemberCount)
	case columnOuter:
		c.Text = number(at.OuterCount)
	case columnKind:
		c.Text = groupKind(env, at.Group)
	case columnState:
		c = groupState(env, at)
	case columnCreated:
		c.Text = day(env, at.Created)
	case columnModified:
		c.Text = day(env, at.Modified)
	}
	if at.Dissolved && c.Tone == "" {
		c.Tone = fynetheme.ColorNameDisabled
	}
	return c
}

// groupName is what a group is called, in one line; a group without a name has its
// id.
func groupName(g model.Group) string {
	if name := strings.TrimSpace(g.Name); name != "" {
		return widgets.OneLine(name, 60)
	}
	return widgets.OneLine(g.RemoteID, 40)
}

func groupKind(env *screen.Env, g model.Group) string {
	if g.External || g.OuterCount > 0 {
		return env.T("groups.kind.outer")
	}
	return env.T("groups.kind.inner")
}

// groupState is whether the seat is in the group, and before that what of it is not
// as it was wished.
func groupState(env *screen.Env, at model.GroupRow) widgets.Cell {
	if m := at.Mark; m != nil {
		return widgets.Cell{Text: widgets.OneLine(markWords(env, m), 160), Tone: deedTone(m.State)}
	}
	if at.Dissolved {
		return widgets.Cell{Text: env.T("groups.state.gone")}
	}
	return widgets.Cell{Text: env.T("groups.state.there"), Tone: theme.TextSecondary}
}

func number(n int) string {
	if n <= 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func day(env *screen.Env, at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.In(env.Zone).Format(time.DateOnly)
}
