package manager

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"seatdeck/app/batch"
	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

const mergeListHeight = 160

// askMerge gives whoever has the chosen tag another one instead.
func (p *tagsPage) askMerge() {
	t, from := p.h.env.T, p.chosen.tag
	var w *wishing
	into := newTagPick(p, from.TagName, func() { w.changed() })
	hint := p.tagHint(from)
	notes := screen.Note(t("tags.merge.text"))
	w = openWish(p.h, wishForm{
		title: t("tags.merge.title", "name", widgets.OneLine(from.Name, 30)), focus: into.entry, start: t("tags.merge.yes"),
		body: screen.Column(1, notes, hint, into.object),
		wish: func() (batch.Wish, string) {
			if into.chosen.Name == "" {
				return batch.Wish{}, t("tags.missing.into")
			}
			return batch.Wish{Kind: model.DeedTag, Tag: from.TagName, Into: into.chosen, MakeTags: true, Seats: p.where()}, ""
		},
	})
}

// tagPick chooses one tag: what is typed narrows the list, ↑ ↓ move in it, Enter
// takes the one in the ring.
type tagPick struct {
	object fyne.CanvasObject
	entry  *screen.Entry
	list   *widgets.List
	all    []model.TagSummary
	rows   []model.TagSummary
	chosen model.TagName
	picked func()
}

func newTagPick(p *tagsPage, without model.TagName, picked func()) *tagPick {
	k := &tagPick{picked: picked}
	for _, s := range p.all {
		if s.TagName != without {
			k.all = append(k.all, s)
		}
	}
	k.entry = screen.NewEntry()
	k.entry.SetPlaceHolder(p.h.env.T("tags.filter"))
	k.entry.OnChanged = func(string) { k.fill() }
	k.entry.OnKey = k.typed
	k.entry.OnSubmitted = func(string) { k.choose(k.list.Ring()) }
	k.list = widgets.NewList(tagLineHeight, func() fyne.CanvasObject { return newTagLine() }, func(i int, o fyne.CanvasObject) {
		if i < len(k.rows) {
			s := k.rows[i]
			line := o.(*tagLine)
			line.set(p, tagRow{group: s.Group, tag: s})
			if s.Group != "" {
				line.name.SetText(p.h.env.T("tags.under", "group", widgets.OneLine(s.Group, 30), "name", widgets.OneLine(s.Name, 40)))
			}
		}
	})
	k.list.Selected = func(i int) bool { return i < len(k.rows) && k.rows[i].TagName == k.chosen }
	k.list.OnTapped, k.list.OnRing = k.choose, k.choose
	list := container.NewStack(screen.NewFill(theme.Sidebar, 4), screen.MinSize(k.list, 0, mergeListHeight))
	k.object = screen.Column(1, k.entry, list)
	k.fill()
	return k
}

func (k *tagPick) fill() {
	text := strings.ToLower(strings.TrimSpace(k.entry.Text))
	k.rows = nil
	for _, s := range k.all {
		if meant(text, s.Name) || meant(text, s.Group) {
			k.rows = append(k.rows, s)
		}
	}
	k.list.SetCount(len(k.rows))
}

func (k *tagPick) typed(key *fyne.KeyEvent) bool {
	to := k.list.Ring()
	switch key.Name {
	case fyne.KeyUp:
		to--
	case fyne.KeyDown:
		if k.chosen.Name != "" {
			to++
		}
	default:
		return false
	}
	k.list.SetRing(to)
	k.choose(k.list.Ring())
	return true
}

func (k *tagPick) choose(i int) {
	if i < 0 || i >= len(k.rows) {
		return
	}
	k.chosen = k.rows[i].TagName
	k.list.Refresh()
	k.picked()
}
