package supervisor

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"seatdeck/app/supervise"
)

// graveness is the place of a stance among groups, what is grave first.
func graveness(r *supervise.BoardRow) int {
	switch stanceOf(r) {
	case stanceBanned:
		return 1
	case stanceDown:
		return 2
	case stanceOffline:
		return 3
	case stanceOther:
		return 4
	}
	return 5
}

type boardOrder func(a, b *supervise.BoardRow) int

// orderOf is how a column sorts; the usual order has what is grave first: bans,
// then who waits longest, then what is offline.
func orderOf(column string, s spelling) boardOrder {
	switch column {
	case boardSeat:
		return func(a, b *supervise.BoardRow) int { return s.compare(a.Seat.DisplayName(), b.Seat.DisplayName()) }
	case boardKind:
		return func(a, b *supervise.BoardRow) int { return cmp.Compare(a.Kind, b.Kind) }
	case boardConnection:
		return func(a, b *supervise.BoardRow) int { return s.compare(a.Connection, b.Connection) }
	case boardCompany:
		return func(a, b *supervise.BoardRow) int { return s.compare(companyName(a.Company), companyName(b.Company)) }
	case boardTeams:
		return func(a, b *supervise.BoardRow) int { return s.compare(teamNames(a.Teams), teamNames(b.Teams)) }
	case boardNumber:
		return func(a, b *supervise.BoardRow) int { return byNumber(a.Seat.Number, b.Seat.Number) }
	case boardState:
		return func(a, b *supervise.BoardRow) int {
			return cmp.Or(cmp.Compare(graveness(a), graveness(b)), early(stateSince(a), stateSince(b)))
		}
	case boardLongest:
		return func(a, b *supervise.BoardRow) int { return early(a.LongestFrom, b.LongestFrom) }
	case boardFirst:
		return byDuration(func(r *supervise.BoardRow) (time.Duration, bool) { return r.Today.MeanFirst() })
	case boardWait:
		return byDuration(func(r *supervise.BoardRow) (time.Duration, bool) { return r.Today.MeanWait() })
	case boardLogin:
		return func(a, b *supervise.BoardRow) int { return a.Seat.LastLogin.Compare(b.Seat.LastLogin) }
	case boardLogout:
		return func(a, b *supervise.BoardRow) int { return a.Seat.LastLogout.Compare(b.Seat.LastLogout) }
	case boardLast:
		return func(a, b *supervise.BoardRow) int { return a.LastAt.Compare(b.LastAt) }
	}
	if count, ok := boardCounts[column]; ok {
		return func(a, b *supervise.BoardRow) int { return cmp.Compare(count(a), count(b)) }
	}
	return graveFirst
}

// boardCounts are the columns that are a number.
var boardCounts = map[string]func(*supervise.BoardRow) int{
	boardUnread:   func(r *supervise.BoardRow) int { return r.Seat.Unread },
	boardWaiting:  func(r *supervise.BoardRow) int { return r.Seat.Waiting },
	boardReceived: func(r *supervise.BoardRow) int { return r.Today.Received },
	boardSent:     func(r *supervise.BoardRow) int { return r.Today.Sent },
	boardVisits:   func(r *supervise.BoardRow) int { return r.Today.Visits },
	boardResolved: func(r *supervise.BoardRow) int { return r.Today.Resolved },
	boardAlerts:   func(r *supervise.BoardRow) int { return r.Alerts },
	boardGaps:     func(r *supervise.BoardRow) int { return r.Seat.Gaps },
}

func graveFirst(a, b *supervise.BoardRow) int {
	rank := func(r *supervise.BoardRow) int {
		switch s := stanceOf(r); {
		case s == stanceBanned:
			return 0
		case !r.LongestFrom.IsZero():
			return 1
		case s == stanceOffline:
			return 2
		case s == stanceDown:
			return 3
		}
		return 4
	}
	return cmp.Or(cmp.Compare(rank(a), rank(b)), early(a.LongestFrom, b.LongestFrom))
}

// early has the earlier time first, and none at all last.
func early(a, b time.Time) int {
	switch {
	case a.IsZero() || b.IsZero():
		return cmp.Compare(b.Unix(), a.Unix()) // a zero time is long ago
	}
	return a.Compare(b)
}

func byDuration(of func(*supervise.BoardRow) (time.Duration, bool)) boardOrder {
	return func(a, b *supervise.BoardRow) int {
		x, hasX := of(a)
		y, hasY := of(b)
		switch {
		case hasX != hasY && hasX:
			return 1
		case hasX != hasY:
			return -1
		}
		return cmp.Compare(x, y)
	}
}

// byNumber compares numbers of seats: as numbers where both are.
func byNumber(a, b string) int {
	x, errX := strconv.ParseInt(a, 10, 64)
	y, errY := strconv.ParseInt(b, 10, 64)
	if errX == nil && errY == nil {
		return cmp.Compare(x, y)
	}
	return strings.Compare(a, b)
}

// compare has Chinese names in the order of their pinyin.
func (s spelling) compare(a, b string) int {
	key := func(name string) string {
		if whole, _ := s.of(name); whole != "" {
			return whole
		}
		return strings.ToLower(name)
	}
	return cmp.Or(strings.Compare(key(a), key(b)), strings.Compare(a, b))
}

// stateSince is since when a seat has been as the board says it is.
func stateSince(r *supervise.BoardRow) time.Time {
	if stanceOf(r) == stanceDown {
		return r.Link.Since
	}
	return r.Seat.StateSince
}
