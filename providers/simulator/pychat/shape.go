package pychat

import (
	"bytes"
	"encoding/json"
	"fmt"

	"seatdeck/providers/simulator/internal/wirejson"
)

// shape is how the answer of a call is wrapped. wire.md has seen several; which
// call has which is assumed.
type shape int

const (
	shapeEnvelope shape = iota // {errcode, errmsg, data}: the document's, of /cdn/get_cdn_info
	shapeErrCode               // {err_code, err_msg, data}
	shapeMsg                   // {errcode, msg, data}
	shapeRaw                   // {baseResponse: {ret, errMsg}, …}: the fields stand beside it
	shapeInner                 // {errcode, errmsg, data: {baseResponse, …}}
	shapeQuoted                // a JSON string that holds shapeEnvelope: such answers are "string" in the document
)

// Codes of refusals. All but the block's are assumed.
const (
	codeFailed  = -1
	codeKeys    = 401   // of the gateway
	codeBlocked = 429   // too many calls
	codeGUID    = 10001 // no such instance
	codeStopped = 10002 // the instance does not run
	codeOffline = 10003 // nobody is logged in on it
	codeBanned  = 10004 // the account is banned
)

// refusal is an answer other than success. It has the shape of its call.
type refusal struct {
	code int
	msg  string
}

// refuse is a refusal of codeFailed, in the words of the back end.
func refuse(format string, args ...any) *refusal {
	return &refusal{codeFailed, fmt.Sprintf(format, args...)}
}

// object is JSON that has no type of its own.
type object = map[string]any

// wrapped is a text as {"string": …}: names often come so (wire.md).
type wrapped string

// MarshalJSON wraps it.
func (w wrapped) MarshalJSON() ([]byte, error) {
	return wirejson.Encode(map[string]string{"string": string(w)}), nil
}

// success wraps what a call gives.
func (sh shape) success(data any) any {
	switch sh {
	case shapeErrCode:
		return object{"err_code": 0, "err_msg": "", "data": data}
	case shapeMsg:
		return object{"errcode": 0, "msg": "success", "data": data}
	case shapeRaw:
		return based(data, 0, "")
	case shapeInner:
		return object{"errcode": 0, "errmsg": "ok", "data": based(data, 0, "")}
	case shapeQuoted:
		return string(wirejson.Encode(object{"errcode": 0, "errmsg": "ok", "data": data}))
	}
	return object{"errcode": 0, "errmsg": "ok", "data": data}
}

// refusal wraps a refusal.
func (sh shape) refusal(no *refusal) any {
	switch sh {
	case shapeErrCode:
		return object{"err_code": no.code, "err_msg": no.msg, "data": nil}
	case shapeMsg:
		return object{"errcode": no.code, "msg": no.msg}
	case shapeRaw:
		return based(nil, no.code, no.msg)
	case shapeInner:
		return object{"errcode": 0, "errmsg": "ok", "data": based(nil, no.code, no.msg)}
	case shapeQuoted:
		return string(wirejson.Encode(object{"errcode": no.code, "errmsg": no.msg}))
	}
	return object{"errcode": no.code, "errmsg": no.msg}
}

// based puts baseResponse beside the fields of data.
func based(data any, ret int, msg string) json.RawMessage {
	base := wirejson.Encode(object{"ret": ret, "errMsg": wrapped(msg)})
	fields := bytes.TrimSpace(wirejson.Encode(data))
	out := append([]byte(`{"baseResponse":`), base...)
	if len(fields) > 2 && fields[0] == '{' {
		out = append(append(out, ','), fields[1:]...)
		return out
	}
	return append(out, '}')
}
