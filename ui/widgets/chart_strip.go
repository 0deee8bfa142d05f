package widgets

import (
	"image"
	"time"

	"fyne.io/fyne/v2"

	"seatdeck/app/model"
	"seatdeck/assets"
	"seatdeck/ui/theme"
)

// Strip shows in which states a seat was: a band over time, each state in a colour
// and a shape of its own, hours or days below, and what the shapes mean. It is
// used on the UI goroutine.
type Strip struct {
	chart
	texts    *assets.Texts
	zone     *time.Location
	from, to time.Time
	spans    []model.StateSpan
	x, width float32 // of what was drawn last
	top      float32
}

const (
	stripBand  = 8 * theme.Unit
	stripSpans = 160 // drawn at most: the shortest give way
)

// NewStrip makes an empty strip, which says so.
func NewStrip(texts *assets.Texts, zone *time.Location, empty string) *Strip {
	s := &Strip{texts: texts, zone: zone}
	s.empty = empty
	s.init(s, s.paint, s.at)
	return s
}

// Set shows the states between two times. Spans are in order and do not overlap.
func (s *Strip) Set(from, to time.Time, spans []model.StateSpan) {
	s.from, s.to, s.spans = from, to, spans
	s.changed()
}

// Picture draws it in that size for a file, of twice as many pixels, with a title.
func (s *Strip) Picture(title string, size fyne.Size) image.Image {
	p := NewStrip(s.texts, s.zone, s.empty)
	p.title = title
	p.Set(s.from, s.to, s.spans)
	return drawn(p, size)
}

// stripStates are the states in the order of the legend.
var stripStates = []model.SeatState{
	model.SeatOnline, model.SeatOffline, model.SeatInitializing, model.SeatKicked, model.SeatBanned, model.SeatUnknown,
}

// StateText names a state of a seat, as the legend of a strip does.
func StateText(t *assets.Texts, state model.SeatState) string {
	key, known := stripKeys[state]
	if !known {
		key = stripKeys[model.SeatUnknown]
	}
	return t.T(key)
}

var stripKeys = map[model.SeatState]string{
	model.SeatOnline: "chart.state.online", model.SeatOffline: "chart.state.offline", model.SeatInitializing: "chart.state.initializing",
	model.SeatKicked: "chart.state.kicked", model.SeatBanned: "chart.state.banned", model.SeatUnknown: "chart.state.unknown",
}

// shape draws a stretch of a state. The shapes are those of StateDot.
func (s *Strip) shape(b *brush, state model.SeatState, x, y, width, height float32) {
	switch state {
	case model.SeatOnline:
		b.rect(theme.Online, x, y, width, height)
	case model.SeatOffline:
		b.outline(theme.Offline, x, y, width, height)
	case model.SeatInitializing:
		b.rect(theme.Warn, x, y+height/2, width, height/2)
	case model.SeatKicked:
		b.outline(theme.Danger, x, y, width, height)
		b.rect(theme.Danger, x, y+height/2-1, width, 2)
	case model.SeatBanned:
		b.rect(theme.Danger, x, y+height*0.25, width, height*0.5)
	default:
		b.rect(theme.Offline, x, y+height/2-1, width, 2)
	}
}

func (s *Strip) paint(b *brush, size fyne.Size) {
	y := s.headline(b, size)
	whole := s.to.Sub(s.from)
	if len(s.spans) == 0 || whole <= 0 {
		s.width = 0
		s.nothing(b, size)
		return
	}
	s.x, s.width, s.top = 1, size.Width-2, y
	for _, span := range s.bounded(whole) {
		x, to := s.where(span.From), s.where(span.To)
		s.shape(b, span.State, x, y, max(to-x, 1), stripBand)
	}
	y += stripBand + theme.Unit/2
	line := measured("0", chartText, false).Height
	s.ticks(b, y)
	s.legend(b, y+line+theme.Unit, size.Width)
}

// where is the place of a time.
func (s *Strip) where(t time.Time) float32 {
	share := float64(t.Sub(s.from)) / float64(s.to.Sub(s.from))
	return s.x + float32(min(max(share, 0), 1))*s.width
}

