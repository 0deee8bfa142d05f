package widgets_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

func TestTableLooks(t *testing.T) {
	for name, variant := range variants {
		p := newPeople(t, variant, 100)
		p.SetSort("count", true)
		p.chosen[2], p.chosen[4], p.unread[6] = true, true, true
		p.window.Canvas().Focus(p.Table)
		p.SetRing(3)
		p.Refresh()
		test.AssertImageMatches(t, "table_"+name+".png", p.window.Canvas().Capture())
	}
}

func TestTableMakesOnlyWhatIsInSight(t *testing.T) {
	p := newPeople(t, theme.Light, 100_000)
	first, last := p.InSight()
	require.Equal(t, []int{0, 7}, []int{first, last})
	require.Equal(t, [][2]int{{0, 7}}, p.seen)

	count := func() (n int) {
		walk(p.Table, fyne.Position{}, func(fyne.CanvasObject, fyne.Position) { n++ })
		return n
	}
	p.SetRing(50_000)
	before := count()
	p.asked = 0
	for i := range 5000 {
		test.Scroll(p.window.Canvas(), fyne.NewPos(300, 150), 0, -rowHigh)
		if i == 0 {
			require.Equal(t, len(peopleColumns), p.asked, "only the row that came into sight")
		}
	}
	first, _ = p.InSight()
	require.InDelta(t, 54_993, first, 1)
	require.InDelta(t, before, count(), 25, "nothing is left behind")
	require.Less(t, before, 200)

	p.SetCount(3)
	first, last = p.InSight()
	require.Equal(t, []int{0, 2}, []int{first, last})
	require.Equal(t, 2, p.Ring())
	p.SetCount(0)
	require.Equal(t, -1, p.Ring())
	require.Equal(t, [2]int{-1, -1}, p.seen[len(p.seen)-1])
	p.window.Canvas().Focus(p.Table)
	p.strike(fyne.KeyReturn, fyne.KeySpace, fyne.KeyF2, fyne.KeyEnd, desktop.KeyMenu)
	p.TypedShortcut(&fyne.ShortcutSelectAll{})
	require.Empty(t, p.opened)
	require.Empty(t, p.chosen)
	require.Empty(t, p.edited)
	require.Empty(t, p.menus)
}

func TestTableRingStaysInSight(t *testing.T) {
	p := newPeople(t, theme.Light, 100)
	require.Equal(t, -1, p.Ring())
	p.window.Canvas().Focus(p.Table)
	for _, c := range []struct {
		key  fyne.KeyName
		want int
	}{
		{fyne.KeyDown, 1},
		{fyne.KeyDown, 2},
		{fyne.KeyUp, 1},
		{fyne.KeyPageDown, 7},
		{fyne.KeyPageDown, 13},
		{fyne.KeyPageUp, 7},
		{fyne.KeyEnd, 99},
		{fyne.KeyDown, 99},
		{fyne.KeyUp, 98},
		{fyne.KeyHome, 0},
		{fyne.KeyPageUp, 0},
	} {
		p.strike(c.key)
		require.Equal(t, c.want, p.Ring(), c.key)
		y := p.texts()[fmt.Sprintf("%c先生 %d", surnames[c.want%10], c.want+1)].Y
		require.True(t, y >= headHigh && y+rowHigh/2 <= 300, "row %d is at %v", c.want, y)
	}
}

func TestTableKeysActOnTheRing(t *testing.T) {
	p := newPeople(t, theme.Light, 100)
	p.window.Canvas().Focus(p.Table)
	p.strike(fyne.KeyDown, fyne.KeyReturn, fyne.KeyDown, fyne.KeyEnter, fyne.KeyF2, fyne.KeyF10, desktop.KeyMenu, fyne.KeyEscape, fyne.KeyDelete)
	require.Equal(t, []int{1, 2}, p.opened)
	require.Equal(t, []int{2}, p.edited)
	require.Equal(t, []int{2}, p.menus)
	require.Equal(t, []fyne.KeyName{fyne.KeyF10, fyne.KeyEscape, fyne.KeyDelete}, p.passed)
	require.InDelta(t, headHigh+2.5*rowHigh, p.menuAt.Y, 1)
	p.held = fyne.KeyModifierShift
	p.strike(fyne.KeyF10)
	require.Equal(t, []int{2, 2}, p.menus)
}

func TestTableDrawsOnlyWhatChanged(t *testing.T) {
	p := newPeople(t, theme.Light, 20)
	p.SetPicture = func(*widgets.Avatar, string) { t.Fatal("nobody changed") }
	before := p.window.Canvas().Capture()
	p.SetCount(20)
	p.Refresh()
	require.Equal(t, before, p.window.Canvas().Capture())
	p.names[3] = "改了名的客户"
	p.Refresh()
	require.Contains(t, p.texts(), "改了名的客户")
	require.NotEqual(t, before, p.window.Canvas().Capture())
}

