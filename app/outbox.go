package app

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/jonboulle/clockwork"

	"seatdeck/app/audit"
	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/storage"
)

// Outbox takes what an agent wants sent. Each wish is a row and a job in one
// transaction, on screen before the network is asked.
type Outbox struct {
	store    *storage.Store
	bus      *bus.Bus
	ingest   *ingest
	sessions *sessions
	clock    clockwork.Clock
	audit    *audit.Log
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
		return 0, &model.Trouble{Code: model.TroubleInvalid, About: "text", Detail: "refusal.nothing_to_say: the message is empty"}
	}
	return o.queue(ctx, model.AuditSend, to, model.JobSend, content, payload{Carry: content.Kind != model.KindText})
}

// isMedia tells the kinds that carry a file.
func isMedia(kind model.Kind) bool {
	switch kind {
	case model.KindImage, model.KindVoice, model.KindVideo, model.KindFile, model.KindSticker:
		return true
	}
	return false
}

// SendFile queues a local file. Where the back end takes URLs and the connection
// has no place to publish, it says so at once (TroubleNoPublish).
func (o *Outbox) SendFile(ctx context.Context, to model.ConversationID, kind model.Kind, path string) (model.MessageID, error) {
	info, err := os.Stat(path)
	if err != nil {
		return 0, &model.Trouble{Code: model.TroubleNotFound, About: filepath.Base(path), Cause: err}
	}
	if info.IsDir() || info.Size() == 0 {
		return 0, &model.Trouble{Code: model.TroubleInvalid, About: filepath.Base(path), Detail: "refusal.empty_file: not a file, or empty"}
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
	return o.queue(ctx, model.AuditSend, to, model.JobSend, content, payload{File: path})
}

// Forward queues a message for other conversations: as it is where the back end
// can carry it over, else said anew. A file that only another back end can read
// is TroubleNotFound, and nothing is queued.
func (o *Outbox) Forward(ctx context.Context, id model.MessageID, to []model.ConversationID) error {
	m, err := o.store.Message(ctx, id)
	if err != nil {
		return err
	}
	if m.Content.Kind == model.KindRecall {
		return &model.Trouble{Code: model.TroubleInvalid, Detail: "refusal.taken_back: the message was taken back"}
	}
	from, err := o.store.Seat(ctx, m.Seat)
	if err != nil {
		return err
	}
	contents := make([]model.Content, len(to))
	kinds, carried := make([]model.JobKind, len(to)), make([]payload, len(to))
	for i, c := range to {
		target, err := o.store.Conversation(ctx, c)
		if err != nil {
			return err
		}
		seat, err := o.store.Seat(ctx, target.Seat)
		if err != nil {
			return err
		}
		contents[i], kinds[i], carried[i] = m.Content, model.JobSend, payload{Carry: m.Content.Kind != model.KindText}
		if m.ServerID != "" && target.Seat == m.Seat && m.Content.Kind != model.KindText {
			kinds[i], carried[i] = model.JobForward, payload{ServerID: m.ServerID}
		}
		if seat.Connection == from.Connection {
			continue
		}
		contents[i].Ref = nil // the other back end could not read it
		if isMedia(m.Content.Kind) && !isWeb(m.Content.URL) {
			return &model.Trouble{Code: model.TroubleNotFound, About: m.Content.FileName, Detail: "refusal.save_and_send: save the file and send it"}
		}
	}
	for i, c := range to {
		if _, err := o.queue(ctx, model.AuditForward, c, kinds[i], contents[i], carried[i]); err != nil {
			return err
		}
	}
	return nil
}

// queue stores a message and its job; what says which deed of the person's it is.
func (o *Outbox) queue(ctx context.Context, what model.AuditWhat, to model.ConversationID, kind model.JobKind, content model.Content, p payload) (_ model.MessageID, err error) {
	line := model.AuditEntry{What: what, Conversation: to, Detail: content.Kind.String()}
	defer o.audit.Fails(ctx, line, &err)
	c, err := o.store.Conversation(ctx, to)
	if err != nil {
		return 0, err
	}
	seat, err := o.store.Seat(ctx, c.Seat)
	if err != nil {
		return 0, err
	}
	sender, err := o.sessions.senderOf(ctx, seat)
	if err != nil {
		return 0, err
	}
	clientID := sender.NewClientID()
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
		return errors.Join(o.addJob(tx, kind, c.Seat, to, id, clientID, p, now), o.audit.NoteIn(tx, line))
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
	change := bus.NewChange()
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
	if isMedia(m.Content.Kind) && m.Content.URL == "" && len(m.Content.Ref) == 0 {
		return &model.Trouble{Code: model.TroubleNotFound, About: m.Content.FileName, Detail: "refusal.choose_again: choose the file again"}
	}
	if _, err := o.queue(ctx, model.AuditResend, m.Conversation, model.JobSend, m.Content, payload{Carry: m.Content.Kind != model.KindText}); err != nil {
		return err
	}
	return o.discard(ctx, id, func(*storage.Tx, model.Message) error { return nil })
}

// Revoke has the back end take back a message of ours, and leaves a trace of it.
// It is done now or not at all: back ends allow it for a few minutes only.
func (o *Outbox) Revoke(ctx context.Context, id model.MessageID) (err error) {
	m, err := o.store.Message(ctx, id)
	if err != nil {
		return err
	}
	if m.Direction != model.Out || m.RemoteID == "" || m.Content.Kind == model.KindRecall {
		return &model.Trouble{Code: model.TroubleInvalid, Detail: "refusal.not_ours: not a message of ours that is known to have arrived"}
	}
	c, err := o.store.Conversation(ctx, m.Conversation)
	if err != nil {
		return err
	}
	defer o.audit.Ends(ctx, model.AuditEntry{What: model.AuditRevoke, Conversation: c.ID, Detail: m.Content.Kind.String()}, &err)
	revoker, seat, err := capability[providers.Revoker](ctx, o.sessions, m.Seat)
	if err != nil {
		return err
	}
	if err := revoker.Revoke(ctx, seat, c, m); err != nil {
		return err
	}
	_, err = o.ingest.deliver(ctx, seat.Connection, []model.Event{model.MessageRevoked{
		Seat:         model.SeatRef{RemoteID: seat.RemoteID},
		Conversation: model.ConversationRef{RemoteID: c.RemoteID, PeerID: c.PeerID, Group: c.Group},
		RemoteID:     m.RemoteID, ByUs: true, At: o.clock.Now().UTC(),
	}})
	return err
}

// Discard removes a message that was not sent. What may have arrived is removed
// from this screen only.
func (o *Outbox) Discard(ctx context.Context, id model.MessageID) error {
	return o.discard(ctx, id, func(tx *storage.Tx, m model.Message) error {
		return o.audit.NoteIn(tx, model.AuditEntry{What: model.AuditDiscard, Conversation: m.Conversation, Detail: m.Content.Kind.String()})
	})
}

// discard removes a message; note writes down that it did.
func (o *Outbox) discard(ctx context.Context, id model.MessageID, note func(*storage.Tx, model.Message) error) error {
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
		if err := note(tx, m); err != nil {
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
	return &model.Trouble{Code: model.TroubleInvalid, Detail: "refusal.settled: this message is not waiting, failed or in doubt"}
}
