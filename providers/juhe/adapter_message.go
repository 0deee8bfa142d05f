package juhe

import (
	"cmp"
	"errors"
	"path"
	"strconv"
	"strings"
	"time"

	"seatdeck/app/model"
	"seatdeck/providers/internal/wire"
)

var (
	errNoMessageID = errors.New("it has no msgId")
	errNoSeat      = errors.New("it names no account")
	errNoPeer      = errors.New("it does not say with whom")
	errNoContent   = errors.New("it has no content")
)

// frameEvents is what a frame of the socket says.
func (l *link) frameEvents(f Frame) []model.Event {
	source := "socket " + clip(f.Type)
	switch body := f.Body.(type) {
	case *Message:
		return []model.Event{l.messageEvent(*body, source, f.Raw)}
	case *Revoke:
		return []model.Event{l.revokeEvent(*body, source, f.Raw)}
	case *State:
		return []model.Event{l.stateEvent(*body, source, f.Raw)}
	case *Linkers:
		if l.books.take(*body) {
			return nil // whoever asked for them has them
		}
		return contactEvents(*body)
	}
	// A message may have been in it, but there is no history to look it up in.
	return []model.Event{refused(seatOfRaw(f.Raw), source, f.Raw, f.Err, false)}
}

// seatOfRaw finds out as far as possible whose a frame is that can't be read as a
// whole.
func seatOfRaw(raw []byte) model.SeatRef {
	var ref model.SeatRef
	// What fails here leaves the names empty.
	_ = search(raw, func(name, text string) {
		switch {
		case name == "chatUserId" && ref.AccountID == "":
			ref.AccountID = text
		case name == "userId" && ref.RemoteID == "":
			ref.RemoteID = text
		}
	})
	if ref.AccountID != "" {
		ref.RemoteID = "" // of somebody in the message
	}
	return ref
}

// conversationRef names the conversation of a message: by the room, else by the
// one of the two who is not the account.
func conversationRef(seat, room, roomName, from, to wire.Text, self bool) model.ConversationRef {
	if room != "" {
		return model.ConversationRef{RemoteID: room.String(), PeerID: room.String(), Group: true, Name: roomName.String()}
	}
	peer := from
	if self || from == seat {
		peer = to
	}
	return model.ConversationRef{RemoteID: peer.String(), PeerID: peer.String()}
}

// messageEvent is a MessageSeen, or a PayloadRefused of what makes none.
func (l *link) messageEvent(m Message, source string, raw []byte) model.Event {
	seat := model.SeatRef{AccountID: m.ChatUserID.String()}
	ours := bool(m.Self) || m.FromID != "" && m.FromID == m.ChatUserID
	ref := conversationRef(m.ChatUserID, m.RoomID, m.RoomName, m.FromID, m.ToID, ours)
	var problem error
	switch {
	case m.ChatUserID == "":
		problem = errNoSeat
	case m.MsgID == "":
		problem = errNoMessageID
	case ref.PeerID == "":
		problem = errNoPeer
	case len(m.Content) == 0:
		problem = errNoContent
	}
	if problem != nil {
		return refused(seat, source, raw, problem, false)
	}
	message := model.Message{
		RemoteID:     m.MsgID.String(),
		SentAt:       l.sentAt(m.Time.Time()),
		SenderID:     m.FromID.String(),
		SenderName:   m.FromName.String(),
		SenderAvatar: wire.WebURL(m.FromAvatar.String()),
		Content:      contentOf(m),
	}
	switch {
	case message.Content.Kind == model.KindSystem:
		message.Direction = model.System
	case ours:
		message.Direction, message.State, message.ClientID = model.Out, model.StateSent, m.ClientID.String()
	}
	if message.Content.Kind == model.KindUnknown {
		message.Raw = raw
	}
	if !ref.Group && !ours {
		ref.Name, ref.Avatar = message.SenderName, message.SenderAvatar
	}
	return model.MessageSeen{
		Seat: seat, Conversation: ref, Message: message, Live: true,
		Echo: message.Direction == model.Out && message.ClientID == "",
	}
}

// sentAt is when a message was sent by the back end's clock, which may be ahead of
// ours by a little; a message of next year would stand above all others for ever.
func (l *link) sentAt(at time.Time) time.Time {
	const ahead = 10 * time.Minute
	if at.IsZero() || at.After(l.clock.Now().Add(ahead)) {
		return wire.Past(at, l.clock.Now().UTC())
	}
	return at
}

func (l *link) revokeEvent(r Revoke, source string, raw []byte) model.Event {
	seat := model.SeatRef{AccountID: r.ChatUserID.String()}
	ours := r.FromID != "" && r.FromID == r.ChatUserID
	ref := conversationRef(r.ChatUserID, r.RoomID, "", r.FromID, r.ToID, ours)
	switch {
	case r.ChatUserID == "":
		return refused(seat, source, raw, errNoSeat, false)
	case r.MsgID == "":
		return refused(seat, source, raw, errNoMessageID, false)
	case ref.PeerID == "":
		return refused(seat, source, raw, errNoPeer, false)
	}
	return model.MessageRevoked{
		Seat: seat, Conversation: ref, RemoteID: r.MsgID.String(),
		ByID: r.FromID.String(), ByUs: ours, At: wire.Past(r.Time.Time(), l.clock.Now().UTC()),
	}
}

