package screen_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
	"github.com/stretchr/testify/require"

	"seatdeck/assets"
	"seatdeck/ui/screen"
)

// drafting is a window with a sheet in which a text can be changed.
type drafting struct {
	env    *screen.Env
	sheet  *screen.Sheet
	entry  *screen.Entry
	closed int
}

func draft(t *testing.T) *drafting {
	t.Helper()
	test.NewTempApp(t)
	w := test.NewTempWindow(t, widget.NewLabel(""))
	w.Resize(fyne.NewSize(800, 600))
	d := &drafting{env: &screen.Env{Texts: assets.LoadTexts("zh"), Window: w, Sheets: screen.NewSheets(w)}, entry: screen.NewEntry()}
	d.entry.SetText("before")
	d.sheet = d.env.Sheets.Show(screen.Form{Title: "draft", Body: d.entry, Focus: d.entry})
	d.sheet.OnClose = func() { d.closed++ }
	d.env.Guard(d.sheet, screen.Since(func() any { return d.entry.Text }))
	return d
}

// press presses a button of the newest sheet.
func (d *drafting) press(t *testing.T, text string) {
	t.Helper()
	top := d.env.Window.Canvas().Overlays().Top()
	for _, o := range test.LaidOutObjects(top) {
		if b, ok := o.(*screen.Button); ok && b.Text == text {
			b.OnTapped()
			return
		}
	}
	t.Fatalf("no button %s", text)
}

func TestASheetWithChangesAsksBeforeItIsLeft(t *testing.T) {
	d := draft(t)
	d.entry.SetText("after")
	d.sheet.Leave()
	require.Zero(t, d.closed)
	d.press(t, "继续编辑")
	require.Zero(t, d.closed)
	require.Equal(t, fyne.Focusable(d.entry), d.env.Window.Canvas().Focused(), "a person goes on typing")
	require.True(t, d.env.Sheets.CloseTop(), "Esc")
	require.True(t, d.env.Sheets.CloseTop(), "Esc on the question")
	require.Zero(t, d.closed, "it keeps what was changed")
	require.Equal(t, "after", d.entry.Text)
	d.sheet.Leave()
	d.press(t, "放弃")
	require.Equal(t, 1, d.closed)
	require.False(t, d.env.Sheets.Any())
}

func TestNothingIsAskedWhenNothingChanged(t *testing.T) {
	d := draft(t)
	d.entry.SetText("after")
	d.entry.SetText("before")
	d.sheet.Leave()
	require.Equal(t, 1, d.closed)
	require.False(t, d.env.Sheets.Any())
}

func TestWhatWasTakenIsNotAskedAbout(t *testing.T) {
	d := draft(t)
	d.entry.SetText("after")
	d.sheet.Leave()
	d.sheet.Close() // it was saved while the question was open
	require.Equal(t, 1, d.closed)
	require.False(t, d.env.Sheets.Any(), "nor is the question left over")
	d = draft(t)
	d.entry.SetText("after")
	d.env.Sheets.CloseAll()
	require.Equal(t, 1, d.closed)
}

func TestGoingOnToSomethingElseAsksToo(t *testing.T) {
	d := draft(t)
	d.entry.SetText("after")
	over := d.env.Sheets.Show(screen.Form{Title: "over it", Body: widget.NewLabel("")})
	gone, went := 0, 0
	over.OnClose = func() { gone++ }
	d.env.Sheets.LeaveAll(func() { went++ })
	require.Equal(t, []int{1, 0, 0}, []int{gone, d.closed, went})
	d.press(t, "继续编辑")
	require.Equal(t, []int{1, 0, 0}, []int{gone, d.closed, went})
	d.env.Sheets.LeaveAll(func() { went++ })
	d.env.Sheets.LeaveAll(func() { went++ }) // pressed once more: it is asked anew
	d.press(t, "放弃")
	require.Equal(t, []int{1, 1, 1}, []int{gone, d.closed, went})
	d.env.Sheets.LeaveAll(func() { went++ })
	require.Equal(t, 2, went, "without sheets at once")
}
