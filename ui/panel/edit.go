package panel

import (
	"context"

	"fyne.io/fyne/v2"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/widgets"
)

// remarkLimit is how long a remark, a description or a name may be, in characters.
const remarkLimit = 200

// editLine is a value that the back end keeps and an agent may change in place.
type editLine struct {
	object fyne.CanvasObject
	text   *widgets.EditableText
	saving bool
}

// newEditLine makes one, for who can do what it takes; save is asked off the UI
// goroutine, for the peer that the panel shows when the value is saved.
func newEditLine(p *Panel, label string, need model.Capability, save func(ctx context.Context, c model.Conversation, text string) error) *editLine {
	l := &editLine{}
	l.text = widgets.NewEditableText(p.env.Texts, "", nil)
	l.text.MaxLen = remarkLimit
	l.text.SetReadOnly(!p.can.Has(need))
	l.text.OnSave = func(text string) {
		before, conversation := l.text.Value(), p.conversation
		l.saving = true
		l.text.Pending(text)
		p.relayout()
		p.scope.Act("edit", func(ctx context.Context) error {
			return save(ctx, conversation, text)
		}, func(err error) {
			l.saving = false
			switch {
			case err == nil:
				l.text.Set(text)
			case model.IsTrouble(err, model.TroubleUnsupported):
				l.text.Failed(before, p.env.T("panel.unsupported", "what", label))
			default:
				l.text.Failed(before, Why(p.env, err))
			}
			p.relayout()
		})
	}
	l.object = screen.Column(0, widgets.KeyValue(label, l.text))
	return l
}

// set shows what is stored, unless a newer value is on its way.
func (l *editLine) set(text string) {
	if !l.saving && l.text.Value() != text {
		l.text.Set(text)
	}
	if l.text.Value() == "" {
		l.text.Refresh()
	}
}
