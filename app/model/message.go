package model

import "time"

// Kind says what a message is. Unknown kinds are kept raw and shown as such.
type Kind int

// The kinds that some document names. Numbers are stored: only ever append.
const (
	KindUnknown     Kind = iota
	KindText             // Text
	KindImage            // Media
	KindVoice            // Media, Duration
	KindVideo            // Media
	KindFile             // Media, FileName
	KindLink             // Link
	KindMiniProgram      // Link
	KindSticker          // Media
	KindLocation         // Title, Text
	KindCard             // Title
	KindSystem           // a centred line
	KindRecall           // a trace of a revoked message
	KindRedPacket
	KindChannels // 视频号
	KindQuote
	KindPat
	KindCall
	KindMusic
)

var kindNames = map[Kind]string{
	KindText: "text", KindImage: "image", KindVoice: "voice", KindVideo: "video",
	KindFile: "file", KindLink: "link", KindMiniProgram: "mini_program", KindSticker: "sticker",
	KindLocation: "location", KindCard: "card", KindSystem: "system", KindRecall: "recall",
	KindRedPacket: "red_packet", KindChannels: "channels", KindQuote: "quote", KindPat: "pat",
	KindCall: "call", KindMusic: "music",
}

// String is the name of the kind in exports and on the command line.
func (k Kind) String() string {
	if name, ok := kindNames[k]; ok {
		return name
	}
	return "unknown"
}

// Direction of a message, seen from the seat.
type Direction int

// The directions.
const (
	In     Direction = iota // the customer, or somebody in a group, wrote it
	Out                     // the seat wrote it, here or on a phone
	System                  // nobody did
)

// String is the name of the direction in exports and on the command line.
func (d Direction) String() string {
	switch d {
	case In:
		return "in"
	case Out:
		return "out"
	}
	return "system"
}

// SendState of a message of ours.
type SendState int

// The states of our own messages; messages of others are StateNone.
const (
	StateNone      SendState = iota
	StateQueued              // stored here, not yet tried
	StateSending             // handed to the back end, no answer yet
	StateSent                // the back end confirmed it
	StateFailed              // the back end refused it, or it was never tried and given up
	StateMaybeSent           // tried; whether it arrived is not known
)

// String is the name of the state in exports and on the command line.
func (s SendState) String() string {
	switch s {
	case StateQueued:
		return "queued"
	case StateSending:
		return "sending"
	case StateSent:
		return "sent"
	case StateFailed:
		return "failed"
	case StateMaybeSent:
		return "maybe_sent"
	}
	return ""
}

// Content is what a message says. Which fields matter depends on Kind.
type Content struct {
	Kind     Kind     `json:"kind"`
	Text     string   `json:"text,omitempty"`     // the words; for other kinds the searchable line
	Mentions []string `json:"mentions,omitempty"` // remote ids of those named with @
	URL      string   `json:"url,omitempty"`      // of the media, or where a link leads
	Cover    string   `json:"cover,omitempty"`    // picture of a link or mini program
	Title    string   `json:"title,omitempty"`
	Detail   string   `json:"detail,omitempty"`    // description of a link
	FileName string   `json:"file_name,omitempty"` // their caption, never a path of ours
	Size     int64    `json:"size,omitempty"`      // bytes
	Duration int      `json:"duration,omitempty"`  // ms
	WireKind string   `json:"wire_kind,omitempty"` // the back end's number for the kind
}

// Message (消息) is one entry of a conversation.
type Message struct {
	ID           MessageID
	Seat         SeatID
	Conversation ConversationID
	RemoteID     string // the back end's identity: UNIQUE(conversation, remote id)
	ServerID     string // a second name, where there is one: what a forward needs
	ClientID     string // ours, given when we queued it
	SentAt       time.Time
	Seq          int64 // order among messages of one instant, as the back end counts; 0 unknown
	Direction    Direction
	SenderID     string
	SenderName   string
	SenderAvatar string
	Content      Content
	State        SendState
	Reason       *Trouble // why it failed
	Raw          []byte   // the frame as it came, kept for kinds we don't know
}
