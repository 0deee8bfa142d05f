package manager

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

const (
	tagsWidth     = 92 * screen.Unit
	tagLineHeight = 32
	tagMost       = 30 // characters of a tag's name
	tagSeatsNamed = 3  // seats in one sentence
)

// tagsPage lists the tags of the seats at hand under their headings, and beside
// them who has the one that is chosen.
type tagsPage struct {
	h      *host
	body   fyne.CanvasObject
	entry  *screen.Entry
	create *screen.Button
	list   *widgets.List
	empty  *widgets.EmptyState
	limits *widget.Label // what can't be done here, and why
	detail *tagDetail

	all    []model.TagSummary
	rows   []tagRow
	read   bool
	seen   bool // it was in sight once
	seat   model.SeatID
	chosen tagRow         // the tag or heading that is chosen; none: an empty name and no heading
	at     int            // where that is in rows
	next   model.TagName  // to be chosen once it is there
	counts map[string]int // by remote id, as the back end of the seat at hand counts
	asked  []string       // the tags that were counted
	calm   *screen.Calm
}

// tagRow is a tag or, where there is no tag, a heading.
type tagRow struct {
	heading bool
	group   string
	tag     model.TagSummary
}

func (r tagRow) same(o tagRow) bool {
	return r.heading == o.heading && r.group == o.group && r.tag.TagName == o.tag.TagName
}

func newTagsPage(h *host) *tagsPage {
	t := h.env.T
	p := &tagsPage{h: h, limits: screen.Note("")}
	p.calm = screen.NewCalm(h.env, rereadRest, p.reload)
	p.entry = screen.NewEntry()
	p.entry.SetPlaceHolder(t("tags.filter"))
	p.entry.OnChanged = func(string) { p.fill() }
	p.entry.OnSubmitted = func(string) { p.chooseFirst() }
	p.entry.OnKey = func(key *fyne.KeyEvent) bool {
		if key.Name != fyne.KeyDown {
			return false
		}
		if p.chosen.word() == "" {
			p.chooseFirst()
		}
		h.env.Window.Canvas().Focus(p.list)
		return true
	}
	p.create = screen.NewButton(t("tags.create"), fynetheme.ContentAddIcon(), func() { p.askCreate() })
	p.list = widgets.NewList(tagLineHeight, func() fyne.CanvasObject { return newTagLine() }, func(i int, o fyne.CanvasObject) {
		if i < len(p.rows) {
			o.(*tagLine).set(p, p.rows[i])
		}
	})
	p.list.Selected = func(i int) bool { return i < len(p.rows) && p.chosen.same(p.rows[i]) }
	p.list.OnRing = p.choose
	p.list.OnTapped = func(i int) {
		p.choose(i)
		h.env.Window.Canvas().Focus(p.list)
	}
	p.list.OnShortcut = p.shortcut
	p.list.OnKey = p.typed
	p.empty = widgets.NewEmptyState(nil, t("shell.loading"), "", widgets.Action{})
	p.detail = newTagDetail(p)
	again := screen.NewQuietButton("", fynetheme.ViewRefreshIcon(), p.refresh)
	head := screen.Inset(screen.Line(nil, p.entry, screen.Row(1, p.create, again)), 2, 2, 1, 2)
	line := screen.MinSize(screen.NewFill(theme.Divider, 0), 1, 0)
	foot := screen.Inset(p.limits, 1, 2, 1, 1)
	left := screen.Dock(nil, nil, nil, line, screen.OnFill(theme.Sidebar, screen.Dock(head, foot, nil, nil, container.NewStack(p.list, p.empty))))
	p.body = screen.Dock(nil, nil, screen.Width(left, tagsWidth), nil, p.detail.object)
	return p
}

func (p *tagsPage) Object() fyne.CanvasObject { return p.body }
func (p *tagsPage) Focus() fyne.Focusable     { return p.entry }

func (p *tagsPage) Close() {
	p.calm.Close()
	p.detail.close()
}

func (p *tagsPage) Show() {
	if p.seat != p.h.seat {
		p.counts, p.asked, p.seat = nil, nil, p.h.seat
	}
	p.seen = true
	p.sayLimits()
	p.reload()
	p.detail.show(p.chosen)
}

func (p *tagsPage) Changed(c bus.Change) {
	if p.seen && (len(c.Contacts) > 0 || len(c.Batches) > 0) {
		p.calm.Changed()
		p.detail.changed()
	}
}

func (p *tagsPage) reload() {
	seat := p.h.seat
	screen.Keep(p.h.scope, "tags", func(ctx context.Context) ([]model.TagSummary, error) {
		return p.h.env.Console.Tags.Summaries(ctx, seat)
	}, func(list []model.TagSummary, err error) {
		switch {
		case err != nil:
			p.empty.Set(fynetheme.ErrorIcon(), p.h.env.Trouble(err), p.h.env.Next(err), widgets.Action{Label: p.h.env.T("tags.again"), Do: p.reload})
			p.empty.Show()
		case seat == p.h.seat:
			p.all, p.read = list, true
			p.fill()
			p.count()
		default:
			p.reload()
		}
	})
}

// refresh has the tags of the seats at hand read at their back ends.
func (p *tagsPage) refresh() {
	p.asked = nil
	for _, v := range p.h.able(model.CanListTags) {
		p.h.scope.Act("tags/refresh", func(ctx context.Context) error {
			return p.h.env.Console.Tags.Refresh(ctx, v.ID)
		}, func(err error) {
			p.h.env.Fail(err)
			p.reload()
		})
	}
}

