package widgets

import (
	"image/color"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/ui/theme"
)

// tableHead draws the headings. The keyboard's ring moves over its stops: the box
// for all rows, and each heading that sorts.
type tableHead struct {
	widget.BaseWidget
	table *Table

	back, line *canvas.Rectangle
	hover      *canvas.Rectangle
	ring       *canvas.Rectangle
	box        *boxMark
	titles     []*headTitle
	objects    []fyne.CanvasObject

	over    int     // the column under the pointer; -1: none
	grip    int     // the column whose end the pointer is at; -1: none
	dragged float32 // the width of that column, before its least
	ringed  int     // the stop drawn with the ring
}

// headTitle draws one heading and the line behind it.
type headTitle struct {
	text  *canvas.Text
	arrow *canvas.Text
	line  *canvas.Rectangle
}

// headBox is the stop of the box among columns.
const headBox = -1

const (
	headText = theme.TextCaption + 0.5
	gripSide = theme.Unit // how near to a line the pointer holds it
)

func newTableHead(t *Table) *tableHead {
	h := &tableHead{
		table: t, over: -1, grip: -1, ringed: noStop, box: newBoxMark(), ring: newRing(4),
		back: canvas.NewRectangle(nil), line: canvas.NewRectangle(nil), hover: canvas.NewRectangle(nil),
	}
	h.hover.CornerRadius = 4
	h.objects = append([]fyne.CanvasObject{h.back, h.line, h.hover, h.ring}, h.box.objects()...)
	h.ExtendBaseWidget(h)
	return h
}

// stops are where the ring can be: columns, and headBox.
func (h *tableHead) stops() (list []int) {
	if h.table.OnChoose != nil {
		list = append(list, headBox)
	}
	for i, s := range h.table.spans {
		if s.Sortable && h.table.OnSort != nil {
			list = append(list, i)
		}
	}
	return list
}

// typedInHead is a key while the ring is among the headings; false: not for them.
func (t *Table) typedInHead(key *fyne.KeyEvent) bool {
	stops := t.head.stops()
	to := t.heading
	switch key.Name {
	case fyne.KeyLeft:
		to--
	case fyne.KeyRight:
		to++
	case fyne.KeyHome:
		to = 0
	case fyne.KeyEnd:
		to = len(stops) - 1
	case fyne.KeyUp:
	case fyne.KeyDown:
		t.SetRing(max(t.ring, 0))
		return true
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		if to < len(stops) {
			t.head.press(stops[to])
		}
		return true
	default:
		return false
	}
	t.heading = max(min(to, len(stops)-1), 0)
	t.update(false)
	return true
}

// press does what a stop is for.
func (h *tableHead) press(stop int) {
	if stop == headBox {
		h.table.toggleAll()
		return
	}
	h.table.sortBy(h.table.spans[stop].Column)
}

// show draws everything anew.
func (h *tableHead) show() {
	t := h.table
	for len(h.titles) < len(t.spans) {
		n := &headTitle{text: newText(headText, false), arrow: newText(headText, false), line: canvas.NewRectangle(nil)}
		h.titles = append(h.titles, n)
		h.objects = append(h.objects, n.text, n.arrow, n.line)
	}
	h.back.FillColor, h.line.FillColor = colour(h, theme.Sidebar), colour(h, theme.Divider)
	h.hover.FillColor = colour(h, theme.RowHover)
	for i, n := range h.titles {
		shown := i < len(t.spans)
		n.text.Hidden, n.arrow.Hidden, n.line.Hidden = !shown, true, i >= len(t.spans)-1
		if shown {
			n.show(h, t.spans[i])
		}
	}
	h.box.show(h, t.howMany(), t.OnChoose != nil)
	h.box.move(tableEdge, (tableHeadHeight-tableBox)/2)
	h.point()
	canvas.Refresh(h)
}

