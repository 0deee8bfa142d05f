package supervisor

import (
	"context"
	"time"

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

// reach is how far back the page of a seat looks.
type reach int

// The reaches, in the order of their buttons.
const (
	reachDay reach = iota
	reachWeek
	reachMonth
	reachCount
)

// days is how many days a reach has.
func (r reach) days() int { return [reachCount]int{1, 7, 30}[r] }

const (
	logMost      = 40 // lines of the log
	seatWaiting  = 6  // conversations in which customers wait
	officialDays = 7
)

// seatPage shows all there is to know of a seat: how it has been, how it answered,
// who waits. It lies over the board until it is left.
type seatPage struct {
	host   *host
	scope  *screen.Scope
	id     model.SeatID
	object *fyne.Container
	leave  func()
	reach  reach

	head   *seatHead
	charts *seatCharts
	parts  *seatParts
	faces  *screen.Faces
	calm   *screen.Calm
	ticker *ticker
}

// seatRead is all that the page is made of.
type seatRead struct {
	now      time.Time
	row      supervise.BoardRow
	there    bool
	spans    []model.StateSpan
	hours    []model.HourTally // of the last day, or week
	days     []supervise.DayTally
	log      []model.SeatLogEntry
	waiting  []model.Conversation
	official []model.OfficialDay
	panel    *supervise.PanelView
	adds     app.AddsView
	limits   widgets.WaitLimits
}

func newSeatPage(h *host, id model.SeatID, leave func()) *seatPage {
	p := &seatPage{host: h, scope: h.env.Scope(), id: id, leave: leave, faces: screen.NewFaces(h.env)}
	p.head, p.charts, p.parts = newSeatHead(p), newSeatCharts(p), newSeatParts(p)
	body := container.New(&seatLayout{}, p.charts.object, p.parts.object)
	line := screen.MinSize(screen.NewFill(theme.Divider, 0), 0, 1)
	p.object = screen.Dock(screen.Column(0, screen.Inset(p.head.object, 1, 2, 1, 2), line), nil, nil, nil,
		container.NewVScroll(screen.Inset(body, 2, 4, 4, 3)))
	p.calm = screen.NewCalm(h.env, boardTick, func() {
		if inSight(h.env, p.object) {
			p.read()
		}
	})
	p.ticker = newTicker(h.env, p.object, p.tick)
	return p
}

// show reads everything and begins to tick.
func (p *seatPage) show() {
	p.read()
	p.ticker.start()
}

func (p *seatPage) focus() fyne.Focusable { return p.head.back }

func (p *seatPage) changed(c bus.Change) {
	concerns := c.Seats[p.id] || len(c.Conversations) > 0 || c.Alerts || c.Tallies || c.Connections || c.Company || c.Settings
	if concerns && inSight(p.host.env, p.object) {
		p.calm.Changed()
	}
}

func (p *seatPage) close() {
	p.calm.Close()
	p.ticker.close()
	p.faces.Close()
	p.scope.Close()
}

// look shows another stretch of time.
func (p *seatPage) look(back reach) {
	p.reach = back
	p.charts.mark()
	screen.Ask(p.scope, "seat", p.ask, p.got)
}

func (p *seatPage) read() { screen.Keep(p.scope, "seat", p.ask, p.got) }

// ask reads everything, off the UI goroutine.
func (p *seatPage) ask(ctx context.Context) (r seatRead, err error) {
	console, id, back := p.host.env.Console, p.id, p.reach
	s := console.Supervisor
	if r.row, r.there, err = s.Row(ctx, id); err != nil || !r.there {
		return r, err
	}
	r.now = p.host.env.Clock.Now()
	from := r.now.AddDate(0, 0, -back.days())
	first := r.now.AddDate(0, 0, 1-back.days())
	panels, prefs := []supervise.PanelView(nil), app.Preferences{}
	for _, read := range []func() error{
		func() (err error) { r.spans, err = s.Timeline(ctx, id, from, r.now); return err },
		func() (err error) { r.hours, err = s.Hours(ctx, id, from, r.now); return err },
		func() (err error) { r.days, err = s.Days(ctx, id, first, r.now); return err },
		func() (err error) { r.log, err = s.Log(ctx, id, logMost); return err },
		func() (err error) { r.waiting, err = s.Waiting(ctx, id, seatWaiting); return err },
		func() (err error) {
			r.official, err = s.Official(ctx, id, r.now.AddDate(0, 0, -officialDays), r.now)
			return err
		},
		func() (err error) { panels, err = s.Panels(ctx); return err },
		func() (err error) { r.adds, err = console.Seats.Adds(ctx, id); return err },
		func() (err error) { prefs, err = console.Settings.Get(ctx); return err },
	} {
		if err := read(); err != nil {
			return r, err
		}
	}
	for i := range panels {
		if panels[i].Connection == r.row.Seat.Connection {
			r.panel = &panels[i]
		}
	}
	r.limits = widgets.WaitLimits{Warn: prefs.WarnAfter, Late: prefs.LateAfter}
	return r, nil
}

func (p *seatPage) got(r seatRead, err error) {
	switch {
	case err != nil:
		p.host.env.Fail(err)
		p.head.fail(err)
	case !r.there:
		p.host.env.Nav.Toast(p.host.env.T("seatpage.gone"))
		p.leave()
	default:
		p.head.show(r)
		p.charts.show(r)
		p.parts.show(r)
		p.object.Refresh()
	}
}

// tick draws anew what changes with time alone.
func (p *seatPage) tick() {
	p.head.tick()
	p.parts.tick()
}

// seatLayout puts the charts beside the rest where there is room, else above it.
type seatLayout struct{ width float32 }

const (
	seatBeside  = 270 * screen.Unit // from this width on
	seatPartGap = 6 * screen.Unit
)

func (l *seatLayout) columns(width float32) (left, right float32) {
	if width < seatBeside {
		return width, width
	}
	left = (width - seatPartGap) * 0.6
	return left, width - seatPartGap - left
}

// tall resizes an object to a width and tells how tall it then has to be: text that
// wraps knows its height once its width is known.
func tall(o fyne.CanvasObject, width float32) float32 {
	o.Resize(fyne.NewSize(width, o.MinSize().Height))
	return o.MinSize().Height
}

// Layout implements fyne.Layout.
func (l *seatLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	left, right := l.columns(size.Width)
	upper, lower := tall(o[0], left), tall(o[1], right)
	o[0].Move(fyne.NewPos(0, 0))
	o[0].Resize(fyne.NewSize(left, upper))
	at := fyne.NewPos(left+seatPartGap, 0)
	if size.Width < seatBeside {
		at = fyne.NewPos(0, upper+seatPartGap)
	}
	o[1].Move(at)
	o[1].Resize(fyne.NewSize(right, lower))
}

// MinSize implements fyne.Layout.
func (l *seatLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	a, b := o[0].MinSize(), o[1].MinSize()
	least := fyne.NewSize(max(a.Width, b.Width), 0)
	if l.width < seatBeside {
		least.Height = a.Height + seatPartGap + b.Height
	} else {
		least.Height = max(a.Height, b.Height)
	}
	return least
}
