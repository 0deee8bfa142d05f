// Package moments shows the moments (朋友圈) that one seat sees: the timeline, or
// those of one contact, and publishes new ones.
package moments

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/widgets"
)

// mostRows is how many moments are shown at most; older ones are for the phone.
const mostRows = 200

// page is the sheet with the moments of a seat, or of one of its contacts.
type page struct {
	env     *screen.Env
	scope   *screen.Scope
	deeds   *screen.Scope // what was begun is told even when the sheet is gone
	seat    screen.SeatView
	contact string // remote id; "": the timeline
	sheet   *screen.Sheet
	closed  bool

	notice *widgets.Banner
	rows   *fyne.Container
	end    *fyne.Container // under the rows: more of them, or why there are none
	scroll *container.Scroll
	body   *fyne.Container
	frame  *fyne.Container
	again  *screen.Button

	list  []model.Moment
	cards map[string]*card
	gone  map[string]bool // deleted here, whatever is read meanwhile
	fresh bool            // list is what the back end says, not what was kept
	next  string          // the page behind list; "": none
	busy  bool            // the newest page is being read
	more  bool            // the next page is
	err   error           // of the newest page
	late  error           // of the next page

	post *post // being written; nil: none
}

// Open shows the moments of a contact as a seat sees them, or with contactID ""
// the seat's timeline.
func Open(env *screen.Env, seat screen.SeatView, contactID, contactName string) {
	t := env.T
	p := &page{
		env: env, scope: env.Scope(), deeds: env.Scope(), seat: seat, contact: contactID,
		cards: map[string]*card{}, gone: map[string]bool{}, busy: true,
	}
	p.notice = widgets.NewBanner()
	p.rows, p.end = screen.Column(0), screen.Column(0)
	p.scroll = container.NewVScroll(screen.Inset(screen.Column(0, p.rows, p.end), 0, 3, 2, 0))
	p.scroll.OnScrolled = func(fyne.Position) { p.look() }
	p.body = container.NewStack(p.scroll)
	p.frame = screen.Dock(p.notice, nil, nil, nil, p.body)
	title := t("moments.title", "name", seat.DisplayName())
	if contactID != "" {
		title = t("moments.title.of", "name", name(contactName, contactID), "seat", seat.DisplayName())
	}
	p.again = screen.NewButton(t("moments.refresh"), fynetheme.ViewRefreshIcon(), p.read)
	left := []fyne.CanvasObject{p.again}
	if contactID == "" && seat.Can.Has(model.CanPostMoments) {
		left = append(left, screen.NewButton(t("moments.post.open"), fynetheme.DocumentCreateIcon(), p.openPost))
	}
	done := screen.NewButton(t("shell.close"), nil, func() { p.sheet.Close() })
	p.sheet = env.Sheets.Show(screen.Form{
		Title: title, Body: p.frame, Size: fyne.NewSize(680, 10000), Focus: done, Left: left, Buttons: []fyne.CanvasObject{done},
	})
	p.sheet.OnClose = p.close
	env.OnChange(p.scope, p.changed)
	p.show()
	p.begin()
}

func (p *page) close() {
	p.closed = true
	for _, c := range p.cards {
		c.near(false)
	}
	p.scope.Close()
}

// begin shows what was kept, and has the newest page read where that can be.
func (p *page) begin() {
	screen.Ask(p.scope, "kept", p.kept, func(list []model.Moment, err error) {
		if !p.fresh {
			p.list, p.err = p.without(list), err
		}
		p.busy = false
		p.read()
	})
}

func (p *page) kept(ctx context.Context) ([]model.Moment, error) {
	return p.env.Console.Moments.Kept(ctx, p.seat.ID, p.contact, mostRows)
}

func (p *page) online() bool {
	return p.seat.State == model.SeatOnline && p.seat.Link.Link == model.LinkOnline
}

// answer is a page of the back end.
type answer struct {
	list []model.Moment
	next string
}

func (p *page) ask(at string) func(context.Context) (answer, error) {
	return func(ctx context.Context) (answer, error) {
		list, next, err := p.env.Console.Moments.Read(ctx, p.seat.ID, p.contact, at)
		return answer{list, next}, err
	}
}