// bounded are the spans that are drawn. Of more than can be told apart, each pixel
// or so shows the state that mattered most in it.
func (s *Strip) bounded(whole time.Duration) []model.StateSpan {
	if len(s.spans) <= stripSpans {
		return s.spans
	}
	bit := whole / stripSpans
	list := make([]model.StateSpan, 0, stripSpans)
	next := 0
	for i := range stripSpans {
		from := s.from.Add(time.Duration(i) * bit)
		to := from.Add(bit)
		if i == stripSpans-1 {
			to = s.to
		}
		for next < len(s.spans) && !s.spans[next].To.After(from) {
			next++
		}
		state := model.SeatUnknown
		for j := next; j < len(s.spans) && s.spans[j].From.Before(to); j++ {
			if graver(s.spans[j].State) > graver(state) {
				state = s.spans[j].State
			}
		}
		if n := len(list); n > 0 && list[n-1].State == state {
			list[n-1].To = to
			continue
		}
		list = append(list, model.StateSpan{State: state, From: from, To: to})
	}
	return list
}

// graver orders states by how much they matter to who looks for what went wrong.
func graver(state model.SeatState) int {
	switch state {
	case model.SeatOnline:
		return 1
	case model.SeatInitializing:
		return 2
	case model.SeatOffline:
		return 3
	case model.SeatKicked:
		return 4
	case model.SeatBanned:
		return 5
	}
	return 0
}

// ticks writes hours below, or days where there are more than one and a half.
func (s *Strip) ticks(b *brush, y float32) {
	hours, layout := []int{1, 2, 3, 4, 6, 12, 24}, "15:04"
	if s.to.Sub(s.from) > 36*time.Hour {
		hours, layout = []int{24, 48, 72, 120, 168, 240}, "01-02"
	}
	wide := measured("00:00", chartText, false).Width + 2*chartPad
	by := hours[len(hours)-1]
	for _, h := range hours {
		if s.width*float32(float64(time.Duration(h)*time.Hour)/float64(s.to.Sub(s.from))) >= wide {
			by = h
			break
		}
	}
	first := s.from.In(s.zone)
	at := time.Date(first.Year(), first.Month(), first.Day(), 0, 0, 0, 0, s.zone)
	for n := 0; !at.After(s.to); n++ {
		if x := s.where(at); !at.Before(s.from) {
			words := at.Format(layout)
			m := measured(words, chartText, false)
			if left := x - m.Width/2; left >= 0 && left+m.Width <= s.x+s.width+1 {
				b.rect(theme.TextSecondary, x, y-theme.Unit/2, 1, theme.Unit)
				b.text(words, theme.TextSecondary, left, y+theme.Unit/2, false)
			}
		}
		at = time.Date(first.Year(), first.Month(), first.Day(), (n+1)*by, 0, 0, 0, s.zone)
	}
}

// legend says what the shapes that are there mean.
func (s *Strip) legend(b *brush, y, width float32) {
	there := map[model.SeatState]bool{}
	for _, span := range s.spans {
		there[span.State] = true
	}
	x := s.x
	line := measured("0", chartText, false).Height
	for _, state := range stripStates {
		words := StateText(s.texts, state)
		m := measured(words, chartText, false)
		if !there[state] || x+6*theme.Unit+m.Width > width {
			continue
		}
		s.shape(b, state, x, y+line/2-5, 4*theme.Unit, 10)
		b.text(words, theme.TextSecondary, x+5*theme.Unit, y, false)
		x += m.Width + 9*theme.Unit
	}
}

// at says which state there was at the place under the pointer, and how long.
func (s *Strip) at(at fyne.Position) (chartTip, bool) {
	if s.width <= 0 || at.X < s.x || at.X >= s.x+s.width || at.Y < s.top || at.Y > s.top+stripBand {
		return chartTip{}, false
	}
	when := s.from.Add(time.Duration(float64(at.X-s.x) / float64(s.width) * float64(s.to.Sub(s.from))))
	for _, span := range s.spans {
		if when.Before(span.From) || !when.Before(span.To) {
			continue
		}
		from, to := span.From.In(s.zone), span.To.In(s.zone)
		const day = "01-02 15:04"
		return chartTip{
			lines: []string{StateText(s.texts, span.State) + " · " + SpanText(s.texts, span.To.Sub(span.From)), from.Format(day) + " – " + to.Format(day)},
			x:     at.X, from: s.top, to: s.top + stripBand,
		}, true
	}
	return chartTip{}, false
}
