package widgets_test

import (
	"fmt"
	"image"
	"math"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/assets"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

var (
	shanghai = time.FixedZone("CST", 8*3600)
	noon     = time.Date(2026, 11, 22, 4, 0, 0, 0, time.UTC) // there
)

// hoursPlot is a day of messages.
func hoursPlot() widgets.Plot {
	p := widgets.Plot{Title: "每小时消息 · 小美", Series: []widgets.Series{
		{Name: "收到", Colour: theme.Offline, Values: make([]float64, 24)}, {Name: "发出", Colour: theme.Accent, Values: make([]float64, 24)},
	}}
	for i := range 24 {
		p.Steps = append(p.Steps, widgets.Step{Name: fmt.Sprintf("11-22 %02d:00", i), Tick: fmt.Sprintf("%02d:00", i)})
		p.Series[0].Values[i] = float64(i * (23 - i) % 47)
		p.Series[1].Values[i] = float64(i * 3 % 31)
	}
	return p
}

// waitsPlot is a week of waits, with a day on which nobody was answered.
func waitsPlot() widgets.Plot {
	zh := assets.LoadTexts("zh")
	p := widgets.Plot{Times: true, Format: func(v float64) string {
		return widgets.SpanText(zh, time.Duration(v)*time.Second)
	}, Series: []widgets.Series{
		{Name: "平均", Colour: theme.Accent, Values: []float64{40, 55, 70, math.NaN(), 90, 65, 50}},
		{Name: "90% 不超过", Colour: theme.Warn, Values: []float64{120, 150, 280, math.NaN(), 320, 200, 130}},
	}}
	for i := range 7 {
		p.Steps = append(p.Steps, widgets.Step{Name: fmt.Sprintf("2026-11-%d", 16+i), Tick: fmt.Sprintf("11-%d", 16+i)})
	}
	return p
}

// daySpans are a day in which a seat was in every state there is.
func daySpans() []model.StateSpan {
	states := []model.SeatState{model.SeatUnknown, model.SeatOnline, model.SeatOffline, model.SeatInitializing, model.SeatOnline, model.SeatKicked, model.SeatOnline, model.SeatBanned}
	var spans []model.StateSpan
	for i, s := range states {
		from := noon.Add(time.Duration(i*3) * time.Hour)
		spans = append(spans, model.StateSpan{State: s, From: from, To: from.Add(3 * time.Hour)})
	}
	return spans
}

func newStrip(spans []model.StateSpan) *widgets.Strip {
	s := widgets.NewStrip(assets.LoadTexts("zh"), shanghai, "这段时间没有状态记录")
	s.Set(noon, noon.Add(24*time.Hour), spans)
	return s
}

func TestChartsLookAsTheyShould(t *testing.T) {
	for name, variant := range variants {
		themed(t, variant)
		beside, stacked, lines, empty := widgets.NewBars("没有", false), widgets.NewBars("没有", true), widgets.NewLines("没有"), widgets.NewLines("这段时间没有回复过客户")
		beside.Set(hoursPlot())
		stacked.Set(hoursPlot())
		lines.Set(waitsPlot())
		all := container.NewWithoutLayout(beside, stacked, lines, newStrip(daySpans()), empty)
		for i, o := range all.Objects {
			o.Move(fyne.NewPos(float32(i%2)*360+10, float32(i/2)*170+10))
			o.Resize(fyne.NewSize(340, 150))
		}
		w := show(t, variant, all, 720, 520)
		test.AssertImageMatches(t, "charts_"+name+".png", w.Canvas().Capture())
	}
}

// drawnTexts are the texts of a chart, with where they are.
func drawnTexts(o fyne.Widget) (list []*canvas.Text) {
	for _, one := range test.WidgetRenderer(o).Objects() {
		if text, ok := one.(*canvas.Text); ok {
			list = append(list, text)
		}
	}
	return list
}

func TestLabelsOfAnAxisDoNotOverlap(t *testing.T) {
	themed(t, theme.Light)
	many := widgets.Plot{Series: []widgets.Series{{Name: "收到", Colour: theme.Accent, Values: make([]float64, 168)}}}
	for i := range 168 {
		many.Steps = append(many.Steps, widgets.Step{Name: fmt.Sprint(i), Tick: fmt.Sprintf("11-%02d %02d:00", i/24, i%24)})
		many.Series[0].Values[i] = float64(i)
	}
	for _, width := range []float32{120, 200, 333, 800, 1500} {
		bars := widgets.NewBars("", false)
		bars.Set(many)
		bars.Resize(fyne.NewSize(width, 160))
		for _, o := range []fyne.Widget{bars, sized(newStrip(daySpans()), width)} {
			texts := drawnTexts(o)
			require.NotEmpty(t, texts)
			for i, a := range texts {
				for _, b := range texts[:i] {
					apart := a.Position().X >= b.Position().X+b.Size().Width || b.Position().X >= a.Position().X+a.Size().Width ||
						a.Position().Y >= b.Position().Y+b.Size().Height-3 || b.Position().Y >= a.Position().Y+a.Size().Height-3
					require.True(t, apart, "%q and %q at width %v", a.Text, b.Text, width)
				}
				require.LessOrEqual(t, a.Position().X+a.Size().Width, width+1, a.Text)
			}
		}
	}
}

func sized(o *widgets.Strip, width float32) *widgets.Strip {
	o.Resize(fyne.NewSize(width, 90))
	return o
}

func TestChartsAreMadeOfFewObjects(t *testing.T) {
	themed(t, theme.Light)
	var many []model.StateSpan
	for i := range 5000 {
		from := noon.Add(time.Duration(i) * 17 * time.Second)
		many = append(many, model.StateSpan{State: model.SeatState(i % 6), From: from, To: from.Add(17 * time.Second)})
	}
	strip := sized(newStrip(many), 900)
	require.Less(t, len(test.WidgetRenderer(strip).Objects()), 400)
	p := hoursPlot()
	for i := range 3000 {
		p.Steps = append(p.Steps, widgets.Step{Name: fmt.Sprint(i)})
		for s := range p.Series {
			p.Series[s].Values = append(p.Series[s].Values, 5)
		}
	}
	for _, o := range []fyne.Widget{widgets.NewBars("", false), widgets.NewLines("")} {
		o.(interface{ Set(widgets.Plot) }).Set(p)
		o.Resize(fyne.NewSize(900, 160))
		require.Less(t, len(test.WidgetRenderer(o).Objects()), 450)
	}
}

// over moves the pointer to a place of a chart and tells what it then says.
func over(o interface {
	desktop.Hoverable
	Said() []string
}, x, y float32,
) []string {
	o.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, y)}})
	return o.Said()
}

