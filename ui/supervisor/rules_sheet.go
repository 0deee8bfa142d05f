package supervisor

import (
	"slices"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/widgets"
)

// ruleNameMost is how long the name of a rule or of a target may be, in characters.
const ruleNameMost = 60

// Sizes of the sheet in pixels.
const (
	ruleWidth float32 = 560
	ruleSpare float32 = 24  // room for what is said of a field
	ruleFrame float32 = 176 // of its heading and buttons, and round it
)

// ruleSheet is the form of one rule.
type ruleSheet struct {
	page *rulesPage
	at   int // among the rules; -1: it is new
	rule model.AlertRule

	kind        *screen.Select
	name        *screen.Field
	over, count *screen.Field
	connections *ticks[model.ConnectionID]
	teams       *ticks[string]
	targets     *ticks[string]
	hours       *screen.Check
	grave       *screen.Check
	desktop     *screen.Check
	on          *screen.Check
	said        *widget.Label
	body        *fyne.Container
	save        *screen.Button
	sheet       *screen.Sheet
}

// openRule asks for a rule and stores it; at -1 it is a new one.
func openRule(p *rulesPage, at int, rule model.AlertRule) {
	env := p.host.env
	t := env.T
	s := &ruleSheet{page: p, at: at, rule: rule}
	var kinds []string
	for _, k := range model.AlertKinds {
		kinds = append(kinds, alertKind(env, k))
	}
	s.kind = screen.NewSelect(kinds, nil)
	s.kind.SetSelectedIndex(max(slices.Index(model.AlertKinds, rule.Kind), 0))
	if rule.ID != 0 {
		s.kind.Disable() // the log goes by what a rule was
	}
	s.kind.OnChanged = func(string) { s.shape() }
	s.name = screen.NewField(t("rules.field.name"), "", false, false)
	s.name.Entry.SetText(rule.Name)
	s.name.Check = func(text string) string {
		if n := len([]rune(text)); n > ruleNameMost {
			return t("rules.bad.long", "n", ruleNameMost, "now", n)
		}
		return ""
	}
	s.over = screen.NewField(t("rules.field.over"), t("rules.span.hint"), false, false)
	if rule.Over > 0 {
		s.over.Entry.SetText(spanWords(t, rule.Over))
	}
	s.over.Check = s.checkOver
	s.count = screen.NewField(t("rules.field.count"), "", false, true)
	if rule.Count > 0 || rule.Kind == model.AlertQuota {
		s.count.Entry.SetText(strconv.Itoa(rule.Count))
	}
	s.count.Check = s.checkCount
	s.connections = newTicks(rule.Connections)
	for _, v := range p.known.connections {
		s.connections.add(v.Connection.ID, v.Connection.Name)
	}
	s.teams = newTicks(rule.Teams)
	for _, team := range p.known.teams {
		s.teams.add(team.ID, teamName(team))
	}
	s.targets = newTicks(rule.Targets)
	for _, target := range p.known.targets {
		s.targets.add(target.Name, target.Name)
	}
	check := func(key string, on bool) *screen.Check {
		c := screen.NewCheck(t(key), nil)
		c.SetChecked(on)
		return c
	}
	s.on, s.hours, s.grave, s.desktop = check("rules.field.on", rule.On), check("rules.field.hours", rule.WorkHours), check("rules.field.grave", rule.Grave), check("rules.field.desktop", rule.Desktop)
	s.said = screen.Wrapped("")
	s.said.Importance = widget.DangerImportance
	s.said.Hide()
	s.body = screen.Column(1, screen.LabelRow(t("rules.field.kind"), screen.Boxed(s.kind)), s.name.Object, s.over.Object, s.count.Object)
	if len(s.connections.boxes) > 1 {
		s.body.Add(screen.LabelRow(t("rules.field.connections"), s.connections.object(t("rules.field.none.all"))))
	}
	if len(s.teams.boxes) > 0 {
		s.body.Add(screen.LabelRow(t("rules.field.teams"), s.teams.object(t("rules.field.none.all"))))
	}
	s.body.Add(screen.LabelRow(t("rules.field.how"), screen.Column(-1, s.desktop, s.grave, s.hours, s.on)))
	if len(s.targets.boxes) > 0 {
		s.body.Add(screen.LabelRow(t("rules.field.targets"), s.targets.object("")))
	}
	cancel := screen.NewButton(t("shell.cancel"), nil, func() { s.sheet.Leave() })
	s.save = screen.NewButton(t("rules.save"), nil, s.store)
	s.save.Importance = widget.HighImportance
	title := t("rules.new")
	if at >= 0 {
		title = t("rules.one", "name", ruleName(env, rule))
	}
	focus := fyne.Focusable(s.name.Entry)
	if rule.ID == 0 {
		focus = s.kind
	}
	tall := min(s.body.MinSize().Height+ruleSpare, env.Window.Canvas().Size().Height-ruleFrame)
	scroll := container.NewVScroll(screen.Inset(s.body, 0, 3, 2, 0))
	s.sheet = env.Sheets.Show(screen.Form{
		Title: title, Size: fyne.NewSize(ruleWidth, 0), Focus: focus, Submit: s.store,
		Body:    screen.Dock(nil, s.said, nil, nil, screen.MinSize(scroll, 0, tall)),
		Buttons: []fyne.CanvasObject{cancel, s.save},
	})
	s.shape()
	edited := screen.Since(s.entered)
	env.Guard(s.sheet, func() bool { return edited() && !s.save.Disabled() })
}

