package supervisor

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/panel"
	"seatdeck/ui/screen"
	"seatdeck/ui/widgets"
)

const (
	pickMost   = 500 // listed at once; the search finds the others
	pickHeight = float32(32)
	pickShown  = 12 // names of those chosen that are written out
)

// pickItem is something that can be chosen.
type pickItem struct{ id, name, about string }

// picking says what is to be chosen.
type picking struct {
	title  string
	what   model.FieldType
	single bool
	most   int // 0: any number
	seat   model.SeatID
	chosen []string
	done   func(ids []string)
}

// picker is a sheet in which things that have an id at the back end are chosen. What
// is typed and nothing is called can be taken as an id: not all is known here.
type picker struct {
	picking
	names *recordNames
	env   *screen.Env
	scope *screen.Scope

	items []pickItem
	sheet *screen.Sheet
	entry *screen.Entry
	list  *widgets.List
	none  *widget.Label
	said  *widget.Label
	wrong *panel.Notice
	yes   *screen.Button
}

// openPicker shows the sheet.
func openPicker(names *recordNames, p picking) {
	env := names.host.env
	t := env.T
	k := &picker{picking: p, names: names, env: env, scope: env.Scope()}
	k.chosen = slices.Clone(p.chosen)
	k.entry = screen.NewEntry()
	k.entry.SetPlaceHolder(t("company.pick.search"))
	k.entry.OnChanged = func(string) { k.read() }
	k.entry.OnSubmitted = func(string) {
		if len(k.items) == 1 {
			k.toggle(0)
		}
	}
	k.entry.OnKey = func(key *fyne.KeyEvent) bool {
		if key.Name == fyne.KeyDown && len(k.items) > 0 {
			env.Window.Canvas().Focus(k.list)
		}
		return key.Name == fyne.KeyDown
	}
	k.list = widgets.NewList(pickHeight, func() fyne.CanvasObject { return newPickRow() }, func(i int, o fyne.CanvasObject) {
		if i < len(k.items) {
			o.(*pickRow).set(k.items[i], k.single, slices.Contains(k.chosen, k.items[i].id))
		}
	})
	k.list.OnTapped = k.toggle
	k.none, k.said, k.wrong = screen.Note(t("shell.loading")), screen.Note(""), panel.NewNotice()
	top := screen.Column(1)
	if seats := k.ownSeats(); seats != nil {
		top.Add(seats)
	}
	top.Add(k.entry)
	cancel := screen.NewButton(t("shell.cancel"), nil, func() { k.sheet.Leave() })
	k.yes = screen.NewButton(t("company.pick.yes"), nil, k.take)
	k.yes.Importance = widget.HighImportance
	foot := screen.Column(0, k.said, k.wrong.Label)
	k.sheet = env.Sheets.Show(screen.Form{
		Title: p.title, Size: fyne.NewSize(480, 540), Focus: k.entry, Submit: k.take, Buttons: []fyne.CanvasObject{cancel, k.yes},
		Body: screen.Dock(screen.Inset(top, 0, 0, 1, 0), screen.Inset(foot, 1, 0, 0, 0), nil, nil, container.NewStack(k.list, k.none)),
	})
	k.sheet.OnClose = k.scope.Close
	env.Guard(k.sheet, func() bool { return !slices.Equal(k.chosen, p.chosen) })
	k.show()
	k.read()
}

// ownSeats chooses whose customers or groups are listed; nil where that means
// nothing.
func (k *picker) ownSeats() fyne.CanvasObject {
	seats := k.names.seats()
	if k.what != model.FieldCustomers && k.what != model.FieldGroups || len(seats) < 2 {
		return nil
	}
	names, at := []string{k.env.T("company.pick.anyseat")}, 0
	for i, v := range seats {
		names = append(names, widgets.OneLine(v.DisplayName(), 30))
		if v.ID == k.seat {
			at = i + 1
		}
	}
	pick := screen.NewSelect(apart(names), nil)
	pick.SetSelectedIndex(at)
	pick.OnChanged = func(string) {
		k.seat = 0
		if i := pick.SelectedIndex(); i > 0 {
			k.seat = seats[i-1].ID
		}
		k.read()
	}
	return screen.Boxed(pick)
}