// count asks the back end of the one seat at hand how many have each tag.
func (p *tagsPage) count() {
	if v := p.h.view(p.h.seat); v.State != model.SeatOnline || !v.Can.Has(model.CanCountTagged) {
		return
	}
	var ids []string
	for _, s := range p.all {
		for _, on := range s.On {
			ids = append(ids, on.Tag.RemoteID)
		}
	}
	if len(ids) == 0 || slices.Equal(ids, p.asked) {
		return
	}
	seat := p.h.seat
	p.asked = ids
	screen.Ask(p.h.scope, "tags/count", func(ctx context.Context) (map[string]int, error) {
		return p.h.env.Console.Tags.Count(ctx, seat, ids)
	}, func(counts map[string]int, err error) {
		if err != nil {
			p.h.env.Fail(err)
			return
		}
		p.counts = counts
		p.list.Refresh()
		p.detail.refresh()
	})
}

// counted is how many have a tag as the back end counts; false: it did not say.
func (p *tagsPage) counted(s model.TagSummary) (n int, known bool) {
	for _, on := range s.On {
		if one, there := p.counts[on.Tag.RemoteID]; there {
			n, known = n+one, true
		}
	}
	return n, known
}

// fill lists what the search lets through.
func (p *tagsPage) fill() {
	text := strings.ToLower(strings.TrimSpace(p.entry.Text))
	p.rows = nil
	for _, s := range p.all {
		if !meant(text, s.Name) && !meant(text, s.Group) {
			continue
		}
		if n := len(p.rows); n == 0 || p.rows[n-1].group != s.Group {
			p.rows = append(p.rows, tagRow{heading: true, group: s.Group, tag: model.TagSummary{Corp: s.Corp}})
		}
		p.rows = append(p.rows, tagRow{group: s.Group, tag: s})
	}
	if p.read && len(p.rows) == 0 {
		t := p.h.env.T
		if text != "" {
			p.empty.Set(fynetheme.SearchIcon(), t("tags.nomatch"), "", widgets.Action{})
		} else {
			p.empty.Set(nil, t("tags.none"), t("tags.none.text"), widgets.Action{})
		}
	}
	p.empty.Hidden = len(p.rows) > 0
	p.empty.Refresh()
	p.list.SetCount(len(p.rows))
	p.keep()
}

// keep shows what is chosen as it is now: what was made or renamed, once it is
// there; when it is gone, nothing.
func (p *tagsPage) keep() {
	for i, r := range p.rows {
		if !r.heading && p.next.Name != "" && r.tag.TagName == p.next {
			p.next = model.TagName{}
			p.list.SetRing(i)
			p.choose(i)
			return
		}
	}
	for i, r := range p.rows {
		if p.chosen.same(r) {
			p.chosen = r
			if i != p.at {
				p.at = i
				p.list.SetRing(i)
			}
			p.detail.show(r)
			return
		}
	}
	if p.gone() {
		p.chosen = tagRow{}
		p.detail.show(p.chosen)
	}
}

// gone tells that the chosen tag is not only out of sight.
func (p *tagsPage) gone() bool {
	return !slices.ContainsFunc(p.all, func(s model.TagSummary) bool {
		return s.Group == p.chosen.group && (p.chosen.heading || s.TagName == p.chosen.tag.TagName)
	})
}

func (p *tagsPage) choose(i int) {
	if i >= len(p.rows) {
		return
	}
	p.chosen, p.at = p.rows[i], i
	p.list.Refresh()
	p.detail.show(p.chosen)
}

// chooseFirst chooses the first tag that the search lets through.
func (p *tagsPage) chooseFirst() {
	for i, r := range p.rows {
		if !r.heading {
			p.list.SetRing(i)
			p.choose(i)
			p.h.env.Window.Canvas().Focus(p.list)
			return
		}
	}
}

// typed does what keys mean for the tag in the ring.
func (p *tagsPage) typed(key *fyne.KeyEvent) bool {
	if p.chosen.heading || p.chosen.tag.Name == "" {
		return false
	}
	switch {
	case key.Name == fyne.KeyF2 && p.detail.rename.Visible():
		p.askRename()
	case key.Name == fyne.KeyDelete && p.detail.remove.Visible():
		p.askRemove()
	default:
		return false
	}
	return true
}

// meant tells whether a name is meant by what was typed: a part of it, or of how it
// is typed in pinyin.
func meant(text, name string) bool {
	if text == "" || strings.Contains(strings.ToLower(name), text) {
		return true
	}
	whole, initials := widgets.Pinyin(name)
	return strings.Contains(whole, text) || strings.Contains(initials, text)
}

// sayLimits says what can't be done with the tags of the seats at hand, and why.
func (p *tagsPage) sayLimits() {
	t := p.h.env.T
	lines := []string{t("tags.limit.order"), t("tags.limit.headings")}
	if names := p.lacking(model.CanEditTags); names != "" {
		lines = append(lines, t("tags.limit.edit", "names", names))
	}
	if names := p.lacking(model.CanTagContacts); names != "" {
		lines = append(lines, t("tags.limit.put", "names", names))
	}
	p.limits.SetText(strings.Join(lines, "\n"))
	p.create.Hidden = len(p.h.able(model.CanEditTags)) == 0
	p.body.Refresh()
}

// lacking names the seats at hand that can't do something.
func (p *tagsPage) lacking(can model.Capability) string {
	var names []string
	n := 0
	for _, v := range p.h.seats {
		if p.h.seat != 0 && v.ID != p.h.seat || v.Can.Has(can) {
			continue
		}
		if n++; n <= tagSeatsNamed {
			names = append(names, widgets.OneLine(v.DisplayName(), 16))
		}
	}
	text := strings.Join(names, p.h.env.T("tags.and"))
	if n > tagSeatsNamed {
		return p.h.env.T("tags.limit.more", "names", text, "n", n)
	}
	return text
}
