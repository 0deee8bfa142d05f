package shell_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/app/supervise"
	"seatdeck/ui/uitest"
)

func ban(r *uitest.Rig, seats ...int) {
	for _, n := range seats {
		r.Back.State(n, model.SeatBanned)
	}
	r.Settle()
}

func TestAnAlertIsToldByTheDesktop(t *testing.T) {
	uitest.Run(t, uitest.Options{Seats: 4}, func(r *uitest.Rig) {
		r.Window.Shell.SetForeground(false)
		r.Settle()
		ban(r, 1)
		require.NotNil(t, r.Notified)
		require.Equal(t, "坐席台告警", r.Notified.Title)
		require.Equal(t, "坐席封禁 · 小美", r.Notified.Content)
		r.MustNotSee("坐席封禁 · 小美")
	})
}

func TestABurstOfAlertsIsToldAsOne(t *testing.T) {
	uitest.Run(t, uitest.Options{Seats: 4}, func(r *uitest.Rig) {
		r.Window.Shell.SetForeground(false)
		r.Settle()
		ban(r, 1)
		require.Equal(t, "坐席封禁 · 小美", r.Notified.Content)
		r.Notified = nil
		ban(r, 2)
		ban(r, 3)
		require.Nil(t, r.Notified, "too soon")
		r.Pass(3 * time.Second)
		require.Equal(t, "2 条告警，其中 2 条严重", r.Notified.Content)
		r.Notified = nil
		r.Pass(10 * time.Second)
		require.Nil(t, r.Notified, "nothing is told twice")
	})
}

func TestInFrontAnAlertIsToldInTheWindow(t *testing.T) {
	uitest.Run(t, uitest.Options{Seats: 2}, func(r *uitest.Rig) {
		ban(r, 1)
		require.Nil(t, r.Notified)
		require.Contains(t, r.Texts(), "坐席封禁 · 小美")
		r.Pass(3 * time.Second)
		ban(r, 2)
		require.Contains(t, r.Texts(), "坐席封禁 · 客服阿强")
		require.NotContains(t, r.Texts(), "坐席封禁 · 小美", "one at a time")
		r.Pass(3 * time.Second)
		r.Tap("查看")
		require.NotContains(t, r.Texts(), "坐席封禁 · 客服阿强")
		r.MustSee("告警 · 2", "2 条进行中，2 条未确认")
	})
}

func TestWhoLooksIsNotToldAnyMore(t *testing.T) {
	uitest.Run(t, uitest.Options{Seats: 2}, func(r *uitest.Rig) {
		ban(r, 1)
		require.Contains(t, r.Texts(), "坐席封禁 · 小美")
		r.Press(fyne.KeyModifierControl, fyne.KeyB)
		require.NotContains(t, r.Texts(), "坐席封禁 · 小美")
		r.Pass(time.Minute)
		ban(r, 2)
		r.MustSee("告警 · 2")
		require.NotContains(t, r.Texts(), "坐席封禁 · 客服阿强", "the board says it")
	})
}

// supervisorMark is the number on the tab of the supervisor's place; "": none.
func supervisorMark(r *uitest.Rig) string {
	texts := r.Texts()
	at := slices.Index(texts, "主管")
	if next := texts[at+1]; next != uitest.SeatName(1) {
		return next
	}
	return ""
}

func TestAlertsAloneReadNothingButTheirNumber(t *testing.T) {
	uitest.Run(t, uitest.Options{Seats: 2}, func(r *uitest.Rig) {
		ban(r, 2)
		r.Back.Says(1, "老李", "在吗")
		r.Settle()
		r.Tap("老李")
		r.Pass(time.Second)
		require.Equal(t, "1", supervisorMark(r))
		r.Back.Can(model.CanSendText) // nobody is told; who reads the seats anew finds out
		open, err := r.Console.Alerts.List(context.Background(), supervise.AlertFilter{})
		require.NoError(t, err)
		require.NoError(t, r.Console.Alerts.Ack(context.Background(), open[0].ID))
		r.Settle()
		require.Empty(t, supervisorMark(r))
		r.MustSee("更新资料")
		r.Console.Bus.Tell(bus.Change{Connections: true})
		r.Settle()
		r.MustNotSee("更新资料")
	})
}
