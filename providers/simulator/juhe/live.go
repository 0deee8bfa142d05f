package juhe

import (
	"slices"
	"time"

	"seatdeck/providers/simulator/internal/talk"
)

// startLife schedules what happens by itself while the server runs.
func (s *Server) startLife() {
	if s.options.Rate > 0 {
		s.schedule.After(s.pause(s.liveEvery()), s.live)
	}
	if s.options.StateEvery > 0 {
		s.schedule.After(s.pause(s.options.StateEvery), s.changeState)
	}
	if s.options.BanEvery > 0 {
		s.schedule.After(s.pause(s.options.BanEvery), s.banSomebody)
	}
	for _, a := range s.world.listed() {
		if a.banned {
			s.planUnban(a)
		}
	}
}

func (s *Server) liveEvery() time.Duration {
	return time.Duration(float64(time.Second) / s.options.Rate)
}

// live lets one customer say the next thing, and plans the next time.
func (s *Server) live() {
	s.schedule.After(s.pause(s.liveEvery()), s.live)
	c := s.anyChat()
	switch {
	case c == nil || s.isOut():
	case s.rand.IntN(25) == 0:
		s.say(c, c.voice('1'), s.surprise(c))
	default:
		s.continueScript(c, true)
	}
}

// anyChat is a conversation of a seat that is online; nil if no seat is.
func (s *Server) anyChat() *chat {
	online := slices.DeleteFunc(s.world.listed(), func(a *account) bool { return !a.online || len(a.chats) == 0 })
	if len(online) == 0 {
		return nil
	}
	a := online[s.rand.IntN(len(online))]
	return a.chats[s.rand.IntN(len(a.chats))]
}

// continueScript says the next line of others in a chat's script, skipping what
// the agent was to say. If opening, a finished script is followed by another;
// otherwise by a word of thanks.
func (s *Server) continueScript(c *chat, opening bool) {
	c.skipAgent()
	if c.script == nil || c.step >= len(c.script.Lines) {
		if !opening {
			s.say(c, c.voice('1'), body{kind: kindText, text: talk.One(s.rand, talk.ThanksLines)})
			return
		}
		s.perform(c)
		c.skipAgent()
	}
	l := c.script.Lines[c.step]
	c.step++
	m := s.say(c, c.voice(l.Who), s.utter(c, l))
	if opening && s.rand.IntN(40) == 0 { // said in haste
		s.later(5*time.Second, 30*time.Second, func() { s.takeBack(m) })
	}
}

func (c *chat) skipAgent() {
	for c.script != nil && c.step < len(c.script.Lines) && c.script.Lines[c.step].Who == 'A' {
		c.step++
	}
}

// say takes in a message of a customer and pushes it.
func (s *Server) say(c *chat, from *contact, b body) *message {
	m := &message{at: s.clock.Now(), chat: c, from: from, body: b}
	s.world.add(m)
	s.announce(m)
	return m
}

// takeBack has a message revoked by who said it.
func (s *Server) takeBack(m *message) {
	if m.revoked {
		return
	}
	m.revoked = true
	s.push("revoke", map[string]any{
		"msgId": m.id, "chatUserId": m.chat.account.chatUserID, "fromId": m.fromID(), "toId": m.toID(), "roomId": m.roomID(),
		"time": s.clock.Now().UnixMilli(),
	})
}

// react lets the customer answer an agent after a while; not in a still world, and
// not every time.
func (s *Server) react(c *chat) {
	if s.options.Rate == 0 || s.rand.IntN(4) == 0 {
		return
	}
	s.later(3*time.Second, 25*time.Second, func() {
		if c.last != nil && c.last.from == nil && c.account.online && c.account.status == statusEnabled {
			s.continueScript(c, false)
		}
	})
}

// announce pushes a message.
func (s *Server) announce(m *message) { s.push("message", s.messageShape(m)) }

func (s *Server) messageShape(m *message) map[string]any {
	a := m.chat.account
	shape := map[string]any{
		"msgId": m.id, "chatUserId": a.chatUserID, "fromId": m.fromID(), "fromName": a.name, "fromAvatar": s.origin.URL(a.avatar),
		"toId": m.toID(), "roomId": m.roomID(), "roomName": "", "msgType": m.body.kind, "content": s.content(m.body),
		"time": m.at.UnixMilli(), "self": m.from == nil, "clientId": m.clientID,
	}
	if m.from != nil {
		shape["fromName"], shape["fromAvatar"] = m.from.name, s.origin.URL(m.from.avatar)
	}
	if m.chat.room != nil {
		shape["roomName"] = m.chat.room.name
	}
	return shape
}

func (m *message) fromID() string {
	if m.from == nil {
		return m.chat.account.chatUserID
	}
	return m.from.id
}

// toID is whom it was said to: the room, the seat, or of its own the customer.
func (m *message) toID() string {
	if m.chat.room == nil && m.from != nil {
		return m.chat.account.chatUserID
	}
	return m.chat.peer()
}

func (m *message) roomID() string {
	if m.chat.room == nil {
		return ""
	}
	return m.chat.room.id
}

// remember has a part of the conversations say, for the first socket, what was said
// before it: there is no call for history.
func (s *Server) remember() {
	var old []*message
	for _, a := range s.world.accounts {
		if a.banned {
			continue
		}
		for i, c := range a.chats {
			if i%3 == 2 { // not everybody waits
				continue
			}
			at := s.clock.Now().Add(-time.Duration(1+s.rand.IntN(90)) * time.Minute)
			s.perform(c)
			c.skipAgent()
			for n := 1 + s.rand.IntN(3); n > 0 && c.step < len(c.script.Lines) && c.script.Lines[c.step].Who != 'A'; n-- {
				l := c.script.Lines[c.step]
				c.step++
				old = append(old, &message{at: at, chat: c, from: c.voice(l.Who), body: s.utter(c, l)})
				at = at.Add(time.Duration(3+s.rand.IntN(15)) * time.Second)
			}
		}
	}
	slices.SortStableFunc(old, func(a, b *message) int { return a.at.Compare(b.at) })
	for _, m := range old {
		s.world.add(m)
		s.announce(m)
	}
}
