// Package youjiyun simulates 有机云 as document 002 describes it: thirteen HTTP
// calls and a socket.io channel, with a small living world behind them. It is
// the demo, the training ground and the test bench; what the document leaves
// open and is assumed here is said so where it is decided.
package youjiyun

import (
	"context"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"

	"seatdeck/providers/simulator/internal/faults"
	"seatdeck/providers/simulator/internal/media"
	"seatdeck/providers/simulator/internal/origin"
	"seatdeck/providers/simulator/internal/schedule"
	"seatdeck/providers/simulator/internal/socketioserver"
	"seatdeck/providers/simulator/internal/talk"
)

// Options of a simulated account. The zero value is a pleasant small world that
// keeps still.
type Options struct {
	Seats         int     // robots; 5. From 8 on all five states of 2.2 occur
	Conversations int     // a seat, on average; 24
	Messages      int     // a conversation, on average; 40
	Contacts      int     // a seat, beside those of its conversations; a third of Conversations
	Groups        int     // a seat, at least; those beyond a quarter of Conversations are quiet
	Rate          float64 // messages per second customers write; 0: a still world, nobody reacts
	Seed          int64   // the same seed and time make the same world
	Clock         clockwork.Clock
	AllowEIO      []int // Engine.IO versions spoken; {3, 4}
	// StateEvery is the mean time between changes of some seat's state;
	// 0: none. Only a running Server changes.
	StateEvery time.Duration
	// TagTime is how long 3.11 takes, during which another one of the same robot goes
	// wrong; 0: no time. On the socket it passes only while the Server runs.
	TagTime time.Duration
	// BaseURL begins the URLs of media. Empty: learned from the first request.
	BaseURL string
	// PingInterval and PingTimeout of the socket; zero: those of socket.io.
	PingInterval, PingTimeout time.Duration
}

// The one account.
const (
	accessKey    = "demo"
	accessSecret = "Q3KR21ME"
)

// Server is the simulated back end.
type Server struct {
	options   Options
	clock     clockwork.Clock
	dialogues []talk.Dialogue
	faults    *Faults
	media     *media.Store
	origin    *origin.Origin
	schedule  *schedule.Schedule
	sessions  *sessions
	socketio  *socketioserver.Server
	handler   http.Handler

	mu      sync.Mutex
	rand    *rand.Rand
	world   *world
	sockets map[*socketioserver.Socket]struct{}
	held    *delivery
	sent    []SentMessage
	uses    map[string]int // accepted sends by messageId
}

// New makes a server with its world.
func New(options Options) *Server {
	if options.Seats == 0 {
		options.Seats = 5
	}
	if options.Conversations == 0 {
		options.Conversations = 24
	}
	if options.Messages == 0 {
		options.Messages = 40
	}
	if options.Clock == nil {
		options.Clock = clockwork.NewRealClock()
	}
	if len(options.AllowEIO) == 0 {
		options.AllowEIO = []int{3, 4}
	}
	s := &Server{
		options: options, clock: options.Clock, dialogues: talk.Dialogues(), origin: origin.New(options.BaseURL),
		media: media.New(), schedule: schedule.New(options.Clock),
		rand:    rand.New(rand.NewPCG(uint64(options.Seed), 3)),
		sockets: map[*socketioserver.Socket]struct{}{}, uses: map[string]int{},
	}
	s.faults = &Faults{faults.New(rand.New(rand.NewPCG(uint64(options.Seed), 4)), func(plan FaultPlan) { s.mute(plan.Silent) })}
	s.sessions = &sessions{clock: options.Clock, rand: rand.New(rand.NewPCG(uint64(options.Seed), 5)), seen: map[string]bool{}}
	s.world = generate(options, s.dialogues, options.Clock.Now())
	ids := rand.New(rand.NewPCG(uint64(options.Seed), 6))
	var idsMu sync.Mutex
	s.socketio = socketioserver.New(socketioserver.Config{
		Namespace: namespace, Versions: options.AllowEIO, Clock: options.Clock,
		PingInterval: options.PingInterval, PingTimeout: options.PingTimeout,
		NewID: func() string {
			idsMu.Lock()
			defer idsMu.Unlock()
			return talk.HexText(ids, 20)
		},
		Authorize: s.sessions.check, Joined: s.joined, Left: s.left, Event: s.event,
	})
	s.handler = s.routes()
	return s
}

// Credentials of the one account: accessKey and accessSecret of 2.1.
func (s *Server) Credentials() (key, secret string) { return accessKey, accessSecret }

// Handler serves the HTTP calls, the socket, the media and the controls.
func (s *Server) Handler() http.Handler { return s.handler }

// Faults are the things that go wrong on demand.
func (s *Server) Faults() *Faults { return s.faults }

// Run lets time pass: customers write, answers come late, broadcasts go out. It
// returns nil when ctx has ended and nothing of it is running any more.
func (s *Server) Run(ctx context.Context) error {
	s.mu.Lock()
	s.startLife()
	s.mu.Unlock()
	s.schedule.Run(ctx, s.locked)
	return nil
}

