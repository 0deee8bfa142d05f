package login

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// The sizes of a tile: six fit into the smallest window.
const (
	tileWidth  float32 = 292
	tileHeight float32 = 296
	tileSide   float32 = 208 // of its stage
	tileWords  float32 = 44  // room for what it says
)

// tile is one seat's login on the wall.
type tile struct {
	*card
	object fyne.CanvasObject

	dot    *widgets.StateDot
	title  *widget.Label
	inside *fyne.Container // of the stage, where there is no code
	below  *fyne.Container
	said   *fyne.Container // words and note: in the one or in the other
}

func newTile(env *screen.Env, scope *screen.Scope, seat screen.SeatView) *tile {
	t := &tile{dot: widgets.NewStateDot(widgets.PresenceUnknown), title: screen.Heading(""), inside: container.NewStack(), below: container.NewStack()}
	press := container.NewStack()
	t.card = newCard(env, scope, seat, tileSide, t.inside, press)
	press.Add(container.NewCenter(t.main))
	t.words.SizeName = fynetheme.SizeNameCaptionText
	t.said = screen.Column(-1, t.words, t.note)
	head := screen.Line(screen.Inset(t.dot, 0, 0, 0, 1), t.title, ringRoom(t.ring))
	foot := screen.MinSize(screen.Line(nil, t.below, t.push), 0, tileWords)
	t.object = container.NewStack(screen.NewFill(theme.Sidebar, 8),
		screen.Inset(screen.Dock(head, foot, nil, nil, t.stage), 1, 2, 1, 2))
	t.onShow = t.arrange
	return t
}

// show shows how the seat and its login are.
func (t *tile) show(seat screen.SeatView, login model.Login) {
	if name := widgets.OneLine(seat.DisplayName(), 40); t.title.Text != name {
		t.title.SetText(name)
	}
	t.dot.Set(widgets.PresenceOf(seat.State, seat.Link.Link, 0))
	t.card.show(seat, login)
}

// arrange puts what is said where there is room for it: under a code or a field,
// else in the middle.
func (t *tile) arrange() {
	to, from, align := t.inside, t.below, fyne.TextAlignCenter
	if t.look.code || t.look.pin {
		to, from, align = t.below, t.inside, fyne.TextAlignLeading
	}
	t.words.Alignment, t.note.Alignment = align, align
	t.words.Refresh()
	t.note.Refresh()
	if len(to.Objects) == 0 {
		from.Objects, to.Objects = nil, []fyne.CanvasObject{t.said}
	}
	t.inside.Hidden = to != t.inside
	t.stage.Refresh()
	t.object.Refresh()
}

// done tells that the seat is online.
func (t *tile) done() bool {
	return t.login.Phase == model.LoginOnline || t.seat.State == model.SeatOnline && t.login.Phase.Over()
}

// underWay tells that the tile must keep its place: somebody may be looking at it
// with a phone in hand.
func (t *tile) underWay() bool { return !t.login.Phase.Over() }

// stuck tells that a person has to do something here.
func (t *tile) stuck() bool {
	switch {
	case t.done():
		return false
	case t.failed != nil || t.bad != nil || t.login.Phase == model.LoginPINWanted:
		return true
	}
	return t.login.Phase > model.LoginOnline && t.login.Phase != model.LoginCancelled
}
