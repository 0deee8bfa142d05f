package messageview

import "seatdeck/app/model"

// layoutKey is all that a layout depends on and that differs between messages;
// what they share empties the cache when it changes.
type layoutKey struct {
	id                   model.MessageID
	version              uint64
	width                float32
	newDay, opens, joins bool
	unfolded, hearing    bool
}

// layouts keeps what was measured. It has two halves: when the young one is
// full the old one goes, and what is still used moves over.
type layouts struct {
	young, old map[layoutKey]*laid
	most       int
	made       int // layouts made, for tests
}

func newLayouts(most int) *layouts {
	l := &layouts{most: most}
	l.clear()
	return l
}

func (l *layouts) clear() {
	l.young, l.old = make(map[layoutKey]*laid), nil
}

func (l *layouts) get(k layoutKey, lay func() *laid) *laid {
	if found, ok := l.young[k]; ok {
		return found
	}
	found, ok := l.old[k]
	if !ok {
		found = lay()
		l.made++
	}
	if len(l.young) >= l.most {
		l.young, l.old = make(map[layoutKey]*laid, l.most), l.young
	}
	l.young[k] = found
	return found
}
