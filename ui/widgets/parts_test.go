package widgets_test

import (
	"image"
	"image/color"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/app/supervise"
	"seatdeck/assets"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

var variants = map[string]theme.Variant{"light": theme.Light, "dark": theme.Dark}

// themed starts an app with the console's look. Tests share it: each new one
// unpacks the fonts again.
func themed(t testing.TB, variant theme.Variant) {
	t.Helper()
	if now, ok := fyne.CurrentApp().Settings().Theme().(*theme.Theme); ok && now.Variant() == variant {
		return
	}
	test.NewApp().Settings().SetTheme(theme.New(variant))
}

// show puts an object in a window of that size, as the console shows it.
func show(t *testing.T, variant theme.Variant, o fyne.CanvasObject, width, height float32) fyne.Window {
	t.Helper()
	themed(t, variant)
	w := test.NewTempWindow(t, o)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(width, height))
	return w
}

func key(name fyne.KeyName) *fyne.KeyEvent { return &fyne.KeyEvent{Name: name} }

func TestPresenceOf(t *testing.T) {
	for _, c := range []struct {
		state model.SeatState
		link  model.Link
		gaps  int
		want  widgets.Presence
	}{
		{model.SeatOnline, model.LinkOnline, 0, widgets.PresenceOnline},
		{model.SeatOnline, model.LinkOnline, 2, widgets.PresenceGap},
		{model.SeatOnline, model.LinkConnecting, 2, widgets.PresenceConnecting},
		{model.SeatOnline, model.LinkRefused, 0, widgets.PresenceOffline},
		{model.SeatOnline, model.LinkIdle, 0, widgets.PresenceOffline},
		{model.SeatOffline, model.LinkOnline, 3, widgets.PresenceOffline},
		{model.SeatInitializing, model.LinkOnline, 0, widgets.PresenceConnecting},
		{model.SeatUnknown, model.LinkOnline, 0, widgets.PresenceUnknown},
		{model.SeatBanned, model.LinkConnecting, 0, widgets.PresenceBanned},
		{model.SeatKicked, model.LinkIdle, 1, widgets.PresenceKicked},
	} {
		require.Equal(t, c.want, widgets.PresenceOf(c.state, c.link, c.gaps), "%+v", c)
	}
	texts, seen := assets.LoadTexts("zh"), map[string]bool{}
	for p := widgets.PresenceUnknown; p <= widgets.PresenceKicked; p++ {
		require.True(t, texts.Has(p.TextKey()), p)
		require.False(t, seen[p.TextKey()], p)
		seen[p.TextKey()] = true
	}
}

func TestEachPresenceHasAShapeOfItsOwn(t *testing.T) {
	for name, variant := range variants {
		themed(t, variant)
		row := container.NewHBox()
		for p := widgets.PresenceUnknown; p <= widgets.PresenceKicked; p++ {
			row.Add(container.NewCenter(widgets.NewStateDot(p)))
		}
		w := show(t, variant, row, 110, 20)
		test.AssertImageMatches(t, "dots_"+name+".png", w.Canvas().Capture())
	}
}

func TestStateDotChangesWithoutBeingMadeAnew(t *testing.T) {
	dot := widgets.NewStateDot(widgets.PresenceOnline)
	w := show(t, theme.Light, dot, 20, 20)
	before := w.Canvas().Capture()
	dot.Set(widgets.PresenceOffline)
	require.Equal(t, widgets.PresenceOffline, dot.Presence())
	require.NotEqual(t, before, w.Canvas().Capture())
	dot.Set(widgets.PresenceOnline)
	require.Equal(t, before, w.Canvas().Capture())
}

func TestInitials(t *testing.T) {
	for name, want := range map[string]string{
		"王小明": "王", "Alice Zhang": "AZ", "alice": "A", "😀开心": "开", "A王": "A", "123": "1",
		"": "?", "   ": "?", "😀": "😀", "\u202e\u0000": "?", "陈A": "陈", "J.R. Smith": "JR",
	} {
		require.Equal(t, want, widgets.Initials(name), "%q", name)
	}
}

func TestColourOfAnIdIsAlwaysTheSame(t *testing.T) {
	require.Equal(t, widgets.ColourOf("wxid_1"), widgets.ColourOf("wxid_1"))
	seen := map[fyne.ThemeColorName]bool{}
	for r := 'a'; r <= 'z'; r++ {
		seen[widgets.ColourOf(string(r))] = true
	}
	require.Len(t, seen, theme.AvatarColours)
}

func TestAvatarShowsThePictureOfNobodyElse(t *testing.T) {
	a := widgets.NewAvatar(36)
	w := show(t, theme.Light, a, 40, 40)
	a.Set("1", "王")
	letters := w.Canvas().Capture()
	red := image.NewNRGBA(image.Rect(0, 0, 8, 8))
	for i := range red.Pix {
		red.Pix[i] = 255
	}
	a.SetImage(red)
	require.NotEqual(t, letters, w.Canvas().Capture())
	a.Set("1", "王")
	require.NotEqual(t, letters, w.Canvas().Capture(), "the same person keeps the picture")
	a.Set("2", "李")
	a.Set("1", "王")
	require.Equal(t, letters, w.Canvas().Capture())
	a.SetSeatMark("7", "客服")
	require.NotEqual(t, letters, w.Canvas().Capture())
	a.SetSeatMark("", "")
	require.Equal(t, letters, w.Canvas().Capture())
}

