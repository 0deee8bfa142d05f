package youjiyun

import (
	"context"
	"encoding/hex"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"

	"seatdeck/providers/internal/wire"
)

var errNoCode = errors.New("it has no code")

// Config is what a Client needs.
type Config struct {
	BaseURL      string // e.g. https://www.yjiyun.com
	AccessKey    string
	AccessSecret string
	HTTP         *http.Client
	Clock        clockwork.Clock
	Rand         func() float64 // in [0,1): request ids, message ids, jitter
	Socket       Emitter        // nil: actions go over 2.8 only
}

// Emitter is the socket.io connection (3.1), as far as a Client needs it. Emit
// returns socketio.ErrNotConnected where nothing was sent.
type Emitter interface {
	Connected() bool
	Emit(ctx context.Context, event string, args ...any) error
}

// Client makes the calls of one account. It may be used by many goroutines.
type Client struct {
	base   string
	config Config
	caller wire.Caller
	login  login
	ids    messageIDs
	wait   answers

	queueMu sync.Mutex
	queues  map[string]chan struct{} // by robotKey: who may write tags (3.11)
}

// NewClient makes a client; it calls nobody yet.
func NewClient(config Config) *Client {
	config.Rand = wire.OneAtATime(config.Rand)
	c := &Client{
		base:   strings.TrimRight(config.BaseURL, "/"),
		config: config,
		caller: wire.Caller{Client: config.HTTP, Clock: config.Clock},
		queues: make(map[string]chan struct{}),
	}
	c.login.turn = make(chan struct{}, 1)
	c.ids = messageIDs{clock: config.Clock, rand: config.Rand}
	c.wait.open = make(map[answerKey]chan heard)
	return c
}

func (c *Client) retry() wire.Retry {
	return wire.Retry{Clock: c.config.Clock, Rand: c.config.Rand, Tries: 4, First: 500 * time.Millisecond, Max: 8 * time.Second}
}

// requestID is the fresh 32 hex digits of every call (1.3).
func (c *Client) requestID() string {
	var id [16]byte
	for i := range id {
		id[i] = byte(c.config.Rand() * 256)
	}
	return hex.EncodeToString(id[:])
}

// NewMessageID makes a messageId (3.0).
func (c *Client) NewMessageID() string { return c.ids.next() }
