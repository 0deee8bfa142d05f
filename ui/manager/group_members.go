package manager

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/panel"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// membersMost is how many members are listed; no group is larger.
const membersMost = 5000

// The columns of members that other tables don't have.
const (
	columnSource = "source"
	columnJoined = "joined"
	columnNote   = "note"
)

// groupMembers lists who is in a group, with what can be done with them.
type groupMembers struct {
	sheet  *groupSheet
	object fyne.CanvasObject
	entry  *screen.Entry
	table  *widgets.Table
	faces  *screen.Faces
	none   *widget.Label
	count  *widget.Label
	said   *panel.Notice
	row    *fyne.Container
	can    []memberAction

	shown  []model.Member
	names  map[string]string // of those seen so far, by remote id
	admins map[string]bool   // as the back end names them; nil: it was not asked
	chosen map[string]bool   // by remote id
	wrong  map[string]string // what was refused about whom
}

func newGroupMembers(g *groupSheet) *groupMembers {
	t := g.h.env.T
	m := &groupMembers{
		sheet: g, faces: screen.NewFaces(g.h.env), none: screen.Note(t("shell.loading")), count: widget.NewLabel(""), said: panel.NewNotice(),
		names: map[string]string{}, chosen: map[string]bool{}, wrong: map[string]string{},
	}
	m.count.SizeName = fynetheme.SizeNameCaptionText
	m.entry = screen.NewEntry()
	m.entry.SetPlaceHolder(t("panel.members.search"))
	m.entry.OnChanged = func(string) { m.read() }
	m.entry.OnKey = func(key *fyne.KeyEvent) bool {
		down := key.Name == fyne.KeyDown && len(m.shown) > 0
		if down {
			g.h.env.Window.Canvas().Focus(m.table)
		}
		return down
	}
	m.table = widgets.NewTable(memberColumns(t))
	m.table.Cells = m.cell
	m.table.Chosen = func(i int) bool { return i < len(m.shown) && m.chosen[m.shown[i].RemoteID] }
	m.table.OnChoose = m.choose
	m.table.OnMenu = m.menu
	m.table.OnOpen = func(i int) {
		if i >= 0 && i < len(m.shown) && !m.me(m.shown[i]) {
			m.openContact(m.shown[i : i+1])
		}
	}
	m.table.OnRing = func(int) { m.enable() }
	m.table.SetPicture = m.faces.Set
	m.row = screen.Wrap(1)
	m.can = m.actions()
	for i := range m.can {
		a := &m.can[i]
		a.where = screen.NewButton(t(a.key), nil, func() { m.run(*a, m.picked()) })
		m.row.Add(a.where)
	}
	m.object = screen.Dock(screen.Inset(screen.Line(nil, m.entry, m.count), 0, 0, 1, 0), screen.Column(0, m.said.Label, screen.Inset(m.row, 1, 0, 0, 0)),
		nil, nil, underHead(m.table, m.none))
	return m
}

func memberColumns(t func(string, ...any) string) []widgets.Column {
	list := []widgets.Column{
		{Key: columnName, Width: 108, Grow: 3},
		{Key: columnRole, Width: 56},
		{Key: columnKind, Width: 70},
		{Key: columnSource, Width: 76, Grow: 1},
		{Key: columnJoined, Width: 84},
		{Key: columnNote, Width: 96, Grow: 2},
	}
	for i := range list {
		list[i].Title = t("groups.member." + list[i].Key)
	}
	return list
}

// read lists the members that the search finds.
func (m *groupMembers) read() {
	m.ask(screen.Ask[[]model.Member])
}

// reread lists them anew because something changed.
func (m *groupMembers) reread() {
	m.ask(screen.Keep[[]model.Member])
}

