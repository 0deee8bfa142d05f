package cli

import (
	"strings"
	"time"
)

// day reads a day here: 2026-03-01, today or yesterday.
func (c *call) day(flag, word string) (time.Time, error) {
	now := c.deps.Clock.Now().Local()
	midnight := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.Local)
	switch strings.TrimSpace(word) {
	case "today":
		return midnight, nil
	case "yesterday":
		return midnight.AddDate(0, 0, -1), nil
	}
	day, err := time.ParseInLocation(time.DateOnly, strings.TrimSpace(word), time.Local)
	if err != nil {
		return day, usagef("%s 应为日期，如 2026-03-01、today、yesterday", "%s must be a day such as 2026-03-01, today or yesterday", dashed(flag))
	}
	return day, nil
}
