package manager

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/batch"
	"seatdeck/app/model"
	"seatdeck/ui/panel"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

const (
	groupedMost  = 100 // customers of a new group, or invited at once
	groupsListed = 200 // groups to choose from; the search finds the others
)

// withRows reads some customers and does something with those that are still
// there. Too many are told and not read.
func withRows(h *host, ids []model.ContactID, do func([]model.ContactRow)) {
	if len(ids) > groupedMost {
		h.env.Nav.Toast(h.env.T("contacts.group.most", "n", groupedMost, "now", len(ids)))
		return
	}
	screen.Ask(h.scope, "contacts/rows", func(ctx context.Context) ([]model.ContactRow, error) {
		return h.env.Console.People.Rows(ctx, ids)
	}, func(rows []model.ContactRow, err error) {
		if err != nil {
			h.env.Fail(err)
			return
		}
		there := rows[:0]
		for _, row := range rows {
			if row.ID != 0 {
				there = append(there, row)
			}
		}
		do(there)
	})
}

// openContactsGroup makes a group of customers. A group is made by one seat: of
// several, a person is asked which.
func openContactsGroup(h *host, ids []model.ContactID) {
	withRows(h, ids, func(rows []model.ContactRow) {
		bySeat := map[model.SeatID][]model.Contact{}
		var seats []screen.SeatView
		for _, row := range rows {
			if v := h.view(row.Seat); v.Can.Has(model.CanCreateGroup) {
				if bySeat[row.Seat] == nil {
					seats = append(seats, v)
				}
				bySeat[row.Seat] = append(bySeat[row.Seat], row.Contact)
			}
		}
		if len(seats) == 0 {
			h.env.Tell(h.env.T("contacts.group.title"), h.env.T("contacts.group.unable"))
			return
		}
		pickContactSeat(h, seats, bySeat, func(v screen.SeatView) { panel.OpenNewGroupOf(h.env, v, bySeat[v.ID]) })
	})
}

// pickContactSeat asks by which of several seats.
func pickContactSeat(h *host, seats []screen.SeatView, bySeat map[model.SeatID][]model.Contact, do func(screen.SeatView)) {
	if len(seats) == 1 {
		do(seats[0])
		return
	}
	t := h.env.T
	var sheet *screen.Sheet
	list := screen.Column(1, screen.Note(t("contacts.group.which")))
	var first *screen.Button
	for _, v := range seats {
		b := screen.NewButton(t("contacts.group.seat", "name", widgets.OneLine(v.DisplayName(), 24), "n", len(bySeat[v.ID])), nil, func() {
			sheet.Close()
			do(v)
		})
		b.Alignment = widget.ButtonAlignLeading
		if first == nil {
			first = b
		}
		list.Add(b)
	}
	cancel := screen.NewButton(t("shell.cancel"), nil, func() { sheet.Close() })
	sheet = h.env.Sheets.Show(screen.Form{
		Title: t("contacts.group.title"), Size: fyne.NewSize(380, min(float32(160+40*len(seats)), 480)), Focus: first,
		Body: container.NewVScroll(list), Buttons: []fyne.CanvasObject{cancel},
	})
}

// inviting is the form that brings chosen customers into groups.
type inviting struct {
	host   *host
	people []string
	seats  map[model.SeatID]bool // that know them
	entry  *screen.Entry
	list   *widgets.List
	none   *widget.Label
	groups []model.GroupRow
	chosen map[model.GroupID]bool
	order  []model.GroupID // in which they were chosen
	form   *wishing
}

// openContactsInvite asks into which groups customers are to be brought.
func openContactsInvite(h *host, ids []model.ContactID) {
	withRows(h, ids, func(rows []model.ContactRow) {
		g := &inviting{host: h, seats: map[model.SeatID]bool{}, chosen: map[model.GroupID]bool{}}
		for _, row := range rows {
			g.people = append(g.people, row.RemoteID)
			if h.view(row.Seat).Can.Has(model.CanInviteMembers) {
				g.seats[row.Seat] = true
			}
		}
		if len(g.seats) == 0 {
			h.env.Tell(h.env.T("contacts.invite.title", "n", len(rows)), h.env.T("contacts.invite.unable"))
			return
		}
		g.open()
	})
}

