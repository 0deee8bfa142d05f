package manager

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/panel"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// groupBar is the search and the filters over the table of groups, and a line that
// says which of them are on.
type groupBar struct {
	page   *groupsPage
	object fyne.CanvasObject
	entry  *screen.Entry

	kind, state, owned, size, tagged, marked *screen.TextButton

	owner string // what the owner chosen is called

	said  *widget.Label
	clear *screen.TextButton
	on    *fyne.Container
}

func newGroupBar(p *groupsPage) *groupBar {
	t := p.h.env.T
	b := &groupBar{page: p, said: screen.Note("")}
	b.entry = screen.NewSearch(t("groups.search"), &p.filter.Text, p.search)
	b.entry.OnKey = func(key *fyne.KeyEvent) bool {
		down := key.Name == fyne.KeyDown && len(p.table.roster.ids) > 0
		if down {
			p.h.env.Window.Canvas().Focus(p.table.Table)
		}
		return down
	}
	chips := screen.Wrap(1)
	chip := func(key string, tapped func(*screen.TextButton)) *screen.TextButton {
		c := screen.NewTextButton(t(key), nil, nil)
		c.OnTapped = func() { tapped(c) }
		chips.Add(c)
		return c
	}
	b.kind = chip("groups.filter.kind", b.chooseKind)
	b.state = chip("groups.filter.state", b.chooseState)
	b.owned = chip("groups.filter.owner", b.chooseOwner)
	b.size = chip("groups.filter.size", b.chooseSize)
	b.tagged = chip("groups.filter.tags", func(*screen.TextButton) { b.chooseTags() })
	b.marked = chip("groups.filter.marked", func(*screen.TextButton) {
		p.filter.Marked = !p.filter.Marked
		p.search()
	})
	columns := screen.NewTextButton(t("manager.columns.open"), nil, p.table.columns.Choose)
	b.clear = screen.NewTextButton(t("groups.clear"), nil, p.clear)
	b.clear.Set(t("groups.clear"), theme.AccentText)
	b.said.Wrapping, b.said.Truncation = fyne.TextWrapOff, fyne.TextTruncateEllipsis
	b.on = screen.Line(nil, b.said, b.clear)
	b.on.Hide()
	b.object = screen.Column(0, screen.Line(nil, b.entry, columns), chips, b.on)
	return b
}

// show fills the inputs from the filter.
func (b *groupBar) show() {
	f := b.page.filter
	if f.Owner == "" {
		b.owner = ""
	}
	if strings.TrimSpace(b.entry.Text) != f.Text {
		b.entry.SetText(f.Text)
	}
}

// say shows which filters are on.
func (b *groupBar) say() {
	f, was := b.page.filter, b.on.Visible()
	b.kind.SetOn(f.Inner || f.Outer)
	b.state.SetOn(f.State != model.GroupThere)
	b.owned.SetOn(f.Ours || f.Owner != "")
	b.size.SetOn(f.Least > 0 || f.Most > 0)
	b.tagged.SetOn(!f.MemberTags.Empty())
	b.marked.SetOn(f.Marked)
	words := strings.Join(b.words(), " · ")
	b.said.SetText(b.page.h.env.T("groups.filtered", "what", words))
	b.on.Hidden = words == ""
	if b.on.Visible() != was {
		b.page.root.Refresh()
	}
}

// words are the filters that are on, but for the search.
func (b *groupBar) words() (list []string) {
	f, t := b.page.filter, b.page.h.env.T
	add := func(on bool, text string) {
		if on {
			list = append(list, text)
		}
	}
	add(f.Outer, t("groups.kind.outer"))
	add(f.Inner, t("groups.kind.inner"))
	add(f.State == model.GroupGone, t("groups.state.gone"))
	add(f.State == model.GroupEither, t("groups.state.either"))
	add(f.Ours, t("groups.filter.ours"))
	add(f.Owner != "", t("groups.filter.owner.is", "name", nameOr(b.owner, f.Owner)))
	switch {
	case f.Least > 0 && f.Most > 0:
		add(true, t("groups.filter.size.between", "least", f.Least, "most", f.Most))
	case f.Least > 0:
		add(true, t("groups.filter.size.least", "n", f.Least))
	case f.Most > 0:
		add(true, t("groups.filter.size.most", "n", f.Most))
	}
	add(!f.MemberTags.Empty(), t("groups.filter.tags.is", "tags", tagExpressionWords(t, f.MemberTags)))
	add(f.Member != "", t("groups.filter.member.is", "name", nameOr("", f.Member)))
	add(f.Marked, t("groups.filter.marked"))
	return list
}

func nameOr(text, other string) string {
	if text == "" {
		text = other
	}
	return widgets.OneLine(text, 30)
}

