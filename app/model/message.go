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
	KindMiniProgram      // Link, MiniProgram
	KindSticker          // Media
	KindLocation         // Title, Text, Location
	KindCard             // Title, Card
	KindSystem           // a centred line
	KindRecall           // a trace of a revoked message: Title and Mentions name who took it back, Detail keeps words of ours
	KindRedPacket
	KindChannels // 视频号: Title, Cover, Channels
	KindQuote    // Text, Quote
	KindPat      // Text; Mentions names who was patted
	KindCall
	KindMusic
	KindApp // an app message of a kind of its own: Title, Detail, URL
)

var kindNames = map[Kind]string{
	KindText: "text", KindImage: "image", KindVoice: "voice", KindVideo: "video",
	KindFile: "file", KindLink: "link", KindMiniProgram: "mini_program", KindSticker: "sticker",
	KindLocation: "location", KindCard: "card", KindSystem: "system", KindRecall: "recall",
	KindRedPacket: "red_packet", KindChannels: "channels", KindQuote: "quote", KindPat: "pat",
	KindCall: "call", KindMusic: "music", KindApp: "app",
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

// MentionAll stands in Mentions for everybody in the group.
const MentionAll = "@all"

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

	Location    *Location    `json:"location,omitempty"`
	Card        *Card        `json:"card,omitempty"`
	MiniProgram *MiniProgram `json:"mini_program,omitempty"`
	Channels    *Channels    `json:"channels,omitempty"`
	Quote       *Quote       `json:"quote,omitempty"`
	Transcript  string       `json:"transcript,omitempty"` // what a voice message says, as the back end heard it

	// Ref is what only its back end reads: how it names the media, or the XML
	// it needs to pass the message on. Nothing in it is a secret of ours.
	Ref map[string]string `json:"ref,omitempty"`
}

// Location is a place on the map.
type Location struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
	Scale     int     `json:"scale,omitempty"` // of the map
}

// Card is a person or account that a message introduces.
type Card struct {
	RemoteID string `json:"remote_id"`
	Name     string `json:"name,omitempty"`
	Avatar   string `json:"avatar,omitempty"`
}

// MiniProgram is where a mini program is opened.
type MiniProgram struct {
	AppID    string `json:"app_id"`
	UserName string `json:"user_name,omitempty"` // gh_…@app
	Name     string `json:"name,omitempty"`
	Icon     string `json:"icon,omitempty"`
	Page     string `json:"page,omitempty"`
}

// Channels is a video of 视频号.
type Channels struct {
	ObjectID string `json:"object_id"`
	NonceID  string `json:"nonce_id,omitempty"`
	UserName string `json:"user_name,omitempty"`
	Nickname string `json:"nickname,omitempty"`
	Avatar   string `json:"avatar,omitempty"`
}

// Quote is the message that another one answers.
type Quote struct {
	RemoteID   string `json:"remote_id,omitempty"`
	SenderID   string `json:"sender_id,omitempty"`
	SenderName string `json:"sender_name,omitempty"`
	Kind       Kind   `json:"kind,omitempty"`
	Text       string `json:"text,omitempty"` // its words, or the line that stands for it
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
