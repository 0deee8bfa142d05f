package storage

import (
	"cmp"
	"maps"
	"reflect"

	"seatdeck/app/model"
)

// Put tells what PutMessage did.
type Put struct {
	ID       model.MessageID
	Inserted bool
	Changed  bool          // a stored row now says something else
	Before   model.Message // the row as it was, when it existed
}

// PutMessage stores a sight of a message. It joins the row of the same client
// id (we queued it), else the one of the same remote id; two rows that turn out
// to be one message become the older one. A later sight adds to what is known
// and never takes from it. The same sight twice changes nothing.
func (tx *Tx) PutMessage(m model.Message) (Put, error) {
	if m.Seat == 0 || m.Conversation == 0 {
		return Put{}, invalid("message", "refusal.incomplete: a message needs a seat and a conversation")
	}
	m.SentAt = at(ms(m.SentAt))
	queued, haveQueued, err := tx.ours(m)
	if err != nil {
		return Put{}, err
	}
	seen, haveSeen, err := tx.theirs(m)
	if err != nil {
		return Put{}, err
	}
	switch {
	case haveQueued && haveSeen && queued.ID != seen.ID:
		if queued.RemoteID != "" {
			// A client id of another message; the remote id is the identity.
			m.ClientID = seen.ClientID
			return tx.joinMessage(seen, m)
		}
		return tx.uniteMessages(queued, seen, m)
	case haveQueued:
		return tx.joinMessage(queued, m)
	case haveSeen:
		return tx.joinMessage(seen, m)
	}
	id, err := tx.insertMessage(m)
	return Put{ID: id, Inserted: err == nil}, err
}

func (tx *Tx) ours(m model.Message) (model.Message, bool, error) {
	if m.ClientID == "" {
		return model.Message{}, false, nil
	}
	return one(tx.ctx, tx.q, scanMessage,
		messageQuery+` WHERE m.client_id = ? AND m.conversation = ? AND m.client_id <> ''`, m.ClientID, m.Conversation)
}

func (tx *Tx) theirs(m model.Message) (model.Message, bool, error) {
	if m.RemoteID == "" {
		return model.Message{}, false, nil
	}
	return one(tx.ctx, tx.q, scanMessage,
		messageQuery+` WHERE m.remote_id = ? AND m.conversation = ? AND m.remote_id <> ''`, m.RemoteID, m.Conversation)
}

func (tx *Tx) joinMessage(old, m model.Message) (Put, error) {
	now := merge(old, m)
	put := Put{ID: old.ID, Before: old}
	if reflect.DeepEqual(now, old) {
		return put, nil
	}
	put.Changed = true
	return put, tx.updateMessage(now)
}

// uniteMessages makes one row of the one we queued and of the echo that was
// stored before it was known to be its echo.
func (tx *Tx) uniteMessages(queued, echo, m model.Message) (Put, error) {
	if err := tx.deleteMessage(echo); err != nil {
		return Put{}, err
	}
	now := merge(merge(queued, echo), m)
	return Put{ID: queued.ID, Changed: true, Before: queued}, tx.updateMessage(now)
}

// moveMessage stores a message in the conversation it now names. What is there
// already under one of its ids is the same message.
func (tx *Tx) moveMessage(m model.Message) error {
	for _, find := range []func(model.Message) (model.Message, bool, error){tx.ours, tx.theirs} {
		twin, found, err := find(m)
		if err != nil {
			return err
		}
		if !found {
			continue
		}
		if err := tx.exec(`UPDATE jobs SET message = ? WHERE message = ?`, twin.ID, m.ID); err != nil {
			return err
		}
		if err := tx.deleteMessage(m); err != nil {
			return err
		}
		return tx.updateMessage(merge(twin, m))
	}
	return tx.updateMessage(m)
}

