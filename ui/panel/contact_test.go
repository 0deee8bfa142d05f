package panel_test

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/uitest"
	"seatdeck/ui/widgets"
)

var (
	seat1   = model.SeatRef{RemoteID: "robot-1"}
	refused = &model.Trouble{Code: model.TroubleRejected, About: "小美", Detail: "频率过高"}
)

// able is a console whose back end can do everything with people, with a customer
// and a group known.
func able(t *testing.T, o uitest.Options, fn func(r *uitest.Rig)) {
	if o.Seats == 0 {
		o.Seats = 1
	}
	uitest.Run(t, o, func(r *uitest.Rig) {
		r.Back.Can(uitest.People()...)
		r.Back.HasFlags(model.FlagPinned, model.FlagMuted)
		vip := model.Tag{RemoteID: "1", GroupRemoteID: "g", Name: "重要客户"}
		r.Back.Tags(map[string]int{"1": 3, "2": 0, "3": 12},
			model.TagGroup{RemoteID: "g", Name: "等级", Tags: []model.Tag{vip, {RemoteID: "2", GroupRemoteID: "g", Name: "普通"}}},
			model.TagGroup{RemoteID: "h", Name: "城市", Tags: []model.Tag{{RemoteID: "3", GroupRemoteID: "h", Name: "杭州"}}},
		)
		r.Back.InGroup("门店群",
			model.Member{RemoteID: "wx1", Name: "小美", Role: model.RoleOwner},
			model.Member{RemoteID: "li", Name: "老李", WeChat: true, External: true},
			model.Member{RemoteID: "zhao", Name: "小赵", Role: model.RoleAdmin},
		)
		r.Back.Says(1, "张三", "你好")
		r.Back.Says(1, "李四", "有货吗")
		r.Back.Say(1, "门店群", true, r.Back.Message("老李", "到了吗", time.Now(), false))
		r.Back.Deliver(
			model.TagsSeen{Seat: seat1, Groups: []model.TagGroup{
				{RemoteID: "g", Name: "等级", Tags: []model.Tag{vip, {RemoteID: "2", GroupRemoteID: "g", Name: "普通"}}},
				{RemoteID: "h", Name: "城市", Tags: []model.Tag{{RemoteID: "3", GroupRemoteID: "h", Name: "杭州"}}},
			}},
			model.ContactSeen{Seat: seat1, Contact: model.Contact{RemoteID: "张三", Name: "张三", WeChat: true, External: true, Tags: []model.Tag{vip}}},
			model.ContactSeen{Seat: seat1, Contact: model.Contact{RemoteID: "李四", Name: "李四", WeChat: true, External: true, Corp: "李记水产"}},
			model.ContactSeen{Seat: seat1, Contact: model.Contact{RemoteID: "wang", Name: "王小明", WeChat: true, External: true, Tags: []model.Tag{vip}}},
			model.ContactSeen{Seat: seat1, Contact: model.Contact{RemoteID: "li", Name: "老李", WeChat: true, External: true}},
			model.GroupSeen{Seat: seat1, Group: model.Group{RemoteID: "门店群", Name: "门店群", OwnerID: "wx1", MemberCount: 3, OuterCount: 1, Notice: "九点前报库存"}},
			model.MembersSeen{Seat: seat1, GroupID: "门店群", Whole: true, Members: []model.Member{
				{RemoteID: "wx1", Name: "小美", Role: model.RoleOwner},
				{RemoteID: "li", Name: "老李", WeChat: true, External: true},
				{RemoteID: "zhao", Name: "小赵", Role: model.RoleAdmin},
			}},
		)
		r.Settle()
		fn(r)
	})
}

// button is the topmost button that says text.
func button(r *uitest.Rig, text string) *screen.Button {
	r.T.Helper()
	var found *screen.Button
	for _, b := range uitest.All[*screen.Button](r) {
		if b.Text == text {
			found = b
		}
	}
	require.NotNil(r.T, found, "no button %q: %s", text, r)
	return found
}

// press presses the topmost button that says text, in sight or scrolled away.
func press(r *uitest.Rig, text string) {
	r.T.Helper()
	b := button(r, text)
	require.False(r.T, b.Disabled(), "%q is shut", text)
	b.OnTapped()
	r.Settle()
}

// openTags opens the sheet about the tags of the customer.
func openTags(r *uitest.Rig) {
	r.Tap("张三")
	r.TapIcon("document-create")
	r.MustSee("“张三”的标签", "已选 1 个标签", "等级", "城市", "杭州")
}

