package shell

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"seatdeck/ui/login"
	"seatdeck/ui/profile"
	"seatdeck/ui/screen"
	"seatdeck/ui/supervisor"
	"seatdeck/ui/tools"
)

// action is something an agent can do from anywhere, by key or palette.
type action struct {
	name string // text key
	help string // text key for the list of keys; "" leaves it out
	keys string // as shown
	mod  fyne.KeyModifier
	key  fyne.KeyName // "": palette only
	do   func()
	hide bool // not in the palette
	stay bool // an open dialog stays
}

// actions is the one table behind keys, palette and help.
func (s *Shell) actions() []action {
	const ctrl, alt = fyne.KeyModifierControl, fyne.KeyModifierAlt
	list := []action{
		{help: "shell.help.palette", keys: "Ctrl+K", mod: ctrl, key: fyne.KeyK, do: s.OpenPalette, hide: true},
		{name: "shell.action.find", help: "shell.help.find", keys: "Ctrl+F", mod: ctrl, key: fyne.KeyF, do: s.find},
		{name: "shell.action.waiting", help: "shell.help.waiting", keys: "Ctrl+J", mod: ctrl, key: fyne.KeyJ, do: s.nextWaiting},
		{help: "shell.help.move", keys: "Alt+↑ Alt+↓", mod: alt, key: fyne.KeyUp, do: s.inConversations(func() { s.seat.Step(-1) }), hide: true},
		{mod: alt, key: fyne.KeyDown, do: s.inConversations(func() { s.seat.Step(1) }), hide: true},
		{name: "shell.action.add", do: s.addByPhone},
		{name: "panel.group.new", do: s.newGroup, hide: len(s.state.those(makesGroups)) == 0},
		{name: "shell.action.connect", do: func() { s.OpenConnection(0) }},
		{help: "shell.help.new", keys: "Ctrl+N", mod: ctrl, key: fyne.KeyN, do: s.OpenNew, hide: true},
		{name: "shell.action.filter", do: s.inConversations(func() { s.seat.FocusFilter() })},
		{name: "shell.action.panel", help: "shell.help.panel", keys: "Ctrl+P", mod: ctrl, key: fyne.KeyP, do: s.inConversations(func() { s.seat.TogglePanel() })},
		{name: "seat.take.action", do: s.inConversations(func() { s.seat.TakeOver() })},
		{name: "seat.resolve.action", help: "seat.resolve.help", keys: "Ctrl+D", mod: ctrl, key: fyne.KeyD, do: s.inConversations(func() { s.seat.Resolve() })},
		{name: "manager.action", help: "manager.help", keys: "Ctrl+G", mod: ctrl, key: fyne.KeyG, do: func() { s.OpenManager(s.selected) }},
		{name: "supervisor.action", help: "supervisor.help", keys: "Ctrl+B", mod: ctrl, key: fyne.KeyB, do: s.OpenSupervisor},
		{help: "manager.help.pages", keys: "Alt+1 … 4", hide: true},
		{help: "supervisor.help.pages", keys: "Alt+1 … 6", hide: true},
		{name: "profile.action", do: s.openProfile, hide: len(s.state.those(profile.Able)) == 0},
		{name: "shell.action.requests", do: s.OpenRequests},
		{name: "shell.action.outbox", do: s.OpenOutbox},
		{name: "seat.transfers.action", do: s.OpenTransfers},
		{name: "login.action.one", do: s.openLogin, hide: len(s.state.those(login.Wanted)) == 0},
		{name: "login.action.wall", help: "login.help.wall", keys: "Ctrl+L", mod: ctrl, key: fyne.KeyL, do: s.OpenWall, hide: len(s.state.those(canLogIn)) == 0},
		{name: "login.action.instance", do: s.openInstance, hide: len(s.state.those(hasInstance)) == 0},
		{name: "moments.action", help: "moments.help", keys: "Ctrl+M", mod: ctrl, key: fyne.KeyM, do: s.openMoments, hide: len(s.state.those(seesMoments)) == 0},
		{name: "tools.action", help: "tools.help", keys: "Ctrl+T", mod: ctrl, key: fyne.KeyT, do: s.openTools, hide: len(s.state.those(tools.Able)) == 0},
		{help: "shell.help.submit", keys: "Ctrl+Enter", mod: ctrl, key: fyne.KeyReturn, do: func() { s.env.Sheets.Submit() }, hide: true, stay: true},
		{name: "shell.action.theme", do: s.switchTheme},
		{name: "shell.action.language", do: s.switchLanguage},
		{name: "shell.action.settings", help: "shell.help.settings", keys: "Ctrl+,", mod: ctrl, key: fyne.KeyComma, do: s.OpenSettings},
		{name: "shell.action.help", help: "shell.help.help", keys: "F1", do: s.OpenHelp},
		{name: "shell.action.quit", help: "shell.help.quit", keys: "Ctrl+Q", mod: ctrl, key: fyne.KeyQ, do: s.o.Quit},
	}
	for n := 1; n <= 9; n++ {
		list = append(list, action{mod: ctrl, key: fyne.KeyName(strconv.Itoa(n)), do: func() { s.selectTab(n - 1) }, hide: true})
	}
	for p := range supervisor.Pages {
		list = append(list, action{mod: alt, key: fyne.KeyName(strconv.Itoa(p + 1)), do: func() { s.openPageAt(p) }, hide: true})
	}
	return list
}

