package pychat

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"seatdeck/app/model"
	"seatdeck/providers/internal/wire"
)

const (
	startWait    = 30 * time.Second // for an instance to run, after it was started
	startCheck   = 2 * time.Second
	maxCode      = 1 << 20 // bytes of a picture of a code
	codeTimeout  = 10 * time.Second
	maxCodeLasts = time.Hour
)

// LoginCode gives a fresh code. An instance that is stopped is started first.
func (l *link) LoginCode(ctx context.Context, seat model.Seat) (model.LoginCode, error) {
	if err := l.started(ctx, seat); err != nil {
		return model.LoginCode{}, err
	}
	answer, err := GetLoginQRCode.Do(ctx, l.client, GetLoginQRCodeRequest{GUID: seat.RemoteID})
	if err != nil {
		return model.LoginCode{}, l.trouble(err, seat.DisplayName())
	}
	return l.codeOf(ctx, seat, answer)
}

// started has the instance of a seat run, and waits until it does.
func (l *link) started(ctx context.Context, seat model.Seat) error {
	state, err := l.stateOf(ctx, seat)
	if err != nil {
		return err
	}
	switch state {
	case ClientOnline:
		return &model.Trouble{Code: model.TroubleRejected, About: seat.DisplayName(), Detail: "refusal.logged_in: it is logged in already"}
	case ClientStopped:
	default:
		return nil
	}
	if err := l.StartSeat(ctx, seat, l.startedWith(ctx, seat.RemoteID)); err != nil {
		return err
	}
	until := l.clock.Now().Add(startWait)
	for l.clock.Now().Before(until) {
		state, err := l.stateOf(ctx, seat)
		if err != nil || state != ClientStopped {
			return err
		}
		if err := wire.Sleep(ctx, l.clock, startCheck); err != nil {
			return err
		}
	}
	return &model.Trouble{Code: model.TroubleTimeout, About: seat.DisplayName(), Detail: "refusal.still_starting: the instance was started and does not run yet"}
}

func (l *link) stateOf(ctx context.Context, seat model.Seat) (wire.Int, error) {
	answer, err := GetClientStatus.Do(ctx, l.client, GetClientStatusRequest{GUID: seat.RemoteID})
	return answer.Status, l.trouble(err, seat.DisplayName())
}

// codeOf reads a code: what it says where that is told, else its picture.
func (l *link) codeOf(ctx context.Context, seat model.Seat, a QRCodeAnswer) (model.LoginCode, error) {
	code := model.LoginCode{
		Content: a.Content.String(), Wording: short(a.Wording.String()),
		Lasts: min(time.Duration(max(0, min(a.ExpireTime, 1<<20)))*time.Second, maxCodeLasts),
	}
	if code.Content != "" {
		return code, nil
	}
	given := strings.TrimSpace(cmp.Or(a.QRCode, a.QRCode2).String())
	var err error
	switch {
	case given == "":
		err = errors.New("refusal.no_code: it holds no code")
	case saysItself(given):
		code.Content = given
	case wire.CheckURL(given) == nil:
		code.Picture, err = l.fetchPicture(ctx, given)
	default:
		code.Picture, err = decodedPicture(given)
	}
	if err != nil {
		return model.LoginCode{}, &model.Trouble{Code: model.TroubleBadAnswer, About: seat.DisplayName(), Detail: "refusal.login_code: " + err.Error(), Cause: err}
	}
	return code, nil
}

// saysItself tells an address that is what a code says from one where its picture
// lies. Assumed: those of WeChat's own codes.
func saysItself(given string) bool {
	u, err := url.Parse(given)
	return err == nil && strings.EqualFold(u.Hostname(), "weixin.qq.com") && (u.Scheme == "http" || u.Scheme == "https")
}

// fetchPicture gets the picture of a code.
func (l *link) fetchPicture(ctx context.Context, from string) ([]byte, error) {
	caller := wire.Caller{Client: l.http, Clock: l.clock, Timeout: codeTimeout, MaxBody: maxCode}
	answer, err := caller.Do(ctx, wire.Request{Method: http.MethodGet, URL: from})
	switch {
	case err != nil:
		return nil, err
	case !answer.OK():
		return nil, &wire.StatusError{Host: answer.Host, Status: answer.Status}
	}
	return wire.Picture(answer.Body)
}

