package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/ui/theme"
)

// Tab is one tab of a strip.
type Tab struct {
	Key      string
	Name     string
	Dot      bool // a seat: show Presence
	Presence Presence
	Unread   int
}

// Tabs is a strip of tabs that scrolls, good for five or fifty seats. With the
// keyboard: ← → Home End move, Enter or Space opens.
type Tabs struct {
	widget.BaseWidget
	OnSelect func(key string)
	OnMenu   func(key string, event *fyne.PointEvent) // may be nil

	tabs     []Tab
	items    []*tabItem
	selected string
	ring     int
	focused  bool
	box      *fyne.Container
	scroll   *container.Scroll
}

// NewTabs makes an empty strip.
func NewTabs(onSelect func(key string)) *Tabs {
	t := &Tabs{OnSelect: onSelect}
	t.box = container.New(tabRow{})
	t.scroll = container.NewHScroll(t.box)
	t.ExtendBaseWidget(t)
	return t
}

// Set shows these tabs. Only what changed is drawn anew.
func (t *Tabs) Set(tabs []Tab) {
	t.tabs = append(t.tabs[:0], tabs...)
	if len(t.items) != len(tabs) {
		for len(t.items) < len(tabs) {
			t.items = append(t.items, newTabItem(t, len(t.items)))
		}
		t.items = t.items[:len(tabs)]
		t.box.Objects = t.box.Objects[:0]
		for _, item := range t.items {
			t.box.Objects = append(t.box.Objects, item)
		}
	}
	t.ring = max(min(t.ring, len(tabs)-1), 0)
	if t.paint() {
		t.box.Refresh()
		t.scroll.Refresh()
	}
}

// Selected is the key of the open tab.
func (t *Tabs) Selected() string { return t.selected }

// Select opens a tab without telling OnSelect and scrolls to it.
func (t *Tabs) Select(key string) {
	t.selected = key
	for i, tab := range t.tabs {
		if tab.Key == key {
			t.ring = i
			t.reveal(i)
		}
	}
	t.paint()
}

func (t *Tabs) choose(i int) {
	if i < 0 || i >= len(t.tabs) {
		return
	}
	key := t.tabs[i].Key
	t.Select(key)
	if t.OnSelect != nil {
		t.OnSelect(key)
	}
}

// paint hands each item what it shows; true when a width may have changed.
func (t *Tabs) paint() (moved bool) {
	for i, item := range t.items {
		next := tabLook{Tab: t.tabs[i], selected: t.tabs[i].Key == t.selected, ringed: t.focused && t.ring == i}
		if item.look != next {
			moved = moved || item.look.Name != next.Name || item.look.Unread != next.Unread || item.look.Dot != next.Dot
			item.look = next
			item.Refresh()
		}
	}
	return moved
}

// reveal scrolls a tab into sight.
func (t *Tabs) reveal(i int) {
	view := t.scroll.Size().Width
	if view <= 0 {
		return
	}
	var left float32
	for _, item := range t.items[:i] {
		left += item.MinSize().Width
	}
	right := left + t.items[i].MinSize().Width
	switch x := t.scroll.Offset.X; {
	case left < x:
		t.scroll.ScrollToOffset(fyne.NewPos(left, 0))
	case right > x+view:
		t.scroll.ScrollToOffset(fyne.NewPos(right-view, 0))
	}
}

// FocusGained is called by the toolkit.
func (t *Tabs) FocusGained() { t.focused = true; t.paint() }

// FocusLost is called by the toolkit.
func (t *Tabs) FocusLost() { t.focused = false; t.paint() }

// TypedRune is called by the toolkit.
func (t *Tabs) TypedRune(rune) {}

// TypedKey is called by the toolkit.
func (t *Tabs) TypedKey(key *fyne.KeyEvent) {
	to := t.ring
	switch key.Name {
	case fyne.KeyLeft:
		to--
	case fyne.KeyRight:
		to++
	case fyne.KeyHome:
		to = 0
	case fyne.KeyEnd:
		to = len(t.tabs) - 1
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		t.choose(t.ring)
		return
	default:
		PassKey(t, key)
		return
	}
	if to >= 0 && to < len(t.tabs) {
		t.ring = to
		t.reveal(to)
		t.paint()
	}
}

