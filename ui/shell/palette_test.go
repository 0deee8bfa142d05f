package shell

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFuzzy(t *testing.T) {
	for _, c := range []struct {
		query, text string
		ok          bool
	}{
		{"", "任何", true},
		{"小美", "小美", true},
		{"37", "客服阿强37号", true},
		{"set", "Settings", true},
		{"sgs", "Settings", true},
		{"next cust", "Next waiting customer", true},
		{"gs s", "Settings", false},
		{"x", "Settings", false},
		{"haoyou", "好友申请", true},
		{"hysq", "好友申请", true},
		{"youhao", "好友申请", false},
		{"sz", "设置", true},
	} {
		_, ok := fuzzy(c.query, c.text)
		require.Equal(t, c.ok, ok, "%q in %q", c.query, c.text)
	}
	near, _ := fuzzy("set", "Settings")
	far, _ := fuzzy("set", "s e t of things")
	require.Less(t, near, far)
}
