package supervisor

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/supervise"
	"seatdeck/assets"
)

func TestReadSpan(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"3 分钟": 3 * time.Minute, "3m": 3 * time.Minute, "3": 3 * time.Minute, "３分": 3 * time.Minute, " 3 MIN ": 3 * time.Minute,
		"90s": 90 * time.Second, "90 秒": 90 * time.Second, "1h30m": 90 * time.Minute, "1 小时 30 分": 90 * time.Minute, "1个小时": time.Hour,
		"2 天": 48 * time.Hour, "1d2h": 26 * time.Hour, "30 days": 30 * 24 * time.Hour, "0": 0,
	} {
		got, ok := readSpan(text)
		require.True(t, ok, text)
		require.Equal(t, want, got, text)
	}
	for _, text := range []string{"", "abc", "3x", "-3", "-3m", "1.5h", "m3", "31 天", "99999999999999999999", "99999999d", "3 分钟 bald", "0s", "9999999"} {
		_, ok := readSpan(text)
		require.False(t, ok, text)
	}
}

func TestWhatSpanWordsWriteIsReadAgain(t *testing.T) {
	for _, lang := range []string{"zh", "en"} {
		words := assets.LoadTexts(lang).T
		for _, d := range []time.Duration{time.Second, 90 * time.Second, 3 * time.Minute, 90 * time.Minute, 26 * time.Hour, 12*time.Hour + 5*time.Second, spanMost} {
			got, ok := readSpan(spanWords(words, d))
			require.True(t, ok, spanWords(words, d))
			require.Equal(t, d, got)
		}
	}
	require.Empty(t, spanWords(assets.LoadTexts("zh").T, 0))
}

func TestReadHours(t *testing.T) {
	for text, want := range map[string][]supervise.HoursSpan{
		"":                         nil,
		"09:00-12:00 13:00-18:00":  {{From: 540, To: 720}, {From: 780, To: 1080}},
		"13:00－18:00，9：00 – 12：00": {{From: 540, To: 720}, {From: 780, To: 1080}},
		"9-18":                     {{From: 540, To: 1080}},
		"0:00到24:00":               {{From: 0, To: 1440}},
		"09:00-12:00、12:00-18:00":  {{From: 540, To: 720}, {From: 720, To: 1080}},
	} {
		got, wrong := readHours(text)
		require.Nil(t, wrong, text)
		require.Equal(t, want, got, text)
		again, wrong := readHours(hoursWords(got))
		require.Nil(t, wrong)
		require.Equal(t, got, again)
	}
	for text, key := range map[string]string{
		"morning":                 "rules.bad.hours",
		"09:00":                   "rules.bad.hours",
		"09:00-":                  "rules.bad.hours",
		"9:0-10:00":               "rules.bad.hours",
		"09:60-12:00":             "rules.bad.clock",
		"09:00-24:01":             "rules.bad.clock",
		"99:00-99:30":             "rules.bad.clock",
		"18:00-09:00":             "rules.bad.backwards",
		"09:00-09:00":             "rules.bad.backwards",
		"09:00-12:00 11:00-18:00": "rules.bad.overlap",
	} {
		_, wrong := readHours(text)
		require.NotNil(t, wrong, text)
		require.Equal(t, key, wrong.key, text)
		require.NotEmpty(t, wrong.part)
	}
}

func FuzzWhatPeopleType(f *testing.F) {
	f.Add("09:00-12:00 13:00-18:00")
	f.Add("1 小时 30 分")
	f.Add("2026/3/2")
	f.Fuzz(func(t *testing.T, text string) {
		if d, ok := readSpan(text); ok {
			require.GreaterOrEqual(t, d, time.Duration(0))
			require.LessOrEqual(t, d, spanMost)
		}
		if spans, wrong := readHours(text); wrong == nil {
			end := 0
			for _, s := range spans {
				require.GreaterOrEqual(t, s.From, end)
				require.Less(t, s.From, s.To)
				require.LessOrEqual(t, s.To, 24*60)
				end = s.To
			}
		}
		readDay(text, time.Now())
	})
}
