package widgets_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/app/supervise"
	"seatdeck/assets"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

var now = time.Date(2026, 3, 2, 8, 30, 0, 0, time.UTC)

func style() widgets.RowStyle {
	return widgets.RowStyle{Texts: assets.LoadTexts("zh"), Zone: time.FixedZone("CST", 8*3600), Limits: widgets.DefaultWaitLimits, SeatMark: true}
}

// loader answers reads when the test says so.
type loader struct {
	asked chan ask
	ui    chan func()
	list  *widgets.ConversationList
	chose []model.ConversationID
	errs  []error
}

type ask struct {
	ctx           context.Context
	offset, limit int
	answer        chan answer
}

type answer struct {
	page widgets.ConversationPage
	err  error
}

func newLoader(t *testing.T) *loader {
	l := &loader{asked: make(chan ask, 10), ui: make(chan func(), 10)}
	themed(t, theme.Light)
	l.list = widgets.NewConversationList(widgets.ConversationListOptions{
		Ctx: t.Context(), Dispatch: func(f func()) { l.ui <- f }, Clock: clockwork.NewFakeClockAt(now), Style: style(),
		Load: func(ctx context.Context, offset, limit int) (widgets.ConversationPage, error) {
			a := ask{ctx, offset, limit, make(chan answer, 1)}
			l.asked <- a
			select {
			case r := <-a.answer:
				return r.page, r.err
			case <-ctx.Done():
				return widgets.ConversationPage{}, ctx.Err()
			}
		},
		OnSelect: func(c model.Conversation) { l.chose = append(l.chose, c.ID) },
		OnLoaded: func(_ int, err error) { l.errs = append(l.errs, err) },
	})
	t.Cleanup(l.list.Close)
	w := test.NewTempWindow(t, l.list)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(300, 560))
	return l
}

// page makes rows whose ids count down from top.
func (a ask) reply(l *loader, total, top int) {
	var rows []model.Conversation
	for i := a.offset; i < min(a.offset+a.limit, total); i++ {
		rows = append(rows, model.Conversation{ID: model.ConversationID(top - i), Name: fmt.Sprint("c", top-i), LastAt: now})
	}
	a.answer <- answer{page: widgets.ConversationPage{Rows: rows, Total: total}}
	(<-l.ui)()
}

func TestConversationListReadsOnlyWhatIsInSight(t *testing.T) {
	l := newLoader(t)
	a := <-l.asked
	require.Zero(t, a.offset)
	a.reply(l, 200_000, 200_000)
	require.Equal(t, 200_000, l.list.List().Count())
	require.Empty(t, l.asked)
	l.list.List().ScrollTo(150_000)
	a = <-l.asked
	require.LessOrEqual(t, a.offset, 150_000)
	require.Greater(t, a.offset+a.limit, 149_990)
	require.LessOrEqual(t, a.limit, 100)
}

func TestConversationListKeepsTheSelectionById(t *testing.T) {
	l := newLoader(t)
	(<-l.asked).reply(l, 30, 30)
	l.list.Step(1)
	l.list.Step(1)
	l.list.Step(1)
	require.Equal(t, []model.ConversationID{30, 29, 28}, l.chose)

	l.list.Reload()
	(<-l.asked).reply(l, 32, 32) // two new ones on top
	require.Equal(t, model.ConversationID(28), l.list.Selected())
	l.list.Step(1)
	require.Equal(t, model.ConversationID(27), l.list.Selected())
	l.list.Step(-1)
	require.Equal(t, model.ConversationID(28), l.list.Selected())

	l.list.Select(31)
	l.list.Step(1)
	require.Equal(t, model.ConversationID(30), l.list.Selected())
	l.list.Select(32)
	l.list.Step(-1)
	require.Equal(t, model.ConversationID(32), l.list.Selected(), "there is none before the first")
}

func TestConversationListDropsAnOlderAnswer(t *testing.T) {
	l := newLoader(t)
	old := <-l.asked
	l.list.Reload()
	fresh := <-l.asked
	<-old.ctx.Done()
	(<-l.ui)() // the old one tells that it was cancelled, and is not heard
	require.Zero(t, l.list.List().Count())
	require.Empty(t, l.errs)
	fresh.reply(l, 5, 5)
	require.Equal(t, 5, l.list.List().Count())
}

func TestConversationListKeepsWhatItShowsWhenAReadFails(t *testing.T) {
	l := newLoader(t)
	(<-l.asked).reply(l, 5, 5)
	l.list.Reload()
	failed := errors.New("disk")
	(<-l.asked).answer <- answer{err: failed}
	(<-l.ui)()
	require.Equal(t, []error{nil, failed}, l.errs)
	require.Equal(t, 5, l.list.List().Count())
	l.list.Reload()
	(<-l.asked).reply(l, 6, 6)
	require.Equal(t, 6, l.list.List().Count())
}

