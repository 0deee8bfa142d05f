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

// tableRow draws one row in sight and takes the pointer for all its cells. It has
// no painter: of what it shows only what changed is drawn anew, since each text
// that is costs as much as all else of the row.
type tableRow struct {
	widget.BaseWidget
	table   *Table
	index   int  // -1: not in use
	stale   bool // its cells are yet to be drawn
	hovered bool
	pressed bool    // what Tapped would do was done when the button went down
	held    bool    // the button is down
	down    float32 // where it went down, across
	look    rowLook

	back    *canvas.Rectangle
	mark    *canvas.Rectangle
	line    *canvas.Rectangle
	ring    *canvas.Rectangle
	ghost   *canvas.Rectangle
	box     *boxMark
	cells   []*tableCell
	objects []fyne.CanvasObject
}

// rowLook is all that a row shows beside its cells.
type rowLook struct {
	painted, chosen, boxed, hovered, ringed, focused, band bool
}

func newTableRow(t *Table) *tableRow {
	r := &tableRow{
		table: t, index: -1, box: newBoxMark(), ring: newRing(4),
		back: canvas.NewRectangle(nil), mark: canvas.NewRectangle(nil), line: canvas.NewRectangle(nil), ghost: canvas.NewRectangle(nil),
	}
	r.ghost.CornerRadius = 4
	r.ghost.Hide()
	r.objects = append([]fyne.CanvasObject{r.back, r.line, r.mark, r.ring, r.ghost}, r.box.objects()...)
	r.ExtendBaseWidget(r)
	r.Hide()
	return r
}

// leave takes the row out of use.
func (r *tableRow) leave() {
	r.index, r.hovered, r.stale = -1, false, false
	r.Hide()
}

// blank takes away what the row showed at another place, until it is drawn.
func (r *tableRow) blank() {
	r.stale = true
	for i, c := range r.cells {
		if i < len(r.table.spans) {
			c.show(Cell{}, r.table.spans[i])
		}
	}
	r.haunt(true)
}

// haunt shows a bar where the first cell is to be, or no longer.
func (r *tableRow) haunt(on bool) {
	if t := r.table; len(t.spans) > 0 {
		first := t.spans[0]
		place(r.ghost, first.x+cellPad, tableRowHeight/2-5, max(first.width-2*cellPad, 0)*0.6, 10)
	}
	if r.ghost.Hidden == on {
		r.ghost.Hidden = !on
		canvas.Refresh(r.ghost)
	}
}

// show asks for the cells and shows them, and tells how many texts are other ones.
func (r *tableRow) show() (drawn int) {
	t := r.table
	r.stale = false
	for len(r.cells) < len(t.spans) {
		r.cells = append(r.cells, newTableCell(r))
	}
	empty := true
	for i, c := range r.cells {
		if i >= len(t.spans) {
			c.show(Cell{}, span{})
			continue
		}
		var cell Cell
		if t.Cells != nil {
			cell = t.Cells(r.index, t.spans[i].Key)
		}
		empty = empty && cell.Text == "" && cell.Glyph == "" && cell.Person == "" && !cell.Dotted
		before := c.text.Text
		c.show(cell, t.spans[i])
		if c.text.Text != before && c.text.Text != "" {
			drawn++
		}
	}
	r.haunt(empty)
	return drawn
}

// paint shows whether the row is chosen, under the pointer, or in the ring.
func (r *tableRow) paint() {
	t := r.table
	inRing := t.ring == r.index && t.heading < 0
	look := rowLook{
		painted: true, chosen: t.chosen(r.index), boxed: t.OnChoose != nil, hovered: r.hovered,
		ringed: inRing, focused: inRing && t.focused, band: t.Band != nil && t.Band(r.index),
	}
	if look == r.look {
		return
	}
	r.look = look
	r.back.FillColor = color.Transparent
	switch {
	case look.chosen:
		r.back.FillColor = colour(r, theme.RowSelected)
	case look.hovered, look.ringed:
		r.back.FillColor = colour(r, theme.RowHover)
	case look.band:
		r.back.FillColor = colour(r, theme.Sidebar)
	}
	r.mark.FillColor = color.Transparent
	if look.ringed {
		r.mark.FillColor = colour(r, theme.Accent)
	}
	r.line.FillColor, r.ghost.FillColor = colour(r, theme.RowHover), colour(r, theme.Divider)
	setRing(r.ring, r, look.focused)
	state := boxNone
	if look.chosen {
		state = boxAll
	}
	r.box.show(r, state, look.boxed)
	for _, o := range []fyne.CanvasObject{r.back, r.line, r.mark, r.ring, r.ghost} {
		canvas.Refresh(o)
	}
}

