package supervisor

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// ruleList is the table of rules and what can be done with them.
type ruleList struct {
	page   *rulesPage
	object fyne.CanvasObject
	table  *widgets.Table
	edit   *screen.Button
	copy   *screen.Button
	remove *screen.Button
}

func newRuleList(p *rulesPage) *ruleList {
	t := p.host.env.T
	l := &ruleList{page: p}
	l.table = widgets.NewTable([]widgets.Column{
		{Key: "on", Title: t("rules.column.on"), Width: 64},
		{Key: "name", Title: t("rules.column.name"), Width: 118, Grow: 1},
		{Key: "when", Title: t("rules.column.when"), Width: 120, Grow: 1},
		{Key: "where", Title: t("rules.column.where"), Width: 100, Grow: 1},
		{Key: "how", Title: t("rules.column.how"), Width: 130, Grow: 1.5},
	})
	l.table.Cells = l.cell
	l.table.OnOpen = l.open
	l.table.OnEdit = l.open
	l.table.OnPress = func(row int, column string) {
		if column == "on" {
			l.toggle(row)
		}
	}
	l.table.OnCell = func(_ int, column string) bool { return column == "on" } // pressed twice is not opened
	l.table.OnMenu = l.menu
	l.table.OnRing = func(int) { l.enable() }
	add := screen.NewButton(t("rules.add"), nil, func() { openRule(p, -1, model.AlertRule{On: true}) })
	l.edit = screen.NewButton(t("rules.edit"), nil, func() { l.open(l.table.Ring()) })
	l.copy = screen.NewButton(t("rules.copy"), nil, func() { l.double(l.table.Ring()) })
	l.remove = screen.NewButton(t("rules.remove"), nil, func() { l.askRemove(l.table.Ring()) })
	l.object = headed(t("rules.title"), screen.Row(1, l.remove, l.copy, l.edit, add), l.table)
	l.enable()
	return l
}

// show shows the rules as they were read.
func (l *ruleList) show() {
	l.table.SetCount(len(l.page.known.rules))
	if l.table.Ring() < 0 && len(l.page.known.rules) > 0 {
		l.table.SetRing(0)
	}
	l.enable()
}

func (l *ruleList) enable() {
	for _, b := range []*screen.Button{l.edit, l.copy, l.remove} {
		if l.table.Ring() < 0 {
			b.Disable()
		} else {
			b.Enable()
		}
	}
}

// at gives the rule of a row; false: there is none.
func (l *ruleList) at(row int) (model.AlertRule, bool) {
	if row < 0 || row >= len(l.page.known.rules) {
		return model.AlertRule{}, false
	}
	return l.page.known.rules[row], true
}

func (l *ruleList) open(row int) {
	if rule, ok := l.at(row); ok {
		openRule(l.page, row, rule)
	}
}

// double opens a copy of a rule, which is a rule once it is stored.
func (l *ruleList) double(row int) {
	if rule, ok := l.at(row); ok {
		rule.ID = 0
		rule.Name = l.page.host.env.T("rules.copied", "name", ruleName(l.page.host.env, rule))
		openRule(l.page, -1, rule)
	}
}

func (l *ruleList) toggle(row int) {
	if rule, ok := l.at(row); ok {
		rule.On = !rule.On
		l.page.store(with(l.page.known.rules, row, rule), l.page.told)
	}
}

func (l *ruleList) askRemove(row int) {
	env := l.page.host.env
	rule, ok := l.at(row)
	if !ok {
		return
	}
	env.Confirm(env.T("rules.remove.title"), env.T("rules.remove.text", "name", ruleName(env, rule)), env.T("rules.remove"), func() {
		rules := slices.DeleteFunc(slices.Clone(l.page.known.rules), func(r model.AlertRule) bool { return r.ID == rule.ID })
		l.page.store(rules, l.page.told)
	})
}

