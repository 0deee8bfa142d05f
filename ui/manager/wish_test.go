package manager_test

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/ui/uitest"
	"seatdeck/ui/widgets"
)

// previewRest is longer than a preview waits for the inputs to rest.
const previewRest = time.Second

var saidNo = &model.Trouble{Code: model.TroubleRejected, About: "小美", Detail: "频率过高"}

// takeAll asks to take 重要客户 off its six customers.
func takeAll(r *uitest.Rig) {
	r.Tap("重要客户")
	pressTop(r, "从全部客户取下…")
	r.MustSee("将处理 6 位客户", "处理 6 个")
}

func TestRefusalsAreShownWithTheirReasons(t *testing.T) {
	onTags(t, uitest.Options{}, func(r *uitest.Rig) {
		takeAll(r)
		r.Back.RefuseDealings(saidNo)
		pressTop(r, "取下")
		r.MustSee("被拒绝 6", "客户5 · 被拒绝：", "频率过高")
		require.True(t, topButton(r, "撤销").Disabled(), "nothing was done")
		r.Back.RefuseDealings(nil)
		pressTop(r, "查看结果")
		r.MustSee("从 6 位客户取下「重要客户」", "6 项没成功", "客户0", "客户5")
		pressTop(r, "重试没成功的 6 项")
		require.Len(t, r.Back.Dealings(), 6)
		r.MustSee("已完成 6")
		r.MustNotSee("被拒绝")
	})
}

func TestASingleDeedThatWorkedClosesItsForm(t *testing.T) {
	onTags(t, uitest.Options{Seats: 1}, func(r *uitest.Rig) {
		r.Tap("重要客户")
		uitest.All[*widgets.Table](r)[0].OnChoose(3, 3, true)
		pressTop(r, "从所选 1 位取下…")
		pressTop(r, "取下")
		require.Equal(t, []string{"tag c3: "}, r.Back.Dealings())
		r.MustSee("已完成：从 1 位客户取下「重要客户」")
		r.MustNotSee("批量操作进度")
	})
}

func TestASingleDeedThatWasRefusedStaysInSight(t *testing.T) {
	onTags(t, uitest.Options{Seats: 1}, func(r *uitest.Rig) {
		r.Back.RefuseDealings(saidNo)
		r.Tap("重要客户")
		uitest.All[*widgets.Table](r)[0].OnChoose(3, 3, true)
		pressTop(r, "从所选 1 位取下…")
		pressTop(r, "取下")
		r.MustSee("批量操作进度", "客户3 · 被拒绝：", "频率过高")
	})
}

func TestASeatThatIsOfflineIsWaitedForInTheBackground(t *testing.T) {
	onTags(t, uitest.Options{}, func(r *uitest.Rig) {
		takeAll(r)
		r.Back.State(1, model.SeatOffline)
		r.Settle()
		pressTop(r, "取下")
		r.Pass(3 * time.Second)
		r.MustSee("待处理 6", "暂停等待：小美 离线，恢复后继续")
		require.Empty(t, r.Back.Dealings())
		pressTop(r, "停止")
		r.MustSee("已停止 6")
		pressTop(r, "关闭")
		r.MustNotSee("批量操作进度")
	})
}

func TestNothingToDoCanNotBeBegun(t *testing.T) {
	onTags(t, uitest.Options{}, func(r *uitest.Rig) {
		pressTop(r, "新建标签")
		r.Type("普通")
		r.Pass(previewRest)
		r.MustSee("没有要改动的", "2 个无需修改")
		require.True(t, topButton(r, "新建标签").Disabled())
		r.Key(fyne.KeyReturn)
		require.Empty(t, r.Back.Dealings())
	})
}

func TestSeatsThatCanNotAreNamedWithTheReason(t *testing.T) {
	onTags(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Back.Deliver(model.TagsSeen{Seat: seatRef(2), Groups: tagGroups()[:1]})
		r.Settle()
		r.Tap("城市 · 企业标签")
		pressTop(r, "新建标签")
		r.Type("上海")
		r.Pass(previewRest)
		r.MustSee("将在 1 个坐席上处理，1 个做不到", "1 个做不到：", "客服阿强")
	})
}

func TestAWishThatWasEnteredIsAskedAboutBeforeItIsLost(t *testing.T) {
	onTags(t, uitest.Options{Seats: 1}, func(r *uitest.Rig) {
		r.Tap("重要客户")
		pressTop(r, "改名…")
		r.Key(fyne.KeyEscape)
		r.MustNotSee("放弃修改？", "处理完后")
		pressTop(r, "改名…")
		r.Written()
		r.Type("贵宾")
		r.Key(fyne.KeyEscape)
		r.MustSee("放弃修改？")
		r.Key(fyne.KeyEscape)
		require.Equal(t, "贵宾", r.Written(), "Esc on the question keeps what was typed")
		pressTop(r, "取消")
		pressTop(r, "放弃")
		r.MustNotSee("放弃修改？", "贵宾")
		pressTop(r, "从全部客户取下…")
		r.Key(fyne.KeyEscape)
		r.MustNotSee("放弃修改？", "将处理")
	})
}
