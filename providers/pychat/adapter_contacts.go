package pychat

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/wire"
)

var (
	_ providers.ContactLister   = (*link)(nil)
	_ providers.ContactInquirer = (*link)(nil)
	_ providers.RemarkEditor    = (*link)(nil)
	_ providers.ContactRemover  = (*link)(nil)
	_ providers.FriendChecker   = (*link)(nil)
	_ providers.Flagger         = (*link)(nil)
)

// namesOfCall is how many people or groups one call of /contact/get_contact is
// asked about. Assumed: the document shows no limit.
const namesOfCall = 20

var errNoName = errors.New("it has no username")

// ListContacts reads people: first those of WeChat, then those at WeCom.
func (l *link) ListContacts(ctx context.Context, seat model.Seat, page string) (providers.Page, error) {
	return l.readPage(ctx, seat, page, listing{
		wanted: func(name string) bool { return !isGroup(name) && !isOpenIM(name) },
		detail: l.people,
		openIM: func(ctx context.Context, seat model.Seat, page int64) (rows, error) {
			answer, err := GetOpenIMFriends.Do(ctx, l.client, GetOpenIMFriendsRequest{GUID: seat.RemoteID, PageNum: page, PageSize: openIMPage})
			return rows{list: answer.List, total: answer.Total}, err
		},
		source: "openim/get_openim_friends",
		event: func(c Contact) []model.Event {
			seen := l.contactSeen(seat, c)
			seen.Contact.Friendship = model.FriendNormal // it is the list of friends
			return []model.Event{seen}
		},
	})
}

// people reads people in detail.
func (l *link) people(ctx context.Context, seat model.Seat, names []string) ([]model.Event, error) {
	return l.details(ctx, seat, names, func(c Contact) []model.Event { return []model.Event{l.contactSeen(seat, c)} })
}

// details asks about at most namesOfCall names.
func (l *link) details(ctx context.Context, seat model.Seat, names []string, event func(Contact) []model.Event) ([]model.Event, error) {
	answer, err := GetContact.Do(ctx, l.client, GetContactRequest{GUID: seat.RemoteID, UsernameList: names})
	if err != nil {
		return nil, err
	}
	return eventsOf(seat, "contact/get_contact", answer.Contacts, event), nil
}

// eventsOf reads rows; those that can't be read are kept as they are.
func eventsOf(seat model.Seat, source string, list []json.RawMessage, event func(Contact) []model.Event) []model.Event {
	var events []model.Event
	for _, raw := range list {
		var c Contact
		err := json.Unmarshal(raw, &c)
		if err == nil && c.UserName == "" {
			err = errNoName
		}
		if err != nil {
			events = append(events, refused(refOf(seat), source, raw, err))
			continue
		}
		events = append(events, event(c)...)
	}
	return events
}

// contactSeen tells of a person. Of one at WeCom the company is known where it
// was asked for before.
func (l *link) contactSeen(seat model.Seat, c Contact) model.ContactSeen {
	seen := model.ContactSeen{Seat: refOf(seat), Contact: contactOf(c)}
	if seen.Contact.Corp == "" && c.WordingID != "" {
		seen.Contact.Corp = l.knownCompany(companyOf(c))
		seen.Partial = seen.Contact.Corp == ""
	}
	return seen
}

func contactOf(c Contact) model.Contact {
	return model.Contact{
		RemoteID:    c.UserName.String(),
		Name:        c.NickName.String(),
		Remark:      c.Remark.String(),
		Description: c.Description.String(),
		Avatar:      cmp.Or(c.Avatar, c.Avatar2).String(),
		Gender:      genderOf(c.Sex),
		Mobile:      c.Mobile.String(),
		Corp:        c.Corp.String(),
		WeChat:      !isOpenIM(c.UserName.String()),
		External:    true,
		Removed:     c.DeleteFlag == 1,
	}
}

func genderOf(sex wire.Int) model.Gender {
	switch sex {
	case 1:
		return model.GenderMale
	case 2:
		return model.GenderFemale
	}
	return model.GenderUnknown
}

// InquireContacts looks up people of WeChat together, all others one by one.
func (l *link) InquireContacts(ctx context.Context, seat model.Seat, remoteIDs []string) ([]model.Event, error) {
	var events []model.Event
	var names []string
	for _, name := range remoteIDs {
		var more []model.Event
		var err error
		switch {
		case isGroup(name):
			more, err = l.inquireGroup(ctx, seat, name)
		case isOpenIM(name):
			more, err = l.inquireOpenIM(ctx, seat, name)
		default:
			names = append(names, name)
		}
		events = append(events, more...)
		if err != nil {
			return events, l.trouble(err, seat.DisplayName())
		}
	}
	for len(names) > 0 {
		n := min(len(names), namesOfCall)
		more, err := l.people(ctx, seat, names[:n])
		events, names = append(events, more...), names[n:]
		if err != nil {
			return events, l.trouble(err, seat.DisplayName())
		}
	}
	return events, nil
}

