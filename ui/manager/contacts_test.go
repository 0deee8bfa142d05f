package manager_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/uitest"
	"seatdeck/ui/widgets"
)

var (
	firstSeat  = model.SeatRef{RemoteID: "robot-1"}
	secondSeat = model.SeatRef{RemoteID: "robot-2"}
	tooOften   = &model.Trouble{Code: model.TroubleRejected, About: "小美", Detail: "频率过高"}

	vip   = model.Tag{RemoteID: "14073752703607622", GroupRemoteID: "g", GroupName: "等级", Name: "VIP"}
	black = model.Tag{RemoteID: "2", GroupRemoteID: "g", GroupName: "等级", Name: "黑名单"}
	city  = model.Tag{RemoteID: "3", GroupRemoteID: "h", GroupName: "城市", Name: "杭州"}
)

func customer(id, name string, tags ...model.Tag) model.Contact {
	return model.Contact{
		RemoteID: id, Name: name, WeChat: true, External: true, Tags: tags, Created: time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC),
	}
}

// customers is the table of customers of two seats: one of them is on both.
func customers(t *testing.T, o uitest.Options, fn func(r *uitest.Rig)) {
	o.Seats = max(o.Seats, 2)
	uitest.Run(t, o, func(r *uitest.Rig) {
		r.Back.Can(uitest.Managing()...)
		groups := []model.TagGroup{
			{RemoteID: "g", Name: "等级", Tags: []model.Tag{vip, black}},
			{RemoteID: "h", Name: "城市", Tags: []model.Tag{city}},
		}
		r.Back.Tags(nil, groups...)
		zhang := customer("zhang", "张三", vip)
		zhang.Remark = "老张"
		li := customer("li", "李四", vip, city)
		li.Mobile, li.Corp, li.Friendship = "13912345678", "李记水产", model.FriendDeletedUs
		r.Back.Deliver(
			model.TagsSeen{Seat: firstSeat, Groups: groups}, model.TagsSeen{Seat: secondSeat, Groups: groups},
			model.ContactSeen{Seat: firstSeat, Contact: zhang},
			model.ContactSeen{Seat: firstSeat, Contact: li},
			model.ContactSeen{Seat: firstSeat, Contact: customer("wang", "王小明", black)},
			model.ContactSeen{Seat: secondSeat, Contact: customer("zhang", "张三", city)},
			model.GroupSeen{Seat: firstSeat, Group: model.Group{RemoteID: "shop", Name: "门店群", MemberCount: 3, External: true}},
			model.MembersSeen{Seat: firstSeat, GroupID: "shop", Whole: true, Members: []model.Member{
				{RemoteID: "zhang", Name: "张三", WeChat: true, External: true},
			}},
		)
		r.Back.Says(1, "zhang", "你好")
		r.Settle()
		r.Press(fyne.KeyModifierControl, fyne.KeyG)
		r.Press(fyne.KeyModifierAlt, fyne.Key2)
		r.Pass(time.Second)
		fn(r)
	})
}

// pressed presses the topmost button that says text, in sight or scrolled away.
func pressed(r *uitest.Rig, text string) {
	r.T.Helper()
	var found *screen.Button
	for _, b := range uitest.All[*screen.Button](r) {
		if b.Text == text {
			found = b
		}
	}
	require.NotNil(r.T, found, "no button %q: %s", text, r)
	require.False(r.T, found.Disabled(), "%q is shut", text)
	found.OnTapped()
	r.Pass(time.Second)
}

// pressedWidget presses the topmost text that says exactly this.
func pressedWidget(r *uitest.Rig, text string) {
	r.T.Helper()
	r.Tap(text)
	r.Pass(time.Second)
}

// table gives the table of customers the keyboard.
func table(r *uitest.Rig) *widgets.Table {
	r.T.Helper()
	tables := uitest.All[*widgets.Table](r)
	require.NotEmpty(r.T, tables, "no table: %s", r)
	r.Canvas.Focus(tables[0])
	r.Settle()
	return tables[0]
}

// names are the customers in sight, from the top.
func names(r *uitest.Rig, among ...string) []string {
	type said struct {
		text string
		y    float32
	}
	var list []said
	for _, text := range uitest.All[*canvas.Text](r) {
		if slices.Contains(among, text.Text) {
			list = append(list, said{text.Text, fyne.CurrentApp().Driver().AbsolutePositionForObject(text).Y})
		}
	}
	slices.SortStableFunc(list, func(a, b said) int { return int(a.y - b.y) })
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = s.text
	}
	return out
}

