package pychat

import (
	"cmp"
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"seatdeck/app/model"
	"seatdeck/providers"
)

var _ providers.GroupLister = (*link)(nil)

// ListGroups reads groups as ListContacts reads people: the same names, and the
// groups at WeCom.
func (l *link) ListGroups(ctx context.Context, seat model.Seat, page string) (providers.Page, error) {
	return l.readPage(ctx, seat, page, listing{
		wanted: func(name string) bool { return isGroup(name) && !isOpenIMGroup(name) },
		detail: func(ctx context.Context, seat model.Seat, names []string) ([]model.Event, error) {
			return l.details(ctx, seat, names, func(c Contact) []model.Event {
				return []model.Event{model.GroupSeen{Seat: refOf(seat), Group: groupOf(c)}}
			})
		},
		openIM: func(ctx context.Context, seat model.Seat, page int64) (rows, error) {
			answer, err := GetOpenIMRooms.Do(ctx, l.client, GetOpenIMRoomsRequest{GUID: seat.RemoteID, PageNum: page, PageSize: openIMPage})
			return rows{list: answer.List, total: answer.Total}, err
		},
		source: "openim/get_openim_rooms",
		event: func(c Contact) []model.Event {
			return []model.Event{model.GroupSeen{Seat: refOf(seat), Group: groupOf(c), Partial: c.Members == nil}}
		},
	})
}

func groupOf(c Contact) model.Group {
	g := model.Group{
		RemoteID: c.UserName.String(),
		Name:     c.NickName.String(),
		Avatar:   cmp.Or(c.Avatar, c.Avatar2).String(),
		OwnerID:  c.Owner.String(),
		Notice:   c.Notice.String(),
		External: true,
	}
	if c.Members != nil {
		g.MemberCount = max(int(c.Members.Count), len(c.Members.Members))
	}
	return g
}

// ListMembers reads who is in a group: of WeChat all at once, at WeCom by pages.
func (l *link) ListMembers(ctx context.Context, seat model.Seat, groupID, page string) (providers.Page, error) {
	if !isOpenIMGroup(groupID) {
		answer, err := GetChatroomMemberDetail.Do(ctx, l.client, GetChatroomMemberDetailRequest{GUID: seat.RemoteID, RoomUsername: groupID})
		if err != nil {
			return providers.Page{}, l.trouble(err, seat.DisplayName())
		}
		read := providers.Page{Events: membersSeen(seat, groupID, "room/get_chatroom_member_detail", answer.Data)}
		if answer.Data != nil {
			read.Total = max(int(answer.Data.Count), 0)
		}
		return read, nil
	}
	number := int64(1)
	if page != "" {
		n, err := strconv.ParseInt(strings.TrimPrefix(page, openIMPageKey), 10, 64)
		if err != nil || n < 1 {
			return providers.Page{}, invalid("page", "refusal.bad_page: it can't be read")
		}
		number = n
	}
	answer, err := GetOpenIMRoomMembers.Do(ctx, l.client, GetOpenIMRoomMembersRequest{
		GUID: seat.RemoteID, RoomUsername: groupID, PageNum: number, PageSize: openIMPage,
	})
	if err != nil {
		return providers.Page{}, l.trouble(err, seat.DisplayName())
	}
	more := moreRows(number, len(answer.List), answer.Total)
	members, events := membersOf(seat, "openim/get_openim_room_members", answer.List)
	read := providers.Page{Total: max(int(answer.Total), 0), Events: append(events, model.MembersSeen{
		Seat: refOf(seat), GroupID: groupID, Members: members,
		Whole: number == 1 && !more && len(answer.List) > 0 && len(members) == len(answer.List),
	})}
	if more {
		read.Next = openIMPageKey + strconv.FormatInt(number+1, 10)
	}
	return read, nil
}

// membersSeen tells of all members of a group; an answer without them tells
// nothing.
func membersSeen(seat model.Seat, groupID, source string, data *RoomData) []model.Event {
	if data == nil || len(data.Members) == 0 {
		return nil
	}
	members, events := membersOf(seat, source, data.Members)
	return append(events, model.MembersSeen{
		Seat: refOf(seat), GroupID: groupID, Members: members,
		Whole: len(members) == len(data.Members) && len(members) >= int(data.Count),
	})
}

// membersOf reads rows; those that can't be read are kept as they are.
func membersOf(seat model.Seat, source string, list []json.RawMessage) (members []model.Member, events []model.Event) {
	for _, raw := range list {
		var m RoomMember
		err := json.Unmarshal(raw, &m)
		if err == nil && m.UserName == "" {
			err = errNoName
		}
		if err != nil {
			events = append(events, refused(refOf(seat), source, raw, err))
			continue
		}
		members = append(members, memberOf(m))
	}
	return members, events
}

// memberOf reads a member. Of which company somebody at WeCom is no row tells, so
// colleagues are external here, too.
func memberOf(m RoomMember) model.Member {
	name := m.UserName.String()
	return model.Member{
		RemoteID:  name,
		Name:      cmp.Or(m.DisplayName, m.NickName).String(),
		Avatar:    cmp.Or(m.Avatar, m.Avatar2).String(),
		Role:      roleOf(int64(m.Role)),
		WeChat:    !isOpenIM(name),
		External:  true,
		Source:    sourceOf(m),
		InvitedBy: m.Inviter.String(),
	}
}

// sourceOf is how a member came in; who was brought by somebody was invited.
func sourceOf(m RoomMember) model.JoinSource {
	switch {
	case m.Source == CameByLink:
		return model.JoinLink
	case m.Source == CameByCode:
		return model.JoinCode
	case m.Source == CameInvited, m.Inviter != "":
		return model.JoinInvited
	}
	return model.JoinUnknown
}

// roleOf reads chatroomMemberFlag. Assumed.
func roleOf(flag int64) model.Role {
	switch flag {
	case 1:
		return model.RoleAdmin
	case 2:
		return model.RoleOwner
	}
	return model.RoleMember
}

// inquireGroup looks up a group and who is in it.
func (l *link) inquireGroup(ctx context.Context, seat model.Seat, name string) ([]model.Event, error) {
	group, members, err := l.askGroup(ctx, seat.RemoteID, name)
	if group.UserName == "" {
		return nil, err
	}
	seen := model.GroupSeen{Seat: refOf(seat), Group: groupOf(group), Partial: true}
	if members != nil && seen.Group.MemberCount == 0 {
		seen.Group.MemberCount = int(members.Count)
	}
	return append([]model.Event{seen}, membersSeen(seat, name, "members of a group", members)...), err
}

// askGroup asks for a group, then for its members: what the group itself says of
// them is their names alone.
func (l *link) askGroup(ctx context.Context, guid, name string) (Contact, *RoomData, error) {
	if isOpenIMGroup(name) {
		answer, err := GetOpenIMRoomDetail.Do(ctx, l.client, GetOpenIMRoomDetailRequest{GUID: guid, RoomUsername: name})
		if err != nil {
			return Contact{}, nil, err
		}
		members, err := GetOpenIMRoomMemberDetail.Do(ctx, l.client, GetOpenIMRoomMemberDetailRequest{GUID: guid, RoomUsername: name})
		return answer.Room(), members.Data, err
	}
	answer, err := GetChatroomDetail.Do(ctx, l.client, GetChatroomDetailRequest{GUID: guid, RoomUsername: name})
	if err != nil {
		return Contact{}, nil, err
	}
	members, err := GetChatroomMemberDetail.Do(ctx, l.client, GetChatroomMemberDetailRequest{GUID: guid, RoomUsername: name})
	return answer.Room(), members.Data, err
}
