package login_test

import (
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/uitest"
)

// inInstance is a console with the instance of its only seat open.
func inInstance(t *testing.T, o uitest.Options, fn func(r *uitest.Rig)) {
	o.Seats = 1
	offline(t, o, 0, func(r *uitest.Rig) {
		openInstance(r, o.Language)
		fn(r)
	})
}

func openInstance(r *uitest.Rig, language string) {
	r.Press(ctrl, fyne.KeyK)
	if language == "en" {
		r.Type("Instance")
	} else {
		r.Type("实例")
	}
	r.Key(fyne.KeyReturn)
}

// field is the nth input of the topmost dialog that is in sight, from above.
func field(r *uitest.Rig, n int) *screen.Entry {
	all := uitest.All[*screen.Entry](r)
	inputs := all[len(all)-3:] // proxy, bridge, client type
	return inputs[n-1]
}

func fillIn(r *uitest.Rig, n int, text string) {
	r.Canvas.Focus(field(r, n))
	r.Type(text)
}

func TestInstanceSaysHowItIs(t *testing.T) {
	inInstance(t, uitest.Options{}, func(r *uitest.Rig) {
		r.MustSee("运行中，未登录", "4.1.38.6011")
		r.Back.InstanceIs(model.Instance{State: model.InstanceOnline, Version: "5.0"})
		r.Tap("刷新")
		r.MustSee("在线", "5.0")
		r.Back.RefuseChecks(&model.Trouble{Code: model.TroubleUnreachable, About: "api.example.com"})
		r.Tap("刷新")
		r.MustSee("问不到", "连接不上 api.example.com", "检查网络")
	})
}

func TestInstanceSaysHowOftenItWasCalledAndUntilWhenItIsBlocked(t *testing.T) {
	inInstance(t, uitest.Options{}, func(r *uitest.Rig) {
		r.MustNotSee("本分钟调用")
		r.Back.Limit(90)
		r.Tap("刷新")
		r.MustSee("本分钟调用", "0 / 90")
		until := time.Now().Add(30 * time.Minute)
		require.NoError(t, r.Back.Block(1, until))
		r.Tap("刷新")
		r.MustSee("后端已暂停，" + until.In(time.FixedZone("CST", 8*3600)).Format("15:04:05") + " 恢复")
		r.Pass(31 * time.Minute)
		r.Tap("刷新")
		r.MustNotSee("后端已暂停")
	})
}

func TestInstanceIsStartedAsFilledIn(t *testing.T) {
	inInstance(t, uitest.Options{Size: fyne.NewSize(1280, 1000)}, func(r *uitest.Rig) {
		r.Tap("启动")
		fillIn(r, 1, "127.0.0.1:10807")
		r.Tap("启动")
		r.Tap("设置代理")
		r.MustSee("应是 http://、socks4:// 或 socks5:// 开头、带端口的地址")
		require.Equal(t, []string{"start robot-1 proxy= login=false bridge= history=true"}, r.Back.Deeds())
		field(r, 1).SetText("")
		fillIn(r, 1, "socks5://user:pass@10.10.1.10:3128")
		r.MustNotSee("应是 http://")
		fillIn(r, 2, "bridge-7")
		r.Tap("补收离线期间的消息")
		r.Tap("代理只用于登录")
		r.Tap("启动")
		r.MustSee("已启动。")
		r.Tap("只用于长连接")
		r.Tap("设置代理")
		r.MustSee("代理已设置。")
		r.Tap("设置桥接")
		r.MustSee("桥接已设置。")
		require.Equal(t, []string{
			"start robot-1 proxy=socks5://user:pass@10.10.1.10:3128 login=true bridge=bridge-7 history=false",
			"proxy robot-1 socks5://user:pass@10.10.1.10:3128 long=true",
			"bridge robot-1 bridge-7",
		}, r.Back.Deeds()[1:])
	})
}

func TestLogOutAsksFirst(t *testing.T) {
	inInstance(t, uitest.Options{Size: fyne.NewSize(1280, 1000)}, func(r *uitest.Rig) {
		r.Tap("停止")
		r.MustSee("已停止。")
		r.Tap("退出登录")
		r.MustSee("退出坐席“小美”的登录？", "必须重新扫码才能上线")
		r.Tap("取消")
		require.Equal(t, []string{"stop robot-1"}, r.Back.Deeds())
		r.Tap("退出登录")
		r.Tap("退出登录") // the button of the question is on top
		r.MustSee("已退出登录。")
		require.Equal(t, []string{"stop robot-1", "log out robot-1"}, r.Back.Deeds())
	})
}

