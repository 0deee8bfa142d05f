package talk

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDialogues(t *testing.T) {
	all, err := Parse(dialogueText)
	require.NoError(t, err)
	require.Greater(t, len(all), 25)
	topics := map[string]bool{}
	for _, d := range all {
		require.False(t, topics[d.Topic], d.Topic)
		topics[d.Topic] = true
		require.Greater(t, len(d.Lines), 5, d.Topic)
		customers := 0
		for _, l := range d.Lines {
			if l.Who != 'A' {
				customers++
			}
			require.Equal(t, d.Group, strings.ContainsRune("123", rune(l.Who)) || (d.Group && l.Who == 'A'), "%s: %c", d.Topic, l.Who)
		}
		require.NotZero(t, customers)
	}
	for _, bad := range []string{"C before any topic", "== t\nX hello", "== t\nC !nothing", "== t\nC"} {
		_, err := Parse(bad)
		require.Error(t, err, bad)
	}
}
