package model

import "time"

// BackEndZone is where back ends begin their days.
func BackEndZone() *time.Location { return time.FixedZone("Asia/Shanghai", 8*60*60) }

// BackEndDay is the beginning of the back end's day with the date that a moment has
// in its own zone.
func BackEndDay(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, BackEndZone())
}
