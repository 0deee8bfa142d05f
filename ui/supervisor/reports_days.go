package supervisor

import (
	"time"
)

// The spans of days that a report can be of, in the order in which they are offered.
const (
	daysToday = iota
	daysYesterday
	daysThisWeek
	daysLastWeek
	daysLast7
	daysLast30
	daysCustom
)

var dayKeys = []string{"today", "yesterday", "thisweek", "lastweek", "last7", "last30", "custom"}

// reportDay is how days are typed and shown.
const reportDay = "2006-01-02"

// reportDays gives the first and the last day of a span, as of now; a week begins
// on Monday. A day is told by its noon, so that it is the same day wherever it is
// looked at from.
func reportDays(span int, now time.Time) (first, last time.Time) {
	today := time.Date(now.Year(), now.Month(), now.Day(), 12, 0, 0, 0, now.Location())
	monday := today.AddDate(0, 0, -(int(today.Weekday())+6)%7)
	switch span {
	case daysYesterday:
		return today.AddDate(0, 0, -1), today.AddDate(0, 0, -1)
	case daysThisWeek:
		return monday, today
	case daysLastWeek:
		return monday.AddDate(0, 0, -7), monday.AddDate(0, 0, -1)
	case daysLast7:
		return today.AddDate(0, 0, -6), today
	case daysLast30:
		return today.AddDate(0, 0, -29), today
	}
	return today, today
}

// readDay reads a day as people type it: 2026-03-02, 2026/3/2, 3-2 of this year.
func readDay(text string, now time.Time) (time.Time, bool) {
	for _, layout := range []string{"2006-1-2", "2006/1/2", "2006.1.2", "20060102", "1-2", "1/2"} {
		day, err := time.ParseInLocation(layout, text, now.Location())
		if err != nil {
			continue
		}
		year := day.Year()
		if year == 0 {
			year = now.Year()
		}
		noon := time.Date(year, day.Month(), day.Day(), 12, 0, 0, 0, now.Location())
		return noon, noon.Day() == day.Day() // there is not a 29th of February each year
	}
	return time.Time{}, false
}
