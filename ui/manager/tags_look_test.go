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

// TestNothingOfTagsAndBatchesIsCut looks at every sheet and page in the smallest
// window, with long names, in both languages. With SEATDECK_SHOTS it writes
// pictures.
func TestNothingOfTagsAndBatchesIsCut(t *testing.T) {
	size := fyne.NewSize(1024, 700)
	looks := []uitest.Options{{Language: "zh", Theme: "light", Size: size}, {Language: "en", Theme: "dark", Size: size}}
	if os.Getenv("SEATDECK_SHOTS") != "" {
		looks = append(looks, uitest.Options{Language: "en", Theme: "light", Size: size}, uitest.Options{Language: "zh", Theme: "dark", Size: size})
	}
	for _, o := range looks {
		name := o.Language + "-" + o.Theme
		t.Run(name, func(t *testing.T) {
			onTags(t, o, func(r *uitest.Rig) {
				see := func(screen string) {
					r.Pass(time.Second) // what is not drawn for a minute is made anew
					r.MustFit(name + " " + screen)
					r.MustFitInside(name + " " + screen)
					r.Shot("tags-" + screen + "-" + name)
				}
				tourTags(r, o.Language == "zh", see)
			})
		})
	}
}

// manyTags are tags with names as long as there are.
func manyTags(r *uitest.Rig) {
	var tags []model.Tag
	for i := range 24 {
		tags = append(tags, model.Tag{RemoteID: fmt.Sprint("t", i), GroupRemoteID: "l", Name: fmt.Sprint(strings.Repeat("很长的标签名", 1+i%5), i)})
	}
	long := model.TagGroup{RemoteID: "l", Name: "按照购买频率和客单价划分的客户等级以及来源渠道", Corp: true, Tags: tags}
	counts := map[string]int{vipTag.RemoteID: 120345, cityTag.RemoteID: 12}
	groups := append(tagGroups(), long)
	r.Back.Tags(counts, groups...)
	for seat := 1; seat <= 2; seat++ {
		r.Back.Deliver(model.TagsSeen{Seat: seatRef(seat), Groups: append(tagGroups(), long)})
	}
	for i := range 30 {
		r.Back.Deliver(model.ContactSeen{Seat: seatRef(1), Contact: model.Contact{
			RemoteID: fmt.Sprint("l", i), Name: "Aleksandr Konstantinopolsky", Remark: "杭州某某国际贸易（集团）股份有限公司", WeChat: true, External: true,
			Tags: append([]model.Tag{vipTag}, tags[:3]...),
		}})
	}
	r.Settle()
}

func tourTags(r *uitest.Rig, zh bool, see func(string)) {
	say := func(chinese, english string) string {
		if zh {
			return chinese
		}
		return english
	}
	see("unchosen")
	manyTags(r)
	r.Tap("重要客户")
	see("chosen")
	pressTop(r, say("新建标签", "New tag"))
	see("create")
	r.Type("复购")
	see("create-preview")
	r.Key(fyne.KeyEscape)
	pressTop(r, say("改名…", "Rename…"))
	see("rename")
	r.Key(fyne.KeyEscape)
	pressTop(r, say("合并到…", "Merge into…"))
	r.Type("hz")
	r.Key(fyne.KeyReturn)
	see("merge")
	r.Key(fyne.KeyEscape)
	r.Tap("杭州")
	r.Back.SeatCan(2, model.CanListTags, model.CanListContacts)
	lookAgain(r)
	pressTop(r, say("删除…", "Delete…"))
	see("delete")
	r.Key(fyne.KeyEscape)
	r.Tap("重要客户")
	r.Back.RefuseDealings(&model.Trouble{Code: model.TroubleRejected, About: "小美", Detail: "操作过于频繁，请稍后再试；错误码 40123"})
	pressTop(r, say("从全部客户取下…", "Take off all…"))
	see("take")
	pressTop(r, say("取下", "Take off"))
	see("progress-refused")
	pressTop(r, say("查看结果", "See results"))
	see("batch-refused")
	openPage(r, fyne.Key3)
	see("marked")
	r.Back.RefuseDealings(nil)
	openPage(r, fyne.Key4)
	r.Back.State(1, model.SeatOffline)
	r.Settle()
	pressTop(r, say("重试没成功的 36 项", "Try 36 again"))
	see("batch-running")
	r.Back.State(1, model.SeatOnline)
	r.Pass(5 * time.Second)
	see("batch-done")
	pressTop(r, say("撤销", "Undo"))
	see("undo")
	pressTop(r, say("撤销", "Undo"))
	r.Pass(5 * time.Second)
	see("batch-undone")
	openPage(r, fyne.Key3)
	pickSeat(r, "小美")
	see("one-seat")
	pickSeat(r, "客服阿强")
	see("unable")
}
