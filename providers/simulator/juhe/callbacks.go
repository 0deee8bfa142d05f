package juhe

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"seatdeck/providers/simulator/internal/neighbours"
	"seatdeck/providers/simulator/internal/talk"
	"seatdeck/providers/simulator/internal/wirejson"
)

// The paths of callbacks, below root.
const (
	loginCallBack   = "loginCallBack"    // 企微上下线回调
	syncUserInfo    = "syncUserInfo"     // 同步账号封禁状态
	detectionNotice = "detection/notice" // 账号监控检测通知
)

// Callback says where callbacks go and how they are signed.
type Callback struct {
	URL       string    `json:"url"` // the documented paths are put behind it; empty: nobody is told
	Secret    string    `json:"secret"`
	Algorithm Algorithm `json:"algorithm"` // empty: SHA1
}

// Callbacks are tried so often, with these waits between.
var callbackWaits = []time.Duration{time.Second, 3 * time.Second}

// maxOutgoing callbacks may wait; then the oldest is lost.
const maxOutgoing = 10_000

// outgoing are the callbacks on their way, in order. The Server's lock guards it.
type outgoing struct {
	target Callback
	queue  []notice
	taken  int // answered with 200
	lost   int // given up, or wanted by nobody
	wake   chan struct{}
}

// notice is one callback, not yet signed.
type notice struct {
	path string
	body map[string]any
	fate callbackFate
}

func newOutgoing(target Callback) *outgoing {
	return &outgoing{target: target, wake: make(chan struct{}, 1)}
}

// SetCallback says where callbacks go from now on. Empty fields of secret leave the
// one there is.
func (s *Server) SetCallback(target Callback) error {
	if u, err := url.Parse(target.URL); target.URL != "" && (err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https") {
		return fmt.Errorf("no callback address")
	}
	if !target.Algorithm.known() {
		return fmt.Errorf("no algorithm %q", target.Algorithm)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if target.Secret == "" {
		target.Secret = s.outgoing.target.Secret
	}
	s.outgoing.target = target
	s.signal()
	return nil
}

func (s *Server) signal() {
	select {
	case s.outgoing.wake <- struct{}{}:
	default:
	}
}

// callback queues a callback.
func (s *Server) callback(path string, body map[string]any) {
	o := s.outgoing
	body["requestSeq"] = talk.HexText(s.rand, 24)
	fate := s.faults.callback()
	if o.target.URL == "" || fate.lose {
		o.lost++
		return
	}
	if len(o.queue) >= maxOutgoing {
		o.queue = append(o.queue[:1:1], o.queue[2:]...) // the first is being sent
		o.lost++
	}
	o.queue = append(o.queue, notice{path, body, fate})
	if fate.repeat {
		o.queue = append(o.queue, notice{path: path, body: body})
	}
	s.signal()
}

// callBack brings the callbacks to their address until ctx ends, one after the
// other. During an outage they wait.
func (s *Server) callBack(ctx context.Context) {
	for ctx.Err() == nil {
		n, wait := s.nextNotice()
		switch {
		case n == nil && wait > 0:
			select {
			case <-ctx.Done():
			case <-s.outgoing.wake:
			case <-s.clock.After(wait):
			}
		case n == nil:
			select {
			case <-ctx.Done():
			case <-s.outgoing.wake:
			}
		default:
			taken := s.tries(ctx, n)
			s.locked(func() { s.settle(taken) })
		}
	}
}

// nextNotice is the oldest; nil: there is none to send, or not before so long.
func (s *Server) nextNotice() (*notice, time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.outgoing.queue) == 0 {
		return nil, 0
	}
	if wait := s.out.Sub(s.clock.Now()); wait > 0 {
		return nil, wait
	}
	return &s.outgoing.queue[0], 0
}

func (s *Server) settle(taken bool) {
	o := s.outgoing
	o.queue = o.queue[1:]
	if taken {
		o.taken++
	} else {
		o.lost++
	}
}

// tries delivers a callback until it is taken, three times at most.
func (s *Server) tries(ctx context.Context, n *notice) bool {
	for try := 0; ; try++ {
		if s.deliver(ctx, n) {
			return true
		}
		if try == len(callbackWaits) || ctx.Err() != nil {
			return false
		}
		select {
		case <-ctx.Done():
		case <-s.clock.After(callbackWaits[try]):
		}
	}
}

// deliver sends a callback once and tells whether it was taken. Each try is signed
// anew; its requestSeq stays.
func (s *Server) deliver(ctx context.Context, n *notice) bool {
	s.mu.Lock()
	address, body, err := s.sign(n)
	s.mu.Unlock()
	if err != nil || address == "" {
		return false
	}
	return neighbours.Post(ctx, s.http, address, body)
}

// sign makes the body of one try, and says where it goes.
func (s *Server) sign(n *notice) (address string, raw []byte, err error) {
	target := s.outgoing.target
	if target.URL == "" {
		return "", nil, nil
	}
	at := s.clock.Now()
	if n.fate.old {
		at = at.Add(-2 * signWindow)
	}
	body := map[string]any{"secretId": mainUser, "timestamp": at.UnixMilli(), "nonce": s.rand.Int32()}
	for name, value := range n.body {
		body[name] = value
	}
	secret := target.Secret
	if n.fate.forged {
		secret += "?"
	}
	timestamp, nonce := strconv.FormatInt(at.UnixMilli(), 10), fmt.Sprint(body["nonce"])
	body["signature"], err = target.Algorithm.signature(secret, timestamp, nonce, body)
	return strings.TrimRight(target.URL, "/") + root + n.path, wirejson.Encode(body), err
}

// Callbacks counts the callbacks: taken, given up, waiting.
func (s *Server) Callbacks() (taken, lost, waiting int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.outgoing.taken, s.outgoing.lost, len(s.outgoing.queue)
}

// takeLogin is 企微上下线回调, called at the back end itself: the account it names
// goes online or offline.
func (s *Server) takeLogin(r request) (answered, *refusal) {
	var v struct {
		UserID    string `json:"userId"`
		OnOffline int    `json:"onOffline"`
	}
	if no := r.read(&v); no != nil {
		return answered{}, no
	}
	a := s.world.byUser(v.UserID)
	if a == nil {
		return answered{}, refuse(codeNotFound, "账户不存在")
	}
	if v.OnOffline == 1 && a.banned {
		return answered{}, refuse(codeBanned, "账号已被封禁")
	}
	s.turn(a, v.OnOffline == 1)
	return yes()
}

// takeUserInfo is 同步账号封禁状态, called at the back end itself.
func (s *Server) takeUserInfo(r request) (answered, *refusal) {
	var v struct {
		UserID     string `json:"userId"`
		Status     int    `json:"status"`
		UnlockTime string `json:"unlockTime"`
	}
	if no := r.read(&v); no != nil {
		return answered{}, no
	}
	a := s.world.byUser(v.UserID)
	if a == nil {
		return answered{}, refuse(codeNotFound, "账户不存在")
	}
	switch until := parseDate(v.UnlockTime).Sub(s.now()); {
	case v.Status == lockNormal:
		s.unban(a)
	case v.Status == lockBanned && until > 0:
		s.ban(a, until)
	default:
		return answered{}, refuse(codeParameter, "状态错误")
	}
	return yes()
}

// takeNotice is 账号监控检测通知, called at the back end itself: there is nothing to
// do but to say that it came.
func (s *Server) takeNotice(r request) (answered, *refusal) {
	var v struct {
		RecordList []map[string]any `json:"recordList"`
	}
	if no := r.read(&v); no != nil {
		return answered{}, no
	}
	return yes()
}