// merge adds a later sight to what is known of a message.
func merge(old, m model.Message) model.Message {
	now := old
	if m.RemoteID != "" && !m.SentAt.IsZero() && (old.RemoteID == "" || old.SentAt.IsZero()) {
		// Until now it had our own clock's time.
		now.SentAt, now.Seq = m.SentAt, m.Seq
	}
	if now.Seq == 0 && now.SentAt.Equal(m.SentAt) {
		now.Seq = m.Seq
	}
	now.RemoteID = orElse(old.RemoteID, m.RemoteID)
	now.ClientID = orElse(old.ClientID, m.ClientID)
	now.ServerID = orElse(m.ServerID, old.ServerID)
	if m.RemoteID != "" && old.RemoteID != "" && m.RemoteID != old.RemoteID && now.ServerID == "" {
		now.ServerID = m.RemoteID // a second name for it
	}
	now.SenderID = orElse(m.SenderID, old.SenderID)
	now.SenderName = orElse(m.SenderName, old.SenderName)
	now.SenderAvatar = orElse(m.SenderAvatar, old.SenderAvatar)
	if old.Content.Kind == model.KindRecall && m.Content.Kind != model.KindRecall {
		// The trace came first: what it stands for knows better when and by whom it was.
		now.Direction, now.Content, m.Raw = m.Direction, recalled(m, old.Content), nil
		if !m.SentAt.IsZero() {
			now.SentAt = m.SentAt
		}
		if m.Seq != 0 {
			now.Seq = m.Seq
		}
	} else if m.Content.Kind == model.KindRecall && old.Content.Kind != model.KindRecall {
		now.Content, now.Raw = recalled(old, m.Content), nil
	} else {
		now.Content = mergeContent(old.Content, m.Content)
	}
	if stateBeats(m.State, old.State) {
		now.State, now.Reason = m.State, m.Reason
	}
	if len(m.Raw) > 0 {
		now.Raw = m.Raw
	}
	return now
}

func mergeContent(old, m model.Content) model.Content {
	now := old
	if m.Kind != model.KindUnknown {
		now.Kind = m.Kind
		now.WireKind = orElse(m.WireKind, old.WireKind)
	}
	now.Text = orElse(m.Text, old.Text)
	now.URL = orElse(m.URL, old.URL)
	now.Cover = orElse(m.Cover, old.Cover)
	now.Title = orElse(m.Title, old.Title)
	now.Detail = orElse(m.Detail, old.Detail)
	now.FileName = orElse(m.FileName, old.FileName)
	now.WireKind = orElse(now.WireKind, m.WireKind)
	if len(m.Mentions) > 0 {
		now.Mentions = m.Mentions
	}
	if m.Size > 0 {
		now.Size = m.Size
	}
	if m.Duration > 0 {
		now.Duration = m.Duration
	}
	now.Location = mergeFields(old.Location, m.Location)
	now.Card = mergeFields(old.Card, m.Card)
	now.MiniProgram = mergeFields(old.MiniProgram, m.MiniProgram)
	now.Channels = mergeFields(old.Channels, m.Channels)
	now.Quote = mergeFields(old.Quote, m.Quote)
	now.Transcript = orElse(m.Transcript, old.Transcript)
	if len(m.Ref) > 0 {
		now.Ref = maps.Clone(old.Ref)
		if now.Ref == nil {
			now.Ref = make(map[string]string, len(m.Ref))
		}
		maps.Copy(now.Ref, m.Ref)
	}
	return now
}

// mergeFields gives old with every field that m says something of.
func mergeFields[T any](old, m *T) *T {
	if m == nil || old == nil {
		return cmp.Or(m, old)
	}
	now := *old
	to, from := reflect.ValueOf(&now).Elem(), reflect.ValueOf(m).Elem()
	for i := range to.NumField() {
		if !from.Field(i).IsZero() {
			to.Field(i).Set(from.Field(i))
		}
	}
	return &now
}

// stateBeats tells whether a sight in one state corrects a row in another: sent
// beats maybe sent beats sending beats queued, and a failure is believed until
// the message is seen to have been sent.
func stateBeats(state, old model.SendState) bool {
	rank := func(s model.SendState) int {
		switch s {
		case model.StateQueued:
			return 1
		case model.StateSending:
			return 2
		case model.StateMaybeSent:
			return 3
		case model.StateFailed:
			return 4
		case model.StateSent:
			return 5
		}
		return 0
	}
	return rank(state) > rank(old)
}

