package manager

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/batch"
	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// contactAction is something that can be done with customers of the table.
type contactAction struct {
	key  string           // of its words: "contacts.do." and this
	need model.Capability // that a seat must have; "": none
	one  bool             // it is done with one customer only
	do   func(ids []model.ContactID)
}

// contactActions are the buttons under the table, and the same as a menu.
type contactActions struct {
	page    *contactsPage
	object  *fyne.Container
	all     []contactAction
	missing []contactAction // that no seat at hand can do
}

func newContactActions(p *contactsPage) *contactActions {
	a := &contactActions{page: p, object: screen.Wrap(1)}
	h := p.host
	single := func(do func(model.ContactRow)) func([]model.ContactID) {
		return func(ids []model.ContactID) { p.withRow(ids[0], do) }
	}
	a.all = []contactAction{
		{key: "open", one: true, do: func(ids []model.ContactID) { openContact(h, ids[0]) }},
		{key: "chat", one: true, do: single(func(r model.ContactRow) { openContactChat(h, r.Contact) })},
		{key: "tag", need: model.CanTagContacts, do: func(ids []model.ContactID) { openTagging(h, ids, "") }},
		{key: "remark", need: model.CanEditRemark, do: func(ids []model.ContactID) { openRemarks(h, ids, columnRemark) }},
		{key: "description", need: model.CanDescribe, do: func(ids []model.ContactID) { openRemarks(h, ids, columnDescription) }},
		{key: "check", need: model.CanCheckFriend, do: p.check},
		{key: "group", need: model.CanCreateGroup, do: func(ids []model.ContactID) { openContactsGroup(h, ids) }},
		{key: "invite", need: model.CanInviteMembers, do: func(ids []model.ContactID) { openContactsInvite(h, ids) }},
		{key: "groups", need: model.CanListGroups, one: true, do: single(func(r model.ContactRow) {
			openPersonGroups(h, r.Seat, r.RemoteID, r.DisplayName())
		})},
		{key: "export", do: func([]model.ContactID) { p.export() }},
		{key: "delete", need: model.CanDeleteContact, do: p.remove},
	}
	return a
}

// can tells whether a seat at hand can do an action.
func (a *contactActions) can(one contactAction) bool {
	return one.need == "" || len(a.page.host.able(one.need)) > 0
}

// show offers what the seats at hand can do.
func (a *contactActions) show() {
	t := a.page.host.env.T
	a.object.Objects, a.missing = nil, nil
	for _, one := range a.all {
		if !a.can(one) {
			a.missing = append(a.missing, one)
			continue
		}
		b := screen.NewTextButton(t("contacts.do."+one.key), nil, func() { a.run(one) })
		b.Set(b.Text(), theme.AccentText)
		if one.key == "delete" {
			b.Set(b.Text(), theme.Danger)
		}
		a.object.Add(b)
	}
	if len(a.missing) > 0 {
		a.object.Add(screen.NewTextButton(t("contacts.missing"), nil, a.explain))
	}
	a.object.Refresh()
	a.page.root.Refresh()
}

// run does an action with the chosen rows, or with the one in the ring.
func (a *contactActions) run(one contactAction) {
	p := a.page
	ids := p.picked()
	if at, ok := p.roster.at(p.table.Ring()); one.one && ok && at.ID != 0 && (len(ids) == 0 || slices.Contains(ids, at.ID)) {
		ids = []model.ContactID{at.ID}
	}
	switch {
	case one.key == "export": // takes all where none is chosen
	case len(ids) == 0:
		p.host.env.Nav.Toast(p.host.env.T("contacts.choose"))
		return
	case one.one && len(ids) > 1:
		p.host.env.Nav.Toast(p.host.env.T("contacts.chooseone"))
		return
	}
	one.do(ids)
}

// explain says what the seats at hand can't do.
func (a *contactActions) explain() {
	t := a.page.host.env.T
	names := make([]string, len(a.missing))
	for i, one := range a.missing {
		names[i] = t("contacts.cannot." + one.key)
	}
	a.page.host.env.Tell(t("contacts.missing"), t("contacts.missing.text", "what", strings.Join(names, t("contacts.or"))))
}

// menu offers the actions for a row: for all chosen ones if it is one of them.
func (a *contactActions) menu(row int, at fyne.Position) {
	p, t := a.page, a.page.host.env.T
	here, ok := p.roster.at(row)
	if !ok || here.ID == 0 {
		return
	}
	ids := []model.ContactID{here.ID}
	if p.roster.isChosen(row) {
		ids = p.picked()
	}
	can := p.host.view(here.Seat).Can
	var items []*fyne.MenuItem
	add := func(text string, do func()) { items = append(items, fyne.NewMenuItem(text, do)) }
	for _, one := range a.all {
		switch {
		case !a.can(one), one.one && len(ids) > 1:
			continue
		case len(ids) == 1 && one.need != "" && !can.Has(one.need):
			continue
		}
		add(t("contacts.do."+one.key), func() { one.do(ids) })
		column := one.key
		if len(ids) == 1 && (column == columnRemark || column == columnDescription) && p.columns.Shows(column) {
			items[len(items)-1] = fyne.NewMenuItem(t("contacts.here."+column), func() { p.edit(row, column) })
		}
	}
	widget.ShowPopUpMenuAtPosition(fyne.NewMenu("", items...), p.host.env.Window.Canvas(), at)
}

// withRow does something with a customer who is in sight or was.
func (p *contactsPage) withRow(id model.ContactID, do func(model.ContactRow)) {
	if row, ok := p.roster.rows[id]; ok && row.ID != 0 {
		do(row)
	}
}

// check asks whether customers still have their seat as a friend.
func (p *contactsPage) check(ids []model.ContactID) {
	wish := batch.Wish{Kind: model.DeedCheckFriend, Contacts: ids}
	if len(ids) == 1 {
		startWish(p.host, wish)
		return
	}
	t := p.host.env.T
	openWish(p.host, wishForm{
		title: t("contacts.check.title", "n", len(ids)), body: screen.Note(t("contacts.check.hint")), start: t("contacts.check.start"),
		wish: func() (batch.Wish, string) { return wish, "" },
	})
}

// remove ends the acquaintance with customers.
func (p *contactsPage) remove(ids []model.ContactID) { openContactsRemoval(p.host, ids, "") }

// openContactsRemoval asks before customers are deleted; name is of the one, where
// it is one.
func openContactsRemoval(h *host, ids []model.ContactID, name string) {
	t := h.env.T
	title := t("contacts.delete.title", "n", len(ids))
	if name != "" {
		title = t("contacts.delete.one", "name", widgets.OneLine(name, 30))
	}
	wish := batch.Wish{Kind: model.DeedDeleteContact, Contacts: ids}
	openWish(h, wishForm{
		title: title, body: screen.Note(t("contacts.delete.text")), start: t("contacts.delete.start"), danger: true,
		wish: func() (batch.Wish, string) { return wish, "" },
	})
}
