package juhe

import (
	"encoding/json"
	"errors"
	"fmt"

	"seatdeck/providers/internal/wire"
)

// Everything in this file is assumed: the document says how to find the socket
// and not what goes over it. A frame is one JSON object,
// {"type":…, "requestId":…, "data":{…}}.

// The types of frames.
const (
	frameMessage = "message"
	frameRevoke  = "revoke"
	frameState   = "state"
	frameLinkers = "linkers"
	frameAck     = "ack"
	framePing    = "ping"
	framePong    = "pong"
	frameSend    = "send"
)

// The values of msgType.
const (
	MsgText        = 1
	MsgImage       = 2
	MsgVoice       = 3
	MsgVideo       = 4
	MsgFile        = 5
	MsgLink        = 6
	MsgMiniProgram = 7
	MsgCard        = 8
	MsgSystem      = 9
)

// Frame is what came over the socket, decoded or not.
type Frame struct {
	Type string
	Raw  json.RawMessage // as it came; of one that is too large its beginning
	// Body is a *Message, *Revoke, *State or *Linkers; nil where Err says why it
	// can't be read.
	Body any
	Err  error
}

// Message is something written, by a customer or by the account itself.
type Message struct {
	MsgID      wire.Text       `json:"msgId"`
	ChatUserID wire.Text       `json:"chatUserId"` // the account's
	FromID     wire.Text       `json:"fromId"`
	FromName   wire.Text       `json:"fromName"`
	FromAvatar wire.Text       `json:"fromAvatar"`
	ToID       wire.Text       `json:"toId"`
	RoomID     wire.Text       `json:"roomId"` // "": one to one
	RoomName   wire.Text       `json:"roomName"`
	MsgType    wire.Int        `json:"msgType"`
	Content    json.RawMessage `json:"content"` // a text, or a Media
	Time       Stamp           `json:"time"`    // ms
	Self       wire.Flag       `json:"self"`    // the account wrote it
	ClientID   wire.Text       `json:"clientId"`
}

// Media is the content of what is no text.
type Media struct {
	URL      wire.Text `json:"url,omitempty"`
	Name     wire.Text `json:"name,omitempty"`
	Size     wire.Int  `json:"size,omitempty"` // bytes
	Title    wire.Text `json:"title,omitempty"`
	Desc     wire.Text `json:"desc,omitempty"`
	PicURL   wire.Text `json:"picUrl,omitempty"`
	Duration wire.Int  `json:"duration,omitempty"` // s
	AppID    wire.Text `json:"appId,omitempty"`    // of a mini program
	PagePath wire.Text `json:"pagePath,omitempty"`
	UserID   wire.Text `json:"userId,omitempty"` // of a card
	Avatar   wire.Text `json:"avatar,omitempty"`
}

// Text is the words of a message; of one that is no text, none.
func (m Message) Text() string { return wordsOf(m.Content) }

// Media reads what a message shows. A content of the wrong form shows nothing.
func (m Message) Media() Media {
	var media Media
	raw := m.Content
	if text := m.Text(); len(text) > 0 && text[0] == '{' {
		raw = json.RawMessage(text)
	}
	if json.Unmarshal(raw, &media) != nil {
		return Media{}
	}
	return media
}

// Revoke tells that a message was taken back.
type Revoke struct {
	MsgID      wire.Text `json:"msgId"`
	ChatUserID wire.Text `json:"chatUserId"`
	FromID     wire.Text `json:"fromId"` // who took it back
	ToID       wire.Text `json:"toId"`
	RoomID     wire.Text `json:"roomId"`
	Time       Stamp     `json:"time"`
}

// State tells that an account came online or went offline.
type State struct {
	UserID    wire.Text `json:"userId"`
	OnOffline *wire.Int `json:"onOffline"`
	Time      Stamp     `json:"time"`
}

// Linkers is a page of contacts, which SyncLinker asked for.
type Linkers struct {
	ChatUserID wire.Text         `json:"chatUserId"`
	LinkType   wire.Text         `json:"linkType"`
	Page       wire.Int          `json:"page"`
	Last       wire.Flag         `json:"last"`
	List       wire.Rows[Linker] `json:"list"`
}

// Linker is a contact of an account.
type Linker struct {
	ID             wire.Text `json:"id"`
	Name           wire.Text `json:"name"`
	Avatar         wire.Text `json:"avatar"`
	Remark         wire.Text `json:"remark"`
	Mobile         wire.Text `json:"mobile"`
	Corp           wire.Text `json:"corp"`
	Gender         wire.Int  `json:"gender"`
	ExternalUserID wire.Text `json:"externalUserId"`
}

// OutMessage is a message to be sent. The same ClientID twice is one message.
type OutMessage struct {
	ChatUserID string `json:"chatUserId"`
	ToID       string `json:"toId"`
	RoomID     string `json:"roomId"`
	MsgType    int    `json:"msgType"`
	Content    any    `json:"content"` // a string or a Media
	ClientID   string `json:"clientId"`
}

// Ack is the answer to an OutMessage that was taken.
type Ack struct {
	MsgID wire.Text `json:"msgId"`
	Time  Stamp     `json:"time"`
}

// outFrame is a frame of ours.
type outFrame struct {
	Type      string `json:"type"`
	RequestID string `json:"requestId,omitempty"`
	Data      any    `json:"data,omitempty"`
}

// inFrame is a frame of the back end, as far as all are alike.
type inFrame struct {
	Type      wire.Text       `json:"type"`
	RequestID wire.Text       `json:"requestId"`
	Code      wire.Text       `json:"code"`
	Msg       json.RawMessage `json:"msg"`
	Data      json.RawMessage `json:"data"`
}

var (
	// ErrUndocumented marks a frame of a type that nothing is assumed of.
	ErrUndocumented = errors.New("a type that is not known")
	errNoFrame      = errors.New("it is no frame: a JSON object was expected")
	errNoBody       = errors.New("it has no data")
)

// readFrame reads what is not for the socket itself.
func readFrame(head inFrame, raw json.RawMessage) Frame {
	f := Frame{Type: head.Type.String(), Raw: raw}
	switch f.Type {
	case frameMessage:
		f.Body, f.Err = readBody[Message](head.Data)
	case frameRevoke:
		f.Body, f.Err = readBody[Revoke](head.Data)
	case frameState:
		f.Body, f.Err = readBody[State](head.Data)
	case frameLinkers:
		f.Body, f.Err = readBody[Linkers](head.Data)
	default:
		f.Err = fmt.Errorf("frame %q: %w", clip(f.Type), ErrUndocumented)
	}
	return f
}

func readBody[T any](data json.RawMessage) (any, error) {
	var body *T
	if err := json.Unmarshal(data, &body); err != nil {
		return nil, err
	}
	if body == nil {
		return nil, errNoBody
	}
	return body, nil
}

// clip makes a word of the back end's fit for an error.
func clip(word string) string {
	const most = 40
	if runes := []rune(word); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return word
}