func (n *headTitle) show(h *tableHead, s span) {
	tint, arrow := colour(h, theme.TextSecondary), ""
	if h.table.sorted == s.Key {
		tint, arrow = colour(h, fynetheme.ColorNameForeground), "↑"
		if h.table.sortDown {
			arrow = "↓"
		}
	}
	n.text.Color, n.arrow.Color, n.line.FillColor = tint, colour(h, theme.AccentText), colour(h, theme.Divider)
	n.text.TextStyle.Bold, n.arrow.TextStyle.Bold = arrow != "", true
	n.arrow.Text, n.arrow.Hidden = arrow, arrow == ""
	room, sign := s.width-2*cellPad, float32(0)
	if arrow != "" {
		sign = n.arrow.MinSize().Width + 2
	}
	n.text.Text = fit(s.Title, room-sign, headText, n.text.TextStyle)
	m := n.text.MinSize()
	x, y := s.x+cellPad, (tableHeadHeight-1-m.Height)/2
	at := x + m.Width + 2 // of the arrow: behind the words, or before them where numbers end
	if s.Right {
		x = floor(s.x + s.width - cellPad - m.Width)
		at = x - sign
	}
	place(n.text, x, y, m.Width, m.Height)
	place(n.arrow, at, y, n.arrow.MinSize().Width, m.Height)
	place(n.line, s.x+s.width-1, 2*theme.Unit, 1, tableHeadHeight-4*theme.Unit)
}

// paint shows the ring, if it moved.
func (h *tableHead) paint() {
	if h.ringed != h.ringStop() {
		h.point()
	}
}

// noStop is drawn nowhere.
const noStop = -2

// ringStop is the stop that has the ring.
func (h *tableHead) ringStop() int {
	t := h.table
	if stops := h.stops(); t.focused && t.heading >= 0 && t.heading < len(stops) {
		return stops[t.heading]
	}
	return noStop
}

// point draws the ring and what is under the pointer.
func (h *tableHead) point() {
	h.ringed = h.ringStop()
	setRing(h.ring, h, h.ringed != noStop)
	if h.ringed != noStop {
		h.around(h.ring, h.ringed)
	}
	h.hover.Hidden = true
	if spans := h.table.spans; h.over >= 0 && h.over < len(spans) && h.grip < 0 && spans[h.over].Sortable && h.table.OnSort != nil {
		h.hover.Hidden = false
		h.around(h.hover, h.over)
	}
	canvas.Refresh(h.ring)
	canvas.Refresh(h.hover)
}

// around lays an object round a stop.
func (h *tableHead) around(o fyne.CanvasObject, stop int) {
	if stop == headBox {
		place(o, tableEdge-theme.Unit, (tableHeadHeight-tableBox)/2-theme.Unit, tableBox+2*theme.Unit, tableBox+2*theme.Unit)
		return
	}
	s := h.table.spans[stop]
	place(o, s.x+1, 2, s.width-3, tableHeadHeight-5)
}

// columnAt is the column at x; -1: none.
func (h *tableHead) columnAt(x float32) int {
	return slices.IndexFunc(h.table.spans, func(s span) bool { return x >= s.x && x < s.x+s.width })
}

// gripAt is the column whose end is at x; -1: none.
func (h *tableHead) gripAt(x float32) int {
	return slices.IndexFunc(h.table.spans, func(s span) bool { return x >= s.x+s.width-gripSide-1 && x <= s.x+s.width+gripSide })
}

func (h *tableHead) Cursor() desktop.Cursor {
	if h.grip >= 0 {
		return desktop.HResizeCursor
	}
	return desktop.DefaultCursor
}

func (h *tableHead) MouseIn(e *desktop.MouseEvent) { h.MouseMoved(e) }
func (h *tableHead) MouseOut()                     { h.over, h.grip = -1, -1; h.point() }

func (h *tableHead) MouseMoved(e *desktop.MouseEvent) {
	if e.Button == 0 { // with a button down a line is still held
		h.hold(e.Position.X)
	}
}

func (h *tableHead) hold(x float32) {
	over, grip := h.columnAt(x), h.gripAt(x)
	if over == h.over && grip == h.grip {
		return
	}
	h.over, h.grip = over, grip
	h.point()
}

