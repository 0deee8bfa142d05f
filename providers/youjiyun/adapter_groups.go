package youjiyun

import (
	"context"
	"encoding/json"
	"slices"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/wire"
)

// ListGroups reads a page of 2.4.
func (l *link) ListGroups(ctx context.Context, seat model.Seat, name string) (providers.Page, error) {
	page := pageNumber(name)
	answer, err := ListGroups.Do(ctx, l.client, ListGroupsRequest{RobotKey: seat.RemoteID, PageNum: page + 1, PageSize: pageSize})
	if err != nil {
		return providers.Page{}, l.trouble(err, seat.DisplayName())
	}
	var events []model.Event
	for _, row := range answer.Groups {
		g := row.Value
		if row.Err != nil || g.ConversationID == "" {
			events = append(events, refused(refOf(seat), "group/list", row.Raw, orError(row.Err, errNoName), false))
			continue
		}
		events = append(events, model.GroupSeen{Seat: refOf(seat), Group: model.Group{
			RemoteID:    g.ConversationID.String(),
			Name:        g.Name.String(),
			OwnerID:     g.CreatorID.String(),
			OwnerName:   g.CreatorName.String(),
			MemberCount: int(g.MemberCount),
			OuterCount:  int(g.OuterUserCount),
			External:    bool(g.IsOuterGroupConversation),
			Dissolved:   g.Status != nil && *g.Status == 0,
			Created:     g.CreateTime.Time(),
			Modified:    g.GmtModify.Time(),
		}})
	}
	return pageOf(events, page, morePages(page, len(answer.Groups), answer.Total), answer.Total), nil
}

// ListMembers reads a page of 2.6.
func (l *link) ListMembers(ctx context.Context, seat model.Seat, groupID, name string) (providers.Page, error) {
	page := pageNumber(name)
	answer, err := ListMembers.Do(ctx, l.client, ListMembersRequest{
		RobotKey: seat.RemoteID, ConversationID: groupID, PageNum: page + 1, PageSize: pageSize,
	})
	if err != nil {
		return providers.Page{}, l.trouble(err, seat.DisplayName())
	}
	var events []model.Event
	seen := model.MembersSeen{Seat: refOf(seat), GroupID: groupID}
	for _, row := range answer.Members {
		m := row.Value
		if row.Err != nil || m.UserID == "" {
			events = append(events, refused(refOf(seat), "group/member/list", row.Raw, orError(row.Err, errNoName), false))
			continue
		}
		member := model.Member{
			RemoteID: m.UserID.String(),
			Name:     m.Name.String(),
			Avatar:   m.AvatorURL.String(),
			WeChat:   bool(m.IsOuterUser),
			External: bool(m.IsExternalUser),
			Left:     m.Status != nil && *m.Status == 0,
			Role:     model.RoleUnknown, // only 3.16 tells administrators
			Joined:   m.GmtCreate.Time(),
		}
		if m.IsCreator {
			member.Role = model.RoleOwner
		}
		seen.Members = append(seen.Members, member)
	}
	more := morePages(page, len(answer.Members), answer.Total)
	seen.Whole = page == 0 && !more && answer.Members != nil && len(seen.Members) == len(answer.Members)
	return pageOf(append(events, seen), page, more, answer.Total), nil
}

// InquireContacts looks up people and groups (3.21), which the document asks
// for apart.
func (l *link) InquireContacts(ctx context.Context, seat model.Seat, remoteIDs []string) ([]model.Event, error) {
	var people, groups []wire.ID
	for _, id := range remoteIDs {
		if IsGroupID(id) {
			groups = append(groups, wire.ID(id))
		} else {
			people = append(people, wire.ID(id))
		}
	}
	var events []model.Event
	for _, ids := range [][]wire.ID{people, groups} {
		if len(ids) == 0 {
			continue
		}
		answer, err := InquireContacts.Do(ctx, l.client, &InquireContactsRequest{ActionHead: headOf(seat), Contacts: ids})
		if err != nil {
			return events, l.trouble(err, seat.DisplayName())
		}
		events = append(events, inquiryEvents(refOf(seat), answer, "contacts.inquiry")...)
	}
	for _, e := range events {
		if seen, ok := e.(model.MembersSeen); ok {
			if err := l.nameAdmins(ctx, seat, seen); err != nil {
				return events, err
			}
		}
	}
	return events, nil
}

// nameAdmins fills in who administers a group, which no list of members tells.
// Where the back end does not say, what is known of that stays.
func (l *link) nameAdmins(ctx context.Context, seat model.Seat, seen model.MembersSeen) error {
	admins, err := l.admins(ctx, seat, seen.GroupID)
	switch {
	case ctx.Err() != nil:
		return err
	case err != nil:
		l.log.Warn("administrators not read", "connection", l.name, "seat", seat.DisplayName(), "err", err)
		return nil
	}
	for i := range seen.Members {
		if m := &seen.Members[i]; m.Role == model.RoleUnknown {
			m.Role = model.RoleMember
			if slices.Contains(admins, m.RemoteID) {
				m.Role = model.RoleAdmin
			}
		}
	}
	return nil
}

func inquiryEvents(seat model.SeatRef, answer InquireContactsAnswer, source string) []model.Event {
	if answer.Code == "" {
		return nil // the request itself, repeated to us
	}
	var events []model.Event
	for _, row := range answer.Contacts {
		switch {
		case row.Err == nil && row.Value.ConversationID != "":
			events = append(events, groupInquired(seat, row.Value, source)...)
		case row.Err == nil && row.Value.UserID != "":
			events = append(events, model.ContactSeen{Seat: seat, Contact: personOf(row.Value.Person), Partial: true})
		default:
			events = append(events, refused(seat, source, row.Raw, orError(row.Err, errNoName), false))
		}
	}
	return events
}

