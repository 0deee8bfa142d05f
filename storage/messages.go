package storage

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"seatdeck/app/model"
)

// Key is a message's place in its conversation: the order is total.
type Key struct {
	SentAt int64 // ms since 1970 UTC
	Seq    int64
	ID     model.MessageID
}

// KeyOf gives the place of a stored message.
func KeyOf(m model.Message) Key {
	return Key{SentAt: ms(m.SentAt), Seq: m.Seq, ID: m.ID}
}

// MessageWindow is a part of a conversation: the messages before one key, after
// another or between both, each bound left out; neither: the newest.
type MessageWindow struct {
	Before, After *Key
	Limit         int // 0 is none
}

const messageColumns = `m.id, m.seat, m.conversation, m.remote_id, m.server_id, m.client_id, m.sent_at, m.seq, m.direction,
	coalesce(p.remote_id, ''), coalesce(p.name, ''), coalesce(p.avatar, ''),
	m.kind, m.wire_kind, m.text, m.content, m.state, m.reason, m.raw`

const messageQuery = `SELECT ` + messageColumns + ` FROM messages m LEFT JOIN senders p ON p.id = m.sender`

const (
	oldestFirst = ` ORDER BY m.sent_at, m.seq, m.id`
	newestFirst = ` ORDER BY m.sent_at DESC, m.seq DESC, m.id DESC`
)

func scanMessage(row scanner) (m model.Message, err error) {
	var rest model.Content
	var kind model.Kind
	var wireKind, text string
	err = row.Scan(&m.ID, &m.Seat, &m.Conversation, &m.RemoteID, &m.ServerID, &m.ClientID, when{&m.SentAt}, &m.Seq, &m.Direction,
		&m.SenderID, &m.SenderName, &m.SenderAvatar, &kind, &wireKind, &text, asJSON{&rest}, &m.State, asTrouble{&m.Reason}, &m.Raw)
	m.Content = rest
	m.Content.Kind, m.Content.WireKind, m.Content.Text = kind, wireKind, text
	return m, err
}

// storedTrouble is a Trouble in the file; its cause is for the log only.
type storedTrouble struct {
	Code   model.TroubleCode `json:"code"`
	About  string            `json:"about,omitempty"`
	Detail string            `json:"detail,omitempty"`
}

type asTrouble struct{ to **model.Trouble }

func (a asTrouble) Scan(src any) error {
	if src == nil {
		return nil
	}
	var t storedTrouble
	if err := (asJSON{&t}).Scan(src); err != nil {
		return err
	}
	*a.to = &model.Trouble{Code: t.Code, About: t.About, Detail: t.Detail}
	return nil
}

// reasonJSON is a Trouble as the file has it; nil for nil.
func reasonJSON(t *model.Trouble) (any, error) {
	if t == nil {
		return nil, nil
	}
	b, err := json.Marshal(storedTrouble{t.Code, t.About, t.Detail})
	if err != nil {
		return nil, fmt.Errorf("reason of a message: %w", err)
	}
	return string(b), nil
}

// contentJSON is what a message says beside kind and text; nil when that is all.
func contentJSON(c model.Content) (any, error) {
	c.Kind, c.WireKind, c.Text = 0, "", ""
	if c.URL == "" && c.Cover == "" && c.Title == "" && c.Detail == "" && c.FileName == "" &&
		c.Size == 0 && c.Duration == 0 && len(c.Mentions) == 0 && c.Location == nil && c.Card == nil && c.MiniProgram == nil &&
		c.Channels == nil && c.Quote == nil && c.Transcript == "" && len(c.Ref) == 0 {
		return nil, nil
	}
	b, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("content of a message: %w", err)
	}
	return string(b), nil
}

// Message gives one.
func (s *Store) Message(ctx context.Context, id model.MessageID) (model.Message, error) {
	return messageByID(ctx, s.r, id)
}

// MessagesNamed gives the messages of a remote id: one in each conversation that
// it shows in.
func (s *Store) MessagesNamed(ctx context.Context, remoteID string) ([]model.Message, error) {
	return all(ctx, s.r, scanMessage, messageQuery+` WHERE m.remote_id = ? AND m.remote_id <> '' ORDER BY m.id`, remoteID)
}

// Message gives one as the transaction sees it.
func (tx *Tx) Message(id model.MessageID) (model.Message, error) {
	return messageByID(tx.ctx, tx.q, id)
}