// entered is all that a person can change.
func (s *ruleSheet) entered() any {
	return []any{
		s.chosen(), s.name.Value(), s.over.Value(), s.count.Value(), s.connections.ticked(), s.teams.ticked(), s.targets.ticked(),
		s.on.Checked, s.hours.Checked, s.grave.Checked, s.desktop.Checked,
	}
}

// chosen is the kind at hand.
func (s *ruleSheet) chosen() model.AlertKind {
	return model.AlertKinds[max(s.kind.SelectedIndex(), 0)]
}

// shape shows the fields that the kind has.
func (s *ruleSheet) shape() {
	t, kind := s.page.host.env.T, s.chosen()
	s.name.Entry.SetPlaceHolder(alertKind(s.page.host.env, kind))
	show := func(o fyne.CanvasObject, on bool) {
		if on {
			o.Show()
		} else {
			o.Hide()
		}
	}
	show(s.over.Object, ruleLasts(kind))
	show(s.count.Object, ruleCounts(kind))
	label := t("rules.field.count.more")
	if kind == model.AlertQuota {
		label = t("rules.field.count.less")
	}
	s.count.Relabel(label)
	placeholder := ""
	if !ruleNeedsTime(kind) {
		placeholder = t("rules.when.once")
	}
	s.over.Entry.SetPlaceHolder(placeholder)
	s.body.Refresh()
}

func (s *ruleSheet) checkOver(text string) string {
	t := s.page.host.env.T
	if !ruleLasts(s.chosen()) {
		return ""
	}
	if text == "" {
		if ruleNeedsTime(s.chosen()) {
			return t("rules.bad.empty")
		}
		return ""
	}
	if d, ok := readSpan(text); !ok || d == 0 && ruleNeedsTime(s.chosen()) {
		return t("rules.bad.span")
	}
	return ""
}

func (s *ruleSheet) checkCount(text string) string {
	if !ruleCounts(s.chosen()) {
		return ""
	}
	least := 1
	if s.chosen() == model.AlertQuota {
		least = 0
	}
	if n, err := strconv.Atoi(text); err != nil || n < least || n > 1_000_000_000 {
		return s.page.host.env.T("rules.bad.count", "n", least)
	}
	return ""
}

// store keeps the rule; what is refused stays in sight, with the reason.
func (s *ruleSheet) store() {
	for _, f := range []*screen.Field{s.name, s.over, s.count} {
		f.Reveal()
	}
	for _, f := range []*screen.Field{s.name, s.over, s.count} {
		if f.Problem() != "" {
			s.page.host.env.Window.Canvas().Focus(f.Entry)
			return
		}
	}
	rule := s.rule
	rule.Kind, rule.Name, rule.On = s.chosen(), s.name.Value(), s.on.Checked
	rule.Over, rule.Count = 0, 0
	if ruleLasts(rule.Kind) {
		rule.Over, _ = readSpan(s.over.Value())
	}
	if ruleCounts(rule.Kind) {
		rule.Count, _ = strconv.Atoi(s.count.Value())
	}
	rule.Connections, rule.Teams, rule.Targets = s.connections.ticked(), s.teams.ticked(), s.targets.ticked()
	rule.WorkHours, rule.Grave, rule.Desktop = s.hours.Checked, s.grave.Checked, s.desktop.Checked
	rules := s.page.known.rules
	at := slices.IndexFunc(rules, func(r model.AlertRule) bool { return rule.ID != 0 && r.ID == rule.ID })
	if at < 0 {
		rule.ID = 0 // it was removed meanwhile
	}
	s.save.Disable()
	s.page.store(with(rules, at, rule), func(err error) {
		s.save.Enable()
		if err == nil {
			s.sheet.Close()
			return
		}
		s.said.SetText(s.page.host.env.TroubleNext(err))
		s.said.Show()
		s.sheet.Fit()
	})
}

// ticks are check boxes of which any number is ticked.
type ticks[K comparable] struct {
	keys  []K
	boxes []*screen.Check
	on    map[K]bool
	kept  []K // ticked before; those that there is no box for stay
}

func newTicks[K comparable](ticked []K) *ticks[K] {
	c := &ticks[K]{on: map[K]bool{}, kept: ticked}
	for _, k := range ticked {
		c.on[k] = true
	}
	return c
}

// add offers one more.
func (c *ticks[K]) add(key K, name string) {
	if slices.Contains(c.keys, key) {
		return
	}
	box := screen.NewCheck(widgets.OneLine(name, 24), nil)
	box.SetChecked(c.on[key])
	box.OnChanged = func(on bool) { c.on[key] = on }
	c.keys, c.boxes = append(c.keys, key), append(c.boxes, box)
}

// object is the boxes, with a hint under them; "" is none.
func (c *ticks[K]) object(hint string) fyne.CanvasObject {
	box := screen.Wrap(1)
	for _, b := range c.boxes {
		box.Add(b)
	}
	if hint == "" {
		return box
	}
	return screen.Column(-1, box, screen.Note(hint))
}

// ticked are those ticked, in the order in which they are offered.
func (c *ticks[K]) ticked() []K {
	var list []K
	for _, k := range c.kept {
		if !slices.Contains(c.keys, k) {
			list = append(list, k)
		}
	}
	for _, k := range c.keys {
		if c.on[k] {
			list = append(list, k)
		}
	}
	return list
}
