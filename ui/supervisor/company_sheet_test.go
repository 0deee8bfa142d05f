package supervisor_test

import (
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/ui/panel"
	"seatdeck/ui/screen"
	"seatdeck/ui/uitest"
	"seatdeck/ui/widgets"
)

func TestARecordIsMadeAndItsCodeIsShown(t *testing.T) {
	path := filepath.Join(t.TempDir(), "code.png")
	onCompany(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Back.MakesCodes(wayURL[len("https://"):])
		r.Tap("新建")
		r.MustSee("联系我 · 新建")
		submit(r)
		r.MustSee("请填写", "有几项要改")
		require.Empty(t, r.Back.Dealings(), "nothing was asked of the back end")
		r.Type("收银台")
		r.MustNotSee("有几项要改")
		r.Tap("选择…")
		r.Type("xm")
		r.Canvas.Focus(uitest.All[*widgets.List](r)[0])
		r.Key(fyne.KeyReturn)
		r.MustSee("小美")
		submit(r) // the seats
		submit(r) // the record
		r.Pass(second)
		require.Equal(t, []string{"put contact_way code=work.weixin.qq.com/ca/cawcde91ed29d8de9f remark=收银台 skip_verify=1 type=many users=robot-1"}, r.Back.Dealings())
		require.Equal(t, []string{"收银台", "门店海报", "官网", "展会"}, listed(r, "remark"))
		r.MustSee("联系我 · 收银台")
		require.Equal(t, "work.weixin.qq.com/ca/cawcde91ed29d8de9f", scanned(r))
		r.Tap("保存 PNG…")
		saveAs(r, path)
		r.Pass(second)
		r.MustSee("已保存 code.png")
		_, err := os.Stat(path)
		require.NoError(t, err)
	})
}

func TestNothingIsLostWhenTheBackEndRefuses(t *testing.T) {
	onCompany(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Back.RefuseRecords(&model.Trouble{Code: model.TroubleInvalid, About: "state", Detail: "这个标识已有人用"})
		r.Tap("新建")
		r.Type("收银台")
		r.Canvas.Focus(beside[*screen.Entry](r, "来源标识 state"))
		r.Type("shop-1")
		submit(r)
		r.Pass(second)
		r.MustSee("联系我 · 新建", "这个标识已有人用")
		require.Equal(t, "shop-1", beside[*screen.Entry](r, "来源标识 state").Text)
		r.Back.RefuseRecords(nil)
		submit(r)
		r.Pass(second)
		r.MustNotSee("联系我 · 新建")
		require.Equal(t, []string{"put contact_way remark=收银台 skip_verify=1 state=shop-1 type=many"}, r.Back.Dealings())
	})
}

func TestARefusalStandsAtItsFieldInTheReadersLanguage(t *testing.T) {
	onCompany(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Back.RefuseRecords(&model.Trouble{Code: model.TroubleInvalid, About: "users", Detail: "refusal.nobody_or_department: somebody or a department must be named"})
		r.Tap("新建")
		r.Type("收银台")
		submit(r)
		r.Pass(second)
		r.MustSee("至少要选一位成员或一个部门。", "有几项要改，见上面红字。")
		r.MustNotSee("内容不正确", "somebody", "users")
		// Of a field that the sheet does not show now, the foot says which it is.
		r.Back.RefuseRecords(&model.Trouble{Code: model.TroubleInvalid, About: "style", Detail: "refusal.missing"})
		submit(r)
		r.Pass(second)
		r.MustSee("小程序控件样式", "没有填写")
		r.MustNotSee("style")
	})
}

func TestFieldsAppearWhereTheyMeanSomething(t *testing.T) {
	onCompany(t, uitest.Options{}, func(r *uitest.Rig) {
		pressWord(r, "企业群发", 0)
		r.Pass(second)
		r.Tap("新建")
		r.MustSee("不选按标签或发送人")
		r.MustNotSee("不选为全部")
		beside[*screen.Select](r, "发给").SetSelectedIndex(1)
		r.Settle()
		r.MustSee("不选为全部")
		r.MustNotSee("不选按标签或发送人")
	})
}

