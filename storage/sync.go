package storage

import (
	"context"
	"time"

	"seatdeck/app/model"
)

// DirtyToGaps opens a gap for every conversation of a connection that had live
// messages since its history was last read: the link broke, and the last of them
// may be lost.
func (tx *Tx) DirtyToGaps(conn model.ConnectionID) error {
	return tx.exec(`UPDATE conversations SET gap = 1
		WHERE dirty = 1 AND gap = 0 AND seat IN (SELECT id FROM seats WHERE connection = ?)`, conn)
}

// OpenGapsOf gives conversations of a connection whose history must be read,
// the most recent first.
func (s *Store) OpenGapsOf(ctx context.Context, conn model.ConnectionID, limit int) ([]model.Conversation, error) {
	return all(ctx, s.r, scanConversation, conversationQuery+` WHERE c.gap = 1 AND s.connection = ?
		ORDER BY c.last_at DESC, c.id DESC LIMIT ?`, conn, limit)
}

// NextBackfill gives the most recent conversation of a connection that was not
// yet read down to its first message.
func (s *Store) NextBackfill(ctx context.Context, conn model.ConnectionID) (model.Conversation, bool, error) {
	return one(ctx, s.r, scanConversation, conversationQuery+` WHERE c.backfilled = 0 AND c.verified <> 0 AND c.gap = 0
		AND s.connection = ? ORDER BY c.last_at DESC, c.id DESC LIMIT 1`, conn)
}

// OldestMessage gives the first stored message of a conversation.
func (s *Store) OldestMessage(ctx context.Context, conv model.ConversationID) (model.Message, bool, error) {
	return one(ctx, s.r, scanMessage, messageQuery+` WHERE m.conversation = ?`+oldestFirst+` LIMIT 1`, conv)
}

// MessagesInState gives messages queued by this console at one connection that
// are in one state and were written since a time; the zero time asks for all.
func (s *Store) MessagesInState(ctx context.Context, conn model.ConnectionID, state model.SendState, since time.Time) ([]model.Message, error) {
	return messagesInState(ctx, s.r, conn, state, since)
}

// MessagesInState gives them as the transaction sees them.
func (tx *Tx) MessagesInState(conn model.ConnectionID, state model.SendState, since time.Time) ([]model.Message, error) {
	return messagesInState(tx.ctx, tx.q, conn, state, since)
}

func messagesInState(ctx context.Context, q *queries, conn model.ConnectionID, state model.SendState, since time.Time) ([]model.Message, error) {
	return all(ctx, q, scanMessage, messageQuery+` WHERE m.here = 1 AND m.state = ? AND m.state IN (1, 2, 4, 5) AND m.sent_at >= ?
		AND m.seat IN (SELECT id FROM seats WHERE connection = ?)`+oldestFirst, state, ms(since), conn)
}

// SetMessageContent replaces what a message says: a file got its address.
func (tx *Tx) SetMessageContent(id model.MessageID, content model.Content) error {
	m, err := tx.Message(id)
	if err != nil {
		return err
	}
	m.Content = content
	return tx.updateMessage(m)
}

// DeleteMessage removes a message that was never sent.
func (tx *Tx) DeleteMessage(id model.MessageID) error {
	m, err := tx.Message(id)
	if err != nil {
		return err
	}
	return tx.deleteMessage(m)
}

// DeleteJobsOf ends the wishes about a message.
func (tx *Tx) DeleteJobsOf(id model.MessageID) error {
	return tx.exec(`DELETE FROM jobs WHERE message = ?`, id)
}

// ReplaceJob adds a job about a conversation in place of those of its kind that
// wait already.
func (tx *Tx) ReplaceJob(j model.Job) error {
	if err := tx.exec(`DELETE FROM jobs WHERE conversation = ? AND kind = ? AND seat = ?`, j.Conversation, j.Kind, j.Seat); err != nil {
		return err
	}
	_, err := tx.AddJob(j)
	return err
}

// SetRemark stores what a seat calls a contact; nil leaves a field as it is.
func (tx *Tx) SetRemark(seat model.SeatID, contactID string, remark, description *string) error {
	c, found, err := contactByRemote(tx.ctx, tx.q, seat, contactID)
	if err != nil {
		return err
	}
	if !found {
		c = model.Contact{Seat: seat, RemoteID: contactID}
	}
	if remark != nil {
		c.Remark = *remark
	}
	if description != nil {
		c.Description = *description
	}
	_, err = tx.UpsertContact(c, false)
	return err
}

// Seat gives one as the transaction sees it.
func (tx *Tx) Seat(id model.SeatID) (model.Seat, error) {
	return seatByID(tx.ctx, tx.q, id)
}

// Preview is the line that stands for a message in a list.
func Preview(c model.Content) string {
	const most = 120 // runes: a row shows fewer
	line := []rune(SearchText(c))
	for i, r := range line {
		if r == '\n' || r == '\r' || r == '\t' {
			line[i] = ' '
		}
	}
	return string(line[:min(len(line), most)])
}
