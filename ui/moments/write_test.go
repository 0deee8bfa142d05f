package moments_test

import (
	"fmt"
	"image/color"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/uitest"
)

// focus puts the cursor into the topmost field but n.
func focus(r *uitest.Rig, n int) {
	all := uitest.All[*screen.Entry](r)
	r.Canvas.Focus(all[len(all)-1-n])
}

// own is a moment of the seat itself, with a comment of its own.
func own() model.Moment {
	return model.Moment{
		RemoteID: "m1", AuthorID: "wx1", AuthorName: "小美", Text: "本店活动", At: at(1),
		Comments: []model.MomentComment{{RemoteID: "c1", AuthorID: "u2", Author: "李四", Text: "几点开始"}, {RemoteID: "c2", AuthorID: "wx1", Author: "小美", ReplyTo: "c1", Text: "八点"}},
	}
}

func TestCommentIsSentByEnterAndKeptWhenItFails(t *testing.T) {
	console(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Back.Publishes(0, numbered(1)...)
		open(r)
		r.Tap("评论")
		r.Type("真不错")
		r.Back.RefuseMomentDeeds(unreachable)
		r.Key(fyne.KeyReturn)
		r.MustSee("连接不上 api.example.com", "检查网络")
		require.Equal(t, "真不错", r.Written(), "it stays, and the cursor with it")
		r.Back.RefuseMomentDeeds(nil)
		r.Key(fyne.KeyReturn)
		r.MustSee("小美：真不错")
		r.MustNotSee("连接不上", "发送")
		require.Equal(t, []string{`comment m1 to "": 真不错`, `comment m1 to "": 真不错`}, r.Back.MomentDeeds()[1:])
	})
}

func TestEnterTwiceCommentsOnce(t *testing.T) {
	console(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Back.Publishes(0, numbered(1)...)
		open(r)
		release := r.Back.HoldMomentDeeds()
		r.Tap("评论")
		r.Key(fyne.KeyReturn)
		r.Type("好")
		r.Key(fyne.KeyReturn)
		r.Tap("发送")
		release()
		r.Settle()
		require.Equal(t, []string{`comment m1 to "": 好`}, r.Back.MomentDeeds()[1:])
	})
}

func TestReplyNamesWhomItAnswersAndEscKeepsIt(t *testing.T) {
	console(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Back.Publishes(0, own())
		open(r)
		r.Tap("回复") // the last: of the own one
		r.MustSee("回复 小美，回车发送")
		r.Type("准时")
		r.Key(fyne.KeyEscape)
		r.MustNotSee("回车发送", "发送")
		r.MustSee("本店活动")
		r.Tap("评论")
		require.Equal(t, "准时", r.Written())
		r.Key(fyne.KeyEscape)
		r.Tap("回复")
		r.Key(fyne.KeyReturn)
		r.MustSee("小美 回复 小美：准时")
		require.Contains(t, r.Back.MomentDeeds(), `comment m1 to "c2": 准时`)
	})
}

func TestOwnThingsAreDeletedAfterAQuestion(t *testing.T) {
	console(t, uitest.Options{}, func(r *uitest.Rig) {
		other := model.Moment{RemoteID: "m0", AuthorID: "u2", AuthorName: "李四", Text: "别人的", At: at(0)}
		r.Back.Publishes(0, own(), other)
		open(r)
		r.Tap("删除") // the last: of the own comment
		r.MustSee("删除这条评论？", "八点")
		r.Tap("取消")
		r.Tap("删除")
		r.Tap("删除")
		r.MustNotSee("小美 回复 李四：八点")
		require.Equal(t, []string{"delete comment c2 of m1"}, r.Back.MomentDeeds()[1:])
		r.Back.RefuseMomentDeeds(unreachable)
		r.Tap("删除")
		r.MustSee("删除这条朋友圈？", "无法恢复")
		r.Tap("删除")
		r.MustSee("连接不上", "本店活动")
		r.Back.RefuseMomentDeeds(nil)
		r.Tap("删除")
		r.Tap("删除")
		r.MustNotSee("本店活动", "删除")
		r.MustSee("别人的")
		r.Tap("刷新")
		r.MustNotSee("本店活动")
	})
}

