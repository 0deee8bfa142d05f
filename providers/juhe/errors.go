package juhe

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"seatdeck/providers/internal/wire"
)

// codeOK is success, as all examples of the document have it. They have 0 for
// every number, so that it proves little. Assumed: 200 is success, too, and nothing
// else is.
const (
	codeOK     = "0"
	codeAlsoOK = "200"
)

const maxWords = 300 // bytes of a back end's words that are kept

// APIError is a call that the back end refused, or did not do.
type APIError struct {
	Call   string // path, or "socket"
	Code   string // "0" where data says that it was not done
	Msg    string // its words
	Status int    // of HTTP
}

// Error names the call and what the back end said.
func (e *APIError) Error() string {
	if e.NotDone() {
		return fmt.Sprintf("%s: not done: %s", e.Call, e.Msg)
	}
	return fmt.Sprintf("%s: refused with code %s: %s", e.Call, e.Code, e.Msg)
}

// Denied tells that the token, and so the connection, was refused. Assumed: the
// codes.
func (e *APIError) Denied() bool {
	switch e.Code {
	case "401", "403", "10001":
		return true
	}
	return e.Status == http.StatusUnauthorized || e.Status == http.StatusForbidden
}

// NotDone tells that the call was taken and not carried out: its data is false.
func (e *APIError) NotDone() bool { return e.Code == codeOK }

var (
	errNoCode     = errors.New("it has no code")
	errNoSocket   = errors.New("it names no ws or wss URL")
	errNoToken    = errors.New("it holds no token")
	errEndless    = errors.New("its pages have no end")
	errNoCallback = errors.New("it is none of the three callbacks")
)

// refusal makes an APIError of the back end's words.
func (c *Client) refusal(path string, status int, code, words string) *APIError {
	return &APIError{Call: path, Status: status, Code: c.fit(code), Msg: c.fit(words)}
}

// unreadable is an answer that can't be decoded; the reason may quote it.
func (c *Client) unreadable(path string, err error) error {
	return fmt.Errorf("%s: %w", path, &wire.AnswerError{Host: wire.Host(c.base), Err: errors.New(c.fit(err.Error()))})
}

// fit makes a back end's words fit for an error: they may quote what it was sent.
func (c *Client) fit(words string) string {
	for _, secret := range []string{c.config.AccessToken, c.config.CallbackSecret} {
		for _, form := range []string{secret, url.QueryEscape(secret)} { // as it was sent, too
			if form != "" {
				words = strings.ReplaceAll(words, form, "***")
			}
		}
	}
	if len(words) > maxWords {
		words = strings.ToValidUTF8(words[:maxWords], "") + "…"
	}
	return words
}

// wordsOf is a text of the back end; what is none says nothing.
func wordsOf(raw json.RawMessage) string {
	var words wire.Text
	_ = words.UnmarshalJSON(raw) // leaves it empty
	return words.String()
}

func isAPIError(err error, is func(*APIError) bool) bool {
	var api *APIError
	return errors.As(err, &api) && is(api)
}

// The codes of refusals that are told apart. Assumed.
const (
	codeWrongCode = "4001"
	codeExpired   = "4002" // of a login
	codeBanned    = "4003"
	codeUnknown   = "4004" // no such account or customer
	codeOffline   = "4006"
	codeBusy      = "429"
	codeSignature = "403" // of a signed call
)
