// Package wecom simulates the official WeCom server API: the endpoints below
// /cgi-bin/ that document 001's types belong to (wire.md), encrypted callbacks,
// and a company with members, customers and groups behind them. Where document
// 001 names a type without its fields, the public documentation of the API
// tells them. What neither tells is assumed, and said so where it is decided.
package wecom

import (
	"context"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"

	"seatdeck/providers/simulator/internal/faults"
	"seatdeck/providers/simulator/internal/media"
	"seatdeck/providers/simulator/internal/neighbours"
	"seatdeck/providers/simulator/internal/origin"
	"seatdeck/providers/simulator/internal/schedule"
)

// Options of a simulated company. The zero value is a pleasant small one that
// keeps still.
type Options struct {
	Seats     int     // members who may have customers; 12
	Customers int     // of a seat, on average; 30
	Groups    int     // customer groups; as many as seats
	Rate      float64 // changes per second: customers come and go, write, join groups; 0: a still world
	Seed      int64   // the same seed and time make the same world
	Clock     clockwork.Clock
	// BaseURL begins the URLs of pictures and exports. Empty: learned from the
	// first request.
	BaseURL string

	TokenLife     time.Duration // of an access token; 2 h, as the real one
	TransferWait  time.Duration // until a customer has been handed over; 1 min (in truth 24 h)
	ConfirmWithin time.Duration // members confirm tasks by themselves within; 0: only when told by /_control/confirm
	JobTakes      time.Duration // an export, an import, a moment; 3 s
	MaxPerMinute  int           // calls of one path; 10,000. The hour holds fifteen times as many

	Callback Callback // where events go at the start
	// Suite has a suite_ticket sent every ten minutes, as a suite's maker gets it.
	Suite bool
	// HTTP carries callbacks; nil: a client of its own. Other machines than this
	// one and its neighbours are never asked, whatever the client.
	HTTP *http.Client
}

// Credentials are what a person needs to connect.
type Credentials struct {
	CorpID, Secret, AgentID      string // of the company's own application
	CallbackToken, AESKey        string // of its callbacks; AESKey is the EncodingAESKey
	SuiteID, SuiteSecret         string // of a third-party suite
	ProviderCorp, ProviderSecret string // of the suite's maker: corpid and provider_secret
	RobotKey                     string // of a group robot: webhook/send?key=
	ArchivedRoom, PermanentCode  string // a room of the archive; the code of an authorisation
}

// The one company and the one suite.
const (
	corpID         = "ww5e1d0c9b8a7f6e42"
	corpSecret     = "Zk3v-Q8mT5xWcR1yLb7NpSd9HfJg2UaEoVi4XwCq6tM"
	agentID        = 1000002
	callbackToken  = "hJqcu3uJ9Tn2gXPmxx2w9kkCkCE2EYo"
	callbackAESKey = "Kq3pWm7VtYcN1xRb9ZsLd5GhJf2TaEo8UiPv4XwCy6M"
	suiteID        = "ww7c3a9e1f5b2d8064"
	suiteSecret    = "suite-Hq2Lw9Vx4Tb7Rk1Np6Zs3Yd8"
	providerCorp   = "ww0a1b2c3d4e5f6071"
	providerSecret = "provider-Tm5Xc8Vq1Wr4Yk7Pn2"
	robotKey       = "693a91f6-7aea-4bc4-97a0-0ec2sifa5aaa"
	permanentCode  = "SxGdC3w7Hn0Lq5Vt9Rk2Yp8Zm4Bj1Fx6"
)

// Server is the simulated back end.
type Server struct {
	options  Options
	clock    clockwork.Clock
	faults   *Faults
	media    *media.Store
	origin   *origin.Origin
	schedule *schedule.Schedule
	notifier *notifier
	calls    map[string]endpoint
	handler  http.Handler

	mu     sync.Mutex
	rand   *rand.Rand
	world  *world
	tokens map[string]token
	spent  map[string]*spending // calls by path
	robot  spending             // messages of the group robot
	atOnce map[string]int       // calls in work, by path
	asked  int                  // calls so far, refused ones included
	outage time.Time            // until then nothing answers
}