// bindKeys gives the window its keys. Inputs of the console hand on what they
// have no use for, so they work wherever the focus is.
func (s *Shell) bindKeys() {
	c := s.o.Window.Canvas()
	for _, a := range s.actions() {
		if a.key == "" {
			continue
		}
		c.AddShortcut(&desktop.CustomShortcut{KeyName: a.key, Modifier: a.mod}, func(fyne.Shortcut) { s.run(a) })
	}
	c.SetOnTypedKey(s.typed)
}

// Press does what a key with its modifier does; false: nothing.
func (s *Shell) Press(mod fyne.KeyModifier, key fyne.KeyName) bool {
	for _, a := range s.actions() {
		if a.key == key && a.mod == mod {
			s.run(a)
			return true
		}
	}
	return false
}

// run does an action. What opens something else closes the dialogs first.
func (s *Shell) run(a action) {
	if s.closed {
		return
	}
	if a.stay {
		a.do()
		return
	}
	s.env.Sheets.LeaveAll(a.do)
}

// typed sees the keys that nothing else had a use for.
func (s *Shell) typed(key *fyne.KeyEvent) {
	switch key.Name {
	case fyne.KeyEscape:
		if !s.env.Sheets.CloseTop() && s.first == nil && !s.back() {
			s.focus()
		}
	case fyne.KeyF1:
		if !s.env.Sheets.Any() {
			s.OpenHelp()
		}
	}
}

func (s *Shell) selectTab(index int) {
	if index == 0 {
		s.Select(0)
		return
	}
	if index <= len(s.state.seats) {
		s.Select(s.state.seats[index-1].ID)
	}
}

func (s *Shell) nextWaiting() {
	s.backToSeats()
	s.seat.NextWaiting()
}

// back leaves what lies over a page; false: nothing does.
func (s *Shell) back() bool { return s.place == atSupervisor && s.watch.Back() }

// focus gives the keyboard to where an agent works.
func (s *Shell) focus() {
	switch s.place {
	case atManager:
		s.manager.Focus()
	case atSupervisor:
		s.watch.Focus()
	default:
		s.seat.FocusComposer()
	}
}

// find looks for messages; elsewhere, in the table in sight.
func (s *Shell) find() {
	if s.place == atSeats {
		s.OpenSearch()
		return
	}
	s.focus()
}

func (s *Shell) addByPhone() { s.seat.AddByPhone() }

// seatCommands finds seats by name.
func (s *Shell) seatCommands(query string) []Command {
	return s.commandsFor(query, func(screen.SeatView) bool { return true }, func(v screen.SeatView) { s.Select(v.ID) })
}

// commandsFor finds seats by name, of those that are able.
func (s *Shell) commandsFor(query string, able func(screen.SeatView) bool, run func(screen.SeatView)) []Command {
	var list []scored
	for _, seat := range s.state.those(able) {
		name := seat.DisplayName()
		if score, ok := fuzzy(query, name+" "+seat.Name+" "+seat.AccountID); ok {
			list = append(list, scored{Command{Name: name, About: s.env.T("shell.palette.seat") + " · " + s.env.SeatState(seat.State), Run: func() { run(seat) }}, score})
		}
	}
	return sorted(list)
}

// actionCommands finds actions by name.
func (s *Shell) actionCommands(query string) []Command {
	var list []scored
	for _, a := range s.actions() {
		if a.hide {
			continue
		}
		name := s.env.T(a.name)
		if score, ok := fuzzy(query, name); ok {
			list = append(list, scored{Command{Name: name, About: a.keys, Run: a.do}, score})
		}
	}
	return sorted(list)
}
