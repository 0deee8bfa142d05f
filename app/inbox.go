package app

import (
	"context"
	"strings"

	"github.com/jonboulle/clockwork"

	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/storage"
)

// What a screen asks for, in the words of the storage.
type (
	ConversationQuery = storage.ConversationQuery
	ConversationSort  = storage.ConversationSort
	MessageKey        = storage.Key
	Hit               = storage.Hit
	SearchOptions     = storage.SearchOptions
)

// The orders of a conversation list.
const (
	ByTime = storage.ByTime
	ByWait = storage.ByWait
)

// waitingPage is how many waiting conversations are looked at at once.
const waitingPage = 100

// Inbox reads conversations and messages, and notes what the agent has seen.
type Inbox struct {
	store    *storage.Store
	bus      *bus.Bus
	ingest   *ingest
	sessions *sessions
	clock    clockwork.Clock
}

// Conversations gives a window of the list.
func (i *Inbox) Conversations(ctx context.Context, q ConversationQuery) ([]model.Conversation, error) {
	return i.store.Conversations(ctx, q)
}

// Count tells how long the list is.
func (i *Inbox) Count(ctx context.Context, q ConversationQuery) (int, error) {
	return i.store.ConversationCount(ctx, q)
}

// Conversation gives one conversation.
func (i *Inbox) Conversation(ctx context.Context, id model.ConversationID) (model.Conversation, error) {
	return i.store.Conversation(ctx, id)
}

// Newest gives the last messages, oldest first.
func (i *Inbox) Newest(ctx context.Context, id model.ConversationID, limit int) ([]model.Message, error) {
	list, err := i.store.Messages(ctx, id, storage.MessageWindow{Limit: limit})
	return i.withFaces(ctx, id, list, err)
}

// Before gives the messages right before a key, oldest first.
func (i *Inbox) Before(ctx context.Context, id model.ConversationID, key MessageKey, limit int) ([]model.Message, error) {
	list, err := i.store.Messages(ctx, id, storage.MessageWindow{Before: &key, Limit: limit})
	return i.withFaces(ctx, id, list, err)
}

// After gives the messages right after a key, oldest first.
func (i *Inbox) After(ctx context.Context, id model.ConversationID, key MessageKey, limit int) ([]model.Message, error) {
	list, err := i.store.Messages(ctx, id, storage.MessageWindow{After: &key, Limit: limit})
	return i.withFaces(ctx, id, list, err)
}

// Around gives a message and its neighbours, oldest first.
func (i *Inbox) Around(ctx context.Context, id model.ConversationID, message model.MessageID, before, after int) ([]model.Message, error) {
	list, err := i.store.MessagesAround(ctx, id, message, before, after)
	return i.withFaces(ctx, id, list, err)
}

// CountAfter tells how many messages follow a key.
func (i *Inbox) CountAfter(ctx context.Context, id model.ConversationID, key MessageKey) (int, error) {
	return i.store.CountAfter(ctx, id, key)
}

// Search finds messages, newest first.
func (i *Inbox) Search(ctx context.Context, query string, o SearchOptions) ([]Hit, error) {
	return i.store.Search(ctx, query, o)
}

// Opened notes that the agent looks at a conversation: nothing in it is unread
// any more, here and, by a durable job, at the back end; and if its history has
// a gap, that is closed before all others.
func (i *Inbox) Opened(ctx context.Context, id model.ConversationID) error {
	var change bus.Change
	var seat model.Seat
	err := i.store.Write(ctx, func(tx *storage.Tx) error {
		change = bus.NewChange()
		c, err := tx.Conversation(id)
		if err != nil {
			return err
		}
		if seat, err = tx.Seat(c.Seat); err != nil {
			return err
		}
		if c.Unread == 0 {
			return nil
		}
		c.Unread = 0
		change.Conversations[id], change.Seats[c.Seat] = true, true
		if err := tx.SaveConversation(c); err != nil {
			return err
		}
		return tx.ReplaceJob(model.Job{Kind: model.JobClearUnread, Seat: c.Seat, Conversation: id, Created: i.clock.Now().UTC()})
	})
	if err != nil {
		return err
	}
	c, err := i.store.Conversation(ctx, id)
	if err != nil {
		return err
	}
	i.ingest.markRead(id, c.LastAt)
	i.bus.Tell(change)
	if s := i.sessions.get(seat.Connection); s != nil {
		if c.Cursor.Gap || c.Cursor.Verified.IsZero() {
			s.history.want(id)
		}
		s.sender.poke()
	}
	return nil
}

