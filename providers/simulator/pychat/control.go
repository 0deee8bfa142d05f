package pychat

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"seatdeck/providers/simulator/internal/control"
)

// controls mounts what tests and people steer the simulator with; no part of
// the document.
func (s *Server) controls(mux *http.ServeMux) {
	control.Faults(mux, "/_control/faults", s.faults.Plan, s.faults.Set)
	mux.HandleFunc("GET /_control/state", control.Get(func() any { return s.State() }))
	mux.HandleFunc("GET /_control/labelled", control.Get(func() any { return s.Labelled() }))
	mux.HandleFunc("GET /_control/sent", control.Get(func() any { return append([]SentMessage{}, s.Sent()...) }))
	mux.HandleFunc("GET /_control/truth", control.Lines(s.Truth))
	mux.HandleFunc("POST /_control/plan", control.Do(func(_ context.Context, in struct {
		GUID string `json:"guid"`
		Plan Plan   `json:"plan"`
	},
	) (any, error) {
		return done(s.SetPlan(in.GUID, in.Plan), in.GUID)
	}))
	mux.HandleFunc("POST /_control/instance", control.Do(func(_ context.Context, in struct {
		GUID string `json:"guid"`
		Do   Deed   `json:"do"`
	},
	) (any, error) {
		return "ok", s.Do(in.GUID, in.Do)
	}))
	mux.HandleFunc("POST /_control/say", control.Do(func(_ context.Context, in sayRequest) (any, error) {
		id, err := s.Say(in.GUID, in.Peer, in.Kind, in.Text)
		return map[string]string{"msg_id": id}, err
	}))
	mux.HandleFunc("POST /_control/friend-request", control.Do(func(_ context.Context, in sayRequest) (any, error) {
		username, ok := s.RequestFriendship(in.GUID, in.Text)
		if !ok {
			return nil, fmt.Errorf("no instance %q", in.GUID)
		}
		return map[string]string{"username": username}, nil
	}))
	mux.HandleFunc("POST /_control/findable", control.Do(func(_ context.Context, in byGUID) (any, error) {
		return append([]Findable{}, s.Findable(in.GUID)...), nil
	}))
	mux.HandleFunc("POST /_control/push", control.Do(func(_ context.Context, in struct {
		GUID string          `json:"guid"`
		Type int             `json:"notify_type"`
		Data json.RawMessage `json:"data"`
		Raw  string          `json:"raw"` // instead: the whole body, as it is
	},
	) (any, error) {
		if in.Raw != "" {
			return done(s.PushRaw(in.GUID, []byte(in.Raw)), in.GUID)
		}
		return done(s.Push(in.GUID, in.Type, in.Data), in.GUID)
	}))
	mux.HandleFunc("POST /_control/flood", control.Do(func(ctx context.Context, in Flood) (any, error) { return s.Flood(ctx, in) }))
}

func done(ok bool, guid string) (any, error) {
	if !ok {
		return nil, fmt.Errorf("no instance %q", guid)
	}
	return "ok", nil
}

type sayRequest struct {
	GUID string `json:"guid"`
	Peer string `json:"peer"`
	Kind string `json:"kind"` // empty: text; or a Kind of Say
	Text string `json:"text"`
}

// SetPlan says what the person with the phone of an instance will do. It says
// whether there is such an instance.
func (s *Server) SetPlan(guid string, plan Plan) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	in := s.world.instance(guid)
	if in != nil {
		in.plan = plan
	}
	return in != nil
}

// Deed is something that happens to an instance.
type Deed string

// Deeds.
const (
	GoOnline   Deed = "online"      // as after a login
	Kick       Deed = "kick"        // another device takes its place: 1004
	Expire     Deed = "expire"      // its session times out: 1007
	Heartbeat  Deed = "heartbeat"   // 1006, and nothing else
	FailSync   Deed = "sync_failed" // 2006: messages wait for restore_client
	Ban        Deed = "ban"         // the account is banned
	Unban      Deed = "unban"       //
	Block      Deed = "block"       // calls are refused for 30 minutes
	Unblock    Deed = "unblock"     //
	ExpireCode Deed = "expire_code" // its login code runs out
	ScanCode   Deed = "scan_code"   // its login code is scanned, whatever the plan
	Accept     Deed = "confirm"     // the person confirms the login, whatever the plan
	Deny       Deed = "refuse"      // or refuses it
)

