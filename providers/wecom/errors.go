package wecom

import (
	_ "embed" // the texts
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"seatdeck/providers/internal/wire"
)

// The codes that the client itself acts on. The rest is in errors.json.
const (
	codeOK             = 0
	codeBusy           = -1
	codeBadSecret      = 40001
	codeBadCorp        = 40013
	codeBadToken       = 40014
	codeBadSuiteToken  = 40082
	codeNoToken        = 41001
	codeWelcomeSent    = 41051
	codeHandingOut     = 41063
	codeWelcomeBusy    = 41096
	codeTokenOver      = 42001
	codeSuiteTokenOver = 42009
	codeTooMany        = 45009
	codeTooManyAtOnce  = 45033
	codeNoIP           = 60020
	codeNoRelation     = 84061
)

const maxWords = 300 // bytes of the back end's words that are kept

// APIError is an answer whose errcode is not 0.
type APIError struct {
	Call string // path below /cgi-bin/
	Code int
	Msg  string // the back end's words
}

// Error names the call, the code and the back end's words.
func (e *APIError) Error() string {
	return fmt.Sprintf("%s: errcode %d: %s", e.Call, e.Code, e.Msg)
}

// Again tells whether the back end did nothing and asks to come again at once:
// it is busy, or too many calls of this API are in work.
func (e *APIError) Again() bool {
	return e.Code == codeBusy || e.Code == codeWelcomeBusy || e.Code == codeTooManyAtOnce
}

// Busy tells whether the back end asks to wait: also where its limits are used
// up, which a try at once makes no better.
func (e *APIError) Busy() bool {
	return e.Again() || e.Code == codeTooMany || e.Code == codeHandingOut
}

// NotAuthenticated tells whether the corp, its secret, a token or the address
// that calls was refused.
func (e *APIError) NotAuthenticated() bool {
	return slices.Contains([]int{
		codeBadSecret, codeBadCorp, codeBadToken, codeNoToken, codeTokenOver,
		codeBadSuiteToken, codeSuiteTokenOver, codeNoIP,
	}, e.Code)
}

// NoRelation tells that the member has no such customer, or has none at all.
func (e *APIError) NoRelation() bool { return e.Code == codeNoRelation }

// WelcomeSent tells that the customer was welcomed already.
func (e *APIError) WelcomeSent() bool { return e.Code == codeWelcomeSent }

func isAPIError(err error, is func(*APIError) bool) bool {
	var api *APIError
	return errors.As(err, &api) && is(api)
}

//go:embed errors.json
var errorTexts []byte

// ErrorText says what a code means and what to do about it, in Chinese and in
// English; both are empty where the code is not known.
func ErrorText(code int) (zh, en string) {
	var texts map[int]struct {
		ZH string `json:"zh"`
		EN string `json:"en"`
	}
	if json.Unmarshal(errorTexts, &texts) != nil {
		return "", "" // a test reads them all
	}
	return texts[code].ZH, texts[code].EN
}

// fit makes the back end's words fit for an error: they may quote what it was
// sent.
func (c *Client) fit(words string, tokens ...string) string {
	secrets := append([]string{
		c.config.Secret, c.config.Suite.Secret, c.config.Suite.PermanentCode, c.config.Suite.ProviderSecret,
		c.corp.current(), c.suite.current(), c.provider.current(),
	}, tokens...)
	for _, secret := range secrets {
		if secret != "" {
			words = strings.ReplaceAll(words, secret, "***")
		}
	}
	if len(words) > maxWords {
		words = strings.ToValidUTF8(words[:maxWords], "") + "…"
	}
	return words
}

// unreadable keeps secrets out of the reason why an answer can't be read, which
// may quote it.
func (c *Client) unreadable(err error) error {
	var bad *wire.AnswerError
	if !errors.As(err, &bad) {
		return err
	}
	return &wire.AnswerError{Host: bad.Host, Err: errors.New(c.fit(bad.Err.Error()))}
}
