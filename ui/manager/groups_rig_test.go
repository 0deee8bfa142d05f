package manager_test

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/uitest"
	"seatdeck/ui/widgets"
)

var (
	robot1 = model.SeatRef{RemoteID: "robot-1"}
	robot2 = model.SeatRef{RemoteID: "robot-2"}
	denied = &model.Trouble{Code: model.TroubleRejected, About: "小美", Detail: "频率过高"}
	spring = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
)

// shopMembers are who is in the group of the shop, as both seats see it.
func shopMembers() []model.Member {
	return []model.Member{
		{RemoteID: "wx1", Name: "小美", Role: model.RoleOwner, Joined: spring},
		{RemoteID: "zhao", Name: "小赵", Role: model.RoleAdmin, Joined: spring, Source: model.JoinLink},
		{RemoteID: "li", Name: "老李", WeChat: true, External: true, Joined: spring.AddDate(0, 1, 0), Source: model.JoinInvited, InvitedBy: "zhao"},
		{RemoteID: "wang", Name: "王小明", WeChat: true, External: true, Source: model.JoinCode},
	}
}

// inGroups is the table of groups of two seats.
func inGroups(t *testing.T, o uitest.Options, fn func(r *uitest.Rig)) {
	o.Seats = max(o.Seats, 2)
	uitest.Run(t, o, func(r *uitest.Rig) {
		r.Back.Can(uitest.Managing()...)
		r.Back.InGroup("shop", shopMembers()...)
		fillGroups(r)
		openPage(r, fyne.Key1)
		r.Pass(time.Second)
		fn(r)
	})
}

func fillGroups(r *uitest.Rig) {
	gone := append(shopMembers()[:3:3], model.Member{RemoteID: "old", Name: "旧同事", Left: true})
	tags := []model.TagGroup{{RemoteID: "g", Name: "等级", Tags: []model.Tag{{RemoteID: "1", GroupRemoteID: "g", Name: "大客户"}}}}
	r.Back.Tags(nil, tags...)
	r.Back.Deliver(
		model.TagsSeen{Seat: robot1, Groups: tags},
		model.GroupSeen{Seat: robot1, Group: model.Group{
			RemoteID: "shop", Name: "门店群", OwnerID: "wx1", OwnerName: "小美", MemberCount: 4, OuterCount: 2, External: true, Notice: "九点前报库存", Created: spring,
		}},
		model.MembersSeen{Seat: robot1, GroupID: "shop", Whole: true, Members: shopMembers()},
		model.GroupSeen{Seat: robot1, Group: model.Group{RemoteID: "store", Name: "仓库群", OwnerID: "zhao", OwnerName: "小赵", MemberCount: 120, Created: spring.AddDate(0, 0, 1)}},
		model.MembersSeen{Seat: robot1, GroupID: "store", Whole: true, Members: gone},
		model.GroupSeen{Seat: robot1, Group: model.Group{RemoteID: "over", Name: "去年的群", MemberCount: 1, Dissolved: true}},
		model.GroupSeen{Seat: robot2, Group: model.Group{RemoteID: "hz", Name: "杭州群", OwnerID: "li", OwnerName: "老李", MemberCount: 30, OuterCount: 3, External: true, Created: spring}},
		model.MembersSeen{Seat: robot2, GroupID: "hz", Whole: true, Members: []model.Member{
			{RemoteID: "li", Name: "老李", WeChat: true, External: true, Role: model.RoleOwner}, {RemoteID: "wx2", Name: "客服阿强"},
		}},
		model.ContactSeen{Seat: robot1, Contact: model.Contact{RemoteID: "li", Name: "老李", WeChat: true, External: true, Tags: tags[0].Tags}},
		model.ContactSeen{Seat: robot1, Contact: model.Contact{RemoteID: "wang", Name: "王小明", WeChat: true, External: true}},
		model.ContactSeen{Seat: robot1, Contact: model.Contact{RemoteID: "sun", Name: "孙七", WeChat: true, External: true}},
	)
	r.Back.Say(1, "shop", true, r.Back.Message("li", "今天的货到了吗", time.Now(), false))
	r.Settle()
}

// groupTable is the topmost table.
func groupTable(r *uitest.Rig) *widgets.Table {
	r.T.Helper()
	all := uitest.All[*widgets.Table](r)
	require.NotEmpty(r.T, all, "no table: %s", r)
	return all[len(all)-1]
}

// rowOf is the row of the topmost table that says text.
func rowOf(r *uitest.Rig, text string) int {
	r.T.Helper()
	table := groupTable(r)
	for i := range table.Count() {
		for _, column := range []string{"name"} {
			if strings.Contains(table.Cells(i, column).Text, text) {
				return i
			}
		}
	}
	r.T.Fatalf("no row says %q: %s", text, r)
	return -1
}

// ring moves the ring of the topmost table to the row that says text.
func ring(r *uitest.Rig, text string) {
	r.T.Helper()
	row, table := rowOf(r, text), groupTable(r)
	r.Canvas.Focus(table)
	table.SetRing(row)
	r.Settle()
}

// tick chooses the rows of the topmost table that say the texts.
func tick(r *uitest.Rig, texts ...string) {
	r.T.Helper()
	for _, text := range texts {
		ring(r, text)
		r.Key(fyne.KeySpace)
	}
	r.Pass(time.Second)
}

// listed are the names in the topmost table, from above.
func listed(r *uitest.Rig) (names []string) {
	table := groupTable(r)
	for i := range table.Count() {
		names = append(names, table.Cells(i, "name").Text)
	}
	return names
}

// rowMenu opens the menu of a row by the keyboard.
func rowMenu(r *uitest.Rig, text string) {
	r.T.Helper()
	ring(r, text)
	r.Key(desktop.KeyMenu)
}

// begin presses the button of a wish once its preview is there.
func begin(r *uitest.Rig, text string) {
	r.T.Helper()
	r.Pass(time.Second)
	pressTop(r, text)
	r.Pass(3 * time.Second)
}

// filterBy presses a filter and takes a line of its menu.
func filterBy(r *uitest.Rig, filter string, line ...string) {
	r.T.Helper()
	for _, b := range uitest.All[*screen.TextButton](r) {
		if b.Text() == filter {
			b.Tapped(nil)
		}
	}
	r.Settle()
	for _, text := range line {
		r.Tap(text)
	}
	r.Pass(time.Second)
}
