package messageview

import (
	"context"
	"image/color"
	"sync"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/theme"
)

// View is the list. All its methods belong to the UI goroutine.
type View struct {
	widget.BaseWidget
	opt     Options
	style   *style
	icons   icons
	look    any // of the theme the layouts were made with
	layouts *layouts

	// What is open.
	source  Source
	group   bool
	target  model.MessageID // of a search hit
	win     window
	unfold  map[model.MessageID]bool
	hearing map[model.MessageID]bool // being written down
	can     model.Capabilities       // of the seat
	wishes  wishes
	empty   EmptyState
	loads   loads
	ctx     context.Context // of what is open; cancelled when something else is
	cancel  context.CancelFunc
	spawn   func(func())
	running sync.WaitGroup

	// Where the sight is: the anchor stands still whatever is loaded or changes.
	follow bool // the newest message stands at the bottom
	anchor anchorAt
	seen   Key // newest message that was in sight, or known when it was opened
	told   Key // newest message that OnSeenBottom was called for
	fresh  int // messages after seen

	// What is drawn.
	shown    []*row
	free     []*row
	byID     map[model.MessageID]*row
	objects  []fyne.CanvasObject
	ground   *canvas.Rectangle
	focus    *canvas.Rectangle
	bar      *scrollbar
	newest   *pill
	retry    *pill
	notice   *notice
	selected model.MessageID
	focused  bool
	byKey    bool // the focus came by key, so it is drawn
}

// anchorAt is a message and where its body stands, from the top of the sight.
type anchorAt struct {
	id  model.MessageID
	key Key
	y   float32
}

var (
	_ fyne.Scrollable    = (*View)(nil)
	_ fyne.Focusable     = (*View)(nil)
	_ fyne.Shortcutable  = (*View)(nil)
	_ fyne.Tappable      = (*View)(nil)
	_ desktop.Cursorable = (*View)(nil)
)

// New makes an empty view. Close ends what it loads.
func New(opt Options) *View {
	opt.setDefaults()
	v := &View{
		opt: opt, style: newStyle(&opt), icons: make(icons), look: look(),
		layouts: newLayouts(windowMost), byID: make(map[model.MessageID]*row),
		ground: canvas.NewRectangle(color.Transparent), focus: canvas.NewRectangle(nil),
		win: window{zone: opt.Zone}, hearing: make(map[model.MessageID]bool),
	}
	v.loads.moved = make(map[model.MessageID]bool)
	v.spawn = v.running.Go
	v.ctx, v.cancel = context.WithCancel(context.Background())
	v.bar = newScrollbar(v.scrollToShare)
	v.newest = newPill(v.icons, v.style.small, v.ScrollToBottom)
	v.retry = newPill(v.icons, v.style.small, v.tryAgain)
	v.notice = newNotice(v.style)
	v.ExtendBaseWidget(v)
	v.paintChrome()
	return v
}

// Close cancels what is being loaded and waits for it.
func (v *View) Close() {
	v.cancel()
	v.loads.stopTimer()
	v.running.Wait()
}

// Open opens a conversation at its newest message.
func (v *View) Open(source Source, group bool) {
	v.begin(source, group, 0, "")
	v.loadNewest()
}

// OpenAt opens a conversation at a message, with what was searched for marked.
func (v *View) OpenAt(source Source, group bool, id model.MessageID, highlight string) {
	v.begin(source, group, id, highlight)
	v.loadAround(id)
}

// Clear shows no conversation.
func (v *View) Clear(state EmptyState) {
	v.begin(nil, false, 0, "")
	v.loads.stopTimer()
	v.notice.say(state)
	v.place()
}

// SetEmptyState sets what a conversation without messages shows.
func (v *View) SetEmptyState(state EmptyState) { v.empty = state }

func (v *View) begin(source Source, group bool, target model.MessageID, highlight string) {
	v.restart()
	v.source, v.group, v.target = source, group, target
	v.win.set(nil, false, false)
	v.unfold, v.hearing = make(map[model.MessageID]bool), make(map[model.MessageID]bool)
	v.wishes = wishes{group: group, highlight: highlight, transcribes: v.transcribes()}
	v.layouts.clear()
	v.follow, v.anchor = target == 0, anchorAt{}
	v.seen, v.told, v.fresh = Start(), Start(), 0
	v.selected = target
	v.notice.Hide()
	v.place()
}

// SetCapabilities says what the seat's back end can do with the messages.
func (v *View) SetCapabilities(can model.Capabilities) {
	v.can = can
	if now := v.transcribes(); v.wishes.transcribes != now {
		v.wishes.transcribes = now
		v.layouts.clear()
		v.place()
	}
}

func (v *View) transcribes() bool {
	return v.opt.OnTranscribe != nil && v.can.Has(model.CanTranscribe)
}

// Reveal brings the message of a remote id into sight, where the window holds it.
func (v *View) Reveal(remoteID string) bool {
	for i := range v.win.items {
		if it := &v.win.items[i]; remoteID != "" && it.msg.RemoteID == remoteID {
			v.follow, v.selected = false, it.msg.ID
			v.anchor = anchorAt{it.msg.ID, it.key, v.Size().Height / 3}
			v.place()
			return true
		}
	}
	return false
}

// ScrollToBottom goes to the newest message and stays there.
func (v *View) ScrollToBottom() {
	if v.win.after {
		v.restart()
		v.follow = true
		v.loadNewest()
		return
	}
	v.follow = true
	v.place()
}

// AtBottom tells whether the newest message is in sight.
func (v *View) AtBottom() bool { return v.follow && !v.win.after && !v.win.empty() }

// NewCount is how many messages came since the newest was in sight.
func (v *View) NewCount() int { return v.fresh }

func (v *View) today() string {
	return v.opt.Clock.Now().In(v.opt.Zone).Format(time.DateOnly)
}

// paintChrome takes the colours of the theme for what is not a message.
func (v *View) paintChrome() {
	v.ground.FillColor = theme.Current(fynetheme.ColorNameBackground)
	v.focus.FillColor, v.focus.StrokeWidth, v.focus.CornerRadius = color.Transparent, 2, 3
	v.focus.StrokeColor = theme.Current(theme.FocusRing)
	v.focus.Hidden = !v.focused || !v.byKey
}

// restyle makes everything anew when the theme is another one.
func (v *View) restyle() {
	now := look()
	if now == v.look {
		return
	}
	v.look = now
	v.style.load()
	v.newest.face, v.retry.face = v.style.small, v.style.small
	v.newest.paint()
	v.retry.paint()
	v.notice.paint()
	v.layouts.clear()
	v.paintChrome()
}

// CreateRenderer is part of fyne.Widget.
func (v *View) CreateRenderer() fyne.WidgetRenderer { return &viewRenderer{v} }

type viewRenderer struct{ view *View }

func (r *viewRenderer) Destroy() {}

func (r *viewRenderer) Layout(size fyne.Size) {
	v := r.view
	v.ground.Resize(size)
	v.focus.Move(fyne.NewPos(1, 1))
	v.focus.Resize(fyne.NewSize(max(size.Width-2, 0), max(size.Height-2, 0)))
	v.bar.Move(fyne.NewPos(size.Width-barWidth, 0))
	v.bar.Resize(fyne.NewSize(barWidth, size.Height))
	v.notice.Resize(size)
	v.place()
}

func (r *viewRenderer) MinSize() fyne.Size { return fyne.NewSize(240, 120) }

func (r *viewRenderer) Objects() []fyne.CanvasObject { return r.view.objects }

func (r *viewRenderer) Refresh() {
	r.view.restyle()
	r.view.place()
	canvas.Refresh(r.view)
}
