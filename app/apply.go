package app

import (
	"cmp"
	"encoding/json"
	"time"

	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/app/supervise"
	"seatdeck/storage"
)

// applier turns events into rows inside one transaction. Seats and
// conversations are looked up once and written once, however many messages of
// theirs a batch holds.
type applier struct {
	tx         *storage.Tx
	now        time.Time
	connection model.ConnectionID
	marks      map[model.ConversationID]unreadMark
	result     *applied
	change     bus.Change

	seats         map[seatKey]model.Seat
	conversations map[conversationKey]*openConversation
	opened        map[model.ConversationID]*openConversation
}

type seatKey struct {
	connection model.ConnectionID
	ref        model.SeatRef
}

type conversationKey struct {
	seat model.SeatID
	ref  model.ConversationRef
}

// openConversation is a conversation that this batch changes.
type openConversation struct {
	row      model.Conversation
	messages bool // messages came: newest, waiting and preview follow from the rows
}

func (a *applier) apply(e model.Event) error {
	switch e := e.(type) {
	case model.MessageSeen:
		return a.message(e)
	case model.MessageRevoked:
		return a.revoked(e)
	case model.ConversationSeen:
		return a.conversationSeen(e)
	case model.SeatSeen:
		return a.seatSeen(e)
	case model.SeatsListed:
		return a.seatsListed(e)
	case model.SeatStateSeen:
		return a.seatState(e)
	case model.SeatLogSeen:
		return a.seatLog(e)
	case model.CompanySeen:
		return a.companyChanged(a.tx.PutCompany(a.connection, e.Company))
	case model.TeamsSeen:
		return a.companyChanged(a.tx.PutTeams(a.connection, e.Teams))
	case model.PanelSeen:
		return a.countsChanged(a.tx.PutPanel(a.connection, e.Panel, a.now))
	case model.DetectionSeen:
		return a.detection(e.Detection)
	case model.OfficialSeen:
		return a.official(e)
	case model.QuotasSeen:
		return a.companyChanged(a.tx.PutQuotas(a.connection, e.Quotas, a.now))
	case model.CompanyNoticeSeen:
		return a.notice(e.Notice)
	case model.SendRefused:
		return a.sendRefused(e)
	case model.ContactSeen:
		return a.contact(e)
	case model.GroupSeen:
		return a.group(e)
	case model.MembersSeen:
		return a.members(e)
	case model.TagsSeen:
		return a.tags(e)
	case model.ContactTagsSeen:
		return a.contactTags(e)
	case model.ContactGone:
		return a.contactGone(e)
	case model.FriendRequestSeen:
		return a.friendRequest(e)
	case model.FriendAccepted:
		return a.friendAccepted(e)
	case model.PayloadRefused:
		return a.refused(e)
	}
	return nil
}

// seat finds the row a reference means. A seat nobody listed yet gets a row, so
// that no message is ever without one; a bare account id can't make a row.
func (a *applier) seat(ref model.SeatRef) (model.Seat, bool, error) {
	key := seatKey{a.connection, ref}
	if s, ok := a.seats[key]; ok {
		return s, true, nil
	}
	s, ok, err := a.tx.SeatByRef(a.connection, ref)
	if err != nil {
		return s, false, err
	}
	if !ok {
		if ref.RemoteID == "" {
			return s, false, nil
		}
		s, _, err = a.tx.UpsertSeat(model.Seat{Connection: a.connection, RemoteID: ref.RemoteID, AccountID: ref.AccountID, StateSince: a.now})
		if err != nil {
			return s, false, err
		}
		a.change.Seats[s.ID] = true
	}
	a.seats[key] = s
	return s, true, nil
}

func (a *applier) conversation(seat model.SeatID, ref model.ConversationRef) (*openConversation, error) {
	key := conversationKey{seat, ref}
	if c, ok := a.conversations[key]; ok {
		return c, nil
	}
	row, _, err := a.tx.EnsureConversation(seat, ref)
	if err != nil {
		return nil, err
	}
	// Two references may mean one row; it must be open only once.
	c, ok := a.opened[row.ID]
	if !ok {
		c = &openConversation{row: row}
		a.opened[row.ID] = c
	} else if row.Name != "" {
		c.row.Name, c.row.Avatar, c.row.RemoteID, c.row.Assigned = row.Name, row.Avatar, row.RemoteID, row.Assigned
	}
	a.conversations[key] = c
	return c, nil
}

