package manager

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/widgets"
)

// contactKinds and contactFriends are the choices of the bar, in their order.
var (
	contactKinds   = []model.PersonKind{model.PersonAny, model.PersonWeChat, model.PersonWeCom, model.PersonStaff}
	contactFriends = [][]model.Friendship{
		nil,
		{model.FriendNormal},
		{model.FriendDeletedUs},
		{model.FriendDeletedByUs},
		{model.FriendDeletedBoth},
		{model.FriendDeletedUs, model.FriendDeletedByUs, model.FriendDeletedBoth},
		{model.FriendUnknown},
	}
)

// contactBar is the search and the filters over the table of customers, with a
// line that says which are on.
type contactBar struct {
	page   *contactsPage
	object *fyne.Container

	entry   *screen.Entry
	kind    *screen.Select
	friend  *screen.Select
	tags    *screen.TextButton
	several *screen.TextButton
	marked  *screen.TextButton
	on      *fyne.Container // the line of what is on
	said    *widget.Label
}

func newContactBar(p *contactsPage) *contactBar {
	t := p.host.env.T
	b := &contactBar{page: p}
	b.entry = screen.NewSearch(t("contacts.search"), &p.filter.Text, p.search)
	b.entry.OnSubmitted = func(string) { b.toTable() }
	b.entry.OnKey = func(key *fyne.KeyEvent) bool {
		if key.Name == fyne.KeyDown {
			b.toTable()
		}
		return key.Name == fyne.KeyDown
	}
	kinds := make([]string, len(contactKinds))
	for i, k := range contactKinds {
		kinds[i] = contactKind(t, k)
	}
	friends := make([]string, len(contactFriends))
	for i, f := range contactFriends {
		friends[i] = b.friends(f)
	}
	b.kind, b.friend = screen.NewSelect(kinds, nil), screen.NewSelect(friends, nil)
	b.tags = screen.NewTextButton(t("contacts.tags"), nil, b.askTags)
	b.several = screen.NewTextButton(t("contacts.several"), nil, func() {
		p.filter.SeveralSeats = !p.filter.SeveralSeats
		b.changed()
	})
	b.marked = screen.NewTextButton(t("contacts.marked"), nil, func() {
		p.filter.Marked = !p.filter.Marked
		b.changed()
	})
	columns := screen.NewTextButton(t("manager.columns.open"), nil, p.columns.Choose)
	filters := screen.Row(1, screen.Boxed(b.kind), screen.MinSize(screen.Boxed(b.friend), 34*screen.Unit, 0), b.tags, b.several, b.marked, columns)
	b.said = screen.Note("")
	b.said.Wrapping, b.said.Truncation = fyne.TextWrapOff, fyne.TextTruncateEllipsis
	clear := screen.NewTextButton(t("contacts.clear"), nil, b.clear)
	b.on = screen.Line(nil, b.said, clear)
	b.object = screen.Column(0, screen.Line(nil, screen.Inset(b.entry, 0, 1, 0, 0), filters), b.on)
	b.show()
	return b
}

// friends names a choice of friend states.
func (b *contactBar) friends(list []model.Friendship) string {
	t := b.page.host.env.T
	switch len(list) {
	case 0:
		return t("contacts.friend.any")
	case 1:
		return friendWord(t, list[0])
	}
	for _, choice := range contactFriends {
		if len(choice) > 1 && slices.Equal(choice, list) {
			return t("contacts.friend.ended")
		}
	}
	names := make([]string, len(list))
	for i, f := range list {
		names[i] = friendWord(t, f)
	}
	return strings.Join(names, t("contacts.or"))
}

// toTable gives the table the keyboard.
func (b *contactBar) toTable() {
	if len(b.page.roster.ids) > 0 {
		b.page.host.env.Window.Canvas().Focus(b.page.table)
	}
}

func (b *contactBar) changed() {
	b.show()
	b.page.search()
}

// clear chooses everybody of the seat at hand again.
func (b *contactBar) clear() {
	b.page.narrow = 0
	b.page.filter = model.ContactFilter{Order: b.page.filter.Order}
	b.changed()
	b.page.host.env.Window.Canvas().Focus(b.entry)
}

func (b *contactBar) askTags() {
	openTagExpression(b.page.host, b.page.filter.Tags, func(e model.TagExpression) {
		b.page.filter.Tags = e
		b.changed()
	})
}

// show brings the controls in line with the filter.
func (b *contactBar) show() {
	f := b.page.filter
	b.kind.OnChanged, b.friend.OnChanged = nil, nil
	if strings.TrimSpace(b.entry.Text) != f.Text {
		b.entry.SetText(f.Text)
	}
	b.kind.SetSelectedIndex(max(slices.Index(contactKinds, f.Kind), 0))
	at := slices.IndexFunc(contactFriends, func(one []model.Friendship) bool { return slices.Equal(one, f.Friendships) })
	if at >= 0 {
		b.friend.SetSelectedIndex(at)
	} else {
		b.friend.ClearSelected()
	}
	b.tags.SetOn(!f.Tags.Empty())
	b.several.SetOn(f.SeveralSeats)
	b.marked.SetOn(f.Marked)
	b.kind.OnChanged = func(string) {
		b.page.filter.Kind = contactKinds[b.kind.SelectedIndex()]
		b.changed()
	}
	b.friend.OnChanged = func(string) {
		b.page.filter.Friendships = contactFriends[b.friend.SelectedIndex()]
		b.changed()
	}
	b.say()
}

// say says which filters are on.
func (b *contactBar) say() {
	p, t := b.page, b.page.host.env.T
	var parts []string
	if p.narrow != 0 {
		parts = append(parts, t("contacts.on.seat", "name", widgets.OneLine(p.host.view(p.narrow).DisplayName(), 30)))
	}
	if p.filter.Text != "" {
		parts = append(parts, t("contacts.on.text", "text", widgets.OneLine(p.filter.Text, 40)))
	}
	if !p.filter.Tags.Empty() {
		parts = append(parts, tagExpressionWords(t, p.filter.Tags))
	}
	if p.filter.Kind != model.PersonAny {
		parts = append(parts, contactKind(t, p.filter.Kind))
	}
	if len(p.filter.Friendships) > 0 {
		parts = append(parts, b.friends(p.filter.Friendships))
	}
	if p.filter.SeveralSeats {
		parts = append(parts, t("contacts.several"))
	}
	if p.filter.Marked {
		parts = append(parts, t("contacts.marked"))
	}
	b.said.SetText(strings.Join(parts, " · "))
	if hidden := len(parts) == 0; hidden != b.on.Hidden {
		b.on.Hidden = hidden
		b.object.Refresh()
		if p.root != nil {
			p.root.Refresh()
		}
	}
}
