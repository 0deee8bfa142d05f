package app

import (
	"context"
	"fmt"
	"strings"

	"seatdeck/app/audit"
	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/storage"
)

// People reads and changes contacts, groups and friend requests.
type People struct {
	store    *storage.Store
	bus      *bus.Bus
	ingest   *ingest
	sessions *sessions
	audit    *audit.Log
	adds     *adds
}

// Contact gives a contact from the local file, with tags.
func (p *People) Contact(ctx context.Context, seat model.SeatID, remoteID string) (model.Contact, bool, error) {
	return p.store.Contact(ctx, seat, remoteID)
}

// ContactQuery is a window over contacts, in the words of the storage.
type ContactQuery = storage.ContactQuery

// Contacts gives a window of the contacts that were not removed, from the local
// file, without their tags.
func (p *People) Contacts(ctx context.Context, q ContactQuery) ([]model.Contact, error) {
	return p.store.Contacts(ctx, q)
}

// Group gives a group from the local file.
func (p *People) Group(ctx context.Context, seat model.SeatID, remoteID string) (model.Group, bool, error) {
	return p.store.Group(ctx, seat, remoteID)
}

// Members gives a window of a group's members whose name holds text.
func (p *People) Members(ctx context.Context, seat model.SeatID, groupID, text string, offset, limit int) ([]model.Member, error) {
	return p.store.Members(ctx, seat, groupID, text, offset, limit)
}

// Requests gives friend requests; seat 0 means all seats.
func (p *People) Requests(ctx context.Context, seat model.SeatID, pendingOnly bool) ([]model.FriendRequest, error) {
	return p.store.FriendRequests(ctx, seat, pendingOnly)
}

// capability finds a seat's link as one that can do T.
func capability[T any](ctx context.Context, s *sessions, seat model.SeatID) (T, model.Seat, error) {
	var none T
	link, row, err := s.link(ctx, seat)
	if err != nil {
		return none, row, err
	}
	able, ok := link.(T)
	if !ok {
		return none, row, &model.Trouble{Code: model.TroubleUnsupported, About: row.DisplayName()}
	}
	return able, row, nil
}

// Refresh asks the back end about a contact or group and stores the answer.
func (p *People) Refresh(ctx context.Context, seat model.SeatID, remoteID string) error {
	inquirer, row, err := capability[providers.ContactInquirer](ctx, p.sessions, seat)
	if err != nil {
		return err
	}
	events, err := inquirer.InquireContacts(ctx, row, []string{remoteID})
	if err != nil {
		return err
	}
	_, err = p.ingest.deliver(ctx, row.Connection, events)
	return err
}

// EditRemark changes remark or description at the back end, and here once the
// back end confirmed it. A nil field stays.
func (p *People) EditRemark(ctx context.Context, seat model.SeatID, contactID string, remark, description *string) (err error) {
	defer p.audit.Ends(ctx, p.line(ctx, model.AuditContactChange, seat, contactID, "remark"), &err)
	editor, row, err := capability[providers.RemarkEditor](ctx, p.sessions, seat)
	if err != nil {
		return err
	}
	if err := editor.EditRemark(ctx, row, contactID, remark, description); err != nil {
		return err
	}
	err = p.store.Write(ctx, func(tx *storage.Tx) error {
		return tx.SetRemark(seat, contactID, remark, description)
	})
	if err == nil {
		p.tell(seat, false)
	}
	return err
}

// line is one of the audit log about a contact.
func (p *People) line(ctx context.Context, what model.AuditWhat, seat model.SeatID, contactID, detail string) model.AuditEntry {
	return model.AuditEntry{What: what, Seat: seat, About: p.audit.ContactName(ctx, seat, contactID), Detail: detail}
}

func (p *People) tell(seat model.SeatID, requests bool) {
	change := bus.NewChange()
	change.Contacts[seat], change.Requests = true, requests
	p.bus.Tell(change)
}

// Accept accepts a friend request.
func (p *People) Accept(ctx context.Context, r model.FriendRequest) (err error) {
	defer p.audit.Ends(ctx, model.AuditEntry{What: model.AuditContactAdd, Seat: r.Seat, About: r.Name, Detail: "accept"}, &err)
	accepter, row, err := capability[providers.FriendAccepter](ctx, p.sessions, r.Seat)
	if err != nil {
		return err
	}
	if err := accepter.AcceptFriend(ctx, row, r); err != nil {
		return err
	}
	err = p.store.Write(ctx, func(tx *storage.Tx) error { return tx.MarkFriendAccepted(r.Seat, r.RemoteID) })
	if err == nil {
		p.tell(r.Seat, true)
	}
	return err
}

// AddByPhone asks the owner of a phone number to be a contact of the seat, if its
// limits allow it now: else it is a *model.Trouble of code TroubleAddLimit.
func (p *People) AddByPhone(ctx context.Context, seat model.SeatID, phone, reason string) (found model.Contact, err error) {
	defer p.audit.Ends(ctx, model.AuditEntry{What: model.AuditContactAdd, Seat: seat, About: phone, Detail: "phone"}, &err)
	adder, row, err := capability[providers.PhoneAdder](ctx, p.sessions, seat)
	if err != nil {
		return model.Contact{}, err
	}
	err = p.adds.ask(ctx, row, func() error {
		found, err = adder.AddByPhone(ctx, row, phone, reason)
		return err
	})
	if err != nil {
		return found, err
	}
	found.Seat = seat
	return found, p.seen(ctx, row, model.ContactSeen{Contact: found, Partial: true})
}

