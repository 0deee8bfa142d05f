package ui_test

import (
	"fmt"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/ui/uitest"
	"seatdeck/ui/widgets"
)

func TestWhatIsWrittenIsOnScreenBeforeTheNetworkAnswers(t *testing.T) {
	uitest.Run(t, uitest.Options{Seats: 1}, func(r *uitest.Rig) {
		r.Back.Says(1, "张三", "你好，在吗？")
		r.Settle()
		r.MustSee("张三", "你好，在吗？")
		r.Back.Hold()
		r.Tap("张三")
		r.Type("在的，请讲")
		r.Key(fyne.KeyReturn)
		r.MustSee("在的，请讲", "待发 1")
		require.Equal(t, "在的，请讲", r.Back.Sent()[0].Text)
	})
}

func TestOpeningClearsUnread(t *testing.T) {
	uitest.Run(t, uitest.Options{Seats: 2}, func(r *uitest.Rig) {
		r.Back.Says(2, "李四", "有人吗")
		r.Settle()
		require.Equal(t, []string{"1", "1", "1"}, badges(r), "at the seat, at all seats, in the row")
		r.Tap("李四")
		require.Empty(t, badges(r))
		r.Back.Says(2, "李四", "喂？") // what comes while it is in sight is read
		r.Settle()
		require.Empty(t, badges(r))
	})
}

// badges are the unread counts in sight.
func badges(r *uitest.Rig) []string {
	var counts []string
	for _, b := range uitest.All[*widgets.Badge](r) {
		if b.Text() != "" {
			counts = append(counts, b.Text())
		}
	}
	return counts
}

func TestDraftStaysWithItsConversation(t *testing.T) {
	uitest.Run(t, uitest.Options{Seats: 1}, func(r *uitest.Rig) {
		r.Back.Says(1, "张三", "一")
		r.Back.Says(1, "李四", "二")
		r.Settle()
		r.Tap("张三")
		r.Type("写给张三的")
		r.Tap("李四")
		r.MustSee("草稿")
		require.Empty(t, r.Written())
		r.Tap("张三")
		require.Equal(t, "写给张三的", r.Written())
	})
}

func TestFailedMessageIsResent(t *testing.T) {
	uitest.Run(t, uitest.Options{Seats: 1}, func(r *uitest.Rig) {
		r.Back.Says(1, "张三", "你好")
		r.Settle()
		r.Back.Refuse(&model.Trouble{Code: model.TroubleRejected, About: "小美", Detail: "对方已删除好友"})
		r.Tap("张三")
		r.Type("在的")
		r.Key(fyne.KeyReturn)
		r.MustSee("发送失败 1")
		r.Tap("发送失败 1")
		r.MustSee("未确认发出的消息", "张三 · 小美")
		r.Key(fyne.KeyEscape)
		r.MustNotSee("未确认发出的消息")
	})
}

func TestSeatThatCantSendSaysWhatToDo(t *testing.T) {
	for _, c := range []struct {
		name    string
		state   model.SeatState
		says    string
		blocked bool
	}{
		{"offline", model.SeatOffline, "坐席“小美”离线。消息会先排队", false},
		{"kicked", model.SeatKicked, "被踢下线", false},
		{"banned", model.SeatBanned, "已被封号，不能发送", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			uitest.Run(t, uitest.Options{Seats: 1}, func(r *uitest.Rig) {
				r.Back.Says(1, "张三", "你好")
				r.Settle()
				r.Tap("张三")
				r.Back.State(1, c.state)
				r.Settle()
				r.MustSee(c.says)
				if c.blocked {
					r.MustSee("该坐席已被封号，不能发送。", "查看坐席")
					return
				}
				r.Type("排队的话")
				r.Key(fyne.KeyReturn)
				r.MustSee("排队的话")
				require.Empty(t, r.Back.Sent(), "a seat that is not online sends nothing")
			})
		})
	}
}

func TestReconnectingIsSaidAndTextWaits(t *testing.T) {
	uitest.Run(t, uitest.Options{Seats: 1}, func(r *uitest.Rig) {
		r.Back.Says(1, "张三", "你好")
		r.Settle()
		r.Tap("张三")
		r.Back.Link(model.LinkStatus{Link: model.LinkConnecting, Err: &model.Trouble{Code: model.TroubleUnreachable, About: "api.example.com"}})
		r.Settle()
		r.MustSee("有机云演示 重连中 · 网络不通", "立即重试")
		r.Type("等会儿发")
		r.Key(fyne.KeyReturn)
		r.MustSee("等会儿发", "待发 1")
		r.Back.Link(model.LinkStatus{Link: model.LinkOnline})
		r.Pass(2 * time.Second)
		require.Len(t, r.Back.Sent(), 1)
		r.MustNotSee("重连中")
	})
}

