package supervisor

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/app/supervise"
	"seatdeck/ui/login"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// boardPage shows how all seats are doing, and beside them who waits longest. Over
// it lies the page of a seat while one is open.
type boardPage struct {
	host *host
	body *fyne.Container // the board, or a seat
	root *fyne.Container
	seat *seatPage // nil: none is open

	board supervise.Board
	known bool // it was read
	fresh bool // it came into sight just now
	wish  boardWish
	lines []boardLine
	aimed time.Time // when the pointer last moved over the table
	all   boardHead // sums over all seats
	spell spelling
	cells boardCells

	totals  *boardTotals
	bar     *boardBar
	columns *screen.ColumnChoice
	table   *widgets.Table
	waiting *waitingList
	faces   *screen.Faces
	middle  *fyne.Container
	foot    *widget.Label
	calm    *screen.Calm
	ticker  *ticker
}

func newBoardPage(h *host) *boardPage {
	t := h.env.T
	p := &boardPage{
		host: h, body: container.NewStack(), spell: spelling{}, faces: screen.NewFaces(h.env),
		wish: boardWish{folded: map[string]bool{}}, foot: screen.Note(""),
	}
	p.cells = boardCells{env: h.env, kinds: map[string]string{}, limits: widgets.DefaultWaitLimits}
	for _, k := range h.env.Console.Connections.Kinds() {
		p.cells.kinds[k.Kind] = k.Title
	}
	p.columns = screen.NewColumnChoice(h.env, h.scope, "board", boardColumns(t), boardUsual)
	p.table = p.columns.Table
	p.table.Tightest = 0.94 // a state that is cut says nothing: rather fewer columns
	p.table.Cells = p.cell
	p.table.Band = func(row int) bool { return row < len(p.lines) && p.lines[row].head != nil }
	p.table.OnOpen = p.open
	p.table.OnPress = p.press
	p.table.OnSort = p.sort
	p.table.OnMenu = p.menu
	p.table.OnPoint = func() { p.aimed = h.env.Clock.Now() }
	p.table.SetPicture = p.faces.Set
	p.waiting = newWaitingList(h, p.faces)
	p.totals = newBoardTotals(p)
	p.bar = newBoardBar(p)
	p.middle = container.NewStack(widgets.NewEmptyState(nil, t("shell.loading"), "", widgets.Action{}))
	p.build()
	p.calm = screen.NewCalm(h.env, boardTick, func() {
		if inSight(h.env, p.root) {
			p.read()
		}
	})
	p.ticker = newTicker(h.env, p.root, p.tick)
	p.columns.Read()
	return p
}

func (p *boardPage) build() {
	line := screen.MinSize(screen.NewFill(theme.Divider, 0), 0, 1)
	top := screen.Column(0, screen.Inset(p.totals.object, 1, 2, 0, 2), screen.Inset(p.bar.object, 1, 2, 1, 2))
	p.foot.Wrapping, p.foot.Truncation = fyne.TextWrapOff, fyne.TextTruncateEllipsis
	foot := screen.Column(0, line, screen.Inset(p.foot, 0, 2, 0, 2))
	side := screen.Dock(nil, nil, screen.MinSize(screen.NewFill(theme.Divider, 0), 1, 0), nil, screen.MinSize(p.waiting.object, waitingWidth, 0))
	p.root = screen.Dock(top, foot, nil, side, p.middle)
	p.root.Objects = []fyne.CanvasObject{top, p.middle, side, foot} // in the order of Tab
	p.body.Objects = []fyne.CanvasObject{p.root}
}

// Object implements screen.Page.
func (p *boardPage) Object() fyne.CanvasObject { return p.body }

// Show implements screen.Page.
func (p *boardPage) Show() {
	p.fresh = true
	if p.seat != nil {
		p.seat.show()
		return
	}
	p.read()
	p.ticker.start()
}

// Changed implements screen.Page.
func (p *boardPage) Changed(c bus.Change) {
	if p.seat != nil {
		p.seat.changed(c)
		return
	}
	concerns := len(c.Seats) > 0 || len(c.Conversations) > 0 || c.Alerts || c.Tallies || c.Connections || c.Company || c.Settings
	if concerns && inSight(p.host.env, p.root) {
		p.calm.Changed()
	}
}

