package app

import (
	"context"

	"seatdeck/app/model"
)

// What the tables of contacts, groups and tags read, from the local file. A table
// asks for the ids of all its rows once, and then for the rows in sight.

// IDs gives the contacts that a filter chooses, in its order.
func (p *People) IDs(ctx context.Context, f model.ContactFilter) ([]model.ContactID, error) {
	return p.store.ContactIDs(ctx, f)
}

// Rows gives contacts in the order of the ids; one that is gone is a row with no ID.
func (p *People) Rows(ctx context.Context, ids []model.ContactID) ([]model.ContactRow, error) {
	return p.store.ContactRows(ctx, ids)
}

// Same gives a contact as every seat has them, the one asked about first.
func (p *People) Same(ctx context.Context, id model.ContactID) ([]model.ContactRow, error) {
	return p.store.SameContact(ctx, id)
}

// Readings tells how the lists of a seat (0: of all) were read last.
func (p *People) Readings(ctx context.Context, seat model.SeatID) ([]model.Reading, error) {
	return p.store.Readings(ctx, seat)
}

// IDs gives the groups that a filter chooses, in its order.
func (g *Groups) IDs(ctx context.Context, f model.GroupFilter) ([]model.GroupID, error) {
	return g.store.GroupIDs(ctx, f)
}

// Rows gives groups in the order of the ids; one that is gone is a row with no ID.
func (g *Groups) Rows(ctx context.Context, ids []model.GroupID) ([]model.GroupRow, error) {
	return g.store.GroupRows(ctx, ids)
}

// Of gives the groups in which seats of the same kind of back end see a person.
func (g *Groups) Of(ctx context.Context, seat model.SeatID, remoteID string) ([]model.GroupRow, error) {
	return g.store.GroupsOf(ctx, seat, remoteID)
}

// Owners gives who owns groups of a seat (0: of all).
func (g *Groups) Owners(ctx context.Context, seat model.SeatID, limit int) ([]model.Person, error) {
	return g.store.Owners(ctx, seat, limit)
}

// People gives who is in groups, each once, by remote id.
func (g *Groups) People(ctx context.Context, groups []model.GroupID, text string) ([]string, error) {
	return g.store.People(ctx, groups, text)
}

// PeopleRows gives people of groups in the order of the remote ids.
func (g *Groups) PeopleRows(ctx context.Context, groups []model.GroupID, remoteIDs []string) ([]model.Person, error) {
	return g.store.PeopleRows(ctx, groups, remoteIDs)
}

// Summaries gives the tags of a seat (0: of all), each once.
func (t *Tags) Summaries(ctx context.Context, seat model.SeatID) ([]model.TagSummary, error) {
	return t.store.TagSummaries(ctx, seat)
}
