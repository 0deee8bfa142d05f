package seat

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSafeName(t *testing.T) {
	for _, c := range []struct{ caption, want string }{
		{"报价单.xlsx", "报价单.xlsx"},
		{"../../etc/passwd", "passwd"},
		{`C:\Windows\system32\evil.exe`, "evil.exe"},
		{"invoice\u202Excod.exe", "invoice_xcod.exe"},
		{"a\x00b\nc.txt", "a_b_c.txt"},
		{"...", "fallback"},
		{"", "fallback"},
		{"/", "fallback"},
		{" .hidden ", "hidden"},
	} {
		require.Equal(t, c.want, safeName(c.caption, "fallback"), "%q", c.caption)
	}
	long := safeName(string(make([]byte, 4096)), "fallback")
	require.LessOrEqual(t, len(long), 160)
}

func TestLastPart(t *testing.T) {
	require.Equal(t, "b.png", lastPart("https://x.example.com/a/b.png?token=1"))
	require.Equal(t, "x.example.com", lastPart("https://x.example.com/"))
}

func TestHasHost(t *testing.T) {
	require.True(t, hasHost("https://example.com/a.png"))
	require.False(t, hasHost("https:///a.png"))
	require.False(t, hasHost("https://user@example.com/a.png"))
}
