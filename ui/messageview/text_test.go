package messageview

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// tenths measures without a font: Han and emoji 10, the rest 5, marks nothing.
func tenths(cluster []rune) float32 {
	if isWide(cluster[0]) || isRegional(cluster[0]) {
		return 10
	}
	return 5
}

func wrapped(text string, width float32) []string {
	runes := []rune(text)
	var out []string
	for _, l := range wrap(runes, width, tenths) {
		out = append(out, string(runes[l.start:l.end]))
	}
	return out
}

func TestWrap(t *testing.T) {
	for name, c := range map[string]struct {
		text  string
		width float32
		want  []string
	}{
		"empty":             {"", 50, []string{""}},
		"han":               {"一二三四五六七", 50, []string{"一二三四五", "六七"}},
		"no comma first":    {"一二三四五，六七", 50, []string{"一二三四", "五，六七"}},
		"no opening last":   {"一二三四（五六）", 50, []string{"一二三四", "（五六）"}},
		"words":             {"hello big world", 50, []string{"hello big", "world"}},
		"mixed":             {"订单abc123号", 50, []string{"订单abc123", "号"}},
		"long word":         {strings.Repeat("a", 23), 50, []string{"aaaaaaaaaa", "aaaaaaaaaa", "aaa"}},
		"line ends":         {"一\n\n二", 50, []string{"一", "", "二"}},
		"trailing line end": {"一\n", 50, []string{"一", ""}},
		"spaces hang":       {"一二三四五   六", 50, []string{"一二三四五", "六"}},
		"narrower than one": {"一二", 3, []string{"一", "二"}},
		"family stays":      {"一二三四👨‍👩‍👧‍👦五", 50, []string{"一二三四👨‍👩‍👧‍👦", "五"}},
		"flag stays":        {"🇨🇳🇨🇳", 15, []string{"🇨🇳", "🇨🇳"}},
		"skin stays":        {"👍🏽👍🏽", 15, []string{"👍🏽", "👍🏽"}},
		"address":           {"https://abcdef/gh", 50, []string{"https://ab", "cdef/gh"}},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, c.want, wrapped(c.text, c.width)) })
	}
}

func FuzzWrap(f *testing.F) {
	f.Add("你好，world！👨‍👩‍👧‍👦 (a)\n\n  x", 40)
	f.Add("ａ「」、。abc-def/ghi", 7)
	f.Add(" \u200d0", 3)
	f.Fuzz(func(t *testing.T, text string, width int) {
		w := float32(width%500) + 0.5
		runes := []rune(text)
		lines := wrap(runes, w, tenths)
		require.NotEmpty(t, lines)
		at := 0
		for _, l := range lines {
			require.LessOrEqual(t, l.start, l.end)
			require.GreaterOrEqual(t, l.start, at)
			for ; at < l.start; at++ { // only spaces and line ends are left out
				require.Contains(t, " \n", string(runes[at]))
			}
			at = l.end
			var x float32
			n := 0
			for i := l.start; i < l.end; n++ {
				next := clusterEnd(runes, i)
				require.LessOrEqual(t, next, l.end, "a character was cut")
				x += tenths(runes[i:next])
				i = next
			}
			require.InDelta(t, x, l.width, 0.5)
			if n > 1 {
				require.True(t, x <= w+0.5, "line is too wide")
			}
		}
		for ; at < len(runes); at++ {
			require.Contains(t, " \n", string(runes[at]))
		}
	})
}

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"你好[微笑]":                                "你好🙂",
		"[不是表情]":                                "[不是表情]",
		"a\u202egnp.exe":                        "a‹U+202E›gnp.exe",
		"\u2066x\u2069\u200f":                   "‹U+2066›x‹U+2069›‹U+200F›",
		"\x00\x1b[0m":                           "‹U+0000›‹U+001B›[0m",
		"a\r\nb\rc\u2028d":                      "a\nb\nc\nd",
		"a\u200bb\ufeffc\u00add":                "abcd",
		"\xff":                                  "\ufffd",
		"a\tb":                                  "a    b",
		"e\u0301\u0301\u0301\u0301\u0301\u0301": "e\u0301\u0301\u0301\u0301",
		"👨‍👩‍👧":                                 "👨‍👩‍👧",
		"<b>粗</b>":                              "<b>粗</b>",
		"\U000e0041":                            "",
		"\ue000":                                "‹U+E000›",
	} {
		require.Equal(t, want, string(clean(in)), "%q", in)
	}
	require.Equal(t, "a b", cleanLine(" a\nb "))
	require.LessOrEqual(t, len(clean(strings.Repeat("\x01", maxRunes))), maxRunes+16)
}