func (l *ruleList) menu(row int, at fyne.Position) {
	t := l.page.host.env.T
	rule, ok := l.at(row)
	if !ok {
		return
	}
	turn := t("rules.turn.on")
	if rule.On {
		turn = t("rules.turn.off")
	}
	widget.ShowPopUpMenuAtPosition(fyne.NewMenu("",
		fyne.NewMenuItem(t("rules.edit"), func() { l.open(row) }),
		fyne.NewMenuItem(turn, func() { l.toggle(row) }),
		fyne.NewMenuItem(t("rules.copy"), func() { l.double(row) }),
		fyne.NewMenuItem(t("rules.remove"), func() { l.askRemove(row) }),
	), l.page.host.env.Window.Canvas(), at)
}

func (l *ruleList) cell(row int, column string) widgets.Cell {
	rule, ok := l.at(row)
	if !ok {
		return widgets.Cell{}
	}
	env := l.page.host.env
	cell := widgets.Cell{}
	switch column {
	case "on":
		if rule.On {
			return widgets.Cell{Text: env.T("rules.on"), Tone: theme.AccentText, Pressable: true}
		}
		return widgets.Cell{Text: env.T("rules.off"), Tone: theme.TextSecondary, Pressable: true}
	case "name":
		cell = widgets.Cell{Text: ruleName(env, rule)}
		if rule.Grave {
			cell.Glyph, cell.GlyphTone = "▲", theme.Danger
		}
	case "when":
		cell.Text = ruleWhen(env, rule)
	case "where":
		cell.Text = l.where(rule)
	case "how":
		cell.Text = ruleHow(env, rule)
	}
	if !rule.On {
		cell.Tone, cell.GlyphTone = theme.TextSecondary, theme.TextSecondary
	}
	return cell
}

// where says which seats a rule is about.
func (l *ruleList) where(rule model.AlertRule) string {
	known := l.page.known
	var parts []string
	for _, v := range known.connections {
		if slices.Contains(rule.Connections, v.Connection.ID) {
			parts = append(parts, widgets.OneLine(v.Connection.Name, 20))
		}
	}
	for _, id := range rule.Teams {
		name := id
		for _, team := range known.teams {
			if team.ID == id {
				name = teamName(team)
			}
		}
		parts = append(parts, widgets.OneLine(name, 20))
	}
	if len(parts) == 0 {
		return l.page.host.env.T("rules.everywhere")
	}
	return strings.Join(parts, " · ")
}

// ruleLasts and ruleCounts tell what the condition of a kind is made of.
func ruleLasts(kind model.AlertKind) bool {
	return slices.Contains([]model.AlertKind{model.AlertOffline, model.AlertWaiting, model.AlertSLA, model.AlertGap, model.AlertLink}, kind)
}

func ruleCounts(kind model.AlertKind) bool {
	return kind == model.AlertUnread || kind == model.AlertQuota
}

// ruleNeedsTime tells that a kind makes no sense without a time.
func ruleNeedsTime(kind model.AlertKind) bool {
	return kind == model.AlertWaiting || kind == model.AlertGap
}

// ruleWhen says under which condition a rule warns.
func ruleWhen(env *screen.Env, rule model.AlertRule) string {
	text := env.T("rules.when.once")
	switch {
	case rule.Kind == model.AlertUnread:
		text = env.T("rules.when.more", "n", rule.Count)
	case rule.Kind == model.AlertQuota:
		text = env.T("rules.when.less", "n", rule.Count)
	case rule.Over > 0:
		text = env.T("rules.when.over", "time", spanWords(env.T, rule.Over))
	}
	if rule.WorkHours {
		text += " · " + env.T("rules.when.hours")
	}
	return text
}

// ruleHow says whom a rule tells beside the screen.
func ruleHow(env *screen.Env, rule model.AlertRule) string {
	var parts []string
	if rule.Desktop {
		parts = append(parts, env.T("rules.desktop"))
	}
	for _, name := range rule.Targets {
		parts = append(parts, widgets.OneLine(name, 20))
	}
	if len(parts) == 0 {
		return env.T("rules.screen")
	}
	return strings.Join(parts, " · ")
}
