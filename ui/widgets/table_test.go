package widgets_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
	"github.com/stretchr/testify/require"

	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// people is a table of made-up customers, in a window, and what it told.
type people struct {
	*widgets.Table
	window fyne.Window
	chosen map[int]bool
	unread map[int]bool
	names  map[int]string
	held   fyne.KeyModifier
	asked  int // for cells
	opened []int
	edited []int
	sorted []string
	seen   [][2]int
	menus  []int
	menuAt fyne.Position
	passed []fyne.KeyName
	later  []func()
}

var peopleColumns = []widgets.Column{
	{Key: "name", Title: "客户", Width: 140, Grow: 2, Sortable: true},
	{Key: "remark", Title: "备注", Width: 110, Grow: 1},
	{Key: "tags", Title: "标签", Width: 130, Grow: 2},
	{Key: "seat", Title: "坐席", Width: 80},
	{Key: "count", Title: "群数", Width: 64, Right: true, Sortable: true},
	{Key: "state", Title: "状态", Width: 90},
}

const (
	headHigh, rowHigh = 30, 34
	inBox, inName     = 20, 90 // across
)

func newPeople(t testing.TB, variant theme.Variant, count int) *people {
	p := &people{Table: widgets.NewTable(peopleColumns), chosen: map[int]bool{}, unread: map[int]bool{}, names: map[int]string{}}
	p.Cells = p.cell
	p.Chosen = func(row int) bool { return p.chosen[row] }
	p.OnChoose = func(first, last int, on bool) {
		for i := first; i <= last; i++ {
			if delete(p.chosen, i); on {
				p.chosen[i] = true
			}
		}
	}
	p.OnOpen = func(row int) { p.opened = append(p.opened, row) }
	p.OnEdit = func(row int) { p.edited = append(p.edited, row) }
	p.OnMenu = func(row int, at fyne.Position) { p.menus, p.menuAt = append(p.menus, row), at }
	p.OnSort = func(column string, down bool) { p.sorted = append(p.sorted, fmt.Sprint(column, " ", down)) }
	p.OnVisible = func(first, last int) { p.seen = append(p.seen, [2]int{first, last}) }
	p.Modifiers = func() fyne.KeyModifier { return p.held }
	p.Later = func(f func()) { p.later = append(p.later, f) }
	themed(t, variant)
	p.window = test.NewTempWindow(t, p.Table)
	p.window.SetPadded(false)
	p.window.Canvas().SetOnTypedKey(func(k *fyne.KeyEvent) { p.passed = append(p.passed, k.Name) })
	p.window.Resize(fyne.NewSize(760, 300))
	p.SetCount(count)
	return p
}

var surnames = []rune("王李张刘陈杨赵黄周吴")

func (p *people) cell(row int, column string) widgets.Cell {
	p.asked++
	if p.unread[row] {
		return widgets.Cell{}
	}
	switch column {
	case "name":
		name := p.names[row]
		if name == "" {
			name = fmt.Sprintf("%c先生 %d", surnames[row%len(surnames)], row+1)
		}
		return widgets.Cell{Text: name, Person: fmt.Sprint("id", row), Bold: true}
	case "remark":
		return widgets.Cell{Text: "老客户，介绍过三位朋友来买"}
	case "tags":
		return widgets.Cell{Text: "高意向、上海、复购、二季度活动、需要回访", Tone: theme.TextSecondary}
	case "seat":
		return widgets.Cell{Text: "南京路门店", Tone: theme.TextSecondary}
	case "count":
		return widgets.Cell{Text: fmt.Sprint((row * 37) % 1200)}
	case "state":
		switch row % 5 {
		case 1:
			return widgets.Cell{Text: "待处理", Glyph: "…", GlyphTone: theme.Warn, Tone: theme.Warn}
		case 3:
			return widgets.Cell{Text: "被拒绝", Glyph: "!", GlyphTone: theme.Danger, Tone: theme.Danger}
		}
	}
	return widgets.Cell{Text: "—", Tone: theme.TextSecondary}
}