func TestFileTypeIsACaption(t *testing.T) {
	s := &style{t: func(key string, _ ...any) string { return key }}
	for name, want := range map[string]string{
		"合同.PDF": "PDF", "a.pdf.exe": "message.type_unknown .exe", "无": "message.type_unknown",
		"a\u202efdp.exe": "message.type_unknown .exe", "exe.\u202epdf": "message.type_unknown", "\u202efdp.pdf": "message.type_unknown .pdf",
		"../../etc/passwd": "message.type_unknown", "a.url": "message.type_unknown .url", "a.": "message.type_unknown",
	} {
		require.Equal(t, want, s.fileType(cleanLine(name)), name)
	}
}

func addresses(text string) []string {
	runes := []rune(text)
	var out []string
	for _, a := range findLinks(runes) {
		out = append(out, string(runes[a.start:a.end]))
	}
	return out
}

func TestFindLinks(t *testing.T) {
	for text, want := range map[string][]string{
		"见https://a.com/x好的":                                       {"https://a.com/x"},
		"见https://a.com好的":                                         {"https://a.com"},
		"(see http://a.com/b_(c)).":                                {"http://a.com/b_(c)"},
		"HTTPS://A.COM。":                                           {"HTTPS://A.COM"},
		"http://a.com，https://b.cn/q?x=1&y=2#z！":                   {"http://a.com", "https://b.cn/q?x=1&y=2#z"},
		"http://例子.中国/路":                                           {"http://例子.中国/"},
		"https://аррӏе.com":                                        {"https://аррӏе.com"},
		"http://127.0.0.1:8080/a http://[::1]:9/x":                 {"http://127.0.0.1:8080/a", "http://[::1]:9/x"},
		"javascript:alert(1) file:///a data:x ftp://a.b www.a.com": nil,
		"http:// https:///x http://. http://-":                     nil,
		"xhttp://a.com":                                            nil,
		"https://a.com\u202e/x":                                    {"https://a.com"},
	} {
		require.Equal(t, want, addresses(text), text)
	}
}

func TestParseLinkShowsWhereItLeads(t *testing.T) {
	for address, host := range map[string]string{
		"https://google.com@evil.com/":        "evil.com",
		"https://google.com%2f@evil.com/":     "evil.com",
		"https://аррӏе.com":                   "xn--80ak6aa92e.com",
		"http://EXAMPLE.com:8080/a":           "example.com:8080",
		"http://[2001:db8::1]/":               "[2001:db8::1]",
		"http://192.168.0.1/":                 "192.168.0.1",
		"https://google.com\\@evil.com":       "",
		"https://a b.com":                     "",
		"javascript:alert(1)":                 "",
		"JAVASCRIPT://a.com/%0aalert(1)":      "",
		"//evil.com":                          "",
		"https:evil.com":                      "",
		"https://":                            "",
		"http://a\u200bb.com":                 "",
		"https://a.com/\x00":                  "",
		"https://" + strings.Repeat("a", 300): "",
	} {
		link, err := ParseLink(address)
		if host == "" {
			require.Error(t, err, address)
			continue
		}
		require.NoError(t, err, address)
		require.Equal(t, host, link.Host, address)
	}
}

func FuzzFindLinks(f *testing.F) {
	f.Add("看 https://a.com/x，http://例子.中国 (http://b.c/)")
	f.Add("http://a@b:99999/[::1]")
	f.Fuzz(func(t *testing.T, text string) {
		runes := []rune(text)
		end := 0
		for _, a := range findLinks(runes) {
			require.GreaterOrEqual(t, a.start, end)
			require.Greater(t, a.end, a.start)
			end = a.end
			require.Equal(t, string(runes[a.start:a.end]), a.url)
			link, err := ParseLink(a.url)
			require.NoError(t, err)
			require.True(t, strings.HasPrefix(link.URL, "http://") || strings.HasPrefix(link.URL, "https://"), link.URL)
			require.NotEmpty(t, link.Host)
			for _, r := range link.Host {
				require.Less(t, r, rune(utf8.RuneSelf))
			}
			again, err := ParseLink(link.URL)
			require.NoError(t, err)
			require.Equal(t, link.Host, again.Host)
		}
	})
}

func TestFindAll(t *testing.T) {
	at := func(text, sought string) []span { return findAll([]rune(text), []rune(sought)) }
	require.Equal(t, []span{{0, 2}, {3, 5}}, at("合同，合同", "合同"))
	require.Equal(t, []span{{0, 3}, {3, 6}}, at("AbcaBC", "abc"))
	require.Equal(t, []span{{1, 2}}, at("éK", "\u212a"), "the sign of kelvin is a k")
	require.Equal(t, []span{{0, 2}}, at("ПрИ", "пр"))
	require.Nil(t, at("abc", ""))
	require.Nil(t, at("ab", "abc"))
	require.Equal(t, []span{{0, 2}}, at("aaa", "aa"))
}

func BenchmarkWrapHan(b *testing.B) {
	text := []rune(strings.Repeat("您好，请问订单什么时候发货？", 50))
	f := newFace(13, false)
	f.measure = func(string) float32 { return 13 }
	for b.Loop() {
		f.wrap(text, 500)
	}
}
