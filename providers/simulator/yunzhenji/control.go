package yunzhenji

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"seatdeck/providers/simulator/internal/control"
)

// FaultPlan says what goes wrong. The zero plan: nothing. Counts run down as they
// are used, in this order.
type FaultPlan struct {
	RefuseToken bool `json:"refuse_token"` // the access_token is refused: 407
	Broken      int  `json:"broken"`       // calls answered with HTTP 502 and HTML
	Cut         int  `json:"cut"`          // calls whose answer breaks off
	Garbage     int  `json:"garbage"`      // calls answered with JSON of the wrong types
	Overloaded  int  `json:"overloaded"`   // calls answered with an errcode
}

// fate is what happens to one call.
type fate int

const (
	fateNone fate = iota
	fateBroken
	fateCut
	fateGarbage
	fateOverloaded
)

func (p *FaultPlan) next() fate {
	for _, one := range []struct {
		count *int
		fate  fate
	}{{&p.Broken, fateBroken}, {&p.Cut, fateCut}, {&p.Garbage, fateGarbage}, {&p.Overloaded, fateOverloaded}} {
		if *one.count > 0 {
			*one.count--
			return one.fate
		}
	}
	return fateNone
}

// controls mounts what tests and people steer the simulator with; no part of the
// document. They work during an outage too.
func (s *Server) controls(mux *http.ServeMux) {
	turn := func(online bool) http.HandlerFunc {
		return control.Do(func(_ context.Context, in struct {
			Wxid string `json:"wxid"`
		},
		) (any, error) {
			if !s.SetOnline(in.Wxid, online) {
				return nil, fmt.Errorf("no account %q", in.Wxid)
			}
			return "ok", nil
		})
	}
	mux.HandleFunc("POST /_control/online", turn(true))
	mux.HandleFunc("POST /_control/offline", turn(false))
	control.Outage(mux, s.Outage)
	control.Faults(mux, "/_control/faults", s.Faults, s.SetFaults)
	mux.HandleFunc("GET /_control/state", control.Get(func() any { return s.State() }))
}

// SetOnline takes an account online or offline now. It says whether there is such
// an account.
func (s *Server) SetOnline(wxid string, online bool) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, a := range s.accounts {
		if a.wxid == wxid {
			a.turn(online, s.now())
			return true
		}
	}
	return false
}

// Outage breaks every connection from now on for so long.
func (s *Server) Outage(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.out = s.clock.Now().Add(d)
}

// SetFaults puts a plan in force.
func (s *Server) SetFaults(plan FaultPlan) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = plan
}

// Faults is the plan in force, counts run down so far.
func (s *Server) Faults() FaultPlan {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.faults
}

// State is what State tells of the whole.
type State struct {
	Accounts []AccountState `json:"accounts"`
	Calls    int            `json:"calls"` // answered or refused
}

// AccountState is what State tells of one account.
type AccountState struct {
	Wxid        string `json:"wxid"`
	Name        string `json:"name"`
	Groups      string `json:"groups"`
	Online      bool   `json:"online"`
	LastLogin   int64  `json:"last_login"`   // s; 0: never
	LastOffline int64  `json:"last_offline"` // s; 0: never
}

// State is how the accounts are.
func (s *Server) State() State {
	s.mu.Lock()
	defer s.mu.Unlock()
	state := State{Calls: s.calls}
	for _, a := range s.accounts {
		state.Accounts = append(state.Accounts, AccountState{
			Wxid: a.wxid, Name: a.fullName, Groups: a.groups, Online: a.online,
			LastLogin: seconds(a.lastLogin), LastOffline: seconds(a.lastOffline),
		})
	}
	return state
}
