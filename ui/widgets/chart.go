package widgets

import (
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/driver/software"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/ui/theme"
)

const (
	chartText   = theme.TextCaption
	chartPad    = 2 * theme.Unit
	pictureFold = 2 // pixels of a picture for one of the size that is asked for
)

// chart is what all charts have: drawing with few objects, and what is said of the
// place under the pointer. Kinds of chart embed it and say how they are drawn.
type chart struct {
	widget.BaseWidget
	empty string // said where there is nothing to show
	title string // drawn in pictures only: screens have headings of their own

	self  fyne.Widget
	draw  func(b *brush, size fyne.Size)
	under func(at fyne.Position) (tip chartTip, ok bool)
	brush brush
	tip   *tipBox
}

func (c *chart) init(self fyne.Widget, draw func(*brush, fyne.Size), under func(fyne.Position) (chartTip, bool)) {
	c.self, c.draw, c.under = self, draw, under
	c.brush.owner = self
	c.tip = newTipBox()
	c.ExtendBaseWidget(self)
}

// MouseIn is called by the toolkit.
func (c *chart) MouseIn(e *desktop.MouseEvent) { c.MouseMoved(e) }

// MouseMoved is called by the toolkit.
func (c *chart) MouseMoved(e *desktop.MouseEvent) {
	tip, ok := c.under(e.Position)
	if !ok {
		c.tip.Hide()
		return
	}
	c.tip.show(tip, e.Position, c.Size())
}

// MouseOut is called by the toolkit.
func (c *chart) MouseOut() { c.tip.Hide() }

// Said is what is said of the place under the pointer; nothing where it is over
// nothing.
func (c *chart) Said() []string {
	if !c.tip.Visible() {
		return nil
	}
	return c.tip.tip.lines
}

// changed draws other things.
func (c *chart) changed() {
	c.tip.Hide()
	c.Refresh()
}

// CreateRenderer is called by the toolkit.
func (c *chart) CreateRenderer() fyne.WidgetRenderer {
	r := &chartRenderer{chart: c}
	r.Refresh()
	return r
}

type chartRenderer struct{ chart *chart }

func (r *chartRenderer) Destroy()           {}
func (r *chartRenderer) MinSize() fyne.Size { return fyne.NewSize(40*theme.Unit, 16*theme.Unit) }

func (r *chartRenderer) Layout(size fyne.Size) {
	r.chart.tip.Resize(size)
	r.paint(size)
}

func (r *chartRenderer) Refresh() {
	r.paint(r.chart.Size())
	canvas.Refresh(r.chart.self)
}

func (r *chartRenderer) Objects() []fyne.CanvasObject {
	return append(r.chart.brush.objects[:len(r.chart.brush.objects):len(r.chart.brush.objects)], r.chart.tip)
}

func (r *chartRenderer) paint(size fyne.Size) {
	b := &r.chart.brush
	b.begin()
	if size.Width < 1 || size.Height < 1 {
		return
	}
	r.chart.draw(b, size)
}

// drawn puts a chart into a picture, on the ground of the theme. It is called on
// the UI goroutine, with a chart that is on no screen.
func drawn(o fyne.CanvasObject, size fyne.Size) image.Image {
	c := software.NewCanvas()
	c.SetPadded(false)
	c.SetScale(pictureFold)
	c.SetContent(o)
	c.Resize(size)
	return c.Capture()
}

// nothing says in the middle that there is nothing to show.
func (c *chart) nothing(b *brush, size fyne.Size) {
	m := measured(c.empty, chartText, false)
	b.text(c.empty, theme.TextSecondary, (size.Width-m.Width)/2, (size.Height-m.Height)/2, false)
}

// headline draws the title of a picture and tells how much room it took.
func (c *chart) headline(b *brush, size fyne.Size) float32 {
	if c.title == "" {
		return 0
	}
	words := fit(c.title, size.Width-2*chartPad, theme.TextHeading, fyne.TextStyle{Bold: true})
	t := b.text(words, fynetheme.ColorNameForeground, chartPad, chartPad, true)
	t.TextSize = theme.TextHeading
	return measured(words, theme.TextHeading, true).Height + 2*chartPad
}

func measured(text string, size float32, bold bool) fyne.Size {
	return fyne.MeasureText(text, size, fyne.TextStyle{Bold: bold})
}

// brush draws with objects that it uses again.
type brush struct {
	owner   fyne.Widget
	objects []fyne.CanvasObject

	rects []*canvas.Rectangle
	lines []*canvas.Line
	texts []*canvas.Text
	used  struct{ rects, lines, texts int }
}

// begin takes everything away.
func (b *brush) begin() {
	b.objects = b.objects[:0:0] // the painter may still hold the old ones
	b.used.rects, b.used.lines, b.used.texts = 0, 0, 0
}

