package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"seatdeck/app/model"
	"seatdeck/assets"
)

// sentence is what a person reads of an error: one line in their language,
// without anything that could drive a terminal.
func sentence(texts *assets.Texts, err error) string {
	var w *worded
	if errors.As(err, &w) {
		words := w.en
		if texts.Lang() == assets.Chinese {
			words = w.zh
		}
		return plain(words + assets.DetailText(texts.T, w.detail))
	}
	var t *model.Trouble
	if !errors.As(err, &t) || t.Code == model.TroubleUnknown {
		return plain(err.Error())
	}
	detail := t.Detail
	if detail == "" && t.Cause != nil {
		detail = t.Cause.Error()
	}
	key := "trouble." + string(t.Code)
	if !texts.Has(key) {
		return plain(err.Error())
	}
	what := plain(assets.TroubleText(texts.T, string(t.Code), t.About, strings.TrimPrefix(detail, t.About+" ")))
	if last, _ := utf8.DecodeLastRuneInString(what); !strings.ContainsRune("。.！!？?", last) {
		what += map[bool]string{true: "。", false: "."}[texts.Lang() == assets.Chinese]
	}
	if texts.Lang() != assets.Chinese {
		what += " "
	}
	return what + plain(texts.T(key+".next"))
}

// plain makes one line of text that a stranger may have written: control and
// direction characters are dropped, runs of white space become one space.
func plain(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// writeJSON prints one JSON value.
func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("write the answer: %w", err)
	}
	return nil
}
