package batch

import (
	"context"
	"slices"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/storage"
)

// tagDeed puts tags on a contact and takes tags off. Which of them that really
// changes is decided when it is done, and Was holds those alone.
type tagDeed struct{}

func (tagDeed) able(link providers.Link) bool { return providers.Can[providers.ContactTagger](link) }
func (tagDeed) again() bool                   { return true }

func (tagDeed) ready(ctx context.Context, at site, d *model.Deed) (same bool, err error) {
	c, found, err := at.store.Contact(ctx, at.seat.ID, d.Target)
	if err != nil {
		return false, err
	}
	if !found {
		return false, model.NotFound(d.Label)
	}
	groups, err := at.store.Tags(ctx, at.seat.ID)
	if err != nil {
		return false, err
	}
	book := tagBook{groups}
	d.Was = model.DeedDetail{}
	for _, want := range d.Want.Put {
		tag, ok := book.resolve(want)
		if !ok {
			return false, model.NotFound(want.Name)
		}
		if !hasTag(c.Tags, tag.RemoteID) {
			d.Was.Put = append(d.Was.Put, tag)
		}
	}
	for _, want := range d.Want.Take {
		if tag, ok := book.resolve(want); ok && hasTag(c.Tags, tag.RemoteID) {
			d.Was.Take = append(d.Was.Take, tag)
		}
	}
	return len(d.Was.Put) == 0 && len(d.Was.Take) == 0, nil
}

func hasTag(tags []model.Tag, id string) bool {
	return slices.ContainsFunc(tags, func(t model.Tag) bool { return t.RemoteID == id })
}

// after gives the tags of a contact, and those it is to have.
func (tagDeed) after(ctx context.Context, at site, d model.Deed) (have, then []model.Tag, err error) {
	c, _, err := at.store.Contact(ctx, at.seat.ID, d.Target)
	if err != nil {
		return nil, nil, err
	}
	for _, tag := range c.Tags {
		if !hasTag(d.Was.Take, tag.RemoteID) {
			then = append(then, tag)
		}
	}
	for _, tag := range d.Was.Put {
		if !hasTag(then, tag.RemoteID) {
			then = append(then, tag)
		}
	}
	return c.Tags, then, nil
}

func (t tagDeed) do(ctx context.Context, at site, d *model.Deed) error {
	have, then, err := t.after(ctx, at, *d)
	if err != nil {
		return err
	}
	return at.link.(providers.ContactTagger).SetContactTags(ctx, at.seat, d.Target, then, have)
}

// look asks who has the tags concerned. What it hears is not stored: of all other
// tags it says nothing.
func (tagDeed) look(ctx context.Context, at site, deeds []model.Deed) ([]sight, error) {
	sights := make([]sight, len(deeds))
	lister, ok := at.link.(providers.TaggedLister)
	if !ok {
		return sights, nil
	}
	var groups []model.TagGroup
	for _, d := range deeds {
		for _, tag := range slices.Concat(d.Was.Put, d.Was.Take) {
			groups = withTag(groups, tag)
		}
	}
	events, err := lister.ListTagged(ctx, at.seat, groups)
	if err != nil {
		return nil, err
	}
	for _, e := range events {
		seen, ok := e.(model.ContactTagsSeen)
		if !ok {
			continue
		}
		for i, d := range deeds {
			has := func(tag model.Tag) bool { return slices.Contains(seen.Tags[d.Target], tag.RemoteID) }
			hasNot := func(tag model.Tag) bool { return !has(tag) }
			sights[i] = sightDone
			if slices.ContainsFunc(d.Was.Put, hasNot) || slices.ContainsFunc(d.Was.Take, has) {
				sights[i] = sightNot
			}
		}
	}
	return sights, nil
}

// withTag puts a tag under its heading.
func withTag(groups []model.TagGroup, tag model.Tag) []model.TagGroup {
	i := slices.IndexFunc(groups, func(g model.TagGroup) bool { return g.RemoteID == tag.GroupRemoteID })
	if i < 0 {
		i = len(groups)
		groups = append(groups, model.TagGroup{RemoteID: tag.GroupRemoteID, Name: tag.GroupName, Corp: tag.Corp})
	}
	if !hasTag(groups[i].Tags, tag.RemoteID) {
		groups[i].Tags = append(groups[i].Tags, tag)
	}
	return groups
}

func (t tagDeed) keep(tx *storage.Tx, at site, d model.Deed) error {
	// What is read here nobody changes before the transaction ends.
	_, then, err := t.after(context.Background(), at, d)
	if err != nil {
		return err
	}
	return tx.SetContactTags(at.seat.ID, d.Target, tagIDs(then))
}

func tagIDs(tags []model.Tag) []string {
	ids := make([]string, len(tags))
	for i, tag := range tags {
		ids[i] = tag.RemoteID
	}
	return ids
}

// tagBook finds a seat's tags by name.
type tagBook struct{ groups []model.TagGroup }

// flat tells that the back end has no headings that a person would know: there a
// tag is found by its own name.
func (b tagBook) flat() bool {
	return !slices.ContainsFunc(b.groups, func(g model.TagGroup) bool { return g.Name != "" })
}

// find gives the seat's tag of a name.
func (b tagBook) find(name model.TagName) (model.Tag, bool) {
	flat := b.flat()
	for _, g := range b.groups {
		for _, tag := range g.Tags {
			if tag.Name == name.Name && (flat || g.Name == name.Group) {
				return tag, true
			}
		}
	}
	return model.Tag{}, false
}

// resolve finds a tag by its id, else by its name: one that was made anew has
// another id.
func (b tagBook) resolve(tag model.Tag) (model.Tag, bool) {
	if known, ok := b.byID(tag.RemoteID); ok {
		return known, true
	}
	return b.find(model.TagName{Group: tag.GroupName, Name: tag.Name})
}

func (b tagBook) byID(id string) (model.Tag, bool) {
	if id == "" {
		return model.Tag{}, false
	}
	for _, g := range b.groups {
		for _, tag := range g.Tags {
			if tag.RemoteID == id {
				return tag, true
			}
		}
	}
	return model.Tag{}, false
}

// heading gives the id of the heading under which a tag of that name would be made.
func (b tagBook) heading(name model.TagName) (id string, ok bool) {
	for _, g := range b.groups {
		if g.Name == name.Group {
			return g.RemoteID, true
		}
	}
	if !b.flat() {
		return "", false
	}
	if len(b.groups) > 0 {
		return b.groups[0].RemoteID, true
	}
	return "", true
}
