package widgets

import (
	"math"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"seatdeck/ui/theme"
)

// Column is a column of a table.
type Column struct {
	Key      string
	Title    string
	Width    float32 // in pixels, the least while there is room for all
	Grow     float32 // its share of the room that is left
	Right    bool    // numbers: aligned at their end
	Sortable bool
}

// Cell is what one cell shows.
type Cell struct {
	Text      string
	Tone      fyne.ThemeColorName // "": foreground
	Bold      bool
	Person    string // an avatar before the text, coloured by this id; "": none
	Picture   string // address of the avatar's picture
	Glyph     string // a sign before the text, e.g. of something pending; "": none
	GlyphTone fyne.ThemeColorName
	Dotted    bool // the dot of a seat stands before the text
	Dot       Presence
	Pressable bool // drawn as a small button; see OnPress
}

// Table shows rows in columns, of which only those in sight exist: what it costs
// does not depend on how many there are. A row is chosen by its box, by a click
// with Ctrl, or by Space; with Shift, all from the last one; Ctrl+A chooses all.
// ↑ ↓ Page Home End move a ring, Enter or a double click opens the row in it, F2
// edits it, the menu key and Shift+F10 do what the right button does. ↑ from the
// first row goes to the headings, where ← → move and Enter sorts. A click on a
// heading sorts; the line behind it is dragged to make the column wider.
//
// It keeps no choice: it asks Chosen and tells OnChoose. All of it is used on the
// UI goroutine.
type Table struct {
	widget.BaseWidget

	Cells       func(row int, column string) Cell // no words in any column: the row isn't read yet
	Chosen      func(row int) bool
	ChosenCount func() int                           // how many rows are chosen; without it each row is asked
	OnChoose    func(first, last int, on bool)       // rows, both included; nil: there are no boxes
	OnOpen      func(row int)                        // may be nil
	OnMenu      func(row int, at fyne.Position)      // at: on the canvas; may be nil
	OnEdit      func(row int)                        // may be nil
	OnSort      func(column string, down bool)       // the table shows it already; may be nil
	OnCell      func(row int, column string) bool    // a double click on a cell; true: it is not to open the row; may be nil
	OnPress     func(row int, column string)         // a cell was pressed and let go; may be nil
	OnPoint     func()                               // the pointer moved over a row; may be nil
	Band        func(row int) bool                   // a row that heads those below it, on a ground of its own; may be nil
	OnRing      func(row int)                        // the ring moved; -1: there is none; may be nil
	OnVisible   func(first, last int)                // other rows are in sight, both included, or -1; may be nil
	SetPicture  func(avatar *Avatar, address string) // it shows somebody else now; address may be ""; may be nil
	Modifiers   func() fyne.KeyModifier              // which are held down; NewTable asks the driver
	Tightest    float32                              // to what share of their width columns shrink before the last are left out; 0: 0.6
	Later       Dispatcher                           // runs after the event at hand; NewTable takes fyne.Do

	columns  []Column
	resized  map[string]float32 // columns whose width a person chose
	spans    []span
	sorted   string
	sortDown bool

	count    int
	ring     int // -1: none
	toldRing int // that OnRing was told of
	heading  int // the place among the headings that has the ring; -1: a row has it
	anchor   int // the row chosen last, from which Shift chooses; -1: none
	focused  bool

	head    *tableHead
	scroll  *container.Scroll
	content *fyne.Container
	rows    []*tableRow // the row at index i is in rows[i % len(rows)]
	first   int
	last    int
	editor  *cellEditor
	filling *fyne.Animation // runs while rows in sight are yet to be drawn
}

const (
	tableHeadHeight = 7*theme.Unit + 2
	tableRowHeight  = 8*theme.Unit + 2
)

// NewTable makes an empty table.
func NewTable(columns []Column) *Table {
	t := &Table{ring: -1, toldRing: -1, heading: -1, anchor: -1, first: -1, last: -1, Modifiers: heldModifiers, Later: fyne.Do}
	t.head = newTableHead(t)
	t.content = container.New(tableHeight{t})
	t.scroll = container.NewVScroll(t.content)
	t.scroll.OnScrolled = func(fyne.Position) { t.update(false) }
	t.editor = newCellEditor(t)
	t.setColumns(columns)
	t.ExtendBaseWidget(t)
	return t
}

func heldModifiers() fyne.KeyModifier {
	if d, ok := fyne.CurrentApp().Driver().(desktop.Driver); ok {
		return d.CurrentKeyModifiers()
	}
	return 0
}

// SetCount says how many rows there are and shows those in sight anew.
func (t *Table) SetCount(count int) {
	if count = max(count, 0); count != t.count {
		t.count, t.anchor = count, -1
		t.ring = min(t.ring, count-1)
		if t.editor.row >= count {
			t.editor.end(false)
		}
		t.scroll.Refresh()
	}
	t.update(true)
}

// Count is how many rows there are.
func (t *Table) Count() int { return t.count }

// InSight are the first and last row in sight; -1 when there is none.
func (t *Table) InSight() (first, last int) { return t.first, t.last }

// SetColumns changes which columns are shown. Widths that were dragged are forgotten.
func (t *Table) SetColumns(columns []Column) {
	t.editor.end(true)
	t.setColumns(columns)
	t.update(true)
}

func (t *Table) setColumns(columns []Column) {
	t.columns = append([]Column(nil), columns...)
	t.resized = map[string]float32{}
	t.spans = nil
	t.heading = min(t.heading, 0)
}

// SetSort shows by what the rows are sorted; "" is by nothing.
func (t *Table) SetSort(column string, down bool) {
	if t.sorted != column || t.sortDown != down {
		t.sorted, t.sortDown, t.anchor = column, down, -1
		t.head.show()
	}
}

