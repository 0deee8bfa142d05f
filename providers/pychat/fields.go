package pychat

import (
	"bytes"
	"cmp"
	"encoding/json"

	"seatdeck/providers/internal/wire"
)

// List is a JSON array that is never null: the document shows [].
type List[T any] []T

// MarshalJSON writes [] where there is nothing.
func (l List[T]) MarshalJSON() ([]byte, error) {
	if l == nil {
		return []byte("[]"), nil
	}
	return json.Marshal([]T(l))
}

// Str is a text that comes bare or wrapped: "x" or {"string":"x"} (wire.md).
type Str string

// UnmarshalJSON reads either form; any scalar will do.
func (s *Str) UnmarshalJSON(data []byte) error {
	data = bytes.TrimSpace(data)
	if bytes.HasPrefix(data, []byte("{")) {
		var wrapped struct {
			String wire.Text `json:"string"`
			Str    wire.Text `json:"str"`
			Buffer wire.Text `json:"buffer"`
		}
		if err := json.Unmarshal(data, &wrapped); err != nil {
			return err
		}
		*s = Str(cmp.Or(wrapped.String, wrapped.Str, wrapped.Buffer))
		return nil
	}
	return (*wire.Text)(s).UnmarshalJSON(data)
}

// String is the text.
func (s Str) String() string { return string(s) }

func isObject(data []byte) bool { return bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) }
