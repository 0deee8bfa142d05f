package manager

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

const (
	pickerRow    = float32(33)
	pickerHeight = float32(231) // of the list of tags
)

// pickState is one of the states that a tag can be given. The first of a picker is
// that nothing is said of the tag.
type pickState struct {
	word string
	icon fyne.Resource
	tone fyne.ThemeColorName
}

// tagPicker lists tags of several seats under their headings, of which each is in
// one of some states. A press, or Space, gives a tag the next one.
type tagPicker struct {
	host   *host
	states []pickState
	about  func(model.TagSummary) string // beside the name; may be nil
	picked func()                        // another tag, or another state

	object fyne.CanvasObject
	entry  *screen.Entry
	list   *widgets.List
	none   *widget.Label

	tags  []model.TagSummary
	read  bool
	state map[model.TagName]int // those that are not in the first state
	rows  []pickerLine
}

// pickerLine is a heading or a tag.
type pickerLine struct {
	heading string
	tag     *model.TagSummary // nil: a heading
}

func newTagPicker(h *host, states []pickState) *tagPicker {
	t := h.env.T
	k := &tagPicker{host: h, states: states, state: map[model.TagName]int{}, picked: func() {}}
	k.entry = screen.NewEntry()
	k.entry.SetPlaceHolder(t("contacts.tag.filter"))
	k.entry.OnChanged = func(string) { k.show() }
	k.entry.OnSubmitted = func(string) { k.submit() }
	k.entry.OnKey = func(key *fyne.KeyEvent) bool {
		if key.Name == fyne.KeyDown && len(k.rows) > 0 {
			h.env.Window.Canvas().Focus(k.list)
			k.list.SetRing(k.tagFrom(0, 1))
		}
		return key.Name == fyne.KeyDown
	}
	k.list = widgets.NewList(pickerRow, func() fyne.CanvasObject { return newPickerRow() }, func(i int, o fyne.CanvasObject) {
		if i < len(k.rows) {
			o.(*pickerRowView).set(k, k.rows[i])
		}
	})
	k.list.OnTapped = k.tapped
	k.list.OnKey = k.step
	k.none = screen.Note(t("shell.loading"))
	list := screen.MinSize(container.NewStack(k.list, k.none), 0, pickerHeight)
	k.object = screen.Column(1, k.entry, list, screen.Note(t("contacts.tag.keys")))
	return k
}

// reload reads the tags of a seat; 0 is all.
func (k *tagPicker) reload(seat model.SeatID, slot string) {
	screen.Ask(k.host.scope, slot, func(ctx context.Context) ([]model.TagSummary, error) {
		return k.host.env.Console.Tags.Summaries(ctx, seat)
	}, func(tags []model.TagSummary, err error) {
		k.host.env.Fail(err)
		k.tags, k.read = tags, true
		k.show()
		k.picked()
	})
}

// show lists the tags that what was typed lets through.
func (k *tagPicker) show() {
	text := strings.ToLower(strings.TrimSpace(k.entry.Text))
	k.rows = nil
	heading, headed := "", false
	for i, tag := range k.tags {
		if !spelt(text, tag.Name) && !spelt(text, tag.Group) {
			continue
		}
		if !headed || tag.Group != heading {
			heading, headed = tag.Group, true
			if heading != "" || len(k.rows) > 0 {
				k.rows = append(k.rows, pickerLine{heading: k.heading(heading)})
			}
		}
		k.rows = append(k.rows, pickerLine{tag: &k.tags[i]})
	}
	if k.read {
		key := "contacts.tag.none"
		if text != "" {
			key = "contacts.tag.nomatch"
		}
		k.none.SetText(k.host.env.T(key))
	}
	k.none.Hidden = len(k.rows) > 0
	k.none.Refresh()
	k.list.SetCount(len(k.rows))
}

