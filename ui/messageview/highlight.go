package messageview

import "unicode"

// span is a stretch of a text, by rune offsets.
type span struct{ start, end int }

// findAll finds what was searched for, whatever its case, without overlaps.
func findAll(text []rune, sought []rune) []span {
	if len(sought) == 0 {
		return nil
	}
	var found []span
	for i := 0; i+len(sought) <= len(text); i++ {
		if sameFold(text[i:i+len(sought)], sought) {
			found = append(found, span{i, i + len(sought)})
			i += len(sought) - 1
		}
	}
	return found
}

func sameFold(a, b []rune) bool {
	for i := range a {
		if a[i] != b[i] && fold(a[i]) != fold(b[i]) {
			return false
		}
	}
	return true
}

// fold is the smallest of the runes that differ from r by case alone.
func fold(r rune) rune {
	if r < 0x80 {
		if r >= 'a' && r <= 'z' {
			r -= 'a' - 'A'
		}
		return r
	}
	least := r
	for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
		least = min(least, next)
	}
	return least
}
