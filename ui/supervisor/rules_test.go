package supervisor_test

import (
	"context"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/app/supervise"
	"seatdeck/ui/screen"
	"seatdeck/ui/uitest"
	"seatdeck/ui/widgets"
)

// onRules is the page of rules and limits.
func onRules(t *testing.T, o uitest.Options, fn func(r *uitest.Rig)) {
	o.Seats = max(o.Seats, 2)
	uitest.Run(t, o, func(r *uitest.Rig) {
		r.Press(ctrl, fyne.KeyB)
		r.Press(alt, fyne.Key6)
		r.Pass(second)
		fn(r)
	})
}

// entry finds the topmost input beside a label.
func entry(r *uitest.Rig, label string) *screen.Entry {
	r.T.Helper()
	entries := uitest.All[*screen.Entry](r)
	require.NotEmpty(r.T, entries)
	driver := fyne.CurrentApp().Driver()
	y := float32(-1)
	for _, l := range uitest.All[*widget.Label](r) {
		if l.Text == label {
			y = driver.AbsolutePositionForObject(l).Y
		}
	}
	require.GreaterOrEqual(r.T, y, float32(0), "no label %q: %s", label, r)
	var found *screen.Entry
	for _, e := range entries {
		if at := driver.AbsolutePositionForObject(e).Y; at > y-16 && at < y+16 {
			found = e
		}
	}
	require.NotNil(r.T, found, "no input beside %q", label)
	return found
}

// fill types into the input beside a label.
func fill(r *uitest.Rig, label, text string) {
	r.T.Helper()
	entry(r, label).SetText(text)
	r.Settle()
}

func rulesOf(r *uitest.Rig) []model.AlertRule {
	r.T.Helper()
	rules, err := r.Console.Alerts.Rules(context.Background())
	require.NoError(r.T, err)
	return rules
}

func slaOf(r *uitest.Rig) supervise.SLA {
	r.T.Helper()
	sla, err := r.Console.SLAs.Get(context.Background())
	require.NoError(r.T, err)
	return sla
}

func TestRulesAreListed(t *testing.T) {
	onRules(t, uitest.Options{}, func(r *uitest.Rig) {
		require.Len(t, cells(r, "name"), len(rulesOf(r)))
		r.MustSee("坐席封禁", "超过 5 分钟", "50 条及以上", "桌面通知", "仅屏幕", "全部坐席", "服务时限", "通知去向")
	})
}

func TestARuleIsTurnedOffAndOn(t *testing.T) {
	onRules(t, uitest.Options{}, func(r *uitest.Rig) {
		table := theBoard(r)
		require.Equal(t, "开", table.Cells(0, "on").Text)
		table.OnPress(0, "on")
		r.Pass(second)
		require.False(t, rulesOf(r)[0].On)
		require.Equal(t, "关", table.Cells(0, "on").Text)
		table.OnPress(0, "on")
		r.Pass(second)
		require.True(t, rulesOf(r)[0].On)
	})
}

func TestARuleIsAdded(t *testing.T) {
	onRules(t, uitest.Options{}, func(r *uitest.Rig) {
		before := len(rulesOf(r))
		pressedFirst(r, "添加…")
		r.MustSee("新告警规则")
		picked(r, "坐席封禁", "客户久等")
		fill(r, "名称", "夜班")
		pressed(r, "保存")
		r.MustSee("新告警规则", "请填写") // the time is missing
		fill(r, "持续超过", "bald")
		r.MustSee("请写成 3 分钟、90s 或 1h30m")
		fill(r, "持续超过", "1h30m")
		pressed(r, "保存")
		r.MustNotSee("新告警规则")
		rules := rulesOf(r)
		require.Len(t, rules, before+1)
		added := rules[before]
		require.Equal(t, model.AlertWaiting, added.Kind)
		require.Equal(t, "夜班", added.Name)
		require.Equal(t, 90*time.Minute, added.Over)
		require.True(t, added.On)
		r.MustSee("夜班", "超过 1 小时 30 分钟")
	})
}

// pressedFirst presses the button that says text in the upper table.
func pressedFirst(r *uitest.Rig, text string) {
	r.T.Helper()
	for _, b := range uitest.All[*screen.Button](r) {
		if b.Text == text {
			b.OnTapped()
			r.Pass(second)
			return
		}
	}
	r.T.Fatalf("no button %q", text)
}

