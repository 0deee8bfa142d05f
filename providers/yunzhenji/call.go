package yunzhenji

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"strings"

	"seatdeck/providers/internal/wire"
)

// Call is one documented call; it is a GET, which changes nothing.
type Call[Req, Ans any] struct{ endpoint }

// endpoint is what a call is, apart from its types.
type endpoint struct {
	title string // in the document
	path  string
}

// query is a request: what it puts into the query, beside the credentials.
type query interface{ values() url.Values }

// Do makes the call. The error is an *APIError, or one of package wire.
func (call Call[Req, Ans]) Do(ctx context.Context, c *Client, req Req) (Ans, error) {
	var answer Ans
	body, err := c.call(ctx, call.endpoint, any(req).(query))
	if err != nil {
		return answer, err
	}
	if err := json.Unmarshal(body.Body, &answer); err != nil {
		return answer, fmt.Errorf("%s: %w", call.path, c.unreadable(body.Host, err))
	}
	return answer, nil
}

// CallInfo describes one documented call.
type CallInfo struct {
	Title   string // in the document
	Path    string
	Request reflect.Type
	Answer  reflect.Type
}

// Calls lists the calls of the document.
func Calls() []CallInfo { return []CallInfo{List.describe()} }

func (call Call[Req, Ans]) describe() CallInfo {
	return CallInfo{Title: call.title, Path: call.path, Request: reflect.TypeFor[Req](), Answer: reflect.TypeFor[Ans]()}
}

// call makes a call, and tries again where the trouble may pass.
func (c *Client) call(ctx context.Context, to endpoint, req query) (wire.Answer, error) {
	var answer wire.Answer
	err := c.retry().Do(ctx, wire.Passing, func(ctx context.Context) error {
		var err error
		answer, err = c.exchange(ctx, to, req)
		return err
	})
	return answer, err
}

// exchange makes one call, once.
func (c *Client) exchange(ctx context.Context, to endpoint, req query) (wire.Answer, error) {
	values := req.values()
	values.Set("app_id", c.config.AppID)
	values.Set("access_token", c.config.AccessToken)
	answer, err := c.caller.Do(ctx, wire.Request{
		Method: http.MethodGet,
		URL:    c.base + to.path + "?" + values.Encode(),
		Header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "Accept": {"application/json"}},
	})
	if err == nil {
		err = c.checkEnvelope(to.path, answer)
	}
	if err != nil && !isAPIError(err) {
		err = fmt.Errorf("%s: %w", to.path, err)
	}
	return answer, err
}

// checkEnvelope reads errcode. An answer without one is none of 云真机's.
//
// Assumed: the words of a refusal are in errmsg, or in msg.
func (c *Client) checkEnvelope(call string, answer wire.Answer) error {
	var envelope struct {
		Code   *wire.Int `json:"errcode"`
		ErrMsg wire.Text `json:"errmsg"`
		Msg    wire.Text `json:"msg"`
	}
	if err := json.Unmarshal(answer.Body, &envelope); err != nil {
		if !answer.OK() {
			return &wire.StatusError{Host: answer.Host, Status: answer.Status}
		}
		return c.unreadable(answer.Host, err)
	}
	switch {
	case envelope.Code != nil && *envelope.Code != codeOK:
		words := envelope.ErrMsg
		if words == "" {
			words = envelope.Msg
		}
		return &APIError{Call: call, Code: int64(*envelope.Code), Msg: c.harmless(words.String())}
	case !answer.OK():
		return &wire.StatusError{Host: answer.Host, Status: answer.Status}
	case envelope.Code == nil:
		return &wire.AnswerError{Host: answer.Host, Err: errNoCode}
	}
	return nil
}

// unreadable is an answer that can't be read. The reason may quote what the back
// end wrote.
func (c *Client) unreadable(host string, err error) error {
	return &wire.AnswerError{Host: host, Err: errors.New(c.harmless(err.Error()))}
}

// hidden is a text without the token, in any of the forms it may be quoted in.
func (c *Client) hidden(text string) string {
	quoted, _ := json.Marshal(c.config.AccessToken) // a string always encodes
	for _, secret := range []string{c.config.AccessToken, url.QueryEscape(c.config.AccessToken), strings.Trim(string(quoted), `"`)} {
		if secret != "" {
			text = strings.ReplaceAll(text, secret, "***")
		}
	}
	return text
}

// maxWords are the characters kept of a back end's words.
const maxWords = 100

// harmless are a back end's words without what it was sent.
func (c *Client) harmless(words string) string {
	words = c.hidden(words)
	if runes := []rune(words); len(runes) > maxWords {
		words = string(runes[:maxWords]) + "…"
	}
	return words
}
