package ui_test

import (
	"os"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"seatdeck/app/model"
	"seatdeck/ui/uitest"
)

// fill gives a console a working day: customers who wait, a group, answers.
func fill(r *uitest.Rig) {
	now := time.Now()
	talk := []string{
		"你好，请问昨天下的单什么时候发货？", "在的，我帮您查一下订单号。", "订单号 20260318-88213，麻烦快点，急用", "好的，已经催仓库了，今天下午发出",
		"谢谢！那运费可以退吗？之前客服说满 99 包邮的，结果还是收了我 8 块钱。",
	}
	names := []string{"张三", "李四 Lisa", "王小明", "赵老板（批发）", "陈晨", "周杰", "吴芳芳", "郑州仓库", "Mike Chen", "刘洋", "杨柳", "黄河水产", "胡一刀", "林间小路"}
	for i, name := range names {
		var list []model.Message
		for k, text := range talk[:2+i%4] {
			list = append(list, r.Back.Message(name, text, now.Add(-time.Duration(i*7+10-k*2)*time.Minute), k%2 == 1))
		}
		r.Back.Say(1+i%2, name, false, list...)
	}
	g := r.Back.Message("老李", "今天的货到了吗？", now.Add(-3*time.Minute), false)
	h := r.Back.Message("小赵", "到了，在卸车 [微笑] 详情见 https://example.com/list?id=88213", now.Add(-2*time.Minute), false)
	r.Back.Say(1, "南京路门店群", true, g, h)
	seat := model.SeatRef{RemoteID: "robot-1"}
	r.Back.Deliver(
		model.TagsSeen{Seat: seat, Groups: []model.TagGroup{{RemoteID: "g", Name: "等级", Tags: []model.Tag{{RemoteID: "1", GroupRemoteID: "g", Name: "VIP 客户"}, {RemoteID: "2", GroupRemoteID: "g", Name: "杭州"}, {RemoteID: "3", GroupRemoteID: "g", Name: "对价格敏感"}}}}},
		model.ContactSeen{Seat: seat, Contact: model.Contact{
			RemoteID: "张三", Name: "张三", Remark: "张三", Description: "去年双十一来的，爱问物流", Mobile: "13912345678", Gender: model.GenderMale, WeChat: true, External: true,
			Friendship: model.FriendNormal, Created: now.Add(-3000 * time.Hour), Corp: "杭州某某贸易有限公司",
			Tags: []model.Tag{{RemoteID: "1", GroupRemoteID: "g", Name: "VIP 客户"}, {RemoteID: "2", GroupRemoteID: "g", Name: "杭州"}, {RemoteID: "3", GroupRemoteID: "g", Name: "对价格敏感"}},
		}},
		model.GroupSeen{Seat: seat, Group: model.Group{RemoteID: "南京路门店群", Name: "南京路门店群", OwnerName: "李店长", MemberCount: 4, OuterCount: 2, External: true, Notice: "每天 9 点前报库存；周五盘点，请大家提前准备好单据，谢谢配合。"}},
		model.MembersSeen{Seat: seat, GroupID: "南京路门店群", Whole: true, Members: []model.Member{
			{RemoteID: "1", Name: "李店长", Role: model.RoleOwner},
			{RemoteID: "2", Name: "老李", WeChat: true, External: true},
			{RemoteID: "3", Name: "小赵", WeChat: true, External: true},
			{RemoteID: "4", Name: "小美", Role: model.RoleAdmin},
		}},
	)
	r.Settle()
}

// TestNothingIsCut looks at every screen in the smallest window, in both
// languages. With SEATDECK_SHOTS it writes pictures, of larger windows too.
func TestNothingIsCut(t *testing.T) {
	type look struct {
		name, language, theme string
		size                  fyne.Size
	}
	looks := []look{
		{"zh-light-1024", "zh", "light", fyne.NewSize(1024, 700)},
		{"en-dark-1024", "en", "dark", fyne.NewSize(1024, 700)},
	}
	if os.Getenv("SEATDECK_SHOTS") != "" {
		looks = append(looks, look{"zh-dark-1600", "zh", "dark", fyne.NewSize(1600, 1000)}, look{"en-light-1280", "en", "light", fyne.NewSize(1280, 800)})
	}
	for _, look := range looks {
		t.Run(look.name, func(t *testing.T) {
			uitest.Run(t, uitest.Options{Seats: 50, Language: look.language, Theme: look.theme, Size: look.size}, func(r *uitest.Rig) {
				tour(r, look.language, func(screen string) {
					r.MustFit(look.name + " " + screen)
					r.Shot(look.name + "-" + screen)
				})
			})
			uitest.Run(t, uitest.Options{Unplugged: true, Seats: 3, Language: look.language, Theme: look.theme, Size: look.size}, func(r *uitest.Rig) {
				r.MustFit(look.name + " first run")
				r.Shot(look.name + "-first")
			})
		})
	}
}

// tour goes through every screen and calls see at each.
func tour(r *uitest.Rig, language string, see func(screen string)) {
	fill(r)
	see("none")
	r.Tap("张三")
	see("open")
	r.Back.Link(model.LinkStatus{Link: model.LinkConnecting, Err: &model.Trouble{Code: model.TroubleUnreachable, About: "api.example.com"}})
	r.Settle()
	r.Type("您好，运费的问题我帮您核实一下")
	see("reconnecting")
	r.Back.Link(model.LinkStatus{Link: model.LinkOnline})
	r.Back.State(3, model.SeatBanned)
	r.Back.State(4, model.SeatKicked)
	r.Back.State(5, model.SeatOffline)
	r.Settle()
	r.Tap("南京路门店群")
	see("group")
	r.Press(ctrl, fyne.KeyK)
	r.Type("李")
	see("palette")
	r.Press(ctrl, fyne.KeyF)
	r.Type("订单")
	see("nothing found")
	r.Tap(map[string]string{"zh": "搜索全部坐席", "en": "Search all seats"}[language])
	see("search")
	r.Press(ctrl, fyne.KeyComma)
	see("settings")
	r.Key(fyne.KeyEscape)
	r.Window.Shell.OpenConnection(1)
	r.Settle()
	see("connection")
	r.Key(fyne.KeyEscape)
	r.Window.Shell.OpenHelp()
	r.Settle()
	see("help")
	r.Key(fyne.KeyEscape)
	r.Back.Deliver(model.FriendRequestSeen{Seat: model.SeatRef{RemoteID: "robot-1"}, Request: model.FriendRequest{
		RemoteID: "new-1", Name: "新朋友", Reason: "你好，我是通过官网来的，想问一下批发价格和起订量", At: time.Now(),
	}})
	r.Settle()
	r.Window.Shell.OpenRequests()
	r.Settle()
	see("requests")
	r.Press(ctrl, fyne.KeyN)
	see("new")
	r.Key(fyne.KeyReturn)
	see("add")
	r.Key(fyne.KeyEscape)
	r.Back.Refuse(&model.Trouble{Code: model.TroubleRejected, About: "小美", Detail: "对方已删除好友"})
	r.Type("失败的消息")
	r.Key(fyne.KeyReturn)
	r.Window.Shell.OpenOutbox()
	r.Settle()
	see("outbox")
}
