package supervisor

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/panel"
	"seatdeck/ui/screen"
	"seatdeck/ui/widgets"
)

// askButton makes the button that asks the back end.
func askButton(label string, do func()) *screen.Button {
	b := screen.NewButton(label, nil, do)
	b.Importance = widget.HighImportance
	return b
}

// found is the list of seats that a question found.
type found struct {
	sheet *adminSheet
	rows  *fyne.Container
	said  *panel.Notice
}

func (s *adminSheet) newFound() *found {
	return &found{sheet: s, rows: screen.Column(0), said: panel.NewNotice()}
}

func (f *found) object() fyne.CanvasObject { return screen.Column(1, f.said.Label, f.rows) }

// show lists seats; one that is pressed is opened.
func (f *found) show(seats []model.Seat, open func(model.SeatID)) {
	f.rows.Objects = nil
	for _, seat := range seats {
		text := widgets.OneLine(seat.DisplayName(), 60) + " · " + f.sheet.env.SeatState(seat.State)
		b := screen.NewButton(text, fynetheme.AccountIcon(), func() { open(seat.ID) })
		b.Alignment = widget.ButtonAlignLeading
		f.rows.Add(b)
	}
	f.sheet.body.Refresh()
}

// findSeat finds the seat of a person by phone or name.
func (s *adminSheet) findSeat() adminPart {
	t := s.env.T
	phone := screen.NewField(t("seatadmin.phone"), "", false, true)
	name := screen.NewField(t("seatadmin.name"), t("seatadmin.either"), false, false)
	answer := s.newFound()
	var ask *screen.Button
	submit := func() {
		p, n := phone.Value(), name.Value()
		if (p == "") == (n == "") {
			s.say(answer.said, t("seatadmin.either"), widget.DangerImportance)
			return
		}
		of := s.connection()
		ask.Disable()
		answer.show(nil, nil)
		s.say(answer.said, t("panel.working"), widget.LowImportance)
		screen.Ask(s.scope, "seat", func(ctx context.Context) ([]model.Seat, error) {
			seat, there, err := s.env.Console.Seats.Find(ctx, of, p, n)
			if !there {
				return nil, err
			}
			return []model.Seat{seat}, err
		}, func(seats []model.Seat, err error) {
			ask.Enable()
			s.fail(answer.said, err)
			if err == nil && len(seats) == 0 {
				s.say(answer.said, t("seatadmin.nobody"), widget.WarningImportance)
			}
			answer.show(seats, s.openSeat)
		})
	}
	ask = askButton(t("company.ask"), submit)
	phone.Entry.OnSubmitted = func(string) { submit() }
	name.Entry.OnSubmitted = phone.Entry.OnSubmitted
	return adminPart{
		key: "find", focus: phone.Entry, submit: submit,
		object: screen.Column(2, phone.Object, name.Object, screen.LabelRow("", screen.Row(0, ask)), answer.object()),
	}
}

// customerFound is a customer and the seats that know them.
type customerFound struct {
	remoteID string
	seats    []model.Seat
}

// findCustomer finds a customer by picture and name, and the seats that know them.
func (s *adminSheet) findCustomer() adminPart {
	t := s.env.T
	name := screen.NewField(t("seatadmin.customer.name"), "", false, false)
	avatar := screen.NewField(t("seatadmin.avatar"), t("seatadmin.avatar.hint"), false, true)
	answer := s.newFound()
	var ask *screen.Button
	submit := func() {
		a, n := avatar.Value(), name.Value()
		if a == "" || n == "" {
			s.say(answer.said, t("seatadmin.both"), widget.DangerImportance)
			return
		}
		of := s.connection()
		ask.Disable()
		answer.show(nil, nil)
		s.say(answer.said, t("panel.working"), widget.LowImportance)
		screen.Ask(s.scope, "customer", func(ctx context.Context) (c customerFound, err error) {
			c.remoteID, c.seats, err = s.env.Console.Seats.FindCustomer(ctx, of, a, n)
			return c, err
		}, func(c customerFound, err error) {
			ask.Enable()
			s.fail(answer.said, err)
			switch {
			case err != nil:
			case c.remoteID == "":
				s.say(answer.said, t("seatadmin.nobody"), widget.WarningImportance)
			case len(c.seats) == 0:
				s.say(answer.said, t("seatadmin.noseat", "id", widgets.OneLine(c.remoteID, 60)), widget.WarningImportance)
			default:
				s.say(answer.said, t("seatadmin.knows", "id", widgets.OneLine(c.remoteID, 60), "n", len(c.seats)), widget.LowImportance)
			}
			answer.show(c.seats, func(id model.SeatID) { s.openCustomer(id, c.remoteID) })
		})
	}
	ask = askButton(t("company.ask"), submit)
	name.Entry.OnSubmitted = func(string) { submit() }
	avatar.Entry.OnSubmitted = name.Entry.OnSubmitted
	return adminPart{
		key: "customer", focus: name.Entry, submit: submit,
		object: container.NewVScroll(screen.Column(2, name.Object, avatar.Object, screen.LabelRow("", screen.Row(0, ask)), answer.object())),
	}
}

