package batch

import (
	"context"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/storage"
)

// remarkDeed says what a seat calls a contact. What is not set in Was stays.
type remarkDeed struct{}

func (remarkDeed) able(link providers.Link) bool { return providers.Can[providers.RemarkEditor](link) }
func (remarkDeed) again() bool                   { return true }

func (remarkDeed) ready(ctx context.Context, at site, d *model.Deed) (same bool, err error) {
	c, found, err := at.store.Contact(ctx, at.seat.ID, d.Target)
	if err != nil {
		return false, err
	}
	if !found {
		return false, model.NotFound(d.Label)
	}
	d.Was.Remark = before(c.Remark, d.Want.Remark, d.Was.Remark, at.undo)
	d.Was.Description = before(c.Description, d.Want.Description, d.Was.Description, at.undo)
	return d.Was.Remark == nil && d.Was.Description == nil, nil
}

// before is what a field has, where it is to be changed; nil: it stays. In an undo
// it is to have what was left there, else somebody changed it since.
func before(have string, want, left *string, undo bool) *string {
	if want == nil || *want == have || undo && (left == nil || *left != have) {
		return nil
	}
	return &have
}

// change gives the fields that are really changed.
func (remarkDeed) change(d model.Deed) (remark, description *string) {
	if d.Was.Remark != nil {
		remark = d.Want.Remark
	}
	if d.Was.Description != nil {
		description = d.Want.Description
	}
	return remark, description
}

func (r remarkDeed) do(ctx context.Context, at site, d *model.Deed) error {
	remark, description := r.change(*d)
	return at.link.(providers.RemarkEditor).EditRemark(ctx, at.seat, d.Target, remark, description)
}

func (r remarkDeed) look(ctx context.Context, at site, deeds []model.Deed) ([]sight, error) {
	return lookEach(deeds, func(d *model.Deed) (sight, error) {
		events, err := inquire(ctx, at, d.Target)
		if err != nil {
			return sightNone, err
		}
		remark, description := r.change(*d)
		for _, e := range events {
			seen, ok := e.(model.ContactSeen)
			switch {
			case !ok || seen.Contact.RemoteID != d.Target:
			case remark != nil && *remark != seen.Contact.Remark, description != nil && *description != seen.Contact.Description:
				return sightNot, nil
			default:
				return sightDone, nil
			}
		}
		return sightNone, nil
	})
}

func (r remarkDeed) keep(tx *storage.Tx, at site, d model.Deed) error {
	remark, description := r.change(d)
	return tx.SetRemark(at.seat.ID, d.Target, remark, description)
}

// checkDeed asks whether a contact still has the seat as one. It changes nothing.
type checkDeed struct{ people People }

func (checkDeed) able(link providers.Link) bool { return providers.Can[providers.FriendChecker](link) }
func (checkDeed) again() bool                   { return true }

func (checkDeed) ready(context.Context, site, *model.Deed) (bool, error) { return false, nil }

func (c checkDeed) do(ctx context.Context, at site, d *model.Deed) error {
	_, err := c.people.CheckFriend(ctx, at.seat.ID, d.Target)
	return err
}

func (checkDeed) look(_ context.Context, _ site, deeds []model.Deed) ([]sight, error) {
	return make([]sight, len(deeds)), nil
}

func (checkDeed) keep(*storage.Tx, site, model.Deed) error { return nil } // the answer is stored as it came

// deleteContactDeed ends the acquaintance with a contact.
type deleteContactDeed struct{}

func (deleteContactDeed) able(link providers.Link) bool {
	return providers.Can[providers.ContactRemover](link)
}

func (deleteContactDeed) again() bool { return false }

func (deleteContactDeed) ready(ctx context.Context, at site, d *model.Deed) (same bool, err error) {
	c, found, err := at.store.Contact(ctx, at.seat.ID, d.Target)
	return found && c.Removed, err
}

func (deleteContactDeed) do(ctx context.Context, at site, d *model.Deed) error {
	return at.link.(providers.ContactRemover).DeleteContact(ctx, at.seat, d.Target)
}

func (deleteContactDeed) look(ctx context.Context, at site, deeds []model.Deed) ([]sight, error) {
	checker, ok := at.link.(providers.FriendChecker)
	if !ok {
		return make([]sight, len(deeds)), nil
	}
	return lookEach(deeds, func(d *model.Deed) (sight, error) {
		switch state, err := checker.CheckFriend(ctx, at.seat, d.Target); state {
		case model.FriendDeletedByUs, model.FriendDeletedBoth:
			return sightDone, err
		case model.FriendNormal, model.FriendDeletedUs:
			return sightNot, err
		default:
			return sightNone, err
		}
	})
}

func (deleteContactDeed) keep(tx *storage.Tx, at site, d model.Deed) error {
	_, err := tx.RemoveContact(at.seat.ID, d.Target)
	return err
}
