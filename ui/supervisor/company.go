package supervisor

import (
	"context"
	"reflect"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"

	"seatdeck/app"
	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/widgets"
)

// companyPage is what companies keep at their back ends beside seats and customers,
// and what they were told of.
type companyPage struct {
	host   *host
	root   fyne.CanvasObject
	pick   *screen.Select // of a connection
	box    fyne.CanvasObject
	admin  *screen.Button
	side   *companySide
	middle *fyne.Container

	kinds  []app.CompanyKinds
	admins []seatAdmin
	known  bool
	at     int // which of kinds
	chosen companyPlace
	lists  map[companyPlace]*recordList
	names  map[model.ConnectionID]*recordNames
	news   map[string]*newsList
}

// companyPlace is what the page shows: records of a connection, or news.
type companyPlace struct {
	connection model.ConnectionID
	kind       model.RecordKind
	news       string
}

// companyRead is what the page reads.
type companyRead struct {
	kinds  []app.CompanyKinds
	admins []seatAdmin
}

func newCompanyPage(h *host) *companyPage {
	t := h.env.T
	p := &companyPage{host: h, lists: map[companyPlace]*recordList{}, names: map[model.ConnectionID]*recordNames{}, news: map[string]*newsList{}}
	p.pick = screen.NewSelect(nil, nil)
	p.box = screen.Width(screen.Boxed(p.pick), sideWidth-4*screen.Unit)
	p.box.Hide()
	p.admin = screen.NewButton(t("company.admin"), nil, func() { openSeatAdmin(h, 0) })
	p.admin.Hide()
	p.side = newCompanySide(p)
	p.middle = container.NewStack(widgets.NewEmptyState(nil, t("shell.loading"), "", widgets.Action{}))
	p.root = screen.Dock(nil, nil, p.side.object, nil, p.middle)
	return p
}

// Object implements screen.Page.
func (p *companyPage) Object() fyne.CanvasObject { return p.root }

// Show implements screen.Page.
func (p *companyPage) Show() {
	p.read()
	if l := p.news[p.chosen.news]; l != nil {
		l.read()
	}
}

// Changed implements screen.Page.
func (p *companyPage) Changed(c bus.Change) {
	if !inSight(p.host.env, p.root) {
		return
	}
	if c.Connections {
		p.read()
	}
	if l := p.news[p.chosen.news]; l != nil && c.Company {
		l.read()
	}
}

// Focus implements screen.Page.
func (p *companyPage) Focus() fyne.Focusable {
	if l := p.lists[p.chosen]; l != nil && l.focus() != nil {
		return l.focus()
	}
	return p.side.focus()
}

// Close implements screen.Page.
func (p *companyPage) Close() {}

// read asks which connections keep what.
func (p *companyPage) read() {
	console := p.host.env.Console
	screen.Keep(p.host.scope, "company/kinds", func(ctx context.Context) (r companyRead, err error) {
		if r.kinds, err = console.Company.Kinds(ctx); err != nil {
			return r, err
		}
		r.admins, err = seatAdmins(ctx, console)
		return r, err
	}, p.got)
}

func (p *companyPage) got(r companyRead, err error) {
	env := p.host.env
	if err != nil {
		if !p.known {
			p.put(widgets.NewEmptyState(fynetheme.WarningIcon(), env.Trouble(err), env.Next(err), widgets.Action{Label: env.T("alerts.again"), Do: p.read}))
		}
		return
	}
	first := !p.known
	same := p.known && reflect.DeepEqual(r.kinds, p.kinds) && reflect.DeepEqual(r.admins, p.admins)
	p.known = true
	if same {
		return
	}
	before := p.connection().Connection.ID
	p.kinds, p.admins, p.at = r.kinds, r.admins, 0
	clear(p.lists)
	clear(p.names)
	for i, k := range r.kinds {
		if k.Connection.ID == before {
			p.at = i
		}
	}
	p.admin.Hidden = len(r.admins) == 0
	p.box.(*fyne.Container).Hidden = len(r.kinds) < 2
	var names []string
	for _, k := range r.kinds {
		names = append(names, widgets.OneLine(k.Connection.Name, 30))
	}
	p.pick.OnChanged = nil
	if len(names) > 0 {
		refill(p.pick, names, p.at)
	}
	p.pick.OnChanged = func(string) {
		if i := p.pick.SelectedIndex(); i >= 0 && i < len(p.kinds) {
			p.at = i
			p.side.show()
			p.choose(p.side.first(p.chosen))
		}
	}
	p.side.show()
	p.choose(p.side.first(p.chosen))
	p.root.Refresh()
	if first {
		p.host.refocus()
	}
}

// connection is the one whose records are listed.
func (p *companyPage) connection() app.CompanyKinds {
	if p.at < len(p.kinds) {
		return p.kinds[p.at]
	}
	return app.CompanyKinds{}
}

// choose shows another kind.
func (p *companyPage) choose(at companyPlace) {
	p.chosen = at
	p.side.mark(at)
	switch {
	case at.news != "":
		p.openNews(at.news)
	case at.kind != "":
		p.openKind(at)
	default:
		t := p.host.env.T
		p.put(widgets.NewEmptyState(fynetheme.HomeIcon(), t("company.empty"), t("company.empty.text"), widgets.Action{
			Label: t("company.empty.do"), Do: func() { p.host.env.Nav.OpenConnection(0) },
		}))
	}
}

func (p *companyPage) openKind(at companyPlace) {
	l := p.lists[at]
	if l == nil {
		of := p.connection()
		names := p.names[of.Connection.ID]
		if names == nil {
			names = newRecordNames(p.host, of.Connection.ID, of.Schemas)
			p.names[of.Connection.ID] = names
		}
		for _, s := range of.Schemas {
			if s.Kind == at.kind {
				l = newRecordList(p.host, of, s, "", names)
			}
		}
		p.lists[at] = l
	}
	p.put(l.object)
	l.columns.Read() // they may have been chosen in the list of another connection
	if !l.known {
		l.read()
	}
}

func (p *companyPage) openNews(key string) {
	l := p.news[key]
	if l == nil {
		l = newNewsList(p.host, key)
		p.news[key] = l
	}
	p.put(l.object)
	l.read()
}

func (p *companyPage) put(o fyne.CanvasObject) {
	if p.middle.Objects[0] != o {
		p.middle.Objects = []fyne.CanvasObject{o}
		p.middle.Refresh()
	}
}