func TestCustomersOfAllSeatsInOneTable(t *testing.T) {
	customers(t, uitest.Options{}, func(r *uitest.Rig) {
		r.MustSee("张三", "老张", "李四", "王小明", "VIP、杭州", "小美", "客服阿强", "客户删除了我们", "2026-03-02", "已选 0 · 共 4")
		table(r)
		r.Key(fyne.KeySpace)
		r.MustSee("已选 1 · 共 4")
	})
}

func TestCustomersAreFoundByNamePinyinInitialsRemarkAndMobile(t *testing.T) {
	customers(t, uitest.Options{}, func(r *uitest.Rig) {
		for text, want := range map[string]string{"张三": "共 2", "lisi": "共 1", "wxm": "共 1", "老张": "共 1", "13912345678": "共 1"} {
			r.Type(text)
			r.MustSee(want, "搜索："+text)
			r.Tap("清除筛选")
			r.MustSee("共 4")
		}
		r.Type("没有这个人")
		r.MustSee("没有符合条件的客户")
		r.Tap("清除筛选") // of the empty state: it stands lower
		r.MustSee("共 4")
		r.MustNotSee("搜索：")
	})
}

func TestCustomersAreChosenByTags(t *testing.T) {
	customers(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Tap("按标签…")
		r.MustSee("按标签筛选客户", "等级", "城市", "没有条件：所有客户")
		r.Key(fyne.KeyDown) // into the list, past the heading
		r.Key(fyne.KeySpace)
		r.MustSee("含任一：VIP")
		r.Key(fyne.KeyDown)
		r.Key(fyne.KeyDown) // past the other heading
		r.Key(fyne.KeySpace)
		r.MustSee("含任一：VIP、杭州")
		r.Key(fyne.KeySpace)
		r.Key(fyne.KeySpace)
		r.Key(fyne.KeySpace)
		r.Key(fyne.KeyUp)
		r.Key(fyne.KeyUp)
		r.Key(fyne.KeyUp) // there is none above
		require.IsType(t, &screen.Entry{}, r.Canvas.Focused(), "back in the filter")
		r.Tap("杭州")
		r.Tap("杭州")
		r.Tap("杭州")
		r.MustSee("含任一：VIP · 不含：杭州")
		pressed(r, "筛选")
		r.MustSee("共 1", "老张", "含任一：VIP · 不含：杭州")
		r.MustNotSee("王小明", "李四")
		r.Tap("清除筛选")
		r.MustSee("共 4")
	})
}

func TestCustomersAreNarrowedByStateSeatsAndKind(t *testing.T) {
	customers(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Tap("在多个坐席")
		r.MustSee("共 2")
		r.MustNotSee("李四")
		r.Tap("清除筛选")
		r.Tap("所有好友状态")
		r.Tap("任一方删除")
		r.MustSee("共 1", "李四", "任一方删除")
	})
}

func TestARemarkIsEditedInItsCell(t *testing.T) {
	customers(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Type("wxm")
		tab := table(r)
		r.Key(fyne.KeyF2)
		require.True(t, tab.Editing())
		r.Type("王老板")
		r.Key(fyne.KeyReturn)
		r.Pass(3 * time.Second)
		require.Equal(t, []string{"wang remark 王老板"}, r.Back.Edits())
		r.MustSee("王老板")
	})
}

func TestARefusedRemarkIsMarkedAndTheCacheKeepsTheTruth(t *testing.T) {
	customers(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Back.RefuseEdits(tooOften)
		r.Type("老张")
		table(r)
		r.Key(fyne.KeyF2)
		r.Type("张总")
		r.Key(fyne.KeyReturn)
		r.Pass(5 * time.Second)
		r.MustSee("老张", "!", "被拒绝：备注名改为“张总”", "频率过高")
		require.NotContains(t, r.Texts(), "张总")
		r.Tap("有未完成的")
		r.MustSee("共 1")
		r.Back.RefuseEdits(nil)
		r.Tap("重试")
		r.Pass(5 * time.Second)
		require.Equal(t, []string{"zhang remark 张总"}, r.Back.Edits())
	})
}

