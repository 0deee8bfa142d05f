package ui_test

import (
	"fmt"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/uitest"
)

const (
	ctrl = fyne.KeyModifierControl
	alt  = fyne.KeyModifierAlt
)

func TestFirstRun(t *testing.T) {
	uitest.Run(t, uitest.Options{Seats: 2, Unplugged: true}, func(r *uitest.Rig) {
		r.MustSee("欢迎使用坐席台", "accessKey", "accessSecret", "https://api.example.com")
		save := button(r, "保存")
		require.True(t, save.Disabled(), "nothing can be saved before the required fields are there")
		r.Type(" ak-1 ") // the cursor is in the first field that needs something
		r.Canvas.FocusNext()
		r.Type("wrong")
		require.False(t, save.Disabled())
		r.Tap("测试")
		r.MustSee("拒绝了账号或密钥", "核对账号")
		r.Canvas.Focus(entry(r, 4))
		require.Equal(t, "wrong", r.Written())
		r.Type("s3cret")
		r.MustNotSee("拒绝了账号或密钥")
		r.Tap("测试")
		r.MustSee("可以使用")
		r.Tap("保存")
		r.Pass(time.Second)
		r.MustNotSee("欢迎使用坐席台", "wrong", "s3cret")
		r.MustSee("全部坐席", "小美", "客服阿强", "有机云 在线")
	})
}

func button(r *uitest.Rig, label string) *screen.Button {
	r.T.Helper()
	for _, b := range uitest.All[*screen.Button](r) {
		if b.Text == label {
			return b
		}
	}
	r.T.Fatalf("no button says %q", label)
	return nil
}

func entry(r *uitest.Rig, n int) *screen.Entry {
	r.T.Helper()
	all := uitest.All[*screen.Entry](r)
	require.GreaterOrEqual(r.T, len(all), n)
	return all[n-1]
}

func TestFormSaysWhatIsWrong(t *testing.T) {
	uitest.Run(t, uitest.Options{Seats: 1}, func(r *uitest.Rig) {
		r.Window.Shell.OpenConnection(0)
		r.Settle()
		all := uitest.All[*screen.Entry](r)
		form := all[len(all)-4:]
		for i, c := range []struct{ text, problem string }{
			{"有机云演示", "已有同名的接入"},
			{"ftp://x", "应是 http:// 或 https:// 开头的网址"},
		} {
			r.Canvas.Focus(form[i])
			require.NotNil(t, r.Written())
			r.Type(c.text)
			r.Canvas.FocusNext()
			r.Settle()
			r.MustSee(c.problem)
		}
		require.True(t, button(r, "保存").Disabled())
	})
}

func TestRefusedConnectionHasABanner(t *testing.T) {
	uitest.Run(t, uitest.Options{Seats: 1, Secret: "wrong"}, func(r *uitest.Rig) {
		r.MustSee("有机云演示 被拒绝 · 账号或密钥不对", "接入“有机云演示”被拒绝", "还没有坐席")
		r.Tap("打开接入设置")
		r.MustSee("修改接入“有机云演示”", "不改则留空")
		r.Key(fyne.KeyEscape)
		r.MustNotSee("修改接入")
	})
}

func TestLanguageAndThemeSwitchLive(t *testing.T) {
	uitest.Run(t, uitest.Options{Seats: 2}, func(r *uitest.Rig) {
		r.Back.Says(1, "张三", "你好")
		r.Settle()
		r.Tap("张三")
		r.Type("还没发的话")
		r.Press(ctrl, fyne.KeyK)
		r.Type("英文")
		r.Key(fyne.KeyReturn)
		r.MustSee("All seats", "有机云演示 online", "你好", "Unread", "Customer")
		r.MustNotSee("全部坐席", "未读")
		r.Key(fyne.KeyEscape)
		require.Equal(t, "还没发的话", r.Written())
		before := r.App.Settings().Theme()
		r.Press(ctrl, fyne.KeyK)
		r.Type("Switch light")
		r.Key(fyne.KeyReturn)
		require.NotEqual(t, before, r.App.Settings().Theme())
		r.MustSee("All seats")
	})
}