// transfers tells how many customers of each seat are being handed over. One seat
// after the other is asked: a back end counts calls.
func (s *adminSheet) transfers() adminPart {
	t := s.env.T
	seats := s.seats()
	counts := map[model.SeatID]widgets.Cell{}
	table := widgets.NewTable([]widgets.Column{
		{Key: "seat", Title: t("company.column.seat"), Width: 200, Grow: 2}, {Key: "n", Title: t("seatadmin.under_way"), Width: 140, Grow: 1},
	})
	table.Cells = func(row int, column string) widgets.Cell {
		switch {
		case row >= len(seats):
			return widgets.Cell{}
		case column == "seat":
			return textCell(seats[row].DisplayName())
		}
		if c, known := counts[seats[row].ID]; known {
			return c
		}
		return textCell("")
	}
	said := panel.NewNotice()
	of := s.connection()
	var ask func(rows []int)
	ask = func(rows []int) {
		if len(rows) == 0 || of != s.connection() {
			said.Clear()
			return
		}
		seat := seats[rows[0]]
		s.say(said, t("seatadmin.counting", "name", widgets.OneLine(seat.DisplayName(), 40)), widget.LowImportance)
		screen.Ask(s.scope, "transfers", func(ctx context.Context) (int, error) {
			return s.env.Console.Seats.Transfers(ctx, seat.ID)
		}, func(n int, err error) {
			counts[seat.ID] = widgets.Cell{Text: strconv.Itoa(n), Bold: n > 0}
			if err != nil {
				counts[seat.ID] = textCell(s.env.Trouble(err))
			}
			table.Refresh()
			ask(rows[1:])
		})
	}
	all := make([]int, len(seats))
	for i := range all {
		all[i] = i
	}
	table.OnOpen = func(row int) { ask([]int{row}) }
	button := askButton(t("seatadmin.count"), func() { ask(all) })
	table.SetCount(len(seats))
	head := screen.Line(nil, screen.Note(t("seatadmin.count.text")), button)
	return adminPart{
		key: "transfers", focus: button, submit: button.OnTapped,
		object: screen.Dock(screen.Inset(head, 0, 0, 1, 0), said.Label, nil, nil, table),
	}
}

// keywords lists the words that the back end watches for.
func (s *adminSheet) keywords() adminPart {
	t := s.env.T
	said := panel.NewNotice()
	words := screen.Wrapped("")
	words.Selectable = true
	of := s.connection()
	read := func() {
		s.say(said, t("shell.loading"), widget.LowImportance)
		screen.Ask(s.scope, "keywords", func(ctx context.Context) ([]string, error) {
			return s.env.Console.Seats.Keywords(ctx, of)
		}, func(list []string, err error) {
			s.fail(said, err)
			if err != nil {
				return
			}
			shown := slices.Clone(list[:min(len(list), 2*itemsMost)])
			for i, word := range shown {
				shown[i] = widgets.OneLine(word, cellMost)
			}
			words.SetText(strings.Join(shown, "、"))
			switch {
			case len(list) == 0:
				s.say(said, t("company.news.keywords.none"), widget.LowImportance)
			case len(list) > len(shown):
				s.say(said, t("company.items.more", "n", len(list)-len(shown)), widget.LowImportance)
			}
		})
	}
	return adminPart{key: "keywords", open: read, object: container.NewVScroll(screen.Column(1, said.Label, words))}
}
