package socketio

import (
	"errors"
	"fmt"
	"strings"
)

var (
	// ErrNotConnected says that there was no connection, so certainly nothing
	// was sent.
	ErrNotConnected = errors.New("socketio: not connected")
	// ErrRunning says that [Client.Run] was called while it was running.
	ErrRunning = errors.New("socketio: already running")
	// ErrServerClosed says that the server ended the connection in an orderly
	// way: an engine close, a namespace disconnect or a websocket close frame.
	ErrServerClosed = errors.New("socketio: closed by the server")
	// ErrSilent says that nothing was heard for pingInterval + pingTimeout.
	ErrSilent = errors.New("socketio: nothing heard within the ping timeout")
	// ErrConnectTimeout says that an attempt took longer than
	// Config.ConnectTimeout.
	ErrConnectTimeout = errors.New("socketio: connect timed out")
	// ErrWriteTimeout says that the transport took no bytes for
	// Config.WriteTimeout.
	ErrWriteTimeout = errors.New("socketio: write timed out")
	// ErrReconnect says that a connection ended because [Client.Reconnect] asked
	// for a new one.
	ErrReconnect = errors.New("socketio: reconnect asked for")
	// ErrTooLarge says that a frame was beyond a limit: received, beyond
	// Config.MaxFrame; to be sent, beyond what the server said it takes.
	ErrTooLarge = errors.New("socketio: frame too large")
	// ErrBinary says that an event or ack came with binary attachments, which
	// no document of ours uses.
	ErrBinary = errors.New("socketio: binary attachments not supported")
	// ErrPacket says that a frame is not a packet that belongs where it came.
	ErrPacket = errors.New("socketio: bad packet")
)

// RefusedError says that the server refused the namespace, most often because
// the token is no longer good. Reason is the server's own words, shortened and
// without our secrets.
type RefusedError struct {
	Namespace string
	Reason    string
}

func (e *RefusedError) Error() string {
	return fmt.Sprintf("socketio: %s refused: %s", e.Namespace, e.Reason)
}

// StatusError says that the server answered the websocket upgrade with another
// HTTP status.
type StatusError struct{ Code int }

func (e *StatusError) Error() string {
	return fmt.Sprintf("socketio: upgrade answered with HTTP status %d", e.Code)
}

// UncertainError says that an event may or may not have reached the server: the
// write failed part-way, or the wait for its ack ended early.
type UncertainError struct {
	Event string
	Err   error
}

func (e *UncertainError) Error() string {
	return fmt.Sprintf("socketio: %q may have been sent: %v", e.Event, e.Err)
}

func (e *UncertainError) Unwrap() error { return e.Err }

// Values shorter than this are flags rather than secrets; masking "1" would
// only spoil the text.
const minSecret = 6

const maxReason = 200

// mask takes our secrets out of a text that is not ours: a server or a proxy
// may echo the token it was given.
func mask(text string, secrets []string) string {
	for _, secret := range secrets {
		if len(secret) >= minSecret {
			text = strings.ReplaceAll(text, secret, "***")
		}
	}
	return text
}

// shorten makes a server's words fit for an error text.
func shorten(reason string) string {
	reason = strings.ToValidUTF8(reason, "\uFFFD")
	if runes := []rune(reason); len(runes) > maxReason {
		reason = string(runes[:maxReason]) + "…"
	}
	return reason
}
