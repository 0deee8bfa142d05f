package manager_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/uitest"
)

func TestGroupsOfAllSeatsInOneTable(t *testing.T) {
	inGroups(t, uitest.Options{}, func(r *uitest.Rig) {
		r.MustSee("仓库群", "杭州群", "门店群", "客服阿强", "外部群", "内部群", "120", "已选 0 · 共 3")
		r.MustNotSee("去年的群")
		require.Equal(t, []string{"仓库群", "杭州群", "门店群"}, listed(r), "by name")
		pickSeat(r, "客服阿强")
		require.Equal(t, []string{"杭州群"}, listed(r))
	})
}

func TestGroupsAreFoundByNamePinyinAndInitials(t *testing.T) {
	inGroups(t, uitest.Options{}, func(r *uitest.Rig) {
		for text, want := range map[string]string{"门店": "门店群", "cangku": "仓库群", "hzq": "杭州群"} {
			r.Written()
			r.Type(text)
			require.Equal(t, []string{want}, listed(r), text)
		}
		r.Written()
		r.Type("没有这个群")
		r.MustSee("没有匹配的群", "清除筛选")
		pressedWidget(r, "清除筛选")
		require.Len(t, listed(r), 3)
	})
}

func TestGroupsAreFiltered(t *testing.T) {
	for _, c := range []struct {
		filter string
		line   string
		said   string
		want   []string
	}{
		{"类型", "内部群", "筛选：内部群", []string{"仓库群"}},
		{"类型", "外部群", "筛选：外部群", []string{"杭州群", "门店群"}},
		{"状态", "已解散或已退出", "筛选：已解散或已退出", []string{"去年的群"}},
		{"群主", "我方是群主", "筛选：我方是群主", []string{"门店群"}},
		{"人数", "11–40 人", "筛选：11–40 人", []string{"杭州群"}},
		{"人数", "41–200 人", "筛选：41–200 人", []string{"仓库群"}},
	} {
		t.Run(c.filter+" "+c.line, func(t *testing.T) {
			inGroups(t, uitest.Options{}, func(r *uitest.Rig) {
				filterBy(r, c.filter, c.line)
				r.MustSee(c.said)
				require.Equal(t, c.want, listed(r))
				filterBy(r, "清除筛选")
				require.Len(t, listed(r), 3)
				r.MustNotSee("筛选：")
			})
		})
	}
}

func TestGroupsOfAnOwnerWhoIsChosen(t *testing.T) {
	inGroups(t, uitest.Options{}, func(r *uitest.Rig) {
		filterBy(r, "群主", "选择群主…")
		r.MustSee("选择群主")
		r.Type("老李")
		r.Key(fyne.KeyReturn)
		r.Pass(time.Second)
		r.MustSee("筛选：群主是老李")
		require.Equal(t, []string{"杭州群"}, listed(r))
	})
}

func TestSizesOfOnesOwn(t *testing.T) {
	inGroups(t, uitest.Options{}, func(r *uitest.Rig) {
		filterBy(r, "人数", "自定义…")
		r.Type("100-10")
		r.Key(fyne.KeyReturn)
		r.Settle()
		r.MustSee("人数范围", "100-10")
		r.Written()
		r.Type("100-")
		r.Key(fyne.KeyReturn)
		r.Pass(time.Second)
		r.MustSee("筛选：100 人以上")
		require.Equal(t, []string{"仓库群"}, listed(r))
	})
}

func TestHeadingsSortGroups(t *testing.T) {
	inGroups(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Tap("人数")
		if len(listed(r)) != 3 || listed(r)[0] != "门店群" { // the filter of that name was on top
			r.Key(fyne.KeyEscape)
			groupTable(r).OnSort("members", false)
		}
		r.Pass(time.Second)
		require.Equal(t, []string{"门店群", "杭州群", "仓库群"}, listed(r))
		groupTable(r).OnSort("members", true)
		r.Pass(time.Second)
		require.Equal(t, []string{"仓库群", "杭州群", "门店群"}, listed(r))
	})
}

func TestColumnsOfGroupsAreChosenAndKept(t *testing.T) {
	inGroups(t, uitest.Options{}, func(r *uitest.Rig) {
		r.MustSee("微信人数")
		r.Tap("列…")
		r.MustSee("显示哪些列")
		for _, box := range uitest.All[*screen.Check](r) {
			if box.Text == "微信人数" {
				box.SetChecked(false)
			}
		}
		r.Settle()
		pressTop(r, "关闭")
		r.MustNotSee("微信人数")
		p, err := r.Console.Settings.Get(context.Background())
		require.NoError(t, err)
		require.Equal(t, "name,seat,owner,members,kind,state,created,modified", p.Columns["groups"])
	})
}

func TestAGroupIsRenamedInItsCell(t *testing.T) {
	inGroups(t, uitest.Options{}, func(r *uitest.Rig) {
		ring(r, "门店群")
		r.Key(fyne.KeyF2)
		require.Equal(t, "门店群", r.Written())
		r.Type("南京路门店群")
		r.Key(fyne.KeyReturn)
		r.Pass(3 * time.Second)
		require.Contains(t, r.Back.Dealings(), "rename shop 南京路门店群")
		r.MustSee("南京路门店群")
	})
}

