package storage

import (
	"context"
	"strconv"
	"strings"

	"seatdeck/app/model"
)

// A table over many rows is read in two steps: the ids of all that the filter
// chooses, in their order, once; then the rows in sight by their ids. So the
// order holds still while it is scrolled, any row is reached at the same price,
// and a choice of rows is a set of ids.

// listing chooses rows of one table, which have a seat, a remote id and a sort key.
type listing struct {
	where
	table string
	row   string // its alias
	there string // what of the table a list is of at most
	walk  bool   // rows are read in the order of the file: an index of names would fetch each from elsewhere
}

// ofSeat leaves out the rows of seats that are gone, and those of all seats but
// one where seat is not 0.
func (l *listing) ofSeat(seat model.SeatID) {
	if seat != 0 {
		l.and(l.row+".seat = ?", seat)
	}
	l.and(l.row + ".seat NOT IN (SELECT id FROM seats WHERE removed = 1)")
}

// marked leaves only rows with a mark.
func (l *listing) marked(about model.DeedTarget) {
	l.and("("+l.row+".seat, "+l.row+`.remote_id) IN (SELECT seat, target FROM deeds
		WHERE about = ? AND state IN (1, 2, 5, 6) AND settled = 0)`, about)
}

// query gives the ids by name as one text: to step from row to row costs more than
// to find the rows.
func (l *listing) query(down bool) string {
	from, order := l.table+" "+l.row, " ORDER BY "+l.row+".sort_key, "+l.row+".id"
	if l.walk {
		from += " NOT INDEXED"
	}
	if down {
		order = " ORDER BY " + l.row + ".sort_key DESC, " + l.row + ".id DESC"
	}
	return "SELECT coalesce(group_concat(id), '') FROM (SELECT " + l.row + ".id FROM " + from + l.String() + order + ")"
}

// ids gives the rows that a listing chooses, in an order.
func ids[ID ~int64](ctx context.Context, q *queries, l *listing, by sorting) ([]ID, error) {
	text, _, err := one(ctx, q, value[string], l.query(by.expr == "" && by.down), l.args...)
	if err != nil {
		return nil, err
	}
	list, err := numbers[ID](text)
	if err != nil || by.expr == "" {
		return list, err
	}
	return list, sortRows(ctx, q, l, by, list)
}

// numbers reads what group_concat wrote.
func numbers[N ~int64](text string) ([]N, error) {
	if text == "" {
		return nil, nil
	}
	list := make([]N, 0, strings.Count(text, ",")+1)
	for number := range strings.SplitSeq(text, ",") {
		n, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return nil, err
		}
		list = append(list, N(n))
	}
	return list, nil
}

const seatNameColumns = `s.alias, s.name, s.remote_id`

// asSeatName gives where seatNameColumns are scanned to.
func asSeatName(s *model.Seat) []any { return []any{&s.Alias, &s.Name, &s.RemoteID} }

// markOrNil is what was scanned of a row's mark; nil where it has none.
func markOrNil(m model.Mark) *model.Mark {
	if m.Deed == 0 {
		return nil
	}
	return &m
}

// inOrder brings rows into the order of the ids they were asked for by; what was
// not found is a zero row.
func inOrder[ID comparable, Row any](ids []ID, rows []Row, id func(Row) ID) []Row {
	found := make(map[ID]int, len(rows))
	for i, row := range rows {
		found[id(row)] = i
	}
	out := make([]Row, len(ids))
	for i, id := range ids {
		if at, ok := found[id]; ok {
			out[i] = rows[at]
		}
	}
	return out
}
