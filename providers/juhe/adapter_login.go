package juhe

import (
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
	maxCode     = 1 << 20 // bytes of a picture of a code
	maxContent  = 2900    // bytes that a code can hold
	codeTimeout = 10 * time.Second
	qrLogin     = "qrcode"
)

// LoginCode gives a fresh code (获取登录二维码).
func (l *link) LoginCode(ctx context.Context, seat model.Seat) (model.LoginCode, error) {
	answer, err := GetQRCode.Do(ctx, l.client, l.known.naming(seat.RemoteID))
	if err != nil {
		return model.LoginCode{}, l.trouble(err, seat.DisplayName())
	}
	code, err := l.codeOf(ctx, strings.TrimSpace(answer.String()))
	if err != nil {
		return model.LoginCode{}, &model.Trouble{Code: model.TroubleBadAnswer, About: seat.DisplayName(), Detail: "refusal.login_code: " + err.Error(), Cause: err}
	}
	return code, nil
}

var (
	errNoCodeGiven = errors.New("it is empty")
	errLongCode    = errors.New("it is longer than a code can be")
)

// codeOf reads a code in any of the forms that are assumed: a picture, in base64
// or at an address, or what the code says.
func (l *link) codeOf(ctx context.Context, given string) (model.LoginCode, error) {
	isURL := wire.CheckURL(given) == nil
	switch {
	case given == "":
		return model.LoginCode{}, errNoCodeGiven
	case strings.HasPrefix(given, "data:"):
		_, encoded, _ := strings.Cut(given, ",")
		picture, err := wire.DecodePicture(encoded, maxCode)
		return model.LoginCode{Picture: picture}, err
	case isURL && !saysItself(given):
		picture, err := l.fetchPicture(ctx, given)
		if errors.Is(err, wire.ErrNoPicture) && len(given) <= maxContent {
			return model.LoginCode{Content: given}, nil // a page for the phone
		}
		return model.LoginCode{Picture: picture}, err
	}
	if picture, err := wire.DecodePicture(given, maxCode); err == nil && !isURL {
		return model.LoginCode{Picture: picture}, nil
	}
	if len(given) > maxContent {
		return model.LoginCode{}, errLongCode
	}
	return model.LoginCode{Content: given}, nil
}

// saysItself tells an address that is what a code says from one where its picture
// lies. Assumed: those of WeChat and WeCom.
func saysItself(given string) bool {
	u, err := url.Parse(given)
	if err != nil {
		return false
	}
	host := strings.ToLower(u.Hostname())
	return host == "wx.qq.com" || host == "weixin.qq.com" || strings.HasSuffix(host, ".weixin.qq.com")
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

// CheckLogin tells what became of the newest code (获取扫码状态). The back end does
// not say that a code was scanned, nor of whom.
func (l *link) CheckLogin(ctx context.Context, seat model.Seat) (model.LoginProgress, error) {
	status, err := GetLoginStatus.Do(ctx, l.client, l.known.naming(seat.RemoteID))
	if isAPIError(err, func(e *APIError) bool { return e.Code == codeExpired }) {
		return model.LoginProgress{Step: model.LoginStepExpired}, nil
	}
	if api, ok := errors.AsType[*APIError](err); ok && wantsCode(api.Msg) {
		status.heard(api.Msg)
		err = nil
	}
	if err != nil {
		return model.LoginProgress{}, l.trouble(err, seat.DisplayName())
	}
	switch {
	case status.LoggedIn:
		l.known.moved(seat.RemoteID, model.SeatOnline, l.clock.Now().UTC(), model.LoggedHere)
		return model.LoginProgress{Step: model.LoginStepConfirmed}, nil
	case status.WantsCode:
		return model.LoginProgress{Step: model.LoginStepPIN, Ticket: status.QRCodeKey + ":" + status.RequestID}, nil
	}
	return model.LoginProgress{Step: model.LoginStepWaiting}, nil
}

// VerifyLogin hands in the code that a login wants (登录需要输入验证码). What the back
// end refuses is taken for a wrong code, unless it says otherwise.
func (l *link) VerifyLogin(ctx context.Context, seat model.Seat, ticket, pin string) error {
	key, request, _ := strings.Cut(ticket, ":")
	_, err := LoginCode.Do(ctx, l.client, LoginCodeRequest{QRCodeKey: key, RequestID: request, Code: strings.TrimSpace(pin), UserID: seat.RemoteID})
	trouble := troubleOf(err, seat.DisplayName())
	switch {
	case trouble == nil:
		return nil
	case trouble.Code == model.TroubleRejected:
		trouble.Code = model.TroubleWrongPIN
	}
	return trouble
}

// StartSeat brings a seat online, with the automatic login that it is set to. One
// that can't come online by itself must log in by code.
func (l *link) StartSeat(ctx context.Context, seat model.Seat, _ model.StartOptions) error {
	return l.bringOnline(ctx, seat, seat.AutoLogin == model.AutoLoginOn)
}

// StopSeat takes a seat offline.
func (l *link) StopSeat(ctx context.Context, seat model.Seat) error {
	return l.takeOffline(ctx, seat, seat.AutoLogin == model.AutoLoginOn)
}

func (l *link) bringOnline(ctx context.Context, seat model.Seat, automatic bool) error {
	_, err := Online.Do(ctx, l.client, OnOffRequest{UserID: seat.RemoteID, LoginType: qrLogin, AutomaticLogon: automatic})
	if trouble := troubleOf(err, seat.DisplayName()); trouble != nil {
		if isAPIError(err, (*APIError).NotDone) {
			trouble.Code = model.TroubleNotLoggedIn
		}
		return trouble
	}
	l.known.moved(seat.RemoteID, model.SeatOnline, l.clock.Now().UTC(), model.LoggedHere)
	return nil
}

func (l *link) takeOffline(ctx context.Context, seat model.Seat, automatic bool) error {
	_, err := Offline.Do(ctx, l.client, OnOffRequest{UserID: seat.RemoteID, LoginType: qrLogin, AutomaticLogon: automatic})
	if err != nil {
		return l.trouble(err, seat.DisplayName())
	}
	l.known.moved(seat.RemoteID, model.SeatOffline, l.clock.Now().UTC(), model.LoggedHere)
	return nil
}