func TestFiftySeats(t *testing.T) {
	uitest.Run(t, uitest.Options{Seats: 50, Size: fyne.NewSize(1024, 700)}, func(r *uitest.Rig) {
		r.Back.Says(37, "远方客户", "有人吗")
		r.Settle()
		r.MustSee("50 个坐席", "远方客户")
		r.Tap("50 个坐席")
		r.Type("37号")
		r.Key(fyne.KeyReturn)
		r.MustSee(uitest.SeatName(37), "远方客户")
		r.Press(ctrl, fyne.Key3)
		r.MustSee("还没有会话")
		require.Equal(t, fyne.NewSize(1024, 700), r.Canvas.Size(), "however many there are, the window stays as it is")
	})
}

func TestKeys(t *testing.T) {
	uitest.Run(t, uitest.Options{Seats: 3}, func(r *uitest.Rig) {
		now := time.Now()
		for i, name := range []string{"甲客户", "乙客户", "丙客户"} {
			r.Back.Say(1+i, name, false, r.Back.Message(name, "我是"+name, now.Add(-time.Duration(i)*time.Minute), false))
		}
		r.Settle()
		r.Press(alt, fyne.KeyDown)
		r.MustSee("小美 · 在线")
		r.Press(alt, fyne.KeyDown)
		r.MustSee("客服阿强 · 在线")
		r.Press(alt, fyne.KeyUp)
		r.MustSee("小美 · 在线")
		r.Press(ctrl, fyne.KeyJ)
		r.MustSee("李店长 · 在线")
		r.Press(ctrl, fyne.Key2)
		r.MustNotSee("乙客户", "丙客户")
		r.Press(ctrl, fyne.Key1)
		r.MustSee("甲客户", "乙客户", "丙客户", "李店长 · 在线")
		r.Press(ctrl, fyne.KeyN)
		r.MustSee("添加客户（手机号、微信号…）", "添加接入")
		r.Key(fyne.KeyEscape)
		r.Press(ctrl, fyne.KeyComma)
		r.MustSee("设置", "发送键", "0.0.0-test")
		r.Key(fyne.KeyF1) // a dialog is open: nothing on top of it
		r.MustNotSee("下一个等待的客户")
		r.Key(fyne.KeyEscape)
		r.Key(fyne.KeyEscape)
		r.Type("光标在输入框")
		require.Equal(t, "光标在输入框", r.Written())
	})
}

// A disabled input that keeps the focus swallows every key of the console.
func TestNothingUnusableKeepsTheFocus(t *testing.T) {
	uitest.Run(t, uitest.Options{Seats: 2}, func(r *uitest.Rig) {
		r.Back.Says(1, "张三", "你好")
		r.Settle()
		r.Tap("张三")
		require.NotNil(t, r.Canvas.Focused())
		r.Press(ctrl, fyne.Key3) // nothing is open there
		require.Nil(t, r.Canvas.Focused())
		r.Press(ctrl, fyne.Key1)
		require.NotNil(t, r.Canvas.Focused())
		r.Back.State(1, model.SeatBanned)
		r.Settle()
		require.Nil(t, r.Canvas.Focused())
		r.Key(fyne.KeyEscape)
		require.Nil(t, r.Canvas.Focused())
	})
}

func TestSearchOpensAtTheHit(t *testing.T) {
	uitest.Run(t, uitest.Options{Seats: 1}, func(r *uitest.Rig) {
		var list []model.Message
		now := time.Now()
		for i := range 200 {
			text := fmt.Sprintf("第 %d 句", i)
			if i == 20 {
				text = "暗号是芝麻开门"
			}
			list = append(list, r.Back.Message("张三", text, now.Add(time.Duration(i-300)*time.Minute), false))
		}
		r.Back.Say(1, "张三", false, list...)
		r.Settle()
		r.Press(ctrl, fyne.KeyF)
		r.MustSee("搜索聊天记录")
		r.Type("芝麻")
		r.MustSee("芝麻", "小美")
		r.Key(fyne.KeyReturn)
		r.MustSee("暗号是芝麻开门", "第 21 句")
		r.MustNotSee("第 150 句", "搜索消息")
	})
}

