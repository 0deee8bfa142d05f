package pychat

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"

	"seatdeck/providers/internal/wire"
)

// Notice is what a callback says (wire.md: {guid, notify_type, data}).
type Notice struct {
	GUID string
	Type int             // one of the Notify… numbers; 0 where it names none
	Data json.RawMessage // nil where there is none
	Raw  []byte          // the body as it came
	Err  error           // why the body could not be read as a whole
}

var (
	errNoGUID       = errors.New("it names no guid")
	errNoNotifyType = errors.New("it has no notify_type")
)

// ReadNotice reads the body of a callback. The error says that it names no
// instance; what else is wrong with it is its Err.
func ReadNotice(body []byte) (Notice, error) {
	var sent struct {
		GUID json.RawMessage `json:"guid"`
		Type json.RawMessage `json:"notify_type"`
		Data json.RawMessage `json:"data"`
	}
	n := Notice{Raw: body}
	if n.Err = json.Unmarshal(body, &sent); n.Err != nil {
		sent.GUID = namedFirst(body, "guid")
		sent.Type = namedFirst(body, "notify_type")
	}
	var guid wire.Text
	if err := json.Unmarshal(sent.GUID, &guid); err != nil || guid == "" {
		return n, errNoGUID
	}
	n.GUID = guid.String()
	var kind wire.Int
	switch err := json.Unmarshal(sent.Type, &kind); {
	case n.Err != nil:
	case err != nil || kind <= 0 || kind > maxNotifyType:
		n.Err = errNoNotifyType
	}
	if kind > 0 && kind <= maxNotifyType {
		n.Type = int(kind)
	}
	if sent.Data = bytes.TrimSpace(unquote(sent.Data)); !bytes.Equal(sent.Data, []byte("null")) {
		n.Data = sent.Data
	}
	return n, nil
}

const maxNotifyType = 1 << 30

// namedFirst finds the first value of that name on the upper level of an object
// that breaks off or goes wrong somewhere behind it; nil where there is none.
func namedFirst(body []byte, name string) json.RawMessage {
	d := json.NewDecoder(bytes.NewReader(body))
	if start, err := d.Token(); err != nil || start != json.Delim('{') {
		return nil
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil
		}
		var value json.RawMessage
		if d.Decode(&value) != nil {
			return nil
		}
		if key == name {
			return value
		}
	}
	return nil
}

// String is the number, for what a log or a table of payloads says.
func (n Notice) String() string { return "callback " + strconv.Itoa(n.Type) }