// inBox tells whether x is where a click is meant for the box.
func (r *tableRow) inBox(x float32) bool { return r.table.OnChoose != nil && x < r.table.left() }

// MouseDown acts at once: Tapped comes late where a second tap may follow.
func (r *tableRow) MouseDown(e *desktop.MouseEvent) {
	if r.index < 0 {
		return
	}
	switch e.Button {
	case desktop.MouseButtonPrimary:
		r.pressed, r.held, r.down = true, true, e.Position.X
		r.table.press(r.index, r.inBox(e.Position.X), e.Modifier)
	case desktop.MouseButtonSecondary:
		r.table.press(r.index, false, 0)
	}
}

// MouseUp is for what must not happen while the button is still down, such as
// leaving the screen.
func (r *tableRow) MouseUp(e *desktop.MouseEvent) {
	if r.held && e.Button == desktop.MouseButtonPrimary && !r.inBox(r.down) {
		r.table.pressCell(r.index, r.down)
	}
	r.held = false
}

func (r *tableRow) Tapped(e *fyne.PointEvent) {
	if r.index >= 0 && !r.pressed {
		r.table.press(r.index, r.inBox(e.Position.X), r.table.Modifiers())
		if !r.inBox(e.Position.X) {
			r.table.pressCell(r.index, e.Position.X)
		}
	}
	r.pressed = false
}

func (r *tableRow) DoubleTapped(e *fyne.PointEvent) {
	r.pressed = false
	if !r.inBox(e.Position.X) && !r.table.openCell(r.index, e.Position.X) {
		r.table.open(r.index)
	}
}

func (r *tableRow) TappedSecondary(e *fyne.PointEvent) {
	if r.index < 0 {
		return
	}
	r.table.press(r.index, false, 0)
	if r.table.OnMenu != nil {
		r.table.OnMenu(r.index, e.AbsolutePosition)
	}
}

func (r *tableRow) MouseIn(*desktop.MouseEvent)    { r.hover(true); r.table.point() }
func (r *tableRow) MouseMoved(*desktop.MouseEvent) { r.table.point() }
func (r *tableRow) MouseOut()                      { r.hover(false) }

func (r *tableRow) hover(on bool) {
	if r.index >= 0 {
		r.hovered = on
		r.paint()
	}
}

func (r *tableRow) CreateRenderer() fyne.WidgetRenderer { return tableRowRenderer{r} }

type tableRowRenderer struct{ row *tableRow }

func (d tableRowRenderer) Destroy()                     {}
func (d tableRowRenderer) Objects() []fyne.CanvasObject { return d.row.objects }
func (d tableRowRenderer) MinSize() fyne.Size           { return fyne.NewSize(0, tableRowHeight) }

func (d tableRowRenderer) Layout(size fyne.Size) {
	r := d.row
	place(r.back, 0, 0, size.Width, size.Height)
	place(r.line, 0, size.Height-1, size.Width, 1)
	place(r.mark, 0, 0, 3, size.Height)
	place(r.ring, 1, 1, size.Width-2, size.Height-2)
	r.box.move(tableEdge, (size.Height-tableBox)/2)
}

// Refresh is called when the colours changed, or when it is shown again.
func (d tableRowRenderer) Refresh() {
	r := d.row
	r.look.painted = false
	for _, c := range r.cells {
		c.tint()
	}
	if r.index >= 0 {
		r.paint()
	}
}

// tableCell draws one cell of a row.
type tableCell struct {
	row    *tableRow
	shown  Cell
	at     span
	text   *canvas.Text
	glyph  *canvas.Text      // nil until there is one
	avatar *Avatar           // nil until there is one
	dot    *StateDot         // nil until there is one
	pill   *canvas.Rectangle // nil until there is one
}

const (
	cellText   = theme.TextBody - 0.5
	cellAvatar = 6 * theme.Unit
)

func newTableCell(r *tableRow) *tableCell {
	c := &tableCell{row: r, text: newText(cellText, false)}
	r.objects = append(r.objects, c.text)
	return c
}