// decodedPicture reads a picture in base64, with or without "data:…;base64," in
// front.
func decodedPicture(given string) ([]byte, error) {
	if strings.HasPrefix(given, "data:") {
		_, given, _ = strings.Cut(given, ",")
	}
	return wire.DecodePicture(given, maxCode)
}

// CheckLogin tells what became of the newest code. A code that the back end no
// longer knows has expired, or was good for a seat that is online by now.
func (l *link) CheckLogin(ctx context.Context, seat model.Seat) (model.LoginProgress, error) {
	answer, err := CheckLoginQRCode.Do(ctx, l.client, CheckLoginQRCodeRequest{GUID: seat.RemoteID})
	var api *APIError
	if errors.As(err, &api) && codeOf(api) == model.TroubleRejected {
		if state, stateErr := l.stateOf(ctx, seat); stateErr == nil && state == ClientOnline {
			return model.LoginProgress{Step: model.LoginStepConfirmed}, nil
		}
		if expired(api) {
			return model.LoginProgress{Step: model.LoginStepExpired}, nil
		}
	}
	if err != nil {
		return model.LoginProgress{}, l.trouble(err, seat.DisplayName())
	}
	progress := model.LoginProgress{Name: short(answer.Nickname.String()), Avatar: webURL(answer.Avatar.String())}
	switch answer.Status {
	case QRScanned:
		progress.Step = model.LoginStepScanned
		if ticket := ticketOf(cmp.Or(answer.AuthURL, answer.AuthURL2).String()); ticket != "" {
			progress.Step, progress.Ticket = model.LoginStepPIN, ticket
		}
	case QRConfirmed:
		progress.Step = model.LoginStepConfirmed
	case QRExpired:
		progress.Step = model.LoginStepExpired
	case QRRefused:
		progress.Step = model.LoginStepRefused
	}
	return progress, nil
}

// ticketOf finds the ticket in an auth URL, in its query or behind its #.
func ticketOf(auth string) string {
	u, err := url.Parse(auth)
	if err != nil {
		return ""
	}
	_, behind, _ := strings.Cut(u.Fragment, "?")
	for _, query := range []string{u.RawQuery, behind, u.Fragment} {
		values, _ := url.ParseQuery(query) // what can be read of it
		if ticket := values.Get("ticket"); ticket != "" {
			return ticket
		}
	}
	return ""
}

// expired tells that a code or a ticket ran out, by the words. Assumed.
func expired(e *APIError) bool {
	return containsAny(e.Msg, "expired", "time out", "timeout", "过期", "失效", "超时")
}

// PushLogin asks the phone of an account that was logged in before to confirm.
func (l *link) PushLogin(ctx context.Context, seat model.Seat) error {
	if err := l.started(ctx, seat); err != nil {
		return err
	}
	_, err := PushLoginURL.Do(ctx, l.client, PushLoginURLRequest{GUID: seat.RemoteID})
	return l.trouble(err, seat.DisplayName())
}

// VerifyLogin hands in the PIN of a login. What the back end refuses is taken for
// a wrong PIN, unless it says that the login ran out.
func (l *link) VerifyLogin(ctx context.Context, seat model.Seat, ticket, pin string) error {
	_, err := VerifyLoginURL.Do(ctx, l.client, VerifyLoginURLRequest{GUID: seat.RemoteID, Ticket: ticket, Pin: strings.TrimSpace(pin)})
	var api *APIError
	if !errors.As(err, &api) || codeOf(api) != model.TroubleRejected || api.Status >= http.StatusInternalServerError {
		return l.trouble(err, seat.DisplayName())
	}
	trouble := troubleOf(err, seat.DisplayName())
	trouble.Code = model.TroubleWrongPIN
	if expired(api) {
		trouble.Code = model.TroubleExpired
	}
	return trouble
}
