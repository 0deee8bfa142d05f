package panel

import (
	"context"
	"slices"
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

const (
	// invitedFrom is how many members a group has from when on people are invited
	// and no longer added.
	invitedFrom = 40
	// chosenMost is how many contacts are added or invited at once.
	chosenMost = 100
	// membersMost is how many members are looked at to tell who is in a group.
	membersMost = 5000
)

// seatChoice is a seat whose contacts can be chosen.
type seatChoice struct {
	id   model.SeatID
	name string
}

// choosing is a sheet in which contacts of a seat are ticked for something.
type choosing struct {
	env    *screen.Env
	scope  *screen.Scope
	seats  []seatChoice
	at     int
	chosen map[model.SeatID][]model.Contact
	barred map[string]bool // they are there already

	people []model.Contact
	sheet  *screen.Sheet
	entry  *screen.Entry
	list   *widgets.List
	none   *widget.Label
	picked *widget.Label
	said   *Notice
	body   *fyne.Container
	yes    *screen.Button
	busy   bool

	label func(n int) string // of the button
	hint  func(n int) string // what is to be known; "" for nothing; may be nil
	do    func(ctx context.Context, seat model.SeatID, ids []string) error
	done  func(n int)
}

func newChoosing(env *screen.Env, seats []seatChoice, at int) *choosing {
	t := env.T
	c := &choosing{env: env, scope: env.Scope(), seats: seats, at: at, chosen: map[model.SeatID][]model.Contact{}, barred: map[string]bool{}}
	c.entry = screen.NewEntry()
	c.entry.SetPlaceHolder(t("panel.people.search"))
	c.entry.OnChanged = func(string) { c.read() }
	c.entry.OnKey = func(key *fyne.KeyEvent) bool {
		if key.Name == fyne.KeyDown {
			env.Window.Canvas().Focus(c.list)
		}
		return key.Name == fyne.KeyDown
	}
	c.entry.OnSubmitted = func(string) {
		if len(c.people) == 1 {
			c.toggle(0)
		}
	}
	c.list = widgets.NewList(personHeight, func() fyne.CanvasObject { return newPersonRow() }, c.setRow)
	c.list.OnTapped = c.toggle
	c.none = screen.Note(t("shell.loading"))
	c.picked = screen.Note("")
	c.said = NewNotice()
	c.yes = screen.NewButton("", nil, c.run)
	c.yes.Importance = widget.HighImportance
	return c
}

// open shows the sheet; above is what stands over the search.
func (c *choosing) open(title string, focus fyne.Focusable, above ...fyne.CanvasObject) {
	c.yes.SetText(c.label(chosenMost)) // the widest: it keeps its room
	cancel := screen.NewButton(c.env.T("shell.cancel"), nil, func() { c.sheet.Close() })
	top := screen.Column(1, append(above, c.entry)...)
	if focus == nil {
		focus = c.entry
	}
	c.body = screen.Dock(screen.Inset(top, 0, 0, 1, 0), screen.Column(0, c.picked, c.said.Label), nil, nil, container.NewStack(c.list, c.none))
	c.sheet = c.env.Sheets.Show(screen.Form{
		Title: title, Size: fyne.NewSize(480, 560), Focus: focus, Body: c.body, Buttons: []fyne.CanvasObject{cancel, c.yes},
	})
	c.sheet.OnClose = c.scope.Close
	c.show()
	c.read()
}

func (c *choosing) seat() model.SeatID { return c.seats[c.at].id }

// read lists the contacts that the search finds.
func (c *choosing) read() {
	q := app.ContactQuery{Seat: c.seat(), Text: strings.TrimSpace(c.entry.Text), Limit: peopleListed}
	screen.Ask(c.scope, "people", func(ctx context.Context) ([]model.Contact, error) {
		return c.env.Console.People.Contacts(ctx, q)
	}, func(people []model.Contact, err error) {
		if err != nil {
			c.said.Fail(c.env, err)
		}
		c.people = people
		c.none.SetText(c.env.T("panel.people.none"))
		c.none.Hidden = len(people) > 0
		c.none.Refresh()
		c.list.SetCount(len(people))
	})
}

// bar has those who are in a group already not be chosen.
func (c *choosing) bar(seat model.SeatID, groupID string) {
	screen.Ask(c.scope, "members", func(ctx context.Context) ([]model.Member, error) {
		return c.env.Console.People.Members(ctx, seat, groupID, "", 0, membersMost)
	}, func(members []model.Member, err error) {
		c.said.Fail(c.env, err)
		for _, m := range members {
			if !m.Left {
				c.barred[m.RemoteID] = true
			}
		}
		c.list.Refresh()
	})
}

func (c *choosing) setRow(i int, o fyne.CanvasObject) {
	if i >= len(c.people) {
		return
	}
	one := c.people[i]
	switch {
	case c.barred[one.RemoteID]:
		o.(*personRow).set(one, fynetheme.CheckButtonFillIcon(), c.env.T("panel.people.there"))
	case c.has(one):
		o.(*personRow).set(one, fynetheme.CheckButtonCheckedIcon(), one.Corp)
	default:
		o.(*personRow).set(one, fynetheme.CheckButtonIcon(), one.Corp)
	}
}

func (c *choosing) has(one model.Contact) bool {
	return slices.ContainsFunc(c.chosen[c.seat()], func(o model.Contact) bool { return o.RemoteID == one.RemoteID })
}

func (c *choosing) toggle(i int) {
	if i >= len(c.people) || c.barred[c.people[i].RemoteID] || c.busy {
		return
	}
	one, seat := c.people[i], c.seat()
	switch {
	case c.has(one):
		c.chosen[seat] = slices.DeleteFunc(c.chosen[seat], func(o model.Contact) bool { return o.RemoteID == one.RemoteID })
	case len(c.chosen[seat]) == chosenMost:
		c.said.Say(c.env.T("panel.people.most", "n", chosenMost), widget.WarningImportance)
	default:
		c.chosen[seat] = append(c.chosen[seat], one)
	}
	c.list.Refresh()
	c.show()
}

// show says who is chosen, and what is to be known about that.
func (c *choosing) show() {
	chosen := c.chosen[c.seat()]
	names := make([]string, 0, len(chosen))
	for _, one := range chosen {
		names = append(names, widgets.OneLine(one.DisplayName(), 16))
	}
	text := widgets.OneLine(strings.Join(names, "、"), 80)
	if c.hint != nil {
		if hint := c.hint(len(chosen)); hint != "" {
			text = strings.TrimPrefix(text+"\n"+hint, "\n")
		}
	}
	c.picked.SetText(text)
	c.picked.Hidden = text == ""
	c.yes.SetText(c.label(len(chosen)))
	enable(c.yes, len(chosen) > 0 && !c.busy)
	c.body.Refresh()
}

// run does it. The choice stays if that fails.
func (c *choosing) run() {
	seat, chosen := c.seat(), c.chosen[c.seat()]
	ids := make([]string, len(chosen))
	for i, one := range chosen {
		ids[i] = one.RemoteID
	}
	c.busy = true
	c.said.Say(c.env.T("panel.working"), widget.LowImportance)
	c.show()
	c.scope.Act("do", func(ctx context.Context) error { return c.do(ctx, seat, ids) }, func(err error) {
		c.busy = false
		c.said.Fail(c.env, err)
		c.show()
		if err == nil {
			c.sheet.Close()
			c.done(len(ids))
		}
	})
}

// OpenNewGroup makes a group of contacts of one of the seats; chosen is the one to
// begin with.
func OpenNewGroup(env *screen.Env, seats []screen.SeatView, chosen model.SeatID) {
	var able []seatChoice
	at := 0
	for _, s := range seats {
		if !s.Can.Has(model.CanCreateGroup) {
			continue
		}
		if s.ID == chosen {
			at = len(able)
		}
		able = append(able, seatChoice{s.ID, s.DisplayName()})
	}
	if len(able) == 0 {
		env.Tell(env.T("panel.group.create"), env.T("panel.group.unable"))
		return
	}
	newGroup(env, able, at)
}

// OpenNewGroupOf makes a group of contacts of a seat, to whom others of the seat
// can be added.
func OpenNewGroupOf(env *screen.Env, seat screen.SeatView, with []model.Contact) {
	newGroup(env, []seatChoice{{seat.ID, seat.DisplayName()}}, 0, with...)
}

// newGroup makes a group of contacts, of which some may be chosen already.
func newGroup(env *screen.Env, seats []seatChoice, at int, with ...model.Contact) {
	t := env.T
	c := newChoosing(env, seats, at)
	c.chosen[c.seat()] = with
	name := screen.NewField(t("panel.groupname"), "", false, false)
	name.Entry.SetPlaceHolder(t("panel.group.noname"))
	name.Check = func(v string) string {
		if n := len([]rune(v)); n > remarkLimit {
			return t("panel.toolong", "n", remarkLimit, "now", n)
		}
		return ""
	}
	c.label = func(n int) string { return t("panel.group.create.n", "n", n) }
	c.do = func(ctx context.Context, seat model.SeatID, ids []string) error {
		_, err := env.Console.Groups.Create(ctx, seat, name.Value(), ids)
		return err
	}
	run := c.yes.OnTapped
	c.yes.OnTapped = func() {
		if name.Reveal(); name.Problem() == "" {
			run()
		}
	}
	c.done = func(int) { env.Nav.Toast(t("panel.group.created")) }
	var above []fyne.CanvasObject
	if len(seats) > 1 {
		names := make([]string, len(seats))
		for i, s := range seats {
			names[i] = s.name
		}
		pick := screen.NewSelect(names, nil)
		pick.SetSelectedIndex(at)
		pick.OnChanged = func(string) {
			c.at = pick.SelectedIndex()
			c.show()
			c.read()
		}
		above = append(above, screen.LabelRow(t("panel.add.seat"), screen.Boxed(pick)))
	}
	c.open(t("panel.group.create"), name.Entry, append(above, name.Object)...)
}

// Invite adds contacts to a group, or invites them where it is too large;
// done is called after that.
func Invite(env *screen.Env, seat model.SeatID, group model.Group, done func()) {
	t := env.T
	c := newChoosing(env, []seatChoice{{id: seat}}, 0)
	c.label = func(n int) string { return t("panel.invite.n", "n", n) }
	c.hint = func(n int) string {
		if group.MemberCount+n < invitedFrom {
			return ""
		}
		return t("panel.invite.large", "n", invitedFrom)
	}
	c.do = func(ctx context.Context, seat model.SeatID, ids []string) error {
		return env.Console.Groups.Invite(ctx, seat, group, ids)
	}
	c.done = func(n int) {
		env.Nav.Toast(t("panel.invite.done", "n", n))
		done()
	}
	c.open(t("panel.invite.title", "name", widgets.OneLine(group.Name, 30)), nil)
	c.bar(seat, group.RemoteID)
}
