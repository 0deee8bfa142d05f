package assets

import (
	"bytes"
	"image/png"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/image/font/sfnt"
)

func TestFontsHoldWhatAConsoleShows(t *testing.T) {
	for name, raw := range map[string][]byte{"regular": FontRegular(), "medium": FontMedium()} {
		font, err := sfnt.Parse(raw)
		require.NoError(t, err, name)
		var buf sfnt.Buffer
		var want []rune
		want = append(want, []rune("Aé€ЖΩ，。！？「」￥…—→●○■□①㎡あアㄅ龘㐂鿕（）·～“”✓×")...)
		for r := '一'; r <= 0x9FA5; r++ {
			want = append(want, r)
		}
		if name == "regular" {
			for r := rune(0x3400); r <= 0x4DB5; r++ {
				want = append(want, r)
			}
		} else {
			rare, err := os.ReadFile("fonts/medium-ext-a.txt")
			require.NoError(t, err)
			want = append(want, []rune(string(rare))...)
		}
		for _, r := range want {
			index, err := font.GlyphIndex(&buf, r)
			require.NoError(t, err)
			require.NotZero(t, index, "%s lacks %c %U", name, r, r)
		}
	}
}

func TestIcons(t *testing.T) {
	for _, c := range []struct {
		raw  []byte
		size int
	}{
		{Icon(), 512},
		{TrayIcon(TrayIdle), 64},
		{TrayIcon(TrayUnread), 64},
		{TrayIcon(TrayOffline), 64},
	} {
		config, err := png.DecodeConfig(bytes.NewReader(c.raw))
		require.NoError(t, err)
		require.Equal(t, c.size, config.Width)
		require.Equal(t, c.size, config.Height)
	}
	require.NotEqual(t, TrayIcon(TrayIdle), TrayIcon(TrayUnread))
}
