package screen

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
	"github.com/stretchr/testify/require"

	"seatdeck/app/bus"
	"seatdeck/ui/theme"
)

// drawn is a page that counts how often it is drawn anew.
type drawn struct {
	widget.BaseWidget
	times int
}

func (d *drawn) Object() fyne.CanvasObject { return d }
func (d *drawn) Show()                     {}
func (d *drawn) Changed(bus.Change)        {}
func (d *drawn) Focus() fyne.Focusable     { return nil }
func (d *drawn) Close()                    {}

func (d *drawn) Refresh() {
	d.times++
	d.BaseWidget.Refresh()
}

func (d *drawn) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(canvas.NewRectangle(nil))
}

func TestANewNameOfAPageDrawsNoPageAnew(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(theme.New(theme.Light))
	window := test.NewTempWindow(t, nil)
	page, other := &drawn{}, &drawn{}
	page.ExtendBaseWidget(page)
	other.ExtendBaseWidget(other)
	p := NewPages(&Env{Window: window, Sheets: NewSheets(window)}, []string{"a", "b"}, []Page{page, other}, nil)
	window.SetContent(p.Object)
	window.Resize(fyne.NewSize(400, 300))
	p.Open()

	page.times = 0
	left, wide := p.tabs[1].Position().X, p.tabs[0].Size().Width
	p.Rename(0, "a · 17", theme.TextSecondary)
	require.Zero(t, page.times)
	require.Equal(t, "a · 17", p.tabs[0].Text())
	require.Greater(t, p.tabs[0].Size().Width, wide)
	require.Greater(t, p.tabs[1].Position().X, left, "the line makes room")

	p.Rename(0, "a · 17", theme.Danger)
	require.Equal(t, theme.Danger, p.tabs[0].colour, "the same words in another colour")
	require.Zero(t, page.times)
}
