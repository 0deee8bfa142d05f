// Package yunzhenji simulates 云真机 as document 003 describes it: one HTTP call
// that lists the WeCom accounts that logged in on its machines, and accounts that
// go offline and come back. What the document leaves open and is assumed here is
// said so where it is decided.
package yunzhenji

import (
	"context"
	"math"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"

	"seatdeck/providers/simulator/internal/media"
	"seatdeck/providers/simulator/internal/origin"
	"seatdeck/providers/simulator/internal/schedule"
)

// Options of a simulated account. The zero value is a small world that keeps still.
type Options struct {
	Seats int   // WeCom accounts; 12
	Seed  int64 // the same seed and time make the same world
	Clock clockwork.Clock
	// StateEvery is the mean time between changes of some account's state;
	// 0: none. Only a running Server changes.
	StateEvery time.Duration
	// BaseURL begins the URLs of pictures. Empty: learned from the first request.
	BaseURL string
}

// The one account.
const (
	appID       = "demo"
	accessToken = "7MWX2K9D"
)

// Server is the simulated back end.
type Server struct {
	options  Options
	clock    clockwork.Clock
	media    *media.Store
	origin   *origin.Origin
	schedule *schedule.Schedule
	handler  http.Handler

	mu       sync.Mutex
	rand     *rand.Rand
	accounts []*account
	faults   FaultPlan
	out      time.Time // no connection is served before
	calls    int
}

// New makes a server with its world.
func New(options Options) *Server {
	if options.Seats == 0 {
		options.Seats = 12
	}
	if options.Clock == nil {
		options.Clock = clockwork.NewRealClock()
	}
	s := &Server{
		options: options, clock: options.Clock, origin: origin.New(options.BaseURL),
		media: media.New(), schedule: schedule.New(options.Clock),
		rand: rand.New(rand.NewPCG(uint64(options.Seed), 23)),
	}
	s.accounts = generate(rand.New(rand.NewPCG(uint64(options.Seed), 22)), options.Seats, s.now())
	s.handler = s.routes()
	return s
}

// Credentials of the one account: app_id and access_token.
func (s *Server) Credentials() (key, secret string) { return appID, accessToken }

// Handler serves the call, the pictures and the controls.
func (s *Server) Handler() http.Handler { return s.handler }

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/wechat/list", s.serveList)
	mux.Handle("/media/", s.media)
	mux.HandleFunc("/", http.NotFound)
	outer := http.NewServeMux()
	s.controls(outer)
	outer.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		out := s.clock.Now().Before(s.out)
		s.mu.Unlock()
		if out {
			panic(http.ErrAbortHandler) // the connection breaks
		}
		mux.ServeHTTP(w, r)
	})
	return s.origin.Learn(outer)
}

// Run lets time pass: accounts go offline and come back. It returns nil when ctx
// has ended and nothing of it is running any more.
func (s *Server) Run(ctx context.Context) error {
	s.locked(func() {
		if s.options.StateEvery > 0 {
			s.schedule.After(s.pause(), s.changeState)
		}
	})
	s.schedule.Run(ctx, s.locked)
	return nil
}

// Close has nothing to end: what runs belongs to Run.
func (s *Server) Close() {}

func (s *Server) locked(do func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	do()
}

// now has whole seconds, as every time of the document.
func (s *Server) now() time.Time { return s.clock.Now().Truncate(time.Second) }

// pause is a random time with the mean StateEvery.
func (s *Server) pause() time.Duration {
	return time.Duration(math.Min(s.rand.ExpFloat64(), 8) * float64(s.options.StateEvery))
}

// changeState takes some account offline or brings it back.
func (s *Server) changeState() {
	s.schedule.After(s.pause(), s.changeState)
	a := s.accounts[s.rand.IntN(len(s.accounts))]
	a.turn(!a.online, s.now())
}
