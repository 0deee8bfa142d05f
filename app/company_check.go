package app

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"seatdeck/app/model"
)

// What can be wrong with a field.
const (
	problemRequired  = "required"
	problemTooLong   = "too_long"
	problemTooMany   = "too_many"
	problemNotNumber = "not_number"
	problemTooGreat  = "too_great"
	problemNotURL    = "not_url"
	problemNotChoice = "not_choice"
)

// FieldTrouble says which field of a record is wrong. Its text is
// "refusal.<problem>", with Max in the place of {detail}.
type FieldTrouble struct {
	Key     string
	Problem string // required, too_long, too_many, not_number, too_great, not_url, not_choice
	Max     int
}

func (t FieldTrouble) trouble() error {
	detail := "refusal." + t.Problem
	if t.Max > 0 {
		detail += ": " + strconv.Itoa(t.Max)
	}
	return &model.Trouble{Code: model.TroubleInvalid, About: t.Key, Detail: detail}
}

// Check looks at what a person entered, before any back end is asked. It tells of
// every field that is wrong, of those that apply.
func (c *Company) Check(_ model.RecordSchema, fields []model.RecordField, values map[string]string) []FieldTrouble {
	var wrong []FieldTrouble
	for _, f := range fields {
		if f.Told || !FieldApplies(fields, f, values) {
			continue
		}
		if problem := problemOf(f, values[f.Key]); problem != "" {
			wrong = append(wrong, FieldTrouble{Key: f.Key, Problem: problem, Max: f.Max})
		}
	}
	return wrong
}

// FieldApplies tells whether a field counts with what the others say: its When, and
// so on for the field that this names. One that names itself in a circle never does.
func FieldApplies(fields []model.RecordField, f model.RecordField, values map[string]string) bool {
	for range len(fields) + 1 {
		if f.When == "" {
			return true
		}
		key, list, _ := strings.Cut(f.When, "=")
		if !slices.Contains(strings.Split(list, "|"), values[key]) {
			return false
		}
		at := slices.IndexFunc(fields, func(other model.RecordField) bool { return other.Key == key })
		if at < 0 {
			return true
		}
		f = fields[at]
	}
	return false
}

// applying is a record without the values of fields that don't apply.
func applying(fields []model.RecordField, r model.Record) model.Record {
	values := maps.Clone(r.Values)
	for _, f := range fields {
		if !f.Told && !FieldApplies(fields, f, r.Values) {
			delete(values, f.Key)
		}
	}
	r.Values = values
	return r
}

// problemOf says what is wrong with a value; "": nothing.
func problemOf(f model.RecordField, value string) string {
	value = strings.TrimSpace(value)
	if value == "" {
		if f.Required {
			return problemRequired
		}
		return ""
	}
	switch f.Type {
	case model.FieldText, model.FieldLong:
		return tooLong(f, value)
	case model.FieldURL:
		if u, err := url.Parse(value); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			return problemNotURL
		}
		return tooLong(f, value)
	case model.FieldNumber, model.FieldTime, model.FieldDay, model.FieldSpan:
		n, err := strconv.ParseInt(value, 10, 64)
		switch {
		case err != nil || n < 0:
			return problemNotNumber
		case f.Max > 0 && n > int64(f.Max):
			return problemTooGreat
		}
	case model.FieldSwitch:
		if value != "1" {
			return problemNotChoice
		}
	case model.FieldChoice:
		if !slices.Contains(f.Options, value) {
			return problemNotChoice
		}
	case model.FieldSeat:
		if strings.Contains(value, "\n") {
			return problemTooMany
		}
	case model.FieldWords, model.FieldSeats, model.FieldCustomers, model.FieldGroups, model.FieldTags, model.FieldParties, model.FieldPictures:
		if f.Max > 0 && len(strings.Split(value, "\n")) > f.Max {
			return problemTooMany
		}
	case model.FieldCode: // only ever told
	}
	return ""
}

func tooLong(f model.RecordField, value string) string {
	if f.Max > 0 && utf8.RuneCountInString(value) > f.Max {
		return problemTooLong
	}
	return ""
}
