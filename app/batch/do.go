package batch

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"seatdeck/app/bus"
	"seatdeck/app/internal/calls"
	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/storage"
)

// try does the first of some deeds, or, where they come to the same and the back
// end can, several in one call.
func (w *worker) try(ctx context.Context, at site, deeds []model.Deed) error {
	if err := w.lookAround(ctx, at, deeds[0]); err != nil {
		return err
	}
	together, err := w.together(ctx, at, deeds)
	if err != nil || len(together) == 0 {
		return err
	}
	// Written before it is tried: after a kill it is looked up, never silently done again.
	begun, err := w.begin(ctx, together)
	if err != nil || len(begun) == 0 {
		return err
	}
	call, crossing := calls.WithCrossing(providers.Background(ctx))
	if len(begun) == 1 {
		err = w.b.doers[begun[0].Kind].do(call, at, &begun[0])
	} else {
		err = tagMany(call, at, begun)
	}
	if err != nil && crossing.TurnedBack() {
		err = &providers.NotTried{Err: err}
	}
	return w.ended(ctx, at, begun, err)
}

// together readies deeds and gives those that are to be done now, in one call if
// there are several. What comes to nothing, or can't be done, is settled instead.
func (w *worker) together(ctx context.Context, at site, deeds []model.Deed) ([]model.Deed, error) {
	var ready []model.Deed
	var then string
	for _, d := range deeds {
		alone := len(deeds) == 1 || d.Attempts > 0 && d.Reason != nil // refused together before: each by itself
		if alone && len(ready) > 0 {
			break
		}
		if ok, err := w.ready(ctx, at, &d); err != nil || !ok {
			return ready, err
		}
		if alone {
			return []model.Deed{d}, nil
		}
		key, err := tagsAfter(ctx, at, d)
		if err != nil {
			return nil, err
		}
		if len(ready) > 0 && key != then {
			break
		}
		then = key
		ready = append(ready, d)
	}
	return ready, nil
}

// tagsAfter is the same for deeds after which contacts have the same tags.
func tagsAfter(ctx context.Context, at site, d model.Deed) (string, error) {
	_, then, err := tagDeed{}.after(ctx, at, d)
	ids := tagIDs(then)
	slices.Sort(ids)
	return strings.Join(ids, "\x00"), err
}

// lookedFrom is from how many deeds on a batch is worth asking first who has its
// tags.
const lookedFrom = 20

// lookAround asks, once for each large batch, who has the tags that it puts on and
// takes off. The file may be hours old: who has a tag already must neither get it
// again nor lose it by an undo. Where that can't be asked now, what is known counts;
// and once something of the batch was done, a list that lags behind would say that
// it was not.
func (w *worker) lookAround(ctx context.Context, at site, d model.Deed) error {
	lister, ok := at.link.(providers.TaggedLister)
	if !ok || d.Kind != model.DeedTag || at.undo || w.looked == d.Batch {
		return nil
	}
	batch, err := w.b.store.Batch(ctx, d.Batch)
	if err != nil || batch.Deeds.All() < lookedFrom {
		return err
	}
	done, err := w.b.store.AnyDone(ctx, d.Batch, d.Seat, d.Kind)
	if err != nil {
		return err
	}
	w.looked = d.Batch
	if done {
		return nil
	}
	known, err := w.b.store.Tags(ctx, at.seat.ID)
	if err != nil {
		return err
	}
	book := tagBook{known}
	var groups []model.TagGroup
	var tags []model.Tag
	for _, want := range slices.Concat(d.Want.Put, d.Want.Take) {
		if tag, ok := book.resolve(want); ok {
			groups, tags = withTag(groups, tag), append(tags, tag)
		}
	}
	if len(tags) == 0 {
		return nil
	}
	events, err := lister.ListTagged(providers.Background(ctx), at.seat, groups)
	if err != nil {
		w.b.log.Warn("who has the tags of a batch was not read", "seat", at.seat.DisplayName(), "err", err)
		return ctx.Err()
	}
	for _, e := range events {
		if seen, ok := e.(model.ContactTagsSeen); ok {
			err := w.b.store.Write(ctx, func(tx *storage.Tx) error { return tx.ReplaceTagged(at.seat.ID, tagIDs(tags), seen.Tags) })
			if err != nil {
				return err
			}
			change := bus.NewChange()
			change.Contacts[at.seat.ID] = true
			w.b.bus.Tell(change)
		}
	}
	return nil
}

