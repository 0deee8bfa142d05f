package panel

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/widgets"
)

// tagLimit is how long the name of a tag may be, in characters.
const tagLimit = 30

// shelf is the list of a seat's tags under their headings, with a filter that can
// also name a new one. The sheets about tags hold one each.
type shelf struct {
	env   *screen.Env
	scope *screen.Scope
	seat  model.SeatID
	can   model.Capabilities

	object fyne.CanvasObject
	entry  *screen.Entry
	create *screen.Button
	where  *screen.Select // in which group a new tag comes; hidden where there is no choice
	list   *widgets.List
	none   *widget.Label
	said   *Notice

	groups []model.TagGroup
	rows   []shelfRow
	read   bool
	making bool

	onRead    func()              // the tags were read
	onTapped  func(model.Tag)     // a tag was chosen
	onCreated func(tag model.Tag) // it was made here; may be nil
	look      func(model.Tag) (icon fyne.Resource, about string)
}

// shelfRow is a heading or a tag.
type shelfRow struct {
	heading string
	tag     model.Tag // none under a heading
}

func newShelf(env *screen.Env, scope *screen.Scope, seat model.SeatID, can model.Capabilities) *shelf {
	t := env.T
	s := &shelf{env: env, scope: scope, seat: seat, can: can, said: NewNotice(), none: screen.Note(t("shell.loading"))}
	s.entry = screen.NewEntry()
	s.entry.SetPlaceHolder(t("panel.tag.filter"))
	s.entry.OnChanged = func(string) { s.show() }
	s.entry.OnSubmitted = func(string) { s.submit() }
	s.create = screen.NewButton(t("panel.tag.create.none"), fynetheme.ContentAddIcon(), s.make)
	s.where = screen.NewSelect(nil, func(string) { s.offer() })
	s.list = widgets.NewList(32, func() fyne.CanvasObject { return newShelfLine() }, func(i int, o fyne.CanvasObject) {
		if i < len(s.rows) {
			o.(*shelfLine).set(s.rows[i], s.look)
		}
	})
	s.list.OnTapped = func(i int) {
		if i < len(s.rows) && s.rows[i].heading == "" {
			s.onTapped(s.rows[i].tag)
		}
	}
	head := screen.Column(1, s.entry)
	if can.Has(model.CanEditTags) {
		head.Add(screen.Line(nil, s.where, s.create))
	}
	s.where.Hide()
	s.object = screen.Dock(screen.Inset(head, 0, 0, 1, 0), s.said.Label, nil, nil, container.NewStack(s.list, s.none))
	s.offer()
	env.OnChange(scope, func(c bus.Change) {
		if c.Contacts[seat] {
			s.reload()
		}
	})
	return s
}

// start shows the tags known here, and asks the back end for them.
func (s *shelf) start() {
	s.reload()
	if !s.can.Has(model.CanListTags) {
		return
	}
	s.scope.Act("refresh", func(ctx context.Context) error {
		return s.env.Console.Tags.Refresh(ctx, s.seat)
	}, func(err error) {
		if err != nil {
			s.fail(err)
		}
		s.reload()
	})
}

func (s *shelf) reload() {
	screen.Keep(s.scope, "tags", func(ctx context.Context) ([]model.TagGroup, error) {
		return s.env.Console.Tags.List(ctx, s.seat)
	}, func(groups []model.TagGroup, err error) {
		if err != nil {
			s.fail(err)
			return
		}
		s.take(groups)
	})
}

func (s *shelf) take(groups []model.TagGroup) {
	chosen := s.group()
	s.groups, s.read = groups, true
	names, at := make([]string, len(groups)), 0
	for i, g := range groups {
		names[i] = s.heading(g)
		if g.RemoteID == chosen {
			at = i
		}
	}
	s.where.Options = names
	s.where.Hidden = len(names) < 2
	if len(names) > 0 {
		s.where.SetSelectedIndex(at)
	}
	s.show()
	s.onRead()
}

// heading is what stands over a group of tags.
func (s *shelf) heading(g model.TagGroup) string {
	name := widgets.OneLine(g.Name, 40)
	if name == "" {
		name = s.env.T("panel.tag.own")
	}
	if g.Corp {
		name += " · " + s.env.T("panel.tag.corp")
	}
	return name
}

// group is the remote id of the group in which a new tag comes.
func (s *shelf) group() string {
	if i := s.where.SelectedIndex(); i >= 0 && i < len(s.groups) {
		return s.groups[i].RemoteID
	}
	return ""
}

// find gives the tag of that name in a group.
func (s *shelf) find(group, name string) (model.Tag, bool) {
	for _, g := range s.groups {
		if g.RemoteID != group {
			continue
		}
		for _, tag := range g.Tags {
			if tag.Name == name {
				return tag, true
			}
		}
	}
	return model.Tag{}, false
}

