package supervisor

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
)

// companyGroup is a heading of the list of kinds.
type companyGroup struct {
	key   string
	kinds []model.RecordKind
}

// companyGroups are the headings, in their order. What none names comes last.
func companyGroups() []companyGroup {
	return []companyGroup{
		{"acquire", []model.RecordKind{model.RecordContactWay, model.RecordTempWay, model.RecordAcquisition}},
		{"reach", []model.RecordKind{
			model.RecordMass, model.RecordWelcome, model.RecordMoment, model.RecordMomentTask, model.RecordStaffMessage, model.RecordAppChat,
		}},
		{"transfer", []model.RecordKind{model.RecordTransfer, model.RecordUnassigned, model.RecordGroupTransfer}},
		{"comply", []model.RecordKind{model.RecordIntercept, model.RecordArchiveSeat, model.RecordConsent, model.RecordArchiveRoom}},
		{"organise", []model.RecordKind{
			model.RecordDepartment, model.RecordStaff, model.RecordStrategyTag, model.RecordExport, model.RecordSuite, model.RecordLicence,
			model.RecordLicenceOrder,
		}},
	}
}

// sideWidth is the least room for the kinds.
const sideWidth = 46 * screen.Unit

// companySide lists the kinds of record that a connection keeps, under headings, and
// the news of all.
type companySide struct {
	page    *companyPage
	object  fyne.CanvasObject
	rows    *fyne.Container
	buttons []sideButton
}

type sideButton struct {
	place  companyPlace
	button *screen.TextButton
}

func newCompanySide(p *companyPage) *companySide {
	s := &companySide{page: p, rows: screen.Column(0)}
	scroll := container.NewVScroll(screen.Inset(s.rows, 1, 2, 3, 2))
	line := screen.MinSize(screen.NewFill(theme.Divider, 0), 1, 0)
	list := screen.Dock(screen.Inset(p.box, 1, 2, 0, 2), screen.Inset(p.admin, 1, 2, 1, 2), nil, nil, screen.MinSize(scroll, sideWidth, 0))
	s.object = screen.Dock(nil, nil, nil, line, screen.OnFill(theme.Sidebar, list))
	return s
}

// show lists what the connection at hand keeps.
func (s *companySide) show() {
	p := s.page
	env := p.host.env
	s.rows.Objects, s.buttons = nil, nil
	of := p.connection()
	words := recordWords{env: env}
	listed := map[model.RecordKind]bool{}
	has := map[model.RecordKind]bool{}
	for _, schema := range of.Schemas {
		has[schema.Kind] = true
		for _, child := range schema.Children {
			listed[child] = true // under what it belongs to
		}
	}
	add := func(place companyPlace, name string) {
		b := screen.NewTextButton(name, nil, func() { p.choose(place) })
		s.buttons = append(s.buttons, sideButton{place, b})
		s.rows.Add(b)
	}
	group := func(key string, kinds []model.RecordKind) {
		headed := false
		for _, kind := range kinds {
			if !has[kind] || listed[kind] {
				continue
			}
			if !headed {
				s.heading(env.T("company.group." + key))
				headed = true
			}
			listed[kind] = true
			words.kind = kind
			add(companyPlace{connection: of.Connection.ID, kind: kind}, words.name())
		}
	}
	for _, g := range companyGroups() {
		group(g.key, g.kinds)
	}
	var others []model.RecordKind
	for _, schema := range of.Schemas {
		others = append(others, schema.Kind)
	}
	group("other", others)
	s.heading(env.T("company.group.news"))
	for _, key := range p.newsKeys() {
		add(companyPlace{news: key}, env.T("company.news."+key))
	}
	s.mark(p.chosen)
	s.rows.Refresh()
}

func (s *companySide) heading(text string) {
	l := widget.NewLabel(text)
	l.Importance, l.SizeName = widget.LowImportance, fynetheme.SizeNameCaptionText
	s.rows.Add(l)
}

// mark shows which one is open.
func (s *companySide) mark(at companyPlace) {
	for _, b := range s.buttons {
		b.button.SetOn(b.place == at)
	}
}

// first is the place to be shown: the same as before if it is still there, the same
// kind of another connection, or the first; none where nothing keeps records.
func (s *companySide) first(before companyPlace) companyPlace {
	for _, same := range []func(companyPlace) bool{
		func(at companyPlace) bool { return at == before },
		func(at companyPlace) bool { return at.kind != "" && at.kind == before.kind },
		func(at companyPlace) bool { return at.kind != "" },
	} {
		for _, b := range s.buttons {
			if same(b.place) {
				return b.place
			}
		}
	}
	return companyPlace{}
}

// focus is what is to have the keyboard.
func (s *companySide) focus() fyne.Focusable {
	for _, b := range s.buttons {
		if b.button.On() {
			return b.button
		}
	}
	return nil
}