func TestTagsOfAContactAreExactlyThoseTicked(t *testing.T) {
	able(t, uitest.Options{}, func(r *uitest.Rig) {
		openTags(r)
		r.Tap("杭州")
		r.Tap("重要客户")
		r.Tap("普通")
		r.MustSee("已选 2 个标签")
		press(r, "保存")
		require.Equal(t, []string{"tag 张三: 普通, 杭州"}, r.Back.Dealings())
		r.MustNotSee("“张三”的标签", "重要客户")
		r.MustSee("普通", "杭州", "已更新 张三 的标签")
	})
}

func TestRefusedTagsKeepTheChoice(t *testing.T) {
	able(t, uitest.Options{}, func(r *uitest.Rig) {
		openTags(r)
		r.Tap("杭州")
		r.Back.RefuseDealings(refused)
		press(r, "保存")
		r.MustSee("频率过高", "“张三”的标签", "已选 2 个标签")
		r.Back.RefuseDealings(nil)
		press(r, "保存")
		require.Equal(t, []string{"tag 张三: 杭州, 重要客户"}, r.Back.Dealings())
	})
}

func TestTagsAreFilteredByPinyinAndTickedByKeyboard(t *testing.T) {
	able(t, uitest.Options{}, func(r *uitest.Rig) {
		openTags(r)
		r.Type("hz")
		r.MustSee("杭州")
		r.MustNotSee("普通")
		r.Key(fyne.KeyReturn)
		r.MustSee("已选 2 个标签")
		r.Key(fyne.KeyReturn)
		r.MustSee("已选 1 个标签")
		require.Equal(t, "hz", r.Written())
		r.Type("zhongyao")
		r.MustSee("重要客户")
		require.Equal(t, "zhongyao", r.Written())
		r.Type("没有的")
		r.MustSee("没有匹配的标签", "新建“没有的”")
	})
}

func TestTagIsCreatedInPlaceAndTicked(t *testing.T) {
	able(t, uitest.Options{}, func(r *uitest.Rig) {
		openTags(r)
		r.Type("老客")
		r.Back.RefuseDealings(refused)
		r.Key(fyne.KeyReturn)
		r.MustSee("频率过高", "新建“老客”")
		require.Equal(t, "老客", r.Written(), "what was typed stays")
		r.Back.RefuseDealings(nil)
		r.Type("老客")
		r.Key(fyne.KeyReturn)
		r.MustSee("已选 2 个标签", "老客")
		press(r, "保存")
		require.Equal(t, []string{"create tag 老客 in g", "tag 张三: 老客, 重要客户"}, r.Back.Dealings())
	})
}

func TestTagsAreManaged(t *testing.T) {
	able(t, uitest.Options{}, func(r *uitest.Rig) {
		openTags(r)
		press(r, "管理标签…")
		r.MustSee("管理标签", "3 人", "12 人", "0 人")
		require.True(t, button(r, "改名").Disabled(), "nothing is chosen")
		r.Tap("杭州")
		press(r, "改名")
		r.MustSee("给标签“杭州”改名")
		require.True(t, button(r, "保存").Disabled(), "it is the old name")
		require.Equal(t, "杭州", r.Written())
		r.Type("杭州市")
		r.Back.RefuseDealings(refused)
		r.Key(fyne.KeyReturn)
		r.MustSee("频率过高")
		require.Equal(t, "杭州市", r.Written())
		r.Back.RefuseDealings(nil)
		r.Key(fyne.KeyReturn)
		r.MustNotSee("给标签“杭州”改名")
		r.MustSee("杭州市")
		press(r, "删除")
		r.MustSee("删除标签“杭州市”？", "12 位客户有这个标签")
		r.Key(fyne.KeyEscape)
		require.Equal(t, []string{"rename tag 3 杭州市"}, r.Back.Dealings(), "it was only asked")
		press(r, "删除")
		press(r, "删除")
		r.MustNotSee("杭州市")
		require.Equal(t, "delete tag 3", r.Back.Dealings()[1])
	})
}

func TestContactsWithATagAreListedAndWrittenTo(t *testing.T) {
	able(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Tap("李四")
		r.TapIcon("document-create")
		press(r, "管理标签…")
		r.Tap("重要客户")
		press(r, "客户…")
		r.MustSee("有标签“重要客户”的客户", "张三", "王小明")
		r.Tap("王小明")
		r.MustSee("和 王小明 还没有会话", "有标签“重要客户”的客户")
		r.Tap("张三")
		r.MustNotSee("有标签“重要客户”的客户", "管理标签")
		r.MustSee("你好")
	})
}