// read reads the newest page; what it says takes the place of all that is shown.
func (p *page) read() {
	if !p.online() {
		p.busy = false
		p.show()
		return
	}
	p.busy, p.more, p.err, p.late = true, false, nil, nil
	p.show()
	screen.Ask(p.scope, "page", p.ask(""), func(a answer, err error) {
		p.busy, p.err = false, err
		if err == nil {
			p.fresh, p.list, p.next = true, p.without(a.list), a.next
			p.scroll.ScrollToTop()
		}
		p.show()
	})
}

// readMore reads the page behind what is shown.
func (p *page) readMore() {
	p.more, p.late = true, nil
	p.show()
	screen.Ask(p.scope, "page", p.ask(p.next), func(a answer, err error) {
		p.more, p.late = false, err
		if err == nil {
			p.list, p.next = p.without(append(slices.Clone(p.list), a.list...)), a.next
		}
		p.show()
	})
}

// without leaves out what was deleted here, what is there twice and what is too
// much.
func (p *page) without(list []model.Moment) []model.Moment {
	seen := map[string]bool{}
	var good []model.Moment
	for _, m := range list {
		if !seen[m.RemoteID] && !p.gone[m.RemoteID] && len(good) < mostRows {
			seen[m.RemoteID] = true
			good = append(good, m)
		}
	}
	return good
}

// changed is told by the bus.
func (p *page) changed(c bus.Change) {
	if c.Moments[p.seat.ID] {
		screen.Keep(p.scope, "again", p.kept, func(list []model.Moment, err error) {
			if err == nil {
				p.renewed(list)
			}
		})
	}
	if c.Seats[p.seat.ID] || c.Connections {
		p.reloadSeat()
	}
}

// renewed takes over newer sights of what is shown.
func (p *page) renewed(list []model.Moment) {
	if !p.fresh {
		p.list = p.without(list)
		p.show()
		return
	}
	newer := map[string]model.Moment{}
	for _, m := range list {
		newer[m.RemoteID] = m
	}
	for i, m := range p.list {
		if n, ok := newer[m.RemoteID]; ok {
			p.list[i] = n
		}
	}
	p.show()
}

// renew shows a moment as it is now. One that is too old to be kept is asked for.
func (p *page) renew(id string) {
	screen.Ask(p.scope, "one "+id, func(ctx context.Context) (model.Moment, error) {
		list, err := p.kept(ctx)
		if at := slices.IndexFunc(list, func(m model.Moment) bool { return m.RemoteID == id }); err == nil && at >= 0 {
			return list[at], nil
		}
		return p.env.Console.Moments.One(ctx, p.seat.ID, id)
	}, func(m model.Moment, err error) {
		if err == nil {
			p.renewed([]model.Moment{m})
		}
	})
}

// reloadSeat reads how the seat is; one that came back has its newest page read.
func (p *page) reloadSeat() {
	screen.Keep(p.scope, "seat", func(ctx context.Context) ([]model.Seat, error) {
		return p.env.Console.Seats.List(ctx)
	}, func(list []model.Seat, err error) {
		at := slices.IndexFunc(list, func(s model.Seat) bool { return s.ID == p.seat.ID })
		if err != nil || at < 0 {
			return
		}
		before := p.online()
		p.seat.Seat, p.seat.Link = list[at], p.env.Console.Seats.Link(list[at])
		if now := p.online(); now && !before && !p.fresh {
			p.read()
		} else if now != before {
			p.show()
		}
	})
}

// do does something at the back end. How it went is told in passing where the
// sheet is gone by then.
func (p *page) do(lane string, deed func(context.Context) error, show func(error)) {
	p.deeds.Act(lane, deed, func(err error) {
		switch {
		case p.env.Group.Context().Err() != nil: // the console is being closed
		case p.closed:
			p.env.Fail(err)
		default:
			show(err)
		}
	})
}

// show brings the sheet in line with what is known.
func (p *page) show() {
	p.showRows()
	p.showEnd()
	p.showNotice()
	p.showEmpty()
	if p.busy || !p.online() {
		p.again.Disable()
	} else {
		p.again.Enable()
	}
	p.arrange()
}