func (k *tagPicker) heading(name string) string {
	if name == "" {
		return k.host.env.T("contacts.tag.noheading")
	}
	return widgets.OneLine(name, 40)
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

func (k *tagPicker) tapped(i int) {
	if i < len(k.rows) && k.rows[i].tag != nil {
		k.next(k.rows[i].tag.TagName)
	}
}

// next gives a tag its next state.
func (k *tagPicker) next(name model.TagName) {
	if at := (k.state[name] + 1) % len(k.states); at == 0 {
		delete(k.state, name)
	} else {
		k.state[name] = at
	}
	k.list.Refresh()
	k.picked()
}

// tagFrom is the first row from there on, downwards or upwards, that is a tag; where
// there is none, the ring stays.
func (k *tagPicker) tagFrom(row, by int) int {
	for ; row >= 0 && row < len(k.rows); row += by {
		if k.rows[row].tag != nil {
			return row
		}
	}
	return k.list.Ring()
}

// step moves the ring from tag to tag; from the first one ↑ goes back to the filter.
func (k *tagPicker) step(key *fyne.KeyEvent) bool {
	switch key.Name {
	case fyne.KeyDown:
		k.list.SetRing(k.tagFrom(k.list.Ring()+1, 1))
	case fyne.KeyUp:
		before := k.list.Ring()
		if k.list.SetRing(k.tagFrom(before-1, -1)); k.list.Ring() == before {
			k.host.env.Window.Canvas().Focus(k.entry)
		}
	default:
		return false
	}
	return true
}

// submit does what Enter in the filter means: the only tag it lets through gets
// its next state.
func (k *tagPicker) submit() {
	var only []model.TagName
	for _, row := range k.rows {
		if row.tag != nil {
			only = append(only, row.tag.TagName)
		}
	}
	if len(only) == 1 {
		k.next(only[0])
	}
}

// in gives the tags that are in a state, in the order of the list.
func (k *tagPicker) in(state int) (names []model.TagName) {
	for _, tag := range k.tags {
		if k.state[tag.TagName] == state {
			names = append(names, tag.TagName)
		}
	}
	return names
}

// has tells whether there is a tag of that name.
func (k *tagPicker) has(name model.TagName) bool {
	return slices.ContainsFunc(k.tags, func(s model.TagSummary) bool { return s.TagName == name })
}

// pickerRowView draws a heading or a tag.
type pickerRowView struct {
	widget.BaseWidget
	icon    *widget.Icon
	name    *widget.Label
	about   *widget.Label
	word    *widget.Label
	heading *widget.Label
	row     *fyne.Container
	body    fyne.CanvasObject
}

func newPickerRow() *pickerRowView {
	v := &pickerRowView{
		icon: widget.NewIcon(nil), name: widget.NewLabel(""), about: widget.NewLabel(""), word: widget.NewLabel(""), heading: screen.Note(""),
	}
	v.name.Truncation = fyne.TextTruncateEllipsis
	v.heading.Wrapping, v.heading.Truncation = fyne.TextWrapOff, fyne.TextTruncateEllipsis
	v.about.Importance, v.about.SizeName = widget.LowImportance, fynetheme.SizeNameCaptionText
	v.word.SizeName = fynetheme.SizeNameCaptionText
	v.row = screen.Line(screen.Inset(v.icon, 0, 0, 0, 2), v.name, screen.Row(1, v.about, v.word))
	v.body = container.NewStack(v.row, screen.Line(nil, v.heading, nil))
	v.ExtendBaseWidget(v)
	return v
}

// CreateRenderer is called by the toolkit.
func (v *pickerRowView) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(v.body) }

func (v *pickerRowView) set(k *tagPicker, line pickerLine) {
	v.heading.SetText(line.heading)
	if line.tag == nil {
		v.row.Hide()
		return
	}
	at := k.states[k.state[line.tag.TagName]]
	icon := at.icon
	v.word.Importance = widget.MediumImportance
	switch at.tone {
	case theme.Danger:
		v.word.Importance = widget.DangerImportance
	case theme.Accent:
		v.word.Importance = widget.HighImportance
	}
	if at.tone != "" {
		icon = fynetheme.NewColoredResource(icon, at.tone)
	}
	v.icon.SetResource(icon)
	v.name.SetText(widgets.OneLine(line.tag.Name, 60))
	about := ""
	if k.about != nil {
		about = k.about(*line.tag)
	}
	v.about.SetText(about)
	v.word.SetText(at.word)
	v.row.Show()
	v.body.Refresh()
}
