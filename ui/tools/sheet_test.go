package tools_test

import (
	"os"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/uitest"
)

const (
	ctrl = fyne.KeyModifierControl
	site = "https://open.weixin.qq.com/connect/confirm?uuid=071"
)

var (
	unreachable = &model.Trouble{Code: model.TroubleUnreachable, About: "api.example.com", Detail: "i/o timeout"}
	asking      = model.WebLogin{Name: "某某后台\u202e", Scopes: []model.WebScope{{ID: "snsapi_userinfo", Text: "获得你的昵称、头像"}}}
)

// console is one of which the seats can do certain things.
func console(t *testing.T, o uitest.Options, can []model.Capability, fn func(r *uitest.Rig)) {
	if o.Seats == 0 {
		o.Seats = 1
	}
	uitest.Run(t, o, func(r *uitest.Rig) {
		r.Back.Can(can...)
		r.Back.State(1, model.SeatOffline) // a change has the capabilities read
		r.Back.State(1, model.SeatOnline)
		r.Settle()
		fn(r)
	})
}

// opened is one with the tools open.
func opened(t *testing.T, can []model.Capability, fn func(r *uitest.Rig)) {
	console(t, uitest.Options{}, can, func(r *uitest.Rig) {
		r.Press(ctrl, fyne.KeyT)
		fn(r)
	})
}

// paste replaces what is in the field for links, and puts the cursor there.
func paste(r *uitest.Rig, text string) {
	r.T.Helper()
	for _, e := range uitest.All[*screen.Entry](r) {
		if e.PlaceHolder == "把链接粘贴到这里" || e.PlaceHolder == "Paste a link here" {
			e.SetText(text)
			r.Canvas.Focus(e)
		}
	}
	r.Settle()
}

func toEnd(r *uitest.Rig) {
	all := uitest.All[*container.Scroll](r)
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].Direction == container.ScrollVerticalOnly {
			all[i].ScrollToBottom()
			break
		}
	}
	r.Settle()
}

func TestLinkIsFollowedAndOpenedOnlyAfterAQuestion(t *testing.T) {
	opened(t, uitest.Moments(), func(r *uitest.Rig) {
		r.MustSee("工具", "可以粘贴：", "网页链接", "小程序短链接", "网站登录二维码")
		r.Back.Answers("https://real.test/a?b=1", model.MiniLink{}, model.WebLogin{}, nil)
		paste(r, "https://t.cn/x")
		r.MustSee("网页链接，网站是 t.cn", "查真实地址", "看是谁要登录")
		r.MustNotSee("可以粘贴：")
		r.Key(fyne.KeyReturn)
		r.MustSee("真实网站", "real.test", "https://real.test/a?b=1")
		require.Equal(t, []string{"resolve https://t.cn/x"}, r.Back.MomentDeeds())
		r.Tap("打开…")
		r.MustSee("打开链接？")
		require.Empty(t, r.Opened)
		r.Tap("打开")
		require.Equal(t, "https://real.test/a?b=1", r.Opened[0].String())
		paste(r, "https://t.cn/y")
		r.MustNotSee("real.test")
	})
}

func TestRealAddressThatIsNoneIsNotOpened(t *testing.T) {
	opened(t, uitest.Moments(), func(r *uitest.Rig) {
		r.Back.Answers("weixin://dl/\u202ebusiness", model.MiniLink{}, model.WebLogin{}, nil)
		paste(r, "https://t.cn/x")
		r.Tap("查真实地址")
		r.MustSee("它指向的不是 http 或 https 网址", "weixin://dl/‹U+202E›business")
		r.MustNotSee("打开…")
	})
}

