package youjiyun

import (
	"context"
	"errors"
	"fmt"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/socketio"
	"seatdeck/providers/internal/wire"
)

// NewClientID makes a messageId.
func (l *link) NewClientID() string { return l.client.NewMessageID() }

// Send sends over the socket. The echo, a message with the same messageId,
// confirms it.
func (l *link) Send(ctx context.Context, out providers.Outgoing) (providers.Receipt, error) {
	content, trouble := wireContent(out.Content)
	if trouble != nil {
		return providers.Receipt{}, trouble
	}
	chatID, trouble := chatIDOf(out)
	if trouble != nil {
		return providers.Receipt{}, trouble
	}
	err := l.client.Send(ctx, OutMessage{Message: content, ChatID: chatID, MessageID: out.ClientID})
	return providers.Receipt{}, sendError(err)
}

// Forward forwards over the socket, with the same kind of echo (3.7).
func (l *link) Forward(ctx context.Context, out providers.Outgoing, serverID string) (providers.Receipt, error) {
	target := peerOf(out.Conversation)
	switch {
	case serverID == "":
		return providers.Receipt{}, invalid("message", "refusal.cant_forward: the back end gave it no id to forward it by")
	case target == "":
		return providers.Receipt{}, invalid("conversation", "refusal.no_peer: "+errNoChat.Error())
	case out.Seat.RemoteID == "":
		return providers.Receipt{}, invalid("seat", "refusal.no_id: "+errNoSeat.Error())
	}
	request := &ForwardRequest{
		ActionHead: ActionHead{RobotKey: wire.Text(out.Seat.RemoteID), MessageID: wire.Text(out.ClientID)},
		MsgSvrID:   wire.ID(serverID),
		Friends:    []wire.Text{wire.Text(target)},
	}
	return providers.Receipt{}, sendError(ForwardMessage.Emit(ctx, l.client, request))
}

// ClearUnread marks a conversation as read (2.12).
func (l *link) ClearUnread(ctx context.Context, seat model.Seat, conversation model.Conversation) error {
	chatID, trouble := chatIDOf(providers.Outgoing{Seat: seat, Conversation: conversation})
	if trouble != nil {
		return trouble
	}
	_, err := CleanUnread.Do(ctx, l.client, CleanUnreadRequest{ChatID: chatID})
	return l.trouble(err, seat.DisplayName())
}

// sendError sorts an error of the socket into those of providers.Sender: of all
// of them only an *UncertainError may have sent something.
func sendError(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.As(err, new(*socketio.UncertainError)):
		return fmt.Errorf("send: %w", err)
	case errors.Is(err, socketio.ErrTooLarge):
		return &model.Trouble{Code: model.TroubleTooLong, Detail: "refusal.too_large_message: " + err.Error(), Cause: err}
	}
	return &providers.NotTried{Err: err}
}

// chatIDOf names the conversation to send to: as pushes named it, or put
// together where none has come yet.
func chatIDOf(out providers.Outgoing) (string, *model.Trouble) {
	switch {
	case out.Conversation.RemoteID != "":
		return out.Conversation.RemoteID, nil
	case out.Seat.AccountID == "":
		return "", invalid("seat", "refusal.no_wxid: its wxid is not known")
	case out.Conversation.PeerID == "":
		return "", invalid("conversation", "refusal.no_peer: "+errNoChat.Error())
	}
	return JoinChatID(out.Seat.AccountID, out.Conversation.PeerID), nil
}

func peerOf(c model.Conversation) string {
	if c.PeerID != "" {
		return c.PeerID
	}
	_, peer, _ := SplitChatID(c.RemoteID)
	return peer
}
