package app

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/jonboulle/clockwork"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/storage"
)

// Outbox takes what an agent wants sent. Each wish is a row and a job in one
// transaction, on screen before the network is asked.
type Outbox struct {
	store    *storage.Store
	bus      *Bus
	sessions *sessions
	clock    clockwork.Clock
}

// OutboxCounts says how many messages of ours are in which state.
type OutboxCounts struct{ Queued, Sending, Maybe, Failed int }

// Counts gives the counts over all seats.
func (o *Outbox) Counts(ctx context.Context) (OutboxCounts, error) {
	n, err := o.store.OutboxCounts(ctx)
	return OutboxCounts{
		Queued: n[model.StateQueued], Sending: n[model.StateSending],
		Maybe: n[model.StateMaybeSent], Failed: n[model.StateFailed],
	}, err
}

// OutboxItem is a message of this console that is not known to have arrived.
type OutboxItem struct {
	Message      model.Message
	Conversation model.Conversation
}

// Open lists what waits, failed or is in doubt: those a person must decide on
// first, the oldest first.
func (o *Outbox) Open(ctx context.Context, limit int) ([]OutboxItem, error) {
	var items []OutboxItem
	for _, state := range []model.SendState{model.StateFailed, model.StateMaybeSent, model.StateSending, model.StateQueued} {
		list, err := o.store.Unsettled(ctx, state, limit-len(items))
		if err != nil {
			return nil, err
		}
		for _, m := range list {
			c, err := o.store.Conversation(ctx, m.Conversation)
			if err != nil {
				return nil, err
			}
			items = append(items, OutboxItem{Message: m, Conversation: c})
		}
		if len(items) >= limit {
			break
		}
	}
	return items, nil
}

// Send queues one content for a conversation and tells the row's number.
func (o *Outbox) Send(ctx context.Context, to model.ConversationID, content model.Content) (model.MessageID, error) {
	if content.Kind == model.KindText && strings.TrimSpace(content.Text) == "" {
		return 0, &model.Trouble{Code: model.TroubleInvalid, About: "text", Detail: "the message is empty"}
	}
	return o.queue(ctx, to, model.JobSend, content, payload{})
}

// SendFile queues a local file. Where the back end takes URLs and the connection
// has no place to publish, it says so at once (TroubleNoPublish).
func (o *Outbox) SendFile(ctx context.Context, to model.ConversationID, kind model.Kind, path string) (model.MessageID, error) {
	info, err := os.Stat(path)
	if err != nil {
		return 0, &model.Trouble{Code: model.TroubleNotFound, About: filepath.Base(path), Cause: err}
	}
	if info.IsDir() || info.Size() == 0 {
		return 0, &model.Trouble{Code: model.TroubleInvalid, About: filepath.Base(path), Detail: "not a file, or empty"}
	}
	c, err := o.store.Conversation(ctx, to)
	if err != nil {
		return 0, err
	}
	link, seat, err := o.sessions.link(ctx, c.Seat)
	if err != nil {
		return 0, err
	}
	if p, ok := link.(providers.Publisher); ok && link.Capabilities(seat).Has(model.NeedsPublishedURL) && !p.CanPublish() {
		return 0, &model.Trouble{Code: model.TroubleNoPublish, About: filepath.Base(path)}
	}
	content := model.Content{Kind: kind, FileName: filepath.Base(path), Text: filepath.Base(path), Size: info.Size()}
	return o.queue(ctx, to, model.JobSend, content, payload{File: path})
}

// Forward queues a message the back end has for other conversations of its seat.
func (o *Outbox) Forward(ctx context.Context, id model.MessageID, to []model.ConversationID) error {
	m, err := o.store.Message(ctx, id)
	if err != nil {
		return err
	}
	for _, c := range to {
		target, err := o.store.Conversation(ctx, c)
		if err != nil {
			return err
		}
		kind, p := model.JobForward, payload{ServerID: m.ServerID}
		if m.ServerID == "" || target.Seat != m.Seat || m.Content.Kind == model.KindText {
			// The back end can't carry it over: it is said anew, as far as it can be.
			kind, p = model.JobSend, payload{}
		}
		if _, err := o.queue(ctx, c, kind, m.Content, p); err != nil {
			return err
		}
	}
	return nil
}

