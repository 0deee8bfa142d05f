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
// code without a text is told as an unknown trouble. Words that begin with the key
// of a text, as "wecom.40013: invalid corpid" do, are told by that text.
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
	if key := ownKey.FindStringSubmatch(detail); key != nil && t(key[1]) != key[1] {
		detail = t(key[1])
		if key[2] != "" {
			detail += " (" + key[2] + ")"
		}
	}
	const mark = "\x00"
	text := hanSpace.ReplaceAllString(t(key, "about", about, "detail", mark), "$1$2")
	return strings.Join(strings.Fields(strings.ReplaceAll(text, mark, detail)), " ")
}

// ownKey is a back end's code as the key of a text, at the beginning of its words;
// where it is a number, that helps who looks it up.
var ownKey = regexp.MustCompile(`^([a-z]+\.(?:(-?[0-9]+)|[a-z_]+))(?::|$)`)

var hanSpace = regexp.MustCompile(`(\p{Han}) +(\p{Han})`)
