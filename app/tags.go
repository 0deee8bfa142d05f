package app

import (
	"context"
	"fmt"
	"strings"

	"seatdeck/app/audit"
	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/storage"
)

// Tags reads and changes tags (标签) and who has them. The back end is asked
// first; the file then says what it confirmed.
type Tags struct {
	store    *storage.Store
	bus      *bus.Bus
	ingest   *ingest
	sessions *sessions
	audit    *audit.Log
}

// List gives the tags of a seat from the local file.
func (t *Tags) List(ctx context.Context, seat model.SeatID) ([]model.TagGroup, error) {
	return t.store.Tags(ctx, seat)
}

// Refresh reads the tags of a seat at the back end.
func (t *Tags) Refresh(ctx context.Context, seat model.SeatID) error {
	lister, row, err := capability[providers.TagLister](ctx, t.sessions, seat)
	if err != nil {
		return err
	}
	events, err := lister.ListTags(ctx, row)
	if err != nil {
		return err
	}
	_, err = t.ingest.deliver(ctx, row.Connection, events)
	return err
}

// Create makes a tag; groupID is "" where a back end has no groups of tags.
func (t *Tags) Create(ctx context.Context, seat model.SeatID, groupID, name string) error {
	return t.edit(ctx, seat, name, "make", func(e providers.TagEditor, row model.Seat, name string) error {
		return e.CreateTag(ctx, row, groupID, name)
	})
}

// Rename gives a tag another name.
func (t *Tags) Rename(ctx context.Context, seat model.SeatID, tag model.Tag, name string) error {
	return t.edit(ctx, seat, name, "was: "+tag.Name, func(e providers.TagEditor, row model.Seat, name string) error {
		return e.RenameTag(ctx, row, tag, name)
	})
}

// Delete takes a tag away from the seat and all its contacts.
func (t *Tags) Delete(ctx context.Context, seat model.SeatID, tag model.Tag) error {
	return t.edit(ctx, seat, tag.Name, "delete", func(e providers.TagEditor, row model.Seat, _ string) error {
		return e.DeleteTag(ctx, row, tag)
	})
}

func (t *Tags) edit(ctx context.Context, seat model.SeatID, name, detail string, do func(e providers.TagEditor, row model.Seat, name string) error) (err error) {
	name = strings.TrimSpace(name)
	if name == "" {
		return &model.Trouble{Code: model.TroubleInvalid, About: "name", Detail: "refusal.missing: it is empty"}
	}
	defer t.audit.Ends(ctx, model.AuditEntry{What: model.AuditTagChange, Seat: seat, About: name, Detail: detail}, &err)
	editor, row, err := capability[providers.TagEditor](ctx, t.sessions, seat)
	if err != nil {
		return err
	}
	if err := do(editor, row, name); err != nil {
		return err
	}
	if err := t.Refresh(ctx, seat); err != nil {
		return fmt.Errorf("changed, but the tags could not be read again: %w", err)
	}
	return nil
}

// SetOfContact says which tags a contact has: these, and no others.
func (t *Tags) SetOfContact(ctx context.Context, seat model.SeatID, contactID string, tags []model.Tag) (err error) {
	defer t.audit.Ends(ctx, model.AuditEntry{
		What: model.AuditContactTag, Seat: seat, About: t.audit.ContactName(ctx, seat, contactID), Detail: tagList(tags),
	}, &err)
	tagger, row, err := capability[providers.ContactTagger](ctx, t.sessions, seat)
	if err != nil {
		return err
	}
	contact, _, err := t.store.Contact(ctx, seat, contactID)
	if err != nil {
		return err
	}
	if err := tagger.SetContactTags(ctx, row, contactID, tags, contact.Tags); err != nil {
		return err
	}
	ids := make([]string, len(tags))
	for i, tag := range tags {
		ids[i] = tag.RemoteID
	}
	if err := t.store.Write(ctx, func(tx *storage.Tx) error { return tx.SetContactTags(seat, contactID, ids) }); err != nil {
		return err
	}
	change := bus.NewChange()
	change.Contacts[seat] = true
	t.bus.Tell(change)
	return nil
}

// tagList names tags.
func tagList(tags []model.Tag) string {
	names := make([]string, len(tags))
	for i, t := range tags {
		names[i] = t.Name
	}
	return strings.Join(names, ", ")
}

// Count asks the back end how many contacts have a tag, by its remote id.
func (t *Tags) Count(ctx context.Context, seat model.SeatID, tagIDs []string) (map[string]int, error) {
	counter, row, err := capability[providers.TagCounter](ctx, t.sessions, seat)
	if err != nil {
		return nil, err
	}
	return counter.CountTagged(ctx, row, tagIDs)
}

// Contacts gives a window of the contacts of a seat that have a tag, from the
// local file.
func (t *Tags) Contacts(ctx context.Context, seat model.SeatID, tagID string, offset, limit int) ([]model.Contact, error) {
	return t.store.ContactsWithTag(ctx, seat, tagID, offset, limit)
}

// Place keeps the order in which a person wants the tags under a heading, by name:
// no back end keeps one. It counts for all seats.
func (t *Tags) Place(ctx context.Context, group string, names []string) error {
	return t.place(ctx, func(tx *storage.Tx) error { return tx.PlaceTags(group, names) })
}

// PlaceGroups keeps the order of headings, by name.
func (t *Tags) PlaceGroups(ctx context.Context, names []string) error {
	return t.place(ctx, func(tx *storage.Tx) error { return tx.PlaceTagGroups(names) })
}

func (t *Tags) place(ctx context.Context, write func(tx *storage.Tx) error) error {
	if err := t.store.Write(ctx, write); err != nil {
		return err
	}
	seats, err := t.store.Seats(ctx)
	if err != nil {
		return err
	}
	change := bus.NewChange()
	for _, seat := range seats {
		change.Contacts[seat.ID] = true
	}
	t.bus.Tell(change)
	return nil
}