func TestRefusalsAreSaidAndMayBeTriedAgain(t *testing.T) {
	opened(t, uitest.Moments(), func(r *uitest.Rig) {
		for link, press := range map[string]string{"https://t.cn/x": "查真实地址", "mp://x": "查它指向哪里", site: "看是谁要登录"} {
			r.Back.RefuseMomentDeeds(unreachable)
			paste(r, link)
			r.Tap(press)
			r.MustSee("连接不上 api.example.com", "检查网络")
			r.Back.RefuseMomentDeeds(nil)
			r.Tap(press)
			r.MustNotSee("连接不上")
		}
	})
}

func TestWrongInputSaysWhatIsTaken(t *testing.T) {
	opened(t, []model.Capability{model.CanSendText, model.CanMiniLinks}, func(r *uitest.Rig) {
		paste(r, "javascript:alert(1)")
		r.MustSee("看不出这是什么链接", "#小程序://")
		r.MustNotSee("网页链接", "网站登录")
		paste(r, "https://t.cn/x")
		r.MustSee("坐席“小美”的后端查不了这种链接")
		r.Key(fyne.KeyReturn)
		require.Empty(t, r.Back.MomentDeeds())
	})
}

func TestMiniLinkIsReadAndMade(t *testing.T) {
	opened(t, uitest.Moments(), func(r *uitest.Rig) {
		r.Back.Answers("", model.MiniLink{Link: "#小程序://小店/x", AppID: "wx1", Page: "pages/a?b=1", Title: "下单"}, model.WebLogin{}, nil)
		paste(r, "【小店】 #小程序://小店/x")
		r.Tap("查它指向哪里")
		r.MustSee("wx1", "pages/a?b=1", "下单")
		toEnd(r)
		r.Tap("生成短链接")
		r.MustSee("请填写小程序的 AppID")
		fields := uitest.All[*screen.Entry](r)
		app := fields[len(fields)-3]
		r.Canvas.Focus(app)
		r.Type("wx0123456789abcdef")
		r.MustNotSee("请填写小程序的 AppID")
		r.Key(fyne.KeyReturn)
		r.MustSee("#小程序://小店/x")
		require.Equal(t, []string{"mini #小程序://小店/x", "create wx0123456789abcdef  "}, r.Back.MomentDeeds())
	})
}

func TestLoginWarnsAsksOnceAndIsGranted(t *testing.T) {
	opened(t, uitest.Moments(), func(r *uitest.Rig) {
		r.Back.Answers("", model.MiniLink{}, asking, nil)
		paste(r, site)
		r.MustSee("登录链接（open.weixin.qq.com）")
		r.Key(fyne.KeyReturn)
		r.MustSee("某某后台‹U+202E›", "获得你的昵称、头像", "那边会用坐席“小美”的账号登录", "确认登录")
		require.Equal(t, []string{"ask " + site}, r.Back.MomentDeeds())
		toEnd(r)
		r.Tap("确认登录")
		r.MustSee("用坐席“小美”的账号登录？")
		r.Tap("取消")
		require.Len(t, r.Back.MomentDeeds(), 1)
		r.Back.RefuseMomentDeeds(unreachable)
		grant(r)
		r.MustSee("连接不上 api.example.com")
		r.Back.RefuseMomentDeeds(nil)
		grant(r)
		r.MustSee("已确认：坐席“小美”的账号登录了“某某后台‹U+202E›”。")
		require.Equal(t, []string{"confirm " + site + " for robot-1", "confirm " + site + " for robot-1"}, r.Back.MomentDeeds()[1:])
		toEnd(r)
		r.Tap("确认登录")
		r.MustNotSee("用坐席“小美”的账号登录？")
	})
}

// grant presses the button and then the one that asks again.
func grant(r *uitest.Rig) {
	toEnd(r)
	r.Tap("确认登录")
	r.Tap("确认登录")
}

