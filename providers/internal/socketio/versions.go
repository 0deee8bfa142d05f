package socketio

import (
	"errors"
	"fmt"
	"net/http"
)

// versions remembers which Engine.IO version to ask for.
type versions struct {
	next   int  // 0: nothing known
	forced bool // the endpoint says which
	probed bool // the other version was tried at once; from now on one try an attempt
}

func (v *versions) choose(forced int) int {
	v.forced = forced != 0
	if v.forced {
		return forced
	}
	if v.next == 0 {
		v.next = 3
	}
	return v.next
}

func (v *versions) worked(eio int) {
	v.next, v.probed = eio, true
}

// failed takes an attempt's error and says whether to try the other version at
// once. That happens only while no version has worked; later a break is more
// likely the network's fault, and the other version waits for its turn.
func (v *versions) failed(err error) bool {
	if v.forced || !suspectsVersion(err) {
		return false
	}
	v.next = 7 - v.next
	atOnce := !v.probed
	v.probed = true
	return atOnce
}

// suspectsVersion recognises how a server fails that does not speak the version
// asked for: it says 400, breaks after the upgrade, or says nothing.
func suspectsVersion(err error) bool {
	if _, ok := errors.AsType[*RefusedError](err); ok {
		return false
	}
	if status, ok := errors.AsType[*StatusError](err); ok {
		return status.Code == http.StatusBadRequest
	}
	_, ok := errors.AsType[*handshakeError](err)
	return ok
}

// handshakeError says that the upgrade worked and what followed did not.
type handshakeError struct {
	where string
	err   error
}

func (e *handshakeError) Error() string {
	return fmt.Sprintf("socketio: connect to %s: %v", e.where, e.err)
}

func (e *handshakeError) Unwrap() error { return e.err }
