package widgets

import (
	"math"
	"slices"

	"seatdeck/ui/theme"
)

// span is where a column is, in pixels from the left edge of the table.
type span struct {
	Column
	x, width float32
}

const (
	tableEdge     = 3 * theme.Unit
	tableBox      = 4 * theme.Unit  // the side of a box
	cellPad       = 2 * theme.Unit  // inside a cell, at both ends
	leastColumn   = 10 * theme.Unit // a column can't be dragged to less
	usualTightest = 0.6             // of a column's width
)

// left is where the first column begins.
func (t *Table) left() float32 {
	if t.OnChoose == nil {
		return tableEdge - cellPad
	}
	return tableEdge + tableBox + theme.Unit
}

// spread gives the columns their places in that much width; true when one moved.
func (t *Table) spread(width float32) bool {
	tightest := t.Tightest
	if tightest == 0 {
		tightest = usualTightest
	}
	spans := spreadColumns(t.columns, t.resized, t.left(), width-theme.Unit, tightest)
	if slices.Equal(spans, t.spans) {
		return false
	}
	t.spans = spans
	return true
}

// spreadColumns shares what is between left and right among columns. What is more
// than they need goes to those that grow and were not given a width by hand. If it
// is less all shrink alike, to no less than that share of what they ask for; what
// then is too much is left out at the end.
func spreadColumns(columns []Column, resized map[string]float32, left, right, tightest float32) []span {
	var need, grow float32
	for _, c := range columns {
		if by, ok := resized[c.Key]; ok {
			need += by
		} else {
			need, grow = need+c.Width, grow+c.Grow
		}
	}
	room := max(right-left, 0)
	extra, shrink := max(room-need, 0), float32(1)
	if need > room {
		shrink = max(room/need, tightest)
	}
	spans := make([]span, 0, len(columns))
	x := left
	for i, c := range columns {
		width, own := resized[c.Key]
		if !own {
			width = c.Width
			if grow > 0 {
				width += extra * c.Grow / grow
			}
		}
		width = floor(width * shrink)
		if x+width > right+0.5 {
			if i > 0 {
				break
			}
			width = floor(room)
		}
		spans = append(spans, span{Column: c, x: x, width: width})
		x += width
	}
	return spans
}

func floor(v float32) float32 { return float32(math.Floor(float64(v))) }

// spanOf finds a column that is shown.
func (t *Table) spanOf(column string) (span, bool) {
	i := slices.IndexFunc(t.spans, func(s span) bool { return s.Key == column })
	if i < 0 {
		return span{}, false
	}
	return t.spans[i], true
}
