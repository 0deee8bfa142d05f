package login_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	goqrcode "github.com/skip2/go-qrcode"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/uitest"
)

// look is how long the console takes at most to notice what became of a login.
const look = 4 * time.Second

// offline is a console of which some seats are out and can log in by code.
func offline(t *testing.T, o uitest.Options, out int, fn func(r *uitest.Rig)) {
	uitest.Run(t, o, func(r *uitest.Rig) {
		r.Back.Can(uitest.Logins()...)
		for seat := 1; seat <= max(out, 1); seat++ {
			r.Back.State(seat, model.SeatOffline)
		}
		r.Settle()
		if out == 0 { // the change was to have the capabilities read
			r.Back.State(1, model.SeatOnline)
			r.Settle()
		}
		fn(r)
	})
}

// opened is one with the dialog of its only seat open.
func opened(t *testing.T, o uitest.Options, fn func(r *uitest.Rig)) {
	o.Seats = 1
	offline(t, o, 1, func(r *uitest.Rig) {
		press := "扫码登录"
		if o.Language == "en" {
			press = "Log in by code"
		}
		r.Tap(press)
		fn(r)
	})
}

// scan is what a phone makes of the window; "" where it finds no code.
func scan(r *uitest.Rig) string {
	r.T.Helper()
	return decode(r, r.Canvas.Capture())
}

func decode(r *uitest.Rig, img image.Image) string {
	r.T.Helper()
	bitmap, err := gozxing.NewBinaryBitmapFromImage(img)
	require.NoError(r.T, err)
	result, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
	if err != nil {
		return ""
	}
	return result.GetText()
}

// code is what the topmost code in sight says; "" where there is none. It is much
// faster than a scan of the whole window.
func code(r *uitest.Rig) string {
	r.T.Helper()
	all := uitest.All[*canvas.Raster](r)
	if len(all) == 0 {
		return ""
	}
	top := all[len(all)-1]
	return decode(r, top.Generator(int(top.Size().Width), int(top.Size().Height)))
}

func button(r *uitest.Rig, label string) *screen.Button {
	r.T.Helper()
	for _, b := range uitest.All[*screen.Button](r) {
		if b.Text == label {
			return b
		}
	}
	r.T.Fatalf("no button says %q: %s", label, r)
	return nil
}

func TestOneClickShowsACodeThatAPhoneReads(t *testing.T) {
	for _, theme := range []string{"light", "dark"} {
		t.Run(theme, func(t *testing.T) {
			opened(t, uitest.Options{Theme: theme, Size: smallest}, func(r *uitest.Rig) {
				r.MustSee("登录坐席“小美”", "用这个账号的手机扫码", "过期会自动换新码", "用手机确认", "60")
				require.Equal(t, uitest.CodeOf(1, 1), scan(r))
			})
		})
	}
}

func TestCodeThatComesAsAPictureIsShown(t *testing.T) {
	picture, err := goqrcode.Encode("https://wx.work/picture", goqrcode.Medium, 180)
	require.NoError(t, err)
	offline(t, uitest.Options{Seats: 1, Theme: "dark", Size: smallest}, 1, func(r *uitest.Rig) {
		r.Back.PictureCodes(picture)
		r.Tap("扫码登录")
		require.Equal(t, "https://wx.work/picture", scan(r))
	})
}

func TestPictureThatCantBeReadSaysSoAndAnotherCodeHelps(t *testing.T) {
	offline(t, uitest.Options{Seats: 1}, 1, func(r *uitest.Rig) {
		r.Back.PictureCodes([]byte("<html>"))
		r.Tap("扫码登录")
		r.MustSee("看不懂", "再试一次")
		r.Back.PictureCodes(nil)
		r.Key(fyne.KeyReturn)
		r.MustNotSee("看不懂")
		require.Equal(t, uitest.CodeOf(1, 2), code(r))
	})
}

func TestCountdownRunsTurnsAmberAndTheCodeIsReplaced(t *testing.T) {
	offline(t, uitest.Options{Seats: 1}, 1, func(r *uitest.Rig) {
		r.Back.CodesLast(20 * time.Second)
		r.Tap("扫码登录")
		r.MustSee("20")
		r.Pass(5 * time.Second)
		r.MustSee("15")
		calm := ring(r)
		r.Pass(6 * time.Second)
		r.MustSee("9")
		require.NotEqual(t, calm, ring(r), "under ten seconds it is amber")
		require.Equal(t, uitest.CodeOf(1, 1), code(r))
		r.Back.Login(1, model.LoginProgress{Step: model.LoginStepExpired})
		r.Pass(look)
		require.Equal(t, uitest.CodeOf(1, 2), code(r), "a code that ran out is replaced unasked")
		require.Equal(t, calm, ring(r))
	})
}

