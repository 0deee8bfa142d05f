package manager

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

const (
	batchesListed   = 200
	batchesWidth    = 92 * screen.Unit
	batchLineHeight = 62
)

// batchesPage lists what was and is being done to many things at once.
type batchesPage struct {
	h      *host
	body   *fyne.Container
	list   *widgets.List
	detail *batchDetail
	empty  *widgets.EmptyState
	parts  fyne.CanvasObject

	batches []model.Batch
	chosen  model.BatchID
	seen    bool // it was in sight once
	calm    *screen.Calm
}

// batchesRead is the list, and the batch that is open, which may be older.
type batchesRead struct {
	list []model.Batch
	open model.Batch
}

func newBatchesPage(h *host) *batchesPage {
	p := &batchesPage{h: h}
	p.calm = screen.NewCalm(h.env, rereadRest, p.read)
	p.detail = newBatchDetail(h, p.open)
	p.list = widgets.NewList(batchLineHeight, func() fyne.CanvasObject { return newBatchLine() }, func(i int, o fyne.CanvasObject) {
		if i < len(p.batches) {
			o.(*batchLine).set(h.env, p.batches[i])
		}
	})
	p.list.Selected = func(i int) bool { return i < len(p.batches) && p.batches[i].ID == p.chosen }
	choose := func(i int) {
		if i < len(p.batches) {
			p.open(p.batches[i].ID)
		}
	}
	p.list.OnRing = choose
	p.list.OnShortcut = func(shortcut fyne.Shortcut) bool {
		_, undo := shortcut.(*fyne.ShortcutUndo)
		if undo && p.detail.undo.Visible() && !p.detail.undo.Disabled() {
			p.detail.askUndo()
		}
		return undo
	}
	p.list.OnTapped = func(i int) {
		choose(i)
		h.env.Window.Canvas().Focus(p.list)
	}
	p.empty = widgets.NewEmptyState(fynetheme.ListIcon(), h.env.T("shell.loading"), "", widgets.Action{})
	line := screen.MinSize(screen.NewFill(theme.Divider, 0), 1, 0)
	left := screen.Dock(nil, nil, nil, line, screen.OnFill(theme.Sidebar, p.list))
	p.parts = screen.Dock(nil, nil, screen.Width(left, batchesWidth), nil, p.detail.object)
	p.parts.Hide()
	p.body = container.NewStack(p.empty, p.parts)
	return p
}

func (p *batchesPage) Object() fyne.CanvasObject { return p.body }
func (p *batchesPage) Focus() fyne.Focusable     { return p.list }

func (p *batchesPage) Show() {
	p.seen = true
	p.read()
}

func (p *batchesPage) Changed(c bus.Change) {
	if !p.seen || len(c.Batches) == 0 {
		return
	}
	p.calm.Changed()
	if c.Batches[p.chosen] {
		p.detail.changed()
	}
}

func (p *batchesPage) Close() {
	p.calm.Close()
	p.detail.close()
}

// open shows a batch.
func (p *batchesPage) open(id model.BatchID) {
	if p.chosen == id {
		return
	}
	p.chosen = id
	p.list.Refresh()
	p.h.scope.Forget("batches")
	p.read()
}

func (p *batchesPage) read() {
	chosen := p.chosen
	screen.Keep(p.h.scope, "batches", func(ctx context.Context) (r batchesRead, err error) {
		if r.list, err = p.h.env.Console.Batches.List(ctx, batchesListed); err != nil {
			return r, err
		}
		if chosen == 0 && len(r.list) > 0 {
			r.open = r.list[0]
		}
		for _, b := range r.list {
			if b.ID == chosen {
				r.open = b
			}
		}
		if chosen != 0 && r.open.ID == 0 {
			r.open, err = p.h.env.Console.Batches.Get(ctx, chosen)
		}
		return r, err
	}, func(r batchesRead, err error) { p.got(chosen, r, err) })
}

func (p *batchesPage) got(asked model.BatchID, r batchesRead, err error) {
	t := p.h.env.T
	switch {
	case err != nil:
		p.empty.Set(fynetheme.ErrorIcon(), p.h.env.Trouble(err), p.h.env.Next(err), widgets.Action{Label: t("batches.again"), Do: p.read})
	case len(r.list) == 0:
		p.empty.Set(fynetheme.ListIcon(), t("batches.none"), t("batches.none.text"), widgets.Action{})
	}
	first := p.empty.Visible()
	p.empty.Hidden = err == nil && len(r.list) > 0
	p.parts.(*fyne.Container).Hidden = !p.empty.Hidden
	p.body.Refresh()
	if first && p.empty.Hidden && p.h.env.Window.Canvas().Focused() == nil {
		p.h.refocus() // the list could not have the keyboard before
	}
	if err != nil || p.chosen != asked {
		return
	}
	p.batches = r.list
	p.list.SetCount(len(p.batches))
	p.chosen = r.open.ID
	p.list.Refresh()
	if p.chosen != 0 {
		p.detail.show(r.open)
	}
}

// batchLine draws a batch in the list.
type batchLine struct {
	widget.BaseWidget
	what, state, about *widget.Label
	meter              *meter
	body               fyne.CanvasObject
}

func newBatchLine() *batchLine {
	l := &batchLine{what: widget.NewLabel(""), state: widget.NewLabel(""), about: screen.Note(""), meter: newMeter()}
	l.what.Truncation = fyne.TextTruncateEllipsis
	l.state.SizeName = fynetheme.SizeNameCaptionText
	l.about.Wrapping, l.about.Truncation = fyne.TextWrapOff, fyne.TextTruncateEllipsis
	meter := screen.Inset(l.meter, 0.5, 2, 0, 2)
	l.body = screen.Inset(screen.Column(-1.5, screen.Line(nil, l.what, l.state), l.about, meter), 0, 1, 0, 1)
	l.ExtendBaseWidget(l)
	return l
}

// CreateRenderer is called by the toolkit.
func (l *batchLine) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(l.body) }

func (l *batchLine) set(env *screen.Env, b model.Batch) {
	l.what.SetText(batchWords(env, b))
	text, importance := batchState(env, b)
	l.state.Importance = importance
	l.state.SetText(text)
	l.about.SetText(batchAbout(env, b))
	l.meter.set(b.Deeds)
	l.meter.Hidden = b.Deeds.Pending() == 0
	l.body.Refresh()
}

// batchAbout is when a batch was begun, and on how many seats.
func batchAbout(env *screen.Env, b model.Batch) string {
	text := env.T("batches.about", "when", env.When(b.Created), "n", b.Seats)
	if counts := batchCounts(env, b.Deeds); counts != "" {
		text += " · " + counts
	}
	return text
}

// batchState says in a word or two how a batch stands.
func batchState(env *screen.Env, b model.Batch) (string, widget.Importance) {
	c := b.Deeds
	switch {
	case c.Pending() > 0:
		return env.T("batches.running", "n", c.Pending()), widget.HighImportance
	case c.Refused+c.Maybe > 0:
		return env.T("batches.open", "n", c.Refused+c.Maybe), widget.WarningImportance
	case b.UndoneBy != 0:
		return env.T("batches.undone"), widget.LowImportance
	case c.Cancelled > 0:
		return env.T("batches.state.cancelled"), widget.LowImportance
	}
	return env.T("batches.state.done"), widget.LowImportance
}
