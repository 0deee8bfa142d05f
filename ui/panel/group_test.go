package panel_test

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/uitest"
	"seatdeck/ui/widgets"
)

// edit types into a value that is changed in place; the nth from above.
func edit(r *uitest.Rig, n int, text string) *widgets.EditableText {
	r.T.Helper()
	e := uitest.All[*widgets.EditableText](r)[n]
	e.Edit()
	r.Written() // so that it is replaced
	r.Type(text)
	r.Key(fyne.KeyReturn)
	return e
}

func TestGroupIsRenamedAndTheSeatNamesItself(t *testing.T) {
	able(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Tap("门店群")
		r.MustSee("群资料", "九点前报库存", "老李", "小赵", "管理员", "群主")
		require.Equal(t, "小美", uitest.All[*widgets.EditableText](r)[1].Value(), "as the list of members has it")
		edit(r, 0, "南京路门店群")
		r.MustSee("南京路门店群")
		edit(r, 1, "客服小美")
		require.Equal(t, []string{"rename 门店群 南京路门店群", "nickname 门店群 客服小美"}, r.Back.Dealings())
		r.Back.RefuseDealings(refused)
		name := edit(r, 0, "改不了")
		r.MustSee("频率过高")
		require.Equal(t, "南京路门店群", name.Value())
	})
}

func TestNoticeIsPublished(t *testing.T) {
	able(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Tap("门店群")
		press(r, "群公告…")
		r.MustSee("“门店群”的群公告", "发布后会通知全群")
		require.True(t, button(r, "发布").Disabled(), "it is the old one")
		require.Equal(t, "九点前报库存", r.Written())
		r.Type("周五盘点")
		r.Key(fyne.KeyReturn)
		r.Type("请准备单据")
		r.Back.RefuseDealings(refused)
		press(r, "发布")
		r.MustSee("频率过高")
		require.Equal(t, "周五盘点\n请准备单据", r.Written(), "what was typed stays")
		r.Back.RefuseDealings(nil)
		r.Press(fyne.KeyModifierControl, fyne.KeyReturn)
		r.Settle()
		require.Equal(t, []string{"announce 门店群: 周五盘点\n请准备单据"}, r.Back.Dealings())
		r.MustNotSee("发布后会通知全群")
		r.MustSee("群公告已发布", "周五盘点 请准备单据")
	})
}

// member opens the menu of a member and takes an item.
func member(r *uitest.Rig, name, item string) {
	r.T.Helper()
	r.Pass(5 * time.Second) // what was said in passing is gone
	r.Menu(name)
	r.MustSee(item)
	r.Tap(item)
}

func TestMemberMenuOffersWhatCanBeDone(t *testing.T) {
	able(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Tap("门店群")
		r.Menu("小赵")
		r.MustSee("加为客户…", "取消管理员", "转让群主…", "移出群…")
		r.Key(fyne.KeyEscape)
		r.MustNotSee("移出群…")
		list := uitest.All[*widgets.List](r)[len(uitest.All[*widgets.List](r))-1]
		r.Canvas.Focus(list)
		r.Key(fyne.KeyReturn)
		r.MustNotSee("移出群…", "转让群主…") // the first is the seat itself
		r.Key(fyne.KeyDown)
		r.Key(fyne.KeyReturn)
		r.MustSee("取消管理员") // admins come before the others
		r.Key(fyne.KeyEscape)
		require.Equal(t, list, r.Canvas.Focused(), "the keyboard is back in the list")
		r.Key(fyne.KeyDown)
		r.Key(desktop.KeyMenu)
		r.MustSee("设为管理员")
		r.Key(fyne.KeyDown)
		r.Key(fyne.KeyDown)
		r.Key(fyne.KeyReturn)
		require.Empty(t, r.Back.Dealings(), "only staff can be: it is not even asked for")
		r.MustSee("不能设为管理员")
	})
}

