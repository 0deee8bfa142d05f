package login

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/widgets"
)

// stagger is the wait between two logins that are begun together, so that fifty
// seats don't ask for their codes in one breath.
const stagger = 150 * time.Millisecond

const (
	wallGap = 2 * screen.Unit // between two tiles
	wallBar = 3 * screen.Unit // beside them, for the scroll bar
)

// wall is the logins of all seats that are out.
type wall struct {
	env   *screen.Env
	scope *screen.Scope
	pulse *pulse
	sheet *screen.Sheet

	tiles  map[model.SeatID]*tile
	order  []*tile
	all    bool // begin them all once they are known
	known  bool // they are
	counts *widget.Label
	start  *screen.Button
	grid   *fyne.Container
	scroll *container.Scroll
	empty  *widgets.EmptyState
}

// wallState is what the wall shows.
type wallState struct {
	seats  []screen.SeatView
	logins map[model.SeatID]model.Login
}

// OpenWall shows the logins of every seat that is out; all begins them at once.
func OpenWall(env *screen.Env, all bool) {
	w := &wall{env: env, scope: env.Scope(), tiles: map[model.SeatID]*tile{}, all: all}
	w.pulse = &pulse{env: env, tick: w.tick}
	w.counts = widget.NewLabel("")
	w.counts.Truncation = fyne.TextTruncateEllipsis
	w.counts.Importance = widget.LowImportance
	w.start = screen.NewButton(env.T("login.wall.all"), nil, w.startAll)
	w.start.Importance = widget.HighImportance
	w.start.Disable()
	closing := screen.NewQuietButton("", fynetheme.CancelIcon(), func() { w.sheet.Close() })
	title := screen.Heading(env.T("login.wall"))
	title.Truncation = fyne.TextTruncateOff
	head := screen.Line(title, w.counts, screen.Row(1, w.start, closing))
	arrangement := &wallLayout{}
	w.grid = container.New(arrangement)
	w.scroll = container.NewVScroll(w.grid)
	arrangement.scroll = w.scroll
	w.empty = widgets.NewEmptyState(fynetheme.ConfirmIcon(), env.T("login.wall.none"), env.T("login.wall.none.text"), widgets.Action{})
	w.empty.Hide()
	body := screen.Inset(container.NewBorder(screen.Inset(head, 0, 0, 1, 0), nil, nil, nil, w.scroll, w.empty), 2, 1, 3, 3)
	w.sheet = env.Sheets.Show(screen.Form{Bare: true, Body: body, Size: fyne.NewSize(10000, 10000)})
	w.sheet.OnClose = w.close
	env.OnChange(w.scope, func(c bus.Change) {
		if len(c.Logins) > 0 || len(c.Seats) > 0 || c.Connections {
			w.reload()
		}
	})
	w.reload()
}

// reload reads seats and logins.
func (w *wall) reload() {
	console := w.env.Console
	screen.Keep(w.scope, "wall", func(ctx context.Context) (wallState, error) {
		now := wallState{logins: map[model.SeatID]model.Login{}}
		seats, err := console.Seats.List(ctx)
		for _, s := range seats {
			now.seats = append(now.seats, screen.SeatView{Seat: s, Link: console.Seats.Link(s), Can: console.Seats.Capabilities(s)})
		}
		for _, l := range console.Logins.All() {
			now.logins[l.Seat] = l
		}
		return now, err
	}, func(now wallState, err error) {
		if err != nil {
			w.env.Fail(err)
			return
		}
		w.show(now)
	})
}

// show brings the tiles in line with seats and logins. A seat that has a tile
// keeps it while the wall is open.
func (w *wall) show(now wallState) {
	there, wanted := map[model.SeatID]bool{}, false // a PIN, by another tile than before
	for _, seat := range now.seats {
		login, begun := now.logins[seat.ID]
		login.Seat = seat.ID
		t := w.tiles[seat.ID]
		if t == nil {
			if !Wanted(seat) && (!begun || login.Phase.Over()) {
				continue
			}
			t = newTile(w.env, w.scope, seat)
			w.tiles[seat.ID] = t
			w.order = append(w.order, t)
		}
		there[seat.ID] = true
		asked := t.look.pin
		t.show(seat, login)
		wanted = wanted || t.look.pin != asked
	}
	w.order = slices.DeleteFunc(w.order, func(t *tile) bool {
		if there[t.seat.ID] {
			return false
		}
		t.close()
		delete(w.tiles, t.seat.ID)
		return true
	})
	w.order = settled(w.order)
	w.place()
	w.count()
	w.tick()
	if wanted {
		w.askPIN()
	}
	if !w.known {
		w.known = true
		w.begin()
	}
}

// begin is called once the first tiles are there.
func (w *wall) begin() {
	switch {
	case w.all:
		w.startAll()
	case !w.start.Disabled():
		w.env.Window.Canvas().Focus(w.start)
	}
}

