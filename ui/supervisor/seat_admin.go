package supervisor

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app"
	"seatdeck/app/model"
	"seatdeck/ui/panel"
	"seatdeck/ui/screen"
	"seatdeck/ui/widgets"
)

// seatAdmin is what the back end of a connection lets a supervisor do with its seats.
type seatAdmin struct {
	connection model.Connection
	can        app.SeatAdmin
}

// any tells whether the sheet has something for it.
func (a seatAdmin) any() bool {
	return a.can.Import || a.can.FindSeat || a.can.FindCustomer || a.can.Transfers || a.can.Keywords
}

// seatAdmins lists the connections whose seats can be administered. It is used off
// the UI goroutine.
func seatAdmins(ctx context.Context, console *app.Console) (list []seatAdmin, err error) {
	views, err := console.Connections.List(ctx)
	for _, v := range views {
		if a := (seatAdmin{v.Connection, console.Seats.Admin(v.Connection.ID)}); a.any() {
			list = append(list, a)
		}
	}
	return list, err
}

// adminSheet administers the seats of a connection. Each thing that its back end can
// do has a part of its own.
type adminSheet struct {
	host  *host
	env   *screen.Env
	scope *screen.Scope
	list  []seatAdmin
	at    int
	teams []model.Team

	sheet *screen.Sheet
	frame *fyne.Container
	tabs  *fyne.Container
	body  *fyne.Container
	parts []adminPart
	shown int
}

// adminPart is one thing that can be done.
type adminPart struct {
	key    string
	object fyne.CanvasObject
	focus  fyne.Focusable
	submit func()      // what Ctrl+Enter does; may be nil
	open   func()      // it came into sight; may be nil
	edited func() bool // something was entered and not done; may be nil
}

// openSeatAdmin shows the sheet for a connection; 0 is the first that has something
// to be done.
func openSeatAdmin(h *host, connection model.ConnectionID) {
	scope := h.env.Scope()
	type read struct {
		list  []seatAdmin
		teams []model.Team
	}
	screen.Ask(scope, "admin", func(ctx context.Context) (r read, err error) {
		if r.list, err = seatAdmins(ctx, h.env.Console); err != nil {
			return r, err
		}
		r.teams, err = h.env.Console.Supervisor.Teams(ctx)
		return r, err
	}, func(r read, err error) {
		switch {
		case err != nil:
			h.env.Fail(err)
			scope.Close()
		case len(r.list) == 0:
			h.env.Tell(h.env.T("company.admin.title"), h.env.T("seatadmin.none"))
			scope.Close()
		default:
			showSeatAdmin(h, scope, r.list, r.teams, connection)
		}
	})
}

func showSeatAdmin(h *host, scope *screen.Scope, list []seatAdmin, teams []model.Team, connection model.ConnectionID) {
	t := h.env.T
	s := &adminSheet{host: h, env: h.env, scope: scope, list: list, teams: teams, tabs: screen.Wrap(1), body: container.NewStack()}
	head := screen.Column(1)
	var names []string
	for i, a := range list {
		names = append(names, widgets.OneLine(a.connection.Name, 30))
		if a.connection.ID == connection {
			s.at = i
		}
	}
	if len(list) > 1 {
		pick := screen.NewSelect(apart(names), nil)
		pick.SetSelectedIndex(s.at)
		pick.OnChanged = func(string) {
			s.at = pick.SelectedIndex()
			s.build()
		}
		head.Add(screen.LabelRow(t("seatadmin.connection"), screen.Boxed(pick)))
	}
	head.Add(s.tabs)
	done := screen.NewButton(t("shell.close"), nil, func() { s.sheet.Leave() })
	s.frame = screen.Dock(screen.Inset(head, 0, 0, 2, 0), nil, nil, nil, s.body)
	s.sheet = h.env.Sheets.Show(screen.Form{
		Title: t("company.admin.title"), Size: fyne.NewSize(640, 560), Buttons: []fyne.CanvasObject{done}, Submit: s.submit,
		Body: s.frame,
	})
	s.sheet.OnClose = scope.Close
	h.env.Guard(s.sheet, func() bool {
		return slices.ContainsFunc(s.parts, func(p adminPart) bool { return p.edited != nil && p.edited() })
	})
	s.build()
}

// connection is the one that is administered.
func (s *adminSheet) connection() model.ConnectionID { return s.list[s.at].connection.ID }

// seats are those of the connection.
func (s *adminSheet) seats() (list []screen.SeatView) {
	for _, v := range s.host.seats {
		if v.Connection.ID == s.connection() && !v.Removed {
			list = append(list, v)
		}
	}
	return list
}

// build makes the parts of what the back end can do.
func (s *adminSheet) build() {
	can := s.list[s.at].can
	s.parts, s.tabs.Objects = nil, nil
	add := func(on bool, make func() adminPart) {
		if !on {
			return
		}
		at := len(s.parts)
		part := make()
		s.parts = append(s.parts, part)
		s.tabs.Add(screen.NewTextButton(s.env.T("seatadmin."+part.key), nil, func() { s.show(at) }))
	}
	add(can.FindSeat, s.findSeat)
	add(can.FindCustomer, s.findCustomer)
	add(can.Import, s.importing)
	add(can.Import, s.binding)
	add(can.Transfers, s.transfers)
	add(can.Keywords, s.keywords)
	s.frame.Refresh()
	s.show(0)
}

func (s *adminSheet) show(at int) {
	s.shown = at
	for i, o := range s.tabs.Objects {
		o.(*screen.TextButton).SetOn(i == at)
	}
	part := s.parts[at]
	s.body.Objects = []fyne.CanvasObject{part.object}
	s.body.Refresh()
	if part.focus != nil {
		s.env.Window.Canvas().Focus(part.focus)
	}
	if part.open != nil {
		part.open()
	}
}

// say says what became of something, in its part.
func (s *adminSheet) say(n *panel.Notice, text string, importance widget.Importance) {
	n.Say(text, importance)
	s.body.Refresh()
}

// fail says what went wrong; nil: nothing.
func (s *adminSheet) fail(n *panel.Notice, err error) {
	s.say(n, panel.Why(s.env, err), widget.DangerImportance)
}

func (s *adminSheet) submit() {
	if do := s.parts[s.shown].submit; do != nil {
		do()
	}
}

// openSeat leaves the sheet for the page of a seat.
func (s *adminSheet) openSeat(id model.SeatID) {
	s.sheet.Close()
	s.host.openSeat(id)
}

// openCustomer leaves the sheet for what a seat and a customer said.
func (s *adminSheet) openCustomer(id model.SeatID, customer string) {
	silent := s.env.T("seatadmin.silent", "name", widgets.OneLine(s.host.view(id).DisplayName(), 40))
	panel.OpenConversation(s.env, s.host.scope, id, customer, silent)
}
