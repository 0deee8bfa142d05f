package youjiyun

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"seatdeck/providers/internal/wire"
)

// Call is one documented HTTP call; all are POST.
type Call[Req, Ans any] struct{ endpoint }

// endpoint is what a call is, apart from its types.
type endpoint struct {
	section string
	name    string
	path    string
	json    bool // else application/x-www-form-urlencoded (1.2)
	read    bool // changes nothing, or nothing more when repeated: tried again
}

// Do makes the call. The error is an *APIError, or one of package wire; a login
// that ran out is renewed once.
func (call Call[Req, Ans]) Do(ctx context.Context, c *Client, req Req) (Ans, error) {
	var answer Ans
	body, err := c.call(ctx, call.endpoint, req)
	if err != nil {
		return answer, err
	}
	if err := body.JSON(&answer); err != nil {
		return answer, fmt.Errorf("%s: %w", call.path, err)
	}
	return answer, nil
}

// call makes a call with a token, renewing it once where it is refused, and
// trying again where that can do no harm.
func (c *Client) call(ctx context.Context, to endpoint, req any) (wire.Answer, error) {
	var answer wire.Answer
	attempt := func(ctx context.Context) error {
		token, err := c.Token(ctx)
		if err != nil {
			return err
		}
		answer, err = c.exchange(ctx, to, req, token)
		if !isAPIError(err, (*APIError).NotAuthenticated) {
			return err
		}
		if token, err = c.Renew(ctx, token); err != nil {
			return err
		}
		answer, err = c.exchange(ctx, to, req, token)
		return err
	}
	if !to.read {
		return answer, attempt(ctx)
	}
	err := c.retry().Do(ctx, func(err error) bool {
		// A failed login has been tried again on its own account.
		return !isAPIError(err, (*APIError).AtLogin) && passing(err)
	}, attempt)
	return answer, err
}

func passing(err error) bool {
	return wire.Passing(err) || isAPIError(err, (*APIError).Busy)
}

// withToken is a request whose body repeats the token (2.7).
type withToken interface{ bearing(token string) any }

// exchange makes one call, once.
func (c *Client) exchange(ctx context.Context, to endpoint, req any, token string) (wire.Answer, error) {
	if r, ok := req.(withToken); ok {
		req = r.bearing(token)
	}
	body, contentType, err := encode(to, req)
	if err != nil {
		return wire.Answer{}, fmt.Errorf("%s: encode: %w", to.path, err)
	}
	header := http.Header{"Content-Type": {contentType}, "Accept": {"application/json"}}
	if token != "" {
		header["token"] = []string{token} // 1.3; spelled as there
	}
	answer, err := c.caller.Do(ctx, wire.Request{
		Method: http.MethodPost,
		URL:    c.base + to.path + "?request_id=" + c.requestID(),
		Header: header,
		Body:   body,
	})
	if err != nil {
		return answer, fmt.Errorf("%s: %w", to.path, err)
	}
	if err := c.checkEnvelope(to.path, answer); err != nil {
		return answer, err
	}
	return answer, nil
}

// checkEnvelope reads code and msg (1.2). An answer without a code is none of
// 有机云's.
func (c *Client) checkEnvelope(call string, answer wire.Answer) error {
	var envelope struct {
		Code *wire.Text `json:"code"`
		Msg  wire.Text  `json:"msg"`
	}
	if err := answer.JSON(&envelope); err != nil {
		return fmt.Errorf("%s: %w", call, err)
	}
	switch {
	case envelope.Code != nil && *envelope.Code != codeOK:
		return c.refusal(call, *envelope.Code, envelope.Msg)
	case !answer.OK():
		return fmt.Errorf("%s: %w", call, &wire.StatusError{Host: answer.Host, Status: answer.Status})
	case envelope.Code == nil:
		return fmt.Errorf("%s: %w", call, &wire.AnswerError{Host: answer.Host, Err: errNoCode})
	}
	return nil
}

// refusal makes an APIError; the back end's words may quote what it was sent.
func (c *Client) refusal(call string, code, msg wire.Text) *APIError {
	words := msg.String()
	for _, secret := range []string{c.config.AccessSecret, c.currentToken()} {
		if secret != "" {
			words = strings.ReplaceAll(words, secret, "***")
		}
	}
	return &APIError{Call: call, Code: code.String(), Msg: words}
}

func encode(to endpoint, req any) (body []byte, contentType string, err error) {
	body, err = json.Marshal(req)
	if err != nil || to.json {
		return body, "application/json;charset=UTF-8", err
	}
	values, err := formOf(body)
	return []byte(values.Encode()), "application/x-www-form-urlencoded;charset=UTF-8", err
}

// formOf turns the fields of a JSON object into form values, so that one set of
// tags serves both encodings.
//
// Assumed: an array is the repeated key Spring reads, tagList=a&tagList=b. The
// document says String[] and shows no form.
func formOf(object []byte) (url.Values, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(object, &fields); err != nil {
		return nil, err
	}
	values := make(url.Values, len(fields))
	for name, raw := range fields {
		list := []json.RawMessage{raw}
		if bytes.HasPrefix(raw, []byte("[")) {
			if err := json.Unmarshal(raw, &list); err != nil {
				return nil, err
			}
		}
		for _, item := range list {
			var text wire.Text
			if err := json.Unmarshal(item, &text); err != nil {
				return nil, fmt.Errorf("field %s: %w", name, err)
			}
			values.Add(name, text.String())
		}
	}
	return values, nil
}
