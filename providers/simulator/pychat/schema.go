package pychat

import (
	"bytes"
	"encoding/json"
	"reflect"
	"regexp"
	"strings"
)

// schema is what the document says of the body of a call: its fields and their
// types. What it does not name is let through.
type schema []field

// field is one of a schema.
type field struct {
	name string
	need bool // 是 in the document
	kind fieldKind
	list bool
	in   schema       // of an object
	own  reflect.Type // that reads itself: several types are allowed
}

type fieldKind int

const (
	kindText fieldKind = iota
	kindInteger
	kindNumber
	kindBoolean
	kindObject
	kindAny
	kindOwn
)

// invalid is ValidationError of the document.
type invalid struct {
	Loc  []any  `json:"loc"`
	Msg  string `json:"msg"`
	Type string `json:"type"`
}

var integer = regexp.MustCompile(`^-?(0|[1-9][0-9]*)$`)

// schemaOf reads the schema from a struct: json tags, need:"true".
func schemaOf(t reflect.Type) schema {
	var fields schema
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			fields = append(fields, schemaOf(f.Type)...)
			continue
		}
		fields = append(fields, fieldOf(f.Tag.Get("json"), f.Tag.Get("need") == "true", f.Type))
	}
	return fields
}

func fieldOf(name string, need bool, t reflect.Type) field {
	f := field{name: name, need: need}
	if t == reflect.TypeFor[json.RawMessage]() {
		f.kind = kindAny
		return f
	}
	if reflect.PointerTo(t).Implements(reflect.TypeFor[json.Unmarshaler]()) {
		f.kind, f.own = kindOwn, t
		return f
	}
	if t.Kind() == reflect.Slice {
		f.list, t = true, t.Elem()
	}
	switch t.Kind() {
	case reflect.Int64, reflect.Int:
		f.kind = kindInteger
	case reflect.Float64:
		f.kind = kindNumber
	case reflect.Bool:
		f.kind = kindBoolean
	case reflect.Struct:
		f.kind, f.in = kindObject, schemaOf(t)
	}
	return f
}

// check says what is wrong with a body; nil: nothing.
func (s schema) check(body []byte) []invalid { return s.object(body, []any{"body"}) }

func (s schema) object(raw []byte, at []any) []invalid {
	var fields map[string]json.RawMessage
	if !json.Valid(raw) {
		return []invalid{{at, "JSON decode error", "json_invalid"}}
	}
	if err := json.Unmarshal(raw, &fields); err != nil || fields == nil {
		return []invalid{{at, "Input should be a valid dictionary or object to extract fields from", "model_attributes_type"}}
	}
	var wrong []invalid
	for _, f := range s {
		here := append(at[:len(at):len(at)], f.name)
		value, said := fields[f.name]
		switch {
		case said:
			wrong = append(wrong, f.check(value, here)...)
		case f.need:
			wrong = append(wrong, invalid{here, "Field required", "missing"})
		}
	}
	return wrong
}

func (f field) check(raw []byte, at []any) []invalid {
	if !f.list {
		return f.one(raw, at)
	}
	var list []json.RawMessage
	if err := json.Unmarshal(raw, &list); err != nil || list == nil {
		return []invalid{{at, "Input should be a valid list", "list_type"}}
	}
	var wrong []invalid
	for i, element := range list {
		wrong = append(wrong, f.one(element, append(at[:len(at):len(at)], i))...)
	}
	return wrong
}

func (f field) one(raw []byte, at []any) []invalid {
	raw = bytes.TrimSpace(raw)
	ok, msg, kind := true, "", ""
	switch f.kind {
	case kindText:
		ok, msg, kind = raw[0] == '"', "Input should be a valid string", "string_type"
	case kindInteger:
		var n int64
		ok = integer.Match(raw) && json.Unmarshal(raw, &n) == nil
		msg, kind = "Input should be a valid integer", "int_type"
	case kindNumber:
		ok, msg, kind = strings.IndexByte("-0123456789", raw[0]) >= 0, "Input should be a valid number", "float_type"
	case kindBoolean:
		ok, msg, kind = raw[0] == 't' || raw[0] == 'f', "Input should be a valid boolean", "bool_type"
	case kindObject:
		return f.in.object(raw, at)
	case kindOwn:
		ok = json.Unmarshal(raw, reflect.New(f.own).Interface()) == nil
		msg, kind = "Input should be of an allowed type", "union_type"
	}
	if ok {
		return nil
	}
	return []invalid{{at, msg, kind}}
}