func TestWhatIsUnderThePointerIsSaid(t *testing.T) {
	themed(t, theme.Light)
	strip := sized(newStrip(daySpans()), 802) // a pixel and a bit for each two minutes
	require.Equal(t, []string{"在线 · 3 小时", "11-22 15:00 – 11-22 18:00"}, over(strip, 150, 10))
	require.Equal(t, []string{"封禁 · 3 小时", "11-23 09:00 – 11-23 12:00"}, over(strip, 780, 10))
	require.Empty(t, over(strip, 780, 70), "the legend")
	bars := widgets.NewBars("", false)
	bars.Set(hoursPlot())
	bars.Resize(fyne.NewSize(500, 160))
	require.Equal(t, []string{"11-22 23:00", "收到  0", "发出  7"}, over(bars, 490, 80))
	bars.MouseOut()
	require.Empty(t, bars.Said())
	lines := widgets.NewLines("")
	lines.Set(waitsPlot())
	lines.Resize(fyne.NewSize(700, 160))
	require.Equal(t, []string{"2026-11-22", "平均  50 秒", "90% 不超过  2 分 10 秒"}, over(lines, 680, 80))
	require.Equal(t, []string{"2026-11-19"}, over(lines, 380, 80), "nothing is known of that day")
	lines.Set(widgets.Plot{})
	require.Empty(t, over(lines, 380, 80))
}

