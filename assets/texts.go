package assets

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strings"
)

// The languages the console speaks.
const (
	Chinese = "zh"
	English = "en"
)

// Texts is every sentence of the console in one language. It never changes once
// loaded and may be used from anywhere.
type Texts struct {
	lang  string
	texts map[string]string
}

// LoadTexts loads the texts of "zh" or "en"; anything else means Chinese. Use
// PickLang to choose from the environment.
func LoadTexts(lang string) *Texts {
	if lang != English {
		lang = Chinese
	}
	t := &Texts{lang: lang, texts: make(map[string]string)}
	// The files are embedded and a test reads every one of them, so an error
	// can only be met by a developer; the keys then show on screen.
	_ = eachText(textFiles, func(_, key string, both map[string]string) error {
		t.texts[key] = both[lang]
		return nil
	})
	return t
}

// eachText calls do with every text of text/*.json: the file, the key and the
// wording by language.
func eachText(files fs.FS, do func(file, key string, both map[string]string) error) error {
	names, err := fs.Glob(files, "text/*.json")
	if err != nil {
		return fmt.Errorf("list texts: %w", err)
	}
	for _, name := range names {
		raw, err := fs.ReadFile(files, name)
		if err != nil {
			return fmt.Errorf("read texts: %w", err)
		}
		var area map[string]map[string]string
		if err := json.Unmarshal(raw, &area); err != nil {
			return fmt.Errorf("decode %s: %w", path.Base(name), err)
		}
		for key, both := range area {
			if err := do(path.Base(name), key, both); err != nil {
				return err
			}
		}
	}
	return nil
}

// Lang is the language of t: "zh" or "en".
func (t *Texts) Lang() string { return t.lang }

// Has tells whether there is a text of that key.
func (t *Texts) Has(key string) bool {
	_, ok := t.texts[key]
	return ok
}

// T is the text of key with its places filled: T("login.left", "n", 3). A place
// is {name}, or {name|one|other} which chooses by whether the value is 1 and may
// hold further places. Values are put in as they are and never read as places
// themselves. A key without a text comes back as it is, and so does a place
// without a value.
func (t *Texts) T(key string, pairs ...any) string {
	text, ok := t.texts[key]
	if !ok {
		return key
	}
	return fill(text, pairs)
}

func fill(text string, pairs []any) string {
	if !strings.Contains(text, "{") {
		return text
	}
	var b strings.Builder
	walk(text, func(words string) { b.WriteString(words) }, func(p place) {
		value, ok := lookup(pairs, p.name)
		switch {
		case !ok:
			b.WriteString(p.raw)
		case !p.plural:
			b.WriteString(value)
		case value == "1":
			b.WriteString(fill(p.one, pairs))
		default:
			b.WriteString(fill(p.other, pairs))
		}
	})
	return b.String()
}

func lookup(pairs []any, name string) (string, bool) {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i] == name {
			return fmt.Sprint(pairs[i+1]), true
		}
	}
	return "", false
}

// place is one {name} or {name|one|other} of a text.
type place struct {
	raw, name, one, other string
	plural                bool
}

// walk splits text into words and places. A brace that is never closed is a word.
func walk(text string, words func(string), places func(place)) {
	for {
		start := strings.IndexByte(text, '{')
		if start < 0 {
			words(text)
			return
		}
		end := closing(text[start:])
		if end < 0 {
			words(text)
			return
		}
		words(text[:start])
		raw := text[start : start+end+1]
		text = text[start+end+1:]
		p := place{raw: raw}
		name, forms, plural := strings.Cut(raw[1:len(raw)-1], "|")
		p.name, p.plural = name, plural
		if plural {
			p.one, p.other, _ = cutTop(forms)
		}
		places(p)
	}
}

// closing is where the brace that opens s closes, or -1.
func closing(s string) int {
	depth := 0
	for i := range len(s) {
		switch s[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// cutTop cuts s at the first bar that is not inside a place.
func cutTop(s string) (before, after string, found bool) {
	depth := 0
	for i := range len(s) {
		switch s[i] {
		case '{':
			depth++
		case '}':
			depth--
		case '|':
			if depth == 0 {
				return s[:i], s[i+1:], true
			}
		}
	}
	return s, s, false
}

// placesOf lists the distinct names of the places of a text, sorted.
func placesOf(text string) []string {
	seen := make(map[string]bool)
	var visit func(string)
	visit = func(text string) {
		walk(text, func(string) {}, func(p place) {
			seen[p.name] = true
			if p.plural {
				visit(p.one)
				visit(p.other)
			}
		})
	}
	visit(text)
	names := make([]string, 0, len(seen))
	for name := range seen {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// PickLang chooses the language from environment variables: the first of
// LANGUAGE, LC_ALL, LC_MESSAGES and LANG that names one. Chinese is the answer
// for Chinese and where nothing is said; English for every other language.
func PickLang(getenv func(string) string) string {
	for _, name := range []string{"LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"} {
		locale := strings.ToLower(strings.TrimSpace(getenv(name)))
		switch {
		case locale == "" || locale == "c" || locale == "posix" || strings.HasPrefix(locale, "c."):
			continue
		case strings.HasPrefix(locale, "zh"):
			return Chinese
		}
		return English
	}
	return Chinese
}
