package login_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/ui/uitest"
)

func TestOneSeatOutIsOneClickAway(t *testing.T) {
	offline(t, uitest.Options{Seats: 3}, 1, func(r *uitest.Rig) {
		r.MustSee("坐席“小美”离线，可以扫码登录。")
		r.Tap("扫码登录")
		r.MustSee("登录坐席“小美”")
		require.Equal(t, uitest.CodeOf(1, 1), code(r))
	})
}

func TestManySeatsOutAreOneClickAway(t *testing.T) {
	offline(t, uitest.Options{Seats: 4}, 3, func(r *uitest.Rig) {
		r.MustSee("3 个坐席离线，可以扫码登录。")
		r.Tap("全部登录")
		r.Pass(look)
		r.MustSee("登录墙", "等待 3 · 已上线 0 · 需处理 0")
		for seat := 1; seat <= 3; seat++ {
			require.Equal(t, 1, r.Back.Codes(seat))
		}
		require.Zero(t, r.Back.Codes(4), "it is online")
	})
}

func TestBannerThatWasClosedComesBackWithTheNextSeat(t *testing.T) {
	offline(t, uitest.Options{Seats: 3}, 1, func(r *uitest.Rig) {
		r.TapIcon("cancel")
		r.MustNotSee("离线，可以扫码登录")
		r.Back.State(2, model.SeatKicked)
		r.Settle()
		r.MustSee("2 个坐席离线，可以扫码登录。")
		r.Back.State(1, model.SeatOnline)
		r.Back.State(2, model.SeatOnline)
		r.Settle()
		r.MustNotSee("离线，可以扫码登录")
	})
}

func TestNothingIsOfferedWhereSeatsLogInElsewhere(t *testing.T) {
	uitest.Run(t, uitest.Options{Seats: 2}, func(r *uitest.Rig) {
		r.Back.Says(1, "张三", "你好")
		r.Back.State(1, model.SeatOffline)
		r.Settle()
		r.Tap("张三")
		r.MustSee("坐席“小美”离线。消息会先排队")
		r.MustNotSee("扫码登录", "实例…")
		r.Press(ctrl, fyne.KeyK)
		r.MustNotSee("登录坐席…", "登录墙", "实例…")
	})
}

func TestBarOfAConversationLogsItsSeatIn(t *testing.T) {
	for state, says := range map[model.SeatState]string{
		model.SeatOffline: "坐席“小美”离线。扫码登录后会自动发送排队的消息。",
		model.SeatKicked:  "坐席“小美”被踢下线。请重新扫码登录",
	} {
		offline(t, uitest.Options{Seats: 1}, 0, func(r *uitest.Rig) {
			r.Back.Says(1, "张三", "你好")
			r.Settle()
			r.Tap("张三")
			r.Back.State(1, state)
			r.Settle()
			r.MustSee(says)
			r.TapIcon("cancel") // the banner of the window: the bar's own button is left
			r.Tap("扫码登录")
			r.MustSee("登录坐席“小美”")
		})
	}
}

func TestPaletteLogsInAndOpensInstances(t *testing.T) {
	offline(t, uitest.Options{Seats: 3}, 2, func(r *uitest.Rig) {
		r.Press(ctrl, fyne.KeyK)
		r.Type("登录坐席")
		r.Key(fyne.KeyReturn)
		r.MustSee("小美", "客服阿强")
		r.Type("阿强")
		r.Key(fyne.KeyReturn)
		r.MustSee("登录坐席“客服阿强”")
		r.Press(ctrl, fyne.KeyK)
		r.Type("实例")
		r.Key(fyne.KeyReturn)
		r.Type("李店长")
		r.Key(fyne.KeyReturn)
		r.MustSee("坐席“李店长”的实例")
		r.Press(ctrl, fyne.Key2) // the tab of the first
		r.Press(ctrl, fyne.KeyK)
		r.Type("实例")
		r.Key(fyne.KeyReturn)
		r.MustSee("坐席“小美”的实例")
	})
}

func TestHelpNamesTheKeyOfTheWall(t *testing.T) {
	uitest.Run(t, uitest.Options{Seats: 1}, func(r *uitest.Rig) {
		r.Key(fyne.KeyF1)
		r.MustSee("Ctrl+L", "登录墙：一次登录多个坐席")
	})
}

func TestHeaderOpensTheInstanceOfItsSeat(t *testing.T) {
	offline(t, uitest.Options{Seats: 1}, 0, func(r *uitest.Rig) {
		r.Back.Says(1, "张三", "你好")
		r.Settle()
		r.Tap("张三")
		r.Tap("小美 · 在线")
		r.MustSee("坐席“小美”的实例")
	})
}