// SetMessageState stores how the sending of a message went and why it failed.
// What is known to be sent stays sent.
func (tx *Tx) SetMessageState(id model.MessageID, state model.SendState, reason *model.Trouble) error {
	text, err := reasonJSON(reason)
	if err != nil {
		return err
	}
	old, err := messageByID(tx.ctx, tx.q, id)
	if err != nil || (old.State == model.StateSent && state != old.State) {
		return err
	}
	now := old
	now.State = state
	tx.touch(turnOf(old), turnOf(now))
	return tx.exec(`UPDATE messages SET state = ?, reason = ? WHERE id = ?`, state, text, id)
}

func (tx *Tx) insertMessage(m model.Message) (model.MessageID, error) {
	searchID, err := tx.newSearchID(m)
	if err != nil {
		return 0, err
	}
	fields, err := tx.messageFields(m, searchID)
	if err != nil {
		return 0, err
	}
	id, err := tx.q.insert(tx.ctx, `INSERT INTO messages (seat, conversation, remote_id, server_id, client_id, sent_at, seq,
		direction, sender, kind, wire_kind, text, content, state, reason, raw, search_id, here)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, append(fields, m.State == model.StateQueued)...)
	if err != nil {
		return 0, err
	}
	m.ID = model.MessageID(id)
	tx.touch(turn{}, turnOf(m))
	return m.ID, tx.reindex(m, 0, searchID)
}

// updateMessage stores all of a message whose row is there.
func (tx *Tx) updateMessage(m model.Message) error {
	old, err := must(tx.ctx, tx.q, scanIndexed, "message", m.ID, indexedQuery+` WHERE m.id = ?`, m.ID)
	if err != nil {
		return err
	}
	tx.touch(old.turn, turnOf(m))
	searchID := old.searchID
	if !old.covers(m) {
		if searchID, err = tx.newSearchID(m); err != nil {
			return err
		}
	}
	fields, err := tx.messageFields(m, searchID)
	if err != nil {
		return err
	}
	err = tx.exec(`UPDATE messages SET seat = ?, conversation = ?, remote_id = ?, server_id = ?, client_id = ?, sent_at = ?, seq = ?,
		direction = ?, sender = ?, kind = ?, wire_kind = ?, text = ?, content = ?, state = ?, reason = ?, raw = ?, search_id = ?
		WHERE id = ?`, append(fields, m.ID)...)
	if err != nil || searchID == old.searchID {
		return err
	}
	return tx.reindex(m, old.searchID, searchID)
}

func (tx *Tx) deleteMessage(m model.Message) error {
	old, err := must(tx.ctx, tx.q, scanIndexed, "message", m.ID, indexedQuery+` WHERE m.id = ?`, m.ID)
	if err != nil {
		return err
	}
	tx.touch(old.turn, turn{})
	if err := tx.reindex(m, old.searchID, 0); err != nil {
		return err
	}
	return tx.exec(`DELETE FROM messages WHERE id = ?`, m.ID)
}

func (tx *Tx) messageFields(m model.Message, searchID int64) ([]any, error) {
	sender, err := tx.senderID(m)
	if err != nil {
		return nil, err
	}
	content, err := contentJSON(m.Content)
	if err != nil {
		return nil, err
	}
	reason, err := reasonJSON(m.Reason)
	if err != nil {
		return nil, err
	}
	var raw, search any
	if len(m.Raw) > 0 {
		raw = m.Raw
	}
	if searchID != 0 {
		search = searchID
	}
	return []any{
		m.Seat, m.Conversation, m.RemoteID, m.ServerID, m.ClientID, ms(m.SentAt), m.Seq,
		m.Direction, sender, m.Content.Kind, m.Content.WireKind, m.Content.Text, content, m.State, reason, raw, search,
	}, nil
}
