package app

import (
	"context"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/storage"
)

// People reads and changes contacts, groups and friend requests.
type People struct {
	store    *storage.Store
	bus      *Bus
	ingest   *ingest
	sessions *sessions
}

// Contact gives a contact from the local file, with tags.
func (p *People) Contact(ctx context.Context, seat model.SeatID, remoteID string) (model.Contact, bool, error) {
	return p.store.Contact(ctx, seat, remoteID)
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
func (p *People) EditRemark(ctx context.Context, seat model.SeatID, contactID string, remark, description *string) error {
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

func (p *People) tell(seat model.SeatID, requests bool) {
	change := newChange()
	change.Contacts[seat], change.Requests = true, requests
	p.bus.Tell(change)
}

// Accept accepts a friend request.
func (p *People) Accept(ctx context.Context, r model.FriendRequest) error {
	maker, row, err := capability[providers.FriendMaker](ctx, p.sessions, r.Seat)
	if err != nil {
		return err
	}
	if err := maker.AcceptFriend(ctx, row, r.RemoteID); err != nil {
		return err
	}
	err = p.store.Write(ctx, func(tx *storage.Tx) error { return tx.MarkFriendAccepted(r.Seat, r.RemoteID) })
	if err == nil {
		p.tell(r.Seat, true)
	}
	return err
}

// AddByPhone asks the owner of a phone number to be a contact of the seat.
func (p *People) AddByPhone(ctx context.Context, seat model.SeatID, phone, reason string) (model.Contact, error) {
	maker, row, err := capability[providers.FriendMaker](ctx, p.sessions, seat)
	if err != nil {
		return model.Contact{}, err
	}
	found, err := maker.AddByPhone(ctx, row, phone, reason)
	if err != nil {
		return found, err
	}
	found.Seat = seat
	ref := model.SeatRef{RemoteID: row.RemoteID}
	_, err = p.ingest.deliver(ctx, row.Connection, []model.Event{model.ContactSeen{Seat: ref, Contact: found, Partial: true}})
	return found, err
}
