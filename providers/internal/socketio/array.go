package socketio

import (
	"bytes"
	"encoding/json"
	"fmt"
	"unicode/utf8"
)

// maxElements bounds what one payload may cost: an event has a handful of
// arguments, and a frame of nothing but "1,1,1…" would cost 12 times its size.
const maxElements = 1000

// maxDepth bounds how deep a payload nests.
const maxDepth = 1000

// splitEvent takes an event's payload apart: its name and its arguments, which
// alias data.
func splitEvent(data []byte) (name string, args []json.RawMessage, err error) {
	elements, err := splitArray(data)
	if err != nil {
		return "", nil, err
	}
	if len(elements) == 0 || elements[0][0] != '"' {
		return "", nil, fmt.Errorf("%w: event without a name", ErrPacket)
	}
	quoted := elements[0]
	if bytes.IndexByte(quoted, '\\') < 0 && utf8.Valid(quoted) {
		return string(quoted[1 : len(quoted)-1]), elements[1:], nil
	}
	if err := json.Unmarshal(quoted, &name); err != nil {
		return "", nil, fmt.Errorf("%w: event name", ErrPacket)
	}
	return name, elements[1:], nil
}

// splitArray cuts a JSON array into its elements, which alias data, and checks
// on the way that all of it is JSON. One pass does both: encoding/json's own
// check alone costs three times as much, on every frame there is.
func splitArray(data []byte) ([]json.RawMessage, error) {
	at := skipSpace(data, 0)
	if at == len(data) || data[at] != '[' {
		return nil, fmt.Errorf("%w: payload is not an array", ErrPacket)
	}
	elements := make([]json.RawMessage, 0, 2)
	end := arrayEnd(data, at, 0, func(element []byte) bool {
		elements = append(elements, element)
		return len(elements) <= maxElements
	})
	if end < 0 || skipSpace(data, end) != len(data) {
		return nil, fmt.Errorf("%w: payload is not JSON, or beyond %d elements or %d levels", ErrPacket, maxElements, maxDepth)
	}
	return elements, nil
}
