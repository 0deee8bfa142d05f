package juhe

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"

	"seatdeck/providers/internal/wire"
)

// Call is one documented call; all are POST. Ans is what the data of its answer
// holds.
type Call[Req, Ans any] struct{ endpoint }

// endpoint is what a call is, apart from its types.
type endpoint struct {
	title string // in the document
	path  string
	query bool // its request is parameters of the query; else a JSON body
	read  bool // changes nothing, or nothing more when repeated: tried again
	deed  bool // data tells whether it was done
}

// None is a request without fields.
type None struct{}

// Done is the answer of a call that says no more than that it was done.
type Done struct{}

// Do makes the call. The error is an *APIError, or one of package wire.
func (call Call[Req, Ans]) Do(ctx context.Context, c *Client, req Req) (Ans, error) {
	var answer Ans
	reply, err := c.call(ctx, call.endpoint, req)
	if err != nil {
		return answer, err
	}
	if _, done := any(answer).(Done); !done && len(reply.Data) > 0 {
		if err := json.Unmarshal(reply.Data, &answer); err != nil {
			var none Ans
			return none, c.unreadable(call.path, err)
		}
	}
	if listener, ok := any(&answer).(interface{ heard(msg string) }); ok {
		listener.heard(wordsOf(reply.Msg))
	}
	return answer, nil
}

// reply is the envelope of every answer (ResponseVo).
type reply struct {
	Code json.RawMessage `json:"code"` // nil: there is none
	Msg  json.RawMessage `json:"msg"`
	Data json.RawMessage `json:"data"`

	raw []byte // all of it, as it came
}

// call makes a call, trying again where that can do no harm.
func (c *Client) call(ctx context.Context, to endpoint, req any) (reply, error) {
	if !to.read {
		return c.exchange(ctx, to, req)
	}
	var answer reply
	err := c.retry().Do(ctx, passing, func(ctx context.Context) (err error) {
		answer, err = c.exchange(ctx, to, req)
		return err
	})
	return answer, err
}

func passing(err error) bool {
	return wire.Passing(err) || isAPIError(err, func(e *APIError) bool { return e.Status >= http.StatusInternalServerError })
}

// exchange makes one call, once.
func (c *Client) exchange(ctx context.Context, to endpoint, req any) (reply, error) {
	sent, err := c.sent(to, req)
	if err != nil {
		return reply{}, fmt.Errorf("%s: encode: %w", to.path, err)
	}
	answer, err := c.caller.Do(ctx, sent)
	if err != nil {
		return reply{}, fmt.Errorf("%s: %w", to.path, err)
	}
	return c.open(to, answer)
}

// sent is a call as it goes over the wire.
func (c *Client) sent(to endpoint, req any) (wire.Request, error) {
	if r, ok := req.(signable); ok {
		var err error
		if req, err = c.signed(r); err != nil {
			return wire.Request{}, err
		}
	}
	values := url.Values{}
	if asked, ok := req.(withQuery); ok {
		if err := asked.put(values); err != nil {
			return wire.Request{}, err
		}
	}
	c.introduce(values)
	request := wire.Request{
		Method: http.MethodPost,
		URL:    c.base + to.path + "?" + values.Encode(),
		Header: http.Header{"Accept": {"application/json"}},
	}
	if to.query {
		return request, nil
	}
	var err error
	request.Body, err = json.Marshal(req)
	request.Header.Set("Content-Type", "application/json")
	return request, err
}

// introduce says who calls. Assumed: the four parameters that most calls list are
// those of every call, and userid is the main account.
func (c *Client) introduce(values url.Values) {
	for name, value := range map[string]string{
		"accessToken": c.config.AccessToken, "projectId": c.config.ProjectID,
		"corpid": c.config.CorpID, "userid": c.config.Account,
	} {
		if value != "" {
			values.Set(name, value)
		}
	}
}

// open takes an answer out of its envelope.
func (c *Client) open(to endpoint, answer wire.Answer) (reply, error) {
	var r reply
	if err := answer.JSON(&r); err != nil {
		return reply{}, fmt.Errorf("%s: %w", to.path, err)
	}
	var code wire.Text
	if err := code.UnmarshalJSON(r.Code); err != nil {
		return reply{}, c.unreadable(to.path, fmt.Errorf("code: %w", err))
	}
	r.raw = answer.Body
	// The example of 绑定子账户 has the code null.
	if code == "" && r.Code != nil || code == codeAlsoOK {
		code = codeOK
	}
	switch {
	case code != codeOK && code != "":
		return reply{}, c.refusal(to.path, answer.Status, code.String(), wordsOf(r.Msg))
	case !answer.OK():
		return reply{}, fmt.Errorf("%s: %w", to.path, &wire.StatusError{Host: answer.Host, Status: answer.Status})
	case code == "":
		return reply{}, c.unreadable(to.path, errNoCode)
	case to.deed:
		return r, c.done(to, answer.Status, r)
	}
	return r, nil
}

// done reads whether a call was carried out. Where data is no yes or no, as in the
// example of 绑定子账户, the code has said so: who is told that it failed would do it
// again.
func (c *Client) done(to endpoint, status int, r reply) error {
	if len(r.Data) == 0 || string(r.Data) == "null" || string(r.Data) == `""` {
		return nil
	}
	var done wire.Flag
	if err := done.UnmarshalJSON(r.Data); err == nil && !bool(done) {
		return c.refusal(to.path, status, codeOK, wordsOf(r.Msg))
	}
	return nil
}
