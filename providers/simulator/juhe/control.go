package juhe

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"seatdeck/providers/simulator/internal/control"
)

// controls mounts what tests and people steer the simulator with; no part of the
// document.
func (s *Server) controls(mux *http.ServeMux) {
	control.Faults(mux, "/_control/faults", s.faults.Plan, s.faults.Set)
	mux.HandleFunc("POST /_control/callback", control.Do(func(_ context.Context, in Callback) (any, error) {
		return "ok", s.SetCallback(in)
	}))
	mux.HandleFunc("POST /_control/ban", control.Do(func(_ context.Context, in struct {
		UserID  string  `json:"userId"`
		Minutes float64 `json:"minutes"` // 0: an hour
	},
	) (any, error) {
		if in.Minutes <= 0 {
			in.Minutes = 60
		}
		return done(s.Ban(in.UserID, time.Duration(in.Minutes*float64(time.Minute))), in.UserID)
	}))
	for path, do := range map[string]func(userID string) bool{
		"unban":   s.Unban,
		"online":  func(userID string) bool { return s.SetOnline(userID, true) },
		"offline": func(userID string) bool { return s.SetOnline(userID, false) },
		"scan":    s.Scan,
		"detect":  s.Detect,
	} {
		mux.HandleFunc("POST /_control/"+path, control.Do(func(_ context.Context, in struct {
			UserID string `json:"userId"`
		},
		) (any, error) {
			return done(do(in.UserID), in.UserID)
		}))
	}
	mux.HandleFunc("POST /_control/say", control.Do(func(_ context.Context, in struct {
		UserID string `json:"userId"`
		Peer   string `json:"peer"` // empty: the first conversation's
		Text   string `json:"text"`
	},
	) (any, error) {
		id, ok := s.Say(in.UserID, in.Peer, in.Text)
		if !ok {
			return nil, fmt.Errorf("no conversation of %q with %q", in.UserID, in.Peer)
		}
		return map[string]string{"msgId": id}, nil
	}))
	mux.HandleFunc("POST /_control/revoke", control.Do(func(_ context.Context, in struct {
		MsgID string `json:"msgId"`
	},
	) (any, error) {
		if !s.Revoke(in.MsgID) {
			return nil, fmt.Errorf("no message %q", in.MsgID)
		}
		return "ok", nil
	}))
	control.Outage(mux, s.Outage)
	mux.HandleFunc("POST /_control/drop", control.Get(func() any {
		s.Drop()
		return "ok"
	}))
	mux.HandleFunc("GET /_control/state", control.Get(func() any { return s.State() }))
	mux.HandleFunc("GET /_control/sent", control.Get(func() any { return append([]SentMessage{}, s.Sent()...) }))
	mux.HandleFunc("GET /_control/truth", control.Lines(s.Truth))
}

func done(ok bool, userID string) (any, error) {
	if !ok {
		return nil, fmt.Errorf("not possible for account %q, if there is one", userID)
	}
	return "ok", nil
}

// with does something to an account, under the lock; false where there is none.
func (s *Server) with(userID string, do func(*account) bool) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.world.byUser(userID)
	return a != nil && do(a)
}

// Ban bans an account for so long from now on; one that is banned, anew.
func (s *Server) Ban(userID string, d time.Duration) bool {
	return s.with(userID, func(a *account) bool {
		s.ban(a, d)
		return true
	})
}

// Unban ends a ban now.
func (s *Server) Unban(userID string) bool {
	return s.with(userID, func(a *account) bool {
		s.unban(a)
		return true
	})
}

// SetOnline takes an account online or offline; false also for one that is banned
// or disabled.
func (s *Server) SetOnline(userID string, online bool) bool {
	return s.with(userID, func(a *account) bool {
		if online && (a.banned || a.status != statusEnabled) {
			return false
		}
		s.turn(a, online)
		return true
	})
}

// Scan has an account's login code scanned now; false where none is waiting.
func (s *Server) Scan(userID string) bool {
	return s.with(userID, func(a *account) bool {
		if a.login == nil || a.login.state != loginWaiting {
			return false
		}
		s.scan(a, a.login)
		return true
	})
}

// Detect has all accounts inspected now, the named one being recorded whatever is
// found.
func (s *Server) Detect(userID string) bool {
	return s.with(userID, func(a *account) bool {
		s.inspect(a)
		return true
	})
}