// read lists what the search finds.
func (k *picker) read() {
	text, seat, finder, what := strings.ToLower(strings.TrimSpace(k.entry.Text)), k.seat, k.names.finder(), k.what
	screen.Ask(k.scope, "find", func(ctx context.Context) ([]pickItem, error) {
		return finder.find(ctx, what, text, seat)
	}, func(items []pickItem, err error) {
		k.wrong.Fail(k.env, err)
		k.names.put(what, items)
		more := len(items) >= pickMost
		items = items[:min(len(items), pickMost)]
		typed := strings.TrimSpace(k.entry.Text)
		if typed != "" && !slices.ContainsFunc(items, func(i pickItem) bool { return i.id == typed }) {
			items = append(items, pickItem{typed, k.env.T("company.pick.asis", "id", widgets.OneLine(typed, 40)), ""})
		}
		k.items = items
		k.none.SetText(k.env.T("company.pick.none"))
		k.none.Hidden = len(items) > 0
		k.none.Refresh()
		k.list.SetCount(len(items))
		if more && err == nil {
			k.wrong.Say(k.env.T("company.pick.more", "n", pickMost), widget.LowImportance)
		}
	})
}

func (k *picker) toggle(i int) {
	if i >= len(k.items) {
		return
	}
	id := k.items[i].id
	at := slices.Index(k.chosen, id)
	switch {
	case k.single:
		k.chosen = []string{id}
	case at >= 0:
		k.chosen = slices.Delete(k.chosen, at, at+1)
	case k.most > 0 && len(k.chosen) >= k.most:
		k.wrong.Say(k.env.T("company.pick.most", "n", k.most), widget.WarningImportance)
	default:
		k.chosen = append(k.chosen, id)
	}
	k.list.Refresh()
	k.show()
}

// show says what is chosen.
func (k *picker) show() {
	k.said.SetText(chosenText(k.names, k.what, k.chosen))
}

func (k *picker) take() {
	k.sheet.Close()
	k.done(k.chosen)
}

// chosenText says what is chosen: some names, and how many there are.
func chosenText(names *recordNames, what model.FieldType, ids []string) string {
	t := names.host.env.T
	if len(ids) == 0 {
		return t("company.pick.nothing")
	}
	var list []string
	for _, id := range ids[:min(len(ids), pickShown)] {
		list = append(list, widgets.OneLine(names.of(what, id), 20))
	}
	text := strings.Join(list, "、")
	if len(ids) > pickShown {
		return t("company.pick.these", "names", text, "n", len(ids))
	}
	return text
}

// pickRow is one thing that can be chosen.
type pickRow struct {
	widget.BaseWidget
	icon        *widget.Icon
	name, about *widget.Label
	body        fyne.CanvasObject
}

func newPickRow() *pickRow {
	r := &pickRow{icon: widget.NewIcon(nil), name: widget.NewLabel(""), about: widget.NewLabel("")}
	r.name.Truncation = fyne.TextTruncateEllipsis
	r.about.Importance, r.about.SizeName = widget.LowImportance, fynetheme.SizeNameCaptionText
	r.body = screen.Line(screen.Inset(r.icon, 0, 1, 0, 1), r.name, r.about)
	r.ExtendBaseWidget(r)
	return r
}

// CreateRenderer is called by the toolkit.
func (r *pickRow) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(r.body) }

func (r *pickRow) set(i pickItem, single, on bool) {
	icon := fynetheme.CheckButtonIcon()
	switch {
	case on && single:
		icon = fynetheme.RadioButtonCheckedIcon()
	case on:
		icon = fynetheme.CheckButtonCheckedIcon()
	case single:
		icon = fynetheme.RadioButtonIcon()
	}
	r.icon.SetResource(icon)
	r.name.SetText(widgets.OneLine(i.name, 60))
	r.about.SetText(widgets.OneLine(i.about, 24))
	r.body.Refresh()
}

// spelt tells whether a name is meant by what was typed, in small letters: a part of
// it, or of how it is typed in pinyin.
func spelt(text, name string) bool {
	if text == "" || strings.Contains(strings.ToLower(name), text) {
		return true
	}
	whole, initials := widgets.Pinyin(name)
	return strings.Contains(whole, text) || strings.Contains(initials, text)
}
