package youjiyun

import (
	"errors"
	"fmt"
)

// The codes the document names (1.2, 3.0). Its list of further ones, "section
// 4", is missing.
const (
	codeOK       = "0"
	codeNotAuth  = "1000" // 用户认证失败
	codeBusy     = "5000" // 服务器繁忙
	callAuthPath = "/robotapi/client/auth"
)

// APIError is an answer of 有机云 whose code is not "0".
type APIError struct {
	Call string // path of the call or type of the action
	Code string
	Msg  string // the back end's words
}

// Error names the call, the code and the back end's words.
func (e *APIError) Error() string {
	return fmt.Sprintf("%s: code %s: %s", e.Call, e.Code, e.Msg)
}

// Busy tells whether the back end asks to wait.
func (e *APIError) Busy() bool { return e.Code == codeBusy }

// NotAuthenticated tells whether the token, or on login the account, was refused.
func (e *APIError) NotAuthenticated() bool { return e.Code == codeNotAuth }

// AtLogin tells whether it was the login that was refused.
func (e *APIError) AtLogin() bool { return e.Call == callAuthPath }

// ErrUndocumented marks a frame whose event or action type the document lacks.
var ErrUndocumented = errors.New("not in the document")

// ErrNoAnswer is an action whose answer did not come: it may have been done.
var ErrNoAnswer = errors.New("no answer to the action")

func isAPIError(err error, is func(*APIError) bool) bool {
	var api *APIError
	return errors.As(err, &api) && is(api)
}
