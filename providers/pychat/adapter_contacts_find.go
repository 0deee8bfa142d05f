package pychat

import (
	"cmp"
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/wire"
)

var (
	_ providers.PhoneAdder     = (*link)(nil)
	_ providers.FriendAccepter = (*link)(nil)
	_ providers.ContactFinder  = (*link)(nil)
)

// Where a person was found: scene of /contact/add_friend. 3 is the document's;
// the others are assumed.
const (
	sceneQQ       = 1
	sceneWeChatID = 3
	scenePhone    = 15
)

// searchScene is search_scene of /contact/search_contact, the document's.
const searchScene = 1

// The keys of FoundContact.Ref and FriendRequest.Ref.
const (
	refTicket   = "ticket"
	refScene    = "scene"
	refUsername = "encryptusername" // by which the person is accepted
)

// wordsNobody are those by which a search says that there is nobody, in lower
// case. Assumed.
var wordsNobody = []string{"not found", "not exist", "不存在", "找不到", "未找到", "没有找到", "搜索不到"}

// FindContacts looks for people of WeChat by phone, WeChat id or QQ number, and
// for people at WeCom by the link in the code of their card.
func (l *link) FindContacts(ctx context.Context, seat model.Seat, query string) ([]model.FoundContact, error) {
	if wire.CheckURL(query) == nil {
		return l.findByCard(ctx, seat, query)
	}
	return l.search(ctx, seat, query)
}

func (l *link) search(ctx context.Context, seat model.Seat, query string) ([]model.FoundContact, error) {
	answer, err := SearchContact.Do(ctx, l.client, SearchContactRequest{GUID: seat.RemoteID, Username: query, SearchScene: searchScene})
	if nobody(err) {
		return nil, nil
	}
	if err != nil {
		return nil, l.trouble(err, seat.DisplayName())
	}
	return foundOf(answer, sceneOf(query)), nil
}

// nobody tells a search that found nobody from one that was refused.
func nobody(err error) bool {
	t := troubleOf(err, "")
	return t != nil && t.Code == model.TroubleRejected && says(strings.ToLower(t.Detail), wordsNobody)
}

// sceneOf tells what a person was looked for by.
func sceneOf(query string) int {
	if strings.Trim(strings.TrimPrefix(query, "+"), "0123456789") != "" {
		return sceneWeChatID
	}
	if strings.HasPrefix(query, "+") || len(query) == 11 && query[0] == '1' {
		return scenePhone
	}
	return sceneQQ
}

// foundOf reads whom a search found: one, or several.
func foundOf(a SearchAnswer, scene int) []model.FoundContact {
	var found []model.FoundContact
	if a.UserName != "" {
		found = append(found, foundContact(a, scene))
	}
	for _, raw := range a.Found {
		var one SearchAnswer
		if json.Unmarshal(raw, &one) == nil && one.UserName != "" {
			found = append(found, foundContact(one, scene))
		}
	}
	return found
}

func foundContact(a SearchAnswer, scene int) model.FoundContact {
	name := a.UserName.String()
	return model.FoundContact{
		Contact: model.Contact{
			RemoteID: name, Name: a.NickName.String(), Avatar: a.Avatar.String(), Gender: genderOf(a.Sex),
			Corp: a.Corp.String(), WeChat: !isOpenIM(name), External: true,
		},
		// Strangers have a name for this one search.
		Friend: bool(a.Friend) || !isOpenIM(name) && !isStranger(name),
		Ref: put(map[string]string{refScene: strconv.Itoa(scene)}, fields{
			refTicket: wire.Text(cmp.Or(a.Ticket, a.Ticket2)),
		}),
	}
}

// isStranger tells a name that is good for one search and nothing else.
func isStranger(name string) bool {
	return strings.HasPrefix(name, "v3_") || strings.HasSuffix(name, "@stranger")
}

// findByCard looks for a person at WeCom, and whether they can still be added.
func (l *link) findByCard(ctx context.Context, seat model.Seat, link string) ([]model.FoundContact, error) {
	answer, err := SearchOpenIMContact.Do(ctx, l.client, SearchOpenIMContactRequest{GUID: seat.RemoteID, URL: link})
	if nobody(err) {
		return nil, nil
	}
	if err != nil {
		return nil, l.trouble(err, seat.DisplayName())
	}
	found := foundOf(answer, sceneWeChatID)
	if len(found) == 0 {
		return nil, nil
	}
	state, err := CheckOpenIMContact.Do(ctx, l.client, CheckOpenIMContactRequest{GUID: seat.RemoteID, URL: link})
	if err != nil {
		return nil, l.trouble(err, seat.DisplayName())
	}
	for i := range found {
		found[i].Blocked, found[i].Reason = state.Status != 0, state.Reason.String()
	}
	return found, nil
}

// AddFound asks somebody to be a contact. Assumed: people at WeCom are asked by
// the same call; the document has none of their own.
func (l *link) AddFound(ctx context.Context, seat model.Seat, found model.FoundContact, reason string) error {
	_, err := l.add(ctx, seat, found, reason)
	return err
}

func (l *link) add(ctx context.Context, seat model.Seat, found model.FoundContact, reason string) (FriendAnswer, error) {
	switch {
	case found.Contact.RemoteID == "":
		return FriendAnswer{}, invalid("contact", "refusal.no_id: "+errNoName.Error())
	case found.Blocked:
		return FriendAnswer{}, &model.Trouble{Code: model.TroubleRejected, About: found.Contact.DisplayName(), Detail: found.Reason}
	}
	answer, err := AddFriend.Do(ctx, l.client, AddFriendRequest{
		GUID: seat.RemoteID, Username: found.Contact.RemoteID, VerifyContent: reason,
		Scene: cmp.Or(ref(found.Ref).number(refScene), sceneWeChatID), Ticket: found.Ref[refTicket],
	})
	return answer, l.trouble(err, seat.DisplayName())
}

// AddByPhone looks for the owner of a phone number and asks them. Who is a friend
// already is merely returned.
func (l *link) AddByPhone(ctx context.Context, seat model.Seat, phone, reason string) (model.Contact, error) {
	phone = strings.TrimSpace(phone)
	if phone == "" {
		return model.Contact{}, invalid("phone", "refusal.missing: it is empty")
	}
	list, err := l.search(ctx, seat, phone)
	if err != nil {
		return model.Contact{}, err
	}
	if len(list) == 0 {
		return model.Contact{}, &model.Trouble{Code: model.TroubleNotFound, About: phone, Detail: "refusal.no_such_phone: nobody was found by this number"}
	}
	found := list[0]
	found.Contact.Mobile = phone
	if found.Friend {
		return found.Contact, nil
	}
	found.Ref[refScene] = strconv.Itoa(scenePhone)
	answer, err := l.add(ctx, seat, found, reason)
	if err != nil {
		return model.Contact{}, err
	}
	found.Contact.RemoteID = cmp.Or(answer.UserName.String(), found.Contact.RemoteID)
	found.Contact.Removed = isStranger(found.Contact.RemoteID) // no contact yet, nor by that name ever
	return found.Contact, nil
}

// AcceptFriend accepts a request by what its callback told.
func (l *link) AcceptFriend(ctx context.Context, seat model.Seat, request model.FriendRequest) error {
	r := ref(request.Ref)
	_, err := VerifyFriend.Do(ctx, l.client, VerifyFriendRequest{
		GUID: seat.RemoteID, Username: cmp.Or(r[refUsername], request.RemoteID), Ticket: r[refTicket],
		Scene: r.number(refScene), Opcode: FriendAccept,
	})
	return l.trouble(err, seat.DisplayName())
}
