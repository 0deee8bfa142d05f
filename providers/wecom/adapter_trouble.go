package wecom

import (
	"errors"
	"fmt"

	"seatdeck/app/model"
	"seatdeck/providers/internal/wire"
)

// trouble puts an error of the client in the console's words; nil for nil.
func (l *link) trouble(err error, about string) error {
	if t := troubleOf(err, about); t != nil {
		return t
	}
	return nil
}

// troubleOf says of a refusal its code and the back end's words: "wecom.40013:
// invalid corpid". The first is the key of a text in the reader's language
// (assets/text/wecom.json), which screens show in the place of both.
func troubleOf(err error, about string) *model.Trouble {
	var api *APIError
	switch {
	case errors.Is(err, ErrNoAccess):
		return &model.Trouble{Code: model.TroubleUnsupported, About: about, Detail: "refusal.no_access: " + ErrNoAccess.Error(), Cause: err}
	case !errors.As(err, &api):
		return wire.Trouble(err, about)
	}
	detail := fmt.Sprintf("%s.%d", Kind, api.Code)
	if api.Msg != "" {
		detail += ": " + api.Msg
	}
	return &model.Trouble{Code: codeOf(api), About: about, Detail: detail, Cause: err}
}

// The codes that say more than that a call was refused.
const (
	codeBadUser    = 40003
	codeBadContact = 40096
	codeTooLong    = 45002
	codeNoRight    = 48002
	codeNoSuchUser = 60111
	codeNoChat     = 86003
	codeBadChat    = 86001
)

func codeOf(e *APIError) model.TroubleCode {
	switch {
	case e.NotAuthenticated():
		return model.TroubleCredentials
	case e.Busy():
		return model.TroubleBusy
	}
	switch e.Code {
	case codeBadUser, codeBadContact, codeNoSuchUser, codeNoChat, codeBadChat, codeNoRelation:
		return model.TroubleNotFound
	case codeTooLong:
		return model.TroubleTooLong
	case codeNoRight:
		return model.TroubleUnsupported
	}
	return model.TroubleRejected
}

// refusedByAPI tells an answer by which the back end understood and said no, which
// asking again would not change.
func refusedByAPI(err error) bool {
	return isAPIError(err, func(e *APIError) bool { return !e.NotAuthenticated() && !e.Busy() })
}

// refused keeps what could not be used, with the reason.
func refused(seat model.SeatRef, source string, raw []byte, reason error) model.PayloadRefused {
	return model.PayloadRefused{Seat: seat, Source: source, Raw: raw, Reason: reason.Error()}
}
