package seat_test

import (
	"context"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"seatdeck/app/supervise"
	"seatdeck/ui/screen"
	"seatdeck/ui/uitest"
)

const ctrl = fyne.KeyModifierControl

// open opens the conversation of a customer who wrote just now, under limits of 3
// and 5 minutes that warn at two thirds.
func open(t *testing.T, o uitest.Options, fn func(r *uitest.Rig)) {
	uitest.Run(t, o, func(r *uitest.Rig) {
		sla, err := r.Console.SLAs.Get(context.Background())
		require.NoError(t, err)
		sla.First, sla.Next, sla.WarnAt = 3*time.Minute, 5*time.Minute, 67
		require.NoError(t, r.Console.SLAs.Set(context.Background(), sla))
		r.Back.Says(1, "老李", "在吗")
		r.Settle()
		r.Tap("老李")
		fn(r)
	})
}

// clock is what the clock in the header says.
func clock(r *uitest.Rig) string {
	for _, b := range uitest.All[*screen.TextButton](r) {
		for _, what := range []string{"首次响应 ", "回复 ", "解决 "} {
			if text := b.Text(); len(text) > len(what) && text[:len(what)] == what {
				return text
			}
		}
	}
	return ""
}

func TestTheHeaderCountsDownToTheFirstResponse(t *testing.T) {
	open(t, uitest.Options{Seats: 1}, func(r *uitest.Rig) {
		require.Regexp(t, `^首次响应 剩 (3:00|2:5\d)$`, clock(r))
		r.Pass(time.Minute)
		require.Regexp(t, `^首次响应 剩 1:5\d$`, clock(r))
		r.MustSee("首响 1分")
		r.Pass(3 * time.Minute)
		require.Regexp(t, `^首次响应 超 1:0\d$`, clock(r))
		r.MustSee("首响 超1分")
	})
}

func TestAfterTheFirstResponseItCountsToTheNext(t *testing.T) {
	open(t, uitest.Options{Seats: 1}, func(r *uitest.Rig) {
		r.Type("在的")
		r.Key(fyne.KeyReturn)
		r.Pass(5 * time.Second)
		require.Empty(t, clock(r), "nobody waits")
		r.MustNotSee("首响")
		r.Back.Says(1, "老李", "有货吗")
		r.Settle()
		require.Regexp(t, `^回复 剩 (5:00|4:5\d)$`, clock(r))
		r.Pass(5 * time.Second)
		r.MustSee("回复 4分")
	})
}

func TestClocksFollowTheLimitsAtOnce(t *testing.T) {
	open(t, uitest.Options{Seats: 1}, func(r *uitest.Rig) {
		r.Pass(time.Minute)
		require.NoError(t, r.Console.SLAs.Set(context.Background(), supervise.SLA{On: true, First: time.Hour, WarnAt: 50, VisitGap: time.Hour}))
		r.Settle()
		require.Regexp(t, `^首次响应 剩 58:5\d$`, clock(r))
		r.MustSee("首响 58分")
		require.NoError(t, r.Console.SLAs.Set(context.Background(), supervise.SLA{First: time.Hour, WarnAt: 50, VisitGap: time.Hour}))
		r.Settle()
		require.Empty(t, clock(r))
		r.MustSee("等1分") // as long as somebody waits, the row says so
	})
}

func TestAConversationIsTakenOver(t *testing.T) {
	open(t, uitest.Options{Seats: 1}, func(r *uitest.Rig) {
		r.Tap("接手")
		r.MustSee("由 ? 接手", "已由您接手。")
		r.MustNotSee("没有客户在等待")
	})
}

func TestAVisitIsResolved(t *testing.T) {
	open(t, uitest.Options{Seats: 1}, func(r *uitest.Rig) {
		r.MustSee("已解决")
		r.Press(ctrl, fyne.KeyD)
		r.MustSee("这次接待已标记为解决。")
		r.Pass(5 * time.Second)
		r.MustNotSee("接手", "已解决", "首响")
		require.Empty(t, clock(r))
		r.Press(ctrl, fyne.KeyD)
		r.MustSee("现在没有要解决的接待。")
		r.Back.Says(1, "老李", "还有一个问题")
		r.Settle()
		require.Regexp(t, `^首次响应 剩`, clock(r), "another visit")
	})
}

func TestGroupsHaveNoVisits(t *testing.T) {
	uitest.Run(t, uitest.Options{Seats: 1}, func(r *uitest.Rig) {
		r.Back.Say(1, "门店群", true, r.Back.Message("张三", "在吗", time.Now(), false))
		r.Settle()
		r.Tap("门店群")
		r.MustNotSee("接手", "已解决")
		require.Empty(t, clock(r))
		r.Press(ctrl, fyne.KeyD)
		r.MustNotSee("已标记")
	})
}

func TestTheHeaderFits(t *testing.T) {
	for _, lang := range []string{"zh", "en"} {
		uitest.Run(t, uitest.Options{Seats: 1, Language: lang, Size: fyne.NewSize(1024, 700)}, func(r *uitest.Rig) {
			r.Back.Says(1, "一位名字特别特别长的老客户上海浦东第三分店", "在吗")
			r.Settle()
			r.Tap("在吗")
			r.Pass(time.Minute)
			r.MustFit("header " + lang)
			r.Shot("header-" + lang)
		})
	}
}