func TestWhatFailsAfterTheSheetIsGoneIsStillTold(t *testing.T) {
	console(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Back.Publishes(0, numbered(1)...)
		open(r)
		release := r.Back.HoldMomentDeeds()
		r.Back.RefuseMomentDeeds(unreachable)
		r.Tap("赞")
		r.Tap("关闭")
		r.MustNotSee("连接不上")
		release()
		r.Settle()
		r.MustSee("连接不上 api.example.com")
	})
}

// choose answers the question for a file.
func choose(r *uitest.Rig, path string) {
	focus(r, 0)
	entry := r.Canvas.Focused().(*screen.Entry)
	entry.SetText(path)
	r.Key(fyne.KeyReturn)
	r.Tap("添加")
}

// openPost shows the form.
func openPost(r *uitest.Rig) {
	open(r)
	r.Tap("发朋友圈…")
}

func TestPicturesAreChosenAndPublishedForSomeTags(t *testing.T) {
	dir := t.TempDir()
	console(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Back.Deliver(model.TagsSeen{Seat: model.SeatRef{RemoteID: "robot-1"}, Groups: []model.TagGroup{
			{RemoteID: "g1", Name: "等级", Tags: []model.Tag{{RemoteID: "t1", GroupRemoteID: "g1", Name: "老客户"}, {RemoteID: "t2", GroupRemoteID: "g1", Name: "新客户"}}},
		}})
		r.Settle()
		for _, name := range []string{"a.png", "b.png"} {
			require.NoError(t, os.WriteFile(filepath.Join(dir, name), square(r, 9, color.White), 0o600))
		}
		openPost(r)
		r.MustSee("用坐席“小美”发朋友圈", "0 / 9")
		r.Type("上新")
		r.Tap("添加图片…")
		choose(r, filepath.Join(dir, "a.png"))
		r.Tap("添加图片…")
		choose(r, filepath.Join(dir, "b.png"))
		r.MustSee("2 / 9")
		require.Equal(t, 2, shown(r))
		audience(r, 1)
		r.Tap("发布")
		r.MustSee("请选择至少一个标签")
		r.Tap("老客户")
		r.Back.RefuseMomentDeeds(unreachable)
		r.Tap("发布")
		r.MustSee("连接不上 api.example.com", "上新", "2 / 9", "老客户")
		r.Back.RefuseMomentDeeds(nil)
		r.Tap("发布")
		r.MustSee("朋友圈已发布", "朋友圈 · 坐席“小美”", "上新")
		r.MustNotSee("用坐席“小美”发朋友圈")
		require.Equal(t, []model.MomentPost{{
			Text: "上新", Pictures: []string{"https://files.example.com/a.png", "https://files.example.com/b.png"}, VisibleTags: []string{"t1"},
		}}, r.Back.Posts())
	})
}

// audience chooses who sees a moment.
func audience(r *uitest.Rig, index int) {
	all := uitest.All[*screen.Select](r)
	all[len(all)-1].SetSelectedIndex(index)
	r.Settle()
}

func TestHiddenTagsAndALink(t *testing.T) {
	console(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Back.Deliver(model.TagsSeen{Seat: model.SeatRef{RemoteID: "robot-1"}, Groups: []model.TagGroup{
			{RemoteID: "g1", Name: "等级", Tags: []model.Tag{{RemoteID: "t1", GroupRemoteID: "g1", Name: "同行"}}},
		}})
		r.Settle()
		openPost(r)
		r.Tap("链接")
		r.Tap("发布")
		r.MustSee("请填写标题", "应是 http:// 或 https:// 开头的网址")
		focus(r, 2)
		r.Type("店铺")
		focus(r, 1)
		r.Type("javascript:alert(1)")
		r.Tap("发布")
		r.MustSee("应是 http:// 或 https:// 开头的网址")
		require.Empty(t, r.Back.Posts())
		uitest.All[*screen.Entry](r)[len(uitest.All[*screen.Entry](r))-2].SetText("https://shop.test")
		audience(r, 2)
		r.Tap("同行")
		r.Tap("发布")
		r.MustSee("朋友圈已发布")
		require.Equal(t, []model.MomentPost{{Link: &model.MomentLink{Title: "店铺", URL: "https://shop.test"}, HiddenTags: []string{"t1"}}}, r.Back.Posts())
	})
}

func TestNothingAtAllIsNotPublished(t *testing.T) {
	console(t, uitest.Options{}, func(r *uitest.Rig) {
		openPost(r)
		r.Tap("发布")
		r.MustSee("先写点文字，或加上图片、视频、链接。")
		require.Empty(t, r.Back.Posts())
	})
}