// MouseDown takes hold of a line.
func (h *tableHead) MouseDown(e *desktop.MouseEvent) {
	h.hold(e.Position.X)
	if h.grip >= 0 {
		h.dragged = h.table.spans[h.grip].width
	}
	h.table.takeFocus()
}

func (h *tableHead) MouseUp(*desktop.MouseEvent) {}

// Dragged makes the column whose line is held wider or narrower.
func (h *tableHead) Dragged(e *fyne.DragEvent) {
	t := h.table
	if h.grip < 0 || h.grip >= len(t.spans) || e.Dragged.DX == 0 {
		return
	}
	h.dragged += e.Dragged.DX
	t.resized[t.spans[h.grip].Key] = max(min(h.dragged, t.Size().Width/2), leastColumn)
	t.editor.end(true)
	t.update(false)
}

func (h *tableHead) DragEnd() { h.grip = -1; h.point() }

func (h *tableHead) Tapped(e *fyne.PointEvent) {
	h.table.takeFocus()
	x := e.Position.X
	switch column := h.columnAt(x); {
	case h.gripAt(x) >= 0:
	case column >= 0:
		h.press(column)
	case x < h.table.left():
		h.press(headBox)
	}
}

func (h *tableHead) CreateRenderer() fyne.WidgetRenderer { return tableHeadRenderer{h} }

type tableHeadRenderer struct{ head *tableHead }

func (d tableHeadRenderer) Destroy()                     {}
func (d tableHeadRenderer) Objects() []fyne.CanvasObject { return d.head.objects }
func (d tableHeadRenderer) MinSize() fyne.Size           { return fyne.NewSize(0, tableHeadHeight) }
func (d tableHeadRenderer) Refresh()                     { d.head.show() }

func (d tableHeadRenderer) Layout(size fyne.Size) {
	place(d.head.back, 0, 0, size.Width, size.Height)
	place(d.head.line, 0, size.Height-1, size.Width, 1)
}

// boxState is how much of what a box stands for is chosen.
type boxState int

const (
	boxNone boxState = iota
	boxSome
	boxAll
)

// boxMark draws a box: empty, with a bar for some, with a tick for all.
type boxMark struct {
	edge, bar *canvas.Rectangle
	tick      [2]*canvas.Line
}

func newBoxMark() *boxMark {
	b := &boxMark{edge: canvas.NewRectangle(nil), bar: canvas.NewRectangle(nil)}
	b.edge.CornerRadius, b.bar.CornerRadius = 4, 1
	for i := range b.tick {
		b.tick[i] = canvas.NewLine(color.Transparent)
		b.tick[i].StrokeWidth = 2
	}
	return b
}

func (b *boxMark) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{b.edge, b.bar, b.tick[0], b.tick[1]}
}

func (b *boxMark) move(x, y float32) {
	place(b.edge, x, y, tableBox, tableBox)
	place(b.bar, x+4, y+tableBox/2-1, tableBox-8, 2)
	b.tick[0].Position1, b.tick[0].Position2 = fyne.NewPos(x+4, y+8), fyne.NewPos(x+7, y+11)
	b.tick[1].Position1, b.tick[1].Position2 = fyne.NewPos(x+7, y+11), fyne.NewPos(x+12, y+5)
}

func (b *boxMark) show(w fyne.Widget, state boxState, visible bool) {
	b.edge.StrokeWidth, b.edge.StrokeColor = 1.25, colour(w, theme.Offline)
	b.edge.FillColor = colour(w, fynetheme.ColorNameInputBackground)
	if state != boxNone {
		b.edge.StrokeWidth, b.edge.FillColor = 0, colour(w, theme.Accent)
	}
	b.bar.FillColor = colour(w, theme.TextOnAccent)
	b.edge.Hidden, b.bar.Hidden = !visible, !visible || state != boxSome
	for _, line := range b.tick {
		line.StrokeColor, line.Hidden = colour(w, theme.TextOnAccent), !visible || state != boxAll
	}
	for _, o := range b.objects() {
		canvas.Refresh(o)
	}
}
