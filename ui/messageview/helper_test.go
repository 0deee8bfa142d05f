package messageview

import (
	"context"
	"errors"
	"fmt"
	"image"
	"slices"
	"sort"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	fynetheme "fyne.io/fyne/v2/theme"
	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/assets"
	"seatdeck/ui/theme"
)

// shanghai needs no zone database.
var shanghai = time.FixedZone("CST", 8*3600)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, shanghai)

// scripted is a conversation of n messages that are made when they are read.
type scripted struct {
	mu      sync.Mutex
	n       int
	make    func(i int) model.Message
	changed map[int]model.Message
	extra   []model.Message // after the n
	fail    error
	calls   []string
}

func conversation(n int) *scripted {
	return &scripted{n: n, changed: make(map[int]model.Message), make: func(i int) model.Message {
		m := model.Message{
			ID: model.MessageID(i + 1), SentAt: noon.Add(time.Duration(i-n) * 40 * time.Second),
			SenderID: "wm01", SenderName: "王小明", Direction: model.In,
			Content: model.Content{Kind: model.KindText, Text: fmt.Sprintf("第 %d 条：您好，请问订单什么时候发货？", i)},
		}
		if i%5 == 0 {
			m.Content.Text += "我上周五下的单，地址是上海市浦东新区，一直没有看到物流信息，麻烦帮我查询一下，谢谢！"
		}
		if i%3 == 2 {
			m.Direction, m.SenderID, m.SenderName, m.State = model.Out, "seat", "客服", model.StateSent
		}
		return m
	}}
}

// listed is a conversation of exactly these messages.
func listed(list ...model.Message) *scripted {
	for i := range list {
		list[i].ID = model.MessageID(i + 1)
		if list[i].SentAt.IsZero() {
			list[i].SentAt = noon.Add(time.Duration(i-len(list)) * time.Minute)
		}
		if list[i].SenderID == "" && list[i].Direction == model.In {
			list[i].SenderID, list[i].SenderName = "wm01", "王小明"
		}
	}
	s := conversation(len(list))
	s.make = func(i int) model.Message { return list[i] }
	return s
}

func said(text string) model.Message {
	return model.Message{Content: model.Content{Kind: model.KindText, Text: text}}
}

func ours(text string, state model.SendState) model.Message {
	m := said(text)
	m.Direction, m.State, m.SenderID = model.Out, state, "seat"
	return m
}

func (s *scripted) at(i int) model.Message {
	if m, ok := s.changed[i]; ok {
		return m
	}
	if i >= s.n {
		return s.extra[i-s.n]
	}
	return s.make(i)
}

func (s *scripted) list() []model.Message {
	var all []model.Message
	for i := range s.count() {
		all = append(all, s.at(i))
	}
	return all
}

func (s *scripted) count() int { return s.n + len(s.extra) }

func (s *scripted) add(m model.Message) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m.ID = model.MessageID(s.count() + 1)
	if m.SentAt.IsZero() {
		m.SentAt = s.at(s.count() - 1).SentAt.Add(time.Second)
	}
	if m.SenderID == "" {
		m.SenderID, m.SenderName = "wm01", "王小明"
	}
	s.extra = append(s.extra, m)
}

func (s *scripted) slice(ctx context.Context, name string, from, to int) ([]model.Message, error) {
	s.calls = append(s.calls, name)
	if s.fail != nil {
		return nil, s.fail
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	from, to = max(from, 0), min(to, s.count())
	var out []model.Message
	for i := from; i < to; i++ {
		out = append(out, s.at(i))
	}
	return out, nil
}

// after is the index of the first message after k.
func (s *scripted) after(k Key) int {
	return sort.Search(s.count(), func(i int) bool { return KeyOf(s.at(i)).Compare(k) > 0 })
}

func (s *scripted) Newest(ctx context.Context, limit int) ([]model.Message, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.slice(ctx, "newest", s.count()-limit, s.count())
}

func (s *scripted) Before(ctx context.Context, k Key, limit int) ([]model.Message, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	k.ID--
	to := s.after(k)
	return s.slice(ctx, "before", to-limit, to)
}

func (s *scripted) After(ctx context.Context, k Key, limit int) ([]model.Message, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	from := s.after(k)
	return s.slice(ctx, "after", from, from+limit)
}

func (s *scripted) Around(ctx context.Context, id model.MessageID, before, after int) ([]model.Message, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := int(id) - 1
	if i < 0 || i >= s.count() {
		return nil, nil
	}
	return s.slice(ctx, "around", i-before, i+after+1)
}

func (s *scripted) CountAfter(ctx context.Context, k Key) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.count() - s.after(k), ctx.Err()
}

