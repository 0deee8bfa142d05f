package assets

import (
	"regexp"
	"strings"
)

// whom names what a trouble is about where nobody said: the key of its text by
// the trouble's code. The others are the back end's doing.
var whom = map[string]string{
	"unknown": "", "invalid": "", "not_found": "", "seat_offline": "", "unsupported": "", "too_large": "",
	"banned": "trouble.whom.seat", "interrupted": "trouble.whom.message",
	"disk_full": "trouble.whom.data", "damaged": "trouble.whom.data", "newer_file": "trouble.whom.data",
	"in_use": "trouble.whom.data", "secret_locked": "trouble.whom.back_end",
}

// TroubleText is one sentence that says what happened, in the language of t: the
// text of a trouble's code with what it is about and the back end's own words. A
// code without a text is told as an unknown trouble; where nobody is named, some codes
// have a text of their own, "trouble.<code>.bare". For the detail see DetailText.
func TroubleText(t func(key string, pairs ...any) string, code, about, detail string) string {
	key := "trouble." + code
	if t(key) == key {
		key, code = "trouble.unknown", "unknown"
	}
	named := about
	if about == "" {
		name, known := whom[code]
		if !known {
			name = "trouble.whom.back_end"
		}
		if name != "" {
			about = t(name)
		} else if bare := key + ".bare"; t(bare) != bare {
			key = bare
		}
	} else if strings.HasPrefix(detail, refusals) || ownThing.MatchString(about) {
		about = fieldText(t, about)
	}
	// The texts leave a space round a name, for names in Latin letters. Between two
	// Han characters, or behind a colon, there is none; the back end's own words stay as they are.
	const mark = "\x00"
	text := hanSpace.ReplaceAllString(t(key, "about", about, "detail", mark), "$1$3$2")
	if about != named && strings.HasPrefix(text, about) && 'a' <= text[0] && text[0] <= 'z' {
		text = strings.ToUpper(text[:1]) + text[1:] // what we call it ourselves begins small
	}
	if detail == "" {
		text = strings.TrimRight(strings.TrimSuffix(text, mark), "：: ")
	}
	return strings.Join(strings.Fields(strings.ReplaceAll(text, mark, DetailText(t, detail))), " ")
}

// DetailText is what the detail of a trouble says, in the language of t. Words that
// begin with the key of a text, as "wecom.40013: invalid corpid" and "refusal.at_most:
// 5" do, are told by that text, with the rest in its place {detail}, if it has one.
// The rest may be such words itself: "refusal.login_code: refusal.no_picture".
func DetailText(t func(key string, pairs ...any) string, detail string) string {
	return ownText(t, detail, func(rest string) string {
		return ownText(t, rest, func(rest string) string { return rest })
	})
}

func ownText(t func(key string, pairs ...any) string, detail string, inner func(rest string) string) string {
	key := ownKey.FindStringSubmatch(detail)
	if key == nil || t(key[1]) == key[1] {
		return detail
	}
	text := t(key[1], "detail", inner(strings.TrimSpace(detail[len(key[0]):])))
	if key[2] != "" {
		text += " (" + key[2] + ")"
	}
	return text
}

// LineText is the plain line of a trouble, "about: code: detail" as the audit log has
// it, in the language of t where its detail begins with the key of a text; another
// line stays as it is.
func LineText(t func(key string, pairs ...any) string, line string) string {
	parts := strings.Split(line, ": ")
	for i := 1; i < len(parts); i++ {
		code, detail := parts[i-1], strings.Join(parts[i:], ": ")
		if ownKey.MatchString(detail) && DetailText(t, detail) != detail && t("trouble."+code) != "trouble."+code {
			return TroubleText(t, code, strings.Join(parts[:i-1], ": "), detail)
		}
	}
	return line
}

// refusals begins the details that the console itself writes.
const refusals = "refusal."

// fieldText names a field that the console itself refuses; what has no text is a
// name already, or the key of a field that only its screen can name.
func fieldText(t func(key string, pairs ...any) string, about string) string {
	if option, ok := strings.CutPrefix(about, "option "); ok {
		return t(refusals+"about.option", "name", option)
	}
	word, number := about, ""
	if found := ownThing.FindStringSubmatch(about); found != nil && found[2] != "" {
		word, number = found[1], " "+found[2]
	}
	key := refusals + "about." + strings.ReplaceAll(word, " ", "_")
	if text := t(key); text != key {
		return text + number
	}
	return about
}

// ownThing is what the console itself names by a word: "group 12". Whatever a person
// or a back end calls something may be any one word.
var ownThing = regexp.MustCompile(`^(?:([a-z]+(?: [a-z]+)?) ([0-9]+)|media folder)$`)

// ownKey is a back end's code, or a refusal, as the key of a text, at the beginning
// of its words; where it is a number, that helps who looks it up.
var ownKey = regexp.MustCompile(`^([a-z]+\.(?:(-?[0-9]+)|[a-z_]+))(?::|$)`)

var hanSpace = regexp.MustCompile(`(\p{Han}) +(\p{Han})|(：) +`)
