package supervisor_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"seatdeck/ui/panel"
	"seatdeck/ui/screen"
	"seatdeck/ui/uitest"
)

const question = "放弃修改？"

// asksFirst tells that Esc leaves a sheet at once while nothing was changed in it,
// asks after a change, and that the answer counts.
func asksFirst(r *uitest.Rig, open, change func(), title string) {
	r.T.Helper()
	open()
	r.MustSee(title)
	r.Canvas.Unfocus() // a drop-down takes Esc for itself
	r.Key(fyne.KeyEscape)
	r.MustNotSee(question, title)
	open()
	change()
	r.Settle()
	r.Tap("取消")
	r.MustSee(question)
	r.Key(fyne.KeyEscape)
	r.MustNotSee(question)
	r.MustSee(title)
	r.Tap("取消")
	r.Tap("放弃")
	r.MustNotSee(question, title)
}

func TestSheetsOfRulesAskBeforeChangesAreLost(t *testing.T) {
	onRules(t, uitest.Options{}, func(r *uitest.Rig) {
		before := rulesOf(r)
		asksFirst(r, func() { pressedFirst(r, "添加…") }, func() { fill(r, "名称", "夜班") }, "新告警规则")
		asksFirst(r, func() { theBoard(r).OnOpen(0); r.Settle() }, func() {
			for _, c := range uitest.All[*screen.Check](r) {
				if c.Text == "只在工作时间告警" {
					c.SetChecked(!c.Checked)
				}
			}
		}, "告警规则“坐席封禁”")
		asksFirst(r, func() { pressed(r, "添加…") }, func() { fill(r, "名称", "主管群") }, "新通知去向")
		require.Equal(t, before, rulesOf(r))
	})
}

func TestAKeyThatLeavesThePageAsksBeforeChangesAreLost(t *testing.T) {
	onRules(t, uitest.Options{}, func(r *uitest.Rig) {
		pressedFirst(r, "添加…")
		fill(r, "名称", "夜班")
		r.Press(alt, fyne.Key1)
		r.MustSee(question, "新告警规则")
		r.Key(fyne.KeyEscape)
		r.MustSee("新告警规则")
		r.Press(alt, fyne.Key1)
		r.Tap("放弃")
		r.Pass(second)
		r.MustNotSee("新告警规则")
		r.MustSee("首次响应")
	})
}

func TestTheSheetOfASeatAsksBeforeChangesAreLost(t *testing.T) {
	onBoard(t, uitest.Options{}, func(r *uitest.Rig) {
		onSeat(r, "小美")
		open := func() { pressButton(r, "编辑…") }
		asksFirst(r, open, func() { fill(r, "编号", "08") }, "编辑“小美”")
		asksFirst(r, open, func() { fill(r, "每天最多加", "x") }, "编辑“小美”")
	})
}

func TestSheetsOverARecordAskBeforeChangesAreLost(t *testing.T) {
	onCompany(t, uitest.Options{}, func(r *uitest.Rig) {
		ring(r, 0)
		r.Tap("编辑")
		asksFirst(r, func() { r.Tap("打印…") }, func() { r.Canvas.Focus(uitest.All[*panel.Area](r)[0]); r.Type("请") }, "纸张")
		asksFirst(r, func() { r.Tap("选择…") }, func() {
			r.Key(fyne.KeyDown)
			r.Key(fyne.KeyReturn)
		}, "搜索名称、拼音或编号")
		r.Key(fyne.KeyEscape)
		r.MustNotSee(question)
		pressWord(r, "离职待分配", 0)
		r.Pass(second)
		ring(r, 0)
		asksFirst(r, func() { r.Tap("分配…") }, func() {
			r.Tap("选择…")
			r.Key(fyne.KeyDown)
			r.Key(fyne.KeyReturn)
			submit(r)
		}, "分配 · gone")
	})
}

func TestAnImportThatWasBegunIsAskedAbout(t *testing.T) {
	inAdmin(t, func(r *uitest.Rig) {
		pressWord(r, "导入账号", 0)
		r.Type("wx-77")
		r.Tap("关闭")
		r.MustSee(question)
		r.Tap("继续编辑")
		submit(r)
		r.Pass(second)
		r.MustSee("已导入 wx-77")
		r.Tap("关闭")
		r.MustNotSee(question, "导入账号")
	})
}