func (m *groupMembers) ask(ask func(*screen.Scope, string, func(context.Context) ([]model.Member, error), func([]model.Member, error))) {
	g, text := m.sheet, strings.TrimSpace(m.entry.Text)
	seat, id := g.row.Seat, g.row.RemoteID
	ask(g.scope, "members", func(ctx context.Context) ([]model.Member, error) {
		return g.h.env.Console.People.Members(ctx, seat, id, text, 0, membersMost)
	}, func(list []model.Member, err error) {
		if err != nil {
			g.h.env.Fail(err)
			return
		}
		m.shown = list
		for _, one := range list {
			m.names[one.RemoteID] = one.Name
		}
		m.show()
	})
}

// readAdmins asks who administers the group, where the back end can tell.
func (m *groupMembers) readAdmins() {
	g := m.sheet
	if !g.seat.Can.Has(model.CanSeeAdmins) || g.row.Dissolved {
		return
	}
	seat, id := g.row.Seat, g.row.RemoteID
	screen.Ask(g.scope, "admins", func(ctx context.Context) ([]string, error) {
		return g.h.env.Console.Groups.Admins(ctx, seat, id)
	}, func(list []string, err error) {
		if err != nil {
			return // the roles that were read with the members stand
		}
		m.admins = map[string]bool{}
		for _, id := range list {
			m.admins[id] = true
		}
		m.show()
	})
}

// show shows the rows anew, and how many there are.
func (m *groupMembers) show() {
	t := m.sheet.h.env.T
	left := 0
	for _, one := range m.shown {
		if one.Left {
			left++
		}
	}
	text := t("groups.members.count", "n", len(m.shown)-left)
	if left > 0 {
		text = t("groups.members.left", "n", len(m.shown)-left, "left", left)
	}
	m.count.SetText(text)
	m.none.SetText(t("panel.members.none"))
	m.none.Hidden = len(m.shown) > 0
	m.none.Refresh()
	m.table.SetCount(len(m.shown))
	m.enable()
	m.object.Refresh()
}

// name is what a member is called, or the remote id.
func (m *groupMembers) name(id string) string {
	if m != nil && m.names[id] != "" {
		return m.names[id]
	}
	return id
}

func (m *groupMembers) me(one model.Member) bool {
	return one.RemoteID != "" && one.RemoteID == m.sheet.seat.AccountID
}

// role is what the back end said last of a member.
func (m *groupMembers) role(one model.Member) model.Role {
	switch {
	case one.Role == model.RoleOwner || one.RemoteID == m.sheet.row.OwnerID && one.RemoteID != "":
		return model.RoleOwner
	case m.admins != nil && m.admins[one.RemoteID]:
		return model.RoleAdmin
	case m.admins != nil:
		return model.RoleMember
	}
	return one.Role
}

func (m *groupMembers) cell(i int, column string) widgets.Cell {
	if i >= len(m.shown) {
		return widgets.Cell{}
	}
	one, t := m.shown[i], m.sheet.h.env.T
	var c widgets.Cell
	switch column {
	case columnName:
		c = widgets.Cell{Text: memberName(one), Person: one.RemoteID, Picture: one.Avatar}
	case columnRole:
		c.Text = roleWord(t, m.role(one))
	case columnKind:
		c.Text = contactKind(t, one.Kind())
	case columnSource:
		c.Text = m.source(one)
	case columnJoined:
		c.Text = day(m.sheet.h.env, one.Joined)
	case columnNote:
		switch wrong := m.wrong[one.RemoteID]; {
		case wrong != "":
			return widgets.Cell{Text: widgets.OneLine(wrong, 160), Glyph: "!", GlyphTone: theme.Danger, Tone: theme.Danger}
		case one.Left:
			c.Text = t("panel.member.left")
		case m.me(one):
			c.Text = t("groups.member.me")
		}
	}
	switch {
	case one.Left:
		c.Tone = fynetheme.ColorNameDisabled
	case column != columnName && column != columnRole:
		c.Tone = theme.TextSecondary
	}
	return c
}

