package pychat

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"seatdeck/providers/simulator/internal/talk"
)

// play is what the people of a conversation are talking about.
type play struct {
	script *talk.Dialogue
	step   int // the next line of script
	words  talk.Slots
	cast   int // shifts who plays the script's roles in a room
}

// requestEvery is the mean time between two friend requests, in seconds.
const requestEvery = 180

// startLife schedules what happens by itself while the server runs.
func (s *Server) startLife() {
	if s.options.Rate > 0 {
		s.schedule.After(s.pause(1/s.options.Rate), s.live)
		s.schedule.After(s.pause(requestEvery), s.friendRequest)
	}
}

// pause is a random time with the given mean in seconds, as between people who
// know nothing of each other.
func (s *Server) pause(mean float64) time.Duration {
	return time.Duration(math.Min(s.rand.ExpFloat64(), 8) * mean * float64(time.Second))
}

// live lets one person say the next thing, and plans the next time.
func (s *Server) live() {
	s.schedule.After(s.pause(1/s.options.Rate), s.live)
	c := s.anyChat()
	switch {
	case c == nil:
	case s.rand.IntN(4) == 0:
		s.surprise(c)
	default:
		s.continueScript(c, true)
	}
}

// anyChat is a conversation of an instance that is online and whose callbacks
// somebody wants; nil if there is none.
func (s *Server) anyChat() *chat {
	var open []*chat
	for _, in := range s.world.instances {
		if in.status == online && in.notify.url != "" {
			open = append(open, in.open()...)
		}
	}
	if len(open) == 0 {
		return nil
	}
	return open[s.rand.IntN(len(open))]
}

// open are the conversations in which somebody may write.
func (in *instance) open() []*chat {
	return slices.DeleteFunc(slices.Clone(in.chats), func(c *chat) bool { return !c.alive() })
}

// alive tells whether anybody of the other side can write.
func (c *chat) alive() bool {
	if c.room != nil {
		return !c.room.left && len(c.room.members) > 1
	}
	return c.person.friend && !c.person.deleted && !c.person.blocked
}

// continueScript says the next line of others in a conversation's script,
// skipping what the agent was to say. If opening, a finished script is followed
// by another; otherwise by a word of thanks.
func (s *Server) continueScript(c *chat, opening bool) {
	c.skipAgent()
	if c.script == nil || c.step >= len(c.script.Lines) {
		if !opening {
			s.speak(c, c.speaker('1'), textBody(talk.One(s.rand, talk.ThanksLines)), nil)
			return
		}
		c.perform(s.rand, talk.Pick(s.rand, s.dialogues, c.room != nil), s.clock.Now())
		c.skipAgent()
	}
	l := c.script.Lines[c.step]
	c.step++
	from := c.speaker(l.Who)
	b, at := s.utter(c, l, from)
	s.speak(c, from, b, at)
}

func (c *chat) skipAgent() {
	for c.script != nil && c.step < len(c.script.Lines) && c.script.Lines[c.step].Who == 'A' {
		c.step++
	}
}

// perform begins a dialogue, with its own words and, in a room, its own
// speakers.
func (c *chat) perform(r *rand.Rand, d *talk.Dialogue, at time.Time) {
	c.script, c.step, c.cast = d, 0, r.IntN(1000)
	promised := at.In(shanghai).AddDate(0, 0, 1+r.IntN(6)).Format("1月2日")
	name := ""
	if c.room == nil {
		name = c.person.nickname
	} else if m := c.voice('1'); m != nil {
		name = m.shownName()
	}
	c.words = talk.NewSlots(r, name, promised)
}

// voice is the member of a room who plays role '1', '2' or '3'; nil if we are
// alone.
func (c *chat) voice(role byte) *member {
	var others []*member
	for _, m := range c.room.members {
		if !c.in.self(m.username) {
			others = append(others, m)
		}
	}
	if len(others) == 0 {
		return nil
	}
	return others[(c.cast+int(role))%len(others)]
}

// speaker is who of the other side plays a role; empty: nobody is left.
func (c *chat) speaker(role byte) string {
	if c.room == nil {
		return c.peer()
	}
	if m := c.voice(role); m != nil {
		return m.username
	}
	return ""
}

