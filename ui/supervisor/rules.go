package supervisor

import (
	"context"
	"reflect"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"seatdeck/app"
	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/app/supervise"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

const (
	slaWidth     float32 = 392
	targetsTall  float32 = 168
	rulesTitleAt         = 1 // units of space over a heading
)

// rulesPage says when to warn and whom, and how soon customers are to be answered.
type rulesPage struct {
	host    *host
	root    fyne.CanvasObject
	middle  *fyne.Container
	parts   fyne.CanvasObject
	rules   *ruleList
	targets *targetList
	sla     *slaForm
	known   rulesRead
	ready   bool // it was read once
}

// rulesRead is all that the page shows, and what its dialogs offer.
type rulesRead struct {
	rules       []model.AlertRule
	targets     []model.AlertTarget
	sla         supervise.SLA
	connections []app.ConnectionView
	teams       []model.Team
}

func newRulesPage(h *host) *rulesPage {
	p := &rulesPage{host: h}
	p.rules, p.targets, p.sla = newRuleList(p), newTargetList(p), newSLAForm(h)
	line := func(width, height float32) fyne.CanvasObject {
		return screen.MinSize(screen.NewFill(theme.Divider, 0), width, height)
	}
	targets := screen.Column(0, line(0, 1), screen.MinSize(p.targets.object, 0, targetsTall))
	left := screen.Dock(nil, targets, nil, nil, p.rules.object)
	left.Objects = []fyne.CanvasObject{p.rules.object, targets} // in the order of Tab
	right := screen.Dock(nil, nil, line(1, 0), nil, screen.Width(p.sla.object, slaWidth))
	parts := screen.Dock(nil, nil, nil, right, left)
	parts.Objects = []fyne.CanvasObject{left, right}
	p.parts = parts
	p.middle = container.NewStack(widgets.NewEmptyState(nil, h.env.T("shell.loading"), "", widgets.Action{}))
	p.root = p.middle
	return p
}

// Object implements screen.Page.
func (p *rulesPage) Object() fyne.CanvasObject { return p.root }

// Show implements screen.Page.
func (p *rulesPage) Show() { p.read() }

// Changed implements screen.Page. What is being typed stays.
func (p *rulesPage) Changed(c bus.Change) {
	if c.Alerts || c.Settings || c.Connections || c.Company {
		p.read()
	}
}

// Focus implements screen.Page.
func (p *rulesPage) Focus() fyne.Focusable {
	if !p.ready {
		return nil
	}
	return p.rules.table
}

// Close implements screen.Page.
func (p *rulesPage) Close() {}

func (p *rulesPage) read() {
	console := p.host.env.Console
	screen.Keep(p.host.scope, "rules", func(ctx context.Context) (r rulesRead, err error) {
		if r.rules, err = console.Alerts.Rules(ctx); err != nil {
			return r, err
		}
		if r.targets, err = console.Alerts.Targets(ctx); err != nil {
			return r, err
		}
		if r.sla, err = console.SLAs.Get(ctx); err != nil {
			return r, err
		}
		if r.connections, err = console.Connections.List(ctx); err != nil {
			return r, err
		}
		r.teams, err = console.Supervisor.Teams(ctx)
		return r, err
	}, p.got)
}

func (p *rulesPage) got(r rulesRead, err error) {
	if err != nil {
		p.host.env.Fail(err)
		if p.ready {
			return
		}
		p.put(widgets.NewEmptyState(nil, p.host.env.Trouble(err), p.host.env.Next(err), widgets.Action{Label: p.host.env.T("alerts.again"), Do: p.read}))
		return
	}
	first := !p.ready
	p.ready = true
	same := !first && reflect.DeepEqual(p.known, r)
	p.known = r
	p.put(p.parts)
	if !same {
		p.rules.show()
		p.targets.show()
		p.sla.show(r.sla)
	}
	if first {
		p.host.refocus()
	}
}

func (p *rulesPage) put(o fyne.CanvasObject) {
	if p.middle.Objects[0] != o {
		p.middle.Objects = []fyne.CanvasObject{o}
		p.middle.Refresh()
	}
}

// store keeps the rules and tells done how it went.
func (p *rulesPage) store(rules []model.AlertRule, done func(error)) {
	p.host.scope.Act("rules/store", func(ctx context.Context) error { return p.host.env.Console.Alerts.SetRules(ctx, rules) }, func(err error) {
		if err == nil {
			p.read()
		}
		done(named(err, p.ruleCalled))
	})
}

// ruleCalled names a rule that is refused: by its kind where it has no name.
func (p *rulesPage) ruleCalled(about string) (name, hint string) {
	return alertKind(p.host.env, model.AlertKind(about)), ""
}

// told says what went wrong, if anything did.
func (p *rulesPage) told(err error) { p.host.env.Fail(err) }

// headed puts a heading and the buttons beside it over a table.
func headed(title string, buttons, body fyne.CanvasObject) fyne.CanvasObject {
	head := screen.Inset(screen.Line(nil, screen.Heading(title), buttons), rulesTitleAt, 2, 1, 1)
	object := screen.Dock(head, nil, nil, nil, body)
	object.Objects = []fyne.CanvasObject{head, body}
	return object
}

// with gives the rules with one of them changed; a new one comes last.
func with(rules []model.AlertRule, at int, rule model.AlertRule) []model.AlertRule {
	rules = slices.Clone(rules)
	if at < 0 || at >= len(rules) {
		return append(rules, rule)
	}
	rules[at] = rule
	return rules
}
