package manager_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"seatdeck/ui/screen"
	"seatdeck/ui/uitest"
)

// someBatches does three things and opens the page about them: the newest was
// refused.
func someBatches(t *testing.T, fn func(r *uitest.Rig)) {
	onTags(t, uitest.Options{}, func(r *uitest.Rig) {
		takeAll(r)
		pressTop(r, "取下")
		pressTop(r, "后台继续", "关闭")
		r.Pass(time.Minute)
		r.Tap("杭州")
		r.Back.RefuseDealings(saidNo)
		pressTop(r, "删除…")
		pressTop(r, "删除")
		r.Key(fyne.KeyEscape)
		r.Back.RefuseDealings(nil)
		openPage(r, fyne.Key4)
		fn(r)
	})
}

func TestBatchesAreListedTheNewestFirst(t *testing.T) {
	someBatches(t, func(r *uitest.Rig) {
		r.MustSee("删除标签「杭州」（2 个坐席）", "2 项没成功", "从 6 位客户取下「重要客户」", "已完成")
		r.MustSee("全部 2", "被拒绝 2", "小美", "客服阿强", "频率过高")
		r.MustNotSee("杭州 · 被拒绝：")
		r.Tap("杭州")
		r.MustSee("杭州 · 被拒绝：小美拒绝了这次操作。频率过高")
		r.Tap("从 6 位客户取下「重要客户」")
		r.MustSee("全部 6", "客户0", "客户5")
		r.MustNotSee("频率过高")
	})
}

func TestWhatWasRefusedIsDroppedOrTriedAgain(t *testing.T) {
	someBatches(t, func(r *uitest.Rig) {
		pressTop(r, "忽略这 2 项")
		r.MustSee("已忽略 2")
		r.MustNotSee("没成功")
	})
}

func TestABatchIsUndoneAfterAQuestion(t *testing.T) {
	someBatches(t, func(r *uitest.Rig) {
		r.Tap("从 6 位客户取下「重要客户」")
		pressTop(r, "撤销")
		r.MustSee("撤销这批操作？", "6 项已完成")
		pressTop(r, "撤销")
		r.MustSee("给 6 位客户打上「重要客户」（撤销）", "查看被撤销的操作")
		pressTop(r, "查看被撤销的操作")
		r.MustSee("已撤销", "查看撤销的操作")
		require.Equal(t, "tag c5: 重要客户", r.Back.Dealings()[6])
	})
}

func TestDeedsAreNarrowedToAState(t *testing.T) {
	onTags(t, uitest.Options{}, func(r *uitest.Rig) {
		takeAll(r)
		r.Back.RefuseDealings(saidNo)
		pressTop(r, "取下")
		r.Back.RefuseDealings(nil)
		pressTop(r, "查看结果")
		chip(r, "被拒绝 6")
		r.MustSee("客户0")
		pressTop(r, "重试没成功的 6 项")
		r.MustNotSee("被拒绝 6")
		r.MustSee("已完成 6")
	})
}

func TestResultsAreExported(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("HOME", folder)
	someBatches(t, func(r *uitest.Rig) {
		pressTop(r, "导出结果…")
		r.Written() // and so selected
		r.Type("r.csv")
		pressTop(r, "导出")
		raw, err := os.ReadFile(filepath.Join(folder, "r.csv"))
		require.NoError(t, err)
		text := string(raw)
		require.Equal(t, 3, strings.Count(text, "\n"), text)
		require.Contains(t, text, "杭州")
		require.Contains(t, text, "被拒绝")
	})
}

func TestNothingDoneYetSaysWhatIsListedHere(t *testing.T) {
	onTags(t, uitest.Options{}, func(r *uitest.Rig) {
		openPage(r, fyne.Key4)
		r.MustSee("还没有批量操作", "可以查看结果、停止、重试和撤销")
	})
}

// chip presses a chip of the counts.
func chip(r *uitest.Rig, text string) {
	r.T.Helper()
	for _, b := range uitest.All[*screen.TextButton](r) {
		if b.Text() == text {
			b.OnTapped()
			r.Settle()
			return
		}
	}
	r.T.Fatalf("no chip %q: %s", text, r)
}
