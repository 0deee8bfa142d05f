package panel

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// membersLimit is how many members are listed; the search finds the others.
const membersLimit = 500

// groupView shows one group and who is in it.
type groupView struct {
	panel  *Panel
	object fyne.CanvasObject

	avatar  *widgets.Avatar
	name    *widget.Label
	state   *fyne.Container
	owner   *line
	count   *line
	notice  *line
	id      *line
	search  *screen.Entry
	list    *widgets.List
	members []model.Member
	none    *widget.Label
}

func newGroupView(p *Panel) *groupView {
	t := p.env.T
	v := &groupView{
		panel: p, avatar: widgets.NewAvatar(44), name: screen.Heading(""), state: screen.Wrap(1),
		owner: newLine(t("panel.owner")), count: newLine(t("panel.count")), notice: newLine(t("panel.notice")),
		id: idLine(p.env, t("panel.groupid")), none: screen.Note(t("panel.members.none")),
	}
	v.search = screen.NewEntry()
	v.search.SetPlaceHolder(t("panel.members.search"))
	v.search.OnChanged = func(string) { v.reload() }
	v.list = widgets.NewList(36, func() fyne.CanvasObject { return newMemberRow() }, func(i int, row fyne.CanvasObject) {
		if i < len(v.members) {
			row.(*memberRow).set(v.members[i], t)
		}
	})
	v.none.Hide()
	head := container.NewBorder(nil, nil, screen.Inset(v.avatar, 1, 1, 1, 1), nil, screen.Column(0, v.name, screen.Inset(v.state, 0, 0, 1, 1)))
	top := screen.Column(0, head, widget.NewSeparator(), v.owner.object, v.count.object,
		v.notice.object, v.id.object, widget.NewSeparator(),
		screen.Inset(v.search, 1, 0, 1, 0))
	if p.can.Has(model.CanListGroups) {
		refresh := screen.NewQuietButton(t("panel.refresh"), fynetheme.ViewRefreshIcon(), nil)
		refresh.OnTapped = func() { p.refresh(refresh) }
		top.Objects = append(top.Objects[:6:6], append([]fyne.CanvasObject{container.NewHBox(refresh)}, top.Objects[6:]...)...)
	}
	v.object = container.NewBorder(top, nil, nil, nil, container.NewStack(v.list, v.none))
	return v
}

func (v *groupView) show(g model.Group, known bool) {
	c := v.panel.conversation
	if !known {
		g.RemoteID, g.Name = c.PeerID, c.Name
	}
	t := v.panel.env.T
	v.avatar.Set(g.RemoteID, g.Name)
	v.name.SetText(or(widgets.OneLine(g.Name, 60)))
	v.owner.set(g.OwnerName)
	if g.OwnerName == "" {
		v.owner.set(g.OwnerID)
	}
	count := ""
	if g.MemberCount > 0 {
		count = t("panel.count.text", "n", g.MemberCount, "outer", g.OuterCount)
	}
	v.count.set(count)
	v.notice.set(widgets.OneLine(g.Notice, 160))
	v.id.set(g.RemoteID)
	v.state.Objects = nil
	if g.Dissolved {
		v.state.Add(chip(t("panel.dissolved"), theme.DangerTint))
	} else if g.External {
		v.state.Add(chip(t("panel.external"), theme.InfoTint))
	}
	v.state.Refresh()
	v.object.Refresh()
	v.reload()
}

func (v *groupView) reload() {
	c, text := v.panel.conversation, v.search.Text
	screen.Ask(v.panel.scope, "members", func(ctx context.Context) ([]model.Member, error) {
		return v.panel.env.Console.People.Members(ctx, c.Seat, c.PeerID, text, 0, membersLimit)
	}, func(list []model.Member, err error) {
		if err != nil {
			return
		}
		v.members = list
		v.list.SetCount(len(list))
		v.none.Hidden = len(list) > 0
		v.none.Refresh()
	})
}

// memberRow shows one member.
type memberRow struct {
	widget.BaseWidget
	avatar *widgets.Avatar
	name   *widget.Label
	role   *widget.Label
	body   fyne.CanvasObject
}

func newMemberRow() *memberRow {
	r := &memberRow{avatar: widgets.NewAvatar(26), name: widget.NewLabel(""), role: widget.NewLabel("")}
	r.name.Truncation = fyne.TextTruncateEllipsis
	r.role.Importance = widget.LowImportance
	r.role.SizeName = fynetheme.SizeNameCaptionText
	r.body = container.NewBorder(nil, nil, screen.Row(0, screen.Inset(r.avatar, 0, 1, 0, 1)), screen.Row(0, r.role), r.name)
	r.ExtendBaseWidget(r)
	return r
}

func (r *memberRow) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(r.body) }

func (r *memberRow) set(m model.Member, t func(string, ...any) string) {
	name := m.Name
	if name == "" {
		name = m.RemoteID
	}
	r.avatar.Set(m.RemoteID, name)
	r.name.SetText(widgets.OneLine(name, 60))
	role := ""
	switch {
	case m.Left:
		role = t("panel.member.left")
	case m.Role == model.RoleOwner:
		role = t("panel.member.owner")
	case m.Role == model.RoleAdmin:
		role = t("panel.member.admin")
	case m.WeChat:
		role = t("panel.kind.wechat")
	case m.External:
		role = t("panel.external")
	}
	r.role.SetText(role)
}
