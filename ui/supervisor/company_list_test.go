package supervisor_test

import (
	"context"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/uitest"
	"seatdeck/ui/widgets"
)

func TestTheCompanyPageListsWhatIsKept(t *testing.T) {
	onCompany(t, uitest.Options{}, func(r *uitest.Rig) {
		r.MustSee("获客", "联系我", "触达", "企业群发", "继承", "合规", "敏感词", "组织", "动态", "企业通知", "坐席管理…")
		r.MustNotSee("群发成员") // a list that belongs to a record
		require.Equal(t, []string{"门店海报", "官网", "展会"}, listed(r, "remark"))
		require.Equal(t, []string{"小美、客服阿强", "李店长", "–"}, listed(r, "users"), "by their names")
		require.Equal(t, []string{"查看", "–", "–"}, listed(r, "code"))
		r.MustSee("共 3 条")
		pressWord(r, "离职待分配", 0)
		r.Pass(second)
		require.Equal(t, []string{"李建国"}, listed(r, "customer"), "as our own contacts call them")
		require.Equal(t, []string{"gone"}, listed(r, "from"), "whom nobody knows by the id")
	})
}

func TestWithoutRecordsThePageSaysWhatToConnect(t *testing.T) {
	uitest.Run(t, uitest.Options{Seats: 2}, func(r *uitest.Rig) {
		r.Press(ctrl, fyne.KeyB)
		pressWord(r, "企业", 0)
		r.Pass(second)
		r.MustSee("还没有能管理企业资料的接入", "企业微信（官方接口）", "企业通知")
		r.Tap("添加接入")
		r.MustSee("类型", "测试")
	})
}

func TestMorePagesAreAskedFor(t *testing.T) {
	onCompany(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Back.RecordPages(2)
		r.TapIcon("refresh")
		r.Pass(second)
		require.Equal(t, []string{"门店海报", "官网"}, listed(r, "remark"))
		r.MustSee("已列出 2 条，还有更多")
		r.Tap("更多")
		r.Pass(second)
		require.Equal(t, []string{"门店海报", "官网", "展会"}, listed(r, "remark"))
		r.MustNotSee("更多")
	})
}

func TestAListThatMustBeAskedByWaitsForThat(t *testing.T) {
	onCompany(t, uitest.Options{}, func(r *uitest.Rig) {
		pressWord(r, "存档群", 0)
		r.Pass(second)
		r.MustSee("先填好上面的条件")
		all := uitest.All[*screen.Entry](r)
		r.Canvas.Focus(all[len(all)-1])
		r.Type("room-7")
		r.Key(fyne.KeyReturn)
		r.Pass(second)
		asked := r.Back.AskedRecords()
		require.Equal(t, model.RecordQuery{Kind: model.RecordArchiveRoom, Filter: map[string]string{"room": "room-7"}}, asked[len(asked)-1])
	})
}

func TestDaysOfAFilterAreThoseOfTheBackEnd(t *testing.T) {
	onCompany(t, uitest.Options{}, func(r *uitest.Rig) {
		pressWord(r, "企业群发", 0)
		r.Pass(second)
		all := uitest.All[*screen.Entry](r)
		r.Canvas.Focus(all[len(all)-1])
		r.Type("2000-13-40")
		r.Key(fyne.KeyReturn)
		r.MustSee("应像")
		all[len(all)-1].SetText("")
		r.Type("2000-01-02")
		r.Key(fyne.KeyReturn)
		r.Pass(second)
		asked := r.Back.AskedRecords()
		require.Equal(t, map[string]string{"chat": "single", "from": "946742400000"}, asked[len(asked)-1].Filter)
	})
}

// topTable is the table in sight that is topmost.
func topTable(r *uitest.Rig) *widgets.Table {
	r.T.Helper()
	all := uitest.All[*widgets.Table](r)
	require.NotEmpty(r.T, all, "no table: %s", r)
	return all[len(all)-1]
}