func TestBadge(t *testing.T) {
	for count, want := range map[int]string{-1: "", 0: "", 1: "1", 99: "99", 100: "99+", 1 << 40: "99+"} {
		require.Equal(t, want, widgets.NewBadge(count).Text())
	}
	b := widgets.NewBadge(5)
	show(t, theme.Light, b, 40, 20)
	require.Positive(t, b.MinSize().Width)
	b.Set(0)
	require.Zero(t, b.MinSize().Width)
}

func TestWaitText(t *testing.T) {
	zh, en := assets.LoadTexts("zh"), assets.LoadTexts("en")
	for waited, want := range map[time.Duration][2]string{
		-1:                {"", ""},
		0:                 {"刚刚", "now"},
		59 * time.Second:  {"刚刚", "now"},
		61 * time.Second:  {"等1分", "1m"},
		119 * time.Minute: {"等1小时", "1h"},
		47 * time.Hour:    {"等47小时", "47h"},
		49 * time.Hour:    {"等2天", "2d"},
	} {
		require.Equal(t, want[0], widgets.WaitText(zh, waited), waited)
		require.Equal(t, want[1], widgets.WaitText(en, waited), waited)
	}
}

func TestWaitClockWarms(t *testing.T) {
	redness := func(waited time.Duration) int {
		c := widgets.NewWaitClock(assets.LoadTexts("zh"), widgets.DefaultWaitLimits)
		w := show(t, theme.Light, c, 60, 20)
		c.Set(waited)
		img, most := w.Canvas().Capture(), 0
		for y := range 20 {
			for x := range 60 {
				p := color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA)
				most = max(most, int(p.R)-int(p.B))
			}
		}
		return most
	}
	calm, warm, hot := redness(20*time.Second), redness(3*time.Minute), redness(20*time.Minute)
	require.Less(t, calm, 20)
	require.Greater(t, warm, 80)
	require.Greater(t, hot, 80)
	require.Less(t, redness(2*time.Minute), warm)
}

func TestOneLine(t *testing.T) {
	for _, c := range []struct {
		in    string
		limit int
		want  string
	}{
		{"", 5, ""},
		{"  a \n\t b  ", 9, "a b"},
		{"abcdef", 3, "abc…"},
		{"abc", 3, "abc"},
		{"报价\u202Efdp.exe", 60, "报价‹U+202E›fdp.exe"},
		{"a\u0000b\x1bc", 9, "a�b�c"},
		{"\xff", 9, "�"},
	} {
		require.Equal(t, c.want, widgets.OneLine(c.in, c.limit), "%q", c.in)
	}
}

func FuzzOneLine(f *testing.F) {
	f.Add("你\u2067好\n", 4)
	f.Fuzz(func(t *testing.T, text string, limit int) {
		limit = max(0, min(limit, 1000))
		got := widgets.OneLine(text, limit)
		require.True(t, utf8.ValidString(got))
		require.False(t, strings.ContainsAny(got, "\n\r\t\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
		require.LessOrEqual(t, utf8.RuneCountInString(got), limit+10)
	})
}

func TestSLAText(t *testing.T) {
	zh, en := assets.LoadTexts("zh"), assets.LoadTexts("en")
	for _, c := range []struct {
		clock  supervise.Clock
		zh, en string
	}{
		{supervise.Clock{Kind: supervise.ClockFirst, Left: 100 * time.Second}, "首响 1分", "1st 1m"},
		{supervise.Clock{Kind: supervise.ClockFirst, State: supervise.ClockWarn, Left: 40 * time.Second}, "首响 40秒", "1st 40s"},
		{supervise.Clock{Kind: supervise.ClockNext, State: supervise.ClockOver, Left: -5 * time.Minute}, "回复 超5分", "next +5m"},
		{supervise.Clock{Kind: supervise.ClockResolution, Left: 30 * time.Hour}, "解决 30小时", "solve 30h"},
		{supervise.Clock{Kind: supervise.ClockResolution, State: supervise.ClockOver, Left: -72 * time.Hour}, "解决 超3天", "solve +3d"},
	} {
		require.Equal(t, c.zh, widgets.SLAText(zh, c.clock))
		require.Equal(t, c.en, widgets.SLAText(en, c.clock))
	}
}

func TestWaitClockShowsWhatTheSLALeaves(t *testing.T) {
	c := widgets.NewWaitClock(assets.LoadTexts("zh"), widgets.DefaultWaitLimits)
	w := show(t, theme.Light, c, 80, 20)
	redness := func() int {
		img, most := w.Canvas().Capture(), 0
		for y := range 20 {
			for x := range 80 {
				p := color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA)
				most = max(most, int(p.R)-int(p.B))
			}
		}
		return most
	}
	c.SetClock(supervise.Clock{Left: 2 * time.Minute})
	require.Equal(t, "首响 2分", c.Text())
	require.Less(t, redness(), 20)
	c.SetClock(supervise.Clock{State: supervise.ClockWarn, Left: time.Minute})
	require.Greater(t, redness(), 80)
	c.SetClock(supervise.Clock{State: supervise.ClockOver, Left: -time.Minute})
	require.Greater(t, redness(), 80)
	c.Set(2 * time.Minute)
	require.Equal(t, "等2分", c.Text(), "no clock runs any more")
	c.Set(-1)
	require.Empty(t, c.Text())
}
