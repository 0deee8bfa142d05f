package pychat

import (
	"cmp"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"time"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/wire"
)

var (
	_ providers.Sender        = (*link)(nil)
	_ providers.UnreadCleaner = (*link)(nil)
	_ providers.Revoker       = (*link)(nil)
)

// NewClientID makes an id of our own, 32 hex digits. The back end never repeats
// it: what became of a send is told by the answer, or by an echo without an id.
func (l *link) NewClientID() string {
	var id [16]byte
	for i := range id {
		id[i] = byte(l.rand() * 256)
	}
	return hex.EncodeToString(id[:])
}

// address is who says something to whom.
type address struct {
	guid string
	peer string // username of a person or a group
}

// Send sends by the call that the kind of the content has. Media that the back
// end does not have yet are uploaded first, which sends nothing.
func (l *link) Send(ctx context.Context, out providers.Outgoing) (providers.Receipt, error) {
	to := address{guid: out.Seat.RemoteID, peer: peerOf(out.Conversation)}
	switch {
	case to.guid == "":
		return providers.Receipt{}, invalid("seat", "refusal.no_id: its guid is not known")
	case to.peer == "":
		return providers.Receipt{}, invalid("conversation", "refusal.no_peer: it names nobody to write to")
	}
	about := out.Seat.DisplayName()
	content := out.Content
	if what, wanted := uploadOf(content); wanted {
		ref, err := l.upload(ctx, out.Seat, content.Ref, what)
		if err != nil {
			return providers.Receipt{}, l.notUploaded(err, about)
		}
		content.Ref = ref
	}
	answer, err := l.say(ctx, to, content)
	if err != nil {
		return providers.Receipt{}, l.sendError(err, about)
	}
	return receiptOf(answer, about)
}

// peerOf names the other side: a person or a group.
func peerOf(c model.Conversation) string { return cmp.Or(c.PeerID, c.RemoteID) }

// receiptOf reads an answer. One without a usable newMsgId confirms nothing: the
// echo does.
func receiptOf(a SendAnswer, about string) (providers.Receipt, error) {
	id, at := a.NewMsgID, a.Time
	if len(a.List) > 0 {
		sent := a.List[0]
		if sent.Ret != 0 {
			return providers.Receipt{}, &model.Trouble{Code: model.TroubleRejected, About: about, Detail: "refusal.code: " + strconv.FormatInt(int64(sent.Ret), 10)}
		}
		id, at = cmp.Or(sent.NewMsgID, id), cmp.Or(sent.Time, at)
	}
	if id == "" || id == "0" {
		return providers.Receipt{}, nil
	}
	receipt := providers.Receipt{RemoteID: id.String(), Confirmed: true}
	if at > 0 {
		receipt.SentAt = time.Unix(int64(at), 0).UTC()
	}
	return receipt, nil
}

// sendError sorts an error of a send into those of providers.Sender.
func (l *link) sendError(err error, about string) error {
	var api *APIError
	var status *wire.StatusError
	var own *model.Trouble
	switch {
	case errors.As(err, &api):
		if api.Blocked() { // refused before it was looked at: later is soon enough
			return &providers.NotTried{Err: troubleOf(err, about)}
		}
		if api.Status >= 500 && api.Code == strconv.Itoa(api.Status) {
			break // it broke on the way, nobody knows where
		}
		return troubleOf(err, about)
	case errors.As(err, &own):
		if own.Code == model.TroubleBlocked { // our own gate
			return &providers.NotTried{Err: own}
		}
		return own
	case errors.As(err, &status):
		if status.Status < 500 {
			return troubleOf(err, about)
		}
	case errors.As(err, new(*wire.AnswerError)):
	case errors.As(err, new(*wire.NetError)):
		if wire.NeverSent(err) {
			return &providers.NotTried{Err: troubleOf(err, about)}
		}
	default: // the gate was not passed before the end
		return &providers.NotTried{Err: troubleOf(err, about)}
	}
	return fmt.Errorf("send for %s: %w", about, err)
}

// notUploaded is the same for an upload, which sends nothing whatever happens.
func (l *link) notUploaded(err error, about string) error {
	sorted := l.sendError(err, about)
	var refused *model.Trouble
	if errors.As(sorted, new(*providers.NotTried)) || errors.As(sorted, &refused) {
		return sorted
	}
	if errors.As(err, new(*wire.NetError)) {
		return &providers.NotTried{Err: troubleOf(err, about)}
	}
	return troubleOf(err, about)
}

// ClearUnread marks a conversation as read.
func (l *link) ClearUnread(ctx context.Context, seat model.Seat, c model.Conversation) error {
	_, err := SetSessionRead.Do(ctx, l.client, SetSessionReadRequest{GUID: seat.RemoteID, ToUsername: peerOf(c)})
	return l.trouble(err, seat.DisplayName())
}

// Revoke takes back a message of the seat's own. The back end allows it for about
// two minutes; after that it refuses, in its own words.
func (l *link) Revoke(ctx context.Context, seat model.Seat, c model.Conversation, m model.Message) error {
	if m.RemoteID == "" || m.Direction != model.Out {
		return invalid("message", "refusal.not_ours: only a message of the seat's own that arrived can be taken back")
	}
	_, err := RevokeMsg.Do(ctx, l.client, RevokeMsgRequest{GUID: seat.RemoteID, ToUsername: peerOf(c), MsgID: m.RemoteID})
	return l.trouble(err, seat.DisplayName())
}
