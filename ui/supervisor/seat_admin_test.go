package supervisor_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/uitest"
	"seatdeck/ui/widgets"
)

// inAdmin is the sheet in which seats are administered.
func inAdmin(t *testing.T, fn func(r *uitest.Rig)) {
	onCompany(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Tap("坐席管理…")
		fn(r)
	})
}

func TestASeatIsFoundByPhone(t *testing.T) {
	inAdmin(t, func(r *uitest.Rig) {
		submit(r)
		r.MustSee("手机号和姓名填一个。")
		r.Type("13900001111")
		r.Key(fyne.KeyReturn)
		r.Pass(second)
		r.MustSee("没有找到。")
		r.Back.FindsSeat("robot-2")
		r.Key(fyne.KeyReturn)
		r.Pass(second)
		require.Equal(t, []string{"find seat 13900001111", "find seat 13900001111"}, r.Back.Dealings())
		r.Tap("客服阿强 · 在线")
		r.Pass(second)
		r.MustSee("← 坐席看板")
	})
}

func TestACustomerLeadsToTheConversationWithASeat(t *testing.T) {
	inAdmin(t, func(r *uitest.Rig) {
		r.Back.Says(3, "wm-li", "在吗？昨天的货到了没有")
		r.Back.FindsCustomer("wm-li", robot(3), robot(1), model.SeatRef{RemoteID: "unknown"})
		pressWord(r, "找客户", 0)
		r.Type("李建国")
		submit(r)
		r.MustSee("头像地址和昵称都要填。")
		r.Canvas.Focus(beside[*screen.Entry](r, "头像地址"))
		r.Type("https://example.com/a.png")
		submit(r)
		r.Pass(second)
		r.MustSee("2 个坐席认识", "李店长 · 在线", "小美 · 在线")
		r.Tap("小美 · 在线")
		r.Pass(second)
		r.MustSee("小美 和这位客户还没有会话。")
		r.Tap("李店长 · 在线")
		r.Pass(second)
		r.MustSee("昨天的货到了没有")
		r.MustNotSee("坐席管理")
	})
}

func TestAnAccountIsImportedAndWhatWasTypedStaysIfItIsRefused(t *testing.T) {
	inAdmin(t, func(r *uitest.Rig) {
		pressWord(r, "导入账号", 0)
		submit(r)
		r.MustSee("请填写账号 ID。")
		r.Type("wx-77")
		beside[*screen.Entry](r, "简称").SetText("门店三")
		beside[*screen.Select](r, "主账号").SetSelectedIndex(1)
		r.Back.RefuseDealings(&model.Trouble{Code: model.TroubleRejected, About: "wx-77", Detail: "账号不存在"})
		submit(r)
		r.Pass(second)
		r.MustSee("账号不存在")
		require.Equal(t, "wx-77", beside[*screen.Entry](r, "账号 ID").Text)
		r.Back.RefuseDealings(nil)
		submit(r)
		r.Pass(second)
		require.Equal(t, []string{"import wx-77 门店三 main=robot-1 team= 0s–0s 0"}, r.Back.Dealings())
		r.MustSee("已导入 wx-77")
	})
}

func TestSeatsAreBoundToAMainOne(t *testing.T) {
	inAdmin(t, func(r *uitest.Rig) {
		pressWord(r, "绑定子账号", 0)
		submit(r)
		r.MustSee("请选主账号和至少一个别的坐席。")
		r.Tap("选择…")
		lists := uitest.All[*widgets.List](r)
		r.Canvas.Focus(lists[len(lists)-1])
		r.Key(fyne.KeyReturn) // the main one itself: it is left out
		r.Key(fyne.KeyDown)
		r.Key(fyne.KeyReturn)
		submit(r)
		r.MustSee("小美、客服阿强")
		submit(r)
		r.Pass(second)
		require.Equal(t, []string{"bind robot-1: robot-2"}, r.Back.Dealings())
		r.MustSee("已把 1 个坐席绑到 小美。")
	})
}

func TestTransfersAreCountedSeatAfterSeat(t *testing.T) {
	inAdmin(t, func(r *uitest.Rig) {
		r.Back.Moves(map[string]int{"robot-2": 5})
		pressWord(r, "转接数", 0)
		require.Equal(t, []string{"–", "–", "–", "–"}, listed(r, "n"))
		r.Tap("全部查询")
		r.Pass(second)
		require.Equal(t, []string{"0", "5", "0", "0"}, listed(r, "n"))
	})
}

func TestKeywordsAreListed(t *testing.T) {
	inAdmin(t, func(r *uitest.Rig) {
		r.Back.Watches("返利", "加微信")
		pressWord(r, "关键词", 1)
		r.Pass(second)
		r.MustSee("返利、加微信")
	})
}
