// Package pychat simulates guid client instances as document 004 describes
// them: 130 calls, and callbacks to a URL, with a small living world behind
// them. It is the demo, the training ground and the test bench. The document
// shows how to ask and almost nothing of what comes back; what wire.md does not
// tell either is assumed, and said so where it is decided.
package pychat

import (
	"context"
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
	Seats         int     // instances; 8. The first two are online, the others each log in differently (DemoPlan)
	Conversations int     // a seat, on average; 16
	Contacts      int     // friends of a seat, beside those of its conversations; a third of Conversations
	Groups        int     // a seat, at least; those beyond a quarter of Conversations are quiet
	Rate          float64 // messages per second people write; 0: a still world, nobody reacts
	Seed          int64   // the same seed and time make the same world
	Clock         clockwork.Clock
	// BaseURL begins the URLs of media. Empty: learned from the first request.
	BaseURL string
	// Tries is how often one callback is sent until somebody takes it; 8.
	Tries int
	// HTTP carries callbacks and fetches what is to be uploaded; nil: a client
	// of its own. Other machines than this one and its neighbours are never
	// asked, whatever the client.
	HTTP *http.Client
}

// The one account of the gateway.
const (
	appKey    = "demo"
	appSecret = "W8TQ40NX"
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
	calls     map[string]endpoint
	handler   http.Handler

	mu    sync.Mutex
	rand  *rand.Rand
	world *world
	sent  []SentMessage

	grants map[string]grant  // by the token in a download's URL
	infos  map[string]issued // by cdn_info
}

// New makes a server with its world.
func New(options Options) *Server {
	if options.Seats == 0 {
		options.Seats = 8
	}
	if options.Conversations == 0 {
		options.Conversations = 16
	}
	if options.Clock == nil {
		options.Clock = clockwork.NewRealClock()
	}
	if options.Tries == 0 {
		options.Tries = 8
	}
	if options.HTTP == nil {
		options.HTTP = &http.Client{Timeout: 10 * time.Second}
	}
	s := &Server{
		options: options, clock: options.Clock, dialogues: talk.Dialogues(), origin: origin.New(options.BaseURL),
		media: media.New(), schedule: schedule.New(options.Clock), http: neighbours.Client(options.HTTP),
		rand:  rand.New(rand.NewPCG(uint64(options.Seed), 13)),
		calls: map[string]endpoint{},
	}
	s.faults = &Faults{faults.New(rand.New(rand.NewPCG(uint64(options.Seed), 14)), func(FaultPlan) { s.wake() })}
	s.world = generate(options, s.media, options.Clock.Now())
	for _, e := range endpoints() {
		s.calls[e.path] = e
	}
	s.handler = s.routes()
	return s
}

// Credentials of the gateway: app_key and app_secret.
func (s *Server) Credentials() (key, secret string) { return appKey, appSecret }

// Handler serves the calls, the gateway, the media and the controls.
func (s *Server) Handler() http.Handler { return s.handler }

// Faults are the things that go wrong on demand.
func (s *Server) Faults() *Faults { return s.faults }

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	for _, e := range s.calls {
		mux.HandleFunc(e.path, func(w http.ResponseWriter, r *http.Request) { s.serveCall(w, r, e) })
	}
	mux.HandleFunc(Gateway, s.serveGateway)
	mux.Handle("/media/", s.media)
	mux.Handle("/publish/", s.media)
	s.downloads(mux)
	s.controls(mux)
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		s.write(w, http.StatusNotFound, object{"detail": "Not Found"}, false)
	})
	return s.origin.Learn(mux)
}

// Run lets time pass: people scan codes, write and answer, and callbacks go
// out. It returns nil when ctx has ended and nothing of it is running any more.
func (s *Server) Run(ctx context.Context) error {
	var running sync.WaitGroup
	s.mu.Lock()
	s.startLife()
	instances := s.world.instances
	s.mu.Unlock()
	for _, in := range instances {
		running.Go(func() { s.callBack(ctx, in) })
	}
	s.schedule.Run(ctx, s.locked)
	running.Wait()
	return nil
}

// Close has nothing to end: what runs belongs to Run.
func (s *Server) Close() {}

// wake has every queue of callbacks looked at.
func (s *Server) wake() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, in := range s.world.instances {
		signal(in.notify.wake)
	}
}

func (s *Server) locked(do func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	do()
}

// SetBaseURL sets what media URLs begin with, e.g. "http://127.0.0.1:7800".
func (s *Server) SetBaseURL(base string) { s.origin.Set(base) }

// now has whole seconds, as every time in a callback.
func (s *Server) now() time.Time { return s.clock.Now().Truncate(time.Second) }

// later has do called, under the lock, some time between from and to from now.
func (s *Server) later(from, to time.Duration, do func()) {
	s.schedule.After(from+time.Duration(s.rand.Int64N(int64(to-from)+1)), do)
}

// GUIDs are the instances, in a fixed order.
func (s *Server) GUIDs() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var guids []string
	for _, in := range s.world.instances {
		guids = append(guids, in.guid)
	}
	return guids
}

// Peers are whom an instance has conversations with: usernames.
func (s *Server) Peers(guid string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	in := s.world.instance(guid)
	if in == nil {
		return nil
	}
	var peers []string
	for _, c := range in.chats {
		peers = append(peers, c.peer())
	}
	return peers
}

// Calls is how many calls named an instance, those of a block included.
func (s *Server) Calls(guid string) (total, blocked int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if in := s.world.instance(guid); in != nil {
		return in.calls.total, in.calls.refused
	}
	return 0, 0
}

// Sent are the messages that calls sent, in order.
func (s *Server) Sent() []SentMessage {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.sent)
}
