package yunzhenji

import (
	"errors"
	"fmt"
)

// The codes that are known: the document shows 0 only, 407 has been seen
// (wire.md).
const (
	codeOK           = 0
	codeTokenRefused = 407
)

var errNoCode = errors.New("it has no errcode")

// APIError is an answer of 云真机 whose errcode is not 0.
type APIError struct {
	Call string // path of the call
	Code int64
	Msg  string // the back end's words, which never hold a secret; may be ""
}

// Error names the call, the code and the back end's words.
func (e *APIError) Error() string {
	if e.Msg == "" {
		return fmt.Sprintf("%s: errcode %d", e.Call, e.Code)
	}
	return fmt.Sprintf("%s: errcode %d: %s", e.Call, e.Code, e.Msg)
}

// NotAuthenticated tells whether the access_token or the app_id was refused.
func (e *APIError) NotAuthenticated() bool { return e.Code == codeTokenRefused }
