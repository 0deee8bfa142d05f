package widgets

import (
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"seatdeck/ui/theme"
)

// List shows rows of one height, of which only those in sight exist. What it
// costs does not depend on how many there are. With the keyboard: ↑ ↓ Page Home
// End move a ring, Enter or Space taps the row in it, and the menu key does what
// the right button does.
type List struct {
	widget.BaseWidget

	NewRow      func() fyne.CanvasObject                // makes an empty row
	SetRow      func(index int, row fyne.CanvasObject)  // shows what is at index
	Selected    func(index int) bool                    // may be nil
	OnTapped    func(index int)                         // may be nil
	OnSecondary func(index int, event *fyne.PointEvent) // may be nil
	OnVisible   func(first, last int)                   // rows now in sight, both included; may be nil
	OnRing      func(index int)                         // a key moved the ring; may be nil
	OnKey       func(key *fyne.KeyEvent) bool           // sees keys first; true: taken; may be nil
	OnShortcut  func(shortcut fyne.Shortcut) bool       // sees shortcuts first; true: taken; may be nil

	height  float32
	count   int
	ring    int
	focused bool
	scroll  *container.Scroll
	content *fyne.Container
	slots   []*slot // the row at index i is in slots[i % len(slots)]
	first   int
	last    int
}

// NewList makes a list of rows of that height in pixels.
func NewList(height float32, newRow func() fyne.CanvasObject, setRow func(int, fyne.CanvasObject)) *List {
	l := &List{NewRow: newRow, SetRow: setRow, height: height, first: -1, last: -1}
	l.content = container.New(listHeight{l})
	l.scroll = container.NewVScroll(l.content)
	l.scroll.OnScrolled = func(fyne.Position) { l.update(false) }
	l.ExtendBaseWidget(l)
	return l
}

// SetCount says how many rows there are and shows those in sight anew.
func (l *List) SetCount(count int) {
	if count != l.count {
		l.count = max(count, 0)
		l.ring = max(min(l.ring, l.count-1), 0)
		l.scroll.Refresh()
	}
	l.update(true)
}

// Count is how many rows there are.
func (l *List) Count() int { return l.count }

// Ring is the row that keys act on.
func (l *List) Ring() int { return l.ring }

// SetRing moves the ring and scrolls to it.
func (l *List) SetRing(index int) {
	l.ring = max(min(index, l.count-1), 0)
	l.ScrollTo(l.ring)
	l.update(false)
}

// InSight are the first and last row in sight; -1 when there is none.
func (l *List) InSight() (first, last int) { return l.first, l.last }

// Refresh shows the rows in sight anew.
func (l *List) Refresh() {
	l.update(true)
	l.BaseWidget.Refresh()
}

// ScrollTo moves a row into sight, no further than needed.
func (l *List) ScrollTo(index int) {
	if index < 0 || index >= l.count {
		return
	}
	top, offset := float32(index)*l.height, l.scroll.Offset.Y
	switch view := l.scroll.Size().Height; {
	case top < offset:
		offset = top
	case top+l.height > offset+view:
		offset = top + l.height - view
	default:
		return
	}
	l.scroll.ScrollToOffset(fyne.NewPos(0, offset))
	l.update(false)
}

func (l *List) update(all bool) {
	view := l.scroll.Size().Height
	if view <= 0 {
		return
	}
	first := max(int(l.scroll.Offset.Y/l.height), 0)
	last := min(int(math.Ceil(float64((l.scroll.Offset.Y+view)/l.height)))-1, l.count-1)
	need := int(math.Ceil(float64(view/l.height))) + 1
	if len(l.slots) < need {
		for len(l.slots) < need {
			s := newSlot(l)
			l.slots = append(l.slots, s)
			l.content.Objects = append(l.content.Objects, s)
		}
		for _, s := range l.slots {
			s.index = -1
		}
	}
	width := l.scroll.Size().Width
	for _, s := range l.slots {
		if s.index < first || s.index > last {
			s.index = -1
			s.Hide()
		}
	}
	for i := first; i <= last; i++ {
		s := l.slots[i%len(l.slots)]
		fresh := s.index != i
		if fresh || all {
			s.index = i
			if fresh && s.hovered {
				s.hovered = false
				s.Refresh()
			}
			l.SetRow(i, s.row)
		}
		place(s, 0, float32(i)*l.height, width, l.height)
		s.paint(l.Selected != nil && l.Selected(i), l.focused && l.ring == i)
		s.Show()
	}
	if last < first {
		first, last = -1, -1
	}
	if first != l.first || last != l.last {
		l.first, l.last = first, last
		if l.OnVisible != nil {
			l.OnVisible(first, last)
		}
	}
}

// FocusGained is called by the toolkit.
func (l *List) FocusGained() {
	l.focused = true
	if l.Selected != nil {
		for i := l.first; i >= 0 && i <= l.last; i++ {
			if l.Selected(i) {
				l.ring = i
			}
		}
	}
	if l.ring < l.first || l.ring > l.last {
		l.ring = max(l.first, 0)
	}
	l.update(false)
}

// FocusLost is called by the toolkit.
func (l *List) FocusLost() { l.focused = false; l.update(false) }

