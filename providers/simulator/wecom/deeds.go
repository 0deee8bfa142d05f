package wecom

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// Arrival is a customer who adds a member.
type Arrival struct {
	UserID     string `json:"userid"`          // empty: one of the way or link, else anybody
	ExternalID string `json:"external_userid"` // empty: somebody new
	Name       string `json:"name"`            // of somebody new; empty: any
	ConfigID   string `json:"config_id"`       // by a contact way
	LinkID     string `json:"link_id"`         // by an acquisition link
	State      string `json:"state"`           // customer_channel of a link
	Half       bool   `json:"half"`            // the member has not confirmed yet; they do within a minute
}

// Arrived is what came of an Arrival.
type Arrived struct {
	UserID      string `json:"userid"`
	ExternalID  string `json:"external_userid"`
	WelcomeCode string `json:"welcome_code"`
}

// Add has a customer add a member now.
func (s *Server) Add(in Arrival) (Arrived, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.add(in)
}

func (s *Server) add(in Arrival) (Arrived, error) {
	way, l, seats, err := s.door(&in)
	if err != nil {
		return Arrived{}, err
	}
	m := seats[s.rand.IntN(len(seats))]
	if in.UserID != "" {
		if m = first(seats, func(m *member) bool { return m.id == in.UserID }); m == nil {
			return Arrived{}, fmt.Errorf("%q is no seat to come to", in.UserID)
		}
	}
	c := s.world.customer(in.ExternalID)
	switch {
	case in.ExternalID == "":
		c = newCustomer(s.rand, s.world)
		c.consentAt = s.now().Unix()
		if in.Name != "" {
			c.name = in.Name
		}
	case c == nil:
		return Arrived{}, fmt.Errorf("no customer %q", in.ExternalID)
	case c.follow(m) != nil:
		return Arrived{}, fmt.Errorf("%q is a customer of %q already", c.id, m.id)
	}
	if l != nil && !s.comeByLink(l, c, m, in.State) {
		return Arrived{}, fmt.Errorf("the acquisition quota is used up")
	}
	if in.Half {
		return s.halfAdd(c, m, way, in.State), nil
	}
	f := s.join(c, m, way, in.State)
	code := s.welcomeCode(f)
	s.customerChanged("add_external_contact", m, c, stateAnd(in.State, said("WelcomeCode", code))...)
	return Arrived{m.id, c.id, code}, nil
}

// door finds by which way a customer comes, and to whom they may.
func (s *Server) door(in *Arrival) (way int, l *link, seats []*member, err error) {
	way, seats = wayCode, s.world.seats()
	switch {
	case in.ConfigID != "":
		w, no := s.findWay(in.ConfigID)
		if no != nil || w.expired(s.clock.Now()) {
			return 0, nil, nil, fmt.Errorf("no contact way %q", in.ConfigID)
		}
		in.State = w.State
		if w.IsTemp {
			way = tempWay
		}
		among := s.world.inDepartments(numbers(w.Party))
		seats = slices.DeleteFunc(seats, func(m *member) bool { return !slices.Contains(w.User, m.id) && !slices.Contains(among, m) })
	case in.LinkID != "":
		var no *refusal
		if l, no = s.link(in.LinkID); no != nil {
			return 0, nil, nil, fmt.Errorf("no link %q", in.LinkID)
		}
		way, seats = wayLink, s.linkMembers(l)
	}
	if len(seats) == 0 {
		return 0, nil, nil, fmt.Errorf("nobody to come to")
	}
	return way, l, seats, nil
}

func (s *Server) comeByLink(l *link, c *customer, m *member, state string) bool {
	today := dayOf(s.now())
	l.clicks[today]++
	if !s.world.quota.spend(s.now()) {
		return false
	}
	l.added[today]++
	l.customers = append(l.customers, &linkCustomer{seq: s.world.next(), customer: c, member: m, state: state})
	s.quotaChanged()
	return true
}

func (s *Server) join(c *customer, m *member, way int, state string) *follow {
	f := s.world.begin(c, m, s.now(), way)
	f.state = state
	m.day(dayOf(s.now())).accepted++
	return f
}