func TestTagsArePutOnAndTakenOffManyCustomers(t *testing.T) {
	customers(t, uitest.Options{}, func(r *uitest.Rig) {
		tab := table(r)
		tab.TypedShortcut(&fyne.ShortcutSelectAll{})
		r.Settle()
		r.MustSee("已选 4 · 共 4")
		r.Tap("打标签…")
		r.MustSee("给 4 位客户打标签", "分属 2 个坐席", "2 位已有", "选择要打上或取下的标签。")
		r.Tap("杭州")
		r.Tap("黑名单")
		r.Tap("黑名单")
		r.Press(fyne.KeyModifierControl, fyne.KeyReturn)
		r.MustSee("给 4 位客户打标签") // the preview is not there yet
		r.Pass(time.Second)
		r.Press(fyne.KeyModifierControl, fyne.KeyReturn)
		r.Pass(time.Minute)
		require.ElementsMatch(t, []string{"tag zhang: VIP, 杭州", "tag wang: 杭州"}, r.Back.Dealings(), "who has 杭州 and not 黑名单 is left alone")
		r.Key(fyne.KeyEscape)
		r.MustSee("VIP、杭州")
	})
}

func TestANewTagIsMadeAndPutOn(t *testing.T) {
	customers(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Type("wxm")
		table(r)
		r.Tap("打标签…")
		r.Type("双十一")
		r.MustSee("没有这样的标签")
		r.Key(fyne.KeyReturn)
		r.MustSee("新标签", "双十一")
		r.Pass(time.Second)
		pressed(r, "开始")
		r.Pass(time.Minute)
		require.Equal(t, []string{"create tag 双十一 in g", "tag wang: 双十一, 黑名单"}, r.Back.Dealings())
	})
}

// What is typed before the tags were read may well be one of them.
func TestNoTagIsMadeBeforeItIsKnownWhichThereAre(t *testing.T) {
	customers(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Type("wxm")
		table(r)
		for _, b := range uitest.All[*screen.TextButton](r) {
			if b.Text() == "打标签…" {
				b.OnTapped()
			}
		}
		filter := r.Canvas.Focused().(*screen.Entry)
		filter.SetText("杭州")
		filter.OnSubmitted("杭州")
		r.Settle()
		r.MustNotSee("新标签")
		require.Equal(t, "杭州", filter.Text, "it waits for the tags")
		filter.OnSubmitted("杭州")
		r.Pass(time.Second)
		pressed(r, "开始")
		r.Pass(time.Minute)
		require.Equal(t, []string{"tag wang: 杭州, 黑名单"}, r.Back.Dealings())
	})
}

func TestRemarksOfManyFollowAPattern(t *testing.T) {
	customers(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Type("小美")
		r.Tap("清除筛选")
		tab := table(r)
		tab.TypedShortcut(&fyne.ShortcutSelectAll{})
		r.Tap("备注…")
		r.MustSee("写下新的备注名。")
		r.Type("客户")
		r.Tap("+ 姓名")
		r.Tap("+ 序号")
		r.MustSee("老张 → 客户张三")
		r.Pass(time.Second)
		pressed(r, "开始修改")
		r.Pass(time.Minute)
		require.Len(t, r.Back.Edits(), 4)
		require.Contains(t, r.Back.Edits(), "li remark 客户李四2")
	})
}

func TestWhatNoSeatCanDoIsAbsentAndTheReasonCanBeRead(t *testing.T) {
	customers(t, uitest.Options{}, func(r *uitest.Rig) {
		r.MustNotSee("少了几项？")
		r.Back.Can(model.CanSendText, model.CanListContacts, model.CanEditRemark)
		r.Back.State(1, model.SeatOffline)
		r.Back.State(1, model.SeatOnline)
		r.Pass(time.Second)
		r.MustSee("备注…", "少了几项？")
		r.MustNotSee("打标签…", "删除…", "建群…")
		r.Tap("少了几项？")
		r.MustSee("给客户打标签、改描述、检查好友状态")
	})
}