func (l *link) stateEvent(s State, source string, raw []byte) model.Event {
	state, err := onOff(s.UserID, s.OnOffline)
	if err != nil {
		return refused(model.SeatRef{RemoteID: s.UserID.String()}, source, raw, err, false)
	}
	return l.known.moved(s.UserID.String(), state, wire.Past(s.Time.Time(), l.clock.Now().UTC()), model.LoggedHere)
}

// onOff reads onOffline.
func onOff(userID wire.Text, value *wire.Int) (model.SeatState, error) {
	switch {
	case userID == "":
		return model.SeatUnknown, errNoUser
	case value != nil && *value == WentOnline:
		return model.SeatOnline, nil
	case value != nil && *value == WentOffline:
		return model.SeatOffline, nil
	}
	return model.SeatUnknown, errNoState
}

// contentOf reads what a message says.
func contentOf(m Message) model.Content {
	content := model.Content{WireKind: strconv.FormatInt(int64(m.MsgType), 10)}
	media := m.Media()
	switch m.MsgType {
	case MsgText:
		content.Kind, content.Text = model.KindText, m.Text()
	case MsgImage:
		content.Kind, content.URL, content.Cover = model.KindImage, mediaURL(m, media), media.PicURL.String()
	case MsgVoice:
		content.Kind, content.URL = model.KindVoice, mediaURL(m, media)
		content.Duration = int(max(0, min(media.Duration, 24*60*60)) * 1000)
	case MsgVideo:
		content.Kind, content.URL, content.Cover = model.KindVideo, mediaURL(m, media), media.PicURL.String()
	case MsgFile:
		content.Kind, content.URL = model.KindFile, mediaURL(m, media)
		content.FileName = baseName(media.Name.String())
		content.Text = content.FileName
	case MsgLink:
		content.Kind, content.URL, content.Cover = model.KindLink, media.URL.String(), media.PicURL.String()
		content.Title, content.Detail = media.Title.String(), media.Desc.String()
		content.Text = cmp.Or(media.Title, media.Desc, media.URL).String()
	case MsgMiniProgram:
		content.Kind, content.URL, content.Cover = model.KindMiniProgram, media.URL.String(), media.PicURL.String()
		content.Title, content.Detail = cmp.Or(media.Title, media.Name).String(), media.Desc.String()
		content.Text = content.Title
		content.MiniProgram = &model.MiniProgram{AppID: media.AppID.String(), Name: media.Name.String(), Page: media.PagePath.String()}
	case MsgCard:
		content.Kind, content.Title = model.KindCard, cmp.Or(media.Name, media.Title).String()
		content.Text = content.Title
		content.Card = &model.Card{RemoteID: media.UserID.String(), Name: content.Title, Avatar: wire.WebURL(media.Avatar.String(), media.PicURL.String())}
	case MsgSystem:
		content.Kind, content.Text = model.KindSystem, cmp.Or(m.Text(), media.Title.String(), media.Desc.String())
	default:
		content.Kind, content.Text = model.KindUnknown, cmp.Or(m.Text(), media.Title.String())
	}
	if content.Kind != model.KindText {
		content.Size = max(0, int64(media.Size))
	}
	return content
}

// mediaURL is where media lie: in the object, or the content is the URL.
func mediaURL(m Message, media Media) string { return cmp.Or(media.URL.String(), m.Text()) }

// baseName is a file name without the folders that somebody put before it.
func baseName(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	if name == "." || name == ".." || name == "/" {
		return ""
	}
	return name
}

// contactEvents is what a page of contacts says.
func contactEvents(page Linkers) []model.Event {
	seat := model.SeatRef{AccountID: page.ChatUserID.String()}
	var events []model.Event
	for _, row := range page.List {
		c := row.Value
		err := row.Err
		if err == nil && c.ID == "" {
			err = errNoUser
		}
		if err != nil {
			events = append(events, refused(seat, "socket linkers", row.Raw, err, false))
			continue
		}
		outer := page.LinkType != LinkersInner
		events = append(events, model.ContactSeen{Seat: seat, Contact: model.Contact{
			RemoteID: c.ID.String(), Name: c.Name.String(), Remark: c.Remark.String(), Avatar: wire.WebURL(c.Avatar.String()),
			Gender: gender(c.Gender), Mobile: c.Mobile.String(), Corp: c.Corp.String(),
			External: outer, WeChat: outer && fromWeChat(c), Friendship: model.FriendNormal,
		}})
	}
	return events
}

// fromWeChat tells where a customer writes from: by the external id, as WeCom
// gives them out (wm: WeChat, wo: WeCom), else by whether there is a company.
func fromWeChat(c Linker) bool {
	switch id := c.ExternalUserID.String(); {
	case strings.HasPrefix(id, "wm"):
		return true
	case strings.HasPrefix(id, "wo"):
		return false
	}
	return c.Corp == ""
}

func gender(n wire.Int) model.Gender {
	switch n {
	case 1:
		return model.GenderMale
	case 2:
		return model.GenderFemale
	}
	return model.GenderUnknown
}
