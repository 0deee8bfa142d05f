// Package clip shortens texts that are as long as others please.
package clip

import "unicode/utf8"

// To cuts a text that has more than so many characters, and puts an ellipsis at the end.
func To(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most-1]) + "…"
}
