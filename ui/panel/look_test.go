package panel_test

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

var smallest = fyne.NewSize(1024, 700)

// TestNothingIsCut looks at every sheet in the smallest window, with long names,
// in both languages. With SEATDECK_SHOTS it writes pictures.
func TestNothingIsCut(t *testing.T) {
	looks := []uitest.Options{
		{Language: "zh", Theme: "light", Size: smallest, Seats: 2},
		{Language: "en", Theme: "dark", Size: smallest, Seats: 2},
	}
	if os.Getenv("SEATDECK_SHOTS") != "" {
		looks = append(looks, uitest.Options{Language: "en", Theme: "light", Size: smallest, Seats: 2}, uitest.Options{Language: "zh", Theme: "dark", Size: smallest, Seats: 2})
	}
	for _, o := range looks {
		name := o.Language + "-" + o.Theme
		see := func(r *uitest.Rig, screen string) {
			r.Pass(5 * time.Second)
			r.MustFit(name + " " + screen)
			r.MustFitInside(name + " " + screen)
			r.Shot("panel-" + screen + "-" + name)
		}
		t.Run(name, func(t *testing.T) {
			able(t, o, func(r *uitest.Rig) {
				long(r)
				r.Press(fyne.KeyModifierControl, fyne.KeyP) // no room for it unasked
				tourContact(r, o.Language == "zh", see)
				tourGroup(r, o.Language == "zh", see)
				tourAdding(r, see)
			})
		})
	}
}

// long gives everybody the longest names there are.
func long(r *uitest.Rig) {
	var tags []model.Tag
	for i := range 24 {
		tags = append(tags, model.Tag{RemoteID: fmt.Sprint("t", i), GroupRemoteID: "g", Name: strings.Repeat("很长的标签名", 1+i%5)})
	}
	groups := []model.TagGroup{
		{RemoteID: "h", Name: "城市", Tags: []model.Tag{{RemoteID: "3", GroupRemoteID: "h", Name: "杭州"}}},
		{RemoteID: "g", Name: "按照购买频率和客单价划分的客户等级", Corp: true, Tags: tags},
	}
	r.Back.Tags(map[string]int{"t0": 12034, "t1": 1, "3": 12}, groups...)
	r.Back.HasFlags(model.FlagPinned, model.FlagMuted, model.FlagFolded, model.FlagSaved, model.FlagShowName)
	r.Back.Deliver(
		model.TagsSeen{Seat: seat1, Groups: groups},
		model.ContactSeen{Seat: seat1, Contact: model.Contact{
			RemoteID: "张三", Name: "张三", Description: "去年双十一来的，爱问物流", WeChat: true, External: true,
			Mobile: "13912345678", Corp: "杭州某某国际贸易（集团）股份有限公司第一销售分公司", Tags: tags[:5],
		}},
		model.ContactSeen{Seat: seat1, Contact: model.Contact{RemoteID: "long", Name: strings.Repeat("Aleksandr Konstantinopolsky ", 3), Corp: strings.Repeat("某某贸易", 8), Tags: groups[0].Tags}},
	)
	r.Settle()
}

func tourContact(r *uitest.Rig, zh bool, see func(*uitest.Rig, string)) {
	say := words(zh)
	r.Tap("张三")
	see(r, "contact")
	r.Back.FriendIs(model.FriendDeletedUs)
	press(r, say("检查好友状态", "Check friendship"))
	see(r, "checked")
	r.Back.RefuseDealings(refused)
	press(r, say("检查好友状态", "Check friendship"))
	see(r, "refused")
	r.TapIcon("document-create")
	see(r, "tags")
	r.Type("很长的标签名很")
	press(r, say("保存", "Save"))
	see(r, "tags-refused")
	press(r, say("管理标签…", "Manage tags…"))
	r.Back.RefuseDealings(nil)
	r.Tap("杭州")
	see(r, "manager")
	press(r, say("改名", "Rename"))
	see(r, "rename")
	r.Key(fyne.KeyEscape)
	press(r, say("删除", "Delete"))
	see(r, "delete-tag")
	r.Key(fyne.KeyEscape)
	press(r, say("客户…", "Customers…"))
	see(r, "tagged")
	for range 3 {
		r.Key(fyne.KeyEscape)
	}
	press(r, say("删除客户", "Delete"))
	see(r, "delete")
	r.Key(fyne.KeyEscape)
	press(r, say("新建群…", "New group…"))
	see(r, "new-group")
	r.Key(fyne.KeyEscape)
}

func tourGroup(r *uitest.Rig, zh bool, see func(*uitest.Rig, string)) {
	say := words(zh)
	r.Tap("门店群")
	r.Back.Deliver(
		model.GroupSeen{Seat: seat1, Group: model.Group{
			RemoteID: "门店群", Name: "南京路旗舰店与郑州仓库、杭州分仓每日到货沟通群（内部）", OwnerID: "wx1", MemberCount: 63, OuterCount: 12, External: true,
			Notice: strings.Repeat("每天 9 点前报库存；周五盘点，请大家提前准备好单据，谢谢配合。", 4),
		}},
	)
	r.Settle()
	see(r, "group")
	r.Menu("老李")
	see(r, "member-menu")
	r.Tap(say("移出群…", "Remove…"))
	see(r, "remove-member")
	r.Back.RefuseDealings(refused)
	press(r, say("移出", "Remove"))
	see(r, "member-refused")
	r.Back.RefuseDealings(nil)
	press(r, say("群公告…", "Notice…"))
	see(r, "notice")
	r.Key(fyne.KeyEscape)
	press(r, say("邀请成员…", "Invite…"))
	r.Tap("王小明")
	see(r, "invite")
	r.Key(fyne.KeyEscape)
	r.Back.Pins(
		model.PinnedMessage{RemoteID: "p1", Summary: "老李: " + strings.Repeat("报库存的表在这里 ", 12), SenderID: "li", At: time.Now()},
		model.PinnedMessage{RemoteID: "p2", Summary: "周五盘点", SenderID: "stranger"},
	)
	press(r, say("置顶消息", "Pinned"))
	see(r, "pins")
	r.Key(fyne.KeyEscape)
	press(r, say("群二维码", "QR code"))
	see(r, "code")
	r.Key(fyne.KeyEscape)
	press(r, say("退出群", "Leave"))
	see(r, "quit")
	r.Key(fyne.KeyEscape)
}

func tourAdding(r *uitest.Rig, see func(*uitest.Rig, string)) {
	r.Press(fyne.KeyModifierControl, fyne.KeyN)
	r.Key(fyne.KeyReturn)
	see(r, "find")
	found := append(people(), model.FoundContact{
		Contact: model.Contact{RemoteID: "f4", Name: strings.Repeat("Aleksandr Konstantinopolsky ", 3), Corp: strings.Repeat("某某贸易", 10)},
		Blocked: true, Reason: strings.Repeat("对方设置了不允许通过这种方式添加。", 4),
	})
	r.Back.Finds(append(found, found...)...)
	r.Type("13900000000")
	r.Key(fyne.KeyReturn)
	see(r, "found")
	r.Back.RefuseDealings(refused)
	r.Key(fyne.KeyReturn)
	see(r, "find-refused")
}

func words(zh bool) func(zh, en string) string {
	return func(chinese, english string) string {
		if zh {
			return chinese
		}
		return english
	}
}
