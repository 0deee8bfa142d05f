package panel

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/widgets"
)

const (
	membersLimit = 500 // are listed; the search finds the others
	memberHeight = float32(36)
)

// members lists who is in a group, with a menu of what can be done with each.
type members struct {
	view   *groupView
	object fyne.CanvasObject

	search *screen.Entry
	list   *widgets.List
	none   *widget.Label
	said   *Notice
	shown  []model.Member
	names  map[string]string // of those seen so far, by remote id
	me     string            // the seat's own remote id; "" is not known
}

func newMembers(v *groupView) *members {
	p, t := v.panel, v.panel.env.T
	m := &members{view: v, none: screen.Note(t("panel.members.none")), said: NewNotice(), names: map[string]string{}}
	m.search = screen.NewEntry()
	m.search.SetPlaceHolder(t("panel.members.search"))
	m.search.OnChanged = func(string) { m.reload() }
	m.list = widgets.NewList(memberHeight, func() fyne.CanvasObject { return newMemberRow() }, func(i int, row fyne.CanvasObject) {
		if i < len(m.shown) {
			row.(*memberRow).set(m.shown[i], t)
		}
	})
	m.list.OnTapped = func(i int) { m.menu(i, m.place(i)) }
	m.list.OnSecondary = func(i int, e *fyne.PointEvent) { m.menu(i, e.AbsolutePosition) }
	m.none.Hide()
	top := screen.Column(0, widget.NewSeparator(), screen.Inset(m.search, 1, 0, 1, 0), m.said.Label)
	m.object = screen.Dock(top, nil, nil, nil, container.NewStack(m.list, m.none))
	screen.Ask(p.scope, "seat", func(ctx context.Context) ([]model.Seat, error) {
		return p.env.Console.Seats.List(ctx)
	}, func(seats []model.Seat, err error) {
		for _, seat := range seats {
			if err == nil && seat.ID == p.conversation.Seat {
				m.me = seat.AccountID
			}
		}
		m.showMe()
	})
	return m
}

func (m *members) reload() {
	p, text := m.view.panel, m.search.Text
	c := p.conversation
	screen.Ask(p.scope, "members", func(ctx context.Context) ([]model.Member, error) {
		return p.env.Console.People.Members(ctx, c.Seat, c.PeerID, text, 0, membersLimit)
	}, func(list []model.Member, err error) {
		if err != nil {
			m.said.Fail(p.env, err)
			return
		}
		m.shown = list
		for _, one := range list {
			m.names[one.RemoteID] = one.Name
		}
		m.list.SetCount(len(list))
		m.none.Hidden = len(list) > 0
		m.none.Refresh()
		m.showMe()
	})
}

// showMe says what the seat is called here, and names an owner of whom only the
// id came.
func (m *members) showMe() {
	m.view.nickname.set(m.names[m.me])
	if g := m.view.known; g.OwnerName == "" {
		m.view.owner.set(m.name(g.OwnerID))
	}
}

// name is what a member is called, or the remote id.
func (m *members) name(id string) string {
	if name := m.names[id]; name != "" {
		return name
	}
	return id
}

// place is where the menu of a row opens.
func (m *members) place(i int) fyne.Position {
	first, _ := m.list.InSight()
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(m.list)
	return at.AddXY(m.list.Size().Width*0.4, (float32(i-first)+0.5)*memberHeight)
}

// menu offers what can be done with a member; nothing with the seat itself.
func (m *members) menu(i int, at fyne.Position) {
	if i >= len(m.shown) {
		return
	}
	p, one := m.view.panel, m.shown[i]
	items := m.items(one)
	if len(items) == 0 || p.deeds.busy || m.view.known.Dissolved {
		return
	}
	widget.ShowPopUpMenuAtPosition(fyne.NewMenu("", items...), p.env.Window.Canvas(), at)
}

func (m *members) items(one model.Member) []*fyne.MenuItem {
	if one.Left || one.RemoteID == m.me {
		return nil
	}
	p := m.view.panel
	var items []*fyne.MenuItem
	add := func(need model.Capability, key string, do func(model.Member)) {
		if p.can.Has(need) {
			items = append(items, fyne.NewMenuItem(p.env.T(key), func() { do(one) }))
		}
	}
	add(model.CanBefriendMember, "panel.member.befriend", m.befriend)
	switch one.Role {
	case model.RoleAdmin:
		add(model.CanEditAdmins, "panel.member.admin.off", func(one model.Member) { m.setAdmin(one, false) })
	case model.RoleMember:
		add(model.CanEditAdmins, "panel.member.admin.on", func(one model.Member) { m.setAdmin(one, true) })
	}
	if one.Role != model.RoleOwner {
		add(model.CanTransferGroup, "panel.member.transfer", m.transfer)
		add(model.CanRemoveMembers, "panel.member.remove", m.remove)
	}
	return items
}

// befriend asks a member to be a contact of the seat.
func (m *members) befriend(one model.Member) {
	p, t := m.view.panel, m.view.panel.env.T
	c, name := p.conversation, shortName(one)
	Question{
		Title: t("panel.befriend.title", "name", name), Label: t("panel.add.reason"), Yes: t("panel.add.send"), Limit: reasonLimit, Blank: true, Same: true,
	}.Ask(p.env, func(ctx context.Context, reason string) error {
		return p.env.Console.Groups.Befriend(ctx, c.Seat, c.PeerID, one.RemoteID, reason)
	}, func(string) { p.env.Nav.Toast(t("panel.add.sent", "name", name)) })
}

func (m *members) setAdmin(one model.Member, on bool) {
	p := m.view.panel
	done := p.env.T("panel.member.admin.gone", "name", shortName(one))
	if on {
		done = p.env.T("panel.member.admin.done", "name", shortName(one))
	}
	m.do(done, func(ctx context.Context, c model.Conversation) error {
		return p.env.Console.Groups.SetAdmins(ctx, c.Seat, c.PeerID, []string{one.RemoteID}, on)
	})
}

func (m *members) transfer(one model.Member) {
	p, t, name := m.view.panel, m.view.panel.env.T, shortName(one)
	p.env.Confirm(t("panel.transfer.title", "name", name), t("panel.transfer.text"), t("panel.transfer"), func() {
		m.do(t("panel.transfer.done", "name", name), func(ctx context.Context, c model.Conversation) error {
			return p.env.Console.Groups.Transfer(ctx, c.Seat, c.PeerID, one.RemoteID)
		})
	})
}

func (m *members) remove(one model.Member) {
	p, t, name := m.view.panel, m.view.panel.env.T, shortName(one)
	p.env.Confirm(t("panel.kick.title", "name", name), t("panel.kick.text"), t("panel.kick"), func() {
		m.do(t("panel.kick.done", "name", name), func(ctx context.Context, c model.Conversation) error {
			return p.env.Console.Groups.Remove(ctx, c.Seat, c.PeerID, []string{one.RemoteID})
		})
	})
}

// do does something with a member; what goes wrong is said above the list.
func (m *members) do(done string, deed func(ctx context.Context, c model.Conversation) error) {
	p := m.view.panel
	p.deeds.then(m.said, deed, func() {
		p.env.Nav.Toast(done)
		m.reload()
	})
}

func shortName(m model.Member) string {
	if m.Name == "" {
		return widgets.OneLine(m.RemoteID, 30)
	}
	return widgets.OneLine(m.Name, 30)
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

// CreateRenderer is called by the toolkit.
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