// Focus implements screen.Page: who comes here first of all finds who waits
// longest; asked once more, the search.
func (p *boardPage) Focus() fyne.Focusable {
	fresh := p.fresh
	p.fresh = false
	switch {
	case p.seat != nil:
		return p.seat.focus()
	case fresh:
		return p.waiting.list
	}
	return p.bar.entry
}

// Close implements screen.Page.
func (p *boardPage) Close() {
	if p.seat != nil {
		p.seat.close()
	}
	p.calm.Close()
	p.ticker.close()
	p.faces.Close()
}

// openSeat shows a seat over the board.
func (p *boardPage) openSeat(id model.SeatID) {
	if p.seat != nil {
		p.seat.close()
	}
	p.seat = newSeatPage(p.host, id, p.closeSeat)
	p.put(p.seat.object)
	p.seat.show()
	p.host.refocus()
}

// closeSeat shows the board again.
func (p *boardPage) closeSeat() {
	if p.seat == nil {
		return
	}
	p.seat.close()
	p.seat = nil
	p.put(p.root)
	p.Show()
	p.fresh = false
	if ring := p.table.Ring(); ring >= 0 && p.middle.Objects[0] == fyne.CanvasObject(p.table) {
		p.host.env.Window.Canvas().Focus(p.table)
		return
	}
	p.host.refocus()
}

// back closes the seat that is open; false: none is.
func (p *boardPage) back() bool {
	open := p.seat != nil
	p.closeSeat()
	return open
}

func (p *boardPage) put(o fyne.CanvasObject) {
	p.body.Objects = []fyne.CanvasObject{o}
	p.body.Refresh()
	p.host.env.Window.Canvas().Unfocus() // what had the keyboard is out of sight now
}

// boardRead is all that the board is made of.
type boardRead struct {
	board   supervise.Board
	waiting []model.Conversation
	limits  widgets.WaitLimits
}

// waitingMost is how many of those who wait are listed: nobody reads on.
const waitingMost = 200

func (p *boardPage) read() {
	console := p.host.env.Console
	screen.Keep(p.host.scope, "board", func(ctx context.Context) (r boardRead, err error) {
		if r.board, err = console.Supervisor.Board(ctx); err != nil {
			return r, err
		}
		if r.waiting, err = console.Supervisor.Waiting(ctx, 0, waitingMost); err != nil {
			return r, err
		}
		prefs, err := console.Settings.Get(ctx)
		r.limits = widgets.WaitLimits{Warn: prefs.WarnAfter, Late: prefs.LateAfter}
		return r, err
	}, p.got)
}

func (p *boardPage) got(r boardRead, err error) {
	if err != nil {
		p.show(err)
		return
	}
	p.board, p.known, p.cells.limits = r.board, true, r.limits
	p.all = boardHead{}
	for i := range p.board.Rows {
		p.all.add(&p.board.Rows[i])
	}
	p.waiting.set(r.waiting, r.board.Totals.Waiting, r.limits)
	p.bar.offer(r.board.Rows)
	p.hold()
	p.show(nil)
	p.wish.held = nil
}

// aiming is how long rows stay where they are after the pointer moved over them:
// a person who aims at one must not hit another that came there just then.
const aiming = 3 * time.Second

// hold keeps the seats in their places while a person aims at one.
func (p *boardPage) hold() {
	if p.aimed.IsZero() || p.host.env.Clock.Since(p.aimed) > aiming {
		return
	}
	p.wish.held = make(map[model.SeatID]int, len(p.lines))
	for i, l := range p.lines {
		if l.row == nil {
			continue
		}
		if _, twice := p.wish.held[l.row.Seat.ID]; !twice {
			p.wish.held[l.row.Seat.ID] = i
		}
	}
}

