package wire

import (
	"encoding/json"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestTextReadsAnyScalarExactly(t *testing.T) {
	for in, want := range map[string]string{
		`"a"`:                     "a",
		`14073752703607622`:       "14073752703607622",
		`9007199254740993`:        "9007199254740993",
		`-1`:                      "-1",
		`1.4073752703607622e16`:   "14073752703607622",
		`12.0`:                    "12",
		`1.5`:                     "1.5",
		`1e999999999`:             "1e999999999",
		`null`:                    "",
		`true`:                    "true",
		`"1.0"`:                   "1.0",
		`""`:                      "",
		`99999999999999999999999`: "99999999999999999999999",
	} {
		var got Text
		require.NoError(t, json.Unmarshal([]byte(in), &got), in)
		require.Equal(t, want, got.String(), in)
	}
	for _, in := range []string{`{}`, `[]`, `["a"]`, `{"token":"secret"}`} {
		var got Text
		err := json.Unmarshal([]byte(in), &got)
		require.Error(t, err, in)
		require.NotContains(t, err.Error(), "secret")
	}
}

func TestMissingFieldsStayZero(t *testing.T) {
	var got struct {
		A Text
		B Int
		C Flag
		D Millis
		E *Int
	}
	require.NoError(t, json.Unmarshal([]byte(`{"E":null}`), &got))
	require.Zero(t, got)
}

func TestIDWritesWholeNumbersAsNumbers(t *testing.T) {
	for in, want := range map[ID]string{
		"1688853470819974":    `1688853470819974`,
		"9223372036854775807": `9223372036854775807`,
		"9223372036854775808": `"9223372036854775808"`,
		"R:10696052725013336": `"R:10696052725013336"`,
		"007":                 `"007"`,
		"+7":                  `"+7"`,
		"-0":                  `"-0"`,
		"":                    `""`,
	} {
		got, err := json.Marshal(in)
		require.NoError(t, err)
		require.Equal(t, want, string(got))
	}
}

func TestInt(t *testing.T) {
	for in, want := range map[string]Int{
		`1`: 1, `"1"`: 1, `" 7 "`: 7, `null`: 0, `""`: 0, `true`: 1, `false`: 0, `2.0`: 2, `"3e2"`: 300,
		`-9223372036854775808`: -9223372036854775808,
	} {
		var got Int
		require.NoError(t, json.Unmarshal([]byte(in), &got), in)
		require.Equal(t, want, got, in)
	}
	for _, in := range []string{`9223372036854775808`, `1.5`, `"x"`, `{}`, `[1]`, `1e400`, `"0x10"`} {
		require.Error(t, json.Unmarshal([]byte(in), new(Int)), in)
	}
}

func TestFlag(t *testing.T) {
	for in, want := range map[string]Flag{
		`0`: false, `1`: true, `"0"`: false, `"1"`: true, `true`: true, `false`: false, `null`: false, `""`: false, `2`: true, `"true"`: true, `"false"`: false,
	} {
		var got Flag
		require.NoError(t, json.Unmarshal([]byte(in), &got), in)
		require.Equal(t, want, got, in)
	}
	require.Error(t, json.Unmarshal([]byte(`"yes"`), new(Flag)))
	got, err := json.Marshal([]Flag{true, false})
	require.NoError(t, err)
	require.Equal(t, `[1,0]`, string(got))
}

func TestMillis(t *testing.T) {
	for _, in := range []string{`1608974161609`, `"1608974161609"`} {
		var got Millis
		require.NoError(t, json.Unmarshal([]byte(in), &got))
		require.Equal(t, time.Date(2020, 12, 26, 9, 16, 1, 609e6, time.UTC), got.Time())
		require.Equal(t, got, MillisOf(got.Time()))
	}
	require.True(t, Millis(0).Time().IsZero())
	require.Zero(t, MillisOf(time.Time{}))
}

func TestDatesAreShanghais(t *testing.T) {
	want := time.Date(2020, 3, 2, 8, 35, 40, 0, time.UTC)
	for _, in := range []string{"2020-03-02 16:35:40", "2020/03/02 16:35:40", "2020-03-02T16:35:40", "2020-03-02T08:35:40Z", " 2020-03-02 16:35:40 "} {
		got, err := ParseShanghai(in)
		require.NoError(t, err, in)
		require.Equal(t, want, got, in)
		require.Equal(t, want, Date(in).Time())
	}
	day, err := ParseShanghai("2020-03-02")
	require.NoError(t, err)
	require.Equal(t, time.Date(2020, 3, 1, 16, 0, 0, 0, time.UTC), day)

	for _, in := range []Date{"", "1970-01-01 08:00:00", "yesterday", "2020-13-40 99:00:00"} {
		require.True(t, in.Time().IsZero(), in)
	}
	_, err = ParseShanghai("yesterday")
	require.Error(t, err)
}

func FuzzScalars(f *testing.F) {
	for _, seed := range []string{`1`, `"1"`, `null`, `1e5`, `1.4073752703607622e16`, `-1e-40`, `true`, `{}`, `"\ud800"`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var text Text
		var n Int
		errText := json.Unmarshal(data, &text)
		errInt := json.Unmarshal(data, &n)
		_ = json.Unmarshal(data, new(Flag))
		_ = json.Unmarshal(data, new(Millis))
		_ = json.Unmarshal(data, new(Date))
		if errInt == nil {
			require.NoError(t, errText)
		}
		// A plain integer is never changed.
		if want, err := strconv.ParseInt(string(data), 10, 64); err == nil && json.Valid(data) {
			require.NoError(t, errInt)
			require.Equal(t, Int(want), n)
			require.Equal(t, string(data), text.String())
		}
		if errText == nil {
			out, err := json.Marshal(ID(text))
			require.NoError(t, err)
			var back ID
			require.NoError(t, json.Unmarshal(out, &back))
			require.Equal(t, string(text), string(back))
		}
	})
}