// halfAdd tells of somebody who need not be confirmed before the member has
// seen them; within a minute the member does. The code comes once, here.
func (s *Server) halfAdd(c *customer, m *member, way int, state string) Arrived {
	code := s.welcomeCode(&follow{member: m, customer: c})
	s.customerChanged("add_half_external_contact", m, c, stateAnd(state, said("WelcomeCode", code))...)
	s.within(time.Minute, func() {
		if c.follow(m) == nil && m.inPost() {
			s.join(c, m, way, state)
			s.customerChanged("add_external_contact", m, c, stateAnd(state)...)
		}
	})
	return Arrived{m.id, c.id, code}
}

func stateAnd(state string, more ...element) []element {
	if state == "" {
		return more
	}
	return append([]element{said("State", state)}, more...)
}

// Drop ends what a member and a customer were to each other: byCustomer if the
// customer deleted the member.
func (s *Server) Drop(userID, externalID string, byCustomer bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, no := s.relation(userID, externalID)
	if no != nil {
		return fmt.Errorf("%q is no customer of %q", externalID, userID)
	}
	s.drop(f, byCustomer)
	return nil
}

func (s *Server) drop(f *follow, byCustomer bool) {
	s.world.end(f)
	if byCustomer {
		f.member.day(dayOf(s.now())).negative++
		s.customerChanged("del_follow_user", f.member, f.customer)
		return
	}
	s.customerChanged("del_external_contact", f.member, f.customer)
}

// Leave has a member leave the company: their customers are unassigned.
func (s *Server) Leave(userID string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.world.member(userID)
	if m == nil {
		return fmt.Errorf("no member %q", userID)
	}
	s.leave(m)
	s.memberChanged("delete_user", m)
	return nil
}

// write has a customer write to a member, who answers after a while; with 0
// not at all.
func (s *Server) write(f *follow, answerAfter time.Duration) {
	today := dayOf(s.now())
	d := f.member.day(today)
	for _, l := range s.world.links {
		if c := first(l.customers, func(c *linkCustomer) bool { return c.customer == f.customer && c.member == f.member }); c != nil && c.chatted == 0 {
			c.chatted = 1
			s.event(eventAcquisition, "customer_start_chat", said("LinkId", l.id), said("State", c.state), said("UserID", f.member.id), said("ExternalUserID", f.customer.id))
		}
	}
	if f.talkedDay == today {
		return
	}
	f.talkedDay = today
	d.asked++
	if answerAfter > 0 {
		d.chats++
		d.replied++
		d.messages += 1 + s.rand.IntN(5)
		d.replySeconds += int(answerAfter.Seconds())
	}
}

// Confirm has a member, or with no userid every one, confirm a mass message or
// post a moment.
func (s *Server) Confirm(id, userID string) (confirmed int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if m, no := s.mass(id); no == nil {
		for _, t := range m.tasks {
			if userID == "" || t.member.id == userID {
				s.confirm(t)
				confirmed++
			}
		}
		return confirmed, nil
	}
	m, no := s.moment(id)
	if no != nil {
		return 0, fmt.Errorf("no mass message or moment %q", id)
	}
	for _, p := range m.posts {
		if userID == "" || p.member.id == userID {
			p.sent = p.sent || !m.ended
			confirmed++
		}
	}
	return confirmed, nil
}

// Outage has nothing answer, and callbacks be lost, until d has gone by.
func (s *Server) Outage(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.outage = s.clock.Now().Add(d)
}

// ExpireTokens has every token run out now and tells how many did.
func (s *Server) ExpireTokens() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.expireTokens()
}

// Sent are the messages that calls sent, in order.
func (s *Server) Sent() []Sent {
	s.mu.Lock()
	defer s.mu.Unlock()
	return list(s.world.sent)
}

// Callbacks counts callbacks: taken, given up, waiting or under way.
func (s *Server) Callbacks() (taken, lost, waiting int) { return s.notifier.counts() }

// Settle waits until every callback so far has been taken or given up.
func (s *Server) Settle(ctx context.Context) error { return s.notifier.settle(ctx) }
