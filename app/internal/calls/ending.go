// Package calls tells what is known of a call to a back end that came to its end:
// whether it left this machine, whether it was done, and how long to rest before the
// next.
package calls

import (
	"errors"

	"seatdeck/app/model"
	"seatdeck/providers"
)

// Ending is what the error of a call means for what was asked for.
type Ending int

// The endings of a call.
const (
	Done    Ending = iota
	Later          // it was certainly not done, and may be tried again
	Refused        // the back end said no
	Unclear        // it may have been done
)

// EndOf sorts an error. Adapters put every error in the console's words, so the
// code tells: of no answer, or of one that can't be read, nobody knows what came
// before it.
func EndOf(err error) Ending {
	if err == nil {
		return Done
	}
	if errors.As(err, new(*notSeen)) {
		return Unclear
	}
	if errors.As(err, new(*providers.NotTried)) {
		return Later
	}
	var why *model.Trouble
	if !errors.As(err, &why) {
		return Unclear
	}
	switch why.Code {
	case model.TroubleBlocked, model.TroubleBusy, model.TroubleSeatOffline, model.TroubleNotLoggedIn, model.TroubleBanned,
		model.TroubleCredentials, model.TroubleExpired:
		return Later
	case model.TroubleTimeout, model.TroubleUnreachable, model.TroubleInterrupted, model.TroubleBadAnswer, model.TroubleUnknown:
		return Unclear
	}
	return Refused
}

// NotSeen wraps the error of a call that was to show what an earlier one changed: of
// that one the error says nothing, and its ending is Unclear.
func NotSeen(err error) error { return &notSeen{err} }

type notSeen struct{ err error }

func (e *notSeen) Error() string { return "changed, but not seen: " + e.err.Error() }
func (e *notSeen) Unwrap() error { return e.err }
