package socketio

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

const (
	readBuffer    = 64 << 10
	farewell      = 200 * time.Millisecond
	keptScratch   = 1 << 20
	malformedHead = 4 << 10
)

// DialFunc opens the TCP connection (or what stands for it) to addr.
type DialFunc func(ctx context.Context, network, addr string) (net.Conn, error)

// link is one websocket and the reading of whole frames from it.
type link struct {
	ws *websocket.Conn

	max     int64
	limited io.LimitedReader
	scratch bytes.Buffer
}

// dial opens the websocket. From the moment there is a TCP connection, the end
// of s.ctx closes it; s.tasks waits for that.
func (s *session) dial(eio int, tlsConfig *tls.Config, dial DialFunc, maxFrame int64) error {
	s.link = &link{max: maxFrame}
	var established atomic.Pointer[websocket.Conn]
	dialer := websocket.Dialer{
		Proxy:           http.ProxyFromEnvironment,
		TLSClientConfig: tlsConfig,
		ReadBufferSize:  readBuffer,
		NetDialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			raw, err := dial(ctx, network, addr)
			if err != nil {
				return nil, err
			}
			s.tasks.Go(func() {
				<-s.ctx.Done()
				if ws := established.Load(); ws != nil {
					goodbye := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")
					_ = ws.WriteControl(websocket.CloseMessage, goodbye, time.Now().Add(farewell))
				}
				_ = raw.Close()
			})
			return raw, nil
		},
	}
	ws, response, err := dialer.DialContext(s.ctx, s.target.websocketURL(eio), nil)
	if err != nil {
		if response != nil && errors.Is(err, websocket.ErrBadHandshake) {
			err = &StatusError{Code: response.StatusCode}
		}
		if text := err.Error(); mask(text, s.target.secrets()) != text {
			err = errors.New("the answer quotes the request and is not shown")
		}
		return &url.Error{Op: "connect", URL: s.target.name(), Err: s.cause(err)}
	}
	s.link.ws = ws
	established.Store(ws)
	return nil
}

// onControl calls heard for each websocket ping, beside answering it.
func (l *link) onControl(heard func()) {
	answer := l.ws.PingHandler()
	l.ws.SetPingHandler(func(data string) error {
		heard()
		return answer(data)
	})
}

// read returns the next whole frame, in memory of its own. Of a frame beyond
// the limit it returns the head, with ErrTooLarge; the rest is skipped and the
// link stays usable.
func (l *link) read() (frame []byte, binary bool, err error) {
	kind, r, err := l.ws.NextReader()
	if err != nil {
		return nil, false, plain(err)
	}
	if l.scratch.Cap() > keptScratch {
		l.scratch = bytes.Buffer{}
	}
	l.scratch.Reset()
	l.limited = io.LimitedReader{R: r, N: l.max + 1}
	if _, err = l.scratch.ReadFrom(&l.limited); err != nil {
		return nil, false, plain(err)
	}
	content := l.scratch.Bytes()
	if int64(len(content)) > l.max {
		head := bytes.Clone(content[:min(len(content), malformedHead)])
		return head, false, fmt.Errorf("%w: more than %d bytes", ErrTooLarge, l.max)
	}
	// One exact copy: arguments alias it for as long as their owner likes.
	frame = make([]byte, len(content))
	copy(frame, content)
	return frame, kind == websocket.BinaryMessage, nil
}

// plain turns a websocket close frame, whose text is the server's, into an
// error of our own.
func plain(err error) error {
	if closed, ok := errors.AsType[*websocket.CloseError](err); ok && closed.Code != websocket.CloseAbnormalClosure {
		return fmt.Errorf("%w (websocket close %d)", ErrServerClosed, closed.Code)
	}
	return err
}
