package app

import (
	"strings"

	"seatdeck/app/model"
)

// What back ends tell of contacts, groups, tags and friend requests.

func (a *applier) contact(e model.ContactSeen) error {
	s, ok, err := a.seat(e.Seat)
	if err != nil || !ok {
		return err
	}
	e.Contact.Seat = s.ID
	changed, err := a.tx.UpsertContact(e.Contact, e.Partial)
	if changed {
		a.change.Contacts[s.ID] = true
	}
	return err
}

func (a *applier) contactGone(e model.ContactGone) error {
	s, ok, err := a.seat(e.Seat)
	if err != nil || !ok {
		return err
	}
	changed, err := a.tx.RemoveContact(s.ID, e.RemoteID)
	if changed {
		a.change.Contacts[s.ID] = true
	}
	return err
}

func (a *applier) group(e model.GroupSeen) error {
	s, ok, err := a.seat(e.Seat)
	if err != nil || !ok {
		return err
	}
	e.Group.Seat = s.ID
	changed, err := a.tx.UpsertGroup(e.Group, e.Partial)
	if changed {
		a.change.Contacts[s.ID] = true
	}
	return err
}

func (a *applier) members(e model.MembersSeen) error {
	s, ok, err := a.seat(e.Seat)
	if err != nil || !ok {
		return err
	}
	a.change.Contacts[s.ID] = true
	return a.tx.PutMembers(s.ID, e.GroupID, e.Members, e.Whole)
}

func (a *applier) tags(e model.TagsSeen) error {
	s, ok, err := a.seat(e.Seat)
	if err != nil || !ok {
		return err
	}
	a.change.Contacts[s.ID] = true
	return a.tx.ReplaceTags(s.ID, e.Groups)
}

func (a *applier) contactTags(e model.ContactTagsSeen) error {
	s, ok, err := a.seat(e.Seat)
	if err != nil || !ok {
		return err
	}
	a.change.Contacts[s.ID] = true
	return a.tx.ReplaceContactTags(s.ID, e.Tags)
}

func (a *applier) friendRequest(e model.FriendRequestSeen) error {
	s, ok, err := a.seat(e.Seat)
	if err != nil || !ok {
		return err
	}
	e.Request.Seat = s.ID
	if e.Request.At.IsZero() {
		e.Request.At = a.now
	}
	changed, err := a.tx.PutFriendRequest(e.Request)
	a.change.Requests = a.change.Requests || changed
	return err
}

func (a *applier) friendAccepted(e model.FriendAccepted) error {
	s, ok, err := a.seat(e.Seat)
	if err != nil || !ok {
		return err
	}
	a.change.Requests = true
	return a.tx.MarkFriendAccepted(s.ID, e.RemoteID)
}

// patText names those whom a pat's words call by their ids. What a back end says
// is a template with ids in it, and only here it is known who they are.
func (a *applier) patText(seat model.Seat, c model.Conversation, m model.Message) (string, error) {
	text := m.Content.Text
	for _, id := range append([]string{m.SenderID, seat.AccountID}, m.Content.Mentions...) {
		if id == "" || !strings.Contains(text, id) {
			continue
		}
		name := seat.DisplayName()
		if id != seat.AccountID {
			var err error
			if name, err = a.tx.NameOf(seat.ID, c.PeerID, id); err != nil {
				return text, err
			}
		}
		if name != "" {
			text = strings.ReplaceAll(text, id, name)
		}
	}
	return text, nil
}
