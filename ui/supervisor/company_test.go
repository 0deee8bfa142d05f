package supervisor_test

import (
	"bytes"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/ui/login"
	"seatdeck/ui/panel"
	"seatdeck/ui/screen"
	"seatdeck/ui/uitest"
	"seatdeck/ui/widgets"
)

// companySchemas are kinds that have every part a screen knows.
func companySchemas() []model.RecordSchema {
	return []model.RecordSchema{
		{
			Kind: model.RecordContactWay, List: true, Create: true, Edit: true, Delete: true,
			Fields: []model.RecordField{
				{Key: "remark", Type: model.FieldText, Max: 30, Required: true, InList: true},
				{Key: "code", Type: model.FieldCode, Told: true, InList: true},
				{Key: "type", Type: model.FieldChoice, Options: []string{"one", "many"}, Default: "many", Required: true, Fixed: true, InList: true},
				{Key: "style", Type: model.FieldNumber, Max: 3, When: "type=one"},
				{Key: "users", Type: model.FieldSeats, Max: 100, InList: true},
				{Key: "state", Type: model.FieldText, Max: 30},
				{Key: "skip_verify", Type: model.FieldSwitch, Default: "1"},
			},
		},
		{
			Kind: model.RecordMass, List: true, Create: true, Children: []model.RecordKind{model.RecordMassMember},
			Fields: []model.RecordField{
				{Key: "chat", Type: model.FieldChoice, Options: []string{"single", "group"}, Default: "single", Required: true, InList: true},
				{Key: "text", Type: model.FieldLong, Max: 4000, InList: true},
				{Key: "customers", Type: model.FieldCustomers, Max: 10000, When: "chat=single"},
				{Key: "groups", Type: model.FieldGroups, Max: 2000, When: "chat=group"},
				{Key: "pictures", Type: model.FieldPictures, Max: 9},
				{Key: "created", Type: model.FieldTime, Told: true, InList: true},
			},
			Filter: []model.RecordField{
				{Key: "chat", Type: model.FieldChoice, Options: []string{"single", "group"}, Default: "single", Required: true},
				{Key: "from", Type: model.FieldDay},
			},
		},
		{
			Kind: model.RecordMassMember, List: true,
			Fields: []model.RecordField{{Key: "seat", Type: model.FieldSeat, Told: true, InList: true}},
		},
		{
			Kind: model.RecordUnassigned, List: true,
			Fields: []model.RecordField{
				{Key: "from", Type: model.FieldSeat, Told: true, InList: true},
				{Key: "customer", Type: model.FieldCustomers, Told: true, InList: true},
			},
			Actions: []model.RecordAction{{Key: "assign", Confirm: true, Fields: []model.RecordField{{Key: "to", Type: model.FieldSeat, Required: true}}}},
		},
		{
			Kind: model.RecordIntercept, List: true, Create: true, Edit: true, Single: true,
			Fields: []model.RecordField{
				{Key: "name", Type: model.FieldText, Max: 20, Required: true, InList: true},
				{Key: "words", Type: model.FieldWords, Max: 3},
				{Key: "more", Type: model.FieldText, Told: true},
			},
		},
		{
			Kind: model.RecordArchiveRoom, List: true,
			Fields: []model.RecordField{{Key: "name", Type: model.FieldText, Told: true, InList: true}},
			Filter: []model.RecordField{{Key: "room", Type: model.FieldText, Max: 128, Required: true}},
		},
		{
			Kind: model.RecordExport, List: true,
			Fields:  []model.RecordField{{Key: "name", Type: model.FieldText, Told: true, InList: true}},
			Actions: []model.RecordAction{{Key: "fetch", File: true}},
		},
	}
}

func record(kind model.RecordKind, id string, pairs ...string) model.Record {
	r := model.Record{Kind: kind, ID: id}
	for i := 0; i < len(pairs); i += 2 {
		r = r.With(pairs[i], pairs[i+1])
	}
	return r
}

const wayURL = "https://work.weixin.qq.com/ca/cawcde91ed29d8de9f"

// onCompany is the company page of a back end that keeps those records.
func onCompany(t *testing.T, o uitest.Options, fn func(r *uitest.Rig)) {
	o.Seats = max(o.Seats, 4)
	uitest.Run(t, o, func(r *uitest.Rig) {
		r.Back.Keeps(companySchemas(),
			record(model.RecordContactWay, "w1", "remark", "门店海报", "code", "weixin-code-1", "type", "many", "users", "robot-1\nrobot-2", "skip_verify", "1"),
			record(model.RecordContactWay, "w2", "remark", "官网", "type", "one", "users", "robot-3", "style", "2"),
			record(model.RecordContactWay, "w3", "remark", "展会"),
			record(model.RecordMass, "m1", "chat", "single", "text", "双十一预告", "created", "1795000000000"),
			uitest.ChildOf("m1", record(model.RecordMassMember, "x1", "seat", "robot-2")),
			record(model.RecordUnassigned, "u1", "from", "gone", "customer", "老李"),
			record(model.RecordIntercept, "i1", "name", "竞品"),
			record(model.RecordExport, "e1", "name", "客户明细"),
		)
		r.Back.Deliver(model.ContactSeen{Seat: robot(2), Contact: model.Contact{RemoteID: "老李", Name: "李建国", External: true}})
		r.Press(ctrl, fyne.KeyB)
		name := "企业"
		if o.Language == "en" {
			name = "Company"
		}
		pressWord(r, name, 0)
		r.Pass(second)
		fn(r)
	})
}

