package manager

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/batch"
	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/widgets"
)

// where are the seats that a deed about a tag concerns: the one at hand, or all
// that have it.
func (p *tagsPage) where() []model.SeatID {
	if p.h.seat == 0 {
		return nil
	}
	return []model.SeatID{p.h.seat}
}

// tagHint says what of the tag has to be known before it is changed.
func (p *tagsPage) tagHint(s model.TagSummary) *widget.Label {
	hint := alarm(p.h.env.T("tags.corp.hint"), widget.WarningImportance)
	hint.Hidden = !s.Corp
	return hint
}

// nameProblem says what is wrong with a name for a tag.
func (p *tagsPage) nameProblem(name string) string {
	if n := len([]rune(name)); n > tagMost {
		return p.h.env.T("tags.toolong", "n", tagMost, "now", n)
	}
	return ""
}

// named tells whether there is a tag of that name.
func (p *tagsPage) named(name model.TagName) bool {
	return slices.ContainsFunc(p.all, func(s model.TagSummary) bool { return s.TagName == name })
}

// askCreate makes a tag on one or several seats.
func (p *tagsPage) askCreate() {
	t := p.h.env.T
	able := p.h.able(model.CanEditTags)
	var w *wishing
	field := screen.NewField(t("tags.name"), "", false, false)
	field.Entry.SetText(strings.TrimSpace(p.entry.Text))
	if p.named(model.TagName{Group: p.headings(able)[0], Name: field.Value()}) {
		field.Entry.SetText("")
	}
	field.Check = p.nameProblem
	field.OnEdit = func() { w.changed() }
	groups := p.headings(able)
	labels := make([]string, len(groups))
	for i, g := range groups {
		labels[i] = g
		if g == "" {
			labels[i] = t("tags.noheading")
		}
	}
	under := screen.NewSelect(labels, func(string) { w.changed() })
	under.SetSelectedIndex(max(slices.Index(groups, p.chosen.group), 0))
	seats := newSeatTicks(able, func() { w.changed() })
	rows := screen.Column(1, field.Object, screen.LabelRow(t("tags.heading"), screen.Column(0, screen.Boxed(under), screen.Note(t("tags.limit.headings")))))
	if len(able) > 1 {
		rows.Add(screen.LabelRow(t("tags.onseats"), seats.object))
	}
	w = openWish(p.h, wishForm{
		title: t("tags.create.title"), body: rows, focus: field.Entry, start: t("tags.create"),
		wish: func() (batch.Wish, string) {
			name := model.TagName{Group: groups[max(under.SelectedIndex(), 0)], Name: field.Value()}
			switch chosen := seats.chosen(); {
			case name.Name == "":
				return batch.Wish{}, t("tags.missing.name")
			case field.Problem() != "":
				return batch.Wish{}, field.Problem()
			case len(chosen) == 0:
				return batch.Wish{}, t("tags.missing.seat")
			default:
				return batch.Wish{Kind: model.DeedCreateTag, Tag: name, Seats: chosen}, ""
			}
		},
		done: func(model.BatchID) {
			p.next = model.TagName{Group: groups[max(under.SelectedIndex(), 0)], Name: field.Value()}
			p.entry.SetText("")
		},
	})
	field.Entry.OnSubmitted = func(string) { w.start() }
}

// headings are those under which the seats have tags; none of them makes one. A
// seat without tags has none either.
func (p *tagsPage) headings(seats []screen.SeatView) []string {
	var list []string
	for _, s := range p.all {
		known := slices.ContainsFunc(s.On, func(on model.SeatTag) bool {
			return slices.ContainsFunc(seats, func(v screen.SeatView) bool { return v.ID == on.Seat })
		})
		if known && !slices.Contains(list, s.Group) {
			list = append(list, s.Group)
		}
	}
	if len(list) == 0 {
		return []string{""}
	}
	return list
}