func (g *inviting) open() {
	t := g.host.env.T
	g.entry = screen.NewEntry()
	g.entry.SetPlaceHolder(t("contacts.invite.search"))
	g.entry.OnChanged = func(string) { g.read() }
	g.entry.OnKey = func(key *fyne.KeyEvent) bool {
		if key.Name == fyne.KeyDown && len(g.groups) > 0 {
			g.host.env.Window.Canvas().Focus(g.list)
		}
		return key.Name == fyne.KeyDown
	}
	g.list = widgets.NewList(pickerRow, func() fyne.CanvasObject { return newInviteRow() }, func(i int, o fyne.CanvasObject) {
		if i < len(g.groups) {
			o.(*inviteRow).set(t, g.groups[i], g.chosen[g.groups[i].ID])
		}
	})
	g.list.OnTapped = g.toggle
	g.none = screen.Note(t("shell.loading"))
	list := screen.MinSize(container.NewStack(g.list, g.none), 0, pickerHeight)
	g.form = openWish(g.host, wishForm{
		title: t("contacts.invite.title", "n", len(g.people)), body: screen.Column(1, g.entry, list), focus: g.entry,
		wish: g.wish, start: t("contacts.invite.start"),
	})
	g.read()
}

// read lists the groups of the seats that know the customers.
func (g *inviting) read() {
	groups := g.host.env.Console.Groups
	filter := model.GroupFilter{Text: strings.TrimSpace(g.entry.Text)}
	if len(g.seats) == 1 {
		for seat := range g.seats {
			filter.Seat = seat
		}
	}
	screen.Ask(g.host.scope, "inviting", func(ctx context.Context) ([]model.GroupRow, error) {
		ids, err := groups.IDs(ctx, filter)
		if err != nil {
			return nil, err
		}
		return groups.Rows(ctx, ids[:min(len(ids), groupsListed)])
	}, func(rows []model.GroupRow, err error) {
		g.host.env.Fail(err)
		g.groups = nil
		for _, row := range rows {
			if row.ID != 0 && g.seats[row.Seat] {
				g.groups = append(g.groups, row)
			}
		}
		g.none.SetText(g.host.env.T("contacts.invite.none"))
		g.none.Hidden = len(g.groups) > 0
		g.none.Refresh()
		g.list.SetCount(len(g.groups))
	})
}

func (g *inviting) toggle(i int) {
	if i >= len(g.groups) {
		return
	}
	id := g.groups[i].ID
	g.chosen[id] = !g.chosen[id]
	if g.chosen[id] {
		g.order = append(g.order, id)
	}
	g.list.Refresh()
	g.form.changed()
}

func (g *inviting) wish() (batch.Wish, string) {
	w := batch.Wish{Kind: model.DeedInvite, People: g.people}
	seen := map[model.GroupID]bool{}
	for _, id := range g.order {
		if g.chosen[id] && !seen[id] {
			seen[id] = true
			w.Groups = append(w.Groups, id)
		}
	}
	if len(w.Groups) == 0 {
		return batch.Wish{}, g.host.env.T("contacts.invite.lacks")
	}
	return w, ""
}

// inviteRow draws a group that can be chosen.
type inviteRow struct {
	widget.BaseWidget
	icon  *widget.Icon
	name  *widget.Label
	about *widget.Label
	body  *fyne.Container
}

func newInviteRow() *inviteRow {
	r := &inviteRow{icon: widget.NewIcon(nil), name: widget.NewLabel(""), about: widget.NewLabel("")}
	r.name.Truncation = fyne.TextTruncateEllipsis
	r.about.Importance, r.about.SizeName = widget.LowImportance, fynetheme.SizeNameCaptionText
	r.body = screen.Line(screen.Inset(r.icon, 0, 0, 0, 2), r.name, r.about)
	r.ExtendBaseWidget(r)
	return r
}

// CreateRenderer is called by the toolkit.
func (r *inviteRow) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(r.body) }

func (r *inviteRow) set(t func(string, ...any) string, g model.GroupRow, chosen bool) {
	r.icon.SetResource(fynetheme.CheckButtonIcon())
	if chosen {
		r.icon.SetResource(fynetheme.NewColoredResource(fynetheme.CheckButtonCheckedIcon(), theme.Accent))
	}
	r.name.SetText(widgets.OneLine(g.Name, 60))
	r.about.SetText(t("contacts.invite.about", "seat", widgets.OneLine(g.SeatName, 16), "n", g.MemberCount))
	r.body.Refresh()
}