// ring is the colour of the seconds that are left.
func ring(r *uitest.Rig) color.Color {
	r.T.Helper()
	for _, text := range uitest.All[*canvas.Text](r) {
		if len(text.Text) > 0 && len(text.Text) <= 2 && text.Text[0] >= '0' && text.Text[0] <= '9' {
			return text.Color
		}
	}
	r.T.Fatalf("no seconds in sight: %s", r)
	return nil
}

func TestEveryStepIsSeen(t *testing.T) {
	opened(t, uitest.Options{Size: smallest}, func(r *uitest.Rig) {
		who := model.LoginProgress{Step: model.LoginStepScanned, Name: "王小美", Avatar: "https://img.example.com/a.png", Ticket: "t-1"}
		face := image.NewNRGBA(image.Rect(0, 0, 60, 60))
		for i := range face.Pix {
			face.Pix[i] = []byte{0xD0, 0x10, 0xD0, 0xFF}[i%4]
		}
		var file bytes.Buffer
		require.NoError(t, png.Encode(&file, face))
		r.Back.Serve("https://img.example.com/a.png", file.Bytes())

		r.Back.Login(1, who)
		r.Pass(look)
		r.MustSee("王小美", "已扫码，请在手机上确认登录", "转到后台")
		r.MustNotSee("用手机确认")
		require.Empty(t, scan(r), "a code that was scanned is of no use any more")
		require.True(t, shows(r, face.At(0, 0)), "the face of the account")

		who.Step = model.LoginStepPIN
		r.Back.Login(1, who)
		r.Pass(look)
		r.MustSee("王小美", "输入手机上显示的验证码")
		require.True(t, button(r, "提交").Disabled())
		r.Type("123 4")
		require.False(t, button(r, "提交").Disabled())
		r.Type("56")
		require.Equal(t, uitest.GoodPIN, r.Written())
		r.Key(fyne.KeyReturn)
		r.MustSee("已确认，正在上线…")
		require.Equal(t, []string{"t-1 " + uitest.GoodPIN}, r.Back.PINs())

		r.Back.State(1, model.SeatOnline)
		r.Settle()
		r.MustSee("已上线")
		r.Pass(2 * time.Second)
		r.MustNotSee("已上线", "登录坐席“小美”", "离线")
	})
}

// shows tells whether a picture of that colour is in sight.
func shows(r *uitest.Rig, want color.Color) bool {
	for _, p := range uitest.All[*canvas.Image](r) {
		if p.Image != nil && color.NRGBAModel.Convert(p.Image.At(0, 0)) == want {
			return true
		}
	}
	return false
}

func TestWrongPINIsSaidAndEnteredAgain(t *testing.T) {
	opened(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Back.Login(1, model.LoginProgress{Step: model.LoginStepPIN, Ticket: "t-1"})
		r.Pass(look)
		r.Type("４８２１") // full-width, as a Chinese keyboard types them
		r.Key(fyne.KeyReturn)
		r.MustSee("验证码不对，请看手机重新输入")
		require.Empty(t, r.Written())
		r.Type("999")
		r.Key(fyne.KeyReturn)
		require.Equal(t, []string{"t-1 4821"}, r.Back.PINs(), "too short to be one")
		r.Pass(look)
		require.Equal(t, "999", r.Written(), "what is being typed stays")
		r.Type(uitest.GoodPIN)
		r.Tap("提交")
		r.MustSee("已确认，正在上线…")
	})
}

func TestPastedPINLosesItsBlanks(t *testing.T) {
	opened(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Back.Login(1, model.LoginProgress{Step: model.LoginStepPIN, Ticket: "t-1"})
		r.Pass(look)
		fyne.CurrentApp().Clipboard().SetContent(" 123 456\n")
		r.Canvas.Focused().(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutPaste{Clipboard: fyne.CurrentApp().Clipboard()})
		r.Settle()
		require.Equal(t, uitest.GoodPIN, r.Written())
	})
}

func TestPushAsksThePhoneAndACodeCanBeHadInstead(t *testing.T) {
	opened(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Tap("用手机确认")
		r.MustSee("请在手机上确认登录", "改用扫码")
		require.Equal(t, []string{"robot-1"}, r.Back.Pushed())
		require.Empty(t, code(r))
		r.Key(fyne.KeyReturn)
		require.Equal(t, uitest.CodeOf(1, 2), code(r))
	})
}

func TestNoPushWithoutTheCapability(t *testing.T) {
	uitest.Run(t, uitest.Options{Seats: 1}, func(r *uitest.Rig) {
		r.Back.Can(model.CanQRLogin)
		r.Back.State(1, model.SeatOffline)
		r.Settle()
		r.Tap("扫码登录")
		r.MustNotSee("用手机确认", "实例…")
	})
}

