package panel

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
)

// deeds are the buttons about who is shown, of which one is at work at a time,
// and what is said under them.
type deeds struct {
	panel   *Panel
	buttons *fyne.Container
	said    *Notice
	object  fyne.CanvasObject
	busy    bool
	shut    func() bool // nothing more can be done; may be nil
}

func newDeeds(p *Panel) *deeds {
	d := &deeds{panel: p, buttons: screen.Wrap(1), said: NewNotice()}
	d.object = screen.Column(1, d.buttons, d.said.Label)
	return d
}

// add makes a button where the back end can do what it stands for.
func (d *deeds) add(need model.Capability, label string, tapped func()) *screen.Button {
	b := screen.NewButton(label, nil, tapped)
	if d.panel.can.Has(need) {
		d.buttons.Add(b)
	}
	return b
}

// do does something about who is shown, and says in passing that it is done.
func (d *deeds) do(said *Notice, done string, deed func(ctx context.Context, c model.Conversation) error) {
	d.then(said, deed, func() { d.panel.env.Nav.Toast(done) })
}

// then does something about who is shown; well is called once it is done and the
// panel still shows them. Where it has moved on, a failure is told in passing.
func (d *deeds) then(said *Notice, deed func(ctx context.Context, c model.Conversation) error, well func()) {
	if d.busy {
		return
	}
	c := d.panel.conversation
	d.busy = true
	d.enable()
	said.Say(d.panel.env.T("panel.working"), widget.LowImportance)
	d.panel.scope.Act("deed", func(ctx context.Context) error { return deed(ctx, c) }, func(err error) {
		d.busy = false
		d.enable()
		said.Clear()
		switch {
		case d.panel.deeds != d:
			d.panel.env.Fail(err)
		case err != nil:
			said.Fail(d.panel.env, err)
		default:
			well()
		}
		d.panel.relayout()
	})
	d.panel.relayout()
}

// enable shuts the buttons while one of them is at work, or there is nothing left
// to do.
func (d *deeds) enable() {
	for _, o := range d.buttons.Objects {
		b, ok := o.(*screen.Button)
		switch {
		case !ok:
		case d.busy || d.shut != nil && d.shut():
			b.Disable()
		default:
			b.Enable()
		}
	}
}

// Notice is a text that is there only when there is something to say.
type Notice struct{ Label *widget.Label }

// NewNotice makes one that says nothing yet.
func NewNotice() *Notice {
	n := &Notice{screen.Wrapped("")}
	n.Label.Hide()
	return n
}

// Say shows a text; "" hides it.
func (n *Notice) Say(text string, importance widget.Importance) {
	n.Label.Importance = importance
	n.Label.SetText(text)
	n.Label.Hidden = text == ""
	n.Label.Refresh()
}

// Clear says nothing.
func (n *Notice) Clear() { n.Say("", widget.MediumImportance) }

// Fail says what went wrong and what to do; nil clears.
func (n *Notice) Fail(env *screen.Env, err error) { n.Say(Why(env, err), widget.DangerImportance) }

// Why says what went wrong and what to do about it. What is said elsewhere of a
// refusal is about messages: here the back end's reason stands alone.
func Why(env *screen.Env, err error) string {
	if model.IsTrouble(err, model.TroubleRejected) {
		return env.Trouble(err)
	}
	return env.TroubleNext(err)
}