// source says how somebody came into the group.
func (m *groupMembers) source(one model.Member) string {
	t := m.sheet.h.env.T
	switch one.Source {
	case model.JoinInvited:
		if one.InvitedBy != "" {
			return t("groups.member.invited.by", "name", widgets.OneLine(m.name(one.InvitedBy), 20))
		}
		return t("groups.member.invited")
	case model.JoinLink:
		return t("groups.member.link")
	case model.JoinCode:
		return t("groups.member.code")
	}
	return ""
}

func memberName(one model.Member) string { return nameOr(one.Name, one.RemoteID) }

func (m *groupMembers) choose(first, last int, on bool) {
	for i := max(first, 0); i <= last && i < len(m.shown); i++ {
		if on {
			m.chosen[m.shown[i].RemoteID] = true
		} else {
			delete(m.chosen, m.shown[i].RemoteID)
		}
	}
	m.table.SetCount(len(m.shown))
	m.enable()
}

// picked are the chosen members in sight, else the one in the ring.
func (m *groupMembers) picked() (list []model.Member) {
	for _, one := range m.shown {
		if m.chosen[one.RemoteID] {
			list = append(list, one)
		}
	}
	if i := m.table.Ring(); len(list) == 0 && i >= 0 && i < len(m.shown) {
		list = m.shown[i : i+1 : i+1]
	}
	return list
}

// those are the members of a list that an action can be done with.
func (m *groupMembers) those(a memberAction, list []model.Member) []model.Member {
	if m.sheet.busy || m.sheet.row.Dissolved && a.need != "" {
		return nil
	}
	if a.fits != nil {
		list = slices.DeleteFunc(slices.Clone(list), func(one model.Member) bool { return !a.fits(one) })
	}
	if a.one && len(list) > 1 {
		return nil
	}
	return list
}

func (m *groupMembers) enable() {
	picked := m.picked()
	for _, a := range m.can {
		enable(a.where, len(m.those(a, picked)) > 0)
	}
	m.tellRing()
}

// tellRing says in full what was refused about the member in the ring.
func (m *groupMembers) tellRing() {
	wrong, before := "", m.said.Label.Text
	if i := m.table.Ring(); i >= 0 && i < len(m.shown) {
		wrong = m.wrong[m.shown[i].RemoteID]
	}
	if wrong == before {
		return
	}
	m.said.Say(wrong, widget.DangerImportance)
	m.object.Refresh()
	m.table.ScrollTo(m.table.Ring()) // it may have lost its room to the words
}

func (m *groupMembers) run(a memberAction, list []model.Member) {
	if list = m.those(a, list); len(list) > 0 {
		a.do(list)
	}
}

// menu offers what can be done with a member, or with all the chosen ones if it is
// one of them.
func (m *groupMembers) menu(i int, at fyne.Position) {
	if i < 0 || i >= len(m.shown) {
		return
	}
	list := m.shown[i : i+1 : i+1]
	if m.chosen[m.shown[i].RemoteID] {
		list = m.picked()
	}
	var items []*fyne.MenuItem
	for _, a := range m.can {
		if len(m.those(a, list)) > 0 {
			items = append(items, fyne.NewMenuItem(m.sheet.h.env.T(a.key), func() { m.run(a, list) }))
		}
	}
	if len(items) > 0 {
		widget.ShowPopUpMenuAtPosition(fyne.NewMenu("", items...), m.sheet.h.env.Window.Canvas(), at)
	}
}

// do does something with members. What goes wrong is said on their rows.
func (m *groupMembers) do(list []model.Member, done string, deed func(ctx context.Context) error) {
	g := m.sheet
	g.do(deed, func(err error) {
		for _, one := range list {
			m.tellWrong(one, err)
		}
		if err == nil {
			g.h.env.Nav.Toast(done)
			m.readAdmins()
			m.read()
			return
		}
		m.show()
	})
}

// tellWrong keeps what was refused about a member; nil takes it away.
func (m *groupMembers) tellWrong(one model.Member, err error) {
	if err == nil {
		delete(m.wrong, one.RemoteID)
		return
	}
	m.wrong[one.RemoteID] = m.sheet.h.env.Trouble(err)
}
