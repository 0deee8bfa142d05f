package search

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

func TestExcerpt(t *testing.T) {
	long := strings.Repeat("前", 100) + "目标" + strings.Repeat("后", 200)
	for _, c := range []struct {
		name  string
		text  string
		spans [][2]int
		want  []part
	}{
		{"whole", "你好世界", [][2]int{{2, 4}}, []part{{"你好", false}, {"世界", true}}},
		{"none", "你好", nil, []part{{"你好", false}}},
		{"two", "a b a", [][2]int{{0, 1}, {4, 5}}, []part{{"a", true}, {" b ", false}, {"a", true}}},
		{"lines", "第一行\n第二行", [][2]int{{0, 2}}, []part{{"第一", true}, {"行 第二行", false}}},
		{"past the end", "短", [][2]int{{0, 9}}, []part{{"短", true}}},
		{"empty", "", [][2]int{{0, 1}}, nil},
	} {
		t.Run(c.name, func(t *testing.T) { require.Equal(t, c.want, excerpt(c.text, c.spans)) })
	}
	cut := excerpt(long, [][2]int{{100, 102}})
	require.Equal(t, part{"…", false}, cut[0])
	require.Equal(t, part{strings.Repeat("前", excerptBefore), false}, cut[1])
	require.Equal(t, part{"目标", true}, cut[2])
}

func TestExcerptShowsHowWritingIsTurned(t *testing.T) {
	for _, p := range excerpt("abc\u202Edef", [][2]int{{0, 1}}) {
		require.NotContains(t, p.text, "\u202E")
	}
}

func FuzzExcerpt(f *testing.F) {
	f.Add("你好世界", 1, 3)
	f.Add("\xff\xfe", -1, 100)
	f.Fuzz(func(t *testing.T, text string, from, to int) {
		for _, p := range excerpt(text, [][2]int{{from, to}}) {
			require.True(t, utf8.ValidString(p.text))
		}
	})
}
