package manager

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/batch"
	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/widgets"
)

// newestRefusals is how many refusals a progress shows.
const newestRefusals = 4

// unsettled are the states that a person has to look at.
func unsettled() []model.DeedState { return []model.DeedState{model.DeedRefused, model.DeedMaybe} }

// progress follows a batch until it is over, or put out of sight.
type progress struct {
	h     *host
	scope *screen.Scope
	sheet *screen.Sheet
	id    model.BatchID
	told  progressState

	what   *widget.Label
	meter  *meter
	counts *widget.Label
	notes  *fyne.Container // what was refused, and why nothing goes on

	stop, undo, results, leave *screen.Button
}

// progressState is what is read anew at every change.
type progressState struct {
	batch   model.Batch
	refused []model.Deed // the newest last
	next    model.Deed   // that waits while none is being done; else none
}

// openProgress shows how far a batch is.
func openProgress(h *host, id model.BatchID) {
	t := h.env.T
	p := &progress{h: h, scope: h.env.Scope(), id: id, what: screen.Wrapped(""), meter: newMeter(), counts: screen.Note(""), notes: screen.Column(0)}
	p.stop = screen.NewButton(t("batches.stop"), nil, func() { p.act(h.env.Console.Batches.Cancel) })
	p.undo = screen.NewButton(t("batches.undo"), nil, p.takeBack)
	p.results = screen.NewButton(t("batches.results"), nil, func() {
		p.sheet.Close()
		h.showBatch(p.id)
	})
	p.leave = screen.NewButton(t("batches.background"), nil, func() { p.sheet.Close() })
	p.leave.Importance = widget.HighImportance
	p.stop.Disable()
	p.undo.Disable()
	p.sheet = h.env.Sheets.Show(screen.Form{
		Title: t("batches.progress"), Size: fyne.NewSize(wishWidth, 0), Focus: p.leave,
		Body: screen.Column(1, p.what, screen.Inset(p.meter, 1, 1, 1, 1), p.counts, screen.MinSize(p.notes, 0, 22*screen.Unit)),
		Left: []fyne.CanvasObject{p.undo, p.stop}, Buttons: []fyne.CanvasObject{p.results, p.leave},
	})
	p.sheet.OnClose = p.scope.Close
	p.sheet.Fit()
	h.env.OnChange(p.scope, func(c bus.Change) {
		if c.Batches[p.id] {
			p.look()
		}
	})
	p.look()
}

func (p *progress) look() {
	id := p.id
	screen.Keep(p.scope, "look", func(ctx context.Context) (progressState, error) {
		return readProgress(ctx, p.h.env.Console.Batches, id)
	}, func(s progressState, err error) {
		if err != nil {
			p.say(alarm(p.h.env.TroubleNext(err), widget.DangerImportance))
			return
		}
		p.show(s)
	})
}

func readProgress(ctx context.Context, batches *batch.Batches, id model.BatchID) (s progressState, err error) {
	if s.batch, err = batches.Get(ctx, id); err != nil {
		return s, err
	}
	if n := s.batch.Deeds.Refused + s.batch.Deeds.Maybe; n > 0 {
		if s.refused, err = batches.Deeds(ctx, id, unsettled(), max(n-newestRefusals, 0), newestRefusals); err != nil {
			return s, err
		}
	}
	if s.batch.Deeds.Queued > 0 && s.batch.Deeds.Doing == 0 {
		next, err := batches.Deeds(ctx, id, []model.DeedState{model.DeedQueued}, 0, 1)
		if err != nil {
			return s, err
		}
		if len(next) > 0 {
			s.next = next[0]
		}
	}
	return s, nil
}

func (p *progress) show(s progressState) {
	p.told = s
	env, b := p.h.env, s.batch
	p.what.SetText(batchWords(env, b))
	p.meter.set(b.Deeds)
	p.counts.SetText(batchCounts(env, b.Deeds))
	var notes []fyne.CanvasObject
	if why := p.h.waiting(s.next); why != "" {
		notes = append(notes, alarm(env.T("batches.held", "why", why), widget.WarningImportance))
	}
	for i := len(s.refused) - 1; i >= 0; i-- {
		d := s.refused[i]
		notes = append(notes, alarm(env.T("batches.refusal", "name", deedName(env, b, d), "state", deedState(env, d.State), "why", deedReason(env, d)), widget.WarningImportance))
	}
	allow(p.stop, b.Deeds.Pending() > 0)
	p.stop.Hidden = b.Deeds.Pending() == 0
	allow(p.undo, b.Deeds.Done > 0 && b.UndoneBy == 0 && env.Console.Batches.Undoable(b))
	p.leave.SetText(env.T("batches.background"))
	if b.Deeds.Pending() == 0 {
		p.leave.SetText(env.T("shell.close"))
	}
	p.say(notes...)
}

func (p *progress) say(notes ...fyne.CanvasObject) {
	p.notes.Objects = notes
	p.notes.Refresh()
	p.sheet.Fit()
}

// act does something to the batch.
func (p *progress) act(do func(context.Context, model.BatchID) error) {
	p.stop.Disable()
	id := p.id
	p.scope.Act("act", func(ctx context.Context) error { return do(ctx, id) }, func(err error) {
		if err != nil {
			p.h.env.Fail(err)
		}
		p.look()
	})
}

// takeBack undoes the batch and follows that.
func (p *progress) takeBack() {
	p.undo.Disable()
	id := p.id
	screen.Do(p.scope, "act", func(ctx context.Context) (model.BatchID, error) {
		return p.h.env.Console.Batches.Undo(ctx, id)
	}, func(undo model.BatchID, err error) {
		if err != nil {
			p.h.env.Fail(err)
			p.look()
			return
		}
		if undo == 0 { // nothing was done yet
			p.look()
			return
		}
		p.sheet.Close()
		openProgress(p.h, undo)
	})
}

// deedName is what a deed is about, in words where it is not what its batch is
// about.
func deedName(env *screen.Env, b model.Batch, d model.Deed) string {
	name := widgets.OneLine(d.Label, 40)
	if name == "" {
		name = widgets.OneLine(d.Target, 40)
	}
	if d.Kind != b.Kind {
		return env.T("batches.other", "what", deedKind(env, d.Kind), "name", name)
	}
	return name
}

// waiting says why a deed that is to be done waits; "" where it only waits its turn.
func (h *host) waiting(d model.Deed) string {
	if d.State != model.DeedQueued {
		return ""
	}
	if v := h.view(d.Seat); v.ID != 0 && v.State != model.SeatOnline {
		return h.env.T("batches.waits.seat", "seat", widgets.OneLine(v.DisplayName(), 20), "state", h.env.SeatState(v.State))
	}
	return deedReason(h.env, d)
}
