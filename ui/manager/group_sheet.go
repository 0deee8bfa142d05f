package manager

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/ui/panel"
	"seatdeck/ui/screen"
	"seatdeck/ui/widgets"
)

// groupSide is how wide the part beside the members is, in pixels.
const groupSide float32 = 268

// groupSheet shows one group, what can be done about it, and who is in it.
type groupSheet struct {
	h     *host
	scope *screen.Scope
	row   model.GroupRow
	seat  screen.SeatView
	sheet *screen.Sheet
	busy  bool

	avatar  *widgets.Avatar
	faces   *screen.Faces
	name    *widget.Label
	facts   *fyne.Container
	notice  *widget.Label
	deeds   *fyne.Container
	said    *panel.Notice
	mark    *markLine
	side    *fyne.Container
	scroll  *container.Scroll
	flags   *panel.Flags // nil: no conversation, or none can be set
	members *groupMembers
	all     fyne.CanvasObject
}

// openGroup shows one group.
func openGroup(h *host, id model.GroupID) {
	screen.Ask(h.scope, "group", func(ctx context.Context) ([]model.GroupRow, error) {
		return h.env.Console.Groups.Rows(ctx, []model.GroupID{id})
	}, func(rows []model.GroupRow, err error) {
		switch {
		case err != nil:
			h.env.Fail(err)
		case len(rows) == 0 || rows[0].ID == 0:
			h.env.Nav.Toast(h.env.T("groups.forgotten"))
		default:
			newGroupSheet(h, rows[0])
		}
	})
}

func newGroupSheet(h *host, row model.GroupRow) {
	t := h.env.T
	g := &groupSheet{h: h, scope: h.env.Scope(), row: row, seat: h.view(row.Seat), said: panel.NewNotice(), faces: screen.NewFaces(h.env)}
	g.avatar, g.name, g.notice = widgets.NewAvatar(44), widget.NewLabel(""), screen.Wrapped("")
	g.name.TextStyle.Bold, g.name.Wrapping = true, fyne.TextWrapBreak
	g.notice.Selectable = true
	g.facts, g.deeds, g.mark = screen.Column(0), screen.Wrap(1), newMarkLine(h)
	g.mark.said.Truncation, g.mark.said.Wrapping = fyne.TextTruncateOff, fyne.TextWrapWord
	head := container.NewBorder(nil, nil, screen.Inset(g.avatar, 1, 1, 1, 1), nil, g.name)
	g.side = screen.Column(1, head, g.facts, g.deeds, g.said.Label)
	g.addDeeds()
	g.side.Add(widget.NewSeparator())
	g.side.Add(widgets.KeyValue(t("panel.notice"), g.notice))
	g.scroll = container.NewVScroll(screen.Inset(g.side, 0, 3, 1, 0))
	g.members = newGroupMembers(g)
	done := screen.NewButton(t("shell.close"), nil, func() { g.sheet.Close() })
	g.all = screen.Dock(g.mark.object, nil, screen.Width(g.scroll, groupSide), nil, screen.Inset(g.members.object, 0, 0, 0, 2))
	g.sheet = h.env.Sheets.Show(screen.Form{
		Title: t("groups.sheet.title"), Size: sheetSize, Focus: g.members.entry, Body: g.all, Buttons: []fyne.CanvasObject{done},
	})
	g.sheet.OnClose = func() {
		g.faces.Close()
		g.members.faces.Close()
		g.scope.Close()
	}
	h.env.OnChange(g.scope, func(c bus.Change) {
		if c.Contacts[row.Seat] || len(c.Batches) > 0 {
			g.reload()
		}
	})
	g.show()
	g.members.read()
	g.members.readAdmins()
	g.readFlags()
}

// reload reads the group anew.
func (g *groupSheet) reload() {
	id := g.row.ID
	screen.Keep(g.scope, "group", func(ctx context.Context) ([]model.GroupRow, error) {
		return g.h.env.Console.Groups.Rows(ctx, []model.GroupID{id})
	}, func(rows []model.GroupRow, err error) {
		if err == nil && len(rows) == 1 && rows[0].ID == id {
			g.row = rows[0]
			g.show()
			g.members.reread()
		}
	})
}

func (g *groupSheet) show() {
	t, row := g.h.env.T, g.row
	g.avatar.Set(row.RemoteID, row.Name)
	g.faces.Set(g.avatar, row.Avatar)
	g.name.SetText(groupName(row.Group))
	g.facts.Objects = nil
	fact := func(label, text string) {
		if text != "" {
			value := widget.NewLabel(widgets.OneLine(text, 200))
			value.Wrapping, value.Selectable = fyne.TextWrapBreak, true
			g.facts.Add(widgets.KeyValue(label, value))
		}
	}
	size := t("panel.count.all", "n", row.MemberCount)
	if row.OuterCount > 0 {
		size = t("panel.count.text", "n", row.MemberCount, "outer", row.OuterCount)
	}
	if row.MemberCount == 0 {
		size = ""
	}
	state := ""
	if row.Dissolved {
		state = t("groups.state.gone")
	}
	fact(t("groups.column.seat"), row.SeatName)
	fact(t("groups.column.owner"), nameOr(row.OwnerName, g.members.name(row.OwnerID)))
	fact(t("panel.count"), size)
	fact(t("groups.column.kind"), groupKind(g.h.env, row.Group))
	fact(t("groups.column.state"), state)
	fact(t("groups.column.created"), g.h.env.Date(row.Created))
	fact(t("panel.groupid"), row.RemoteID)
	g.notice.SetText(t("groups.notice.none"))
	if row.Notice != "" {
		g.notice.SetText(widgets.OneLine(row.Notice, noticeMost))
	}
	g.mark.set(row.Mark)
	g.enable()
	g.relayout()
}

// relayout gives room to what was said or taken away.
func (g *groupSheet) relayout() {
	g.side.Refresh()
	g.scroll.Refresh()
	g.all.Refresh()
}

// enable shuts the buttons while something is being done, or nothing is left to do.
func (g *groupSheet) enable() {
	for _, o := range g.deeds.Objects {
		if b, ok := o.(*screen.Button); ok {
			enable(b, !g.busy && (!g.row.Dissolved || b.Importance == widget.HighImportance))
		}
	}
	g.members.enable()
}

// do does something about the group, and says below the buttons how it went wrong.
func (g *groupSheet) do(deed func(ctx context.Context) error, then func(err error)) {
	if g.busy {
		return
	}
	g.busy = true
	g.said.Say(g.h.env.T("panel.working"), widget.LowImportance)
	g.enable()
	g.relayout()
	g.scope.Act("deed", deed, func(err error) {
		g.busy = false
		g.said.Clear()
		then(err)
		g.enable()
		g.relayout()
	})
}

// readFlags shows the switches of the group's conversation.
func (g *groupSheet) readFlags() {
	if !g.seat.Can.Has(model.CanSetFlags) {
		return
	}
	panel.FindConversation(g.h.env, g.scope, g.row.Seat, g.row.RemoteID, func(talk model.Conversation, there bool, err error) {
		if err != nil || !there {
			return // there are none without a conversation
		}
		g.flags = panel.NewFlags(g.h.env, g.scope, talk, g.relayout)
		g.side.Add(g.flags.Object)
		g.flags.Read()
		g.h.env.OnChange(g.scope, func(c bus.Change) {
			if c.Conversations[talk.ID] {
				g.flags.Reload()
			}
		})
	})
}
