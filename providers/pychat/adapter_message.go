package pychat

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"seatdeck/app/model"
)

const (
	maxKeptText = 64 << 10  // bytes of a text that are shown; the rest is kept raw
	maxKeptRaw  = 256 << 10 // bytes of a message that are kept as they came
	maxShort    = 4 << 10   // bytes of a title, a name, an address
	maxRefXML   = 64 << 10  // bytes of the XML by which a message is sent on
	maxMentions = 500
)

var (
	errNoMessageID = errors.New("it has no msg_id")
	errNoChat      = errors.New("it names no conversation")
)

// heard is a message that came, and what is known around it.
type heard struct {
	Incoming
	raw  json.RawMessage
	guid string
	self string // wxid of the seat; "" is not known

	seat    model.SeatRef
	peer    string // the other side
	speaker string // who wrote it; "" is not known
	content string // without the speaker's name in front
	at      time.Time
}

// messageEvents is what the data of a message says.
func (l *link) messageEvents(ctx context.Context, n Notice, data json.RawMessage) []model.Event {
	if data == nil {
		return l.unread(n, errNoData)
	}
	n.Raw = data
	h := heard{raw: data, guid: n.GUID}
	if err := json.Unmarshal(data, &h.Incoming); err != nil {
		return l.unread(n, err)
	}
	if h.Type == MsgMarker {
		return nil
	}
	h.self = l.accounts.await(ctx, n.GUID)
	h.seat = model.SeatRef{RemoteID: n.GUID, AccountID: h.self}
	h.place()
	h.at = sentAt(int64(h.Time.Value), l.clock.Now())
	switch {
	case h.ID == "" || h.ID == "0":
		return l.unread(n, errNoMessageID)
	case h.peer == "":
		return l.unread(n, errNoChat)
	}
	switch h.Type {
	case MsgFriendRequest:
		return l.requestEvents(h)
	case MsgSysMsg:
		return l.sysEvents(h)
	}
	return []model.Event{h.seen(h.read())}
}

// place finds out where a message belongs and who wrote it. A message between two
// of whom neither is known to be the seat is taken for one to it: of its own the
// seat is known as soon as the back end was asked once.
func (h *heard) place() {
	from, to := h.From.String(), h.To.String()
	for _, name := range []string{h.Room.String(), from, to} {
		if isGroup(name) {
			h.peer = name
			break
		}
	}
	switch {
	case h.peer != "":
		h.speaker = h.Sender.String()
		if h.speaker == "" && !isGroup(from) {
			h.speaker = from
		}
	case h.self != "" && from == h.self:
		h.peer, h.speaker = to, from
	default:
		h.peer, h.speaker = from, from
	}
	if isGroup(h.speaker) {
		h.speaker = "" // what a room says by itself nobody wrote
	}
	h.content = h.Content.String()
	if h.speaker != "" && h.peer != h.speaker {
		h.content = strings.TrimPrefix(h.content, h.speaker+":\n")
	}
}

// own tells that the seat wrote it, here or on a phone.
func (h *heard) own() bool { return h.self != "" && h.speaker == h.self }

func (h *heard) inRoom() bool { return isGroup(h.peer) }

func (h *heard) conversation() model.ConversationRef {
	return model.ConversationRef{RemoteID: h.peer, PeerID: h.peer, Group: h.inRoom()}
}

// seen is the message with what it says.
func (h *heard) seen(c model.Content) model.MessageSeen {
	message := model.Message{
		RemoteID:   h.ID.String(),
		SentAt:     h.at,
		SenderID:   h.speaker,
		SenderName: h.speakerName(c),
		Content:    c,
	}
	conversation := h.conversation()
	switch {
	case c.Kind == model.KindSystem, h.Type == MsgSysMsg && c.Kind == model.KindUnknown:
		message.Direction, message.SenderID, message.SenderName = model.System, "", ""
	case h.own():
		message.Direction, message.State = model.Out, model.StateSent
	default:
		if !h.inRoom() {
			conversation.Name = message.SenderName
		}
	}
	if c.Kind != model.KindText || c.Text != h.content {
		message.Raw = kept(h.raw)
	}
	return model.MessageSeen{
		Seat: h.seat, Conversation: conversation, Message: message,
		Live: true, Echo: message.Direction == model.Out,
	}
}

// speakerName is who wrote it, as the notification of a phone names them. Assumed
// to be "name : text": it is believed only where the text is the message's own,
// or the word in brackets that stands for a picture and the like.
func (h *heard) speakerName(c model.Content) string {
	const most = 64 // characters
	name, text, ok := strings.Cut(h.Desc.Value.String(), " : ")
	if !ok || h.own() || name == "" || utf8.RuneCountInString(name) > most || strings.ContainsAny(name, "\r\n") {
		return ""
	}
	if c.Kind == model.KindText {
		// A long text is cut short, with dots behind it.
		text = strings.TrimRight(text, ".…")
		ok = text != "" && strings.HasPrefix(flat(h.content), flat(text))
	} else {
		ok = strings.HasPrefix(text, "[")
	}
	if !ok {
		return ""
	}
	return name
}

// flat is a text on one line.
func flat(text string) string { return strings.Join(strings.Fields(text), " ") }

// sentAt reads a time in seconds; of one that is none, now. Milliseconds are
// known by their size.
func sentAt(seconds int64, now time.Time) time.Time {
	const inMillis = 100_000_000_000 // seconds of the year 5138
	switch {
	case seconds <= 0:
		return now.UTC().Truncate(time.Second)
	case seconds >= inMillis && seconds < inMillis*1000:
		return time.UnixMilli(seconds).UTC()
	case seconds >= inMillis:
		return now.UTC().Truncate(time.Second)
	}
	return time.Unix(seconds, 0).UTC()
}

// kept is as much of a message as is kept as it came.
func kept(raw []byte) []byte { return append([]byte(nil), raw[:min(len(raw), maxKeptRaw)]...) }

// short cuts a stranger's text to what a line of ours may hold.
func short(text string) string { return cut(text, maxShort) }

func cut(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}