// tagMany says the tags of several contacts in one call.
func tagMany(ctx context.Context, at site, deeds []model.Deed) error {
	_, then, err := tagDeed{}.after(ctx, at, deeds[0])
	if err != nil {
		return err
	}
	ids := make([]string, len(deeds))
	for i, d := range deeds {
		ids[i] = d.Target
	}
	return at.link.(providers.ManyTagger).SetTagsOfMany(ctx, at.seat, ids, then)
}

// ready fills in what a deed takes the place of. False: there is nothing to do, or
// it can't be done, and that is stored.
func (w *worker) ready(ctx context.Context, at site, d *model.Deed) (bool, error) {
	doer := w.b.doers[d.Kind]
	if doer == nil || !doer.able(at.link) {
		return false, w.refuse(ctx, *d, &model.Trouble{Code: model.TroubleUnsupported, About: at.seat.DisplayName()})
	}
	if d.Want.AfterAll {
		if all, err := w.b.allDone(ctx, *d); err != nil {
			return false, err
		} else if !all {
			return false, w.refuse(ctx, *d, &model.Trouble{Code: model.TroubleNotAll, About: d.Label})
		}
	}
	same, err := doer.ready(ctx, at, d)
	var why *model.Trouble
	switch {
	case errors.As(err, &why):
		return false, w.refuse(ctx, *d, why)
	case err != nil:
		return false, err
	case !same:
		return true, nil
	case at.undo:
		why = &model.Trouble{Code: model.TroubleChangedSince, About: d.Label}
	}
	d.Was = model.DeedDetail{}
	return false, w.record(ctx, nil, w.end(*d, model.DeedSame, why))
}

// allDone tells whether all other deeds of a batch at the same seat were done.
func (b *Batches) allDone(ctx context.Context, last model.Deed) (bool, error) {
	n, err := b.store.DeedsAtSeat(ctx, last.Batch, last.Seat)
	return n.All()-n.Done-n.Same <= 1, err // the last one itself
}

// begin notes that deeds are handed over, and gives those that nobody stopped.
func (w *worker) begin(ctx context.Context, deeds []model.Deed) (begun []model.Deed, err error) {
	err = w.b.store.Write(ctx, func(tx *storage.Tx) error {
		begun = nil
		for _, d := range deeds {
			now, err := tx.Deed(d.ID)
			if err != nil {
				return err
			}
			if now.State != model.DeedQueued {
				continue
			}
			d.State, d.Attempts, d.NotBefore, d.Reason = model.DeedDoing, d.Attempts+1, time.Time{}, nil
			if err := tx.SaveDeed(d); err != nil {
				return err
			}
			begun = append(begun, d)
		}
		return nil
	})
	if model.IsTrouble(err, model.TroubleNotFound) {
		return nil, nil // its connection was removed meanwhile
	}
	if err == nil {
		w.b.tell(begun)
	}
	return begun, err
}

// ended sorts what came of a call for some deeds.
func (w *worker) ended(ctx context.Context, at site, deeds []model.Deed, err error) error {
	end, why := calls.EndOf(err), model.AsTrouble(err)
	if end == calls.Unclear && ctx.Err() != nil {
		return ctx.Err() // it is looked up after the next start
	}
	switch {
	case end == calls.Done, end == calls.Refused:
		w.fails = 0
	default:
		w.fails++
	}
	now := w.b.clock.Now()
	for i, d := range deeds {
		switch {
		case end == calls.Done:
			deeds[i] = w.end(d, model.DeedDone, nil)
		case end == calls.Refused && len(deeds) > 1:
			deeds[i].State, deeds[i].Reason = model.DeedQueued, why // each by itself tells whom it is about
		case end == calls.Refused:
			deeds[i] = w.end(d, model.DeedRefused, why)
		case end == calls.Later && w.b.isStopped(d.Batch):
			deeds[i] = w.end(d, model.DeedCancelled, nil)
		case end == calls.Later:
			d.State, d.Attempts = model.DeedQueued, d.Attempts-1
			d.NotBefore, d.Reason = now.Add(calls.RestAfter(why, w.fails, now)), why
			deeds[i] = d
		default:
			deeds[i].NotBefore, deeds[i].Reason = now.Add(calls.RestAfter(why, w.fails, now)), why
		}
	}
	return w.record(ctx, &at, deeds...)
}