func TestFilterAndSort(t *testing.T) {
	uitest.Run(t, uitest.Options{Seats: 1}, func(r *uitest.Rig) {
		now := time.Now()
		r.Back.Say(1, "张三", false, r.Back.Message("张三", "等很久了", now.Add(-time.Hour), false))
		r.Back.Say(1, "李四", false, r.Back.Message("李四", "刚来", now.Add(-time.Minute), false))
		r.Back.Say(1, "工作群", true, r.Back.Message("老王", "群里说话", now, false))
		r.Settle()
		require.Equal(t, []string{"工作群", "李四", "张三"}, rows(r))
		r.Tap("群")
		require.Equal(t, []string{"工作群"}, rows(r))
		r.Tap("群")
		r.Tap("最新优先")
		require.Equal(t, "张三", rows(r)[0], "who waits longest comes first")
		r.Canvas.Focus(entry(r, 1))
		r.Type("ls")
		require.Equal(t, []string{"李四"}, rows(r), "found by the first letters of the pinyin")
		r.Type("zzz")
		r.MustSee("没有符合条件的会话")
		r.Tap("清除筛选")
		require.Len(t, rows(r), 3)
	})
}

// rows are the names in the conversation list, from above.
func rows(r *uitest.Rig) []string {
	var names []string
	type placed struct {
		name string
		y    float32
	}
	var list []placed
	for _, row := range uitest.All[*widgets.ConversationRow](r) {
		if title := row.Conversation().Title(); title != "" {
			list = append(list, placed{title, fyne.CurrentApp().Driver().AbsolutePositionForObject(row).Y})
		}
	}
	for len(list) > 0 {
		least := 0
		for i := range list {
			if list[i].y < list[least].y {
				least = i
			}
		}
		names = append(names, list[least].name)
		list = append(list[:least:least], list[least+1:]...)
	}
	return names
}

func TestRemarkIsEditedInPlace(t *testing.T) {
	uitest.Run(t, uitest.Options{Seats: 1}, func(r *uitest.Rig) {
		r.Back.Says(1, "张三", "你好")
		r.Back.Deliver(model.ContactSeen{Seat: model.SeatRef{RemoteID: "robot-1"}, Contact: model.Contact{
			RemoteID: "张三", Name: "张三丰", Mobile: "13912345678", Gender: model.GenderMale, WeChat: true, External: true,
		}})
		r.Settle()
		r.Tap("张三丰")
		r.MustSee("客户资料", "张三丰", "13912345678", "男", "微信")
		edit := uitest.All[*widgets.EditableText](r)[0]
		edit.Edit()
		r.Type("老客户")
		r.Key(fyne.KeyReturn)
		require.Equal(t, []string{"张三 remark 老客户"}, r.Back.Edits())
		r.MustSee("老客户")
		r.Back.RefuseEdits(&model.Trouble{Code: model.TroubleRejected, About: "小美", Detail: "备注太长"})
		edit = uitest.All[*widgets.EditableText](r)[0]
		edit.Edit()
		r.Type("二")
		r.Key(fyne.KeyReturn)
		r.MustSee("备注太长")
		require.Equal(t, "老客户", edit.Value())
	})
}

func TestPanelComesOnlyWithRoom(t *testing.T) {
	for _, c := range []struct {
		width float32
		there bool
	}{{1024, false}, {1280, true}} {
		t.Run(fmt.Sprint(c.width), func(t *testing.T) {
			uitest.Run(t, uitest.Options{Seats: 1, Size: fyne.NewSize(c.width, 700)}, func(r *uitest.Rig) {
				r.Back.Says(1, "张三", "你好")
				r.Settle()
				r.Tap("张三")
				require.Equal(t, c.there, r.Sees("客户资料"))
				r.Press(fyne.KeyModifierControl, fyne.KeyP)
				require.Equal(t, !c.there, r.Sees("客户资料"))
			})
		})
	}
}

func TestNoControlsWithoutTheCapability(t *testing.T) {
	uitest.Run(t, uitest.Options{Seats: 1}, func(r *uitest.Rig) {
		r.Back.Can(model.CanSendText)
		r.Back.Says(1, "张三", "你好")
		r.Back.State(1, model.SeatOnline)
		r.Settle()
		r.Tap("张三")
		r.MustNotSee("更新资料", "点击填写")
	})
}

func TestMissingPublishTargetIsExplained(t *testing.T) {
	uitest.Run(t, uitest.Options{Seats: 1}, func(r *uitest.Rig) {
		r.Back.Can(model.CanSendText, model.CanSendImage, model.NeedsPublishedURL)
		r.Back.Says(1, "张三", "你好")
		r.Settle()
		r.Tap("张三")
		r.TapIcon("photo")
		r.MustSee("还没有设置文件发布地址", "打开接入设置", "或用网址")
		r.Type("https://img.example.com/a/b.png")
		r.Key(fyne.KeyReturn)
		r.MustSee("b.png")
		r.Key(fyne.KeyReturn)
		require.Equal(t, "https://img.example.com/a/b.png", r.Back.Sent()[0].URL)
	})
}
