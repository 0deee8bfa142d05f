package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"seatdeck/ui/theme"
)

// FocusGained is called by the toolkit.
func (t *Table) FocusGained() {
	t.focused = true
	t.editor.end(true)
	if t.ring < t.first || t.ring > t.last {
		t.ring = min(max(t.first, 0), t.count-1)
	}
	t.update(false)
}

// FocusLost is called by the toolkit.
func (t *Table) FocusLost() {
	t.focused, t.heading = false, -1
	t.update(false)
}

// takeFocus gives the table the keyboard, because a part of it was pressed.
func (t *Table) takeFocus() {
	c := fyne.CurrentApp().Driver().CanvasForObject(t)
	if c != nil && c.Focused() != fyne.Focusable(t) {
		c.Focus(t)
	}
}

// TypedRune is called by the toolkit.
func (t *Table) TypedRune(rune) {}

// TypedShortcut is called by the toolkit.
func (t *Table) TypedShortcut(shortcut fyne.Shortcut) {
	if _, all := shortcut.(*fyne.ShortcutSelectAll); all && t.OnChoose != nil {
		t.choose(0, t.count-1, true)
		return
	}
	PassShortcut(t, shortcut)
}

// TypedKey is called by the toolkit.
func (t *Table) TypedKey(key *fyne.KeyEvent) {
	if t.heading >= 0 && t.typedInHead(key) {
		return
	}
	if key.Name == fyne.KeyUp && t.ring <= 0 && len(t.head.stops()) > 0 {
		t.heading = 0
		t.update(false)
		return
	}
	page := max(int(t.scroll.Size().Height/tableRowHeight)-1, 1)
	if to, ok := steps(key, t.ring, page, t.count); ok {
		t.SetRing(max(to, 0))
		return
	}
	t.act(key)
}

// act does what a key does to the row in the ring.
func (t *Table) act(key *fyne.KeyEvent) {
	shift := t.Modifiers()&fyne.KeyModifierShift != 0
	switch {
	case key.Name == desktop.KeyMenu, key.Name == fyne.KeyF10 && shift:
		t.menu()
	case key.Name == fyne.KeySpace && t.OnChoose != nil:
		t.toggle(t.ring, shift)
	case key.Name == fyne.KeyReturn, key.Name == fyne.KeyEnter:
		t.open(t.ring)
	case key.Name == fyne.KeyF2 && t.OnEdit != nil:
		if t.has(t.ring) {
			t.OnEdit(t.ring)
		}
	default:
		PassKey(t, key)
	}
}

func (t *Table) has(row int) bool { return row >= 0 && row < t.count }

func (t *Table) open(row int) {
	if t.has(row) && t.OnOpen != nil {
		t.OnOpen(row)
	}
}

// openCell tells of a double click at x of a row, and whether that was all.
func (t *Table) openCell(row int, x float32) bool {
	if !t.has(row) || t.OnCell == nil {
		return false
	}
	column, ok := t.columnAt(x)
	return ok && t.OnCell(row, column)
}

// pressCell tells that a row was pressed and let go at x.
func (t *Table) pressCell(row int, x float32) {
	if column, ok := t.columnAt(x); ok && t.has(row) && t.OnPress != nil {
		t.OnPress(row, column)
	}
}

// point tells that the pointer moved over a row.
func (t *Table) point() {
	if t.OnPoint != nil {
		t.OnPoint()
	}
}

// columnAt is the column at x of a row.
func (t *Table) columnAt(x float32) (column string, ok bool) {
	for _, s := range t.spans {
		if x >= s.x && x < s.x+s.width {
			return s.Key, true
		}
	}
	return "", false
}

// menu asks for the menu of the row in the ring, at its words.
func (t *Table) menu() {
	if !t.has(t.ring) || t.OnMenu == nil {
		return
	}
	t.ScrollTo(t.ring)
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(t.rows[t.ring%len(t.rows)])
	t.OnMenu(t.ring, at.AddXY(t.left()+8*theme.Unit, tableRowHeight/2))
}

// press is what the primary button does to a row.
func (t *Table) press(row int, box bool, held fyne.KeyModifier) {
	if t.OnChoose != nil {
		switch {
		case held&fyne.KeyModifierShift != 0:
			t.toggle(row, true)
		case box || held&fyne.KeyModifierShortcutDefault != 0:
			t.toggle(row, false)
		}
	}
	t.takeFocus()
	t.ring, t.heading = row, -1
	t.update(false)
}

// toggle chooses a row or no longer; with span it does to all from the one toggled
// last, else from the ring, what was done to that one.
func (t *Table) toggle(row int, span bool) {
	if !t.has(row) {
		return
	}
	if !span {
		t.anchor = row
		t.choose(row, row, !t.chosen(row))
		return
	}
	on := true
	switch {
	case t.has(t.anchor):
		on = t.chosen(t.anchor)
	case t.has(t.ring):
		t.anchor = t.ring
	default:
		t.anchor = row
	}
	t.choose(min(t.anchor, row), max(t.anchor, row), on)
}

func (t *Table) chosen(row int) bool { return t.Chosen != nil && t.Chosen(row) }

func (t *Table) choose(first, last int, on bool) {
	if last < first {
		return
	}
	t.OnChoose(first, last, on)
	t.repaint()
}

// toggleAll chooses all rows, or none if all are.
func (t *Table) toggleAll() {
	if t.OnChoose != nil {
		t.choose(0, t.count-1, t.howMany() != boxAll)
	}
}

// howMany tells whether none, some or all rows are chosen.
func (t *Table) howMany() boxState {
	chosen := 0
	if t.ChosenCount != nil {
		chosen = t.ChosenCount()
	} else {
		for i := range t.count {
			if t.chosen(i) {
				chosen++
			} else if chosen > 0 {
				break
			}
		}
	}
	switch {
	case chosen <= 0:
		return boxNone
	case chosen < t.count:
		return boxSome
	}
	return boxAll
}