// speak has somebody of the other side say something; nil: nobody is left.
func (s *Server) speak(c *chat, from string, b body, at []string) *message {
	if from == "" {
		return nil
	}
	return s.say(c.in, c.peer(), from, b, c.in.source(c.peer(), at))
}

// utter makes the body of a line, and tells whom it names by @.
func (s *Server) utter(c *chat, l talk.Line, from string) (b body, at []string) {
	if l.Kind != "" {
		return s.kindOf(c, l.Kind, from, ""), nil
	}
	text := c.words.Fill(l.Text)
	if c.room != nil && strings.Contains(text, "@") {
		names := map[string]*member{"@A": c.room.member(c.in.account.username), "@1": c.voice('1'), "@2": c.voice('2'), "@3": c.voice('3')}
		for _, role := range []string{"@A", "@1", "@2", "@3"} {
			if m := names[role]; m != nil && strings.Contains(text, role) {
				// U+2005 ends a name, as phones write it.
				text = strings.ReplaceAll(text, role, "@"+m.shownName()+"\u2005")
				at = append(at, m.username)
			}
		}
	}
	return textBody(text), at
}

// lastText is the newest text message of a conversation; nil: there is none.
func (in *instance) lastText(peer string) *message {
	for i := len(in.messages) - 1; i >= 0; i-- {
		if m := in.messages[i]; m.peer == peer && m.kind == msgText && !m.revoked {
			return m
		}
	}
	return nil
}

// takeBack has a message revoked by who said it.
func (s *Server) takeBack(in *instance, m *message) *message {
	words := fmt.Sprintf(`"%s" 撤回了一条消息`, in.nameOf(m.sender))
	if in.self(m.sender) {
		words = "你撤回了一条消息"
	}
	m.revoked = true
	return s.say(in, m.peer, m.sender, revokeBody(m.peer, m, words), "")
}

// react lets somebody answer an agent after a while; not in a still world, and
// not every time.
func (s *Server) react(c *chat) {
	if s.options.Rate == 0 || s.rand.IntN(4) == 0 || !c.alive() {
		return
	}
	s.later(3*time.Second, 25*time.Second, func() {
		if c.in.status == online && c.alive() {
			s.continueScript(c, false)
		}
	})
}

// friendRequest has somebody new ask an instance that is online.
func (s *Server) friendRequest() {
	s.schedule.After(s.pause(requestEvery), s.friendRequest)
	if c := s.anyChat(); c != nil {
		reason := talk.NewSlots(s.rand, talk.PersonName(s.rand), "").Fill(talk.One(s.rand, talk.RequestLines))
		s.askFriendship(c.in, reason)
	}
}

// fmessage is who brings friend requests.
const fmessage = "fmessage"

func (s *Server) askFriendship(in *instance, reason string) *contact {
	c := newStranger(s.rand)
	c.asked, c.ticket = true, "v4_000b708f0b040000010000000000"+talk.HexText(s.rand, 40)+"@stranger"
	in.know(c)
	s.say(in, fmessage, fmessage, requestBody(c, reason, s.origin.URL(c.avatar)), sourceXML(0, nil))
	return c
}

// greet tells an instance of the conversations that wait, once: there is no
// call for what was said before.
func (s *Server) greet(in *instance) {
	if in.greeted || in.status != online || in.notify.url == "" {
		return
	}
	in.greeted = true
	var old []*message
	for i, c := range in.chats {
		if !c.alive() || i%3 == 2 { // not everybody waits
			continue
		}
		c.perform(s.rand, talk.Pick(s.rand, s.dialogues, c.room != nil), s.clock.Now())
		c.skipAgent()
		for n := 1 + s.rand.IntN(3); n > 0 && c.step < len(c.script.Lines) && c.script.Lines[c.step].Who != 'A'; n-- {
			l := c.script.Lines[c.step]
			c.step++
			from := c.speaker(l.Who)
			b, at := s.utter(c, l, from)
			m := s.take(in, c.peer(), from, b, in.source(c.peer(), at))
			m.at = m.at.Add(-time.Duration(len(in.chats)-i) * time.Minute)
			old = append(old, m)
		}
	}
	if in == s.world.instances[0] && len(old) > 0 { // something to break off and go on with
		first := old[0]
		old = append(old, s.take(in, first.peer, first.sender, fileBody(s.big()), ""))
	}
	s.tell(in, old)
}
