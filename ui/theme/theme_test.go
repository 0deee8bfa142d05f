package theme_test

import (
	"bytes"
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	fynetheme "fyne.io/fyne/v2/theme"
	"github.com/go-text/typesetting/font"
	"github.com/stretchr/testify/require"

	"seatdeck/assets"
	"seatdeck/ui/theme"
)

func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	linear := func(v uint32) float64 {
		s := float64(v) / 0xFFFF
		if s <= 0.03928 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}

func contrast(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func TestTextCanBeRead(t *testing.T) {
	grounds := []fyne.ThemeColorName{
		fynetheme.ColorNameBackground, theme.Sidebar, theme.RowHover, theme.RowSelected,
		theme.BubbleIn, theme.BubbleOut, theme.WarnTint, theme.DangerTint, theme.InfoTint,
		fynetheme.ColorNameInputBackground, fynetheme.ColorNameMenuBackground,
		fynetheme.ColorNameOverlayBackground, fynetheme.ColorNameHeaderBackground,
	}
	type pair struct {
		text, ground fyne.ThemeColorName
		least        float64
	}
	var pairs []pair
	for _, g := range grounds {
		pairs = append(
			pairs,
			pair{fynetheme.ColorNameForeground, g, 4.5},
			pair{theme.TextSecondary, g, 4.5},
			pair{theme.Warn, g, 4.5},
			pair{theme.Danger, g, 4.5},
			pair{theme.AccentText, g, 4.5},
			pair{fynetheme.ColorNameHyperlink, g, 4.5},
			pair{theme.FocusRing, g, 3},
			pair{theme.Online, g, 3},
			pair{theme.Offline, g, 3},
		)
	}
	for n := range theme.AvatarColours {
		pairs = append(pairs, pair{theme.TextOnAccent, theme.Avatar(n), 4.5})
	}
	pairs = append(
		pairs,
		pair{theme.TextOnAccent, theme.Accent, 4.5},
		pair{theme.TextOnAccent, theme.Badge, 4.5},
		pair{fynetheme.ColorNameForeground, theme.Highlight, 4.5},
		pair{fynetheme.ColorNamePlaceHolder, fynetheme.ColorNameInputBackground, 4.5},
		pair{fynetheme.ColorNameForeground, fynetheme.ColorNameButton, 4.5},
		pair{fynetheme.ColorNameForegroundOnPrimary, fynetheme.ColorNamePrimary, 4.5},
		pair{fynetheme.ColorNameForegroundOnError, fynetheme.ColorNameError, 4.5},
		pair{fynetheme.ColorNameForegroundOnWarning, fynetheme.ColorNameWarning, 4.5},
		pair{fynetheme.ColorNameForegroundOnSuccess, fynetheme.ColorNameSuccess, 4.5},
		pair{fynetheme.ColorNameDisabled, fynetheme.ColorNameBackground, 4.5},
	)
	for _, v := range []theme.Variant{theme.Light, theme.Dark} {
		th := theme.New(v)
		for _, p := range pairs {
			got := contrast(th.Color(p.text, 0), th.Color(p.ground, 0))
			if got < p.least {
				t.Errorf("variant %d: %s on %s is %.2f, want %.1f", v, p.text, p.ground, got, p.least)
			}
		}
	}
}

func TestVariantFollowsTheDesktopOnlyWhenAuto(t *testing.T) {
	ground := fynetheme.ColorNameBackground
	light, dark := theme.New(theme.Light), theme.New(theme.Dark)
	auto := theme.New(theme.Auto)
	require.Equal(t, light.Color(ground, fynetheme.VariantDark), light.Color(ground, fynetheme.VariantLight))
	require.Equal(t, light.Color(ground, 0), auto.Color(ground, fynetheme.VariantLight))
	require.Equal(t, dark.Color(ground, 0), auto.Color(ground, fynetheme.VariantDark))
	require.NotEqual(t, light.Color(ground, 0), dark.Color(ground, 0))
}

func TestEveryStyleHasAFontWithChinese(t *testing.T) {
	th := theme.New(theme.Light)
	for _, bold := range []bool{false, true} {
		for _, italic := range []bool{false, true} {
			for _, mono := range []bool{false, true} {
				got := th.Font(fyne.TextStyle{Bold: bold, Italic: italic, Monospace: mono}).Name()
				if bold {
					require.Equal(t, "NotoSansSC-Medium.ttf", got)
				} else {
					require.Equal(t, "NotoSansSC-Regular.ttf", got)
				}
			}
		}
	}
	require.Equal(t, fynetheme.DefaultSymbolFont(), th.Font(fyne.TextStyle{Symbol: true}))
}

func TestEveryEmojiCanBeDrawn(t *testing.T) {
	emoji, err := font.ParseTTF(bytes.NewReader(fynetheme.DefaultEmojiFont().Content()))
	require.NoError(t, err)
	for _, e := range assets.Emojis() {
		for _, r := range e.Char {
			if r == 0xFE0F { // asks for the picture rather than the sign
				continue
			}
			_, ok := emoji.NominalGlyph(r)
			require.True(t, ok, "%s %U", e.Chinese, r)
		}
	}
}

func TestDrawingMakesNothing(t *testing.T) {
	th := theme.New(theme.Auto)
	require.Zero(t, testing.AllocsPerRun(100, func() {
		th.Color(theme.BubbleIn, fynetheme.VariantDark)
		th.Color(theme.Avatar(-3), fynetheme.VariantLight)
		th.Size(fynetheme.SizeNamePadding)
		th.Font(fyne.TextStyle{Bold: true})
	}))
}

func TestWhatIsNotOursIsFynes(t *testing.T) {
	test.NewTempApp(t)
	th := theme.New(theme.Light)
	require.Equal(t, fynetheme.DefaultTheme().Size(fynetheme.SizeNameWindowButtonIcon), th.Size(fynetheme.SizeNameWindowButtonIcon))
	require.NotNil(t, th.Icon(fynetheme.IconNameCancel))
	require.NotNil(t, th.Color("no such colour", fynetheme.VariantLight))
	require.Equal(t, theme.TextBody, th.Size(fynetheme.SizeNameText))
}
