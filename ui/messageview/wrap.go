package messageview

import "unicode"

const joiner = '\u200d'

// line is a piece of wrapped text, by rune offsets; its end leaves out the
// spaces and the line end that it was broken at.
type line struct {
	start, end int
	width      float32
}

// wrap breaks text into lines no wider than width, unless a single character
// is. It breaks at spaces and between Han characters, keeps closing marks off
// the start of a line and opening marks off its end, and cuts words that fit on
// no line. It takes one pass.
func wrap(text []rune, width float32, advance func([]rune) float32) []line {
	var lines []line
	var x float32     // up to i
	var inked float32 // up to the last that is no space
	start, inkedEnd := 0, 0
	broken := -1 // the last place to break at
	var brokenX, brokenInk float32
	var brokenInkEnd int

	open := func(at int) { start, inkedEnd, x, inked, broken = at, at, 0, 0, -1 }
	for i := 0; i < len(text); {
		r := text[i]
		if r == '\n' {
			lines = append(lines, line{start, inkedEnd, inked})
			i++
			open(i)
			continue
		}
		next := clusterEnd(text, i)
		w := advance(text[i:next])
		blank := r == ' ' && next == i+1
		if i > start && mayBreak(text[i-1], r) && !(text[i-1] == '/' && i > 1 && text[i-2] == '/') {
			broken, brokenX, brokenInk, brokenInkEnd = i, x, inked, inkedEnd
		}
		if !blank && x+w > width && i > start {
			if broken > start {
				lines = append(lines, line{start, brokenInkEnd, brokenInk})
				rest, restInk, restEnd := x-brokenX, inked-brokenX, inkedEnd
				open(broken)
				x, inked, inkedEnd = rest, max(restInk, 0), max(restEnd, start)
			} else {
				lines = append(lines, line{start, inkedEnd, inked})
				open(i)
			}
			continue // the same character, on the new line
		}
		x += w
		if !blank {
			inked, inkedEnd = x, next
		}
		i = next
	}
	return append(lines, line{start, inkedEnd, inked})
}

// clusterEnd is where the character that starts at i ends, with its marks,
// joined emoji, skin tones, and the second half of a flag.
func clusterEnd(text []rune, i int) int {
	first := text[i]
	i++
	if isRegional(first) && i < len(text) && isRegional(text[i]) {
		i++
	}
	for i < len(text) {
		r := text[i]
		switch {
		case isSelector(r), r == '\u20e3', r >= 0x1f3fb && r <= 0x1f3ff && isEmoji(first):
			i++
		case r == joiner && i+1 < len(text) && isEmoji(first) && isEmoji(text[i+1]):
			i += 2
		case r == joiner, r == '\u200c', r >= 0x300 && unicode.In(r, unicode.Mn, unicode.Me):
			i++
		default:
			return i
		}
	}
	return i
}

// mayBreak tells whether a line may end after prev and start with next.
func mayBreak(prev, next rune) bool {
	switch {
	case next == ' ':
		return false
	case prev == ' ':
		return true
	case closes(next), opensMark(prev):
		return false
	case isWide(prev) || isWide(next):
		return true
	case isOneOf(prev, "/&?=_-"):
		return unicode.IsLetter(next)
	}
	return false
}

// closes tells marks that stand at no line's start.
func closes(r rune) bool {
	switch r {
	case '，', '。', '、', '；', '：', '？', '！', '）', '》', '」', '』', '】', '〕', '〉', '…', '—', '～', '·', '’', '”',
		',', '.', ';', ':', '?', '!', ')', ']', '}', '%', '℃', '°', '‰':
		return true
	}
	return false
}

// opensMark tells marks that stand at no line's end.
func opensMark(r rune) bool {
	switch r {
	case '（', '《', '「', '『', '【', '〔', '〈', '“', '‘', '(', '[', '{', '$', '￥', '¥':
		return true
	}
	return false
}

func isOneOf(r rune, set string) bool {
	for _, s := range set {
		if r == s {
			return true
		}
	}
	return false
}

// isWide tells characters between which a line may break without a space.
func isWide(r rune) bool {
	switch {
	case r < 0x1100:
		return false
	case r <= 0x115f, r >= 0x2e80 && r <= 0xa4cf, r >= 0xac00 && r <= 0xd7a3,
		r >= 0xf900 && r <= 0xfaff, r >= 0xfe30 && r <= 0xfe4f, r >= 0xff00 && r <= 0xff60,
		r >= 0xffe0 && r <= 0xffe6, r >= 0x20000 && r <= 0x3fffd:
		return true
	}
	return isEmoji(r)
}

func isEmoji(r rune) bool {
	return r >= 0x1f000 && r <= 0x1faff || r >= 0x2600 && r <= 0x27bf || r >= 0x2b00 && r <= 0x2bff || r >= 0x2190 && r <= 0x21ff
}

func isRegional(r rune) bool { return r >= 0x1f1e6 && r <= 0x1f1ff }

func isSelector(r rune) bool { return r >= 0xfe00 && r <= 0xfe0f }