// seen stores what an action of ours told of a contact.
func (p *People) seen(ctx context.Context, row model.Seat, e model.ContactSeen) error {
	e.Seat = model.SeatRef{RemoteID: row.RemoteID}
	_, err := p.ingest.deliver(ctx, row.Connection, []model.Event{e})
	return err
}

// Find looks for people by phone, WeChat id, QQ number or the link in a card's
// code.
func (p *People) Find(ctx context.Context, seat model.SeatID, query string) ([]model.FoundContact, error) {
	finder, row, err := capability[providers.ContactFinder](ctx, p.sessions, seat)
	if err != nil {
		return nil, err
	}
	query = strings.TrimSpace(query)
	if query == "" {
		return nil, &model.Trouble{Code: model.TroubleInvalid, About: "query", Detail: "refusal.missing: it is empty"}
	}
	return finder.FindContacts(ctx, row, query)
}

// AddFound asks somebody that Find found to be a contact, if the seat's limits
// allow it now.
func (p *People) AddFound(ctx context.Context, seat model.SeatID, found model.FoundContact, reason string) (err error) {
	defer p.audit.Ends(ctx, model.AuditEntry{What: model.AuditContactAdd, Seat: seat, About: found.Contact.DisplayName(), Detail: "found"}, &err)
	finder, row, err := capability[providers.ContactFinder](ctx, p.sessions, seat)
	if err != nil {
		return err
	}
	return p.adds.ask(ctx, row, func() error { return finder.AddFound(ctx, row, found, reason) })
}

// Delete ends the acquaintance with a contact, at the back end and then here.
func (p *People) Delete(ctx context.Context, seat model.SeatID, contactID string) (err error) {
	defer p.audit.Ends(ctx, p.line(ctx, model.AuditContactDelete, seat, contactID, ""), &err)
	remover, row, err := capability[providers.ContactRemover](ctx, p.sessions, seat)
	if err != nil {
		return err
	}
	if err := remover.DeleteContact(ctx, row, contactID); err != nil {
		return err
	}
	_, err = p.ingest.deliver(ctx, row.Connection, []model.Event{
		model.ContactGone{Seat: model.SeatRef{RemoteID: row.RemoteID}, RemoteID: contactID},
	})
	return err
}

// CheckFriend asks whether a contact still has the seat as one, and stores the
// answer.
func (p *People) CheckFriend(ctx context.Context, seat model.SeatID, contactID string) (model.Friendship, error) {
	checker, row, err := capability[providers.FriendChecker](ctx, p.sessions, seat)
	if err != nil {
		return model.FriendUnknown, err
	}
	state, err := checker.CheckFriend(ctx, row, contactID)
	if err != nil {
		return state, err
	}
	return state, p.seen(ctx, row, model.ContactSeen{
		Contact: model.Contact{RemoteID: contactID, Friendship: state}, Partial: true,
	})
}

// Flags are the switches that a conversation can have; none where its back end
// keeps none.
func (p *People) Flags(ctx context.Context, c model.Conversation) []model.Flag {
	flagger, _, err := capability[providers.Flagger](ctx, p.sessions, c.Seat)
	if err != nil {
		return nil
	}
	return flagger.Flags(c)
}

// SetFlag turns a switch of a conversation, at the back end and then here.
func (p *People) SetFlag(ctx context.Context, c model.Conversation, flag model.Flag, on bool) (err error) {
	defer p.audit.Ends(ctx, model.AuditEntry{What: model.AuditContactChange, Conversation: c.ID, Detail: fmt.Sprintf("%s %t", flag, on)}, &err)
	flagger, row, err := capability[providers.Flagger](ctx, p.sessions, c.Seat)
	if err != nil {
		return err
	}
	if err := flagger.SetFlag(ctx, row, c, flag, on); err != nil {
		return err
	}
	if err := p.store.Write(ctx, func(tx *storage.Tx) error { return tx.SetFlag(c.ID, flag, on) }); err != nil {
		return err
	}
	change := bus.NewChange()
	change.Conversations[c.ID], change.Seats[c.Seat] = true, true
	p.bus.Tell(change)
	return nil
}

// SyncDirectory has contacts, groups and tags of a seat read anew. A back end that
// keeps a copy of them is told to renew it first.
func (p *People) SyncDirectory(ctx context.Context, seat model.SeatID) error {
	link, row, err := p.sessions.link(ctx, seat)
	if err != nil {
		return err
	}
	if syncer, ok := link.(providers.DirectorySyncer); ok {
		if err := syncer.SyncDirectory(ctx, row); err != nil {
			return err
		}
	}
	s := p.sessions.get(row.Connection)
	if s == nil {
		return &model.Trouble{Code: model.TroubleSeatOffline, About: row.DisplayName()}
	}
	return s.directory.readSoon(ctx, seat)
}
