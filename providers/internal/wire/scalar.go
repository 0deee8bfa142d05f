package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"
)

// Text is an id or a word. It reads a string, a number (exactly, also past
// 2^53), a boolean or null, and writes a string.
type Text string

// UnmarshalJSON reads any JSON scalar.
func (t *Text) UnmarshalJSON(data []byte) error {
	s, _, err := scalar(data)
	if err != nil {
		return fmt.Errorf("text: %w", err)
	}
	*t = Text(s)
	return nil
}

// String is the text itself.
func (t Text) String() string { return string(t) }

// ID is a Text that is written as a number where it is a whole one, for calls
// whose examples put numbers and "R:…" into the same field.
type ID string

// UnmarshalJSON reads any JSON scalar.
func (id *ID) UnmarshalJSON(data []byte) error { return (*Text)(id).UnmarshalJSON(data) }

// MarshalJSON writes a number where the id is the usual form of an int64.
func (id ID) MarshalJSON() ([]byte, error) {
	if n, err := strconv.ParseInt(string(id), 10, 64); err == nil && strconv.FormatInt(n, 10) == string(id) {
		return []byte(id), nil
	}
	return json.Marshal(string(id))
}

// Int is a whole number that may come as a string, null or "".
type Int int64

// UnmarshalJSON reads a whole number in any of those forms.
func (i *Int) UnmarshalJSON(data []byte) error {
	s, null, err := scalar(data)
	if err != nil {
		return fmt.Errorf("number: %w", err)
	}
	s = strings.TrimSpace(s)
	switch {
	case null || s == "" || s == "false":
		*i = 0
		return nil
	case s == "true":
		*i = 1
		return nil
	}
	n, err := strconv.ParseInt(whole(s), 10, 64)
	if err != nil {
		return fmt.Errorf("number: %q is not a whole one of 64 bits", clip(s))
	}
	*i = Int(n)
	return nil
}

// Flag is a yes or no that comes as 0/1, "0"/"1", true/false or null. Any other
// whole number is yes.
type Flag bool

// UnmarshalJSON reads any of those forms.
func (f *Flag) UnmarshalJSON(data []byte) error {
	var n Int
	if err := n.UnmarshalJSON(data); err != nil {
		return fmt.Errorf("flag: %w", err)
	}
	*f = n != 0
	return nil
}

// MarshalJSON writes 1 or 0.
func (f Flag) MarshalJSON() ([]byte, error) {
	if f {
		return []byte("1"), nil
	}
	return []byte("0"), nil
}

// Millis is an instant in epoch milliseconds, as a number or a string; 0 means
// there is none.
type Millis int64

// UnmarshalJSON reads a number, a string of one, or null.
func (m *Millis) UnmarshalJSON(data []byte) error { return (*Int)(m).UnmarshalJSON(data) }

// Time is the instant in UTC; the zero time where there is none.
func (m Millis) Time() time.Time {
	if m == 0 {
		return time.Time{}
	}
	return time.UnixMilli(int64(m)).UTC()
}

// MillisOf is the other way round; 0 for the zero time.
func MillisOf(t time.Time) Millis {
	if t.IsZero() {
		return 0
	}
	return Millis(t.UnixMilli())
}

// scalar gives the text of a JSON scalar; whole numbers without exponent.
func scalar(data []byte) (text string, null bool, err error) {
	data = bytes.TrimSpace(data)
	if len(data) == 0 {
		return "", true, nil
	}
	switch data[0] {
	case '"':
		err = json.Unmarshal(data, &text)
		return text, false, err
	case 'n':
		return "", true, nil
	case 't', 'f':
		return string(data), false, nil
	case '{', '[':
		return "", false, errNoScalar
	}
	return whole(string(data)), false, nil
}

// whole rewrites 1.5e3 and 12.0 as the whole numbers they are, exactly; anything
// else stays as it is.
func whole(s string) string {
	if !strings.ContainsAny(s, ".eE") || len(s) > maxNumber {
		return s
	}
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		// An exponent is a cheap way to ask for gigabytes of digits.
		if exp, err := strconv.Atoi(s[i+1:]); err != nil || exp > maxNumber || exp < -maxNumber {
			return s
		}
	}
	r, ok := new(big.Rat).SetString(s)
	if !ok || !r.IsInt() {
		return s
	}
	return r.Num().String()
}

var errNoScalar = errors.New("a scalar was expected, not an object or array")

const maxNumber = 40 // digits and exponent of a number that is worth rewriting

func clip(s string) string {
	const most = 60
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}
