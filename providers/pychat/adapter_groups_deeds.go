package pychat

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"seatdeck/app/model"
	"seatdeck/providers"
)

var (
	_ providers.GroupCreator     = (*link)(nil)
	_ providers.MemberInviter    = (*link)(nil)
	_ providers.MemberRemover    = (*link)(nil)
	_ providers.GroupRenamer     = (*link)(nil)
	_ providers.Announcer        = (*link)(nil)
	_ providers.GroupNicknamer   = (*link)(nil)
	_ providers.GroupQuitter     = (*link)(nil)
	_ providers.GroupTransferrer = (*link)(nil)
	_ providers.GroupCoder       = (*link)(nil)
	_ providers.MemberBefriender = (*link)(nil)
)

// addedBelow is how many members a group may have for people to be added to it;
// into a larger one they are invited (document, /room/add_chatroom_member).
const addedBelow = 40

// memberThere is memberStatus of who is in the group already. Assumed.
const memberThere = 1

// CreateGroup makes a group, and names it where a name is given. If the name
// alone is refused, the group's id comes with the error.
func (l *link) CreateGroup(ctx context.Context, seat model.Seat, name string, members []string) (string, error) {
	answer, err := CreateChatroom.Do(ctx, l.client, CreateChatroomRequest{GUID: seat.RemoteID, UsernameList: members})
	if err != nil {
		return "", l.trouble(err, seat.DisplayName())
	}
	id := cmp.Or(answer.Room, answer.Room2).String()
	if id == "" {
		return "", &model.Trouble{Code: model.TroubleBadAnswer, About: seat.DisplayName(), Detail: "refusal.made_without_id: the group was made, but its name is missing in the answer"}
	}
	if name == "" {
		return id, nil
	}
	if err := l.RenameGroup(ctx, seat, id, name); err != nil {
		t := *model.AsTrouble(err)
		t.Detail = "refusal.made_not_named: " + t.Detail
		return id, &t
	}
	return id, nil
}

// InviteMembers adds contacts to a small group, and invites them into a large
// one.
func (l *link) InviteMembers(ctx context.Context, seat model.Seat, group model.Group, members []string) error {
	size := group.MemberCount
	if size == 0 {
		answer, err := GetChatroomDetail.Do(ctx, l.client, GetChatroomDetailRequest{GUID: seat.RemoteID, RoomUsername: group.RemoteID})
		if err != nil {
			return l.trouble(err, seat.DisplayName())
		}
		size = groupOf(answer.Room()).MemberCount
	}
	if size+len(members) < addedBelow {
		answer, err := AddChatroomMember.Do(ctx, l.client, AddChatroomMemberRequest{GUID: seat.RemoteID, RoomUsername: group.RemoteID, UsernameList: members})
		return l.changed(answer, err, seat)
	}
	answer, err := InviteChatroomMember.Do(ctx, l.client, InviteChatroomMemberRequest{GUID: seat.RemoteID, RoomUsername: group.RemoteID, UsernameList: members})
	return l.changed(answer, err, seat)
}

// RemoveMembers takes members out of a group.
func (l *link) RemoveMembers(ctx context.Context, seat model.Seat, groupID string, members []string) error {
	answer, err := DelChatroomMember.Do(ctx, l.client, DelChatroomMemberRequest{GUID: seat.RemoteID, RoomUsername: groupID, UsernameList: members})
	return l.changed(answer, err, seat)
}

// changed tells for whom a change of members did not work.
func (l *link) changed(answer MembersChangedAnswer, err error, seat model.Seat) error {
	if err != nil {
		return l.trouble(err, seat.DisplayName())
	}
	var not []string
	for _, m := range answer.Members {
		if m.Status != 0 && m.Status != memberThere {
			not = append(not, fmt.Sprintf("%s (%d)", m.Name, m.Status))
		}
	}
	if len(not) == 0 {
		return nil
	}
	return &model.Trouble{Code: model.TroubleRejected, About: seat.DisplayName(), Detail: "refusal.not_for: " + strings.Join(not, ", ")}
}

// RenameGroup names a group.
func (l *link) RenameGroup(ctx context.Context, seat model.Seat, groupID, name string) error {
	_, err := ModifyChatroomName.Do(ctx, l.client, ModifyChatroomNameRequest{GUID: seat.RemoteID, RoomUsername: groupID, Name: name})
	return l.trouble(err, seat.DisplayName())
}

// Announce sets the notice of a group.
func (l *link) Announce(ctx context.Context, seat model.Seat, groupID, text string, _ bool) error {
	_, err := SetChatroomAnnouncement.Do(ctx, l.client, SetChatroomAnnouncementRequest{GUID: seat.RemoteID, RoomUsername: groupID, Announcement: text})
	return l.trouble(err, seat.DisplayName())
}

// SetGroupNickname says what the seat is called in a group.
func (l *link) SetGroupNickname(ctx context.Context, seat model.Seat, groupID, name string) error {
	_, err := ModifyChatroomDisplayName.Do(ctx, l.client, ModifyChatroomDisplayNameRequest{GUID: seat.RemoteID, RoomUsername: groupID, DisplayName: name})
	return l.trouble(err, seat.DisplayName())
}

// QuitGroup has the seat leave a group.
func (l *link) QuitGroup(ctx context.Context, seat model.Seat, groupID string) error {
	_, err := QuitChatroom.Do(ctx, l.client, QuitChatroomRequest{GUID: seat.RemoteID, RoomUsername: groupID})
	return l.trouble(err, seat.DisplayName())
}

// TransferGroup gives a group to another member.
func (l *link) TransferGroup(ctx context.Context, seat model.Seat, groupID, memberID string) error {
	_, err := TransferChatroomOwner.Do(ctx, l.client, TransferChatroomOwnerRequest{GUID: seat.RemoteID, RoomUsername: groupID, Username: memberID})
	return l.trouble(err, seat.DisplayName())
}

// BefriendMember asks a member of a group to be a contact.
func (l *link) BefriendMember(ctx context.Context, seat model.Seat, groupID, memberID, reason string) error {
	_, err := AddChatroomMemberFriend.Do(ctx, l.client, AddChatroomMemberFriendRequest{
		GUID: seat.RemoteID, RoomUsername: groupID, Username: memberID, VerifyContent: reason,
	})
	return l.trouble(err, seat.DisplayName())
}

// GroupCode gives the code by which people join a group.
func (l *link) GroupCode(ctx context.Context, seat model.Seat, groupID string) (model.LoginCode, error) {
	answer, err := GetChatroomQRCode.Do(ctx, l.client, GetChatroomQRCodeRequest{GUID: seat.RemoteID, RoomUsername: groupID})
	if err != nil {
		return model.LoginCode{}, l.trouble(err, seat.DisplayName())
	}
	return l.codeOf(ctx, seat, answer)
}
