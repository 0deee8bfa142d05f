package batch

import (
	"context"

	"seatdeck/app/internal/calls"
	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/storage"
)

// What is done to the tags of a seat. The list of them is read after each change,
// as a new one's id is told nowhere else; the reading stores it.

// listTags reads the tags of a seat; an error of it says nothing of the change
// before it.
func listTags(ctx context.Context, at site) (tagBook, error) {
	events, err := at.link.(providers.TagLister).ListTags(ctx, at.seat)
	if err != nil {
		return tagBook{}, err
	}
	if err := at.deliver(ctx, events); err != nil {
		return tagBook{}, err
	}
	groups, err := at.store.Tags(ctx, at.seat.ID)
	return tagBook{groups}, err
}

// lookAtTags decides what was done by the list of tags.
func lookAtTags(ctx context.Context, at site, deeds []model.Deed, done func(book tagBook, d *model.Deed) bool) ([]sight, error) {
	book, err := listTags(ctx, at)
	if err != nil {
		return nil, err
	}
	return lookEach(deeds, func(d *model.Deed) (sight, error) {
		if done(book, d) {
			return sightDone, nil
		}
		return sightNot, nil
	})
}

func editsTags(link providers.Link) bool {
	return providers.Can[providers.TagEditor](link) && providers.Can[providers.TagLister](link)
}

// createTagDeed makes a tag. Its target is the tag made.
type createTagDeed struct{}

func (createTagDeed) able(link providers.Link) bool { return editsTags(link) }
func (createTagDeed) again() bool                   { return false }

func (c createTagDeed) ready(ctx context.Context, at site, d *model.Deed) (same bool, err error) {
	groups, err := at.store.Tags(ctx, at.seat.ID)
	if err != nil {
		return false, err
	}
	return c.there(tagBook{groups}, d), nil
}

// there tells whether the tag is there, and notes which one it is.
func (createTagDeed) there(book tagBook, d *model.Deed) bool {
	for _, g := range book.groups {
		for _, tag := range g.Tags {
			if tag.Name == d.Want.Name && (g.RemoteID == d.Want.TagGroup || d.Want.TagGroup == "") {
				d.Target = tag.RemoteID
				return true
			}
		}
	}
	return false
}

func (c createTagDeed) do(ctx context.Context, at site, d *model.Deed) error {
	if err := at.link.(providers.TagEditor).CreateTag(ctx, at.seat, d.Want.TagGroup, d.Want.Name); err != nil {
		return err
	}
	book, err := listTags(ctx, at)
	if err != nil {
		return calls.NotSeen(err)
	}
	c.there(book, d)
	return nil
}

func (c createTagDeed) look(ctx context.Context, at site, deeds []model.Deed) ([]sight, error) {
	return lookAtTags(ctx, at, deeds, c.there)
}

func (createTagDeed) keep(*storage.Tx, site, model.Deed) error { return nil }

// renameTagDeed names a tag.
type renameTagDeed struct{}

func (renameTagDeed) able(link providers.Link) bool { return editsTags(link) }
func (renameTagDeed) again() bool                   { return true }

func (renameTagDeed) ready(ctx context.Context, at site, d *model.Deed) (same bool, err error) {
	tag, err := tagAt(ctx, at, d)
	if err != nil {
		return false, err
	}
	if at.undo && tag.Name != d.Was.Name {
		return true, nil
	}
	d.Was.Name = tag.Name
	return tag.Name == d.Want.Name, nil
}

// tagAt gives the tag that a deed is about.
func tagAt(ctx context.Context, at site, d *model.Deed) (model.Tag, error) {
	groups, err := at.store.Tags(ctx, at.seat.ID)
	if err != nil {
		return model.Tag{}, err
	}
	tag, ok := tagBook{groups}.byID(d.Target)
	if !ok {
		return model.Tag{}, model.NotFound(d.Label)
	}
	return tag, nil
}

func (renameTagDeed) do(ctx context.Context, at site, d *model.Deed) error {
	tag, err := tagAt(ctx, at, d)
	if err != nil {
		return err
	}
	if err := at.link.(providers.TagEditor).RenameTag(ctx, at.seat, tag, d.Want.Name); err != nil {
		return err
	}
	if _, err := listTags(ctx, at); err != nil {
		return calls.NotSeen(err)
	}
	return nil
}

func (renameTagDeed) look(ctx context.Context, at site, deeds []model.Deed) ([]sight, error) {
	return lookAtTags(ctx, at, deeds, func(book tagBook, d *model.Deed) bool {
		tag, ok := book.byID(d.Target)
		return ok && tag.Name == d.Want.Name
	})
}

func (renameTagDeed) keep(*storage.Tx, site, model.Deed) error { return nil }

// deleteTagDeed takes a tag away from a seat and all who have it. As an undo it
// does so only while nobody has it.
type deleteTagDeed struct{}

func (deleteTagDeed) able(link providers.Link) bool { return editsTags(link) }
func (deleteTagDeed) again() bool                   { return false }

func (deleteTagDeed) ready(ctx context.Context, at site, d *model.Deed) (same bool, err error) {
	groups, err := at.store.Tags(ctx, at.seat.ID)
	if err != nil {
		return false, err
	}
	tag, ok := tagBook{groups}.byID(d.Target)
	if !ok {
		return true, nil
	}
	d.Was.Name, d.Was.TagGroup = tag.Name, tag.GroupRemoteID
	if !at.undo {
		return false, nil
	}
	who, err := at.store.ContactsWithTag(ctx, at.seat.ID, d.Target, 0, 1)
	return len(who) > 0, err
}

func (deleteTagDeed) do(ctx context.Context, at site, d *model.Deed) error {
	tag, err := tagAt(ctx, at, d)
	if err != nil {
		return err
	}
	if err := at.link.(providers.TagEditor).DeleteTag(ctx, at.seat, tag); err != nil {
		return err
	}
	if _, err := listTags(ctx, at); err != nil {
		return calls.NotSeen(err)
	}
	return nil
}

func (deleteTagDeed) look(ctx context.Context, at site, deeds []model.Deed) ([]sight, error) {
	return lookAtTags(ctx, at, deeds, func(book tagBook, d *model.Deed) bool {
		_, there := book.byID(d.Target)
		return !there
	})
}

func (deleteTagDeed) keep(*storage.Tx, site, model.Deed) error { return nil }