func TestARefusalIsShownOnTheRowOfItsGroup(t *testing.T) {
	inGroups(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Back.RefuseDealings(denied)
		ring(r, "门店群")
		r.Key(fyne.KeyF2)
		r.Written()
		r.Type("改不了")
		r.Key(fyne.KeyReturn)
		r.Pass(3 * time.Second)
		row := rowOf(r, "门店群")
		require.Equal(t, "!", groupTable(r).Cells(row, "name").Glyph)
		require.Contains(t, groupTable(r).Cells(row, "state").Text, "频率过高")
		require.Equal(t, "门店群", groupTable(r).Cells(row, "name").Text, "the cache keeps the truth")
		filterBy(r, "有待处理的")
		require.Equal(t, []string{"门店群"}, listed(r))
		ring(r, "门店群")
		r.Back.RefuseDealings(nil)
		pressedWidget(r, "重试")
		r.Pass(3 * time.Second)
		filterBy(r, "清除筛选")
		r.MustSee("改不了")
		require.Equal(t, "", groupTable(r).Cells(rowOf(r, "改不了"), "name").Glyph)
	})
}

func TestManyGroupsAreRenamedByAPattern(t *testing.T) {
	inGroups(t, uitest.Options{}, func(r *uitest.Rig) {
		tick(r, "杭州群", "门店群")
		r.MustSee("已选 2 · 共 3")
		pressTop(r, "改名…")
		r.MustSee("给 2 个群改名", "请填新的群名称。")
		r.Type("旗舰 ")
		pressedWidget(r, "+ 原名称")
		r.MustSee("门店群 → 旗舰 门店群", "杭州群 → 旗舰 杭州群")
		begin(r, "改名")
		require.ElementsMatch(t, []string{"rename shop 旗舰 门店群", "rename hz 旗舰 杭州群"}, r.Back.Dealings())
	})
}

func TestANoticeGoesToThreeGroups(t *testing.T) {
	inGroups(t, uitest.Options{}, func(r *uitest.Rig) {
		tick(r, "杭州群", "门店群", "仓库群")
		pressTop(r, "群公告…")
		r.MustSee("给 3 个群发公告", "通知所有人")
		r.Type("周五盘点")
		begin(r, "发布")
		require.ElementsMatch(t, []string{"announce shop: 周五盘点 (to all)", "announce hz: 周五盘点 (to all)", "announce store: 周五盘点 (to all)"}, r.Back.Dealings())
	})
}

func TestSomebodyIsRemovedFromChosenGroups(t *testing.T) {
	inGroups(t, uitest.Options{}, func(r *uitest.Rig) {
		tick(r, "仓库群", "门店群")
		pressTop(r, "移出成员…")
		r.MustSee("从 2 个群移出成员", "老李", "小赵", "请勾选要移出的人。")
		r.MustNotSee("旧同事")
		r.Type("laoli")
		require.Equal(t, []string{"老李"}, listed(r))
		tick(r, "老李")
		begin(r, "移出")
		require.ElementsMatch(t, []string{"remove from shop: li", "remove from store: li"}, r.Back.Dealings())
	})
}

func TestWhoIsTickedStaysSoWhileTheSearchChanges(t *testing.T) {
	inGroups(t, uitest.Options{}, func(r *uitest.Rig) {
		tick(r, "仓库群", "门店群")
		pressTop(r, "成员汇总")
		r.MustSee("2 个群的成员汇总", "所在群数", "已选 0 · 共 4 人")
		require.Equal(t, "2", groupTable(r).Cells(rowOf(r, "老李"), "in").Text)
		require.Equal(t, "1", groupTable(r).Cells(rowOf(r, "王小明"), "in").Text)
		tick(r, "老李")
		entries := uitest.All[*screen.Entry](r)
		r.Canvas.Focus(entries[len(entries)-1])
		r.Type("wang")
		tick(r, "王小明")
		r.MustSee("已选 2 · 共 1 人")
		pressTop(r, "移出这些群…")
		r.MustSee("把 2 人移出这些群")
		begin(r, "移出")
		require.ElementsMatch(t, []string{"remove from shop: li, wang", "remove from store: li"}, r.Back.Dealings())
	})
}

func TestCustomersAreInvitedIntoGroups(t *testing.T) {
	inGroups(t, uitest.Options{}, func(r *uitest.Rig) {
		tick(r, "门店群", "仓库群")
		pressTop(r, "邀请…")
		r.MustSee("邀请客户进 2 个群", "孙七")
		r.Type("sunqi")
		tick(r, "孙七")
		begin(r, "邀请")
		require.ElementsMatch(t, []string{"invite to shop: sun", "invite to store: sun"}, r.Back.Dealings())
	})
}