func TestFriendRequestIsAccepted(t *testing.T) {
	uitest.Run(t, uitest.Options{Seats: 1}, func(r *uitest.Rig) {
		r.Back.Deliver(model.FriendRequestSeen{Seat: model.SeatRef{RemoteID: "robot-1"}, Request: model.FriendRequest{
			RemoteID: "new-1", Name: "新朋友", Reason: "官网来的", At: time.Now(),
		}})
		r.Settle()
		r.Tap("好友申请 1")
		r.MustSee("新朋友", "官网来的", "小美")
		r.Tap("通过")
		require.Equal(t, []string{"new-1"}, r.Back.Accepted())
		r.MustSee("没有待处理的好友申请。")
		r.MustNotSee("好友申请 1")
	})
}

func TestAMalformedFrameIsToldAndTheRestGoesOn(t *testing.T) {
	uitest.Run(t, uitest.Options{Seats: 1}, func(r *uitest.Rig) {
		bad := model.PayloadRefused{Source: "socket message", Raw: []byte(`{"half`), Reason: "unexpected end", Suspect: true}
		r.Back.Deliver(bad, bad)
		r.Settle()
		r.MustSee("小美")
		r.Tap("无法解析 2")
		r.MustSee("原文已保留", "2 × unexpected end")
	})
}

func TestAddByPhone(t *testing.T) {
	uitest.Run(t, uitest.Options{Seats: 1}, func(r *uitest.Rig) {
		r.Press(ctrl, fyne.KeyN)
		r.Type("手机")
		r.Key(fyne.KeyReturn)
		send := button(r, "发送申请")
		require.True(t, send.Disabled())
		r.Type("12345")
		r.Key(fyne.KeyReturn)
		r.MustSee("请填 11 位手机号")
		require.Equal(t, "12345", r.Written())
		r.Type("138 0000-0000")
		r.Key(fyne.KeyReturn)
		r.MustSee("该用户不存在")
		require.NotEmpty(t, r.Written())
		r.Type("139 0000-0000")
		r.Key(fyne.KeyReturn)
		r.MustSee("已向 新客户 发送申请")
		r.MustNotSee("添加客户（手机号、微信号…）")
	})
}

func TestNotificationOnlyWhileAnotherWindowIsInFront(t *testing.T) {
	uitest.Run(t, uitest.Options{Seats: 1}, func(r *uitest.Rig) {
		r.Back.Says(1, "张三", "在前台")
		r.Settle()
		r.Window.Shell.SetForeground(false)
		r.Pass(5 * time.Second)
		require.Nil(t, r.Notified)
		r.Back.Says(1, "张三", "在后台")
		r.Settle()
		require.Equal(t, fyne.NewNotification("张三 · 小美", "在后台"), r.Notified)
		r.Notified = nil
		r.Window.Shell.SetForeground(true)
		r.Pass(5 * time.Second)
		r.Back.Says(1, "李四", "又在前台")
		r.Settle()
		require.Nil(t, r.Notified)
	})
}

func TestRemovingAConnectionNamesWhatGoes(t *testing.T) {
	uitest.Run(t, uitest.Options{Seats: 3}, func(r *uitest.Rig) {
		r.Press(ctrl, fyne.KeyComma)
		r.Tap("删除")
		r.MustSee("删除接入“有机云演示”？", "它的 3 个坐席")
		r.Tap("删除这些数据")
		r.Pass(time.Second)
		r.Key(fyne.KeyEscape)
		r.MustSee("欢迎使用坐席台")
	})
}
