package widgets_test

import (
	"fmt"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
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