func TestSeatsLeaveGroups(t *testing.T) {
	inGroups(t, uitest.Options{}, func(r *uitest.Rig) {
		tick(r, "门店群", "仓库群")
		pressTop(r, "退出群…")
		r.MustSee("退出 2 个群？")
		begin(r, "退出")
		require.ElementsMatch(t, []string{"quit shop", "quit store"}, r.Back.Dealings())
		r.Key(fyne.KeyEscape)
		r.Pass(time.Second)
		require.Equal(t, []string{"杭州群"}, listed(r))
	})
}

func TestACustomersGroupsAndTheWayOutOfAll(t *testing.T) {
	inGroups(t, uitest.Options{}, func(r *uitest.Rig) {
		tick(r, "门店群")
		pressTop(r, "成员汇总")
		ring(r, "老李")
		pressTop(r, "所在的群…")
		r.MustSee("“老李”所在的群", "客服阿强")
		require.ElementsMatch(t, []string{"仓库群", "杭州群", "门店群"}, listed(r))
		pressTop(r, "移出全部群…")
		r.MustSee("把“老李”移出 3 个群？")
		begin(r, "移出")
		require.ElementsMatch(t, []string{"remove from shop: li", "remove from store: li"}, r.Back.Dealings(), "an owner stays")
	})
}

func TestSettingsAreCopiedToOtherGroups(t *testing.T) {
	inGroups(t, uitest.Options{}, func(r *uitest.Rig) {
		tick(r, "杭州群", "门店群")
		pressTop(r, "复制设置…")
		r.MustSee("把“门店群”的设置复制到", "入群欢迎语", "会覆盖目标群现有的设置")
		require.True(t, topButton(r, "复制到 1 个群").Disabled(), "nothing is ticked")
		r.Tap("入群欢迎语")
		r.Tap("默认回复")
		r.Back.RefuseDealings(denied)
		pressTop(r, "复制到 1 个群")
		r.MustSee("频率过高", "复制到 1 个群")
		r.Back.RefuseDealings(nil)
		pressTop(r, "复制到 1 个群")
		r.MustSee("已复制到 1 个群")
		require.Equal(t, []string{"copy [welcome default] of shop to robot-2 hz"}, r.Back.Dealings())
	})
}

func TestGroupsAreExported(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("HOME", dir)
	inGroups(t, uitest.Options{}, func(r *uitest.Rig) {
		pressTop(r, "导出…")
		r.MustSee("导出 3 个群")
		r.Canvas.Focused().(*screen.Entry).SetText("list.csv")
		pressTop(r, "导出")
		r.Pass(time.Second)
		r.MustSee("已导出 3 行到 list.csv")
		raw, err := os.ReadFile(filepath.Join(dir, "list.csv"))
		require.NoError(t, err)
		require.Contains(t, string(raw), "序号,群名称,群主,状态,群类型,群人数,创建时间,更新时间,坐席")
		require.Contains(t, string(raw), "1,仓库群,小赵,正常,内部群,120,2026-03-03 16:00,,小美")
	})
}

func TestTheBackEndsOwnFileIsOfferedForOneSeat(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("HOME", dir)
	inGroups(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Back.Offers("https://files.example.com/groups.xlsx")
		r.Back.Serve("https://files.example.com/groups.xlsx", []byte("PK theirs"))
		tick(r, "门店群", "仓库群")
		pressTop(r, "导出…")
		r.MustSee("导出 2 个群", "后端的文件…")
		pressTop(r, "后端的文件…")
		r.Canvas.Focused().(*screen.Entry).SetText("theirs.xlsx")
		pressTop(r, "导出")
		r.Pass(time.Second)
		raw, err := os.ReadFile(filepath.Join(dir, "theirs.xlsx"))
		require.NoError(t, err)
		require.Equal(t, "PK theirs", string(raw))
	})
}

func TestWhatNoSeatCanDoAboutGroupsIsAbsent(t *testing.T) {
	uitest.Run(t, uitest.Options{Seats: 2}, func(r *uitest.Rig) {
		r.Back.Can(model.CanSendText, model.CanListContacts, model.CanListGroups, model.CanRenameGroup)
		fillGroups(r)
		openPage(r, fyne.Key1)
		r.Pass(time.Second)
		r.MustSee("改名…", "打开会话", "导出…", "缺少的操作？")
		r.MustNotSee("群公告…", "移出成员…", "退出群…", "复制设置…", "新建群…")
		pressedWidget(r, "缺少的操作？")
		r.MustSee("小美、客服阿强：后端不支持", "移出成员", "取群二维码")
		r.Key(fyne.KeyEscape)
		rowMenu(r, "门店群")
		r.MustNotSee("退出群…")
	})
}

func TestCountsSayWhetherTheBackEndAgrees(t *testing.T) {
	inGroups(t, uitest.Options{}, func(r *uitest.Rig) {
		r.MustNotSee("后台")
		r.MustSee("重新读取")
		pressedWidget(r, "重新读取")
		require.Contains(t, r.Back.Dealings(), "sync robot-1")
		r.MustSee("已开始重新读取")
	})
}
