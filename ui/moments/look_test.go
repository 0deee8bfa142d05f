package moments_test

import (
	"image/color"
	"os"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"seatdeck/app/model"
	"seatdeck/ui/uitest"
)

// TestNothingIsCut looks at every state in the smallest window, in both languages.
// With SEATDECK_SHOTS it writes pictures, in both themes each.
func TestNothingIsCut(t *testing.T) {
	looks := []uitest.Options{
		{Language: "zh", Theme: "light", Size: smallest},
		{Language: "en", Theme: "dark", Size: smallest},
	}
	if os.Getenv("SEATDECK_SHOTS") != "" {
		looks = append(looks, uitest.Options{Language: "en", Theme: "light", Size: smallest}, uitest.Options{Language: "zh", Theme: "dark", Size: smallest})
	}
	for _, o := range looks {
		name := o.Language + "-" + o.Theme
		t.Run(name, func(t *testing.T) {
			console(t, o, func(r *uitest.Rig) {
				tour(r, o.Language == "en", func(screen string) {
					r.MustFit(name + " " + screen)
					r.MustFitInside(name + " " + screen)
					r.Shot("moments-" + screen + "-" + name)
				})
			})
		})
	}
}

// rich is moments of every kind.
func rich(r *uitest.Rig) []model.Moment {
	for address, c := range map[string]color.Color{
		"https://p.test/1": color.NRGBA{R: 0xd0, G: 0x80, B: 0x40, A: 0xff}, "https://p.test/2": color.NRGBA{R: 0x40, G: 0x80, B: 0xa0, A: 0xff},
	} {
		r.Back.Serve(address, square(r, 40, c))
	}
	var nine []model.MomentPicture
	for i := range 9 {
		nine = append(nine, model.MomentPicture{URL: []string{"https://p.test/1", "https://p.test/2", "https://p.test/gone"}[i%3]})
	}
	first := own()
	first.Liked = true
	first.Text = "周末全场八折，满 200 再减 30，南京路店和人民广场店同步开始，欢迎带朋友一起来。Weekend sale: everything is 20 % off, bring your friends along."
	first.Likes = []model.MomentLike{{RemoteID: "u2", Name: "李四"}, {RemoteID: "u3", Name: "Alexandria Cunningham-Featherstonehaugh"}, {RemoteID: "u4", Name: "王五（南京路旗舰店 官方客服）"}}
	first.Comments[0].Text = strings.Repeat("这条评论很长，", 12)
	return []model.Moment{
		first,
		{RemoteID: "m2", AuthorID: "u2", AuthorName: "李四", At: at(2), Link: &model.MomentLink{Title: "一篇标题很长很长的文章：讲述一家小店如何在三年里做到全城第一，以及背后的故事", URL: "https://mp.weixin.qq.com/s/abc", Cover: "https://p.test/1"}},
		{RemoteID: "m3", AuthorID: "u3", AuthorName: "Alexandria Cunningham-Featherstonehaugh", At: at(3), Text: "视频", Video: &model.MomentPicture{URL: "https://p.test/v.mp4", Thumb: "https://p.test/2"}},
		{RemoteID: "m4", AuthorID: "u4", AuthorName: "赵六", At: at(4), Text: "九宫格", Pictures: nine, Place: "上海市黄浦区南京东路步行街 100 号"},
		{RemoteID: "m5", AuthorID: "u5", AuthorName: "钱七", At: at(5), Pictures: nine[:1]},
		{RemoteID: "m6", AuthorID: "u6", AuthorName: "孙八", At: at(6), Raw: []byte("?")},
	}
}

func tour(r *uitest.Rig, english bool, see func(string)) {
	say := func(zh, en string) string {
		if english {
			return en
		}
		return zh
	}
	open(r)
	see("none")
	r.Tap(say("关闭", "Close"))
	r.Back.RefuseMoments(unreachable)
	open(r)
	see("failed")
	r.Back.RefuseMoments(nil)
	r.Back.Publishes(4, rich(r)...)
	r.Tap(say("再试一次", "Try again"))
	see("timeline")
	r.Tap(say("回复", "Reply"))
	r.Back.RefuseMomentDeeds(&model.Trouble{Code: model.TroubleRejected, About: "小美", Detail: "对方已删除这条朋友圈；错误码 40123"})
	r.Type(say("收到", "Thanks"))
	r.Key(fyne.KeyReturn)
	see("refused")
	r.Key(fyne.KeyEscape)
	toEnd(r)
	see("more")
	tapLastPicture(r)
	see("album")
	r.Key(fyne.KeyEscape)
	r.Tap(say("加载更多", "Load more"))
	toEnd(r)
	see("end")
	r.Tap(say("发朋友圈…", "Publish…"))
	r.Tap(say("发布", "Publish"))
	see("post")
	r.Tap(say("视频", "Video"))
	see("post-video")
	r.Tap(say("链接", "Link"))
	r.Tap(say("发布", "Publish"))
	see("post-link")
	r.Key(fyne.KeyEscape)
	r.Back.State(1, model.SeatOffline)
	r.Settle()
	r.Tap(say("关闭", "Close"))
	open(r)
	see("offline")
}

// tapLastPicture presses the picture that comes last.
func tapLastPicture(r *uitest.Rig) {
	var at fyne.CanvasObject
	for _, img := range uitest.All[*canvas.Image](r) {
		if img.Image != nil && img.Resource == nil {
			at = img
		}
	}
	pos := fyne.CurrentApp().Driver().AbsolutePositionForObject(at)
	test.TapCanvas(r.Canvas, pos.AddXY(at.Size().Width/2, at.Size().Height/2))
	r.Settle()
}