func (c *tableCell) show(cell Cell, at span) {
	if c.shown == cell && c.at == at {
		return
	}
	c.setAvatar(cell)
	c.shown, c.at = cell, at
	c.tint()

	x, right := at.x+cellPad, at.x+at.width-cellPad
	if cell.Person != "" {
		place(c.avatar, x, (tableRowHeight-cellAvatar)/2, cellAvatar, cellAvatar)
		x += cellAvatar + 2*theme.Unit
	}
	x += c.setDot(cell, x)
	sign := c.setGlyph(cell.Glyph, right-x)
	most := right - x - sign
	words := OneLine(cell.Text, int(max(most, 0)/3)+1) // no sign is that narrow
	c.text.TextStyle.Bold = cell.Bold
	c.text.Text = fit(words, most, cellText, c.text.TextStyle)
	m := c.text.MinSize()
	if at.Right {
		x = max(floor(right-sign-m.Width), x)
	}
	if sign > 0 {
		g := c.glyph.MinSize()
		place(c.glyph, x, (tableRowHeight-g.Height)/2-1, g.Width, g.Height)
	}
	place(c.text, x+sign, (tableRowHeight-m.Height)/2-1, m.Width, m.Height) // Han sits low in its line
	c.setPill(cell.Pressable, x+sign, m.Width)
}

// setDot shows the dot of a seat and tells how much room it takes.
func (c *tableCell) setDot(cell Cell, x float32) float32 {
	if c.dot == nil {
		if !cell.Dotted {
			return 0
		}
		c.dot = NewStateDot(cell.Dot)
		c.row.objects = append(c.row.objects, c.dot)
	}
	if c.dot.Hidden = !cell.Dotted; c.dot.Hidden {
		canvas.Refresh(c.dot)
		return 0
	}
	c.dot.Set(cell.Dot)
	place(c.dot, x, (tableRowHeight-dotSize)/2, dotSize, dotSize)
	return dotSize + theme.Unit + 2
}

// setPill draws a button behind the text, or no longer.
func (c *tableCell) setPill(on bool, x, width float32) {
	if c.pill == nil {
		if !on {
			return
		}
		c.pill = canvas.NewRectangle(nil)
		c.pill.CornerRadius = 4
		c.row.objects = slices.Insert(c.row.objects, 1, fyne.CanvasObject(c.pill)) // over the ground, under all else
	}
	c.pill.Hidden = !on || width == 0
	place(c.pill, x-cellPad+2, theme.Unit, width+2*cellPad-4, tableRowHeight-2*theme.Unit-1)
	c.tint()
}

// setAvatar shows who the cell is about.
func (c *tableCell) setAvatar(cell Cell) {
	if c.avatar == nil {
		if cell.Person == "" {
			return
		}
		c.avatar = NewAvatar(cellAvatar)
		c.row.objects = append(c.row.objects, c.avatar)
	}
	c.avatar.Set(cell.Person, cell.Text)
	if c.avatar.Hidden = cell.Person == ""; c.avatar.Hidden {
		cell.Picture = ""
		canvas.Refresh(c.avatar)
	}
	if c.row.table.SetPicture != nil && (cell.Person != c.shown.Person || cell.Picture != c.shown.Picture) {
		c.row.table.SetPicture(c.avatar, cell.Picture)
	}
}

// setGlyph shows the sign before the text and tells how much room it takes.
func (c *tableCell) setGlyph(glyph string, most float32) float32 {
	if c.glyph == nil {
		if glyph == "" {
			return 0
		}
		c.glyph = newText(cellText, false)
		c.row.objects = append(c.row.objects, c.glyph)
		c.tint()
	}
	c.glyph.Text = fit(glyph, most, cellText, c.glyph.TextStyle)
	if c.glyph.Text == "" {
		return 0
	}
	return c.glyph.MinSize().Width + theme.Unit
}

// tint gives the texts the colours of now.
func (c *tableCell) tint() {
	c.text.Color = tone(c.row, c.shown.Tone)
	canvas.Refresh(c.text)
	if c.glyph != nil {
		c.glyph.Color = tone(c.row, c.shown.GlyphTone)
		canvas.Refresh(c.glyph)
	}
	if c.pill != nil {
		c.pill.FillColor = colour(c.row, theme.RowSelected)
		canvas.Refresh(c.pill)
	}
}

func tone(w fyne.Widget, name fyne.ThemeColorName) color.Color {
	if name == "" {
		name = fynetheme.ColorNameForeground
	}
	return colour(w, name)
}
