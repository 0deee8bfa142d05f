package moments_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/ui/uitest"
)

const ctrl = fyne.KeyModifierControl

// smallest is the smallest window.
var smallest = fyne.NewSize(1024, 700)

// unreachable is a dead network.
var unreachable = &model.Trouble{Code: model.TroubleUnreachable, About: "api.example.com", Detail: "i/o timeout"}

// console is one with moments, and none of them read yet.
func console(t *testing.T, o uitest.Options, fn func(r *uitest.Rig)) {
	if o.Seats == 0 {
		o.Seats = 1
	}
	uitest.Run(t, o, func(r *uitest.Rig) {
		r.Back.Can(uitest.Moments()...)
		r.Back.State(1, model.SeatOffline) // a change has the capabilities read
		r.Back.State(1, model.SeatOnline)
		r.Settle()
		fn(r)
	})
}

// open shows the timeline.
func open(r *uitest.Rig) { r.Press(ctrl, fyne.KeyM) }

// at is a time on the first day of a test.
func at(minute int) time.Time { return time.Date(2000, 1, 1, 0, minute, 0, 0, time.UTC) }

// numbered makes moments that say their number, the newest first.
func numbered(n int) []model.Moment {
	var list []model.Moment
	for i := n; i > 0; i-- {
		list = append(list, model.Moment{RemoteID: fmt.Sprint("m", i), AuthorID: "u1", AuthorName: "王五", Text: fmt.Sprintf("第%d条", i), At: at(i)})
	}
	return list
}

// square is a picture of one colour.
func square(r *uitest.Rig, side int, c color.Color) []byte {
	img := image.NewRGBA(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			img.Set(x, y, c)
		}
	}
	var out bytes.Buffer
	require.NoError(r.T, png.Encode(&out, img))
	return out.Bytes()
}

// shown counts the pictures in sight that are not icons.
func shown(r *uitest.Rig) int {
	n := 0
	for _, img := range uitest.All[*canvas.Image](r) {
		if img.Image != nil && img.Resource == nil {
			n++
		}
	}
	return n
}

func toEnd(r *uitest.Rig) {
	all := uitest.All[*container.Scroll](r)
	all[len(all)-1].ScrollToBottom()
	r.Settle()
}

func TestTimelineShowsWhatAMomentHolds(t *testing.T) {
	console(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Back.Serve("https://p.test/1", square(r, 20, color.White))
		r.Back.Serve("https://p.test/cover", square(r, 20, color.Black))
		r.Back.Publishes(0,
			model.Moment{
				RemoteID: "m3", AuthorID: "u1", AuthorName: "王五", Text: "上新啦\u202e https://shop.test", At: at(3), Place: "南京路",
				Pictures: []model.MomentPicture{{URL: "https://p.test/1"}, {URL: "/etc/passwd"}},
				Likes:    []model.MomentLike{{RemoteID: "u2", Name: "李四"}, {RemoteID: "u3", Name: "赵六"}},
				Comments: []model.MomentComment{{RemoteID: "c1", Author: "李四", Text: "好看"}, {RemoteID: "c2", Author: "王五", ReplyTo: "c1", Text: "谢谢"}},
			},
			model.Moment{RemoteID: "m2", AuthorID: "u2", AuthorName: "李四", At: at(2), Link: &model.MomentLink{Title: "店铺首页", URL: "https://shop.test/a?b=1", Cover: "https://p.test/cover"}},
			model.Moment{RemoteID: "m1", AuthorID: "u3", At: at(1), Raw: []byte("?")},
		)
		open(r)
		r.MustSee("朋友圈 · 坐席“小美”", "王五", "上新啦‹U+202E› https://shop.test", "位置：南京路", "赞：李四、赵六", "李四：好看", "王五 回复 李四：谢谢", "2000-01-01 08:03",
			"店铺首页", "打开 shop.test", "u3", "这种朋友圈还显示不了", "没有更多了")
		require.Equal(t, 2, shown(r), "a path of this machine is no picture")
		require.Empty(t, r.Opened)
		r.Tap("打开 shop.test")
		r.MustSee("打开链接？", "https://shop.test/a?b=1")
		require.Empty(t, r.Opened, "not before the person said so")
		r.Tap("打开")
		require.Equal(t, "https://shop.test/a?b=1", r.Opened[0].String())
	})
}

