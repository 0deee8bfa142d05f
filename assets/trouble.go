package assets

import (
	"regexp"
	"strings"
)

// whom names what a trouble is about where nobody said: the key of its text by
// the trouble's code. The others are the back end's doing.
var whom = map[string]string{
	"unknown": "", "invalid": "", "not_found": "", "seat_offline": "",
	"banned": "trouble.whom.seat", "interrupted": "trouble.whom.message",
	"disk_full": "trouble.whom.data", "damaged": "trouble.whom.data", "newer_file": "trouble.whom.data",
	"in_use": "trouble.whom.data", "secret_locked": "trouble.whom.back_end",
}

// TroubleText is one sentence that says what happened, in the language of t: the
// text of a trouble's code with what it is about and the back end's own words. A
// code without a text is told as an unknown trouble.
func TroubleText(t func(key string, pairs ...any) string, code, about, detail string) string {
	key := "trouble." + code
	if t(key) == key {
		key, code = "trouble.unknown", "unknown"
	}
	if about == "" {
		name, known := whom[code]
		if !known {
			name = "trouble.whom.back_end"
		}
		if name != "" {
			about = t(name)
		}
	}
	// The texts leave a space round a name, for names in Latin letters. Between two
	// Han characters there is none; the back end's own words stay as they are.
	const mark = "\x00"
	text := hanSpace.ReplaceAllString(t(key, "about", about, "detail", mark), "$1$2")
	return strings.Join(strings.Fields(strings.ReplaceAll(text, mark, detail)), " ")
}

var hanSpace = regexp.MustCompile(`(\p{Han}) +(\p{Han})`)
