package seat

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app"
	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/widgets"
)

// The bounds of a forward: how many conversations are listed and chosen.
const (
	forwardListed = 200
	forwardMost   = 20
)

// forwarding is the dialog that asks whom to forward a message to.
type forwarding struct {
	env     *screen.Env
	scope   *screen.Scope
	message model.Message
	sheet   *screen.Sheet
	entry   *screen.Entry
	list    *widgets.List
	none    *widget.Label
	yes     *screen.Button
	rows    []model.Conversation
	chosen  map[model.ConversationID]string
	order   []model.ConversationID
	picked  *widget.Label
}

// forward asks to which conversations of the same seat a message goes.
func (s *Screen) forward(m model.Message) {
	t := s.env.T
	if can := s.seat(m.Seat).Can; !can.Has(model.CanForward) && !(m.Content.Kind == model.KindText && can.Has(model.CanSendText)) {
		s.env.Nav.Toast(t("seat.forward.unable"))
		return
	}
	f := &forwarding{env: s.env, scope: s.env.Scope(), message: m, chosen: map[model.ConversationID]string{}}
	f.entry = screen.NewEntry()
	f.entry.SetPlaceHolder(t("seat.filter.hint"))
	f.entry.OnChanged = func(string) { f.read() }
	f.list = widgets.NewList(40, func() fyne.CanvasObject { return newForwardRow() }, func(i int, row fyne.CanvasObject) {
		if i < len(f.rows) {
			row.(*forwardRow).set(f.rows[i], f.chosen[f.rows[i].ID] != "")
		}
	})
	f.list.Selected = func(i int) bool { return i < len(f.rows) && f.chosen[f.rows[i].ID] != "" }
	f.list.OnTapped = f.toggle
	f.none = screen.Note(t("seat.list.nomatch"))
	f.none.Hide()
	f.picked = screen.Note("")
	f.picked.Wrapping = fyne.TextWrapOff
	f.picked.Truncation = fyne.TextTruncateEllipsis
	cancel := screen.NewButton(t("shell.cancel"), nil, func() { f.sheet.Close() })
	f.yes = screen.NewButton("", nil, f.run)
	f.yes.Importance = widget.HighImportance
	what := m.Content.Text
	if m.Content.Kind != model.KindText || what == "" {
		what = strings.TrimSpace(s.env.Kind(m.Content.Kind) + " " + m.Content.Title + m.Content.FileName)
	}
	f.sheet = s.env.Sheets.Show(screen.Form{
		Title: t("seat.forward.title"), Size: fyne.NewSize(460, 520), Focus: f.entry,
		Body: container.NewBorder(screen.Column(1, screen.Note(widgets.OneLine(what, 80)), f.entry), f.picked, nil, nil,
			container.NewStack(f.list, f.none)),
		Buttons: []fyne.CanvasObject{cancel, f.yes},
	})
	f.sheet.OnClose = f.scope.Close
	f.show()
	f.read()
}

func (f *forwarding) read() {
	q := app.ConversationQuery{Seat: f.message.Seat, Text: strings.TrimSpace(f.entry.Text), Limit: forwardListed}
	screen.Ask(f.scope, "list", func(ctx context.Context) ([]model.Conversation, error) {
		return f.env.Console.Inbox.Conversations(ctx, q)
	}, func(rows []model.Conversation, err error) {
		f.env.Fail(err)
		f.rows = rows
		f.none.Hidden = len(rows) > 0
		f.none.Refresh()
		f.list.SetCount(len(rows))
	})
}

func (f *forwarding) toggle(i int) {
	if i >= len(f.rows) {
		return
	}
	c := f.rows[i]
	if f.chosen[c.ID] == "" {
		if len(f.chosen) == forwardMost {
			f.env.Nav.Toast(f.env.T("seat.forward.most", "n", forwardMost))
			return
		}
		f.chosen[c.ID] = c.Title() + " "
		f.order = append(f.order, c.ID)
	} else {
		delete(f.chosen, c.ID)
		for k, id := range f.order {
			if id == c.ID {
				f.order = append(f.order[:k:k], f.order[k+1:]...)
				break
			}
		}
	}
	f.list.Refresh()
	f.show()
}

func (f *forwarding) show() {
	f.yes.SetText(f.env.T("seat.forward.yes", "n", len(f.order)))
	if len(f.order) == 0 {
		f.yes.Disable()
	} else {
		f.yes.Enable()
	}
	names := make([]string, len(f.order))
	for i, id := range f.order {
		names[i] = widgets.OneLine(f.chosen[id], 20)
	}
	f.picked.SetText(strings.Join(names, "、"))
}

func (f *forwarding) run() {
	to := append([]model.ConversationID(nil), f.order...)
	f.yes.Disable()
	f.scope.Act("forward", func(ctx context.Context) error {
		return f.env.Console.Outbox.Forward(ctx, f.message.ID, to)
	}, func(err error) {
		if err != nil {
			f.env.Fail(err)
			f.show()
			return
		}
		f.sheet.Close()
		f.env.Nav.Toast(f.env.T("seat.forward.done", "n", len(to)))
	})
}

// forwardRow is a conversation that can be chosen.
type forwardRow struct {
	widget.BaseWidget
	avatar *widgets.Avatar
	name   *widget.Label
	tick   *widget.Icon
	body   fyne.CanvasObject
}

func newForwardRow() *forwardRow {
	r := &forwardRow{avatar: widgets.NewAvatar(28), name: widget.NewLabel(""), tick: widget.NewIcon(fynetheme.ConfirmIcon())}
	r.name.Truncation = fyne.TextTruncateEllipsis
	r.body = container.NewBorder(nil, nil, screen.Row(0, screen.Inset(r.avatar, 0, 1, 0, 2)), screen.Row(0, screen.Inset(r.tick, 0, 2, 0, 0)), r.name)
	r.ExtendBaseWidget(r)
	return r
}

func (r *forwardRow) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(r.body) }

func (r *forwardRow) set(c model.Conversation, chosen bool) {
	r.avatar.Set(c.PeerID, c.Title())
	r.name.SetText(widgets.OneLine(c.Title(), 60))
	r.tick.Hidden = !chosen
	r.tick.Refresh()
}
