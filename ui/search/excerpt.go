package search

import (
	"strings"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// How much of a message is shown, in runes: before what was found, and in all.
const (
	excerptBefore = 14
	excerptLength = 90
)

// part is a piece of an excerpt.
type part struct {
	text  string
	found bool
}

// excerpt cuts text around what was found first. Spans are rune offsets, as the
// storage gives them.
func excerpt(text string, spans [][2]int) []part {
	runes := []rune(text)
	start := 0
	if len(spans) > 0 && spans[0][0] > excerptBefore {
		start = min(spans[0][0], len(runes)) - excerptBefore
	}
	end := min(len(runes), max(start, 0)+excerptLength)
	start = max(min(start, end), 0)
	var parts []part
	add := func(from, to int, found bool) {
		if from < to {
			// Each piece is cleaned for itself: a line break or a control becomes
			// visible or a space, and lengths may change.
			piece := string(runes[from:to])
			clean := widgets.OneLine(piece, excerptLength*2)
			if strings.TrimLeft(piece, " \n\t") != piece && clean != "" {
				clean = " " + clean
			}
			if strings.TrimRight(piece, " \n\t") != piece {
				clean += " "
			}
			parts = append(parts, part{clean, found})
		}
	}
	if start > 0 {
		parts = append(parts, part{text: "…"})
	}
	at := start
	for _, s := range spans {
		from, to := max(s[0], at), min(s[1], end)
		if from >= to {
			continue
		}
		add(at, from, false)
		add(from, to, true)
		at = to
	}
	add(at, end, false)
	return parts
}

// Segments are the words of a hit with what was found set off.
func Segments(who, text string, spans [][2]int) []widget.RichTextSegment {
	var list []widget.RichTextSegment
	put := func(text string, style widget.RichTextStyle) {
		style.Inline = true
		list = append(list, &widget.TextSegment{Text: text, Style: style})
	}
	grey := widget.RichTextStyle{ColorName: theme.TextSecondary, SizeName: fynetheme.SizeNameText}
	if who != "" {
		put(who+"：", grey)
	}
	for _, p := range excerpt(text, spans) {
		if p.found {
			put(p.text, widget.RichTextStyle{ColorName: theme.AccentText, SizeName: fynetheme.SizeNameText, TextStyle: fyne.TextStyle{Bold: true}})
			continue
		}
		put(p.text, widget.RichTextStyle{ColorName: fynetheme.ColorNameForeground, SizeName: fynetheme.SizeNameText})
	}
	return list
}
