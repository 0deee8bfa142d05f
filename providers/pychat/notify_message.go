package pychat

import (
	"encoding/json"

	"seatdeck/providers/internal/wire"
)

// The types of message (wire.md).
const (
	MsgText          = 1
	MsgImage         = 3
	MsgVoice         = 34
	MsgFriendRequest = 37
	MsgCard          = 42
	MsgVideo         = 43
	MsgEmoji         = 47
	MsgLocation      = 48
	MsgApp           = 49 // of one of the App… types
	MsgCall          = 50
	MsgMarker        = 51 // something was read or synchronised: no message
	MsgSystem        = 10000
	MsgSysMsg        = 10002 // XML: revoked, patted …
)

// The types of app message (wire.md; 4, 5, 36, 2000 and 2001 assumed).
const (
	AppMusic       = 3
	AppVideoLink   = 4
	AppLink        = 5
	AppFile        = 6
	AppMiniProgram = 33
	AppMiniShared  = 36
	AppChannels    = 51
	AppQuote       = 57
	AppRedPacket   = 2001
)

// Incoming is the data of NotifyMessage (seen): a message of anybody, our own
// among them. Its is_chatroom_msg says no more than chatroom does.
type Incoming struct {
	From    Str             `json:"from_username"`
	To      Str             `json:"to_username"`
	Sender  Str             `json:"chatroom_sender"` // who speaks, in a room
	Time    Loose[wire.Int] `json:"create_time"`     // s
	Desc    Loose[Str]      `json:"desc"`            // what a phone shows in its notification; assumed "name : text"
	ID      wire.Text       `json:"msg_id"`          // 19 digits: its identity
	Type    wire.Int        `json:"msg_type"`
	Room    Str             `json:"chatroom"`
	Source  Loose[Str]      `json:"source"` // XML
	Content Str             `json:"content"`
}

// Loose is a field that a message is not worth losing for: where it can't be read
// it is the zero value.
type Loose[T any] struct{ Value T }

// UnmarshalJSON never fails.
func (l *Loose[T]) UnmarshalJSON(data []byte) error {
	var value T
	if json.Unmarshal(data, &value) == nil {
		l.Value = value
	}
	return nil
}

// BatchNotice is the data of NotifyMessages: messages, each as Incoming. Assumed:
// bare, or in a field.
type BatchNotice struct{ Messages []json.RawMessage }

// UnmarshalJSON reads either form; one message alone is a batch too.
func (b *BatchNotice) UnmarshalJSON(data []byte) error {
	if !isObject(data) {
		return json.Unmarshal(data, &b.Messages)
	}
	var o struct {
		List     []json.RawMessage `json:"list"`
		Messages []json.RawMessage `json:"messages"`
		MsgList  []json.RawMessage `json:"msg_list"`
		ID       wire.Text         `json:"msg_id"`
	}
	if err := json.Unmarshal(data, &o); err != nil {
		return err
	}
	b.Messages = append(append(o.List, o.Messages...), o.MsgList...)
	if b.Messages == nil && o.ID != "" {
		b.Messages = []json.RawMessage{data}
	}
	return nil
}
