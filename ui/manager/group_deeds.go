package manager

import (
	"context"
	"strings"

	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/login"
	"seatdeck/ui/panel"
	"seatdeck/ui/screen"
)

// addDeeds makes the buttons of what the group's back end can do.
func (g *groupSheet) addDeeds() {
	h, t := g.h, g.h.env.T
	add := func(need model.Capability, label string, do func()) *screen.Button {
		b := screen.NewButton(label, nil, do)
		if need == "" || g.seat.Can.Has(need) {
			g.deeds.Add(b)
		}
		return b
	}
	talk := add("", t("groups.do.talk"), func() { openGroupConversation(h, g.row.Group) })
	talk.Importance = widget.HighImportance
	add(model.CanRenameGroup, t("groups.do.rename"), g.rename)
	add(model.CanAnnounce, t("panel.announce.open"), g.announce)
	add(model.CanInviteMembers, t("panel.invite"), func() {
		panel.Invite(h.env, g.row.Seat, g.row.Group, g.members.read)
	})
	add(model.CanGroupCode, t("panel.group.code"), g.code)
	add(model.CanGroupNickname, t("groups.nickname"), g.nickname)
	add(model.CanPinMessages, t("panel.pins"), func() { panel.OpenPins(h.env, g.row.Seat, g.row.Group, g.members.name) })
	add(model.CanCopyGroupSettings, t("groups.do.copy"), func() { openCopySettings(h, g.row, nil) })
	add(model.CanQuitGroup, t("groups.quit.one"), g.quit)
	if lacks := missing([]screen.SeatView{g.seat}); len(lacks) > 0 {
		g.deeds.Add(screen.NewTextButton(t("groups.why"), nil, func() { tellMissing(h.env, []screen.SeatView{g.seat}) }))
	}
}

func (g *groupSheet) rename() {
	t, seat, id := g.h.env.T, g.row.Seat, g.row.RemoteID
	panel.Question{
		Title: t("groups.rename.one", "name", groupName(g.row.Group)), Label: t("panel.groupname"), Value: g.row.Name, Yes: t("panel.save"), Limit: groupNameMost,
	}.Ask(g.h.env, func(ctx context.Context, text string) error {
		return g.h.env.Console.Groups.Rename(ctx, seat, id, text)
	}, func(string) { g.reload() })
}

func (g *groupSheet) announce() {
	t, seat, id := g.h.env.T, g.row.Seat, g.row.RemoteID
	q := panel.Question{
		Title: t("panel.announce.title", "name", groupName(g.row.Group)), Label: t("panel.notice"), Hint: t("panel.announce.hint"),
		Value: g.row.Notice, Yes: t("panel.announce"), Limit: noticeMost, Lines: 8,
	}
	toAll := false
	if g.seat.Can.Has(model.CanAnnounceToAll) {
		box := screen.NewCheck(t("groups.announce.all"), func(on bool) { toAll = on })
		box.SetChecked(true)
		q.Below, q.Hint = box, t("groups.announce.hint")
	}
	q.Ask(g.h.env, func(ctx context.Context, text string) error {
		return g.h.env.Console.Groups.Announce(ctx, seat, id, text, toAll)
	}, func(string) {
		g.h.env.Nav.Toast(t("panel.announce.done"))
		g.reload()
	})
}

func (g *groupSheet) code() {
	seat, id, name := g.row.Seat, g.row.RemoteID, groupName(g.row.Group)
	login.OpenCode(g.h.env, g.h.env.T("panel.group.code.title", "name", name), name, func(ctx context.Context) (model.LoginCode, error) {
		return g.h.env.Console.Groups.Code(ctx, seat, id)
	})
}

// nickname asks what the seat is to be called in the group.
func (g *groupSheet) nickname() {
	t, seat, id := g.h.env.T, g.row.Seat, g.row.RemoteID
	value := ""
	if me := g.seat.AccountID; me != "" && g.members.name(me) != me {
		value = g.members.name(me)
	}
	panel.Question{
		Title: t("groups.nickname.title", "name", groupName(g.row.Group)), Label: t("panel.nickname"), Value: value, Yes: t("panel.save"), Limit: groupNameMost,
	}.Ask(g.h.env, func(ctx context.Context, text string) error {
		return g.h.env.Console.Groups.SetNickname(ctx, seat, id, text)
	}, func(string) { g.members.read() })
}

func (g *groupSheet) quit() {
	t, seat, id, name := g.h.env.T, g.row.Seat, g.row.RemoteID, groupName(g.row.Group)
	g.h.env.Confirm(t("panel.quit.title", "name", name), t("panel.quit.text"), t("panel.quit"), func() {
		g.do(func(ctx context.Context) error { return g.h.env.Console.Groups.Quit(ctx, seat, id) }, func(err error) {
			g.said.Fail(g.h.env, err)
			if err == nil {
				g.h.env.Nav.Toast(t("panel.quit.done", "name", name))
				g.reload()
			}
		})
	})
}

// memberAction is something that can be done with members.
type memberAction struct {
	key   string
	need  model.Capability
	one   bool
	fits  func(m model.Member) bool // whether it can be done with a member; nil: with anybody
	do    func(list []model.Member)
	where *screen.Button
}