// sortBy sorts by a column, or the other way round if it is sorted by that.
func (t *Table) sortBy(c Column) {
	if !c.Sortable || t.OnSort == nil {
		return
	}
	t.SetSort(c.Key, t.sorted == c.Key && !t.sortDown)
	t.OnSort(t.sorted, t.sortDown)
}

// Ring is the row that keys act on; -1 when there is none.
func (t *Table) Ring() int { return t.ring }

// SetRing moves the ring and scrolls to it; -1 takes it away.
func (t *Table) SetRing(row int) {
	t.ring, t.heading = max(min(row, t.count-1), -1), -1
	t.ScrollTo(t.ring)
	t.update(false)
}

// ScrollTo moves a row into sight, no further than needed.
func (t *Table) ScrollTo(row int) {
	if row < 0 || row >= t.count {
		return
	}
	top, offset := float32(row)*tableRowHeight, t.scroll.Offset.Y
	switch view := t.scroll.Size().Height; {
	case top < offset || view < tableRowHeight:
		offset = top
	case top+tableRowHeight > offset+view:
		offset = top + tableRowHeight - view
	default:
		return
	}
	t.scroll.ScrollToOffset(fyne.NewPos(0, offset))
	t.update(false)
}

// Refresh shows the rows in sight anew. What looks the same is not drawn again.
func (t *Table) Refresh() {
	t.update(true)
	t.BaseWidget.Refresh()
}

// update puts the rows in sight in their places. Those that were there already are
// asked for their cells only if all is set.
func (t *Table) update(all bool) {
	view := t.scroll.Size()
	if view.Height <= 0 {
		return
	}
	if t.spread(view.Width) {
		all = true
	}
	first := max(int(t.scroll.Offset.Y/tableRowHeight), 0)
	last := min(int(math.Ceil(float64((t.scroll.Offset.Y+view.Height)/tableRowHeight)))-1, t.count-1)
	t.makeRows(int(math.Ceil(float64(view.Height/tableRowHeight))) + 1)
	for _, r := range t.rows {
		if r.index < first || r.index > last {
			r.leave()
		}
	}
	for i := first; i <= last; i++ {
		r := t.rows[i%len(t.rows)]
		r.stale = r.stale || all
		if r.index != i {
			r.index = i
			r.blank()
		}
		r.paint()
		place(r, 0, float32(i)*tableRowHeight, view.Width, tableRowHeight)
		r.Show()
	}
	if last < first {
		first, last = -1, -1
	}
	moved := first != t.first || last != t.last
	t.first, t.last = first, last
	if !t.fill(framePart) {
		t.fillLater()
	}
	if all {
		t.head.show()
	} else {
		t.head.paint()
	}
	t.editor.follow()
	if moved && t.OnVisible != nil {
		t.OnVisible(first, last)
	}
	if t.ring != t.toldRing {
		t.toldRing = t.ring
		if t.OnRing != nil {
			t.OnRing(t.ring)
		}
	}
}

// framePart is how many texts are drawn anew in one frame. Each that is costs about
// as much as everything else in its row, and a table can have two hundred in sight.
const framePart = 90

// fill draws rows that are yet to be drawn until so many texts are other ones; true:
// none is left.
func (t *Table) fill(texts int) bool {
	for i := t.first; i >= 0 && i <= t.last; i++ {
		r := t.rows[i%len(t.rows)]
		if !r.stale {
			continue
		}
		if texts <= 0 {
			return false
		}
		texts -= r.show()
	}
	return true
}

// fillLater draws the rest in the frames to come. Where nothing is animated, and in
// tests, that is at once.
func (t *Table) fillLater() {
	if t.filling != nil {
		return
	}
	t.filling = &fyne.Animation{Duration: time.Second, RepeatCount: fyne.AnimationRepeatForever, Tick: func(done float32) {
		part := framePart
		if done >= 1 {
			part = math.MaxInt
		}
		if filling := t.filling; filling != nil && t.fill(part) {
			t.filling = nil
			filling.Stop()
		}
	}}
	t.filling.Start()
}

func (t *Table) makeRows(need int) {
	if len(t.rows) >= need {
		return
	}
	for len(t.rows) < need {
		r := newTableRow(t)
		t.rows = append(t.rows, r)
		t.content.Objects = append(t.content.Objects, r)
	}
	for _, r := range t.rows {
		r.index = -1
	}
}

// repaint shows what is chosen and where the ring is, after either changed.
func (t *Table) repaint() {
	t.update(false)
	t.head.show()
}

// CreateRenderer is called by the toolkit.
func (t *Table) CreateRenderer() fyne.WidgetRenderer { return tableRenderer{t} }

// tableRenderer draws nothing of its own and never has all texts drawn again, as a
// painter would.
type tableRenderer struct{ table *Table }

func (r tableRenderer) Destroy() {}
func (r tableRenderer) MinSize() fyne.Size {
	return fyne.NewSize(50*theme.Unit, tableHeadHeight+tableRowHeight)
}
func (r tableRenderer) Refresh() { canvas.Refresh(r.table.head) }

func (r tableRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.table.head, r.table.scroll, r.table.editor}
}

func (r tableRenderer) Layout(size fyne.Size) {
	place(r.table.head, 0, 0, size.Width, tableHeadHeight)
	place(r.table.scroll, 0, tableHeadHeight, size.Width, max(size.Height-tableHeadHeight, 0))
	r.table.update(false)
}

// tableHeight makes the content as tall as all rows; the table places those in sight.
type tableHeight struct{ table *Table }

func (h tableHeight) Layout([]fyne.CanvasObject, fyne.Size) {}
func (h tableHeight) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(0, float32(h.table.count)*tableRowHeight)
}