// inquireOpenIM looks up one person at WeCom, and their company.
func (l *link) inquireOpenIM(ctx context.Context, seat model.Seat, name string) ([]model.Event, error) {
	answer, err := GetOpenIMContact.Do(ctx, l.client, GetOpenIMContactRequest{GUID: seat.RemoteID, Username: name})
	if err != nil {
		return nil, err
	}
	c := answer.Contact
	if c.UserName == "" && answer.Inner != nil {
		c = *answer.Inner
	}
	if c.UserName == "" {
		return nil, nil // nobody of that name
	}
	if c.Corp == "" && c.WordingID != "" {
		// Without its company a person is told of all the same.
		if c.Corp, err = l.company(ctx, seat.RemoteID, companyOf(c)); model.IsTrouble(l.trouble(err, ""), model.TroubleRejected) {
			err = nil
		}
	}
	return []model.Event{l.contactSeen(seat, c)}, err
}

// company is how people at WeCom name theirs: by ids.
type company struct{ appID, wordingID string }

func companyOf(c Contact) company { return company{c.AppID.String(), c.WordingID.String()} }

func (l *link) knownCompany(id company) string {
	l.learned.mu.Lock()
	defer l.learned.mu.Unlock()
	return l.learned.companies[id]
}

// company gives the name of a company, which is asked for once.
func (l *link) company(ctx context.Context, guid string, id company) (Str, error) {
	if name := l.knownCompany(id); name != "" {
		return Str(name), nil
	}
	answer, err := GetOpenIMResource.Do(ctx, l.client, GetOpenIMResourceRequest{GUID: guid, AppID: id.appID, WordingID: id.wordingID})
	if err != nil || answer.Wording == "" {
		return "", err
	}
	l.learned.mu.Lock()
	defer l.learned.mu.Unlock()
	if l.learned.companies == nil {
		l.learned.companies = map[company]string{}
	}
	l.learned.companies[id] = answer.Wording.String()
	return answer.Wording, nil
}

// EditRemark changes the remark. Descriptions the back end can't change.
func (l *link) EditRemark(ctx context.Context, seat model.Seat, contactID string, remark, description *string) error {
	if description != nil {
		return &model.Trouble{Code: model.TroubleUnsupported, About: seat.DisplayName(), Detail: "refusal.no_description: descriptions can't be changed"}
	}
	if remark == nil {
		return nil
	}
	_, err := ModifyRemark.Do(ctx, l.client, ModifyRemarkRequest{GUID: seat.RemoteID, Username: contactID, Remark: *remark})
	return l.trouble(err, seat.DisplayName())
}

// DeleteContact deletes a friend, of WeChat or at WeCom.
func (l *link) DeleteContact(ctx context.Context, seat model.Seat, contactID string) error {
	var err error
	switch {
	case contactID == "" || isGroup(contactID):
		return invalid("contact", "refusal.no_person: it is no person")
	case isOpenIM(contactID):
		_, err = DelOpenIMContact.Do(ctx, l.client, DelOpenIMContactRequest{GUID: seat.RemoteID, Username: contactID})
	default:
		_, err = DelFriend.Do(ctx, l.client, DelFriendRequest{GUID: seat.RemoteID, Username: contactID})
	}
	return l.trouble(err, seat.DisplayName())
}

// CheckFriend asks whether a contact of WeChat still has the seat as one.
func (l *link) CheckFriend(ctx context.Context, seat model.Seat, contactID string) (model.Friendship, error) {
	if isOpenIM(contactID) || isGroup(contactID) {
		return model.FriendUnknown, &model.Trouble{Code: model.TroubleUnsupported, About: seat.DisplayName(), Detail: "refusal.only_wechat: only people of WeChat can be checked"}
	}
	const scene = 6 // the document's
	answer, err := VerifyFriend.Do(ctx, l.client, VerifyFriendRequest{GUID: seat.RemoteID, Username: contactID, Scene: scene, Opcode: FriendCheck})
	if err != nil {
		return model.FriendUnknown, l.trouble(err, seat.DisplayName())
	}
	switch {
	case !answer.Told:
	case answer.State == FriendIs:
		return model.FriendNormal, nil
	case answer.State == FriendDeleted, answer.State == FriendBlocked: // neither lets us write to them
		return model.FriendDeletedUs, nil
	}
	return model.FriendUnknown, nil
}
