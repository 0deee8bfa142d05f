package wecom

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/jonboulle/clockwork"

	"seatdeck/providers/internal/wire"
)

var (
	errNoCode   = errors.New("it has no errcode")
	errNoObject = errors.New("it is no JSON object")
	errNoToken  = errors.New("it has no token")
)

// Config is what a Client is made of.
type Config struct {
	BaseURL string // e.g. https://qyapi.weixin.qq.com
	CorpID  string
	Secret  string // of the app, or of customer contact, or of the address book
	AgentID int64  // of the app that sends messages; 0: none
	Suite   Suite  // only for a third-party suite
	HTTP    *http.Client
	Clock   clockwork.Clock
	Rand    func() float64 // in [0,1): jitter; nil: none
	Gate    Gate           // nil: the documented limits, of this client alone
}

// Suite is what the calls below service/ want.
type Suite struct {
	ID             string
	Secret         string
	Ticket         func() string // the newest suite_ticket, which comes by callback
	PermanentCode  string        // of the corp, where it authorised the suite
	ProviderCorpID string
	ProviderSecret string
}

// Client makes the calls of one corp with one secret. It may be used by many
// goroutines.
type Client struct {
	base   string
	config Config
	caller wire.Caller
	gate   Gate

	corp, suite, provider *keeper
}

// NewClient makes a client; it calls nobody yet.
func NewClient(config Config) *Client {
	config.Rand = wire.OneAtATime(config.Rand)
	c := &Client{
		base:   strings.TrimRight(config.BaseURL, "/"),
		config: config,
		caller: wire.Caller{Client: config.HTTP, Clock: config.Clock},
		gate:   config.Gate,
	}
	if c.gate == nil {
		c.gate = NewLimits(config.Clock)
	}
	c.corp = newKeeper(config.Clock, c.corpGrant)
	c.suite = newKeeper(config.Clock, c.suiteGrant)
	c.provider = newKeeper(config.Clock, c.providerGrant)
	return c
}

// retry is the back-off of a call: the official documents ask for at most three
// further tries.
func (c *Client) retry() wire.Retry {
	return wire.Retry{Clock: c.config.Clock, Rand: c.config.Rand, Tries: 4, First: 500 * time.Millisecond, Max: 5 * time.Second}
}
