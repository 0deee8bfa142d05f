package wire

import (
	"strings"
	"time"
)

// Shanghai is the zone of every date that comes without one. It is fixed at
// +08:00, so that no zone database is needed.
func Shanghai() *time.Location { return shanghai }

var shanghai = time.FixedZone("Asia/Shanghai", 8*60*60)

// Date is a date as a document's examples write it, e.g. "2020-03-02 16:35:40".
type Date string

// UnmarshalJSON reads any JSON scalar; what can't be read as a date is kept.
func (d *Date) UnmarshalJSON(data []byte) error { return (*Text)(d).UnmarshalJSON(data) }

// Time is the instant in UTC; the zero time where there is none or it can't be
// read. A date of 1970-01-01 08:00:00, which is how the back ends write "never",
// is none as well.
func (d Date) Time() time.Time {
	t, err := ParseShanghai(string(d))
	if err != nil || t.Unix() == 0 {
		return time.Time{}
	}
	return t
}

// ParseShanghai reads a date of Shanghai, with or without the time of day, or
// one that names its zone; "" is the zero time. The result is in UTC.
func ParseShanghai(s string) (time.Time, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return time.Time{}, nil
	}
	var err error
	for _, layout := range dateLayouts {
		var t time.Time
		if t, err = time.ParseInLocation(layout, s, shanghai); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, err
}

var dateLayouts = [...]string{
	time.RFC3339Nano,
	"2006-01-02T15:04:05",
	"2006-01-02 15:04",
	"2006-01-02",
	"2006/01/02 15:04:05",
	time.DateTime, // last, so that an error speaks of the documented form
}

// Past is a time as a back end tells it, where it can be: now, where it is missing
// or still to come. One in the future would outlast all that comes after it.
func Past(at, now time.Time) time.Time {
	if at.IsZero() || at.After(now) {
		return now
	}
	return at
}