func TestMembersArePromotedRemovedAndGivenTheGroup(t *testing.T) {
	able(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Tap("门店群")
		member(r, "小赵", "取消管理员")
		r.MustSee("小赵 不再是管理员")
		r.Pass(5 * time.Second)
		r.Menu("小赵")
		r.MustSee("设为管理员")
		r.Key(fyne.KeyEscape)

		member(r, "小赵", "转让群主…")
		r.MustSee("把群主转让给“小赵”？", "只有新群主能转让回来")
		r.Back.RefuseDealings(refused)
		press(r, "转让")
		r.MustSee("频率过高")
		r.Back.RefuseDealings(nil)
		member(r, "小赵", "转让群主…")
		press(r, "转让")
		r.MustNotSee("频率过高")
		r.MustSee("群主已转让给 小赵")

		r.Back.InGroup("门店群", model.Member{RemoteID: "wx1", Name: "小美"}, model.Member{RemoteID: "zhao", Name: "小赵", Role: model.RoleOwner})
		member(r, "老李", "移出群…")
		r.MustSee("把“老李”移出群？")
		press(r, "移出")
		r.MustSee("已把 老李 移出群")
		require.Equal(t, []string{"admins 门店群 zhao false", "transfer 门店群 zhao", "remove from 门店群: li"}, r.Back.Dealings())
		r.MustSee("已退群")
		r.Pass(5 * time.Second)
		r.Menu("小赵")
		r.MustNotSee("移出群…") // the owner now
	})
}

func TestMemberIsAskedToBeACustomer(t *testing.T) {
	able(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Tap("门店群")
		member(r, "老李", "加为客户…")
		r.MustSee("加“老李”为客户", "申请语")
		r.Type("我是小美")
		r.Back.RefuseDealings(refused)
		r.Key(fyne.KeyReturn)
		r.MustSee("频率过高")
		require.Equal(t, "我是小美", r.Written())
		r.Back.RefuseDealings(nil)
		r.Key(fyne.KeyReturn)
		require.Equal(t, []string{"befriend li of 门店群: 我是小美"}, r.Back.Dealings())
		r.MustSee("已向 老李 发送申请")
		r.MustNotSee("加“老李”为客户")
	})
}

func TestCustomersAreInvited(t *testing.T) {
	able(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Tap("门店群")
		press(r, "邀请成员…")
		r.MustSee("邀请客户进“门店群”", "李记水产", "已在群里")
		require.True(t, button(r, "邀请 0 人").Disabled())
		r.Type("xm")
		r.MustNotSee("李记水产")
		r.Key(fyne.KeyReturn)
		r.MustSee("邀请 1 人")
		r.MustNotSee("将发送邀请")
		r.Written()
		r.Type("laoli")
		r.Key(fyne.KeyReturn)
		r.MustSee("邀请 1 人") // 老李 is in the group
		r.Back.RefuseDealings(refused)
		press(r, "邀请 1 人")
		r.MustSee("频率过高", "邀请 1 人")
		r.Back.RefuseDealings(nil)
		press(r, "邀请 1 人")
		require.Equal(t, []string{"invite to 门店群: wang"}, r.Back.Dealings())
		r.MustNotSee("邀请客户进“门店群”")
	})
}

func TestLargeGroupsSendInvitations(t *testing.T) {
	for _, c := range []struct {
		members int
		sent    bool
	}{{38, false}, {39, true}} {
		able(t, uitest.Options{}, func(r *uitest.Rig) {
			r.Back.Deliver(model.GroupSeen{Seat: seat1, Group: model.Group{RemoteID: "门店群", MemberCount: c.members}, Partial: true})
			r.Settle()
			r.Tap("门店群")
			press(r, "邀请成员…")
			r.Tap("王小明")
			require.Equal(t, c.sent, r.Sees("群超过 40 人，将发送邀请"), c.members)
		})
	}
}

func TestGroupIsMadeOfChosenContacts(t *testing.T) {
	able(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Tap("张三")
		press(r, "新建群…")
		r.MustSee("新建群", "建群（1 人）")
		r.Type("售后群")
		r.Tap("王小明")
		press(r, "建群（2 人）")
		require.Equal(t, []string{"create group robot-1 售后群: 张三, wang"}, r.Back.Dealings())
		r.MustSee("群已建好")
	})
}