func personOf(p Person) model.Contact {
	return model.Contact{
		RemoteID:    p.UserID.String(),
		Name:        p.Name.String(),
		Remark:      p.RealRemarks.String(),
		Description: p.Remarks.String(),
		Avatar:      orText(p.AvatorURL, p.WechatImgURL).String(),
		Gender:      genderOf(p.Gender),
		Mobile:      orText(p.Mobile, p.Phone).String(),
		Email:       p.Account.String(),
		Corp:        p.RemarkCorpName.String(),
		Position:    p.Position.String(),
		WeChat:      bool(p.IsOuterUser),
		External:    bool(p.IsExternalUser),
		Removed:     bool(p.IsDelete),
	}
}

// noticeOf is the first notice of a group that can be read. The document's list is
// empty: a text, or an object with one, is assumed.
func noticeOf(notices []json.RawMessage) string {
	for _, raw := range notices {
		var text wire.Text
		if json.Unmarshal(raw, &text) == nil && text != "" {
			return text.String()
		}
		var about struct {
			Notice  wire.Text `json:"notice"`
			Content wire.Text `json:"content"`
		}
		if json.Unmarshal(raw, &about) == nil {
			if text = orText(about.Notice, about.Content); text != "" {
				return text.String()
			}
		}
	}
	return ""
}

func groupInquired(seat model.SeatRef, g Inquiry, source string) []model.Event {
	id := g.ConversationID.String()
	events := []model.Event{model.GroupSeen{Seat: seat, Partial: true, Group: model.Group{
		RemoteID:    id,
		Name:        g.Name.String(),
		OwnerID:     g.CreatorID.String(),
		MemberCount: int(g.MemberCount),
		OuterCount:  int(g.OuterUserCount),
		External:    bool(g.IsOuterGroupConversation),
		Dissolved:   bool(g.IsConversationDismiss),
		Created:     g.CreateTime.Time(),
		Modified:    g.ModifyTime.Time(),
		Notice:      noticeOf(g.GroupNotices),
	}}}
	seen := model.MembersSeen{Seat: seat, GroupID: id}
	for _, row := range g.MemberList {
		p := row.Value
		if row.Err != nil || p.UserID == "" {
			events = append(events, refused(seat, source, row.Raw, orError(row.Err, errNoName), false))
			continue
		}
		member := model.Member{
			RemoteID: p.UserID.String(),
			Name:     p.Name.String(),
			Avatar:   orText(p.AvatorURL, p.WechatImgURL).String(),
			WeChat:   bool(p.IsOuterUser),
			External: bool(p.IsExternalUser),
			Role:     model.RoleUnknown,
		}
		if p.UserID == g.CreatorID {
			member.Role = model.RoleOwner
		}
		seen.Members = append(seen.Members, member)
	}
	if len(seen.Members) == 0 {
		return events
	}
	// The document's own example lists fewer members than it counts.
	seen.Whole = len(seen.Members) == int(g.MemberCount)
	return append(events, seen)
}

// ListTags asks for all tags of a seat (3.12).
func (l *link) ListTags(ctx context.Context, seat model.Seat) ([]model.Event, error) {
	answer, err := SyncTags.Do(ctx, l.client, &SyncTagsRequest{ActionHead: headOf(seat)})
	if err != nil {
		return nil, l.trouble(err, seat.DisplayName())
	}
	return tagEvents(refOf(seat), answer), nil
}

// tagEvents is nothing where the labels are missing or one can't be read: tags
// would seem to be removed.
func tagEvents(seat model.SeatRef, answer SyncTagsAnswer) []model.Event {
	if answer.Code == "" || answer.GroupLabels == nil {
		return nil
	}
	var events []model.Event
	seen := model.TagsSeen{Seat: seat}
	known := make(map[string]bool)
	add := func(group LabelGroup) {
		id := group.LabelID.String()
		if known[id] {
			return
		}
		known[id] = true
		read, bad := tagGroupOf(group)
		seen.Groups = append(seen.Groups, read)
		for _, row := range bad {
			events = append(events, refused(seat, "tags.sync", row.Raw, orError(row.Err, errNoName), false))
		}
	}
	for _, row := range answer.GroupLabels {
		if row.Err != nil || row.Value.LabelID == "" {
			events = append(events, refused(seat, "tags.sync", row.Raw, orError(row.Err, errNoName), false))
			continue
		}
		add(row.Value)
	}
	if answer.PersonLabel != nil && answer.PersonLabel.LabelID != "" {
		add(*answer.PersonLabel)
	}
	if len(events) > 0 {
		return events
	}
	return []model.Event{seen}
}

func tagGroupOf(group LabelGroup) (read model.TagGroup, bad wire.Rows[Label]) {
	read = model.TagGroup{RemoteID: group.LabelID.String(), Name: group.Name.String(), Corp: bool(group.IsCorpLabel)}
	for _, row := range group.SubLabelList {
		if row.Err != nil || row.Value.LabelID == "" {
			bad = append(bad, row)
			continue
		}
		read.Tags = append(read.Tags, model.Tag{
			RemoteID:      row.Value.LabelID.String(),
			GroupRemoteID: read.RemoteID,
			GroupName:     read.Name,
			Name:          row.Value.Name.String(),
			Corp:          bool(row.Value.IsCorpLabel),
		})
	}
	return read, bad
}
