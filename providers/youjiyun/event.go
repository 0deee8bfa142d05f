package youjiyun

import (
	"encoding/json"
	"fmt"
)

// Frame is one object of a socket.io event (3.0), decoded or not.
type Frame struct {
	Event string          // "message", "chat", "action", or what else came
	Raw   json.RawMessage // the object as it came
	// Exactly one of these is set.
	Message *Message
	Chat    *Chat
	Action  *ActionFrame
	Err     error // why it can't be read; ErrUndocumented where the document lacks it
}

// ActionFrame is an answer to an action, or a notice.
type ActionFrame struct {
	Head ActionHead
	// Body is the Ans of the Action or the Body of the Notice of that type; nil
	// where the action was refused and left its fields out.
	Body any
}

// Refused tells whether the back end said no.
func (a ActionFrame) Refused() bool { return a.Head.Code != "" && a.Head.Code != codeOK }

// Receive decodes an event of the socket. Answers to actions go to who waits for
// them, too.
func (c *Client) Receive(event string, args []json.RawMessage) []Frame {
	frames := make([]Frame, len(args))
	for i, raw := range args {
		frames[i] = decodeFrame(event, raw)
		if event != "action" {
			continue
		}
		// Who waits hears of an answer that can't be read, too.
		if head, err := decodeObject[ActionHead](raw); err == nil {
			c.wait.tell(heard{head: *head, raw: raw})
		}
	}
	if len(args) == 0 {
		return []Frame{{Event: event, Err: fmt.Errorf("event %q holds nothing", event)}}
	}
	return frames
}

// SocketLost ends the waits for answers that would have come over a socket that
// is gone.
func (c *Client) SocketLost() { c.wait.lose() }

func decodeFrame(event string, raw json.RawMessage) Frame {
	frame := Frame{Event: event, Raw: raw}
	switch event {
	case "message":
		frame.Message, frame.Err = decodeObject[Message](raw)
	case "chat":
		frame.Chat, frame.Err = decodeObject[Chat](raw)
	case "action":
		frame.Action, frame.Err = decodeAction(raw)
	default:
		frame.Err = fmt.Errorf("event %q: %w", event, ErrUndocumented)
	}
	return frame
}

func decodeAction(raw json.RawMessage) (*ActionFrame, error) {
	head, err := decodeObject[ActionHead](raw)
	if err != nil {
		return nil, err
	}
	frame := &ActionFrame{Head: *head}
	for _, kind := range socketKinds() {
		if kind.describe().Type != head.Type.String() {
			continue
		}
		frame.Body, err = kind.decode(raw)
		if err != nil && frame.Refused() {
			return frame, nil
		}
		if err != nil {
			return nil, err
		}
		return frame, nil
	}
	return nil, fmt.Errorf("action %q: %w", head.Type, ErrUndocumented)
}

// decodeObject reads an object; null is none.
func decodeObject[T any](raw json.RawMessage) (*T, error) {
	var value *T
	if err := json.Unmarshal(raw, &value); err != nil {
		return nil, err
	}
	if value == nil {
		return nil, fmt.Errorf("an object was expected, not null")
	}
	return value, nil
}
