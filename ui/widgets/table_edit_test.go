package widgets_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
	"github.com/stretchr/testify/require"

	"seatdeck/ui/theme"
)

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
