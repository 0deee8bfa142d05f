package juhe

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"seatdeck/providers/internal/wire"
)

// Stamp is an instant in any of the forms of the document: epoch ms or s, as a
// number or a text, or "yyyy-MM-dd HH:mm:ss" of Shanghai.
type Stamp string

// UnmarshalJSON reads any JSON scalar; what can't be read as an instant is kept.
func (s *Stamp) UnmarshalJSON(data []byte) error { return (*wire.Text)(s).UnmarshalJSON(data) }

// MarshalJSON writes a number where it is one.
func (s Stamp) MarshalJSON() ([]byte, error) { return wire.ID(s).MarshalJSON() }

const (
	mostSeconds = 1e11           // from here on an epoch value is in ms
	mostMillis  = 253402300799e3 // the end of the year 9999
)

// Time is the instant in UTC; the zero time where there is none, it can't be read
// or is of no year that anything else could read.
func (s Stamp) Time() time.Time {
	text := strings.TrimSpace(string(s))
	n, err := strconv.ParseInt(text, 10, 64)
	switch {
	case err != nil:
		return wire.Date(text).Time()
	case n <= 0 || n > mostMillis:
		return time.Time{}
	case n < mostSeconds:
		return time.Unix(n, 0).UTC()
	}
	return time.UnixMilli(n).UTC()
}

// Texts is a list of words or numbers; a lone one is a list of one.
type Texts []wire.Text

// UnmarshalJSON reads an array of scalars, or a scalar.
func (t *Texts) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '[' {
		var list []wire.Text
		err := json.Unmarshal(data, &list)
		*t = list
		return err
	}
	var one wire.Text
	if err := one.UnmarshalJSON(data); err != nil {
		return err
	}
	*t = nil
	if one != "" {
		*t = Texts{one}
	}
	return nil
}

// Rows is a list in an answer, each row decoded on its own, so that one that
// can't be read costs none of the others. nil means that the list was missing or
// null.
type Rows[T any] []Row[T]

// Row is one entry of a list: its value, or why it has none.
type Row[T any] struct {
	Value T
	Raw   json.RawMessage
	Err   error
}

// UnmarshalJSON reads an array, or null.
func (r *Rows[T]) UnmarshalJSON(data []byte) error {
	var raws []json.RawMessage
	if err := json.Unmarshal(data, &raws); err != nil {
		return err
	}
	if raws == nil {
		*r = nil
		return nil
	}
	rows := make(Rows[T], len(raws))
	for i, raw := range raws {
		rows[i].Raw = raw
		rows[i].Err = json.Unmarshal(raw, &rows[i].Value)
	}
	*r = rows
	return nil
}

// first is the first that says something.
func first[T comparable](values ...T) T {
	var none T
	for _, v := range values {
		if v != none {
			return v
		}
	}
	return none
}
