package wecom

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"seatdeck/app/model"
	"seatdeck/providers/internal/upkeep"
)

// otherTags is the heading under which a tag is made that was given none: WeCom
// wants one.
const otherTags = "标签"

// ListTags reads the company's tags. They are the same for each seat.
func (l *link) ListTags(ctx context.Context, seat model.Seat) ([]model.Event, error) {
	groups, err := l.readTags(ctx)
	if err != nil {
		return nil, l.trouble(err, seat.DisplayName())
	}
	if groups == nil {
		return nil, nil
	}
	return []model.Event{model.TagsSeen{Seat: refOf(seat.RemoteID), Groups: groups}}, nil
}

// readTags gives the company's tags, those that come first first; nil where the
// answer leaves them out: they would seem to be gone.
func (l *link) readTags(ctx context.Context) ([]model.TagGroup, error) {
	answer, err := GetCorpTags.Do(ctx, l.client, TagIDs{})
	if err != nil || answer.TagGroup == nil {
		return nil, err
	}
	slices.SortStableFunc(answer.TagGroup, func(a, b TagGroup) int { return cmp.Compare(b.Order, a.Order) })
	groups := []model.TagGroup{}
	for _, g := range answer.TagGroup {
		if g.GroupID == "" || bool(g.Deleted) {
			continue
		}
		group := model.TagGroup{RemoteID: g.GroupID.String(), Name: g.GroupName.String(), Corp: true}
		slices.SortStableFunc(g.Tag, func(a, b GroupTag) int { return cmp.Compare(b.Order, a.Order) })
		for _, t := range g.Tag {
			if t.ID == "" || bool(t.Deleted) {
				continue
			}
			group.Tags = append(group.Tags, model.Tag{
				RemoteID: t.ID.String(), GroupRemoteID: group.RemoteID, GroupName: group.Name, Name: t.Name.String(), Corp: true,
			})
		}
		groups = append(groups, group)
	}
	return groups, nil
}

// tagPrint is a text that is another one when tags are.
func tagPrint(groups []model.TagGroup) string {
	var b strings.Builder
	for _, g := range groups {
		fmt.Fprintf(&b, "%q %q\n", g.RemoteID, g.Name)
		for _, t := range g.Tags {
			fmt.Fprintf(&b, " %q %q\n", t.RemoteID, t.Name)
		}
	}
	return b.String()
}

// CreateTag makes a tag of the company.
func (l *link) CreateTag(ctx context.Context, seat model.Seat, groupID, name string) error {
	if err := checkTagName(name); err != nil {
		return err
	}
	request := AddTagsRequest{GroupID: groupID, Tag: []NewTag{{Name: name}}}
	if groupID == "" {
		request.GroupName = otherTags
	}
	_, err := AddCorpTags.Do(ctx, l.client, request)
	return l.changedTags(err, seat)
}

// RenameTag gives a tag another name, for the whole company.
func (l *link) RenameTag(ctx context.Context, seat model.Seat, tag model.Tag, name string) error {
	if err := checkTagName(name); err != nil {
		return err
	}
	_, err := EditCorpTag.Do(ctx, l.client, EditTagRequest{ID: tag.RemoteID, Name: name})
	return l.changedTags(err, seat)
}

// DeleteTag takes a tag away, from all who have it too.
func (l *link) DeleteTag(ctx context.Context, seat model.Seat, tag model.Tag) error {
	_, err := DelCorpTags.Do(ctx, l.client, TagIDs{TagID: []string{tag.RemoteID}})
	return l.changedTags(err, seat)
}

// changedTags has the other seats told of a change as well. No callback tells of
// what calls do.
func (l *link) changedTags(err error, seat model.Seat) error {
	if err == nil {
		l.staff.changeTags()
		upkeep.Tap(l.looks)
	}
	return l.trouble(err, seat.DisplayName())
}

func checkTagName(name string) error {
	if utf8.RuneCountInString(name) > maxTagName {
		return &model.Trouble{Code: model.TroubleTooLong, About: "name", Detail: fmt.Sprintf("refusal.at_most_characters: %d", maxTagName)}
	}
	return nil
}

// SetContactTags tells the difference between the tags that a customer had and is
// to have.
func (l *link) SetContactTags(ctx context.Context, seat model.Seat, contactID string, tags, before []model.Tag) error {
	request := MarkTagsRequest{
		UserID: seat.RemoteID, ExternalUserID: contactID, AddTag: without(tags, before), RemoveTag: without(before, tags),
	}
	if len(request.AddTag) == 0 && len(request.RemoveTag) == 0 {
		return nil
	}
	_, err := MarkTags.Do(ctx, l.client, request)
	return l.trouble(err, seat.DisplayName())
}

// without gives the ids of tags that are not among others.
func without(tags, others []model.Tag) []string {
	var ids []string
	for _, t := range tags {
		same := func(o model.Tag) bool { return o.RemoteID == t.RemoteID }
		if t.RemoteID != "" && !slices.ContainsFunc(others, same) && !slices.Contains(ids, t.RemoteID) {
			ids = append(ids, t.RemoteID)
		}
	}
	return ids
}
