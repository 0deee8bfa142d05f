package widgets

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
	"github.com/jonboulle/clockwork"

	"seatdeck/ui/theme"
)

// Toasts say things in passing at the foot of a window, the newest lowest. Put
// it on top of a stack over the window's content: what is under it stays usable.
type Toasts struct {
	widget.BaseWidget
	dispatch Dispatcher
	clock    clockwork.Clock
	box      *fyne.Container
	live     []*toast
	closed   bool
}

// What is said in passing stays this long; an error stays until it is closed.
const (
	toastFor  = 4 * time.Second
	maxToasts = 4
)

type toast struct {
	card  *Card
	text  string
	timer clockwork.Timer // nil: stays
}

// NewToasts makes an empty stack.
func NewToasts(dispatch Dispatcher, clock clockwork.Clock) *Toasts {
	t := &Toasts{dispatch: dispatch, clock: clock, box: container.NewVBox()}
	t.ExtendBaseWidget(t)
	return t
}

// Say shows a text. The same text is not shown twice at once.
func (t *Toasts) Say(tone Tone, text string, action Action) {
	if t.closed {
		return
	}
	for _, old := range t.live {
		if old.text == text {
			t.remove(old)
			break
		}
	}
	if len(t.live) >= maxToasts {
		t.remove(t.live[0])
	}
	label := widget.NewLabel(text)
	label.Wrapping = fyne.TextWrapWord
	entry := &toast{text: text}
	closing := widget.NewButtonWithIcon("", fynetheme.CancelIcon(), func() { t.remove(entry) })
	closing.Importance = widget.LowImportance
	buttons := container.NewHBox()
	if action.Label != "" {
		buttons.Add(widget.NewButton(action.Label, func() {
			t.remove(entry)
			action.Do()
		}))
	}
	buttons.Add(closing)
	entry.card = NewCard(container.NewBorder(nil, nil, container.NewCenter(widget.NewIcon(tone.icon())), container.NewCenter(buttons), label))
	entry.card.tone, entry.card.plain = tone, false
	t.live = append(t.live, entry)
	t.box.Add(entry.card)
	if tone != ToneError {
		entry.timer = t.clock.AfterFunc(toastFor, func() {
			t.dispatch(func() { t.remove(entry) })
		})
	}
	t.Refresh()
}

// Forget takes a text away that needs nobody's eyes any more.
func (t *Toasts) Forget(text string) {
	for _, old := range t.live {
		if old.text == text {
			t.remove(old)
			return
		}
	}
}

// Close takes all away and stops their timers.
func (t *Toasts) Close() {
	t.closed = true
	for len(t.live) > 0 {
		t.remove(t.live[0])
	}
}

func (t *Toasts) remove(entry *toast) {
	for i, o := range t.live {
		if o != entry {
			continue
		}
		if entry.timer != nil {
			entry.timer.Stop()
		}
		t.live = append(t.live[:i:i], t.live[i+1:]...)
		t.box.Remove(entry.card)
		t.Refresh()
		return
	}
}

// CreateRenderer is called by the toolkit.
func (t *Toasts) CreateRenderer() fyne.WidgetRenderer {
	foot := func(size fyne.Size) {
		width := min(size.Width-8*theme.Unit, 105*theme.Unit)
		t.box.Resize(fyne.NewSize(width, 0)) // so that the texts know how they wrap
		height := t.box.MinSize().Height
		place(t.box, (size.Width-width)/2, size.Height-height-10*theme.Unit, width, height)
	}
	return newPainter(&painter{
		objects: []fyne.CanvasObject{t.box},
		min:     func() fyne.Size { return fyne.Size{} },
		layout:  foot,
		refresh: func() { foot(t.Size()) },
	})
}