func TestAnotherSeatIsAskedForAndNothingStaysOfTheFirst(t *testing.T) {
	console(t, uitest.Options{Seats: 3}, uitest.Moments(), func(r *uitest.Rig) {
		r.Press(ctrl, fyne.Key3)
		r.Press(ctrl, fyne.KeyT)
		r.Back.Answers("", model.MiniLink{}, asking, nil)
		pick := uitest.All[*screen.Select](r)[0]
		require.Equal(t, uitest.SeatName(2), pick.Selected, "that of the open tab")
		paste(r, site)
		r.Key(fyne.KeyReturn)
		r.MustSee("坐席“客服阿强”的账号")
		pick.SetSelectedIndex(2)
		r.Settle()
		r.MustNotSee("坐席“客服阿强”的账号", "获得你的昵称")
		r.Key(fyne.KeyReturn)
		r.MustSee("坐席“李店长”的账号")
		grant(r)
		require.Contains(t, r.Back.MomentDeeds(), "confirm "+site+" for robot-3")
	})
}

func TestAnAnswerForSomethingElseIsNotShown(t *testing.T) {
	opened(t, uitest.Moments(), func(r *uitest.Rig) {
		r.Back.Answers("https://real.test", model.MiniLink{}, model.WebLogin{}, nil)
		release := r.Back.HoldMomentDeeds()
		paste(r, "https://t.cn/x")
		r.Key(fyne.KeyReturn)
		r.MustSee("正在查询…")
		paste(r, "https://t.cn/y")
		r.MustNotSee("正在查询…")
		release()
		r.Settle()
		r.MustNotSee("real.test")
	})
}

func TestWithoutACapabilityThereAreNoTools(t *testing.T) {
	console(t, uitest.Options{}, []model.Capability{model.CanSendText}, func(r *uitest.Rig) {
		r.Press(ctrl, fyne.KeyK)
		r.MustNotSee("工具…")
		r.Press(ctrl, fyne.KeyT)
		r.MustSee("没有坐席的后端支持这些工具。")
	})
	console(t, uitest.Options{}, uitest.Moments(), func(r *uitest.Rig) {
		r.Press(ctrl, fyne.KeyK)
		r.Type("工具")
		r.Key(fyne.KeyReturn)
		r.MustSee("把链接粘贴到这里")
		r.Key(fyne.KeyEscape)
		r.Key(fyne.KeyF1)
		r.MustSee("Ctrl+T", "Ctrl+M", "朋友圈")
	})
}

func TestNothingIsCut(t *testing.T) {
	looks := []uitest.Options{{Language: "zh", Theme: "light"}, {Language: "en", Theme: "dark"}}
	if os.Getenv("SEATDECK_SHOTS") != "" {
		looks = append(looks, uitest.Options{Language: "en", Theme: "light"}, uitest.Options{Language: "zh", Theme: "dark"})
	}
	for _, o := range looks {
		o.Size = fyne.NewSize(1024, 700)
		name := o.Language + "-" + o.Theme
		t.Run(name, func(t *testing.T) {
			console(t, o, uitest.Moments(), func(r *uitest.Rig) {
				see := func(screen string) {
					r.MustFit(name + " " + screen)
					r.MustFitInside(name + " " + screen)
					r.Shot("tools-" + screen + "-" + name)
				}
				login := asking
				login.Name = strings.Repeat("某某后台 Back Office ", 4)
				r.Back.Answers("https://real.test/"+strings.Repeat("a/very/long/path", 30), model.MiniLink{Link: "#小程序://小店/x", AppID: "wx1", Title: "下单"}, login, nil)
				r.Press(ctrl, fyne.KeyT)
				see("empty")
				for _, one := range [][2]string{{"unknown", "你好"}, {"web", "https://t.cn/x"}, {"mini", "mp://x"}, {"login", site}} {
					paste(r, one[1])
					r.Key(fyne.KeyReturn)
					see(one[0])
				}
				r.Back.RefuseMomentDeeds(unreachable)
				r.Key(fyne.KeyReturn)
				see("refused")
				toEnd(r)
				r.Tap(map[string]string{"zh": "生成短链接", "en": "Make the link"}[o.Language])
				see("maker")
			})
		})
	}
}
