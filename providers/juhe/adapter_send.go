package juhe

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/publish"
	"seatdeck/providers/internal/wire"
)

// NewClientID makes a clientId.
func (l *link) NewClientID() string { return l.client.NewID() }

// Send sends over the socket and waits for the ack.
func (l *link) Send(ctx context.Context, out providers.Outgoing) (providers.Receipt, error) {
	message, trouble := outMessage(out)
	if trouble != nil {
		return providers.Receipt{}, trouble
	}
	socket := l.socket.Load()
	if socket == nil {
		return providers.Receipt{}, &providers.NotTried{Err: ErrNotConnected}
	}
	ack, err := socket.Send(ctx, message)
	if err != nil {
		return providers.Receipt{}, sendError(err, out.Seat)
	}
	receipt := providers.Receipt{RemoteID: ack.MsgID.String(), Confirmed: true}
	if at := ack.Time.Time(); !at.IsZero() {
		receipt.SentAt = l.sentAt(at)
	}
	return receipt, nil
}

// sendError sorts an error of the socket into those of providers.Sender.
func sendError(err error, seat model.Seat) error {
	switch {
	case errors.As(err, new(*UncertainError)):
		return fmt.Errorf("send for %s: %w", seat.DisplayName(), err)
	case errors.As(err, new(*APIError)):
		return troubleOf(err, seat.DisplayName())
	case errors.Is(err, ErrTooLarge):
		return &model.Trouble{Code: model.TroubleTooLong, About: seat.DisplayName(), Cause: err}
	}
	return &providers.NotTried{Err: err}
}

func outMessage(out providers.Outgoing) (OutMessage, *model.Trouble) {
	m := OutMessage{ChatUserID: out.Seat.AccountID, ClientID: out.ClientID}
	peer := cmp.Or(out.Conversation.PeerID, out.Conversation.RemoteID)
	switch {
	case m.ChatUserID == "":
		return m, invalid("seat", "refusal.no_chat_user: its chatUserId is not known")
	case peer == "":
		return m, invalid("conversation", "refusal.no_peer: "+errNoPeer.Error())
	case out.Conversation.Group:
		m.RoomID = peer
	default:
		m.ToID = peer
	}
	var trouble *model.Trouble
	m.MsgType, m.Content, trouble = wireContent(out.Content)
	return m, trouble
}

// wireContent writes what a message says in the words of a frame.
func wireContent(c model.Content) (msgType int, content any, trouble *model.Trouble) {
	switch c.Kind {
	case model.KindText:
		if strings.TrimSpace(c.Text) == "" {
			return 0, nil, invalid("text", "refusal.missing")
		}
		return MsgText, c.Text, nil
	case model.KindImage:
		return MsgImage, Media{URL: wire.Text(c.URL)}, needURL("image", c.URL)
	case model.KindVideo:
		return MsgVideo, Media{URL: wire.Text(c.URL)}, needURL("video", c.URL)
	case model.KindFile:
		file := Media{URL: wire.Text(c.URL), Name: wire.Text(baseName(c.FileName)), Size: wire.Int(c.Size)}
		return MsgFile, file, needURL("file", c.URL)
	case model.KindLink:
		card := Media{URL: wire.Text(c.URL), Title: wire.Text(c.Title), Desc: wire.Text(c.Detail), PicURL: wire.Text(c.Cover)}
		return MsgLink, card, needURL("link", c.URL)
	}
	return 0, nil, &model.Trouble{Code: model.TroubleUnsupported, Detail: "refusal.message_kind: this kind of message can't be sent"}
}

func needURL(what, value string) *model.Trouble {
	if err := wire.CheckURL(value); err != nil {
		return invalid(what, err.Error())
	}
	return nil
}

// CanPublish tells whether both publish options are set.
func (l *link) CanPublish() bool { return l.target().Ready() }

// Publish puts a file under publish_put, where the back end finds it under
// publish_base.
func (l *link) Publish(ctx context.Context, name string, size int64, open func() (providers.ReadSeekCloser, error), told func(int64)) (string, error) {
	return l.target().Publish(ctx, name, size, open, told)
}

func (l *link) target() publish.Target {
	return publish.Target{
		Put: l.options.publishPut, Base: l.options.publishBase,
		HTTP: l.http, Clock: l.clock, Retry: l.client.retry(), Secret: l.secretName,
	}
}
