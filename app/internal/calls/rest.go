package calls

import (
	"time"

	"seatdeck/app/model"
)

const (
	restFirst = 2 * time.Second
	// RestMost is the longest rest of those whose end nobody told.
	RestMost = time.Minute
)

// RestAfter is how long to rest after so many tries in a row that came to nothing. A
// block that says when it ends is waited for.
func RestAfter(why *model.Trouble, tries int, now time.Time) time.Duration {
	if why.Code == model.TroubleBlocked {
		if until, err := time.Parse(time.RFC3339, why.Detail); err == nil && until.After(now) {
			return until.Sub(now)
		}
		return RestMost
	}
	return min(restFirst<<min(max(tries-1, 0), 10), RestMost)
}
