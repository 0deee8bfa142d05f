package widgets

import (
	"strings"

	"github.com/mozillazg/go-pinyin"
)

// Pinyin gives how a Chinese name is typed: its syllables in one word, and their
// initials. Both are empty for a name without Han characters.
func Pinyin(name string) (whole, initials string) {
	syllables := pinyin.LazyPinyin(name, pinyin.NewArgs())
	var first strings.Builder
	for _, s := range syllables {
		if s != "" {
			first.WriteString(s[:1])
		}
	}
	return strings.Join(syllables, ""), first.String()
}
