package storage

import (
	"time"

	"seatdeck/app/model"
)

// Recall says that a message was taken back, and by whom.
type Recall struct {
	Seat         model.SeatID
	Conversation model.ConversationID
	RemoteID     string // of the message
	ByID, ByName string // "" is not known
	ByUs         bool
	At           time.Time
}

// RecallMessage leaves a trace of a message that was taken back. One that is not
// known yet gets its trace at once, which it joins when it comes. The same again
// changes nothing.
func (tx *Tx) RecallMessage(r Recall) (Put, error) {
	if r.RemoteID == "" {
		return Put{}, invalid("recall", "refusal.incomplete: it names no message")
	}
	trace := model.Content{Kind: model.KindRecall, Title: r.ByName}
	if r.ByID != "" {
		trace.Mentions = []string{r.ByID}
	}
	old, found, err := tx.theirs(model.Message{Conversation: r.Conversation, RemoteID: r.RemoteID})
	switch {
	case err != nil:
		return Put{}, err
	case !found:
		m := model.Message{Seat: r.Seat, Conversation: r.Conversation, RemoteID: r.RemoteID, SentAt: at(ms(r.At)), Content: trace}
		if r.ByUs {
			m.Direction, m.State = model.Out, model.StateSent
		}
		id, err := tx.insertMessage(m)
		return Put{ID: id, Inserted: err == nil}, err
	case old.Content.Kind == model.KindRecall:
		return Put{ID: old.ID, Before: old}, nil
	}
	now := old
	now.Content, now.Raw = recalled(old, trace), nil
	return Put{ID: old.ID, Changed: true, Before: old}, tx.updateMessage(now)
}

// recalled is what is left of a message that was taken back: the trace, and of
// ours the words, which may be sent again.
func recalled(m model.Message, trace model.Content) model.Content {
	if m.Direction == model.Out && trace.Detail == "" {
		trace.Detail = m.Content.Text
	}
	return trace
}

// ReceivedAfter counts the messages of others after a key, up to a limit. Those
// that were taken back don't count.
func (tx *Tx) ReceivedAfter(conv model.ConversationID, key Key, limit int) (int, error) {
	n, _, err := one(tx.ctx, tx.q, value[int], `SELECT count(*) FROM (SELECT 1 FROM messages
		WHERE conversation = ? AND (sent_at, seq, id) > (?, ?, ?) AND direction = 0 AND kind <> ? LIMIT ?)`,
		conv, key.SentAt, key.Seq, key.ID, model.KindRecall, limit)
	return n, err
}
