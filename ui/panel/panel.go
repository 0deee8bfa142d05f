// Package panel shows who a conversation is with: a customer or a group, and
// what may be changed about them. It also holds the dialogs of new contacts.
package panel

import (
	"context"
	"maps"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// Width of the panel, in device-independent pixels.
const Width float32 = 272

// blank stands for what is not known.
const blank = "–"

// Panel is the right-hand side of a seat's screen.
type Panel struct {
	Object    fyne.CanvasObject
	OnHide    func()
	OnMoments func(contactID string) // shows what a contact posted; nil: nowhere to show it

	env   *screen.Env
	scope *screen.Scope
	body  *fyne.Container
	title *widget.Label

	conversation model.Conversation
	can          model.Capabilities
	asked        map[string]bool // peers the back end was asked about
	deeds        *deeds          // about who is shown
	flags        *Flags          // of the conversation
	contact      *contactView
	group        *groupView
}

// New makes an empty panel.
func New(env *screen.Env) *Panel {
	p := &Panel{env: env, scope: env.Scope(), asked: map[string]bool{}}
	p.title = screen.Heading("")
	hide := screen.NewQuietButton("", fynetheme.CancelIcon(), func() {
		if p.OnHide != nil {
			p.OnHide()
		}
	})
	p.body = container.NewStack()
	head := screen.Line(nil, p.title, hide)
	p.Object = container.NewStack(screen.NewFill(theme.Sidebar, 0),
		container.NewBorder(screen.Inset(head, 1, 1, 0, 1), nil, nil, nil, screen.Inset(p.body, 0, 2, 2, 2)))
	env.OnChange(p.scope, p.changed)
	p.Clear()
	return p
}

// Clear shows nobody.
func (p *Panel) Clear() {
	p.conversation = model.Conversation{}
	p.scope.Forget("peer")
	p.title.SetText("")
	if p.contact != nil {
		p.contact.close()
	}
	if p.flags != nil {
		p.flags.Leave()
	}
	p.contact, p.group, p.deeds, p.flags = nil, nil, nil, nil
	p.body.Objects = []fyne.CanvasObject{screen.Note(p.env.T("panel.nobody"))}
	p.body.Refresh()
}

// Show shows the peer of a conversation; can is what the seat's back end can do.
func (p *Panel) Show(c model.Conversation, can model.Capabilities) {
	same := c.ID == p.conversation.ID && c.Group == p.conversation.Group && c.PeerID == p.conversation.PeerID && maps.Equal(can, p.can)
	p.conversation, p.can = c, can
	if same {
		return // what changes about the peer is told by the bus
	}
	if p.contact != nil {
		p.contact.close()
	}
	p.contact, p.group = nil, nil
	if p.flags != nil {
		p.flags.Leave()
	}
	p.deeds, p.flags = newDeeds(p), NewFlags(p.env, p.scope, c, p.relayout)
	if c.Group {
		p.group = newGroupView(p)
		p.title.SetText(p.env.T("panel.group"))
		p.body.Objects = []fyne.CanvasObject{p.group.object}
	} else {
		p.contact = newContactView(p)
		p.title.SetText(p.env.T("panel.contact"))
		p.body.Objects = []fyne.CanvasObject{p.contact.object}
	}
	p.body.Refresh()
	if can.Has(model.CanSetFlags) {
		p.flags.Read()
	}
	p.reload()
}

// Close ends what the panel started.
func (p *Panel) Close() {
	if p.contact != nil {
		p.contact.close()
	}
	p.scope.Close()
}

func (p *Panel) changed(c bus.Change) {
	if p.conversation.ID == 0 {
		return
	}
	if c.Contacts[p.conversation.Seat] {
		p.reload()
	}
	if c.Conversations[p.conversation.ID] {
		p.flags.Reload()
	}
}

func (p *Panel) reload() {
	c := p.conversation
	people := p.env.Console.People
	if c.Group {
		screen.Ask(p.scope, "peer", func(ctx context.Context) (found[model.Group], error) {
			g, ok, err := people.Group(ctx, c.Seat, c.PeerID)
			return found[model.Group]{g, ok}, err
		}, func(f found[model.Group], err error) {
			if err == nil && p.group != nil {
				p.group.show(f.value, f.ok)
				p.ask(f.ok)
			}
		})
		return
	}
	screen.Ask(p.scope, "peer", func(ctx context.Context) (found[model.Contact], error) {
		contact, ok, err := people.Contact(ctx, c.Seat, c.PeerID)
		return found[model.Contact]{contact, ok}, err
	}, func(f found[model.Contact], err error) {
		if err == nil && p.contact != nil {
			p.contact.show(f.value, f.ok)
			p.ask(f.ok)
		}
	})
}

type found[T any] struct {
	value T
	ok    bool
}

// ask has the back end asked about a peer that is not known here, once.
func (p *Panel) ask(known bool) {
	c := p.conversation
	key := c.PeerID
	if known || key == "" || p.asked[key] || !p.can.Has(model.CanListContacts) {
		return
	}
	p.asked[key] = true
	p.scope.Act("refresh", func(ctx context.Context) error {
		return p.env.Console.People.Refresh(ctx, c.Seat, key)
	}, nil) // what is not known stays a dash
}

// relayout gives room to what was said or taken away.
func (p *Panel) relayout() {
	switch {
	case p.contact != nil:
		p.contact.rows.Refresh()
		p.contact.object.Refresh()
	case p.group != nil:
		p.group.rows.Refresh()
		p.group.object.Refresh()
	}
}

// refresh asks the back end again because a person said so.
func (p *Panel) refresh(b *screen.Button) {
	c := p.conversation
	b.Disable()
	p.scope.Act("refresh", func(ctx context.Context) error {
		return p.env.Console.People.Refresh(ctx, c.Seat, c.PeerID)
	}, func(err error) {
		b.Enable()
		p.env.Fail(err)
	})
}

// or is the text in one line, or a dash.
func or(text string) string {
	if text = strings.TrimSpace(text); text == "" {
		return blank
	}
	return text
}

// line is a caption and a value that can be selected and copied.
type line struct {
	object fyne.CanvasObject
	value  *widget.Label
}

func newLine(label string) *line {
	v := widget.NewLabel(blank)
	v.Wrapping = fyne.TextWrapBreak
	v.Selectable = true
	return &line{object: widgets.KeyValue(label, v), value: v}
}

func (l *line) set(text string) {
	if text = or(widgets.OneLine(text, 400)); l.value.Text != text {
		l.value.SetText(text)
	}
}

// idLine is a line with a button that copies it.
func idLine(env *screen.Env, label string) *line {
	l := newLine(label)
	l.value.SizeName = fynetheme.SizeNameCaptionText
	copyIt := screen.NewQuietButton("", fynetheme.ContentCopyIcon(), func() {
		if l.value.Text != blank {
			fyne.CurrentApp().Clipboard().SetContent(l.value.Text)
			env.Nav.Toast(env.T("panel.copied"))
		}
	})
	l.object = widgets.KeyValue(label, container.NewBorder(nil, nil, nil, screen.Column(0, copyIt), l.value))
	return l
}

// chip is a short word on a tint.
func chip(text string, tint fyne.ThemeColorName) fyne.CanvasObject {
	l := widget.NewLabel(text)
	l.SizeName = fynetheme.SizeNameCaptionText
	l.Truncation = fyne.TextTruncateEllipsis
	size := fyne.MeasureText(text, fynetheme.CaptionTextSize(), fyne.TextStyle{})
	return screen.MinSize(container.NewStack(screen.NewFill(tint, 8), l), min(size.Width+2*fynetheme.InnerPadding()+1, chipMost), 0)
}

// chipMost is how wide a chip may be, in pixels: what is longer is cut.
const chipMost float32 = 156
