package wire

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/jonboulle/clockwork"
)

// The limits of a call where a Caller sets none.
const (
	DefaultTimeout = 20 * time.Second
	DefaultMaxBody = 16 << 20 // bytes
)

// Caller makes HTTP calls. It follows no redirect: one would carry a token to a
// host that nobody entered.
type Caller struct {
	Client  *http.Client
	Clock   clockwork.Clock
	Timeout time.Duration // of one call, answer read; 0: DefaultTimeout
	MaxBody int64         // bytes of an answer; 0: DefaultMaxBody
}

// Request is one call. Either Body or Stream is sent.
type Request struct {
	Method string
	URL    string
	Header http.Header
	Body   []byte
	Stream io.ReadCloser // closed by the call
	Size   int64         // bytes of Stream
}

// Answer is what came back, whole.
type Answer struct {
	Host   string
	Status int
	Body   []byte
}

// OK tells whether the status is a success.
func (a Answer) OK() bool { return a.Status >= 200 && a.Status < 300 }

// Do makes one call. Any HTTP status is an answer; the error is a *NetError or,
// where the body is too long, an *AnswerError.
func (c Caller) Do(ctx context.Context, r Request) (Answer, error) {
	ctx, cancel := WithTimeout(ctx, c.Clock, orElse(c.Timeout, DefaultTimeout))
	defer cancel()
	var connected atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { connected.Store(true) },
	})
	host := Host(r.URL)
	fail := func(err error) error {
		if cause := context.Cause(ctx); cause != nil {
			err = cause
		}
		return &NetError{Host: host, Sent: connected.Load(), Err: withoutURL(err)}
	}
	req, err := newRequest(ctx, r)
	if err != nil {
		if r.Stream != nil {
			_ = r.Stream.Close()
		}
		return Answer{}, fail(err)
	}
	resp, err := c.client().Do(req)
	if err != nil {
		return Answer{}, fail(err)
	}
	defer resp.Body.Close()
	most := orElse(c.MaxBody, DefaultMaxBody)
	body, err := io.ReadAll(io.LimitReader(resp.Body, most+1))
	switch {
	case err != nil:
		return Answer{}, fail(fmt.Errorf("answer cut off: %w", err))
	case int64(len(body)) > most:
		return Answer{}, &AnswerError{Host: host, Err: fmt.Errorf("refusal.answer_too_long: %d", most)}
	}
	return Answer{Host: host, Status: resp.StatusCode, Body: body}, nil
}

func newRequest(ctx context.Context, r Request) (*http.Request, error) {
	var body io.Reader = bytes.NewReader(r.Body)
	if r.Stream != nil && r.Size > 0 {
		body = r.Stream
	}
	req, err := http.NewRequestWithContext(ctx, r.Method, r.URL, body)
	if err != nil {
		return nil, err
	}
	if r.Stream != nil {
		req.ContentLength = r.Size
		if r.Size == 0 {
			_ = r.Stream.Close()
		}
	}
	for name, values := range r.Header {
		req.Header[name] = values
	}
	return req, nil
}

func (c Caller) client() *http.Client {
	var own http.Client
	if c.Client != nil {
		own = *c.Client
	}
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &own
}

// JSON reads the answer as JSON into v. A body that is none is a *StatusError
// where the status is no success, else an *AnswerError.
func (a Answer) JSON(v any) error {
	err := json.Unmarshal(a.Body, v)
	switch {
	case err == nil:
		return nil
	case !a.OK():
		return &StatusError{Host: a.Host, Status: a.Status}
	}
	return &AnswerError{Host: a.Host, Err: err}
}

// WithTimeout is context.WithTimeout on a clock that is handed in. The cause of
// its end is ErrTimeout. It sets no Deadline, which the network would compare
// with the wall clock.
func WithTimeout(parent context.Context, clock clockwork.Clock, d time.Duration) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(parent)
	timer := clock.AfterFunc(d, func() { cancel(ErrTimeout) })
	return ctx, func() {
		timer.Stop()
		cancel(context.Canceled)
	}
}

// withoutURL drops the URL that net/http puts into its errors.
func withoutURL(err error) error {
	var ue *url.Error
	for errors.As(err, &ue) {
		err = ue.Err
	}
	return err
}

func orElse[T comparable](value, fallback T) T {
	var zero T
	if value == zero {
		return fallback
	}
	return value
}