func TestPagesAreLoadedUntilTheEnd(t *testing.T) {
	console(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Back.Publishes(20, numbered(45)...)
		open(r)
		r.MustSee("第45条", "第26条", "加载更多")
		r.MustNotSee("第25条")
		toEnd(r)
		r.Back.RefuseMoments(unreachable)
		r.Tap("加载更多")
		r.MustSee("连接不上 api.example.com", "第26条")
		r.Back.RefuseMoments(nil)
		toEnd(r)
		r.Tap("加载更多")
		r.MustNotSee("连接不上")
		toEnd(r)
		r.Tap("加载更多")
		r.MustSee("第45条", "第1条", "没有更多了")
		r.MustNotSee("加载更多")
	})
}

func TestNoMoreThanTwoHundredAreShown(t *testing.T) {
	console(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Back.Publishes(150, numbered(500)...)
		open(r)
		toEnd(r)
		r.Tap("加载更多")
		r.MustSee("第500条", "第301条", "只显示最近 200 条")
		r.MustNotSee("第300条", "加载更多")
	})
}

func TestOnlyPicturesNearWhatIsInSightAreLoaded(t *testing.T) {
	console(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Back.Serve("https://p.test/1", square(r, 20, color.White))
		list := numbered(60)
		for i := range list {
			list[i].Pictures = []model.MomentPicture{{URL: "https://p.test/1"}}
		}
		r.Back.Publishes(0, list...)
		open(r)
		first := shown(r)
		require.Less(t, first, 20)
		require.Positive(t, first)
		toEnd(r)
		require.Less(t, shown(r), 20, "what is far is let go")
		require.Positive(t, shown(r))
	})
}

func TestKeptMomentsAreShownWhileTheSeatIsOffline(t *testing.T) {
	console(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Back.Publishes(0, numbered(2)...)
		open(r)
		r.Tap("关闭")
		r.Back.State(1, model.SeatOffline)
		r.Settle()
		asked := len(r.Back.MomentDeeds())
		open(r)
		r.MustSee("第2条", "坐席不在线。以下是之前保存在本机的，最新一条发布于 2000-01-01 08:02。")
		r.MustNotSee("加载更多", "没有更多了")
		require.Len(t, r.Back.MomentDeeds(), asked, "a seat that is out is not asked")
		r.Back.Publishes(0, numbered(3)...)
		r.Back.State(1, model.SeatOnline)
		r.Settle()
		r.MustSee("第3条", "没有更多了")
		r.MustNotSee("坐席不在线")
	})
}

func TestDeadNetworkShowsWhatWasKeptAndTriesAgain(t *testing.T) {
	console(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Back.RefuseMoments(unreachable)
		open(r)
		r.MustSee("读不到朋友圈", "连接不上 api.example.com", "检查网络")
		r.Back.RefuseMoments(nil)
		r.Back.Publishes(0, numbered(1)...)
		r.Tap("再试一次")
		r.MustSee("第1条")
		r.Tap("关闭")
		r.Back.RefuseMoments(unreachable)
		open(r)
		r.MustSee("第1条", "连接不上 api.example.com", "以下是之前保存在本机的，最新一条发布于 2000-01-01 08:01。")
		r.Back.RefuseMoments(nil)
		r.Tap("再试一次")
		r.MustNotSee("连接不上", "之前保存")
	})
}

func TestNothingPublishedSaysSo(t *testing.T) {
	console(t, uitest.Options{}, func(r *uitest.Rig) {
		open(r)
		r.MustSee("没有朋友圈", "好友发布后，刷新就能看到。")
		r.Back.State(1, model.SeatOffline)
		r.Settle()
		r.MustSee("坐席不在线", "本机还没有保存过朋友圈")
	})
}