// settle looks up deeds that may have been done: handed over before the program
// ended, or not answered.
func (w *worker) settle(ctx context.Context, at site, deeds []model.Deed) error {
	doer := w.b.doers[deeds[0].Kind]
	sights := make([]sight, len(deeds))
	if doer != nil && doer.able(at.link) {
		seen, err := doer.look(providers.Background(ctx), at, deeds)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		switch end := calls.EndOf(err); {
		case end == calls.Done:
			sights = seen
		case end == calls.Later || end == calls.Unclear && w.fails < looksMost:
			w.fails++
			now, why := w.b.clock.Now(), model.AsTrouble(err)
			for i := range deeds {
				deeds[i].NotBefore = now.Add(calls.RestAfter(why, w.fails, now))
			}
			return w.record(ctx, &at, deeds...)
		}
	}
	w.fails = 0
	for i, d := range deeds {
		deeds[i] = w.judge(d, sights[i], doer != nil && doer.again())
	}
	return w.record(ctx, &at, deeds...)
}

// judge decides what becomes of a deed that may have been done.
func (w *worker) judge(d model.Deed, seen sight, again bool) model.Deed {
	why := d.Reason
	if why == nil {
		why = &model.Trouble{Code: model.TroubleInterrupted, About: d.Label}
	}
	tired := d.Attempts >= deedTries
	switch {
	case seen == sightDone:
		return w.end(d, model.DeedDone, nil)
	case seen == sightNone && (tired || !again):
		return w.end(d, model.DeedMaybe, why)
	case tired:
		return w.end(d, model.DeedRefused, why)
	case w.b.isStopped(d.Batch) && seen == sightNone:
		return w.end(d, model.DeedMaybe, why)
	case w.b.isStopped(d.Batch):
		return w.end(d, model.DeedCancelled, nil)
	}
	d.State, d.NotBefore, d.Reason = model.DeedQueued, time.Time{}, nil
	return d
}

// end is a deed that came to its end.
func (w *worker) end(d model.Deed, state model.DeedState, why *model.Trouble) model.Deed {
	d.State, d.Reason, d.NotBefore, d.Ended = state, why, time.Time{}, w.b.clock.Now()
	return d
}

func (w *worker) refuse(ctx context.Context, d model.Deed, why *model.Trouble) error {
	return w.record(ctx, nil, w.end(d, model.DeedRefused, why))
}

// record stores what became of deeds, and at a place what the back end confirmed.
func (w *worker) record(ctx context.Context, at *site, deeds ...model.Deed) error {
	err := w.b.store.Write(context.WithoutCancel(ctx), func(tx *storage.Tx) error {
		for _, d := range deeds {
			if at != nil && d.State == model.DeedDone {
				if err := w.b.doers[d.Kind].keep(tx, *at, d); err != nil {
					return err
				}
			}
			if err := tx.SaveDeed(d); err != nil && !model.IsTrouble(err, model.TroubleNotFound) {
				return err // else its connection was removed meanwhile
			}
		}
		return nil
	})
	if err == nil {
		w.b.tell(deeds)
	}
	return err
}

// tell says that deeds changed, and the rows they are about.
func (b *Batches) tell(deeds []model.Deed) {
	change := bus.NewChange()
	for _, d := range deeds {
		change.Batches[d.Batch], change.Contacts[d.Seat] = true, true
	}
	b.bus.Tell(change)
}