// choice is one line of a filter's menu.
type choice struct {
	text string
	on   bool
	do   func()
}

// drop opens the menu of a filter under its chip.
func (b *groupBar) drop(under *screen.TextButton, list ...choice) {
	items := make([]*fyne.MenuItem, len(list))
	for i, c := range list {
		items[i] = fyne.NewMenuItem(c.text, c.do)
		items[i].Checked = c.on
	}
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(under).AddXY(0, under.Size().Height)
	widget.ShowPopUpMenuAtPosition(fyne.NewMenu("", items...), b.page.h.env.Window.Canvas(), at)
}

// set makes the choice of a menu.
func (b *groupBar) set(change func(f *model.GroupFilter)) func() {
	return func() {
		change(&b.page.filter)
		b.page.search()
	}
}

func (b *groupBar) chooseKind(c *screen.TextButton) {
	f, t := b.page.filter, b.page.h.env.T
	kind := func(inner, outer bool) func() {
		return b.set(func(f *model.GroupFilter) { f.Inner, f.Outer = inner, outer })
	}
	b.drop(c, choice{t("groups.filter.any"), !f.Inner && !f.Outer, kind(false, false)},
		choice{t("groups.kind.outer"), f.Outer, kind(false, true)}, choice{t("groups.kind.inner"), f.Inner, kind(true, false)})
}

func (b *groupBar) chooseState(c *screen.TextButton) {
	t := b.page.h.env.T
	var list []choice
	for _, one := range []struct {
		state model.GroupState
		key   string
	}{{model.GroupThere, "groups.state.there"}, {model.GroupGone, "groups.state.gone"}, {model.GroupEither, "groups.state.either"}} {
		list = append(list, choice{t(one.key), b.page.filter.State == one.state, b.set(func(f *model.GroupFilter) { f.State = one.state })})
	}
	b.drop(c, list...)
}

func (b *groupBar) chooseOwner(c *screen.TextButton) {
	f, t := b.page.filter, b.page.h.env.T
	owner := func(ours bool) func() {
		return b.set(func(f *model.GroupFilter) { f.Ours, f.Owner = ours, "" })
	}
	b.drop(c, choice{t("groups.filter.any"), !f.Ours && f.Owner == "", owner(false)},
		choice{t("groups.filter.ours"), f.Ours, owner(true)}, choice{t("groups.filter.owner.choose"), f.Owner != "", b.openOwners})
}

// openOwners asks whose groups are to be shown.
func (b *groupBar) openOwners() {
	h, seat := b.page.h, b.page.filter.Seat
	openPersons(h, h.env.T("groups.owners"), func(ctx context.Context) ([]model.Person, error) {
		return h.env.Console.Groups.Owners(ctx, seat, ownersMost)
	}, func(one model.Person) {
		b.owner = one.Name
		b.set(func(f *model.GroupFilter) { f.Ours, f.Owner = false, one.RemoteID })()
	})
}

func (b *groupBar) chooseSize(c *screen.TextButton) {
	f, t := b.page.filter, b.page.h.env.T
	size := func(least, most int) (bool, func()) {
		return f.Least == least && f.Most == most, b.set(func(f *model.GroupFilter) { f.Least, f.Most = least, most })
	}
	line := func(text string, least, most int) choice {
		on, do := size(least, most)
		return choice{text, on, do}
	}
	b.drop(c, line(t("groups.filter.any"), 0, 0), line(t("groups.filter.size.most", "n", 10), 0, 10),
		line(t("groups.filter.size.between", "least", 11, "most", 40), 11, 40), line(t("groups.filter.size.between", "least", 41, "most", 200), 41, 200),
		line(t("groups.filter.size.least", "n", 201), 201, 0), choice{t("groups.filter.size.own"), false, b.askSize})
}

// askSize asks for bounds of one's own.
func (b *groupBar) askSize() {
	f, t := b.page.filter, b.page.h.env.T
	panel.Question{
		Title: t("groups.filter.size"), Label: t("groups.size"), Hint: t("groups.size.hint"), Value: sizeText(f.Least, f.Most),
		Yes: t("groups.size.set"), Limit: 20, Blank: true, Same: true,
	}.Ask(b.page.h.env, func(_ context.Context, text string) error {
		_, _, err := sizeOf(text)
		return err
	}, func(text string) {
		if least, most, err := sizeOf(text); err == nil {
			b.set(func(f *model.GroupFilter) { f.Least, f.Most = least, most })()
		}
	})
}

func (b *groupBar) chooseTags() {
	openTagExpression(b.page.h, b.page.filter.MemberTags, func(e model.TagExpression) {
		b.set(func(f *model.GroupFilter) { f.MemberTags = e })()
	})
}
