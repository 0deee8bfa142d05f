// Package juhe simulates 聚合聊天 as document 000 describes it: 26 calls, the
// websocket they lead to, and callbacks to a URL, with a small living world behind
// them. It is the demo, the training ground and the test bench; what the document
// leaves open and is assumed here is said so where it is decided.
package juhe

import (
	"context"
	"math"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"

	"seatdeck/providers/simulator/internal/faults"
	"seatdeck/providers/simulator/internal/media"
	"seatdeck/providers/simulator/internal/neighbours"
	"seatdeck/providers/simulator/internal/origin"
	"seatdeck/providers/simulator/internal/schedule"
	"seatdeck/providers/simulator/internal/talk"
)

// Options of a simulated account. The zero value is a pleasant small world that
// keeps still.
type Options struct {
	Seats         int     // accounts; 12. From 8 on one is banned, some are offline
	Conversations int     // a seat, on average; 12
	Contacts      int     // a seat, beside those of its conversations; a third of Conversations
	Rate          float64 // messages per second customers write; 0: a still world, nobody reacts
	Seed          int64   // the same seed and time make the same world
	Clock         clockwork.Clock
	// BaseURL begins the URLs of media and of the websocket. Empty: learned from
	// the first request.
	BaseURL string
	// StateEvery is the mean time between changes of some seat's state, and
	// BanEvery between bans; 0: none. Only a running Server changes.
	StateEvery, BanEvery time.Duration
	// Callback is where callbacks go; the zero value: nowhere, until told.
	Callback Callback
	// HTTP carries callbacks; nil: a client of its own. Other machines than this
	// one and its neighbours are never asked, whatever the client.
	HTTP *http.Client
}

// The one account: its main user, what it is called in each call's query, and the
// secret of signatures unless SetCallback says another.
const (
	mainUser      = "demo"
	accessToken   = "5TRX83BV"
	signingSecret = "N6YD27QA"

	ProjectID = 1001
	CorpID    = "ww31c9a7f20b6d4e58"
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
	http      *http.Client
	hub       *hub
	outgoing  *outgoing
	handler   http.Handler

	mu     sync.Mutex
	rand   *rand.Rand
	world  *world
	tokens *recent[string] // of sockets
	nonces *recent[string] // of signed calls
	sent   []SentMessage
	held   [][]byte  // frames of messages that came while no socket was open
	out    time.Time // no connection is served before

	greeted bool // the conversations that wait were told
}

// New makes a server with its world.
func New(options Options) *Server {
	if options.Seats == 0 {
		options.Seats = 12
	}
	if options.Conversations == 0 {
		options.Conversations = 12
	}
	if options.Clock == nil {
		options.Clock = clockwork.NewRealClock()
	}
	if options.HTTP == nil {
		options.HTTP = &http.Client{Timeout: 10 * time.Second}
	}
	if options.Callback.Secret == "" {
		options.Callback.Secret = signingSecret
	}
	s := &Server{
		options: options, clock: options.Clock, dialogues: talk.Dialogues(), origin: origin.New(options.BaseURL),
		media: media.New(), schedule: schedule.New(options.Clock), http: neighbours.Client(options.HTTP),
		rand:   rand.New(rand.NewPCG(uint64(options.Seed), 33)),
		tokens: newRecent[string](maxTokens), nonces: newRecent[string](maxNonces),
	}
	s.faults = &Faults{faults.New[FaultPlan](rand.New(rand.NewPCG(uint64(options.Seed), 34)), nil)}
	s.hub = newHub(s.clock, s.frame)
	s.outgoing = newOutgoing(options.Callback)
	s.world = generate(options, s.dialogues, s.now())
	s.handler = s.routes()
	return s
}

// Credentials of the one account: its main user and accessToken.
func (s *Server) Credentials() (account, secret string) { return mainUser, accessToken }

// CallbackSecret is what signatures are made with.
func (s *Server) CallbackSecret() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.outgoing.target.Secret
}

// Handler serves the calls, the websocket, the media and the controls.
func (s *Server) Handler() http.Handler { return s.handler }

// Faults are the things that go wrong on demand.
func (s *Server) Faults() *Faults { return s.faults }

// Run lets time pass: people scan codes, write and answer, seats come and go, and
// callbacks go out. It returns nil when ctx has ended and nothing of it is running
// any more.
func (s *Server) Run(ctx context.Context) error {
	var running sync.WaitGroup
	s.locked(s.startLife)
	running.Go(func() { s.callBack(ctx) })
	s.schedule.Run(ctx, s.locked)
	running.Wait()
	return nil
}

// Close cuts every socket and waits for their end.
func (s *Server) Close() { s.hub.close() }

func (s *Server) locked(do func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	do()
}

// SetBaseURL sets what URLs begin with, e.g. "http://127.0.0.1:7800/juhe".
func (s *Server) SetBaseURL(base string) { s.origin.Set(base) }

// now has whole seconds, as every date of the document.
func (s *Server) now() time.Time { return s.clock.Now().Truncate(time.Second) }

// later has do called, under the lock, some time between from and to from now.
func (s *Server) later(from, to time.Duration, do func()) {
	s.schedule.After(from+time.Duration(s.rand.Int64N(int64(to-from)+1)), do)
}

// pause is a random time with the given mean, as between people who know nothing
// of each other.
func (s *Server) pause(mean time.Duration) time.Duration {
	return time.Duration(math.Min(s.rand.ExpFloat64(), 8) * float64(mean))
}

// Seats are the userIds of the accounts that are not deleted, in the order of
// getUsers.
func (s *Server) Seats() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var ids []string
	for _, a := range s.world.listed() {
		ids = append(ids, a.userID)
	}
	return ids
}

// Peers are whom an account has conversations with: ids of customers and rooms.
func (s *Server) Peers(userID string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.world.byUser(userID)
	if a == nil {
		return nil
	}
	var peers []string
	for _, c := range a.chats {
		peers = append(peers, c.peer())
	}
	return peers
}

// Sent are the messages that clients sent, in order; a clientId once.
func (s *Server) Sent() []SentMessage {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.sent)
}

// recent remembers a bounded number of things, the newest.
type recent[T comparable] struct {
	limit int
	order []T
	known map[T]bool
}

func newRecent[T comparable](limit int) *recent[T] {
	return &recent[T]{limit: limit, known: map[T]bool{}}
}

func (r *recent[T]) has(one T) bool { return r.known[one] }

// add says whether it is new.
func (r *recent[T]) add(one T) bool {
	if r.known[one] {
		return false
	}
	if len(r.order) >= r.limit {
		delete(r.known, r.order[0])
		r.order = r.order[1:]
	}
	r.order, r.known[one] = append(r.order, one), true
	return true
}