// Transcribe has the back end write down what a voice message says, and keeps it
// with the message.
func (i *Inbox) Transcribe(ctx context.Context, id model.MessageID) (string, error) {
	m, err := i.store.Message(ctx, id)
	switch {
	case err != nil:
		return "", err
	case m.Content.Kind != model.KindVoice:
		return "", &model.Trouble{Code: model.TroubleInvalid, Detail: "refusal.no_voice: not a voice message"}
	case m.Content.Transcript != "":
		return m.Content.Transcript, nil
	}
	able, seat, err := capability[providers.Transcriber](ctx, i.sessions, m.Seat)
	if err != nil {
		return "", err
	}
	words, err := able.Transcribe(ctx, seat, m)
	if err != nil {
		return "", err
	}
	words = strings.TrimSpace(words)
	if words == "" {
		return "", &model.Trouble{Code: model.TroubleBadAnswer, About: seat.DisplayName(), Detail: "refusal.no_words: no words were heard"}
	}
	err = i.store.Write(ctx, func(tx *storage.Tx) error {
		// Looked at here: it may have been revoked in the meantime.
		now, err := tx.Message(id)
		if err != nil || now.Content.Kind != model.KindVoice {
			return err
		}
		now.Content.Transcript = words
		return tx.SetMessageContent(id, now.Content)
	})
	if err != nil {
		return "", err
	}
	change := bus.NewChange()
	change.Conversations[m.Conversation] = true
	i.bus.Tell(change)
	return words, nil
}

// SetDraft keeps what the agent has typed so far.
func (i *Inbox) SetDraft(ctx context.Context, id model.ConversationID, text string) error {
	if err := i.store.Write(ctx, func(tx *storage.Tx) error { return tx.SetDraft(id, text) }); err != nil {
		return err
	}
	change := bus.NewChange()
	change.Conversations[id] = true
	i.bus.Tell(change)
	return nil
}

// NextWaiting gives the conversation in which a customer waits longest on a seat
// that can answer; asked from one of those, the one who waits next longest after
// it, and the first again after the last. If there is none, those on other seats.
func (i *Inbox) NextWaiting(ctx context.Context, after model.ConversationID) (model.Conversation, bool, error) {
	seats, err := i.store.Seats(ctx)
	if err != nil {
		return model.Conversation{}, false, err
	}
	state := make(map[model.SeatID]model.SeatState, len(seats))
	for _, s := range seats {
		state[s.ID] = s.State
	}
	var first, mute *model.Conversation // mute: on a seat that can't answer now
	passed := false
	for offset := 0; ; offset += waitingPage {
		list, err := i.store.Conversations(ctx, ConversationQuery{Sort: ByWait, WaitingOnly: true, Offset: offset, Limit: waitingPage})
		if err != nil {
			return model.Conversation{}, false, err
		}
		for _, c := range list {
			online := state[c.Seat] == model.SeatOnline
			switch {
			case c.ID == after:
				passed = true
			case online && passed:
				return c, true, nil
			case online && first == nil:
				first = &c
			case !online && mute == nil:
				mute = &c
			}
		}
		if len(list) < waitingPage {
			break
		}
	}
	for _, c := range []*model.Conversation{first, mute} {
		if c != nil {
			return *c, true, nil
		}
	}
	return model.Conversation{}, false, nil
}

// With finds the conversation of a seat with a contact or group; false: there is
// none yet.
func (i *Inbox) With(ctx context.Context, seat model.SeatID, peerID string) (model.Conversation, bool, error) {
	c, found, err := i.store.ConversationByPeer(ctx, seat, peerID)
	if err != nil || !found || c.PeerID != peerID { // the storage finds it by its own id too
		return model.Conversation{}, false, err
	}
	return c, true, nil
}

// Start gives the conversation of a seat with a contact or group. Where there is none
// yet it is made, if the back end of the seat sends messages (else
// TroubleUnsupported).
func (i *Inbox) Start(ctx context.Context, seat model.SeatID, peerID string) (model.Conversation, error) {
	c, found, err := i.With(ctx, seat, peerID)
	if err != nil || found {
		return c, err
	}
	row, err := i.store.Seat(ctx, seat)
	if err != nil {
		return c, err
	}
	if _, err := i.sessions.senderOf(ctx, row); err != nil {
		return c, err
	}
	err = i.store.Write(ctx, func(tx *storage.Tx) error {
		c, _, err = tx.EnsureConversation(seat, model.ConversationRef{PeerID: peerID})
		return err
	})
	return c, err
}