// Do has something happen to an instance now.
func (s *Server) Do(guid string, deed Deed) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	in := s.world.instance(guid)
	if in == nil {
		return fmt.Errorf("no instance %q", guid)
	}
	switch deed {
	case ExpireCode, ScanCode, Accept, Deny:
		if !in.login.running {
			return fmt.Errorf("instance %q is not logging in", guid)
		}
	}
	switch deed {
	case GoOnline:
		s.goOnline(in)
	case Kick:
		s.goOffline(in, notifyLogout, "账号已在其他设备登录，本设备被下线")
	case Expire:
		s.goOffline(in, notifyTimeout, "登录已失效，请重新登录")
	case Heartbeat:
		s.notify(in, notifyHeartbeat, object{"errmsg": "心跳失败"})
	case FailSync:
		in.stuck = true
		s.notify(in, notifySyncFailed, object{"errmsg": "消息同步失败，请恢复实例"})
	case Ban:
		in.banned = true
		s.goOffline(in, notifyLogout, "账号存在风险，已被限制登录")
	case Unban:
		in.banned = false
	case Block:
		in.calls.blocked = s.clock.Now().Add(blockSpan)
	case Unblock:
		in.calls.blocked, in.calls.recent = time.Time{}, nil
	case ExpireCode:
		s.end(in, qrExpired)
	case ScanCode:
		s.scan(in)
	case Accept:
		s.confirm(in)
	case Deny:
		s.end(in, qrRefused)
	default:
		return fmt.Errorf("no deed %q", deed)
	}
	return nil
}

// Say has somebody write now: the person, or a member of the room. Kind is
// empty for a text; phone for a text of the account's owner on their phone;
// system for a line in grey; revoke to take back the message whose id is text;
// else picture, voice, video, file, bigfile (50 MB), sticker, location, card,
// music, link, mini, channels, quote, pat, call, unknown, broken (XML that breaks
// off) or huge (1 MB of text). It gives the message's id.
func (s *Server) Say(guid, peer, kind, text string) (msgID string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	in := s.world.instance(guid)
	if in == nil {
		return "", fmt.Errorf("no instance %q", guid)
	}
	c := in.chatWith(peer)
	if c == nil {
		return "", fmt.Errorf("instance %q knows no %q", guid, peer)
	}
	from := c.speaker('1')
	if from == "" {
		return "", fmt.Errorf("nobody else is in %q", peer)
	}
	switch kind {
	case "":
		return s.speak(c, from, textBody(text), nil).idText(), nil
	case "phone":
		return s.speak(c, in.account.username, textBody(text), nil).idText(), nil
	case "system":
		return s.speak(c, peer, systemBody(text), nil).idText(), nil
	case "revoke":
		m := in.message(text)
		if m == nil {
			return "", fmt.Errorf("instance %q has no message %q", guid, text)
		}
		return s.takeBack(in, m).idText(), nil
	}
	return s.speak(c, from, s.kindOf(c, kind, from, text), nil).idText(), nil
}

// RequestFriendship makes somebody new ask an instance for friendship, and
// gives their username.
func (s *Server) RequestFriendship(guid, reason string) (username string, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	in := s.world.instance(guid)
	if in == nil {
		return "", false
	}
	return s.askFriendship(in, reason).username, true
}

// InstanceState is what State tells of one instance.
type InstanceState struct {
	GUID      string `json:"guid"`
	Username  string `json:"username"`
	Nickname  string `json:"nickname"`
	Status    int    `json:"status"` // 0 stopped, 1 running, 2 online
	Banned    bool   `json:"banned"`
	LoggingIn bool   `json:"logging_in"`
	QRState   int    `json:"qr_state"` // of the newest login
	NotifyURL string `json:"notify_url"`
	Calls     int    `json:"calls"`   // that named it
	Blocked   int    `json:"blocked"` // of them, refused for their number
	Taken     int    `json:"taken"`   // callbacks answered 200
	Lost      int    `json:"lost"`    // callbacks nobody took
	Waiting   int    `json:"waiting"` // callbacks still to be taken
}

// State is that of every instance.
func (s *Server) State() []InstanceState {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []InstanceState
	for _, in := range s.world.instances {
		all = append(all, InstanceState{
			GUID: in.guid, Username: in.account.username, Nickname: in.account.nickname, Status: int(in.status), Banned: in.banned,
			LoggingIn: in.login.running, QRState: int(in.login.state), NotifyURL: in.notify.url,
			Calls: in.calls.total, Blocked: in.calls.refused, Taken: in.notify.taken, Lost: in.notify.lost, Waiting: len(in.notify.queue),
		})
	}
	return all
}

// TruthLine is one message of Truth.
type TruthLine struct {
	GUID    string `json:"guid"`
	Peer    string `json:"peer"`
	Sender  string `json:"sender"`
	MsgID   string `json:"msg_id"`
	MsgType int    `json:"msg_type"`
	Time    int64  `json:"time"`              // s
	Text    string `json:"text"`              // bare text, else what a notification would say
	Content string `json:"content,omitempty"` // of a file: its XML
}

// Truth is everything that was said, instance by instance, oldest first.
func (s *Server) Truth() []TruthLine {
	s.mu.Lock()
	defer s.mu.Unlock()
	var lines []TruthLine
	for _, in := range s.world.instances {
		for _, m := range in.messages {
			line := TruthLine{GUID: in.guid, Peer: m.peer, Sender: m.sender, MsgID: m.idText(), MsgType: m.kind, Time: m.at.Unix(), Text: m.text()}
			if m.file != nil {
				line.Content = m.content
			}
			lines = append(lines, line)
		}
	}
	return lines
}
