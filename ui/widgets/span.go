package widgets

import (
	"fmt"
	"strconv"
	"time"

	"seatdeck/assets"
)

// SpanText says a length of time in its two largest units: "45 秒", "12 分钟",
// "3 小时 5 分", "2 天 4 小时". Less than nothing is nothing.
func SpanText(t *assets.Texts, d time.Duration) string {
	d = max(d, 0)
	minutes, hours, days := int(d.Minutes()), int(d.Hours()), int(d.Hours())/24
	switch {
	case d < time.Minute:
		return t.T("chart.span.seconds", "n", int(d.Seconds()))
	case hours == 0 && minutes < 10 && int(d.Seconds())%60 > 0:
		return t.T("chart.span.both", "m", minutes, "n", int(d.Seconds())%60)
	case hours == 0:
		return t.T("chart.span.minutes", "n", minutes)
	case days == 0 && minutes%60 == 0:
		return t.T("chart.span.hours", "n", hours)
	case days == 0:
		return t.T("chart.span.hm", "h", hours, "n", minutes%60)
	case hours%24 == 0:
		return t.T("chart.span.days", "n", days)
	}
	return t.T("chart.span.dh", "d", days, "n", hours%24)
}

// CountdownText says what is left as a clock: "1:23:45", "23:45".
func CountdownText(left time.Duration) string {
	s := int(max(left, 0).Round(time.Second).Seconds())
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}

// Number writes a count with a comma before each three digits, so that long
// ones can be read.
func Number(n int) string {
	digits := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	if len(digits) <= 4 {
		return sign + digits
	}
	out := ""
	for len(digits) > 3 {
		out = "," + digits[len(digits)-3:] + out
		digits = digits[:len(digits)-3]
	}
	return sign + digits + out
}
