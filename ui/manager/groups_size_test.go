package manager

import (
	"testing"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
)

func TestBoundsAreReadAsAPersonWritesThem(t *testing.T) {
	for text, want := range map[string][2]int{
		"": {}, "10-40": {10, 40}, "10 – 40": {10, 40}, "200-": {200, 0}, "-10": {0, 10}, "7": {7, 7}, "3至5": {3, 5}, "3～5": {3, 5},
	} {
		least, most, err := sizeOf(text)
		require.NoError(t, err, text)
		require.Equal(t, want, [2]int{least, most}, text)
	}
	for _, text := range []string{"a", "40-10", "0-5", "1-2-3", "99999999999999999999", "-0", "1.5"} {
		_, _, err := sizeOf(text)
		require.True(t, model.IsTrouble(err, model.TroubleInvalid), text)
	}
	for _, bounds := range [][2]int{{0, 0}, {10, 0}, {0, 40}, {10, 40}} {
		least, most, err := sizeOf(sizeText(bounds[0], bounds[1]))
		require.NoError(t, err)
		require.Equal(t, bounds, [2]int{least, most})
	}
}
