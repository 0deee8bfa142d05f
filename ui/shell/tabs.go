package shell

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// findFrom is from how many seats on a button finds them by name: the strip then
// no longer shows all of them.
const findFrom = 6

// tabStrip is a tab for all seats, one per seat, and a way to find one of many.
type tabStrip struct {
	*fyne.Container
	env  *screen.Env
	tabs *widgets.Tabs
	find *screen.TextButton
	side fyne.CanvasObject
}

// The keys of the tabs that are no seats.
const (
	managerTab    = "manager"
	supervisorTab = "supervisor"
)

func newTabStrip(env *screen.Env, choose func(model.SeatID), manage, supervise, find func()) *tabStrip {
	s := &tabStrip{env: env}
	s.tabs = widgets.NewTabs(func(key string) {
		switch key {
		case managerTab:
			manage()
			return
		case supervisorTab:
			supervise()
			return
		}
		id, _ := strconv.ParseInt(key, 10, 64) // ours
		choose(model.SeatID(id))
	})
	s.find = screen.NewTextButton("", nil, find)
	line := screen.MinSize(screen.NewFill(theme.Divider, 0), 0, 1)
	s.side = container.NewStack(screen.NewFill(theme.Sidebar, 0),
		screen.Dock(nil, line, nil, nil, screen.Inset(s.find, 1, 1, 1, 1)))
	s.Container = screen.Dock(nil, nil, nil, s.side, s.tabs)
	return s
}

func tabKey(id model.SeatID) string { return strconv.FormatInt(int64(id), 10) }

// show shows the seats of a state.
func (s *tabStrip) show(now state, selected model.SeatID, at place) {
	list := []widgets.Tab{
		{Key: tabKey(0), Name: s.env.T("shell.all"), Unread: now.unread()},
		{Key: managerTab, Name: s.env.T("manager.title")},
		{Key: supervisorTab, Name: s.env.T("supervisor.title"), Unread: now.alerts},
	}
	for _, seat := range now.seats {
		list = append(list, widgets.Tab{
			Key: tabKey(seat.ID), Name: seat.DisplayName(), Dot: true, Unread: seat.Unread,
			Presence: widgets.PresenceOf(seat.State, seat.Link.Link, seat.Gaps),
		})
	}
	s.tabs.Set(list)
	s.find.Set(s.env.T("shell.find", "n", len(now.seats)), fynetheme.ColorNameForeground)
	if len(now.seats) >= findFrom {
		s.side.Show()
	} else {
		s.side.Hide()
	}
	s.Layout.Layout(s.Objects, s.Size())
	key := tabKey(selected)
	switch at {
	case atManager:
		key = managerTab
	case atSupervisor:
		key = supervisorTab
	}
	if s.tabs.Selected() != key {
		s.tabs.Select(key)
	}
}
