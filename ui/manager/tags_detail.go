package manager

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// tagDetail shows one tag: on which seats it is and who has it.
type tagDetail struct {
	p      *tagsPage
	object *fyne.Container
	whole  *fyne.Container
	empty  *widgets.EmptyState

	name   *widget.Label
	about  *widget.Label
	mark   *markLine
	table  *widgets.Table
	people *roster[model.ContactID, model.ContactRow]
	faces  *screen.Faces
	nobody *widget.Label

	rename, merge, remove, put, take, change, open *screen.Button

	row  tagRow
	seat model.SeatID
}

func newTagDetail(p *tagsPage) *tagDetail {
	t := p.h.env.T
	d := &tagDetail{p: p, name: screen.Heading(""), about: screen.Note(""), mark: newMarkLine(p.h), faces: screen.NewFaces(p.h.env), nobody: screen.Note("")}
	d.rename = screen.NewButton(t("tags.rename"), nil, p.askRename)
	d.merge = screen.NewButton(t("tags.merge"), nil, p.askMerge)
	d.remove = screen.NewButton(t("tags.remove"), nil, p.askRemove)
	d.remove.Importance = widget.DangerImportance
	d.put = screen.NewButton(t("tags.put"), nil, p.findOthers)
	d.take = screen.NewButton("", nil, p.askTake)
	d.change = screen.NewButton(t("tags.change"), nil, func() {
		if ids := d.people.picked(d.table.Ring()); len(ids) > 0 {
			openTagging(p.h, ids, "")
		}
	})
	d.open = screen.NewButton(t("tags.open"), nil, func() { p.h.showContacts(d.filter()) })
	d.people = newRoster[model.ContactID, model.ContactRow](p.h.env, p.h.scope, "tags/people")
	d.people.read = p.h.env.Console.People.Rows
	d.people.shown = d.filled
	d.table = widgets.NewTable([]widgets.Column{
		{Key: columnName, Title: t("contacts.column.name"), Width: 140, Grow: 2},
		{Key: columnRemark, Title: t("contacts.column.remark"), Width: 90, Grow: 1.4},
		{Key: columnSeat, Title: t("contacts.column.seat"), Width: 84, Grow: 0.6},
		{Key: columnTags, Title: t("contacts.column.tags"), Width: 120, Grow: 1.6},
	})
	d.table.Cells = d.cell
	d.table.Chosen = d.people.isChosen
	d.table.OnChoose = func(first, last int, on bool) {
		d.people.choose(first, last, on)
		d.refresh()
	}
	d.table.OnOpen = func(row int) {
		if row < len(d.people.ids) {
			openContact(p.h, d.people.ids[row])
		}
	}
	d.table.OnVisible = d.people.visible
	d.table.SetPicture = d.faces.Set
	bar := screen.Wrap(1, d.put, d.take, d.change, d.open, d.rename, d.merge, d.remove)
	head := screen.Inset(screen.Column(0, d.name, d.about, d.mark.object, screen.Inset(bar, 1, 0, 1, 0), d.nobody), 2, 3, 1, 3)
	d.whole = screen.Dock(head, nil, nil, nil, d.table)
	d.empty = widgets.NewEmptyState(nil, t("tags.choose"), t("tags.choose.text"), widgets.Action{})
	d.object = container.NewStack(d.empty, d.whole)
	d.whole.Hide()
	return d
}

func (d *tagDetail) close() {
	d.people.close()
	d.faces.Close()
}

// filter chooses who has the tag.
func (d *tagDetail) filter() model.ContactFilter {
	return model.ContactFilter{Seat: d.p.h.seat, Tags: model.TagExpression{Any: []model.TagName{d.row.tag.TagName}}}
}

// show shows a tag; a heading shows nothing.
func (d *tagDetail) show(r tagRow) {
	other := !d.row.same(r) || d.seat != d.p.h.seat
	d.row, d.seat = r, d.p.h.seat
	none := r.heading || r.tag.Name == ""
	d.whole.Hidden, d.empty.Hidden = none, !none
	if none {
		d.object.Refresh()
		return
	}
	if other {
		clear(d.people.chosen)
		people, filter := d.p.h.env.Console.People, d.filter()
		d.people.list = func(ctx context.Context) ([]model.ContactID, error) { return people.IDs(ctx, filter) }
		d.people.known, d.people.ids = false, nil
		d.people.reload()
	}
	d.refresh()
}

// changed reads anew who has the tag.
func (d *tagDetail) changed() {
	if !d.whole.Hidden {
		d.people.changed()
	}
}

func (d *tagDetail) filled(err error) {
	if err != nil {
		d.p.h.env.Fail(err)
		return
	}
	d.refresh()
	d.people.visible(d.table.InSight())
}

// refresh shows everything but the rows' order anew.
func (d *tagDetail) refresh() {
	if d.whole.Hidden {
		return
	}
	t, s := d.p.h.env.T, d.row.tag
	d.name.SetText(widgets.OneLine(s.Name, 60))
	parts := []string{d.p.heading(tagRow{group: s.Group, tag: s}), d.onSeats()}
	if d.people.known {
		parts = append(parts, t("tags.contacts.long", "n", len(d.people.ids)))
	}
	if n, known := d.p.counted(s); known {
		parts = append(parts, t("tags.remote", "n", n))
	}
	d.about.SetText(strings.Join(parts, " · "))
	d.mark.set(s.Mark)
	edits, tags := d.anywhere(model.CanEditTags), d.anywhere(model.CanTagContacts)
	d.rename.Hidden, d.remove.Hidden = !edits, !edits
	d.merge.Hidden, d.put.Hidden, d.take.Hidden, d.change.Hidden = !tags, !tags, !tags, !tags
	d.take.SetText(t("tags.take.all"))
	if n := len(d.people.chosen); n > 0 {
		d.take.SetText(t("tags.take", "n", n))
	}
	allow(d.take, len(d.people.ids) > 0)
	allow(d.change, len(d.people.ids) > 0)
	d.nobody.Hidden = !d.people.known || len(d.people.ids) > 0
	d.nobody.SetText(t("tags.nobody"))
	d.table.SetCount(len(d.people.ids))
	d.object.Refresh()
}

// anywhere tells whether a seat that has the tag can do something.
func (d *tagDetail) anywhere(can model.Capability) bool {
	for _, on := range d.row.tag.On {
		if d.p.h.view(on.Seat).Can.Has(can) {
			return true
		}
	}
	return false
}

// onSeats names the seats that have the tag.
func (d *tagDetail) onSeats() string {
	t := d.p.h.env.T
	var names []string
	for i, on := range d.row.tag.On {
		if i == tagSeatsNamed {
			return t("tags.limit.more", "names", strings.Join(names, t("tags.and")), "n", len(d.row.tag.On))
		}
		names = append(names, widgets.OneLine(on.SeatName, 16))
	}
	return strings.Join(names, t("tags.and"))
}

func (d *tagDetail) cell(i int, column string) widgets.Cell {
	row, read := d.people.at(i)
	if !read || row.ID == 0 {
		return widgets.Cell{}
	}
	env := d.p.h.env
	c := widgets.Cell{Text: widgets.OneLine(contactText(env.T, env.Zone, row, column), cellMost)}
	switch column {
	case columnName:
		c.Person, c.Picture = row.RemoteID, row.Avatar
		c.Glyph, c.GlyphTone = markSign(row.Mark)
		if c.Text == "" {
			c.Text = widgets.OneLine(row.RemoteID, cellMost)
		}
	default:
		c.Tone = theme.TextSecondary
	}
	return c
}