// TypedRune is called by the toolkit.
func (l *List) TypedRune(rune) {}

// TypedKey is called by the toolkit.
func (l *List) TypedKey(key *fyne.KeyEvent) {
	if l.OnKey != nil && l.OnKey(key) {
		return
	}
	page := max(int(l.scroll.Size().Height/l.height)-1, 1)
	if to, ok := steps(key, l.ring, page, l.count); ok {
		before := l.ring
		l.SetRing(to)
		if l.ring != before && l.OnRing != nil {
			l.OnRing(l.ring)
		}
		return
	}
	switch key.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		if l.OnTapped != nil && l.ring < l.count {
			l.OnTapped(l.ring)
		}
	case desktop.KeyMenu:
		l.menu()
	default:
		PassKey(l, key)
	}
}

// steps tells to which of some rows a key moves the ring, perhaps past an end;
// false: the key moves nothing.
func steps(key *fyne.KeyEvent, ring, page, count int) (to int, ok bool) {
	switch key.Name {
	case fyne.KeyUp:
		return ring - 1, true
	case fyne.KeyDown:
		return ring + 1, true
	case fyne.KeyPageUp:
		return ring - page, true
	case fyne.KeyPageDown:
		return ring + page, true
	case fyne.KeyHome:
		return 0, true
	case fyne.KeyEnd:
		return count - 1, true
	}
	return ring, false
}

// TypedShortcut is called by the toolkit.
func (l *List) TypedShortcut(shortcut fyne.Shortcut) {
	if l.OnShortcut == nil || !l.OnShortcut(shortcut) {
		PassShortcut(l, shortcut)
	}
}

// menu asks for the menu of the row in the ring, in its middle.
func (l *List) menu() {
	if l.OnSecondary == nil || l.ring >= l.count {
		return
	}
	l.ScrollTo(l.ring)
	at := fyne.NewPos(l.scroll.Size().Width/2, l.height/2)
	row := fyne.CurrentApp().Driver().AbsolutePositionForObject(l.slots[l.ring%len(l.slots)])
	l.OnSecondary(l.ring, &fyne.PointEvent{Position: at, AbsolutePosition: row.Add(at)})
}

// CreateRenderer is called by the toolkit.
func (l *List) CreateRenderer() fyne.WidgetRenderer {
	return newPainter(&painter{
		objects: []fyne.CanvasObject{l.scroll},
		min:     func() fyne.Size { return fyne.NewSize(8*theme.Unit, l.height) },
		layout: func(size fyne.Size) {
			l.scroll.Resize(size)
			l.update(false)
		},
	})
}

// listHeight makes the content as tall as all rows; the list places those in sight.
type listHeight struct{ list *List }

func (h listHeight) Layout([]fyne.CanvasObject, fyne.Size) {}
func (h listHeight) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(0, float32(h.list.count)*h.list.height)
}

// slot holds one row in sight and draws what is behind and round it.
type slot struct {
	widget.BaseWidget
	list     *List
	row      fyne.CanvasObject
	index    int
	hovered  bool
	selected bool
	ringed   bool
}

func newSlot(l *List) *slot {
	s := &slot{list: l, row: l.NewRow(), index: -1}
	s.ExtendBaseWidget(s)
	s.Hide()
	return s
}

func (s *slot) paint(selected, ringed bool) {
	if s.selected != selected || s.ringed != ringed {
		s.selected, s.ringed = selected, ringed
		s.Refresh()
	}
}

func (s *slot) Tapped(*fyne.PointEvent) {
	if s.index < 0 {
		return
	}
	s.list.ring = s.index
	if s.list.OnTapped != nil {
		s.list.OnTapped(s.index)
	}
}

func (s *slot) TappedSecondary(event *fyne.PointEvent) {
	if s.index >= 0 && s.list.OnSecondary != nil {
		s.list.OnSecondary(s.index, event)
	}
}

func (s *slot) MouseIn(*desktop.MouseEvent)    { s.hovered = true; s.Refresh() }
func (s *slot) MouseMoved(*desktop.MouseEvent) {}
func (s *slot) MouseOut()                      { s.hovered = false; s.Refresh() }

func (s *slot) CreateRenderer() fyne.WidgetRenderer {
	back, mark, ring := canvas.NewRectangle(nil), canvas.NewRectangle(nil), newRing(4)
	return newPainter(&painter{
		objects: []fyne.CanvasObject{back, mark, s.row, ring},
		min:     func() fyne.Size { return fyne.NewSize(0, s.list.height) },
		layout: func(size fyne.Size) {
			place(back, 0, 0, size.Width, size.Height)
			place(mark, 0, 0, 3, size.Height)
			place(s.row, 0, 0, size.Width, size.Height)
			place(ring, 1, 1, size.Width-2, size.Height-2)
		},
		refresh: func() {
			back.FillColor, mark.FillColor = color.Transparent, color.Transparent
			switch {
			case s.selected:
				back.FillColor, mark.FillColor = colour(s, theme.RowSelected), colour(s, theme.Accent)
			case s.hovered:
				back.FillColor = colour(s, theme.RowHover)
			}
			setRing(ring, s, s.ringed)
		},
	})
}
