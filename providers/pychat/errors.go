package pychat

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"seatdeck/providers/internal/wire"
)

// codeBlocked is how the back end says that an account made too many calls and
// is blocked for about half an hour, as a code or as the HTTP status. Assumed:
// wire.md tells of the block, not of its shape.
const codeBlocked = http.StatusTooManyRequests

const maxWords = 300 // bytes of a back end's words that are kept

// APIError is a call that the back end refused.
type APIError struct {
	Call   string // path
	Code   string // errcode, err_code or ret; else the HTTP status
	Msg    string // its words
	Status int    // of HTTP
}

// Error names the call and what the back end said.
func (e *APIError) Error() string {
	if e.Msg == "" {
		return fmt.Sprintf("%s: refused with %s", e.Call, e.Code)
	}
	return fmt.Sprintf("%s: refused with %s: %s", e.Call, e.Code, e.Msg)
}

// Invalid tells that the back end could not read the fields of the call.
func (e *APIError) Invalid() bool { return e.Status == http.StatusUnprocessableEntity }

// Blocked tells that the account made too many calls.
func (e *APIError) Blocked() bool {
	return e.Status == codeBlocked || e.Code == strconv.Itoa(codeBlocked)
}

func isBlock(err error) bool {
	var api *APIError
	return errors.As(err, &api) && api.Blocked()
}

// validation is the document's HTTPValidationError as one line.
func validation(detail json.RawMessage) string {
	const most = 10 // fields that are named
	var list []struct {
		Loc []wire.Text `json:"loc"`
		Msg wire.Text   `json:"msg"`
	}
	if json.Unmarshal(detail, &list) != nil {
		return wordsOf(detail)
	}
	var lines []string
	for _, one := range list[:min(len(list), most)] {
		var at []string
		for _, part := range one.Loc {
			at = append(at, part.String())
		}
		lines = append(lines, strings.Join(at, ".")+": "+one.Msg.String())
	}
	return strings.Join(lines, "; ")
}

// wordsOf is a text of the back end; what is none says nothing.
func wordsOf(raw json.RawMessage) string {
	var s Str
	_ = json.Unmarshal(raw, &s)
	return s.String()
}

// refusal makes an APIError of the back end's words.
func (c *Client) refusal(to endpoint, account string, status int, code, words string) *APIError {
	return &APIError{Call: to.path, Status: status, Code: c.fit(code, account), Msg: c.fit(words, account)}
}

// unreadable is an answer that can't be decoded.
func (c *Client) unreadable(to endpoint, account string, err error) error {
	reason := errors.New(c.fit(err.Error(), account)) // it may quote the answer
	return fmt.Errorf("%s: %w", to.path, &wire.AnswerError{Host: wire.Host(c.home(to)), Err: reason})
}

// fit makes a back end's words fit for an error: they may quote what it was
// sent, and whoever knows the guid of a direct connection can use it.
func (c *Client) fit(words, account string) string {
	for _, secret := range []string{c.config.AppSecret, account} {
		if secret == "" {
			continue
		}
		quoted, _ := json.Marshal(secret) // a string always encodes
		words = strings.ReplaceAll(words, secret, "***")
		words = strings.ReplaceAll(words, string(quoted[1:len(quoted)-1]), "***")
	}
	if len(words) > maxWords {
		words = strings.ToValidUTF8(words[:maxWords], "") + "…"
	}
	return words
}
