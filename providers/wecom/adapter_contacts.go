package wecom

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/wire"
)

// The limits of what a seat calls a customer, in characters (RemarkRequest).
const (
	maxRemark      = 20
	maxDescription = 150
)

const contactPage = 100 // rows, the most that there may be

// ListContacts reads a page of a seat's customers, with their tags. The name of a
// page is the cursor.
func (l *link) ListContacts(ctx context.Context, seat model.Seat, name string) (providers.Page, error) {
	answer, err := BatchGetContacts.Do(ctx, l.client, BatchGetContactsRequest{
		UserIDList: []string{seat.RemoteID}, Paging: Paging{Cursor: name, Limit: contactPage},
	})
	switch {
	case isAPIError(err, (*APIError).NoRelation): // nobody
		return providers.Page{}, nil
	case err != nil:
		return providers.Page{}, l.trouble(err, seat.DisplayName())
	}
	for _, id := range answer.FailInfo.UnlicensedUserIDList {
		if id.String() == seat.RemoteID {
			return providers.Page{}, &model.Trouble{Code: model.TroubleRejected, About: seat.DisplayName(), Detail: Kind + ".701016: the member has no licence"}
		}
	}
	page := providers.Page{Next: answer.next()}
	for _, row := range answer.ExternalContactList {
		id := row.ExternalContact.ExternalUserID.String()
		if id == "" || row.FollowInfo == nil || row.FollowInfo.UserID != "" && row.FollowInfo.UserID.String() != seat.RemoteID {
			continue // nobody, or somebody else's
		}
		page.Events = append(page.Events, model.ContactSeen{Seat: refOf(seat.RemoteID), Contact: contactOf(row.ExternalContact, *row.FollowInfo)})
	}
	return page, nil
}

// InquireContacts looks up customers and groups of a seat. A customer whom the
// seat no longer has is gone.
func (l *link) InquireContacts(ctx context.Context, seat model.Seat, remoteIDs []string) ([]model.Event, error) {
	var events []model.Event
	for _, id := range remoteIDs {
		if isGroup(id) {
			seen, err := l.readGroup(ctx, id)
			if err != nil {
				return events, l.trouble(err, seat.DisplayName())
			}
			events = append(events, seen...)
			continue
		}
		seen, found, err := l.readContact(ctx, seat.RemoteID, id)
		switch {
		case err != nil:
			return events, l.trouble(err, seat.DisplayName())
		case found:
			events = append(events, seen)
		default:
			events = append(events, model.ContactGone{Seat: refOf(seat.RemoteID), RemoteID: id})
		}
	}
	return events, nil
}

// readContact looks up a customer of a member; found is false where they are none.
func (l *link) readContact(ctx context.Context, userID, externalID string) (seen model.ContactSeen, found bool, err error) {
	for answer, failed := range Pages(ctx, l.client, GetContact, GetContactRequest{ExternalUserID: externalID}) {
		switch {
		case isAPIError(failed, (*APIError).NoRelation):
			return seen, false, nil
		case failed != nil:
			return seen, false, failed
		}
		for _, follow := range answer.FollowUser {
			if follow.UserID.String() == userID {
				contact := contactOf(answer.ExternalContact, follow)
				contact.RemoteID = externalID
				return model.ContactSeen{Seat: refOf(userID), Contact: contact}, true, nil
			}
		}
	}
	return seen, false, nil
}

// contactOf is a customer as one member sees them. Whether they have deleted the
// member the API does not say.
func contactOf(c ExternalContact, by FollowUser) model.Contact {
	contact := model.Contact{
		RemoteID:    c.ExternalUserID.String(),
		Name:        c.Name.String(),
		Remark:      by.Remark.String(),
		Description: by.Description.String(),
		Avatar:      wire.WebURL(c.Avatar.String()),
		Gender:      genderOf(int64(c.Gender)),
		Corp:        cmp.Or(by.RemarkCorpName, c.CorpName, c.CorpFullName).String(),
		Position:    c.Position.String(),
		WeChat:      c.Type == ContactWeChat,
		External:    true,
		Tags:        contactTags(by),
		Created:     by.CreateTime.Time(),
	}
	if len(by.RemarkMobiles) > 0 {
		contact.Mobile = by.RemarkMobiles[0].String()
	}
	if contact.Remark == contact.Name {
		contact.Remark = "" // the API gives the name where nobody wrote one
	}
	return contact
}

// contactTags are the company's tags of a customer: never nil, so that those taken
// off go. A page names them by id alone.
func contactTags(by FollowUser) []model.Tag {
	tags := []model.Tag{}
	for _, id := range by.TagIDs {
		if id != "" {
			tags = append(tags, model.Tag{RemoteID: id.String(), Corp: true})
		}
	}
	for _, t := range by.Tags {
		if t.TagID != "" && t.Type != TagPersonal && !bool(t.Deleted) {
			tags = append(tags, model.Tag{RemoteID: t.TagID.String(), Corp: true})
		}
	}
	return tags
}

func genderOf(gender int64) model.Gender {
	switch gender {
	case GenderMale:
		return model.GenderMale
	case GenderFemale:
		return model.GenderFemale
	}
	return model.GenderUnknown
}

// EditRemark changes what the seat calls a customer.
func (l *link) EditRemark(ctx context.Context, seat model.Seat, contactID string, remark, description *string) error {
	for _, text := range []struct {
		what  string
		value *string
		most  int
	}{{"remark", remark, maxRemark}, {"description", description, maxDescription}} {
		if text.value != nil && utf8.RuneCountInString(*text.value) > text.most {
			return &model.Trouble{Code: model.TroubleTooLong, About: text.what, Detail: fmt.Sprintf("refusal.at_most_characters: %d", text.most)}
		}
	}
	if remark == nil && description == nil {
		return nil
	}
	_, err := RemarkContact.Do(ctx, l.client, RemarkRequest{
		UserID: seat.RemoteID, ExternalUserID: contactID, Remark: remark, Description: description,
	})
	return l.trouble(err, seat.DisplayName())
}

// isGroup tells a customer group by its id. Assumed: the official examples of
// chat_id all begin so, and those of customers with wm or wo.
func isGroup(id string) bool { return strings.HasPrefix(id, "wr") }
