package juhe

import (
	"slices"
	"time"

	"seatdeck/providers/simulator/internal/talk"
)

// onOff is OnOffLineRequest.
type onOff struct {
	UserID         string `json:"userId"`
	LoginType      string `json:"loginType"`
	AutomaticLogon *bool  `json:"automaticLogon"`
}

func (s *Server) onOff(r request) (*account, onOff, *refusal) {
	var v onOff
	if no := r.read(&v); no != nil {
		return nil, v, no
	}
	a := s.world.byUser(v.UserID)
	if a == nil {
		return nil, v, refuse(codeNotFound, "账户不存在")
	}
	if v.AutomaticLogon != nil {
		a.automatic = *v.AutomaticLogon && a.canBeAutomatic
	}
	return a, v, nil
}

// goOnline is 上线. Assumed: an account that can't log in by itself is not brought
// online but has to scan; data is false then.
func (s *Server) goOnline(r request) (answered, *refusal) {
	a, v, refused := s.onOff(r)
	switch {
	case refused != nil:
		return answered{}, refused
	case a.banned:
		return answered{}, refuse(codeBanned, "账号已被封禁，%s 解封", dateText(a.unlocks))
	case a.status != statusEnabled:
		return answered{}, refuse(codeParameter, "账户已禁用")
	case a.online:
		return yes()
	case v.AutomaticLogon == nil || !*v.AutomaticLogon || !a.canBeAutomatic:
		return no("请扫码登录")
	}
	s.turn(a, true)
	return yes()
}

// goOffline is 下线.
func (s *Server) goOffline(r request) (answered, *refusal) {
	a, _, refused := s.onOff(r)
	if refused != nil {
		return answered{}, refused
	}
	s.turn(a, false)
	return yes()
}

// getLoginLog is 获取登录记录, newest first.
func (s *Server) getLoginLog(r request) (answered, *refusal) {
	var q search
	if no := r.read(&q); no != nil {
		return answered{}, no
	}
	rows := []map[string]any{}
	for _, row := range slices.Backward(s.world.log) {
		if !contains(q.Name, row.name) || len(q.UserIDs) > 0 && !slices.Contains(q.UserIDs, row.userID) ||
			q.MainUserID != "" && q.MainUserID != row.main {
			continue
		}
		rows = append(rows, map[string]any{
			"id": row.id, "userId": row.userID, "corpId": CorpID, "userName": row.name, "status": row.status,
			"createTimeStamp": millisText(row.at), "updateTimeStamp": millisText(row.at),
		})
	}
	return answered{data: pageOf(rows, q.PageNo, q.PageSize)}, nil
}

// login is one try to log in by code.
type login struct {
	key, requestID string
	code           string // what the phone shows when one is wanted
	state          loginState
	until          time.Time // the code is good for so long
}

// loginState is how far a login is.
type loginState string

const (
	loginWaiting loginState = "waiting"
	loginAsking  loginState = "asking" // a code is wanted
	loginDone    loginState = "done"
)

// The pace of a login. Assumed: nothing is documented.
const (
	codeLife   = 2 * time.Minute
	scanAfter  = 6 * time.Second
	neverScans = 7 // every so many-th account's codes are scanned by nobody
)

// getQRCode is 获取登录二维码: the text that the code stands for (assumed). It is
// scanned by somebody after a while, if the server runs.
func (s *Server) getQRCode(r request) (answered, *refusal) {
	a, no := s.account(r, &updateUser{})
	switch {
	case no != nil:
		return answered{}, no
	case a.banned:
		return answered{}, refuse(codeBanned, "账号已被封禁，%s 解封", dateText(a.unlocks))
	}
	l := &login{
		key: talk.HexText(s.rand, 24), requestID: talk.HexText(s.rand, 16),
		code: talk.PhoneNumber(s.rand)[5:], state: loginWaiting, until: s.clock.Now().Add(codeLife),
	}
	a.login = l
	if a.id%neverScans != 0 {
		s.schedule.After(scanAfter, func() { s.scan(a, l) })
	}
	return answered{data: "wxwork://login/" + l.key}, nil
}

// scan has somebody scan a code and confirm, if it is still the one.
func (s *Server) scan(a *account, l *login) {
	if a.login != l || l.state != loginWaiting || s.clock.Now().After(l.until) || a.banned {
		return
	}
	if a.needsCode {
		l.state, l.until = loginAsking, s.clock.Now().Add(codeLife)
		return
	}
	s.finishLogin(a)
}

func (s *Server) finishLogin(a *account) {
	a.login.state = loginDone
	s.turn(a, true)
}

// getLoginStatus is 获取扫码状态. Assumed: that a code is wanted is said in msg.
func (s *Server) getLoginStatus(r request) (answered, *refusal) {
	a, refused := s.account(r, &updateUser{})
	if refused != nil {
		return answered{}, refused
	}
	l := a.login
	switch {
	case l == nil:
		return no("请先获取二维码")
	case l.state == loginDone:
		return yes()
	case s.clock.Now().After(l.until):
		return answered{}, refuse(codeExpired, "二维码已过期")
	case l.state == loginAsking:
		return no("NEED_CODE:" + l.key + ":" + l.requestID)
	}
	return no("")
}

// loginCode is 登录需要输入验证码.
func (s *Server) loginCode(r request) (answered, *refusal) {
	var v struct {
		QRCodeKey string `json:"qrCodeKey"`
		RequestID string `json:"requestId"`
		Code      string `json:"code"`
		UserID    string `json:"userId"`
	}
	if no := r.read(&v); no != nil {
		return answered{}, no
	}
	a := s.world.byUser(v.UserID)
	switch {
	case a == nil || a.login == nil || a.login.key != v.QRCodeKey || a.login.requestID != v.RequestID || a.login.state != loginAsking:
		return answered{}, refuse(codeNotFound, "登录请求不存在")
	case s.clock.Now().After(a.login.until):
		return answered{}, refuse(codeExpired, "验证码已过期")
	case v.Code != a.login.code:
		return answered{}, refuse(codeWrongCode, "验证码错误")
	}
	s.finishLogin(a)
	return answered{data: "success"}, nil
}
