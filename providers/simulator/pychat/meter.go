package pychat

import "time"

// The block of wire.md.
const (
	maxCalls  = 100
	callSpan  = time.Minute
	blockSpan = 30 * time.Minute
)

// meter counts the calls of one account.
type meter struct {
	recent  []time.Time // within callSpan
	blocked time.Time   // until
	total   int
	refused int
}

// pass counts one call and tells whether it may be made.
func (m *meter) pass(now time.Time) bool {
	m.total++
	if now.Before(m.blocked) {
		m.refused++
		return false
	}
	old := 0
	for old < len(m.recent) && !now.Before(m.recent[old].Add(callSpan)) {
		old++
	}
	m.recent = append(m.recent[old:], now)
	if len(m.recent) > maxCalls {
		m.recent, m.blocked = nil, now.Add(blockSpan)
		m.refused++
		return false
	}
	return true
}
