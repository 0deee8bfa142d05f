package supervisor

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"seatdeck/app/supervise"
)

// spanMost is longer than any length of time that a rule or a limit has.
const spanMost = 30 * 24 * time.Hour

var spanPart = regexp.MustCompile(`^(\d{1,7})([a-z一-龥]*)`)

// typedUnits are the words for lengths of time that people write.
var typedUnits = map[string]time.Duration{
	"s": time.Second, "sec": time.Second, "second": time.Second, "seconds": time.Second, "秒": time.Second, "秒钟": time.Second,
	"m": time.Minute, "min": time.Minute, "minute": time.Minute, "minutes": time.Minute, "分": time.Minute, "分钟": time.Minute,
	"h": time.Hour, "hour": time.Hour, "hours": time.Hour, "时": time.Hour, "小时": time.Hour, "个小时": time.Hour,
	"d": 24 * time.Hour, "day": 24 * time.Hour, "days": 24 * time.Hour, "天": 24 * time.Hour,
}

// readSpan reads a length of time as people type it: "3 分钟", "3m", "90s", "1h30m",
// "1 小时 30 分". A number alone is minutes.
func readSpan(text string) (span time.Duration, ok bool) {
	text = strings.ToLower(strings.Map(func(r rune) rune {
		switch {
		case r == ' ', r == '\t', r == '\u3000':
			return -1
		case r >= '０' && r <= '９':
			return '0' + r - '０'
		}
		return r
	}, text))
	if n, err := strconv.Atoi(text); err == nil && n >= 0 {
		span = time.Duration(min(n, int(spanMost/time.Minute)+1)) * time.Minute
		return span, span <= spanMost
	}
	for text != "" {
		part := spanPart.FindStringSubmatch(text)
		if part == nil {
			return 0, false
		}
		n, err := strconv.Atoi(part[1])
		unit, known := typedUnits[part[2]]
		if err != nil || !known || n > int(spanMost/unit) {
			return 0, false
		}
		span += time.Duration(n) * unit
		text = text[len(part[0]):]
	}
	return span, span > 0 && span <= spanMost
}

// spanWords writes a length of time so that readSpan reads it: "1 小时 30 分钟".
func spanWords(t func(string, ...any) string, d time.Duration) string {
	var parts []string
	for _, unit := range []struct {
		key  string
		unit time.Duration
	}{{"rules.span.days", 24 * time.Hour}, {"rules.span.hours", time.Hour}, {"rules.span.minutes", time.Minute}, {"rules.span.seconds", time.Second}} {
		if n := d / unit.unit; n > 0 {
			parts = append(parts, t(unit.key, "n", int64(n)))
			d -= n * unit.unit
		}
	}
	return strings.Join(parts, " ")
}

var hoursMarks = strings.NewReplacer(
	"：", ":", "–", "-", "—", "-", "－", "-", "~", "-", "～", "-", "至", "-", "到", "-", ",", " ", "，", " ", "、", " ", ";", " ", "；", " ",
)

var (
	hoursSpan = regexp.MustCompile(`^(\d{1,2})(?::(\d{2}))?-(\d{1,2})(?::(\d{2}))?$`)
	hoursDash = regexp.MustCompile(`\s*-\s*`)
)

// hoursProblem says what is wrong with working hours that were typed.
type hoursProblem struct {
	key  string // of the text
	part string
}

// readHours reads the working hours of a day: "09:00-12:00 13:00-18:00"; nothing is
// a day off. They come sorted.
func readHours(text string) (spans []supervise.HoursSpan, wrong *hoursProblem) {
	text = hoursDash.ReplaceAllString(hoursMarks.Replace(text), "-")
	for _, part := range strings.Fields(text) {
		m := hoursSpan.FindStringSubmatch(part)
		if m == nil {
			return nil, &hoursProblem{"rules.bad.hours", part}
		}
		minute := func(hour, minute string) int {
			h, _ := strconv.Atoi(hour)
			n, _ := strconv.Atoi(minute) // none is zero
			if n > 59 {
				return -1
			}
			return h*60 + n
		}
		span := supervise.HoursSpan{From: minute(m[1], m[2]), To: minute(m[3], m[4])}
		switch {
		case span.From < 0 || span.To < 0 || span.To > 24*60:
			return nil, &hoursProblem{"rules.bad.clock", part}
		case span.To <= span.From:
			return nil, &hoursProblem{"rules.bad.backwards", part}
		}
		spans = append(spans, span)
	}
	slices.SortFunc(spans, func(a, b supervise.HoursSpan) int { return a.From - b.From })
	for i := 1; i < len(spans); i++ {
		if spans[i].From < spans[i-1].To {
			return nil, &hoursProblem{"rules.bad.overlap", hoursWords(spans[i-1:i]) + " " + hoursWords(spans[i:i+1])}
		}
	}
	return spans, nil
}

// hoursWords writes working hours so that readHours reads them.
func hoursWords(spans []supervise.HoursSpan) string {
	parts := make([]string, len(spans))
	for i, s := range spans {
		parts[i] = fmt.Sprintf("%02d:%02d-%02d:%02d", s.From/60, s.From%60, s.To/60, s.To%60)
	}
	return strings.Join(parts, " ")
}
