package storage

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"seatdeck/app/model"
)

const (
	maxTokens   = 16384 // of one message
	maxWordSize = 64    // runes; a longer word is cut into several
)

// token is one unit of search in a text.
type token struct {
	text       string
	start, end int  // runes of the text it came from
	word       bool // letters or digits of a script that has words: its head finds it too
}

// SearchText is what of a message can be found: its words, then title,
// description, file name, the names it carries and what was heard in it, a line
// each. Of a message that was taken back nothing but what its trace says.
func SearchText(c model.Content) string {
	if c.Kind == model.KindRecall {
		return c.Text
	}
	words := [...]string{c.Text, c.Title, c.Detail, c.FileName, "", "", c.Transcript}
	if c.Card != nil {
		words[4] = c.Card.Name
	}
	if c.MiniProgram != nil {
		words[5] = c.MiniProgram.Name
	}
	var lines []string
	for _, line := range words {
		if line != "" && !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// runeClass says what a rune is to search.
type runeClass int

const (
	gap    runeClass = iota // separates
	joined                  // belongs to the rune before it and is not compared
	letter                  // part of a word
	digit                   // part of a number
	single                  // a token of its own: Han and other scripts without spaces
	symbol                  // a token of its own that the index would not keep as it is
)

// ownTokens are scripts written without spaces.
var ownTokens = []*unicode.RangeTable{
	unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo,
	unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar, unicode.Yi,
}

func classify(r rune) runeClass {
	switch {
	case r < 0x80:
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z':
			return letter
		case r >= '0' && r <= '9':
			return digit
		case strings.ContainsRune("$+<=>^`|~", r):
			return symbol
		}
		return gap
	case r >= 0x4E00 && r <= 0x9FCC, r >= 0x3400 && r <= 0x4DB5:
		return single
	case unicode.Is(unicode.M, r), unicode.Is(unicode.Cf, r), r >= 0x1F3FB && r <= 0x1F3FF: // skin tones
		return joined
	case unicode.IsLetter(r) && r <= 0xFFFF && unicode.In(r, ownTokens...):
		if unicode.Is(unicode.Han, r) {
			return symbol // newer than the index's table of letters
		}
		return single
	case unicode.IsLetter(r) && r <= 0xFFFF:
		return letter
	case unicode.IsDigit(r) && r <= 0xFFFF:
		return digit
	case unicode.IsLetter(r), unicode.IsNumber(r), unicode.IsSymbol(r), unicode.Is(unicode.Co, r), r >= 0x1F000 && r < 0xE0000:
		return symbol
	}
	return gap
}

// plain is the form in which runes are compared: half width, lower case, no
// accents.
func plain(r rune) rune {
	r = halfWidth(r)
	if r >= 0x80 && r < 0x2E80 {
		for _, base := range norm.NFD.String(string(r)) {
			r = base
			break
		}
	}
	return unicode.ToLower(r)
}

// tokens splits a text: one token a rune for scripts without spaces and for
// symbols (a name of letters and digits stands for the rune, since the index
// drops symbols), one for a run of letters and one for a run of digits, so that
// 订单12345号 and SKU12345 are both found by 12345.
func tokens(text string) []token {
	var list []token
	var word strings.Builder
	var last runeClass
	at, begin, size := 0, 0, 0
	flush := func() {
		if size > 0 {
			list = append(list, token{word.String(), begin, at, true})
			word.Reset()
			size = 0
		}
	}
	for _, r := range text {
		p := plain(r)
		class := classify(p)
		switch class {
		case joined:
			if n := len(list); size == 0 && n > 0 && list[n-1].end == at {
				list[n-1].end++
			}
			at++
			continue
		case letter, digit:
			if class != last || size >= maxWordSize {
				flush()
			}
			if size == 0 {
				begin = at
			}
			word.WriteRune(p)
			size++
		case single:
			flush()
			list = append(list, token{string(p), at, at + 1, false})
		case symbol:
			flush()
			list = append(list, token{fmt.Sprintf("u%x", p), at, at + 1, false})
		case gap:
			flush()
		}
		last = class
		at++
		if len(list) >= maxTokens {
			return list
		}
	}
	flush()
	return list
}

// hasTokens tells whether tokens would give any.
func hasTokens(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool {
		switch classify(plain(r)) {
		case gap, joined:
			return false
		}
		return true
	})
}

// indexText gives the columns of the index for a text: all tokens, and the first
// rune of each word. The index keeps heads of 2 to 4 runes itself; with 1 it
// would keep every Han rune twice.
func indexText(text string) (words, leads string) {
	var w, l strings.Builder
	seen := make(map[rune]bool)
	for _, t := range tokens(text) {
		w.WriteString(t.text)
		w.WriteByte(' ')
		if lead := firstRune(t.text); t.word && !seen[lead] {
			seen[lead] = true
			l.WriteRune(lead)
			l.WriteByte(' ')
		}
	}
	return w.String(), l.String()
}

func firstRune(s string) rune {
	for _, r := range s {
		return r
	}
	return 0
}

// scopeToken writes a number in runes of Han: one token of one or two runes,
// which the index's prefixes do not multiply.
func scopeToken(n int64) string {
	const first, base = 0x4E00, 20000
	out := []rune{rune(first + n%base)}
	for n /= base; n > 0; n /= base {
		out = append(out, rune(first+n%base))
	}
	return string(out)
}