func TestARuleIsChangedCopiedAndRemoved(t *testing.T) {
	onRules(t, uitest.Options{}, func(r *uitest.Rig) {
		table := theBoard(r)
		rules := rulesOf(r)
		at := -1
		for i, rule := range rules {
			if rule.Kind == model.AlertUnread {
				at = i
			}
		}
		table.SetRing(at)
		r.Canvas.Focus(table)
		r.Key(fyne.KeyReturn)
		r.MustSee("告警规则“未读过多”")
		fill(r, "未读达到", "0")
		pressed(r, "保存")
		r.MustSee("请填不小于 1 的整数")
		fill(r, "未读达到", "20")
		pressed(r, "保存")
		require.Equal(t, 20, rulesOf(r)[at].Count)
		require.Equal(t, rules[at].ID, rulesOf(r)[at].ID)

		pressedFirst(r, "复制…")
		pressed(r, "保存")
		require.Len(t, rulesOf(r), len(rules)+1)
		r.MustSee("未读过多（副本）")

		table.SetRing(len(rules))
		pressedFirst(r, "删除")
		r.MustSee("删除规则？")
		pressed(r, "删除")
		require.Len(t, rulesOf(r), len(rules))
		r.MustNotSee("未读过多（副本）")
	})
}

func TestATargetIsKeptWithoutItsAddressInSight(t *testing.T) {
	onRules(t, uitest.Options{}, func(r *uitest.Rig) {
		adds := 0
		for _, b := range uitest.All[*screen.Button](r) {
			if b.Text == "添加…" {
				if adds++; adds == 2 {
					b.OnTapped()
				}
			}
		}
		r.Settle()
		r.MustSee("新通知去向", "群机器人")
		fill(r, "名称", "主管群")
		fill(r, "机器人地址", "http://example.com/x")
		pressed(r, "保存")
		r.MustSee("地址要以 https:// 开头")
		r.MustFit("a target")
		r.Shot("target")
		fill(r, "机器人地址", "https://qyapi.example.com/send?key=s3cret")
		r.MustNotSee("s3cret")
		pressed(r, "保存")
		r.MustNotSee("新通知去向", "s3cret")
		r.MustSee("主管群", "机器人地址已加密保存")
		targets, err := r.Console.Alerts.Targets(context.Background())
		require.NoError(t, err)
		require.Equal(t, []model.AlertTarget{{Name: "主管群", Robot: true}}, targets)

		tables := uitest.All[*widgets.Table](r)
		tables[1].OnOpen(0)
		r.Settle()
		r.MustSee("通知去向“主管群”")
		require.Empty(t, entry(r, "机器人地址").Text, "it is never shown again")
		pressed(r, "保存") // keeps it
		r.MustNotSee("通知去向“主管群”")

		theBoard(r).OnOpen(0)
		r.Settle()
		for _, c := range uitest.All[*screen.Check](r) {
			if c.Text == "主管群" {
				c.SetChecked(true)
			}
		}
		pressed(r, "保存")
		require.Equal(t, []string{"主管群"}, rulesOf(r)[0].Targets)
	})
}

func TestLimitsAreStored(t *testing.T) {
	onRules(t, uitest.Options{}, func(r *uitest.Rig) {
		require.Equal(t, "3 分钟", entry(r, "首次响应").Text)
		require.False(t, has(r, "还原"), "nothing was changed")
		fill(r, "首次响应", "90s")
		fill(r, "解决", "")
		fill(r, "周一", "09:00-12:00，13:00-18:00")
		pressedAny(r, "周二至周五同周一")
		pressed(r, "保存")
		r.MustSee("时限已保存。")
		sla := slaOf(r)
		require.Equal(t, 90*time.Second, sla.First)
		require.Zero(t, sla.Resolution)
		day := []supervise.HoursSpan{{From: 540, To: 720}, {From: 780, To: 1080}}
		require.Equal(t, day, sla.Hours.Days[time.Monday])
		require.Equal(t, day, sla.Hours.Days[time.Friday])
		require.Empty(t, sla.Hours.Days[time.Saturday])
		require.False(t, has(r, "还原"))
	})
}

func TestWhatMakesNoSenseIsSaidAtItsField(t *testing.T) {
	onRules(t, uitest.Options{}, func(r *uitest.Rig) {
		before := slaOf(r)
		fill(r, "首次响应", "bald")
		fill(r, "周三", "18:00-09:00")
		pressed(r, "保存")
		r.MustSee("请写成 3 分钟、90s 或 1h30m", "“18:00-09:00”的结束不晚于开始")
		r.Shot("limits-wrong")
		require.Equal(t, before, slaOf(r))
		require.Equal(t, "bald", entry(r, "首次响应").Text, "nothing is lost")
		require.NoError(t, r.Console.Alerts.SetRules(context.Background(), rulesOf(r)[:2]))
		r.Pass(second)
		require.Equal(t, "bald", entry(r, "首次响应").Text, "nor by what others change")
		pressed(r, "还原")
		require.Equal(t, "3 分钟", entry(r, "首次响应").Text)
	})
}

func TestRulesFit(t *testing.T) {
	looks(t, func(o uitest.Options, name string) {
		onRules(t, o, func(r *uitest.Rig) {
			r.MustFit("rules")
			r.Shot("rules-" + name)
			theBoard(r).OnOpen(3)
			r.Settle()
			r.MustFit("a rule")
			r.Shot("rule-" + name)
		})
	})
}
