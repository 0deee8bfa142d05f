package pychat

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"seatdeck/app/model"
)

var (
	errNoData    = errors.New("it has no data")
	errNobody    = errors.New("it names nobody")
	errNoMessage = errors.New("it holds no message")
)

// noticeEvents is what a callback says. What else has to be done about it is left
// to the keeper of the instance. Of most bodies nothing is known for certain
// (notify_types.go): where one does not say what it is assumed to say, what it is
// about is read anew.
func (l *link) noticeEvents(ctx context.Context, n Notice) []model.Event {
	if n.Err != nil {
		return l.unread(n, n.Err)
	}
	keeper := l.keepers.of(n.GUID)
	switch n.Type {
	case NotifyReady:
		keeper.registerAgain() // it may have forgotten where callbacks go
		keeper.readAgain()
		return nil
	case NotifyHeartbeatError:
		keeper.readAgain() // whether it is still online
		return nil
	case NotifyContactsSynced:
		return nil
	case NotifyQRChange:
		return l.qrEvents(n)
	case NotifyLogin:
		return l.loginEvents(n)
	case NotifyInitFinished:
		keeper.readAgain()
		return []model.Event{model.SeatStateSeen{Seat: l.seatRef(n.GUID), State: model.SeatOnline}}
	case NotifyLogout, NotifySessionTimeout, NotifyLoginFailed:
		return l.leaveEvents(n)
	case NotifyMessage:
		return l.messageEvents(ctx, n, n.Data)
	case NotifyMessages:
		return l.batchEvents(ctx, n)
	case NotifySyncFailed:
		keeper.restore()
		return nil
	}
	switch {
	case n.Type == NotifyContactChanged, n.Type == NotifyFriendAdded, n.Type == NotifyFriendDeleted,
		n.Type >= NotifyContact && n.Type <= NotifyOpenIMLast,
		n.Type >= NotifyRoomFirst && n.Type <= NotifyRoomLast:
		return l.contactNoticeEvents(n)
	}
	return l.unread(n, fmt.Errorf("unknown notify type %d", n.Type))
}

// unread keeps a callback that can't be used.
func (l *link) unread(n Notice, reason error) []model.Event {
	return []model.Event{refused(l.seatRef(n.GUID), n.String(), n.Raw, reason)}
}

func (l *link) seatRef(guid string) model.SeatRef {
	return model.SeatRef{RemoteID: guid, AccountID: l.accounts.wxid(guid)}
}

// qrEvents tells that a seat is on its way online; all else about a code is for
// who shows it, and asked for.
func (l *link) qrEvents(n Notice) []model.Event {
	var told QRNotice
	if n.Data == nil || json.Unmarshal(n.Data, &told) != nil || told.Status != QRConfirmed {
		return nil
	}
	return []model.Event{model.SeatStateSeen{Seat: model.SeatRef{RemoteID: n.GUID}, State: model.SeatInitializing}}
}

// loginEvents tells that a seat is online. Whose it is now is in the callback, or
// read: the account may be another one than before.
func (l *link) loginEvents(n Notice) []model.Event {
	var told LoginNotice
	if isObject(n.Data) && json.Unmarshal(n.Data, &told) != nil {
		told = LoginNotice{}
	}
	online := []model.Event{model.SeatStateSeen{Seat: model.SeatRef{RemoteID: n.GUID}, State: model.SeatOnline}}
	if account := told.Account(); account.UserName != "" {
		l.accounts.put(n.GUID, account)
		return append(online, l.seatSeen(n.GUID, model.SeatOnline))
	}
	l.accounts.expect(n.GUID)
	l.keepers.of(n.GUID).readAgain()
	return online
}

// leaveEvents tells that a seat is no longer online. A session that timed out is
// a seat that is offline; kicked or banned is one only where the words say so.
func (l *link) leaveEvents(n Notice) []model.Event {
	var told LeaveNotice
	_ = json.Unmarshal(n.Data, &told) // without words it is offline
	state := model.SeatOffline
	switch {
	case told.Banned():
		state = model.SeatBanned
	case told.Kicked():
		state = model.SeatKicked
	}
	seat := l.seatRef(n.GUID)
	l.accounts.gone(n.GUID, state)
	return []model.Event{model.SeatStateSeen{Seat: seat, State: state}}
}

// batchEvents takes each message by itself: one that can't be read does not stop
// the rest.
func (l *link) batchEvents(ctx context.Context, n Notice) []model.Event {
	var batch BatchNotice
	if n.Data == nil {
		return l.unread(n, errNoData)
	}
	if err := json.Unmarshal(n.Data, &batch); err != nil {
		return l.unread(n, err)
	}
	if len(batch.Messages) == 0 {
		return l.unread(n, errNoMessage)
	}
	var events []model.Event
	for _, one := range batch.Messages {
		events = append(events, l.messageEvents(ctx, n, one)...)
	}
	return events
}

// contactNoticeEvents tells of people and rooms that changed, as far as the
// callback itself says how; the rest is looked up.
func (l *link) contactNoticeEvents(n Notice) []model.Event {
	var told ContactNotice
	if n.Data == nil {
		return l.unread(n, errNoData)
	}
	if err := json.Unmarshal(n.Data, &told); err != nil {
		return l.unread(n, err)
	}
	if len(told.Contacts) == 0 {
		return l.unread(n, errNobody)
	}
	var events []model.Event
	for _, c := range told.Contacts {
		more, whole := l.contactNoticed(n, c)
		events = append(events, more...)
		if !whole {
			l.keepers.of(n.GUID).lookUp(c.UserName.String())
		}
	}
	return events
}

// contactNoticed tells of one person or room, and whether that is all there is to
// know.
func (l *link) contactNoticed(n Notice, c Contact) (events []model.Event, whole bool) {
	seat, name := l.seatRef(n.GUID), c.UserName.String()
	bare := c == Contact{UserName: c.UserName}
	gone := n.Type == NotifyContactDeleted || n.Type == NotifyFriendDeleted || c.DeleteFlag == 1
	switch {
	case isGroup(name) && gone:
		return []model.Event{model.GroupSeen{Seat: seat, Group: model.Group{RemoteID: name, Dissolved: true}, Partial: true}}, true
	case isGroup(name) && !bare:
		// Who is in it now no callback says for certain.
		return []model.Event{model.GroupSeen{Seat: seat, Group: groupOf(c), Partial: true}}, n.Type < NotifyRoomFirst || n.Type > NotifyRoomLast
	case isGroup(name):
		return nil, false
	case gone:
		return []model.Event{model.ContactGone{Seat: seat, RemoteID: name}}, true
	}
	if n.Type == NotifyFriendAdded {
		events = append(events, model.FriendAccepted{Seat: seat, RemoteID: name})
	}
	if !bare {
		contact := contactOf(c)
		if n.Type == NotifyFriendAdded {
			contact.Friendship = model.FriendNormal // who was deleted before is back
		}
		events = append(events, model.ContactSeen{Seat: seat, Contact: contact, Partial: true})
	}
	return events, c.NickName != ""
}