func TestNewGroupFromThePaletteAsksForTheSeat(t *testing.T) {
	able(t, uitest.Options{Seats: 3}, func(r *uitest.Rig) {
		r.Back.SeatCan(3, model.CanSendText)
		r.Back.Deliver(model.ContactSeen{Seat: model.SeatRef{RemoteID: "robot-2"}, Contact: model.Contact{RemoteID: "chen", Name: "陈晨"}})
		r.Settle()
		r.Tap("张三")
		r.Press(fyne.KeyModifierControl, fyne.KeyK)
		r.Type("新建群")
		r.Key(fyne.KeyReturn)
		r.Tap("王小明")
		r.MustSee("建群（1 人）")
		pick := uitest.All[*screen.Select](r)[0]
		require.Equal(t, []string{"小美", "客服阿强"}, pick.Options, "a seat that can't is left out")
		pick.SetSelectedIndex(1)
		r.Settle()
		r.MustNotSee("王小明", "李记水产")
		r.MustSee("建群（0 人）")
		r.Tap("陈晨")
		pick.SetSelectedIndex(0)
		r.Settle()
		r.MustSee("王小明", "建群（1 人）") // what was chosen of each seat stays
		pick.SetSelectedIndex(1)
		r.Settle()
		press(r, "建群（1 人）")
		require.Equal(t, []string{"create group robot-2 : chen"}, r.Back.Dealings())
	})
}

func TestPinnedMessagesAreListedAndTakenOff(t *testing.T) {
	able(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Back.Pins(
			model.PinnedMessage{RemoteID: "p1", Summary: "报库存的表在这里", SenderID: "li", At: time.Now()},
			model.PinnedMessage{RemoteID: "p2", Summary: "周五盘点", SenderID: "stranger"},
		)
		r.Tap("门店群")
		press(r, "置顶消息")
		r.MustSee("“门店群”的置顶消息", "报库存的表在这里", "老李 · ", "周五盘点", "stranger")
		r.Back.RefuseDealings(refused)
		press(r, "取消置顶")
		r.MustSee("频率过高", "周五盘点")
		r.Back.RefuseDealings(nil)
		press(r, "取消置顶")
		require.Equal(t, []string{"unpin 门店群 p2"}, r.Back.Dealings())
		r.MustNotSee("周五盘点")
		press(r, "取消置顶")
		r.MustSee("没有置顶消息")
		r.Key(fyne.KeyEscape)
		r.Back.RefuseDealings(refused)
		press(r, "置顶消息")
		r.MustSee("频率过高")
		r.Back.RefuseDealings(nil)
		press(r, "重试")
		r.MustSee("没有置顶消息")
	})
}

func TestGroupCodeIsDrawnAndRead(t *testing.T) {
	able(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Tap("门店群")
		press(r, "群二维码")
		r.MustSee("“门店群”的群二维码", "7 天内有效")
		bitmap, err := gozxing.NewBinaryBitmapFromImage(r.Canvas.Capture())
		require.NoError(t, err)
		result, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
		require.NoError(t, err)
		require.Equal(t, uitest.GroupCodeOf("门店群"), result.GetText())
		require.False(t, button(r, "保存为 PNG").Disabled())
		r.Key(fyne.KeyEscape)
		r.Back.RefuseDealings(refused)
		press(r, "群二维码")
		r.MustSee("频率过高")
	})
}

func TestLeavingAGroupAsksFirst(t *testing.T) {
	able(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Tap("门店群")
		press(r, "退出群")
		r.MustSee("退出群“门店群”？", "要有人邀请才能回来")
		r.Key(fyne.KeyEscape)
		require.Empty(t, r.Back.Dealings())
		press(r, "退出群")
		press(r, "退出群")
		require.Equal(t, []string{"quit 门店群"}, r.Back.Dealings())
		r.MustSee("已解散或已退出", "已退出 门店群")
		require.True(t, button(r, "退出群").Disabled())
		r.Menu("老李")
		r.MustNotSee("移出群…")
	})
}

// A failure that comes after another conversation was opened is still told.
func TestFailureAfterThePanelMovedOnIsTold(t *testing.T) {
	able(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Tap("张三")
		r.Back.RefuseDealings(refused)
		b := button(r, "检查好友状态")
		b.OnTapped()
		require.True(t, b.Disabled())
		b.OnTapped() // a second press does nothing
		r.Tap("李四")
		r.MustSee("频率过高")
	})
}
