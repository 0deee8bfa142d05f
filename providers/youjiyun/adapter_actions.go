package youjiyun

import (
	"seatdeck/app/model"
	"seatdeck/providers/internal/wire"
)

// actionEvents is what an action says: a notice, or the answer to a request of
// this console or of another one at the same account.
func (l *link) actionEvents(a ActionFrame) []model.Event {
	seat := model.SeatRef{RemoteID: a.Head.RobotKey.String()}
	if a.Refused() {
		if a.Head.Type.String() != ForwardMessage.typ || a.Head.MessageID == "" {
			return nil // whoever asked has the answer
		}
		reason := refusalOf(ForwardMessage.typ, a.Head.Code, a.Head.Msg)
		return []model.Event{model.SendRefused{Seat: seat, ClientID: a.Head.MessageID.String(), Reason: *reason}}
	}
	switch body := a.Body.(type) {
	case FriendRequest:
		if body.UserID == "" {
			return nil
		}
		return []model.Event{model.FriendRequestSeen{Seat: seat, Request: l.friendRequest(body)}}
	case AcceptFriendAnswer:
		if body.Code == "" || body.FriendWxid == "" {
			return nil
		}
		return []model.Event{model.FriendAccepted{Seat: seat, RemoteID: body.FriendWxid.String()}}
	case EditRemarkAnswer:
		if body.Code == "" || body.UserID == "" {
			return nil
		}
		return []model.Event{model.ContactSeen{Seat: seat, Partial: true, Contact: model.Contact{
			RemoteID: body.UserID.String(), Remark: body.RealRemark.String(), Description: body.UserRemark.String(),
		}}}
	case SyncTagsAnswer:
		return tagEvents(seat, body)
	case InquireContactsAnswer:
		return inquiryEvents(seat, body, "socket action")
	case RenameGroupAnswer:
		return groupChanged(seat, body.ActionHead, model.Group{RemoteID: body.GroupID.String(), Name: body.NewName.String()})
	case SetAnnouncementAnswer:
		return groupChanged(seat, body.ActionHead, model.Group{RemoteID: body.GroupID.String(), Notice: body.Notice.String()})
	case CreateGroupAnswer:
		name := body.Topic
		if name == "" {
			name = body.NewName
		}
		return groupChanged(seat, body.ActionHead, model.Group{RemoteID: body.ConversationID.String(), Name: name.String()})
	case AdminsAnswer:
		return adminsChanged(seat, body)
	case MembersChanged:
		return membersChanged(seat, body)
	}
	return nil
}

func (l *link) friendRequest(r FriendRequest) model.FriendRequest {
	at := r.DTS.Time()
	if at.IsZero() {
		at = l.clock.Now().UTC()
	}
	return model.FriendRequest{
		RemoteID: r.UserID.String(),
		Name:     r.Name.String(),
		Avatar:   r.WechatImgURL.String(),
		Reason:   r.Reason.String(),
		Gender:   genderOf(r.Gender),
		WeChat:   bool(r.IsOuterUser),
		At:       at,
	}
}

// groupChanged tells of a change that was answered; a request that is merely
// repeated to us has no code.
func groupChanged(seat model.SeatRef, head ActionHead, group model.Group) []model.Event {
	if head.Code == "" || group.RemoteID == "" {
		return nil
	}
	return []model.Event{model.GroupSeen{Seat: seat, Group: group, Partial: true}}
}

// adminsChanged tells of members who were made administrators, or no longer are
// (3.17): they are always of the company.
func adminsChanged(seat model.SeatRef, body AdminsAnswer) []model.Event {
	role, told := map[wire.Int]model.Role{AddAdmins: model.RoleAdmin, DeleteAdmins: model.RoleMember}[body.OpCode]
	if body.Code == "" || body.Type.String() != ModifyAdmins.typ || !told || body.ConversationID == "" {
		return nil
	}
	seen := model.MembersSeen{Seat: seat, GroupID: body.ConversationID.String()}
	for _, id := range body.Admins {
		if id != "" {
			seen.Members = append(seen.Members, model.Member{RemoteID: id.String(), Role: role})
		}
	}
	return []model.Event{seen}
}

func membersChanged(seat model.SeatRef, body MembersChanged) []model.Event {
	id := body.ConversationID
	if id == "" {
		id = body.Chatroom
	}
	if id == "" {
		return nil
	}
	events := []model.Event{model.GroupSeen{Seat: seat, Partial: true, Group: model.Group{RemoteID: id.String(), Name: body.Name.String()}}}
	var members []model.Member
	for _, row := range body.NewMembers {
		m := row.Value
		userID := orText(m.UserID, m.UserName)
		if row.Err != nil || userID == "" {
			events = append(events, refused(seat, "socket action", row.Raw, orError(row.Err, errNoName), false))
			continue
		}
		members = append(members, model.Member{
			RemoteID: userID.String(),
			Name:     orText(m.GroupNickName, m.NickName).String(),
			Avatar:   m.HeadImg.String(),
		})
	}
	if len(members) > 0 {
		events = append(events, model.MembersSeen{Seat: seat, GroupID: id.String(), Members: members})
	}
	return events
}

func orText(first, second wire.Text) wire.Text {
	if first != "" {
		return first
	}
	return second
}

func orError(first, second error) error {
	if first != nil {
		return first
	}
	return second
}