func (p *people) strike(names ...fyne.KeyName) {
	for _, name := range names {
		p.window.Canvas().Focused().TypedKey(key(name))
	}
}

// click presses and lets go a button at a place, as the desktop's driver does.
func (p *people) click(x, y float32, button desktop.MouseButton, held fyne.KeyModifier) {
	o, at := under(p.window.Content(), fyne.NewPos(x, y))
	event := fyne.PointEvent{Position: at, AbsolutePosition: fyne.NewPos(x, y)}
	mouse := &desktop.MouseEvent{PointEvent: event, Button: button, Modifier: held}
	if m, ok := o.(desktop.Mouseable); ok {
		m.MouseDown(mouse)
		defer m.MouseUp(mouse)
	}
	if p.window.Canvas().Focused() != fyne.Focusable(p.Table) {
		p.window.Canvas().Unfocus()
	}
	switch button {
	case desktop.MouseButtonPrimary:
		o.(fyne.Tappable).Tapped(&event)
	case desktop.MouseButtonSecondary:
		o.(fyne.SecondaryTappable).TappedSecondary(&event)
	}
}

func (p *people) clickRow(row int, x float32, held fyne.KeyModifier) {
	p.click(x, headHigh+float32(row)*rowHigh+10, desktop.MouseButtonPrimary, held)
}

func (p *people) picked() []int {
	list := []int{}
	for i := range p.chosen {
		list = append(list, i)
	}
	slices.Sort(list)
	return list
}

// walk visits all that can be seen, with its place.
func walk(o fyne.CanvasObject, at fyne.Position, visit func(fyne.CanvasObject, fyne.Position)) {
	if !o.Visible() {
		return
	}
	at = at.Add(o.Position())
	visit(o, at)
	var children []fyne.CanvasObject
	switch o := o.(type) {
	case *fyne.Container:
		children = o.Objects
	case fyne.Widget:
		children = test.WidgetRenderer(o).Objects()
	}
	for _, child := range children {
		walk(child, at, visit)
	}
}

// under finds what takes the pointer at a place, and where in it that is.
func under(root fyne.CanvasObject, pos fyne.Position) (found fyne.CanvasObject, in fyne.Position) {
	walk(root, fyne.Position{}, func(o fyne.CanvasObject, at fyne.Position) {
		_, tap := o.(fyne.Tappable)
		if d, size := pos.Subtract(at), o.Size(); tap && d.X >= 0 && d.Y >= 0 && d.X < size.Width && d.Y < size.Height {
			found, in = o, d
		}
	})
	return found, in
}

// texts are all words that can be seen, with their places.
func (p *people) texts() map[string]fyne.Position {
	all := map[string]fyne.Position{}
	walk(p.Table, fyne.Position{}, func(o fyne.CanvasObject, at fyne.Position) {
		if text, ok := o.(*canvas.Text); ok && text.Text != "" {
			all[text.Text] = at
		}
	})
	return all
}

func (p *people) entry(t *testing.T) fyne.CanvasObject {
	t.Helper()
	e, ok := p.window.Canvas().Focused().(interface {
		fyne.CanvasObject
		SelectedText() string
	})
	require.True(t, ok, "a field has the keyboard")
	return e
}

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

// edit opens the name of a row and answers what was saved so far.
func (p *people) edit(row int) *[]string {
	saved := &[]string{}
	p.Edit(row, "name", "旧名", func(text string) { *saved = append(*saved, text) })
	return saved
}

func (p *people) write(text string) {
	for _, r := range text {
		p.window.Canvas().Focused().TypedRune(r)
	}
}