func (p *tagsPage) askRename() {
	t, tag := p.h.env.T, p.chosen.tag
	var w *wishing
	field := screen.NewField(t("tags.name"), "", false, false)
	field.Entry.SetText(tag.Name)
	field.Entry.CursorColumn = len([]rune(tag.Name))
	field.Check = p.nameProblem
	field.OnEdit = func() { w.changed() }
	w = openWish(p.h, wishForm{
		title: t("tags.rename.title", "name", widgets.OneLine(tag.Name, 30)), focus: field.Entry, start: t("tags.rename.yes"),
		body: screen.Column(1, field.Object, p.tagHint(tag)),
		wish: func() (batch.Wish, string) {
			name := field.Value()
			switch {
			case name == "" || name == tag.Name:
				return batch.Wish{}, t("tags.missing.newname")
			case field.Problem() != "":
				return batch.Wish{}, field.Problem()
			case p.named(model.TagName{Group: tag.Group, Name: name}):
				return batch.Wish{}, t("tags.taken")
			}
			return batch.Wish{Kind: model.DeedRenameTag, Tag: tag.TagName, Name: name, Seats: p.where()}, ""
		},
		done: func(model.BatchID) { p.next = model.TagName{Group: tag.Group, Name: field.Value()} },
	})
	field.Entry.OnSubmitted = func(string) { w.start() }
}

func (p *tagsPage) askRemove() {
	t, tag := p.h.env.T, p.chosen.tag
	n := tag.Contacts
	if counted, known := p.counted(tag); known {
		n = max(n, counted)
	}
	openWish(p.h, wishForm{
		title: t("tags.remove.title", "name", widgets.OneLine(tag.Name, 30)), start: t("tags.remove.yes"), danger: true,
		body: screen.Column(1, screen.Wrapped(t("tags.remove.text", "n", n)), p.tagHint(tag)),
		wish: func() (batch.Wish, string) {
			return batch.Wish{Kind: model.DeedDeleteTag, Tag: tag.TagName, Seats: p.where()}, ""
		},
	})
}

// askTake takes the tag off those who are chosen, else off all.
func (p *tagsPage) askTake() {
	t, tag := p.h.env.T, p.chosen.tag
	people := p.detail.people
	contacts := slices.Clone(people.ids)
	if len(people.chosen) > 0 {
		contacts = people.picked(-1)
	}
	openWish(p.h, wishForm{
		title: t("tags.take.title", "name", widgets.OneLine(tag.Name, 30), "n", len(contacts)), start: t("tags.take.yes"),
		wish: func() (batch.Wish, string) {
			return batch.Wish{Kind: model.DeedTag, Contacts: contacts, Take: []model.TagName{tag.TagName}}, ""
		},
		done: func(model.BatchID) { clear(people.chosen) },
	})
}

// findOthers goes to the table of contacts, where those who lack the tag can be
// chosen.
func (p *tagsPage) findOthers() {
	tag := p.chosen.tag
	p.h.showContacts(model.ContactFilter{Seat: p.h.seat, Tags: model.TagExpression{None: []model.TagName{tag.TagName}}})
	p.h.env.Nav.Toast(p.h.env.T("tags.put.hint", "name", widgets.OneLine(tag.Name, 30)))
}

// seatTicks chooses among seats.
type seatTicks struct {
	object fyne.CanvasObject
	seats  []screen.SeatView
	boxes  []*screen.Check
}

func newSeatTicks(seats []screen.SeatView, changed func()) *seatTicks {
	s := &seatTicks{seats: seats}
	all := screen.Wrap(1)
	for _, v := range seats {
		box := screen.NewCheck(widgets.OneLine(v.DisplayName(), 20), nil)
		box.SetChecked(true)
		box.OnChanged = func(bool) { changed() }
		s.boxes = append(s.boxes, box)
		all.Add(box)
	}
	s.object = all
	return s
}

// chosen are the seats that are ticked.
func (s *seatTicks) chosen() (list []model.SeatID) {
	for i, box := range s.boxes {
		if box.Checked {
			list = append(list, s.seats[i].ID)
		}
	}
	return list
}
