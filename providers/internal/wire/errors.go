package wire

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"

	"seatdeck/app/model"
)

// ErrTimeout is the cause of a call that took longer than it may.
var ErrTimeout = errors.New("no answer in time")

// NetError is a call that got no answer. It names the host only: the rest of a
// URL may hold a token.
type NetError struct {
	Host string
	Sent bool // some of the request may have left this machine
	Err  error
}

// Error names the host and the reason.
func (e *NetError) Error() string { return fmt.Sprintf("call %s: %v", e.Host, e.Err) }

// Unwrap gives the reason.
func (e *NetError) Unwrap() error { return e.Err }

// StatusError is an HTTP status that is not a success, with a body that says
// nothing of use.
type StatusError struct {
	Host   string
	Status int
}

// Error names the host and the status.
func (e *StatusError) Error() string {
	return fmt.Sprintf("call %s: HTTP %d %s", e.Host, e.Status, http.StatusText(e.Status))
}

// AnswerError is an answer that can't be read: no JSON, cut off, too long.
type AnswerError struct {
	Host string
	Err  error
}

// Error names the host and the reason.
func (e *AnswerError) Error() string { return fmt.Sprintf("answer of %s: %v", e.Host, e.Err) }

// Unwrap gives the reason.
func (e *AnswerError) Unwrap() error { return e.Err }

// NeverSent tells whether err says for certain that nothing left this machine.
func NeverSent(err error) bool {
	var ne *NetError
	return errors.As(err, &ne) && !ne.Sent
}

// Passing tells whether err may be gone on the next try of a read: no
// connection, no answer in time, or a status by which a server asks to wait. It
// is false once the caller gave up.
func Passing(err error) bool {
	var status *StatusError
	var ne *NetError
	switch {
	case errors.Is(err, context.Canceled):
		return false
	case errors.As(err, &status):
		return status.Status >= 500 || status.Status == http.StatusTooManyRequests
	}
	return errors.As(err, &ne)
}

// Trouble puts an error of a call in words an agent can be shown. about is the
// seat, host or file concerned. It is nil for nil, and a *model.Trouble stays
// what it is.
func Trouble(err error, about string) *model.Trouble {
	if err == nil {
		return nil
	}
	var known *model.Trouble
	if errors.As(err, &known) {
		return known
	}
	code, detail := classify(err)
	return &model.Trouble{Code: code, About: about, Detail: detail, Cause: err}
}

// SameTrouble tells whether two say the same to a person.
func SameTrouble(a, b *model.Trouble) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Code == b.Code && a.About == b.About && a.Detail == b.Detail
}

func classify(err error) (model.TroubleCode, string) {
	var status *StatusError
	var answer *AnswerError
	var ne *NetError
	var timeout net.Error
	switch {
	case errors.Is(err, context.Canceled):
		return model.TroubleInterrupted, ""
	case errors.Is(err, ErrTimeout), errors.Is(err, context.DeadlineExceeded):
		return model.TroubleTimeout, ""
	case errors.As(err, &status):
		return statusCode(status.Status), fmt.Sprintf("HTTP %d", status.Status)
	case errors.As(err, &answer):
		return model.TroubleBadAnswer, answer.Err.Error()
	case errors.As(err, &timeout) && timeout.Timeout():
		return model.TroubleTimeout, ""
	case errors.As(err, &ne), errors.As(err, new(*net.OpError)), errors.As(err, new(*net.DNSError)):
		return model.TroubleUnreachable, ""
	}
	return model.TroubleUnknown, ""
}

func statusCode(status int) model.TroubleCode {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden:
		return model.TroubleCredentials
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		return model.TroubleBusy
	case http.StatusBadGateway:
		return model.TroubleUnreachable
	case http.StatusGatewayTimeout, http.StatusRequestTimeout:
		return model.TroubleTimeout
	}
	return model.TroubleBadAnswer
}

// Host is the host of a URL, for messages; never its path, query or user.
func Host(raw string) string {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" {
		return "the back end"
	}
	return u.Host
}