func TestWhatWentWrongHasOneThingToDo(t *testing.T) {
	for _, c := range []struct {
		name  string
		spoil func(*uitest.Rig)
		says  string
		do    string
	}{
		{"refused", func(r *uitest.Rig) { r.Back.Login(1, model.LoginProgress{Step: model.LoginStepRefused}) }, "手机上拒绝了这次登录", "换一个新码"},
		{"rejected", func(r *uitest.Rig) {
			r.Back.RefuseChecks(&model.Trouble{Code: model.TroubleRejected, About: "小美", Detail: "设备环境异常"})
		}, "设备环境异常", "再试一次"},
		{"credentials", func(r *uitest.Rig) {
			r.Back.RefuseChecks(&model.Trouble{Code: model.TroubleCredentials, About: "api.example.com"})
		}, "拒绝了账号或密钥", "打开接入设置"},
		{"blocked", func(r *uitest.Rig) {
			r.Back.RefuseChecks(&model.Trouble{Code: model.TroubleBlocked, About: "robot-1", Detail: time.Now().Add(time.Hour).UTC().Format(time.RFC3339)})
		}, "09:00:", "再试一次"}, // a bubble begins at midnight UTC
	} {
		t.Run(c.name, func(t *testing.T) {
			opened(t, uitest.Options{}, func(r *uitest.Rig) {
				c.spoil(r)
				r.Pass(4 * look)
				r.MustSee(c.says, c.do)
				require.Empty(t, code(r))
				r.Back.RefuseChecks(nil)
				r.Key(fyne.KeyReturn)
				if c.do == "打开接入设置" {
					r.MustSee("修改接入“有机云演示”")
					return
				}
				r.MustNotSee(c.says)
				require.Equal(t, uitest.CodeOf(1, 2), code(r))
			})
		})
	}
}

func TestBannedSeatIsOfferedNothingToTry(t *testing.T) {
	offline(t, uitest.Options{Seats: 1}, 1, func(r *uitest.Rig) {
		r.Back.RefuseCodes(&model.Trouble{Code: model.TroubleBanned, About: "小美"})
		r.Tap("扫码登录")
		r.MustSee("小美已被封号", "关闭")
		r.MustNotSee("再试一次", "用手机确认")
		r.Key(fyne.KeyReturn)
		r.MustNotSee("登录坐席“小美”")
	})
}

func TestNetworkThatIsGoneForAMomentLeavesTheCodeInSight(t *testing.T) {
	opened(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Back.RefuseChecks(&model.Trouble{Code: model.TroubleUnreachable, About: "api.example.com"})
		r.Pass(look)
		r.MustSee("连接不上 api.example.com")
		require.Equal(t, uitest.CodeOf(1, 1), code(r))
		r.Back.RefuseChecks(nil)
		r.Pass(look)
		r.MustNotSee("连接不上")
		require.Equal(t, uitest.CodeOf(1, 1), code(r))
	})
}

func TestNobodyScans(t *testing.T) {
	opened(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Pass(11 * time.Minute)
		r.MustSee("一直没有人扫码", "换一个新码")
		before := r.Back.Codes(1)
		r.Pass(10 * time.Minute)
		require.Equal(t, before, r.Back.Codes(1), "no code is fetched for nobody")
		r.Key(fyne.KeyReturn)
		require.Equal(t, uitest.CodeOf(1, before+1), code(r))
	})
}

func TestClosingEndsALoginThatNobodyScanned(t *testing.T) {
	opened(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Key(fyne.KeyEscape)
		r.MustNotSee("登录坐席“小美”")
		require.Empty(t, r.Console.Logins.All())
	})
}

func TestClosingLeavesALoginAloneThatWasScanned(t *testing.T) {
	opened(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Back.Login(1, model.LoginProgress{Step: model.LoginStepScanned, Name: "王小美"})
		r.Pass(look)
		r.Tap("转到后台")
		r.Back.Login(1, model.LoginProgress{Step: model.LoginStepPIN, Name: "王小美", Ticket: "t-1"})
		r.Pass(look)
		r.Tap("扫码登录")
		r.MustSee("王小美", "输入手机上显示的验证码")
		require.Equal(t, 1, r.Back.Codes(1), "it goes on where it was")
		r.Type(uitest.GoodPIN)
		r.Key(fyne.KeyReturn)
		r.MustSee("已确认，正在上线…")
	})
}

func TestEnterClosesWhenTheSeatIsOnline(t *testing.T) {
	opened(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Back.State(1, model.SeatOnline)
		r.Settle()
		r.MustSee("已上线")
		r.Key(fyne.KeyReturn)
		r.MustNotSee("登录坐席“小美”")
		r.Pass(5 * time.Second)
	})
}

func TestDialogByKeyboardAlone(t *testing.T) {
	opened(t, uitest.Options{}, func(r *uitest.Rig) {
		var order []string
		for range 3 {
			r.Canvas.FocusNext()
			order = append(order, r.Canvas.Focused().(*screen.Button).Text)
		}
		require.Equal(t, []string{"用手机确认", "实例…", "取消"}, order)
		r.Key(fyne.KeyReturn)
		r.MustNotSee("登录坐席“小美”")
	})
}
