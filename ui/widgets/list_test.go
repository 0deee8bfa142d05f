package widgets_test

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
	"github.com/stretchr/testify/require"

	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

type numbers struct {
	*widgets.List
	made, set int
	tapped    []int
}

func newNumbers() *numbers {
	n := &numbers{}
	n.List = widgets.NewList(20,
		func() fyne.CanvasObject { n.made++; return widget.NewLabel("") },
		func(i int, row fyne.CanvasObject) { n.set++; row.(*widget.Label).SetText(fmt.Sprint(i)) })
	n.OnTapped = func(i int) { n.tapped = append(n.tapped, i) }
	return n
}

func TestListMakesOnlyWhatIsInSight(t *testing.T) {
	n := newNumbers()
	show(t, theme.Light, n.List, 200, 100)
	n.SetCount(1_000_000)
	first, last := n.InSight()
	require.Equal(t, []int{0, 4}, []int{first, last})
	require.LessOrEqual(t, n.made, 7)
	n.set = 0
	n.ScrollTo(999_999)
	first, last = n.InSight()
	require.Equal(t, 999_999, last)
	require.GreaterOrEqual(t, first, 999_994)
	require.LessOrEqual(t, n.set, 7)
	require.LessOrEqual(t, n.made, 7)
}

func TestListScrollsByTheWheelAndSetsOnlyNewRows(t *testing.T) {
	n := newNumbers()
	w := show(t, theme.Light, n.List, 200, 100)
	n.SetCount(100)
	n.set = 0
	test.Scroll(w.Canvas(), fyne.NewPos(50, 50), 0, -20)
	first, last := n.InSight()
	require.Equal(t, []int{1, 5}, []int{first, last})
	require.Equal(t, 1, n.set)
}

func TestListTapAndKeys(t *testing.T) {
	n := newNumbers()
	w := show(t, theme.Light, n.List, 200, 100)
	n.SetCount(50)
	test.TapCanvas(w.Canvas(), fyne.NewPos(50, 45))
	require.Equal(t, []int{2}, n.tapped)

	w.Canvas().Focus(n.List)
	for _, k := range []fyne.KeyName{fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn} {
		n.TypedKey(key(k))
	}
	require.Equal(t, []int{2, 4}, n.tapped)
	n.TypedKey(key(fyne.KeyEnd))
	n.TypedKey(key(fyne.KeySpace))
	_, last := n.InSight()
	require.Equal(t, 49, last)
	require.Equal(t, []int{2, 4, 49}, n.tapped)
	n.TypedKey(key(fyne.KeyHome))
	n.TypedKey(key(fyne.KeyUp))
	n.TypedKey(key(fyne.KeyEnter))
	require.Equal(t, []int{2, 4, 49, 0}, n.tapped)
	n.TypedKey(key(fyne.KeyPageDown))
	n.TypedKey(key(fyne.KeyEnter))
	require.Equal(t, 4, n.tapped[len(n.tapped)-1])
}

func TestListMenuKeyDoesWhatTheRightButtonDoes(t *testing.T) {
	n := newNumbers()
	w := show(t, theme.Light, n.List, 200, 100)
	n.TypedKey(key(desktop.KeyMenu)) // nobody asked for menus, and there is no row
	var rows []int
	var at []fyne.Position
	n.OnSecondary = func(i int, e *fyne.PointEvent) { rows, at = append(rows, i), append(at, e.AbsolutePosition) }
	n.TypedKey(key(desktop.KeyMenu))
	require.Empty(t, rows)
	n.SetCount(50)
	w.Canvas().Focus(n.List)
	n.TypedKey(key(fyne.KeyEnd))
	n.TypedKey(key(desktop.KeyMenu))
	require.Equal(t, []int{49}, rows)
	require.True(t, at[0].Y > 0 && at[0].Y < 100, "the row is in sight: %v", at)
}

func TestListPassesOtherKeysOn(t *testing.T) {
	n := newNumbers()
	w := show(t, theme.Light, n.List, 200, 100)
	var got []fyne.KeyName
	w.Canvas().SetOnTypedKey(func(k *fyne.KeyEvent) { got = append(got, k.Name) })
	n.TypedKey(key(fyne.KeyEscape))
	require.Equal(t, []fyne.KeyName{fyne.KeyEscape}, got)
}

func TestListShrinks(t *testing.T) {
	n := newNumbers()
	w := show(t, theme.Light, n.List, 200, 100)
	n.SetCount(50)
	n.ScrollTo(49)
	n.SetCount(2)
	first, last := n.InSight()
	require.Equal(t, []int{0, 1}, []int{first, last})
	n.SetCount(0)
	first, _ = n.InSight()
	require.Equal(t, -1, first)
	test.TapCanvas(w.Canvas(), fyne.NewPos(50, 5))
	n.TypedKey(key(fyne.KeyReturn))
	n.TypedKey(key(fyne.KeyDown))
	require.Empty(t, n.tapped)
}

func TestListShowsFocusAndHover(t *testing.T) {
	for _, variant := range variants {
		n := newNumbers()
		w := show(t, variant, n.List, 200, 100)
		n.SetCount(10)
		plain := w.Canvas().Capture()
		test.MoveMouse(w.Canvas(), fyne.NewPos(50, 30))
		hovered := w.Canvas().Capture()
		require.NotEqual(t, plain, hovered)
		w.Canvas().Focus(n.List)
		require.NotEqual(t, hovered, w.Canvas().Capture())
	}
}
