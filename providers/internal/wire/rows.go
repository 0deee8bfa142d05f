package wire

import "encoding/json"

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
