package batch

import (
	"context"
	"slices"

	"seatdeck/app/model"
)

// Undoable tells whether what a batch does can be taken back, and whether there is
// something of it to take back. An undo can be taken back itself, whatever it did.
func (b *Batches) Undoable(batch model.Batch) bool {
	if batch.Deeds.Done+batch.Deeds.Pending() == 0 {
		return false
	}
	switch batch.Kind {
	case model.DeedTag, model.DeedRemark, model.DeedRenameGroup, model.DeedAnnounce, model.DeedInvite,
		model.DeedCreateTag, model.DeedRenameTag:
		return true
	}
	return batch.Undoes != 0
}

// Undo takes back what a batch changed, as a batch of its own: only what it really
// changed, and only where nobody has changed it since. What is still to come is
// cancelled; where there was nothing else, no batch is made and the id is 0. One
// that was undone is TroubleInvalid; but an undo that was cancelled before it did
// anything is taken up again.
func (b *Batches) Undo(ctx context.Context, id model.BatchID) (model.BatchID, error) {
	b.undoing.Lock()
	defer b.undoing.Unlock()
	batch, err := b.store.Batch(ctx, id)
	if err != nil {
		return 0, err
	}
	invalid := func(detail string) error {
		return &model.Trouble{Code: model.TroubleInvalid, About: "batch", Detail: detail}
	}
	switch undone, err := b.undone(ctx, batch); {
	case err != nil:
		return 0, err
	case undone:
		return 0, invalid("refusal.undone: it was undone already")
	case batch.UndoneBy != 0:
		b.stop(batch.UndoneBy, false)
		n, err := b.move(ctx, batch.UndoneBy, model.DeedQueued, model.DeedCancelled)
		b.audit.Did(ctx, undoLine(id, "taken up again", n), err)
		return batch.UndoneBy, err
	case !b.Undoable(batch):
		return 0, invalid("refusal.no_undo: it can't be undone")
	}
	b.stop(id, true)
	cancelled, err := b.move(ctx, id, model.DeedCancelled, model.DeedQueued)
	if err != nil {
		return 0, err
	}
	deeds, err := b.inverse(ctx, batch)
	if err != nil {
		return 0, err
	}
	if len(deeds) == 0 {
		if cancelled == 0 {
			return 0, invalid("refusal.nothing_to_undo: there is nothing to take back")
		}
		b.audit.Did(ctx, undoLine(id, "cancelled", cancelled), nil)
		return 0, nil
	}
	undo := model.Batch{
		Kind: inverseKind(batch.Kind), Undoes: id, Created: b.clock.Now(),
		Want: model.DeedDetail{Put: batch.Want.Take, Take: batch.Want.Put, Members: batch.Want.Members},
	}
	if batch.Kind.Target() == model.TargetTag {
		undo.Want.Name, undo.Want.TagGroup = batch.Want.Name, batch.Want.TagGroup
	}
	return b.add(ctx, undo, deeds)
}

// undone tells whether a batch was taken back. An undo of which everything was
// cancelled took nothing back.
func (b *Batches) undone(ctx context.Context, batch model.Batch) (bool, error) {
	if batch.UndoneBy == 0 {
		return false, nil
	}
	undo, err := b.store.Batch(ctx, batch.UndoneBy)
	return undo.Deeds.Cancelled < undo.Deeds.All(), err
}

// inverse gives the deeds that take back what was done of a batch, or is being
// done, the last one first.
func (b *Batches) inverse(ctx context.Context, batch model.Batch) ([]model.Deed, error) {
	states := []model.DeedState{model.DeedDone, model.DeedDoing}
	var back []model.Deed
	err := b.each(ctx, batch.ID, states, func(d model.Deed) error {
		if one, ok := inverseOf(d); ok {
			back = append(back, one)
		}
		return nil
	})
	slices.Reverse(back)
	return back, err
}

func inverseKind(kind model.DeedKind) model.DeedKind {
	switch kind {
	case model.DeedInvite:
		return model.DeedRemoveMembers
	case model.DeedRemoveMembers:
		return model.DeedInvite
	case model.DeedCreateTag:
		return model.DeedDeleteTag
	case model.DeedDeleteTag:
		return model.DeedCreateTag
	}
	return kind
}

// inverseOf gives what takes a deed back. It wants what the deed took the place
// of, and says in Was what the deed left, which is what must still be there.
func inverseOf(d model.Deed) (back model.Deed, ok bool) {
	back = model.Deed{Kind: inverseKind(d.Kind), Seat: d.Seat, Target: d.Target, Label: d.Label}
	want, was := &back.Want, &back.Was
	switch d.Kind {
	case model.DeedTag:
		want.Put, want.Take = d.Was.Take, d.Was.Put
		return back, len(want.Put)+len(want.Take) > 0
	case model.DeedRemark:
		if d.Was.Remark != nil {
			want.Remark, was.Remark = d.Was.Remark, d.Want.Remark
		}
		if d.Was.Description != nil {
			want.Description, was.Description = d.Was.Description, d.Want.Description
		}
		return back, want.Remark != nil || want.Description != nil
	case model.DeedRenameGroup, model.DeedRenameTag:
		want.Name, was.Name = d.Was.Name, d.Want.Name
		return back, want.Name != ""
	case model.DeedAnnounce:
		want.Notice, was.Notice = d.Was.Notice, d.Want.Notice
		return back, true
	case model.DeedInvite, model.DeedRemoveMembers:
		want.Members = d.Was.Members
		return back, len(want.Members) > 0
	case model.DeedCreateTag:
		was.Name = d.Want.Name
		return back, d.Target != ""
	case model.DeedDeleteTag:
		want.Name, want.TagGroup = d.Was.Name, d.Was.TagGroup
		back.Target, back.Label = "", d.Was.Name
		return back, want.Name != ""
	}
	return back, false
}
