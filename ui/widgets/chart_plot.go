package widgets

import (
	"image"
	"math"

	"fyne.io/fyne/v2"

	"seatdeck/ui/theme"
)

// Series is one kind of value over the steps of a chart.
type Series struct {
	Name   string
	Colour fyne.ThemeColorName
	Values []float64 // one a step; NaN is not known
}

// Step is a place on the axis of a chart.
type Step struct {
	Name string // in full, said under the pointer
	Tick string // below the axis, as far as there is room
}

// Plot is what Bars and Lines show.
type Plot struct {
	Title  string // over a picture
	Steps  []Step // at most 200: of more the last are shown
	Series []Series
	Times  bool                 // values are seconds, so the axis counts in minutes and hours
	Format func(float64) string // says a value; nil: as a whole number
}

// plotSteps bounds what is drawn: with two series it stays below 400 objects.
const plotSteps = 200

// Bars shows values over steps as bars, side by side or stacked. It is used on the
// UI goroutine.
type Bars struct {
	plot
	stacked bool
}

// NewBars makes a chart without values, which says empty.
func NewBars(empty string, stacked bool) *Bars {
	b := &Bars{stacked: stacked}
	b.empty, b.marks, b.total = empty, b.bars, stacked
	b.init(b, b.paint, b.at)
	return b
}

// Picture draws it in that size for a file, of twice as many pixels.
func (b *Bars) Picture(size fyne.Size) image.Image {
	p := NewBars(b.empty, b.stacked)
	p.title = b.shown.Title
	p.Set(b.shown)
	return drawn(p, size)
}

// Lines shows values over steps as lines; where a value is not known they break.
// It is used on the UI goroutine.
type Lines struct{ plot }

// NewLines makes a chart without values, which says empty.
func NewLines(empty string) *Lines {
	l := &Lines{}
	l.empty, l.marks = empty, l.lines
	l.init(l, l.paint, l.at)
	return l
}

// Picture draws it in that size for a file, of twice as many pixels.
func (l *Lines) Picture(size fyne.Size) image.Image {
	p := NewLines(l.empty)
	p.title = l.shown.Title
	p.Set(l.shown)
	return drawn(p, size)
}

// plot draws axes, and marks between them.
type plot struct {
	chart
	shown Plot
	total bool // the height of a step is the sum of its values
	marks func(b *brush, f frame)
	frame frame // of what was drawn last
}

// frame is where marks go.
type frame struct {
	x, y, width, height float32
	top                 float64 // the value at the upper edge
}

func (f frame) step(n int) float32       { return f.width / float32(n) }
func (f frame) across(v float64) float32 { return f.y + f.height - float32(v/f.top)*f.height }

// Set shows other values.
func (p *plot) Set(shown Plot) {
	if cut := len(shown.Steps) - plotSteps; cut > 0 {
		shown.Steps = shown.Steps[cut:]
		series := make([]Series, len(shown.Series))
		for i, s := range shown.Series {
			s.Values = s.Values[min(cut, len(s.Values)):]
			series[i] = s
		}
		shown.Series = series
	}
	p.shown = shown
	p.changed()
}

// value is a value, and whether it is known.
func (s Series) value(i int) (float64, bool) {
	if i >= len(s.Values) || math.IsNaN(s.Values[i]) || math.IsInf(s.Values[i], 0) {
		return 0, false
	}
	return max(s.Values[i], 0), true
}

// most is the largest value; false: there is none but zeros.
func (p *plot) most() (most float64, any bool) {
	for i := range p.shown.Steps {
		var sum float64
		for _, s := range p.shown.Series {
			if v, ok := s.value(i); ok {
				sum += v
				most = max(most, v)
			}
		}
		if p.total {
			most = max(most, sum)
		}
	}
	return most, most > 0
}

func (p *plot) say(v float64) string {
	if p.shown.Format != nil {
		return p.shown.Format(v)
	}
	return Number(int(math.Round(v)))
}

func (p *plot) paint(b *brush, size fyne.Size) {
	top := p.headline(b, size)
	most, any := p.most()
	if !any {
		p.frame = frame{}
		p.nothing(b, size)
		return
	}
	top += p.legend(b, top, size.Width)
	line := measured("0", chartText, false).Height
	bottom := line * 1.5
	rows := max(min(int((size.Height-top-bottom)/(2*line)), 4), 1)
	edge, by := niceTop(most, rows, p.shown.Times)
	left := float32(0)
	for v := 0.0; v <= edge+by/2; v += by {
		left = max(left, measured(p.say(v), chartText, false).Width)
	}
	f := frame{x: left + chartPad, y: top + line/2, top: edge}
	f.width, f.height = size.Width-f.x-chartPad, size.Height-f.y-bottom
	if f.width < float32(len(p.shown.Steps)) || f.height < line {
		p.frame = frame{}
		return
	}
	p.frame = f
	for v := 0.0; v <= edge+by/2; v += by {
		y := floor(f.across(v))
		words := p.say(v)
		m := measured(words, chartText, false)
		b.rect(theme.Divider, f.x, y, f.width, 1)
		b.text(words, theme.TextSecondary, left-m.Width, y-m.Height/2, false)
	}
	p.ticks(b, f)
	p.marks(b, f)
}

