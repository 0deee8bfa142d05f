package widgets_test

import (
	"fmt"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/test"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/assets"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// press taps the button of that label, or the nth without one.
func press(t *testing.T, root fyne.CanvasObject, label string) {
	t.Helper()
	for _, o := range test.LaidOutObjects(root) {
		if b, ok := o.(*widget.Button); ok && b.Text == label && b.Visible() {
			test.Tap(b)
			return
		}
	}
	t.Fatalf("no button %q", label)
}

func TestEmptyStateOffersOneThingToDo(t *testing.T) {
	done := 0
	themed(t, theme.Light)
	e := widgets.NewEmptyState(fynetheme.MailComposeIcon(), "没有会话", "先登录一个坐席", widgets.Action{Label: "登录", Do: func() { done++ }})
	w := show(t, theme.Light, e, 500, 400)
	press(t, w.Content(), "登录")
	require.Equal(t, 1, done)
	e.Set(nil, "空", "", widgets.Action{})
	for _, o := range test.LaidOutObjects(w.Content()) {
		if b, ok := o.(*widget.Button); ok {
			require.False(t, b.Visible())
		}
	}
}

func TestBanner(t *testing.T) {
	acted, dismissed := 0, 0
	b := widgets.NewBanner()
	w := show(t, theme.Light, b, 500, 60)
	require.False(t, b.Visible())
	b.OnDismiss = func() { dismissed++ }
	b.Say(widgets.ToneError, "连接不上", widgets.Action{Label: "重试", Do: func() { acted++ }}, true)
	require.True(t, b.Visible())
	press(t, w.Content(), "重试")
	press(t, w.Content(), "")
	require.Equal(t, []int{1, 1}, []int{acted, dismissed})
	require.False(t, b.Visible())
}

func TestToastsGoByThemselvesButErrorsStay(t *testing.T) {
	clock, ui := clockwork.NewFakeClock(), make(chan func(), 4)
	toasts := widgets.NewToasts(func(f func()) { ui <- f }, clock)
	w := show(t, theme.Light, container.NewStack(toasts), 600, 400)
	cards := func() (n int) {
		for _, o := range test.LaidOutObjects(w.Content()) {
			if _, ok := o.(*widgets.Card); ok {
				n++
			}
		}
		return n
	}
	toasts.Say(widgets.ToneInfo, "已复制", widgets.Action{})
	toasts.Say(widgets.ToneError, "发送失败", widgets.Action{})
	toasts.Say(widgets.ToneError, "发送失败", widgets.Action{})
	require.Equal(t, 2, cards())
	clock.Advance(time.Minute)
	(<-ui)()
	require.Equal(t, 1, cards())
	press(t, w.Content(), "")
	require.Zero(t, cards())
	for i := range 9 {
		toasts.Say(widgets.ToneWarn, fmt.Sprint(i), widgets.Action{})
	}
	require.Equal(t, 4, cards())
	toasts.Close()
	require.Zero(t, cards())
	clock.Advance(time.Minute)
	require.Empty(t, ui)
	toasts.Say(widgets.ToneInfo, "x", widgets.Action{})
	require.Zero(t, cards())
}

func TestToastsLetThePointerThrough(t *testing.T) {
	tapped := 0
	under := widget.NewButton("x", func() { tapped++ })
	toasts := widgets.NewToasts(func(f func()) { f() }, clockwork.NewFakeClock())
	w := show(t, theme.Light, container.NewStack(under, toasts), 600, 400)
	test.TapCanvas(w.Canvas(), fyne.NewPos(300, 100))
	require.Equal(t, 1, tapped)
}

func TestFieldsShowAllErrorsAtOnce(t *testing.T) {
	one, two := widget.NewEntry(), widget.NewEntry()
	need := func(e *widget.Entry) func() string {
		return func() string {
			if e.Text == "" {
				return "请填写"
			}
			return ""
		}
	}
	first, second := widgets.NewField("名称", one, need(one)), widgets.NewField("网址", two, need(two))
	show(t, theme.Light, container.NewVBox(first, second), 300, 200)
	low := first.MinSize().Height
	require.False(t, widgets.ValidFields(first, second))
	require.Equal(t, "请填写", first.Error())
	require.Equal(t, "请填写", second.Error())
	require.Greater(t, first.MinSize().Height, low)
	test.Type(one, "a")
	test.Type(two, "b")
	require.True(t, widgets.ValidFields(first, second))
	require.Equal(t, low, first.MinSize().Height)
}

func TestEditableText(t *testing.T) {
	var saved []string
	e := widgets.NewEditableText(assets.LoadTexts("zh"), "旧", func(s string) { saved = append(saved, s) })
	w := show(t, theme.Light, container.NewVBox(widgets.KeyValue("备注", e), layout.NewSpacer()), 300, 200)
	focused := func() fyne.Focusable { return w.Canvas().Focused() }

	test.TapCanvas(w.Canvas(), fyne.NewPos(150, 12))
	require.True(t, e.Editing())
	test.Type(focused(), "名")
	focused().TypedKey(key(fyne.KeyReturn))
	require.False(t, e.Editing())
	require.Equal(t, []string{"旧名"}, saved)
	require.Equal(t, "旧", e.Value(), "the owner says what is saved")

	e.Pending("旧名")
	e.Edit()
	require.False(t, e.Editing(), "not while one is on its way")
	e.Failed("旧", "后端拒绝")
	require.Equal(t, "旧", e.Value())

	focused().TypedKey(key(fyne.KeyEnter)) // the value has the focus again
	require.True(t, e.Editing())
	test.Type(focused(), "xyz")
	focused().TypedKey(key(fyne.KeyEscape))
	require.False(t, e.Editing())
	require.Len(t, saved, 1)

	e.Edit()
	focused().TypedKey(key(fyne.KeyReturn))
	require.Len(t, saved, 1, "nothing changed")

	e.MaxLen = 3
	e.Edit()
	test.Type(focused(), "12345")
	focused().TypedKey(key(fyne.KeyReturn))
	require.Equal(t, "旧12", saved[1])

	e.Edit()
	e.SetReadOnly(true)
	require.False(t, e.Editing())
	e.Edit()
	require.False(t, e.Editing())
}

func seats(n int) []widgets.Tab {
	tabs := []widgets.Tab{{Key: "all", Name: "全部坐席", Unread: 120}}
	for i := range n {
		tabs = append(tabs, widgets.Tab{Key: fmt.Sprint(i), Name: fmt.Sprint("客服", i), Dot: true, Presence: widgets.Presence(i % 7), Unread: i % 2 * 3})
	}
	return tabs
}

func TestTabsLook(t *testing.T) {
	for name, variant := range variants {
		tabs := widgets.NewTabs(nil)
		w := show(t, variant, tabs, 520, theme.TabHeight)
		tabs.Set(seats(5))
		tabs.Select("0")
		test.AssertImageMatches(t, "tabs_"+name+".png", w.Canvas().Capture())
	}
}

func TestTabsByPointerAndKeys(t *testing.T) {
	var opened []string
	tabs := widgets.NewTabs(func(key string) { opened = append(opened, key) })
	w := show(t, theme.Light, tabs, 600, theme.TabHeight)
	tabs.Set(seats(50))
	test.TapCanvas(w.Canvas(), fyne.NewPos(150, 15))
	require.Equal(t, []string{"0"}, opened)
	require.Equal(t, "0", tabs.Selected())

	w.Canvas().Focus(tabs)
	tabs.TypedKey(key(fyne.KeyRight))
	tabs.TypedKey(key(fyne.KeyReturn))
	require.Equal(t, []string{"0", "1"}, opened)
	tabs.TypedKey(key(fyne.KeyEnd))
	tabs.TypedKey(key(fyne.KeyRight))
	tabs.TypedKey(key(fyne.KeySpace))
	require.Equal(t, "49", tabs.Selected())
	test.TapCanvas(w.Canvas(), fyne.NewPos(590, 15)) // the last one was scrolled into sight
	require.Equal(t, "49", opened[len(opened)-1])

	tabs.Set(seats(2))
	tabs.TypedKey(key(fyne.KeyReturn))
	require.Equal(t, "1", tabs.Selected())
	tabs.Set(nil)
	tabs.TypedKey(key(fyne.KeyReturn))
	require.Equal(t, "1", tabs.Selected())
}

func TestTabsDrawOnlyWhatChanged(t *testing.T) {
	tabs := widgets.NewTabs(nil)
	show(t, theme.Light, tabs, 600, theme.TabHeight)
	list := seats(50)
	tabs.Set(list)
	require.Zero(t, testing.AllocsPerRun(20, func() { tabs.Set(list) }))
}
