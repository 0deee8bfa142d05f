package pychat

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"strconv"

	"seatdeck/providers/internal/wire"
)

// maxEnvelopes is how many envelopes an answer may be in: the instance's, and
// the gateway's around it.
const maxEnvelopes = 3

// envelope is what wire.md has seen around answers: none of it is documented
// but errcode, errmsg and data of /cdn/get_cdn_info.
type envelope struct {
	ErrCode  *wire.Text      `json:"errcode"`
	ErrCode2 *wire.Text      `json:"err_code"`
	ErrMsg   json.RawMessage `json:"errmsg"`
	ErrMsg2  json.RawMessage `json:"err_msg"`
	Msg      json.RawMessage `json:"msg"`
	Data     json.RawMessage `json:"data"`

	Base *struct {
		Ret    wire.Text       `json:"ret"`
		ErrMsg json.RawMessage `json:"errMsg"`
	} `json:"baseResponse"`

	Detail json.RawMessage `json:"detail"` // of HTTP errors
}

// open takes an answer out of its envelopes. What it gives may be empty.
func (c *Client) open(to endpoint, account string, answer wire.Answer) (json.RawMessage, error) {
	body := bytes.TrimSpace(answer.Body)
	if len(body) == 0 && answer.OK() {
		return nil, nil
	}
	var valid json.RawMessage
	err := answer.JSON(&valid)
	switch {
	case err == nil:
		return c.inside(to, account, answer.Status, unquote(body), maxEnvelopes)
	case answer.Status == codeBlocked:
		return nil, c.refusal(to, account, answer.Status, strconv.Itoa(codeBlocked), "")
	}
	return nil, fmt.Errorf("%s: %w", to.path, err)
}

// inside is what a JSON value holds, after the envelopes that are left.
func (c *Client) inside(to endpoint, account string, status int, body json.RawMessage, left int) (json.RawMessage, error) {
	var e envelope
	if isObject(body) {
		if err := json.Unmarshal(body, &e); err != nil {
			return nil, c.unreadable(to, account, err)
		}
	}
	code, words := e.refused()
	if code == "" && (status < 200 || status > 299) {
		code = wire.Text(strconv.Itoa(status))
		words = cmp.Or(words, validation(e.Detail), wordsOf(body))
	}
	switch {
	case code != "":
		return nil, c.refusal(to, account, status, code.String(), words)
	case left > 0 && e.wraps():
		return c.inside(to, account, status, unquote(e.Data), left-1)
	}
	return body, nil
}

// refused gives code and words of a refusal; code "" where there is none.
func (e envelope) refused() (code wire.Text, words string) {
	words = cmp.Or(wordsOf(e.ErrMsg), wordsOf(e.ErrMsg2), wordsOf(e.Msg))
	for _, code := range []*wire.Text{e.ErrCode, e.ErrCode2} {
		if code != nil && *code != "" && *code != "0" {
			return *code, words
		}
	}
	if e.Base != nil && e.Base.Ret != "" && e.Base.Ret != "0" {
		return e.Base.Ret, cmp.Or(wordsOf(e.Base.ErrMsg), words)
	}
	return "", words
}

// wraps tells whether the answer is in data: it is where a code stands beside
// it, or nothing that looks like an answer itself.
func (e envelope) wraps() bool {
	switch {
	case e.Data == nil:
		return false
	case e.ErrCode != nil || e.ErrCode2 != nil:
		return true
	}
	return e.Base == nil && (isObject(e.Data) || e.Data[0] == '[')
}

// unquote gives the JSON that a JSON string holds, where it holds an object or
// an array.
func unquote(body json.RawMessage) json.RawMessage {
	var text string
	if len(body) == 0 || body[0] != '"' || json.Unmarshal(body, &text) != nil {
		return body
	}
	if inner := bytes.TrimSpace([]byte(text)); len(inner) > 0 && (inner[0] == '{' || inner[0] == '[') && json.Valid(inner) {
		return inner
	}
	return body
}
