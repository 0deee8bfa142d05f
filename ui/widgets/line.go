package widgets

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"
)

// OneLine makes text fit for one line of at most limit runes: spaces run
// together, and what could make it read as something else, such as a control
// that turns the direction of writing, is spelled out.
func OneLine(text string, limit int) string {
	var b strings.Builder
	count, space := 0, false
	for _, r := range text {
		if count >= limit {
			b.WriteRune('…')
			break
		}
		switch {
		case unicode.IsSpace(r):
			space = true
			continue
		case isBidi(r):
			if space && count > 0 {
				b.WriteByte(' ')
			}
			space = false
			fmt.Fprintf(&b, "‹%U›", r)
			count += 8
			continue
		case unicode.IsControl(r), r == utf8.RuneError:
			r = '\uFFFD'
		}
		if space && count > 0 {
			b.WriteByte(' ')
			count++
		}
		space = false
		b.WriteRune(r)
		count++
	}
	return b.String()
}

// isBidi tells whether r changes the direction of the writing around it.
func isBidi(r rune) bool {
	return r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 || r == 0x200E || r == 0x200F || r == 0x061C
}

// fit shortens text with an ellipsis until it is no wider than width.
func fit(text string, width, size float32, style fyne.TextStyle) string {
	if text == "" || width <= 0 {
		return ""
	}
	measure := func(s string) float32 { return fyne.MeasureText(s, size, style).Width }
	if measure(text) <= width {
		return text
	}
	runes := []rune(text)
	low, high := 0, len(runes)-1 // runes[:low] fits, runes[:high+1] does not
	for low < high {
		middle := (low + high + 1) / 2
		if measure(string(runes[:middle])+"…") <= width {
			low = middle
		} else {
			high = middle - 1
		}
	}
	if low == 0 && measure("…") > width {
		return ""
	}
	return strings.TrimRight(string(runes[:low]), " ") + "…"
}