// actions are what can be done with members where the back end can.
func (m *groupMembers) actions() []memberAction {
	g := m.sheet
	other := func(one model.Member) bool { return !one.Left && !m.me(one) }
	plain := func(one model.Member) bool { return other(one) && m.role(one) != model.RoleOwner }
	list := []memberAction{
		{key: "panel.member.remove", need: model.CanRemoveMembers, fits: plain, do: m.remove},
		{key: "panel.member.admin.on", need: model.CanEditAdmins, fits: func(one model.Member) bool {
			return plain(one) && m.role(one) == model.RoleMember
		}, do: func(list []model.Member) { m.setAdmins(list, true) }},
		{key: "panel.member.admin.off", need: model.CanEditAdmins, fits: func(one model.Member) bool {
			return plain(one) && m.role(one) == model.RoleAdmin
		}, do: func(list []model.Member) { m.setAdmins(list, false) }},
		{key: "panel.member.befriend", need: model.CanBefriendMember, fits: other, do: m.befriend},
		{key: "panel.member.transfer", need: model.CanTransferGroup, one: true, fits: plain, do: m.transfer},
		{key: "groups.member.contact", one: true, fits: func(one model.Member) bool { return !m.me(one) }, do: m.openContact},
		{key: "groups.member.groups", one: true, do: func(list []model.Member) {
			openPersonGroups(g.h, g.row.Seat, list[0].RemoteID, list[0].Name)
		}},
	}
	var able []memberAction
	for _, a := range list {
		if a.need == "" || g.seat.Can.Has(a.need) {
			able = append(able, a)
		}
	}
	return able
}

func (m *groupMembers) remove(list []model.Member) {
	g, t := m.sheet, m.sheet.h.env.T
	title := t("panel.kick.title", "name", memberNames(list))
	if len(list) > 1 {
		title = t("groups.kick.title", "n", len(list))
	}
	seat, id := g.row.Seat, g.row.RemoteID
	g.h.env.Confirm(title, t("panel.kick.text"), t("panel.kick"), func() {
		m.do(list, t("panel.kick.done", "name", memberNames(list)), func(ctx context.Context) error {
			return g.h.env.Console.Groups.Remove(ctx, seat, id, memberIDs(list))
		})
	})
}

func (m *groupMembers) setAdmins(list []model.Member, on bool) {
	g, t := m.sheet, m.sheet.h.env.T
	done := t("panel.member.admin.gone", "name", memberNames(list))
	if on {
		done = t("panel.member.admin.done", "name", memberNames(list))
	}
	seat, id := g.row.Seat, g.row.RemoteID
	m.do(list, done, func(ctx context.Context) error {
		return g.h.env.Console.Groups.SetAdmins(ctx, seat, id, memberIDs(list), on)
	})
}

func (m *groupMembers) transfer(list []model.Member) {
	g, t, name := m.sheet, m.sheet.h.env.T, memberNames(list)
	seat, id := g.row.Seat, g.row.RemoteID
	g.h.env.Confirm(t("panel.transfer.title", "name", name), t("panel.transfer.text"), t("panel.transfer"), func() {
		m.do(list, t("panel.transfer.done", "name", name), func(ctx context.Context) error {
			return g.h.env.Console.Groups.Transfer(ctx, seat, id, list[0].RemoteID)
		})
	})
}

// befriend asks members to be contacts of the seat, one after the other. What goes
// wrong with one of several is said on its row.
func (m *groupMembers) befriend(list []model.Member) {
	g, t, name := m.sheet, m.sheet.h.env.T, memberNames(list)
	seat, id := g.row.Seat, g.row.RemoteID
	wrong := map[string]error{}
	panel.Question{
		Title: t("panel.befriend.title", "name", name), Label: t("panel.add.reason"), Yes: t("panel.add.send"), Limit: reasonMost, Blank: true, Same: true,
	}.Ask(g.h.env, func(ctx context.Context, reason string) error {
		clear(wrong)
		for _, one := range list {
			err := g.h.env.Console.Groups.Befriend(ctx, seat, id, one.RemoteID, reason)
			if err != nil && len(list) == 1 {
				return err
			}
			if err != nil {
				wrong[one.RemoteID] = err
			}
		}
		return nil
	}, func(string) {
		for _, one := range list {
			m.tellWrong(one, wrong[one.RemoteID])
		}
		m.show()
		if len(wrong) < len(list) {
			g.h.env.Nav.Toast(t("panel.add.sent", "name", name))
		}
	})
}

// openContact shows the customer that a member is.
func (m *groupMembers) openContact(list []model.Member) {
	g, one := m.sheet, list[0]
	seat := g.row.Seat
	type known struct {
		contact model.Contact
		ok      bool
	}
	screen.Ask(g.scope, "contact", func(ctx context.Context) (known, error) {
		c, ok, err := g.h.env.Console.People.Contact(ctx, seat, one.RemoteID)
		return known{c, ok}, err
	}, func(k known, err error) {
		switch {
		case err != nil:
			g.h.env.Fail(err)
		case !k.ok:
			g.h.env.Nav.Toast(g.h.env.T("groups.member.unknown", "name", memberName(one)))
		default:
			openContact(g.h, k.contact.ID)
		}
	})
}

const (
	reasonMost  = 200 // characters of what is said to who is asked to be a contact
	namedPeople = 3   // in one sentence
)

func memberIDs(list []model.Member) []string {
	ids := make([]string, len(list))
	for i, one := range list {
		ids[i] = one.RemoteID
	}
	return ids
}

// memberNames names some members: "老李、小赵".
func memberNames(list []model.Member) string {
	names := make([]string, 0, namedPeople)
	for _, one := range list[:min(len(list), namedPeople)] {
		names = append(names, memberName(one))
	}
	text := strings.Join(names, "、")
	if len(list) > namedPeople {
		text += "…"
	}
	return text
}