func (o *Outbox) queue(ctx context.Context, to model.ConversationID, kind model.JobKind, content model.Content, p payload) (model.MessageID, error) {
	c, err := o.store.Conversation(ctx, to)
	if err != nil {
		return 0, err
	}
	seat, err := o.store.Seat(ctx, c.Seat)
	if err != nil {
		return 0, err
	}
	clientID, err := o.sessions.clientID(ctx, seat.Connection)
	if err != nil {
		return 0, err
	}
	now := o.clock.Now().UTC()
	m := model.Message{
		Seat: c.Seat, Conversation: to, ClientID: clientID,
		SentAt: now.Truncate(time.Millisecond), Direction: model.Out, SenderID: seat.AccountID, SenderName: seat.Name,
		SenderAvatar: seat.Avatar, Content: content, State: model.StateQueued,
	}
	var id model.MessageID
	err = o.store.Write(ctx, func(tx *storage.Tx) error {
		if m.SentAt, err = o.after(tx, to, m.SentAt); err != nil {
			return err
		}
		put, err := tx.PutMessage(m)
		if err != nil {
			return err
		}
		id = put.ID
		return o.addJob(tx, kind, c.Seat, to, id, clientID, p, now)
	})
	if err != nil {
		return 0, err
	}
	o.changed(to, c.Seat)
	o.sessions.pokeOne(seat.Connection)
	return id, nil
}

// after keeps a message of ours below what is already on screen, whatever the
// clocks of this machine and the back end say.
func (o *Outbox) after(tx *storage.Tx, c model.ConversationID, at time.Time) (time.Time, error) {
	newest, ok, err := tx.NewestMessage(c)
	if err != nil || !ok || newest.SentAt.Before(at) {
		return at, err
	}
	return newest.SentAt.Add(time.Millisecond), nil
}

func (o *Outbox) addJob(tx *storage.Tx, kind model.JobKind, seat model.SeatID, c model.ConversationID, m model.MessageID, clientID string, p payload, now time.Time) error {
	raw, err := json.Marshal(p)
	if err != nil {
		return err
	}
	job := model.Job{Kind: kind, Seat: seat, Conversation: c, Message: m, ClientID: clientID, Payload: raw, Created: now}
	if _, err := tx.AddJob(job); err != nil {
		return err
	}
	row, err := tx.Conversation(c)
	if err != nil {
		return err
	}
	if err := summarise(tx, &row); err != nil {
		return err
	}
	return tx.SaveConversation(row)
}

func (o *Outbox) changed(c model.ConversationID, seat model.SeatID) {
	change := newChange()
	change.Outbox = true
	change.Conversations[c], change.Seats[seat] = true, true
	o.bus.Tell(change)
}

// Resend queues a failed or maybe-sent message once more, because a person said
// so. It is sent under a new id: under the old one it may have arrived.
func (o *Outbox) Resend(ctx context.Context, id model.MessageID) error {
	m, err := o.store.Message(ctx, id)
	if err != nil {
		return err
	}
	if err := unsettled(m); err != nil {
		return err
	}
	if m.Content.Kind != model.KindText && m.Content.URL == "" {
		return &model.Trouble{Code: model.TroubleNotFound, About: m.Content.FileName, Detail: "choose the file again"}
	}
	if _, err := o.queue(ctx, m.Conversation, model.JobSend, m.Content, payload{}); err != nil {
		return err
	}
	return o.Discard(ctx, id)
}

// Discard removes a message that was not sent. What may have arrived is removed
// from this screen only.
func (o *Outbox) Discard(ctx context.Context, id model.MessageID) error {
	var m model.Message
	err := o.store.Write(ctx, func(tx *storage.Tx) (err error) {
		// Looked at here, not before: its echo may come at any moment.
		if m, err = tx.Message(id); err != nil {
			return err
		}
		if err := unsettled(m); err != nil {
			return err
		}
		if err := tx.DeleteJobsOf(id); err != nil {
			return err
		}
		if err := tx.DeleteMessage(id); err != nil {
			return err
		}
		row, err := tx.Conversation(m.Conversation)
		if err != nil {
			return err
		}
		row.LastAt = time.Time{} // follows from what is left
		if err := summarise(tx, &row); err != nil {
			return err
		}
		return tx.SaveConversation(row)
	})
	if err == nil {
		o.changed(m.Conversation, m.Seat)
	}
	return err
}

// unsettled is an error unless the message is one of ours that is not under way
// and not known to have arrived.
func unsettled(m model.Message) error {
	switch m.State {
	case model.StateFailed, model.StateMaybeSent, model.StateQueued:
		return nil
	}
	return &model.Trouble{Code: model.TroubleInvalid, Detail: "this message is not waiting, failed or in doubt"}
}
