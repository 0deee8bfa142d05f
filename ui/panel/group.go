package panel

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/login"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// noticeLimit is how long the notice of a group may be, in characters.
const noticeLimit = 2000

// groupView shows one group and who is in it.
type groupView struct {
	panel  *Panel
	object fyne.CanvasObject
	rows   *fyne.Container
	known  model.Group // as it is shown

	avatar   *widgets.Avatar
	title    *widget.Label
	state    *fyne.Container
	name     *editLine
	nickname *editLine
	owner    *line
	count    *line
	notice   *line
	id       *line
	members  *members
}

func newGroupView(p *Panel) *groupView {
	t := p.env.T
	v := &groupView{
		panel: p, avatar: widgets.NewAvatar(44), title: screen.Heading(""), state: screen.Wrap(1),
		owner: newLine(t("panel.owner")), count: newLine(t("panel.count")), notice: newLine(t("panel.notice")),
		id: idLine(p.env, t("panel.groupid")),
	}
	v.name = newEditLine(p, t("panel.groupname"), model.CanRenameGroup, func(ctx context.Context, c model.Conversation, text string) error {
		return p.env.Console.Groups.Rename(ctx, c.Seat, c.PeerID, text)
	})
	v.nickname = newEditLine(p, t("panel.nickname"), model.CanGroupNickname, func(ctx context.Context, c model.Conversation, text string) error {
		return p.env.Console.Groups.SetNickname(ctx, c.Seat, c.PeerID, text)
	})
	v.members = newMembers(v)
	head := container.NewBorder(nil, nil, screen.Inset(v.avatar, 1, 1, 1, 1), nil, screen.Column(0, v.title, screen.Inset(v.state, 0, 0, 1, 1)))
	v.rows = screen.Column(0, head, widget.NewSeparator())
	if p.can.Has(model.CanRenameGroup) {
		v.rows.Add(v.name.object)
	}
	if p.can.Has(model.CanGroupNickname) {
		v.rows.Add(v.nickname.object)
	}
	for _, o := range []fyne.CanvasObject{v.owner.object, v.count.object, v.deeds(), p.flags.Object, v.notice.object, v.id.object} {
		v.rows.Add(o)
	}
	if p.can.Has(model.CanListGroups) {
		refresh := screen.NewQuietButton(t("panel.refresh"), fynetheme.ViewRefreshIcon(), nil)
		refresh.OnTapped = func() { p.refresh(refresh) }
		v.rows.Add(container.NewHBox(refresh))
	}
	top := container.NewVScroll(screen.Inset(v.rows, 0, 2, 1, 0))
	v.object = container.New(&splitLayout{top: top}, top, v.members.object)
	return v
}

// splitLayout gives the upper part what it asks for, but leaves the lower one room
// to be of use; the upper one scrolls.
type splitLayout struct{ top *container.Scroll }

// upperMost is the most of the height that the upper part gets.
const upperMost = 0.58

func (l *splitLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	content := l.top.Content
	content.Resize(fyne.NewSize(size.Width, content.MinSize().Height)) // what wraps now knows its height
	height := min(content.MinSize().Height, size.Height*upperMost)
	o[0].Move(fyne.NewPos(0, 0))
	o[0].Resize(fyne.NewSize(size.Width, height))
	o[1].Move(fyne.NewPos(0, height))
	o[1].Resize(fyne.NewSize(size.Width, size.Height-height))
}

func (l *splitLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	upper, lower := o[0].MinSize(), o[1].MinSize()
	return fyne.NewSize(max(upper.Width, lower.Width), upper.Height+lower.Height)
}

// deeds are the buttons for what can be done about the group.
func (v *groupView) deeds() fyne.CanvasObject {
	p, t := v.panel, v.panel.env.T
	d := p.deeds
	d.shut = func() bool { return v.known.Dissolved }
	d.add(model.CanInviteMembers, t("panel.invite"), func() {
		Invite(p.env, p.conversation.Seat, v.known, v.members.reload)
	})
	d.add(model.CanAnnounce, t("panel.announce.open"), v.announce)
	d.add(model.CanGroupCode, t("panel.group.code"), v.code)
	d.add(model.CanPinMessages, t("panel.pins"), func() { OpenPins(p.env, p.conversation.Seat, v.known, v.members.name) })
	d.add(model.CanCreateGroup, t("panel.group.new"), func() { newGroup(p.env, []seatChoice{{id: p.conversation.Seat}}, 0) })
	quit := d.add(model.CanQuitGroup, t("panel.quit"), v.quit)
	quit.Importance = widget.LowImportance // the question before it is red enough
	if len(d.buttons.Objects) == 0 {
		d.object.Hide()
	}
	return screen.Inset(d.object, 1, 0, 1, 1)
}

func (v *groupView) announce() {
	p, t, c := v.panel, v.panel.env.T, v.panel.conversation
	Question{
		Title: t("panel.announce.title", "name", widgets.OneLine(v.known.Name, 30)), Label: t("panel.notice"), Hint: t("panel.announce.hint"),
		Value: v.known.Notice, Yes: t("panel.announce"), Limit: noticeLimit, Lines: 8,
	}.Ask(p.env, func(ctx context.Context, text string) error {
		return p.env.Console.Groups.Announce(ctx, c.Seat, c.PeerID, text, false)
	}, func(string) { p.env.Nav.Toast(t("panel.announce.done")) })
}

func (v *groupView) code() {
	groups, c, name := v.panel.env.Console.Groups, v.panel.conversation, widgets.OneLine(v.known.Name, 30)
	login.OpenCode(v.panel.env, v.panel.env.T("panel.group.code.title", "name", name), name, func(ctx context.Context) (model.LoginCode, error) {
		return groups.Code(ctx, c.Seat, c.PeerID)
	})
}

func (v *groupView) quit() {
	p, t := v.panel, v.panel.env.T
	name := widgets.OneLine(v.known.Name, 40)
	p.env.Confirm(t("panel.quit.title", "name", name), t("panel.quit.text"), t("panel.quit"), func() {
		p.deeds.do(p.deeds.said, t("panel.quit.done", "name", name), func(ctx context.Context, c model.Conversation) error {
			return p.env.Console.Groups.Quit(ctx, c.Seat, c.PeerID)
		})
	})
}

func (v *groupView) show(g model.Group, known bool) {
	c := v.panel.conversation
	if !known {
		g.RemoteID, g.Name = c.PeerID, c.Name
	}
	v.known = g
	v.panel.deeds.enable()
	t := v.panel.env.T
	v.avatar.Set(g.RemoteID, g.Name)
	v.title.SetText(or(widgets.OneLine(g.Name, 60)))
	v.name.set(g.Name)
	v.owner.set(g.OwnerName)
	if g.OwnerName == "" {
		v.owner.set(v.members.name(g.OwnerID))
	}
	count := ""
	switch {
	case g.OuterCount > 0:
		count = t("panel.count.text", "n", g.MemberCount, "outer", g.OuterCount)
	case g.MemberCount > 0:
		count = t("panel.count.all", "n", g.MemberCount)
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
	v.panel.relayout()
	v.members.reload()
}