// ticks names steps below the axis, as many of those that have a name there as
// there is room for.
func (p *plot) ticks(b *brush, f frame) {
	var named []int
	widest := float32(0)
	for i, s := range p.shown.Steps {
		if s.Tick != "" {
			named = append(named, i)
			widest = max(widest, measured(s.Tick, chartText, false).Width)
		}
	}
	wide, apart := f.step(len(p.shown.Steps)), 1
	if n := len(named); n > 1 {
		apart = named[n-1] - named[n-2]
	}
	stride := max(int(math.Ceil(float64((widest+chartPad)/(wide*float32(apart))))), 1)
	for n := 0; n < len(named); n += stride {
		tick := p.shown.Steps[named[n]].Tick
		m := measured(tick, chartText, false)
		x := f.x + (float32(named[n])+0.5)*wide - m.Width/2
		if x+m.Width > f.x+f.width+chartPad {
			break
		}
		b.text(tick, theme.TextSecondary, max(x, 0), f.y+f.height+m.Height/2, false)
	}
}

// legend names the series in a line and tells how tall it is.
func (p *plot) legend(b *brush, y, width float32) float32 {
	line := measured("0", chartText, false).Height
	x := float32(0)
	for i, s := range p.shown.Series {
		m := measured(s.Name, chartText, false)
		if x > 0 && x+4*theme.Unit+m.Width > width {
			break
		}
		if p.marksLines() {
			b.rect(s.Colour, x, y+line/2-lineWidth(i)/2, 3*theme.Unit, lineWidth(i))
		} else {
			b.rect(s.Colour, x, y+line/2-5, 10, 10).CornerRadius = 2
		}
		b.text(s.Name, theme.TextSecondary, x+4*theme.Unit, y, false)
		x += m.Width + 8*theme.Unit
	}
	return line + theme.Unit
}

func (p *plot) marksLines() bool { _, is := p.self.(*Lines); return is }

// bars draws a bar for each value.
func (b *Bars) bars(br *brush, f frame) {
	wide := f.step(len(b.shown.Steps))
	room := min(wide*0.72, 12*theme.Unit)
	each := room
	if n := len(b.shown.Series); !b.stacked && n > 0 {
		each = room / float32(n)
	}
	for i := range b.shown.Steps {
		x, base := f.x+(float32(i)+0.5)*wide-room/2, 0.0
		for _, s := range b.shown.Series {
			v, ok := s.value(i)
			if ok && v > 0 {
				from, to := f.across(base+v), f.across(base)
				br.rect(s.Colour, x, from, max(each-0.5, 1), max(to-from, 1))
			}
			if b.stacked {
				base += v
			} else {
				x += each
			}
		}
	}
}

// lineWidth tells lines apart for those who do not see colours.
func lineWidth(series int) float32 {
	if series == 0 {
		return 2
	}
	return 1
}

// dotted is up to how many steps each value has a dot of its own.
const dotted = 40

// lines joins known values that follow one another.
func (l *Lines) lines(b *brush, f frame) {
	wide := f.step(len(l.shown.Steps))
	for n, s := range l.shown.Series {
		var last fyne.Position
		before := false
		for i := range l.shown.Steps {
			v, ok := s.value(i)
			at := fyne.NewPos(f.x+(float32(i)+0.5)*wide, f.across(v))
			if ok && before {
				b.line(s.Colour, last, at, lineWidth(n))
			}
			_, follows := s.value(i + 1)
			if ok && (len(l.shown.Steps) <= dotted || !before && !follows) {
				side := 2 + 1.5*lineWidth(n)
				b.rect(s.Colour, at.X-side/2, at.Y-side/2, side, side).CornerRadius = side / 2
			}
			last, before = at, ok
		}
	}
}

// at says what the values of the step under the pointer are.
func (p *plot) at(at fyne.Position) (chartTip, bool) {
	f, n := p.frame, len(p.shown.Steps)
	if f.width <= 0 || n == 0 || at.X < f.x || at.X >= f.x+f.width || at.Y < f.y-chartPad || at.Y > f.y+f.height+chartPad {
		return chartTip{}, false
	}
	i := min(int((at.X-f.x)/f.step(n)), n-1)
	tip := chartTip{lines: []string{p.shown.Steps[i].Name}, x: f.x + (float32(i)+0.5)*f.step(n), from: f.y, to: f.y + f.height}
	for _, s := range p.shown.Series {
		if v, ok := s.value(i); ok && len(tip.lines) < tipLines {
			tip.lines = append(tip.lines, s.Name+"  "+p.say(v))
		}
	}
	return tip, true
}

// niceTop is the value at the upper end of an axis and how far its lines are
// apart, for at most so many lines beside zero.
func niceTop(most float64, rows int, times bool) (top, by float64) {
	least := most / float64(rows)
	if times {
		for _, by := range []float64{5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 86400} {
			if by >= least {
				return by * math.Ceil(most/by), by
			}
		}
	}
	by = math.Pow(10, math.Floor(math.Log10(least)))
	for _, fold := range []float64{1, 2, 2.5, 5, 10} {
		if by*fold >= least && by*fold == math.Trunc(by*fold) {
			by *= fold
			break
		}
	}
	by = max(by, 1)
	return by * math.Ceil(most/by), by
}
