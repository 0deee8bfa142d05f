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

// TestNothingOfCustomersIsCut looks at the table and every sheet of customers in
// the smallest window, with long names, in both languages. With SEATDECK_SHOTS it
// writes pictures.
func TestNothingOfCustomersIsCut(t *testing.T) {
	smallest := fyne.NewSize(1024, 700)
	looks := []uitest.Options{{Language: "zh", Theme: "light", Size: smallest}, {Language: "en", Theme: "dark", Size: smallest}}
	if os.Getenv("SEATDECK_SHOTS") != "" {
		looks = append(looks, uitest.Options{Language: "en", Theme: "light", Size: smallest}, uitest.Options{Language: "zh", Theme: "dark", Size: smallest})
	}
	for _, o := range looks {
		name := o.Language + "-" + o.Theme
		see := func(r *uitest.Rig, screen string) {
			r.Pass(5 * time.Second)
			r.MustFit(name + " " + screen)
			r.MustFitInside(name + " " + screen)
			r.Shot("contacts-" + screen + "-" + name)
		}
		t.Run(name, func(t *testing.T) {
			customers(t, o, func(r *uitest.Rig) {
				manyCustomers(r)
				tourCustomers(r, o.Language == "zh", see)
			})
		})
	}
}

// manyCustomers are enough to scroll, some with the longest names there are.
func manyCustomers(r *uitest.Rig) {
	tags := make([]model.Tag, 24)
	for i := range tags {
		tags[i] = model.Tag{RemoteID: fmt.Sprint("t", i), GroupRemoteID: "k", GroupName: "按照购买频率和客单价划分的客户等级", Name: strings.Repeat("很长的标签名", 1+i%4)[:18+18*(i%4)] + fmt.Sprint(i)}
	}
	groups := []model.TagGroup{
		{RemoteID: "g", Name: "等级", Tags: []model.Tag{vip, black}},
		{RemoteID: "h", Name: "城市", Tags: []model.Tag{city}},
		{RemoteID: "k", Name: "按照购买频率和客单价划分的客户等级", Corp: true, Tags: tags},
	}
	r.Back.Tags(nil, groups...)
	events := []model.Event{model.TagsSeen{Seat: firstSeat, Groups: groups}}
	surnames := []string{"陈", "王", "周", "吴", "郑", "冯"}
	for i := range 60 {
		c := customer(fmt.Sprint("c", i), surnames[i%6]+"小"+string(rune('一'+i)))
		c.Friendship = model.Friendship(i % 5)
		if i%7 == 0 {
			c.Name = strings.Repeat("Aleksandr Konstantinopolsky ", 2)
			c.Remark, c.Description = strings.Repeat("很长的备注名", 6), strings.Repeat("去年双十一来的，爱问物流；", 6)
			c.Corp, c.Tags = "杭州某某国际贸易（集团）股份有限公司第一销售分公司", tags[:6]
		}
		events = append(events, model.ContactSeen{Seat: firstSeat, Contact: c})
	}
	for i := range 30 {
		events = append(events, model.GroupSeen{Seat: firstSeat, Group: model.Group{
			RemoteID: fmt.Sprint("room", i), Name: "南京路旗舰店与郑州仓库、杭州分仓每日到货沟通群（内部）" + fmt.Sprint(i), MemberCount: 30 + i,
		}})
	}
	r.Back.Deliver(events...)
	r.Settle()
}

func tourCustomers(r *uitest.Rig, zh bool, see func(*uitest.Rig, string)) {
	say := func(chinese, english string) string {
		if zh {
			return chinese
		}
		return english
	}
	see(r, "table")
	table(r)
	for range 9 { // to the long names
		r.Key(fyne.KeyPageDown)
		if r.Sees("Aleksandr") {
			break
		}
	}
	see(r, "long")
	r.Back.RefuseEdits(tooOften)
	table(r)
	r.Key(fyne.KeyHome)
	r.Key(fyne.KeyF2)
	r.Type("新备注")
	r.Key(fyne.KeyReturn)
	see(r, "refused")
	for range 3 {
		r.Key(fyne.KeySpace)
		r.Key(fyne.KeyDown)
	}
	see(r, "chosen")
	r.Menu("陈小丒")
	see(r, "menu")
	r.Key(fyne.KeyEscape)
	r.Tap(say("按标签…", "By tags…"))
	r.Tap("VIP")
	r.Tap("杭州")
	r.Tap("杭州")
	r.Tap("杭州")
	see(r, "expression")
	pressed(r, say("筛选", "Filter"))
	see(r, "filtered")
	r.Tap(say("清除筛选", "Clear filters"))
	r.Type("zzzz")
	see(r, "nothing")
	r.Tap(say("清除筛选", "Clear filters"))
	tab := table(r)
	tab.TypedShortcut(&fyne.ShortcutSelectAll{})
	r.Tap(say("打标签…", "Tags…"))
	r.Tap("VIP")
	r.Tap("黑名单")
	r.Tap("黑名单")
	see(r, "tagging")
	r.Key(fyne.KeyEscape)
	see(r, "discard")
	r.Tap(say("放弃", "Discard"))
	r.Tap(say("备注…", "Remark…"))
	r.Type("客户 {name} {n}")
	see(r, "remarks")
	r.Key(fyne.KeyEscape)
	r.Tap(say("放弃", "Discard"))
	r.Tap(say("拉进群…", "Invite…"))
	see(r, "invite")
	r.Key(fyne.KeyEscape)
	r.Tap(say("建群…", "New group…"))
	see(r, "which-seat")
	r.Key(fyne.KeyEscape)
	r.Tap(say("删除…", "Delete…"))
	see(r, "delete")
	r.Key(fyne.KeyEscape)
	r.Tap(say("列…", "Columns…"))
	see(r, "columns")
	r.Key(fyne.KeyEscape)
	table(r)
	r.Key(fyne.KeyHome)
	r.Key(fyne.KeyReturn)
	see(r, "one")
	r.Key(fyne.KeyEscape)
	r.Key(fyne.KeyDown)
	for range 8 {
		r.Key(fyne.KeyDown)
	}
	r.Key(fyne.KeyReturn)
	see(r, "another")
	r.Key(fyne.KeyEscape)
}