// Say makes a customer, or somebody in a room, write a text now, and gives the
// message's id. An empty peer is that of the first conversation.
func (s *Server) Say(userID, peer, text string) (msgID string, ok bool) {
	ok = s.with(userID, func(a *account) bool {
		var c *chat
		if peer != "" {
			c = a.chatWith(peer)
		} else if len(a.chats) > 0 {
			c = a.chats[0]
		}
		if c == nil {
			return false
		}
		msgID = s.say(c, c.voice('1'), body{kind: kindText, text: text}).id
		return true
	})
	return msgID, ok
}

// Revoke has a message taken back by who said it.
func (s *Server) Revoke(msgID string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.world.messages {
		if m.id == msgID && !m.revoked {
			s.takeBack(m)
			return true
		}
	}
	return false
}

// Outage breaks every connection from now on for so long, and holds callbacks back.
func (s *Server) Outage(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.out = s.clock.Now().Add(d)
	s.hub.cutAll()
}

// State is what State tells of the whole.
type State struct {
	Accounts  []AccountState `json:"accounts"`
	Members   []string       `json:"members"` // userIds that can be imported
	Panel     Panel          `json:"panel"`
	Sockets   int            `json:"sockets"`
	Taken     int            `json:"taken"`   // callbacks answered 200
	Lost      int            `json:"lost"`    // callbacks nobody took
	Waiting   int            `json:"waiting"` // callbacks still to be taken
	Messages  int            `json:"messages"`
	OutageEnd string         `json:"outageEnd"` // RFC 3339; empty: there is none
}

// AccountState is what State tells of one account.
type AccountState struct {
	UserID       string `json:"userId"`
	ChatUserID   string `json:"chatUserId"`
	Name         string `json:"name"`
	Online       bool   `json:"online"`
	Automatic    bool   `json:"automatic"`
	Banned       bool   `json:"banned"`
	UnlockTime   string `json:"unlockTime"`
	Transferring int    `json:"transferring"`
	Login        string `json:"login"`     // how far the newest login is
	LoginCode    string `json:"loginCode"` // what its phone shows, once it is asked for
}

// State is how everything is.
func (s *Server) State() State {
	s.mu.Lock()
	defer s.mu.Unlock()
	state := State{
		Members: []string{}, Panel: s.panel(), Sockets: s.hub.count(), Messages: len(s.world.messages),
		Taken: s.outgoing.taken, Lost: s.outgoing.lost, Waiting: len(s.outgoing.queue),
	}
	if s.isOut() {
		state.OutageEnd = s.out.UTC().Format(time.RFC3339)
	}
	for _, a := range s.world.waiting {
		state.Members = append(state.Members, a.userID)
	}
	for _, a := range s.world.listed() {
		one := AccountState{
			UserID: a.userID, ChatUserID: a.chatUserID, Name: a.name, Online: a.online, Automatic: a.automatic, Banned: a.banned,
			UnlockTime: dateText(a.unlocks), Transferring: a.transferring,
		}
		if a.login != nil {
			one.Login = string(a.login.state)
			if a.login.state == loginAsking {
				one.LoginCode = a.login.code
			}
		}
		state.Accounts = append(state.Accounts, one)
	}
	return state
}

// TruthLine is one message of Truth.
type TruthLine struct {
	UserID  string `json:"userId"`
	Peer    string `json:"peer"`
	FromID  string `json:"fromId"`
	MsgID   string `json:"msgId"`
	MsgType int    `json:"msgType"`
	Time    int64  `json:"time"` // ms
	Text    string `json:"text"` // text, or the URL of what it is
	Revoked bool   `json:"revoked"`
}

// Truth is everything that was said, in the order the back end took it in.
func (s *Server) Truth() []TruthLine {
	s.mu.Lock()
	defer s.mu.Unlock()
	lines := make([]TruthLine, 0, len(s.world.messages))
	for _, m := range s.world.messages {
		lines = append(lines, TruthLine{
			UserID: m.chat.account.userID, Peer: m.chat.peer(), FromID: m.fromID(), MsgID: m.id, MsgType: m.body.kind,
			Time: m.at.UnixMilli(), Text: m.body.brief(), Revoked: m.revoked,
		})
	}
	return lines
}
