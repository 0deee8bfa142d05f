package pychat

import (
	"cmp"
	"context"
	"encoding/json"
	"strings"
	"time"

	"seatdeck/app/model"
	"seatdeck/providers"
)

var _ providers.MessagePinner = (*link)(nil)

// maxSummary is how many characters of a message are shown on top of a group.
// Assumed.
const maxSummary = 100

// PinnedMessages gives the messages on top of a group.
func (l *link) PinnedMessages(ctx context.Context, seat model.Seat, groupID string) ([]model.PinnedMessage, error) {
	answer, err := GetTopMsgList.Do(ctx, l.client, GetTopMsgListRequest{GUID: seat.RemoteID, RoomUsername: groupID})
	if err != nil {
		return nil, l.trouble(err, seat.DisplayName())
	}
	var pinned []model.PinnedMessage
	for _, m := range answer.List {
		if m.MsgID == "" {
			continue
		}
		one := model.PinnedMessage{RemoteID: m.MsgID.String(), Summary: m.Summary.String(), SenderID: m.Sender.String()}
		if m.Time > 0 {
			one.At = time.Unix(int64(m.Time), 0).UTC()
		}
		pinned = append(pinned, one)
	}
	return pinned, nil
}

// PinMessage puts a message on top of its group.
func (l *link) PinMessage(ctx context.Context, seat model.Seat, c model.Conversation, m model.Message) error {
	room := peerOf(c)
	switch {
	case !isGroup(room):
		return invalid("conversation", "refusal.no_group: it is no group")
	case m.RemoteID == "":
		return invalid("message", "refusal.not_arrived: it has not arrived yet")
	}
	_, err := SetTopMsg.Do(ctx, l.client, SetTopMsgRequest{
		GUID: seat.RemoteID, RoomUsername: room, Summary: summaryOf(m), MsgInfo: l.chatMsgOf(seat, room, m),
	})
	return l.trouble(err, seat.DisplayName())
}

// UnpinMessage takes a message off the top of a group.
func (l *link) UnpinMessage(ctx context.Context, seat model.Seat, groupID, messageID string) error {
	_, err := RemoveTopMsg.Do(ctx, l.client, RemoveTopMsgRequest{GUID: seat.RemoteID, RoomUsername: groupID, MsgID: messageID})
	return l.trouble(err, seat.DisplayName())
}

// chatMsgOf is a message as its callback brought it. Of a plain text, and of what
// we sent ourselves, no callback is kept: it is put together again.
func (l *link) chatMsgOf(seat model.Seat, room string, m model.Message) ChatMsg {
	var came Incoming
	if json.Unmarshal(m.Raw, &came) == nil && came.ID.String() == m.RemoteID {
		return ChatMsg{
			FromUsername: came.From.String(), ToUsername: came.To.String(), ChatroomSender: came.Sender.String(),
			CreateTime: int64(came.Time.Value), Desc: came.Desc.Value.String(), MsgID: came.ID.String(), MsgType: int64(came.Type),
			Chatroom: came.Room.String(), Source: came.Source.Value.String(), Content: came.Content.String(),
		}
	}
	r := ref(m.Content.Ref)
	return ChatMsg{
		FromUsername: room, ToUsername: l.wxidOf(seat), ChatroomSender: m.SenderID, CreateTime: m.SentAt.Unix(),
		MsgID: m.RemoteID, MsgType: cmp.Or(r.number(refMsgType), msgTypes[m.Content.Kind], MsgText), Chatroom: room,
		Source: r[refSource], Content: cmp.Or(r[refXML], m.Content.Text),
	}
}

// msgTypes are the msg_type of kinds of message (wire.md).
var msgTypes = map[model.Kind]int64{
	model.KindText: MsgText, model.KindImage: MsgImage, model.KindVoice: MsgVoice, model.KindCard: MsgCard,
	model.KindVideo: MsgVideo, model.KindSticker: MsgEmoji, model.KindLocation: MsgLocation, model.KindFile: MsgApp,
	model.KindLink: MsgApp, model.KindMiniProgram: MsgApp, model.KindChannels: MsgApp, model.KindQuote: MsgApp,
	model.KindMusic: MsgApp, model.KindApp: MsgApp,
}

// wxidOf names the account of a seat; "" is not known.
func (l *link) wxidOf(seat model.Seat) string {
	return cmp.Or(seat.AccountID, l.accounts.wxid(seat.RemoteID))
}

// summaryOf is the line that everybody in the group sees: who, and the first
// words, or what a phone has for a message without any.
func summaryOf(m model.Message) string {
	c := m.Content
	words := strings.Join(strings.Fields(cmp.Or(c.Text, c.Title, c.FileName, wordsOfKind[c.Kind])), " ")
	if m.SenderName != "" {
		words = m.SenderName + ": " + words
	}
	if runes := []rune(words); len(runes) > maxSummary {
		words = string(runes[:maxSummary]) + "…"
	}
	return words
}

// wordsOfKind go over the wire, to phones that show the same ones.
var wordsOfKind = map[model.Kind]string{
	model.KindImage: "[图片]", model.KindVoice: "[语音]", model.KindVideo: "[视频]", model.KindSticker: "[动画表情]",
	model.KindLocation: "[位置]", model.KindCard: "[名片]", model.KindFile: "[文件]", model.KindLink: "[链接]",
	model.KindMiniProgram: "[小程序]", model.KindChannels: "[视频号]", model.KindMusic: "[音乐]",
}
