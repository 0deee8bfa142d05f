package messageview

import (
	"fyne.io/fyne/v2"
)

// face is one size and weight of the theme's font with the widths of what was
// drawn so far. Measuring through the toolkit shapes the text each time, so each
// character is measured once.
type face struct {
	size    float32
	style   fyne.TextStyle
	leading float32 // height of a line
	measure func(string) float32

	han      float32 // all Han characters are as wide as one
	ascii    [128]float32
	runes    map[rune]float32
	clusters map[string]float32
}

// maxWidths is how many widths of joined emoji and such are kept.
const maxWidths = 4096

func newFace(size float32, bold bool) *face {
	f := &face{size: size, style: fyne.TextStyle{Bold: bold}, leading: float32(int(size*1.5 + 0.5))}
	f.measure = func(s string) float32 { return fyne.MeasureText(s, f.size, f.style).Width }
	f.reset()
	return f
}

// reset forgets all widths: the font is another one.
func (f *face) reset() {
	f.han = 0
	f.ascii = [128]float32{}
	f.runes = make(map[rune]float32)
	f.clusters = make(map[string]float32)
}

// advance is the width of one character, as clusterEnd cuts them.
func (f *face) advance(cluster []rune) float32 {
	if len(cluster) == 1 {
		return f.rune(cluster[0])
	}
	s := string(cluster)
	w, ok := f.clusters[s]
	if !ok {
		if len(f.clusters) >= maxWidths {
			clear(f.clusters)
		}
		w = f.measure(s)
		f.clusters[s] = w
	}
	return w
}

func (f *face) rune(r rune) float32 {
	switch {
	case r < 128:
		if f.ascii[r] == 0 {
			f.ascii[r] = f.measure(string(r))
		}
		return f.ascii[r]
	case r >= 0x4e00 && r <= 0x9fff:
		if f.han == 0 {
			f.han = f.measure("中")
		}
		return f.han
	}
	w, ok := f.runes[r]
	if !ok {
		w = f.measure(string(r))
		f.runes[r] = w
	}
	return w
}

// width of a text without line ends.
func (f *face) width(text []rune) float32 {
	var x float32
	for i := 0; i < len(text); {
		next := clusterEnd(text, i)
		x += f.advance(text[i:next])
		i = next
	}
	return x
}

func (f *face) widthOf(s string) float32 { return f.width([]rune(s)) }

// wrap breaks text into lines of this face.
func (f *face) wrap(text []rune, width float32) []line { return wrap(text, width, f.advance) }

// fit wraps text into at most n lines and ends the last with an ellipsis where
// there is more.
func (f *face) fit(text []rune, width float32, n int) []string {
	// Enough for n lines of the narrowest letters; wrapping more is wasted.
	cut := text[:min(len(text), n*(int(width/2)+2))]
	lines := f.wrap(cut, width)
	out := make([]string, 0, n)
	for i, l := range lines {
		piece := cut[l.start:l.end]
		if i == n-1 && (len(lines) > n || len(cut) < len(text)) {
			out = append(out, f.ellipsis(cut[l.start:], width))
			break
		}
		out = append(out, string(piece))
	}
	return out
}

func (f *face) ellipsis(piece []rune, width float32) string {
	room := width - f.rune('…')
	var x float32
	end := 0
	for end < len(piece) {
		next := clusterEnd(piece, end)
		x += f.advance(piece[end:next])
		if x > room {
			break
		}
		end = next
	}
	return string(piece[:end]) + "…"
}
