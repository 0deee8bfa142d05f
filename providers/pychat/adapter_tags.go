package pychat

import (
	"context"
	"fmt"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/wire"
)

var (
	_ providers.TagLister     = (*link)(nil)
	_ providers.TaggedLister  = (*link)(nil)
	_ providers.TagEditor     = (*link)(nil)
	_ providers.ContactTagger = (*link)(nil)
	_ providers.ManyTagger    = (*link)(nil)
	_ providers.TagCounter    = (*link)(nil)
)

// tagGroup is the one heading over all labels: the back end has none.
const tagGroup = "labels"

// ListTags asks for all labels. An answer that leaves them out tells nothing:
// they would seem to be gone.
func (l *link) ListTags(ctx context.Context, seat model.Seat) ([]model.Event, error) {
	answer, err := GetContactLabelList.Do(ctx, l.client, GetContactLabelListRequest{GUID: seat.RemoteID})
	if err != nil {
		return nil, l.trouble(err, seat.DisplayName())
	}
	if answer.Labels == nil {
		return nil, nil
	}
	group := model.TagGroup{RemoteID: tagGroup}
	for _, label := range answer.Labels {
		if label.ID != "" {
			group.Tags = append(group.Tags, model.Tag{RemoteID: label.ID.String(), GroupRemoteID: tagGroup, Name: label.Name.String()})
		}
	}
	return []model.Event{model.TagsSeen{Seat: refOf(seat), Groups: []model.TagGroup{group}}}, nil
}

// ListTagged asks who has which label.
func (l *link) ListTagged(ctx context.Context, seat model.Seat, groups []model.TagGroup) ([]model.Event, error) {
	var tags []model.Tag
	for _, group := range groups {
		tags = append(tags, group.Tags...)
	}
	if len(tags) == 0 {
		return nil, nil
	}
	answer, err := GetLabelContacts.Do(ctx, l.client, GetLabelContactsRequest{GUID: seat.RemoteID, LabelIDList: labelsOf(tags)})
	if err != nil {
		return nil, l.trouble(err, seat.DisplayName())
	}
	if answer.List == nil {
		return nil, nil
	}
	seen := model.ContactTagsSeen{Seat: refOf(seat), Tags: map[string][]string{}}
	for _, row := range answer.List {
		if row.LabelID == "" {
			return nil, nil // who has which can't be told
		}
		for _, name := range row.Names {
			if name != "" {
				seen.Tags[name.String()] = append(seen.Tags[name.String()], row.LabelID.String())
			}
		}
	}
	return []model.Event{seen}, nil
}

// CreateTag makes a label.
func (l *link) CreateTag(ctx context.Context, seat model.Seat, _, name string) error {
	_, err := AddContactLabel.Do(ctx, l.client, AddContactLabelRequest{GUID: seat.RemoteID, LabelName: name})
	return l.trouble(err, seat.DisplayName())
}

// RenameTag gives a label another name.
func (l *link) RenameTag(ctx context.Context, seat model.Seat, tag model.Tag, name string) error {
	_, err := UpdateContactLabel.Do(ctx, l.client, UpdateContactLabelRequest{GUID: seat.RemoteID, LabelID: wire.ID(tag.RemoteID), LabelName: name})
	return l.trouble(err, seat.DisplayName())
}

// DeleteTag takes a label away, from all who have it too.
func (l *link) DeleteTag(ctx context.Context, seat model.Seat, tag model.Tag) error {
	_, err := DelContactLabel.Do(ctx, l.client, DelContactLabelRequest{GUID: seat.RemoteID, LabelID: wire.ID(tag.RemoteID)})
	return l.trouble(err, seat.DisplayName())
}

// tagsAtOnce is how many contacts one call of /label/modify_contact_label_list may
// name. Assumed: the document shows a list and no limit.
const tagsAtOnce = 50

// TagsAtOnce is how many contacts SetTagsOfMany may name.
func (l *link) TagsAtOnce() int { return tagsAtOnce }

// SetContactTags tells all labels that a contact has.
func (l *link) SetContactTags(ctx context.Context, seat model.Seat, contactID string, tags, _ []model.Tag) error {
	return l.setTags(ctx, seat, []string{contactID}, tags)
}

// SetTagsOfMany tells all labels that contacts have.
func (l *link) SetTagsOfMany(ctx context.Context, seat model.Seat, contactIDs []string, tags []model.Tag) error {
	switch {
	case len(contactIDs) == 0:
		return nil
	case len(contactIDs) > tagsAtOnce:
		return invalid("contacts", fmt.Sprintf("refusal.at_most: %d", tagsAtOnce))
	}
	return l.setTags(ctx, seat, contactIDs, tags)
}

// setTags tells all labels of contacts. Assumed: those that are not named are taken
// off.
func (l *link) setTags(ctx context.Context, seat model.Seat, contactIDs []string, tags []model.Tag) error {
	_, err := ModifyContactLabelList.Do(ctx, l.client, ModifyContactLabelListRequest{
		GUID: seat.RemoteID, UsernameList: List[string](contactIDs), LabelIDList: labelsOf(tags),
	})
	return l.trouble(err, seat.DisplayName())
}

// CountTagged asks how many have each label. Labels that the answer leaves out
// are left out here.
func (l *link) CountTagged(ctx context.Context, seat model.Seat, tagIDs []string) (map[string]int, error) {
	answer, err := GetLabelUsageAmount.Do(ctx, l.client, GetLabelUsageAmountRequest{GUID: seat.RemoteID, LabelIDList: labelIDs(tagIDs)})
	if err != nil {
		return nil, l.trouble(err, seat.DisplayName())
	}
	counts := map[string]int{}
	for _, row := range answer.List {
		if row.LabelID != "" {
			counts[row.LabelID.String()] = int(row.Count)
		}
	}
	return counts, nil
}

func labelsOf(tags []model.Tag) List[wire.ID] {
	ids := make([]string, len(tags))
	for i, tag := range tags {
		ids[i] = tag.RemoteID
	}
	return labelIDs(ids)
}

func labelIDs(ids []string) List[wire.ID] {
	list := make(List[wire.ID], len(ids))
	for i, id := range ids {
		list[i] = wire.ID(id)
	}
	return list
}
