package wecom

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"seatdeck/providers/simulator/internal/control"
)

// controls mounts what tests and people steer the simulator with; no part of
// the API.
func (s *Server) controls(mux *http.ServeMux) {
	mux.HandleFunc("GET /_control/state", control.Get(func() any { return s.State() }))
	mux.HandleFunc("GET /_control/sent", control.Get(func() any { return s.Sent() }))
	for _, path := range []string{"fault", "faults"} { // the other simulators say faults
		control.Faults(mux, "/_control/"+path, s.faults.Plan, s.faults.Set)
	}
	mux.HandleFunc("POST /_control/add", control.Do(func(_ context.Context, in Arrival) (any, error) { return s.Add(in) }))
	mux.HandleFunc("POST /_control/drop", control.Do(func(_ context.Context, in struct {
		UserID     string `json:"userid"`
		ExternalID string `json:"external_userid"`
		ByCustomer bool   `json:"by_customer"`
	},
	) (any, error) {
		return "ok", s.Drop(in.UserID, in.ExternalID, in.ByCustomer)
	}))
	mux.HandleFunc("POST /_control/write", control.Do(func(_ context.Context, in struct {
		UserID     string `json:"userid"`
		ExternalID string `json:"external_userid"`
		Answer     int    `json:"answer_seconds"` // 0: the member doesn't answer
	},
	) (any, error) {
		return "ok", s.Write(in.UserID, in.ExternalID, time.Duration(in.Answer)*time.Second)
	}))
	mux.HandleFunc("POST /_control/leave", control.Do(func(_ context.Context, in struct {
		UserID string `json:"userid"`
	},
	) (any, error) {
		return "ok", s.Leave(in.UserID)
	}))
	mux.HandleFunc("POST /_control/confirm", control.Do(func(_ context.Context, in struct {
		ID     string `json:"id"`     // a msgid, a moment_id
		UserID string `json:"userid"` // empty: everybody
	},
	) (any, error) {
		n, err := s.Confirm(in.ID, in.UserID)
		return map[string]int{"confirmed": n}, err
	}))
	mux.HandleFunc("POST /_control/event", control.Do(func(_ context.Context, in Happening) (any, error) { return s.Happen(in) }))
	mux.HandleFunc("POST /_control/tokens", control.Do(func(context.Context, struct{}) (any, error) {
		return map[string]int{"expired": s.ExpireTokens()}, nil
	}))
	control.Outage(mux, s.Outage)
	mux.HandleFunc("POST /_control/settle", control.Do(func(ctx context.Context, _ struct{}) (any, error) { return "ok", s.Settle(ctx) }))
	mux.HandleFunc("POST /_control/callback", control.Do(func(ctx context.Context, in Callback) (any, error) {
		return map[string]bool{"verified": in.URL != ""}, s.SetCallback(ctx, in)
	}))
}

// SetCallback has events go to another address. It is asked first, by
// echostr, and refused when it doesn't know the answer. An empty URL has nobody
// told.
func (s *Server) SetCallback(ctx context.Context, to Callback) error {
	old := s.notifier.target()
	if err := s.notifier.set(to); err != nil {
		return err
	}
	if to.URL == "" {
		return nil
	}
	s.mu.Lock()
	nonce, salt := s.nonce(), s.salt()
	s.mu.Unlock()
	if err := s.notifier.verify(ctx, nonce, salt); err != nil {
		return errors.Join(fmt.Errorf("verify the callback URL: %w", err), s.notifier.set(old))
	}
	return nil
}

// Write has a customer write to a member, who answers after a while; 0: not at
// all.
func (s *Server) Write(userID, externalID string, answerAfter time.Duration) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, no := s.relation(userID, externalID)
	if no != nil {
		return fmt.Errorf("%q is no customer of %q", externalID, userID)
	}
	s.write(f, answerAfter)
	return nil
}

// State is what State tells.
type State struct {
	Calls     int          `json:"calls"` // below /cgi-bin/, refused ones included
	Members   int          `json:"members"`
	Customers int          `json:"customers"`
	Chats     int          `json:"chats"`
	Sent      int          `json:"sent"`
	Taken     int          `json:"taken"`   // callbacks
	Lost      int          `json:"lost"`    // callbacks nobody took
	Waiting   int          `json:"waiting"` // callbacks still to be taken
	Callback  string       `json:"callback"`
	Down      bool         `json:"down"`
	Seats     []SeatState  `json:"seats"`
	Masses    []MassState  `json:"masses"`
	Groups    []GroupState `json:"groups"`
	Ticket    string       `json:"suite_ticket"`
	Quota     int64        `json:"acquisition_balance"`
}

// SeatState is a member who may have customers.
type SeatState struct {
	UserID    string   `json:"userid"`
	Name      string   `json:"name"`
	InPost    bool     `json:"in_post"`
	Customers []string `json:"customers"`
}

// MassState is a mass message and who has yet to confirm it.
type MassState struct {
	MsgID   string   `json:"msgid"`
	Waiting []string `json:"waiting"`
}

// GroupState is a customer group.
type GroupState struct {
	ChatID string `json:"chat_id"`
	Name   string `json:"name"`
	Owner  string `json:"owner"`
}

// State is how the company is now.
func (s *Server) State() State {
	s.mu.Lock()
	defer s.mu.Unlock()
	taken, lost, waiting := s.notifier.counts()
	w := s.world
	state := State{
		Calls: s.asked, Members: len(s.present()), Customers: len(w.customers), Sent: len(w.sent), Taken: taken, Lost: lost, Waiting: waiting,
		Callback: s.notifier.target().URL, Down: s.clock.Now().Before(s.outage), Ticket: w.suite.ticket, Quota: w.quota.balance(s.now()),
	}
	for _, m := range w.members {
		if !m.external {
			continue
		}
		seat := SeatState{UserID: m.id, Name: m.name, InPost: m.inPost(), Customers: []string{}}
		for _, f := range m.follows {
			seat.Customers = append(seat.Customers, f.customer.id)
		}
		state.Seats = append(state.Seats, seat)
	}
	for _, m := range w.masses {
		row := MassState{MsgID: m.id, Waiting: []string{}}
		for _, t := range m.tasks {
			if t.sent.IsZero() && !t.cancelled {
				row.Waiting = append(row.Waiting, t.member.id)
			}
		}
		state.Masses = append(state.Masses, row)
	}
	for _, c := range w.chats {
		if !c.ended {
			state.Groups = append(state.Groups, GroupState{c.id, c.name, c.owner.id})
		}
	}
	state.Chats = len(state.Groups)
	return state
}