func TestTableTellsWhosePictureToShow(t *testing.T) {
	p := newPeople(t, theme.Light, 0)
	shown := map[*widgets.Avatar]string{}
	p.SetPicture = func(a *widgets.Avatar, address string) { shown[a] = address }
	picture := "https://x.example/"
	p.Cells = func(row int, column string) widgets.Cell {
		if column != "name" || row >= 15 {
			return widgets.Cell{Text: "—"}
		}
		return widgets.Cell{Text: "客户", Person: fmt.Sprint(row), Picture: picture + fmt.Sprint(row)}
	}
	addresses := func() (list []string) {
		walk(p.Table, fyne.Position{}, func(o fyne.CanvasObject, _ fyne.Position) {
			if a, ok := o.(*widgets.Avatar); ok {
				list = append(list, strings.TrimPrefix(shown[a], picture))
			}
		})
		slices.Sort(list)
		return list
	}
	p.SetCount(30)
	require.Equal(t, []string{"0", "1", "2", "3", "4", "5", "6", "7"}, addresses())
	p.SetRing(29)
	require.Empty(t, addresses(), "no picture comes to those without a person")
}

func TestTableHostileNames(t *testing.T) {
	p := newPeople(t, theme.Light, 2)
	p.names[0], p.names[1] = "报价\u202Efdp.exe", strings.Repeat("长", 1<<20)
	p.Refresh()
	for text := range p.texts() {
		require.NotContains(t, text, "\u202E")
		require.Less(t, len(text), 200)
	}
}

func TestTableTakesTheColoursOfAnotherTheme(t *testing.T) {
	p := newPeople(t, theme.Light, 20)
	p.chosen[1] = true
	p.unread[3] = true
	p.Refresh()
	fyne.CurrentApp().Settings().SetTheme(theme.New(theme.Dark))
	changed := p.window.Canvas().Capture()
	dark := newPeople(t, theme.Dark, 20)
	dark.chosen[1] = true
	dark.unread[3] = true
	dark.Refresh()
	require.Equal(t, dark.window.Canvas().Capture(), changed)
}

func TestTableShowsWhatIsUnderThePointer(t *testing.T) {
	for _, variant := range variants {
		p := newPeople(t, variant, 20)
		plain := p.window.Canvas().Capture()
		test.MoveMouse(p.window.Canvas(), fyne.NewPos(inName, headHigh+rowHigh+9))
		row := p.window.Canvas().Capture()
		require.NotEqual(t, plain, row)
		test.MoveMouse(p.window.Canvas(), fyne.NewPos(inName, 15))
		head := p.window.Canvas().Capture()
		require.NotEqual(t, plain, head)
		require.NotEqual(t, row, head)
		test.MoveMouse(p.window.Canvas(), fyne.NewPos(inName, headHigh+rowHigh+9))
		require.Equal(t, row, p.window.Canvas().Capture())
	}
}

func BenchmarkTableScroll(b *testing.B) {
	for _, count := range []int{1_000, 100_000} {
		b.Run(fmt.Sprint(count), func(b *testing.B) {
			p := newPeople(b, theme.Light, count)
			p.SetColumns(append(slices.Clone(peopleColumns), widgets.Column{Key: "7", Width: 60}, widgets.Column{Key: "8", Width: 60}))
			p.window.Resize(fyne.NewSize(1280, 30+30*rowHigh))
			p.Cells = func(row int, column string) widgets.Cell { return p.cell(row%500, column) } // texts cost once only
			at, step := fyne.NewPos(300, 150), float32(-3*rowHigh)
			for b.Loop() {
				test.Scroll(p.window.Canvas(), at, 0, step)
				if _, last := p.InSight(); last == count-1 || last < 30 {
					step = -step
				}
			}
		})
	}
}

func TestCellsHaveDotsAndButtonsAndRowsCanHeadOthers(t *testing.T) {
	p := newPeople(t, theme.Light, 6)
	plain := p.window.Canvas().Capture()
	p.Band = func(row int) bool { return row == 0 }
	p.Table.Refresh()
	banded := p.window.Canvas().Capture()
	require.NotEqual(t, plain, banded)
	cells := p.Cells
	p.Cells = func(row int, column string) widgets.Cell {
		c := cells(row, column)
		c.Dotted, c.Dot, c.Pressable = column == "name" && row == 1, widgets.PresenceBanned, column == "seat" && row == 1
		return c
	}
	p.Table.Refresh()
	dotted := p.window.Canvas().Capture()
	require.NotEqual(t, banded, dotted)
	p.Cells = cells
	p.Table.Refresh()
	require.Equal(t, banded, p.window.Canvas().Capture(), "nothing of it stays")
}