// byHeading sorts the topmost table as a person does with the keyboard: ↑ to the
// headings, then Enter on one.
func byHeading(r *uitest.Rig, right int) {
	r.Canvas.Focus(topTable(r))
	topTable(r).SetRing(0)
	r.Key(fyne.KeyUp)
	for range 8 {
		r.Key(fyne.KeyLeft)
	}
	for range right {
		r.Key(fyne.KeyRight)
	}
	r.Key(fyne.KeyReturn)
}

func TestAListIsSortedByItsHeadings(t *testing.T) {
	onCompany(t, uitest.Options{}, func(r *uitest.Rig) {
		byHeading(r, 0)
		require.Equal(t, []string{"官网", "门店海报", "展会"}, listed(r, "remark"))
		r.Key(fyne.KeyReturn)
		require.Equal(t, []string{"展会", "门店海报", "官网"}, listed(r, "remark"))
		ring(r, 2)
		r.Tap("编辑")
		r.MustSee("联系我 · 官网")
		beside[*screen.Entry](r, "备注").SetText("自助机")
		submit(r)
		r.Pass(second)
		require.Equal(t, []string{"自助机", "展会", "门店海报"}, listed(r, "remark"), "what is changed goes to its place")
		require.Zero(t, topTable(r).Ring(), "and the ring with it")
		r.TapIcon("refresh")
		r.Pass(second)
		require.Equal(t, []string{"自助机", "展会", "门店海报"}, listed(r, "remark"))
		pressWord(r, "企业群发", 0)
		pressWord(r, "联系我", 0)
		r.Pass(second)
		require.Equal(t, []string{"自助机", "展会", "门店海报"}, listed(r, "remark"), "as long as the page is there")
	})
}

func TestOnlyWhatIsListedIsSortedAndThatIsSaid(t *testing.T) {
	onCompany(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Back.RecordPages(2)
		r.TapIcon("refresh")
		r.Pass(second)
		byHeading(r, 0)
		require.Equal(t, []string{"官网", "门店海报"}, listed(r, "remark"))
		r.MustSee("已列出 2 条，还有更多；排序只排已列出的")
		r.Key(fyne.KeyReturn)
		r.Tap("更多")
		r.Pass(second)
		require.Equal(t, []string{"展会", "门店海报", "官网"}, listed(r, "remark"))
		r.MustNotSee("排序只排")
	})
}

func TestColumnsAreChosenAndRemembered(t *testing.T) {
	onCompany(t, uitest.Options{}, func(r *uitest.Rig) {
		r.MustNotSee("来源标识 state", "小程序控件样式")
		r.Tap("列…")
		r.MustSee("显示哪些列", "恢复默认")
		for _, c := range uitest.All[*screen.Check](r) {
			if c.Text == "小程序控件样式" || c.Text == "类型" {
				c.SetChecked(!c.Checked)
			}
		}
		r.Settle()
		r.Key(fyne.KeyEscape)
		r.MustSee("小程序控件样式")
		r.MustNotSee("类型")
		require.Equal(t, []string{"–", "2", "–"}, listed(r, "style"))
		p, err := r.Console.Settings.Get(context.Background())
		require.NoError(t, err)
		require.Equal(t, "remark,code,style,users", p.Columns["company/contact_way"])
		pressWord(r, "企业通知", 0)
		r.Back.Deliver(model.CompanyNoticeSeen{Notice: model.CompanyNotice{ID: "1", At: time.Now(), Kind: "transfer_fail", Seat: robot(2), About: "老李", Detail: "x"}})
		r.Pass(second)
		r.Tap("列…")
		for _, c := range uitest.All[*screen.Check](r) {
			if c.Text == "对象" {
				c.SetChecked(false)
			}
		}
		r.Settle()
		r.Key(fyne.KeyEscape)
		r.MustNotSee("对象")
	})
}
