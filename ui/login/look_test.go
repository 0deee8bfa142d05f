package login_test

import (
	"os"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"seatdeck/app/model"
	"seatdeck/ui/uitest"
)

// TestNothingIsCut looks at every state in the smallest window, in both languages.
// With SEATDECK_SHOTS it writes pictures, in both themes each.
func TestNothingIsCut(t *testing.T) {
	looks := []uitest.Options{
		{Language: "zh", Theme: "light", Size: smallest},
		{Language: "en", Theme: "dark", Size: smallest},
	}
	if os.Getenv("SEATDECK_SHOTS") != "" {
		looks = append(looks, uitest.Options{Language: "en", Theme: "light", Size: smallest}, uitest.Options{Language: "zh", Theme: "dark", Size: smallest})
	}
	for _, o := range looks {
		name := o.Language + "-" + o.Theme
		see := func(r *uitest.Rig, screen string) {
			r.MustFit(name + " " + screen)
			r.MustFitInside(name + " " + screen)
			r.Shot("login-" + screen + "-" + name)
		}
		t.Run("dialog "+name, func(t *testing.T) {
			opened(t, o, func(r *uitest.Rig) { tourDialog(r, see) })
		})
		t.Run("wall "+name, func(t *testing.T) {
			o.Seats = 9
			onWall(t, o, func(r *uitest.Rig) { tourWall(r, o.Language, see) })
		})
		t.Run("instance "+name, func(t *testing.T) {
			inInstance(t, o, func(r *uitest.Rig) { tourInstance(r, o.Language, see) })
		})
	}
}

func tourDialog(r *uitest.Rig, see func(*uitest.Rig, string)) {
	see(r, "showing")
	r.Pass(52 * time.Second)
	see(r, "hurry")
	r.Back.RefuseChecks(&model.Trouble{Code: model.TroubleUnreachable, About: "api.example.com", Detail: "dial tcp 10.1.2.3:443: i/o timeout"})
	r.Pass(look)
	see(r, "unreachable")
	r.Back.RefuseChecks(nil)
	who := model.LoginProgress{Step: model.LoginStepScanned, Name: "王小美（南京路旗舰店 官方客服 一号）"}
	r.Back.Login(1, who)
	r.Pass(look)
	see(r, "scanned")
	who.Step, who.Ticket = model.LoginStepPIN, "t-1"
	r.Back.Login(1, who)
	r.Pass(look)
	see(r, "pin")
	r.Type("4821")
	r.Key(fyne.KeyReturn)
	see(r, "wrong")
	r.Type(uitest.GoodPIN)
	r.Key(fyne.KeyReturn)
	see(r, "confirmed")
	r.Back.State(1, model.SeatOnline)
	r.Settle()
	see(r, "online")
	r.Pass(5 * time.Second)
	r.Back.State(1, model.SeatOffline)
	r.Settle()
	press := map[bool]string{true: "扫码登录", false: "Log in by code"}[r.Sees("扫码登录")]
	r.Tap(press)
	r.Back.Login(1, model.LoginProgress{Step: model.LoginStepRefused})
	r.Pass(look)
	see(r, "refused")
	r.Key(fyne.KeyReturn)
	r.Pass(11 * time.Minute)
	see(r, "expired")
	r.Back.RefuseCodes(&model.Trouble{Code: model.TroubleRejected, About: "小美", Detail: "设备环境异常，请更换代理后再试；错误码 40123，联系管理员核对实例是否过期"})
	r.Key(fyne.KeyReturn)
	r.Pass(look)
	see(r, "failed")
	r.Back.RefuseCodes(&model.Trouble{Code: model.TroubleBlocked, About: "小美", Detail: time.Now().Add(time.Hour).Format(time.RFC3339)})
	r.Key(fyne.KeyReturn)
	r.Pass(look)
	see(r, "blocked")
	r.Back.RefuseCodes(nil)
	if r.Sees("用手机确认") {
		r.Tap("用手机确认")
	} else {
		r.Tap("Ask the phone")
	}
	see(r, "pushed")
}

func tourWall(r *uitest.Rig, language string, see func(*uitest.Rig, string)) {
	see(r, "wall-idle")
	r.Tap(map[string]string{"zh": "全部登录", "en": "Log in all"}[language])
	r.Pass(3 * time.Second)
	see(r, "wall-codes")
	sixStates(r)
	see(r, "wall-six")
	r.Type("4821")
	r.Key(fyne.KeyReturn)
	r.Back.RefuseChecks(&model.Trouble{Code: model.TroubleRejected, About: "客服阿强", Detail: "设备环境异常，请更换代理后再试；错误码 40123"})
	r.Pass(4 * look)
	see(r, "wall-failed")
}

func tourInstance(r *uitest.Rig, language string, see func(*uitest.Rig, string)) {
	see(r, "instance")
	bottom(r)
	see(r, "instance-end")
	r.Canvas.Focus(field(r, 3))
	r.Type("12")
	r.Tap(map[string]string{"zh": "升级…", "en": "Upgrade…"}[language])
	see(r, "instance-upgrade")
	r.Key(fyne.KeyEscape)
	r.Back.RefuseDeeds(&model.Trouble{Code: model.TroubleRejected, About: "小美", Detail: "设备环境异常，请更换代理后再试；错误码 40123"})
	bottom(r)
	r.Tap(map[string]string{"zh": "设置代理", "en": "Set the proxy"}[language])
	see(r, "instance-refused")
	r.Back.RefuseDeeds(nil)
	bottom(r)
	r.Tap(map[string]string{"zh": "显示二维码", "en": "Show the code"}[language])
	see(r, "owncode")
}

// bottom scrolls the topmost dialog to its end.
func bottom(r *uitest.Rig) {
	scroll(r).ScrollToBottom()
	r.Settle()
}