func (a *applier) message(e model.MessageSeen) error {
	seat, ok, err := a.seat(e.Seat)
	if err != nil {
		return err
	}
	if !ok {
		raw := e.Message.Raw
		if len(raw) == 0 { // what was said is kept at least
			if raw, err = json.Marshal(e.Message); err != nil {
				return err
			}
		}
		return a.refused(model.PayloadRefused{Source: "message", Raw: raw, Reason: "no seat of account " + e.Seat.AccountID, Suspect: true})
	}
	c, err := a.conversation(seat.ID, e.Conversation)
	if err != nil {
		return err
	}
	m := e.Message
	m.Seat, m.Conversation = seat.ID, c.row.ID
	if m.Content.Kind == model.KindPat {
		if m.Content.Text, err = a.patText(seat, c.row, m); err != nil {
			return err
		}
	}
	echo := e.Echo && m.Direction == model.Out && m.ClientID == "" && m.RemoteID != ""
	store := a.tx.PutMessage
	if echo {
		store = a.tx.PutEcho
	}
	put, err := store(m)
	if err != nil {
		return err
	}
	a.span(m.SentAt)
	if put.Inserted {
		a.result.inserted++
	} else {
		a.result.known++
	}
	if put.Inserted || put.Changed {
		c.messages = true
		a.change.Conversations[c.row.ID] = true
		a.change.Seats[seat.ID] = true
		a.change.Outbox = a.change.Outbox || echo
	}
	if m.Direction == model.Out && !put.Inserted {
		if err := a.settleJob(put); err != nil {
			return err
		}
	}
	if put.Inserted && c.row.Name == "" && c.row.Remark == "" && c.row.PeerID != "" {
		a.result.nameless = append(a.result.nameless, stranger{seat.ID, c.row.PeerID})
	}
	if e.Live && put.Inserted {
		c.row.Cursor.Dirty = true
		mark := a.marks[c.row.ID]
		if m.Direction == model.In && m.SentAt.After(mark.counted) {
			c.row.Unread++
		}
	}
	return nil
}

// revoked leaves a trace of a message that was taken back. What it counted for,
// it counts for no longer.
func (a *applier) revoked(e model.MessageRevoked) error {
	seat, ok, err := a.seat(e.Seat)
	if err != nil || !ok {
		return err
	}
	c, err := a.conversation(seat.ID, e.Conversation)
	if err != nil {
		return err
	}
	recall := storage.Recall{
		Seat: seat.ID, Conversation: c.row.ID, RemoteID: e.RemoteID, ByID: e.ByID, ByName: e.ByName, ByUs: e.ByUs, At: e.At,
	}
	if recall.At.IsZero() {
		recall.At = a.now
	}
	if e.ByUs {
		recall.ByID, recall.ByName = cmp.Or(e.ByID, seat.AccountID), cmp.Or(e.ByName, seat.DisplayName())
	}
	put, err := a.tx.RecallMessage(recall)
	if err != nil || !put.Inserted && !put.Changed {
		return err
	}
	c.messages = true
	a.change.Conversations[c.row.ID], a.change.Seats[seat.ID] = true, true
	if put.Inserted || put.Before.Direction != model.In || c.row.Unread == 0 {
		return nil
	}
	// The unread are the last that came.
	later, err := a.tx.ReceivedAfter(c.row.ID, storage.KeyOf(put.Before), c.row.Unread)
	if later < c.row.Unread {
		c.row.Unread--
	}
	return err
}

func (a *applier) span(at time.Time) {
	if a.result.oldest.IsZero() || at.Before(a.result.oldest) {
		a.result.oldest = at
	}
	if at.After(a.result.newest) {
		a.result.newest = at
	}
}

// settleJob ends the wish whose echo came.
func (a *applier) settleJob(put storage.Put) error {
	switch put.Before.State {
	case model.StateQueued, model.StateSending, model.StateMaybeSent, model.StateFailed:
		a.change.Outbox = true
		return a.tx.DeleteJobsOf(put.ID)
	}
	return nil
}

