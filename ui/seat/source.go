package seat

import (
	"context"

	"seatdeck/app"
	"seatdeck/app/model"
	"seatdeck/ui/messageview"
)

// source reads a conversation of the screen's console.
func (s *Screen) source(id model.ConversationID) source { return source{s.env.Console.Inbox, id} }

// source reads one conversation for the message view.
type source struct {
	inbox *app.Inbox
	id    model.ConversationID
}

var _ messageview.Source = source{}

func key(k messageview.Key) app.MessageKey {
	return app.MessageKey{SentAt: k.SentAt, Seq: k.Seq, ID: k.ID}
}

func (s source) Newest(ctx context.Context, limit int) ([]model.Message, error) {
	return s.inbox.Newest(ctx, s.id, limit)
}

func (s source) Before(ctx context.Context, at messageview.Key, limit int) ([]model.Message, error) {
	return s.inbox.Before(ctx, s.id, key(at), limit)
}

func (s source) After(ctx context.Context, at messageview.Key, limit int) ([]model.Message, error) {
	return s.inbox.After(ctx, s.id, key(at), limit)
}

func (s source) Around(ctx context.Context, id model.MessageID, before, after int) ([]model.Message, error) {
	return s.inbox.Around(ctx, s.id, id, before, after)
}

func (s source) CountAfter(ctx context.Context, at messageview.Key) (int, error) {
	return s.inbox.CountAfter(ctx, s.id, key(at))
}
