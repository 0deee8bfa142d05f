package supervisor

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// targetNote is where a note stands below the headings of a table, in units.
const targetNote = 8

// targetList is the table of where alerts are sent, and what can be done with it.
type targetList struct {
	page   *rulesPage
	object fyne.CanvasObject
	table  *widgets.Table
	none   *widget.Label
	edit   *screen.Button
	try    *screen.Button
	remove *screen.Button
}

func newTargetList(p *rulesPage) *targetList {
	t := p.host.env.T
	l := &targetList{page: p}
	l.table = widgets.NewTable([]widgets.Column{
		{Key: "name", Title: t("rules.target.name"), Width: 140, Grow: 1},
		{Key: "kind", Title: t("rules.target.kind"), Width: 100, Grow: 0.5},
		{Key: "to", Title: t("rules.target.to"), Width: 160, Grow: 2},
		{Key: "try", Title: t("rules.target.check"), Width: 76},
	})
	l.table.Cells = l.cell
	l.table.OnOpen, l.table.OnEdit = l.open, l.open
	l.table.OnRing = func(int) { l.enable() }
	l.table.OnPress = func(row int, column string) {
		if column == "try" {
			l.send(row)
		}
	}
	l.table.OnCell = func(_ int, column string) bool { return column == "try" }
	add := screen.NewButton(t("rules.add"), nil, func() { openTarget(p, nil) })
	l.edit = screen.NewButton(t("rules.edit"), nil, func() { l.open(l.table.Ring()) })
	l.try = screen.NewButton(t("rules.target.try"), nil, func() { l.send(l.table.Ring()) })
	l.remove = screen.NewButton(t("rules.remove"), nil, func() { l.askRemove(l.table.Ring()) })
	l.none = screen.Note(t("rules.target.none"))
	body := container.NewStack(l.table, screen.Inset(l.none, targetNote, 2, 0, 2))
	l.object = headed(t("rules.targets"), screen.Row(1, l.remove, l.try, l.edit, add), body)
	l.enable()
	return l
}

func (l *targetList) show() {
	l.table.SetCount(len(l.page.known.targets))
	l.none.Hidden = len(l.page.known.targets) > 0
	l.none.Refresh()
	if l.table.Ring() < 0 && len(l.page.known.targets) > 0 {
		l.table.SetRing(0)
	}
	l.enable()
}

func (l *targetList) enable() {
	for _, b := range []*screen.Button{l.edit, l.try, l.remove} {
		if l.table.Ring() < 0 {
			b.Disable()
		} else {
			b.Enable()
		}
	}
}

func (l *targetList) at(row int) (model.AlertTarget, bool) {
	if row < 0 || row >= len(l.page.known.targets) {
		return model.AlertTarget{}, false
	}
	return l.page.known.targets[row], true
}

func (l *targetList) open(row int) {
	if target, ok := l.at(row); ok {
		openTarget(l.page, &target)
	}
}

func (l *targetList) cell(row int, column string) widgets.Cell {
	target, ok := l.at(row)
	if !ok {
		return widgets.Cell{}
	}
	t := l.page.host.env.T
	switch column {
	case "name":
		return widgets.Cell{Text: widgets.OneLine(target.Name, ruleNameMost)}
	case "kind":
		if target.Robot {
			return widgets.Cell{Text: t("rules.target.robot")}
		}
		return widgets.Cell{Text: t("rules.target.app")}
	case "to":
		if target.Robot {
			return quiet(t("rules.target.hidden"))
		}
		parts := []string{}
		for _, v := range l.page.known.connections {
			if v.Connection.ID == target.Connection {
				parts = append(parts, widgets.OneLine(v.Connection.Name, 30))
			}
		}
		return quiet(strings.Join(append(parts, widgets.OneLine(strings.Join(target.To, " "), 60)), " · "))
	case "try":
		return widgets.Cell{Text: t("rules.target.try"), Tone: theme.AccentText, Pressable: true}
	}
	return widgets.Cell{}
}