func TestWhatWasWrittenSurvivesClosingTheFormWhileItFails(t *testing.T) {
	console(t, uitest.Options{}, func(r *uitest.Rig) {
		openPost(r)
		r.Type("一段长文")
		release := r.Back.HoldMomentDeeds()
		r.Back.RefuseMomentDeeds(&model.Trouble{Code: model.TroubleTimeout, About: "api.example.com"})
		r.Tap("发布")
		r.MustSee("正在上传并发布")
		r.Tap("发布")
		r.Tap("关闭")
		release()
		r.Pass(time.Second)
		r.MustSee("api.example.com 没有及时回应")
		r.Tap("发朋友圈…")
		r.MustSee("可能已经发布了：请先刷新朋友圈核对")
		require.Equal(t, "一段长文", r.Written())
		require.Len(t, r.Back.MomentDeeds(), 2, "one read, one attempt: the second press did nothing")
	})
}

func TestWithoutAPlaceForFilesTheWayThereIsOffered(t *testing.T) {
	console(t, uitest.Options{}, func(r *uitest.Rig) {
		openPost(r)
		r.Type("上新")
		r.Back.RefuseMomentDeeds(&model.Trouble{Code: model.TroubleNoPublish, About: "有机云演示"})
		r.Tap("发布")
		r.MustSee("没有设置文件发布地址", "打开接入设置")
		r.Tap("打开接入设置")
		r.MustSee("publish_put")
	})
}

func TestOnlyWhatTheBackEndCanIsOffered(t *testing.T) {
	console(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Back.Can(model.CanSendText, model.CanMoments)
		r.Back.State(1, model.SeatOffline)
		r.Back.State(1, model.SeatOnline)
		r.Settle()
		r.Back.Publishes(0, own())
		open(r)
		r.MustSee("本店活动")
		r.MustNotSee("发朋友圈…")
		r.Tap("关闭")
		r.Back.Can(model.CanSendText)
		r.Back.State(1, model.SeatOffline)
		r.Back.State(1, model.SeatOnline)
		r.Settle()
		open(r)
		r.MustSee("没有坐席的后端支持朋友圈。")
		r.Press(ctrl, fyne.KeyK)
		r.MustNotSee("朋友圈…")
	})
}

func TestVideoIsChosenAndTakenAwayAgain(t *testing.T) {
	film := filepath.Join(t.TempDir(), "f.mp4")
	require.NoError(t, os.WriteFile(film, []byte("film"), 0o600))
	console(t, uitest.Options{}, func(r *uitest.Rig) {
		openPost(r)
		r.Tap("视频")
		r.MustSee("还没有选择")
		r.Tap("选择视频…")
		choose(r, film)
		r.MustSee("f.mp4")
		r.Tap("移除")
		r.MustSee("还没有选择")
		r.Tap("选择视频…")
		choose(r, film)
		r.Tap("发布")
		r.MustSee("朋友圈已发布")
		require.Equal(t, []model.MomentPost{{Video: "https://files.example.com/f.mp4"}}, r.Back.Posts())
	})
}

func TestManyTagsAreFoundByNameAndStayChosen(t *testing.T) {
	console(t, uitest.Options{}, func(r *uitest.Rig) {
		group := model.TagGroup{RemoteID: "g1", Name: "等级"}
		for i := range 80 {
			group.Tags = append(group.Tags, model.Tag{RemoteID: fmt.Sprint("t", i), GroupRemoteID: "g1", Name: fmt.Sprintf("标签%02d", i)})
		}
		r.Back.Deliver(model.TagsSeen{Seat: model.SeatRef{RemoteID: "robot-1"}, Groups: []model.TagGroup{group}})
		r.Settle()
		openPost(r)
		r.Type("上新")
		audience(r, 1)
		r.MustSee("标签00", "还有 20 个标签")
		r.MustNotSee("标签79")
		focus(r, 0)
		r.Type("79")
		r.MustNotSee("标签00", "还有")
		r.Tap("标签79")
		focus(r, 0)
		r.Canvas.Focused().(*screen.Entry).SetText("78")
		r.MustSee("标签78", "标签79")
		r.Tap("发布")
		r.MustSee("朋友圈已发布")
		require.Equal(t, []string{"t79"}, r.Back.Posts()[0].VisibleTags)
	})
}