// listed are the texts of a column of the table in sight that is topmost.
func listed(r *uitest.Rig, column string) (texts []string) {
	r.T.Helper()
	all := uitest.All[*widgets.Table](r)
	require.NotEmpty(r.T, all, "no table: %s", r)
	table := all[len(all)-1]
	for i := range table.Count() {
		texts = append(texts, table.Cells(i, column).Text)
	}
	return texts
}

// ring puts the ring on a row of the topmost table.
func ring(r *uitest.Rig, row int) {
	all := uitest.All[*widgets.Table](r)
	r.Canvas.Focus(all[len(all)-1])
	all[len(all)-1].SetRing(row)
	r.Settle()
}

// beside finds the input in the line of a sheet that begins with a name.
func beside[T fyne.CanvasObject](r *uitest.Rig, name string) T {
	r.T.Helper()
	driver := fyne.CurrentApp().Driver()
	var at fyne.Position
	found := false
	for _, l := range uitest.All[*widget.Label](r) {
		if strings.TrimSuffix(l.Text, " *") == name {
			at, found = driver.AbsolutePositionForObject(l), true
		}
	}
	require.True(r.T, found, "no field %s: %s", name, r)
	for _, o := range uitest.All[T](r) {
		if p := driver.AbsolutePositionForObject(o); p.X > at.X && p.Y >= at.Y-4 && p.Y < at.Y+24 {
			return o
		}
	}
	var none T
	r.T.Fatalf("nothing beside %s", name)
	return none
}

// scanned is what a scanner makes of the code in sight.
func scanned(r *uitest.Rig) string {
	r.T.Helper()
	for _, img := range uitest.All[*canvas.Image](r) {
		if img.Image == nil {
			continue
		}
		bitmap, err := gozxing.NewBinaryBitmapFromImage(img.Image)
		require.NoError(r.T, err)
		if result, err := qrcode.NewQRCodeReader().Decode(bitmap, nil); err == nil {
			return result.GetText()
		}
	}
	r.T.Fatalf("no code in sight: %s", r)
	return ""
}

// saveAs answers the file dialog.
func saveAs(r *uitest.Rig, path string) {
	name := r.Canvas.Focused().(*screen.Entry)
	all := uitest.All[*screen.Entry](r)
	where := all[len(all)-2]
	where.SetText(filepath.Dir(path))
	where.OnSubmitted(where.Text)
	r.Settle()
	name.SetText(filepath.Base(path))
	r.Canvas.Focus(name)
	r.Key(fyne.KeyReturn)
}

func submit(r *uitest.Rig) { r.Press(ctrl, fyne.KeyReturn) }

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
		r.MustSee("内容不正确：小程序控件样式 没有填写。")
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
		r.Tap("分配给…")
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
		r.Tap("分配给…")
		r.Pass(second)
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

func TestTheNewsOfCompanies(t *testing.T) {
	onCompany(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Back.Deliver(
			model.CompanyNoticeSeen{Notice: model.CompanyNotice{ID: "1", At: time.Now(), Kind: "transfer_fail", Seat: robot(2), About: "老李", Detail: "customer_refused"}},
			model.QuotasSeen{Quotas: []model.Quota{{Kind: model.QuotaAcquisition, Total: 1000, Left: 40}}},
			model.DetectionSeen{Detection: model.Detection{ID: "t", At: time.Now(), Title: "例行检测", Total: 3, Banned: 1, Normal: 2, Records: []model.DetectionRecord{
				{Name: "好的"}, {Seat: robot(4), Name: "售后小王", Banned: true, Content: "违规"},
			}}},
		)
		pressWord(r, "企业通知", 0)
		r.Pass(second)
		require.Equal(t, []string{"客户继承失败"}, listed(r, "kind"))
		require.Equal(t, []string{"客服阿强"}, listed(r, "seat"))
		pressWord(r, "额度", 0)
		r.Pass(second)
		require.Equal(t, []string{"40"}, listed(r, "left"))
		pressWord(r, "封号检测", 0)
		r.Pass(second)
		ring(r, 0)
		r.Key(fyne.KeyReturn)
		require.Equal(t, []string{"售后小王", "好的"}, listed(r, "name"), "who is banned comes first")
		ring(r, 0)
		r.Key(fyne.KeyReturn)
		r.Pass(second)
		r.MustSee("← 坐席看板", "售后小王")
	})
}

func TestACodeIsThePictureOfItsAddressElseLeadsThere(t *testing.T) {
	const address = "https://wework.qpic.cn/wwpic/w1_qr/0"
	drawn, err := login.DrawCode("inside the picture")
	require.NoError(t, err)
	var picture bytes.Buffer
	require.NoError(t, png.Encode(&picture, drawn.Paint(300, 300)))
	for name, c := range map[string]struct {
		there []byte
		says  string
		note  bool
	}{
		"a picture": {there: picture.Bytes(), says: "inside the picture"},
		"a page":    {there: []byte("<html>scan me</html>"), says: address},
		"nothing":   {says: address, note: true},
	} {
		t.Run(name, func(t *testing.T) {
			onCompany(t, uitest.Options{}, func(r *uitest.Rig) {
				if c.there != nil {
					r.Back.Serve(address, c.there)
				}
				r.Back.MakesCodes(address)
				r.Tap("新建")
				r.Type("收银台")
				submit(r)
				r.Pass(second)
				require.Equal(t, c.says, scanned(r))
				require.Equal(t, c.note, r.Sees("二维码图片读不到"))
			})
		})
	}
}