func TestChartsSayThatThereIsNothing(t *testing.T) {
	themed(t, theme.Light)
	for _, values := range [][]float64{nil, {0, 0}, {math.NaN(), math.Inf(1)}, {-5}} {
		l := widgets.NewLines("没有消息")
		l.Set(widgets.Plot{Steps: make([]widgets.Step, len(values)), Series: []widgets.Series{{Values: values}}})
		l.Resize(fyne.NewSize(300, 100))
		texts := drawnTexts(l)
		require.Len(t, texts, 1, "%v", values)
		require.Equal(t, "没有消息", texts[0].Text)
	}
	texts := drawnTexts(sized(newStrip(nil), 300))
	require.Len(t, texts, 1)
}

func TestAPictureHasATitleAndTwiceThePixels(t *testing.T) {
	themed(t, theme.Light)
	bars, lines := widgets.NewBars("", false), widgets.NewLines("")
	bars.Set(hoursPlot())
	lines.Set(waitsPlot())
	size := fyne.NewSize(480, 160)
	for _, picture := range []image.Image{bars.Picture(size), lines.Picture(size), newStrip(daySpans()).Picture("状态", size)} {
		require.Equal(t, image.Rect(0, 0, 960, 320), picture.Bounds())
		require.Greater(t, coloursIn(picture), 8, "something is drawn")
	}
	plain := hoursPlot()
	plain.Title = ""
	other := widgets.NewBars("", false)
	other.Set(plain)
	require.NotEqual(t, bars.Picture(size), other.Picture(size))
	for _, text := range drawnTexts(bars) {
		require.NotContains(t, text.Text, "每小时消息", "a screen has headings of its own")
	}
}

func coloursIn(picture image.Image) int {
	seen := map[string]bool{}
	for y := picture.Bounds().Min.Y; y < picture.Bounds().Max.Y; y += 3 {
		for x := picture.Bounds().Min.X; x < picture.Bounds().Max.X; x += 3 {
			seen[fmt.Sprint(picture.At(x, y))] = true
		}
	}
	return len(seen)
}

func TestSpansAreSaidInTwoUnits(t *testing.T) {
	zh, en := assets.LoadTexts("zh"), assets.LoadTexts("en")
	for d, want := range map[time.Duration][2]string{
		-time.Hour:                         {"0 秒", "0 s"},
		45 * time.Second:                   {"45 秒", "45 s"},
		80 * time.Second:                   {"1 分 20 秒", "1 min 20 s"},
		12*time.Minute + 5*time.Second:     {"12 分钟", "12 min"},
		3*time.Hour + 5*time.Minute:        {"3 小时 5 分", "3 h 5 min"},
		3 * time.Hour:                      {"3 小时", "3 h"},
		48 * time.Hour:                     {"2 天", "2 d"},
		52*time.Hour + 30*time.Minute:      {"2 天 4 小时", "2 d 4 h"},
		time.Minute:                        {"1 分钟", "1 min"},
		9*time.Minute + 59*time.Second + 9: {"9 分 59 秒", "9 min 59 s"},
	} {
		require.Equal(t, want, [2]string{widgets.SpanText(zh, d), widgets.SpanText(en, d)})
	}
	require.Equal(t, "1:23:45", widgets.CountdownText(time.Hour+23*time.Minute+45*time.Second))
	require.Equal(t, "0:07", widgets.CountdownText(7*time.Second))
	require.Equal(t, "0:00", widgets.CountdownText(-time.Second))
}

func TestLongNumbersHaveCommas(t *testing.T) {
	for n, want := range map[int]string{0: "0", 9999: "9999", 10000: "10,000", 1234567: "1,234,567", -12345: "-12,345"} {
		require.Equal(t, want, widgets.Number(n))
	}
}

func TestGridKeepsItsColumnsApart(t *testing.T) {
	themed(t, theme.Light)
	grid := widgets.NewGrid(true, false, true)
	grid.Set([][]widgets.Cell{{{Text: "项目"}, {Text: "后台"}}, {{Text: strings.Repeat("很长的名字", 20)}, {Text: "12"}}})
	grid.Resize(fyne.NewSize(220, grid.MinSize().Height))
	texts := drawnTexts(grid)
	require.Len(t, texts, 4)
	require.LessOrEqual(t, texts[2].Position().X+texts[2].Size().Width, texts[3].Position().X)
	require.InDelta(t, texts[1].Position().X+texts[1].Size().Width, texts[3].Position().X+texts[3].Size().Width, 1, "numbers end together")
}