func TestWhatIsFixedIsOnlyReadAndHiddenValuesGo(t *testing.T) {
	onCompany(t, uitest.Options{}, func(r *uitest.Rig) {
		ring(r, 1)
		r.Key(fyne.KeyReturn)
		r.MustSee("联系我 · 官网", "单人")
		require.Equal(t, "2", beside[*screen.Entry](r, "小程序控件样式").Text)
		r.Canvas.Focus(beside[*screen.Entry](r, "备注"))
		beside[*screen.Entry](r, "备注").SetText("新官网")
		submit(r)
		r.Pass(second)
		require.Equal(t, []string{"put contact_way remark=新官网 style=2 type=one users=robot-3"}, r.Back.Dealings())
		require.Equal(t, []string{"门店海报", "新官网", "展会"}, listed(r, "remark"))
	})
}

func TestAllOfARecordIsReadBeforeItCanBeSaved(t *testing.T) {
	onCompany(t, uitest.Options{}, func(r *uitest.Rig) {
		pressWord(r, "敏感词规则", 0)
		r.Pass(second)
		r.Back.RefuseRecords(&model.Trouble{Code: model.TroubleUnreachable})
		ring(r, 0)
		r.Key(fyne.KeyReturn)
		r.Pass(second)
		r.MustSee("重试")
		submit(r)
		require.Empty(t, r.Back.Dealings())
		r.Back.RefuseRecords(nil)
		r.Tap("重试")
		r.Pass(second)
		r.MustSee("all of i1")
		words := beside[*panel.Area](r, "敏感词")
		r.Canvas.Focus(words)
		r.Type("甲")
		submit(r)
		r.Pass(second)
		require.Equal(t, []string{"put intercept more=all of i1 name=竞品 words=甲"}, r.Back.Dealings())
	})
}

func TestListsOfARecordAreTabsOfItsSheet(t *testing.T) {
	onCompany(t, uitest.Options{}, func(r *uitest.Rig) {
		pressWord(r, "企业群发", 0)
		r.Pass(second)
		ring(r, 0)
		r.Key(fyne.KeyReturn)
		r.MustSee("详情", "双十一预告")
		pressWord(r, "成员发送情况", 0)
		r.Pass(second)
		require.Equal(t, []string{"客服阿强"}, listed(r, "seat"))
		asked := r.Back.AskedRecords()
		require.Equal(t, "m1", asked[len(asked)-1].Parent)
	})
}

func TestLeavingASheetWithChangesAsksFirst(t *testing.T) {
	onCompany(t, uitest.Options{}, func(r *uitest.Rig) {
		ring(r, 1)
		r.Key(fyne.KeyReturn)
		remark := beside[*screen.Entry](r, "备注")
		r.Canvas.Focus(remark)
		remark.SetText("新官网")
		r.Key(fyne.KeyEscape)
		r.MustSee("放弃修改？")
		r.Key(fyne.KeyEscape)
		r.MustNotSee("放弃修改？")
		require.Equal(t, "新官网", beside[*screen.Entry](r, "备注").Text, "Esc on the question keeps what was typed")
		r.Key(fyne.KeyEscape)
		r.Tap("继续编辑")
		require.Equal(t, fyne.Focusable(remark), r.Canvas.Focused())
		remark.SetText("官网")
		r.Key(fyne.KeyEscape)
		r.MustNotSee("放弃修改？", "联系我 · 官网")
		require.Empty(t, r.Back.Dealings())
	})
}

func TestWhatWasSavedIsNotAskedAbout(t *testing.T) {
	onCompany(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Tap("新建")
		r.Key(fyne.KeyEscape)
		r.MustNotSee("放弃修改？", "联系我 · 新建")
		r.Tap("新建")
		r.Type("收银台")
		submit(r)
		r.Pass(second)
		r.MustNotSee("放弃修改？", "联系我 · 新建")
		r.Tap("新建")
		r.Type("收银台")
		r.Key(fyne.KeyEscape)
		r.Tap("放弃")
		r.MustNotSee("放弃修改？", "联系我 · 新建")
	})
}

func TestASheetGrowsForWhatIsWrong(t *testing.T) {
	onCompany(t, uitest.Options{}, func(r *uitest.Rig) {
		hidden := func() float32 {
			all := uitest.All[*container.Scroll](r)
			last := all[len(all)-1]
			for _, s := range all {
				if s.Size().Width > last.Size().Width/2 && s.Content.MinSize().Height > s.Size().Height {
					return s.Content.MinSize().Height - s.Size().Height
				}
			}
			return 0
		}
		r.Tap("新建")
		require.Zero(t, hidden())
		submit(r)
		r.MustSee("请填写", "有几项要改")
		require.Zero(t, hidden(), "all fields are still in sight")
	})
}
