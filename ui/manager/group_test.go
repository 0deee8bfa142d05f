package manager_test

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/ui/uitest"
)

// inGroup is the sheet of the group of the shop.
func inGroup(t *testing.T, o uitest.Options, fn func(r *uitest.Rig)) {
	inGroups(t, o, func(r *uitest.Rig) {
		ring(r, "门店群")
		r.Key(fyne.KeyReturn)
		r.Pass(time.Second)
		fn(r)
	})
}

func TestOneGroupShowsWhoIsInIt(t *testing.T) {
	inGroup(t, uitest.Options{}, func(r *uitest.Rig) {
		r.MustSee("九点前报库存", "4 人，其中外部 2 人", "外部群", "小美", "老李", "群主", "管理员", "微信", "同事", "小赵 邀请", "链接", "二维码", "2026-04-02", "坐席自己")
		r.Type("laoli")
		require.Equal(t, []string{"老李"}, listed(r))
	})
}

func TestThoseWhoLeftAreGreyAndCanNotBeRemoved(t *testing.T) {
	inGroups(t, uitest.Options{}, func(r *uitest.Rig) {
		ring(r, "仓库群")
		r.Key(fyne.KeyReturn)
		r.Pass(time.Second)
		r.MustSee("3 人，1 人已退群")
		ring(r, "旧同事")
		require.True(t, topButton(r, "移出群…").Disabled())
	})
}

func TestMembersAreRemovedTogether(t *testing.T) {
	inGroup(t, uitest.Options{}, func(r *uitest.Rig) {
		tick(r, "小美", "老李", "王小明")
		r.Back.InGroup("shop", shopMembers()[:2]...)
		pressTop(r, "移出群…")
		r.MustSee("把 2 人移出群？")
		pressTop(r, "移出")
		r.Pass(time.Second)
		require.Equal(t, []string{"remove from shop: li, wang"}, r.Back.Dealings(), "never the seat itself")
		r.MustSee("2 人，2 人已退群")
	})
}

func TestARefusalIsShownOnTheRowOfItsMember(t *testing.T) {
	inGroup(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Back.RefuseDealings(denied)
		ring(r, "老李")
		pressTop(r, "移出群…")
		pressTop(r, "移出")
		r.Pass(time.Second)
		require.Contains(t, groupTable(r).Cells(rowOf(r, "老李"), "note").Text, "频率过高")
		require.Empty(t, groupTable(r).Cells(rowOf(r, "王小明"), "note").Text)
		r.Back.RefuseDealings(nil)
		r.Back.InGroup("shop", shopMembers()[:2]...)
		ring(r, "老李")
		pressTop(r, "移出群…")
		pressTop(r, "移出")
		r.Pass(time.Second)
		require.Equal(t, "已退群", groupTable(r).Cells(rowOf(r, "老李"), "note").Text)
	})
}

func TestOnlyStaffBecomeAdministrators(t *testing.T) {
	inGroup(t, uitest.Options{}, func(r *uitest.Rig) {
		ring(r, "老李")
		pressTop(r, "设为管理员")
		r.Pass(time.Second)
		require.Empty(t, r.Back.Dealings(), "checked before the call")
		require.NotEmpty(t, groupTable(r).Cells(rowOf(r, "老李"), "note").Text)
		ring(r, "小赵")
		require.True(t, topButton(r, "设为管理员").Disabled())
		pressTop(r, "取消管理员")
		r.Pass(time.Second)
		require.Equal(t, []string{"admins shop zhao false"}, r.Back.Dealings())
		require.Empty(t, groupTable(r).Cells(rowOf(r, "小赵"), "role").Text)
	})
}

func TestAGroupIsGivenAway(t *testing.T) {
	inGroup(t, uitest.Options{}, func(r *uitest.Rig) {
		rowMenu(r, "小赵")
		r.MustSee("转让群主…")
		r.Tap("转让群主…")
		r.MustSee("把群主转让给“小赵”？")
		pressTop(r, "转让")
		require.Equal(t, []string{"transfer shop zhao"}, r.Back.Dealings())
	})
}

func TestSeveralMembersAreAskedToBeCustomers(t *testing.T) {
	inGroup(t, uitest.Options{}, func(r *uitest.Rig) {
		tick(r, "老李", "王小明")
		pressTop(r, "加为客户…")
		r.Type("我是小美")
		r.Key(fyne.KeyReturn)
		r.Pass(time.Second)
		require.Equal(t, []string{"befriend li of shop: 我是小美", "befriend wang of shop: 我是小美"}, r.Back.Dealings())
	})
}

func TestAMemberIsOpenedAsACustomer(t *testing.T) {
	inGroup(t, uitest.Options{}, func(r *uitest.Rig) {
		ring(r, "老李")
		r.Key(fyne.KeyReturn)
		r.Pass(time.Second)
		r.MustSee("大客户")
		r.Key(fyne.KeyEscape)
		ring(r, "小赵")
		r.Key(fyne.KeyReturn)
		r.MustSee("小赵 不是该坐席的客户")
	})
}

func TestOneGroupIsRenamedAnnouncedAndItsCodeShown(t *testing.T) {
	inGroup(t, uitest.Options{}, func(r *uitest.Rig) {
		pressTop(r, "改名…")
		require.Equal(t, "门店群", r.Written())
		r.Type("总店群")
		r.Key(fyne.KeyReturn)
		r.Pass(time.Second)
		r.MustSee("总店群")
		pressTop(r, "群公告…")
		r.MustSee("“总店群”的群公告", "通知所有人")
		r.Written()
		r.Type("周五盘点")
		pressTop(r, "发布")
		r.Pass(time.Second)
		r.MustSee("周五盘点")
		pressTop(r, "我的群昵称…")
		require.Equal(t, "小美", r.Written())
		r.Type("客服小美")
		r.Key(fyne.KeyReturn)
		r.Pass(time.Second)
		pressTop(r, "群二维码")
		r.MustSee("“总店群”的群二维码", "7 天内有效")
		r.Key(fyne.KeyEscape)
		require.Equal(t, []string{"rename shop 总店群", "announce shop: 周五盘点 (to all)", "nickname shop 客服小美", "code shop"}, r.Back.Dealings())
	})
}

func TestSwitchesOfAGroupAreTurnedInItsSheet(t *testing.T) {
	inGroups(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Back.HasFlags(model.FlagMuted)
		ring(r, "门店群")
		r.Key(fyne.KeyReturn)
		r.Pass(time.Second)
		r.Tap("消息免打扰")
		require.Equal(t, []string{"flag shop muted true"}, r.Back.Dealings())
	})
}

func TestLeavingAGroupShutsItsSheet(t *testing.T) {
	inGroup(t, uitest.Options{}, func(r *uitest.Rig) {
		pressTop(r, "退出群")
		r.MustSee("退出群“门店群”？")
		pressTop(r, "退出群")
		r.Pass(time.Second)
		require.Equal(t, []string{"quit shop"}, r.Back.Dealings())
		r.MustSee("已解散或已退出")
		require.True(t, topButton(r, "改名…").Disabled())
		require.False(t, topButton(r, "打开会话").Disabled())
	})
}

func TestTheConversationOfAGroupIsOpened(t *testing.T) {
	inGroup(t, uitest.Options{}, func(r *uitest.Rig) {
		pressTop(r, "打开会话")
		r.MustSee("今天的货到了吗")
		r.MustNotSee("坐席自己")
	})
}