// show brings everything in line with what was read and with what is wished.
func (p *boardPage) show(err error) {
	t := p.host.env.T
	seats := 0
	p.lines, seats = linesOf(p.board.Rows, p.wish, p.spell, namer{stance: p.bar.stance, none: t("board.group.none." + groupKeys[p.wish.group])})
	shown := fyne.CanvasObject(p.table)
	say := func(icon fyne.Resource, title, text string, action widgets.Action) {
		shown = widgets.NewEmptyState(icon, title, text, action)
	}
	switch {
	case err != nil && !p.known:
		say(fynetheme.WarningIcon(), t("board.failed"), p.host.env.TroubleNext(err), widgets.Action{Label: t("contacts.retry"), Do: p.read})
	case err != nil:
		p.host.env.Fail(err)
	case !p.known:
		say(nil, t("shell.loading"), "", widgets.Action{})
	case len(p.board.Rows) == 0:
		say(fynetheme.AccountIcon(), t("board.none"), t("board.none.text"), widgets.Action{})
	case seats == 0:
		say(fynetheme.SearchIcon(), t("board.nomatch"), t("board.nomatch.text"), widgets.Action{Label: t("board.clear"), Do: p.clear})
	}
	if p.middle.Objects[0] != shown {
		p.middle.Objects = []fyne.CanvasObject{shown}
		p.middle.Refresh()
	}
	p.table.SetCount(len(p.lines))
	p.totals.show(p.all)
	p.foot.SetText(t("board.foot", "n", seats, "all", len(p.board.Rows), "at", p.board.At.In(p.host.env.Zone).Format("15:04:05")))
}

// changed shows the board by another wish.
func (p *boardPage) changed() {
	p.bar.show()
	p.show(nil)
}

// clear shows all seats again.
func (p *boardPage) clear() {
	p.wish.filter = boardFilter{}
	p.changed()
	p.host.env.Window.Canvas().Focus(p.bar.entry)
}

// tick draws anew what changes with time alone.
func (p *boardPage) tick() {
	p.table.Refresh()
	p.waiting.list.Refresh()
	p.totals.show(p.all)
}

func (p *boardPage) cell(i int, column string) widgets.Cell {
	if i >= len(p.lines) {
		return widgets.Cell{}
	}
	now := p.host.env.Clock.Now()
	if head := p.lines[i].head; head != nil {
		return p.cells.head(head, column, now)
	}
	return p.cells.seat(p.lines[i].row, column, now)
}

func (p *boardPage) sort(column string, down bool) {
	p.wish.sort, p.wish.down = column, down
	p.show(nil)
}

// sortBy sorts by a column, the largest first.
func (p *boardPage) sortBy(column string) {
	p.table.SetSort(column, column != "")
	p.sort(column, column != "")
}

// open shows the seat of a row, or folds a group.
func (p *boardPage) open(i int) {
	if i >= len(p.lines) {
		return
	}
	if head := p.lines[i].head; head != nil {
		p.fold(head)
		return
	}
	p.openSeat(p.lines[i].row.Seat.ID)
}

func (p *boardPage) fold(head *boardHead) {
	p.wish.folded[head.key] = !head.folded
	p.show(nil)
}

// press is a click on a cell.
func (p *boardPage) press(i int, column string) {
	if i >= len(p.lines) {
		return
	}
	switch line := p.lines[i]; {
	case line.head != nil:
		p.fold(line.head)
	case column == boardTake && line.row.Longest != 0:
		p.host.takeOver(line.row.Longest)
	}
}

// menu offers what can be done with a seat.
func (p *boardPage) menu(i int, at fyne.Position) {
	if i >= len(p.lines) || p.lines[i].row == nil {
		return
	}
	h, row := p.host, p.lines[i].row
	t := h.env.T
	items := []*fyne.MenuItem{
		fyne.NewMenuItem(t("board.menu.open"), func() { p.openSeat(row.Seat.ID) }),
		fyne.NewMenuItem(t("seatpage.do.chat"), func() { h.env.Nav.OpenSeat(row.Seat.ID) }),
	}
	if id := row.Longest; id != 0 {
		items = append(items, fyne.NewMenuItem(t("board.menu.take"), func() { h.takeOver(id) }))
	}
	if v := h.view(row.Seat.ID); login.Wanted(v) {
		items = append(items, fyne.NewMenuItem(t("seatpage.do.login"), func() { login.Open(h.env, v) }))
	}
	widget.ShowPopUpMenuAtPosition(fyne.NewMenu("", items...), h.env.Window.Canvas(), at)
}