func TestConversationListRestartForgetsTheOldQuery(t *testing.T) {
	l := newLoader(t)
	(<-l.asked).reply(l, 100, 100)
	l.list.List().ScrollTo(50)
	l.list.Restart()
	require.Zero(t, l.list.List().Count())
	a := <-l.asked
	require.Zero(t, a.offset)
	a.reply(l, 3, 3)
	first, last := l.list.List().InSight()
	require.Equal(t, []int{0, 2}, []int{first, last})
}

func TestConversationListCloseWaitsAndIsNotHeardAgain(t *testing.T) {
	l := newLoader(t)
	<-l.asked
	l.list.Close()
	(<-l.ui)()
	require.Empty(t, l.errs)
	l.list.Reload()
	require.Empty(t, l.asked)
}

func TestConversationRowLooks(t *testing.T) {
	rows := []model.Conversation{
		{ID: 1, Seat: 1, SeatName: "客服一号", PeerID: "a", Name: "王小明", LastAt: now, LastPreview: "什么时候发货？[微笑]", Unread: 3, WaitingFrom: now.Add(-time.Minute)},
		{ID: 2, Seat: 2, SeatName: "Sales", PeerID: "b", Name: "Alice Zhang", LastAt: now.Add(-20 * time.Hour), LastPreview: "已安排", LastOut: true, LastState: model.StateFailed},
		{ID: 3, Seat: 1, SeatName: "客服一号", PeerID: "c", Group: true, Name: "VIP客户交流群上海第三组超长名字", LastAt: now.AddDate(0, 0, -9), LastPreview: "请问有人吗，我等了很久了", Unread: 200, WaitingFrom: now.Add(-12 * time.Minute)},
		{ID: 4, Seat: 1, PeerID: "d", Name: "李雷", LastAt: now.AddDate(-1, 0, 0), Draft: "好的\n马上", Pinned: true},
	}
	for name, variant := range variants {
		themed(t, variant)
		box := container.New(layoutRows{})
		for _, c := range rows {
			row := widgets.NewConversationRow(style())
			row.Set(c, now)
			box.Add(row)
		}
		w := test.NewTempWindow(t, box)
		w.SetPadded(false)
		w.Resize(fyne.NewSize(260, 4*theme.RowHeight))
		test.AssertImageMatches(t, "rows_"+name+".png", w.Canvas().Capture())
	}
}

func TestConversationRowSetAgainDrawsNothing(t *testing.T) {
	themed(t, theme.Light)
	row := widgets.NewConversationRow(style())
	c := model.Conversation{ID: 1, Name: "王", LastAt: now, LastPreview: "好", WaitingFrom: now.Add(-time.Hour)}
	row.Set(c, now)
	require.Equal(t, c, row.Conversation())
	require.LessOrEqual(t, testing.AllocsPerRun(100, func() { row.Set(c, now) }), 12.0)
	row.Clear()
	require.Equal(t, model.Conversation{}, row.Conversation())
}

// layoutRows stacks rows of the height a list gives them.
type layoutRows struct{}

func (layoutRows) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }
func (layoutRows) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for i, o := range objects {
		o.Move(fyne.NewPos(0, float32(i)*theme.RowHeight))
		o.Resize(fyne.NewSize(size.Width, theme.RowHeight))
	}
}

func TestConversationRowCountsByTheSLAWhereOneRuns(t *testing.T) {
	themed(t, theme.Light)
	s := style()
	s.Clock = func(c model.Conversation, now time.Time) (supervise.Clock, bool) {
		return supervise.Clock{Kind: supervise.ClockNext, Left: c.WaitingFrom.Add(5 * time.Minute).Sub(now)}, !c.Group
	}
	row := widgets.NewConversationRow(s)
	test.NewTempWindow(t, row)
	c := model.Conversation{ID: 1, Name: "王", LastAt: now, WaitingFrom: now}
	row.Set(c, now)
	require.Contains(t, said(row), "回复 5分")
	row.Set(c, now.Add(3*time.Minute))
	require.Contains(t, said(row), "回复 2分")
	c.Group = true
	row.Set(c, now.Add(3*time.Minute))
	require.Contains(t, said(row), "等3分")
}

// said lists what a widget says.
func said(w fyne.Widget) (texts []string) {
	for _, o := range test.WidgetRenderer(w).Objects() {
		switch o := o.(type) {
		case *canvas.Text:
			texts = append(texts, o.Text)
		case fyne.Widget:
			texts = append(texts, said(o)...)
		}
	}
	return texts
}
