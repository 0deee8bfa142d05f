package supervise

import (
	"fmt"
	"iter"
	"slices"
	"time"
	_ "time/tzdata" // a machine may have no zones of its own

	"seatdeck/app/model"
)

// WorkHours are the hours in which clocks run; none at all: always.
type WorkHours struct {
	Zone string         `json:"zone"` // "" local; else a name such as Asia/Shanghai
	Days [7][]HoursSpan `json:"days"` // by time.Weekday

	loaded *time.Location // of Zone, so that it is read once; may be nil
}

// HoursSpan is a span of a day, in minutes after midnight; To is not part of it
// and may be 1440.
type HoursSpan struct {
	From int `json:"from"`
	To   int `json:"to"`
}

const (
	dayMinutes  = 24 * 60
	leastHours  = 60 // minutes of a week, so that a limit ends in a foreseeable time
	mostSpans   = 12 // of a day
	lookedWeeks = 8  // longer stretches are reckoned by whole weeks
)

// check tells what makes no sense in working hours.
func (h WorkHours) check() error {
	bad := func(detail string) error {
		return &model.Trouble{Code: model.TroubleInvalid, About: "working hours", Detail: detail}
	}
	if _, err := time.LoadLocation(h.Zone); err != nil {
		return bad("refusal.no_zone: " + h.Zone)
	}
	for _, day := range h.Days {
		if len(day) > mostSpans {
			return bad(fmt.Sprintf("refusal.most_spans: %d", mostSpans))
		}
		end := 0
		for _, span := range day {
			if span.From < end || span.To <= span.From || span.To > dayMinutes {
				return bad("refusal.spans_order: the spans of a day follow one another, from 0 to 1440 minutes")
			}
			end = span.To
		}
	}
	if !h.always() && h.week() < leastHours*time.Minute {
		return bad("refusal.working_hour: a week has at least one working hour, or none is named at all")
	}
	return nil
}

// always tells whether clocks never stand still.
func (h WorkHours) always() bool {
	return !slices.ContainsFunc(h.Days[:], func(day []HoursSpan) bool { return len(day) > 0 })
}

// week is the working time of a week.
func (h WorkHours) week() (sum time.Duration) {
	for _, day := range h.Days {
		for _, span := range day {
			sum += time.Duration(span.To-span.From) * time.Minute
		}
	}
	return sum
}

// zone is where the hours are meant; one that is not known is the local one.
func (h WorkHours) zone() *time.Location {
	if h.loaded != nil {
		return h.loaded
	}
	if h.Zone == "" {
		return time.Local
	}
	if zone, err := time.LoadLocation(h.Zone); err == nil {
		return zone
	}
	return time.Local
}

// Within tells whether a moment is in the working hours.
func (h WorkHours) Within(t time.Time) bool {
	if h.always() {
		return true
	}
	local := t.In(h.zone())
	minute := local.Hour()*60 + local.Minute()
	return slices.ContainsFunc(h.Days[local.Weekday()], func(span HoursSpan) bool {
		return span.From <= minute && minute < span.To
	})
}

// spans gives the working spans from the one in which a moment is, or the next,
// on: without end, as long as there are any.
func (h WorkHours) spans(zone *time.Location, t time.Time) iter.Seq2[time.Time, time.Time] {
	return func(yield func(from, to time.Time) bool) {
		local := t.In(zone)
		for n := 0; ; n++ {
			day := time.Date(local.Year(), local.Month(), local.Day()+n, 12, 0, 0, 0, zone) // a day may have no midnight
			for _, span := range h.Days[day.Weekday()] {
				minute := func(m int) time.Time {
					return time.Date(local.Year(), local.Month(), local.Day()+n, 0, m, 0, 0, zone)
				}
				from, to := minute(span.From), minute(span.To)
				if to.After(t) && !yield(from, to) {
					return
				}
			}
		}
	}
}

// add gives the moment at which so much working time has passed.
func (h WorkHours) add(zone *time.Location, from time.Time, limit time.Duration) time.Time {
	week := h.week()
	if week <= 0 {
		return from.Add(limit)
	}
	weeks := max(int(limit/week)-1, 0)
	limit -= time.Duration(weeks) * week
	from = from.In(zone).AddDate(0, 0, 7*weeks)
	for begin, end := range h.spans(zone, from) {
		if begin.Before(from) {
			begin = from
		}
		if part := end.Sub(begin); limit > part {
			limit -= part
			continue
		}
		return begin.Add(limit).UTC()
	}
	return from // not reached: a week has working time
}

// between is the working time between two moments.
func (h WorkHours) between(zone *time.Location, from, to time.Time) (sum time.Duration) {
	if !from.Before(to) {
		return 0
	}
	week := h.week()
	if week <= 0 {
		return to.Sub(from)
	}
	if weeks := int(to.Sub(from)/(7*24*time.Hour)) - 1; weeks > lookedWeeks {
		sum = time.Duration(weeks) * week
		from = from.In(zone).AddDate(0, 0, 7*weeks)
	}
	for begin, end := range h.spans(zone, from) {
		if !begin.Before(to) {
			break
		}
		if begin.Before(from) {
			begin = from
		}
		if end.After(to) {
			end = to
		}
		sum += end.Sub(begin)
	}
	return sum
}