// show lists what the filter lets through.
func (s *shelf) show() {
	text := strings.ToLower(strings.TrimSpace(s.entry.Text))
	s.rows = nil
	for _, g := range s.groups {
		headed := len(s.groups) == 1 && g.Name == ""
		for _, tag := range g.Tags {
			if !spelt(text, tag.Name) && !spelt(text, g.Name) {
				continue
			}
			if !headed {
				headed = true
				s.rows = append(s.rows, shelfRow{heading: s.heading(g)})
			}
			s.rows = append(s.rows, shelfRow{tag: tag})
		}
	}
	if s.read {
		key := "panel.tag.none"
		if text != "" {
			key = "panel.tag.nomatch"
		}
		s.none.SetText(s.env.T(key))
	}
	s.none.Hidden = len(s.rows) > 0
	s.none.Refresh()
	s.list.SetCount(len(s.rows))
	s.offer()
}

// spelt tells whether a name is meant by what was typed: a part of it, or of how
// it is typed in pinyin.
func spelt(text, name string) bool {
	if text == "" || strings.Contains(strings.ToLower(name), text) {
		return true
	}
	whole, initials := widgets.Pinyin(name)
	return strings.Contains(whole, text) || strings.Contains(initials, text)
}

// offer says what a new tag would be called.
func (s *shelf) offer() {
	name := strings.TrimSpace(s.entry.Text)
	_, there := s.find(s.group(), name)
	label := s.env.T("panel.tag.create.none")
	if name != "" {
		label = s.env.T("panel.tag.create", "name", widgets.OneLine(name, 12))
	}
	if s.create.Text != label {
		s.create.SetText(label)
	}
	enable(s.create, name != "" && !there && len([]rune(name)) <= tagLimit && !s.making)
}

// submit does what Enter in the filter means: the only tag it lets through is
// chosen, and if there is none, it is made.
func (s *shelf) submit() {
	var only []model.Tag
	for _, row := range s.rows {
		if row.heading == "" {
			only = append(only, row.tag)
		}
	}
	switch {
	case len(only) == 1:
		s.onTapped(only[0])
	case len(only) == 0 && s.can.Has(model.CanEditTags) && !s.create.Disabled():
		s.make()
	}
}

// make makes the tag that was typed. The name stays if that fails.
func (s *shelf) make() {
	name, group := strings.TrimSpace(s.entry.Text), s.group()
	s.making = true
	s.offer()
	s.say(s.env.T("panel.working"), widget.LowImportance)
	screen.Do(s.scope, "create", func(ctx context.Context) ([]model.TagGroup, error) {
		if err := s.env.Console.Tags.Create(ctx, s.seat, group, name); err != nil {
			return nil, err
		}
		return s.env.Console.Tags.List(ctx, s.seat)
	}, func(groups []model.TagGroup, err error) {
		s.making = false
		if err != nil {
			s.offer()
			s.fail(err)
			return
		}
		s.say("", widget.MediumImportance)
		s.entry.SetText("")
		s.take(groups)
		if tag, there := s.find(group, name); there && s.onCreated != nil {
			s.onCreated(tag)
		}
	})
}

func (s *shelf) say(text string, importance widget.Importance) {
	s.said.Say(text, importance)
	s.object.Refresh()
}

func (s *shelf) fail(err error) {
	s.said.Fail(s.env, err)
	s.object.Refresh()
}

// shelfLine draws a heading or a tag.
type shelfLine struct {
	widget.BaseWidget
	icon    *widget.Icon
	name    *widget.Label
	about   *widget.Label
	heading *widget.Label
	row     fyne.CanvasObject
	body    fyne.CanvasObject
}

func newShelfLine() *shelfLine {
	l := &shelfLine{icon: widget.NewIcon(nil), name: widget.NewLabel(""), about: widget.NewLabel(""), heading: screen.Note("")}
	l.name.Truncation = fyne.TextTruncateEllipsis
	l.heading.Wrapping, l.heading.Truncation = fyne.TextWrapOff, fyne.TextTruncateEllipsis
	l.about.Importance, l.about.SizeName = widget.LowImportance, fynetheme.SizeNameCaptionText
	l.row = screen.Line(screen.Inset(l.icon, 0, 0, 0, 2), l.name, l.about)
	l.body = container.NewStack(l.row, screen.Line(nil, l.heading, nil))
	l.ExtendBaseWidget(l)
	return l
}

// CreateRenderer is called by the toolkit.
func (l *shelfLine) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(l.body) }

func (l *shelfLine) set(r shelfRow, look func(model.Tag) (fyne.Resource, string)) {
	l.heading.SetText(r.heading)
	if r.heading != "" {
		l.row.Hide()
		return
	}
	icon, about := look(r.tag)
	l.icon.SetResource(icon)
	l.icon.Hidden = icon == nil
	l.name.SetText(widgets.OneLine(r.tag.Name, 60))
	l.about.SetText(about)
	l.row.Show()
	l.row.Refresh()
}
