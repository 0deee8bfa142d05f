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