// rect draws a rectangle.
func (b *brush) rect(name fyne.ThemeColorName, x, y, width, height float32) *canvas.Rectangle {
	if b.used.rects == len(b.rects) {
		b.rects = append(b.rects, canvas.NewRectangle(nil))
	}
	r := b.rects[b.used.rects]
	b.used.rects++
	r.FillColor, r.StrokeColor, r.StrokeWidth, r.CornerRadius = colour(b.owner, name), nil, 0, 0
	place(r, x, y, width, height)
	b.objects = append(b.objects, r)
	return r
}

// outline draws the edge of a rectangle.
func (b *brush) outline(name fyne.ThemeColorName, x, y, width, height float32) {
	const edge = 1.5
	if width <= 2*edge {
		b.rect(name, x, y, width, height)
		return
	}
	r := b.rect(name, x+edge/2, y+edge/2, width-edge, height-edge)
	r.FillColor, r.StrokeColor, r.StrokeWidth = color.Transparent, r.FillColor, edge
}

// line draws a line.
func (b *brush) line(name fyne.ThemeColorName, from, to fyne.Position, width float32) {
	if b.used.lines == len(b.lines) {
		b.lines = append(b.lines, canvas.NewLine(nil))
	}
	l := b.lines[b.used.lines]
	b.used.lines++
	l.StrokeColor, l.StrokeWidth, l.Position1, l.Position2 = colour(b.owner, name), width, from, to
	b.objects = append(b.objects, l)
}

// text writes words, their upper left corner at x and y.
func (b *brush) text(words string, name fyne.ThemeColorName, x, y float32, bold bool) *canvas.Text {
	if b.used.texts == len(b.texts) {
		b.texts = append(b.texts, newText(chartText, false))
	}
	t := b.texts[b.used.texts]
	b.used.texts++
	t.Text, t.Color, t.TextSize, t.TextStyle.Bold = words, colour(b.owner, name), chartText, bold
	m := measured(words, chartText, bold)
	place(t, x, y, m.Width, m.Height)
	b.objects = append(b.objects, t)
	return t
}

// chartTip is what is said of a place, and where it is.
type chartTip struct {
	lines       []string
	x, from, to float32 // a line across the chart that marks the place
}

// tipBox says what is under the pointer, over a chart.
type tipBox struct {
	widget.BaseWidget
	tip   chartTip
	at    fyne.Position
	guide *canvas.Rectangle
	back  *canvas.Rectangle
	texts []*canvas.Text
}

// tipLines is how many lines a tip has at most.
const tipLines = 8

func newTipBox() *tipBox {
	t := &tipBox{guide: canvas.NewRectangle(nil), back: canvas.NewRectangle(nil)}
	t.back.CornerRadius, t.back.StrokeWidth = 4, 1
	for range tipLines {
		t.texts = append(t.texts, newText(chartText, false))
	}
	t.texts[0].TextStyle.Bold = true
	t.ExtendBaseWidget(t)
	t.Hide()
	return t
}

func (t *tipBox) show(tip chartTip, at fyne.Position, size fyne.Size) {
	t.tip, t.at = tip, at
	t.Resize(size)
	t.Show()
	t.Refresh()
}

// CreateRenderer is called by the toolkit.
func (t *tipBox) CreateRenderer() fyne.WidgetRenderer {
	objects := []fyne.CanvasObject{t.guide, t.back}
	for _, text := range t.texts {
		objects = append(objects, text)
	}
	layout := func(size fyne.Size) {
		var width, height float32
		for i, text := range t.texts {
			if text.Hidden = i >= len(t.tip.lines); text.Hidden {
				continue
			}
			text.Text = t.tip.lines[i]
			m := text.MinSize()
			width, height = max(width, m.Width), height+m.Height
		}
		width, height = width+2*chartPad, height+chartPad
		x, y := t.at.X+3*theme.Unit, t.at.Y-height/2
		if x+width > size.Width {
			x = t.at.X - 3*theme.Unit - width
		}
		x, y = max(x, 0), max(min(y, size.Height-height), 0)
		place(t.guide, t.tip.x, t.tip.from, 1, t.tip.to-t.tip.from)
		place(t.back, x, y, width, height)
		y += chartPad / 2
		for _, text := range t.texts {
			if text.Hidden {
				continue
			}
			m := text.MinSize()
			place(text, x+chartPad, y, m.Width, m.Height)
			y += m.Height
		}
	}
	return newPainter(&painter{
		objects: objects,
		min:     func() fyne.Size { return fyne.Size{} },
		layout:  layout,
		refresh: func() {
			t.guide.FillColor = colour(t, theme.TextSecondary)
			t.back.FillColor, t.back.StrokeColor = colour(t, fynetheme.ColorNameMenuBackground), colour(t, theme.Divider)
			for _, text := range t.texts {
				text.Color = colour(t, fynetheme.ColorNameForeground)
			}
			layout(t.Size())
		},
	})
}
