package seat

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app"
	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/widgets"
)

// cardsListed is how many contacts the search for a card lists.
const cardsListed = 200

// cardPick is the dialog that asks whom to introduce to the other side.
type cardPick struct {
	env   *screen.Env
	scope *screen.Scope
	seat  model.SeatID
	sheet *screen.Sheet
	entry *screen.Entry
	list  *widgets.List
	none  *widget.Label
	rows  []model.Contact
	send  func(model.Contact)
}

// pickCard asks which contact of the seat to introduce, and sends the card.
func (s *Screen) pickCard() {
	t, to := s.env.T, s.open.ID
	p := &cardPick{env: s.env, scope: s.env.Scope(), seat: s.open.Seat}
	p.send = func(c model.Contact) {
		p.sheet.Close()
		if s.open.ID != to {
			return // the agent went on
		}
		name := c.Name // what we call them is not for others
		if name == "" {
			name = c.RemoteID
		}
		s.send(model.Content{
			Kind: model.KindCard, Title: name, Text: name, Card: &model.Card{RemoteID: c.RemoteID, Name: name, Avatar: c.Avatar},
		})
	}
	p.entry = screen.NewEntry()
	p.entry.SetPlaceHolder(t("seat.card.hint"))
	p.entry.OnChanged = func(string) { p.read() }
	p.list = widgets.NewList(40, func() fyne.CanvasObject { return newForwardRow() }, func(i int, row fyne.CanvasObject) {
		if i < len(p.rows) {
			row.(*forwardRow).setContact(p.rows[i])
		}
	})
	p.list.OnTapped = func(i int) {
		if i < len(p.rows) {
			p.send(p.rows[i])
		}
	}
	p.none = screen.Note(t("seat.card.none"))
	p.none.Hide()
	cancel := screen.NewButton(t("shell.cancel"), nil, func() { p.sheet.Close() })
	p.sheet = s.env.Sheets.Show(screen.Form{
		Title: t("seat.card.title"), Size: fyne.NewSize(420, 480), Focus: p.entry,
		Body:    container.NewBorder(screen.Column(1, p.entry), nil, nil, nil, container.NewStack(p.list, p.none)),
		Buttons: []fyne.CanvasObject{cancel},
	})
	p.sheet.OnClose = p.scope.Close
	p.read()
}

func (p *cardPick) read() {
	q := app.ContactQuery{Seat: p.seat, Text: strings.TrimSpace(p.entry.Text), Limit: cardsListed}
	screen.Ask(p.scope, "contacts", func(ctx context.Context) ([]model.Contact, error) {
		return p.env.Console.People.Contacts(ctx, q)
	}, func(rows []model.Contact, err error) {
		p.env.Fail(err)
		p.rows = rows
		p.none.Hidden = len(rows) > 0
		p.none.Refresh()
		p.list.SetCount(len(rows))
	})
}

// setContact shows a contact in place of a conversation.
func (r *forwardRow) setContact(c model.Contact) {
	r.avatar.Set(c.RemoteID, c.DisplayName())
	r.name.SetText(widgets.OneLine(c.DisplayName(), 60))
	r.tick.Hide()
}
