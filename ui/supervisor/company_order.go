package supervisor

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"seatdeck/app/model"
)

// sortKey is what a cell is sorted by: a number, or a name.
type sortKey struct {
	number int64
	name   string
	none   bool // the cell says nothing
}

// numberKey sorts by a number.
func numberKey(n int64) sortKey { return sortKey{number: n} }

// nameKey sorts by a name as it is spelt.
func nameKey(name string) sortKey { return sortKey{name: name, none: name == ""} }

// ordered gives rows in the order of their keys. What has none comes last, whichever
// way they are sorted, and what is alike stays as it was.
func ordered[T any](rows []T, down bool, s spelling, key func(T) sortKey) []T {
	type keyed struct {
		row T
		key sortKey
	}
	list := make([]keyed, len(rows))
	for i, row := range rows {
		list[i] = keyed{row, key(row)}
	}
	slices.SortStableFunc(list, func(x, y keyed) int {
		a, b := x.key, y.key
		switch {
		case a.none && b.none:
			return 0
		case a.none:
			return 1
		case b.none:
			return -1
		case down:
			a, b = b, a
		}
		return cmp.Or(cmp.Compare(a.number, b.number), s.compare(a.name, b.name))
	})
	sorted := make([]T, len(list))
	for i, one := range list {
		sorted[i] = one.row
	}
	return sorted
}

// sortable tells whether records can be sorted by a field: by a picture they can't.
func sortable(f model.RecordField) bool {
	return f.Type != model.FieldCode && f.Type != model.FieldPictures
}

// sortKey is what a record is sorted by in the column of a field.
func (w recordWords) sortKey(f model.RecordField, r model.Record) sortKey {
	value := r.Get(f.Key)
	switch f.Type {
	case model.FieldSwitch:
		return numberKey(r.Number(f.Key))
	case model.FieldNumber, model.FieldTime, model.FieldDay, model.FieldSpan:
		n, err := strconv.ParseInt(strings.TrimSpace(value), 10, 64)
		if err != nil {
			return nameKey(value) // it is shown as it came
		}
		return numberKey(n)
	case model.FieldChoice: // in the order in which they are offered: mostly that of a life
		if at := slices.Index(f.Options, value); at >= 0 {
			return numberKey(int64(at))
		}
		key := nameKey(value)
		key.number = int64(len(f.Options))
		return key
	}
	return nameKey(w.value(f, value))
}
