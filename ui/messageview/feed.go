package messageview

import (
	"context"
	"time"

	"github.com/jonboulle/clockwork"

	"seatdeck/app/model"
	"seatdeck/assets"
)

// loads is what is under way for the conversation that is open.
type loads struct {
	above, below   bool
	reading, again bool                     // Changed, and Changed once more meanwhile
	failed         func()                   // does again what failed
	moved          map[model.MessageID]bool // transfers of theirs moved on
	asking         bool                     // how far those are
	timer          clockwork.Timer
}

func (l *loads) stopTimer() {
	if l.timer != nil {
		l.timer.Stop()
		l.timer = nil
	}
}

// patience is how long opening may take before it is said that it does.
const patience = 150 * time.Millisecond

// restart drops what is under way.
func (v *View) restart() {
	v.cancel()
	v.loads.stopTimer()
	v.loads = loads{moved: make(map[model.MessageID]bool)}
	v.ctx, v.cancel = context.WithCancel(context.Background())
}

// ask runs work off the UI goroutine and what it gives back on it, unless
// something else was opened meanwhile.
func (v *View) ask(work func(context.Context, Source) (func(), error), failed func(error)) {
	ctx, source := v.ctx, v.source
	if source == nil {
		return
	}
	v.spawn(func() {
		apply, err := work(ctx, source)
		if ctx.Err() != nil {
			return
		}
		v.opt.Dispatch(func() {
			switch {
			case ctx.Err() != nil:
			case err != nil:
				failed(err)
			default:
				apply()
			}
		})
	})
}

// first asks for the first page and says so when that takes long.
func (v *View) first(again func(), work func(context.Context, Source) (func(), error)) {
	ctx := v.ctx
	v.loads.timer = v.opt.Clock.AfterFunc(patience, func() {
		v.opt.Dispatch(func() {
			if ctx.Err() == nil && v.loads.timer != nil && v.win.empty() {
				v.notice.say(EmptyState{Title: v.opt.T("message.loading")})
			}
		})
	})
	v.loads.above, v.loads.below, v.loads.reading = true, true, true
	done := func() {
		v.loads.stopTimer()
		v.loads.above, v.loads.below, v.loads.reading = false, false, false
	}
	v.ask(func(ctx context.Context, s Source) (func(), error) {
		apply, err := work(ctx, s)
		return func() {
			done()
			apply()
			v.opened()
		}, err
	}, func(err error) {
		done()
		v.notice.say(EmptyState{
			Title: v.opt.T("message.load_failed"), Hint: v.why(err),
			Action: v.opt.T("message.try_again"), OnAction: func() {
				v.restart()
				v.notice.Hide()
				again()
			},
		})
		v.place()
	})
}

// why is an error in the agent's words.
func (v *View) why(err error) string {
	t := model.AsTrouble(err)
	return cleanLine(assets.TroubleText(v.opt.T, string(t.Code), t.About, t.Detail))
}

// opened draws the first page.
func (v *View) opened() {
	v.notice.Hide()
	if v.win.empty() {
		state := v.empty
		if state.Title == "" {
			state = EmptyState{Title: v.opt.T("message.none"), Hint: v.opt.T("message.none_hint")}
		}
		v.notice.say(state)
	}
	again := v.loads.again
	v.loads.again = false
	v.place()
	if again {
		v.Changed()
	}
}

func (v *View) loadNewest() {
	v.first(v.loadNewest, func(ctx context.Context, s Source) (func(), error) {
		list, err := s.Newest(ctx, pageSize)
		items := v.prepare(ctx, list)
		return func() {
			v.follow = true
			v.win.set(items, len(items) >= pageSize, false)
		}, err
	})
}

func (v *View) loadAround(id model.MessageID) {
	v.first(func() { v.loadAround(id) }, func(ctx context.Context, s Source) (func(), error) {
		list, err := s.Around(ctx, id, pageSize, pageSize)
		if err != nil {
			return nil, err
		}
		newest, err := s.Newest(ctx, 1)
		if err != nil {
			return nil, err
		}
		items := v.prepare(ctx, list)
		if len(items) == 0 { // gone: the newest will do
			list, err = s.Newest(ctx, pageSize)
			items = v.prepare(ctx, list)
			return func() {
				v.follow = true
				v.win.set(items, len(items) >= pageSize, false)
			}, err
		}
		return func() {
			after := len(newest) > 0 && KeyOf(newest[0]).Compare(items[len(items)-1].key) > 0
			v.win.set(items, true, after)
			if len(newest) > 0 {
				v.seen = KeyOf(newest[0])
			}
			v.follow = false
			if i := v.win.find(id, items[0].key); i >= 0 {
				it := &v.win.items[i]
				if len(clean(it.msg.Content.Text)) >= foldRunes {
					v.unfold[id] = true
				}
				v.anchor = anchorAt{id, it.key, v.Size().Height / 3}
			}
		}, nil
	})
}

