package manager

import (
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

// groupAction is something that can be done with the chosen groups.
type groupAction struct {
	key  string           // of its text
	need model.Capability // of a seat; "": none
	one  bool             // with one group only
	none bool             // also where no group is chosen
	do   func(ids []model.GroupID)

	button *screen.TextButton
}

// groupCapabilities are what the note of what is missing speaks of.
var groupCapabilities = []model.Capability{
	model.CanCreateGroup, model.CanInviteMembers, model.CanRemoveMembers, model.CanRenameGroup, model.CanAnnounce, model.CanAnnounceToAll,
	model.CanGroupNickname, model.CanQuitGroup, model.CanTransferGroup, model.CanGroupCode, model.CanBefriendMember, model.CanPinMessages,
	model.CanEditAdmins, model.CanSeeAdmins, model.CanCopyGroupSettings, model.CanDownloadGroups, model.CanSyncDirectory, model.CanSetFlags,
}

// groupActions are the buttons under the table of groups, and its menu.
type groupActions struct {
	page   *groupsPage
	object fyne.CanvasObject
	row    *fyne.Container
	why    *screen.TextButton
	list   []groupAction
}

func newGroupActions(p *groupsPage) *groupActions {
	h, t := p.h, p.h.env.T
	a := &groupActions{page: p, row: screen.Wrap(1)}
	a.list = []groupAction{
		{key: "groups.do.open", one: true, do: func(ids []model.GroupID) { openGroup(h, ids[0]) }},
		{key: "groups.do.talk", one: true, do: func(ids []model.GroupID) { a.talk(ids[0]) }},
		{key: "groups.do.rename", need: model.CanRenameGroup, do: func(ids []model.GroupID) { openRename(h, ids) }},
		{key: "groups.do.announce", need: model.CanAnnounce, do: func(ids []model.GroupID) { openAnnounce(h, ids) }},
		{key: "groups.do.remove", need: model.CanRemoveMembers, do: func(ids []model.GroupID) { openRemove(h, ids, nil) }},
		{key: "groups.do.invite", need: model.CanInviteMembers, do: func(ids []model.GroupID) { openInvite(h, ids, p.seats(ids)) }},
		{key: "groups.do.people", do: func(ids []model.GroupID) { openGroupPeople(h, ids) }},
		{key: "groups.do.copy", need: model.CanCopyGroupSettings, do: func(ids []model.GroupID) { a.copy(ids) }},
		{key: "groups.do.export", none: true, do: a.export},
		{key: "groups.do.new", need: model.CanCreateGroup, none: true, do: func([]model.GroupID) { panel.OpenNewGroup(h.env, h.atHand(), h.seat) }},
		{key: "groups.do.quit", need: model.CanQuitGroup, do: func(ids []model.GroupID) { openQuit(h, ids) }},
	}
	for i := range a.list {
		one := &a.list[i]
		one.button = screen.NewTextButton(t(one.key), nil, nil)
		a.row.Add(one.button)
	}
	a.why = screen.NewTextButton(t("groups.why"), nil, func() { tellMissing(h.env, h.atHand()) })
	a.row.Add(a.why)
	a.object = a.row
	return a
}

// atHand are the seats that the manager shows.
func (h *host) atHand() []screen.SeatView {
	if h.seat == 0 {
		return h.seats
	}
	return []screen.SeatView{h.view(h.seat)}
}

// show has the buttons there that a seat at hand can do something for.
func (a *groupActions) show() {
	for _, one := range a.list {
		one.button.Hidden = one.need != "" && len(a.page.h.able(one.need)) == 0
	}
	a.why.Hidden = len(missing(a.page.h.atHand())) == 0
	a.enable()
	a.row.Refresh()
	a.page.root.Refresh()
}

// enable shuts the buttons that no seat of the chosen groups can do.
func (a *groupActions) enable() {
	picked := a.page.picked()
	seats := a.page.seats(picked)
	for _, one := range a.list {
		one.button.OnTapped = nil
		tone := theme.TextSecondary
		if a.able(one, len(picked), seats) {
			one.button.OnTapped = func() { a.run(one) }
			tone = theme.AccentText
			if one.key == "groups.do.quit" {
				tone = theme.Danger
			}
		}
		one.button.Set(one.button.Text(), tone)
	}
}

func (a *groupActions) able(one groupAction, n int, seats []screen.SeatView) bool {
	switch {
	case one.none:
		return true
	case n == 0 || one.one && n > 1:
		return false
	}
	return one.need == "" || slices.ContainsFunc(seats, func(v screen.SeatView) bool { return v.Can.Has(one.need) })
}

func (a *groupActions) run(one groupAction) {
	ids := a.page.picked()
	if a.able(one, len(ids), a.page.seats(ids)) {
		one.do(ids)
	}
}

// seats are those of groups; of rows that were not read any at hand may be.
func (p *groupsPage) seats(ids []model.GroupID) (list []screen.SeatView) {
	seen := map[model.SeatID]bool{}
	for _, id := range ids {
		row, read := p.table.roster.rows[id]
		if !read {
			return p.h.atHand()
		}
		if !seen[row.Seat] {
			seen[row.Seat] = true
			list = append(list, p.h.view(row.Seat))
		}
	}
	return list
}

// menu offers what can be done with the chosen groups, or with the one it was asked
// for where that is not among them.
func (a *groupActions) menu(row int, at fyne.Position) {
	r := a.page.table.roster
	one, ok := r.at(row)
	if !ok {
		return
	}
	ids := []model.GroupID{one.ID}
	if r.isChosen(row) {
		ids = r.picked(row)
	}
	seats := a.page.seats(ids)
	var items []*fyne.MenuItem
	for _, action := range a.list {
		if action.key != "groups.do.new" && a.able(action, len(ids), seats) {
			items = append(items, fyne.NewMenuItem(a.page.h.env.T(action.key), func() { action.do(ids) }))
		}
	}
	widget.ShowPopUpMenuAtPosition(fyne.NewMenu("", items...), a.page.h.env.Window.Canvas(), at)
}

// talk opens the conversation of a group.
func (a *groupActions) talk(id model.GroupID) {
	if row, read := a.page.table.roster.rows[id]; read {
		openGroupConversation(a.page.h, row.Group)
	}
}

// copy copies settings from the group in the ring, if it is among the chosen ones,
// else from the first.
func (a *groupActions) copy(ids []model.GroupID) {
	from := ids[0]
	if at, ok := a.page.table.roster.at(a.page.table.Ring()); ok && slices.Contains(ids, at.ID) {
		from = at.ID
	}
	if row, read := a.page.table.roster.rows[from]; read {
		openCopySettings(a.page.h, row, ids)
	}
}

// export writes the chosen groups, or all that are listed, to a file.
func (a *groupActions) export(ids []model.GroupID) {
	r := a.page.table.roster
	if len(r.chosen) == 0 {
		ids = slices.Clone(r.ids)
	}
	if len(ids) > 0 {
		openGroupExport(a.page.h, ids, a.page.seats(ids))
	}
}

// missing says for each seat what about groups its back end can't do, seats that
// lack the same together.
func missing(seats []screen.SeatView) (list []lack) {
	for _, v := range seats {
		var lacks []model.Capability
		for _, c := range groupCapabilities {
			if !v.Can.Has(c) {
				lacks = append(lacks, c)
			}
		}
		at := slices.IndexFunc(list, func(l lack) bool { return slices.Equal(l.can, lacks) })
		switch {
		case len(lacks) == 0:
		case at >= 0:
			list[at].seats = append(list[at].seats, v.DisplayName())
		default:
			list = append(list, lack{[]string{v.DisplayName()}, lacks})
		}
	}
	return list
}

// lack is what some seats can't do.
type lack struct {
	seats []string
	can   []model.Capability
}

// tellMissing says what of the controls is missing for which seats, and why.
func tellMissing(env *screen.Env, seats []screen.SeatView) {
	t := env.T
	var parts []string
	for _, l := range missing(seats) {
		names := l.seats
		for i, name := range names {
			names[i] = widgets.OneLine(name, 20)
		}
		who := strings.Join(names[:min(len(names), seatsTold)], t("manager.comma"))
		if len(names) > seatsTold {
			who += t("manager.reading.more", "n", len(names))
		}
		if len(l.can) == len(groupCapabilities) {
			parts = append(parts, t("groups.why.closed", "seats", who))
			continue
		}
		what := make([]string, len(l.can))
		for i, c := range l.can {
			what[i] = t("groups.can." + string(c))
		}
		parts = append(parts, t("groups.why.lacks", "seats", who, "what", strings.Join(what, t("manager.comma"))))
	}
	body := screen.Wrapped(strings.Join(parts, "\n\n"))
	var sheet *screen.Sheet
	done := screen.NewButton(t("shell.close"), nil, func() { sheet.Close() })
	sheet = env.Sheets.Show(screen.Form{
		Title: t("groups.why"), Body: screen.Column(1, body, screen.Note(t("groups.why.text"))), Size: fyne.NewSize(520, 0), Focus: done,
		Buttons: []fyne.CanvasObject{done},
	})
	sheet.Fit()
}