// send sends a line to a target, to see whether it arrives.
func (l *targetList) send(row int) {
	env := l.page.host.env
	target, ok := l.at(row)
	if !ok {
		return
	}
	env.Nav.Toast(env.T("rules.target.trying", "name", widgets.OneLine(target.Name, 40)))
	l.page.host.scope.Act("rules/try", func(ctx context.Context) error {
		return env.Console.Alerts.TryTarget(ctx, target.Name, env.T("rules.target.text"))
	}, func(err error) {
		if err != nil {
			env.Fail(err)
			return
		}
		env.Nav.Toast(env.T("rules.target.arrived", "name", widgets.OneLine(target.Name, 40)))
	})
}

func (l *targetList) askRemove(row int) {
	env := l.page.host.env
	target, ok := l.at(row)
	if !ok {
		return
	}
	env.Confirm(env.T("rules.target.remove.title"), env.T("rules.target.remove.text", "name", widgets.OneLine(target.Name, 40)), env.T("rules.remove"), func() {
		l.page.host.scope.Act("rules/store", func(ctx context.Context) error { return env.Console.Alerts.RemoveTarget(ctx, target.Name) }, func(err error) {
			l.page.told(err)
			l.page.read()
		})
	})
}

// targetSheet is the form of one target.
type targetSheet struct {
	page  *rulesPage
	old   *model.AlertTarget // nil: it is new
	kind  *screen.Select
	name  *screen.Field
	addr  *screen.Field
	to    *screen.Field
	pick  *screen.Select
	line  fyne.CanvasObject // of pick
	said  *widget.Label
	body  *fyne.Container
	save  *screen.Button
	sheet *screen.Sheet
}

const (
	targetRobot = iota
	targetApp
)

// openTarget asks for a target and stores it; nil is a new one.
func openTarget(p *rulesPage, old *model.AlertTarget) {
	t := p.host.env.T
	s := &targetSheet{page: p, old: old}
	s.kind = screen.NewSelect([]string{t("rules.target.robot"), t("rules.target.app")}, nil)
	s.kind.SetSelectedIndex(targetRobot)
	s.name = screen.NewField(t("rules.target.name"), "", false, false)
	s.name.Check = s.checkName
	s.addr = screen.NewField(t("rules.target.address"), t("rules.target.address.hint"), true, true)
	s.addr.Check = s.checkAddress
	s.to = screen.NewField(t("rules.target.users"), t("rules.target.users.hint"), false, false)
	s.to.Check = func(text string) string {
		if s.robot() || len(userIDs(text)) > 0 {
			return ""
		}
		return t("rules.bad.empty")
	}
	var names []string
	for _, v := range p.known.connections {
		names = append(names, widgets.OneLine(v.Connection.Name, 40))
	}
	s.pick = screen.NewSelect(apart(names), nil)
	if len(names) > 0 {
		s.pick.SetSelectedIndex(0)
	}
	s.line = screen.LabelRow(t("rules.target.connection"), screen.Boxed(s.pick))
	title := t("rules.target.new")
	if old != nil {
		title = t("rules.target.one", "name", widgets.OneLine(old.Name, 40))
		s.name.Entry.SetText(old.Name)
		s.name.Entry.Disable() // rules name it
		s.to.Entry.SetText(strings.Join(old.To, " "))
		if !old.Robot {
			s.kind.SetSelectedIndex(targetApp)
		} else {
			s.addr.Entry.SetPlaceHolder(t("connect.secret.kept"))
		}
		for i, v := range p.known.connections {
			if v.Connection.ID == old.Connection {
				s.pick.SetSelectedIndex(i)
			}
		}
	}
	s.kind.OnChanged = func(string) { s.shape() }
	s.said = screen.Wrapped("")
	s.said.Importance = widget.DangerImportance
	s.said.Hide()
	s.body = screen.Column(1, screen.LabelRow(t("rules.target.kind"), screen.Boxed(s.kind)), s.name.Object, s.addr.Object, s.line, s.to.Object, s.said)
	for _, f := range []*screen.Field{s.name, s.addr, s.to} {
		f.OnEdit = func() { s.fit() }
	}
	cancel := screen.NewButton(t("shell.cancel"), nil, func() { s.sheet.Leave() })
	s.save = screen.NewButton(t("rules.save"), nil, s.store)
	s.save.Importance = widget.HighImportance
	focus := fyne.Focusable(s.kind)
	s.sheet = p.host.env.Sheets.Show(screen.Form{
		Title: title, Size: fyne.NewSize(540, 0), Focus: focus, Submit: s.store, Body: s.body, Buttons: []fyne.CanvasObject{cancel, s.save},
	})
	s.shape()
	edited := screen.Since(func() any {
		return [...]any{s.kind.SelectedIndex(), s.name.Value(), s.addr.Value(), s.to.Value(), s.pick.SelectedIndex()}
	})
	p.host.env.Guard(s.sheet, func() bool { return edited() && !s.save.Disabled() })
}

