package screen

import (
	"testing"

	"github.com/stretchr/testify/require"

	"seatdeck/ui/widgets"
)

func TestColumnsThatWereKeptAreShownInTheirOrder(t *testing.T) {
	all := []widgets.Column{{Key: "name"}, {Key: "tags"}, {Key: "corp"}}
	require.Equal(t, []string{"name", "tags", "corp"}, (&ColumnChoice{all: all}).those([]string{"name", "tags", "corp"}))
	require.Equal(t, []string{"name", "corp"}, (&ColumnChoice{all: all}).those([]string{"corp", "gone"}), "the first always")
	require.Len(t, (&ColumnChoice{all: all, keys: []string{"name", "tags"}}).columns(), 2)
}
