package messageview

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/ui/theme"
)

var (
	narrow = fyne.NewSize(420, 600)
	wide   = fyne.NewSize(900, 600)
)

// inSight checks that the rows on screen are a run without holes that fills it.
func inSight(t *testing.T, b *bench) {
	t.Helper()
	y := b.shown[0].Position().Y
	for i, r := range b.shown {
		require.InDelta(t, y, r.Position().Y, 0.01)
		require.Greater(t, r.Position().Y+r.Size().Height, float32(0), "row %d is above the sight", i)
		require.Less(t, r.Position().Y, b.Size().Height, "row %d is below the sight", i)
		y += r.Size().Height
	}
	for i := 1; i < len(b.shown); i++ {
		require.Equal(t, b.shown[i-1].msg.ID+1, b.shown[i].msg.ID)
	}
}

func TestOpensAtTheBottomWithOnlyWhatIsSeen(t *testing.T) {
	for _, size := range []fyne.Size{narrow, wide} {
		seen := 0
		b := newBench(t, size, Options{OnSeenBottom: func() { seen++ }}).show(conversation(100_000))
		inSight(t, b)
		require.EqualValues(t, 100_000, b.shown[len(b.shown)-1].msg.ID)
		last := b.shown[len(b.shown)-1]
		require.InDelta(t, size.Height-marginY, last.Position().Y+last.Size().Height, 0.5)
		require.Less(t, len(b.shown), 20)
		require.LessOrEqual(t, len(b.objects), len(b.shown)+6)
		require.Len(t, b.win.items, pageSize)
		require.True(t, b.AtBottom())
		require.Equal(t, 1, seen)
		require.False(t, b.newest.Visible())
	}
}

func TestScrollingUpLoadsEarlierAndMovesByExactlyTheWheel(t *testing.T) {
	b := newBench(t, wide, Options{}).show(conversation(100_000))
	rows := map[*row]bool{}
	for range 2000 {
		id, y := b.anchor.id, b.anchor.y
		test.Scroll(b.screen.Canvas(), fyne.NewPos(300, 300), 0, 55)
		if r := b.byID[id]; r != nil {
			require.InDelta(t, y+55, r.Position().Y+r.laid.body, 0.01)
		}
		b.pump()
		inSight(t, b)
		require.LessOrEqual(t, len(b.win.items), windowMost)
		for _, r := range b.shown {
			rows[r] = true
		}
	}
	require.Less(t, b.shown[0].msg.ID, model.MessageID(98_500))
	require.Less(t, len(rows), 40, "rows are used again")
	require.True(t, b.win.after, "the far end was let go")

	b.ScrollToBottom()
	b.pump()
	require.True(t, b.AtBottom())
	require.EqualValues(t, 100_000, b.shown[len(b.shown)-1].msg.ID)
}

func TestScrollingDownAgainLoadsLater(t *testing.T) {
	b := newBench(t, wide, Options{})
	b.OpenAt(conversation(1000), false, 500, "")
	b.pump()
	for !b.AtBottom() {
		b.scrollBy(300)
		b.pump()
		inSight(t, b)
	}
	require.EqualValues(t, 1000, b.shown[len(b.shown)-1].msg.ID)
}

func TestReachesTheFirstMessage(t *testing.T) {
	b := newBench(t, narrow, Options{}).show(conversation(150))
	for b.shown[0].msg.ID != 1 || b.shown[0].Position().Y < 0 {
		b.scrollBy(-400)
		b.pump()
	}
	b.scrollBy(-400)
	inSight(t, b)
	require.EqualValues(t, 1, b.shown[0].msg.ID)
	require.InDelta(t, marginY/2, b.shown[0].Position().Y, 0.5)
	require.False(t, b.win.before)
}

