package supervisor_test

import (
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"seatdeck/ui/screen"
	"seatdeck/ui/uitest"
	"seatdeck/ui/widgets"
)

func TestDeletingAsksFirst(t *testing.T) {
	onCompany(t, uitest.Options{}, func(r *uitest.Rig) {
		ring(r, 2)
		r.Tap("删除…")
		r.MustSee("删除联系我“展会”？", "不能撤销")
		require.Empty(t, r.Back.Dealings())
		r.Tap("删除")
		r.Pass(second)
		require.Equal(t, []string{"delete contact_way w3"}, r.Back.Dealings())
		require.Equal(t, []string{"门店海报", "官网"}, listed(r, "remark"))
	})
}

func TestAnActionAsksWhatItWantsToKnowAndWhetherItIsMeant(t *testing.T) {
	onCompany(t, uitest.Options{}, func(r *uitest.Rig) {
		pressWord(r, "离职待分配", 0)
		r.Pass(second)
		ring(r, 0)
		r.Tap("分配…")
		r.MustSee("分配 · gone · 李建国")
		submit(r)
		r.MustSee("请填写")
		r.Tap("选择…")
		r.Type("khaq")
		r.Type("")
		lists := uitest.All[*widgets.List](r)
		r.Canvas.Focus(lists[len(lists)-1])
		r.Key(fyne.KeyReturn)
		submit(r)
		submit(r)
		r.MustSee("不能撤销")
		require.Empty(t, r.Back.Dealings())
		r.Tap("分配")
		r.Pass(second)
		r.MustSee("已完成：分配")
		require.Equal(t, []string{"do assign u1 to=khaq"}, r.Back.Dealings(), "what nobody is called is taken as an id")
	})
}

func TestAFileIsSavedWholeAndUnderANameOfOurs(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.csv")
	onCompany(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Back.GivesFile("../../etc/导出 1.csv", []byte("a,b\n"))
		pressWord(r, "通讯录导出", 0)
		r.Pass(second)
		ring(r, 0)
		r.Tap("保存文件…")
		r.Pass(second)
		require.Equal(t, "导出1.csv", r.Canvas.Focused().(*screen.Entry).Text)
		saveAs(r, path)
		r.Pass(second)
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, "a,b\n", string(data))
		r.Tap("打开文件夹")
		r.Pass(second)
		require.Equal(t, filepath.Dir(path), r.Opened[0].Path)
	})
}
