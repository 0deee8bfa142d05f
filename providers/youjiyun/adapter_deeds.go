package youjiyun

import (
	"context"
	"slices"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/wire"
)

var (
	_ providers.ContactTagger = (*link)(nil)
	_ providers.GroupCreator  = (*link)(nil)
	_ providers.MemberInviter = (*link)(nil)
	_ providers.MemberRemover = (*link)(nil)
	_ providers.GroupRenamer  = (*link)(nil)
	_ providers.Announcer     = (*link)(nil)
	_ providers.AdminEditor   = (*link)(nil)
)

// SetContactTags tells the difference (3.11).
func (l *link) SetContactTags(ctx context.Context, seat model.Seat, contactID string, tags, before []model.Tag) error {
	request := MarkTagsRequest{ActionHead: headOf(seat), UserID: wire.Text(contactID), Tags: without(tags, before), ErasingTags: without(before, tags)}
	if len(request.Tags) == 0 && len(request.ErasingTags) == 0 {
		return nil
	}
	_, err := MarkTags.Do(ctx, l.client, &request)
	return l.trouble(err, seat.DisplayName())
}

// without gives the ids of the tags that are not among others.
func without(tags, others []model.Tag) []wire.Text {
	ids := []wire.Text{}
	for _, tag := range tags {
		if !slices.ContainsFunc(others, func(o model.Tag) bool { return o.RemoteID == tag.RemoteID }) {
			ids = append(ids, wire.Text(tag.RemoteID))
		}
	}
	return ids
}

// CreateGroup makes a group of friends (3.20).
func (l *link) CreateGroup(ctx context.Context, seat model.Seat, name string, members []string) (string, error) {
	answer, err := CreateGroup.Do(ctx, l.client, &CreateGroupRequest{ActionHead: headOf(seat), Topic: name, MemberWxids: idsOf(members)})
	if err != nil {
		return "", l.trouble(err, seat.DisplayName())
	}
	id := orText(answer.ConversationID, answer.GroupWxid)
	if id == "" {
		return "", &model.Trouble{Code: model.TroubleBadAnswer, About: seat.DisplayName(), Detail: "refusal.made_without_id: " + errNoName.Error()}
	}
	return id.String(), nil
}

// InviteMembers brings friends into a group (3.18).
func (l *link) InviteMembers(ctx context.Context, seat model.Seat, group model.Group, members []string) error {
	_, err := InviteFriends.Do(ctx, l.client, &InviteFriendsRequest{ActionHead: headOf(seat), GroupID: wire.Text(group.RemoteID), Friends: idsOf(members)})
	return l.trouble(err, seat.DisplayName())
}

// RemoveMembers takes members out of a group (3.15).
func (l *link) RemoveMembers(ctx context.Context, seat model.Seat, groupID string, members []string) error {
	_, err := RemoveMembers.Do(ctx, l.client, &RemoveMembersRequest{ActionHead: headOf(seat), GroupID: wire.Text(groupID), Members: idsOf(members)})
	return l.trouble(err, seat.DisplayName())
}

// RenameGroup names a group (3.19).
func (l *link) RenameGroup(ctx context.Context, seat model.Seat, groupID, name string) error {
	_, err := RenameGroup.Do(ctx, l.client, &RenameGroupRequest{ActionHead: headOf(seat), GroupID: wire.Text(groupID), NewName: name})
	return l.trouble(err, seat.DisplayName())
}

// Announce sets the notice of a group (3.23).
func (l *link) Announce(ctx context.Context, seat model.Seat, groupID, text string, toAll bool) error {
	_, err := SetAnnouncement.Do(ctx, l.client, &SetAnnouncementRequest{ActionHead: headOf(seat), GroupID: wire.Text(groupID), Notice: text, IsAll: wire.Flag(toAll)})
	return l.trouble(err, seat.DisplayName())
}

// SetAdmins makes members administrators, or no longer (3.17). More than three
// beside the owner are refused there.
func (l *link) SetAdmins(ctx context.Context, seat model.Seat, groupID string, members []string, on bool) error {
	request := ModifyAdminsRequest{ActionHead: headOf(seat), OpCode: DeleteAdmins, ConversationID: wire.Text(groupID), Admins: []wire.Text{}}
	if on {
		request.OpCode = AddAdmins
	}
	for _, id := range members {
		request.Admins = append(request.Admins, wire.Text(id))
	}
	_, err := ModifyAdmins.Do(ctx, l.client, &request)
	return l.trouble(err, seat.DisplayName())
}

func idsOf(remoteIDs []string) []wire.ID {
	ids := make([]wire.ID, len(remoteIDs))
	for i, id := range remoteIDs {
		ids[i] = wire.ID(id)
	}
	return ids
}
