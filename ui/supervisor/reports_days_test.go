package supervisor

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestDaysOfAReport(t *testing.T) {
	zone := time.FixedZone("CST", 8*3600)
	wednesday, sunday := time.Date(2026, 3, 4, 0, 5, 0, 0, zone), time.Date(2026, 3, 8, 23, 59, 0, 0, zone)
	for _, c := range []struct {
		span        int
		now         time.Time
		first, last string
	}{
		{daysToday, wednesday, "2026-03-04", "2026-03-04"},
		{daysYesterday, wednesday, "2026-03-03", "2026-03-03"},
		{daysThisWeek, wednesday, "2026-03-02", "2026-03-04"},
		{daysThisWeek, sunday, "2026-03-02", "2026-03-08"},
		{daysThisWeek, time.Date(2026, 3, 2, 0, 0, 0, 0, zone), "2026-03-02", "2026-03-02"},
		{daysLastWeek, sunday, "2026-02-23", "2026-03-01"},
		{daysLast7, wednesday, "2026-02-26", "2026-03-04"},
		{daysLast30, wednesday, "2026-02-03", "2026-03-04"},
	} {
		first, last := reportDays(c.span, c.now)
		require.Equal(t, c.first, first.Format(reportDay), dayKeys[c.span])
		require.Equal(t, c.last, last.Format(reportDay), dayKeys[c.span])
	}
}

func TestReadDay(t *testing.T) {
	now := time.Date(2026, 3, 4, 8, 0, 0, 0, time.UTC)
	for text, want := range map[string]string{
		"2026-03-02": "2026-03-02", "2026-3-2": "2026-03-02", "2026/3/2": "2026-03-02", "2026.3.2": "2026-03-02", "20260302": "2026-03-02",
		"3-2": "2026-03-02", "12/31": "2026-12-31",
	} {
		day, ok := readDay(text, now)
		require.True(t, ok, text)
		require.Equal(t, want, day.Format(reportDay))
	}
	for _, text := range []string{"", "gestern", "2026-13-01", "2026-02-30", "2-29", "2026"} {
		_, ok := readDay(text, now)
		require.False(t, ok, text)
	}
}
