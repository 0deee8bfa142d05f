package screen

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"

	"seatdeck/app/bus"
	"seatdeck/ui/theme"
)

// Page is one of several that share a place in the window. It lives as long as
// the place.
type Page interface {
	Object() fyne.CanvasObject
	Show()                 // it came into sight, or what it is about changed
	Changed(c bus.Change)  // while it is in sight
	Focus() fyne.Focusable // what is to have the keyboard; nil: nothing
	Close()
}

// Pages is a place of several pages: a line of their names, something at the end
// of the line, and the page that is open.
type Pages struct {
	Object fyne.CanvasObject

	env   *Env
	pages []Page
	head  fyne.CanvasObject // the line
	tabs  []*TextButton
	body  *fyne.Container
	at    int // -1: none was shown yet
}

// NewPages makes a place. Right may be nil.
func NewPages(env *Env, names []string, pages []Page, right fyne.CanvasObject) *Pages {
	p := &Pages{env: env, pages: pages, at: -1, body: container.NewStack()}
	tabs := Row(1)
	for i, name := range names {
		b := NewTextButton(name, nil, func() { p.Show(i) })
		p.tabs = append(p.tabs, b)
		tabs.Add(b)
	}
	if right == nil {
		right = Row(0)
	}
	p.head = Inset(Line(tabs, Row(0), right), 1, 2, 1, 2)
	line := MinSize(NewFill(theme.Divider, 0), 0, 1)
	top := Column(0, OnFill(theme.Sidebar, p.head), line)
	p.Object = container.NewStack(NewFill(fynetheme.ColorNameBackground, 0), Dock(top, nil, nil, nil, p.body))
	return p
}

// At is the page that is open; -1: none yet.
func (p *Pages) At() int { return p.at }

// Show opens a page. One that is open already is left as it is.
func (p *Pages) Show(i int) {
	if p.at != i {
		p.at = i
		p.Again()
	}
}

// Open shows the page that was open last, or the first.
func (p *Pages) Open() {
	p.at = max(p.at, 0)
	p.Again()
}

// Again shows the page that is open anew: what it is about changed.
func (p *Pages) Again() {
	if p.at < 0 {
		return
	}
	for i, b := range p.tabs {
		b.SetOn(i == p.at)
	}
	p.body.Objects = []fyne.CanvasObject{p.pages[p.at].Object()}
	p.body.Refresh()
	if !p.env.Sheets.Any() {
		p.env.Window.Canvas().Unfocus() // what had the keyboard may be out of sight now
	}
	p.pages[p.at].Show()
	p.Focus()
}

// Renew has the open page read again what it shows. Who has the keyboard keeps it: a
// person may be in the middle of something.
func (p *Pages) Renew() {
	if p.at >= 0 {
		p.pages[p.at].Show()
	}
}

// Focus gives the keyboard to what the open page wants to have it, unless a dialog
// is open.
func (p *Pages) Focus() {
	if p.at < 0 || p.env.Sheets.Any() {
		return
	}
	if f := p.pages[p.at].Focus(); f != nil {
		p.env.Window.Canvas().Focus(f)
	}
}

// Rename gives a page another name, in a colour. Only the line of names is drawn
// anew: the page may be a table of hundreds of rows.
func (p *Pages) Rename(i int, name string, colour fyne.ThemeColorName) {
	other := p.tabs[i].Text() != name
	p.tabs[i].Set(name, colour)
	if other {
		p.head.Refresh()
	}
}

// Changed tells the page in sight; another one reads when it comes into sight.
func (p *Pages) Changed(c bus.Change) {
	if p.at >= 0 {
		p.pages[p.at].Changed(c)
	}
}

// Close ends the pages.
func (p *Pages) Close() {
	for _, page := range p.pages {
		page.Close()
	}
}
