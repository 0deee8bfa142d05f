package widgets

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"seatdeck/ui/theme"
)

// Edit lays a text field over a cell, scrolling to its row. Enter, or leaving it,
// calls done if it holds another text; Esc does not. The field goes with its place
// when the table scrolls and is left when that gets out of sight. Rows may be
// sorted anew meanwhile, so done has to know by id what it is about.
func (t *Table) Edit(row int, column, text string, done func(text string)) {
	t.editor.end(true)
	if !t.has(row) {
		return
	}
	t.SetRing(row)
	if _, ok := t.spanOf(column); !ok || t.first < 0 {
		return
	}
	t.editor.begin(row, column, text, done)
}

// Editing tells whether a cell is being edited.
func (t *Table) Editing() bool { return t.editor.row >= 0 }

// cellEditor is the text field over a cell.
type cellEditor struct {
	widget.Entry
	table  *Table
	row    int // -1: closed
	column string
	value  string
	done   func(string)
}

func newCellEditor(t *Table) *cellEditor {
	e := &cellEditor{table: t, row: -1}
	e.Wrapping, e.Scroll = fyne.TextWrapOff, fyne.ScrollHorizontalOnly
	e.ExtendBaseWidget(e)
	e.Hide()
	return e
}

func (e *cellEditor) begin(row int, column, text string, done func(string)) {
	e.row, e.column, e.value, e.done = row, column, text, done
	e.SetText(text)
	e.follow()
	e.Show()
	if c := fyne.CurrentApp().Driver().CanvasForObject(e.table); c != nil {
		c.Focus(e)
	}
	e.TypedShortcut(&fyne.ShortcutSelectAll{})
}

// follow puts the field over its cell.
func (e *cellEditor) follow() {
	if e.row < 0 {
		return
	}
	s, ok := e.table.spanOf(e.column)
	if !ok || e.row < e.table.first || e.row > e.table.last {
		e.end(true)
		return
	}
	top := tableHeadHeight + float32(e.row)*tableRowHeight - e.table.scroll.Offset.Y
	place(e, s.x, max(top, tableHeadHeight-theme.Unit)+1, s.width, tableRowHeight-2)
}

// end closes the field; with keep, another text is told.
func (e *cellEditor) end(keep bool) {
	if e.row < 0 {
		return
	}
	text, done := strings.TrimSpace(e.Text), e.done
	e.row, e.done = -1, nil
	if c := fyne.CurrentApp().Driver().CanvasForObject(e.table); c != nil && c.Focused() == fyne.Focusable(e) {
		c.Focus(e.table)
	}
	e.Hide()
	if keep && text != e.value && done != nil {
		done(text)
	}
}

// FocusLost is called by the toolkit, also when the window or what lies over it has
// the keyboard for a while. Then nobody has left the field; but who has it now is
// known only after this.
func (e *cellEditor) FocusLost() {
	e.Entry.FocusLost()
	e.table.Later(func() {
		c := fyne.CurrentApp().Driver().CanvasForObject(e.table)
		if c != nil && c.Overlays().Top() == nil && c.Focused() != fyne.Focusable(e) {
			e.end(true)
		}
	})
}

// TypedKey is called by the toolkit.
func (e *cellEditor) TypedKey(key *fyne.KeyEvent) {
	switch key.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		e.end(true)
	case fyne.KeyEscape:
		e.end(false)
	default:
		e.Entry.TypedKey(key)
	}
}
