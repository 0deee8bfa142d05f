package pychat

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"time"

	"github.com/skip2/go-qrcode"

	"seatdeck/providers/simulator/internal/talk"
)

// qrState is the state of a login code. Assumed, but for 1, at which a PIN may
// be wanted (document, /login/verify_login_url).
type qrState int

const (
	qrWaiting   qrState = 0
	qrScanned   qrState = 1 // or a PIN is wanted: auth_url then holds the ticket
	qrConfirmed qrState = 2
	qrExpired   qrState = 3
	qrRefused   qrState = 4
)

// Then is what the person with the phone does after scanning a code.
type Then string

// What a person may do.
const (
	Confirm Then = "confirm"
	WantPIN Then = "pin" // the phone shows a PIN, to be entered by verify_login_url
	Refuse  Then = "refuse"
	Ignore  Then = "ignore" // nothing: the code runs out
)

// Plan is what the person with the phone of an instance does, by themself.
type Plan struct {
	Then      Then   `json:"then"`       // empty: Confirm
	Push      Then   `json:"push"`       // when asked by push_login_url; empty: as Then, but without a PIN
	ScanAfter int    `json:"scan_after"` // ms from the code to the scan, and from the scan to what Then says
	Ignored   int    `json:"ignored"`    // so many codes run out first
	Lasts     int    `json:"lasts"`      // s until a code runs out; 0: 120
	PIN       string `json:"pin"`
	Stopped   bool   `json:"stopped"` // the instance is stopped at the start
}

// DemoPlan is how seat i of the demo logs in: each in a way of its own.
func DemoPlan(i int) Plan {
	plans := []Plan{
		{Then: Confirm, ScanAfter: 2000},
		{Then: Confirm, ScanAfter: 2000},
		{Then: Confirm, ScanAfter: 4000},
		{Then: WantPIN, ScanAfter: 4000, PIN: "123456"},
		{Then: Refuse, ScanAfter: 4000},
		{Then: Confirm, ScanAfter: 3000, Ignored: 1, Lasts: 12},
		{Then: Ignore, Push: Confirm, ScanAfter: 4000, Lasts: 60},
		{Then: Confirm, ScanAfter: 25_000, Stopped: true},
	}
	return plans[i%len(plans)]
}

func (p Plan) after() time.Duration { return time.Duration(p.ScanAfter) * time.Millisecond }

func (p Plan) lasts() time.Duration {
	if p.Lasts == 0 {
		return 2 * time.Minute
	}
	return time.Duration(p.Lasts) * time.Second
}

// login is one attempt to log in: a code, or a question to the phone.
type login struct {
	serial  int // of the attempt; what was planned for an older one is dropped
	running bool
	state   qrState
	until   time.Time
	scanned bool   // the phone has it; who it belongs to is known
	ticket  string // a PIN is wanted
	wrong   int    // PINs
}

// maxPINs wrong PINs are a refusal. Assumed.
const maxPINs = 3

// attempt begins to log in, forgetting what went on before. The state runs out
// by itself.
func (s *Server) attempt(in *instance, state qrState) {
	in.login = login{serial: in.login.serial + 1, running: true, state: state, until: s.clock.Now().Add(in.plan.lasts())}
	s.step(in, in.plan.lasts(), func() { s.end(in, qrExpired) })
}

// step has do called later, unless the attempt has ended by then.
func (s *Server) step(in *instance, after time.Duration, do func()) {
	serial := in.login.serial
	s.schedule.After(after, func() {
		if in.login.serial == serial && in.login.running {
			do()
		}
	})
}

// move changes the state of an attempt and tells of it: 1002.
func (s *Server) move(in *instance, state qrState) {
	in.login.state = state
	s.notify(in, notifyQRChange, s.loginShape(in))
}

// end is the end of an attempt that does not succeed.
func (s *Server) end(in *instance, state qrState) {
	in.login.running = false
	s.move(in, state)
	if state == qrRefused {
		s.notify(in, notifyLoginFailed, object{"errcode": codeFailed, "errmsg": "登录被拒绝"})
	}
}

