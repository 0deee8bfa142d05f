package youjiyun

import (
	"math"
	"time"

	"seatdeck/providers/simulator/internal/talk"
)

// startLife schedules what happens by itself while the server runs.
func (s *Server) startLife() {
	if s.options.Rate > 0 {
		s.schedule.After(s.pause(1/s.options.Rate), s.live)
		s.schedule.After(s.pause(requestEvery), s.friendRequest)
	}
	if s.options.StateEvery > 0 {
		s.schedule.After(s.pause(s.options.StateEvery.Seconds()), s.changeState)
	}
}

// requestEvery is the mean time between two friend requests, in seconds.
const requestEvery = 180

// pause is a random time with the given mean in seconds, as between people who
// know nothing of each other.
func (s *Server) pause(mean float64) time.Duration {
	return time.Duration(math.Min(s.rand.ExpFloat64(), 8) * mean * float64(time.Second))
}

// live lets one customer say the next thing, and plans the next time.
func (s *Server) live() {
	s.schedule.After(s.pause(1/s.options.Rate), s.live)
	if c := s.anyChat(); c != nil {
		s.continueScript(c, true)
	}
}

// anyChat is a conversation of a seat that is online, rather a recent one; nil
// if no seat is.
func (s *Server) anyChat() *chat {
	online := filter(s.world.robots, func(r *robot) bool { return r.state == RobotOnline && len(r.chats) > 0 })
	if len(online) == 0 {
		return nil
	}
	for range 100 {
		r := online[s.rand.IntN(len(online))]
		c := r.chats[s.rand.IntN(len(r.chats))]
		for range 2 {
			if other := r.chats[s.rand.IntN(len(r.chats))]; other.active() > c.active() {
				c = other
			}
		}
		if (c.contact == nil || !c.contact.deleted) && (c.group == nil || !c.group.dismissed) {
			return c
		}
	}
	return nil
}

// continueScript says the next line of others in a chat's script, skipping what
// the agent was to say. If opening, a finished script is followed by another;
// otherwise by a word of thanks.
func (s *Server) continueScript(c *chat, opening bool) {
	for c.script != nil && c.step < len(c.script.Lines) && c.script.Lines[c.step].Who == 'A' {
		c.step++
	}
	if c.script == nil || c.step >= len(c.script.Lines) {
		if !opening {
			s.say(c, content{ContentType: typeText, Content: talk.One(s.rand, talk.ThanksLines)}, '1')
			return
		}
		c.perform(s.rand, talk.Pick(s.rand, s.dialogues, c.group != nil), s.clock.Now())
		for c.script.Lines[c.step].Who == 'A' {
			c.step++
		}
	}
	l := c.script.Lines[c.step]
	c.step++
	s.say(c, utter(s.rand, c, l), l.Who)
}

// react lets the customer answer an agent after a while; not in a still world,
// and not every time.
func (s *Server) react(c *chat) {
	if s.options.Rate == 0 || s.rand.IntN(4) == 0 || (c.contact != nil && c.contact.deleted) {
		return
	}
	s.later(3*time.Second, 25*time.Second, func() {
		if m := c.last(); m != nil && m.self && c.robot.state == RobotOnline {
			s.continueScript(c, false)
		}
	})
}

// friendRequest is 3.8: somebody new asks an online seat.
func (s *Server) friendRequest() {
	s.schedule.After(s.pause(requestEvery), s.friendRequest)
	if c := s.anyChat(); c != nil {
		s.askFriendship(c.robot, talk.NewSlots(s.rand, talk.PersonName(s.rand), "").Fill(talk.One(s.rand, talk.RequestLines)))
	}
}

func (s *Server) askFriendship(r *robot, reason string) *contact {
	c := newContact(s.rand, s.world, s.clock.Now())
	c.remark, c.about = "", ""
	r.requests[c.id()] = c
	s.push("action", map[string]any{
		"messageId": s.world.nextMessageID(s.clock.Now()), "type": "robot.on.new.friend.request", "robotKey": r.key,
		"code": codeOK, "reason": reason, "wechatImgUrl": s.origin.URL(c.avatar), "name": c.name, "userId": c.userID,
		"gender": c.gender, "remarks": "", "isOuterUser": flag(c.wechat),
	}, false)
	return c
}

// changeState takes a seat offline or brings one back; one that is banned stays.
func (s *Server) changeState() {
	s.schedule.After(s.pause(s.options.StateEvery.Seconds()), s.changeState)
	r := s.world.robots[s.rand.IntN(len(s.world.robots))]
	switch r.state {
	case RobotOnline:
		s.setState(r, []RobotState{RobotOffline, RobotKicked}[s.rand.IntN(2)])
	case RobotBanned:
	default:
		s.setState(r, RobotOnline)
	}
}