// Close cuts every socket and waits for their end.
func (s *Server) Close() { s.socketio.Close() }

func (s *Server) locked(do func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	do()
}

// SetBaseURL sets what media URLs begin with, e.g. "http://127.0.0.1:7800".
func (s *Server) SetBaseURL(base string) { s.origin.Set(base) }

// Robots are the keys of the account's robots, in the order of 2.2.
func (s *Server) Robots() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var keys []string
	for _, r := range s.world.robots {
		keys = append(keys, r.key)
	}
	return keys
}

// ChatUsers are whom a robot has conversations with, newest first.
func (s *Server) ChatUsers(robotKey string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.world.robotByKey(robotKey)
	if r == nil {
		return nil
	}
	chats := slices.Clone(r.chats)
	slices.SortStableFunc(chats, newestFirst)
	var users []string
	for _, c := range chats {
		users = append(users, c.user())
	}
	return users
}

// SetRobotState changes a robot's state. As the document has no event for it,
// clients learn of it by 2.2 and by the next `chat`.
func (s *Server) SetRobotState(robotKey string, state RobotState) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.world.robotByKey(robotKey)
	if r == nil || state < RobotInitialising || state > RobotKicked {
		return false
	}
	s.setState(r, state)
	return true
}

func (s *Server) setState(r *robot, state RobotState) {
	if r.state = state; state == RobotOnline {
		r.lastLogin = s.clock.Now()
	}
}

// Say makes a customer, or somebody in a group, write a text now. It says
// whether there is such a conversation.
func (s *Server) Say(robotKey, chatUser, text string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.chat(robotKey, chatUser)
	if c == nil {
		return false
	}
	s.say(c, content{ContentType: typeText, Content: text}, '1')
	return true
}

// SayFromPhone makes the robot's owner write a text on their phone: it is the
// robot's, but no client sent it (contentType 2 of 3.2).
func (s *Server) SayFromPhone(robotKey, chatUser, text string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.chat(robotKey, chatUser)
	if c == nil {
		return false
	}
	m := &message{
		at: s.now(), chat: c, from: c.robot.speaker(), self: true, sendStatus: 1,
		content: content{ContentType: typePhoneText, Content: text},
	}
	s.world.add(m)
	s.announce(m)
	return true
}

// chat finds a conversation; nil where there is none.
func (s *Server) chat(robotKey, chatUser string) *chat {
	if r := s.world.robotByKey(robotKey); r != nil {
		return r.chatWith(chatUser)
	}
	return nil
}

// say takes in a message of a customer and pushes it.
func (s *Server) say(c *chat, body content, role byte) *message {
	m := &message{at: s.now(), chat: c, content: body}
	if c.group == nil {
		m.from = speaker{c.contact.id(), c.contact.name, c.contact.avatar}
	} else {
		m.from = c.voice(role)
	}
	s.world.add(m)
	s.announce(m)
	return m
}

// now is in ms and, as in every example of the document, whole seconds.
func (s *Server) now() int64 { return s.clock.Now().Truncate(time.Second).UnixMilli() }

// Drop cuts every socket now.
func (s *Server) Drop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cutAll()
}

// Sockets is how many sockets have joined.
func (s *Server) Sockets() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.sockets)
}

// Sent are the sends that were accepted, in order, repeats included.
func (s *Server) Sent() []SentMessage {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.sent)
}

// Truth is everything the back end knows to have been said, oldest first.
func (s *Server) Truth() []TruthLine {
	s.mu.Lock()
	defer s.mu.Unlock()
	lines := make([]TruthLine, 0, len(s.world.messages))
	for _, m := range s.world.messages {
		lines = append(lines, TruthLine{m.chat.robot.key, m.chat.id(), m.id, m.svrID, m.at, m.content.Content})
	}
	slices.SortStableFunc(lines, func(a, b TruthLine) int { return int(a.Timestamp - b.Timestamp) })
	return lines
}

// TruthLine is one message of Truth.
type TruthLine struct {
	RobotKey  string `json:"robotKey"`
	ChatID    string `json:"chatId"`
	MessageID string `json:"messageId"`
	MsgSvrID  string `json:"msgSvrID"`
	Timestamp int64  `json:"timestamp"` // ms
	Text      string `json:"text"`      // empty unless the message is text
}

func (s *Server) joined(socket *socketioserver.Socket) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sockets[socket] = struct{}{}
	socket.Mute(s.faults.Plan().Silent)
}

func (s *Server) left(socket *socketioserver.Socket) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.sockets, socket)
}

func (s *Server) mute(silent bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for socket := range s.sockets {
		socket.Mute(silent)
	}
}

func newestFirst(a, b *chat) int {
	if a.active() != b.active() {
		return int(b.active() - a.active())
	}
	x, _ := strconv.Atoi(lastSvrID(a))
	y, _ := strconv.Atoi(lastSvrID(b))
	return y - x
}

func lastSvrID(c *chat) string {
	if m := c.last(); m != nil {
		return m.svrID
	}
	return "0"
}
