package messageview

import (
	"slices"
	"sort"
	"time"

	"seatdeck/app/model"
)

// How much history is held.
const (
	pageSize   = 60  // messages a load brings
	prefetch   = 20  // messages left before the next load
	windowMost = 400 // messages held; the far end goes first
	windowTail = 200 // messages held while the newest is in sight
)

// window is the stretch of a conversation that is held: a few hundred messages
// in order, and whether there are more on either side.
type window struct {
	items         []item
	before, after bool // there may be more
	zone          *time.Location
}

// set holds items and nothing else.
func (w *window) set(items []item, before, after bool) {
	w.items, w.before, w.after = items, before, after
	w.relate()
}

// join puts items in their place: what they cover is replaced by them, what
// lies outside stays.
func (w *window) join(items []item, from Key) {
	if len(items) == 0 {
		return
	}
	fresh := make(map[model.MessageID]struct{}, len(items))
	for i := range items {
		fresh[items[i].msg.ID] = struct{}{}
	}
	last := items[len(items)-1].key
	out := make([]item, 0, len(w.items)+len(items))
	keep := func(it item) bool {
		_, again := fresh[it.msg.ID]
		return !again
	}
	i := 0
	for ; i < len(w.items) && w.items[i].key.Compare(from) < 0; i++ {
		if keep(w.items[i]) {
			out = append(out, w.items[i])
		}
	}
	out = append(out, items...)
	for ; i < len(w.items); i++ {
		if w.items[i].key.Compare(last) > 0 && keep(w.items[i]) {
			out = append(out, w.items[i])
		}
	}
	slices.SortStableFunc(out, func(a, b item) int { return a.key.Compare(b.key) })
	w.items = out
	w.relate()
}

// cutAfter lets go of what comes after k.
func (w *window) cutAfter(k Key) {
	n := sort.Search(len(w.items), func(i int) bool { return w.items[i].key.Compare(k) > 0 })
	if n < len(w.items) {
		w.items = w.items[:n:n]
		w.after = true
	}
}

// trimTop lets go of the oldest so that at most n are left.
func (w *window) trimTop(n int) {
	if extra := len(w.items) - n; extra > 0 {
		w.items = slices.Clone(w.items[extra:])
		w.before = true
		w.relate()
	}
}

// trimBottom lets go of the newest so that at most n are left.
func (w *window) trimBottom(n int) {
	if len(w.items) > n {
		w.items = slices.Clone(w.items[:n])
		w.after = true
	}
}

func (w *window) relate() {
	for i := range w.items {
		relate(w.items, i, w.zone)
	}
}

func (w *window) empty() bool { return len(w.items) == 0 }

func (w *window) first() Key { return w.items[0].key }

func (w *window) last() Key { return w.items[len(w.items)-1].key }

// index is where the message at k is, or the one that took its place.
func (w *window) index(k Key) int {
	i := sort.Search(len(w.items), func(i int) bool { return w.items[i].key.Compare(k) >= 0 })
	return min(i, len(w.items)-1)
}

// find is where message id is, or -1. Its key may have changed.
func (w *window) find(id model.MessageID, k Key) int {
	if i := w.index(k); i >= 0 && w.items[i].msg.ID == id {
		return i
	}
	return slices.IndexFunc(w.items, func(it item) bool { return it.msg.ID == id })
}
