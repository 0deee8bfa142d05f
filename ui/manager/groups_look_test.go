package manager_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"seatdeck/app/model"
	"seatdeck/ui/uitest"
)

// TestNothingOfGroupsIsCut looks at the table of groups and its sheets in the
// smallest window, with long names, in both languages. With SEATDECK_SHOTS it writes
// pictures, in both themes each.
func TestNothingOfGroupsIsCut(t *testing.T) {
	small := fyne.NewSize(1024, 700)
	looks := []uitest.Options{{Language: "zh", Theme: "light", Size: small}, {Language: "en", Theme: "dark", Size: small}}
	if os.Getenv("SEATDECK_SHOTS") != "" {
		looks = append(looks, uitest.Options{Language: "en", Theme: "light", Size: small}, uitest.Options{Language: "zh", Theme: "dark", Size: small})
	}
	for _, o := range looks {
		name := o.Language + "-" + o.Theme
		t.Run(name, func(t *testing.T) {
			inGroups(t, o, func(r *uitest.Rig) {
				tourGroups(r, o.Language == "zh", func(screen string) {
					r.Pass(5 * time.Second) // what was said in passing is gone
					r.MustFit(name + " " + screen)
					r.MustFitInside(name + " " + screen)
					r.Shot("groups-" + screen + "-" + name)
				})
			})
		})
	}
}

// longGroups has groups and members with the longest names there are.
func longGroups(r *uitest.Rig) {
	members := shopMembers()
	for i := range 40 {
		members = append(members, model.Member{
			RemoteID: fmt.Sprint("m", i), Name: strings.Repeat("Aleksandr Konstantinopolsky ", 1+i%3), External: i%2 == 0, WeChat: i%3 == 0,
			Left: i%7 == 6, Joined: spring.AddDate(0, 0, i), Source: model.JoinSource(i % 4), InvitedBy: "m1",
		})
	}
	r.Back.InGroup("long", members...)
	r.Back.Deliver(
		model.GroupSeen{Seat: robot1, Group: model.Group{
			RemoteID: "long", Name: "南京路旗舰店与郑州仓库、杭州分仓每日到货沟通群（内部，请勿外传）", OwnerID: "wx1", OwnerName: "南京路旗舰店店长李小美", MemberCount: 44,
			OuterCount: 20, External: true, Created: spring, Modified: spring, Notice: strings.Repeat("每天 9 点前报库存；周五盘点，请大家提前准备好单据，谢谢配合。", 6),
		}},
		model.MembersSeen{Seat: robot1, GroupID: "long", Whole: true, Members: members},
	)
	for i := range 60 {
		r.Back.Deliver(model.GroupSeen{Seat: robot2, Group: model.Group{
			RemoteID: fmt.Sprint("g", i), Name: fmt.Sprintf("客户群 %02d", i), OwnerName: "客服阿强", MemberCount: 3 + i*3, OuterCount: i, External: i%3 > 0,
			Created: spring.AddDate(0, 0, i), Modified: spring.AddDate(0, 1, i),
		}})
	}
	r.Pass(3 * time.Second)
}

func tourGroups(r *uitest.Rig, zh bool, see func(string)) {
	say := func(chinese, english string) string {
		if zh {
			return chinese
		}
		return english
	}
	longGroups(r)
	see("table")
	r.Back.RefuseDealings(denied)
	ring(r, "南京路")
	r.Key(fyne.KeyF2)
	r.Written()
	r.Type("南京路总店群")
	r.Key(fyne.KeyReturn)
	r.Pass(3 * time.Second)
	tick(r, "门店群", "客户群 01", "杭州群")
	ring(r, "南京路")
	see("refused")
	filterBy(r, say("类型", "Kind"), say("外部群", "external"))
	filterBy(r, say("人数", "Size"), say("11–40 人", "11–40 members"))
	filterBy(r, say("有待处理的", "Needs attention"))
	see("filtered")
	filterBy(r, say("清除筛选", "Clear filters"))
	filterBy(r, say("群主", "Owner"))
	see("owner-menu")
	r.Tap(say("选择群主…", "Choose an owner…"))
	see("owners")
	r.Key(fyne.KeyEscape)
	filterBy(r, say("列…", "Columns…"))
	pressTop(r, say("列…", "Columns…"))
	see("columns")
	r.Key(fyne.KeyEscape)
	rowMenu(r, "门店群")
	see("menu")
	r.Key(fyne.KeyEscape)
	tick(r, "门店群", "南京路", "杭州群")
	r.Back.RefuseDealings(nil)
	for _, one := range [][3]string{
		{"改名…", "Rename…", "rename"},
		{"群公告…", "Notice…", "notice"},
		{"移出成员…", "Remove people…", "remove"},
		{"邀请…", "Invite…", "invite"},
		{"成员汇总", "All members", "people"},
		{"复制设置…", "Copy settings…", "copy"},
		{"退出群…", "Leave…", "quit"},
	} {
		pressTop(r, say(one[0], one[1]))
		r.Pass(time.Second)
		if one[2] == "rename" {
			r.Type("旗舰店 {n} {name}")
			r.Pass(time.Second)
		}
		see(one[2])
		r.Key(fyne.KeyEscape)
		if one[2] == "rename" {
			r.Tap(say("放弃", "Discard"))
		}
	}
	ring(r, "南京路")
	r.Key(fyne.KeyReturn)
	r.Pass(time.Second)
	see("group")
	tick(r, "老李", "王小明")
	r.Back.RefuseDealings(denied)
	pressTop(r, say("移出群…", "Remove…"))
	pressTop(r, say("移出", "Remove"))
	see("member-refused")
	r.Back.RefuseDealings(nil)
	ring(r, "老李")
	rowMenu(r, "老李")
	see("member-menu")
	r.Key(fyne.KeyEscape)
	pressTop(r, say("群公告…", "Notice…"))
	see("group-notice")
	r.Key(fyne.KeyEscape)
	tick(r, "王小明")
	pressTop(r, say("在其他群…", "Other groups…"))
	see("person")
	r.Key(fyne.KeyEscape)
	r.Key(fyne.KeyEscape)
	openPage(r, fyne.Key1)
	r.Written()
	r.Type("没有这个群")
	see("nothing")
}