// loadStart goes to the first message of all.
func (v *View) loadStart() {
	v.restart()
	v.first(v.loadStart, func(ctx context.Context, s Source) (func(), error) {
		list, err := s.After(ctx, Start(), pageSize)
		items := v.prepare(ctx, list)
		return func() {
			v.win.set(items, false, len(items) >= pageSize)
			v.follow = false
			if len(items) > 0 {
				v.anchor = anchorAt{items[0].msg.ID, items[0].key, marginY + 40}
			}
		}, err
	})
}

// loadMore brings what is next above or below what is in sight. It is called
// after each placing and mostly has nothing to do.
func (v *View) loadMore(top, bottom int) {
	if v.loads.failed != nil {
		return
	}
	if v.win.before && !v.loads.above && top < prefetch {
		v.loadAbove()
	}
	if v.win.after && !v.loads.below && len(v.win.items)-1-bottom < prefetch {
		v.loadBelow()
	}
}

func (v *View) loadAbove() {
	v.loads.above = true
	at := v.win.first()
	v.ask(func(ctx context.Context, s Source) (func(), error) {
		list, err := s.Before(ctx, at, pageSize)
		items := v.prepare(ctx, list)
		return func() {
			v.loads.above = false
			if len(items) > 0 {
				v.win.join(items, items[0].key)
			}
			v.win.before = len(items) >= pageSize
			if !v.follow {
				v.win.trimBottom(windowMost)
			}
			v.place()
		}, err
	}, func(error) { v.loadFailed(&v.loads.above) })
}

func (v *View) loadBelow() {
	v.loads.below = true
	at := v.win.last()
	v.ask(func(ctx context.Context, s Source) (func(), error) {
		list, err := s.After(ctx, at, pageSize)
		items := v.prepare(ctx, list)
		return func() {
			v.loads.below = false
			if len(items) > 0 {
				v.win.join(items, items[0].key)
			}
			v.win.after = len(items) >= pageSize
			v.win.trimTop(windowMost)
			v.place()
		}, err
	}, func(error) { v.loadFailed(&v.loads.below) })
}

// loadFailed stops loading until somebody asks again.
func (v *View) loadFailed(flag *bool) {
	*flag = false
	v.loads.failed = v.place
	v.place()
}

func (v *View) tryAgain() {
	if again := v.loads.failed; again != nil {
		v.loads.failed = nil
		again()
	}
}

// Changed tells that something in the conversation is not as it was: it reads
// again what it holds, and nothing that is being read moves.
func (v *View) Changed() {
	if v.source == nil {
		return
	}
	if v.loads.reading {
		v.loads.again = true
		return
	}
	v.loads.failed = nil
	v.loads.reading = true
	if v.follow && !v.win.after || v.win.empty() {
		v.readTail()
		return
	}
	v.readWindow()
}

// reread ends a Changed and starts the one that was asked for meanwhile.
func (v *View) reread(apply func()) func() {
	return func() {
		v.loads.reading = false
		apply()
		v.opened()
	}
}

func (v *View) rereadFailed(error) {
	v.loads.reading = false
	v.loads.failed = v.Changed
	v.place()
}

// readTail reads the newest messages: what is in sight when it is followed.
func (v *View) readTail() {
	limit := min(max(len(v.win.items)+1, pageSize), windowTail)
	v.ask(func(ctx context.Context, s Source) (func(), error) {
		list, err := s.Newest(ctx, limit)
		items := v.prepare(ctx, list)
		return v.reread(func() {
			switch {
			case len(items) < limit: // all there is
				v.win.set(items, false, false)
			case v.win.empty() || items[0].key.Compare(v.win.last()) > 0: // a leap
				v.win.set(items, true, false)
			default:
				v.win.cutAfter(items[len(items)-1].key)
				v.win.join(items, items[0].key)
				v.win.after = false
			}
			if v.follow {
				v.win.trimTop(windowTail)
			} else {
				v.fresh = 0
				for _, it := range v.win.items {
					if it.key.Compare(v.seen) > 0 {
						v.fresh++
					}
				}
			}
		}), err
	}, v.rereadFailed)
}

// readWindow reads what is held, wherever it is, and counts what came after.
func (v *View) readWindow() {
	from, seen := v.win.first(), v.seen
	limit := len(v.win.items)
	if !v.win.after {
		limit += pageSize
	}
	v.ask(func(ctx context.Context, s Source) (func(), error) {
		list, err := s.After(ctx, from.justBefore(), limit)
		if err != nil {
			return nil, err
		}
		fresh, err := s.CountAfter(ctx, seen)
		items := v.prepare(ctx, list)
		return v.reread(func() {
			v.win.before = true // something older may have come
			if len(items) == 0 {
				v.win.set(nil, true, false)
				v.follow = true
				v.loads.again = true
				return
			}
			v.win.join(items, from)
			v.win.cutAfter(items[len(items)-1].key)
			v.win.after = len(items) >= limit
			if v.seen == seen {
				v.fresh = fresh
			}
		}), err
	}, v.rereadFailed)
}
