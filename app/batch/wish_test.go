package batch

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestHostileNamesAreNoPatterns(t *testing.T) {
	require.Equal(t, "{n}{remark} 7", Wish{}.fill("{name} {n}", "{n}{remark}", "", 7))
	require.Equal(t, "{name} {n}", Wish{Exact: true}.fill("{name} {n}", "甲", "", 7))
}
