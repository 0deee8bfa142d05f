package youjiyun

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"

	"seatdeck/app/model"
	"seatdeck/providers/internal/wire"
)

var (
	errNoMessageID = errors.New("it has no messageId")
	errNoChat      = errors.New("it names no conversation")
	errNoSeat      = errors.New("it names no robot")
	errNoContent   = errors.New("it has no content")
	errNoTime      = errors.New("it has no time")
	errNoName      = errors.New("it names nobody")
)

// frameEvents is what a frame of the socket says.
func (l *link) frameEvents(f Frame) []model.Event {
	switch {
	case f.Message != nil:
		return []model.Event{messageEvent(*f.Message, arrival{source: "socket message", raw: f.Raw, live: true, now: l.clock.Now()})}
	case f.Chat != nil:
		return chatEvents(*f.Chat, "socket chat", f.Raw)
	case f.Action != nil:
		return l.actionEvents(*f.Action)
	}
	suspect := !errors.Is(f.Err, ErrUndocumented) && f.Event != "action"
	return []model.Event{refused(seatOfRaw(f.Raw), "socket "+f.Event, f.Raw, f.Err, suspect)}
}

// seatOfRaw finds out as far as possible whose an object is that can't be read
// as a whole.
func seatOfRaw(raw []byte) model.SeatRef {
	var named struct {
		RobotKey json.RawMessage `json:"robotKey"`
		ChatID   json.RawMessage `json:"chatId"`
	}
	var robotKey, chatID wire.Text
	// What fails here leaves the name empty.
	_ = json.Unmarshal(raw, &named)
	_ = json.Unmarshal(named.RobotKey, &robotKey)
	_ = json.Unmarshal(named.ChatID, &chatID)
	return seatRef(robotKey, chatID.String(), "")
}

// seatRef names a robot by its key and by its wxid, which a chatId holds.
func seatRef(robotKey wire.Text, chatID, wxid string) model.SeatRef {
	if id, _, ok := SplitChatID(chatID); ok {
		wxid = id
	}
	return model.SeatRef{RemoteID: robotKey.String(), AccountID: wxid}
}

// conversationRef names a conversation by chatId and chatUser, either of which
// may be missing.
func conversationRef(chatID, chatUser wire.Text, group wire.Flag) model.ConversationRef {
	ref := model.ConversationRef{RemoteID: chatID.String(), PeerID: chatUser.String()}
	if ref.PeerID == "" {
		_, ref.PeerID, _ = SplitChatID(ref.RemoteID)
	}
	ref.Group = bool(group) || IsGroupID(ref.PeerID)
	return ref
}

func chatEvents(c Chat, source string, raw []byte) []model.Event {
	seat := seatRef(c.BotInfo.RobotKey, c.ChatID.String(), c.BotInfo.Wxid.String())
	ref := conversationRef(c.ChatID, c.ChatUser, c.IsGroupChat)
	ref.Name, ref.Avatar, ref.Assigned = c.ChatName.String(), c.ChatHeadImg.String(), c.AssignTo.String()
	switch {
	case seat == model.SeatRef{}:
		return []model.Event{refused(seat, source, raw, errNoSeat, true)}
	case ref.RemoteID == "" && ref.PeerID == "":
		return []model.Event{refused(seat, source, raw, errNoChat, true)}
	}
	seen := model.ConversationSeen{Seat: seat, Conversation: ref, LastAt: c.LastMsgActive.Time(), Preview: c.PushContent.String(), Unread: -1}
	if c.UnreadCount != nil {
		seen.Unread = max(-1, int(*c.UnreadCount))
	}
	events := []model.Event{seen}
	if c.BotInfo.RobotStatus != nil {
		robot := model.SeatRef{RemoteID: c.BotInfo.RobotKey.String(), AccountID: c.BotInfo.Wxid.String()}
		if robot == (model.SeatRef{}) {
			robot = seat
		}
		events = append(events, model.SeatStateSeen{Seat: robot, State: seatState(*c.BotInfo.RobotStatus)})
	}
	return events
}

func seatState(robotStatus wire.Int) model.SeatState {
	switch robotStatus {
	case RobotInitializing:
		return model.SeatInitializing
	case RobotOnline:
		return model.SeatOnline
	case RobotOffline:
		return model.SeatOffline
	case RobotBanned:
		return model.SeatBanned
	case RobotKicked:
		return model.SeatKicked
	}
	return model.SeatUnknown
}

