package supervisor_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/uitest"
	"seatdeck/ui/widgets"
)

const alt = fyne.KeyModifierAlt

// onAlerts is the page of alerts: one seat is banned, one offline for long, and a
// customer has been waiting.
func onAlerts(t *testing.T, o uitest.Options, fn func(r *uitest.Rig)) {
	o.Seats = max(o.Seats, 4)
	uitest.Run(t, o, func(r *uitest.Rig) {
		require.NoError(t, r.Console.Alerts.SetRules(context.Background(), []model.AlertRule{
			{Kind: model.AlertBanned, On: true, Grave: true},
			{Kind: model.AlertOffline, On: true, Over: 5 * time.Minute},
			{Kind: model.AlertWaiting, On: true, Over: 10 * time.Minute},
		}))
		r.Back.Says(2, "老李", "在吗")
		r.Back.State(3, model.SeatOffline)
		r.Pass(11 * time.Minute)
		r.Back.Deliver(model.SeatStateSeen{Seat: robot(4), State: model.SeatBanned, UnlockAt: time.Now().Add(83*time.Minute + 45*time.Second)})
		r.Settle()
		r.Press(ctrl, fyne.KeyB)
		r.Press(alt, fyne.Key2)
		r.Pass(second)
		fn(r)
	})
}

// pressed presses the topmost button that says text.
func pressed(r *uitest.Rig, text string) {
	r.T.Helper()
	var found *screen.Button
	for _, b := range uitest.All[*screen.Button](r) {
		if b.Text == text {
			found = b
		}
	}
	require.NotNil(r.T, found, "no button %q: %s", text, r)
	require.False(r.T, found.Disabled(), "%q is shut", text)
	found.OnTapped()
	r.Pass(second)
}

// has tells whether a button that can be pressed says text.
func has(r *uitest.Rig, text string) bool {
	for _, b := range uitest.All[*screen.Button](r) {
		if b.Text == text && !b.Disabled() {
			return true
		}
	}
	return false
}

// picked chooses a line of the drop-down that shows now.
func picked(r *uitest.Rig, now, line string) {
	r.T.Helper()
	for _, s := range uitest.All[*screen.Select](r) {
		if s.Selected == now {
			s.SetSelected(line)
			r.Pass(second)
			return
		}
	}
	r.T.Fatalf("no drop-down shows %q", now)
}

func TestGraveAlertsComeFirst(t *testing.T) {
	onAlerts(t, uitest.Options{}, func(r *uitest.Rig) {
		require.Equal(t, "坐席封禁", cells(r, "what")[0])
		require.ElementsMatch(t, []string{"坐席封禁", "坐席离线", "客户久等"}, cells(r, "what"))
		r.MustSee("▲", "3 条进行中，3 条未确认", "告警 · 3", "解封还有 1:23:4")
	})
}

func TestHowLongAnAlertLastsTicks(t *testing.T) {
	onAlerts(t, uitest.Options{}, func(r *uitest.Rig) {
		r.MustSee("解封还有 1:23:4")
		r.Pass(20 * time.Second)
		r.MustSee("21 秒", "解封还有 1:23:2")
		r.MustNotSee("解封还有 1:23:4")
	})
}

func TestAnAlertIsAcknowledged(t *testing.T) {
	onAlerts(t, uitest.Options{}, func(r *uitest.Rig) {
		table := theBoard(r)
		table.SetRing(0)
		r.Settle()
		pressed(r, "确认")
		r.MustSee("3 条进行中，2 条未确认", "告警 · 2")
		pressed(r, "全部确认")
		r.MustSee("3 条进行中，0 条未确认")
		r.MustNotSee("告警 · ")
		require.False(t, has(r, "全部确认"))
	})
}

func TestSeveralAlertsAreAcknowledgedAtOnce(t *testing.T) {
	onAlerts(t, uitest.Options{}, func(r *uitest.Rig) {
		table := theBoard(r)
		table.OnChoose(0, 1, true)
		r.Settle()
		pressed(r, "确认 2 条")
		r.MustSee("3 条进行中，1 条未确认")
	})
}

func TestWhoWaitsIsTakenOverFromTheAlert(t *testing.T) {
	onAlerts(t, uitest.Options{}, func(r *uitest.Rig) {
		table := theBoard(r)
		for i, what := range cells(r, "what") {
			if what == "客户久等" {
				table.SetRing(i)
			}
		}
		r.Settle()
		r.Canvas.Focus(table)
		r.Key(fyne.KeyReturn)
		r.Pass(second)
		r.MustSee("在吗", "由 ? 接手")
		r.Type("您好") // the composer has the keyboard
	})
}

func TestWhatIsOverIsListedOnDemand(t *testing.T) {
	onAlerts(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Back.State(3, model.SeatOnline)
		r.Pass(second)
		require.NotContains(t, cells(r, "what"), "坐席离线")
		r.Tap("含已结束")
		r.Pass(second)
		require.Contains(t, cells(r, "what"), "坐席离线")
		r.MustSee("○", "结束")
	})
}

func TestAlertsAreNarrowed(t *testing.T) {
	onAlerts(t, uitest.Options{}, func(r *uitest.Rig) {
		picked(r, "全部种类", "坐席离线")
		require.Equal(t, []string{"坐席离线"}, cells(r, "what"))
		picked(r, "坐席离线", "额度不足")
		r.MustSee("没有符合条件的告警")
		pressedAny(r, "清除筛选")
		require.Len(t, cells(r, "what"), 3)
		picked(r, "全部坐席", "李店长")
		require.Equal(t, []string{"坐席离线"}, cells(r, "what"))
	})
}

// pressedAny presses the words, whatever they are on.
func pressedAny(r *uitest.Rig, text string) {
	r.T.Helper()
	r.Tap(text)
	r.Pass(second)
}

func TestNoAlerts(t *testing.T) {
	uitest.Run(t, uitest.Options{Seats: 2}, func(r *uitest.Rig) {
		r.Press(ctrl, fyne.KeyB)
		r.Press(alt, fyne.Key2)
		r.Pass(second)
		r.MustSee("没有告警", "含已结束")
		require.Empty(t, uitest.All[*widgets.Table](r))
		r.Back.State(1, model.SeatBanned)
		r.Pass(second)
		require.Equal(t, []string{"坐席封禁"}, cells(r, "what"))
		require.Equal(t, []string{"小美"}, cells(r, "seat"))
	})
}

func TestAlertsFit(t *testing.T) {
	looks(t, func(o uitest.Options, name string) {
		onAlerts(t, o, func(r *uitest.Rig) {
			r.MustFit("alerts")
			r.Shot("alerts-" + name)
		})
	})
}

// looks runs a look at both languages, themes and sizes.
func looks(t *testing.T, look func(o uitest.Options, name string)) {
	t.Helper()
	for _, o := range []uitest.Options{
		{Language: "zh", Theme: "light", Size: fyne.NewSize(1024, 700)},
		{Language: "en", Theme: "dark", Size: fyne.NewSize(1024, 700)},
		{Language: "zh", Theme: "dark", Size: fyne.NewSize(1600, 1000)},
		{Language: "en", Theme: "light", Size: fyne.NewSize(1600, 1000)},
	} {
		look(o, fmt.Sprintf("%s-%s-%.0f", o.Language, o.Theme, o.Size.Width))
	}
}
