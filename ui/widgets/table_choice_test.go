package widgets_test

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"seatdeck/ui/theme"
)

func TestTableChoosesByKeys(t *testing.T) {
	p := newPeople(t, theme.Light, 20)
	p.window.Canvas().Focus(p.Table)
	p.strike(fyne.KeyDown, fyne.KeySpace, fyne.KeyDown, fyne.KeyDown, fyne.KeyDown)
	require.Equal(t, []int{1}, p.picked())
	p.held = fyne.KeyModifierShift
	p.strike(fyne.KeySpace)
	require.Equal(t, []int{1, 2, 3, 4}, p.picked())
	p.held = 0
	p.strike(fyne.KeyUp, fyne.KeySpace, fyne.KeyUp, fyne.KeyUp)
	p.held = fyne.KeyModifierShift
	p.strike(fyne.KeySpace)
	require.Equal(t, []int{4}, p.picked(), "the last one was taken out, so all up to it are")
	p.TypedShortcut(&fyne.ShortcutSelectAll{})
	require.Len(t, p.chosen, 20)
}

func TestTableChoosesByPointer(t *testing.T) {
	const shift, ctrl = fyne.KeyModifierShift, fyne.KeyModifierShortcutDefault
	p := newPeople(t, theme.Light, 20)
	for _, c := range []struct {
		row  int
		x    float32
		held fyne.KeyModifier
		want []int
	}{
		{1, inName, 0, []int{}},
		{3, inName, shift, []int{1, 2, 3}}, // from the ring, nothing was toggled yet
		{5, inBox, 0, []int{1, 2, 3, 5}},
		{2, inBox, 0, []int{1, 3, 5}},
		{6, inName, ctrl, []int{1, 3, 5, 6}},
		{4, inBox, shift, []int{1, 3, 4, 5, 6}},
		{0, inName, 0, []int{1, 3, 4, 5, 6}},
	} {
		p.clickRow(c.row, c.x, c.held)
		require.Equal(t, c.want, p.picked(), "%+v", c)
		require.Equal(t, c.row, p.Ring())
		require.Equal(t, fyne.Focusable(p.Table), p.window.Canvas().Focused())
	}
	require.Empty(t, p.opened)
}

func TestTableForgetsFromWhereToChooseWhenRowsMove(t *testing.T) {
	p := newPeople(t, theme.Light, 20)
	p.clickRow(1, inBox, 0)
	p.clickRow(4, inName, 0)
	p.SetSort("name", false)
	p.clickRow(6, inName, fyne.KeyModifierShift)
	require.Equal(t, []int{1, 4, 5, 6}, p.picked())
	p.clickRow(2, inName, 0)
	p.SetCount(19)
	p.clickRow(0, inName, fyne.KeyModifierShift)
	require.Equal(t, []int{0, 1, 2, 4, 5, 6}, p.picked())
}

func TestTableTakesATapWithoutAMouse(t *testing.T) {
	p := newPeople(t, theme.Light, 20)
	test.TapCanvas(p.window.Canvas(), fyne.NewPos(inBox, headHigh+rowHigh+9))
	test.TapCanvas(p.window.Canvas(), fyne.NewPos(inName, headHigh+3*rowHigh+9))
	require.Equal(t, []int{1}, p.picked())
	require.Equal(t, 3, p.Ring())
}

func TestTableOpensByDoubleClickButNotOnItsBox(t *testing.T) {
	p := newPeople(t, theme.Light, 20)
	for _, x := range []float32{inBox, inName} {
		o, at := under(p.window.Content(), fyne.NewPos(x, headHigh+2*rowHigh+9))
		o.(fyne.DoubleTappable).DoubleTapped(&fyne.PointEvent{Position: at})
	}
	require.Equal(t, []int{2}, p.opened)
}

func TestTableMenuByTheRightButton(t *testing.T) {
	p := newPeople(t, theme.Light, 20)
	p.click(inName, headHigh+2*rowHigh+9, desktop.MouseButtonSecondary, 0)
	require.Equal(t, []int{2}, p.menus)
	require.Equal(t, fyne.NewPos(inName, headHigh+2*rowHigh+9), p.menuAt)
	require.Equal(t, 2, p.Ring())
	require.Empty(t, p.chosen)
}

func TestTableHeadBoxHasThreeShapes(t *testing.T) {
	for _, counted := range []bool{false, true} {
		p := newPeople(t, theme.Light, 20)
		if counted {
			p.ChosenCount = func() int { return len(p.chosen) }
		}
		none := p.window.Canvas().Capture()
		press := func() { p.click(inBox, 15, desktop.MouseButtonPrimary, 0) }
		press()
		require.Len(t, p.chosen, 20)
		p.clickRow(19-13, inBox, 0)
		require.Len(t, p.chosen, 19)
		some := p.window.Canvas().Capture()
		press()
		require.Len(t, p.chosen, 20, "some become all")
		require.NotEqual(t, some, p.window.Canvas().Capture())
		press()
		require.Empty(t, p.chosen)
		p.window.Canvas().Unfocus()
		p.SetRing(-1)
		require.Equal(t, none, p.window.Canvas().Capture())
	}
}

func TestTableWithoutAChoiceHasNoBoxes(t *testing.T) {
	p := newPeople(t, theme.Light, 20)
	with := p.texts()["王先生 1"].X
	p.OnChoose = nil
	p.Refresh()
	require.Less(t, p.texts()["王先生 1"].X, with-20)
	p.clickRow(1, inBox, fyne.KeyModifierShift)
	p.strike(fyne.KeySpace)
	p.TypedShortcut(&fyne.ShortcutSelectAll{})
	require.Equal(t, 1, p.Ring())
	require.Equal(t, []fyne.KeyName{fyne.KeySpace}, p.passed)
}

func TestTableTellsWhichCellWasPressed(t *testing.T) {
	p := newPeople(t, theme.Light, 20)
	var pressed []string
	pointed := 0
	p.OnPress = func(row int, column string) { pressed = append(pressed, fmt.Sprint(row, " ", column)) }
	p.OnPoint = func() { pointed++ }
	p.clickRow(2, inName, 0)
	require.Equal(t, []string{"2 name"}, pressed)
	p.clickRow(3, inBox, 0)
	require.Equal(t, []string{"2 name"}, pressed, "the box is for choosing")
	require.True(t, p.chosen[3])
	o, _ := under(p.window.Content(), fyne.NewPos(inName, headHigh+rowHigh/2))
	o.(desktop.Hoverable).MouseMoved(&desktop.MouseEvent{})
	require.Equal(t, 1, pointed)
}