// arrange lays the sheet out anew after a row changed its height. The rows are
// drawn once only: there may be many.
func (p *page) arrange() {
	p.frame.Layout.Layout(p.frame.Objects, p.frame.Size())
	content := p.scroll.Content
	content.Resize(fyne.NewSize(content.Size().Width, content.MinSize().Height))
	p.scroll.Refresh()
	p.look()
}

func (p *page) showRows() {
	p.rows.Objects = nil
	stay := map[string]bool{}
	for _, m := range p.list {
		stay[m.RemoteID] = true
		c := p.cards[m.RemoteID]
		if c == nil {
			c = newCard(p, m)
			p.cards[m.RemoteID] = c
		} else {
			c.set(m)
		}
		p.rows.Add(c.object)
	}
	for id, c := range p.cards {
		if !stay[id] {
			c.near(false)
			delete(p.cards, id)
		}
	}
}

func (p *page) showEnd() {
	t := p.env.T
	p.end.Objects = nil
	say := func(text string, importance widget.Importance) {
		l := screen.Note(text)
		l.Alignment, l.Importance = fyne.TextAlignCenter, importance
		p.end.Add(l)
	}
	if p.late != nil {
		say(p.env.TroubleNext(p.late), widget.DangerImportance)
	}
	switch {
	case len(p.list) == 0 || !p.fresh:
	case p.more:
		say(t("shell.loading"), widget.LowImportance)
	case len(p.list) >= mostRows:
		say(t("moments.most", "n", mostRows), widget.LowImportance)
	case p.next != "":
		p.end.Add(container.NewCenter(screen.Inset(screen.NewButton(t("moments.more"), nil, p.readMore), 1, 0, 1, 0)))
	default:
		say(t("moments.end"), widget.LowImportance)
	}
}

// showNotice says what is to be known about the rows that are shown.
func (p *page) showNotice() {
	t, retry := p.env.T, widgets.Action{Label: p.env.T("moments.retry"), Do: p.read}
	if len(p.list) == 0 {
		p.notice.Hide()
		return
	}
	since := p.env.Date(p.list[0].At)
	switch {
	case p.busy && !p.fresh:
		p.notice.Say(widgets.ToneInfo, t("moments.reading"), widgets.Action{}, false)
	case !p.online():
		p.notice.Say(widgets.ToneWarn, t("moments.offline", "since", since), widgets.Action{}, false)
	case p.err != nil && !p.fresh:
		p.notice.Say(widgets.ToneError, p.env.TroubleNext(p.err)+"\n"+t("moments.from", "since", since), retry, false)
	case p.err != nil:
		p.notice.Say(widgets.ToneError, p.env.TroubleNext(p.err), retry, false)
	default:
		p.notice.Hide()
	}
}

// showEmpty says why there is nothing.
func (p *page) showEmpty() {
	t := p.env.T
	if len(p.list) > 0 {
		p.put(p.scroll)
		return
	}
	say := func(icon fyne.Resource, title, text string, action widgets.Action) {
		p.put(widgets.NewEmptyState(icon, title, text, action))
	}
	switch {
	case p.busy:
		say(nil, t("shell.loading"), "", widgets.Action{})
	case !p.online():
		say(fynetheme.LogoutIcon(), t("moments.offline.none"), t("moments.offline.none.text"), widgets.Action{})
	case p.err != nil:
		say(fynetheme.WarningIcon(), t("moments.failed"), p.env.TroubleNext(p.err), widgets.Action{Label: t("moments.retry"), Do: p.read})
	case p.contact != "":
		say(fynetheme.MediaPhotoIcon(), t("moments.none"), t("moments.none.of"), widgets.Action{})
	default:
		say(fynetheme.MediaPhotoIcon(), t("moments.none"), t("moments.none.text"), widgets.Action{})
	}
}

func (p *page) put(o fyne.CanvasObject) {
	if p.body.Objects[0] != o {
		p.body.Objects = []fyne.CanvasObject{o}
		p.body.Refresh()
	}
}

// look has the pictures loaded that are in sight or soon will be.
func (p *page) look() {
	if p.closed {
		return
	}
	height := p.scroll.Size().Height
	from, to := p.scroll.Offset.Y-height, p.scroll.Offset.Y+2*height
	for _, c := range p.cards {
		top := c.object.Position().Y
		c.near(top+c.object.Size().Height >= from && top <= to)
	}
}