var errOffline = errors.New("disk asleep")

// bench is a view in a window with a UI queue that the test runs by hand.
type bench struct {
	*View
	t      testing.TB
	screen fyne.Window
	mu     sync.Mutex
	queue  []func()
	asked  chan struct{} // one is waiting in the queue
	clock  *clockwork.FakeClock
}

// quick is our theme with a small font: where nobody looks, reading the Chinese
// one for each test is wasted time.
type quick struct{ *theme.Theme }

func (quick) Font(style fyne.TextStyle) fyne.Resource { return fynetheme.DefaultTheme().Font(style) }

func newBench(t testing.TB, size fyne.Size, opt Options) *bench {
	t.Helper()
	return newBenchIn(t, size, quick{theme.New(theme.Light)}, opt)
}

func newBenchIn(t testing.TB, size fyne.Size, look fyne.Theme, opt Options) *bench {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(look)
	b := &bench{t: t, clock: clockwork.NewFakeClockAt(noon)}
	b.asked = make(chan struct{}, 1)
	opt.Dispatch = func(f func()) {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.queue = append(b.queue, f)
		select {
		case b.asked <- struct{}{}:
		default:
		}
	}
	opt.Clock, opt.Zone = b.clock, shanghai
	if opt.T == nil {
		opt.T = assets.LoadTexts(assets.Chinese).T
	}
	b.View = New(opt)
	b.spawn = func(f func()) { f() } // answers wait in the queue
	b.screen = test.NewWindow(b.View)
	b.screen.SetPadded(false)
	b.screen.Resize(size)
	t.Cleanup(func() {
		b.Close()
		b.screen.Close()
	})
	return b
}

// pump runs what the UI goroutine was given until nothing is left.
func (b *bench) pump() {
	b.t.Helper()
	for rounds := 0; ; rounds++ {
		require.Less(b.t, rounds, 1000, "the view never comes to rest")
		next := b.take()
		if len(next) == 0 {
			return
		}
		for _, f := range next {
			f()
		}
	}
}

// take empties the queue without running it.
func (b *bench) take() []func() {
	b.mu.Lock()
	defer b.mu.Unlock()
	next := b.queue
	b.queue = nil
	select {
	case <-b.asked:
	default:
	}
	return next
}

func (b *bench) show(s *scripted) *bench {
	b.Open(s, false)
	b.pump()
	return b
}

func (b *bench) row(id model.MessageID) *row {
	b.t.Helper()
	r := b.byID[id]
	require.NotNil(b.t, r, "message %d is not in sight", id)
	return r
}

// bodyY is where the body of a message stands.
func (b *bench) bodyY(id model.MessageID) float32 {
	r := b.row(id)
	return r.Position().Y + r.laid.body
}

func (b *bench) ids() []model.MessageID {
	var ids []model.MessageID
	for _, r := range b.shown {
		ids = append(ids, r.msg.ID)
	}
	return ids
}

// words are all texts of the messages in sight.
func (b *bench) words() string {
	var out string
	for _, r := range b.shown {
		for _, s := range r.laid.shapes {
			if s.form == formText {
				out += s.text + "\n"
			}
		}
	}
	return out
}

// click taps the middle of the first spot of that action.
func (b *bench) click(id model.MessageID, do action) {
	b.t.Helper()
	r := b.row(id)
	i := slices.IndexFunc(r.laid.spots, func(s spot) bool { return s.action == do })
	require.GreaterOrEqual(b.t, i, 0, "nothing to click")
	s := r.laid.spots[i]
	test.TapCanvas(b.screen.Canvas(), fyne.NewPos(s.x+s.w/2, r.Position().Y+s.y+s.h/2))
}

func (b *bench) capture() image.Image { return b.screen.Canvas().Capture() }
