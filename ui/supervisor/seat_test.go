package supervisor_test

import (
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/uitest"
	"seatdeck/ui/widgets"
)

// onSeat is the page of the seat that is called so.
func onSeat(r *uitest.Rig, name string) {
	r.T.Helper()
	table := theBoard(r)
	for i := range table.Count() {
		if table.Cells(i, "seat").Text == name {
			r.Canvas.Focus(table)
			table.SetRing(i)
			r.Key(fyne.KeyReturn)
			r.Pass(second)
			return
		}
	}
	r.T.Fatalf("no such seat: %s", r)
}

func TestEnterOpensASeatAndEscapeLeavesIt(t *testing.T) {
	onBoard(t, uitest.Options{}, func(r *uitest.Rig) {
		onSeat(r, "客服阿强")
		r.MustSee("← 坐席看板", "客服阿强", "在线 · 3 分钟", "状态时间线", "响应时间", "消息量", "正在等待的客户", "老李", "登录日志", "打开会话")
		r.MustNotSee("等得最久", "上线", "下线", "检查日志")
		r.Key(fyne.KeyEscape)
		r.MustSee("等得最久 · 2")
		r.Key(fyne.KeyReturn) // the table has the keyboard, and the ring is where it was
		r.Pass(second)
		r.MustSee("← 坐席看板", "客服阿强")
		r.Tap("← 坐席看板")
		r.MustSee("等得最久 · 2")
	})
}

func TestASeatsPageSaysWhatTheSeatIs(t *testing.T) {
	onBoard(t, uitest.Options{}, func(r *uitest.Rig) {
		onSeat(r, "小美")
		r.MustSee("分组 售前", "编号 07")
		r.MustSee("没有客户在等。")
		r.Key(fyne.KeyEscape)
		onSeat(r, "售后小王")
		r.MustSee("封禁 · 解封还有 1:23:4", "封禁于")
		r.MustSee("封禁", "本机记录")
		r.Pass(10 * time.Second)
		r.MustSee("封禁 · 解封还有 1:23:3")
	})
}

func TestTakingOverFromASeatsPage(t *testing.T) {
	onBoard(t, uitest.Options{}, func(r *uitest.Rig) {
		onSeat(r, "李店长")
		r.MustSee("王小明")
		pressWord(r, "接手", 0)
		r.Pass(second)
		r.MustSee("想问下价格")
		r.Type("好")
	})
}

func TestASeatsPageFollowsWhatHappens(t *testing.T) {
	onBoard(t, uitest.Options{}, func(r *uitest.Rig) {
		onSeat(r, "小美")
		r.Back.State(1, model.SeatKicked)
		r.Pass(2 * second)
		r.MustSee("被踢")
		r.Back.Says(1, "新客户", "有人吗")
		r.Pass(2 * second)
		r.MustSee("新客户")
	})
}

func TestChartsOfASeatSpeakOfTheReachThatIsChosen(t *testing.T) {
	onBoard(t, uitest.Options{}, func(r *uitest.Rig) {
		onSeat(r, "客服阿强")
		r.Pass(2 * time.Minute) // counts come late
		strips, bars := uitest.All[*widgets.Strip](r), uitest.All[*widgets.Bars](r)
		require.Len(t, strips, 1)
		require.Len(t, bars, 1)
		require.Contains(t, r.String(), `"收到"`, "a message was counted")
		day := picturesOf(bars[0], strips[0])
		pressWord(r, "7 天", 0)
		r.Pass(second)
		require.NotEqual(t, day, picturesOf(bars[0], strips[0]))
	})
}

func picturesOf(b *widgets.Bars, s *widgets.Strip) any {
	size := fyne.NewSize(300, 100)
	return []any{b.Picture(size), s.Picture("", size)}
}

func TestAChartIsSavedAsAPicture(t *testing.T) {
	dir := t.TempDir()
	onBoard(t, uitest.Options{}, func(r *uitest.Rig) {
		onSeat(r, "客服阿强")
		for n := range 3 {
			path := filepath.Join(dir, string(rune('a'+n))+".png")
			pressWord(r, "保存图片", n)
			entries := uitest.All[*screen.Entry](r)
			entries[len(entries)-2].OnSubmitted(dir) // the folder, then the name
			r.Settle()
			entries[len(entries)-1].SetText(filepath.Base(path))
			r.Settle()
			for _, b := range uitest.All[*screen.Button](r) {
				if b.Text == "保存图片" {
					b.OnTapped()
				}
			}
			r.Pass(second)
			f, err := os.Open(path)
			require.NoError(r.T, err)
			picture, err := png.Decode(f)
			require.NoError(r.T, err)
			require.NoError(r.T, f.Close())
			require.Equal(r.T, 1920, picture.Bounds().Dx())
		}
		left, err := os.ReadDir(dir)
		require.NoError(r.T, err)
		require.Len(r.T, left, 3, "no half file is left")
	})
}

// pressButton presses the topmost button that says exactly this.
func pressButton(r *uitest.Rig, text string) {
	r.T.Helper()
	all := uitest.All[*screen.Button](r)
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].Text == text {
			all[i].OnTapped()
			r.Pass(second)
			return
		}
	}
	r.T.Fatalf("no button says %q: %s", text, r)
}

func TestASeatIsEdited(t *testing.T) {
	onBoard(t, uitest.Options{}, func(r *uitest.Rig) {
		onSeat(r, "小美")
		pressButton(r, "编辑…")
		r.MustSee("编辑“小美”")
		r.MustFit("the form")
		entries := uitest.All[*screen.Entry](r) // number, managers, least, most, a day
		entries = entries[len(entries)-5:]
		require.Equal(t, "07", entries[0].Text)
		pressButton(r, "保存")
		require.Empty(t, r.Back.Dealings(), "nothing was changed")

		pressButton(r, "编辑…")
		entries = uitest.All[*screen.Entry](r)
		entries = entries[len(entries)-5:]
		entries[2].SetText("多少")
		pressButton(r, "保存")
		r.MustSee("请填不小于 0 的整数")
		entries[2].SetText("90")
		entries[3].SetText("60")
		pressButton(r, "保存")
		r.MustSee("最短间隔不能大于最长间隔。")
		require.Empty(t, r.Back.Dealings())
		entries[2].SetText("30")
		entries[0].SetText("08")
		pressButton(r, "保存")
		require.Equal(t, []string{"edit robot-1: number 08, limits 30s 1m0s"}, r.Back.Dealings())
		r.MustNotSee("编辑“小美”")
	})
}

func TestASeatIsRemovedOnlyAfterAQuestion(t *testing.T) {
	onBoard(t, uitest.Options{}, func(r *uitest.Rig) {
		onSeat(r, "小美")
		pressButton(r, "从后台移除…")
		r.MustSee("从后台移除“小美”？", "不能撤销")
		pressButton(r, "取消")
		require.Empty(t, r.Back.Dealings())
		pressButton(r, "从后台移除…")
		pressButton(r, "移除")
		require.Equal(t, []string{"remove robot-1"}, r.Back.Dealings())
		r.Pass(2 * time.Minute)
		r.MustSee("等得最久") // the board again: the seat is gone
		require.NotContains(t, cells(r, "seat"), "小美")
	})
}
