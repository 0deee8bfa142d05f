package moments

import (
	"strings"
	"unicode"

	"fyne.io/fyne/v2"

	"seatdeck/assets"
	"seatdeck/ui/widgets"
)

// The most that is shown of what people write, in characters.
const (
	mostName    = 40
	mostText    = 5000 // a phone takes 1500
	foldedText  = 280  // until a person asks for all of it
	mostComment = 1000
)

// plain makes what somebody wrote safe to be shown: no controls, nothing that
// turns the writing around, at most so many characters. Lines stay.
func plain(text string, limit int) string {
	var lines []string
	for line := range strings.Lines(assets.ReplaceCodes(text)) {
		if limit <= 0 {
			break
		}
		line = widgets.OneLine(line, limit)
		limit -= len([]rune(line)) + 1
		lines = append(lines, line)
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// folded is the beginning of a long text; false where it is short.
func folded(text string) (string, bool) {
	const mostLines = 8
	lines := strings.SplitAfterN(text, "\n", mostLines+1)
	long := len(lines) > mostLines
	if long {
		text = strings.Join(lines[:mostLines], "")
	}
	if runes := []rune(text); len(runes) > foldedText {
		text, long = string(runes[:foldedText]), true
	}
	if !long {
		return text, false
	}
	return strings.TrimSpace(text) + "…", true
}

// name is a person's name in one line, or what stands for one.
func name(of, id string) string {
	if of = widgets.OneLine(of, mostName); of != "" {
		return of
	}
	return widgets.OneLine(id, mostName)
}

// wrapping breaks Chinese between any two characters: it has no blanks, and a line
// that could only end at one would end far too early.
func wrapping(text string) fyne.TextWrap {
	if strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		return fyne.TextWrapBreak
	}
	return fyne.TextWrapWord
}