// New makes a server with its world.
func New(options Options) *Server {
	options = options.filled()
	s := &Server{
		options: options, clock: options.Clock, origin: origin.New(options.BaseURL),
		media: media.New(), schedule: schedule.New(options.Clock),
		rand:   rand.New(rand.NewPCG(uint64(options.Seed), 23)),
		tokens: map[string]token{}, spent: map[string]*spending{}, atOnce: map[string]int{},
		calls: map[string]endpoint{},
	}
	s.faults = &Faults{faults.New(rand.New(rand.NewPCG(uint64(options.Seed), 24)), func(FaultPlan) { s.notifier.look() })}
	s.notifier = newNotifier(neighbours.Client(options.HTTP), options.Clock, options.Callback, s.faults)
	s.world = generate(options, s.clock.Now())
	for _, e := range endpoints() {
		s.calls["/cgi-bin/"+e.path] = e
	}
	s.handler = s.routes()
	return s
}

func (o Options) filled() Options {
	positive(&o.Seats, 12)
	positive(&o.Customers, 30)
	positive(&o.Groups, o.Seats)
	positive(&o.TokenLife, 2*time.Hour)
	positive(&o.TransferWait, time.Minute)
	positive(&o.JobTakes, 3*time.Second)
	positive(&o.MaxPerMinute, 10_000)
	if o.Clock == nil {
		o.Clock = clockwork.NewRealClock()
	}
	if o.HTTP == nil {
		o.HTTP = &http.Client{}
	}
	if o.Callback.Token == "" {
		o.Callback.Token = callbackToken
	}
	if o.Callback.AESKey == "" {
		o.Callback.AESKey = callbackAESKey
	}
	return o
}

// positive fills in what was left out.
func positive[T int | time.Duration](value *T, standard T) {
	if *value <= 0 {
		*value = standard
	}
}

// Credentials of the company and of the suite.
func (s *Server) Credentials() Credentials {
	s.mu.Lock()
	defer s.mu.Unlock()
	to := s.notifier.target()
	return Credentials{
		CorpID: corpID, Secret: corpSecret, AgentID: text(agentID), CallbackToken: to.Token, AESKey: to.AESKey,
		SuiteID: suiteID, SuiteSecret: suiteSecret, ProviderCorp: providerCorp, ProviderSecret: providerSecret,
		RobotKey: robotKey, ArchivedRoom: s.world.rooms[0].id, PermanentCode: permanentCode,
	}
}

// Handler serves the calls, the media and the controls.
func (s *Server) Handler() http.Handler { return s.handler }

// Faults are the things that go wrong on demand.
func (s *Server) Faults() *Faults { return s.faults }

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/cgi-bin/", s.serveCall)
	mux.Handle("/media/", s.media)
	mux.Handle("/publish/", s.media)
	mux.HandleFunc("GET /code/{id}", serveCode)
	s.controls(mux)
	mux.HandleFunc("/", notFound)
	return s.origin.Learn(mux)
}

// Run lets time pass: customers come, members confirm, jobs end, and callbacks
// go out. It returns nil when ctx has ended and nothing of it is running any
// more.
func (s *Server) Run(ctx context.Context) error {
	var running sync.WaitGroup
	running.Go(func() { s.notifier.run(ctx) })
	s.locked(s.startLife)
	s.schedule.Run(ctx, s.locked)
	running.Wait()
	return nil
}

// Close has nothing to end: what runs belongs to Run.
func (s *Server) Close() {}

func (s *Server) locked(do func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	do()
}

// SetBaseURL sets what URLs begin with, e.g. "http://127.0.0.1:7800".
func (s *Server) SetBaseURL(base string) { s.origin.Set(base) }

// now has whole seconds, as every time of this API.
func (s *Server) now() time.Time { return s.clock.Now().Truncate(time.Second) }

// within has do called, under the lock, some time within d.
func (s *Server) within(d time.Duration, do func()) {
	s.schedule.After(time.Duration(s.rand.Int64N(int64(d)+1)), do)
}
