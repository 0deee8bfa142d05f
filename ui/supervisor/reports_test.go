package supervisor_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/uitest"
	"seatdeck/ui/widgets"
)

// onReports is the page of reports after a little talk on two seats.
func onReports(t *testing.T, o uitest.Options, fn func(r *uitest.Rig)) {
	o.Seats = max(o.Seats, 3)
	uitest.Run(t, o, func(r *uitest.Rig) {
		r.Pass(time.Hour)
		r.Back.Says(1, "老李", "在吗")
		r.Pass(2 * time.Minute)
		r.Back.Say(1, "老李", false, r.Back.Message("老李", "在的", time.Now(), true))
		r.Back.Say(1, "老李", false, r.Back.Message("老李", "那就好", time.Now().Add(time.Second), false), r.Back.Message("老李", "谢谢您", time.Now().Add(2*time.Second), true))
		r.Back.Says(2, "=1+1", "你好")
		r.Pass(time.Minute)
		r.Back.Deliver(
			model.TeamsSeen{Teams: []model.Team{{ID: "1", Name: "售前"}}},
			model.SeatSeen{Partial: true, Seat: model.Seat{RemoteID: "robot-1", Teams: "1"}},
		)
		r.Settle()
		r.Press(ctrl, fyne.KeyB)
		r.Press(alt, fyne.Key3)
		r.Pass(second)
		fn(r)
	})
}

func TestTheReportOfToday(t *testing.T) {
	onReports(t, uitest.Options{}, func(r *uitest.Rig) {
		require.Equal(t, []string{"合计", "小美", "客服阿强", "李店长"}, cells(r, "name"))
		require.Equal(t, []string{"3", "2", "1", "0"}, cells(r, "received"))
		require.Equal(t, []string{"2", "2", "0", "0"}, cells(r, "sent"))
		require.Equal(t, []string{"1", "0", "1", "0"}, cells(r, "unanswered"))
		require.Equal(t, []string{"2 分钟", "2 分钟", "–", "–"}, cells(r, "mean_first"))
		r.MustSee("2000-01-01 · 3 个坐席", "时段消息", "响应时间")
		r.MustNotSee("每天消息") // of one day
	})
}

func TestTheReportBySomethingElse(t *testing.T) {
	onReports(t, uitest.Options{}, func(r *uitest.Rig) {
		picked(r, "按坐席", "按分组")
		require.Equal(t, []string{"合计", "售前", "未分组"}, sorted(cells(r, "name")))
		picked(r, "按分组", "按接入")
		require.Equal(t, []string{"合计", "有机云演示"}, cells(r, "name"))
		picked(r, "今天", "最近 7 天")
		picked(r, "按接入", "按天")
		require.Len(t, cells(r, "name"), 8)
		r.MustSee("每天消息", "1999-12-26 至 2000-01-01")
		picked(r, "全部分组", "售前")
		require.Equal(t, "2", cells(r, "received")[0])
	})
}

// sorted puts what comes after the total in order.
func sorted(names []string) []string {
	if len(names) == 3 && names[1] > names[2] {
		names[1], names[2] = names[2], names[1]
	}
	return names
}

func TestCustomDays(t *testing.T) {
	onReports(t, uitest.Options{}, func(r *uitest.Rig) {
		picked(r, "今天", "自选日期")
		entries := uitest.All[*screen.Entry](r)
		require.Len(t, entries, 2)
		require.Equal(t, "2000-01-01", entries[0].Text)
		entries[1].SetText("1999-12-01")
		entries[1].OnSubmitted("")
		r.Pass(second)
		r.MustSee("结束日期早于开始日期", "2000-01-01 · 3 个坐席")
		entries[0].SetText("morgen")
		entries[0].OnSubmitted("")
		r.Settle()
		r.MustSee("“morgen”不是日期")
		entries[0].SetText("1999/12/1")
		entries[1].SetText("1999-12-31")
		entries[1].OnSubmitted("")
		r.Pass(second)
		r.MustSee("1999-12-01 至 1999-12-31")
		require.Equal(t, "0", cells(r, "received")[0])
	})
}

func TestAReportIsSorted(t *testing.T) {
	onReports(t, uitest.Options{}, func(r *uitest.Rig) {
		theBoard(r).OnSort("sent", false)
		r.Settle()
		require.Equal(t, []string{"2", "0", "0", "2"}, cells(r, "sent"), "the total stays on top")
		theBoard(r).OnSort("mean_first", true)
		r.Settle()
		require.Equal(t, "小美", cells(r, "name")[1])
	})
}

func TestAReportStaysAsItWasMade(t *testing.T) {
	onReports(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Back.Says(1, "老李", "还在吗")
		r.Pass(10 * time.Second)
		require.Equal(t, "3", cells(r, "received")[0])
		r.MustSee("之后有新数据")
		pressed(r, "刷新")
		require.Equal(t, "4", cells(r, "received")[0])
		r.MustNotSee("之后有新数据")
	})
}

func TestAReportIsExported(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("HOME", folder)
	onReports(t, uitest.Options{}, func(r *uitest.Rig) {
		pressed(r, "导出…")
		r.Written() // and so selected
		r.Type("r.csv")
		pressed(r, "导出")
		r.MustSee("报表已写入 r.csv。")
		raw, err := os.ReadFile(filepath.Join(folder, "r.csv"))
		require.NoError(t, err)
		text := string(raw)
		require.Equal(t, 5, strings.Count(text, "\n"), text)
		require.Contains(t, text, "平均等待（秒）")
		require.Contains(t, text, "小美")
		require.Contains(t, text, "合计")
	})
}

func TestAChartOfAReportIsSaved(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("HOME", folder)
	onReports(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Tap("保存图片")
		r.Written()
		r.Type("c.png")
		pressed(r, "保存图片")
		raw, err := os.ReadFile(filepath.Join(folder, "c.png"))
		require.NoError(t, err)
		require.Equal(t, "\x89PNG", string(raw[:4]))
	})
}

func TestReportsFit(t *testing.T) {
	looks(t, func(o uitest.Options, name string) {
		onReports(t, o, func(r *uitest.Rig) {
			r.MustFit("reports")
			selects := uitest.All[*screen.Select](r)
			selects[0].SetSelectedIndex(6)
			r.Pass(second)
			r.MustFit("reports of chosen days")
			require.NotEmpty(t, uitest.All[*widgets.Table](r))
			r.Shot("reports-" + name)
		})
	})
}