// CreateRenderer is called by the toolkit.
func (t *Tabs) CreateRenderer() fyne.WidgetRenderer {
	back, line := canvas.NewRectangle(nil), canvas.NewRectangle(nil)
	return newPainter(&painter{
		objects: []fyne.CanvasObject{back, line, t.scroll},
		min:     func() fyne.Size { return fyne.NewSize(30*theme.Unit, theme.TabHeight) },
		layout: func(size fyne.Size) {
			place(back, 0, 0, size.Width, size.Height)
			place(line, 0, size.Height-1, size.Width, 1)
			place(t.scroll, 0, 0, size.Width, size.Height)
		},
		refresh: func() {
			back.FillColor, line.FillColor = colour(t, theme.Sidebar), colour(t, theme.Divider)
		},
	})
}

type tabRow struct{}

func (tabRow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	var x float32
	for _, o := range objects {
		width := o.MinSize().Width
		place(o, x, 0, width, size.Height)
		x += width
	}
}

func (tabRow) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var width float32
	for _, o := range objects {
		width += o.MinSize().Width
	}
	return fyne.NewSize(width, theme.TabHeight)
}

// tabLook is all that a tab shows.
type tabLook struct {
	Tab
	selected, ringed bool
}

// tabItem is one tab. It has no focus of its own: the strip has.
type tabItem struct {
	widget.BaseWidget
	strip   *Tabs
	index   int
	look    tabLook
	hovered bool
}

func newTabItem(strip *Tabs, index int) *tabItem {
	i := &tabItem{strip: strip, index: index}
	i.ExtendBaseWidget(i)
	return i
}

func (i *tabItem) Tapped(*fyne.PointEvent) { i.strip.choose(i.index) }
func (i *tabItem) TappedSecondary(event *fyne.PointEvent) {
	if i.strip.OnMenu != nil {
		i.strip.OnMenu(i.look.Key, event)
	}
}
func (i *tabItem) MouseIn(*desktop.MouseEvent)    { i.hovered = true; i.Refresh() }
func (i *tabItem) MouseMoved(*desktop.MouseEvent) {}
func (i *tabItem) MouseOut()                      { i.hovered = false; i.Refresh() }

func (i *tabItem) CreateRenderer() fyne.WidgetRenderer {
	const edge, gap, most = 3 * theme.Unit, theme.Unit + 2, 30 * theme.Unit
	back, over, ring := canvas.NewRectangle(nil), canvas.NewRectangle(nil), newRing(4)
	name, dot, badge := newText(theme.TextBody-0.5, false), NewStateDot(PresenceUnknown), NewBadge(0)
	layout := func(size fyne.Size) {
		place(back, 0, 0, size.Width, size.Height-1)
		place(over, 0, 0, size.Width, 2)
		place(ring, 1, 1, size.Width-2, size.Height-3)
		x := edge
		if i.look.Dot {
			place(dot, x, (size.Height-dotSize)/2, dotSize, dotSize)
			x += dotSize + gap
		}
		m := name.MinSize()
		place(name, x, (size.Height-m.Height)/2, m.Width, m.Height)
		b := badge.MinSize()
		place(badge, x+m.Width+gap, (size.Height-badgeHeight)/2, b.Width, badgeHeight)
	}
	return newPainter(&painter{
		objects: []fyne.CanvasObject{back, over, dot, name, badge, ring},
		min: func() fyne.Size {
			width := 2*edge + name.MinSize().Width
			if i.look.Dot {
				width += dotSize + gap
			}
			if i.look.Unread > 0 {
				width += badge.MinSize().Width + gap
			}
			return fyne.NewSize(width, theme.TabHeight)
		},
		layout: layout,
		refresh: func() {
			back.FillColor, over.FillColor = color.Transparent, color.Transparent
			name.Color = colour(i, theme.TextSecondary)
			name.TextStyle.Bold = i.look.selected
			switch {
			case i.look.selected:
				back.FillColor = colour(i, fynetheme.ColorNameBackground)
				over.FillColor = colour(i, theme.Accent)
				name.Color = colour(i, fynetheme.ColorNameForeground)
			case i.hovered:
				back.FillColor = colour(i, theme.RowHover)
			}
			name.Text = fit(OneLine(i.look.Name, 40), most, name.TextSize, fyne.TextStyle{Bold: true})
			dot.Set(i.look.Presence)
			dot.Hidden = !i.look.Dot
			badge.Set(i.look.Unread)
			setRing(ring, i, i.look.ringed)
			layout(i.Size())
		},
	})
}
