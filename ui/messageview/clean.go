package messageview

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"seatdeck/assets"
)

// maxRunes is how much of one message is ever drawn; copying still takes all.
const maxRunes = 200_000

// maxMarks is how many combining marks one character may carry on screen: more
// are there only to paint over the lines above and below.
const maxMarks = 4

// bareRune is how a character is shown that must not do what it does.
const bareRune = "‹U+%04X›"

// clean makes what somebody wrote safe to draw: WeChat codes become emoji,
// direction controls and other controls become visible, line ends become \n.
func clean(text string) []rune {
	return cleanRunes(assets.ReplaceCodes(text))
}

func cleanRunes(text string) []rune {
	out := make([]rune, 0, min(len(text), maxRunes)+16)
	marks := 0
	for i := 0; i < len(text) && len(out) < maxRunes; {
		r, size := utf8.DecodeRuneInString(text[i:])
		i += size
		if unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Me, r) {
			if marks++; marks > maxMarks {
				continue
			}
		} else {
			marks = 0
		}
		switch {
		case r == '\n' || r == '\u2028' || r == '\u2029' || r == '\u0085':
			out = append(out, '\n')
		case r == '\r':
			if i >= len(text) || text[i] != '\n' {
				out = append(out, '\n')
			}
		case r == '\t':
			out = append(out, ' ', ' ', ' ', ' ')
		case isInvisible(r):
			// Nothing to draw and no effect on its neighbours.
		case r == joiner, r == '\u200c', isSelector(r):
			out = append(out, r)
		case unicode.Is(unicode.Cc, r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r):
			out = append(out, []rune(fmt.Sprintf(bareRune, r))...)
		default:
			out = append(out, r)
		}
	}
	return out
}

// cleanLine is clean for a caption: one line.
func cleanLine(text string) string {
	return strings.TrimSpace(strings.ReplaceAll(string(clean(text)), "\n", " "))
}

// isInvisible names what people paste without knowing: zero width spaces, soft
// hyphens, byte order marks. Direction controls are not among them.
func isInvisible(r rune) bool {
	switch r {
	case '\u200b', '\u2060', '\ufeff', '\u00ad':
		return true
	}
	return r >= 0xe0000 && r <= 0xe007f // tags
}
