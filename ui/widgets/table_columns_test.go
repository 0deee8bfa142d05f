package widgets_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

func TestTableSortsByClick(t *testing.T) {
	p := newPeople(t, theme.Light, 20)
	at := func(title string) float32 { return p.texts()[title].X + 2 }
	for _, title := range []string{"客户", "客户", "客户", "群数", "坐席"} {
		p.click(at(title), 15, desktop.MouseButtonPrimary, 0)
	}
	require.Equal(t, []string{"name false", "name true", "name false", "count false"}, p.sorted)
	require.Contains(t, p.texts(), "↑")
	p.SetSort("count", true)
	require.Contains(t, p.texts(), "↓")
	require.Less(t, p.texts()["↓"].X, p.texts()["群数"].X, "numbers end in line with their title")
	p.SetSort("", false)
	require.NotContains(t, p.texts(), "↑")
	require.Len(t, p.sorted, 4, "only a person is told of")
}

func TestTableHeadIsReachedByKeys(t *testing.T) {
	p := newPeople(t, theme.Light, 20)
	p.window.Canvas().Focus(p.Table)
	rows := p.window.Canvas().Capture()
	p.strike(fyne.KeyUp) // the box
	require.NotEqual(t, rows, p.window.Canvas().Capture())
	p.strike(fyne.KeySpace)
	require.Len(t, p.chosen, 20)
	p.strike(fyne.KeyRight, fyne.KeyReturn, fyne.KeyRight, fyne.KeyReturn, fyne.KeyRight, fyne.KeySpace, fyne.KeyLeft, fyne.KeyEnter)
	require.Equal(t, []string{"name false", "count false", "count true", "name false"}, p.sorted)
	p.strike(fyne.KeyEnd, fyne.KeyEnter, fyne.KeyHome, fyne.KeyEnter)
	require.Empty(t, p.chosen)
	require.Equal(t, "count false", p.sorted[4])
	p.strike(fyne.KeyEscape)
	require.Equal(t, []fyne.KeyName{fyne.KeyEscape}, p.passed)
	p.SetSort("", false)
	p.strike(fyne.KeyDown)
	require.Equal(t, rows, p.window.Canvas().Capture())
	p.strike(fyne.KeyUp)
	p.window.Canvas().Unfocus()
	p.window.Canvas().Focus(p.Table)
	require.Equal(t, rows, p.window.Canvas().Capture(), "whoever comes back is among the rows")
}

func TestTableWithNoStopsInItsHeadKeepsTheRing(t *testing.T) {
	p := newPeople(t, theme.Light, 20)
	p.OnChoose, p.OnSort = nil, nil
	p.window.Canvas().Focus(p.Table)
	p.strike(fyne.KeyUp, fyne.KeyReturn)
	require.Equal(t, []int{0}, p.opened)
}

func TestTableSharesItsRoom(t *testing.T) {
	p := newPeople(t, theme.Light, 20)
	right := func() (most float32) {
		walk(p.Table, fyne.Position{}, func(o fyne.CanvasObject, at fyne.Position) {
			if text, ok := o.(*canvas.Text); ok && text.Text != "" {
				most = max(most, at.X+text.MinSize().Width)
			}
		})
		return most
	}
	for _, width := range []float32{1200, 760, 560, 420, 300, 210} {
		p.window.Resize(fyne.NewSize(width, 300))
		require.LessOrEqual(t, right(), width, width)
		texts := p.texts()
		require.Contains(t, texts, "客户")
		require.Equal(t, width >= 420, texts["状态"] != fyne.Position{}, width)
		end := float32(0) // no word of the first row begins before the one before it ends
		walk(p.Table, fyne.Position{}, func(o fyne.CanvasObject, at fyne.Position) {
			if text, ok := o.(*canvas.Text); ok && at.Y > headHigh && at.Y < headHigh+rowHigh && text.TextSize > 12 && text.Text != "" {
				require.GreaterOrEqual(t, at.X, end, "%v %q", width, text.Text)
				end = at.X + text.MinSize().Width
			}
		})
	}
}

func TestTableColumnIsDragged(t *testing.T) {
	p := newPeople(t, theme.Light, 20)
	drag := func(by float32) {
		line := p.texts()["备注"].X - 8
		head, at := under(p.window.Content(), fyne.NewPos(line, 15))
		mouse := &desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at}}
		head.(desktop.Hoverable).MouseMoved(mouse)
		require.Equal(t, desktop.HResizeCursor, head.(desktop.Cursorable).Cursor())
		mouse.Button = desktop.MouseButtonPrimary
		head.(desktop.Mouseable).MouseDown(mouse)
		test.Drag(p.window.Canvas(), fyne.NewPos(line, 15), by, 0)
		require.Equal(t, desktop.DefaultCursor, head.(desktop.Cursorable).Cursor())
	}
	was := p.texts()["备注"].X
	p.click(was-8, 15, desktop.MouseButtonPrimary, 0)
	drag(-60)
	require.InDelta(t, was-60, p.texts()["备注"].X, 1)
	p.window.Resize(fyne.NewSize(1000, 300))
	require.InDelta(t, was-60, p.texts()["备注"].X, 1, "it does not grow any more")
	drag(-1000)
	require.InDelta(t, 32+40+8, p.texts()["备注"].X, 1, "it can't be lost")
	drag(5000)
	require.InDelta(t, 32+500+8, p.texts()["备注"].X, 10)
	require.Contains(t, p.texts(), "状态", "nor push out the others")
	p.window.Resize(fyne.NewSize(760, 300))
	p.SetColumns(peopleColumns)
	require.InDelta(t, was, p.texts()["备注"].X, 1)
	require.Empty(t, p.sorted, "a press on a line doesn't sort")
}

func TestTableShowsOtherColumns(t *testing.T) {
	p := newPeople(t, theme.Light, 20)
	p.SetColumns([]widgets.Column{{Key: "count", Title: "群数", Width: 80}, {Key: "name", Title: "客户", Width: 200}})
	texts := p.texts()
	require.NotContains(t, texts, "备注")
	require.NotContains(t, texts, "老客户，介绍过三位朋友来买")
	require.Less(t, texts["37"].X, texts["李先生 2"].X)
	p.SetColumns(peopleColumns)
	require.Contains(t, p.texts(), "备注")
}

func TestColumnsShrinkAsFarAsTheyMay(t *testing.T) {
	p := newPeople(t, theme.Light, 1)
	p.window.Resize(fyne.NewSize(520, 300))
	require.Contains(t, p.texts(), "状态", "all shrink")
	p.Tightest = 0.95
	p.Table.Refresh()
	require.NotContains(t, p.texts(), "状态", "the last is left out")
}
