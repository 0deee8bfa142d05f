package messageview

import (
	"fyne.io/fyne/v2"

	"seatdeck/ui/theme"
)

// form says what a shape is drawn with.
type form uint8

const (
	formText form = iota
	formRect
	formLine
	formIcon
	formPicture
	formMeter
)

// shape is one thing to draw. Layouts are made of shapes so that they can be
// kept, compared and tested without a screen.
type shape struct {
	form       form
	x, y, w, h float32
	colour     fyne.ThemeColorName // of the text, the fill or the line
	stroke     fyne.ThemeColorName // round a rectangle
	radius     float32

	text string
	face *face

	icon   icon
	source string // of a picture
	hug    hug
	meter  meterKind
}

// hug says where a picture smaller than its box stands.
type hug uint8

const (
	hugCentre hug = iota
	hugLeft
	hugRight
	hugCover // fills the box; what is too much is cut off
)

// action is what a click on a part of a message does.
type action uint8

const (
	actNone action = iota
	actLink
	actPicture
	actSave
	actResend
	actDiscard
	actUnfold
	actRaw
	actCopy       // url: what is copied
	actQuote      // url: remote id of the message that is quoted
	actReedit     // url: the words
	actTranscribe // of a voice message
	actMeter      // of a transfer: again, or the folder; only while there is something to do
	actCancel     // of a transfer; only while it is under way
)

// spot is a part of a message that can be clicked.
type spot struct {
	x, y, w, h float32
	action     action
	url        string
}

func (s spot) holds(p fyne.Position) bool {
	return p.X >= s.x && p.X < s.x+s.w && p.Y >= s.y && p.Y < s.y+s.h
}

// block is a laid out piece: shapes in the order they are painted.
type block struct {
	w, h   float32
	shapes []shape
	spots  []spot

	lastWidth float32 // of the last line of text: room for the time beside it
}

func (b *block) add(s shape) { b.shapes = append(b.shapes, s) }

func (b *block) text(x, y float32, s string, f *face, colour fyne.ThemeColorName) float32 {
	w := f.widthOf(s)
	b.add(shape{form: formText, x: x, y: y, w: w, h: f.leading, text: s, face: f, colour: colour})
	return w
}

func (b *block) rect(x, y, w, h, radius float32, fill fyne.ThemeColorName) {
	b.add(shape{form: formRect, x: x, y: y, w: w, h: h, radius: radius, colour: fill})
}

func (b *block) line(x1, y1, x2, y2 float32, colour fyne.ThemeColorName) {
	b.add(shape{form: formLine, x: x1, y: y1, w: x2 - x1, h: y2 - y1, colour: colour})
}

func (b *block) draw(i icon, x, y, size float32, colour fyne.ThemeColorName) {
	b.add(shape{form: formIcon, x: x, y: y, w: size, h: size, icon: i, colour: colour})
}

func (b *block) spot(x, y, w, h float32, do action, url string) {
	b.spots = append(b.spots, spot{x, y, w, h, do, url})
}

// meter reserves the place of a transfer; text is what stands there otherwise.
func (b *block) meter(kind meterKind, x, y, w, h float32, text string) {
	b.add(shape{form: formMeter, x: x, y: y, w: w, h: h, meter: kind, text: text})
	if kind != meterShort {
		b.spot(x+w-meterCross-6, y, meterCross+6, h, actCancel, "")
	} else {
		b.spot(x, y, w, h, actCancel, "")
	}
	b.spot(x, y, w, h, actMeter, "")
}

// put adds another block at a place.
func (b *block) put(other *block, x, y float32) {
	for _, s := range other.shapes {
		s.x += x
		s.y += y
		b.shapes = append(b.shapes, s)
	}
	for _, s := range other.spots {
		s.x += x
		s.y += y
		b.spots = append(b.spots, s)
	}
}

// prose lays out wrapped text with its links and what was searched for.
func (b *block) prose(text []rune, lines []line, f *face, links []anchor, marks []span) {
	for n, l := range lines {
		y := float32(n) * f.leading
		for len(links) > 0 && links[0].end <= l.start {
			links = links[1:]
		}
		for len(marks) > 0 && marks[0].end <= l.start {
			marks = marks[1:]
		}
		for _, m := range marks {
			if m.start >= l.end {
				break
			}
			from, to := max(m.start, l.start), min(m.end, l.end)
			x := f.width(text[l.start:from])
			b.rect(x, y+1, f.width(text[from:to]), f.leading-2, 2, theme.Highlight)
		}
		x, at := float32(0), l.start
		piece := func(to int, colour fyne.ThemeColorName) float32 {
			if to <= at {
				return 0
			}
			w := b.text(x, y, string(text[at:to]), f, colour)
			x += w
			at = to
			return w
		}
		for _, a := range links {
			if a.start >= l.end {
				break
			}
			piece(max(a.start, l.start), colourText)
			from := x
			w := piece(min(a.end, l.end), theme.AccentText)
			b.line(from, y+f.leading-2, from+w, y+f.leading-2, theme.AccentText)
			b.spot(from, y, w, f.leading, actLink, a.url)
		}
		piece(l.end, colourText)
		b.w = max(b.w, l.width)
		b.lastWidth = l.width
	}
	b.h = float32(len(lines)) * f.leading
}