// settled is the order in which tiles are shown: one under way stays where it is,
// for a person may be about to scan it; round those the rest is set, with those
// that are done at the end.
func settled(order []*tile) []*tile {
	var free []*tile
	for _, t := range order {
		if !t.underWay() && !t.done() {
			free = append(free, t)
		}
	}
	for _, t := range order {
		if t.done() {
			free = append(free, t)
		}
	}
	now := make([]*tile, len(order))
	for i, t := range order {
		if t.underWay() {
			now[i] = t
			continue
		}
		now[i], free = free[0], free[1:]
	}
	return now
}

// place sets the tiles in order, if that changed: a field that is being typed into
// must not go.
func (w *wall) place() {
	objects := make([]fyne.CanvasObject, len(w.order))
	for i, t := range w.order {
		objects[i] = t.object
	}
	if !slices.Equal(objects, w.grid.Objects) {
		w.grid.Objects = objects
		w.grid.Refresh()
		w.scroll.Refresh()
	}
	if len(objects) > 0 {
		w.scroll.Show()
		w.empty.Hide()
	} else {
		w.scroll.Hide()
		w.empty.Show()
	}
}

// count says how many wait, are done, need a person.
func (w *wall) count() {
	var waiting, done, stuck, idle int
	for _, t := range w.order {
		switch {
		case t.done():
			done++
		case t.stuck():
			stuck++
		default:
			waiting++
		}
		if w.startable(t) {
			idle++
		}
	}
	w.counts.SetText(w.env.T("login.wall.counts", "waiting", waiting, "done", done, "stuck", stuck))
	if idle > 0 {
		w.start.Enable()
		return
	}
	w.start.Disable()
	if c := w.env.Window.Canvas(); c.Focused() == fyne.Focusable(w.start) {
		c.Unfocus()
	}
}

// startable tells whether a tile is begun with the rest.
func (w *wall) startable(t *tile) bool { return !t.done() && !t.underWay() }

// startAll begins every login that is not under way, one after the other.
func (w *wall) startAll() {
	var ids []model.SeatID
	for _, t := range w.order {
		if w.startable(t) {
			ids = append(ids, t.seat.ID)
		}
	}
	env := w.env
	screen.Ask(w.scope, "all", func(ctx context.Context) (map[model.SeatID]error, error) {
		failed := map[model.SeatID]error{}
		for _, id := range ids {
			if err := env.Console.Logins.Start(ctx, id); err != nil {
				failed[id] = err
			}
			select {
			case <-ctx.Done():
				return nil, ctx.Err()
			case <-env.Clock.After(stagger):
			}
		}
		return failed, nil
	}, func(failed map[model.SeatID]error, _ error) {
		for id, err := range failed {
			if t := w.tiles[id]; t != nil {
				t.fail(model.AsTrouble(err))
			}
		}
		w.count()
	})
}

// askPIN brings the first tile that wants a PIN into sight, with the cursor in its
// field, unless one is being typed already.
func (w *wall) askPIN() {
	c := w.env.Window.Canvas()
	var next *tile
	for _, t := range w.order {
		if c.Focused() == fyne.Focusable(t.pin) {
			if t.look.pin {
				return
			}
			c.Unfocus() // nobody sees what is typed there
		}
		if t.look.pin && next == nil {
			next = t
		}
	}
	if next == nil {
		return
	}
	at := next.object.Position().Y
	if top := w.scroll.Offset.Y; at < top || at+tileHeight > top+w.scroll.Size().Height {
		w.scroll.ScrollToOffset(fyne.NewPos(0, at))
	}
	c.Focus(next.pin)
}

func (w *wall) tick() {
	counting := false
	for _, t := range w.order {
		counting = t.tick() || counting
	}
	if counting {
		w.pulse.want()
	}
}

// close ends the logins that nobody scanned, and drops the tiles.
func (w *wall) close() {
	w.pulse.stop()
	w.scope.Forget("all")
	for _, t := range w.order {
		t.leave()
		t.close()
	}
	w.scope.Close()
}

// wallLayout sets tiles of one size in as many columns as there is room for.
type wallLayout struct{ scroll *container.Scroll }

func (l *wallLayout) columns() int {
	return max(int((l.scroll.Size().Width-wallBar+wallGap)/(tileWidth+wallGap)), 1)
}

func (l *wallLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	rows := (len(objects) + l.columns() - 1) / l.columns()
	return fyne.NewSize(tileWidth, max(float32(rows)*(tileHeight+wallGap)-wallGap, 0))
}

func (l *wallLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	columns := l.columns()
	width := (size.Width - wallBar - float32(columns-1)*wallGap) / float32(columns)
	for i, o := range objects {
		o.Move(fyne.NewPos(float32(i%columns)*(width+wallGap), float32(i/columns)*(tileHeight+wallGap)))
		o.Resize(fyne.NewSize(width, tileHeight))
	}
}
