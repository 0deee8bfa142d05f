package messageview

import (
	"context"
	"testing"

	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
)

func TestFollowsAtTheBottom(t *testing.T) {
	s := conversation(1000)
	seen := 0
	b := newBench(t, wide, Options{OnSeenBottom: func() { seen++ }}).show(s)
	for i := range 500 {
		s.add(said("在吗"))
		b.Changed()
		b.Changed() // a burst
		b.pump()
		require.True(t, b.AtBottom())
		require.EqualValues(t, 1001+i, b.shown[len(b.shown)-1].msg.ID)
		require.LessOrEqual(t, len(b.win.items), windowTail)
	}
	require.Equal(t, 501, seen)
	require.Zero(t, b.NewCount())

	for range 5000 { // a backlog after an outage
		s.add(said("积压"))
	}
	b.Changed()
	b.pump()
	require.EqualValues(t, 6500, b.shown[len(b.shown)-1].msg.ID)
	require.LessOrEqual(t, len(b.win.items), windowTail)
	inSight(t, b)
}

func TestStateChangesInPlace(t *testing.T) {
	s := listed(said("你好"), ours("在的", model.StateQueued))
	b := newBench(t, wide, Options{}).show(s)
	was := b.row(2).laid
	made := b.layouts.made
	m := s.at(1)
	m.State = model.StateSent
	s.changed[1] = m
	b.Changed()
	b.pump()
	require.NotSame(t, was, b.row(2).laid)
	require.Equal(t, made+1, b.layouts.made, "only what changed is measured again")
}

func TestLoadingEmptyAndError(t *testing.T) {
	b := newBench(t, wide, Options{})
	acted := 0
	b.Clear(EmptyState{Title: "选择一个会话", Action: "新建", OnAction: func() { acted++ }})
	require.Equal(t, "选择一个会话", b.notice.title.Text)
	test.Tap(b.notice.action)
	require.Equal(t, 1, acted)

	s := conversation(100)
	b.Open(s, false)
	require.False(t, b.notice.Visible(), "what is quick is not announced")
	answer := b.take()
	b.clock.Advance(patience)
	<-b.asked
	b.pump()
	require.True(t, b.notice.Visible())
	require.Equal(t, "正在打开会话…", b.notice.title.Text)
	for _, f := range answer {
		f()
	}
	require.False(t, b.notice.Visible())
	require.NotEmpty(t, b.shown)

	b.show(listed())
	require.True(t, b.notice.Visible())
	require.Equal(t, "还没有消息", b.notice.title.Text)

	broken := conversation(100)
	broken.fail = &model.Trouble{Code: model.TroubleDamaged, About: "seatdeck.db"}
	b.show(broken)
	require.Equal(t, "会话没有打开", b.notice.title.Text)
	require.Contains(t, b.notice.hints[0].Text, "seatdeck.db")
	broken.fail = nil
	test.Tap(b.notice.action)
	b.pump()
	require.False(t, b.notice.Visible())
	require.True(t, b.AtBottom())
}

func TestLoadingMoreFailsAndIsTriedAgain(t *testing.T) {
	s := conversation(1000)
	b := newBench(t, wide, Options{}).show(s)
	s.fail = errOffline
	for range 20 {
		b.scrollBy(-400)
		b.pump()
	}
	require.True(t, b.retry.Visible())
	calls := len(s.calls)
	b.scrollBy(100)
	b.pump()
	require.Equal(t, calls, len(s.calls), "no storm of calls")
	s.fail = nil
	test.TapCanvas(b.screen.Canvas(), b.retry.Position().AddXY(10, 10))
	b.pump()
	require.False(t, b.retry.Visible())
	require.Greater(t, len(b.win.items), pageSize)
}

func TestAnswersOfAnotherConversationAreDropped(t *testing.T) {
	b := newBench(t, wide, Options{})
	b.Open(listed(said("甲的话")), false)
	b.Open(listed(said("乙的话")), false)
	b.pump()
	require.NotContains(t, b.words(), "甲的话")
	require.Contains(t, b.words(), "乙的话")
	b.Clear(EmptyState{Title: "空"})
	b.pump()
	require.Empty(t, b.shown)
}

func TestRemovedMessagesGo(t *testing.T) {
	s := listed(said("一"), ours("丢掉我", model.StateFailed), said("三"))
	b := newBench(t, wide, Options{}).show(s)
	s.mu.Lock()
	first, third := s.at(0), s.at(2)
	s.n, s.extra = 0, []model.Message{first, third}
	s.mu.Unlock()
	b.Changed()
	b.pump()
	require.Equal(t, []model.MessageID{1, 3}, b.ids())
}

func TestGapAboveIsFilledWithoutMoving(t *testing.T) {
	all, holes := conversation(600), conversation(0)
	holes.n = 300
	holes.make = func(i int) model.Message { return all.at(2 * i) }
	b := newBench(t, wide, Options{}).show(holes)
	b.scrollBy(-900)
	b.pump()
	id := b.anchor.id
	y := b.bodyY(id)
	holes.n, holes.make = 600, all.at
	b.Changed()
	b.pump()
	require.InDelta(t, y, b.bodyY(id), 0.01)
	inSight(t, b)
}

func TestWithRealGoroutines(t *testing.T) {
	b := newBench(t, wide, Options{})
	b.spawn = b.running.Go
	s := conversation(3000)
	b.Open(s, false)
	for until := 0; until < 300; {
		<-b.asked
		b.pump()
		b.scrollBy(-150)
		b.Changed()
		until++
		if until%50 == 0 {
			b.Open(s, true)
		}
	}
	for len(b.shown) == 0 {
		<-b.asked
		b.pump()
	}
	require.NotEmpty(t, b.shown)
}

func TestCloseWaitsForWhatItStarted(t *testing.T) {
	b := newBench(t, wide, Options{})
	b.spawn = b.running.Go
	s := &blocking{started: make(chan struct{})}
	b.Open(s, false)
	<-s.started
	b.Close()
	require.True(t, s.ended)
	require.Empty(t, b.take())
}

type blocking struct {
	Source
	started chan struct{}
	ended   bool
}

func (s *blocking) Newest(ctx context.Context, _ int) ([]model.Message, error) {
	close(s.started)
	<-ctx.Done()
	s.ended = true
	return nil, ctx.Err()
}
