package wecom

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"seatdeck/providers/internal/wire"
)

// slowTimeout is how long a call may take that moves a file.
const slowTimeout = 5 * time.Minute

// Call is one endpoint below /cgi-bin/.
type Call[Req, Ans any] struct{ endpoint }

// endpoint is what a call is, apart from its types.
type endpoint struct {
	path   string    // below /cgi-bin/
	title  string    // of the official documents
	token  tokenKind // that goes into the query
	get    bool      // GET, its fields in the query; else POST with JSON
	read   bool      // changes nothing, or nothing more when repeated: tried again
	slow   bool      // moves a file: given more time
	bare   bool      // a success may come without errcode
	agent  bool      // names the app that speaks, where the request does not
	atOnce int       // how many may be in work; 0: any number
}

// Do makes the call. The error is an *APIError, one of package wire, or the
// reason why the Gate did not let it pass. A token that ran out is renewed once.
func (call Call[Req, Ans]) Do(ctx context.Context, c *Client, req Req) (Ans, error) {
	var answer, none Ans
	body, err := c.call(ctx, call.endpoint, req)
	if err != nil {
		return none, err
	}
	if err := body.JSON(&answer); err != nil {
		return none, fmt.Errorf("%s: %w", call.path, c.unreadable(err))
	}
	return answer, nil
}

// call makes a call with its token, renewing that once where it is refused, and
// trying again where that can do no harm: after an errcode by which the back end
// says that it did nothing for now, and after a failure of the network if the
// call only reads.
func (c *Client) call(ctx context.Context, to endpoint, req any) (wire.Answer, error) {
	var answer wire.Answer
	sent, err := c.encode(to, req)
	if err != nil {
		return answer, fmt.Errorf("%s: encode: %w", to.path, err)
	}
	renewed, atToken := false, false
	err = c.retry().Do(ctx, func(err error) bool {
		var api *APIError
		switch {
		case atToken: // it has been tried again on its own account
			return false
		case errors.As(err, &api):
			return api.Again()
		}
		return to.read && wire.Passing(err)
	}, func(ctx context.Context) error {
		keeper, err := c.keeper(to.token)
		if err != nil {
			return fmt.Errorf("%s: %w", to.path, err)
		}
		token, err := keeper.good(ctx)
		if err != nil {
			atToken = true
			return fmt.Errorf("%s: %w", to.path, err)
		}
		answer, err = c.exchange(ctx, to, sent, token)
		if renewed || !isAPIError(err, to.token.refused) {
			return err
		}
		renewed = true
		if token, err = keeper.renew(ctx, token); err != nil {
			atToken = true
			return fmt.Errorf("%s: %w", to.path, err)
		}
		answer, err = c.exchange(ctx, to, sent, token)
		return err
	})
	return answer, err
}

// exchange makes one call, once.
func (c *Client) exchange(ctx context.Context, to endpoint, sent encoded, token string) (wire.Answer, error) {
	done, err := c.gate.Pass(ctx, to.path, to.atOnce)
	if err != nil {
		return wire.Answer{}, fmt.Errorf("%s: %w", to.path, err)
	}
	defer done()
	caller := c.caller
	if to.slow {
		caller.Timeout = slowTimeout
	}
	method := http.MethodPost
	header := http.Header{"Accept": {"application/json"}}
	if to.get {
		method = http.MethodGet
	} else {
		header["Content-Type"] = []string{sent.contentType}
	}
	answer, err := caller.Do(ctx, wire.Request{
		Method: method, URL: c.url(to, sent.query, token), Header: header, Body: sent.body,
	})
	if err != nil {
		return answer, fmt.Errorf("%s: %w", to.path, err)
	}
	return answer, c.checkEnvelope(to, answer, token, sent.query.Get("key"))
}

func (c *Client) url(to endpoint, query url.Values, token string) string {
	values := make(url.Values, len(query)+1)
	for name, list := range query {
		values[name] = list
	}
	if name := to.token.parameter(); name != "" {
		values.Set(name, token)
	}
	address := c.base + "/cgi-bin/" + to.path
	if len(values) == 0 {
		return address
	}
	return address + "?" + values.Encode()
}

// checkEnvelope reads errcode and errmsg; the words may quote the secrets sent.
func (c *Client) checkEnvelope(to endpoint, answer wire.Answer, secrets ...string) error {
	var envelope struct {
		ErrCode *wire.Int `json:"errcode"`
		ErrMsg  wire.Text `json:"errmsg"`
	}
	if err := answer.JSON(&envelope); err != nil {
		return fmt.Errorf("%s: %w", to.path, c.unreadable(err))
	}
	switch {
	case envelope.ErrCode != nil && *envelope.ErrCode != codeOK:
		return &APIError{Call: to.path, Code: int(*envelope.ErrCode), Msg: c.fit(envelope.ErrMsg.String(), secrets...)}
	case !answer.OK():
		return fmt.Errorf("%s: %w", to.path, &wire.StatusError{Host: answer.Host, Status: answer.Status})
	case !bytes.HasPrefix(bytes.TrimSpace(answer.Body), []byte("{")):
		return fmt.Errorf("%s: %w", to.path, &wire.AnswerError{Host: answer.Host, Err: errNoObject})
	case envelope.ErrCode == nil && !to.bare:
		return fmt.Errorf("%s: %w", to.path, &wire.AnswerError{Host: answer.Host, Err: errNoCode})
	}
	return nil
}

// encoded is a request as it goes over the wire, its token aside.
type encoded struct {
	query       url.Values
	body        []byte
	contentType string
}

// withQuery is a request that has fields in the query beside its body.
type withQuery interface{ query() url.Values }

// withFile is a request whose body is a form with a file.
type withFile interface {
	form() (body []byte, contentType string, err error)
}

// withAgent is a request that names the app which speaks.
type withAgent interface{ from(agent int64) any }

func (c *Client) encode(to endpoint, req any) (encoded, error) {
	var sent encoded
	if r, ok := req.(withQuery); ok {
		sent.query = r.query()
	}
	if r, ok := req.(withFile); ok {
		var err error
		sent.body, sent.contentType, err = r.form()
		return sent, err
	}
	if r, ok := req.(withAgent); ok && to.agent {
		req = r.from(c.config.AgentID)
	}
	body, err := json.Marshal(req)
	if err != nil {
		return sent, err
	}
	if to.get {
		sent.query, err = queryOf(body)
		return sent, err
	}
	sent.body, sent.contentType = body, "application/json"
	return sent, nil
}

// queryOf turns the fields of a JSON object into a query, so that one set of
// tags serves both.
func queryOf(object []byte) (url.Values, error) {
	var fields map[string]wire.Text
	if err := json.Unmarshal(object, &fields); err != nil {
		return nil, err
	}
	values := make(url.Values, len(fields))
	for name, text := range fields {
		values.Set(name, text.String())
	}
	return values, nil
}
