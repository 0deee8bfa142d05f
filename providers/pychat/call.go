package pychat

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"seatdeck/providers/internal/wire"
)

// slowTimeout is how long a call may take that has the back end fetch or store
// a whole file before it answers.
const slowTimeout = 5 * time.Minute

// Call is one documented call; all are POST with a JSON body.
type Call[Req, Ans any] struct{ endpoint }

// endpoint is what a call is, apart from its types.
type endpoint struct {
	section    string // of the document
	title      string // in the document
	path       string
	read       bool // changes nothing, or nothing more when repeated: tried again
	background bool // nobody waits for it: let through after the rest
	slow       bool // moves a file: given more time
	private    bool // of a private CDN server: names no guid and is not paced
}

// Done is an answer that says no more than that it worked.
type Done struct{}

// Do makes the call. The error is an *APIError, one of package wire, or the
// reason why the Gate did not let it pass.
func (call Call[Req, Ans]) Do(ctx context.Context, c *Client, req Req) (Ans, error) {
	var answer, none Ans
	body, err := json.Marshal(req)
	if err != nil {
		return none, fmt.Errorf("%s: encode: %w", call.path, err)
	}
	raw, err := c.call(ctx, call.endpoint, body)
	if err != nil || !tells(raw, &answer) {
		return none, err
	}
	if err := json.Unmarshal(raw, &answer); err != nil {
		return none, c.unreadable(call.endpoint, guidOf(body), err)
	}
	return answer, nil
}

// tells reports whether there is something in raw for an answer of that type.
// The document shows null, {} and "string" for most answers: a bare word where
// an object is expected says no more than that the call worked.
func tells(raw json.RawMessage, answer any) bool {
	if _, done := answer.(*Done); done || len(raw) == 0 || bytes.Equal(raw, []byte("null")) {
		return false
	}
	_, readsAny := answer.(json.Unmarshaler)
	return readsAny || raw[0] == '{' || raw[0] == '['
}

// call makes a call, trying again where that can do no harm, and gives what the
// answer holds inside its envelope.
func (c *Client) call(ctx context.Context, to endpoint, body json.RawMessage) (json.RawMessage, error) {
	if !to.read {
		return c.exchange(ctx, to, body)
	}
	var raw json.RawMessage
	retry := wire.Retry{Clock: c.config.Clock, Rand: c.config.Rand, Tries: 3, First: 500 * time.Millisecond, Max: 5 * time.Second}
	err := retry.Do(ctx, passing, func(ctx context.Context) (err error) {
		raw, err = c.exchange(ctx, to, body)
		return err
	})
	return raw, err
}

// passing tells whether an error may be gone on the next try of a read.
func passing(err error) bool {
	var api *APIError
	if errors.As(err, &api) {
		return api.Status >= 500 && !api.Blocked()
	}
	return wire.Passing(err)
}

// exchange makes one call, once.
func (c *Client) exchange(ctx context.Context, to endpoint, body json.RawMessage) (json.RawMessage, error) {
	account := guidOf(body)
	gate := c.config.Gate
	if to.private {
		gate = nil
	}
	if gate != nil {
		if err := gate.Pass(ctx, account, !to.background); err != nil {
			return nil, fmt.Errorf("%s: %w", to.path, err)
		}
	}
	sent, err := c.sent(to, body)
	if err != nil {
		return nil, fmt.Errorf("%s: encode: %w", to.path, err)
	}
	caller := c.caller
	if to.slow {
		caller.Timeout = slowTimeout
	}
	answer, err := caller.Do(ctx, sent)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", to.path, err)
	}
	raw, err := c.open(to, account, answer)
	if gate != nil && isBlock(err) {
		gate.Blocked(ctx, account)
	}
	return raw, err
}

// gatewayRequest is the body of the gateway (wire.md).
type gatewayRequest struct {
	AppKey    string          `json:"app_key"`
	AppSecret string          `json:"app_secret"`
	Path      string          `json:"path"`
	Data      json.RawMessage `json:"data"`
}

// sent is a call as it goes over the wire.
func (c *Client) sent(to endpoint, body json.RawMessage) (wire.Request, error) {
	path := to.path
	if c.config.Gateway != "" && !to.private {
		path = c.config.Gateway
		var err error
		body, err = json.Marshal(gatewayRequest{AppKey: c.config.AppKey, AppSecret: c.config.AppSecret, Path: to.path, Data: body})
		if err != nil {
			return wire.Request{}, err
		}
	}
	return wire.Request{
		Method: http.MethodPost,
		URL:    c.home(to) + path,
		Header: http.Header{"Content-Type": {"application/json"}, "Accept": {"application/json"}},
		Body:   body,
	}, nil
}

// home is the server a call goes to, as a URL.
func (c *Client) home(to endpoint) string {
	if to.private {
		return c.cdn
	}
	return c.base
}

// guidOf is the instance a body names; "" where it names none.
func guidOf(body []byte) string {
	var named struct {
		GUID string `json:"guid"`
	}
	_ = json.Unmarshal(body, &named) // a guid that is no text names none
	return named.GUID
}
