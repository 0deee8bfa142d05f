package login

import (
	"context"
	"fmt"
	"image"
	"reflect"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/picture"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// avatarBox is how large the picture of an account is loaded, in pixels.
var avatarBox = image.Pt(144, 144)

// markSize is how large a sign in the stage is.
const markSize = 11 * theme.Unit

// card is one seat's login: its parts, which the dialog and the tiles of the wall
// set out each in their way, and what happens when they are pressed.
type card struct {
	onShow func() // after what is seen changed; may be nil
	onDone func() // the main button was pressed and nothing is left to do; may be nil

	env   *screen.Env
	scope *screen.Scope

	shown  bool // seat and login are in sight
	seat   screen.SeatView
	login  model.Login
	failed *model.Trouble // the last thing that was asked for could not even begin
	sent   bool           // a PIN was handed in and nothing was heard of it yet
	look   look
	whole  time.Duration // how long the code in sight lasts
	source string        // of the avatar
	ticket *picture.Ticket
	drawn  model.LoginCode // the code the stage has, or is getting
	bad    error           // why it can't be drawn

	stage  *stage
	avatar *widgets.Avatar
	ring   *countdown
	busy   *widget.Activity
	sign   *widget.Icon
	signs  *fyne.Container
	faces  *fyne.Container
	name   *widget.Label
	pin    *screen.Entry
	pins   *fyne.Container
	words  *widget.Label
	note   *widget.Label
	main   *screen.Button
	push   *screen.Button
}

// newCard makes the parts; more is set into the stage under what it shows.
func newCard(env *screen.Env, scope *screen.Scope, seat screen.SeatView, side float32, more ...fyne.CanvasObject) *card {
	c := &card{env: env, scope: scope, seat: seat, login: model.Login{Seat: seat.ID}}
	c.avatar = widgets.NewAvatar(avatarSize)
	c.ring = newCountdown()
	c.busy = widget.NewActivity()
	c.sign = widget.NewIcon(nil)
	c.name = caption()
	c.name.Wrapping, c.name.Truncation = fyne.TextWrapOff, fyne.TextTruncateEllipsis
	c.name.SizeName, c.name.TextStyle = fynetheme.SizeNameText, fyne.TextStyle{Bold: true}
	c.pin = newPIN(env.T("login.pin.hint"), func() { c.enable() }, func() { c.sendPIN() })
	c.words, c.note = screen.Wrapped(""), screen.Note("")
	c.main = screen.NewButton("", nil, func() { c.press() })
	c.main.Importance = widget.HighImportance
	c.push = screen.NewButton(env.T("login.push"), nil, func() { c.startPush() })
	c.signs = container.NewCenter(container.NewGridWrap(fyne.NewSquareSize(markSize), c.sign))
	c.faces = container.NewCenter(c.avatar)
	c.pins = container.NewCenter(screen.Width(c.pin, 40*screen.Unit))
	busy := container.NewCenter(c.busy)
	parts := []fyne.CanvasObject{c.faces, c.name, c.signs, busy, c.pins}
	c.stage = newStage(side, screen.Column(1, append(parts, more...)...))
	return c
}

// show shows how the login stands.
func (c *card) show(seat screen.SeatView, login model.Login) {
	moved := login.Phase != c.login.Phase
	if moved {
		c.failed = nil
	}
	if moved || c.sent && login.Problem != nil {
		c.sent = false
		setPIN(c.pin, "")
	}
	if c.shown && reflect.DeepEqual(seat, c.seat) && reflect.DeepEqual(login, c.login) {
		return
	}
	c.shown, c.seat, c.login = true, seat, login
	c.fetchCode()
	c.fetchAvatar()
	c.refresh()
}

// fetchCode has the code prepared off the UI goroutine.
func (c *card) fetchCode() {
	code := c.login.Code
	if c.login.Phase != model.LoginShowing || sameCode(code, c.drawn) {
		return
	}
	c.drawn, c.bad, c.whole = code, nil, 0
	c.stage.setCode(drawing{})
	screen.Ask(c.scope, c.slot("code"), func(context.Context) (drawing, error) {
		return newDrawing(code)
	}, func(d drawing, err error) {
		c.bad = err
		c.stage.setCode(d)
		c.refresh()
	})
}

func sameCode(a, b model.LoginCode) bool {
	return a.Content == b.Content && string(a.Picture) == string(b.Picture)
}

func (c *card) slot(name string) string { return fmt.Sprint(name, " ", c.seat.ID) }

func (c *card) fetchAvatar() {
	c.avatar.Set(c.seat.RemoteID, c.account())
	source := c.login.Avatar
	if source == "" {
		source = c.seat.Avatar
	}
	if source == c.source {
		return
	}
	c.dropAvatar()
	c.source = source
	c.avatar.SetImage(nil)
	if c.env.Pictures == nil || !picture.IsRemote(source) {
		return
	}
	c.ticket = c.env.Pictures.Load(source, avatarBox, func(r picture.Result) {
		if r.Err == nil {
			c.avatar.SetImage(r.Image)
		}
	})
}

func (c *card) dropAvatar() {
	c.ticket.Cancel()
	c.ticket = nil
}

// account is who scanned the code, or whose seat it is.
func (c *card) account() string {
	if c.login.Name != "" {
		return c.login.Name
	}
	return c.seat.DisplayName()
}

// refresh brings the parts in line with the login.
func (c *card) refresh() {
	k := lookOf(c.env, c.seat, c.login, c.failed)
	if c.login.Phase == model.LoginShowing && c.failed == nil {
		switch {
		case c.bad != nil:
			k = broken(c.env, &model.Trouble{Code: model.TroubleBadAnswer, About: c.seat.DisplayName(), Detail: c.bad.Error()}, k.push)
		case c.stage.code.empty():
			k.code, k.busy = false, true
		}
	}
	c.look = k
	coded := k.code && !c.stage.code.empty()
	c.stage.set(coded, coded && k.avatar)
	c.faces.Hidden = !k.avatar
	name := ""
	if k.avatar {
		name = widgets.OneLine(c.account(), 40)
	}
	say(c.name, name, widget.MediumImportance)
	c.signs.Hidden = k.mark.icon == nil
	if k.mark.icon != nil {
		c.sign.SetResource(fynetheme.NewColoredResource(k.mark.icon, k.mark.colour))
	}
	if k.busy {
		c.busy.Show()
		c.busy.Start()
	} else {
		c.busy.Stop()
		c.busy.Hide()
	}
	c.pins.Hidden = !k.pin
	say(c.words, k.words, widget.MediumImportance)
	tone := widget.LowImportance
	if k.wrong {
		tone = widget.DangerImportance
	}
	say(c.note, k.note, tone)
	c.main.Hidden = k.label == ""
	c.main.SetText(k.label)
	c.push.Hidden = !k.push
	c.push.Refresh()
	c.enable()
	c.tick()
	c.stage.Refresh()
	if c.onShow != nil {
		c.onShow()
	}
}

func (c *card) enable() {
	if c.look.deed == deedPIN && len(c.pin.Text) < leastPIN {
		c.main.Disable()
	} else {
		c.main.Enable()
	}
}

// tick shows how much longer the code is good; false where nothing is counted.
func (c *card) tick() bool {
	if c.login.Until.IsZero() || !c.look.code || c.look.avatar {
		c.ring.set(0, 0)
		c.whole = 0
		return false
	}
	left := c.login.Until.Sub(c.env.Clock.Now())
	c.whole = max(c.whole, c.login.Code.Lasts, left)
	c.ring.set(left, c.whole)
	return left > 0
}

// press does what the main button says.
func (c *card) press() {
	switch c.look.deed {
	case deedBegin:
		c.begin()
	case deedPIN:
		c.sendPIN()
	case deedConnect:
		c.env.Nav.OpenConnection(c.seat.Seat.Connection)
	case deedDone:
		if c.onDone != nil {
			c.onDone()
		}
	}
}

// begin fetches a code, also in place of one that can't be drawn.
func (c *card) begin() {
	logins, id, broken := c.env.Console.Logins, c.seat.ID, c.bad != nil
	c.act(func(ctx context.Context) error {
		if broken {
			logins.Cancel(id)
		}
		return logins.Start(ctx, id)
	}, c.fail)
}

// startPush asks the phone in place of a code.
func (c *card) startPush() {
	logins, id := c.env.Console.Logins, c.seat.ID
	c.act(func(ctx context.Context) error { return logins.StartPush(ctx, id) }, c.fail)
}

func (c *card) sendPIN() {
	pin := c.pin.Text
	if c.look.deed != deedPIN || len(pin) < leastPIN {
		return
	}
	c.sent = true
	logins, id := c.env.Console.Logins, c.seat.ID
	c.act(func(ctx context.Context) error { return logins.EnterPIN(ctx, id, pin) }, func(t *model.Trouble) {
		c.login.Problem = t // it may be entered again
		c.refresh()
	})
}

// fail shows in place of the login why it could not even begin.
func (c *card) fail(t *model.Trouble) {
	c.failed = t
	c.refresh()
}

// act does something about the login, after what was asked for before.
func (c *card) act(do func(context.Context) error, fail func(*model.Trouble)) {
	c.failed = nil
	c.scope.Act(c.slot("login"), do, func(err error) {
		if err != nil {
			fail(model.AsTrouble(err))
		}
	})
}

// leave ends a login that nobody scanned; one that was scanned goes on, and one
// that is over is forgotten.
func (c *card) leave() {
	logins, id := c.env.Console.Logins, c.seat.ID
	c.scope.Act(c.slot("login"), func(context.Context) error {
		for phase := logins.State(id).Phase; phase != model.LoginIdle && !held(phase); phase = logins.State(id).Phase {
			logins.Cancel(id)
		}
		return nil
	}, nil)
}

// close drops what the card waits for.
func (c *card) close() { c.dropAvatar() }
