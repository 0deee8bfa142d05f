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
	said    *notice
	object  fyne.CanvasObject
	busy    bool
	shut    func() bool // nothing more can be done; may be nil
}

func newDeeds(p *Panel) *deeds {
	d := &deeds{panel: p, buttons: screen.Wrap(1), said: newNotice()}
	d.object = screen.Column(1, d.buttons, d.said.label)
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
func (d *deeds) do(said *notice, done string, deed func(ctx context.Context, c model.Conversation) error) {
	d.then(said, deed, func() { d.panel.env.Nav.Toast(done) })
}

// then does something about who is shown; well is called once it is done and the
// panel still shows them. Where it has moved on, a failure is told in passing.
func (d *deeds) then(said *notice, deed func(ctx context.Context, c model.Conversation) error, well func()) {
	if d.busy {
		return
	}
	c := d.panel.conversation
	d.busy = true
	d.enable()
	said.say(d.panel.env.T("panel.working"), widget.LowImportance)
	d.panel.scope.Act("deed", func(ctx context.Context) error { return deed(ctx, c) }, func(err error) {
		d.busy = false
		d.enable()
		said.clear()
		switch {
		case d.panel.deeds != d:
			d.panel.env.Fail(err)
		case err != nil:
			said.fail(d.panel.env, err)
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

// notice is a text that is there only when there is something to say.
type notice struct{ label *widget.Label }

func newNotice() *notice {
	n := &notice{screen.Wrapped("")}
	n.label.Hide()
	return n
}

func (n *notice) say(text string, importance widget.Importance) {
	n.label.Importance = importance
	n.label.SetText(text)
	n.label.Hidden = text == ""
	n.label.Refresh()
}

func (n *notice) clear() { n.say("", widget.MediumImportance) }

// fail says what went wrong and what to do; nil clears.
func (n *notice) fail(env *screen.Env, err error) { n.say(why(env, err), widget.DangerImportance) }

// why says what went wrong and what to do about it. What is said elsewhere of a
// refusal is about messages: here the back end's reason stands alone.
func why(env *screen.Env, err error) string {
	if model.IsTrouble(err, model.TroubleRejected) {
		return env.Trouble(err)
	}
	return env.TroubleNext(err)
}