func TestTableEditsACell(t *testing.T) {
	p := newPeople(t, theme.Light, 100)
	p.window.Canvas().Focus(p.Table)
	saved := p.edit(50)
	require.True(t, p.Editing())
	e := p.entry(t)
	words := p.texts()["王先生 51"]
	require.True(t, e.Position().Y <= words.Y && words.Y < e.Position().Y+e.Size().Height, "the field lies over the cell")
	require.True(t, e.Position().X <= words.X && words.X < e.Position().X+e.Size().Width)
	p.write("新名 ")
	p.strike(fyne.KeyReturn)
	require.Equal(t, []string{"新名"}, *saved)
	require.False(t, p.Editing())
	require.False(t, e.Visible())
	require.Equal(t, fyne.Focusable(p.Table), p.window.Canvas().Focused())

	saved = p.edit(50)
	p.write("新名")
	p.strike(fyne.KeyEscape)
	require.Empty(t, *saved)
	require.Equal(t, fyne.Focusable(p.Table), p.window.Canvas().Focused())
	require.Empty(t, p.passed)

	saved = p.edit(50)
	p.strike(fyne.KeyEnter)
	require.Empty(t, *saved, "the same text is nothing new")

	p.Edit(50, "no such column", "", nil)
	p.Edit(100, "name", "", nil)
	require.False(t, p.Editing())
}

func TestTableEditEndsWhenItIsLeft(t *testing.T) {
	for name, leave := range map[string]func(*people){
		"another row":     func(p *people) { p.clickRow(3, inName, 0) },
		"a heading":       func(p *people) { p.click(inName, 15, desktop.MouseButtonPrimary, 0) },
		"another column":  func(p *people) { p.SetColumns(peopleColumns[:2]) },
		"another cell":    func(p *people) { p.edit(2) },
		"out of sight":    func(p *people) { test.Scroll(p.window.Canvas(), fyne.NewPos(300, 250), 0, -1000) },
		"the column away": func(p *people) { p.SetColumns(peopleColumns[1:]) },
	} {
		for _, text := range []string{"", "新名"} {
			p := newPeople(t, theme.Light, 100)
			p.window.Canvas().Focus(p.Table)
			saved := p.edit(1)
			p.write(text)
			leave(p)
			if text == "" {
				require.Empty(t, *saved, name)
			} else {
				require.Equal(t, []string{text}, *saved, name)
			}
			p.strike(fyne.KeyEscape) // of the other cell
			require.False(t, p.Editing(), name)
			require.Equal(t, fyne.Focusable(p.Table), p.window.Canvas().Focused(), name)
		}
	}
}

func TestTableEditOutlastsWhatNobodyDid(t *testing.T) {
	p := newPeople(t, theme.Light, 100)
	button := widget.NewButton("x", nil)
	p.window.SetContent(container.NewBorder(nil, button, nil, nil, p.Table))
	settle := func() {
		for _, f := range p.later {
			f()
		}
		p.later = nil
	}
	p.window.Canvas().Focus(p.Table)
	saved := p.edit(1)
	field := p.window.Canvas().Focused()
	p.write("新")
	p.SetCount(101) // the rows were read anew
	p.Refresh()
	test.Scroll(p.window.Canvas(), fyne.NewPos(300, 200), 0, -10)
	field.FocusLost() // of the whole window
	settle()
	field.FocusGained()
	require.True(t, p.Editing())
	require.Equal(t, field, p.window.Canvas().Focused())
	p.write("名")
	p.window.Canvas().Focus(button)
	settle()
	require.Equal(t, []string{"新名"}, *saved)
	require.False(t, p.Editing())
	require.Equal(t, fyne.Focusable(button), p.window.Canvas().Focused(), "who has the keyboard keeps it")

	saved = p.edit(1)
	p.write("新名")
	p.SetCount(1)
	require.False(t, p.Editing(), "the row is gone")
	require.Empty(t, *saved, "and nobody said to save")
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

func TestColumnsShrinkAsFarAsTheyMay(t *testing.T) {
	p := newPeople(t, theme.Light, 1)
	p.window.Resize(fyne.NewSize(520, 300))
	require.Contains(t, p.texts(), "状态", "all shrink")
	p.Tightest = 0.95
	p.Table.Refresh()
	require.NotContains(t, p.texts(), "状态", "the last is left out")
}