func (s *targetSheet) robot() bool { return s.kind.SelectedIndex() == targetRobot }

func (s *targetSheet) shape() {
	s.addr.Object.(*fyne.Container).Hidden = !s.robot()
	s.line.(*fyne.Container).Hidden = s.robot()
	s.to.Object.(*fyne.Container).Hidden = s.robot()
	s.fit()
}

func (s *targetSheet) fit() {
	s.body.Refresh()
	if s.sheet != nil {
		s.sheet.Fit()
	}
}

func (s *targetSheet) checkName(text string) string {
	t := s.page.host.env.T
	switch {
	case text == "":
		return t("rules.bad.empty")
	case len([]rune(text)) > ruleNameMost:
		return t("rules.bad.long", "n", ruleNameMost, "now", len([]rune(text)))
	case s.old == nil && slices.ContainsFunc(s.page.known.targets, func(one model.AlertTarget) bool { return one.Name == text }):
		return t("rules.bad.taken")
	}
	return ""
}

// checkAddress tells what is wrong with the address of a robot, without saying it.
func (s *targetSheet) checkAddress(text string) string {
	t := s.page.host.env.T
	switch {
	case !s.robot():
		return ""
	case text == "" && s.old != nil && s.old.Robot:
		return "" // the one there is stays
	case text == "":
		return t("rules.bad.empty")
	}
	if u, err := url.Parse(text); err != nil || u.Scheme != "https" || u.Hostname() == "" || u.User != nil {
		return t("rules.bad.address")
	}
	return ""
}

// userIDs reads user ids as people list them.
func userIDs(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \t\n,，;；、|", r) })
}

func (s *targetSheet) store() {
	env := s.page.host.env
	fields := []*screen.Field{s.name, s.addr, s.to}
	for _, f := range fields {
		f.Reveal()
	}
	s.fit()
	for _, f := range fields {
		if f.Problem() != "" {
			env.Window.Canvas().Focus(f.Entry)
			return
		}
	}
	target, address := model.AlertTarget{Name: s.name.Value(), Robot: s.robot()}, ""
	if target.Robot {
		address = s.addr.Value()
	} else {
		target.To = userIDs(s.to.Value())
		if i := s.pick.SelectedIndex(); i >= 0 && i < len(s.page.known.connections) {
			target.Connection = s.page.known.connections[i].Connection.ID
		}
	}
	s.save.Disable()
	s.page.host.scope.Act("rules/store", func(ctx context.Context) error { return env.Console.Alerts.SetTarget(ctx, target, address) }, func(err error) {
		s.save.Enable()
		if err == nil {
			s.sheet.Close()
			s.page.read()
			return
		}
		s.said.SetText(env.TroubleNext(err))
		s.said.Show()
		s.fit()
	})
}
