package manager

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/assets"
	"seatdeck/ui/theme"
)

func TestTagExpressionsAreReadableLines(t *testing.T) {
	zh := assets.LoadTexts("zh").T
	tag := func(names ...string) (list []model.TagName) {
		for _, n := range names {
			list = append(list, model.TagName{Group: "等级", Name: n})
		}
		return list
	}
	for want, e := range map[string]model.TagExpression{
		"":       {},
		"没有任何标签": {Untagged: true},
		"含任一：VIP、复购 · 不含：黑名单":     {Any: tag("VIP", "复购"), None: tag("黑名单")},
		"全部含：VIP、杭州":              {All: tag("VIP", "杭州")},
		"含任一：‹U+202E›txt.exe反的名字": {Any: tag("\u202etxt.exe反的名字")},
	} {
		require.Equal(t, want, tagExpressionWords(zh, e))
	}
}

func TestMarksShowOnTheColumnTheyAreAbout(t *testing.T) {
	text := "王总"
	remark := func(s model.DeedState) *model.Mark {
		return &model.Mark{Kind: model.DeedRemark, State: s, Want: model.DeedDetail{Remark: &text}}
	}
	require.True(t, markConcerns(remark(model.DeedQueued), columnRemark))
	require.False(t, markConcerns(remark(model.DeedQueued), columnDescription))
	require.False(t, markConcerns(nil, columnRemark))
	require.True(t, markConcerns(&model.Mark{Kind: model.DeedTag}, columnTags))

	wished, shown := wishedText(remark(model.DeedDoing), columnRemark)
	require.True(t, shown)
	require.Equal(t, text, wished)
	_, shown = wishedText(remark(model.DeedRefused), columnRemark)
	require.False(t, shown, "what was refused is not shown as if it were so")

	sign, tone := markSign(remark(model.DeedRefused))
	require.Equal(t, "!", sign)
	require.Equal(t, theme.Danger, tone)
	sign, _ = markSign(remark(model.DeedMaybe))
	require.Equal(t, "?", sign)
	sign, _ = markSign(remark(model.DeedQueued))
	require.Equal(t, "…", sign)
}

func TestAFileOfCustomersHoldsEveryColumn(t *testing.T) {
	sheet := contactSheet(assets.LoadTexts("zh").T, time.UTC)
	row := model.ContactRow{Contact: model.Contact{
		ID: 1, RemoteID: "14073752703607622", Name: "张三", Tags: []model.Tag{{Name: "VIP"}}, WeChat: true, External: true, Friendship: model.FriendNormal,
		Created: time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC), Mobile: "139",
	}, SeatName: "小美", Seats: 2, Groups: 3}
	require.Equal(t, []string{"序号", "姓名", "备注名", "描述", "标签", "坐席", "类型", "好友状态", "企业", "坐席数", "群数", "添加时间", "职位", "手机", "邮箱", "客户 ID"}, sheet.Head)
	require.Equal(t, []string{"1", "张三", "", "", "VIP", "小美", "微信", "正常", "", "2", "3", "2026-03-02", "", "139", "", "14073752703607622"}, sheet.Cells(0, row))
	require.Equal(t, []int{0, 9, 10}, sheet.Numbers)
}

func TestPatternsAreFilled(t *testing.T) {
	c := model.Contact{Name: "张三", Remark: "老张"}
	require.Equal(t, "张三-老张-7", filledPattern("{name}-{remark}-{n}", c, 7))
	require.Equal(t, "{other}", filledPattern(" {other} ", c, 1))
}
