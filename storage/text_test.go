package storage_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/storage"
	"seatdeck/storage/storagetest"
)

func TestTokens(t *testing.T) {
	for text, want := range map[string]string{
		"订单12345号":               "订 单 12345 号",
		"SKU98-a":                "sku 98 a",
		"ＡＢｃ１２，。！":               "abc 12",
		"好😀吗":                    "好 u1f600 吗",
		"👍🏽❤️👨‍👩":                "u1f44d u2764 u1f468 u1f469",
		"Ünïcödé e\u0301t":       "unicode et",
		"ひらカナ한글ไท":               "ひ ら カ ナ 한 글 ไ ท",
		"Привет":                 "привет",
		"①𠀀\ue000":               "u2460 u20000 ue000",
		"a\u202eb\u200bc\x00d":   "abc d",
		" \t\n":                  "",
		"":                       "",
		strings.Repeat("a", 130): strings.Repeat("a", 64) + " " + strings.Repeat("a", 64) + " aa",
	} {
		require.Equal(t, want, strings.Join(storage.Tokens(text), " "), "%q", text)
		require.Equal(t, want != "", storage.HasTokens(text), "%q", text)
	}
	require.Len(t, storage.Tokens(strings.Repeat("长", 100_000)), 16384)
}

func TestNameKeys(t *testing.T) {
	require.Equal(t, "王小明\nwangxiaoming\nwxm\n老王\nlaowang\nlw", storage.NameKeys("王小明", "老王"))
	require.Equal(t, "单雄信\ndanxiongxin\ndxx\nshanxiongxin\nsxx", storage.NameKeys("单雄信"))
	require.Equal(t, "a店\nadian\nad", storage.NameKeys(" Ａ店 ", "A店"))
	require.Equal(t, "", storage.NameKeys("", " "))
	require.LessOrEqual(t, len(storage.NameKeys(strings.Repeat("壮", 10_000))), 64*20)
}

func FuzzSearch(f *testing.F) {
	for _, seed := range []string{"退款", `"`, `a" OR "b`, "NEAR(a b)", "a*", "^a", "-a", "words:退", "单1", "😀\u200d", "\x00\xff", "a\u0301", "(", "٣"} {
		f.Add(seed, "我想退款 order "+seed)
	}
	s := storagetest.New(f)
	c := storagetest.Conversation(f, s, storagetest.Seat(f, s, model.Seat{}).ID, model.ConversationRef{})
	f.Fuzz(func(t *testing.T, query, text string) {
		m := storagetest.Text(text)
		m.Seat, m.Conversation, m.RemoteID, m.SentAt = c.Seat, c.ID, "only", storagetest.Start
		storagetest.Write(t, s, func(tx *storage.Tx) error {
			_, err := tx.PutMessage(m)
			return err
		})
		hits, err := s.Search(t.Context(), query, storage.SearchOptions{})
		require.NoError(t, err)
		for _, h := range hits {
			require.NotEmpty(t, h.Spans)
			last := 0
			for _, span := range h.Spans {
				require.LessOrEqual(t, last, span[0])
				require.Less(t, span[0], span[1])
				last = span[1]
			}
			require.LessOrEqual(t, last, utf8.RuneCountInString(h.Text))
		}
		tokens := storage.Tokens(text)
		require.Equal(t, len(tokens) > 0, storage.HasTokens(text))
		if len(tokens) == 0 || utf8.RuneCountInString(text) > 30 {
			return
		}
		// Whatever is stored is found by the whole of it.
		hits, err = s.Search(t.Context(), text, storage.SearchOptions{})
		require.NoError(t, err)
		if text != "" && len(strings.Fields(text)) < 16 {
			require.NotEmpty(t, hits, "%q", text)
		}
	})
}
