package manager

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app"
	"seatdeck/app/batch"
	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// The states of a tag that is to be put on or taken off.
const (
	tagPut = 1 + iota
	tagTake
)

// newTagMost is how long the name of a new tag may be, in characters.
const newTagMost = 30

// tagging is the form that puts tags on chosen customers and takes tags off.
type tagging struct {
	host     *host
	contacts []model.ContactID
	picker   *tagPicker
	head     *widget.Label
	create   *screen.Button
	where    *screen.Select    // the heading of a new tag
	box      fyne.CanvasObject // round it; hidden where there is no choice
	making   *fyne.Container   // the line of the two; nil where no seat at hand can
	make     *screen.Check     // make tags that a seat does not have
	made     []model.TagSummary
	headings []string
	have     map[model.TagName]int // how many of the chosen have it
	counted  bool
	form     *wishing
}

// taggedState is what is read of the chosen customers.
type taggedState struct {
	have  map[model.TagName]int
	seats int
}

// openTagging asks which tags are to be put on customers and taken off; title ""
// is the usual one.
func openTagging(h *host, contacts []model.ContactID, title string) {
	t := h.env.T
	g := &tagging{host: h, contacts: contacts, head: screen.Note(t("contacts.tag.head", "n", len(contacts)))}
	g.picker = newTagPicker(h, []pickState{
		{icon: fynetheme.CheckButtonIcon()},
		{word: t("contacts.tag.put"), icon: fynetheme.ContentAddIcon(), tone: theme.Accent},
		{word: t("contacts.tag.take"), icon: fynetheme.ContentRemoveIcon(), tone: theme.Danger},
	})
	g.picker.about = g.about
	g.picker.picked = func() { g.changed() }
	changed := g.picker.entry.OnChanged
	g.picker.entry.OnChanged = func(text string) {
		changed(text)
		g.offer()
	}
	submitted := g.picker.entry.OnSubmitted
	g.picker.entry.OnSubmitted = func(text string) {
		if len(g.picker.rows) == 0 && !g.create.Disabled() && g.create.Visible() {
			g.add()
			return
		}
		submitted(text)
	}
	body := screen.Column(1, g.head, g.picker.object)
	g.create = screen.NewButton("", fynetheme.ContentAddIcon(), g.add)
	g.where = screen.NewSelect(nil, func(string) { g.offer() })
	g.box = screen.Boxed(g.where)
	g.box.Hide()
	g.make = screen.NewCheck(t("contacts.tag.make"), func(bool) { g.changed() })
	if len(h.able(model.CanEditTags)) > 0 {
		g.making = screen.Line(nil, screen.Inset(container.NewStack(g.box), 0, 1, 0, 0), g.create)
		body.Add(g.making)
		body.Add(g.make)
	}
	if title == "" {
		title = t("contacts.tag.title", "n", len(contacts))
	}
	g.offer()
	g.form = openWish(h, wishForm{title: title, body: body, focus: g.picker.entry, wish: g.wish, start: t("contacts.tag.start")})
	g.picker.reload(h.seat, "tagging")
	g.countTags()
}

// countTags reads how many of the chosen have which tag.
func (g *tagging) countTags() {
	people := g.host.env.Console.People
	screen.Ask(g.host.scope, "tagging/have", func(ctx context.Context) (taggedState, error) {
		s := taggedState{have: map[model.TagName]int{}}
		seats := map[model.SeatID]bool{}
		err := app.EachRow(ctx, g.contacts, people.Rows, func(row model.ContactRow) error {
			seats[row.Seat] = true
			for _, tag := range row.Tags {
				s.have[model.TagName{Group: tag.GroupName, Name: tag.Name}]++
			}
			return nil
		})
		s.seats = len(seats)
		return s, err
	}, func(s taggedState, err error) {
		if err != nil {
			g.host.env.Fail(err)
			return
		}
		g.have, g.counted = s.have, true
		g.head.SetText(g.host.env.T("contacts.tag.head.seats", "n", len(g.contacts), "k", s.seats))
		g.picker.list.Refresh()
	})
}

// about says beside a tag how many of the chosen have it.
func (g *tagging) about(s model.TagSummary) string {
	t := g.host.env.T
	switch {
	case slices.ContainsFunc(g.made, func(m model.TagSummary) bool { return m.TagName == s.TagName }):
		return t("contacts.tag.new")
	case !g.counted:
		return ""
	case g.have[s.TagName] == 0:
		return t("contacts.tag.have.none")
	case g.have[s.TagName] >= len(g.contacts):
		return t("contacts.tag.have.all")
	}
	return t("contacts.tag.have", "n", g.have[s.TagName])
}

// heading is where a new tag comes.
func (g *tagging) heading() string {
	if i := g.where.SelectedIndex(); i >= 0 && i < len(g.headings) {
		return g.headings[i]
	}
	if len(g.headings) > 0 {
		return g.headings[0]
	}
	return ""
}

// offer says what a new tag would be called. None is made before the tags there are
// were read.
func (g *tagging) offer() {
	t, name := g.host.env.T, strings.TrimSpace(g.picker.entry.Text)
	label := t("contacts.tag.create.none")
	if name != "" {
		label = t("contacts.tag.create", "name", widgets.OneLine(name, 12))
	}
	if g.create.Text != label {
		g.create.SetText(label)
	}
	if name == "" || !g.picker.read || len([]rune(name)) > newTagMost || g.picker.has(model.TagName{Group: g.heading(), Name: name}) {
		g.create.Disable()
	} else {
		g.create.Enable()
	}
}

// add lists a tag that does not exist yet, to be made and put on.
func (g *tagging) add() {
	s := model.TagSummary{TagName: model.TagName{Group: g.heading(), Name: strings.TrimSpace(g.picker.entry.Text)}}
	g.made = append(g.made, s)
	at := len(g.picker.tags) // under its heading
	for i, tag := range g.picker.tags {
		if tag.Group == s.Group {
			at = i + 1
		}
	}
	g.picker.tags = slices.Insert(g.picker.tags, at, s)
	g.picker.state[s.TagName] = tagPut
	g.make.SetChecked(true)
	g.picker.entry.SetText("")
	g.changed()
}

func (g *tagging) changed() {
	g.headed()
	g.offer()
	g.form.changed()
}

// headed lists the headings that a new tag can come under.
func (g *tagging) headed() {
	var names []string
	for _, tag := range g.picker.tags {
		if !slices.Contains(names, tag.Group) {
			names = append(names, tag.Group)
		}
	}
	if slices.Equal(names, g.headings) {
		return
	}
	chosen := g.heading()
	g.headings = names
	options := make([]string, len(names))
	for i, name := range names {
		options[i] = g.picker.heading(name)
	}
	g.where.Options = options
	g.where.SetSelectedIndex(max(slices.Index(names, chosen), 0))
	if g.making != nil && len(names) > 1 {
		g.box.Show()
		g.making.Refresh()
	}
}

func (g *tagging) wish() (batch.Wish, string) {
	put, take := g.picker.in(tagPut), g.picker.in(tagTake)
	if len(put)+len(take) == 0 {
		return batch.Wish{}, g.host.env.T("contacts.tag.lacks")
	}
	return batch.Wish{Kind: model.DeedTag, Contacts: g.contacts, Put: put, Take: take, MakeTags: g.make.Checked}, ""
}
