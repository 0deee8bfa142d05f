package model

import "errors"

// TroubleCode names what went wrong in a way that a screen can put in the
// agent's language and add what to do about it.
type TroubleCode string

// The troubles an agent can meet.
const (
	TroubleUnknown      TroubleCode = "unknown"
	TroubleUnreachable  TroubleCode = "unreachable"   // no answer from the host
	TroubleTimeout      TroubleCode = "timeout"       // an answer did not come in time
	TroubleCredentials  TroubleCode = "credentials"   // account or password refused
	TroubleExpired      TroubleCode = "expired"       // the login ran out and could not be renewed
	TroubleBusy         TroubleCode = "busy"          // the back end asks to wait
	TroubleRejected     TroubleCode = "rejected"      // the back end understood and said no
	TroubleBanned       TroubleCode = "banned"        // the seat may not log in
	TroubleSeatOffline  TroubleCode = "seat_offline"  // the seat is not logged in
	TroubleBadAnswer    TroubleCode = "bad_answer"    // the answer can't be read
	TroubleUnsupported  TroubleCode = "unsupported"   // this back end can't do that
	TroubleNoPublish    TroubleCode = "no_publish"    // a local file needs a publish target
	TroubleInvalid      TroubleCode = "invalid"       // what was asked makes no sense
	TroubleTooLong      TroubleCode = "too_long"      // text longer than the back end takes
	TroubleTooLarge     TroubleCode = "too_large"     // a file larger than is taken
	TroubleNotFound     TroubleCode = "not_found"     // no such seat, conversation or file
	TroubleDiskFull     TroubleCode = "disk_full"     // nothing more can be stored
	TroubleDamaged      TroubleCode = "damaged"       // the file is not a sound database
	TroubleNewerFile    TroubleCode = "newer_file"    // the file is from a newer program
	TroubleInUse        TroubleCode = "in_use"        // another console has the file open
	TroubleInterrupted  TroubleCode = "interrupted"   // the program ended while it was under way
	TroubleBlocked      TroubleCode = "blocked"       // too many calls: the back end takes none for a while; Detail says until when (RFC 3339)
	TroubleAddLimit     TroubleCode = "add_limit"     // the seat may not ask another person to be a contact yet; Detail says until when (RFC 3339)
	TroubleWrongPIN     TroubleCode = "wrong_pin"     // a login's PIN was refused and may be entered again
	TroubleNotLoggedIn  TroubleCode = "not_logged_in" // the seat must log in by code first
	TroubleSecretLocked TroubleCode = "secret_locked" // the secrets can't be unsealed with the key at hand

	TroubleTooManyAdmins TroubleCode = "too_many_admins" // a group has as many administrators as it may have
	TroubleNotStaff      TroubleCode = "not_staff"       // only staff can be that
	TroubleChangedSince  TroubleCode = "changed_since"   // what was to be taken back is no longer there: someone changed it
	TroubleNotAll        TroubleCode = "not_all"         // it comes after all others, and not all of them were done
)

// Trouble is an error an agent may see: a code to translate, the seat or thing
// it concerns, and a detail in the back end's own words. It never holds a secret.
type Trouble struct {
	Code   TroubleCode
	About  string // the seat, host or file concerned, for the sentence on screen
	Detail string // the back end's words, or ""
	Cause  error  // for the log; may be nil
}

// Error is the plain English line for the log and the command line.
func (t *Trouble) Error() string {
	s := string(t.Code)
	if t.About != "" {
		s = t.About + ": " + s
	}
	if t.Detail != "" {
		s += ": " + t.Detail
	}
	if t.Cause != nil && t.Detail == "" {
		s += ": " + t.Cause.Error()
	}
	return s
}

// Unwrap gives the cause.
func (t *Trouble) Unwrap() error { return t.Cause }

// Invalid is a Trouble about what makes no sense.
func Invalid(about, detail string) error {
	return &Trouble{Code: TroubleInvalid, About: about, Detail: detail}
}

// NotFound is a Trouble about what is not there.
func NotFound(about string) error {
	return &Trouble{Code: TroubleNotFound, About: about}
}

// AsTrouble finds the Trouble in err, or wraps err as one of unknown code. It
// returns nil for nil.
func AsTrouble(err error) *Trouble {
	if err == nil {
		return nil
	}
	var t *Trouble
	if errors.As(err, &t) {
		return t
	}
	return &Trouble{Code: TroubleUnknown, Detail: err.Error(), Cause: err}
}

// IsTrouble tells whether err is, or wraps, a Trouble of that code.
func IsTrouble(err error, code TroubleCode) bool {
	var t *Trouble
	return errors.As(err, &t) && t.Code == code
}