func TestPageOfOneContact(t *testing.T) {
	console(t, uitest.Options{}, func(r *uitest.Rig) {
		list := numbered(2)
		list[0].AuthorID, list[0].AuthorName = "u2", "李四"
		r.Back.Publishes(0, list...)
		open(r)
		r.Tap("李四")
		r.MustSee("李四 的朋友圈 · 坐席“小美”")
		require.Contains(t, r.Back.MomentDeeds(), `read "u2" from ""`)
		r.Key(fyne.KeyEscape)
		r.MustNotSee("李四 的朋友圈")
		r.MustSee("第1条")
	})
}

func TestLikeIsTakenBack(t *testing.T) {
	console(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Back.Publishes(0, numbered(1)...)
		open(r)
		r.Tap("赞")
		r.MustSee("已赞", "赞：小美")
		r.Tap("已赞")
		r.MustNotSee("已赞", "赞：小美")
		require.Equal(t, []string{"like m1 true", "like m1 false"}, r.Back.MomentDeeds()[1:])
		r.Back.RefuseMomentDeeds(&model.Trouble{Code: model.TroubleRejected, About: "小美", Detail: "对方已删除"})
		r.Tap("赞")
		r.MustSee("小美拒绝了这次操作。对方已删除", "赞")
		r.MustNotSee("已赞")
		r.Back.RefuseMomentDeeds(nil)
		r.Tap("赞")
		r.MustSee("已赞")
		r.MustNotSee("拒绝了这次操作")
	})
}

func TestLikeOfAMomentTooOldToBeKeptIsSeen(t *testing.T) {
	console(t, uitest.Options{}, func(r *uitest.Rig) {
		old := model.Moment{RemoteID: "old", AuthorID: "u9", AuthorName: "老客户", Text: "多年以前", At: at(0)}
		r.Back.Publishes(0, append([]model.Moment{old}, numbered(500)...)...)
		open(r) // what is kept is the newer ones
		r.Tap("老客户")
		r.MustSee("多年以前")
		r.Tap("赞")
		r.MustSee("已赞", "赞：小美")
	})
}

func TestLikesAndLongTextsAreFolded(t *testing.T) {
	console(t, uitest.Options{}, func(r *uitest.Rig) {
		m := model.Moment{RemoteID: "m1", AuthorID: "u1", AuthorName: "王五", At: at(1)}
		for i := range 400 {
			m.Text += fmt.Sprintf("字%03d ", i)
		}
		for i := range 30 {
			m.Likes = append(m.Likes, model.MomentLike{RemoteID: fmt.Sprint("u", i), Name: fmt.Sprintf("好友%02d", i)})
			m.Comments = append(m.Comments, model.MomentComment{RemoteID: fmt.Sprint("c", i), Author: "李四", Text: fmt.Sprintf("评论%02d", i)})
		}
		r.Back.Publishes(0, m)
		open(r)
		r.MustSee("字050", "全文", "好友19 等 30 人", "评论29", "全部 30 条评论")
		r.MustNotSee("字100", "好友20", "评论23")
		r.Tap("全文")
		r.MustSee("字399", "收起")
		toEnd(r)
		r.Tap("全部 30 条评论")
		r.MustSee("评论00", "评论29")
	})
}

func TestAlbumIsLeafedThroughByKeys(t *testing.T) {
	console(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Back.Serve("https://p.test/1", square(r, 20, color.White))
		r.Back.Publishes(0, model.Moment{RemoteID: "m1", AuthorID: "u1", AuthorName: "王五", At: at(1), Pictures: []model.MomentPicture{
			{URL: "https://p.test/1"}, {URL: "https://p.test/gone"}, {URL: "javascript:alert(1)"},
		}})
		open(r)
		tapLastPicture(r)
		r.MustSee("1 / 3")
		r.Key(fyne.KeyLeft)
		r.MustSee("1 / 3")
		r.Key(fyne.KeyRight)
		r.MustSee("2 / 3", "图片打不开")
		r.Key(fyne.KeyRight)
		r.Key(fyne.KeyRight)
		r.MustSee("3 / 3", "这张图片没有地址")
		r.Key(fyne.KeyLeft)
		r.Key(fyne.KeyLeft)
		r.MustNotSee("图片打不开", "这张图片没有地址")
		r.Key(fyne.KeyEscape)
		r.MustSee("王五", "没有更多了")
		r.MustNotSee("1 / 3")
	})
}