// arrival says how a message came.
type arrival struct {
	source string
	raw    []byte
	live   bool
	now    time.Time // for live ones without a time

	seat model.SeatRef // whose history was asked for; fills in what a row leaves out
	peer string
}

// messageEvent is a MessageSeen, a SendRefused or, of what makes no message, a
// PayloadRefused.
func messageEvent(m Message, came arrival) model.Event {
	seat := seatRef(m.RobotKey, m.ChatID.String(), came.seat.AccountID)
	if seat.RemoteID == "" {
		seat.RemoteID = came.seat.RemoteID
	}
	if m.ChatUser == "" && m.ChatID == "" {
		m.ChatUser = wire.Text(came.peer)
	}
	ref := conversationRef(m.ChatID, m.ChatUser, m.IsGroupChat)
	direction := directionOf(m)
	id := m.MessageID.String()
	if id != "" && m.Code != "" && m.Code != codeOK && (m.Content == nil || direction == model.Out) {
		return model.SendRefused{Seat: seat, ClientID: id, Reason: *refusalOf("message", m.Code, m.Msg)}
	}
	at, atKnown := sentAt(m, came)
	var problem error
	switch {
	case id == "":
		problem = errNoMessageID
	case seat == model.SeatRef{}:
		problem = errNoSeat
	case ref.RemoteID == "" && ref.PeerID == "":
		problem = errNoChat
	case m.Content == nil:
		problem = errNoContent
	case !atKnown:
		problem = errNoTime
	}
	if problem != nil {
		return refused(seat, came.source, came.raw, problem, true)
	}

	ref.Name, ref.Assigned = m.ChatName.String(), m.AssignTo.String()
	if ref.Name == "" && direction == model.In && !ref.Group {
		ref.Name = m.From.NickName.String()
	}
	message := model.Message{
		RemoteID:     id,
		ServerID:     m.MsgSvrID.String(),
		SentAt:       at,
		Seq:          sequence(m),
		Direction:    direction,
		SenderID:     m.From.ContactID.String(),
		SenderName:   m.From.NickName.String(),
		SenderAvatar: m.From.HeadImg.String(),
		Content:      contentOf(*m.Content),
	}
	if direction == model.Out {
		message.ClientID = id
		message.State, message.Reason = stateOf(m)
	}
	if message.Content.Kind == model.KindUnknown {
		message.Raw = came.raw
	}
	return model.MessageSeen{Seat: seat, Conversation: ref, Message: message, Live: came.live}
}

// directionOf tells whose message it is: the robot's where it says so, where its
// speaker is the wxid in the chatId, or where it was written on the phone.
func directionOf(m Message) model.Direction {
	wxid, _, _ := SplitChatID(m.ChatID.String())
	speaker := m.From.ContactID.String()
	switch {
	case bool(m.From.IsSelf), speaker != "" && speaker == wxid:
		return model.Out
	case m.Content != nil && m.Content.ContentType == ContentFromPhone:
		return model.Out
	}
	return model.In
}

func stateOf(m Message) (model.SendState, *model.Trouble) {
	status, said := m.Status()
	switch {
	case said && status == SendFailed:
		return model.StateFailed, &model.Trouble{Code: model.TroubleRejected, Detail: m.Msg.String()}
	case said && status == NotSent:
		return model.StateMaybeSent, nil
	}
	return model.StateSent, nil
}

// sentAt is the message's time; else the one its id begins with; else, of a live
// one, now.
func sentAt(m Message, came arrival) (time.Time, bool) {
	if m.Timestamp > 0 {
		return m.Timestamp.Time(), true
	}
	const form = "20060102150405"
	if id := m.MessageID.String(); len(id) > len(form) {
		if t, err := time.ParseInLocation(form, id[:len(form)], wire.Shanghai()); err == nil {
			return t.UTC(), true
		}
	}
	return came.now.UTC(), came.live
}

// sequence orders messages of one instant.
func sequence(m Message) int64 {
	if n, err := strconv.ParseInt(m.MsgSvrID.String(), 10, 64); err == nil {
		return n
	}
	id := m.MessageID.String()
	if strings.Trim(id, "0123456789") != "" {
		return 0
	}
	const digits = 18 // as many as surely fit
	n, _ := strconv.ParseInt(id[max(0, len(id)-digits):], 10, 64)
	return n
}

func refusalOf(call string, code, msg wire.Text) *model.Trouble {
	return troubleOf(&APIError{Call: call, Code: code.String(), Msg: msg.String()}, "")
}