func messageByID(ctx context.Context, q *queries, id model.MessageID) (model.Message, error) {
	return must(ctx, q, scanMessage, "message", id, messageQuery+` WHERE m.id = ?`, id)
}

// MessageByClientID finds a message of ours by the id we gave it, the newest where
// several conversations have one.
func (tx *Tx) MessageByClientID(seat model.SeatID, clientID string) (model.Message, bool, error) {
	return one(tx.ctx, tx.q, scanMessage, messageQuery+` WHERE m.seat = ? AND m.client_id = ? AND m.client_id <> '' ORDER BY m.id DESC LIMIT 1`, seat, clientID)
}

// Messages gives a part of a conversation, oldest first.
func (s *Store) Messages(ctx context.Context, conv model.ConversationID, win MessageWindow) ([]model.Message, error) {
	return messagesOf(ctx, s.r, conv, win)
}

func messagesOf(ctx context.Context, q *queries, conv model.ConversationID, win MessageWindow) ([]model.Message, error) {
	w := &where{}
	w.and("m.conversation = ?", conv)
	if win.After != nil {
		w.and("(m.sent_at, m.seq, m.id) > (?, ?, ?)", win.After.SentAt, win.After.Seq, win.After.ID)
	}
	if win.Before != nil {
		w.and("(m.sent_at, m.seq, m.id) < (?, ?, ?)", win.Before.SentAt, win.Before.Seq, win.Before.ID)
	}
	order := oldestFirst
	if win.After == nil {
		order = newestFirst
	}
	list, err := all(ctx, q, scanMessage, messageQuery+w.String()+order+w.page(win.Limit, 0), w.args...)
	if win.After == nil {
		slices.Reverse(list)
	}
	return list, err
}

// MessagesAround gives a message with up to so many before and after it, oldest
// first.
func (s *Store) MessagesAround(ctx context.Context, conv model.ConversationID, id model.MessageID, before, after int) (list []model.Message, err error) {
	err = s.snapshot(ctx, func(q *queries) error {
		m, err := must(ctx, q, scanMessage, "message", id, messageQuery+` WHERE m.id = ? AND m.conversation = ?`, id, conv)
		if err != nil {
			return err
		}
		key := KeyOf(m)
		var older, newer []model.Message
		if before > 0 {
			if older, err = messagesOf(ctx, q, conv, MessageWindow{Before: &key, Limit: before}); err != nil {
				return err
			}
		}
		if after > 0 {
			if newer, err = messagesOf(ctx, q, conv, MessageWindow{After: &key, Limit: after}); err != nil {
				return err
			}
		}
		list = slices.Concat(older, []model.Message{m}, newer)
		return nil
	})
	return list, err
}

// MessageCount gives the number of messages of a conversation.
func (s *Store) MessageCount(ctx context.Context, conv model.ConversationID) (int, error) {
	n, _, err := one(ctx, s.r, value[int], `SELECT count(*) FROM messages WHERE conversation = ?`, conv)
	return n, err
}

// CountAfter gives the number of messages of a conversation after a key.
func (s *Store) CountAfter(ctx context.Context, conv model.ConversationID, key Key) (int, error) {
	n, _, err := one(ctx, s.r, value[int], `SELECT count(*) FROM messages
		WHERE conversation = ? AND (sent_at, seq, id) > (?, ?, ?)`, conv, key.SentAt, key.Seq, key.ID)
	return n, err
}

// NewestMessage gives the last message of a conversation.
func (tx *Tx) NewestMessage(conv model.ConversationID) (model.Message, bool, error) {
	return one(tx.ctx, tx.q, scanMessage, messageQuery+` WHERE m.conversation = ?`+newestFirst+` LIMIT 1`, conv)
}

// OldestMessage gives the first message of a conversation.
func (tx *Tx) OldestMessage(conv model.ConversationID) (model.Message, bool, error) {
	return one(tx.ctx, tx.q, scanMessage, messageQuery+` WHERE m.conversation = ?`+oldestFirst+` LIMIT 1`, conv)
}

// OldestUnanswered tells when the first message came that nobody answered: the
// first of the customer after our newest one, and after somebody said last that
// all was done. One of ours that failed answered nothing, and one that was taken
// back counts on neither side, nor does a line that nobody wrote.
func (tx *Tx) OldestUnanswered(conv model.ConversationID) (time.Time, bool, error) {
	asked, found, err := tx.waitBefore(conv, lastKey)
	return at(asked.SentAt), found, err
}