// showCode begins an attempt with a code and has the person with the phone do
// what their plan says.
func (s *Server) showCode(in *instance) (content string) {
	s.attempt(in, qrWaiting)
	if in.plan.Ignored > 0 {
		in.plan.Ignored--
	} else if in.plan.Then != Ignore {
		s.step(in, in.plan.after(), func() { s.scan(in) })
	}
	return "http://weixin.qq.com/x/" + talk.HexText(s.rand, 22)
}

// scan is the phone reading the code.
func (s *Server) scan(in *instance) {
	in.login.scanned = true
	s.move(in, qrScanned)
	s.step(in, in.plan.after(), func() { s.answerPhone(in, in.plan.Then) })
}

// answerPhone is what the person does with the question on their phone.
func (s *Server) answerPhone(in *instance, then Then) {
	switch then {
	case WantPIN:
		in.login.ticket = "v2_" + talk.HexText(s.rand, 48)
		s.move(in, qrScanned)
	case Refuse:
		s.end(in, qrRefused)
	case Ignore:
	default:
		s.confirm(in)
	}
}

// askPhone begins an attempt without a code.
func (s *Server) askPhone(in *instance) {
	s.attempt(in, qrScanned)
	in.login.scanned = true
	then := in.plan.Push
	if then == "" {
		then = in.plan.Then
	}
	if then == WantPIN {
		then = Confirm
	}
	s.step(in, in.plan.after(), func() { s.answerPhone(in, then) })
}

// enterPIN is /login/verify_login_url.
func (s *Server) enterPIN(in *instance, ticket, pin string) *refusal {
	switch l := &in.login; {
	case !l.running || l.ticket == "":
		return refuse("当前不需要验证")
	case ticket != l.ticket:
		return refuse("ticket 无效")
	case pin != in.plan.PIN:
		if l.wrong++; l.wrong >= maxPINs {
			s.end(in, qrRefused)
			return refuse("验证码错误次数过多，请重新获取二维码")
		}
		return refuse("验证码错误")
	}
	in.login.ticket = ""
	s.confirm(in)
	return nil
}

// loginTakes is the time between a confirmed code and being online.
const loginTakes = 500 * time.Millisecond

// confirm lets the account in.
func (s *Server) confirm(in *instance) {
	if in.banned {
		s.end(in, qrRefused)
		return
	}
	s.move(in, qrConfirmed)
	s.step(in, loginTakes, func() {
		in.login.running = false
		s.goOnline(in)
	})
}

// goOnline is the account being there: 1003, then 1005, 1009, and what waits.
func (s *Server) goOnline(in *instance) {
	in.status, in.session, in.known = online, true, true
	s.notify(in, notifyLogin, s.profile(in))
	s.schedule.After(loginTakes, func() {
		if in.status != online {
			return
		}
		s.notify(in, notifyInitDone, object{})
		s.notify(in, notifyContactsDone, object{"contact_count": len(in.contacts), "room_count": len(in.rooms)})
		s.greet(in)
	})
}

// goOffline ends a session: kind is 1004 or 1007.
func (s *Server) goOffline(in *instance, kind int, why string) {
	in.login.running, in.session = false, false
	in.status = min(in.status, running)
	s.notify(in, kind, object{"errmsg": why})
}

// loginShape is the state of an attempt as check_login_qrcode tells it.
func (s *Server) loginShape(in *instance) object {
	l := in.login
	shape := object{"status": l.state, "expired_time": max(0, int64(l.until.Sub(s.clock.Now()).Seconds()))}
	if l.scanned {
		shape["nick_name"], shape["head_img_url"] = in.account.nickname, s.origin.URL(in.account.avatar)
	}
	if l.state == qrConfirmed {
		shape["user_name"] = in.account.username
	}
	if l.ticket != "" {
		shape["auth_url"] = "https://weixin110.qq.com/security/newloginverify?" + url.Values{"t": {"ipad"}, "ticket": {l.ticket}}.Encode()
	}
	return shape
}

// drawQR is a code as base64 of a PNG.
func drawQR(content string) (string, *refusal) {
	png, err := qrcode.Encode(content, qrcode.Medium, 300)
	if err != nil {
		return "", &refusal{codeFailed, fmt.Sprintf("二维码生成失败: %v", err)}
	}
	return base64.StdEncoding.EncodeToString(png), nil
}