func TestSeatThatOnlyKeepsTagsShowsThemAlone(t *testing.T) {
	able(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Back.Can(model.CanSendText, model.CanListTags, model.CanEditTags)
		r.Back.State(1, model.SeatOnline)
		r.Settle()
		r.Tap("张三")
		r.TapIcon("document-create")
		r.MustSee("管理标签")
		r.MustNotSee("“张三”的标签", "3 人")
		r.Tap("重要客户")
		press(r, "删除")
		r.MustSee("2 位客户有这个标签") // as the file has it: the back end counts none
	})
}

func TestFriendStateIsAskedAndSaid(t *testing.T) {
	for _, c := range []struct {
		state model.Friendship
		says  []string
	}{
		{model.FriendNormal, []string{"检查结果：好友"}},
		{model.FriendDeletedUs, []string{"检查结果：对方已删除我方", "对方已删除我方"}},
		{model.FriendUnknown, []string{"检查结果：没有查到"}},
	} {
		able(t, uitest.Options{}, func(r *uitest.Rig) {
			r.Back.FriendIs(c.state)
			r.Tap("张三")
			press(r, "检查好友状态")
			r.MustSee(c.says...)
			r.Back.RefuseDealings(refused)
			press(r, "检查好友状态")
			r.MustSee("频率过高")
			r.MustNotSee("检查结果")
		})
	}
}

func TestDeletingAContactAsksFirst(t *testing.T) {
	able(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Tap("张三")
		press(r, "删除客户")
		r.MustSee("删除客户“张三”？", "聊天记录留在本机")
		r.Key(fyne.KeyEscape)
		require.Empty(t, r.Back.Dealings())
		r.Back.RefuseDealings(refused)
		press(r, "删除客户")
		press(r, "删除客户")
		r.MustSee("频率过高")
		r.MustNotSee("已移除")
		r.Back.RefuseDealings(nil)
		press(r, "删除客户")
		press(r, "删除客户")
		r.MustSee("已移除", "已删除 张三")
		require.Equal(t, []string{"delete 张三"}, r.Back.Dealings())
		require.True(t, button(r, "删除客户").Disabled(), "there is nobody left to delete")
	})
}

func TestSwitchesShowWhatTheBackEndKeeps(t *testing.T) {
	able(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Tap("张三")
		mute := check(r, "消息免打扰")
		require.False(t, mute.Checked)
		r.Tap("消息免打扰")
		require.Equal(t, []string{"flag 张三 muted true"}, r.Back.Dealings())
		require.True(t, check(r, "消息免打扰").Checked)
		r.Back.RefuseDealings(refused)
		r.Tap("消息免打扰")
		r.MustSee("频率过高")
		require.True(t, check(r, "消息免打扰").Checked, "it goes back")
		r.Tap("李四")
		require.False(t, check(r, "消息免打扰").Checked)
		r.Tap("张三")
		require.True(t, check(r, "消息免打扰").Checked)
		r.MustNotSee("折叠")
	})
}

func check(r *uitest.Rig, text string) *screen.Check {
	r.T.Helper()
	for _, c := range uitest.All[*screen.Check](r) {
		if c.Text == text {
			return c
		}
	}
	r.T.Fatalf("no switch %q: %s", text, r)
	return nil
}

func TestDescriptionThatNobodyKeepsIsSaid(t *testing.T) {
	able(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Tap("张三")
		r.Back.RefuseEdits(&model.Trouble{Code: model.TroubleUnsupported, About: "小美"})
		about := uitest.All[*widgets.EditableText](r)[1]
		about.Edit()
		r.Type("爱问物流")
		r.Key(fyne.KeyReturn)
		r.MustSee("后端不保存“描述”，没有修改。")
		about.Edit()
		require.Equal(t, "爱问物流", r.Written(), "what was typed is still there")
	})
}

func TestNothingIsOfferedThatTheBackEndCannotDo(t *testing.T) {
	able(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Back.Can(model.CanSendText)
		r.Back.State(1, model.SeatOnline)
		r.Settle()
		for _, peer := range []string{"张三", "门店群"} {
			r.Tap(peer)
			for _, b := range uitest.All[*screen.Button](r) {
				require.NotContains(t, []string{"检查好友状态", "删除客户", "新建群…", "邀请成员…", "退出群", "群二维码", "置顶消息", "更新资料"}, b.Text)
			}
			require.Empty(t, uitest.All[*screen.Check](r))
		}
		r.Menu("老李")
		r.MustNotSee("移出群…", "加为客户…")
	})
}
