package panel_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/uitest"
)

// adding opens the dialog where only the first of the seats can look for people,
// and the last can't add any.
func adding(r *uitest.Rig) {
	r.Back.SeatCan(2, model.CanSendText, model.CanAddByPhone)
	r.Back.SeatCan(3, model.CanSendText)
	r.Back.State(1, model.SeatOnline)
	r.Back.State(2, model.SeatOffline)
	r.Settle()
	r.Tap("张三")
	r.Press(fyne.KeyModifierControl, fyne.KeyN)
	r.Type("手机")
	r.Key(fyne.KeyReturn)
}

func people() []model.FoundContact {
	return []model.FoundContact{
		{Contact: model.Contact{RemoteID: "f1", Name: "新客户", WeChat: true, Gender: model.GenderFemale}},
		{Contact: model.Contact{RemoteID: "f2", Name: "熟人", WeChat: true}, Friend: true},
		{Contact: model.Contact{RemoteID: "f3", Name: "赵老板", Corp: "杭州某某贸易有限公司"}, Blocked: true, Reason: "对方设置了不允许添加"},
	}
}

func TestPeopleAreFoundBeforeTheyAreAsked(t *testing.T) {
	able(t, uitest.Options{Seats: 3}, func(r *uitest.Rig) {
		r.Back.Finds(people()...)
		adding(r)
		r.MustSee("添加客户", "手机号、微信号、QQ 号")
		require.True(t, button(r, "查找").Disabled())
		r.Type("139 0000-0000")
		r.Key(fyne.KeyReturn)
		r.MustSee("新客户", "微信 · 女", "熟人", "已是好友", "赵老板", "企业微信 · 杭州某某贸易有限公司", "不能添加：对方设置了不允许添加")
		require.Equal(t, []string{"find robot-1 13900000000"}, r.Back.Dealings())
		fields := uitest.All[*screen.Entry](r)
		r.Canvas.Focus(fields[len(fields)-1])
		r.Type("我是小美")
		r.Back.RefuseDealings(refused)
		press(r, "添加")
		r.MustSee("频率过高", "新客户")
		r.Back.RefuseDealings(nil)
		press(r, "添加")
		require.Equal(t, "add robot-1 f1: 我是小美", r.Back.Dealings()[1])
		r.MustSee("已申请", "已向 新客户 发送申请")
		r.MustNotSee("频率过高")
	})
}

func TestNobodyFoundAndRefusedSearchesKeepWhatWasTyped(t *testing.T) {
	able(t, uitest.Options{Seats: 3}, func(r *uitest.Rig) {
		adding(r)
		r.Type("wxid_nobody")
		r.Key(fyne.KeyReturn)
		r.MustSee("没有找到")
		r.Back.RefuseDealings(refused)
		r.Key(fyne.KeyReturn)
		r.MustSee("频率过高")
		r.MustNotSee("没有找到")
		require.Equal(t, "wxid_nobody", r.Written())
	})
}

func TestAnotherSeatMayOnlyTakePhoneNumbers(t *testing.T) {
	able(t, uitest.Options{Seats: 3}, func(r *uitest.Rig) {
		r.Back.Finds(people()...)
		adding(r)
		r.Type("wxid_a")
		r.Key(fyne.KeyReturn)
		r.MustSee("新客户")
		pick := uitest.All[*screen.Select](r)[0]
		require.Equal(t, []string{"小美", "客服阿强"}, pick.Options, "a seat that can do neither is left out")
		pick.SetSelectedIndex(1)
		r.Settle()
		r.MustNotSee("新客户", "微信号、QQ 号")
		require.Equal(t, "wxid_a", r.Written())
		require.True(t, button(r, "发送申请").Disabled())
		r.Type("13900000000")
		r.Key(fyne.KeyReturn)
		r.MustSee("已向 新客户 发送申请")
		r.MustNotSee("申请语")
	})
}

func TestTooLongReasonIsNotSent(t *testing.T) {
	able(t, uitest.Options{Seats: 3}, func(r *uitest.Rig) {
		r.Back.Finds(people()...)
		adding(r)
		r.Type("wxid_a")
		r.Key(fyne.KeyReturn)
		fields := uitest.All[*screen.Entry](r)
		r.Canvas.Focus(fields[len(fields)-1])
		for range 51 {
			r.Canvas.Focused().TypedRune('长')
		}
		press(r, "添加")
		r.MustSee("最多 50 个字")
		require.Len(t, r.Back.Dealings(), 1, "only the search")
	})
}
