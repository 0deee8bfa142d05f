package socketio

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The scanner must take exactly what encoding/json takes.
func TestScannerAgreesWithEncodingJSON(t *testing.T) {
	values := []string{
		``, `0`, `-0`, `-`, `01`, `-01`, `1.`, `.5`, `1.5`, `1e`, `1e5`, `1E+5`, `1e-`, `1.5e-07`,
		`+1`, `0x1`, `1_0`, `0.`, `0e0`, `-1.e1`, "\v1", "\u00a01", "\ufeff1",
		`true`, `tru`, `truE`, `false`, `fals`, `null`, `nul`, `nulll`, `NaN`, `undefined`,
		`"`, `""`, `"a`, `"\\"`, `"\\`, `"\"`, `"\/\b\f\n\r\t"`, `"\a"`, `"\u00e9"`, `"\uABCD"`, `"\u00E"`,
		`"\u00G0"`, `"\u@000"`, "\"\\u`000\"", `"\u"`, `"\u12`, `"\ud800"`, `'a'`,
		"\"\x1f\"", "\"\x00\"", "\"\n\"", "\"\x7f\"", "\"\xff\"", "\"\u2028\"",
		`[`, `]`, `[]`, `[ ]`, `[1,]`, `[,1]`, `[1 2]`, `[1,2`, `[[]]`, `[[]`, `[]]`,
		`{`, `}`, `{}`, `{ }`, `{"a"}`, `{"a":}`, `{"a":1`, `{"a":1,}`, `{"a":1 "b":2}`, `{a:1}`,
		`{"a":1,"a":2}`, `{1:2}`, `{"a" : [ { } ] }`, `{,}`, `{"a":1}}`, `{"a`, `{"a"`, `{"a":"b`,
	}
	for _, value := range values {
		for _, form := range []string{"[%s]", "[1,%s]", " [ %s , 2 ] ", `[{"k":%s}]`, "[%s", "%s]", "%s"} {
			data := []byte(strings.Replace(form, "%s", value, 1))
			var want []json.RawMessage
			valid := json.Unmarshal(data, &want) == nil && want != nil
			got, err := splitArray(data)
			require.Equal(t, valid, err == nil, "%q", data)
			if valid {
				require.Len(t, got, len(want), "%q", data)
			}
		}
	}
}

func TestDepthIsBounded(t *testing.T) {
	nested := func(depth int) []byte {
		return []byte(strings.Repeat(`[{"a":`, depth/2) + "1" + strings.Repeat("}]", depth/2))
	}
	_, err := splitArray(nested(maxDepth))
	require.NoError(t, err)
	for _, depth := range []int{maxDepth + 2, 10_000_000} {
		_, err = splitArray(nested(depth))
		require.ErrorIs(t, err, ErrPacket)
	}
}
