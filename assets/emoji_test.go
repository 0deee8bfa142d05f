package assets

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestReplaceCodes(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"没有代码", "没有代码"},
		{"[微笑]", "🙂"},
		{"[Smile]好[OK]", "🙂好👌"},
		{"前[大哭]中[大哭]后", "前😭中😭后"},
		{"[没有这个]", "[没有这个]"},
		{"[[微笑]]", "[🙂]"},
		{"[微笑", "[微笑"},
		{"[", "["},
		{"[]", "[]"},
		{"a[微", "a[微"},
		{"[Bah！L]", "😤"},
		{"\xff[微笑]\xff", "\xff🙂\xff"},
	} {
		require.Equal(t, c.want, ReplaceCodes(c.in), "%q", c.in)
	}
}

func TestReplaceCodesOfPlainTextMakesNothing(t *testing.T) {
	text := strings.Repeat("你好，请问什么时候发货？", 20)
	require.Zero(t, testing.AllocsPerRun(100, func() { ReplaceCodes(text) }))
}

func TestEveryCodeReadsBackInBothLanguages(t *testing.T) {
	list := Emojis()
	require.Greater(t, len(list), 100)
	chinese, english := map[string]bool{}, map[string]bool{}
	for _, e := range list {
		require.NotEmpty(t, e.Char)
		require.False(t, chinese[e.Chinese] || english[e.English], "%v twice", e)
		chinese[e.Chinese], english[e.English] = true, true
		require.Equal(t, e.Char, ReplaceCodes(e.Code()))
		require.Equal(t, e.Char, ReplaceCodes("["+e.English+"]"))
	}
	list[0].Char = "changed"
	require.NotEqual(t, "changed", Emojis()[0].Char)
}

func FuzzReplaceCodes(f *testing.F) {
	f.Add("[微笑][[Smile]")
	f.Fuzz(func(t *testing.T, text string) {
		got := ReplaceCodes(text)
		if !strings.Contains(text, "]") {
			require.Equal(t, text, got)
		}
		require.LessOrEqual(t, len(got), 4*len(text)+16)
	})
}
