package storage

import (
	"cmp"
	"context"
	"maps"
	"math"
	"slices"

	"seatdeck/app/model"
)

// fewRows are looked up one by one to be sorted; of more the whole table is read.
const fewRows = 5000

// sorting says by what rows are sorted; those that are alike in it stay by name.
// The zero value is by name.
type sorting struct {
	expr string // of a row, never NULL; "" is the name
	text bool   // it is text, sorted as in a Chinese phone book
	seat bool   // it is a seat, sorted by what the seat is called
	last bool   // rows that have nothing in it (0, "") stand last, up and down
	down bool
}

// sortRows sorts rows that are in the order of their names. It is done here,
// because SQLite would sort much longer rows, and knows no phone book.
func sortRows[ID ~int64](ctx context.Context, q *queries, l *listing, by sorting, list []ID) error {
	keys, err := keysOf(ctx, q, l, by, list)
	if err != nil {
		return err
	}
	type keyed struct {
		id  ID
		key int64
	}
	rows := make([]keyed, len(list))
	for i, id := range list {
		key := keys[id]
		switch {
		case by.last && key == 0:
			key = math.MaxInt64
		case by.down:
			key = -key
		}
		rows[i] = keyed{id, key}
	}
	slices.SortStableFunc(rows, func(a, b keyed) int { return cmp.Compare(a.key, b.key) })
	for i, r := range rows {
		list[i] = r.id
	}
	return nil
}

// keysOf gives the number by which each row is sorted, of these rows at least.
func keysOf[ID ~int64](ctx context.Context, q *queries, l *listing, by sorting, list []ID) (map[ID]int64, error) {
	from, args := l.table+" "+l.row, []any(nil)
	if len(list) <= fewRows {
		from, args = "json_each(?) j CROSS JOIN "+from+" ON "+l.row+".id = j.value", []any{jsonOf{list}}
	}
	from += " WHERE " + l.there
	id := l.row + ".id"
	if by.text {
		return textKeys[ID](ctx, q, "SELECT "+id+", "+by.expr+" FROM "+from+" AND "+by.expr+" <> ''", args)
	}
	var idText, keyText string
	_, _, err := one(ctx, q, func(row scanner) (struct{}, error) { return struct{}{}, row.Scan(&idText, &keyText) },
		"SELECT coalesce(group_concat("+id+"), ''), coalesce(group_concat("+by.expr+"), '') FROM "+from, args...)
	if err != nil {
		return nil, err
	}
	ids, err := numbers[ID](idText)
	if err != nil {
		return nil, err
	}
	values, err := numbers[int64](keyText)
	if err != nil {
		return nil, err
	}
	if by.seat {
		places, err := seatPlaces(ctx, q)
		if err != nil {
			return nil, err
		}
		for i, seat := range values {
			values[i] = places[model.SeatID(seat)]
		}
	}
	keys := make(map[ID]int64, len(ids))
	for i, id := range ids {
		keys[id] = values[i]
	}
	return keys, nil
}

// textKeys numbers the texts of rows from 1 in the order of a Chinese phone book.
func textKeys[ID ~int64](ctx context.Context, q *queries, query string, args []any) (map[ID]int64, error) {
	rows := make(map[ID]string)
	places := make(map[string]int64)
	err := each(ctx, q, func(row scanner) error {
		var id ID
		var text string
		err := row.Scan(&id, &text)
		rows[id], places[text] = text, 0
		return err
	}, query, args...)
	if err != nil {
		return nil, err
	}
	place(places, func(text string) string { return text })
	keys := make(map[ID]int64, len(rows))
	for id, text := range rows {
		keys[id] = places[text]
	}
	return keys, nil
}

// seatPlaces numbers the seats in the order of what they are called.
func seatPlaces(ctx context.Context, q *queries) (map[model.SeatID]int64, error) {
	names := make(map[model.SeatID]string)
	places := make(map[model.SeatID]int64)
	err := each(ctx, q, func(row scanner) error {
		seat, err := scanSeat(row)
		names[seat.ID], places[seat.ID] = seat.DisplayName(), 0
		return err
	}, seatQuery)
	place(places, func(id model.SeatID) string { return names[id] })
	return places, err
}

// place numbers the keys of places from 1 in the order of their names in a Chinese
// phone book.
func place[K cmp.Ordered](places map[K]int64, name func(K) string) {
	sortKeys := make(map[K]string, len(places))
	for k := range places {
		sortKeys[k] = sortKey(name(k))
	}
	order := slices.SortedFunc(maps.Keys(places), func(a, b K) int {
		return cmp.Or(cmp.Compare(sortKeys[a], sortKeys[b]), cmp.Compare(a, b))
	})
	for i, k := range order {
		places[k] = int64(i + 1)
	}
}
