package wecom

import (
	"math"
	"slices"
	"time"

	"seatdeck/providers/simulator/internal/talk"
)

// startLife schedules what happens by itself while the server runs.
func (s *Server) startLife() {
	if s.options.Suite {
		s.schedule.After(0, s.newTicket)
		s.schedule.After(10*time.Minute, s.sendTickets)
	}
	if s.options.Rate > 0 {
		s.schedule.After(s.pause(), s.live)
	}
}

// pause is a random time between two changes, as between people who know
// nothing of each other.
func (s *Server) pause() time.Duration {
	return time.Duration(math.Min(s.rand.ExpFloat64(), 8) / s.options.Rate * float64(time.Second))
}

// live lets one thing happen, and plans the next time. What is likely: people
// write; customers come; groups change; the rest is rare.
func (s *Server) live() {
	s.schedule.After(s.pause(), s.live)
	deeds := []struct {
		share int
		do    func()
	}{
		{40, s.somebodyWrites},
		{20, s.somebodyComes},
		{14, s.somebodyJoins},
		{12, s.groupTalks},
		{5, s.somebodyLeavesGroup},
		{4, s.memberEdits},
		{3, s.somebodyGoes},
		{1, s.tagAppears},
		{1, s.groupAppears},
	}
	total := 0
	for _, d := range deeds {
		total += d.share
	}
	n := s.rand.IntN(total)
	for _, d := range deeds {
		if n -= d.share; n < 0 {
			d.do()
			return
		}
	}
}

// anyFollow is some customer of some member in post; nil: there is none.
func (s *Server) anyFollow() *follow {
	seats := slices.DeleteFunc(s.world.seats(), func(m *member) bool { return len(m.follows) == 0 })
	if len(seats) == 0 {
		return nil
	}
	m := seats[s.rand.IntN(len(seats))]
	return m.follows[s.rand.IntN(len(m.follows))]
}

func (s *Server) anyChat() *chat {
	chats := slices.DeleteFunc(slices.Clone(s.world.chats), func(c *chat) bool { return c.ended })
	if len(chats) == 0 {
		return nil
	}
	return chats[s.rand.IntN(len(chats))]
}

func (s *Server) somebodyWrites() {
	if f := s.anyFollow(); f != nil {
		s.write(f, time.Duration(s.rand.IntN(900))*time.Second)
	}
}

// somebodyComes by a code, at times by a link or unconfirmed. Nobody to come
// to, or no quota left, and nothing happens.
func (s *Server) somebodyComes() {
	in := Arrival{Half: s.rand.IntN(10) == 0}
	if links := s.world.links; len(links) > 0 && s.rand.IntN(4) == 0 {
		in.LinkID, in.State = links[s.rand.IntN(len(links))].id, "官网"
	}
	_, _ = s.add(in)
}

func (s *Server) somebodyJoins() {
	f, c := s.anyFollow(), s.anyChat()
	if f == nil || c == nil || slices.ContainsFunc(c.present(), func(m *chatMember) bool { return m.id == f.customer.id }) {
		return
	}
	before := c.memberVersion()
	c.version++
	scene := 3
	if s.rand.IntN(2) == 0 {
		scene = 1
	}
	c.members = append(c.members, &chatMember{
		id: f.customer.id, unionID: f.customer.unionID, name: f.customer.name, scene: scene, invitor: c.owner.id, joined: s.now(),
	})
	told := int64(0) // JoinScene: 0 invited, 3 by the group's code
	if scene == 3 {
		told = 3
	}
	s.chatMembersChanged("add_member", c, before, []string{f.customer.id}, counted("JoinScene", told))
}

func (s *Server) somebodyLeavesGroup() {
	c := s.anyChat()
	if c == nil {
		return
	}
	guests := slices.DeleteFunc(c.present(), func(m *chatMember) bool { return m.inside })
	if len(guests) == 0 {
		return
	}
	before := c.memberVersion()
	m := guests[s.rand.IntN(len(guests))]
	m.gone = s.now()
	c.version++
	s.chatMembersChanged("del_member", c, before, []string{m.id}, counted("QuitScene", int64(s.rand.IntN(2))))
}

func (s *Server) groupTalks() {
	if c := s.anyChat(); c != nil {
		present := c.present()
		c.speak(dayOf(s.now()), present[s.rand.IntN(len(present))].id)
	}
}

func (s *Server) groupAppears() {
	seats := s.world.seats()
	if len(seats) == 0 {
		return
	}
	owner := seats[s.rand.IntN(len(seats))]
	c := newChat(s.rand, s.world, owner, talk.One(s.rand, talk.CompanyWords)+talk.One(s.rand, talk.GroupWords), s.now())
	s.chatChanged("create", c)
}

// memberEdits: a remark, or a tag.
func (s *Server) memberEdits() {
	f := s.anyFollow()
	if f == nil {
		return
	}
	if groups := s.world.tagGroups; len(groups) > 0 && s.rand.IntN(2) == 0 {
		g := groups[s.rand.IntN(len(groups))]
		f.tags = merged(f.tags, []string{g.tags[s.rand.IntN(len(g.tags))].id}, nil)
	} else {
		f.remark = f.customer.name + "-" + talk.One(s.rand, talk.CityNames)
	}
	s.customerChanged("edit_external_contact", f.member, f.customer)
}

func (s *Server) somebodyGoes() {
	if f := s.anyFollow(); f != nil {
		s.drop(f, s.rand.IntN(4) > 0)
	}
}

func (s *Server) tagAppears() {
	groups := s.world.tagGroups
	if len(groups) == 0 {
		return
	}
	g := groups[s.rand.IntN(len(groups))]
	t := &tag{id: s.tagID(), name: "新标签" + text(len(g.tags)), created: s.now().Unix()}
	g.tags = append(g.tags, t)
	s.tagChanged("create", t.id, "tag", g.strategy)
}
