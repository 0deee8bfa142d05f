package supervisor

import (
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/assets"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

const (
	waitingWidth  = 66 * screen.Unit
	waitingHeight = 15 * screen.Unit
)

// waitingList shows in which conversations customers wait, who waits longest
// first, each with a button to take it over. Enter takes the one in the ring.
type waitingList struct {
	waitingLook
	object *fyne.Container
	list   *widgets.List
	head   *widget.Label
	note   *widget.Label
	rows   []model.Conversation
}

// waitingLook is what all rows share.
type waitingLook struct {
	host   *host
	faces  *screen.Faces
	limits widgets.WaitLimits
}

func newWaitingList(h *host, faces *screen.Faces) *waitingList {
	w := &waitingList{
		waitingLook: waitingLook{host: h, faces: faces, limits: widgets.DefaultWaitLimits},
		head:        screen.Heading(h.env.T("board.waits")), note: screen.Note(h.env.T("board.waits.none")),
	}
	w.note.Hide()
	w.list = widgets.NewList(waitingHeight, func() fyne.CanvasObject { return newWaitingRow(&w.waitingLook) }, func(i int, o fyne.CanvasObject) {
		if i < len(w.rows) {
			o.(*waitingRow).set(w.rows[i], h.env.Clock.Now())
		}
	})
	w.list.OnKey = func(key *fyne.KeyEvent) bool {
		if key.Name != fyne.KeyReturn && key.Name != fyne.KeyEnter {
			return false
		}
		if at := w.list.Ring(); at < len(w.rows) {
			h.takeOver(w.rows[at].ID)
		}
		return true
	}
	// A click only moves the ring: a customer is taken over on purpose.
	w.list.OnTapped = func(i int) {
		if i < len(w.rows) {
			h.env.Window.Canvas().Focus(w.list)
			w.list.SetRing(i)
		}
	}
	w.object = screen.Dock(screen.Inset(w.head, 0, 1, 0, 1), nil, nil, nil, container.NewStack(w.list, screen.Column(0, screen.Inset(w.note, 1, 2, 0, 2))))
	return w
}

// set shows other conversations; more of them wait where all is more.
func (w *waitingList) set(rows []model.Conversation, all int, limits widgets.WaitLimits) {
	w.rows, w.limits = rows, limits
	w.note.Hidden = len(rows) > 0
	title := w.host.env.T("board.waits")
	if n := max(all, len(rows)); n > 0 {
		title += " · " + strconv.Itoa(n)
	}
	if w.head.Text != title {
		w.head.SetText(title)
	}
	w.object.Refresh()
	w.list.SetCount(len(rows))
}

// waitingRow shows who waits, at which seat, for how long and what was said last.
type waitingRow struct {
	widget.BaseWidget
	of     *waitingLook
	shown  model.Conversation
	avatar *widgets.Avatar
	name   *widgets.Short
	words  *widgets.Short
	clock  *widgets.WaitClock
	take   *screen.TextButton
}

func newWaitingRow(w *waitingLook) *waitingRow {
	r := &waitingRow{of: w, avatar: widgets.NewAvatar(8 * screen.Unit)}
	r.name = widgets.NewShort(theme.TextBody, true, fynetheme.ColorNameForeground)
	r.words = widgets.NewShort(theme.TextCaption, false, theme.TextSecondary)
	r.clock = widgets.NewWaitClock(w.host.env.Texts, w.limits)
	r.take = screen.NewTextButton(w.host.env.T("board.take"), nil, func() { w.host.takeOver(r.shown.ID) }).OnlyClicked()
	r.take.Set(w.host.env.T("board.take"), theme.AccentText)
	r.ExtendBaseWidget(r)
	return r
}

func (r *waitingRow) set(c model.Conversation, now time.Time) {
	r.shown = c
	id := c.PeerID
	if id == "" {
		id = c.RemoteID
	}
	r.avatar.Set(id, c.Title())
	r.avatar.SetSeatMark(seatID(c.Seat), c.SeatName)
	r.of.faces.Set(r.avatar, c.Avatar)
	words := widgets.OneLine(assets.ReplaceCodes(c.LastPreview), 60)
	if words == "" {
		words = widgets.KindText(r.of.host.env.Texts, c.LastKind)
	}
	r.name.Set(widgets.OneLine(c.Title(), 40))
	r.words.Set(widgets.OneLine(c.SeatName, 20) + " · " + words)
	r.clock.SetLimits(r.of.limits)
	r.clock.Set(max(now.Sub(c.WaitingFrom), 0))
	r.Refresh()
}

// CreateRenderer is called by the toolkit.
func (r *waitingRow) CreateRenderer() fyne.WidgetRenderer {
	top := screen.Line(nil, r.name, r.clock)
	right := screen.Line(nil, r.words, r.take)
	lines := screen.Column(0, top, right)
	return widget.NewSimpleRenderer(screen.Inset(screen.Line(screen.Inset(r.avatar, 0, 2, 0, 0), lines, nil), 1, 2, 0, 2))
}