func TestNothingMovesWhileReading(t *testing.T) {
	s := conversation(1000)
	b := newBench(t, wide, Options{}).show(s)
	b.scrollBy(-700)
	b.pump()
	id := b.shown[3].msg.ID
	y := b.bodyY(id)
	still := func(why string) {
		t.Helper()
		b.pump()
		inSight(t, b)
		require.InDelta(t, y, b.bodyY(id), 0.01, why)
	}

	b.Changed()
	still("nothing changed")

	for i := range 3 {
		s.add(said("新消息"))
		b.Changed()
		still("a new message")
		require.Equal(t, i+1, b.NewCount())
	}
	require.True(t, b.newest.Visible())
	require.Equal(t, "3 条新消息", b.newest.words)

	above := int(b.shown[0].msg.ID) - 5
	m := s.at(above)
	m.Content.Text = strings.Repeat("改得很长的一条消息。", 60)
	s.changed[above] = m
	b.Changed()
	still("a message above grew")

	b.loadAbove()
	still("a page above")

	test.TapCanvas(b.screen.Canvas(), b.newest.Position().AddXY(10, 10))
	b.pump()
	require.True(t, b.AtBottom())
	require.Zero(t, b.NewCount())
	require.False(t, b.newest.Visible())
	require.EqualValues(t, 1003, b.shown[len(b.shown)-1].msg.ID)
}

func TestHeightsAreMeasuredOnce(t *testing.T) {
	b := newBench(t, wide, Options{}).show(conversation(500))
	for range 10 {
		b.scrollBy(-100)
		b.pump()
	}
	made := b.layouts.made
	for range 10 {
		b.scrollBy(100)
		b.pump()
		b.Changed()
		b.pump()
	}
	require.Equal(t, made, b.layouts.made)
	b.screen.Resize(narrow)
	require.Greater(t, b.layouts.made, made, "another width is another height")
}

func TestResizeKeepsThePlace(t *testing.T) {
	b := newBench(t, wide, Options{}).show(conversation(500))
	b.screen.Resize(narrow)
	require.True(t, b.AtBottom())
	b.scrollBy(-1500)
	b.pump()
	id, y := b.anchor.id, b.anchor.y
	b.screen.Resize(fyne.NewSize(700, 600))
	require.InDelta(t, y, b.bodyY(id), 0.01)
	inSight(t, b)
}

func TestShortConversationStandsAtTheBottom(t *testing.T) {
	b := newBench(t, wide, Options{}).show(listed(said("一"), said("二")))
	require.True(t, b.AtBottom())
	last := b.row(2)
	require.InDelta(t, wide.Height-marginY, last.Position().Y+last.Size().Height, 0.5)
	b.scrollBy(-500)
	require.True(t, b.AtBottom(), "there is nowhere to scroll")
}

func TestSearchHitIsOpenedAndMarked(t *testing.T) {
	s := conversation(5000)
	m := s.at(2500)
	m.Content.Text = "合同 ABC，abc 与 Abc"
	s.changed[2500] = m
	b := newBench(t, wide, Options{})
	b.OpenAt(s, false, 2501, "aBc")
	b.pump()
	r := b.row(2501)
	require.Greater(t, r.Position().Y, float32(0))
	require.Less(t, r.Position().Y+r.Size().Height, wide.Height)
	marks := 0
	for _, shape := range r.laid.shapes {
		if shape.form == formRect && shape.colour == "highlight" {
			marks++
		}
	}
	require.Equal(t, 3, marks)
	require.False(t, b.AtBottom())
	require.Zero(t, b.NewCount())
	s.add(said("新"))
	b.Changed()
	b.pump()
	require.Equal(t, 1, b.NewCount())

	b.OpenAt(s, false, 999_999, "x")
	b.pump()
	require.True(t, b.AtBottom(), "a hit that is gone opens the newest")
}

