package supervise

import (
	"context"
	"time"

	"seatdeck/app/model"
)

// Timeline tells the states of a seat in a span of time, oldest first and without
// holes: what is not known is SeatUnknown.
func (s *Supervisor) Timeline(ctx context.Context, seat model.SeatID, from, to time.Time) ([]model.StateSpan, error) {
	log, err := s.store.SeatLogBetween(ctx, seat, from, to)
	if err != nil {
		return nil, err
	}
	return timeline(log, from, to, s.clock.Now()), nil
}

// timeline makes spans of the lines of a log, which are oldest first; those before
// from say how it began. Of several lines of one instant the last holds.
func timeline(log []model.SeatLogEntry, from, to, now time.Time) []model.StateSpan {
	if !from.Before(to) {
		return nil
	}
	end := to
	if now.Before(to) {
		end = now // nobody knows what will be
	}
	var spans []model.StateSpan
	state, since := model.SeatUnknown, from
	flush := func(until time.Time) {
		switch n := len(spans); {
		case !since.Before(until):
		case n > 0 && spans[n-1].State == state:
			spans[n-1].To = until.UTC()
		default:
			spans = append(spans, model.StateSpan{State: state, From: since.UTC(), To: until.UTC()})
		}
		if since.Before(until) {
			since = until
		}
	}
	for _, line := range log {
		if line.At.After(end) {
			break
		}
		flush(line.At)
		state = line.State
	}
	flush(end)
	state = model.SeatUnknown
	flush(to)
	return spans
}

// presence is how long a seat was in which state.
type presence struct {
	online, offline, banned, known time.Duration
	logins                         int
}

// presenceOf sums up spans. A seat that is online when it is first heard of did
// not log in then.
func presenceOf(spans []model.StateSpan) (p presence) {
	before := model.SeatUnknown
	for i, span := range spans {
		length := span.To.Sub(span.From)
		if span.State != model.SeatUnknown {
			p.known += length
		}
		switch span.State {
		case model.SeatOnline:
			p.online += length
			if i > 0 && before != model.SeatUnknown {
				p.logins++
			}
		case model.SeatOffline, model.SeatKicked:
			p.offline += length
		case model.SeatBanned:
			p.banned += length
		}
		before = span.State
	}
	return p
}
