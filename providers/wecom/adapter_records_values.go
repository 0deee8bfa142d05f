package wecom

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"seatdeck/app/model"
	"seatdeck/providers/internal/wire"
)

// stamp is a time as a record keeps it.
func stamp(s Seconds) string {
	if s == 0 {
		return ""
	}
	return strconv.FormatInt(s.Time().UnixMilli(), 10)
}

// onOff is a switch.
func onOff(on bool) string {
	if on {
		return "1"
	}
	return ""
}

// count is a number.
func count[T ~int | ~int64](n T) string { return strconv.FormatInt(int64(n), 10) }

// lines is a list: an item that has lines itself can't be told from several.
func lines[T ~string](items []T) string {
	list := make([]string, 0, len(items))
	for _, item := range items {
		if s := strings.Join(strings.Fields(string(item)), " "); s != "" {
			list = append(list, s)
		}
	}
	return strings.Join(list, "\n")
}

// numberLines is a list of numbers.
func numberLines(items []wire.Int) string {
	list := make([]string, 0, len(items))
	for _, n := range items {
		list = append(list, count(n))
	}
	return strings.Join(list, "\n")
}

// itemsOf is a list of a record, in the type of a call.
func itemsOf[T ~string](rec model.Record, key string) []T {
	var list []T
	for _, item := range rec.Items(key) {
		if item = strings.TrimSpace(item); item != "" {
			list = append(list, T(item))
		}
	}
	return list
}

// numbersOf is a list of whole numbers, such as departments.
func numbersOf[T ~int64](rec model.Record, key string) ([]T, error) {
	var list []T
	for _, item := range itemsOf[string](rec, key) {
		n, err := strconv.ParseInt(item, 10, 64)
		if err != nil {
			return nil, invalid(key, fmt.Sprintf("refusal.no_number: %q", item))
		}
		list = append(list, T(n))
	}
	return list, nil
}

// changeOf is what a list has more, and what it has less, than it had.
func changeOf[T comparable](was, now []T) (added, gone []T) {
	for _, v := range now {
		if !slices.Contains(was, v) {
			added = append(added, v)
		}
	}
	for _, v := range was {
		if !slices.Contains(now, v) {
			gone = append(gone, v)
		}
	}
	return added, gone
}

// words are the numbers of the wire by the words that a record has for them.
type words []struct {
	word string
	n    int
}

// unknownWord stands for a number that the documents don't know.
const unknownWord = "unknown"

func (w words) of(n wire.Int) string {
	for _, one := range w {
		if one.n == int(n) {
			return one.word
		}
	}
	return unknownWord
}

// number is the other way round; 0 for a word that is none.
func (w words) number(word string) int {
	for _, one := range w {
		if one.word == word {
			return one.n
		}
	}
	return 0
}

// options are what a person can choose.
func (w words) options() []string {
	list := make([]string, 0, len(w)+1)
	for _, one := range w {
		list = append(list, one.word)
	}
	return list
}

// told are the options of a field that only the back end fills.
func (w words) told() []string { return append(w.options(), unknownWord) }

// idParts joins what a record is known by; none of it holds a slash.
func idOf(parts ...string) string { return strings.Join(parts, "/") }

// partsOf takes an id apart again, into so many; a wrong one has empty parts.
func partsOf(id string, n int) []string {
	parts := strings.SplitN(id, "/", n)
	for len(parts) < n {
		parts = append(parts, "")
	}
	return parts
}

// days are the fields of a list that is asked for by days.
func dayFilter() []model.RecordField {
	return []model.RecordField{{Key: "from", Type: model.FieldDay}, {Key: "to", Type: model.FieldDay}}
}

// maxDays is how many days a list may cover: what the documents call a month.
const maxDays = 30

// span is what a list is to cover, by its filters from and to, both days included;
// else the last most days.
func (r *records) span(q model.RecordQuery, most int) (from, to time.Time, err error) {
	asked := model.Record{Values: q.Filter}
	now := r.clock.Now().UTC()
	whole := time.Duration(most) * 24 * time.Hour
	from, to = asked.Time("from"), asked.Time("to")
	if !to.IsZero() {
		to = to.Add(24*time.Hour - time.Second)
	}
	switch {
	case from.IsZero() && to.IsZero():
		from, to = now.Add(-whole), now
	case from.IsZero():
		from = to.Add(-whole)
	case to.IsZero():
		to = from.Add(whole)
	}
	if to.After(now) {
		to = now
	}
	if !from.Before(to) {
		return from, to, invalid("from", "refusal.span_order: it must be before the end, and not to come")
	}
	if to.Sub(from) > whole {
		return from, to, invalid("to", fmt.Sprintf("refusal.at_most_days: %d", most))
	}
	return from, to, nil
}

// daysOf are the beginnings of the days, in WeCom's time, that a span touches.
func daysOf(from, to time.Time) (days []time.Time) {
	y, m, d := from.In(wire.Shanghai()).Date()
	for day := time.Date(y, m, d, 0, 0, 0, 0, wire.Shanghai()); !day.After(to); day = day.AddDate(0, 0, 1) {
		days = append(days, day)
	}
	return days
}

// tooLong holds a text to a limit in bytes, which characters can't tell.
func tooLong(key, text string, most int) error {
	if len(text) <= most {
		return nil
	}
	return &model.Trouble{Code: model.TroubleTooLong, About: key, Detail: fmt.Sprintf("refusal.too_many_bytes: %d > %d", len(text), most)}
}