func (a *applier) conversationSeen(e model.ConversationSeen) error {
	seat, ok, err := a.seat(e.Seat)
	if err != nil || !ok {
		return err
	}
	c, err := a.conversation(seat.ID, e.Conversation)
	if err != nil {
		return err
	}
	a.result.listed = append(a.result.listed, conversationSeen{id: c.row.ID, lastAt: e.LastAt})
	a.span(e.LastAt)
	if e.LastAt.After(c.row.LastAt) {
		c.row.LastAt, c.row.LastPreview, c.row.LastKind, c.row.LastOut = e.LastAt, e.Preview, model.KindText, false
	}
	mark := a.marks[c.row.ID]
	if e.Unread >= 0 && e.LastAt.After(mark.read) {
		c.row.Unread = e.Unread
		if e.LastAt.After(mark.counted) {
			mark.counted = e.LastAt
			a.marks[c.row.ID] = mark
		}
	}
	a.change.Conversations[c.row.ID] = true
	a.change.Seats[seat.ID] = true
	return nil
}

func (a *applier) seatSeen(e model.SeatSeen) error {
	s := e.Seat
	old, _, err := a.tx.SeatByRef(a.connection, model.SeatRef{RemoteID: s.RemoteID})
	if err != nil {
		return err
	}
	if e.Partial {
		s = mergeSeat(old, s)
	}
	s.Connection, s.StateSince = a.connection, stateSince(old, s, a.now)
	row, changed, err := a.tx.UpsertSeat(s)
	if err != nil {
		return err
	}
	if changed {
		a.change.Seats[row.ID], a.result.seats = true, true
		clear(a.seats)
	}
	return nil
}

func (a *applier) seatsListed(e model.SeatsListed) error {
	gone, err := a.tx.MarkSeatsRemoved(a.connection, e.RemoteIDs)
	for _, id := range gone {
		a.change.Seats[id] = true
	}
	return err
}

func (a *applier) sendRefused(e model.SendRefused) error {
	s, ok, err := a.seat(e.Seat)
	if err != nil || !ok {
		return err
	}
	m, ok, err := a.tx.MessageByClientID(s.ID, e.ClientID)
	if err != nil || !ok || m.State == model.StateSent {
		return err
	}
	if err := a.tx.SetMessageState(m.ID, model.StateFailed, &e.Reason); err != nil {
		return err
	}
	a.change.Outbox = true
	a.change.Conversations[m.Conversation] = true
	return a.tx.DeleteJobsOf(m.ID)
}

func (a *applier) refused(e model.PayloadRefused) error {
	a.result.refused++
	a.change.Unreadable = true
	a.result.suspect = a.result.suspect || e.Suspect
	var id model.SeatID
	if e.Seat != (model.SeatRef{}) {
		s, ok, err := a.tx.SeatByRef(a.connection, e.Seat)
		if err != nil {
			return err
		}
		if ok {
			id = s.ID
		}
	}
	return a.tx.PutUndecodable(a.connection, id, e.Source, e.Reason, e.Raw)
}

// finish writes every conversation of the batch, with what follows from its
// messages: the newest one and who waits since when.
func (a *applier) finish() error {
	for _, c := range a.opened {
		if c.messages {
			if err := summarise(a.tx, &c.row); err != nil {
				return err
			}
		}
		if err := a.tx.SaveConversation(c.row); err != nil {
			return err
		}
	}
	return nil
}

// summarise brings a conversation's row in line with its messages.
func summarise(tx *storage.Tx, c *model.Conversation) error {
	newest, ok, err := tx.NewestMessage(c.ID)
	if err != nil {
		return err
	}
	// A message of ours may be older than the time we gave it, once the back end
	// has said when it was sent.
	if ok && (c.LastOut || !newest.SentAt.Before(c.LastAt)) {
		c.LastAt, c.LastKind = newest.SentAt, newest.Content.Kind
		c.LastPreview = storage.Preview(newest.Content)
		c.LastOut, c.LastState = newest.Direction == model.Out, newest.State
	}
	if c.Group {
		return nil
	}
	if err := supervise.Served(tx, c); err != nil {
		return err
	}
	if newest.Direction == model.Out && newest.Content.Kind != model.KindRecall {
		c.Unread = 0 // answered, here or on a phone
	}
	return nil
}
