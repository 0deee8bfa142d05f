// Package login is where seats are logged in: a dialog with the code of one, a
// wall with the codes of many, and what can be done about the instances they
// live in.
package login

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	fynetheme "fyne.io/fyne/v2/theme"
	"github.com/jonboulle/clockwork"

	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/ui/screen"
)

const (
	dialogWidth float32 = 440
	dialogSide  float32 = 308 // of the stage: a phone reads it from an arm's length
	dialogWords float32 = 64  // room for what is said, so that the dialog stays as it is
	buttonWidth         = 18 * screen.Unit
)

// farewell is how long a dialog says that the seat is online before it goes.
const farewell = 1500 * time.Millisecond

// dialog is the login of one seat.
type dialog struct {
	env    *screen.Env
	scope  *screen.Scope
	card   *card
	pulse  *pulse
	sheet  *screen.Sheet
	cancel *screen.Button
	foot   *fyne.Container
	ending clockwork.Timer // nil: the seat is not online yet

	focused fyne.Focusable // what the dialog gave the keyboard last
}

// Open shows a code that logs a seat in, at once; of a login under way, how it
// stands.
func Open(env *screen.Env, seat screen.SeatView) {
	d := &dialog{env: env, scope: env.Scope()}
	d.card = newCard(env, d.scope, seat, dialogSide)
	d.card.onShow, d.card.onDone = d.shown, func() { d.sheet.Close() }
	d.card.words.Alignment, d.card.note.Alignment = fyne.TextAlignCenter, fyne.TextAlignCenter
	d.card.words.SizeName = fynetheme.SizeNameSubHeadingText
	d.pulse = &pulse{env: env, tick: d.tick}
	d.cancel = screen.NewButton(env.T("shell.cancel"), nil, func() { d.sheet.Close() })
	left := container.NewHBox(d.card.push)
	if HasInstance(seat.Can) {
		left.Add(screen.NewQuietButton(env.T("login.instance"), nil, func() {
			d.sheet.Close()
			OpenInstance(env, seat)
		}))
	}
	d.foot = container.NewHBox(left, layout.NewSpacer(), wide(d.cancel), wide(d.card.main))
	words := screen.MinSize(screen.Column(0, d.card.words, d.card.note), 0, dialogWords)
	d.sheet = env.Sheets.Show(screen.Form{
		Title: env.T("login.title", "name", seat.DisplayName()), Size: fyne.NewSize(dialogWidth, 0),
		Body: screen.Column(2,
			container.NewStack(container.NewCenter(d.card.stage), corner(d.card.ring)),
			words, screen.Inset(d.foot, 2, 0, 0, 0)),
	})
	d.sheet.OnClose = d.close
	env.OnChange(d.scope, func(c bus.Change) {
		if c.Logins[seat.ID] {
			d.reload()
		}
	})
	d.card.show(seat, model.Login{Seat: seat.ID, Phase: model.LoginPreparing})
	logins := env.Console.Logins
	d.scope.Act(d.card.slot("login"), func(ctx context.Context) error { return logins.Start(ctx, seat.ID) }, func(err error) {
		if err != nil {
			d.card.fail(model.AsTrouble(err))
			return
		}
		d.reload()
	})
}

// wide is a button at the foot of a sheet.
func wide(b *screen.Button) *fyne.Container {
	return container.NewStack(screen.MinSize(b, buttonWidth, 0))
}

// corner sets the countdown into the right upper corner.
func corner(ring *countdown) fyne.CanvasObject {
	return container.NewVBox(container.NewHBox(layout.NewSpacer(), ringRoom(ring)))
}

// reload reads how the login stands.
func (d *dialog) reload() {
	id := d.card.seat.ID
	screen.Keep(d.scope, "state", func(context.Context) (model.Login, error) {
		return d.env.Console.Logins.State(id), nil
	}, func(l model.Login, _ error) {
		if l.Phase == model.LoginIdle {
			return // it is just being begun
		}
		d.card.show(d.card.seat, l)
	})
}

// shown sets the foot and the keyboard to what the card shows.
func (d *dialog) shown() {
	if d.sheet == nil {
		return
	}
	card, t := d.card, d.env.T
	switch phase := card.login.Phase; {
	case held(phase):
		d.cancel.SetText(t("login.background"))
	case phase.Over() || card.failed != nil:
		d.cancel.SetText(t("shell.close"))
	default:
		d.cancel.SetText(t("shell.cancel"))
	}
	d.foot.Objects[3].(*fyne.Container).Hidden = card.main.Hidden
	d.foot.Refresh()
	d.sheet.Fit()
	d.aim()
	if card.login.Phase == model.LoginOnline && d.ending == nil {
		d.ending = d.env.Clock.AfterFunc(farewell, func() { d.env.Dispatch(d.sheet.Close) })
	}
	d.tick()
}

// aim gives the keyboard to what Enter should press: the PIN, or the main button.
// While there is nothing to press it is taken from where it was, but not from
// where the person put it.
func (d *dialog) aim() {
	var want fyne.Focusable
	switch {
	case d.card.look.pin:
		want = d.card.pin
	case d.card.look.label != "":
		want = d.card.main
	case d.card.look.deed == deedDone:
		want = d.cancel
	}
	if want == d.focused {
		return
	}
	c := d.env.Window.Canvas()
	if want != nil {
		c.Focus(want)
	} else if c.Focused() == d.focused {
		c.Unfocus()
	}
	d.focused = want
}

func (d *dialog) tick() {
	if d.card.tick() {
		d.pulse.want()
	}
}

// close ends what the dialog began, but for a login that a phone has scanned.
func (d *dialog) close() {
	d.pulse.stop()
	if d.ending != nil {
		d.ending.Stop()
	}
	d.card.leave()
	d.card.close()
	d.scope.Close()
}