func TestOneCustomerShowsTheOtherSeatsAndTheGroups(t *testing.T) {
	customers(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Type("老张")
		table(r)
		r.Key(fyne.KeyReturn)
		r.MustSee("客户资料", "同一客户还在 1 个坐席", "客服阿强 · 张三", "在 1 个群里…", "VIP")
		r.Back.FriendIs(model.FriendDeletedBoth)
		taps := uitest.All[*screen.TextButton](r)
		for _, b := range taps {
			if b.Text() == "检查好友状态" {
				b.Tapped(nil)
				break
			}
		}
		r.Pass(5 * time.Second)
		r.MustSee("互删")
		require.Contains(t, r.Back.Dealings(), "check zhang")
	})
}

func TestTheChoiceOfColumnsIsKept(t *testing.T) {
	customers(t, uitest.Options{}, func(r *uitest.Rig) {
		r.MustNotSee("李记水产")
		r.Tap("列…")
		r.MustSee("显示哪些列")
		for _, c := range uitest.All[*screen.Check](r) {
			if c.Text == "企业" {
				c.SetChecked(true)
			}
		}
		r.Settle()
		r.Key(fyne.KeyEscape)
		r.MustSee("李记水产")
		p, err := r.Console.Settings.Get(context.Background())
		require.NoError(t, err)
		require.Equal(t, "name,remark,description,tags,seat,kind,friend,corp,groups,created", p.Columns["contacts"])
	})
}

func TestCustomersAreExported(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("HOME", folder)
	customers(t, uitest.Options{}, func(r *uitest.Rig) {
		table(r)
		r.Key(fyne.KeySpace)
		r.Tap("导出…")
		r.MustSee("导出 1 位客户")
		r.Canvas.Focused().(*screen.Entry).SetText("one.csv")
		pressed(r, "导出")
		r.Pass(time.Second)
		content, err := os.ReadFile(filepath.Join(folder, "one.csv"))
		require.NoError(t, err)
		require.Contains(t, string(content), "客户 ID")
		require.Contains(t, string(content), "老张")
		require.NotContains(t, string(content), "王小明")
	})
}

func TestAnotherPageOpensTheTableFiltered(t *testing.T) {
	customers(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Press(fyne.KeyModifierAlt, fyne.Key3)
		r.Pass(time.Second)
		r.Tap("杭州")
		r.Pass(time.Second)
		pressed(r, "在客户表中打开")
		r.MustSee("含任一：杭州", "共 2", "李四", "客服阿强")
		r.MustNotSee("王小明", "坐席：")
	})
}

func TestCustomersAreSortedByAHeading(t *testing.T) {
	customers(t, uitest.Options{}, func(r *uitest.Rig) {
		seats := func() []string { return names(r, "小美", "客服阿强") }
		r.Tap("添加时间")
		r.Tap("坐席")
		require.Equal(t, []string{"客服阿强", "小美", "小美", "小美"}, tableSeats(seats()))
		r.Tap("坐席")
		require.Equal(t, []string{"小美", "小美", "小美", "客服阿强"}, tableSeats(seats()))
	})
}

// tableSeats leaves out the tabs of the seats, which stand above.
func tableSeats(list []string) []string { return list[2:] }

func TestADoubleClickEditsARemarkAndOpensTheRestOfTheRow(t *testing.T) {
	customers(t, uitest.Options{}, func(r *uitest.Rig) {
		doubleClick(r, "老张")
		require.True(t, uitest.All[*widgets.Table](r)[0].Editing())
		r.Key(fyne.KeyEscape)
		doubleClick(r, "王小明")
		r.MustSee("客户资料", "其他坐席没有这位客户。")
	})
}

// doubleClick clicks twice on a text of the table.
func doubleClick(r *uitest.Rig, text string) {
	r.T.Helper()
	for _, said := range uitest.All[*canvas.Text](r) {
		if said.Text != text {
			continue
		}
		pos := fyne.CurrentApp().Driver().AbsolutePositionForObject(said).AddXY(2, 2)
		type row interface {
			fyne.CanvasObject
			fyne.DoubleTappable
		}
		for _, o := range uitest.All[row](r) {
			from := fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
			if to := from.AddXY(o.Size().Width, o.Size().Height); pos.X >= from.X && pos.Y >= from.Y && pos.X < to.X && pos.Y < to.Y {
				o.DoubleTapped(&fyne.PointEvent{Position: pos.Subtract(from), AbsolutePosition: pos})
				r.Settle()
				return
			}
		}
	}
	r.T.Fatalf("nothing to click twice says %q: %s", text, r)
}
