package wire

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestChecksOfOptions(t *testing.T) {
	for name, one := range map[string]struct {
		check     func(string) error
		good, bad []string
	}{
		"listen":   {CheckListen, []string{"127.0.0.1:0", " :8080 ", "[::1]:65535"}, []string{"", "h", "h:", "h:-1", "h:65536", "h:http"}},
		"word":     {CheckWord, []string{"", " ww1 ", "企业"}, []string{"a b", "a\tb", "a\x7f"}},
		"base URL": {CheckBaseURL, []string{"https://h", "http://h:1/a/"}, []string{"", "ftp://h", "h", "https://u@h", "https://h?a", "https://h#a", " https://h"}},
	} {
		for _, value := range one.good {
			require.NoError(t, one.check(value), "%s %q", name, value)
		}
		for _, value := range one.bad {
			require.Error(t, one.check(value), "%s %q", name, value)
		}
	}
	require.Equal(t, "http://h/1.png", WebURL("", "file:///etc/passwd", "http://h/1.png", "http://h/2.png"))
	require.Empty(t, WebURL("javascript:alert(1)"))
}
