package manager_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/ui/uitest"
	"seatdeck/ui/widgets"
)

func TestTagsOfAllSeatsStandUnderTheirHeadings(t *testing.T) {
	onTags(t, uitest.Options{}, func(r *uitest.Rig) {
		r.MustSee("等级 · 个人标签", "城市 · 企业标签", "重要客户", "杭州", "6 位 · 2 坐席", "1 位 · 2 坐席", "选择一个标签")
		r.MustSee("仅在本机生效", "不能新建、改名或删除分组")
		r.Tap("重要客户")
		r.MustSee("本机 6 位客户", "客户0", "客户5", "小美、客服阿强")
		r.MustNotSee("张三", vipTag.RemoteID)
	})
}

func TestTagsAreFoundByPinyinAndChosenByKeyboard(t *testing.T) {
	onTags(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Type("hz")
		r.MustNotSee("普通")
		r.Key(fyne.KeyReturn)
		r.MustSee("本机 1 位客户", "张三")
	})
}

func TestTheBackEndCountsTagsOfOneSeat(t *testing.T) {
	onTags(t, uitest.Options{Seats: 1}, func(r *uitest.Rig) {
		r.MustNotSee("后台 7")
		pickSeat(r, "小美")
		r.MustSee("6 位 · 后台 7", "0 位 · 后台 0")
	})
}

func TestOrderOfTagsIsKeptHere(t *testing.T) {
	onTags(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Tap("普通")
		tagOrder(r, "重要客户", "普通", "杭州")
		pressAlt(r, fyne.KeyUp)
		tagOrder(r, "普通", "重要客户", "杭州")
		pressAlt(r, fyne.KeyUp) // it is the first one already
		tagOrder(r, "普通", "重要客户", "杭州")
		r.Tap("城市 · 企业标签")
		pressAlt(r, fyne.KeyUp)
		tagOrder(r, "杭州", "普通", "重要客户")
		require.Empty(t, r.Back.Dealings(), "no back end is told")
	})
}

func TestATagIsMadeOnTheSeatsThatAreTicked(t *testing.T) {
	onTags(t, uitest.Options{}, func(r *uitest.Rig) {
		pressTop(r, "新建标签")
		r.MustSee("请填标签名称")
		r.Type("复购")
		r.Pass(previewRest)
		r.MustSee("将在 2 个坐席上处理")
		r.Tap("小美")
		r.Pass(previewRest)
		r.MustSee("将在 1 个坐席上处理", "做完后可以撤销")
		pressTop(r, "新建标签")
		require.Equal(t, []string{"create tag 复购 in g"}, r.Back.Dealings())
		r.MustSee("已完成：新建标签「复购」")
	})
}

func TestRenamingACorpTagSaysWhomItConcerns(t *testing.T) {
	onTags(t, uitest.Options{Seats: 1}, func(r *uitest.Rig) {
		r.Tap("杭州")
		r.Key(fyne.KeyF2)
		r.MustSee("对整个公司生效", "请填新的名称")
		r.Type("市")
		r.Pass(previewRest)
		r.Key(fyne.KeyReturn)
		require.Equal(t, []string{"rename tag 3 杭州市"}, r.Back.Dealings())
		r.MustSee("杭州市")
		r.MustNotSee("请填新的名称")
	})
}

func TestANameThatIsTakenIsMergedInstead(t *testing.T) {
	onTags(t, uitest.Options{Seats: 1}, func(r *uitest.Rig) {
		r.Tap("重要客户")
		pressTop(r, "改名…")
		r.Written() // and so selected
		r.Type("普通")
		r.MustSee("同一分组里已有这个名称")
		require.True(t, topButton(r, "改名").Disabled())
	})
}

func TestDeletingATagSaysHowManyHaveIt(t *testing.T) {
	onTags(t, uitest.Options{Seats: 1}, func(r *uitest.Rig) {
		r.Tap("重要客户")
		pressTop(r, "删除…")
		r.MustSee("有 6 位客户带着这个标签", "此操作不能撤销")
		pressTop(r, "删除")
		require.Equal(t, []string{"delete tag " + vipTag.RemoteID}, r.Back.Dealings())
		r.MustNotSee("6 位", "客户0")
		r.MustSee("选择一个标签")
	})
}

func TestMergingGivesEverybodyTheOtherTag(t *testing.T) {
	onTags(t, uitest.Options{Seats: 1}, func(r *uitest.Rig) {
		r.Tap("重要客户")
		pressTop(r, "合并到…")
		r.MustSee("请选择要合并到哪个标签", "它会留下，但不再有客户")
		require.True(t, topButton(r, "合并").Disabled())
		r.Type("pt")
		r.Key(fyne.KeyReturn)
		r.Pass(previewRest)
		pressTop(r, "合并")
		done := r.Back.Dealings()
		require.Len(t, done, 7)
		require.Equal(t, "tag c0: 普通", done[0])
		require.Equal(t, "delete tag "+vipTag.RemoteID, done[6], "after everybody has the other one")
		r.MustSee("给 6 位客户打上「普通」，取下「重要客户」", "已完成 7")
	})
}

func TestATagIsTakenOffThoseWhoAreChosenAndPutBack(t *testing.T) {
	onTags(t, uitest.Options{Seats: 1}, func(r *uitest.Rig) {
		r.Tap("重要客户")
		table := uitest.All[*widgets.Table](r)[0]
		table.OnChoose(0, 1, true)
		pressTop(r, "从所选 2 位取下…")
		r.MustSee("将处理 2 位客户", "小美")
		pressTop(r, "取下")
		require.Equal(t, []string{"tag c0: ", "tag c1: "}, r.Back.Dealings())
		r.MustSee("从 2 位客户取下「重要客户」", "已完成 2")
		pressTop(r, "撤销")
		require.Equal(t, []string{"tag c0: ", "tag c1: "}, r.Back.Dealings()[:2])
		require.ElementsMatch(t, []string{"tag c0: 重要客户", "tag c1: 重要客户"}, r.Back.Dealings()[2:])
		r.MustSee("给 2 位客户打上「重要客户」（撤销）", "已完成 2")
	})
}

func TestWhereSeatsCanNotEditTagsTheReasonCanBeRead(t *testing.T) {
	onTags(t, uitest.Options{Seats: 1}, func(r *uitest.Rig) {
		r.MustSee("新建标签")
		r.Back.Can(model.CanListTags, model.CanTagContacts, model.CanListContacts)
		lookAgain(r)
		openPage(r, fyne.Key3)
		r.MustSee("不能新建、改名、删除标签（后端没有这项能力）：小美")
		r.Tap("重要客户")
		r.MustNotSee("新建标签", "改名…", "删除…")
		r.MustSee("合并到…", "给客户打上…")
		r.Key(fyne.KeyF2)
		r.Key(fyne.KeyDelete)
		require.Empty(t, r.Canvas.Overlays().List())
	})
}

// pressAlt presses a key with Alt on what has the keyboard.
func pressAlt(r *uitest.Rig, key fyne.KeyName) {
	r.T.Helper()
	list, ok := r.Canvas.Focused().(fyne.Shortcutable)
	require.True(r.T, ok, "no list has the keyboard")
	list.TypedShortcut(&desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierAlt})
	r.Settle()
}

// tagOrder fails the test unless the tags are listed in that order. The list is
// the last to name them.
func tagOrder(r *uitest.Rig, names ...string) {
	r.T.Helper()
	var seen []string
	for _, text := range r.Texts() {
		for _, name := range names {
			if text == name {
				seen = append(seen, name)
			}
		}
	}
	require.Equal(r.T, names, seen[max(len(seen)-len(names), 0):])
}
