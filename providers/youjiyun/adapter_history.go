package youjiyun

import (
	"context"
	"slices"
	"time"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/wire"
)

// RecentConversations reads 2.10 for all robots.
func (l *link) RecentConversations(ctx context.Context, before time.Time, limit int) (providers.ConversationPage, error) {
	answer, err := ListChats.Do(ctx, l.client, ListChatsRequest{Count: limit, Timestamp: wire.MillisOf(before)})
	if err != nil {
		return providers.ConversationPage{}, l.trouble(err, l.name)
	}
	page := providers.ConversationPage{Count: len(answer.Chats)}
	for _, row := range answer.Chats {
		if row.Err != nil {
			page.Events = append(page.Events, refused(seatOfRaw(row.Raw), "chat/list", row.Raw, row.Err, true))
			continue
		}
		page.Events = append(page.Events, chatEvents(row.Value, "chat/list", row.Raw)[0])
		if at := row.Value.LastMsgActive.Time(); !at.IsZero() {
			page.Oldest = at
		}
	}
	return page, nil
}

// Messages reads 2.11.
func (l *link) Messages(ctx context.Context, seat model.Seat, peerID string, until time.Time, offset, limit int) (providers.MessagePage, error) {
	return l.history(ctx, seat, peerID, ListMessagesRequest{Until: wire.MillisOf(until), Offset: offset, Count: limit})
}

// FindMessages reads 2.11 by messageId, which of our own messages is the client
// id, too.
func (l *link) FindMessages(ctx context.Context, seat model.Seat, peerID string, ids []string) ([]model.Event, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	page, err := l.history(ctx, seat, peerID, ListMessagesRequest{MsgIDs: ids, Count: len(ids)})
	return slices.DeleteFunc(page.Events, func(e model.Event) bool {
		seen, ok := e.(model.MessageSeen)
		return ok && !slices.Contains(ids, seen.Message.RemoteID)
	}), err
}

func (l *link) history(ctx context.Context, seat model.Seat, peerID string, request ListMessagesRequest) (providers.MessagePage, error) {
	request.RobotKey, request.ChatUser = seat.RemoteID, peerID
	answer, err := ListMessages.Do(ctx, l.client, request)
	if err != nil {
		return providers.MessagePage{}, l.trouble(err, seat.DisplayName())
	}
	page := providers.MessagePage{Count: len(answer.Messages)}
	for _, row := range answer.Messages {
		if row.Err != nil {
			// Reading again would bring the same: nothing to suspect.
			page.Events = append(page.Events, refused(refOf(seat), "chat/message", row.Raw, row.Err, false))
			continue
		}
		event := messageEvent(row.Value, arrival{source: "chat/message", raw: row.Raw, seat: refOf(seat), peer: peerID})
		if bad, ok := event.(model.PayloadRefused); ok {
			bad.Suspect = false
			event = bad
		}
		page.Events = append(page.Events, event)
	}
	return page, nil
}
