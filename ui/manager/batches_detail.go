package manager

import (
	"context"
	"slices"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/app/sheet"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// batchDetail shows one batch: its deeds with what became of each.
type batchDetail struct {
	h      *host
	object fyne.CanvasObject
	open   func(model.BatchID) // another batch

	what   *widget.Label
	about  *widget.Label
	meter  *meter
	counts *fyne.Container // one chip for each state, which narrows the table to it
	bar    *fyne.Container
	why    *widget.Label // the whole reason of the deed in the ring
	foot   fyne.CanvasObject
	table  *widgets.Table
	deeds  *roster[int, model.Deed] // by where they stand in the batch

	stop, again, drop, undo, other, export *screen.Button

	batch  model.Batch
	states []model.DeedState // that the table is narrowed to; none: all
}

func newBatchDetail(h *host, open func(model.BatchID)) *batchDetail {
	t := h.env.T
	d := &batchDetail{h: h, open: open, what: screen.Wrapped(""), about: screen.Note(""), meter: newMeter(), counts: screen.Wrap(1), why: alarm("", widget.WarningImportance)}
	d.what.TextStyle.Bold = true
	batches := h.env.Console.Batches
	d.stop = screen.NewButton(t("batches.stop"), nil, func() { d.act(batches.Cancel) })
	d.again = screen.NewButton("", nil, func() { d.act(batches.Retry) })
	d.drop = screen.NewButton("", nil, func() { d.act(batches.Drop) })
	d.undo = screen.NewButton(t("batches.undo"), nil, d.askUndo)
	d.other = screen.NewButton("", nil, d.openOther)
	d.export = screen.NewButton(t("batches.export"), nil, d.askExport)
	d.bar = screen.Wrap(1, d.stop, d.again, d.drop, d.undo, d.other, d.export)
	d.table = widgets.NewTable([]widgets.Column{
		{Key: "target", Title: t("batches.col.target"), Width: 120, Grow: 2},
		{Key: "seat", Title: t("batches.col.seat"), Width: 80, Grow: 1},
		{Key: "state", Title: t("batches.col.state"), Width: 84},
		{Key: "why", Title: t("batches.col.why"), Width: 130, Grow: 3},
		{Key: "when", Title: t("batches.col.when"), Width: 84},
	})
	d.deeds = newRoster[int, model.Deed](h.env, h.scope, "batches/deeds")
	d.deeds.shown = d.filled
	d.aim()
	d.table.Cells = d.cell
	d.table.OnRing, d.table.OnOpen = d.tell, d.tell
	d.table.OnVisible = d.deeds.visible
	head := screen.Inset(screen.Column(0, d.what, d.about, screen.Inset(d.meter, 1, 1, 1, 1), d.counts, screen.Inset(d.bar, 1, 0, 1, 0)), 2, 3, 1, 3)
	d.foot = screen.OnFill(theme.Sidebar, screen.Inset(d.why, 0, 3, 0, 3))
	d.foot.Hide()
	d.object = screen.Dock(head, d.foot, nil, nil, d.table)
	return d
}

func (d *batchDetail) close() { d.deeds.close() }

// show shows a batch; another one begins with all its deeds.
func (d *batchDetail) show(b model.Batch) {
	fresh := b.ID != d.batch.ID
	d.batch = b
	t, env, c := d.h.env.T, d.h.env, b.Deeds
	d.what.SetText(batchWords(env, b))
	about := t("batches.about", "when", env.Date(b.Created), "n", b.Seats)
	if !b.Ended.IsZero() && c.Pending() == 0 {
		about += " · " + t("batches.ended", "when", env.Date(b.Ended))
	}
	d.about.SetText(about)
	d.meter.set(c)
	open := c.Refused + c.Maybe
	d.again.SetText(t("batches.retry", "n", open))
	d.drop.SetText(t("batches.drop", "n", open))
	d.stop.Hidden = c.Pending() == 0
	d.again.Hidden, d.drop.Hidden = open == 0, open == 0
	d.undo.Hidden = c.Done == 0 || b.UndoneBy != 0 || !env.Console.Batches.Undoable(b)
	d.other.Hidden = b.UndoneBy == 0 && b.Undoes == 0
	d.other.SetText(t("batches.undoing"))
	if b.Undoes != 0 {
		d.other.SetText(t("batches.undone.of"))
	}
	for _, button := range []*screen.Button{d.stop, d.again, d.drop, d.undo} {
		button.Enable()
	}
	if fresh {
		d.foot.Hide()
		d.narrow(nil)
		d.table.SetRing(0)
	} else {
		d.fillCounts()
	}
	d.object.Refresh()
}

// changed reads the deeds anew.
func (d *batchDetail) changed() { d.deeds.changed() }

// fillCounts makes the chips; the one that is on narrows the table.
func (d *batchDetail) fillCounts() {
	env := d.h.env
	chips := []fyne.CanvasObject{d.chip(env.T("batches.count", "state", env.T("batches.all"), "n", d.batch.Deeds.All()), nil)}
	for _, one := range countsOf(d.batch.Deeds) {
		chips = append(chips, d.chip(one.words(env), one.states))
	}
	d.counts.Objects = chips
	d.counts.Refresh()
}

func (d *batchDetail) chip(text string, states []model.DeedState) fyne.CanvasObject {
	b := screen.NewTextButton(text, nil, func() { d.narrow(states) })
	b.SetOn(slices.Equal(states, d.states))
	return b
}

// aim says which deeds are read: those of the batch in the states at hand. They
// are numbered, because the app gives them by where they stand.
func (d *batchDetail) aim() {
	batches, id, states := d.h.env.Console.Batches, d.batch.ID, d.states
	d.deeds.list = func(ctx context.Context) ([]int, error) {
		b, err := batches.Get(ctx, id)
		if err != nil {
			return nil, err
		}
		n := 0
		for _, one := range countsOf(b.Deeds) {
			if len(states) == 0 || slices.Equal(one.states, states) {
				n += one.n
			}
		}
		ids := make([]int, n)
		for i := range ids {
			ids[i] = i
		}
		return ids, nil
	}
	d.deeds.read = func(ctx context.Context, ids []int) ([]model.Deed, error) {
		return batches.Deeds(ctx, id, states, ids[0], len(ids))
	}
}

// narrow reads other deeds than before.
func (d *batchDetail) narrow(states []model.DeedState) {
	d.states = states
	clear(d.deeds.rows)
	d.aim()
	d.fillCounts()
	d.deeds.reload()
}

func (d *batchDetail) filled(err error) {
	if err != nil {
		d.h.env.Fail(err)
		return
	}
	d.table.SetCount(len(d.deeds.ids))
	d.deeds.visible(d.table.InSight())
}

func (d *batchDetail) cell(row int, column string) widgets.Cell {
	deed, known := d.deeds.at(row)
	if !known {
		return widgets.Cell{}
	}
	env := d.h.env
	switch column {
	case "target":
		return widgets.Cell{Text: deedName(env, d.batch, deed)}
	case "seat":
		return widgets.Cell{Text: widgets.OneLine(d.h.view(deed.Seat).DisplayName(), 40), Tone: theme.TextSecondary}
	case "state":
		return widgets.Cell{Text: deedState(env, deed.State), Tone: deedTone(deed.State)}
	case "why":
		return widgets.Cell{Text: widgets.OneLine(d.reason(deed), 200), Tone: theme.TextSecondary}
	case "when":
		return widgets.Cell{Text: env.When(deed.Ended), Tone: theme.TextSecondary}
	}
	return widgets.Cell{}
}

// reason says why a deed is as it is, or waits.
func (d *batchDetail) reason(deed model.Deed) string {
	if deed.State == model.DeedQueued {
		return d.h.waiting(deed)
	}
	return deedReason(d.h.env, deed)
}

// tell shows the whole reason of a deed.
func (d *batchDetail) tell(row int) {
	deed, known := d.deeds.at(row)
	reason := ""
	if known {
		reason = d.reason(deed)
	}
	d.foot.Hide()
	if reason != "" {
		d.foot.Show()
		d.why.SetText(d.h.env.T("batches.refusal", "name", deedName(d.h.env, d.batch, deed), "state", deedState(d.h.env, deed.State), "why", reason))
	}
	d.object.Refresh()
}

// act does something to the batch; what it did comes by the bus.
func (d *batchDetail) act(do func(context.Context, model.BatchID) error) {
	id := d.batch.ID
	d.h.scope.Act("batches/act", func(ctx context.Context) error { return do(ctx, id) }, d.h.env.Fail)
}

func (d *batchDetail) askUndo() {
	t, id := d.h.env.T, d.batch.ID
	d.h.env.Confirm(t("batches.undo.title"), t("batches.undo.text", "what", batchWords(d.h.env, d.batch), "n", d.batch.Deeds.Done), t("batches.undo"), func() {
		screen.Do(d.h.scope, "batches/act", func(ctx context.Context) (model.BatchID, error) {
			return d.h.env.Console.Batches.Undo(ctx, id)
		}, func(undo model.BatchID, err error) {
			switch {
			case err != nil:
				d.h.env.Fail(err)
			case undo != 0: // else nothing had been done
				d.open(undo)
			}
		})
	})
}

// openOther shows the batch that takes this one back, or that this one takes back.
func (d *batchDetail) openOther() {
	if d.batch.Undoes != 0 {
		d.open(d.batch.Undoes)
		return
	}
	d.open(d.batch.UndoneBy)
}

// askExport asks where to and writes the results there.
func (d *batchDetail) askExport() {
	t, b := d.h.env.T, d.batch
	d.h.env.AskFile(screen.FileQuestion{
		Title: t("batches.export.title"), Confirm: t("batches.export.yes"), Save: true, Extensions: spreadsheets,
		Name: t("batches.export.name", "n", b.ID) + ".xlsx",
	}, func(path string) {
		screen.Do(d.h.scope, "batches/export", func(ctx context.Context) (int, error) {
			return d.h.env.Console.Batches.Export(ctx, b.ID, d.sheet(b), path)
		}, func(n int, err error) {
			if err != nil {
				d.h.env.Fail(err)
				return
			}
			d.h.env.Nav.Toast(t("batches.export.done", "n", n, "path", path))
		})
	})
}

// sheet is the results as a spreadsheet. It is made off the UI goroutine, so it
// keeps its own copy of what the seats are called.
func (d *batchDetail) sheet(b model.Batch) sheet.Of[model.Deed] {
	env, names := d.h.env, map[model.SeatID]string{}
	for _, v := range d.h.seats {
		names[v.ID] = v.DisplayName()
	}
	t := env.T
	return sheet.Of[model.Deed]{
		Head: []string{
			t("batches.col.n"), t("batches.col.target"), t("batches.col.id"), t("batches.col.seat"), t("batches.col.kind"), t("batches.col.state"),
			t("batches.col.why"), t("batches.col.when"),
		},
		Numbers: []int{0},
		Cells: func(n int, deed model.Deed) []string {
			return []string{
				strconv.Itoa(n + 1), deed.Label, deed.Target, names[deed.Seat], deedKind(env, deed.Kind), deedState(env, deed.State),
				deedReason(env, deed), env.Date(deed.Ended),
			}
		},
	}
}