func TestKeys(t *testing.T) {
	b := newBench(t, wide, Options{}).show(conversation(100_000))
	press := func(k fyne.KeyName) {
		b.TypedKey(&fyne.KeyEvent{Name: k})
		b.pump()
	}
	b.screen.Canvas().Focus(b.View)
	press(fyne.KeyPageUp)
	require.True(t, b.focus.Visible(), "the focus is seen")
	require.False(t, b.AtBottom())
	inSight(t, b)
	press(fyne.KeyHome)
	require.EqualValues(t, 1, b.shown[0].msg.ID)
	inSight(t, b)
	press(fyne.KeyPageDown)
	require.Greater(t, b.shown[0].msg.ID, model.MessageID(3))
	press(fyne.KeyEnd)
	require.True(t, b.AtBottom())
	press(fyne.KeyUp)
	require.EqualValues(t, 100_000, b.selected)
	for want := model.MessageID(99_999); want > 99_950; want-- {
		press(fyne.KeyUp)
		require.Equal(t, want, b.selected)
		r := b.row(want)
		require.GreaterOrEqual(t, r.Position().Y, float32(-0.5))
	}
	for want := model.MessageID(99_952); want <= 100_000; want++ {
		press(fyne.KeyDown)
		require.Equal(t, want, b.selected)
		r := b.row(want)
		require.LessOrEqual(t, r.Position().Y+r.Size().Height, wide.Height)
	}
	var copied string
	b.opt.OnCopy = func(s string) { copied = s }
	b.TypedShortcut(&fyne.ShortcutCopy{})
	require.Contains(t, copied, "第 99999 条")
	press(desktop.KeyMenu)
	require.NotNil(t, b.screen.Canvas().Overlays().Top())
	press(fyne.KeyEscape)
	require.Zero(t, b.selected)
}

func TestScrollbar(t *testing.T) {
	b := newBench(t, wide, Options{}).show(conversation(100_000))
	bottom := b.bar.thumb.Position().Y + b.bar.thumb.Size().Height
	require.InDelta(t, wide.Height, bottom, 1)
	test.Drag(b.screen.Canvas(), fyne.NewPos(wide.Width-4, bottom-5), 0, -120)
	b.pump()
	require.False(t, b.AtBottom())
	inSight(t, b)
	require.Less(t, b.bar.thumb.Position().Y+b.bar.thumb.Size().Height, wide.Height-50)
	b.scrollToShare(0)
	b.pump()
	inSight(t, b)
	require.Less(t, b.shown[0].msg.ID, model.MessageID(99_945))
	for !b.AtBottom() {
		b.scrollToShare(1)
		b.pump()
	}
	require.EqualValues(t, 100_000, b.shown[len(b.shown)-1].msg.ID)
}

func TestThemeChangesAtOnce(t *testing.T) {
	b := newBench(t, wide, Options{}).show(listed(said("白天")))
	was, ink := b.ground.FillColor, b.row(1).texts.all[0].Color
	fyne.CurrentApp().Settings().SetTheme(quick{theme.New(theme.Dark)})
	b.Refresh()
	require.NotEqual(t, was, b.ground.FillColor)
	require.NotEqual(t, ink, b.row(1).texts.all[0].Color)
}

// blocking answers only when it is cancelled.
// BenchmarkArrival is a message that comes while the newest is in sight.
// benchmarkScroll goes up and down over the middle of a conversation.

// A click gives the view the focus; the keys of the window must still reach it.
func TestTheConsolesKeysPassThroughTheView(t *testing.T) {
	b := newBench(t, wide, Options{}).show(conversation(10))
	b.screen.Canvas().Focus(b.View)
	var keys []fyne.KeyName
	b.screen.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) { keys = append(keys, e.Name) })
	for _, name := range []fyne.KeyName{fyne.KeyF1, fyne.KeyEscape, fyne.KeyPageUp} {
		b.TypedKey(&fyne.KeyEvent{Name: name})
	}
	require.Equal(t, []fyne.KeyName{fyne.KeyF1, fyne.KeyEscape}, keys)
}