func TestRefusedDeedSaysWhyAndKeepsWhatWasTyped(t *testing.T) {
	inInstance(t, uitest.Options{Size: fyne.NewSize(1280, 1000)}, func(r *uitest.Rig) {
		r.Back.RefuseDeeds(&model.Trouble{Code: model.TroubleRejected, About: "小美", Detail: "桥接不存在"})
		fillIn(r, 2, "b-1")
		r.Tap("设置桥接")
		r.MustSee("桥接不存在")
		require.Equal(t, "b-1", field(r, 2).Text)
		r.Back.RefuseDeeds(nil)
		r.Tap("设置桥接")
		r.MustNotSee("桥接不存在")
	})
}

func TestUpgradeWarnsAndHasTheNumberTypedTwice(t *testing.T) {
	inInstance(t, uitest.Options{Size: fyne.NewSize(1280, 1000)}, func(r *uitest.Rig) {
		const warning = "只能升级，不能降级，否则会封号！"
		r.MustSee(warning)
		r.Tap("升级…")
		r.MustSee("请填写客户端类型的数字")
		fillIn(r, 3, "12x")
		r.Tap("升级…")
		r.MustSee("请填写客户端类型的数字")
		field(r, 3).SetText("12")
		r.Tap("升级…")
		r.MustSee("升级坐席“小美”的实例？", "要换成客户端类型 12")
		yes := button(r, "升级到 12")
		require.True(t, yes.Disabled())
		r.Key(fyne.KeyReturn)
		r.Type("1")
		require.True(t, yes.Disabled())
		r.Type("2")
		require.False(t, yes.Disabled())
		require.Empty(t, r.Back.Deeds())
		r.Tap("升级到 12")
		r.MustSee("已升级到客户端类型 12。")
		require.Equal(t, []string{"upgrade robot-1 12"}, r.Back.Deeds())
	})
}

func TestInstanceShowsOnlyWhatThereIs(t *testing.T) {
	for _, c := range []struct {
		can       model.Capability
		see, miss []string
	}{
		{model.CanSwitchSeat, []string{"启动", "停止", "代理", "桥接 ID"}, []string{"退出登录", "设置代理", "升级…", "版本", "显示二维码"}},
		{model.CanLogOut, []string{"退出登录"}, []string{"启动", "代理", "升级…", "版本", "显示二维码"}},
		{model.CanShowOwnCode, []string{"显示二维码"}, []string{"启动", "退出登录", "代理", "升级…", "版本"}},
		{model.CanManageInstance, []string{"版本", "设置代理", "设置桥接", "升级…"}, []string{"启动", "退出登录", "显示二维码"}},
	} {
		t.Run(string(c.can), func(t *testing.T) {
			uitest.Run(t, uitest.Options{Seats: 1}, func(r *uitest.Rig) {
				r.Back.Can(c.can)
				r.Back.State(1, model.SeatOffline)
				r.Settle()
				openInstance(r, "zh")
				r.MustSee(c.see...)
				r.MustNotSee(c.miss...)
			})
		})
	}
}

func TestOwnCodeIsShownAndSaved(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ours.png")
	inInstance(t, uitest.Options{Theme: "dark", Size: smallest}, func(r *uitest.Rig) {
		bottom(r)
		r.Tap("显示二维码")
		r.MustSee("坐席“小美”的二维码", "扫一扫上面的二维码，加我企业微信")
		require.Equal(t, "https://work.weixin.qq.com/u/wx1", scan(r))
		r.Tap("保存为 PNG")
		name := r.Canvas.Focused().(*screen.Entry)
		require.Equal(t, "qr-小美.png", name.Text)
		goTo(r, filepath.Dir(path))
		name.SetText("ours.png")
		r.Canvas.Focus(name)
		r.Key(fyne.KeyReturn)
		r.MustSee("已保存到 " + path)
		f, err := os.Open(path)
		require.NoError(t, err)
		img, err := png.Decode(f)
		require.NoError(t, err)
		require.NoError(t, f.Close())
		require.Equal(t, "https://work.weixin.qq.com/u/wx1", decode(r, img))
	})
}

// goTo has the file dialog show a folder.
func goTo(r *uitest.Rig, folder string) {
	all := uitest.All[*screen.Entry](r)
	where := all[len(all)-2]
	r.Canvas.Focus(where)
	where.SetText(folder)
	r.Key(fyne.KeyReturn)
}

func TestOwnCodeThatIsRefusedSaysWhy(t *testing.T) {
	inInstance(t, uitest.Options{Size: fyne.NewSize(1280, 1000)}, func(r *uitest.Rig) {
		r.Back.RefuseDeeds(&model.Trouble{Code: model.TroubleNotLoggedIn, About: "小美"})
		r.Tap("显示二维码")
		r.MustSee("还没有登录", "请先扫码登录该坐席。")
		require.True(t, button(r, "保存为 PNG").Disabled())
	})
}
