package pychat

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWritesOfLabelsAreCounted(t *testing.T) {
	c := &contact{labels: []int64{7, 3}}
	c.label([]int64{3, 7})
	c.label([]int64{3})
	c.label([]int64{3})
	require.Equal(t, []int64{3}, c.labels)
	require.Equal(t, []int{1, 2}, []int{c.labelWrites, c.labelRepeats})
}
