package youjiyun

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"seatdeck/providers/internal/socketio"
	"seatdeck/providers/internal/wire"
)

// actionTimeout is how long the answer to an action is waited for. The document
// names no time; adding a contact by phone takes many seconds.
const actionTimeout = 30 * time.Second

// Action is one documented action of section 3: a request over the socket, and
// an answer with its messageId and type. Req points to a struct that embeds
// ActionHead.
type Action[Req headed, Ans any] struct{ actionKind }

type actionKind struct {
	section string
	name    string
	typ     string
	read    bool // may be repeated
	queued  bool // one at a time for one robot
}

type headed interface{ head() *ActionHead }

// ActionHead is what all actions and their answers have (3.0).
type ActionHead struct {
	Type      wire.Text   `json:"type"`
	RobotKey  wire.Text   `json:"robotKey"`
	MessageID wire.Text   `json:"messageId"`
	Code      wire.Text   `json:"code,omitempty"` // answers only; "0" is success
	Msg       wire.Text   `json:"msg,omitempty"`
	DTS       wire.Millis `json:"dts,omitempty"`
	AssignTo  wire.Text   `json:"assignTo,omitempty"`
}

func (h *ActionHead) head() *ActionHead { return h }

// Do asks for the action and waits for its answer: over the socket while it is
// connected, else over 2.8. It fills in type and messageId. The error is an
// *APIError where the back end refused; an *socketio.UncertainError, ErrNoAnswer
// or a sent *wire.NetError where the action may have been done.
func (a Action[Req, Ans]) Do(ctx context.Context, c *Client, req Req) (Ans, error) {
	var answer Ans
	a.prepare(c, req)
	raw, err := c.act(ctx, a.actionKind, req)
	if err != nil {
		return answer, err
	}
	if err := json.Unmarshal(raw, &answer); err != nil {
		return answer, fmt.Errorf("%s: %w", a.typ, &wire.AnswerError{Host: wire.Host(c.base), Err: err})
	}
	return answer, nil
}

// Emit asks for the action over the socket and waits for nothing: its effect is
// heard as an event. The error is the socket's.
func (a Action[Req, Ans]) Emit(ctx context.Context, c *Client, req Req) error {
	a.prepare(c, req)
	return c.emit(ctx, "action", req)
}

func (a Action[Req, Ans]) prepare(c *Client, req Req) {
	head := req.head()
	head.Type = wire.Text(a.typ)
	if head.MessageID == "" {
		head.MessageID = wire.Text(c.NewMessageID())
	}
}

// Send sends a message (3.4–3.6, 3.10, 3.24) over the socket. It is confirmed,
// or refused, by the event "message" of the same messageId. The error is the
// socket's.
func (c *Client) Send(ctx context.Context, message OutMessage) error {
	return c.emit(ctx, "message", message)
}

// OutMessage is a message to send (3.4).
type OutMessage struct {
	Message   Content `json:"message"`
	ChatID    string  `json:"chatId"`
	MessageID string  `json:"messageId"`
}

func (c *Client) emit(ctx context.Context, event string, body any) error {
	if c.config.Socket == nil {
		return socketio.ErrNotConnected
	}
	return c.config.Socket.Emit(ctx, event, body)
}

func (c *Client) act(ctx context.Context, kind actionKind, req headed) (json.RawMessage, error) {
	head := req.head()
	if kind.queued {
		done, err := c.enqueue(ctx, head.RobotKey.String())
		if err != nil {
			return nil, fmt.Errorf("%s: wait for its turn: %w", kind.typ, err)
		}
		defer done()
	}
	raw, err := c.actBySocket(ctx, req)
	lost := errors.As(err, new(*socketio.UncertainError)) || errors.Is(err, errLost)
	if errors.Is(err, socketio.ErrNotConnected) || lost && kind.read {
		raw, err = c.actByBridge(ctx, kind, req)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", kind.typ, err)
	}
	return raw, nil
}

func (c *Client) actBySocket(ctx context.Context, req headed) (json.RawMessage, error) {
	if c.config.Socket == nil || !c.config.Socket.Connected() {
		return nil, socketio.ErrNotConnected
	}
	ctx, cancel := wire.WithTimeout(ctx, c.config.Clock, actionTimeout)
	defer cancel()
	head := req.head()
	key := answerKey{messageID: head.MessageID.String(), typ: head.Type.String(), robotKey: head.RobotKey.String()}
	answer := c.wait.expect(key)
	defer c.wait.forget(key)
	if err := c.emit(ctx, "action", req); err != nil {
		return nil, err
	}
	select {
	case h := <-answer:
		if h.err != nil {
			return nil, h.err
		}
		if h.head.Code != codeOK {
			return nil, c.refusal(key.typ, h.head.Code, h.head.Msg)
		}
		return h.raw, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("%w: %w", ErrNoAnswer, context.Cause(ctx))
	}
}

func (c *Client) actByBridge(ctx context.Context, kind actionKind, req headed) (json.RawMessage, error) {
	bridge := Bridge.endpoint
	bridge.read = kind.read
	answer, err := c.call(ctx, bridge, req)
	return answer.Body, err
}

// enqueue waits until no other writer of tags is at work for that robot (3.11).
func (c *Client) enqueue(ctx context.Context, robotKey string) (done func(), err error) {
	c.queueMu.Lock()
	turn := c.queues[robotKey]
	if turn == nil {
		turn = make(chan struct{}, 1)
		c.queues[robotKey] = turn
	}
	c.queueMu.Unlock()
	select {
	case turn <- struct{}{}:
		return func() { <-turn }, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// errLost ends the wait for an answer when the socket breaks: it would have come
// over that one.
var errLost = fmt.Errorf("%w: the socket broke", ErrNoAnswer)

// answerKey tells answers apart: messageId and type. The robot only helps where
// the messageId fails.
type answerKey struct{ messageID, typ, robotKey string }

type heard struct {
	head ActionHead
	raw  json.RawMessage
	err  error
}

// answers are the actions under way over the socket.
type answers struct {
	mu   sync.Mutex
	open map[answerKey]chan heard
}

func (a *answers) expect(key answerKey) <-chan heard {
	answer := make(chan heard, 1)
	a.mu.Lock()
	defer a.mu.Unlock()
	a.open[key] = answer
	return answer
}

func (a *answers) forget(key answerKey) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.open, key)
}

// tell hands an answer to who waits for it. A frame without a code is none: the
// back end may repeat our request to us.
func (a *answers) tell(h heard) {
	if h.head.Code == "" {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	for key, answer := range a.open {
		if !key.fits(h.head) {
			continue
		}
		select {
		case answer <- h:
		default: // answered already
		}
	}
}

// fits tells whether head answers the request of that key. Assumed: the answer
// to robot.tags.sync may have a messageId of its own, as the example of 3.12
// has; it is the same for every asker.
func (k answerKey) fits(head ActionHead) bool {
	if k.typ != head.Type.String() {
		return false
	}
	return k.messageID == head.MessageID.String() ||
		k.typ == SyncTags.typ && k.robotKey == head.RobotKey.String()
}

// lose ends all waits.
func (a *answers) lose() {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, answer := range a.open {
		select {
		case answer <- heard{err: errLost}:
		default:
		}
	}
}
