package manager

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
	"github.com/jonboulle/clockwork"

	"seatdeck/app/batch"
	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/ui/screen"
)

const (
	previewRest = 200 * time.Millisecond // after the last change of an input
	oneWait     = 2 * time.Second        // how long a single deed is awaited before its progress is shown
	wishWidth   = 560
)

// wishForm asks what is to be done to many things at once.
type wishForm struct {
	title  string
	body   fyne.CanvasObject           // the inputs; may be nil
	focus  fyne.Focusable              // may be nil
	wish   func() (batch.Wish, string) // what is wished for; or what is still missing, in words
	start  string                      // words of the button
	danger bool                        // it can't be undone
	done   func(model.BatchID)         // after it was begun; may be nil
}

// wishing is a form that says below its inputs what would be done to how many, and
// then follows what is being done.
type wishing struct {
	h     *host
	form  wishForm
	scope *screen.Scope
	sheet *screen.Sheet
	shows *previewPane
	begin *screen.Button

	wish    batch.Wish // that the preview is of
	preview batch.Preview
	ready   bool // there is a preview, and something to do
	begun   bool // what was entered is being done
	resting clockwork.Timer
	waiting clockwork.Timer // for the end of a single deed
	closed  bool
}

// openWish opens a form. Its inputs call changed.
func openWish(h *host, f wishForm) *wishing {
	t := h.env.T
	w := &wishing{h: h, form: f, scope: h.env.Scope(), shows: newPreviewPane(h.env, f.danger)}
	cancel := screen.NewButton(t("shell.cancel"), nil, func() { w.sheet.Leave() })
	w.begin = screen.NewButton(f.start, nil, w.start)
	w.begin.Importance = widget.HighImportance
	if f.danger {
		w.begin.Importance = widget.DangerImportance
	}
	w.begin.Disable()
	body := fyne.CanvasObject(w.shows.object)
	if f.body != nil {
		body = screen.Dock(screen.Inset(f.body, 0, 0, 2, 0), nil, nil, nil, w.shows.object)
	}
	if f.focus == nil {
		f.focus = cancel
	}
	w.sheet = h.env.Sheets.Show(screen.Form{
		Title: f.title, Size: fyne.NewSize(wishWidth, 0), Focus: f.focus, Body: body,
		Buttons: []fyne.CanvasObject{cancel, w.begin}, Submit: w.start,
	})
	w.sheet.OnClose = w.close
	edited := screen.Since(func() any {
		wish, missing := f.wish()
		return [...]any{wish, missing}
	})
	h.env.Guard(w.sheet, func() bool { return !w.begun && edited() })
	w.sheet.Fit()
	w.look()
	return w
}

func (w *wishing) close() {
	w.closed = true
	w.scope.Close()
	for _, timer := range []clockwork.Timer{w.resting, w.waiting} {
		if timer != nil {
			timer.Stop()
		}
	}
}

// changed is called when an input changed: the preview is read anew, once the
// inputs rest. Before the form is open it does nothing.
func (w *wishing) changed() {
	if w == nil {
		return
	}
	if w.resting != nil {
		w.resting.Stop()
	}
	w.shut()
	if _, missing := w.form.wish(); missing != "" {
		w.look()
		return
	}
	w.shows.waits()
	w.resting = w.h.env.Clock.AfterFunc(previewRest, func() { w.h.env.Dispatch(w.look) })
}

// shut keeps what is no longer previewed from being begun.
func (w *wishing) shut() {
	w.scope.Forget("preview")
	w.ready = false
	w.begin.Disable()
}

// look reads the preview.
func (w *wishing) look() {
	w.shut()
	wish, missing := w.form.wish()
	if missing != "" {
		w.shows.lacks(missing)
		return
	}
	w.shows.waits()
	w.wish = wish
	screen.Ask(w.scope, "preview", func(ctx context.Context) (batch.Preview, error) {
		return w.h.env.Console.Batches.Preview(ctx, wish)
	}, func(p batch.Preview, err error) {
		if err != nil {
			w.shows.fail(err)
			return
		}
		w.preview = p
		w.shows.show(wish, p, w.undoable(wish))
		w.ready = p.Deeds > 0
		if w.ready {
			w.begin.Enable()
		}
	})
}

// undoable tells whether what is wished for could be taken back.
func (w *wishing) undoable(wish batch.Wish) bool {
	return !w.form.danger && w.h.env.Console.Batches.Undoable(model.Batch{Kind: wish.Kind, Deeds: model.DeedCounts{Done: 1}})
}

// start begins what was previewed, and nothing else.
func (w *wishing) start() {
	if !w.ready {
		return
	}
	wish := w.wish
	w.shut()
	w.begun = true
	screen.Do(w.scope, "start", func(ctx context.Context) (model.BatchID, error) {
		return w.h.env.Console.Batches.Start(ctx, wish)
	}, func(id model.BatchID, err error) {
		if err != nil {
			w.shows.fail(err)
			w.ready, w.begun = true, false
			w.begin.Enable()
			return
		}
		if w.form.done != nil {
			w.form.done(id)
		}
		if w.preview.Deeds == 1 {
			w.await(id)
			return
		}
		w.follow(id)
	})
}

// follow shows the progress instead of the form.
func (w *wishing) follow(id model.BatchID) {
	w.sheet.Close()
	openProgress(w.h, id)
}

// await closes the form once a single deed was done. One that was refused, or
// takes its time, is shown.
func (w *wishing) await(id model.BatchID) {
	w.shows.works()
	w.waiting = w.h.env.Clock.AfterFunc(oneWait, func() {
		w.h.env.Dispatch(func() {
			if !w.closed {
				w.follow(id)
			}
		})
	})
	look := func() {
		screen.Keep(w.scope, "one", func(ctx context.Context) (model.Batch, error) {
			return w.h.env.Console.Batches.Get(ctx, id)
		}, func(b model.Batch, err error) {
			switch {
			case err != nil:
				w.shows.fail(err)
			case b.Deeds.Pending() > 0:
			case b.Deeds.Done+b.Deeds.Same == b.Deeds.All():
				w.sheet.Close()
				w.h.env.Nav.Toast(w.h.env.T("batches.toast.done", "what", batchWords(w.h.env, b)))
			default:
				w.follow(id)
			}
		})
	}
	w.h.env.OnChange(w.scope, func(c bus.Change) {
		if c.Batches[id] {
			look()
		}
	})
	look()
}
