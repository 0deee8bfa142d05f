package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/ui/theme"
)

// Grid shows a few rows of words in columns, for what is read and not worked with.
// The first row is the heading where Head is set.
type Grid struct {
	widget.BaseWidget
	Head  bool
	Right []bool // columns of numbers

	rows  [][]Cell
	brush brush
}

const gridRow = 5*theme.Unit + 2

// NewGrid makes an empty grid. Right tells which columns are aligned at their end.
func NewGrid(head bool, right ...bool) *Grid {
	g := &Grid{Head: head, Right: right}
	g.brush.owner = g
	g.ExtendBaseWidget(g)
	return g
}

// Set shows other rows. Of the cells only text, tone and weight count.
func (g *Grid) Set(rows [][]Cell) {
	g.rows = rows
	g.Refresh()
}

// CreateRenderer is called by the toolkit.
func (g *Grid) CreateRenderer() fyne.WidgetRenderer {
	r := gridRenderer{g}
	r.Layout(g.Size())
	return r
}

type gridRenderer struct{ g *Grid }

func (r gridRenderer) Destroy()                     {}
func (r gridRenderer) Objects() []fyne.CanvasObject { return r.g.brush.objects }
func (r gridRenderer) MinSize() fyne.Size {
	return fyne.NewSize(40*theme.Unit, float32(len(r.g.rows))*gridRow)
}

func (r gridRenderer) Refresh() {
	r.Layout(r.g.Size())
	canvas.Refresh(r.g)
}

// Layout gives each column what it needs and shares what is left among the gaps;
// where it is too little the widest gives way.
func (r gridRenderer) Layout(size fyne.Size) {
	g := r.g
	g.brush.begin()
	var widths []float32
	for _, row := range g.rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], measured(cell.Text, chartText, cell.Bold || g.Head).Width)
		}
	}
	if len(widths) == 0 || size.Width < 1 {
		return
	}
	var sum float32
	widest := 0
	for i, w := range widths {
		if sum += w; w > widths[widest] {
			widest = i
		}
	}
	gap := 3 * theme.Unit
	if n := float32(len(widths) - 1); n > 0 {
		if over := sum + n*gap - size.Width; over > 0 {
			widths[widest] = max(widths[widest]-over, 4*theme.Unit)
		} else {
			gap = min(gap-over/n, 12*theme.Unit)
		}
	} else {
		widths[0] = size.Width
	}
	for n, row := range g.rows {
		x, y := float32(0), float32(n)*gridRow
		for i, cell := range row {
			tone := cell.Tone
			if g.Head && n == 0 {
				tone = theme.TextSecondary
			}
			if tone == "" {
				tone = fynetheme.ColorNameForeground
			}
			words := fit(cell.Text, widths[i], chartText, fyne.TextStyle{Bold: cell.Bold})
			m := measured(words, chartText, cell.Bold)
			at := x
			if i < len(g.Right) && g.Right[i] {
				at += widths[i] - m.Width
			}
			g.brush.text(words, tone, at, y+(gridRow-m.Height)/2, cell.Bold)
			x += widths[i] + gap
		}
		if g.Head && n == 0 {
			g.brush.rect(theme.Divider, 0, gridRow-1, size.Width, 1)
		}
	}
}
